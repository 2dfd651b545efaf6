//! YAML to a tree of nodes with their places. Aliases share nodes, so that a bomb is measured, never built.

use std::ops::Range;

use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, ScanError};
use rustc_hash::FxHashMap;

use crate::source::{Content, DEPTH_LIMIT, Fault, Reason, Tree};

/// Nodes that the aliases of a file may stand for.
pub const NODE_LIMIT: u64 = 1_000_000;

/// The documents of a YAML text.
#[derive(Debug, Default)]
pub struct Documents {
    pub tree: Tree,
    /// Root node of each document.
    pub roots: Vec<u32>,
    /// Where reading had to stop. What stands before it is kept.
    pub fault: Option<Fault>,
}

/// Parses a YAML text of any number of documents.
pub fn parse(text: &str) -> Documents {
    let mut options = granit_parser::options! {
        flow_nesting_limit: DEPTH_LIMIT,
        block_nesting_limit: DEPTH_LIMIT,
    };
    options.set_emit_comments(false);
    let mut parser = Parser::new_from_str_with_options(text, options);
    let mut loader = Loader::default();
    while let Some(next) = parser.next_event() {
        let step = next
            .map_err(|error| scan_fault(text, &error))
            .and_then(|(event, span)| {
                let span = span.byte_range().unwrap_or_default();
                loader.event(event, span.start.min(text.len())..span.end.min(text.len()))
            });
        if let Err(fault) = step {
            loader.salvage();
            return Documents {
                fault: Some(fault),
                ..loader.documents
            };
        }
    }
    loader.documents
}

fn scan_fault(text: &str, error: &ScanError) -> Fault {
    let reason = match error.kind() {
        ErrorKind::RecursionLimitExceeded => Reason::TooDeep,
        ErrorKind::UnknownAnchor => Reason::UnknownAnchor,
        ErrorKind::UnexpectedEof
        | ErrorKind::UnexpectedEofBlockMapping
        | ErrorKind::UnexpectedEofBlockSequence
        | ErrorKind::UnexpectedEofFlowMapping
        | ErrorKind::UnexpectedEofFlowSequence
        | ErrorKind::UnexpectedEofImplicitFlowMapping
        | ErrorKind::UnclosedFlowCollection { .. }
        | ErrorKind::UnclosedQuotedScalar => Reason::Truncated,
        _ => Reason::Syntax,
    };
    Fault {
        reason,
        offset: error
            .marker()
            .byte_offset()
            .unwrap_or(text.len())
            .min(text.len()),
    }
}

#[derive(Default)]
struct Loader {
    documents: Documents,
    open: Vec<Frame>,
    /// Nodes that each node stands for once its aliases are followed, itself included.
    weights: Vec<u64>,
    /// Nodes that the aliases so far stand for.
    expanded: u64,
    /// Nodes by their anchor.
    anchors: FxHashMap<usize, u32>,
}

/// A list or map that is being read.
struct Frame {
    start: usize,
    anchor: usize,
    children: Children,
    weight: u64,
}

enum Children {
    List(Vec<u32>),
    /// Pairs, and the key whose value comes next.
    Map(Vec<(u32, u32)>, Option<u32>),
}

impl Loader {
    fn event(&mut self, event: Event<'_>, span: Range<usize>) -> Result<(), Fault> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let plain = style == ScalarStyle::Plain && tag.is_none();
                let content = if plain && is_null(&text) {
                    Content::Null
                } else {
                    Content::Scalar(text.into())
                };
                let id = self.node(span, content, 1);
                self.anchor(anchor, id);
                self.place(id);
            }
            Event::SequenceStart(_, anchor, _) => {
                self.open(span.start, anchor, Children::List(Vec::new()))
            }
            Event::MappingStart(_, anchor, _) => {
                self.open(span.start, anchor, Children::Map(Vec::new(), None))
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let id = self.close(span.end).ok_or(Fault {
                    reason: Reason::Syntax,
                    offset: span.start,
                })?;
                self.place(id);
            }
            Event::Alias(anchor) => {
                // Inside the node it names, an alias has no end.
                let bomb = Fault {
                    reason: Reason::AliasBomb,
                    offset: span.start,
                };
                let id = *self.anchors.get(&anchor).ok_or(bomb)?;
                self.expanded = self.expanded.saturating_add(self.weights[id as usize]);
                if self.expanded > NODE_LIMIT {
                    return Err(bomb);
                }
                self.place(id);
            }
            _ => {}
        }
        Ok(())
    }

    fn node(&mut self, span: Range<usize>, content: Content, weight: u64) -> u32 {
        self.weights.push(weight);
        self.documents.tree.add(span, content)
    }

    fn anchor(&mut self, anchor: usize, id: u32) {
        if anchor != 0 {
            self.anchors.insert(anchor, id);
        }
    }

    fn open(&mut self, start: usize, anchor: usize, children: Children) {
        self.open.push(Frame {
            start,
            anchor,
            children,
            weight: 1,
        });
    }

    fn close(&mut self, end: usize) -> Option<u32> {
        let frame = self.open.pop()?;
        let content = match frame.children {
            Children::List(items) => Content::List(items),
            Children::Map(pairs, _) => Content::Map(pairs),
        };
        let id = self.node(frame.start..end.max(frame.start), content, frame.weight);
        self.anchor(frame.anchor, id);
        Some(id)
    }

    /// Puts a node where it belongs: into the innermost list or map, or as the document's root.
    fn place(&mut self, id: u32) {
        let Some(frame) = self.open.last_mut() else {
            return self.documents.roots.push(id);
        };
        frame.weight = frame.weight.saturating_add(self.weights[id as usize]);
        match &mut frame.children {
            Children::List(items) => items.push(id),
            Children::Map(pairs, key) => match key.take() {
                Some(key) => pairs.push((key, id)),
                None => *key = Some(id),
            },
        }
    }

    /// Keeps the records before a fault: those of the list in which it lies, without the broken one.
    fn salvage(&mut self) {
        let outer = match &self.open[..] {
            [
                Frame {
                    children: Children::Map(..),
                    ..
                },
                Frame {
                    children: Children::List(_),
                    ..
                },
                ..,
            ] => 2,
            [
                Frame {
                    children: Children::List(_),
                    ..
                },
                ..,
            ] => 1,
            _ => 0,
        };
        self.open.truncate(outer);
        while let Some(id) = self.close(0) {
            self.place(id);
        }
    }
}

