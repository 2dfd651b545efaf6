//! A lot of findings put into words for people: computed column by column, located together, in order.

use std::sync::Arc;

use super::detected;
use super::lots::Lot;
use super::neighbours::Neighbours;
use super::run::{Inputs, follow};
use super::stream::{Broken, Stream};
use super::vector::Vector;
use super::writer::{Aside, Writer};
use crate::finding::{Finding, Related};
use crate::ledger::{Cell, Ledgers, Spot};
use crate::location::{Excerpt, Location};

/// Where a finding is, and the piece of the input there.
pub type Place = (Location, Option<Excerpt>);

/// Describes a lot, in the order of the report.
pub fn describe(lot: &Lot, stream: &Stream<'_>) -> Vec<Finding> {
    let computed: Vec<Vec<Vector>> = lot
        .failures
        .iter()
        .map(|(judge, failures)| {
            let rows: Vec<u32> = failures.iter().map(|failure| failure.row).collect();
            values(&stream.broken[*judge], rows, stream)
        })
        .collect();
    let writers: Vec<Writer<'_>> = lot
        .failures
        .iter()
        .zip(&computed)
        .map(|((judge, failures), values)| {
            Writer::new(&stream.broken[*judge], failures, values, stream)
        })
        .collect();
    let mut found = Found::default();
    for (at, writer) in writers.iter().enumerate() {
        found.failures(at, writer);
    }
    found.noticed(&lot.noticed, stream);
    let mut findings = found.described(&writers, stream);
    findings.sort_by(|a, b| order(a).cmp(&order(b)));
    let detail = stream.settings.detail;
    if detail.personal && detail.excerpts {
        let neighbours = || Neighbours::of(&stream.reading.ledgers);
        let neighbours = stream.neighbours.get_or_init(neighbours);
        findings.iter_mut().for_each(|f| neighbours.note_in(f));
    }
    findings
}

/// The values of a judge's plan for some of its records or groups, and those of the records' keys.
fn values(broken: &Broken<'_>, rows: Vec<u32>, stream: &Stream<'_>) -> Vec<Vector> {
    let data = &stream.reading.ledgers;
    let mut values = stream.in_world(|world| {
        let inputs = Inputs {
            data,
            world,
            chosen: Arc::new(rows.into()),
        };
        follow(&broken.recipe, &stream.graph, &stream.whole, &inputs)
    });
    if let (None, Some(table)) = (&broken.judge.per, data.table(broken.judge.ledger)) {
        let key = &data.catalog.ledger(broken.judge.ledger).key;
        values.extend(
            key.iter()
                .map(|f| Vector::Column(table.column(*f).values.clone())),
        );
    }
    values
}

/// File, sheet, row, column, rule; the rest makes the order complete.
fn order(finding: &Finding) -> impl Ord + '_ {
    let at = &finding.location;
    (
        &at.file,
        at.sheet_at,
        &at.sheet,
        at.line,
        at.column,
        &at.cell,
        &at.pointer,
        &finding.rule,
        &finding.message,
        finding.fingerprint,
    )
}

/// The findings of a lot before they are described: what each is, and where.
#[derive(Default)]
struct Found {
    what: Vec<What>,
    /// Of each; loose ones are located by what reading knows.
    cells: Vec<Option<Cell>>,
    asides: Vec<Aside>,
}

enum What {
    Failure {
        writer: usize,
        /// Position among the writer's failures.
        at: usize,
        /// Position of the field it points at.
        field: Option<usize>,
        /// Its positions in `asides`.
        asides: std::ops::Range<usize>,
    },
    /// Position in `Noticed::all`.
    Noticed(u32),
}

impl Found {
    fn failures(&mut self, writer: usize, from: &Writer<'_>) {
        for at in 0..from.len() {
            let first = self.asides.len();
            let (cell, field) = from.point(at, &mut self.asides);
            self.cells.push(Some(cell));
            self.what.push(What::Failure {
                writer,
                at,
                field,
                asides: first..self.asides.len(),
            });
        }
    }

