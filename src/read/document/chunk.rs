//! One chunk of a document's records, with those nested in them, to columns.

use rustc_hash::{FxHashMap, FxHashSet};

use super::family::Family;
use super::record::Reader;
use crate::ledger::{Decimal, FieldId, Kind, LedgerId};
use crate::read::batch::Batch;
use crate::read::bind::{Bound, Target, target};
use crate::read::part::Spotted;
use crate::read::value::Context;
use crate::source::{Fault, Member, Node, Reason, RecordPlace, Shape};

/// The records of one ledger in one chunk.
pub struct Rows<'r> {
    pub batch: Batch<'r>,
    pub places: Vec<RecordPlace>,
    /// For each record the row of the one it stands in, in that one's `Rows`.
    pub parents: Vec<u32>,
    /// Keys that nested records stand under.
    pub under: Vec<String>,
    /// Keys seen so far.
    pub keys: FxHashMap<String, Bound>,
    /// Keys that are no field, or one that another key is already; each is said once.
    pub odd: Vec<(String, Spotted)>,
}

/// Where a record stands: its position in a list, and for nested ones the key (as position in `Rows::under`) and row
/// of the one it stands in.
#[derive(Clone, Copy)]
pub struct Stand {
    pub index: u32,
    pub key: u32,
    pub parent: u32,
}

/// Reads one chunk of records.
pub struct ChunkReader<'c, 'r> {
    reader: &'c Reader<'r>,
    family: &'c Family<'c>,
    /// In the family's order.
    pub rows: Vec<Rows<'r>>,
    pub spotted: Vec<Spotted>,
}

impl<'c, 'r> ChunkReader<'c, 'r> {
    pub fn new(reader: &'c Reader<'r>, family: &'c Family<'c>) -> Self {
        let rows = |(ledger, _): &(LedgerId, usize)| Rows {
            batch: Batch::new(reader.binder.catalog.ledger(*ledger)),
            places: Vec::new(),
            parents: Vec::new(),
            under: Vec::new(),
            keys: FxHashMap::default(),
            odd: Vec::new(),
        };
        ChunkReader {
            reader,
            family,
            rows: family.ledgers.iter().map(rows).collect(),
            spotted: Vec::new(),
        }
    }

    /// Reads one record of a ledger of the family, and recursively those nested in it: as deep as the schema.
    pub fn record(&mut self, of: usize, node: Node<'r>, stand: Stand) {
        let (ledger, _) = self.family.ledgers[of];
        let definition = self.reader.binder.catalog.ledger(ledger);
        match (definition.scalar, node.shape()) {
            (false, Shape::Map) => self.map(of, node, stand),
            (true, Shape::Scalar) => {
                let row = self.add(of, node, stand);
                if let Some(value) = definition.field_named("value") {
                    self.cell(of, row, value, None, node);
                }
            }
            (_, Shape::Null) if definition.scalar => {}
            _ => {
                let spotted = self.reader.wrong_shape(node).of(ledger);
                self.spotted.push(spotted);
            }
        }
    }

    fn add(&mut self, of: usize, node: Node<'r>, stand: Stand) -> u32 {
        let id = match node {
            Node::Yaml { id, .. } => id,
            Node::Json { .. } => 0,
        };
        let rows = &mut self.rows[of];
        rows.places.push(RecordPlace {
            offset: node.offset(),
            index: stand.index,
            key: stand.key,
            node: id,
        });
        rows.parents.push(stand.parent);
        rows.batch.rows += 1;
        rows.batch.rows - 1
    }

    fn map(&mut self, of: usize, node: Node<'r>, stand: Stand) {
        let level = node.members();
        if let Some(fault) = level.fault {
            self.fault(fault);
            // A key that is no text costs only that key; anything else cuts the record short.
            if fault.reason != Reason::BadEscape {
                return;
            }
        }
        let row = self.add(of, node, stand);
        let bounds = self.bind(of, &level.entries);
        for (member, bound) in level.entries.iter().zip(bounds) {
            match bound {
                Bound::Field { field, factor } => self.cell(of, row, field, factor, member.value),
                Bound::Child(child) => self.children(of, row, child, member),
                _ => {}
            }
        }
    }

