//! JSON texts, one level at a time: numbers keep their digits, every value its offset, and nesting costs no stack.

use std::borrow::Cow;
use std::fmt;

use memchr::{memchr, memchr_iter};
use serde::Deserializer as _;
use serde::de::{Deserialize, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::node::{DEPTH_LIMIT, Fault, Level, Member, Node, Reason, Shape};

pub(super) fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r')
}

/// The value that a text begins with, `None` where it does not parse.
pub(super) fn value(text: &str) -> Option<&str> {
    let mut parser = serde_json::Deserializer::from_str(text);
    <&RawValue>::deserialize(&mut parser)
        .ok()
        .map(RawValue::get)
}

/// Byte offset of a part of a text.
pub(super) fn offset_in(text: &str, part: &str) -> usize {
    part.as_ptr() as usize - text.as_ptr() as usize
}

pub(super) fn shape(raw: &str) -> Shape {
    match raw.as_bytes().first() {
        Some(b'[') => Shape::List,
        Some(b'{') => Shape::Map,
        Some(b'n') if raw == "null" => Shape::Null,
        _ => Shape::Scalar,
    }
}

pub(super) fn text(raw: &str, offset: usize) -> Result<Option<Cow<'_, str>>, Fault> {
    if raw == "null" {
        return Ok(None);
    }
    if raw.starts_with('"') {
        return string(raw, offset).map(Some);
    }
    match value(raw) {
        Some(whole) if whole.len() == raw.len() => Ok(Some(Cow::Borrowed(raw))),
        _ => Err(Fault {
            reason: Reason::Syntax,
            offset,
        }),
    }
}

/// The value of a quoted string.
fn string(raw: &str, offset: usize) -> Result<Cow<'_, str>, Fault> {
    let inner = raw
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    match inner {
        Some(inner) if memchr(b'\\', inner.as_bytes()).is_none() => Ok(Cow::Borrowed(inner)),
        _ => {
            let value = serde_json::from_str::<String>(raw);
            value.map(Cow::Owned).map_err(|error| Fault {
                reason: if error.is_eof() {
                    Reason::Truncated
                } else {
                    Reason::BadEscape
                },
                offset,
            })
        }
    }
}

pub(super) fn items(raw: &str, offset: usize) -> Level<Node<'_>> {
    if shape(raw) != Shape::List {
        return Level::whole(Vec::new());
    }
    let mut found = Vec::new();
    let mut parser = serde_json::Deserializer::from_str(raw);
    let read = parser
        .deserialize_seq(Items(&mut found))
        .and_then(|()| parser.end());
    let node = |part| Node::Json {
        raw: part,
        offset: offset + offset_in(raw, part),
    };
    let entries = found.into_iter().map(node).collect();
    Level {
        entries,
        broken: None,
        fault: read.err().map(|error| fault(raw, offset, &error)),
    }
}

pub(super) fn members(raw: &str, offset: usize) -> Level<Member<'_>> {
    if shape(raw) != Shape::Map {
        return Level::whole(Vec::new());
    }
    let mut found = Members::default();
    let mut parser = serde_json::Deserializer::from_str(raw);
    let read = parser
        .deserialize_map(Collect(&mut found))
        .and_then(|()| parser.end());
    let mut level = Level {
        entries: Vec::with_capacity(found.pairs.len()),
        broken: None,
        fault: None,
    };
    level.fault = read.err().map(|error| fault(raw, offset, &error));
    for (key, value) in found.pairs {
        match member(raw, offset, key, value) {
            Ok(member) => level.entries.push(member),
            Err(fault) => level.fault = level.fault.or(Some(fault)),
        }
    }
    if let Some(key) = found.open {
        let behind = raw[offset_in(raw, key) + key.len()..].trim_start_matches(is_space);
        let value = behind
            .strip_prefix(':')
            .map(|value| value.trim_start_matches(is_space));
        level.broken = value.and_then(|value| member(raw, offset, key, value).ok());
    }
    level
}

fn member<'a>(
    raw: &'a str,
    offset: usize,
    key: &'a str,
    value: &'a str,
) -> Result<Member<'a>, Fault> {
    let key_at = (offset + offset_in(raw, key), key.len());
    let value = Node::Json {
        raw: value,
        offset: offset + offset_in(raw, value),
    };
    Ok(Member {
        key: string(key, key_at.0)?,
        key_at,
        value,
    })
}

/// Collects a list's values; those before an error are kept.
struct Items<'v, 'a>(&'v mut Vec<&'a str>);

