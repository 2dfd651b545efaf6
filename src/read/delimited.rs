//! CSV and TSV to typed columns: chunks of records, on all cores, each cell from its bytes into its column.
//!
//! A small text is held; a large one is read chunk by chunk and not kept.

mod block;
mod chunk;
mod held;
mod joined;
mod marks;
mod sniff;
mod stream;
mod sums;

pub use sniff::stated_unit;
pub use stream::stream;
pub use sums::is_sums_word;

use self::chunk::{Plan, Window};
use self::joined::Joined;
use self::sniff::Header;
use super::Options;
use super::bind::{Binder, Bound, Match, header_factor};
use super::line_limit;
use super::part::{FileName, Found, Meter, Spotted};
use super::value::Context;
use crate::ledger::{Catalog, Decimal, Kind, LedgerId};
use crate::source::{Delimiter, Records};

/// Reads a delimited text that is in memory.
pub fn read(
    text: &str,
    name: &FileName,
    binder: &Binder<'_>,
    options: Options,
    meter: &Meter<'_>,
) -> Found {
    if let Some(spotted) = line_limit::judge(text) {
        return Found::only(spotted);
    }
    match Table::of(text, name, binder, options) {
        Ok(table) => match held::chunks(&table.plan, text, table.below, options.sizes.chunk, meter)
        {
            Ok(chunks) => {
                let mut joined = Joined::new(&table.plan);
                joined.take(&table.plan, chunks);
                table.found(joined, name)
            }
            Err(spotted) => Found::only(spotted),
        },
        Err(found) => found,
    }
}

/// A table as its beginning shows it.
struct Table<'p> {
    plan: Plan<'p>,
    /// Where the header, and the records below it, begin.
    header: usize,
    below: usize,
    /// What was noticed in the header.
    spotted: Vec<Spotted>,
}

impl<'p> Table<'p> {
    /// Looks for the table of a text that has at least the table's beginning.
    fn of(
        text: &str,
        name: &FileName,
        binder: &Binder<'p>,
        options: Options,
    ) -> Result<Self, Found> {
        let delimiter = sniff::delimiter(text, &name.extension);
        let ledger = match sniff::ledger(text, delimiter, name, binder) {
            Match::One(ledger) => ledger,
            Match::None => return Err(Found::default()),
            Match::Several(ledgers) => {
                let ambiguous = ambiguous_ledger(binder.catalog, &ledgers, &name.stem);
                return Err(Found::only(ambiguous));
            }
        };
        let header = sniff::header(text, delimiter, ledger, binder).ok_or_else(Found::default)?;
        let (plan, spotted) = Plan::new(text, delimiter, ledger, &header, binder, options);
        let unknown = spotted.iter().all(|s| s.kind == Kind::UnknownColumn);
        if name.extension == "txt" && plan.fields.is_empty() && plan.lists.is_empty() && unknown {
            // minutes or a note beside the ledgers, which may well be named as one of them
            return Err(Found::default());
        }
        Ok(Table {
            plan,
            header: header.offset,
            below: header.below,
            spotted,
        })
    }

    /// The table, and what was split out of it.
    fn found(self, joined: Joined, name: &FileName) -> Found {
        let mut spotted = self.spotted;
        let parts = joined.parts(&self.plan, self.header, name, &mut spotted);
        Found {
            parts,
            spotted,
            ..Found::default()
        }
    }
}

/// A name that could be several ledgers.
pub fn ambiguous_ledger(catalog: &Catalog, ledgers: &[LedgerId], name: &str) -> Spotted {
    let titles = ledgers
        .iter()
        .map(|id| catalog.ledger(*id).title.clone())
        .collect();
    Spotted {
        found: name.to_owned(),
        ..Spotted::file(Kind::AmbiguousLedger).with(titles)
    }
}

impl<'p> Plan<'p> {
    fn new(
        text: &str,
        delimiter: Delimiter,
        ledger: LedgerId,
        header: &Header<'_>,
        binder: &Binder<'p>,
        options: Options,
    ) -> (Self, Vec<Spotted>) {
        let catalog = binder.catalog;
        let names: Vec<&str> = header.names.iter().map(AsRef::as_ref).collect();
        let context = |factor| Context {
            as_of: options.as_of,
            factor,
        };
        let one = Decimal(Decimal::ONE);
        let mut plan = Plan {
            delimiter,
            line_end: Records::new(text, delimiter).line_end(),
            catalog,
            ledger,
            width: names.len(),
            fields: Vec::new(),
            lists: Vec::new(),
            nameless: Vec::new(),
            plain: context(one),
        };
        let window = Window {
            text,
            base: 0,
            open: false,
        };
        let mut spotted: Vec<Spotted> = header
            .unbalanced
            .map(|at| plan.unbalanced(window, at))
            .into_iter()
            .collect();
        for (at, bound) in binder.columns(ledger, &names).into_iter().enumerate() {
            let span = header.cells[at].start..header.cells[at].end;
            let report = |kind, details| {
                Spotted::text(kind, text, span)
                    .found(names[at].trim())
                    .with(details)
                    .of(ledger)
            };
            match bound {
                Bound::Field { field, factor } => {
                    // A unit in the header itself goes before the one above the table.
                    let own = plan.definition().field(field).unit.as_deref();
                    let above = || {
                        header
                            .units
                            .iter()
                            .rev()
                            .find_map(|unit| header_factor(unit, own?))
                    };
                    plan.fields
                        .push((at, field, context(factor.or_else(above).unwrap_or(one))));
                }
                Bound::Child(child) if catalog.ledger(child).scalar => plan.lists.push((at, child)),
                Bound::Child(_) | Bound::Unknown => {
                    spotted.push(report(Kind::UnknownColumn, Vec::new()))
                }
                Bound::Duplicate(of) => spotted.push(report(Kind::DuplicateHeader, vec![of])),
                Bound::Ambiguous(titles) => spotted.push(report(Kind::AmbiguousHeader, titles)),
                Bound::Blank => plan.nameless.push(at),
                Bound::Bookkeeping => {}
            }
        }
        (plan, spotted)
    }
}
