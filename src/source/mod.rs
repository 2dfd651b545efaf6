//! The decoded text of the inputs, and how a record or cell maps to line, column, pointer and excerpt. No IO.
//!
//! Must not know ledgers: fields are plain positions here.

mod bytes;
mod cursor;
mod delimited;
mod document;
mod excerpt;
mod grid;
mod json;
mod lines;
mod node;
mod sheet;
mod text;
mod tree;

pub use bytes::Bytes;
pub use delimited::{CellSpan, Delimiter, Record, Records};
pub use document::{DocumentLayout, Parent, RecordPlace, Within, push};
pub use grid::{Checkpoint, DelimitedLayout};
pub use node::{DEPTH_LIMIT, Fault, Level, Member, Node, Reason, Shape};
pub use sheet::{Area, COLUMNS, CellKind, Sheet, SheetBuilder, SheetLayout, heading};
pub use text::{Extent, Stretch, Text};
pub use tree::{Content, Tree};

use std::sync::Arc;

use self::cursor::Cursor;
use crate::location::{Excerpt, Location};

/// Position of a source in its `Sources`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(pub u32);

/// One input file.
#[derive(Clone, Debug)]
pub struct Source {
    /// As the user gave it, joined to the walked folder, with `/` separators.
    pub path: Arc<str>,
    /// Decoded to UTF-8 without BOM; empty where the encoding is unknown.
    pub text: Text,
    /// Of the bytes on disk, in hexadecimal digits; empty where nobody asked for it.
    pub sha256: String,
    pub bytes: u64,
    /// The sheets of a workbook that hold ledgers, in its order; empty for other files.
    pub sheets: Vec<Arc<Sheet>>,
}

/// All inputs of a run, in order of their paths.
#[derive(Clone, Debug, Default)]
pub struct Sources(pub Vec<Source>);

impl Sources {
    pub fn get(&self, id: SourceId) -> &Source {
        &self.0[id.0 as usize]
    }

    /// The input of a path.
    pub fn named(&self, path: &str) -> Option<(SourceId, &Source)> {
        let at = self.0.iter().position(|source| *source.path == *path)?;
        Some((SourceId(at as u32), &self.0[at]))
    }

    /// Place and excerpt of a byte range of a source's text.
    pub fn locate_text(
        &self,
        id: SourceId,
        offset: usize,
        length: usize,
    ) -> (Location, Option<Excerpt>) {
        excerpt::locate(self.get(id), offset, length)
    }

    /// Place and excerpt of a sheet of a workbook (position in `Source::sheets`), or of a row and column of it.
    pub fn locate_sheet(
        &self,
        id: SourceId,
        sheet: u32,
        cell: Option<(u32, u32)>,
    ) -> (Location, Option<Excerpt>) {
        sheet::locate(self.get(id), sheet, cell)
    }

    /// Place and excerpt of a segment's record (`row` counted from 0 in the segment), or of one of its fields
    /// (position in the ledger's definition). A field that the record does not have gives the record's place.
    pub fn locate(
        &self,
        id: SourceId,
        layout: &Layout,
        row: u32,
        field: Option<usize>,
    ) -> (Location, Option<Excerpt>) {
        match layout {
            Layout::Delimited(layout) => layout.locate(self.get(id), row, field),
            Layout::Document(layout) => layout.locate(self.get(id), row, field),
            Layout::Sheet(layout) => layout.locate(self.get(id), row, field),
        }
    }

    /// Places of many (row, field) of a segment, as `locate` gives them. Fast where rows ascend.
    pub fn places(
        &self,
        id: SourceId,
        layout: &Layout,
        cells: impl Iterator<Item = (u32, Option<usize>)>,
    ) -> Vec<Location> {
        let source = self.get(id);
        match layout {
            Layout::Delimited(layout) => {
                let mut cursor = Cursor::new(layout, source);
                cells.map(|(row, field)| cursor.place(row, field)).collect()
            }
            Layout::Document(layout) => cells
                .map(|(row, field)| layout.locate(source, row, field).0)
                .collect(),
            Layout::Sheet(layout) => cells
                .map(|(row, field)| layout.place(source, row, field))
                .collect(),
        }
    }
}

/// How the records of a segment lie in their source.
#[derive(Clone, Debug)]
pub enum Layout {
    /// CSV, TSV.
    Delimited(DelimitedLayout),
    /// JSON, NDJSON, YAML.
    Document(DocumentLayout),
    /// XLSX, XLS, ODS, DOCX.
    Sheet(SheetLayout),
}

impl Layout {
    /// What findings of one source are ordered by: (about the record's byte offset, or its sheet and row; position of the field in it).
    /// Cheap: reads no text.
    pub fn order(&self, row: u32, field: Option<usize>) -> (u64, u32) {
        match self {
            Layout::Delimited(layout) => layout.order(row, field),
            Layout::Document(layout) => layout.order(row, field),
            Layout::Sheet(layout) => layout.order(row, field),
        }
    }
}
