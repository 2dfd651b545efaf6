//! The findings of a run cut into lots, in the order of the report. Nothing is described here, and no text is read.
//!
//! Files come one after the other. Within a file lots are cut only between records that stand in no other, where all
//! findings before the cut come before all behind it; within a lot the places of its findings put them in order.

use std::ops::Range;

use super::choose::Failure;
use super::noticed::{Noticed, Place, place};
use super::stream::Broken;
use crate::ledger::{Cell, LedgerId, Ledgers, Table};
use crate::source::{Layout, SourceId};

/// Findings that are described together: large enough to hide the cost of a lot, small enough to stay in the cache.
const LOT: usize = 1024;
/// Records that are looked at together.
const WINDOW: u32 = 256;

/// Some findings of one file.
#[derive(Default)]
pub struct Lot {
    /// Positions of judges, and their failures in order of records.
    pub failures: Vec<(usize, Vec<Failure>)>,
    /// Positions in `Noticed::all`.
    pub noticed: Vec<u32>,
}

impl Lot {
    fn is_empty(&self) -> bool {
        self.failures.is_empty() && self.noticed.is_empty()
    }
}

/// What lots are cut from.
pub struct Whole<'s> {
    pub data: &'s Ledgers,
    pub broken: &'s [Broken<'s>],
    pub noticed: &'s Noticed<'s>,
}

/// Gives one lot after the other.
pub struct Lots<'s> {
    whole: Whole<'s>,
    /// By ledger, the judges with failures there.
    judges: Vec<Vec<usize>>,
    /// By source, the ledgers and rows that come from it.
    segments: Vec<Vec<(LedgerId, Range<u32>)>>,
    source: usize,
    /// Behind the last source that is wanted.
    end: usize,
    rest: Rest,
    /// Of the source, what is of no record and not yet given.
    loose: Range<usize>,
}

