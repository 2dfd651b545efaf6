//! Rows with equal keys: grouped within one table, or matched between two. A missing key matches nothing.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Decimal128Type, Int32Type, Int64Type, UInt32Type};
use arrow_array::{Array, ArrayRef, UInt32Array};
use arrow_schema::DataType;
use rustc_hash::FxHashMap;

use crate::check::vector::{Texts, Vector};

/// Groups the rows of a table by their key columns; without keys all rows are one group.
pub fn groups(keys: &[Vector], rows: usize) -> Vector {
    if keys.is_empty() {
        let first: Vec<u32> = (0..rows.min(1) as u32).collect();
        return Vector::Groups {
            ids: super::index::zeros(rows),
            first: Arc::new(first.into()),
        };
    }
    let arrays: Vec<ArrayRef> = keys.iter().map(|k| k.expand(rows)).collect();
    let (_, ids, first) = Numbers::of(&arrays, rows);
    Vector::Groups {
        ids: Arc::new(ids),
        first: Arc::new(first.into()),
    }
}

/// Numbers the keys of the inner rows, and finds them for the outer rows.
pub fn matched(inner: &[Vector], outer: &[Vector]) -> Vector {
    let length = |keys: &[Vector]| {
        keys.iter()
            .find(|k| !k.is_scalar())
            .map_or(1, |k| k.array().len())
    };
    let (inner_rows, outer_rows) = (length(inner), length(outer));
    let inner: Vec<ArrayRef> = inner.iter().map(|k| k.expand(inner_rows)).collect();
    let outer: Vec<ArrayRef> = outer.iter().map(|k| k.expand(outer_rows)).collect();
    let (numbers, inner, first) = Numbers::of(&inner, inner_rows);
    let outer = numbers.find(&outer, outer_rows);
    Vector::Match {
        inner: Arc::new(inner),
        outer: Arc::new(outer),
        count: first.len(),
    }
}

pub fn count(groups: &Vector) -> usize {
    match groups {
        Vector::Groups { first, .. } => first.len(),
        Vector::Match { count, .. } => *count,
        Vector::Pairs { rows, .. } => *rows,
        _ => unreachable!("the plan counts only groups, matches and pairs"),
    }
}

pub fn ids(groups: &Vector) -> Vector {
    match groups {
        Vector::Groups { ids, .. } => Vector::Index(ids.clone()),
        _ => unreachable!("the plan reads group numbers only from groups"),
    }
}

pub fn first(groups: &Vector) -> Vector {
    match groups {
        Vector::Groups { first, .. } => Vector::Index(first.clone()),
        _ => unreachable!("the plan reads first rows only from groups"),
    }
}

pub fn match_inner(found: &Vector) -> Vector {
    match found {
        Vector::Match { inner, .. } => Vector::Index(inner.clone()),
        _ => unreachable!("the plan reads inner keys only from matches"),
    }
}

pub fn match_outer(found: &Vector) -> Vector {
    match found {
        Vector::Match { outer, .. } => Vector::Index(outer.clone()),
        _ => unreachable!("the plan reads outer keys only from matches"),
    }
}

/// Numbers for distinct keys, in order of first appearance.
pub enum Numbers<'a> {
    Texts(FxHashMap<&'a str, u32>),
    Wholes(FxHashMap<i128, u32>),
    Mixed(FxHashMap<Vec<u8>, u32>),
}

impl<'a> Numbers<'a> {
    /// Numbers the keys of a table: each row's number (null where a part is missing) and each key's first row.
    pub fn of(keys: &'a [ArrayRef], rows: usize) -> (Self, UInt32Array, Vec<u32>) {
        let mut first = Vec::new();
        match keys {
            [single] if is_text(single) => {
                let mut known = FxHashMap::default();
                let ids = each_text(single, rows, |text, row| {
                    Some(number(&mut known, &mut first, text, row))
                });
                (Numbers::Texts(known), ids, first)
            }
            [single] => {
                let mut known = FxHashMap::default();
                let whole = wholes(single);
                let ids = (0..rows)
                    .map(|row| Some(number(&mut known, &mut first, whole(row)?, row)))
                    .collect();
                (Numbers::Wholes(known), ids, first)
            }
            several => {
                let mut known = FxHashMap::default();
                let ids = each_mixed(several, rows, |bytes, row| {
                    if let Some(found) = known.get(bytes) {
                        return Some(*found);
                    }
                    Some(number(&mut known, &mut first, bytes.to_vec(), row))
                });
                (Numbers::Mixed(known), ids, first)
            }
        }
    }

