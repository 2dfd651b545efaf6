//! A document as sheets: one for each ledger, a row a record, a column a property.

use rustc_hash::{FxHashMap, FxHashSet};

use super::page::Page;
use super::{Book, Refused};
use crate::ledger::{Definition, LedgerId, Ledgers, Segment, Type};
use crate::location::{Address, Location};
use crate::source::{DocumentLayout, Layout, Node, Shape, Source, Within};

/// Characters of a value that holds values.
const LONGEST: usize = 2_000;

/// Where the records of a document stand.
#[derive(Debug, Default)]
pub struct Pointers {
    sheets: Vec<Columns>,
    /// The records at a pointer: first line, position of the sheet, row. Lines of NDJSON share theirs.
    records: FxHashMap<String, Vec<(u32, usize, u32)>>,
}

/// A sheet's name and, for keys of its records, the columns.
#[derive(Debug)]
struct Columns {
    name: String,
    of: FxHashMap<String, u32>,
}

impl Pointers {
    /// The cell of a value, or of the property that it is in; a record's first cell for the record.
    pub fn find(&self, at: &Location) -> Option<(&str, Address)> {
        let pointer = at.pointer.as_deref()?;
        let line = at.line.map_or(u32::MAX, |line| line.0);
        let mut end = pointer.len();
        loop {
            if let Some(all) = self.records.get(&pointer[..end]) {
                let behind = all.partition_point(|(first, ..)| *first <= line);
                let (_, sheet, row) = all[behind.saturating_sub(1)];
                let columns = &self.sheets[sheet];
                let key = pointer[end..].split('/').nth(1).map(unescape);
                let column = key.and_then(|key| columns.of.get(&key).copied());
                let address = Address {
                    row: row + 1,
                    column: column.unwrap_or(0) + 1,
                };
                return Some((&columns.name, address));
            }
            end = pointer[..end].rfind('/')?;
        }
    }
}

fn unescape(key: &str) -> String {
    key.replace("~1", "/").replace("~0", "~")
}

/// A ledger's records in the document.
struct Part<'l> {
    ledger: LedgerId,
    segments: Vec<(&'l Segment, &'l DocumentLayout)>,
}

pub fn write(
    book: &mut Book,
    ledgers: &Ledgers,
    source: &Source,
    all: &[(LedgerId, &Segment)],
) -> Result<Pointers, Refused> {
    let mut parts: Vec<Part<'_>> = Vec::new();
    for (ledger, segment) in all {
        let Layout::Document(layout) = &*segment.layout else {
            continue;
        };
        match parts.iter_mut().find(|part| part.ledger == *ledger) {
            Some(part) => part.segments.push((segment, layout)),
            None => parts.push(Part {
                ledger: *ledger,
                segments: vec![(segment, layout)],
            }),
        }
    }
    let definition = |part: &Part<'_>| ledgers.catalog.ledger(part.ledger);
    // values of a list stand in their record's row; those of a document of nothing but a list are records
    let has_row = |part: &Part<'_>| {
        let inner = |(_, layout): &(_, &DocumentLayout)| matches!(layout.within, Within::Parent(_));
        !(definition(part).scalar && part.segments.iter().all(inner))
    };
    let nested: FxHashSet<&str> = parts
        .iter()
        .filter(|part| has_row(part))
        .flat_map(|part| &part.segments)
        .filter_map(|(_, layout)| match &layout.within {
            Within::Parent(parent) => Some(parent.keys.iter().map(String::as_str)),
            Within::Top(_) => None,
        })
        .flatten()
        .collect();
    let mut pointers = Pointers::default();
    for part in parts.iter().filter(|part| has_row(part)) {
        let table = Table::of(part, ledgers, source, &nested);
        table.write(book, part, ledgers, source, &mut pointers)?;
    }
    for all in pointers.records.values_mut() {
        all.sort_unstable();
    }
    Ok(pointers)
}

