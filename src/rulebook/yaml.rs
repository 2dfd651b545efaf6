//! A YAML document as a tree with places, for rule and pack files. Anchors and aliases are refused: a rule is read by people.

use std::ops::Range;

use granit_parser::{Event, Parser, ScalarStyle};

use super::fault::ExprFault;
use crate::lang::Lang;

/// Nesting beyond this is refused.
const MAX_DEPTH: usize = 64;

#[derive(Clone, Debug)]
pub struct Yaml {
    pub kind: YamlKind,
    /// Byte range in the file.
    pub span: Range<usize>,
}

#[derive(Clone, Debug)]
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

    /// The value as JSON, with YAML's core types for plain scalars; numbers keep their notation as text where a
    /// binary float would not hold it.
    pub fn to_json(&self) -> serde_json::Value {
        use serde_json::Value;
        match &self.kind {
            YamlKind::List(items) => Value::Array(items.iter().map(Yaml::to_json).collect()),
            YamlKind::Map(pairs) => Value::Object(
                pairs
                    .iter()
                    .map(|(k, v)| (k.text().unwrap_or_default().to_owned(), v.to_json()))
                    .collect(),
            ),
            YamlKind::Scalar { text, plain: false } => Value::String(text.clone()),
            YamlKind::Scalar { text, plain: true } => match text.as_str() {
                "" | "~" | "null" => Value::Null,
                "true" => Value::Bool(true),
                "false" => Value::Bool(false),
                number => match number.parse::<i64>() {
                    Ok(n) if n.to_string() == number => Value::from(n),
                    _ => Value::String(text.clone()),
                },
            },
        }
    }
}

/// Parses one document.
pub fn parse_yaml(text: &str, lang: Lang) -> Result<Yaml, ExprFault> {
    let mut stack: Vec<(Vec<Yaml>, Range<usize>, bool)> = Vec::new();
    let mut root = None;
    for next in Parser::new_from_str(text) {
        let (event, span) =
            next.map_err(|error| malformed(text, error.marker().byte_offset(), lang))?;
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
                let message = lang.pick(
                    "规则文件里不能用 YAML 别名(*)",
                    "aliases (*) are not allowed in rule files",
                );
                return Err(ExprFault::new(
                    range,
                    message,
                    lang.pick("请写出内容", "write the content out"),
                ));
            }
            _ => None,
        };
        if stack.len() > MAX_DEPTH {
            let message = lang.pick("嵌套太深", "nested too deep");
            return Err(ExprFault::new(
                span.start.byte_offset().unwrap_or(0)..text.len(),
                message,
                "",
            ));
        }
        if let Some(node) = done {
            match stack.last_mut() {
                Some((items, _, _)) => items.push(node),
                None if root.is_none() => root = Some(node),
                None => {}
            }
        }
    }
    root.ok_or_else(|| {
        ExprFault::new(
            0..text.len().min(1),
            lang.pick("文件是空的", "the file is empty"),
            lang.pick("没有内容", "nothing here"),
        )
    })
}

fn malformed(text: &str, offset: Option<usize>, lang: Lang) -> ExprFault {
    let at = offset.unwrap_or(0).min(text.len());
    let end = text[at..].chars().next().map_or(at, |c| at + c.len_utf8());
    let message = lang.pick(
        "YAML 格式不对,从这里起读不下去",
        "the YAML cannot be read from here on",
    );
    ExprFault::new(at..end, message, lang.pick("在这里", "here")).advise(lang.pick(
        "检查缩进、冒号后的空格和引号;含有冒号、# 或 { 的文本要用引号括起来",
        "check indentation, the space after a colon and quotes; quote text that holds a colon, # or {",
    ))
}

fn pairs(items: Vec<Yaml>) -> Vec<(Yaml, Yaml)> {
    let mut pairs = Vec::with_capacity(items.len() / 2);
    let mut items = items.into_iter();
    while let (Some(key), Some(value)) = (items.next(), items.next()) {
        pairs.push((key, value));
    }
    pairs
}

/// A rule file as JSON, for validating it against the schema of rule files; `None` where it is not YAML.
pub fn yaml_to_json(text: &str) -> Option<serde_json::Value> {
    parse_yaml(text, Lang::En).ok().map(|root| root.to_json())
}
