//! Parsed YAML as bytes, for embedding: the writing half. The program reads them back in `src/rulebook/unpack.rs`.
//!
//! A node is its tag, its span (start, length), and then: nothing for a scalar that stands in the file as it is; the
//! text for any other scalar; the number of children and the bytes they take for a list or map, then the children.
//! Numbers are LEB128.

use super::yaml::{Yaml, YamlKind};

/// Adds a node of the file `text`.
pub fn pack(node: &Yaml, text: &str, into: &mut Vec<u8>) {
    let tag = |into: &mut Vec<u8>, tag: u8| {
        into.push(tag);
        number(into, node.span.start);
        number(into, node.span.len());
    };
    match &node.kind {
        YamlKind::Scalar { text: value, plain } => {
            let quoted = u8::from(!plain);
            if text.get(node.span.clone()) == Some(value.as_str()) {
                tag(into, quoted);
            } else {
                tag(into, 2 + quoted);
                number(into, value.len());
                into.extend(value.as_bytes());
            }
        }
        YamlKind::List(items) => {
            tag(into, 4);
            children(into, items.len(), items.iter(), text);
        }
        YamlKind::Map(pairs) => {
            tag(into, 5);
            let nodes = pairs.iter().flat_map(|(key, value)| [key, value]);
            children(into, pairs.len(), nodes, text);
        }
    }
}

fn children<'y>(
    into: &mut Vec<u8>,
    count: usize,
    nodes: impl Iterator<Item = &'y Yaml>,
    text: &str,
) {
    let mut inside = Vec::new();
    for node in nodes {
        pack(node, text, &mut inside);
    }
    number(into, count);
    number(into, inside.len());
    into.extend(inside);
}

fn number(into: &mut Vec<u8>, mut number: usize) {
    while number >= 0x80 {
        into.push(number as u8 | 0x80);
        number >>= 7;
    }
    into.push(number as u8);
}