/// The columns of a ledger's sheet.
struct Table<'l> {
    definition: &'l Definition,
    /// Headers of what the record's parent tells: positions of (own field, parent's field).
    above: Vec<(String, usize, usize)>,
    /// Headers of the properties that any record has.
    headers: Vec<String>,
    /// For each key the position in `headers`.
    keys: FxHashMap<String, u32>,
    /// Whether the header's field holds numbers or truth values.
    kinds: Vec<Option<Type>>,
}

impl<'l> Table<'l> {
    fn of(
        part: &Part<'_>,
        ledgers: &'l Ledgers,
        source: &Source,
        nested: &FxHashSet<&str>,
    ) -> Self {
        let definition = ledgers.catalog.ledger(part.ledger);
        let mut seen: FxHashSet<usize> = FxHashSet::default();
        let mut known: FxHashMap<String, usize> = FxHashMap::default();
        let mut others: Vec<String> = Vec::new();
        for (segment, layout) in &part.segments {
            for row in 0..segment.rows.len() as u32 {
                let Some(record) = layout.record(source, row) else {
                    continue;
                };
                for member in record.members().entries {
                    let key = member.key.as_ref();
                    if let Some(field) = layout.keys.get(key) {
                        seen.insert(*field as usize);
                        known.entry(key.to_owned()).or_insert(*field as usize);
                    } else if !nested.contains(key) && !others.iter().any(|other| other == key) {
                        others.push(key.to_owned());
                    }
                }
            }
        }
        let above = parent_keys(part, ledgers, &seen);
        let mut table = Table {
            definition,
            above,
            headers: Vec::new(),
            keys: FxHashMap::default(),
            kinds: Vec::new(),
        };
        if definition.scalar {
            table.add(definition.title.clone(), None, Vec::new());
            return table;
        }
        for (at, field) in definition.fields.iter().enumerate() {
            if seen.contains(&at) {
                let keys = known.iter().filter(|(_, known)| **known == at);
                let keys = keys.map(|(key, _)| key.clone()).collect();
                table.add(field.title.clone(), Some(field.kind), keys);
            }
        }
        for key in others {
            let list = ledgers.catalog.ledgers().find(|(_, inner)| {
                let nested = inner.nested_in.as_ref();
                nested.is_some_and(|(parent, name)| *parent == part.ledger && *name == key)
            });
            let title = list.map_or_else(|| key.clone(), |(_, list)| list.title.clone());
            table.add(title, None, vec![key]);
        }
        table
    }

    fn add(&mut self, header: String, kind: Option<Type>, keys: Vec<String>) {
        let at = self.headers.len() as u32;
        self.keys.extend(keys.into_iter().map(|key| (key, at)));
        self.headers.push(header);
        self.kinds.push(kind);
    }

    fn write(
        &self,
        book: &mut Book,
        part: &Part<'_>,
        ledgers: &Ledgers,
        source: &Source,
        pointers: &mut Pointers,
    ) -> Result<(), Refused> {
        let mut page = Page::new(book, &source.path, &self.definition.title)?;
        let above = self.above.iter().map(|(header, ..)| header);
        for (at, header) in (0u32..).zip(above.chain(&self.headers)) {
            page.header(0, at, header)?;
        }
        page.keep_in_sight(0)?;
        let sheet = pointers.sheets.len();
        let parents = ledgers.table(part.ledger).and_then(|t| t.nested.as_ref());
        let mut row = 0;
        for (segment, layout) in &part.segments {
            for own in 0..segment.rows.len() as u32 {
                row += 1;
                let Some((pointer, line)) = layout.pointer_and_line(source, own) else {
                    continue;
                };
                let places = pointers.records.entry(pointer).or_default();
                places.push((line, sheet, row));
                let global = (segment.rows.start + own) as usize;
                if let Some((relation, rows)) = parents
                    && let Some(parent) = rows.get(global).filter(|row| **row != u32::MAX)
                {
                    let relation = ledgers.catalog.relation(*relation);
                    let table = ledgers.table(relation.parent);
                    for (at, (_, _, theirs)) in (0u32..).zip(&self.above) {
                        let column = table.and_then(|table| table.columns.get(*theirs));
                        let value = column.map(|column| column.value(*parent as usize));
                        let value = value.map_or(String::new(), |value| value.to_string());
                        page.text(row, at, &value)?;
                    }
                }
                if let Some(record) = layout.record(source, own) {
                    self.record(&mut page, row, record)?;
                }
            }
        }
        let first = self.above.len() as u32;
        let of = self.keys.iter().map(|(key, at)| (key.clone(), first + at));
        let of = of.collect();
        pointers.sheets.push(Columns {
            name: page.finish()?,
            of,
        });
        Ok(())
    }

