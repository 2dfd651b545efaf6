//! The ledgers of a township as tables of text: what a clerk would have typed, field by field.

use std::collections::BTreeMap;

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
    pub rows: Vec<Vec<String>>,
}

impl Township {
    /// Adds a record. Columns come in the order in which records first name them.
    pub fn add<'c>(&mut self, ledger: &str, cells: impl IntoIterator<Item = (&'c str, String)>) {
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
    fn add<'c>(&mut self, cells: impl IntoIterator<Item = (&'c str, String)>) {
        let mut row = Vec::with_capacity(self.columns.len());
        for (column, text) in cells {
            // records of one place in the code name their fields in one order
            let next = row.len();
            if self.columns.get(next).is_some_and(|known| known == column) {
                row.push(text);
                continue;
            }
            let at = self.column_or_new(column);
            row.resize(row.len().max(at + 1), String::new());
            row[at] = text;
        }
        row.resize(self.columns.len(), String::new());
        self.rows.push(row);
    }

    /// Position of a column.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|known| known == name)
    }

    fn column_or_new(&mut self, name: &str) -> usize {
        self.column(name).unwrap_or_else(|| {
            self.columns.push(name.to_owned());
            let width = self.columns.len();
            for row in &mut self.rows {
                row.resize(width, String::new());
            }
            width - 1
        })
    }

    /// A cell; empty where the table has no such column.
    pub fn cell(&self, row: usize, column: &str) -> &str {
        self.column(column)
            .map_or("", |at| self.rows[row][at].as_str())
    }

    /// Writes a cell, in a new column where there is none of this name yet.
    pub fn write(&mut self, row: usize, column: &str, text: &str) {
        let at = self.column_or_new(column);
        text.clone_into(&mut self.rows[row][at]);
    }
}

/// A value as it stands in a cell.
pub trait Cell {
    fn cell(&self) -> String;
}

impl Cell for str {
    fn cell(&self) -> String {
        self.to_owned()
    }
}

impl Cell for bool {
    fn cell(&self) -> String {
        if *self { "是" } else { "否" }.to_owned()
    }
}

impl<T: Cell + ?Sized> Cell for &T {
    fn cell(&self) -> String {
        (**self).cell()
    }
}

impl<T: Cell> Cell for Option<T> {
    fn cell(&self) -> String {
        self.as_ref().map(Cell::cell).unwrap_or_default()
    }
}

macro_rules! displayed {
    ($($kind:ty),*) => {
        $(impl Cell for $kind {
            fn cell(&self) -> String {
                self.to_string()
            }
        })*
    };
}

displayed!(String, i32, i64, u32, u64, usize, Date, Month, Decimal);

/// An amount of money in yuan, from 分.
pub fn yuan(cents: i64) -> Decimal {
    Decimal(i128::from(cents) * (Decimal::ONE / 100))
}

/// SHA-256 of a file's text, in hexadecimal.
pub fn digest(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// `record!(township, "org" { org_id: id, name: name })` adds a record to a ledger.
macro_rules! record {
    ($township:expr, $ledger:literal { $($field:ident: $value:expr),* $(,)? }) => {
        $township.add($ledger, [$((stringify!($field), $crate::demo::township::Cell::cell(&$value))),*])
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
        assert_eq!(
            table.rows,
            [["QH-1", "甲站", "", ""], ["", "乙站", "", "站所"]]
        );
        assert_eq!(table.cell(1, "kind"), "站所");
        assert_eq!(table.cell(1, "leader"), "");
    }

    #[test]
    fn values_stand_as_a_clerk_writes_them() {
        assert_eq!(true.cell(), "是");
        assert_eq!(yuan(123_450).cell(), "1234.5");
        assert_eq!(Date::parse("2021-05-13").cell(), "2021-05-13");
    }
}
