//! The rows of a sheet to records: which rows are none, which belong together, and what several in one cell are.

use std::ops::Range;

use super::asides::{self, Aside};
use super::columns::{Columns, Held};
use super::enumerated;
use super::header::Table;
use crate::ledger::FieldId;
use crate::ledger::own::is_sample;
use crate::source::Sheet;

/// The records of a sheet; rows are positions among its filled rows.
#[derive(Debug, Default)]
pub struct Records {
    pub own: Vec<u32>,
    pub children: Vec<Child>,
    /// Rows of sums.
    pub sums: Vec<u32>,
    /// Rows of categories: how many of `own` stand above each, and its row.
    pub categories: Vec<(u32, u32)>,
    /// Rows of templates' samples.
    pub samples: Vec<u32>,
    /// Values of records on rows below their first that are not those of the first.
    pub strays: Vec<Stray>,
    /// For each of `own`, whether it has rows below it that belong to it.
    pub blocks: bool,
}

/// A record of the nested ledger.
#[derive(Clone, Debug)]
pub struct Child {
    pub row: u32,
    /// Position in `own`.
    pub parent: u32,
    /// The part of the split cell that it is.
    pub text: Option<Range<usize>>,
    /// Its number among its parent's.
    pub number: u32,
}

/// A value that nothing is read of: its row, its column, and the row of its record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stray {
    pub row: u32,
    pub column: u32,
    pub of: u32,
}

/// Finds the records of a table.
pub struct Finder<'f> {
    pub sheet: &'f Sheet,
    pub table: &'f Table,
    pub columns: &'f Columns,
    /// Fields that tell the records of the table's own ledger apart.
    pub key: &'f [FieldId],
}

