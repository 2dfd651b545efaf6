//! Personal values that stand in excerpts of documents.
//!
//! An excerpt of a document is some of its lines, and what stands there may belong to any record of the file, not only
//! to those that the finding speaks of. Excerpts of tables show one record and need no search.

use rustc_hash::{FxHashMap, FxHashSet};

use super::personal::note;
use crate::finding::{Finding, Personal, PersonalKind};
use crate::ledger::{FieldId, Ledgers, Table, Value};
use crate::location::Excerpt;
use crate::source::Layout;

/// The personal values of all records that came from documents, by their first two characters.
pub struct Neighbours(FxHashMap<(char, char), Vec<Personal>>);

impl Neighbours {
    pub fn of(data: &Ledgers) -> Self {
        let mut all: FxHashSet<Personal> = FxHashSet::default();
        for (ledger, definition) in data.catalog.ledgers() {
            let Some(table) = data.table(ledger) else {
                continue;
            };
            for (at, field) in definition.fields.iter().enumerate() {
                if let Some(kind) = field.personal {
                    column(table, FieldId::new(at), kind, &mut all);
                }
            }
        }
        let mut by_start: FxHashMap<(char, char), Vec<Personal>> = FxHashMap::default();
        for personal in all {
            let mut chars = personal.value.chars();
            if let (Some(a), Some(b)) = (chars.next(), chars.next()) {
                by_start.entry((a, b)).or_default().push(personal);
            }
        }
        Neighbours(by_start)
    }

    /// Adds what stands in the excerpts of a finding to its personal values.
    pub fn note_in(&self, finding: &mut Finding) {
        let related = finding.related.iter().map(|related| &related.excerpt);
        let excerpts = [&finding.excerpt].into_iter().chain(related).flatten();
        let mut found = Vec::new();
        for excerpt in excerpts {
            if let Excerpt::Lines { text, .. } = excerpt {
                self.search(text, &mut found);
                if text.contains("\\u") {
                    self.search(&unescaped(text), &mut found);
                }
            }
        }
        if !found.is_empty() {
            finding.personal.extend(found);
            finding.personal.sort();
            finding.personal.dedup();
        }
    }

    fn search(&self, text: &str, found: &mut Vec<Personal>) {
        let pairs = text.char_indices().zip(text.chars().skip(1));
        for ((at, a), b) in pairs {
            let candidates = self.0.get(&(a, b)).into_iter().flatten();
            found.extend(
                candidates
                    .filter(|p| text[at..].starts_with(&p.value))
                    .cloned(),
            );
        }
    }
}

/// The values of a field in the records that came from documents.
fn column(table: &Table, field: FieldId, kind: PersonalKind, all: &mut FxHashSet<Personal>) {
    let column = table.column(field);
    let documents = table
        .segments
        .iter()
        .filter(|segment| matches!(*segment.layout, Layout::Document(_)));
    let mut one = Vec::new();
    for row in documents.flat_map(|segment| segment.rows.clone()) {
        if let Value::Text(text) = column.value(row as usize) {
            note(kind, &text, &mut one);
            all.extend(one.drain(..));
        }
    }
}

/// A text with JSON's `\uXXXX` read: programs write Chinese names that way.
fn unescaped(text: &str) -> String {
    let mut units: Vec<u16> = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let escape = rest.strip_prefix("\\u").and_then(|r| r.get(..4));
        match escape.and_then(|hex| u16::from_str_radix(hex, 16).ok()) {
            Some(unit) => {
                units.push(unit);
                rest = &rest[6..];
            }
            None => {
                units.extend_from_slice(c.encode_utf16(&mut [0; 2]));
                rest = &rest[c.len_utf8()..];
            }
        }
    }
    String::from_utf16_lossy(&units)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escaped_names_are_read() {
        assert_eq!(
            unescaped("{\"n\": \"\\u7518\\u67D0某\\n\"}"),
            "{\"n\": \"甘某某\\n\"}"
        );
        assert_eq!(
            unescaped("\\u12 \\uzzzz \\ud83d\\ude00"),
            "\\u12 \\uzzzz 😀"
        );
    }
}
