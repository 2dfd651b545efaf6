//! What stands in the table of a sheet, or beside it, and is not read: told with its cell, so that nothing is dropped in
//! silence.

use rustc_hash::FxHashSet;

use super::columns::Columns;
use super::header::Table;
use super::records::Records;
use super::table::Reading;
use crate::ledger::Kind;
use crate::location::letters;
use crate::read::part::{Found, Spotted};

impl Reading<'_, '_> {
    /// Says what was typed into sample rows, and below the first rows of records.
    pub fn unread(&self, table: &Table, records: &Records, found: &mut Found) {
        let name = |column: u32| {
            let named = table.names.iter().find(|(at, _)| *at == column);
            let bare = |(_, name): &(u32, String)| name.trim_end_matches('*').to_owned();
            named.map_or_else(|| letters(column + 1), bare)
        };
        let mut tell = |kind, at: u32, column, details| {
            let place = (self.sheet.number(at as usize), column);
            let spotted = Spotted::sheet(kind, self.place, Some(place)).with(details);
            found.spotted.push(spotted.of(table.family.ledger));
        };
        let header = table.header.end - 1;
        for at in &records.samples {
            if let Some(column) = self.samples.edited(self.sheet, header, *at as usize) {
                tell(Kind::EditedSample, *at, column, vec![name(column)]);
            }
        }
        for stray in &records.strays {
            let first = self.sheet.number(stray.of as usize) + 1;
            let details = vec![name(stray.column), first.to_string()];
            tell(Kind::StrayValue, stray.row, stray.column, details);
        }
    }

    /// Says what stands of records in columns without a name: between the others, or beside the table.
    pub fn nameless(&self, table: &Table, columns: &Columns, records: &Records, found: &mut Found) {
        let mut left: FxHashSet<u32> = columns.nameless.iter().copied().collect();
        if let (Some((first, _)), Some((last, _))) = (table.names.first(), table.names.last()) {
            left.extend((0..*first).chain(last + 1..self.sheet.width()));
        }
        let children = records.children.iter().map(|child| child.row);
        for at in records.own.iter().copied().chain(children) {
            if left.is_empty() {
                break;
            }
            for (column, text, _) in self.sheet.filled(at as usize) {
                if !text.trim().is_empty() && left.remove(&column) {
                    let spotted = self.spotted(Kind::UnknownColumn, at, column);
                    let spotted = spotted.with(vec![letters(column + 1)]);
                    found.spotted.push(spotted.of(table.family.ledger));
                }
            }
        }
    }
}