impl Finder<'_> {
    pub fn find(&self) -> Records {
        let mut records = Records::default();
        let first = self.sheet.position_from(self.table.header.end);
        let mut notes = false;
        let mut block: Option<Block> = None;
        for at in first..self.sheet.rows() {
            let bound = self.bound();
            let filled: Vec<&str> = self.filled(at).collect();
            let Some(first_cell) = filled.first() else {
                continue;
            };
            if is_sample(first_cell) {
                records.samples.push(at as u32);
                continue;
            }
            match asides::judge(&filled, self.is_whole(at)) {
                Some(Aside::Sums) => {
                    records.sums.push(at as u32);
                    continue;
                }
                Some(Aside::Note) => {
                    notes = true;
                    continue;
                }
                Some(Aside::Category) => {
                    let above = records.own.len() as u32;
                    records.categories.push((above, at as u32));
                    continue;
                }
                // below the notes they go on, line by line
                None if notes && filled.len() == 1 => continue,
                None => notes = false,
            }
            if self.is_header_again(at) || (at == first && self.is_numbering(&filled)) {
                continue;
            }
            if !bound.clone().any(|held| self.is_filled(at, held.column)) {
                continue;
            }
            if self.table.family.child.is_none() {
                records.own.push(at as u32);
                continue;
            }
            match &mut block {
                Some(block) if self.continues(at, block) => {
                    records.blocks = true;
                    records.strays.extend(self.strays(at, block));
                }
                _ => {
                    self.close(block.take(), &mut records);
                    records.own.push(at as u32);
                    block = Some(Block {
                        first: at,
                        parent: records.own.len() as u32 - 1,
                        children: records.children.len(),
                    });
                }
            }
            if let Some(block) = &block {
                self.children(at, block.parent, &mut records);
            }
        }
        self.close(block, &mut records);
        records
    }

    /// Columns of the table that hold fields.
    fn bound(&self) -> impl Iterator<Item = &Held> + Clone {
        let Columns {
            own, child, shared, ..
        } = self.columns;
        own.iter()
            .chain(child)
            .chain(shared.iter().map(|(own, _)| own))
    }

    /// Texts of a row, within the table's columns.
    fn filled(&self, at: usize) -> impl Iterator<Item = &str> {
        self.sheet
            .filled(at)
            .map(|(_, text, _)| text)
            .filter(|text| !text.trim().is_empty())
    }

    /// Whether one cell takes most of the table's width.
    fn is_whole(&self, at: usize) -> bool {
        let width = self.table.names.len() as u32;
        let number = self.sheet.number(at);
        let Some((column, ..)) = self.sheet.filled(at).next() else {
            return false;
        };
        let area = self.sheet.area(number, column);
        area.is_some_and(|a| {
            a.top == number && width > 2 && (a.right - a.left + 1) * 3 >= width * 2
        })
    }

    /// A header that is printed on every page.
    fn is_header_again(&self, at: usize) -> bool {
        let (mut same, mut other) = (0, 0);
        for (column, name) in &self.table.names {
            match self.sheet.cell(at, *column) {
                Some((text, _)) if text.trim() == name => same += 1,
                Some((text, _)) if !text.trim().is_empty() => other += 1,
                _ => {}
            }
        }
        same > 2 && same > other
    }

    /// 甲 乙 1 2 3: the numbers of columns below a header.
    fn is_numbering(&self, filled: &[&str]) -> bool {
        const STEMS: [&str; 5] = ["甲", "乙", "丙", "丁", "戊"];
        let stems = filled
            .iter()
            .zip(STEMS)
            .take_while(|(text, stem)| text.trim() == *stem)
            .count();
        let numbers = &filled[stems..];
        let counted = numbers
            .iter()
            .zip(1..)
            .all(|(text, n): (_, u32)| text.trim() == n.to_string());
        filled.len() > 3 && filled.len() >= self.table.names.len() - 1 && counted
    }

    fn is_filled(&self, at: usize, column: u32) -> bool {
        let cell = self.sheet.cell(at, column);
        cell.is_some_and(|(text, kind)| {
            !text.trim().is_empty() || kind == crate::source::CellKind::Uncomputed
        })
    }

    /// Whether a row goes on with the record of a block rather than begins the next.
    fn continues(&self, at: usize, block: &Block) -> bool {
        let number = self.sheet.number(at);
        let own = || self.columns.own.iter();
        let mut telling: Vec<u32> = own()
            .filter(|h| self.key.contains(&h.field))
            .map(|h| h.column)
            .collect();
        if telling.is_empty() {
            telling = own().take(1).map(|held| held.column).collect();
        }
        let merged = |column: &u32| {
            let (top, left) = self.sheet.anchor(number, *column);
            top < number && top >= self.table.header.end && left == *column
        };
        if telling.iter().all(merged) && !telling.is_empty() {
            return true;
        }
        let text = |at: usize, column: u32| {
            self.sheet
                .cell(at, column)
                .map_or("", |(text, _)| text.trim())
        };
        if telling.iter().all(|column| text(at, *column).is_empty()) {
            // merged cells that an export took apart
            return self
                .columns
                .child
                .iter()
                .any(|held| self.is_filled(at, held.column));
        }
        // repeated on every row
        let same = |column: &u32| text(at, *column) == text(block.first, *column);
        let others = own().all(|held| text(at, held.column).is_empty() || same(&held.column));
        telling.iter().all(same) && others
    }

    /// What a row that goes on with a record has of it that the record's first row does not say.
    fn strays(&self, at: usize, block: &Block) -> impl Iterator<Item = Stray> {
        let (row, of) = (at as u32, block.first as u32);
        let fields = self.columns.own.iter().map(|held| held.column);
        let lists = self.columns.lists.iter().map(|(column, _)| *column);
        let text = |at: u32, column| {
            let cell = self.sheet.cell(at as usize, column);
            cell.map_or("", |(text, _)| text.trim())
        };
        fields.chain(lists).filter_map(move |column| {
            let own = text(row, column);
            let differs = !own.is_empty() && own != text(of, column);
            differs.then_some(Stray { row, column, of })
        })
    }

    /// Adds the records of the nested ledger that a row holds.
    fn children(&self, at: usize, parent: u32, records: &mut Records) {
        let columns = self.columns;
        if !columns
            .child
            .iter()
            .any(|held| self.is_filled(at, held.column))
        {
            return;
        }
        let row = at as u32;
        let mut push = |text, number| {
            records.children.push(Child {
                row,
                parent,
                text,
                number,
            });
        };
        let cell = columns.split.and_then(|column| self.sheet.cell(at, column));
        let items = cell
            .map(|(text, _)| enumerated::items(text))
            .unwrap_or_default();
        if items.is_empty() {
            push(None, 0);
        }
        for item in items {
            push(Some(item.text), item.number.unwrap_or(0));
        }
    }

    /// Ends a block: its nested records get their numbers, those they are written with if all have one.
    fn close(&self, block: Option<Block>, records: &mut Records) {
        let Some(block) = block else { return };
        let children = &mut records.children[block.children..];
        let mut numbers: Vec<u32> = children.iter().map(|child| child.number).collect();
        numbers.sort_unstable();
        let distinct =
            numbers.windows(2).all(|pair| pair[0] < pair[1]) && numbers.first() != Some(&0);
        if !distinct {
            for (child, n) in children.iter_mut().zip(1..) {
                child.number = n;
            }
        }
    }
}

/// Rows that belong to one record of the table's own ledger.
struct Block {
    /// Position of its first row.
    first: usize,
    parent: u32,
    /// Where its nested records begin.
    children: usize,
}
