//! JSON, NDJSON and YAML to ledgers: which ledger stands where in a document. The records themselves are `record`'s.

mod chunk;
mod family;
mod record;
pub mod yaml;

use std::ops::Range;
use std::sync::Arc;

use self::record::{Reader, RecordList};
use super::Options;
use super::bind::{Binder, Match};
use super::delimited::ambiguous_ledger;
use super::line_limit;
use super::part::{FileName, Found, Meter, Spotted, split_origin};
use crate::ledger::{Kind, LedgerId};
use crate::source::{Fault, Member, Node, Shape, push};

/// Reads a JSON text.
pub fn read_json(
    text: &str,
    name: &FileName,
    binder: &Binder<'_>,
    options: Options,
    meter: &Meter<'_>,
) -> Found {
    let reader = Reader::new(text, binder, options, meter, None);
    let mut document = Document {
        name,
        binder,
        reader,
        found: Found::default(),
    };
    document.root(Node::json(text));
    document.found()
}

/// Reads a text of one JSON record a line.
pub fn read_lines(
    text: &str,
    name: &FileName,
    binder: &Binder<'_>,
    options: Options,
    meter: &Meter<'_>,
) -> Found {
    if let Some(spotted) = line_limit::judge(text) {
        return Found::only(spotted);
    }
    let line = |line: &'_ str| -> (usize, usize) {
        let start = line.as_ptr() as usize - text.as_ptr() as usize;
        (start, start + line.len())
    };
    let nodes: Vec<Node<'_>> = text
        .split(['\n', '\r'])
        .map(|part| line(part.trim()))
        .filter(|(start, end)| start < end)
        .map(|(start, end)| Node::Json {
            raw: &text[start..end],
            offset: start,
        })
        .collect();
    let reader = Reader::new(text, binder, options, meter, None);
    let mut document = Document {
        name,
        binder,
        reader,
        found: Found::default(),
    };
    if let Some(ledger) = document.ledger_of_records(&nodes) {
        document.records(ledger, &nodes, true);
    }
    document.found()
}

/// Reads a YAML text of any number of documents.
pub fn read_yaml(
    text: &str,
    name: &FileName,
    binder: &Binder<'_>,
    options: Options,
    meter: &Meter<'_>,
) -> Found {
    let yaml::Documents { tree, roots, fault } = yaml::parse(text);
    let tree = Arc::new(tree);
    let reader = Reader::new(text, binder, options, meter, Some(tree.clone()));
    let mut document = Document {
        name,
        binder,
        reader,
        found: Found::default(),
    };
    document
        .found
        .spotted
        .extend(fault.map(|fault| Spotted::fault(text, fault)));
    for id in roots {
        document.root(Node::Yaml { tree: &tree, id });
    }
    document.found()
}

struct Document<'d> {
    name: &'d FileName,
    binder: &'d Binder<'d>,
    reader: Reader<'d>,
    found: Found,
}

impl<'d> Document<'d> {
    fn found(mut self) -> Found {
        // A fault shows at every level that it cuts short.
        let mut seen = Vec::new();
        self.found.spotted.retain(|spotted| {
            let key = (spotted.kind, spotted.at.clone());
            let new = spotted.kind != Kind::MalformedDocument || !seen.contains(&key);
            if new && spotted.kind == Kind::MalformedDocument {
                seen.push(key);
            }
            new
        });
        self.found
    }

    /// A list of records, one record, or ledgers by their names.
    fn root(&mut self, root: Node<'d>) {
        match root.shape() {
            Shape::Map => self.map(root),
            Shape::List => {
                let level = root.items();
                self.fault(level.fault);
                if let Some(ledger) = self.ledger_of_records(&level.entries) {
                    self.records(ledger, &level.entries, false);
                }
            }
            Shape::Null => {}
            Shape::Scalar => match (root.text(), self.binder.ledger_of_file(&self.name.stem)) {
                (Err(fault), _) => self.fault(Some(fault)),
                (Ok(_), Match::One(ledger)) => self
                    .found
                    .spotted
                    .push(self.reader.wrong_shape(root).of(ledger)),
                (Ok(_), _) => {}
            },
        }
    }

