//! What a judge needs from the submission, and why it could not be judged without it.

use std::collections::BTreeMap;

use arrow_array::Array as _;
use arrow_buffer::BooleanBuffer;

use crate::lang::Lang;
use crate::ledger::{FieldId, LedgerId, Ledgers};
use crate::rulebook::{Judge, ledgers_read, own_fields};

/// The ledgers that a judge reads and the submission does not have, as words; `None` where it has all.
pub fn absent(judge: &Judge, optional: &[LedgerId], data: &Ledgers, lang: Lang) -> Option<String> {
    let needed = ledgers_read(judge.ledger, judge.deciding(), &data.catalog);
    lacking(needed, optional, data, lang)
}

/// Those of the needed ledgers that the submission does not have, as words; `None` where it has all.
pub fn lacking(
    mut needed: Vec<LedgerId>,
    optional: &[LedgerId],
    data: &Ledgers,
    lang: Lang,
) -> Option<String> {
    // in the catalog's order, so that rules that lack the same ledgers give the same reason
    needed.sort_unstable();
    let missing: Vec<&str> = needed
        .into_iter()
        .filter(|ledger| data.table(*ledger).is_none() && !optional.contains(ledger))
        .map(|ledger| {
            let definition = data.catalog.ledger(ledger);
            lang.pick(&definition.title, &definition.name)
        })
        .collect();
    if missing.is_empty() {
        return None;
    }
    Some(match lang {
        Lang::Zh => format!("报送包里没有台账:{}", missing.join("、")),
        Lang::En => format!("the submission has no ledger {}", missing.join(", ")),
    })
}

/// What was missing where records could not be decided: their own empty fields, most frequent first.
pub fn undecided_reason(
    judge: &Judge,
    undecided: &BooleanBuffer,
    data: &Ledgers,
    lang: Lang,
) -> String {
    let linked = lang
        .pick(
            "所依据的数据有缺失或有歧义",
            "data it rests on is missing or ambiguous",
        )
        .to_owned();
    let Some(table) = data.table(judge.ledger).filter(|_| judge.per.is_none()) else {
        return linked;
    };
    let mut fields = Vec::new();
    for typed in judge
        .when
        .iter()
        .chain([&judge.require])
        .chain(&judge.event)
    {
        own_fields(typed, &mut fields);
    }
    let mut empty: BTreeMap<FieldId, usize> = BTreeMap::new();
    for field in fields {
        let nulls = table.column(field).values.nulls();
        let count = nulls.map_or(0, |valid| {
            let filled = valid.inner() & undecided;
            undecided.count_set_bits() - filled.count_set_bits()
        });
        if count > 0 {
            empty.insert(field, count);
        }
    }
    let mut empty: Vec<(FieldId, usize)> = empty.into_iter().collect();
    empty.sort_by_key(|(field, count)| (std::cmp::Reverse(*count), *field));
    let definition = data.catalog.ledger(judge.ledger);
    let told: Vec<String> = empty
        .iter()
        .take(3)
        .map(|(field, count)| {
            let field = definition.field(*field);
            match lang {
                Lang::Zh => format!("“{}”为空 {count} 条", field.title),
                Lang::En => format!("{} empty in {count}", field.name),
            }
        })
        .collect();
    if told.is_empty() {
        linked
    } else {
        told.join(lang.pick("、", ", "))
    }
}
