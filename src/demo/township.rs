//! The ledgers of a township as tables of text: what a clerk would have typed, field by field.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use crate::ledger::{Date, Decimal, Month};

/// Tables by the name of their ledger, and the files that lie beside them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Township {
    pub tables: BTreeMap<String, Table>,
    /// Path in the folder to content: evidence that ledgers name, and files that a plant adds.
    pub files: BTreeMap<String, String>,
}

/// One ledger. A column is a field's name; cells are what stands in the file, empty where nothing does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    pub columns: Vec<String>,
    pub rows: Vec<Row>,
}

/// A record's cells in order of the columns, in one text: a large township has 15 million of them, and to allocate each
/// would take most of the time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    text: String,
    /// Where each cell ends; cells behind the last are empty.
    ends: Vec<u32>,
}

impl Township {
    /// Adds a record. Columns come in the order in which records first name them.
    pub fn add<C: Cell>(&mut self, ledger: &str, cells: &[(&str, C)]) {
        if !self.tables.contains_key(ledger) {
            self.tables.insert(ledger.to_owned(), Table::default());
        }
        if let Some(table) = self.tables.get_mut(ledger) {
            table.add(cells);
        }
    }

    pub fn records(&self, ledger: &str) -> usize {
        self.tables.get(ledger).map_or(0, |table| table.rows.len())
    }
}

impl Table {
    fn add<C: Cell>(&mut self, cells: &[(&str, C)]) {
        let like = self.rows.last().map_or(0, |row| row.text.len());
        let mut row = Row {
            text: String::with_capacity(like + 8),
            ends: Vec::with_capacity(self.columns.len()),
        };
        for (column, cell) in cells {
            // records of one place in the code name their fields in one order
            let next = row.ends.len();
            let same = self.columns.get(next).is_some_and(|known| known == column);
            let at = if same {
                next
            } else {
                self.column_or_new(column)
            };
            if at < next {
                row.write(at, &cell.cell());
            } else {
                row.ends.resize(at, row.end());
                cell.write(&mut row.text);
                row.ends.push(row.end());
            }
        }
        self.rows.push(row);
    }

    /// Position of a column.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|known| known == name)
    }

    fn column_or_new(&mut self, name: &str) -> usize {
        self.column(name).unwrap_or_else(|| {
            self.columns.push(name.to_owned());
            self.columns.len() - 1
        })
    }

    /// A cell; empty where the table has no such column.
    pub fn cell(&self, row: usize, column: &str) -> &str {
        self.column(column).map_or("", |at| self.rows[row].cell(at))
    }

    /// Writes a cell, in a new column where there is none of this name yet.
    pub fn write(&mut self, row: usize, column: &str, text: &str) {
        let at = self.column_or_new(column);
        self.rows[row].write(at, text);
    }
}

impl Row {
    fn end(&self) -> u32 {
        self.text.len() as u32
    }

    /// A cell by the position of its column.
    pub fn cell(&self, at: usize) -> &str {
        let Some(end) = self.ends.get(at) else {
            return "";
        };
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[start as usize..*end as usize]
    }

    fn write(&mut self, at: usize, text: &str) {
        let width = self.ends.len().max(at + 1);
        let mut row = Row::default();
        for other in 0..width {
            row.text
                .push_str(if other == at { text } else { self.cell(other) });
            row.ends.push(row.end());
        }
        *self = row;
    }
}

/// A value as it stands in a cell.
pub trait Cell {
    fn write(&self, text: &mut String);

    fn cell(&self) -> String {
        let mut text = String::new();
        self.write(&mut text);
        text
    }
}

impl Cell for str {
    fn write(&self, text: &mut String) {
        text.push_str(self);
    }
}

impl Cell for String {
    fn write(&self, text: &mut String) {
        text.push_str(self);
    }
}

impl Cell for bool {
    fn write(&self, text: &mut String) {
        text.push_str(if *self { "是" } else { "否" });
    }
}

impl<T: Cell + ?Sized> Cell for &T {
    fn write(&self, text: &mut String) {
        (**self).write(text);
    }
}

impl<T: Cell> Cell for Option<T> {
    fn write(&self, text: &mut String) {
        if let Some(value) = self {
            value.write(text);
        }
    }
}

macro_rules! displayed {
    ($($kind:ty),*) => {
        $(impl Cell for $kind {
            fn write(&self, text: &mut String) {
                let _infallible = write!(text, "{self}");
            }
        })*
    };
}

displayed!(i32, i64, u32, u64, usize, Date, Month, Decimal);

/// An amount of money in yuan, from 分.
pub fn yuan(cents: i64) -> Decimal {
    Decimal(i128::from(cents) * (Decimal::ONE / 100))
}

/// SHA-256 of a file, in hexadecimal.
pub fn digest(content: impl AsRef<[u8]>) -> String {
    let digest = Sha256::digest(content.as_ref());
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// `record!(township, "org" { org_id: id, name: name })` adds a record to a ledger.
macro_rules! record {
    ($township:expr, $ledger:literal { $($field:ident: $value:expr),* $(,)? }) => {
        $township.add($ledger, &[$((stringify!($field), &$value as &dyn $crate::demo::township::Cell)),*])
    };
}

pub(super) use record;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_may_name_their_fields_in_any_order_and_leave_some_out() {
        let mut township = Township::default();
        record!(township, "org" { org_id: "QH-1", name: "甲站" });
        record!(township, "org" { name: "乙站", phone: None::<String>, kind: "站所" });
        let table = &township.tables["org"];
        assert_eq!(table.columns, ["org_id", "name", "phone", "kind"]);
        let rows = [0, 1].map(|row| [0, 1, 2, 3].map(|at| table.rows[row].cell(at)));
        assert_eq!(rows, [["QH-1", "甲站", "", ""], ["", "乙站", "", "站所"]]);
        assert_eq!(table.cell(1, "kind"), "站所");
        assert_eq!(table.cell(1, "leader"), "");
    }

    #[test]
    fn a_cell_is_written_anew_without_touching_the_others() {
        let mut township = Township::default();
        record!(township, "org" { org_id: "QH-1", name: "甲站", kind: "站所" });
        record!(township, "org" { org_id: "QH-2" });
        let table = township.tables.get_mut("org").expect("the table");
        table.write(0, "name", "");
        table.write(0, "org_id", "QH-001");
        table.write(1, "leader", "例甲");
        let rows = [0, 1].map(|row| [0, 1, 2, 3].map(|at| table.rows[row].cell(at)));
        assert_eq!(rows, [["QH-001", "", "站所", ""], ["QH-2", "", "", "例甲"]]);
    }

    #[test]
    fn values_stand_as_a_clerk_writes_them() {
        assert_eq!(true.cell(), "是");
        assert_eq!(yuan(123_450).cell(), "1234.5");
        assert_eq!(Date::parse("2021-05-13").cell(), "2021-05-13");
    }
}
