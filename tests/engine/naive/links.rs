//! Which parents a child record's keys match, and whose children count for a parent.

use ledgerlint::ledger::{Ledgers, RelationId, Value};

/// The links of one relation.
pub struct Links {
    /// For each child row, the parents that its keys match, lowest row first.
    pub candidates: Vec<Vec<u32>>,
    /// For each parent row, the lowest row with the same key: the children of that one are its children.
    pub same_as: Vec<u32>,
}

impl Links {
    /// `rows` are the values by ledger, row and field.
    pub fn of(id: RelationId, ledgers: &Ledgers, rows: &[Vec<Vec<Value>>]) -> Self {
        let relation = ledgers.catalog.relation(id);
        let (children, parents) = (
            &rows[relation.child.index()],
            &rows[relation.parent.index()],
        );
        let nested_in = |child: usize| {
            let table = ledgers.table(relation.child)?;
            let (nested, places) = table.nested.as_ref()?;
            (*nested == id && places[child] != u32::MAX).then(|| places[child])
        };
        let by_key = |child: &Vec<Value>| {
            let alternatives = relation.on.iter().map(|on| {
                let own: Vec<&Value> = on.iter().map(|(own, _)| &child[own.index()]).collect();
                rows_with_key(parents, on.iter().map(|(_, other)| other.index()), &own)
            });
            alternatives
                .into_iter()
                .find(|found| !found.is_empty())
                .unwrap_or_default()
        };
        let candidates = children
            .iter()
            .enumerate()
            .map(|(at, child)| match nested_in(at) {
                Some(parent) => vec![parent],
                None => by_key(child),
            });
        let same_as = parents.iter().zip(0..).map(|(parent, row)| {
            let keys = relation
                .on
                .iter()
                .map(|on| on.iter().map(|(_, other)| other.index()));
            let whole = keys
                .clone()
                .find(|key| key.clone().all(|field| !parent[field].is_null()));
            let Some(key) = whole else { return row };
            let own: Vec<&Value> = key.clone().map(|field| &parent[field]).collect();
            rows_with_key(parents, key, &own)[0]
        });
        Links {
            candidates: candidates.collect(),
            same_as: same_as.collect(),
        }
    }
}

/// The rows whose key fields hold exactly these values; none where one of the values is missing.
fn rows_with_key(
    rows: &[Vec<Value>],
    fields: impl Iterator<Item = usize>,
    values: &[&Value],
) -> Vec<u32> {
    if values.iter().any(|value| value.is_null()) {
        return Vec::new();
    }
    let fields: Vec<usize> = fields.collect();
    let matches = |row: &Vec<Value>| {
        fields
            .iter()
            .zip(values)
            .all(|(field, value)| row[*field] == **value)
    };
    rows.iter()
        .zip(0..)
        .filter(|(row, _)| matches(row))
        .map(|(_, at)| at)
        .collect()
}
