//! A parsed YAML document kept as a flat list of nodes with their places. Built by `read`; aliases share nodes.

use std::borrow::Cow;
use std::ops::Range;

use super::node::{Member, Node, Shape};

/// The nodes of a file's documents. A node refers only to nodes that were added before it.
#[derive(Clone, Debug, Default)]
pub struct Tree(Vec<Entry>);

#[derive(Clone, Debug)]
struct Entry {
    span: Range<usize>,
    content: Content,
}

/// What a node holds; children by their ids.
#[derive(Clone, Debug)]
pub enum Content {
    Null,
    Scalar(Box<str>),
    List(Vec<u32>),
    /// Pairs of key and value.
    Map(Vec<(u32, u32)>),
}

impl Tree {
    /// Adds a node that lies at a byte range of the text; returns its id.
    pub fn add(&mut self, span: Range<usize>, content: Content) -> u32 {
        let id = u32::try_from(self.0.len()).expect("a text under 4 GiB has fewer nodes");
        self.0.push(Entry { span, content });
        id
    }

    pub(super) fn span(&self, id: u32) -> Range<usize> {
        self.0[id as usize].span.clone()
    }

    pub(super) fn shape(&self, id: u32) -> Shape {
        match self.0[id as usize].content {
            Content::Null => Shape::Null,
            Content::Scalar(_) => Shape::Scalar,
            Content::List(_) => Shape::List,
            Content::Map(_) => Shape::Map,
        }
    }

    pub(super) fn text(&self, id: u32) -> Option<&str> {
        match &self.0[id as usize].content {
            Content::Scalar(text) => Some(text),
            _ => None,
        }
    }

    pub(super) fn items(&self, id: u32) -> &[u32] {
        match &self.0[id as usize].content {
            Content::List(items) => items,
            _ => &[],
        }
    }

    /// A map's properties; those merged in by `<<` stand last and give way to the map's own.
    pub(super) fn members(&self, id: u32) -> Vec<Member<'_>> {
        let mut members: Vec<Member<'_>> = self.own(id).filter(|m| m.key != "<<").collect();
        let merged = self
            .own(id)
            .filter(|m| m.key == "<<")
            .flat_map(|m| match m.value.shape() {
                Shape::List => m.value.items().entries,
                _ => vec![m.value],
            });
        for node in merged {
            let Node::Yaml { id, .. } = node else {
                continue;
            };
            for member in self.own(id) {
                if members.iter().all(|known| known.key != member.key) {
                    members.push(member);
                }
            }
        }
        members
    }

    fn own(&self, id: u32) -> impl Iterator<Item = Member<'_>> {
        let pairs: &[(u32, u32)] = match &self.0[id as usize].content {
            Content::Map(pairs) => pairs,
            _ => &[],
        };
        pairs.iter().map(|&(key, value)| {
            let span = self.span(key);
            Member {
                key: Cow::Borrowed(self.text(key).unwrap_or_default()),
                key_at: (span.start, span.len()),
                value: Node::Yaml {
                    tree: self,
                    id: value,
                },
            }
        })
    }
}
