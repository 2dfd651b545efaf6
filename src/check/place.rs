//! Which village or unit a record belongs to: by its own field, or by that of a record it leads up to.

use std::collections::BTreeSet;

use crate::ledger::{FieldId, LedgerId, Ledgers, RelationId, Value};

/// How many links up a place is looked for: pay → assignment → person → household.
const LINKS: usize = 3;
/// Fields that are looked at for one record.
const FIELDS: usize = 4;

/// A field that names a place (`x-place`), and the links that lead to its record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceField {
    pub ups: Vec<RelationId>,
    pub field: FieldId,
}

/// The fields that may name the place of a ledger's records, nearest first, as far as the submission has them.
pub fn place_fields(data: &Ledgers, ledger: LedgerId) -> Vec<PlaceField> {
    let mut found = Vec::new();
    let mut seen = BTreeSet::from([ledger]);
    let mut reached = vec![(ledger, Vec::new())];
    for links in 0..=LINKS {
        let mut next = Vec::new();
        for (ledger, ups) in reached {
            found.extend(own(data, ledger).map(|field| PlaceField {
                ups: ups.clone(),
                field,
            }));
            if links == LINKS {
                continue;
            }
            for (relation, link) in data.catalog.up(ledger) {
                if data.table(link.parent).is_some() && seen.insert(link.parent) {
                    next.push((link.parent, [&ups[..], &[relation]].concat()));
                }
            }
        }
        reached = next;
    }
    found.truncate(FIELDS);
    found
}

/// The place that a record names itself.
pub fn own_place(data: &Ledgers, ledger: LedgerId, row: u32) -> Option<String> {
    let table = data.table(ledger)?;
    let mut values = own(data, ledger).map(|field| table.column(field).value(row as usize));
    values.find_map(|value| match value {
        Value::Text(text) => Some(text.to_string()),
        _ => None,
    })
}

fn own(data: &Ledgers, ledger: LedgerId) -> impl Iterator<Item = FieldId> + '_ {
    let fields = data.catalog.ledger(ledger).fields.iter().enumerate();
    let named = fields.filter(|(_, field)| field.place);
    let present = move |id: &FieldId| data.table(ledger).is_some_and(|t| t.column(*id).present);
    named.map(|(at, _)| FieldId::new(at)).filter(present)
}
