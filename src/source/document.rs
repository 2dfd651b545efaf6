//! JSON, NDJSON and YAML: finding a record or value again, with its RFC 6901 pointer.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::node::{Node, Shape};
use super::tree::Tree;
use super::{Layout, Source, excerpt};
use crate::location::{Excerpt, Location};

/// Where the records of one segment of a document lie.
#[derive(Clone, Debug)]
pub struct DocumentLayout {
    /// In order of rows.
    pub records: Vec<RecordPlace>,
    /// Keys as they stand in the document, and the field each is.
    pub keys: FxHashMap<String, u32>,
    pub within: Within,
    /// The parsed document where its text cannot be read from the middle, as YAML.
    pub tree: Option<Arc<Tree>>,
}

/// Where one record begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecordPlace {
    /// Byte offset in the text.
    pub offset: usize,
    /// Position in the list it stands in; `ALONE` where it stands in none.
    pub index: u32,
    /// For nested records, the key they stand under: position in `Parent::keys`.
    pub key: u32,
    /// Node of the tree; unused without one.
    pub node: u32,
}

impl RecordPlace {
    /// The index of a record that is not in a list.
    pub const ALONE: u32 = u32::MAX;
}

/// What the records of a segment stand in.
#[derive(Clone, Debug)]
pub enum Within {
    /// The value at this pointer; the empty one for whole documents and lines of NDJSON.
    Top(String),
    /// Other records of the same document.
    Parent(Parent),
}

/// The records that a nested segment's records stand in.
#[derive(Clone, Debug)]
pub struct Parent {
    /// Of the parents' segment.
    pub layout: Arc<Layout>,
    /// For each record the parent's row, counted from 0 in the parents' segment.
    pub rows: Vec<u32>,
    /// Keys of the parents that nested records stand under.
    pub keys: Vec<String>,
}

impl DocumentLayout {
    pub(super) fn locate(
        &self,
        source: &Source,
        row: u32,
        field: Option<usize>,
    ) -> (Location, Option<Excerpt>) {
        let Some((record, mut pointer)) = self.node(source, row) else {
            return (Location::file(source.path.clone()), None);
        };
        let found = field.and_then(|field| self.member(record, field));
        let value = match found {
            Some((key, value)) => {
                if let Some(key) = key {
                    push(&mut pointer, &key);
                }
                value
            }
            None => record,
        };
        let (location, excerpt) = excerpt::locate(source, value.offset(), value.length());
        (
            Location {
                pointer: Some(pointer),
                ..location
            },
            excerpt,
        )
    }

    pub(super) fn order(&self, row: u32, field: Option<usize>) -> (u64, u32) {
        let offset = self
            .records
            .get(row as usize)
            .map_or(0, |record| record.offset as u64);
        (offset, field.map_or(0, |f| f as u32 + 1))
    }

    /// A record's value.
    pub fn record<'a>(&'a self, source: &'a Source, row: u32) -> Option<Node<'a>> {
        let place = self.records.get(row as usize)?;
        Some(match &self.tree {
            Some(tree) => Node::Yaml {
                tree,
                id: place.node,
            },
            None => Node::json_at(source.text.held()?, place.offset)?,
        })
    }

    /// A record's pointer and the line that it begins in; lines of NDJSON have the same pointer.
    pub fn pointer_and_line(&self, source: &Source, row: u32) -> Option<(String, u32)> {
        let place = self.records.get(row as usize)?;
        let stretch = source.text.stretch(place.offset)?;
        let line = stretch.place(place.offset.checked_sub(stretch.start())?).0;
        Some((self.pointer(row)?, line.0))
    }

    /// A record's value and pointer.
    fn node<'a>(&'a self, source: &'a Source, row: u32) -> Option<(Node<'a>, String)> {
        Some((self.record(source, row)?, self.pointer(row)?))
    }

    fn pointer(&self, row: u32) -> Option<String> {
        // From the record outwards: as deep as the schema, not as the input.
        let mut steps = Vec::new();
        let (mut layout, mut row) = (self, row);
        let mut pointer = loop {
            let place = layout.records.get(row as usize)?;
            match &layout.within {
                Within::Top(pointer) => {
                    steps.push((None, place.index));
                    break pointer.clone();
                }
                Within::Parent(parent) => {
                    steps.push((Some(parent.keys.get(place.key as usize)?), place.index));
                    row = *parent.rows.get(row as usize)?;
                    let Layout::Document(above) = &*parent.layout else {
                        return None;
                    };
                    layout = above;
                }
            }
        };
        for (key, index) in steps.into_iter().rev() {
            if let Some(key) = key {
                push(&mut pointer, key);
            }
            if index != RecordPlace::ALONE {
                push(&mut pointer, &index.to_string());
            }
        }
        Some(pointer)
    }

    /// The value of a field in a record, with its key; records that are plain values are their own value.
    fn member<'a>(&self, record: Node<'a>, field: usize) -> Option<(Option<String>, Node<'a>)> {
        if record.shape() != Shape::Map {
            return Some((None, record));
        }
        let is_field = |key: &str| self.keys.get(key).is_some_and(|f| *f as usize == field);
        let member = record
            .members()
            .entries
            .into_iter()
            .find(|m| is_field(&m.key))?;
        Some((Some(member.key.into_owned()), member.value))
    }
}

/// Appends a key to a pointer, escaped after RFC 6901.
pub fn push(pointer: &mut String, key: &str) {
    pointer.push('/');
    pointer.push_str(&key.replace('~', "~0").replace('/', "~1"));
}
