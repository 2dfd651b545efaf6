//! Numbers that pass their checks and belong to nobody.

use crate::demo::ground::COUNTY;
use crate::ledger::Date;

/// An 18-digit resident number of a county that there is none of; `order` is below 1000, odd for men.
pub fn resident_id(birth: Date, order: u64) -> String {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let (year, month, day) = birth.parts();
    let digits = format!("{COUNTY}{year:04}{month:02}{day:02}{order:03}");
    let values = digits.bytes().map(|b| u32::from(b - b'0'));
    let sum: u32 = values.zip(WEIGHTS).map(|(digit, w)| digit * w).sum();
    format!("{digits}{}", &"10X98765432"[sum as usize % 11..][..1])
}

/// A mobile number; `n` is below 100,000,000.
pub fn mobile(n: usize) -> String {
    format!("154{n:08}")
}

/// A 19-digit card number of an issuer that there is none of, with its check digit by Luhn.
pub fn account(n: usize) -> String {
    let digits = format!("999360{n:012}");
    let doubled = |(at, digit): (usize, u8)| {
        let digit = u32::from(digit - b'0');
        match at % 2 {
            0 if digit > 4 => 2 * digit - 9,
            0 => 2 * digit,
            _ => digit,
        }
    };
    let sum: u32 = digits.bytes().rev().enumerate().map(doubled).sum();
    format!("{digits}{}", (10 - sum % 10) % 10)
}

/// A unified social credit code: `head` is its first two characters (registering office and kind).
pub fn uscc(head: &str, n: usize) -> String {
    const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
    let body = format!("{head}{COUNTY}{n:09}");
    let value = |b: u8| ALPHABET.iter().position(|a| *a == b).unwrap_or(0);
    let mut weight = 1;
    let mut sum = 0;
    for b in body.bytes() {
        sum += value(b) * weight;
        weight = weight * 3 % 31;
    }
    let check = ALPHABET[(31 - sum % 31) % 31];
    format!("{body}{}", char::from(check))
}