    fn record(&self, page: &mut Page<'_>, row: u32, record: Node<'_>) -> Result<(), Refused> {
        let first = self.above.len() as u32;
        if record.shape() != Shape::Map {
            return page.text(row, first, &flat(record, 0));
        }
        for member in record.members().entries {
            let Some(at) = self.keys.get(member.key.as_ref()) else {
                continue;
            };
            let text = flat(member.value, 0);
            let number = matches!(
                self.kinds[*at as usize],
                Some(Type::Integer | Type::Decimal)
            );
            // a number in quotes is text, which is a finding where a number is wanted
            match member.value {
                Node::Json { raw, .. } if number && !raw.starts_with('"') => {
                    page.number(row, first + at, &text)?;
                }
                Node::Yaml { .. } if number => page.number(row, first + at, &text)?,
                _ => page.text(row, first + at, &text)?,
            }
        }
        Ok(())
    }
}

/// What a nested record's own fields say of its parent, where it does not say so itself: its place says it.
fn parent_keys(
    part: &Part<'_>,
    ledgers: &Ledgers,
    seen: &FxHashSet<usize>,
) -> Vec<(String, usize, usize)> {
    let table = ledgers.table(part.ledger);
    let Some((relation, _)) = table.and_then(|table| table.nested.as_ref()) else {
        return Vec::new();
    };
    let relation = ledgers.catalog.relation(*relation);
    let own = ledgers.catalog.ledger(part.ledger);
    let parent = ledgers.catalog.ledger(relation.parent);
    let pairs: Vec<(String, usize, usize)> = match relation.on.first() {
        Some(on) => on
            .iter()
            .map(|(own_field, theirs)| {
                let title = own.field(*own_field).title.clone();
                (title, own_field.index(), theirs.index())
            })
            .collect(),
        None => {
            let key = parent.key.iter();
            key.map(|field| {
                (
                    parent.field(*field).title.clone(),
                    usize::MAX,
                    field.index(),
                )
            })
            .collect()
        }
    };
    let told = |(_, own, _): &(String, usize, usize)| seen.contains(own);
    if pairs.iter().any(told) {
        return Vec::new();
    }
    pairs
}

/// A value as a cell shows it: a list's values one a line, a map as `key: value`.
fn flat(node: Node<'_>, depth: usize) -> String {
    let inner = |node: Node<'_>| match depth {
        0..4 => flat(node, depth + 1),
        _ => "…".to_owned(),
    };
    let joined = |mut parts: Vec<String>, by: &str| {
        parts.retain(|part| !part.is_empty());
        let text = parts.join(by);
        match text.chars().count() {
            0..=LONGEST => text,
            _ => text.chars().take(LONGEST).chain(['…']).collect(),
        }
    };
    match node.shape() {
        Shape::Null => String::new(),
        Shape::Scalar => match node.text() {
            Ok(text) => text.unwrap_or_default().into_owned(),
            Err(_) => String::new(),
        },
        Shape::List => {
            let items = node.items().entries.into_iter();
            joined(items.map(inner).collect(), "\n")
        }
        Shape::Map => {
            let members = node.members().entries.into_iter();
            let pair = |m: crate::source::Member<'_>| format!("{}: {}", m.key, inner(m.value));
            joined(members.map(pair).collect(), "; ")
        }
    }
}
