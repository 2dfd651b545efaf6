//! Rows with equal keys: grouped within one table, or matched between two. A missing key matches nothing.

use std::sync::Arc;

use arrow_array::{Array, ArrayRef};

use super::keys::KeyTable;
use crate::check::vector::Vector;

/// Numbers the keys of a table of so many rows.
pub fn keys(column: &Vector, rows: usize) -> Vector {
    Vector::Keys(Arc::new(KeyTable::of(&[column.expand(rows)], rows)))
}

/// Numbers the keys of several columns, from the numbers of the first ones' and the last one's.
pub fn pair_keys(front: &Vector, last: &Vector) -> Vector {
    let (front, last) = (front.keys().clone(), last.keys().clone());
    Vector::Keys(Arc::new(KeyTable::of_pair(front, last)))
}

/// Groups of equal keys; without keys all rows are one group.
pub fn groups(keys: Option<&Vector>, rows: usize) -> Vector {
    match keys {
        Some(keys) => {
            let table = keys.keys();
            Vector::Groups {
                ids: Arc::new(table.ids.clone()),
                first: Arc::new((*table.first).clone().into()),
            }
        }
        None => {
            let first: Vec<u32> = (0..rows.min(1) as u32).collect();
            Vector::Groups {
                ids: super::index::zeros(rows),
                first: Arc::new(first.into()),
            }
        }
    }
}

/// Finds the keys of the outer rows among the inner ones.
pub fn matched(inner: &Vector, outer: &[Vector]) -> Vector {
    let rows = outer
        .iter()
        .find(|k| !k.is_scalar())
        .map_or(1, |k| k.array().len());
    let outer: Vec<ArrayRef> = outer.iter().map(|k| k.expand(rows)).collect();
    let table = inner.keys();
    Vector::Match {
        inner: Arc::new(table.ids.clone()),
        outer: Arc::new(table.find(&outer, rows)),
        count: table.first.len(),
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
