//! Numbers: plain, with separators, units, full-width digits; exact or not at all.
//!
//! An approximation (近30%, 80%以上) is no number here: comparing it as an equation would be wrong.

use super::characters::{Folded, fold};
use super::placeholder::is_placeholder;
use super::unit::{Ratio, convert};
use super::{Context, Read};
use crate::ledger::{Decimal, Field, Kind};

/// Reads an exact decimal in the field's unit. More than ten decimal places are rounded, with a remark.
pub fn decimal(field: &Field, raw: &str, ctx: &Context) -> Read<Decimal> {
    if let Some(value) = plain_decimal(raw).filter(|_| ctx.factor.0 == Decimal::ONE) {
        return Read::plain(value);
    }
    number(field, raw, ctx, Exponents::Accepted)
}

/// Reads a whole number in the field's unit; `3.0` is 3, `3.5` is unreadable.
pub fn integer(field: &Field, raw: &str, ctx: &Context) -> Read<i64> {
    if let Some(value) = plain_integer(raw).filter(|_| ctx.factor.0 == Decimal::ONE) {
        return Read::plain(value);
    }
    let read = number(field, raw, ctx, Exponents::Refused);
    let whole = read
        .value
        .filter(|d| d.0 % Decimal::ONE == 0)
        .and_then(|d| i64::try_from(d.0 / Decimal::ONE).ok());
    if read.value.is_some() && whole.is_none() {
        return Read::without(Kind::UnreadableNumber, Vec::new());
    }
    Read {
        value: whole,
        remark: read.remark,
        long_term: false,
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Exponents {
    Accepted,
    Refused,
}

/// Up to 18 digits, with or without a minus.
pub fn plain_integer(raw: &str) -> Option<i64> {
    let digits = raw.strip_prefix('-').unwrap_or(raw);
    if digits.is_empty() || digits.len() > 18 {
        return None;
    }
    let mut value = 0i64;
    for b in digits.bytes() {
        if !b.is_ascii_digit() {
            return None;
        }
        value = value * 10 + i64::from(b - b'0');
    }
    Some(if digits.len() < raw.len() {
        -value
    } else {
        value
    })
}

/// Up to 18 digits with at most ten decimals, which fit an i64 before they are scaled.
pub fn plain_decimal(raw: &str) -> Option<Decimal> {
    let digits = raw.strip_prefix('-').unwrap_or(raw);
    if digits.is_empty() || digits.len() > 19 {
        return None;
    }
    let (mut value, mut count, mut point) = (0i64, 0, None);
    for (at, b) in digits.bytes().enumerate() {
        match b {
            b'0'..=b'9' => {
                value = value * 10 + i64::from(b - b'0');
                count += 1;
            }
            b'.' if point.is_none() && at > 0 => point = Some(at),
            _ => return None,
        }
        if count > 18 {
            return None;
        }
    }
    let places = point.map_or(0, |at| digits.len() - at - 1);
    if places > Decimal::SCALE as usize || (point.is_some() && places == 0) {
        return None;
    }
    let scaled = i128::from(value) * 10i128.pow(Decimal::SCALE - places as u32);
    Some(Decimal(if digits.len() < raw.len() {
        -scaled
    } else {
        scaled
    }))
}

fn number(field: &Field, raw: &str, ctx: &Context, exponents: Exponents) -> Read<Decimal> {
    let Folded { text, mut changed } = fold(raw);
    if text.is_empty() {
        return Read::blank();
    }
    if is_placeholder(&text) {
        return Read::placeholder(&text);
    }
    if let Some(symbol) = approximation(&text) {
        return Read::without(Kind::UnreadableNumber, vec![symbol.to_owned()]);
    }
    let bare = text.strip_prefix(['\'', '‘', '’']);
    changed |= bare.is_some();
    let Some((value, precision)) = exact(bare.unwrap_or(&text), field, ctx, exponents) else {
        return Read::without(Kind::UnreadableNumber, Vec::new());
    };
    match precision {
        Precision::Rounded => Read::with(value, Kind::Normalised, value.to_string()),
        Precision::Exact if changed => {
            Read::with(value, Kind::Normalised, bare.unwrap_or(&text).to_owned())
        }
        Precision::Exact => Read::plain(value),
    }
}

/// Words before a number that make it an approximation, longer ones before those they begin with.
static BEFORE: [(&str, &str); 34] = [
    ("大约", "≈"),
    ("约", "≈"),
    ("将近", "≈"),
    ("接近", "≈"),
    ("近", "≈"),
    ("大概", "≈"),
    ("≈", "≈"),
    ("~", "≈"),
    ("不少于", "≥"),
    ("不低于", "≥"),
    ("至少", "≥"),
    ("最少", "≥"),
    ("≥", "≥"),
    (">=", "≥"),
    ("超过", ">"),
    ("超", ">"),
    ("逾", ">"),
    ("高于", ">"),
    ("大于", ">"),
    (">", ">"),
    ("不超过", "≤"),
    ("不多于", "≤"),
    ("不高于", "≤"),
    ("至多", "≤"),
    ("最多", "≤"),
    ("≤", "≤"),
    ("<=", "≤"),
    ("不足", "<"),
    ("不到", "<"),
    ("低于", "<"),
    ("少于", "<"),
    ("小于", "<"),
    ("未达", "<"),
    ("<", "<"),
];
/// Words behind a number that do.
static BEHIND: [(&str, &str); 9] = [
    ("左右", "≈"),
    ("上下", "≈"),
    ("及以上", "≥"),
    ("以上", "≥"),
    ("+", "≥"),
    ("及以下", "≤"),
    ("以下", "≤"),
    ("以内", "≤"),
    ("之内", "≤"),
];

/// The relation that a text states instead of a number. 以上 and 以下 include the number, as in statutes.
fn approximation(text: &str) -> Option<&'static str> {
    if !text.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    let begins = !text.starts_with(|c: char| c.is_ascii_digit());
    let find = |words: &[(&str, &'static str)], fits: &dyn Fn(&str) -> bool| {
        words
            .iter()
            .find(|(word, _)| fits(word))
            .map(|(_, symbol)| *symbol)
    };
    let before = begins
        .then(|| find(&BEFORE, &|word| text.starts_with(word)))
        .flatten();
    let behind = || find(&BEHIND, &|word| text.ends_with(word));
    // 100多人, 30余户
    let some_more = || {
        let rest = text.trim_start_matches(|c: char| {
            c.is_ascii_digit() || matches!(c, '.' | ',' | '万' | '亿' | '千')
        });
        (rest.len() < text.len() && rest.starts_with(['多', '余', '几'])).then_some("≥")
    };
    before.or_else(behind).or_else(some_more)
}

enum Precision {
    Exact,
    Rounded,
}

fn exact(
    text: &str,
    field: &Field,
    ctx: &Context,
    exponents: Exponents,
) -> Option<(Decimal, Precision)> {
    let (negative, text) = sign(text);
    let currency = ["¥", "人民币", "RMB", "rmb"]
        .iter()
        .find_map(|word| text.strip_prefix(word));
    let (negative, text) = match currency {
        // ¥-12.50
        Some(rest) => rest
            .strip_prefix('-')
            .map_or((negative, rest), |rest| (!negative, rest)),
        None => (negative, text),
    };
    let (mut numeral, rest) = Numeral::read(text, exponents)?;
    if negative {
        numeral.mantissa = -numeral.mantissa;
    }
    if rest.is_empty() {
        let (value, precision) = numeral.times(Ratio::ONE)?;
        return Some((scale(value, ctx.factor)?, precision));
    }
    if field.unit.as_deref() == Some(rest) {
        return numeral.times(Ratio::ONE);
    }
    // a schema may write its unit with full-width characters
    let unit = field.unit.as_deref().map(|unit| fold(unit).text);
    numeral.times(convert(rest, unit.as_deref())?)
}

/// True and the rest for `-5`, `负5` and the accountant's `(5)`.
fn sign(text: &str) -> (bool, &str) {
    if let Some(inner) = text
        .strip_prefix('(')
        .and_then(|rest| rest.strip_suffix(')'))
    {
        return (true, inner);
    }
    for word in ["-", "负", "−", "–"] {
        if let Some(rest) = text.strip_prefix(word) {
            return (true, rest);
        }
    }
    (false, text.strip_prefix('+').unwrap_or(text))
}

fn scale(value: Decimal, factor: Decimal) -> Option<Decimal> {
    if factor.0 == Decimal::ONE {
        return Some(value);
    }
    // exact without a wide product for the factors there are: whole numbers, and one over a whole number
    let raw = if factor.0 % Decimal::ONE == 0 {
        value.0.checked_mul(factor.0 / Decimal::ONE)?
    } else if factor.0 != 0 && Decimal::ONE % factor.0 == 0 {
        let divisor = Decimal::ONE / factor.0;
        (value.0 % divisor == 0).then_some(value.0 / divisor)?
    } else {
        let product = value.0.checked_mul(factor.0)?;
        (product % Decimal::ONE == 0).then_some(product / Decimal::ONE)?
    };
    Decimal(raw).add(Decimal(0))
}

/// `mantissa × 10^exponent`
struct Numeral {
    mantissa: i128,
    exponent: i32,
}

impl Numeral {
    /// Digits with separators of thousands, a point and an exponent; and what follows them.
    fn read(text: &str, exponents: Exponents) -> Option<(Self, &str)> {
        let bytes = text.as_bytes();
        let mut numeral = Numeral {
            mantissa: 0,
            exponent: 0,
        };
        let (mut at, mut group, mut grouped) = (0, 0, false);
        while let Some(&b) = bytes.get(at) {
            match b {
                b'0'..=b'9' => {
                    numeral.push(b)?;
                    group += 1;
                }
                b',' if (grouped && group == 3) || (!grouped && (1..=3).contains(&group)) => {
                    grouped = true;
                    group = 0;
                }
                _ => break,
            }
            at += 1;
        }
        if grouped && group != 3 {
            return None;
        }
        if bytes.get(at) == Some(&b'.') {
            at += 1;
            while let Some(b) = bytes.get(at).filter(|b| b.is_ascii_digit()) {
                numeral.push(*b)?;
                numeral.exponent -= 1;
                at += 1;
            }
        }
        if !bytes[..at].iter().any(u8::is_ascii_digit) {
            return None;
        }
        if exponents == Exponents::Accepted && matches!(bytes.get(at), Some(b'e' | b'E')) {
            let (power, length) = exponent(&text[at + 1..])?;
            numeral.exponent += power;
            at += 1 + length;
        }
        Some((numeral, &text[at..]))
    }

    fn push(&mut self, digit: u8) -> Option<()> {
        self.mantissa = self
            .mantissa
            .checked_mul(10)?
            .checked_add(i128::from(digit - b'0'))?;
        Some(())
    }

    /// The value times a ratio. Only decimal places beyond the tenth may be rounded, never the quotient of units.
    fn times(&self, ratio: Ratio) -> Option<(Decimal, Precision)> {
        let scaled = self.mantissa.checked_mul(ratio.numerator)?;
        let (mut raw, mut power) = (scaled, self.exponent + ratio.power + Decimal::SCALE as i32);
        // digits for the division, taken from the power of ten
        while raw % ratio.denominator != 0 && power > 0 {
            raw = raw.checked_mul(10)?;
            power -= 1;
        }
        if raw % ratio.denominator != 0 {
            return None;
        }
        raw /= ratio.denominator;
        if raw == 0 {
            return Some((Decimal(0), Precision::Exact));
        }
        if power >= 0 {
            let raw = raw.checked_mul(10i128.checked_pow(power as u32)?)?;
            return Some((Decimal(raw).add(Decimal(0))?, Precision::Exact));
        }
        let unit = 10i128.checked_pow(power.unsigned_abs())?;
        let (quotient, remainder) = (raw / unit, raw % unit);
        if remainder == 0 {
            return Some((Decimal(quotient).add(Decimal(0))?, Precision::Exact));
        }
        let up = remainder.unsigned_abs() >= unit.unsigned_abs() - remainder.unsigned_abs();
        let rounded = quotient + if up { raw.signum() } else { 0 };
        // nothing but places beyond the tenth: the value is not known to any place that counts
        if rounded == 0 {
            return None;
        }
        Some((Decimal(rounded).add(Decimal(0))?, Precision::Rounded))
    }
}

/// Sign and one to three digits; with the length read.
fn exponent(text: &str) -> Option<(i32, usize)> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let length = digits.bytes().take_while(u8::is_ascii_digit).count();
    if !(1..=3).contains(&length) {
        return None;
    }
    let value: i32 = digits[..length].parse().ok()?;
    Some((
        if text.starts_with('-') { -value } else { value },
        length + text.len() - digits.len(),
    ))
}

#[cfg(test)]
mod tests;