/// The records of a source that are still to come.
enum Rest {
    /// Rows of one ledger, which stand in order and none in another.
    Rows(LedgerId, Range<u32>),
    /// Anything else: findings by where the outermost record of each begins, last ones first.
    Items(Vec<Item>),
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Item {
    begins: u64,
    ledger: LedgerId,
    what: What,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum What {
    Failure(usize, Failure),
    Noticed { row: u32, at: u32 },
}

impl<'s> Lots<'s> {
    /// Of these sources, which are positions in order of paths.
    pub fn of(whole: Whole<'s>, sources: Range<usize>) -> Self {
        let mut judges = vec![Vec::new(); whole.data.tables.len()];
        for (at, broken) in whole.broken.iter().enumerate() {
            judges[broken.judge.ledger.index()].push(at);
        }
        let mut segments = vec![Vec::new(); whole.data.sources.0.len()];
        for (ledger, _) in whole.data.catalog.ledgers() {
            for segment in whole.data.table(ledger).iter().flat_map(|t| &t.segments) {
                let (source, rows) = (segment.source.0 as usize, segment.rows.clone());
                // an empty list of records is a segment too
                if !rows.is_empty() {
                    segments[source].push((ledger, rows));
                }
            }
        }
        let mut lots = Lots {
            whole,
            judges,
            end: sources.end.min(segments.len()),
            segments,
            source: sources.start,
            rest: Rest::Items(Vec::new()),
            loose: 0..0,
        };
        lots.begin();
        lots
    }

    /// Begins the current source, if there is one.
    fn begin(&mut self) {
        let Some(segments) = self.segments[..self.end].get(self.source) else {
            return;
        };
        self.loose = self.whole.noticed.of_source(SourceId(self.source as u32));
        self.rest = match segments.as_slice() {
            [(ledger, rows)] if self.is_plain(*ledger, rows.start) => {
                Rest::Rows(*ledger, rows.clone())
            }
            segments => Rest::Items(self.items(segments)),
        };
    }

    /// Whether a segment's rows stand in order, each in a record of its own.
    fn is_plain(&self, ledger: LedgerId, row: u32) -> bool {
        let table = self.whole.data.table(ledger);
        table.is_some_and(|t| match &*t.segment_of(row).layout {
            Layout::Delimited(layout) => t.nested.is_none() && layout.split_from.is_none(),
            Layout::Document(_) | Layout::Sheet(_) => false,
        })
    }

    fn items(&self, segments: &[(LedgerId, Range<u32>)]) -> Vec<Item> {
        let noticed = self.whole.noticed;
        let mut items = Vec::new();
        for (ledger, rows) in segments {
            let ledger = *ledger;
            let mut add = |record: u32, what: What| {
                items.push(Item {
                    begins: self.begins(ledger, record),
                    ledger,
                    what,
                });
            };
            for judge in &self.judges[ledger.index()] {
                for failure in self.whole.broken[*judge].failed.within(rows.clone()) {
                    add(failure.record, What::Failure(*judge, failure));
                }
            }
            for (row, at) in noticed.of_records(ledger, rows.clone()) {
                add(row, What::Noticed { row, at });
            }
        }
        items.sort_unstable_by(|a, b| b.cmp(a));
        items
    }

    /// Where the outermost record begins; one place for a whole YAML document, whose anchors let a record's parts
    /// stand anywhere.
    fn begins(&self, ledger: LedgerId, row: u32) -> u64 {
        let data = self.whole.data;
        let outermost = data.outermost(ledger, row);
        let table = data.table(outermost.ledger);
        let anchored = table.is_some_and(|t| match &*t.segment_of(outermost.row).layout {
            Layout::Document(layout) => layout.tree.is_some(),
            Layout::Delimited(_) | Layout::Sheet(_) => false,
        });
        match anchored {
            true => 0,
            false => data.order(outermost).1,
        }
    }

    /// The next lot of the current source, empty where nothing is left.
    fn cut(&mut self) -> Lot {
        let mut lot = Lot::default();
        let next = match &mut self.rest {
            Rest::Rows(ledger, rows) => {
                let (ledger, from) = (*ledger, rows.start);
                let judges = &self.judges[ledger.index()];
                let Whole {
                    broken, noticed, ..
                } = self.whole;
                let mut found = 0;
                while found < LOT && rows.start < rows.end {
                    let window = rows.start..rows.end.min(rows.start + WINDOW);
                    rows.start = window.end;
                    found += noticed.of_records(ledger, window.clone()).len();
                    let counts = judges.iter();
                    found += counts
                        .map(|at| broken[*at].failed.count_in(window.clone()))
                        .sum::<usize>();
                }
                let taken = from..rows.start;
                for at in judges {
                    let failures = broken[*at].failed.within(taken.clone());
                    if !failures.is_empty() {
                        lot.failures.push((*at, failures));
                    }
                }
                let cells = noticed.of_records(ledger, taken);
                lot.noticed.extend(cells.map(|(_, at)| at));
                (rows.start < rows.end).then_some((ledger, rows.start))
            }
            Rest::Items(items) => {
                let mut taken: Vec<Item> = Vec::new();
                while let Some(item) = items.last() {
                    let last = taken.last();
                    if taken.len() >= LOT && last.is_some_and(|last| last.begins < item.begins) {
                        break;
                    }
                    taken.push(*item);
                    items.pop();
                }
                taken.sort_unstable_by_key(|item| item.what);
                for item in taken {
                    match (item.what, lot.failures.last_mut()) {
                        (What::Failure(judge, failure), Some((last, failures)))
                            if *last == judge =>
                        {
                            failures.push(failure);
                        }
                        (What::Failure(judge, failure), _) => {
                            lot.failures.push((judge, vec![failure]));
                        }
                        (What::Noticed { at, .. }, _) => lot.noticed.push(at),
                    }
                }
                items.last().map(|item| match item.what {
                    What::Failure(_, failure) => (item.ledger, failure.record),
                    What::Noticed { row, .. } => (item.ledger, row),
                })
            }
        };
        self.take_loose(next, &mut lot);
        lot
    }

    /// Adds what is of no record and stands before the next record.
    fn take_loose(&mut self, next: Option<(LedgerId, u32)>, lot: &mut Lot) {
        if self.loose.is_empty() {
            return;
        }
        let count = match next {
            None => self.loose.len(),
            Some((ledger, row)) => {
                let record = self.whole.data.outermost(ledger, row);
                let place = self.place(record);
                self.whole.noticed.before(self.loose.clone(), place)
            }
        };
        let taken = self.loose.start..self.loose.start + count;
        self.loose.start = taken.end;
        lot.noticed.extend(self.whole.noticed.loose(taken));
    }

    fn place(&self, record: Cell) -> Place {
        let data = self.whole.data;
        let places = data.places(&[record]);
        let found = places.first().map_or((0, 0, 0), place);
        let in_sheet = |t: &Table| matches!(&*t.segment_of(record.row).layout, Layout::Sheet(_));
        match data.table(record.ledger).is_some_and(in_sheet) {
            // where the records begin that belong together, as for `begins`
            true => (found.0, (data.order(record).1 & 0xFFFF_FFFF) as u32 + 1, 0),
            false => found,
        }
    }
}

impl Iterator for Lots<'_> {
    type Item = Lot;

    fn next(&mut self) -> Option<Lot> {
        while self.source < self.end {
            let lot = self.cut();
            if !lot.is_empty() {
                return Some(lot);
            }
            let done = match &self.rest {
                Rest::Rows(_, rows) => rows.is_empty(),
                Rest::Items(items) => items.is_empty(),
            };
            if done {
                self.source += 1;
                self.begin();
            }
        }
        None
    }
}
