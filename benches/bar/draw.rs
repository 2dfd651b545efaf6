//! The random numbers of the columns: one sequence of the demo's for each, read at any row.

use ledgerlint::demo::Draw;

/// All sequences begin from here.
const SEED: u64 = 20_210_513;

/// The sequence of one column.
#[derive(Clone, Copy)]
pub struct Column(Draw);

impl Column {
    pub fn new(name: &str) -> Self {
        Column(Draw::new(SEED, name))
    }

    /// A whole number from 0 up to `limit`, which is left out.
    pub fn below(self, row: u32, limit: u64) -> u64 {
        self.0.below(row as usize, limit)
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
        let even = ((self.0.bits(row as usize) >> 11) as f64 + 0.5) / (1u64 << 53) as f64;
        -ln(even)
    }
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
