//! Exact decimals: 128-bit integers at one fixed scale, so that money never meets binary floats.

use std::fmt;

use arrow_buffer::i256;

/// An exact decimal number with ten decimal places.
///
/// Ten places hold 万元 amounts to the cent (6) times a percentage (4). Sums and differences are exact;
/// products and quotients are rounded half away from zero at the tenth place. Overflow is `None`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Decimal(pub i128);

#[expect(
    clippy::should_implement_trait,
    reason = "checked: overflow is None, which the operators cannot say"
)]
impl Decimal {
    /// Decimal places of every value.
    pub const SCALE: u32 = 10;
    /// 10^SCALE.
    pub const ONE: i128 = 10_000_000_000;
    /// Digits that Arrow's Decimal128 holds.
    pub const PRECISION: u8 = 38;
    const MAX: i128 = 10i128.pow(38) - 1;

    pub fn from_integer(n: i64) -> Self {
        Decimal(n as i128 * Self::ONE)
    }

    fn checked(raw: i128) -> Option<Self> {
        (raw.unsigned_abs() <= Self::MAX as u128).then_some(Decimal(raw))
    }

    pub fn add(self, other: Self) -> Option<Self> {
        Self::checked(self.0.checked_add(other.0)?)
    }

    pub fn sub(self, other: Self) -> Option<Self> {
        Self::checked(self.0.checked_sub(other.0)?)
    }

    pub fn mul(self, other: Self) -> Option<Self> {
        match self.0.checked_mul(other.0) {
            Some(product) => Self::checked(div_half_up(product, Self::ONE)),
            None => {
                let product = i256::from_i128(self.0).checked_mul(i256::from_i128(other.0))?;
                Self::checked(wide_div_half_up(product, i256::from_i128(Self::ONE))?)
            }
        }
    }

    /// `None` for a zero divisor.
    pub fn div(self, other: Self) -> Option<Self> {
        if other.0 == 0 {
            return None;
        }
        match self.0.checked_mul(Self::ONE) {
            Some(scaled) => Self::checked(div_half_up(scaled, other.0)),
            None => {
                let scaled = i256::from_i128(self.0).checked_mul(i256::from_i128(Self::ONE))?;
                Self::checked(wide_div_half_up(scaled, i256::from_i128(other.0))?)
            }
        }
    }

    /// Rounds half away from zero to `places` decimals (0 to 10; more changes nothing).
    pub fn round(self, places: u32) -> Self {
        if places >= Self::SCALE {
            return self;
        }
        let unit = 10i128.pow(Self::SCALE - places);
        Decimal(div_half_up(self.0, unit) * unit)
    }

    pub fn floor(self) -> Option<i64> {
        i64::try_from(self.0.div_euclid(Self::ONE)).ok()
    }

    pub fn ceil(self) -> Option<i64> {
        i64::try_from(-(-self.0).div_euclid(Self::ONE)).ok()
    }

    pub fn abs(self) -> Self {
        Decimal(self.0.abs())
    }

    /// Square root, rounded down at the tenth place; `None` for negative numbers.
    pub fn sqrt(self) -> Option<Self> {
        if self.0 < 0 {
            return None;
        }
        let target = i256::from_i128(self.0).checked_mul(i256::from_i128(Self::ONE))?;
        let (mut low, mut high) = (0i128, 10i128.pow(25));
        while low < high {
            let middle = low + (high - low + 1) / 2;
            let square = i256::from_i128(middle).checked_mul(i256::from_i128(middle))?;
            if square <= target {
                low = middle
            } else {
                high = middle - 1
            }
        }
        Some(Decimal(low))
    }

    /// Parses plain ASCII notation: sign, digits, at most one point. More than ten places that are not zero,
    /// exponents and overflow are `None`.
    pub fn parse(text: &str) -> Option<Self> {
        let (negative, digits) = match text.as_bytes().first()? {
            b'-' => (true, &text[1..]),
            b'+' => (false, &text[1..]),
            _ => (false, text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        if whole.is_empty() && fraction.is_empty() {
            return None;
        }
        let (kept, cut) = fraction
            .split_at_checked(Self::SCALE as usize)
            .unwrap_or((fraction, ""));
        if cut.bytes().any(|b| b != b'0') {
            return None;
        }
        let mut raw: i128 = 0;
        for b in whole.bytes().chain(kept.bytes()) {
            if !b.is_ascii_digit() {
                return None;
            }
            raw = raw.checked_mul(10)?.checked_add((b - b'0') as i128)?;
        }
        let raw = raw.checked_mul(10i128.pow(Self::SCALE - kept.len() as u32))?;
        Self::checked(if negative { -raw } else { raw })
    }
}

fn div_half_up(numerator: i128, denominator: i128) -> i128 {
    let quotient = numerator / denominator;
    let remainder = (numerator % denominator).unsigned_abs();
    // remainder*2 >= denominator, written so that it cannot overflow
    if remainder >= denominator.unsigned_abs() - remainder {
        quotient
            + if (numerator < 0) == (denominator < 0) {
                1
            } else {
                -1
            }
    } else {
        quotient
    }
}

fn wide_div_half_up(numerator: i256, denominator: i256) -> Option<i128> {
    let quotient = numerator.checked_div(denominator)?;
    let remainder = numerator.checked_rem(denominator)?;
    let magnitude = |n: i256| if n.is_negative() { n.wrapping_neg() } else { n };
    let (remainder, divisor) = (magnitude(remainder), magnitude(denominator));
    let step = if numerator.is_negative() == denominator.is_negative() {
        i256::ONE
    } else {
        i256::MINUS_ONE
    };
    let rounded = if remainder >= divisor.wrapping_sub(remainder) {
        quotient.wrapping_add(step)
    } else {
        quotient
    };
    rounded.to_i128()
}

impl fmt::Display for Decimal {
    /// Shortest notation: no trailing zeros, no point for whole numbers.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, fraction) = (
            self.0.unsigned_abs() / Self::ONE as u128,
            self.0.unsigned_abs() % Self::ONE as u128,
        );
        if fraction == 0 {
            return write!(f, "{sign}{whole}");
        }
        let digits = format!("{fraction:010}");
        write!(f, "{sign}{whole}.{}", digits.trim_end_matches('0'))
    }
}
