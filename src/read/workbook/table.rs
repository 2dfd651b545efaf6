//! The records of one sheet to typed columns: in chunks, on all cores.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::columns::{self, Columns, Held};
use super::family;
use super::header::Table;
use super::picked::{Picked, Shown, shown};
use super::records::{Child, Finder, Records};
use super::samples::Samples;
use crate::ledger::{Definition, FieldId, Kind, LedgerId};
use crate::read::Options;
use crate::read::batch::{Batch, Filled};
use crate::read::bind::Binder;
use crate::read::part::{Found, Meter, Nested, Part, Spotted};
use crate::read::value::Context;
use crate::source::{CellKind, Layout, Sheet, SheetLayout};

/// Records that one task reads.
const CHUNK: usize = 4096;

/// Reads the table of a sheet.
pub struct Reading<'r, 'c> {
    pub sheet: &'r Arc<Sheet>,
    /// Position of the sheet among those of the source.
    pub place: u32,
    pub date1904: bool,
    pub samples: &'r Samples,
    pub binder: &'r Binder<'c>,
    pub options: Options,
    pub meter: &'r Meter<'r>,
}

/// The records of one ledger: where each stands, and which columns it has.
struct Rows<'t> {
    ledger: LedgerId,
    /// Position of each record's row.
    rows: Vec<u32>,
    held: Vec<Held>,
    children: Option<&'t [Child]>,
    /// The column that nested records may share a cell of.
    split: Option<u32>,
    /// The field that counts them, where no column has it.
    ordinal: Option<FieldId>,
    /// The field that rows of categories above them stand for, where no column has it, and each record's.
    category: Option<(FieldId, Vec<&'t str>)>,
}

impl Reading<'_, '_> {
    pub fn read(&self, table: &Table, origin: Option<Arc<str>>, found: &mut Found) {
        let catalog = self.binder.catalog;
        let ledger = table.family.ledger;
        let columns = columns::bind(
            table,
            self.place,
            self.binder,
            self.options,
            &mut found.spotted,
        );
        let finder = Finder {
            sheet: self.sheet,
            table,
            columns: &columns,
            key: &catalog.ledger(ledger).key,
        };
        let records = finder.find();
        for at in &records.sums {
            let spotted = self.spotted(Kind::TotalRow, *at, self.first_column(*at));
            found.spotted.push(spotted.of(ledger));
        }
        self.unread(table, &records, found);
        self.nameless(table, &columns, &records, found);
        let begins = self.begins(table, &records);
        let (own, child) = self.sharing(&columns, &records);
        let first_part = found.parts.len();
        let parent = Rows {
            ledger,
            rows: records.own.clone(),
            held: own,
            children: None,
            split: None,
            ordinal: None,
            category: self.category(ledger, &columns, &records),
        };
        found
            .parts
            .push(self.part(table, &parent, None, &begins, &origin));
        if let Some(nested) = table.family.child {
            let ordinal = family::ordinal(catalog, nested)
                .filter(|field| child.iter().all(|held| held.field != *field));
            let rows = Rows {
                ledger: nested,
                rows: records.children.iter().map(|child| child.row).collect(),
                held: child,
                children: Some(&records.children),
                split: columns.split,
                ordinal,
                category: None,
            };
            let nested = Nested {
                part: first_part,
                rows: records.children.iter().map(|child| child.parent).collect(),
            };
            found
                .parts
                .push(self.part(table, &rows, Some(nested), &begins, &origin));
        }
        for (column, list) in &columns.lists {
            let part = self.list(
                table, *column, *list, &records, first_part, &begins, &origin,
            );
            found.parts.push(part);
        }
        self.meter.records(records.own.len() as u32);
    }

    pub fn spotted(&self, kind: Kind, at: u32, column: u32) -> Spotted {
        let number = self.sheet.number(at as usize);
        let text = self.sheet.text(number, column).trim();
        Spotted::sheet(kind, self.place, Some((number, column))).found(text)
    }

    fn first_column(&self, at: u32) -> u32 {
        self.sheet
            .filled(at as usize)
            .next()
            .map_or(0, |(column, ..)| column)
    }