fn is_null(text: &str) -> bool {
    matches!(text, "" | "~" | "null" | "Null" | "NULL")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Node, Shape};

    fn show(node: Node<'_>) -> String {
        match node.shape() {
            Shape::Null => "null".to_owned(),
            Shape::Scalar => format!("{:?}", node.text().unwrap().unwrap()),
            Shape::List => format!(
                "[{}]",
                node.items()
                    .entries
                    .into_iter()
                    .map(show)
                    .collect::<Vec<_>>()
                    .join(" ")
            ),
            Shape::Map => {
                let pairs = node
                    .members()
                    .entries
                    .into_iter()
                    .map(|m| format!("{}={}", m.key, show(m.value)));
                format!("{{{}}}", pairs.collect::<Vec<_>>().join(" "))
            }
        }
    }

    fn check(text: &str, expected: &[&str], fault: Option<(Reason, usize)>) {
        let found = parse(text);
        let roots: Vec<String> = found
            .roots
            .iter()
            .map(|&id| {
                show(Node::Yaml {
                    tree: &found.tree,
                    id,
                })
            })
            .collect();
        assert_eq!(roots, expected, "{text}");
        assert_eq!(found.fault.map(|f| (f.reason, f.offset)), fault, "{text}");
    }

    #[test]
    fn scalars_keep_their_text_and_quotes_make_text_of_anything() {
        check(
            "a: 2021-05-15\nb: 0012\nc: ~\nd: '~'\ne:\n",
            &[r#"{a="2021-05-15" b="0012" c=null d="~" e=null}"#],
            None,
        );
        check(
            "a: |\n  一\n  二\nb: 3.60921E+17\n",
            &[r#"{a="一\n二\n" b="3.60921E+17"}"#],
            None,
        );
    }

    #[test]
    fn documents_aliases_and_merges_are_followed() {
        check("a: 1\n---\n[x, y]\n", &[r#"{a="1"}"#, r#"["x" "y"]"#], None);
        check(
            "- &a {b: 1, c: 2}\n- *a\n- {<<: *a, c: 3}\n",
            &[r#"[{b="1" c="2"} {b="1" c="2"} {c="3" b="1"}]"#],
            None,
        );
    }

    #[test]
    fn records_before_a_fault_are_kept() {
        check(
            "p:\n- {a: 1}\n- {a: 2\n",
            &[r#"{p=[{a="1"}]}"#],
            Some((Reason::Truncated, 14)),
        );
        check(
            "- a: 1\n- a: *x\n",
            &[r#"[{a="1"}]"#],
            Some((Reason::UnknownAnchor, 12)),
        );
    }

    #[test]
    fn bombs_and_deep_nesting_are_refused() {
        let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
        for n in 1..12 {
            bomb += &format!(
                "a{n}: &a{n} [{}]\n",
                vec![format!("*a{}", n - 1); 10].join(", ")
            );
        }
        assert_eq!(parse(&bomb).fault.unwrap().reason, Reason::AliasBomb);
        assert_eq!(parse("&a [*a]").fault.unwrap().reason, Reason::AliasBomb);
        assert_eq!(
            parse(&"[".repeat(100_000)).fault.unwrap().reason,
            Reason::TooDeep
        );
        assert_eq!(
            parse(
                &(0..1000)
                    .map(|n| format!("{}a:\n", " ".repeat(n)))
                    .collect::<String>()
            )
            .fault
            .unwrap()
            .reason,
            Reason::TooDeep
        );
    }
}
