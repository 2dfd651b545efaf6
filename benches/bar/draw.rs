//! Random numbers that are the same on every machine: splitmix64, one independent sequence for each column, read at any row.

/// The golden ratio of splitmix64, which takes one row's state to the next.
const STEP: u64 = 0x9E37_79B9_7F4A_7C15;
/// All sequences begin from here.
const SEED: u64 = 20_210_513;

/// The sequence of one column.
#[derive(Clone, Copy)]
pub struct Column(u64);

impl Column {
    /// The name decides the sequence (FNV-1a), so that a new column leaves the others' bytes as they are.
    pub fn new(name: &str) -> Self {
        let hash = name.bytes().fold(0xCBF2_9CE4_8422_2325, |hash: u64, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3)
        });
        Column(mix(hash ^ SEED))
    }

    /// 64 random bits.
    fn bits(self, row: u32) -> u64 {
        mix(self.0.wrapping_add((u64::from(row) + 1).wrapping_mul(STEP)))
    }

    /// A whole number from 0 up to `limit`, which is left out.
    pub fn below(self, row: u32, limit: u64) -> u64 {
        ((u128::from(self.bits(row)) * u128::from(limit)) >> 64) as u64
    }

    /// True so many times in ten thousand.
    pub fn happens(self, row: u32, in_ten_thousand: u64) -> bool {
        self.below(row, 10_000) < in_ten_thousand
    }

    /// One of the words, each with its share in a thousand.
    pub fn word(self, row: u32, words: &[(&'static str, u64)]) -> &'static str {
        let mut at = self.below(row, words.iter().map(|(_, share)| share).sum());
        for (word, share) in words {
            if at < *share {
                return word;
            }
            at -= share;
        }
        ""
    }

    /// -ln of an even number between 0 and 1: exponential with mean 1.
    pub fn exponential(self, row: u32) -> f64 {
        let even = ((self.bits(row) >> 11) as f64 + 0.5) / (1u64 << 53) as f64;
        -ln(even)
    }
}

/// The output function of splitmix64.
fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// Natural logarithm of a positive, normal number. The system's own may differ from machine to machine in the last
/// digit; this one only adds, multiplies and divides, which IEEE 754 fixes to the bit.
fn ln(x: f64) -> f64 {
    let mut exponent = ((x.to_bits() >> 52) & 0x7FF) as i32 - 1023;
    let mut mantissa = f64::from_bits((x.to_bits() & ((1 << 52) - 1)) | (1023 << 52));
    if mantissa > std::f64::consts::SQRT_2 {
        mantissa /= 2.0;
        exponent += 1;
    }
    let s = (mantissa - 1.0) / (mantissa + 1.0);
    // 2 artanh(s), with |s| < 0.172: the eleventh term is below 1e-17
    let (mut term, mut sum) = (s, 0.0);
    for odd in (1..23).step_by(2) {
        sum += term / f64::from(odd);
        term *= s * s;
    }
    f64::from(exponent) * std::f64::consts::LN_2 + 2.0 * sum
}

/// So many different numbers below `limit`, in random order.
pub fn different(column: Column, limit: u32, wanted: u32) -> Vec<u32> {
    let mut all: Vec<u32> = (0..limit).collect();
    for at in 0..wanted {
        let other = at + column.below(at, u64::from(limit - at)) as u32;
        all.swap(at as usize, other as usize);
    }
    all.truncate(wanted as usize);
    all
}
