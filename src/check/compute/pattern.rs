//! Texts that are alike but for a number: `P00012345`, an 18-digit identity number. Such keys are compared as the
//! numbers they hold, without hashing a text or looking at it again.

/// What all of a column's usual texts share: a beginning, and so many digits behind it.
#[derive(Debug, Clone)]
pub struct Pattern {
    prefix: Box<[u8]>,
    digits: usize,
    /// The last character may be X instead of a digit.
    check: bool,
}

/// Most digits that fit 64 bits together with a check character.
const MOST: usize = 18;

impl Pattern {
    /// The pattern of a text that ends in digits.
    pub fn of(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        let body = bytes.strip_suffix(b"X").unwrap_or(bytes);
        let digits = body.iter().rev().take_while(|b| b.is_ascii_digit()).count();
        let digits = (digits + bytes.len() - body.len()).min(MOST);
        // a single digit hardly makes a number, and an X without digits is a letter
        let prefix = bytes.len() - digits;
        (digits > 1).then(|| Pattern {
            prefix: bytes[..prefix].into(),
            digits,
            check: digits == MOST || body.len() < bytes.len(),
        })
    }

    /// Whether its numbers may need more than 32 bits.
    pub fn is_wide(&self) -> bool {
        self.digits > 9 || (self.check && self.digits > 8)
    }

    /// The number in a text of this pattern. Different texts have different numbers, all below 2⁶⁴ − 2.
    #[inline]
    pub fn number(&self, text: &[u8]) -> Option<u64> {
        if text.len() != self.prefix.len() + self.digits {
            return None;
        }
        let (prefix, rest) = text.split_at(self.prefix.len());
        if !same(prefix, &self.prefix) {
            return None;
        }
        if !self.check {
            return number(rest);
        }
        let (last, rest) = rest.split_last()?;
        let check = match last {
            b'0'..=b'9' => u64::from(last - b'0'),
            b'X' => 10,
            _ => return None,
        };
        Some(number(rest)? * 11 + check)
    }
}

/// Prefixes are a few letters, for which a call of the library's comparison is dear.
#[inline]
fn same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a == b)
}

/// The value of up to 18 ASCII digits; `None` where something else is among them.
#[inline]
fn number(digits: &[u8]) -> Option<u64> {
    let (eights, rest) = digits.as_chunks::<8>();
    let mut value = 0;
    for eight in eights {
        value = value * 100_000_000 + eight_digits(u64::from_le_bytes(*eight))?;
    }
    for b in rest {
        let digit = b.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        value = value * 10 + u64::from(digit);
    }
    Some(value)
}

/// The value of eight ASCII digits, the first in the lowest byte: pairs, then fours, then all are put together.
#[inline]
fn eight_digits(bytes: u64) -> Option<u64> {
    const HIGH: u64 = 0xF0F0_F0F0_F0F0_F0F0;
    const ZEROS: u64 = 0x3030_3030_3030_3030;
    let above = bytes.wrapping_add(0x0606_0606_0606_0606);
    if bytes & HIGH != ZEROS || above & HIGH != ZEROS {
        return None;
    }
    let digits = bytes - ZEROS;
    let pairs = (digits * 10 + (digits >> 8)) & 0x00FF_00FF_00FF_00FF;
    let fours = (pairs * 100 + (pairs >> 16)) & 0x0000_FFFF_0000_FFFF;
    Some((fours * 10_000 + (fours >> 32)) & 0xFFFF_FFFF)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(like: &str, cases: &[(&str, Option<u64>)]) {
        let pattern = Pattern::of(like).expect("it ends in digits");
        for (text, expected) in cases {
            assert_eq!(
                pattern.number(text.as_bytes()),
                *expected,
                "{text} like {like}"
            );
        }
    }

    #[test]
    fn a_text_is_its_number_if_it_is_like_the_others() {
        check(
            "P00000001",
            &[
                ("P00000001", Some(1)),
                ("P99999999", Some(99_999_999)),
                ("P0000000X", None),
                ("Q00000001", None),
                ("P0000001", None),
                ("P0000000１", None),
                ("P000 0001", None),
            ],
        );
        check("12", &[("07", Some(7)), ("7", None), ("", None)]);
        check(
            "户2021-0007",
            &[("户2021-0123", Some(123)), ("户2020-0123", None)],
        );
        check(
            "360921194407205800",
            &[
                ("360921194407205800", Some(36_092_119_440_720_580 * 11)),
                ("36092119440720580X", Some(36_092_119_440_720_580 * 11 + 10)),
                ("99999999999999999X", Some(99_999_999_999_999_999 * 11 + 10)),
                ("36092119440720580x", None),
            ],
        );
        check("A123X", &[("A1230", Some(1230 / 10 * 11)), ("A12X0", None)]);
    }

    #[test]
    fn every_eight_digits_have_their_value() {
        let text = |n: u64| format!("{n:08}");
        for n in (0..100_000_000).step_by(99_991) {
            assert_eq!(number(text(n).as_bytes()), Some(n));
        }
        for (at, b) in (0..8).flat_map(|at| (0..=255u8).map(move |b| (at, b))) {
            let mut bytes = *b"12345678";
            bytes[at] = b;
            assert_eq!(number(&bytes).is_some(), b.is_ascii_digit(), "{bytes:?}");
        }
    }

    #[test]
    fn texts_without_a_number_have_no_pattern() {
        for text in ["", "甲", "A1", "X", "AX", "12A"] {
            assert!(Pattern::of(text).is_none(), "{text}");
        }
    }
}