    /// For each row (by position) the first row of those that belong together, where not all stand alone: a merged
    /// cell below the header, and a record with those nested in it.
    fn begins(&self, table: &Table, records: &Records) -> FxHashMap<u32, u32> {
        let sheet = self.sheet;
        let mut spans: Vec<(u32, u32)> = Vec::new();
        let areas = sheet
            .areas()
            .iter()
            .filter(|a| a.top >= table.header.end && a.bottom > a.top);
        spans.extend(areas.map(|a| (a.top, a.bottom)));
        for child in &records.children {
            let parent = records.own[child.parent as usize];
            if parent != child.row {
                spans.push((
                    sheet.number(parent as usize),
                    sheet.number(child.row as usize),
                ));
            }
        }
        spans.sort_unstable();
        let mut joined: Vec<(u32, u32)> = Vec::new();
        for (top, bottom) in spans {
            match joined.last_mut() {
                Some(last) if top <= last.1 => last.1 = last.1.max(bottom),
                _ => joined.push((top, bottom)),
            }
        }
        let mut begins = FxHashMap::default();
        for (top, bottom) in joined {
            let mut at = sheet.position_from(top);
            while at < sheet.rows() && sheet.number(at) <= bottom {
                begins.insert(at as u32, top);
                at += 1;
            }
        }
        begins
    }

    /// The columns of the ledger and of the nested one. A column that both have is the nested one's; it is also the
    /// ledger's own where no record of it has several values there.
    fn sharing(&self, columns: &Columns, records: &Records) -> (Vec<Held>, Vec<Held>) {
        let (mut own, mut child) = (columns.own.clone(), columns.child.clone());
        for (parents, nested) in &columns.shared {
            child.push(*nested);
            let mut several = false;
            let mut before: Option<&Child> = None;
            for record in &records.children {
                let same = before.is_some_and(|b| b.parent == record.parent && b.row != record.row);
                several |= same
                    && self
                        .sheet
                        .cell(record.row as usize, nested.column)
                        .is_some();
                before = Some(record);
            }
            if !several {
                own.push(*parents);
            }
        }
        own.sort_by_key(|held| held.column);
        child.sort_by_key(|held| held.column);
        (own, child)
    }

    fn part(
        &self,
        table: &Table,
        rows: &Rows<'_>,
        nested: Option<Nested>,
        begins: &FxHashMap<u32, u32>,
        origin: &Option<Arc<str>>,
    ) -> Part {
        let definition = self.binder.catalog.ledger(rows.ledger);
        let count = rows.rows.len();
        let chunks: Vec<Range<usize>> = (0..count.max(1))
            .step_by(CHUNK)
            .map(|at| at..count.min(at + CHUNK))
            .collect();
        let read = |range: &Range<usize>| self.chunk(rows, definition, range.clone());
        let chunks: Vec<Filled> = chunks.par_iter().map(read).collect();
        let mut columns = vec![None; definition.fields.len()];
        for held in &rows.held {
            columns[held.field.index()] = Some(held.column);
        }
        if let Some(field) = rows.ordinal {
            columns[field.index()] = rows.split;
        }
        let layout = self.layout(table, columns, &rows.rows, begins);
        Part {
            ledger: rows.ledger,
            chunks,
            layout: Arc::new(Layout::Sheet(layout)),
            nested,
            origin: origin.clone(),
        }
    }

    fn layout(
        &self,
        table: &Table,
        columns: Vec<Option<u32>>,
        rows: &[u32],
        begins: &FxHashMap<u32, u32>,
    ) -> SheetLayout {
        let number = |at: &u32| self.sheet.number(*at as usize);
        let ends = (table.names.first(), table.names.last());
        SheetLayout {
            sheet: self.place,
            header: table.header.clone(),
            span: (ends.0.map_or(0, |(c, _)| *c), ends.1.map_or(0, |(c, _)| *c)),
            columns,
            rows: rows.iter().map(number).collect(),
            begins: match begins.is_empty() {
                true => Vec::new(),
                false => rows
                    .iter()
                    .map(|at| begins.get(at).copied().unwrap_or_else(|| number(at)))
                    .collect(),
            },
        }
    }