impl<'a> Visitor<'a> for Items<'_, 'a> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'a>>(self, mut list: A) -> Result<(), A::Error> {
        while let Some(value) = list.next_element::<&RawValue>()? {
            self.0.push(value.get());
        }
        Ok(())
    }
}

#[derive(Default)]
struct Members<'a> {
    pairs: Vec<(&'a str, &'a str)>,
    /// A key whose value has not been read.
    open: Option<&'a str>,
}

/// Collects a map's keys and values; those before an error are kept.
struct Collect<'v, 'a>(&'v mut Members<'a>);

impl<'a> Visitor<'a> for Collect<'_, 'a> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map")
    }

    fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<&RawValue>()? {
            self.0.open = Some(key.get());
            let value = map.next_value::<&RawValue>()?;
            self.0.open = None;
            self.0.pairs.push((key.get(), value.get()));
        }
        Ok(())
    }
}

/// Where serde_json stopped. Its lines are counted from 1, its columns are the bytes read of the line.
fn fault(raw: &str, offset: usize, error: &serde_json::Error) -> Fault {
    if error.is_eof() {
        return Fault {
            reason: Reason::Truncated,
            offset: offset + raw.len(),
        };
    }
    let line_start = match error.line() {
        0 | 1 => 0,
        line => memchr_iter(b'\n', raw.as_bytes())
            .nth(line - 2)
            .map_or(0, |at| at + 1),
    };
    let at = (line_start + error.column().saturating_sub(1)).min(raw.len());
    // The parser that collects the levels reads one value and then asks for the end.
    let reason = if value(raw).is_some() {
        Reason::Trailing
    } else {
        Reason::Syntax
    };
    Fault {
        reason,
        offset: offset + raw.floor_char_boundary(at),
    }
}

pub(super) fn too_deep(raw: &str, offset: usize) -> Option<Fault> {
    let mut depth = 0usize;
    let mut in_string = false;
    let mut bytes = raw.bytes().enumerate();
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'"' => in_string = !in_string,
            b'\\' if in_string => {
                bytes.next();
            }
            b'[' | b'{' if !in_string => depth += 1,
            b']' | b'}' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEPTH_LIMIT {
            return Some(Fault {
                reason: Reason::TooDeep,
                offset: offset + at,
            });
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &str) -> (Vec<(String, String)>, Option<Fault>) {
        let level = Node::json(text).members();
        let pair = |m: &Member<'_>| {
            assert!(text[m.key_at.0..].starts_with('"'));
            (
                m.key.to_string(),
                text[m.value.offset()..][..m.value.length()].to_owned(),
            )
        };
        (level.entries.iter().map(pair).collect(), level.fault)
    }

    #[test]
    fn members_have_their_place_and_numbers_their_digits() {
        let (found, fault) = keys(" { \"a\" : 1.50e0, \"\\u4e2d\": [1, {}] } ");
        assert_eq!(
            found,
            [
                ("a".into(), "1.50e0".into()),
                ("中".into(), "[1, {}]".into())
            ]
        );
        assert_eq!(fault, None);
    }

    #[test]
    fn a_fault_keeps_what_stands_before_it() {
        let text = "{\"a\": 1,\n \"b\": [1, 2, x]}";
        let level = Node::json(text).members();
        assert_eq!(level.entries.len(), 1);
        assert_eq!(
            level.fault,
            Some(Fault {
                reason: Reason::Syntax,
                offset: text.find('x').unwrap()
            })
        );
        assert_eq!(level.broken.unwrap().value.items().entries.len(), 2);
    }

    #[test]
    fn truncated_and_trailing_texts_are_told_apart() {
        assert_eq!(keys("{\"a\": 1").1.unwrap().reason, Reason::Truncated);
        assert_eq!(
            keys("{\"a\": 1} x").1,
            Some(Fault {
                reason: Reason::Trailing,
                offset: 9
            })
        );
        assert_eq!(
            text("\"\\ud800\"", 3),
            Err(Fault {
                reason: Reason::BadEscape,
                offset: 3
            })
        );
        assert_eq!(text("01", 0).unwrap_err().reason, Reason::Syntax);
    }

    #[test]
    fn nesting_of_any_depth_is_measured_without_recursion() {
        let deep = "[".repeat(100_000) + &"]".repeat(100_000);
        let level = Node::json(&deep).items();
        assert_eq!((level.entries.len(), level.fault), (1, None));
        assert_eq!(Node::json(&deep).too_deep().unwrap().offset, DEPTH_LIMIT);
        assert_eq!(Node::json("[\"[[\\\"[\", {}]").too_deep(), None);
    }
}
