//! The records of a submission: one Arrow column per field, and where each record came from.

use std::ops::Range;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Decimal128Type, Int32Type, Int64Type, UInt32Type};
use arrow_array::{Array, ArrayRef, new_null_array};
use arrow_schema::DataType;

use super::{Catalog, Date, Decimal, FieldId, LedgerId, Month, RelationId, Type, Value};
use crate::location::{Excerpt, Location};
use crate::source::{Layout, SourceId, Sources};

/// One field's values over all records. Text is `Utf8` or `Dictionary(UInt32, Utf8)`, the rest is `Type::arrow`.
#[derive(Clone, Debug)]
pub struct Column {
    pub values: ArrayRef,
    /// False where no file had such a column or property; all values are null then.
    pub present: bool,
}

impl Column {
    pub fn absent(kind: Type, rows: usize) -> Self {
        Column {
            values: new_null_array(&kind.arrow(), rows),
            present: false,
        }
    }

    /// One value, for messages and keys; not for loops over whole columns.
    pub fn value(&self, row: usize) -> Value {
        value_at(&self.values, row)
    }
}

/// One value of an array of any of the language's types.
pub fn value_at(array: &ArrayRef, row: usize) -> Value {
    if array.is_null(row) {
        return Value::Null;
    }
    match array.data_type() {
        DataType::Utf8 => Value::Text(array.as_string::<i32>().value(row).into()),
        DataType::Dictionary(_, _) => {
            let dictionary = array.as_dictionary::<UInt32Type>();
            value_at(dictionary.values(), dictionary.keys().value(row) as usize)
        }
        DataType::Int64 => Value::Integer(array.as_primitive::<Int64Type>().value(row)),
        DataType::Decimal128(_, _) => {
            Value::Decimal(Decimal(array.as_primitive::<Decimal128Type>().value(row)))
        }
        DataType::Date32 => Value::Date(Date(array.as_primitive::<Date32Type>().value(row))),
        DataType::Int32 => Value::Month(Month(array.as_primitive::<Int32Type>().value(row))),
        DataType::Boolean => Value::Boolean(array.as_boolean().value(row)),
        other => unreachable!("no column has type {other}"),
    }
}

/// A run of records that came from one place of one file.
#[derive(Clone, Debug)]
pub struct Segment {
    pub rows: Range<u32>,
    pub source: SourceId,
    /// How the segment's rows (counted from 0 in it) map to places in the source.
    pub layout: Arc<Layout>,
    /// Which system or office the list comes from (国扶系统, 残联 …), where known.
    pub origin: Option<Arc<str>>,
}

/// A cell of a ledger, symbolically; `Ledgers::locate` turns it into a location.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cell {
    pub ledger: LedgerId,
    pub row: u32,
    /// The record as a whole where `None`.
    pub field: Option<FieldId>,
}

/// All records of one ledger.
#[derive(Clone, Debug)]
pub struct Table {
    pub rows: u32,
    /// In the definition's order of fields; each as long as `rows`.
    pub columns: Vec<Column>,
    /// In order of rows, without gaps.
    pub segments: Vec<Segment>,
    /// For records that stood nested in a document: relation to the parent's ledger and the parent's row
    /// (`u32::MAX` for records that did not come nested).
    pub nested: Option<(RelationId, Vec<u32>)>,
}

impl Table {
    pub fn segment_of(&self, row: u32) -> &Segment {
        let at = self.segments.partition_point(|s| s.rows.end <= row);
        &self.segments[at]
    }

    pub fn column(&self, field: FieldId) -> &Column {
        &self.columns[field.index()]
    }
}

/// The whole submission, typed.
#[derive(Clone, Debug)]
pub struct Ledgers {
    pub catalog: Arc<Catalog>,
    /// In the catalog's order; `None` where the submission has no such ledger.
    pub tables: Vec<Option<Table>>,
    pub sources: Sources,
}

impl Ledgers {
    pub fn table(&self, ledger: LedgerId) -> Option<&Table> {
        self.tables[ledger.index()].as_ref()
    }

    /// Place and excerpt of a cell, or of its record where it has none.
    pub fn locate(&self, cell: Cell) -> (Location, Option<Excerpt>) {
        let (segment, row, field) = self.in_segment(cell);
        self.sources
            .locate(segment.source, &segment.layout, row, field)
    }

    /// Places of many cells, without excerpts. Fast where the cells of a ledger come in order of rows.
    pub fn places(&self, cells: &[Cell]) -> Vec<Location> {
        let mut places = Vec::with_capacity(cells.len());
        let segment_of = |cell: &Cell| std::ptr::from_ref(self.in_segment(*cell).0);
        for run in cells.chunk_by(|a, b| a.ledger == b.ledger && segment_of(a) == segment_of(b)) {
            let (segment, ..) = self.in_segment(run[0]);
            let within = run.iter().map(|cell| {
                let (_, row, field) = self.in_segment(*cell);
                (row, field)
            });
            places.extend(self.sources.places(segment.source, &segment.layout, within));
        }
        places
    }

    /// What findings are ordered by: source (they are in order of paths), position of the record, of the field.
    /// Cheap: reads no text.
    pub fn order(&self, cell: Cell) -> (SourceId, u64, u32) {
        let (segment, row, field) = self.in_segment(cell);
        let (record, field) = segment.layout.order(row, field);
        (segment.source, record, field)
    }

    /// The record that a record stands nested in, outermost; itself where it stands in none.
    pub fn outermost(&self, mut ledger: LedgerId, mut row: u32) -> Cell {
        while let Some((relation, rows)) = self.table(ledger).and_then(|t| t.nested.as_ref())
            && rows[row as usize] != u32::MAX
        {
            (ledger, row) = (self.catalog.relation(*relation).parent, rows[row as usize]);
        }
        Cell {
            ledger,
            row,
            field: None,
        }
    }

    /// Whether the rows of a ledger stand in the order of the report: `order` grows with the row.
    pub fn rows_in_order(&self, ledger: LedgerId) -> bool {
        let segments = self.table(ledger).map_or(&[][..], |t| &t.segments);
        segments.is_sorted_by_key(|segment| segment.source)
            && segments.iter().all(|segment| match &*segment.layout {
                Layout::Delimited(layout) => layout.split_from.is_none(),
                Layout::Document(_) | Layout::Sheet(_) => false,
            })
    }

    /// The segment of a cell that exists, with its row and field as positions there.
    fn in_segment(&self, cell: Cell) -> (&Segment, u32, Option<usize>) {
        let table = self
            .table(cell.ledger)
            .expect("a cell belongs to a table that was read");
        let segment = table.segment_of(cell.row);
        (
            segment,
            cell.row - segment.rows.start,
            cell.field.map(FieldId::index),
        )
    }

    /// Key fields and their values, for messages.
    pub fn key_of(&self, ledger: LedgerId, row: u32) -> Vec<(String, String)> {
        let definition = self.catalog.ledger(ledger);
        let Some(table) = self.table(ledger) else {
            return Vec::new();
        };
        let part = |f: &FieldId| {
            (
                definition.field(*f).name.clone(),
                table.column(*f).value(row as usize).to_string(),
            )
        };
        definition.key.iter().map(part).collect()
    }
}
