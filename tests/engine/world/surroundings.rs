//! What rules know besides the ledgers: the day, parameters, attached files.

use ledgerlint::check;
use ledgerlint::ledger::{Date, Decimal, Month, Value};

/// The as-of date of every random case.
pub fn as_of() -> Date {
    Date::parse("2021-05-15").expect("this day exists")
}

/// Value of a parameter on a day, by its full name; the names and types are `catalog::PARAMETERS`.
pub fn parameter(name: &str, day: Date) -> Value {
    let from = |text: &str| Date::parse(text).is_some_and(|from| day >= from);
    match name {
        // these change with the days
        "T.limit" if !from("2020-07-01") => Value::Integer(1),
        "T.rate" if !from("2021-01-01") => Value::Null,
        "T.word" if from("2021-06-01") => Value::Text("乙".into()),
        "T.flag" if !from("2021-05-01") => Value::Boolean(false),
        "T.limit" => Value::Integer(2),
        "T.rate" => Value::Decimal(Decimal(5_000_000_000)),
        "T.word" => Value::Text("甲".into()),
        "T.day" => Value::Date(as_of()),
        "T.period" => Value::Month(Month::new(2021, 5)),
        "T.flag" => Value::Boolean(true),
        "U.limit" => Value::Integer(3),
        _ => Value::Null,
    }
}

/// A submission with one file, one that is not there, and one that cannot be told about.
pub struct Attachments;

impl check::Attachments for Attachments {
    fn exists(&self, path: &str) -> Option<bool> {
        match path {
            "a.pdf" => Some(true),
            "c.pdf" => None,
            _ => Some(false),
        }
    }

    fn sha256(&self, path: &str) -> Option<String> {
        (path == "a.pdf").then(|| "00ff".to_owned())
    }
}
