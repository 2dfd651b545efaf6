//! The records of a document, with those nested in them, to typed columns: in chunks, on all cores.

use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::chunk::{ChunkReader, Rows, Stand, position};
use super::family::Family;
use crate::ledger::{Kind, LedgerId};
use crate::read::Options;
use crate::read::bind::{Binder, Bound};
use crate::read::part::{Found, Meter, Nested, Part, Spotted};
use crate::source::{DocumentLayout, Layout, Node, Parent, RecordPlace, Tree, Within};

/// Records that one task reads.
const CHUNK: usize = 1024;

/// Reads the records of one document.
pub struct Reader<'r> {
    pub text: &'r str,
    pub binder: &'r Binder<'r>,
    pub options: Options,
    meter: &'r Meter<'r>,
    tree: Option<Arc<Tree>>,
}

/// Records of one ledger that a document holds at one place.
pub struct RecordList<'n, 'r> {
    pub ledger: LedgerId,
    pub nodes: &'n [Node<'r>],
    /// Of the list, or of the only record.
    pub pointer: String,
    /// Each record is the whole of what the pointer names, not an item of a list there.
    pub alone: bool,
    pub origin: Option<Arc<str>>,
}

impl<'r> Reader<'r> {
    pub fn new(
        text: &'r str,
        binder: &'r Binder<'r>,
        options: Options,
        meter: &'r Meter<'r>,
        tree: Option<Arc<Tree>>,
    ) -> Self {
        Reader {
            text,
            binder,
            options,
            meter,
            tree,
        }
    }

    /// Reads records into a part of their ledger, and into one of each ledger that can be nested in it.
    pub fn records(&self, list: RecordList<'_, 'r>, found: &mut Found) {
        let RecordList {
            ledger,
            nodes,
            pointer,
            alone,
            origin,
        } = list;
        let family = Family::new(self.binder, ledger, nodes);
        let read = |(n, nodes): (usize, &[Node<'r>])| {
            let mut chunk = ChunkReader::new(self, &family);
            for (at, node) in nodes.iter().enumerate() {
                let index = if alone {
                    RecordPlace::ALONE
                } else {
                    (n * CHUNK + at) as u32
                };
                chunk.record(
                    0,
                    *node,
                    Stand {
                        index,
                        key: 0,
                        parent: 0,
                    },
                );
            }
            self.meter.records(chunk.rows[0].batch.rows);
            (chunk.rows, chunk.spotted)
        };
        let chunks: Vec<(Vec<Rows<'r>>, Vec<Spotted>)> =
            nodes.par_chunks(CHUNK).enumerate().map(read).collect();
        let mut members: Vec<Vec<Rows<'r>>> = family
            .ledgers
            .iter()
            .map(|_| Vec::with_capacity(chunks.len()))
            .collect();
        for (rows, spotted) in chunks {
            found.spotted.extend(spotted);
            members
                .iter_mut()
                .zip(rows)
                .for_each(|(member, rows)| member.push(rows));
        }
        self.join(&family, members, Within::Top(pointer), origin, found);
    }

    /// Joins the chunks of each ledger of the family to a part.
    fn join(
        &self,
        family: &Family<'_>,
        members: Vec<Vec<Rows<'r>>>,
        within: Within,
        origin: Option<Arc<str>>,
        found: &mut Found,
    ) {
        let first_part = found.parts.len();
        // For each ledger of the family, the row at which each chunk begins.
        let mut begins: Vec<Vec<u32>> = Vec::with_capacity(members.len());
        let mut within = Some(within);
        for ((ledger, above), chunks) in family.ledgers.iter().zip(members) {
            let mut rows = 0u32;
            let (mut starts, mut filled) = (Vec::new(), Vec::new());
            let (mut places, mut parents, mut under) = (Vec::new(), Vec::new(), Vec::new());
            let mut keys: FxHashMap<String, u32> = FxHashMap::default();
            let mut odd: FxHashSet<String> = FxHashSet::default();
            for (n, chunk) in chunks.into_iter().enumerate() {
                let base = begins.get(*above).map_or(0, |starts| starts[n]);
                parents.extend(chunk.parents.iter().map(|row| base + row));
                let keys_of: Vec<u32> = chunk
                    .under
                    .into_iter()
                    .map(|key| position(&mut under, &key))
                    .collect();
                places.extend(chunk.places.into_iter().map(|place| RecordPlace {
                    key: keys_of.get(place.key as usize).copied().unwrap_or_default(),
                    ..place
                }));
                for (key, bound) in chunk.keys {
                    if let Bound::Field { field, .. } = bound {
                        keys.insert(key, field.index() as u32);
                    }
                }
                for (key, spotted) in chunk.odd {
                    if odd.insert(key) {
                        found.spotted.push(spotted.of(*ledger));
                    }
                }
                starts.push(rows);
                rows += chunk.batch.rows;
                filled.push(chunk.batch.finish());
            }
            begins.push(starts);
            let (within, nested) = match within.take() {
                Some(within) => (within, None),
                None => {
                    let part = first_part + above;
                    let layout = found.parts[part].layout.clone();
                    (
                        Within::Parent(Parent {
                            layout,
                            rows: parents.clone(),
                            keys: under,
                        }),
                        Some(Nested {
                            part,
                            rows: parents,
                        }),
                    )
                }
            };
            let layout = DocumentLayout {
                records: places,
                keys,
                within,
                tree: self.tree.clone(),
            };
            let layout = Arc::new(Layout::Document(layout));
            found.parts.push(Part {
                ledger: *ledger,
                chunks: filled,
                layout,
                nested,
                origin: origin.clone(),
            });
        }
    }

    /// A value of a shape that does not belong there, or nested beyond the limit.
    pub fn wrong_shape(&self, node: Node<'_>) -> Spotted {
        match node.too_deep() {
            Some(fault) => Spotted::fault(self.text, fault),
            None => Spotted::text(
                Kind::WrongShape,
                self.text,
                node.offset()..node.offset() + node.length(),
            ),
        }
    }
}
