//! Cell text to typed values, one file per type; the only place that knows how people write them.
//!
//! Every function is total: any text gives a value, or none with a remark that says why. The clean canonical form
//! takes a path without allocation, since these run once per cell. Whether a placeholder matters (the field is
//! required) is the caller's to decide; here it always gets its remark.

mod boolean;
mod characters;
mod date;
mod number;
mod placeholder;
mod spelling;
mod text;
mod unit;

pub use boolean::boolean;
#[cfg(test)]
pub use characters::scan;
pub use date::{date, month, plain_date};
pub use number::{decimal, integer, plain_decimal, plain_integer};
pub use text::{Form, text};
pub use unit::{Ratio, convert};

use crate::ledger::{Date, Decimal, Kind};

/// What a cell's text means. Neither value nor remark: the cell is blank (or, for a date, left open on purpose).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Read<T> {
    pub value: Option<T>,
    pub remark: Option<Remark>,
    /// The text also says 长期坚持; belongs to the sibling field that `x-long-term` names.
    pub long_term: bool,
}

/// Something to tell about a cell.
///
/// `Placeholder` comes with every placeholder, also in optional fields; report it where the field is required.
/// `Normalised` and `InferredYear` come with a value, all other kinds without.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    pub kind: Kind,
    /// As documented at `Kind`. For `Placeholder`: `同上` where the text points at another row. For
    /// `UnreadableNumber`: one of `≈ ≥ > ≤ <` where the number is an approximation.
    pub details: Vec<String>,
}

/// What the parsers need beside the field.
#[derive(Clone, Copy, Debug)]
pub struct Context {
    /// Years that a date leaves out are inferred from it.
    pub as_of: Date,
    /// Multiplies numbers that carry no unit of their own: 10000 for a header 金额(万元) over a 元 field, normally 1.
    pub factor: Decimal,
}

impl<T> Read<T> {
    fn blank() -> Self {
        Read {
            value: None,
            remark: None,
            long_term: false,
        }
    }

    fn plain(value: T) -> Self {
        Read {
            value: Some(value),
            remark: None,
            long_term: false,
        }
    }

    /// The same with another type of value.
    pub fn map<U>(self, of: impl FnOnce(T) -> U) -> Read<U> {
        Read {
            value: self.value.map(of),
            remark: self.remark,
            long_term: self.long_term,
        }
    }

    /// A value that needed help or doubt.
    fn with(value: T, kind: Kind, detail: String) -> Self {
        Read {
            value: Some(value),
            remark: Some(Remark {
                kind,
                details: vec![detail],
            }),
            long_term: false,
        }
    }

    fn without(kind: Kind, details: Vec<String>) -> Self {
        Read {
            value: None,
            remark: Some(Remark { kind, details }),
            long_term: false,
        }
    }

    fn placeholder(text: &str) -> Self {
        let details = if placeholder::points_elsewhere(text) {
            vec!["同上".to_owned()]
        } else {
            Vec::new()
        };
        Read::without(Kind::Placeholder, details)
    }
}

#[cfg(test)]
mod fixtures;
