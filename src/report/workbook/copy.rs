//! A marked copy in the making: rows of the list and marks come in one by one, and the sheets are patched at the end.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::address::Address;
use super::book::Book;
use super::cannot::Cannot;
use super::drawing::Blocks;
use super::list::{MOST, Writer};
use super::looks::Looks;
use super::package::Package;
use super::style::Styles;
use super::{List, Told};
use crate::finding::Severity;

pub struct Copy<'p> {
    package: Package<'p>,
    book: Book,
    styles_part: String,
    styles: Styles,
    /// The formats of the list.
    pub looks: Looks,
    list: Writer,
    marks: FxHashMap<String, BTreeMap<Address, Told>>,
}

impl<'p> Copy<'p> {
    /// `list` without its rows.
    pub fn open(original: &'p [u8], list: &List) -> Result<Self, Cannot> {
        let mut package = Package::open(original)?;
        let book = Book::read(&mut package)?;
        let styles_part = book.styles(&mut package)?;
        let mut styles = Styles::read(package.text(&styles_part)?, &styles_part)?;
        let looks = styles.looks();
        Ok(Copy {
            list: Writer::new(list, &looks, &book.main, book.views),
            package,
            book,
            styles_part,
            styles,
            looks,
            marks: FxHashMap::default(),
        })
    }

    /// Adds a row to the list, where there is room.
    pub fn list(&mut self, row: [&str; 5]) {
        if self.list.rows < MOST {
            self.list.row(row);
        }
    }

    pub fn mark(&mut self, sheet: &str, at: Address, severity: Severity, text: &str) {
        let cells = match self.marks.get_mut(sheet) {
            Some(cells) => cells,
            None => self.marks.entry(sheet.to_owned()).or_default(),
        };
        cells
            .entry(at)
            .and_modify(|told| {
                told.severity = told.severity.min(severity);
                told.text.push('\n');
                told.text.push_str(text);
            })
            .or_insert_with(|| Told {
                severity,
                text: text.to_owned(),
            });
    }

    /// Cells that are marked.
    pub fn marked(&self) -> usize {
        self.marks.values().map(BTreeMap::len).sum()
    }

    /// Leaves so many texts, those of the worst, in order of sheets and cells; the other cells keep their colour.
    fn quieten(&mut self, comments: usize) {
        if self.marked() <= comments {
            return;
        }
        let mut room = comments;
        for severity in Severity::ALL {
            for sheet in &self.book.sheets {
                let cells = self.marks.get_mut(&sheet.name).into_iter().flatten();
                for (_, told) in cells.filter(|(_, told)| told.severity == severity) {
                    match room.checked_sub(1) {
                        Some(left) => room = left,
                        None => told.text = String::new(),
                    }
                }
            }
        }
    }

    /// The copy, with at most so many comments.
    pub fn finish(mut self, comments: usize) -> Result<Vec<u8>, Cannot> {
        self.quieten(comments);
        let mut blocks = Blocks::read(&mut self.package)?;
        for (n, sheet) in self.book.sheets.iter().enumerate() {
            if Some(n) == self.book.list {
                continue;
            }
            // freed when the sheet is done
            let told = self.marks.remove(&sheet.name).unwrap_or_default();
            let formats = (&mut self.styles, &mut blocks);
            self.book.mark(&mut self.package, sheet, &told, formats)?;
        }
        self.book.put_list(&mut self.package, self.list)?;
        if let Some(text) = self.styles.text() {
            self.package.put(&self.styles_part, text);
        }
        self.package.finish()
    }
}
