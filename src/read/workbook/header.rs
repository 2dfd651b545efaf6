//! Finding the header of a sheet below its titles, and which ledger stands below it.

use std::ops::Range;

use super::family::{self, Family, children};
use crate::ledger::LedgerId;
use crate::read::bind::{Binder, Bound, Match};
use crate::read::delimited::stated_unit;
use crate::source::Sheet;

/// Filled rows at the beginning among which the header is looked for.
const HEAD: usize = 10;
/// Rows that a header may have.
const DEPTH: u32 = 3;
/// Characters of a title; longer texts are notes.
const TITLE: usize = 60;

/// What is known of a sheet beside its cells.
pub struct Around<'a> {
    pub sheet: &'a str,
    pub file: &'a str,
    /// Whether it is the only sheet.
    pub alone: bool,
}

pub enum Search {
    Found(Table),
    /// A name that could be several ledgers.
    Ambiguous(Vec<LedgerId>, String),
    /// Its name or title is a ledger's, but no row has that one's columns.
    NoHeader,
    None,
}

/// Where the table of a sheet stands.
pub struct Table {
    pub family: Family,
    /// Rows of the header.
    pub header: Range<u32>,
    /// Columns with a name, and those between them.
    pub names: Vec<(u32, String)>,
    /// What lines above it say: 万元 of 单位:万元, but the office of 填报单位:… as well.
    pub units: Vec<String>,
}

/// Finds the table of a sheet.
pub fn find(sheet: &Sheet, around: &Around<'_>, binder: &Binder<'_>) -> Search {
    let look = Look {
        sheet,
        binder,
        rows: (0..sheet.rows().min(HEAD))
            .map(|at| sheet.number(at))
            .collect(),
    };
    // what is written nearer to the table is believed first
    let mut named = vec![(
        binder.ledger_of_file(around.sheet),
        around.sheet.to_owned(),
        1,
    )];
    named.extend(
        look.titles()
            .into_iter()
            .map(|title| (binder.ledger_of_file(&title), title, 2)),
    );
    let mut ambiguous = None;
    let mut is_named = false;
    for (found, called, enough) in named {
        match found {
            Match::One(ledger) => {
                is_named = true;
                if let Some(table) = look.table_of(ledger, enough) {
                    return Search::Found(table);
                }
            }
            Match::Several(ledgers) => ambiguous = ambiguous.or(Some((ledgers, called))),
            Match::None => {}
        }
    }
    if let Some(table) = look.table_by_headers() {
        return Search::Found(table);
    }
    match binder.ledger_of_file(around.file) {
        Match::One(ledger) => {
            if let Some(table) = look.table_of(ledger, if around.alone { 1 } else { 2 }) {
                return Search::Found(table);
            }
            is_named |= around.alone;
        }
        Match::Several(ledgers) if around.alone => {
            ambiguous = ambiguous.or(Some((ledgers, around.file.to_owned())));
        }
        _ => {}
    }
    match ambiguous {
        Some((ledgers, called)) => Search::Ambiguous(ledgers, called),
        None if is_named => Search::NoHeader,
        None => Search::None,
    }
}

struct Look<'l, 'c> {
    sheet: &'l Sheet,
    binder: &'l Binder<'c>,
    /// Numbers of the first filled rows.
    rows: Vec<u32>,
}

impl Look<'_, '_> {
    /// Texts of rows with one or two cells in them.
    fn titles(&self) -> Vec<String> {
        let mut titles = Vec::new();
        for at in 0..self.rows.len() {
            let cells: Vec<&str> = self
                .sheet
                .filled(at)
                .map(|(_, text, _)| text.trim())
                .collect();
            let short = |text: &&&str| text.chars().count() <= TITLE;
            if cells.len() <= 2 {
                titles.extend(cells.iter().filter(short).map(|text| (*text).to_owned()));
            }
        }
        titles
    }

