//! Numbers with check digits, and other knowledge of the field, each written straight from its standard.

use std::collections::BTreeSet;

use ledgerlint::ledger::{Date, Decimal};

/// Decimal places as the language takes them: none below 0, all ten above.
pub fn places(wanted: i64) -> u32 {
    wanted.clamp(0, i64::from(Decimal::SCALE)) as u32
}

/// The pieces of three characters of a text without white space and punctuation; a shorter text is one piece.
pub fn pieces(text: &str) -> BTreeSet<String> {
    let kept: Vec<char> = text.chars().filter(|c| c.is_alphanumeric()).collect();
    match kept.len() {
        0 => BTreeSet::new(),
        1 | 2 => [kept.iter().collect()].into(),
        _ => kept
            .windows(3)
            .map(|piece| piece.iter().collect())
            .collect(),
    }
}

fn all_digits(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_digit())
}

/// GB 11643-1999: 17 digits and a check character (ISO 7064, MOD 11-2); the calendar is not asked.
pub fn valid_resident_id(text: &str) -> bool {
    let chars: Vec<char> = text.chars().collect();
    if chars.len() != 18 || !chars[..17].iter().all(char::is_ascii_digit) {
        return false;
    }
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = chars
        .iter()
        .zip(WEIGHTS)
        .map(|(c, weight)| c.to_digit(10).unwrap_or(0) * weight)
        .sum();
    chars[17] == ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'][(sum % 11) as usize]
}

/// The 17 digits of a number of 18 characters (the last may be X), or the 15 of an old one.
fn resident_digits(text: &str) -> Option<Vec<char>> {
    let chars: Vec<char> = text.chars().collect();
    let last_fits = chars
        .last()
        .is_some_and(|c| c.is_ascii_digit() || *c == 'X');
    let digits = match chars.len() {
        18 if last_fits => &chars[..17],
        15 => &chars[..],
        _ => return None,
    };
    digits
        .iter()
        .all(char::is_ascii_digit)
        .then(|| digits.to_vec())
}

/// `None` where the text is no resident number or the day does not exist.
pub fn birth_date_of(text: &str) -> Option<Date> {
    let digits = resident_digits(text)?;
    let birth: String = match digits.len() {
        17 => digits[6..14].iter().collect(),
        _ => format!("19{}", digits[6..12].iter().collect::<String>()),
    };
    Date::new(
        birth[..4].parse().ok()?,
        birth[4..6].parse().ok()?,
        birth[6..].parse().ok()?,
    )
}

/// Odd sequence numbers are men's: by the 17th of 18 characters, or the 15th of 15.
pub fn sex_of(text: &str) -> Option<&'static str> {
    let digits = resident_digits(text)?;
    // in both forms it is the last of the characters that must be digits
    let order = digits[digits.len() - 1].to_digit(10)?;
    Some(if order % 2 == 1 { "男" } else { "女" })
}

/// GB 32100-2015: 18 characters of a 31-character alphabet, the last one a check character (weights 3^i mod 31).
pub fn valid_uscc(text: &str) -> bool {
    const ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    let values: Option<Vec<usize>> = text
        .chars()
        .map(|c| ALPHABET.chars().position(|a| a == c))
        .collect();
    let Some(values) = values.filter(|values| values.len() == 18) else {
        return false;
    };
    let mut weight = 1;
    let mut sum = 0;
    for value in &values[..17] {
        sum += value * weight;
        weight = weight * 3 % 31;
    }
    values[17] == (31 - sum % 31) % 31
}

/// GB/T 2260 provinces, with 6 digits of a county, 9 of a town or 12 of a village.
pub fn valid_division_code(text: &str) -> bool {
    const PROVINCES: &str = "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 \
                             61 62 63 64 65 71 81 82";
    matches!(text.len(), 6 | 9 | 12)
        && all_digits(text)
        && PROVINCES.split_whitespace().any(|p| p == &text[..2])
}

/// ISO/IEC 7812: every second digit from the right doubled, digits of the products summed.
pub fn valid_luhn(text: &str) -> bool {
    if !(12..=19).contains(&text.len()) || !all_digits(text) {
        return false;
    }
    let digits = text.chars().rev().filter_map(|c| c.to_digit(10));
    let terms = digits.enumerate().map(|(i, d)| {
        if i % 2 == 1 {
            d * 2 / 10 + d * 2 % 10
        } else {
            d
        }
    });
    terms.sum::<u32>() % 10 == 0
}

/// Whether some n of 0..=whole gives this percentage after rounding. The share grows with n, so that halving finds
/// the one candidate also where `whole` is huge.
pub fn grim_feasible(percent: Decimal, whole: i64, decimals: u32) -> bool {
    if whole <= 0 {
        return false;
    }
    let share = |n: i64| {
        let hundredfold = Decimal(i128::from(n) * 100 * Decimal::ONE);
        hundredfold
            .div(Decimal::from_integer(whole))
            .map(|share| share.round(decimals))
    };
    let (mut low, mut high) = (0, whole);
    while low < high {
        let middle = low + (high - low) / 2;
        if share(middle) < Some(percent) {
            low = middle + 1
        } else {
            high = middle
        }
    }
    share(low) == Some(percent)
}
