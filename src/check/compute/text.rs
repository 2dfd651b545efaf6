//! Functions on text.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use arrow_array::{Array, ArrayRef, BooleanArray, Int64Array, StringArray};
use regex::Regex;
use rustc_hash::FxHashMap;

use super::similarity::similarity;
use crate::check::vector::{Texts, Vector, decimals};
use crate::ledger::{Decimal, value_at};
use crate::rulebook::Function;

fn booleans(rows: usize, cell: impl Fn(usize) -> Option<bool>) -> ArrayRef {
    Arc::new((0..rows).map(cell).collect::<BooleanArray>())
}

fn texts<S: AsRef<str>>(rows: usize, cell: impl Fn(usize) -> Option<S>) -> ArrayRef {
    Arc::new((0..rows).map(cell).collect::<StringArray>())
}

/// A dictionary column as a plain one.
pub fn written_out(array: &ArrayRef) -> ArrayRef {
    let cells = Texts::of_array(array);
    texts(array.len(), |row| cells.get(row))
}

pub fn concat(left: &Vector, right: &Vector, rows: usize) -> ArrayRef {
    let (a, b) = (Texts::of(left), Texts::of(right));
    texts(rows, |row| Some(format!("{}{}", a.get(row)?, b.get(row)?)))
}

/// SQL's `like`: `%` for any text, `_` for one character.
pub fn like(input: &Vector, pattern: &str, negated: bool, rows: usize) -> ArrayRef {
    let (front, back) = (pattern.starts_with('%'), pattern.ends_with('%'));
    let inner = pattern.strip_prefix('%').unwrap_or(pattern);
    let inner = inner.strip_suffix('%').unwrap_or(inner);
    if !inner.contains(['%', '_']) {
        let cells = Texts::of(input);
        let judge = |holds: &dyn Fn(&str) -> bool| {
            booleans(rows, |row| Some(holds(cells.get(row)?) != negated))
        };
        return match (front, back) {
            (false, false) => judge(&|text| text == inner),
            (false, true) => judge(&|text| text.starts_with(inner)),
            (true, false) => judge(&|text| text.ends_with(inner)),
            (true, true) => {
                let finder = memchr::memmem::Finder::new(inner);
                judge(&|text| finder.find(text.as_bytes()).is_some())
            }
        };
    }
    let mut regex = String::from("(?s)^");
    for c in pattern.chars() {
        match c {
            '%' => regex.push_str(".*"),
            '_' => regex.push('.'),
            other => regex.push_str(&regex::escape(other.encode_utf8(&mut [0; 4]))),
        }
    }
    regex.push('$');
    matches(input, &regex, negated, rows)
}

/// Whether a regular expression occurs in the text.
pub fn matches(input: &Vector, pattern: &str, negated: bool, rows: usize) -> ArrayRef {
    let Some(regex) = compiled(pattern) else {
        return Arc::new(BooleanArray::new_null(rows));
    };
    let cells = Texts::of(input);
    booleans(rows, |row| Some(regex.is_match(cells.get(row)?) != negated))
}

/// A rule for many columns has one expression, and compiling it takes longer than matching a township's values. The
/// patterns are those of rules, so that what is kept stays small.
fn compiled(pattern: &str) -> Option<Regex> {
    static KNOWN: OnceLock<Mutex<FxHashMap<String, Option<Regex>>>> = OnceLock::new();
    let known = || {
        let known = KNOWN.get_or_init(Mutex::default);
        known.lock().unwrap_or_else(PoisonError::into_inner)
    };
    if let Some(regex) = known().get(pattern) {
        return regex.clone();
    }
    let regex = Regex::new(pattern).ok();
    known().insert(pattern.to_owned(), regex.clone());
    regex
}

pub fn call(function: Function, inputs: &[Vector], rows: usize) -> ArrayRef {
    match function {
        Function::ToText => return to_text(&inputs[0], rows),
        Function::JoinPresent => return join_present(inputs, rows),
        _ => {}
    }
    let a = Texts::of(&inputs[0]);
    let second = || Texts::of(&inputs[1]);
    match function {
        Function::Length => Arc::new(
            (0..rows)
                .map(|row| Some(a.get(row)?.chars().count() as i64))
                .collect::<Int64Array>(),
        ),
        Function::Trim => texts(rows, |row| a.get(row).map(str::trim)),
        Function::Lower => texts(rows, |row| a.get(row).map(str::to_lowercase)),
        Function::Upper => texts(rows, |row| a.get(row).map(str::to_uppercase)),
        Function::Substr => {
            use arrow_array::types::Int64Type;
            let (start, length) = (
                crate::check::vector::Cells::<Int64Type>::of(&inputs[1]),
                crate::check::vector::Cells::<Int64Type>::of(&inputs[2]),
            );
            texts(rows, |row| {
                let skip = usize::try_from(start.get(row)?.max(1) - 1).ok()?;
                let take = usize::try_from(length.get(row)?.max(0)).ok()?;
                Some(
                    a.get(row)?
                        .chars()
                        .skip(skip)
                        .take(take)
                        .collect::<String>(),
                )
            })
        }
        Function::Replace => {
            let (from, to) = (second(), Texts::of(&inputs[2]));
            texts(rows, |row| {
                Some(a.get(row)?.replace(from.get(row)?, to.get(row)?))
            })
        }
        Function::Contains => {
            let b = second();
            booleans(rows, |row| Some(a.get(row)?.contains(b.get(row)?)))
        }
        Function::StartsWith => {
            let b = second();
            booleans(rows, |row| Some(a.get(row)?.starts_with(b.get(row)?)))
        }
        Function::EndsWith => {
            let b = second();
            booleans(rows, |row| Some(a.get(row)?.ends_with(b.get(row)?)))
        }
        Function::ToNumber => decimals((0..rows).map(|row| Decimal::parse(a.get(row)?.trim()))),
        _ => {
            let b = second();
            decimals((0..rows).map(|row| similarity(a.get(row)?, b.get(row)?)))
        }
    }
}

fn to_text(input: &Vector, rows: usize) -> ArrayRef {
    let array = input.expand(rows);
    texts(rows, |row| {
        (!array.is_null(row)).then(|| value_at(&array, row).to_string())
    })
}

/// Inputs: separator, then texts. Those that are there, joined; missing where none is.
fn join_present(inputs: &[Vector], rows: usize) -> ArrayRef {
    let separator = Texts::of(&inputs[0]);
    let parts: Vec<Texts<'_>> = inputs[1..].iter().map(Texts::of).collect();
    texts(rows, |row| {
        let present: Vec<&str> = parts.iter().filter_map(|p| p.get(row)).collect();
        let separator = separator.get(row)?;
        (!present.is_empty()).then(|| present.join(separator))
    })
}