    fn chunk(&self, rows: &Rows<'_>, definition: &Definition, range: Range<usize>) -> Filled {
        let mut batch = Batch::new(definition);
        let positions = &rows.rows[range.clone()];
        batch.rows = positions.len() as u32;
        for held in &rows.held {
            batch.open(held.field);
            let mut picked = Picked {
                whole: self.sheet.whole(),
                cells: Vec::with_capacity(positions.len()),
            };
            let field = definition.field(held.field);
            for (n, at) in positions.iter().enumerate() {
                let part = (rows.split == Some(held.column))
                    .then(|| rows.children.and_then(|c| c[range.start + n].text.clone()))
                    .flatten();
                let (text, kind) = self.value(*at as usize, held.column);
                let (text, kind) = match part.and_then(|part| text.get(part)) {
                    Some(part) => (part, kind),
                    None => (text, kind),
                };
                picked
                    .cells
                    .push(match shown(text, kind, field, self.date1904) {
                        Some(shown) => shown,
                        None => {
                            batch.note(
                                n as u32,
                                Some(held.field),
                                Kind::FormulaError,
                                text,
                                Vec::new(),
                            );
                            Shown {
                                text: Cow::Borrowed(""),
                                tidy: true,
                            }
                        }
                    });
            }
            batch.extend(0, held.field, &picked, &held.context);
        }
        let context = Context {
            as_of: self.options.as_of,
            factor: crate::ledger::Decimal(crate::ledger::Decimal::ONE),
        };
        if let Some((field, names)) = &rows.category {
            for (n, name) in (0..)
                .zip(&names[range.clone()])
                .filter(|(_, name)| !name.is_empty())
            {
                batch.set(n, *field, Cow::Borrowed(name), &context);
            }
        }
        if let (Some(field), Some(children)) = (rows.ordinal, rows.children) {
            for (n, child) in (0..).zip(&children[range]) {
                batch.set(n, field, Cow::Owned(child.number.to_string()), &context);
            }
        }
        batch.finish()
    }

    /// A cell, or what it is merged with above it.
    fn value(&self, at: usize, column: u32) -> (&str, CellKind) {
        let own = self.sheet.cell(at, column);
        if let Some(own) =
            own.filter(|(text, kind)| !text.is_empty() || *kind == CellKind::Uncomputed)
        {
            return own;
        }
        let number = self.sheet.number(at);
        let above = self
            .sheet
            .area(number, column)
            .filter(|a| a.left == column && a.top < number);
        let above = above.and_then(|a| self.sheet.cell(self.sheet.position(a.top)?, column));
        above.unwrap_or(("", CellKind::Tidy))
    }

    /// The values of a column of lists, each a record of a nested ledger.
    #[expect(
        clippy::too_many_arguments,
        reason = "all of a table's parts need them, and only this one a list"
    )]
    fn list(
        &self,
        table: &Table,
        column: u32,
        ledger: LedgerId,
        records: &Records,
        part: usize,
        begins: &FxHashMap<u32, u32>,
        origin: &Option<Arc<str>>,
    ) -> Part {
        let definition = self.binder.catalog.ledger(ledger);
        let mut batch = Batch::new(definition);
        let (mut rows, mut parents) = (Vec::new(), Vec::new());
        let context = Context {
            as_of: self.options.as_of,
            factor: crate::ledger::Decimal(crate::ledger::Decimal::ONE),
        };
        let value = definition.field_named("value");
        for (parent, at) in (0..).zip(&records.own) {
            let (text, _) = self.value(*at as usize, column);
            // the strongest separator that the cell has: lists of lines may have commas within
            let separators: &[char] = match () {
                () if text.contains(['\n', '\r']) => &['\n', '\r'],
                () if text.contains(['；', ';']) => &['；', ';'],
                () => &['、'],
            };
            for item in text
                .split(separators)
                .filter(|item| !item.trim().is_empty())
            {
                let Some(value) = value else { continue };
                batch.set(batch.rows, value, Cow::Borrowed(item.trim()), &context);
                batch.rows += 1;
                rows.push(*at);
                parents.push(parent);
            }
        }
        let columns = vec![Some(column); definition.fields.len()];
        Part {
            ledger,
            chunks: vec![batch.finish()],
            layout: Arc::new(Layout::Sheet(self.layout(table, columns, &rows, begins))),
            nested: Some(Nested {
                part,
                rows: parents,
            }),
            origin: origin.clone(),
        }
    }
}
