//! XML as text with places: tags and attributes where they stand, so that all that is not changed stays byte for byte.

use std::borrow::Cow;
use std::ops::Range;

use quick_xml::Reader;
use quick_xml::events::Event;

use super::cannot::{Cannot, Flaw};
use super::package::{Packed, Packing};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Open,
    Close,
    Empty,
}

/// A tag of a document.
#[derive(Clone, Debug)]
pub struct Tag<'t> {
    pub form: Form,
    /// Without its prefix.
    pub name: &'t str,
    /// With the colon; empty where there is none.
    pub prefix: &'t str,
    /// As it stands, `<` and `>` included.
    pub raw: &'t str,
    pub at: Range<usize>,
    /// Tags that it stands in.
    pub depth: usize,
}

impl<'t> Tag<'t> {
    /// An attribute by its name, its prefix left out.
    pub fn get(&self, name: &str) -> Option<Cow<'t, str>> {
        attribute(self.raw, name).map(|(_, value)| unescape(value))
    }
}

/// Visits all tags.
pub fn walk<'t>(
    text: &'t str,
    part: &str,
    mut visit: impl FnMut(Tag<'t>) -> Result<(), Cannot>,
) -> Result<(), Cannot> {
    let mut reader = Reader::from_str(text);
    let mut depth = 0usize;
    loop {
        let start = reader.buffer_position() as usize;
        let event = reader
            .read_event()
            .map_err(|_| Cannot::Broken(part.to_owned(), Flaw::NoXml(start as u64)))?;
        let end = reader.buffer_position() as usize;
        let form = match event {
            Event::Eof if depth > 0 => {
                return Err(Cannot::Broken(part.to_owned(), Flaw::NoXml(start as u64)));
            }
            Event::Eof => return Ok(()),
            Event::Start(_) => Form::Open,
            Event::End(_) => Form::Close,
            Event::Empty(_) => Form::Empty,
            _ => continue,
        };
        if form == Form::Close {
            depth = depth.saturating_sub(1);
        }
        let raw = &text[start..end];
        let named = raw.trim_start_matches('<').trim_start_matches('/');
        let stop = named.find(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>'));
        let named = &named[..stop.unwrap_or(named.len())];
        let cut = named.find(':').map_or(0, |at| at + 1);
        visit(Tag {
            form,
            name: &named[cut..],
            prefix: &named[..cut],
            raw,
            at: start..end,
            depth,
        })?;
        if form == Form::Open {
            depth += 1;
        }
    }
}

/// An attribute's range in a raw tag (leading white space included) and its value as it is written.
pub fn attribute<'t>(raw: &'t str, name: &str) -> Option<(Range<usize>, &'t str)> {
    let bytes = raw.as_bytes();
    let mut at = raw.find(|c: char| c.is_ascii_whitespace())?;
    loop {
        let begin = at;
        while bytes.get(at).is_some_and(u8::is_ascii_whitespace) {
            at += 1;
        }
        let key = at;
        while bytes
            .get(at)
            .is_some_and(|b| !matches!(b, b'=' | b'>' | b'/') && !b.is_ascii_whitespace())
        {
            at += 1;
        }
        let known = raw.get(key..at)?;
        while bytes
            .get(at)
            .is_some_and(|b| b.is_ascii_whitespace() || *b == b'=')
        {
            at += 1;
        }
        let quote = *bytes.get(at).filter(|b| matches!(b, b'"' | b'\''))?;
        let value = at + 1;
        let end = value + memchr::memchr(quote, bytes.get(value..)?)?;
        at = end + 1;
        if known == name || known.rsplit(':').next() == Some(name) && !known.starts_with("xmlns") {
            return Some((begin..at, &raw[value..end]));
        }
    }
}

/// A raw tag, or an element that begins with one, with an attribute set.
pub fn with_attribute(raw: &str, name: &str, value: &str) -> String {
    if let Some((range, _)) = attribute(first_tag(raw), name) {
        return format!(
            "{} {name}=\"{value}\"{}",
            &raw[..range.start],
            &raw[range.end..]
        );
    }
    let end = raw
        .find(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>'))
        .map(|end| {
            if raw.starts_with("</") {
                raw.len()
            } else {
                end
            }
        })
        .unwrap_or(raw.len());
    // behind the name
    format!("{} {name}=\"{value}\"{}", &raw[..end], &raw[end..])
}

/// The tag that an element begins with.
pub fn first_tag(raw: &str) -> &str {
    let mut quote = None;
    for (at, c) in raw.char_indices() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '"' | '\'') => quote = Some(c),
            (None, '>') => return &raw[..=at],
            _ => {}
        }
    }
    raw
}

pub fn escape(text: &str) -> String {
    let plain = |byte: u8| byte >= b' ' && !matches!(byte, b'&' | b'<' | b'>' | b'"' | b'_' | 0x7f);
    let mut out = String::with_capacity(text.len() + 8);
    // letters of other scripts are left as they are; what no XML holds begins with C2 or EF
    if text
        .bytes()
        .all(|byte| plain(byte) && !matches!(byte, 0xc2 | 0xef))
    {
        out.push_str(text);
        return out;
    }
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(c),
            '\r' => {}
            // what XML 1.0 cannot hold
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    // `_x0041_` stands for a character in cells
    if out.contains("_x") {
        out.replace("_x", "_x005F_x")
    } else {
        out
    }
}

pub fn unescape(text: &str) -> Cow<'_, str> {
    match quick_xml::escape::unescape(text) {
        Ok(plain) => plain,
        Err(_) => Cow::Borrowed(text),
    }
}

/// Changes to a text, put down in order of places.
#[derive(Default)]
pub struct Edits(Vec<(Range<usize>, String)>);

impl Edits {
    pub fn replace(&mut self, at: Range<usize>, text: String) {
        self.0.push((at, text));
    }

    pub fn insert(&mut self, at: usize, text: String) {
        self.0.push((at..at, text));
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn apply(mut self, text: &str) -> String {
        self.0.sort_by_key(|(at, _)| (at.start, at.end));
        let more: usize = self.0.iter().map(|(_, new)| new.len()).sum();
        let mut out = String::with_capacity(text.len() + more);
        let mut from = 0;
        for (at, new) in self.0 {
            out.push_str(&text[from..at.start]);
            out.push_str(&new);
            from = at.end;
        }
        out.push_str(&text[from..]);
        out
    }
}

/// A long text that is compressed as it is copied, with changes that come in order of places; nothing is made where
/// there are none.
pub struct Patch<'t> {
    text: &'t str,
    from: usize,
    out: Option<Packing>,
}

impl<'t> Patch<'t> {
    pub fn new(text: &'t str) -> Self {
        Patch {
            text,
            from: 0,
            out: None,
        }
    }

    /// What is written instead of a range goes behind what this returns.
    pub fn at(&mut self, range: Range<usize>) -> &mut Packing {
        let out = self.out.get_or_insert_with(Packing::new);
        // places out of order come from documents that are not what they should be
        out.push(self.text.get(self.from..range.start).unwrap_or_default());
        self.from = self.from.max(range.end);
        out
    }

    pub fn replace(&mut self, range: Range<usize>, new: &str) {
        self.at(range).push(new);
    }

    pub fn insert(&mut self, at: usize, new: &str) {
        if !new.is_empty() {
            self.at(at..at).push(new);
        }
    }

    /// The changed text; `None` where nothing was changed.
    pub fn done(self) -> Result<Option<Packed>, Cannot> {
        let rest = &self.text[self.from..];
        let Some(mut out) = self.out else {
            return Ok(None);
        };
        out.push(rest);
        out.done().map(Some)
    }
}
