//! Cells of computed columns as texts, for messages and keys; the type of a column is looked at once.

use std::fmt::Write as _;

use arrow_array::types::{Date32Type, Decimal128Type, Int32Type, Int64Type};
use arrow_schema::DataType;

use super::vector::{Cells, Texts, Truths, Vector};
use crate::lang::Lang;
use crate::ledger::{Date, Decimal, Month};

/// The cells of a column or scalar of any of the language's types.
pub enum Words<'v> {
    Text(Texts<'v>),
    Integer(Cells<'v, Int64Type>),
    Decimal(Cells<'v, Decimal128Type>),
    Date(Cells<'v, Date32Type>),
    Month(Cells<'v, Int32Type>),
    Boolean(Truths<'v>),
}

impl<'v> Words<'v> {
    pub fn of(vector: &'v Vector) -> Self {
        match vector.array().data_type() {
            DataType::Int64 => Words::Integer(Cells::of(vector)),
            DataType::Decimal128(..) => Words::Decimal(Cells::of(vector)),
            DataType::Date32 => Words::Date(Cells::of(vector)),
            DataType::Int32 => Words::Month(Cells::of(vector)),
            DataType::Boolean => Words::Boolean(Truths::of(vector)),
            _ => Words::Text(Texts::of(vector)),
        }
    }

    /// Appends a cell; false where it is missing.
    pub fn write(&self, row: usize, lang: Lang, out: &mut String) -> bool {
        match self {
            Words::Text(texts) => texts.get(row).map(|text| out.push_str(text)),
            Words::Integer(cells) => cells.get(row).map(|n| integer(n, out)),
            Words::Decimal(cells) => cells.get(row).map(|n| decimal(n, out)),
            Words::Date(cells) => cells.get(row).map(|days| date(Date(days), out)),
            Words::Month(cells) => cells.get(row).map(|month| shown(&Month(month), out)),
            Words::Boolean(truths) => truths.get(row).map(|truth| {
                out.push_str(match truth {
                    true => lang.pick("是", "yes"),
                    false => lang.pick("否", "no"),
                });
            }),
        }
        .is_some()
    }
}

fn shown(value: &dyn std::fmt::Display, out: &mut String) {
    let _ = write!(out, "{value}");
}

fn integer(n: i64, out: &mut String) {
    match u8::try_from(n) {
        // months, visits, people of a household: most numbers of messages have one digit
        Ok(digit @ 0..=9) => out.push(char::from(b'0' + digit)),
        _ => shown(&n, out),
    }
}

fn decimal(n: i128, out: &mut String) {
    match i64::try_from(n / Decimal::ONE) {
        Ok(whole) if n % Decimal::ONE == 0 => integer(whole, out),
        _ => shown(&Decimal(n), out),
    }
}

/// `YYYY-MM-DD`, without the formatting machinery for the years that occur.
fn date(date: Date, out: &mut String) {
    let (year, month, day) = date.parts();
    let Some(year) = u32::try_from(year).ok().filter(|year| *year < 10_000) else {
        return shown(&date, out);
    };
    let digit = |n: u32| char::from(b'0' + (n % 10) as u8);
    out.extend([
        digit(year / 1000),
        digit(year / 100),
        digit(year / 10),
        digit(year),
        '-',
        digit(month / 10),
        digit(month),
        '-',
        digit(day / 10),
        digit(day),
    ]);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::vector::scalar;
    use crate::ledger::Value;

    /// The oracle is how values show themselves.
    #[test]
    fn cells_are_written_as_their_values_show_themselves() {
        let days = [
            -800_000, -719_529, -719_528, -1, 0, 18_760, 2_932_896, 2_932_897,
        ];
        let mut values: Vec<Value> = days.map(|d| Value::Date(Date(d))).to_vec();
        values.extend([0, 7, 9, 10, -1, i64::MAX, i64::MIN].map(Value::Integer));
        let raw = [0, 1, 10, -5, 15, 35].map(|n| n * Decimal::ONE / 10);
        values.extend(raw.map(|n| Value::Decimal(Decimal(n))));
        values.extend([Value::Month(Month(24_255)), Value::Text("甲".into())]);
        values.extend([true, false].map(Value::Boolean));
        for value in values {
            let kind = value.kind().expect("no value is missing");
            let vector = Vector::Scalar(scalar(&value, kind));
            let mut out = String::new();
            assert!(Words::of(&vector).write(0, Lang::Zh, &mut out));
            assert_eq!(out, value.to_string());
        }
        let missing = Vector::Scalar(scalar(&Value::Null, crate::ledger::Type::Date));
        let mut out = String::new();
        assert!(!Words::of(&missing).write(0, Lang::Zh, &mut out) && out.is_empty());
    }
}
