//! Which ledgers the rows of one sheet hold: one, or one and the nested ledger that stands beside it in the same rows
//! (a problem with its measures).

use rustc_hash::FxHashSet;

use crate::ledger::{Catalog, FieldId, LedgerId, Relation};
use crate::read::bind::{Binder, Bound};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Family {
    pub ledger: LedgerId,
    /// Nested in the ledger, with columns of its own in the sheet.
    pub child: Option<LedgerId>,
}

/// The ledgers nested in a ledger that are more than a list of values.
pub fn children(catalog: &Catalog, ledger: LedgerId) -> impl Iterator<Item = LedgerId> + '_ {
    let nested = move |id: &LedgerId| {
        let definition = catalog.ledger(*id);
        let within = definition
            .nested_in
            .as_ref()
            .is_some_and(|(outer, _)| *outer == ledger);
        within && !definition.scalar
    };
    catalog.ledgers().map(|(id, _)| id).filter(nested)
}

/// The fields of a nested ledger that it takes from the record it stands in.
pub fn inherited(catalog: &Catalog, child: LedgerId) -> FxHashSet<FieldId> {
    let nested = |relation: &&Relation| relation.nested;
    let relations = catalog.up(child).map(|(_, relation)| relation);
    relations
        .filter(nested)
        .flat_map(|r| r.on.iter().flatten())
        .map(|(own, _)| *own)
        .collect()
}

/// The field of a nested ledger that counts the records within one parent, where the sheet need not have it.
pub fn ordinal(catalog: &Catalog, child: LedgerId) -> Option<FieldId> {
    let definition = catalog.ledger(child);
    let inherited = inherited(catalog, child);
    let counts = |field: &&FieldId| {
        definition.field(**field).kind == crate::ledger::Type::Integer && !inherited.contains(field)
    };
    definition.key.iter().find(counts).copied()
}

/// Fields that headers stand for which a ledger's records cannot do without.
fn requirements_met(
    binder: &Binder<'_>,
    ledger: LedgerId,
    matched: &FxHashSet<FieldId>,
    nested: bool,
) -> bool {
    let definition = binder.catalog.ledger(ledger);
    let (spared, counted) = match nested {
        true => (
            inherited(binder.catalog, ledger),
            ordinal(binder.catalog, ledger),
        ),
        false => (FxHashSet::default(), None),
    };
    (0..definition.fields.len()).map(FieldId::new).all(|id| {
        !definition.field(id).required
            || matched.contains(&id)
            || spared.contains(&id)
            || counted == Some(id)
    })
}

/// Headers that stand for something in a ledger and the nested one, and how many.
fn score(binder: &Binder<'_>, family: Family, names: &[&str]) -> usize {
    let known = |bound: &Bound| match bound {
        Bound::Field { .. } => true,
        Bound::Child(child) => binder.catalog.ledger(*child).scalar,
        _ => false,
    };
    let own = binder.columns(family.ledger, names);
    let Some(child) = family.child else {
        return own.iter().filter(|bound| known(bound)).count();
    };
    let theirs = binder.columns(child, names);
    own.iter()
        .zip(&theirs)
        .filter(|(a, b)| known(a) || known(b))
        .count()
}

/// A ledger with the nested one that a row of headers has columns of, if it has, and how many headers are known.
pub fn with_child(binder: &Binder<'_>, ledger: LedgerId, names: &[&str]) -> (Family, usize) {
    let alone = Family {
        ledger,
        child: None,
    };
    let own = binder.columns(ledger, names);
    let matched = binder.matched(ledger, names);
    let mut best = (alone, score(binder, alone, names));
    for child in children(binder.catalog, ledger) {
        let theirs = binder.matched(child, names);
        let own_columns = binder
            .columns(child, names)
            .iter()
            .zip(&own)
            .filter(|(theirs, own)| {
                matches!(theirs, Bound::Field { .. }) && !matches!(own, Bound::Field { .. })
            })
            .count();
        let family = Family {
            ledger,
            child: Some(child),
        };
        let both = own_columns > 0
            && requirements_met(binder, ledger, &matched, false)
            && requirements_met(binder, child, &theirs, true);
        let known = if both {
            score(binder, family, names)
        } else {
            0
        };
        if known > best.1 {
            best = (family, known);
        }
    }
    best
}

/// The family of a row of headers, from the headers alone.
pub fn of_headers(binder: &Binder<'_>, names: &[&str]) -> Option<(Family, usize)> {
    let single = binder
        .ledger_of_headers(names)
        .map(|ledger| with_child(binder, ledger, names));
    let outer: FxHashSet<LedgerId> = binder
        .catalog
        .ledgers()
        .filter_map(|(_, d)| {
            d.nested_in
                .as_ref()
                .filter(|_| !d.scalar)
                .map(|(outer, _)| *outer)
        })
        .collect();
    let mut both: Vec<(Family, usize)> = outer
        .into_iter()
        .filter(|ledger| binder.matched(*ledger, names).len() > 1)
        .map(|ledger| with_child(binder, ledger, names))
        .filter(|(family, known)| family.child.is_some() && *known >= ENOUGH)
        .collect();
    both.sort_by_key(|(family, known)| (std::cmp::Reverse(*known), family.ledger));
    let both = match both[..] {
        [first, second, ..] if first.1 == second.1 => None,
        [first, ..] => Some(first),
        [] => None,
    };
    match (single, both) {
        (Some(single), Some(both)) if single.1 >= both.1 => Some(single),
        (single, both) => both.or(single),
    }
}

/// Headers that must be known where nothing but they says which ledgers a sheet holds.
const ENOUGH: usize = 4;
