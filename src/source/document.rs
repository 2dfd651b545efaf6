//! JSON, NDJSON and YAML: finding a record or value again by its path.

use std::sync::Arc;
use crate::location::{Excerpt, Location};
use super::Source;

/// Where the records of a document lie.
#[derive(Clone, Debug)]
pub struct DocumentLayout {
    /// Byte offset of every record.
    pub offsets: Vec<usize>,
}

/// The records that a nested segment's records stand in.
#[derive(Clone, Debug)]
pub struct Parent {
    pub layout: Arc<DocumentLayout>,
}

impl DocumentLayout {
    pub fn locate(&self, _source: &Source, _row: u32, _field: Option<usize>) -> (Location, Option<Excerpt>) {
        todo!()
    }
    pub fn order(&self, row: u32, field: Option<usize>) -> (u64, u32) {
        (self.offsets[row as usize] as u64, field.map_or(0, |f| f as u32 + 1))
    }
}