    /// What each key of a record stands for; reports keys that stand for nothing, once each.
    fn bind(&mut self, of: usize, members: &[Member<'r>]) -> Vec<Bound> {
        let mut seen: FxHashSet<&str> = FxHashSet::default();
        let mut targets: FxHashSet<Target> = FxHashSet::default();
        let mut bounds = Vec::with_capacity(members.len());
        for member in members {
            let bound = self.key(of, member);
            let again = target(&bound).is_some_and(|target| !targets.insert(target));
            if !seen.insert(&member.key) {
                self.fault(Fault {
                    reason: Reason::DuplicateKey,
                    offset: member.key_at.0,
                });
                bounds.push(Bound::Blank);
            } else if again {
                self.odd(of, member, Kind::DuplicateHeader, Vec::new());
                bounds.push(Bound::Blank);
            } else {
                bounds.push(bound);
            }
        }
        bounds
    }

    fn key(&mut self, of: usize, member: &Member<'r>) -> Bound {
        if let Some(bound) = self.rows[of].keys.get(member.key.as_ref()) {
            return bound.clone();
        }
        let bound = self.family.bound(of, &member.key);
        self.rows[of]
            .keys
            .insert(member.key.clone().into_owned(), bound.clone());
        match &bound {
            Bound::Unknown => {
                self.odd(of, member, Kind::UnknownColumn, Vec::new());
                if let Some(fault) = member.value.too_deep() {
                    self.fault(fault);
                }
            }
            Bound::Ambiguous(titles) => self.odd(of, member, Kind::AmbiguousHeader, titles.clone()),
            _ => {}
        }
        bound
    }

    fn odd(&mut self, of: usize, member: &Member<'r>, kind: Kind, details: Vec<String>) {
        let place = member.key_at.0..member.key_at.0 + member.key_at.1;
        let spotted = Spotted::text(kind, self.reader.text, place)
            .with(details)
            .found(&member.key);
        self.rows[of]
            .odd
            .push((member.key.clone().into_owned(), spotted));
    }

    fn cell(
        &mut self,
        of: usize,
        row: u32,
        field: FieldId,
        factor: Option<Decimal>,
        value: Node<'r>,
    ) {
        let batch = &mut self.rows[of].batch;
        batch.open(field);
        match value.shape() {
            Shape::Null => {}
            Shape::Scalar => match value.text() {
                Ok(text) => {
                    let factor = factor.unwrap_or(Decimal(Decimal::ONE));
                    let context = Context {
                        as_of: self.reader.options.as_of,
                        factor,
                    };
                    batch.set(row, field, text.unwrap_or_default(), &context);
                }
                Err(fault) => self.fault(fault),
            },
            Shape::List | Shape::Map => match value.too_deep() {
                Some(fault) => self.fault(fault),
                None => {
                    let place = value.offset()..value.offset() + value.length();
                    let found = self.reader.text.get(place).unwrap_or_default();
                    self.rows[of]
                        .batch
                        .note(row, Some(field), Kind::WrongShape, found, Vec::new());
                }
            },
        }
    }

    fn children(&mut self, of: usize, row: u32, child: LedgerId, member: &Member<'r>) {
        let nested = |(ledger, above): &(LedgerId, usize)| *ledger == child && *above == of;
        let Some(slot) = self.family.ledgers.iter().position(nested) else {
            return;
        };
        let value = member.value;
        if value.shape() == Shape::Null {
            return;
        }
        let key = position(&mut self.rows[slot].under, &member.key);
        if value.shape() == Shape::List {
            for (index, item) in value.items().entries.into_iter().enumerate() {
                self.record(
                    slot,
                    item,
                    Stand {
                        index: index as u32,
                        key,
                        parent: row,
                    },
                );
            }
            return;
        }
        // One value where a list of them belongs is read as a list of one, and said.
        let spotted = self.reader.wrong_shape(value).of(child);
        self.spotted.push(spotted);
        if self.reader.binder.catalog.ledger(child).scalar == (value.shape() == Shape::Scalar) {
            self.record(
                slot,
                value,
                Stand {
                    index: RecordPlace::ALONE,
                    key,
                    parent: row,
                },
            );
        }
    }

    fn fault(&mut self, fault: Fault) {
        self.spotted.push(Spotted::fault(self.reader.text, fault));
    }
}

/// Position of a key in a short list, added where it is new.
pub fn position(keys: &mut Vec<String>, key: &str) -> u32 {
    let at = keys
        .iter()
        .position(|known| known == key)
        .unwrap_or_else(|| {
            keys.push(key.to_owned());
            keys.len() - 1
        });
    at as u32
}