    /// The possible headers: rows, and for each column the texts above it, outermost first.
    fn headers(&self) -> impl Iterator<Item = (Range<u32>, Vec<(u32, Vec<String>)>)> + '_ {
        let depths = |row: &u32| {
            let row = *row;
            let last = self.rows.last().copied().unwrap_or(row);
            (1..=DEPTH)
                .map(move |depth| row..row + depth)
                .filter(move |rows| rows.end <= last + 1)
        };
        let rows = self.rows.iter().flat_map(depths);
        // thousands of columns without a name cost much and say nothing
        let named = |(_, parts): &(u32, Vec<String>)| !parts.is_empty();
        rows.map(move |rows| {
            let columns = self.parts(rows.clone()).into_iter().filter(named);
            (rows, columns.collect())
        })
    }

    fn parts(&self, rows: Range<u32>) -> Vec<(u32, Vec<String>)> {
        let width = self.sheet.width();
        let mut columns = Vec::new();
        for column in 0..width {
            let mut parts: Vec<String> = Vec::new();
            let mut seen = Vec::new();
            for row in rows.clone() {
                let anchor = self.sheet.anchor(row, column);
                // a title over the whole width belongs to no column
                if seen.contains(&anchor) || self.is_title(anchor) {
                    continue;
                }
                seen.push(anchor);
                let text = self.sheet.text(anchor.0, anchor.1).trim();
                if !text.is_empty() {
                    parts.push(text.to_owned());
                }
            }
            columns.push((column, parts));
        }
        let filled = |(_, parts): &(u32, Vec<String>)| !parts.is_empty();
        let (Some(first), Some(last)) = (
            columns.iter().position(filled),
            columns.iter().rposition(filled),
        ) else {
            return Vec::new();
        };
        columns.truncate(last + 1);
        columns.drain(..first);
        columns
    }

    fn is_title(&self, (row, column): (u32, u32)) -> bool {
        let width = self.sheet.width();
        self.sheet
            .area(row, column)
            .is_some_and(|a| width > 3 && (a.right - a.left + 1) * 4 > width * 3)
    }

    /// The name of each column for a ledger, from the texts above it.
    fn names(&self, ledgers: &[LedgerId], columns: &[(u32, Vec<String>)]) -> Vec<String> {
        let known = |name: &str| {
            ledgers.iter().any(|ledger| {
                let sure = self.binder.sure(*ledger, name);
                !matches!(sure, Some(Bound::Unknown | Bound::Bookkeeping))
            })
        };
        let last = |parts: &[String]| parts.last().cloned().unwrap_or_default();
        let repeated = |name: &str| {
            columns
                .iter()
                .filter(|(_, parts)| last(parts) == name)
                .count()
                > 1
        };
        let name = |(_, parts): &(u32, Vec<String>)| {
            let own = last(parts);
            let [.., above, _] = &parts[..] else {
                return own;
            };
            let joined = format!("{above}{own}");
            match (known(&own), known(&joined)) {
                (true, true) if repeated(&own) => joined,
                (true, _) => own,
                (false, true) => joined,
                (false, false) => parts.join("/"),
            }
        };
        columns.iter().map(name).collect()
    }

    /// The table of a known ledger, where some row has `enough` of its columns.
    fn table_of(&self, ledger: LedgerId, enough: usize) -> Option<Table> {
        let ledgers = self.ledgers(ledger);
        let mut best: Option<(usize, Family, Range<u32>)> = None;
        for (rows, columns) in self.headers() {
            let names = self.names(&ledgers, &columns);
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let (mut family, mut known) = family::with_child(self.binder, ledger, &names);
            // a list of measures that carries its problems along
            let outer = self
                .binder
                .catalog
                .ledger(ledger)
                .nested_in
                .as_ref()
                .map(|(outer, _)| *outer);
            if let Some(outer) = outer {
                let (both, all) = family::with_child(self.binder, outer, &names);
                if both.child == Some(ledger) && all > known {
                    (family, known) = (both, all);
                }
            }
            // as few rows as show it
            let better = |(most, _, other): &(usize, Family, Range<u32>)| {
                (known, other.len()) > (*most, rows.len())
            };
            if known >= enough && best.as_ref().is_none_or(better) {
                best = Some((known, family, rows));
            }
        }
        let (_, family, rows) = best?;
        Some(self.table(family, rows))
    }

    /// The table whose headers alone say which ledger it is.
    fn table_by_headers(&self) -> Option<Table> {
        let mut best: Option<(usize, Family, Range<u32>)> = None;
        for (rows, columns) in self.headers() {
            // without a ledger, the lowest names are those of columns
            let names: Vec<&str> = columns
                .iter()
                .map(|(_, parts)| parts.last().map_or("", String::as_str))
                .collect();
            if let Some((family, known)) = family::of_headers(self.binder, &names)
                && best.as_ref().is_none_or(|(most, ..)| known > *most)
            {
                best = Some((known, family, rows));
            }
        }
        let (_, family, _) = best?;
        self.table_of(family.ledger, 1)
    }

    fn ledgers(&self, ledger: LedgerId) -> Vec<LedgerId> {
        let catalog = self.binder.catalog;
        let outer = catalog
            .ledger(ledger)
            .nested_in
            .as_ref()
            .map(|(outer, _)| *outer);
        [ledger]
            .into_iter()
            .chain(outer)
            .chain(children(catalog, ledger))
            .collect()
    }

    fn table(&self, family: Family, rows: Range<u32>) -> Table {
        let ledgers: Vec<LedgerId> = [family.ledger].into_iter().chain(family.child).collect();
        // cells that are merged with rows above make those part of the header
        let reach = |column: u32| {
            self.sheet
                .area(rows.start, column)
                .map_or(rows.start, |area| area.top)
        };
        let top = (0..self.sheet.width())
            .map(reach)
            .min()
            .unwrap_or(rows.start);
        let header = top.max(rows.end.saturating_sub(DEPTH))..rows.end;
        let columns = self.parts(header.clone());
        let names = self.names(&ledgers, &columns);
        let above = self.rows.iter().take_while(|row| **row < header.start);
        let texts = above.flat_map(|row| {
            let at = self.sheet.position(*row).unwrap_or_default();
            self.sheet.filled(at).map(|(_, text, _)| text)
        });
        Table {
            family,
            units: texts.filter_map(stated_unit).collect(),
            names: columns
                .iter()
                .map(|(column, _)| *column)
                .zip(names)
                .collect(),
            header,
        }
    }
}
