//! A YAML document as a tree with places, for rule and pack files. Anchors and aliases are refused: a rule is read by people.
//!
//! Also a module of the build script, which parses the embedded files (`src/bundle/build.rs`): it must not import
//! anything of this crate.

use std::ops::Range;

use granit_parser::{Event, Parser, ScalarStyle};

/// Nesting beyond this is refused.
const MAX_DEPTH: usize = 64;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Yaml {
    pub kind: YamlKind,
    /// Byte range in the file.
    pub span: Range<usize>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum YamlKind {
    /// `plain` scalars may be numbers, booleans or null; quoted ones are text.
    Scalar {
        text: String,
        plain: bool,
    },
    List(Vec<Yaml>),
    Map(Vec<(Yaml, Yaml)>),
}

impl Yaml {
    pub fn text(&self) -> Option<&str> {
        match &self.kind {
            YamlKind::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }
}

/// Why a text is no tree, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotYaml {
    pub why: Why,
    pub span: Range<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    Malformed,
    Alias,
    TooDeep,
    Empty,
}

/// Parses one document.
pub fn parse_yaml(text: &str) -> Result<Yaml, NotYaml> {
    let mut stack: Vec<(Vec<Yaml>, Range<usize>, bool)> = Vec::new();
    let mut root = None;
    for next in Parser::new_from_str(text) {
        let (event, span) = next.map_err(|error| malformed(text, error.marker().byte_offset()))?;
        let range =
            span.start.byte_offset().unwrap_or(0)..span.end.byte_offset().unwrap_or(text.len());
        let done = match event {
            Event::Scalar(value, style, _, _) => {
                let kind = YamlKind::Scalar {
                    text: value.into_owned(),
                    plain: style == ScalarStyle::Plain,
                };
                Some(Yaml { kind, span: range })
            }
            Event::SequenceStart(..) => {
                stack.push((Vec::new(), range, false));
                None
            }
            Event::MappingStart(..) => {
                stack.push((Vec::new(), range, true));
                None
            }
            Event::SequenceEnd | Event::MappingEnd => stack.pop().map(|(items, start, is_map)| {
                let end = items.last().map_or(range.end, |last| last.span.end);
                let kind = if is_map {
                    YamlKind::Map(pairs(items))
                } else {
                    YamlKind::List(items)
                };
                Yaml {
                    kind,
                    span: start.start..end.max(start.end),
                }
            }),
            Event::Alias(_) => {
                return Err(NotYaml {
                    why: Why::Alias,
                    span: range,
                });
            }
            _ => None,
        };
        if stack.len() > MAX_DEPTH {
            return Err(NotYaml {
                why: Why::TooDeep,
                span: span.start.byte_offset().unwrap_or(0)..text.len(),
            });
        }
        if let Some(node) = done {
            match stack.last_mut() {
                Some((items, _, _)) => items.push(node),
                None if root.is_none() => root = Some(node),
                None => {}
            }
        }
    }
    root.ok_or(NotYaml {
        why: Why::Empty,
        span: 0..text.len().min(1),
    })
}

fn malformed(text: &str, offset: Option<usize>) -> NotYaml {
    let at = offset.unwrap_or(0).min(text.len());
    let end = text[at..].chars().next().map_or(at, |c| at + c.len_utf8());
    NotYaml {
        why: Why::Malformed,
        span: at..end,
    }
}

fn pairs(items: Vec<Yaml>) -> Vec<(Yaml, Yaml)> {
    let mut pairs = Vec::with_capacity(items.len() / 2);
    let mut items = items.into_iter();
    while let (Some(key), Some(value)) = (items.next(), items.next()) {
        pairs.push((key, value));
    }
    pairs
}
