//! Personal values of the submission: those of a record, and those that stand in given texts.

use arrow_array::cast::AsArray;
use arrow_array::types::UInt32Type;
use arrow_array::{Array, ArrayRef};
use arrow_schema::DataType;
use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::vector::Vector;
use super::words::Words;
use crate::finding::{Personal, PersonalKind};
use crate::lang::Lang;
use crate::ledger::{FieldId, Irregularity, LedgerId, Ledgers, Spot};

/// Notes a value that may be a list: a list of names is as personal as each of them.
pub fn note(kind: PersonalKind, value: &str, personal: &mut Vec<Personal>) {
    personal.extend(value.split('、').map(|one| Personal {
        kind,
        value: one.to_owned(),
    }));
}

/// Every personal value of a record.
pub fn of_record(data: &Ledgers, ledger: LedgerId, row: u32, personal: &mut Vec<Personal>) {
    let Some(table) = data.table(ledger) else {
        return;
    };
    for (i, field) in data.catalog.ledger(ledger).fields.iter().enumerate() {
        if let Some(kind) = field.personal {
            let value = table.column(FieldId::new(i)).value(row as usize);
            if !value.is_null() {
                note(kind, &value.to_string(), personal);
            }
        }
    }
}

/// The personal values of all records, and of cells that could not be read, that stand in one of the texts.
pub fn standing_in(
    texts: &[&str],
    data: &Ledgers,
    irregularities: &[Irregularity],
) -> Vec<Personal> {
    let search = Search::new(texts);
    let columns: Vec<(PersonalKind, &ArrayRef)> = data
        .catalog
        .ledgers()
        .filter_map(|(ledger, definition)| Some((data.table(ledger)?, definition)))
        .flat_map(|(table, definition)| {
            let fields = definition.fields.iter().enumerate();
            fields.filter_map(|(i, field)| {
                Some((field.personal?, &table.column(FieldId::new(i)).values))
            })
        })
        .collect();
    let in_columns = columns
        .into_par_iter()
        .flat_map_iter(|(kind, values)| search.column(kind, values));
    let mut found: FxHashSet<Personal> = in_columns.collect();
    for irregularity in irregularities {
        if let Spot::Cell { ledger, field, .. } = irregularity.spot
            && let Some(kind) =
                field.and_then(|field| data.catalog.ledger(ledger).field(field).personal)
        {
            search.value(kind, &irregularity.found, &mut found);
        }
    }
    let mut found: Vec<Personal> = found.into_iter().collect();
    found.sort();
    found
}

/// Texts in which values are looked for: millions of values against thousands of texts, so that only values whose
/// first two characters occur are looked for at all.
struct Search<'t> {
    texts: &'t [&'t str],
    pairs: FxHashSet<(char, char)>,
}

impl<'t> Search<'t> {
    fn new(texts: &'t [&'t str]) -> Self {
        let pairs = texts.iter().flat_map(|t| t.chars().zip(t.chars().skip(1)));
        Search {
            texts,
            pairs: pairs.collect(),
        }
    }

    fn column(&self, kind: PersonalKind, values: &ArrayRef) -> FxHashSet<Personal> {
        let values = match values.data_type() {
            DataType::Dictionary(..) => values.as_dictionary::<UInt32Type>().values(),
            _ => values,
        };
        let vector = Vector::Column(values.clone());
        let (words, mut text) = (Words::of(&vector), String::new());
        let mut found = FxHashSet::default();
        for row in 0..values.len() {
            text.clear();
            words.write(row, Lang::Zh, &mut text);
            self.value(kind, &text, &mut found);
        }
        found
    }

    fn value(&self, kind: PersonalKind, value: &str, found: &mut FxHashSet<Personal>) {
        for one in value.split('、') {
            let mut start = one.chars();
            if let (Some(a), Some(b)) = (start.next(), start.next())
                && self.pairs.contains(&(a, b))
                && self.texts.iter().any(|text| text.contains(one))
            {
                found.insert(Personal {
                    kind,
                    value: one.to_owned(),
                });
            }
        }
    }
}