    /// The numbers of another table's keys; null where a part is missing or the key is unknown.
    pub fn find(&self, keys: &[ArrayRef], rows: usize) -> UInt32Array {
        match (self, keys) {
            (Numbers::Texts(known), [single]) if is_text(single) => {
                each_text(single, rows, |text, _| known.get(text).copied())
            }
            (Numbers::Wholes(known), [single]) if !is_text(single) => {
                let whole = wholes(single);
                (0..rows)
                    .map(|row| known.get(&whole(row)?).copied())
                    .collect()
            }
            (Numbers::Mixed(known), several) => {
                each_mixed(several, rows, |bytes, _| known.get(bytes).copied())
            }
            // keys of different types are never equal
            _ => UInt32Array::new_null(rows),
        }
    }
}

fn number<K: std::hash::Hash + Eq>(
    known: &mut FxHashMap<K, u32>,
    first: &mut Vec<u32>,
    key: K,
    row: usize,
) -> u32 {
    *known.entry(key).or_insert_with(|| {
        first.push(row as u32);
        first.len() as u32 - 1
    })
}

/// Calls `find` with each text; of a dictionary, once for each distinct value.
fn each_text<'a>(
    array: &'a ArrayRef,
    rows: usize,
    mut find: impl FnMut(&'a str, usize) -> Option<u32>,
) -> UInt32Array {
    let DataType::Dictionary(..) = array.data_type() else {
        let texts = Texts::of_array(array);
        return (0..rows).map(|row| find(texts.get(row)?, row)).collect();
    };
    let dictionary = array.as_dictionary::<UInt32Type>();
    let values = dictionary.values().as_string::<i32>();
    let mut seen: Vec<Option<Option<u32>>> = vec![None; values.len()];
    let keys = dictionary.keys();
    let of_row = |row: usize| {
        let key = keys.is_valid(row).then(|| keys.value(row) as usize)?;
        *seen[key].get_or_insert_with(|| find(values.value(key), row))
    };
    (0..rows).map(of_row).collect()
}

fn each_mixed(
    arrays: &[ArrayRef],
    rows: usize,
    mut find: impl FnMut(&[u8], usize) -> Option<u32>,
) -> UInt32Array {
    let parts: Vec<Part<'_>> = arrays.iter().map(Part::of).collect();
    let mut bytes = Vec::new();
    let of_row = |row: usize| {
        bytes.clear();
        for part in &parts {
            part.write(row, &mut bytes)?;
        }
        find(&bytes, row)
    };
    (0..rows).map(of_row).collect()
}

fn is_text(array: &ArrayRef) -> bool {
    matches!(array.data_type(), DataType::Utf8 | DataType::Dictionary(..))
}

/// Cells of any type but text, as whole numbers that are equal where the cells are.
pub fn wholes(array: &ArrayRef) -> Box<dyn Fn(usize) -> Option<i128> + '_> {
    macro_rules! primitive {
        ($kind:ty) => {{
            let cells = array.as_primitive::<$kind>();
            Box::new(move |row| cells.is_valid(row).then(|| i128::from(cells.value(row))))
        }};
    }
    match array.data_type() {
        DataType::Int64 => primitive!(Int64Type),
        DataType::Decimal128(..) => primitive!(Decimal128Type),
        DataType::Date32 => primitive!(Date32Type),
        DataType::Int32 => primitive!(Int32Type),
        _ => {
            let cells = array.as_boolean();
            Box::new(move |row| cells.is_valid(row).then(|| i128::from(cells.value(row))))
        }
    }
}

enum Part<'a> {
    Text(Texts<'a>),
    Whole(Box<dyn Fn(usize) -> Option<i128> + 'a>),
}

impl<'a> Part<'a> {
    fn of(array: &'a ArrayRef) -> Self {
        if is_text(array) {
            Part::Text(Texts::of_array(array))
        } else {
            Part::Whole(wholes(array))
        }
    }

    /// Appends the cell so that different keys give different bytes; `None` where it is missing.
    fn write(&self, row: usize, bytes: &mut Vec<u8>) -> Option<()> {
        match self {
            Part::Text(texts) => {
                let text = texts.get(row)?;
                bytes.extend((text.len() as u64).to_le_bytes());
                bytes.extend(text.as_bytes());
            }
            Part::Whole(whole) => bytes.extend(whole(row)?.to_le_bytes()),
        }
        Some(())
    }
}
