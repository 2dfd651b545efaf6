//! Random numbers that are the same on every machine: splitmix64, one independent sequence for each name, read at any
//! row.

/// The golden ratio of splitmix64, which takes one row's state to the next.
const STEP: u64 = 0x9E37_79B9_7F4A_7C15;

/// The sequence of one name.
#[derive(Clone, Copy, Debug)]
pub struct Draw(u64);

impl Draw {
    /// The name decides the sequence (FNV-1a), so that a new one leaves the numbers of the others as they are.
    pub fn new(seed: u64, name: &str) -> Self {
        let hash = name.bytes().fold(0xCBF2_9CE4_8422_2325, |hash: u64, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3)
        });
        Draw(mix(hash ^ seed))
    }

    /// Another sequence, of a name within this one.
    pub fn of(self, name: &str) -> Self {
        Draw::new(self.0, name)
    }

    /// 64 random bits.
    pub fn bits(self, row: usize) -> u64 {
        mix(self
            .0
            .wrapping_add((row as u64).wrapping_add(1).wrapping_mul(STEP)))
    }

    /// A whole number from 0 up to `limit`, which is left out.
    pub fn below(self, row: usize, limit: u64) -> u64 {
        ((u128::from(self.bits(row)) * u128::from(limit)) >> 64) as u64
    }

    /// A whole number from `low` to `high`, both included.
    pub fn between(self, row: usize, low: i64, high: i64) -> i64 {
        low + self.below(row, (high - low + 1) as u64) as i64
    }

    /// True so many times in a hundred.
    pub fn happens(self, row: usize, in_hundred: u64) -> bool {
        self.below(row, 100) < in_hundred
    }

    /// One of the items, each as likely as the others.
    pub fn one<T: Copy>(self, row: usize, of: &[T]) -> T {
        of[self.below(row, of.len() as u64) as usize]
    }

    /// The numbers from 0 up to `length` in random order.
    pub fn order(self, length: usize) -> Vec<usize> {
        let mut all: Vec<usize> = (0..length).collect();
        all.sort_by_key(|row| (self.bits(*row), *row));
        all
    }
}

/// The output function of splitmix64.
fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first numbers that the reference implementation of splitmix64 gives for the seed 1234567.
    #[test]
    fn the_numbers_are_those_of_splitmix64() {
        let drawn = [0, 1, 2, 3].map(|row| Draw(1_234_567).bits(row));
        let reference = [
            6_457_827_717_110_365_317,
            3_203_168_211_198_807_973,
            9_817_491_932_198_370_423,
            4_593_380_528_125_082_431,
        ];
        assert_eq!(drawn, reference);
    }

    #[test]
    fn a_sequence_is_fixed_by_seed_and_name_and_hardly_by_less() {
        assert_ne!(Draw::new(1, "a").bits(0), Draw::new(2, "a").bits(0));
        assert_ne!(Draw::new(1, "a").bits(0), Draw::new(1, "b").bits(0));
        assert_ne!(Draw::new(1, "a").bits(0), Draw::new(1, "a").bits(1));
    }

    #[test]
    fn numbers_stay_in_their_bounds_and_reach_both() {
        let draw = Draw::new(1, "bounds");
        let drawn: Vec<i64> = (0..1000).map(|row| draw.between(row, -1, 2)).collect();
        let reached = |n: i64| drawn.contains(&n);
        assert!(drawn.iter().all(|n| (-1..=2).contains(n)) && reached(-1) && reached(2));
        let mut order = draw.order(50);
        assert_ne!(order, (0..50).collect::<Vec<_>>());
        order.sort_unstable();
        assert_eq!(order, (0..50).collect::<Vec<_>>());
    }
}
