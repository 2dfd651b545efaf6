//! Judges the keywords of JSON Schema on typed columns, so that their meaning is the standard's.
//!
//! The `jsonschema` crate judges each distinct value of a column once, on the value's canonical JSON form (a date is
//! its ISO text). Three things it does not judge: `type`, which reading has settled; `required`, which is a column's
//! missing values; and the bounds of numbers, which it would compare as binary floats (see `bound`). Keywords of the
//! record as a whole are judged on whole records, and only where a schema has any (see `record`).

mod bound;
mod code;
mod column;
mod keyword;
mod record;
#[cfg(test)]
mod tests;

use std::ops::Range;

use rayon::prelude::*;

use self::code::CodeJudge;
use self::column::ColumnJudge;
use self::keyword::judging;
use self::record::RecordJudge;
use crate::ledger::{Date, Definition, Field, FieldId, Kind, Table};
use crate::source::Layout;

/// Row, field (the record where `None`), kind of keyword, details as documented at `Kind`, and the value found.
pub type Breach = (u32, Option<FieldId>, Kind, Vec<String>, String);

/// True for the cells (row, field) that are not to be judged.
pub type LeaveOut<'a> = dyn Fn(u32, FieldId) -> bool + Sync + 'a;

/// The judging keywords of one ledger, compiled.
pub struct Judge {
    columns: Vec<ColumnJudge>,
    required: Vec<FieldId>,
    codes: Vec<CodeJudge>,
    record: Option<RecordJudge>,
}

impl Judge {
    /// Compiles the keywords. A schema that does not compile was refused when the catalog was built.
    pub fn new(definition: &Definition) -> Self {
        let fields = || {
            definition
                .fields
                .iter()
                .enumerate()
                .map(|(index, field)| (FieldId::new(index), field))
        };
        Judge {
            columns: fields()
                .filter_map(|(id, field)| ColumnJudge::new(id, field, definition))
                .collect(),
            required: fields()
                .filter(|(_, field)| field.required)
                .map(|(id, _)| id)
                .collect(),
            codes: fields()
                .filter_map(|(id, field)| CodeJudge::new(id, field, definition))
                .collect(),
            record: RecordJudge::new(definition),
        }
    }

    /// Judges all records, in order of rows and fields. `leave_out` names cells that reading has already reported as
    /// unreadable: they are not missing, and a record with one that matters is not judged as a whole.
    ///
    /// Codes that are not for all times are judged at a date of their record, or else at `as_of`.
    ///
    /// A required column that a delimited file does not have at all is one breach at the segment's first record,
    /// with the number of records as its detail; in documents every record lacks the property by itself.
    pub fn judge(&self, table: &Table, as_of: Date, leave_out: &LeaveOut) -> Vec<Breach> {
        let columns = self.columns.par_iter().map(|judge| judge.judge(table));
        let required = self
            .required
            .par_iter()
            .map(|field| missing(table, *field, leave_out));
        let mut breaches: Vec<Breach> = columns.chain(required).flatten_iter().collect();
        for codes in &self.codes {
            breaches.extend(codes.judge(table, as_of));
        }
        if let Some(record) = &self.record {
            breaches.extend(record.judge(table, leave_out));
        }
        breaches.sort_by_key(|(row, field, ..)| (*row, field.is_none(), *field));
        breaches
    }
}

/// Whether JSON Schema keywords look at the values of a field, those of the record as a whole included.
pub fn keywords_judge(field: &Field, definition: &Definition) -> bool {
    judging(&field.schema, &[]).is_some()
        || !field.dated_codes.is_empty()
        || record::looks_at(definition, &field.name)
}

/// How a file without a required column lacks it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lack {
    /// Once, in its header.
    Column,
    /// In every record.
    Properties,
}

impl From<&Layout> for Lack {
    fn from(layout: &Layout) -> Self {
        match layout {
            Layout::Delimited(_) | Layout::Sheet(_) => Lack::Column,
            Layout::Document(_) => Lack::Properties,
        }
    }
}

fn missing(table: &Table, field: FieldId, leave_out: &LeaveOut) -> Vec<Breach> {
    let column = table.column(field);
    if column.present || table.segments.is_empty() {
        let Some(nulls) = column
            .values
            .logical_nulls()
            .filter(|nulls| nulls.null_count() > 0)
        else {
            return Vec::new();
        };
        let rows = (0..table.rows).filter(|row| nulls.is_null(*row as usize));
        return rows
            .filter(|row| !leave_out(*row, field))
            .map(|row| required(row, field, Vec::new()))
            .collect();
    }
    let segments = table.segments.iter();
    segments
        .flat_map(|segment| lacking(segment.rows.clone(), field, Lack::from(&*segment.layout)))
        .collect()
}

fn lacking(rows: Range<u32>, field: FieldId, lack: Lack) -> Vec<Breach> {
    match lack {
        Lack::Properties => rows.map(|row| required(row, field, Vec::new())).collect(),
        Lack::Column if rows.is_empty() => Vec::new(),
        Lack::Column => vec![required(rows.start, field, vec![rows.len().to_string()])],
    }
}

fn required(row: u32, field: FieldId, details: Vec<String>) -> Breach {
    (
        row,
        Some(field),
        Kind::SchemaRequired,
        details,
        String::new(),
    )
}
