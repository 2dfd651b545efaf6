//! One view of JSON and YAML: values with their places, walked level by level and never by recursion.

use std::borrow::Cow;

use super::json;
use super::tree::Tree;

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    Null,
    Scalar,
    List,
    Map,
}

/// A value of a document.
#[derive(Clone, Copy, Debug)]
pub enum Node<'a> {
    /// `raw` is the value's text, which begins at byte `offset` of the document.
    Json { raw: &'a str, offset: usize },
    /// A node of a parsed document.
    Yaml { tree: &'a Tree, id: u32 },
}

/// A property of a map.
#[derive(Clone, Debug)]
pub struct Member<'a> {
    pub key: Cow<'a, str>,
    /// Byte offset and length of the key in the document.
    pub key_at: (usize, usize),
    pub value: Node<'a>,
}

/// Why a document could not be read on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    Truncated,
    Syntax,
    /// More text behind the document's end.
    Trailing,
    /// A `\u` escape that is no character.
    BadEscape,
    DuplicateKey,
    UnknownAnchor,
    TooDeep,
    AliasBomb,
}

impl Reason {
    /// The reason code of irregularities.
    pub fn code(self) -> &'static str {
        match self {
            Reason::Truncated => "truncated",
            Reason::Syntax => "syntax",
            Reason::Trailing => "trailing",
            Reason::BadEscape => "bad-escape",
            Reason::DuplicateKey => "duplicate-key",
            Reason::UnknownAnchor => "unknown-anchor",
            Reason::TooDeep => "too-deep",
            Reason::AliasBomb => "alias-bomb",
        }
    }
}

/// A place that cannot be read, as byte offset in the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    pub reason: Reason,
    pub offset: usize,
}

/// What a list or map holds, as far as it could be read.
#[derive(Clone, Debug)]
pub struct Level<T> {
    pub entries: Vec<T>,
    /// The entry in which the fault lies, if it has begun: its inside can be read up to the fault.
    pub broken: Option<T>,
    pub fault: Option<Fault>,
}

impl<T> Level<T> {
    pub fn whole(entries: Vec<T>) -> Self {
        Level {
            entries,
            broken: None,
            fault: None,
        }
    }
}

/// Containers inside each other, at most. No ledger comes near; YAML parsers stop around here as well.
pub const DEPTH_LIMIT: usize = 128;

impl<'a> Node<'a> {
    /// The whole of a JSON text. Nothing is parsed yet.
    pub fn json(text: &'a str) -> Self {
        let raw = text.trim_start_matches(json::is_space);
        Node::Json {
            raw: raw.trim_end_matches(json::is_space),
            offset: text.len() - raw.len(),
        }
    }

    /// The JSON value that begins at a byte offset.
    pub fn json_at(text: &'a str, offset: usize) -> Option<Self> {
        let raw = json::value(text.get(offset..)?)?;
        Some(Node::Json {
            raw,
            offset: json::offset_in(text, raw),
        })
    }

    /// Byte offset in the document.
    pub fn offset(self) -> usize {
        match self {
            Node::Json { offset, .. } => offset,
            Node::Yaml { tree, id } => tree.span(id).start,
        }
    }

    /// Bytes in the document.
    pub fn length(self) -> usize {
        match self {
            Node::Json { raw, .. } => raw.len(),
            Node::Yaml { tree, id } => tree.span(id).len(),
        }
    }

    pub fn shape(self) -> Shape {
        match self {
            Node::Json { raw, .. } => json::shape(raw),
            Node::Yaml { tree, id } => tree.shape(id),
        }
    }

    /// A scalar's text: a string's value, a number exactly as written, `true` or `false`. `Ok(None)` for null.
    /// Containers have none.
    pub fn text(self) -> Result<Option<Cow<'a, str>>, Fault> {
        match self {
            Node::Json { raw, offset } => json::text(raw, offset),
            Node::Yaml { tree, id } => Ok(tree.text(id).map(Cow::Borrowed)),
        }
    }

    /// The values of a list; nothing for other shapes.
    pub fn items(self) -> Level<Node<'a>> {
        match self {
            Node::Json { raw, offset } => json::items(raw, offset),
            Node::Yaml { tree, id } => Level::whole(
                tree.items(id)
                    .iter()
                    .map(|&id| Node::Yaml { tree, id })
                    .collect(),
            ),
        }
    }

    /// The properties of a map in order, doubled keys included; nothing for other shapes.
    pub fn members(self) -> Level<Member<'a>> {
        match self {
            Node::Json { raw, offset } => json::members(raw, offset),
            Node::Yaml { tree, id } => Level::whole(tree.members(id)),
        }
    }

    /// Where containers inside each other pass the limit, if they do.
    pub fn too_deep(self) -> Option<Fault> {
        match self {
            Node::Json { raw, offset } => json::too_deep(raw, offset),
            Node::Yaml { .. } => None, // the parser has judged it
        }
    }
}
