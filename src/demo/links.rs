//! Which record of one table belongs to which of another, by the keys that the schemas declare.

use rustc_hash::FxHashMap;

use super::township::{Table, Township};
use crate::ledger::{Catalog, Definition, Relation};

/// Each child's parent; `None` where its keys are empty or match nothing. Cells are compared as they stand: the demo
/// writes them in one way.
pub fn parents(township: &Township, catalog: &Catalog, relation: &Relation) -> Vec<Option<usize>> {
    let tables =
        [relation.child, relation.parent].map(|id| township.tables.get(&catalog.ledger(id).name));
    let [Some(child), Some(parent)] = tables else {
        return vec![None; tables[0].map_or(0, |table| table.rows.len())];
    };
    let mut found = vec![None; child.rows.len()];
    for pairs in keys(catalog, relation) {
        let (own, theirs): (Vec<&str>, Vec<&str>) = pairs.into_iter().unzip();
        let (Some(own), Some(theirs)) = (places(child, &own), places(parent, &theirs)) else {
            continue;
        };
        let mut rows: FxHashMap<Vec<&str>, usize> = FxHashMap::default();
        for row in (0..parent.rows.len()).rev() {
            rows.extend(key(parent, row, &theirs).map(|key| (key, row)));
        }
        for (row, found) in found.iter_mut().enumerate().filter(|(_, f)| f.is_none()) {
            *found = key(child, row, &own).and_then(|key| rows.get(&key).copied());
        }
    }
    found
}

/// Where a table has these columns; `None` where it lacks one, which is then empty in all its records.
fn places(table: &Table, columns: &[&str]) -> Option<Vec<usize>> {
    columns.iter().map(|column| table.column(column)).collect()
}

/// Alternative keys as pairs of (child column, parent column).
///
/// A nested ledger of plain values has no fields to point with: its table carries the parent's key columns.
fn keys<'c>(catalog: &'c Catalog, relation: &'c Relation) -> Vec<Vec<(&'c str, &'c str)>> {
    let (child, parent) = (
        catalog.ledger(relation.child),
        catalog.ledger(relation.parent),
    );
    let name = |definition: &'c Definition, field| definition.field(field).name.as_str();
    if relation.on.is_empty() {
        let key = parent.key.iter().map(|field| name(parent, *field));
        return vec![key.map(|name| (name, name)).collect()];
    }
    let pairs = |on: &'c Vec<_>| {
        on.iter()
            .map(|(own, theirs)| (name(child, *own), name(parent, *theirs)))
            .collect()
    };
    relation.on.iter().map(pairs).collect()
}

/// The columns of a nested ledger that only say which record it belongs to.
pub fn pointing<'c>(catalog: &'c Catalog, relation: &'c Relation) -> Vec<&'c str> {
    let first = keys(catalog, relation).into_iter().next();
    first.into_iter().flatten().map(|(own, _)| own).collect()
}

/// `None` where a part is empty: nothing belongs to a record without a key.
fn key<'t>(table: &'t Table, row: usize, columns: &[usize]) -> Option<Vec<&'t str>> {
    let cells = columns.iter().map(|at| table.rows[row].cell(*at));
    cells
        .map(|cell| (!cell.is_empty()).then_some(cell))
        .collect()
}
