//! Identifiers of people, organisations and places, and files that came with the submission.

use std::sync::Arc;

use arrow_array::{ArrayRef, BooleanArray, Date32Array, StringArray};

use crate::check::run::Inputs;
use crate::check::vector::{Texts, Vector};
use crate::ledger::Date;
use crate::rulebook::Function;

pub fn call(function: Function, inputs: &[Vector], rows: usize, from: &Inputs<'_>) -> ArrayRef {
    let cells = Texts::of(&inputs[0]);
    let truth = |test: &dyn Fn(&str) -> Option<bool>| -> ArrayRef {
        Arc::new(
            (0..rows)
                .map(|row| test(cells.get(row)?))
                .collect::<BooleanArray>(),
        )
    };
    let attachments = from.world.attachments;
    match function {
        Function::ValidResidentId => truth(&|text| Some(valid_resident_id(text))),
        Function::ValidUscc => truth(&|text| Some(valid_uscc(text))),
        Function::ValidDivisionCode => truth(&|text| Some(valid_division_code(text))),
        Function::ValidLuhn => truth(&|text| Some(valid_luhn(text))),
        Function::FileExists => truth(&|text| attachments?.exists(text)),
        Function::BirthDateOf => Arc::new(
            (0..rows)
                .map(|row| birth_date_of(cells.get(row)?).map(|d| d.0))
                .collect::<Date32Array>(),
        ),
        Function::SexOf => Arc::new(
            (0..rows)
                .map(|row| sex_of(cells.get(row)?))
                .collect::<StringArray>(),
        ),
        _ => Arc::new(
            (0..rows)
                .map(|row| attachments?.sha256(cells.get(row)?))
                .collect::<StringArray>(),
        ),
    }
}

/// GB 11643-1999: 17 digits and a check character by ISO 7064 MOD 11-2. Does not look at the calendar.
fn valid_resident_id(text: &str) -> bool {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let bytes = text.as_bytes();
    if bytes.len() != 18 || !bytes[..17].iter().all(u8::is_ascii_digit) {
        return false;
    }
    let sum: u32 = bytes
        .iter()
        .zip(WEIGHTS)
        .map(|(b, w)| u32::from(b - b'0') * w)
        .sum();
    bytes[17] == b"10X98765432"[(sum % 11) as usize]
}

/// The number's digits before its check character, if it has the form of an 18 or 15 digit number.
fn digits(text: &str) -> Option<&str> {
    let digits = match text.len() {
        18 => text.get(..17)?,
        15 => text,
        _ => return None,
    };
    let check = text.bytes().last()?;
    let whole =
        digits.bytes().all(|b| b.is_ascii_digit()) && (check.is_ascii_digit() || check == b'X');
    whole.then_some(digits)
}

/// The birth date in an 18 or 15 digit number; missing where the calendar has no such day.
fn birth_date_of(text: &str) -> Option<Date> {
    let digits = digits(text)?.as_bytes();
    let number = |digits: &[u8]| {
        let next = |n: u32, b: &u8| n * 10 + u32::from(b - b'0');
        digits.iter().fold(0, next)
    };
    let (year, day) = match digits.len() {
        17 => (number(&digits[6..10]), &digits[10..14]),
        _ => (1900 + number(&digits[6..8]), &digits[8..12]),
    };
    Date::new(year as i32, number(&day[..2]), number(&day[2..]))
}

/// The sequence number's last digit: odd for men, even for women.
fn sex_of(text: &str) -> Option<&'static str> {
    let digit = digits(text)?.bytes().last()?;
    Some(if digit % 2 == 1 { "男" } else { "女" })
}

/// GB 32100-2015: 17 characters weighted by powers of 3, check character by modulus 31.
fn valid_uscc(text: &str) -> bool {
    const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
    let value = |b: u8| ALPHABET.iter().position(|a| *a == b);
    let bytes = text.as_bytes();
    if bytes.len() != 18 {
        return false;
    }
    let mut sum = 0;
    let mut weight = 1;
    for b in &bytes[..17] {
        let Some(v) = value(*b) else { return false };
        sum += v * weight;
        weight = weight * 3 % 31;
    }
    // a remainder of 0 gives the check character 0, not an index of 31
    value(bytes[17]) == Some((31 - sum % 31) % 31)
}

/// Province codes of GB/T 2260.
const PROVINCES: [&str; 34] = [
    "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41",
    "42", "43", "44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71",
    "81", "82",
];

fn valid_division_code(text: &str) -> bool {
    matches!(text.len(), 6 | 9 | 12)
        && text.bytes().all(|b| b.is_ascii_digit())
        && PROVINCES.contains(&&text[..2])
}

/// ISO/IEC 7812: 12 to 19 digits, every second one from the right doubled.
fn valid_luhn(text: &str) -> bool {
    if !(12..=19).contains(&text.len()) || !text.bytes().all(|b| b.is_ascii_digit()) {
        return false;
    }
    let digit = |(i, b): (usize, u8)| {
        let d = u32::from(b - b'0');
        match i % 2 {
            0 => d,
            _ if d > 4 => 2 * d - 9,
            _ => 2 * d,
        }
    };
    text.bytes().rev().enumerate().map(digit).sum::<u32>() % 10 == 0
}
