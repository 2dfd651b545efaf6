//! What the columns of a sheet stand for: fields of its ledger, of the nested one, lists of values, or nothing.

use super::family::{Family, inherited};
use super::header::Table;
use crate::ledger::{Catalog, Decimal, FieldId, Kind, LedgerId};
use crate::read::Options;
use crate::read::bind::{Binder, Bound, header_factor};
use crate::read::part::Spotted;
use crate::read::value::Context;

/// A column that holds a field.
#[derive(Clone, Copy, Debug)]
pub struct Held {
    pub column: u32,
    pub field: FieldId,
    pub context: Context,
}

/// The columns of a table.
#[derive(Debug, Default)]
pub struct Columns {
    pub own: Vec<Held>,
    /// Of the nested ledger alone.
    pub child: Vec<Held>,
    /// That both ledgers have: whose they are shows in the rows. The second is the nested ledger's.
    pub shared: Vec<(Held, Held)>,
    /// Cells of several values, which become records of a nested ledger.
    pub lists: Vec<(u32, LedgerId)>,
    /// The column that is called as the nested ledger is: a cell of it may hold several records.
    pub split: Option<u32>,
    /// Columns without a name, which should be empty.
    pub nameless: Vec<u32>,
}

/// Binds the columns of a table; what is odd about its header is added to `spotted`.
pub fn bind(
    table: &Table,
    place: u32,
    binder: &Binder<'_>,
    options: Options,
    spotted: &mut Vec<Spotted>,
) -> Columns {
    let Family { ledger, child } = table.family;
    let catalog = binder.catalog;
    let names: Vec<&str> = table.names.iter().map(|(_, name)| name.as_str()).collect();
    let own = binder.columns(ledger, &names);
    let theirs = child.map_or_else(
        || vec![Bound::Unknown; names.len()],
        |child| binder.columns(child, &names),
    );
    let spared = child
        .map(|child| inherited(catalog, child))
        .unwrap_or_default();
    let key = &catalog.ledger(ledger).key;
    let held = |of: LedgerId, column: u32, field: FieldId, factor: Option<Decimal>| Held {
        column,
        field,
        context: Context {
            as_of: options.as_of,
            factor: factor
                .or_else(|| stated(catalog, of, field, &table.units))
                .unwrap_or(Decimal(Decimal::ONE)),
        },
    };
    let mut columns = Columns::default();
    for (((column, name), own), theirs) in table.names.iter().zip(own).zip(theirs) {
        let column = *column;
        let mut odd = |kind, details| {
            let at = Spotted::sheet(kind, place, Some((table.header.end - 1, column)));
            spotted.push(at.found(name).with(details).of(ledger));
        };
        let theirs = match theirs {
            Bound::Field { field, .. } if spared.contains(&field) => Bound::Unknown,
            theirs => theirs,
        };
        if matches!(own, Bound::Child(id) if Some(id) == child) {
            columns.split = columns.split.or(Some(column));
        }
        match (own, theirs, child) {
            (
                Bound::Field { field, factor },
                Bound::Field {
                    field: nested,
                    factor: other,
                },
                Some(child),
            ) if !key.contains(&field) => {
                let both = (
                    held(ledger, column, field, factor),
                    held(child, column, nested, other),
                );
                columns.shared.push(both);
            }
            (Bound::Field { field, factor }, ..) => {
                columns.own.push(held(ledger, column, field, factor))
            }
            (_, Bound::Field { field, factor }, Some(child)) => {
                columns.child.push(held(child, column, field, factor));
            }
            (Bound::Child(list), ..) if catalog.ledger(list).scalar => {
                columns.lists.push((column, list))
            }
            (Bound::Duplicate(of), ..) | (Bound::Unknown, Bound::Duplicate(of), _) => {
                odd(Kind::DuplicateHeader, vec![of]);
            }
            (Bound::Ambiguous(titles), ..)
            | (Bound::Unknown | Bound::Child(_), Bound::Ambiguous(titles), _) => {
                odd(Kind::AmbiguousHeader, titles);
            }
            (Bound::Blank, ..) => columns.nameless.push(column),
            (Bound::Bookkeeping, ..) => {}
            (Bound::Child(_) | Bound::Unknown, ..) => odd(Kind::UnknownColumn, Vec::new()),
        }
    }
    columns
}

/// The factor of a unit that a line above the table names.
fn stated(
    catalog: &Catalog,
    ledger: LedgerId,
    field: FieldId,
    units: &[String],
) -> Option<Decimal> {
    let own = catalog.ledger(ledger).field(field).unit.as_deref()?;
    units.iter().rev().find_map(|unit| header_factor(unit, own))
}