    fn noticed(&mut self, noticed: &[u32], stream: &Stream<'_>) {
        for at in noticed {
            let spot = &stream.noticed.all[*at as usize].0.spot;
            self.cells.push(match spot {
                Spot::Cell { ledger, row, field } => Some(Cell {
                    ledger: *ledger,
                    row: *row,
                    field: *field,
                }),
                Spot::File(_) | Spot::Text { .. } | Spot::Sheet { .. } => None,
            });
            self.what.push(What::Noticed(*at));
        }
    }

    /// Describes all, nearly in order.
    fn described(self, writers: &[Writer<'_>], stream: &Stream<'_>) -> Vec<Finding> {
        let data = &stream.reading.ledgers;
        let detail = stream.settings.detail;
        let excerpts = detail.excerpts;
        let beside: Vec<Cell> = self.asides.iter().map(|aside| aside.cell).collect();
        let mut asides: Vec<Option<Related>> = located(&beside, excerpts, data)
            .into_iter()
            .zip(self.asides)
            .map(|(place, aside)| place.map(|place| aside.at(place)))
            .collect();
        let cells: Vec<Cell> = self.cells.iter().flatten().copied().collect();
        let mut places = located(&cells, excerpts, data).into_iter();
        let mut places: Vec<Option<Place>> = self
            .cells
            .iter()
            .zip(&self.what)
            .map(|(cell, what)| match (cell, what) {
                (Some(_), _) => places.next().flatten(),
                (None, What::Noticed(at)) => {
                    let spot = &stream.noticed.all[*at as usize].0.spot;
                    let (location, excerpt) = detected::loose_place(spot, &data.sources);
                    // text that became no record: nobody knows whose names stand in it
                    let known = excerpts && !detail.personal;
                    Some((location, excerpt.filter(|_| known)))
                }
                (None, What::Failure { .. }) => None,
            })
            .collect();
        // short keys are sorted instead of findings, which are long
        let key = |at: usize| {
            let place = places[at].as_ref().map(|(place, _)| place);
            let told = match &self.what[at] {
                What::Failure { writer, .. } => writers[*writer].told(),
                What::Noticed(noticed) => stream.noticed.all[*noticed as usize].1 as usize,
            };
            (
                place.and_then(|p| p.line),
                place.and_then(|p| p.column),
                told,
                at,
            )
        };
        let mut keys: Vec<_> = (0..self.what.len()).map(key).collect();
        keys.sort_unstable();
        let one = |(_, _, _, at): (_, _, _, usize)| {
            let place = places[at].take()?;
            Some(match &self.what[at] {
                What::Failure {
                    writer,
                    at,
                    field,
                    asides: own,
                } => {
                    let related = asides[own.clone()].iter_mut().filter_map(Option::take);
                    let related = related.collect();
                    let beside = &beside[own.clone()];
                    writers[*writer].finding(*at, *field, place, related, beside)
                }
                What::Noticed(at) => {
                    let (irregularity, told) = stream.noticed.all[*at as usize];
                    let told = &stream.told[told as usize];
                    detected::describe(irregularity, told, place, stream)
                }
            })
        };
        keys.into_iter().filter_map(one).collect()
    }
}

/// The places of cells, each once for the taking; where no excerpts are wanted all together, in order of the file.
fn located(cells: &[Cell], excerpts: bool, data: &Ledgers) -> Vec<Option<Place>> {
    if excerpts {
        return cells.iter().map(|cell| Some(data.locate(*cell))).collect();
    }
    let mut sorted: Vec<_> = cells
        .iter()
        .enumerate()
        .map(|(at, cell)| (data.order(*cell), at, *cell))
        .collect();
    sorted.sort_unstable();
    let cells: Vec<Cell> = sorted.iter().map(|(_, _, cell)| *cell).collect();
    let mut located: Vec<Option<Place>> = Vec::new();
    located.resize_with(cells.len(), || None);
    for ((_, at, _), place) in sorted.into_iter().zip(data.places(&cells)) {
        located[at] = Some((place, None));
    }
    located
}