    fn map(&mut self, root: Node<'d>) {
        let level = root.members();
        self.fault(level.fault);
        let members: Vec<Member<'d>> = level.entries.into_iter().chain(level.broken).collect();
        let keys: Vec<&str> = members.iter().map(|member| member.key.as_ref()).collect();
        let is_ledger = |member: &&Member<'_>| {
            member.value.shape() != Shape::Scalar && self.called(&member.key).0 != Match::None
        };
        let ledgers = members.iter().filter(is_ledger).count();
        let own = match self.binder.ledger_of_file(&self.name.stem) {
            Match::None => self
                .binder
                .ledger_of_headers(&keys)
                .map_or(Match::None, Match::One),
            own => own,
        };
        let fields = match own {
            Match::One(own) => self.binder.matched(own, &keys).len(),
            _ => 0,
        };
        if ledgers > 0 && ledgers >= fields {
            members.iter().for_each(|member| self.ledger(member));
            return;
        }
        match own {
            // A record that the fault lies in has been reported, and is not whole.
            Match::One(_) if level.fault.is_some() => {}
            Match::One(own) => self.records(own, &[root], true),
            Match::Several(several) => self.ambiguous(&several, &self.name.stem, None),
            Match::None => {}
        }
    }

    /// A key of the top level, which may hold a ledger.
    fn ledger(&mut self, member: &Member<'d>) {
        let (called, origin) = self.called(&member.key);
        let (value, key) = (
            member.value,
            member.key_at.0..member.key_at.0 + member.key_at.1,
        );
        let ledger = match called {
            Match::One(ledger) => ledger,
            Match::Several(several) => return self.ambiguous(&several, &member.key, Some(key)),
            Match::None => {
                // Plain values say something about the document; what looks like records should not get lost.
                let items = value.items().entries;
                if value.shape() == Shape::Map
                    || items.iter().any(|item| item.shape() == Shape::Map)
                {
                    let unknown = Spotted::text(Kind::UnknownColumn, self.reader.text, key);
                    self.found.spotted.push(unknown.found(&member.key));
                }
                return;
            }
        };
        let mut pointer = String::new();
        push(&mut pointer, &member.key);
        let origin = origin.or_else(|| self.name.origin.clone());
        let nodes = match value.shape() {
            Shape::List => {
                let level = value.items();
                self.fault(level.fault);
                level.entries
            }
            Shape::Null => Vec::new(),
            Shape::Map => vec![value],
            Shape::Scalar => {
                return self
                    .found
                    .spotted
                    .push(self.reader.wrong_shape(value).of(ledger));
            }
        };
        let alone = value.shape() == Shape::Map;
        self.reader.records(
            RecordList {
                ledger,
                nodes: &nodes,
                pointer,
                alone,
                origin,
            },
            &mut self.found,
        );
    }

    fn called(&self, key: &str) -> (Match, Option<Arc<str>>) {
        let (name, origin) = split_origin(key);
        (self.binder.ledger_called(name), origin)
    }

    /// The ledger of a list of records: by the file's name, or else by the keys of the first record.
    fn ledger_of_records(&mut self, nodes: &[Node<'d>]) -> Option<LedgerId> {
        match self.binder.ledger_of_file(&self.name.stem) {
            Match::One(ledger) => Some(ledger),
            Match::Several(several) => {
                self.ambiguous(&several, &self.name.stem, None);
                None
            }
            Match::None => {
                let first = nodes
                    .iter()
                    .find(|node| node.shape() == Shape::Map)?
                    .members();
                let keys: Vec<&str> = first
                    .entries
                    .iter()
                    .map(|member| member.key.as_ref())
                    .collect();
                self.binder.ledger_of_headers(&keys)
            }
        }
    }

    /// The records of a document that is nothing but a list of them, or one of them.
    fn records(&mut self, ledger: LedgerId, nodes: &[Node<'d>], alone: bool) {
        let origin = self.name.origin.clone();
        self.reader.records(
            RecordList {
                ledger,
                nodes,
                pointer: String::new(),
                alone,
                origin,
            },
            &mut self.found,
        );
    }

    fn ambiguous(&mut self, ledgers: &[LedgerId], name: &str, at: Option<Range<usize>>) {
        self.found.spotted.push(Spotted {
            at,
            ..ambiguous_ledger(self.binder.catalog, ledgers, name)
        });
    }

    fn fault(&mut self, fault: Option<Fault>) {
        self.found
            .spotted
            .extend(fault.map(|fault| Spotted::fault(self.reader.text, fault)));
    }
}
