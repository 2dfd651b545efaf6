//! The few forms of tags that the parts of a workbook consist of, strictly: anything else is left to a reader of XML.

use std::io::Read;

use memchr::memchr;

use super::super::limits::Archive;

/// A part as text.
pub fn part(archive: &mut Archive<'_>, name: &str) -> Option<String> {
    let at = archive.index_for_name(name)?;
    let mut bytes = Vec::new();
    archive.by_index(at).ok()?.read_to_end(&mut bytes).ok()?;
    let sound = simdutf8::basic::from_utf8(&bytes).is_ok();
    let is_plain = sound && !bytes.contains(&b'\0');
    is_plain.then(|| String::from_utf8(bytes).ok()).flatten()
}

pub fn text(bytes: &[u8]) -> Option<&str> {
    simdutf8::basic::from_utf8(bytes).ok()
}

/// Where in a text something is read.
pub struct Cursor<'t> {
    pub text: &'t str,
    pub at: usize,
}

/// A tag: `<c r="A1"/>` has a name, attributes, and is empty.
#[derive(Clone, Copy, Debug)]
pub struct Tag<'t> {
    pub name: &'t str,
    attributes: &'t str,
    pub is_empty: bool,
    pub closes: bool,
}

impl<'t> Cursor<'t> {
    pub fn of(text: &'t str) -> Self {
        Cursor { text, at: 0 }
    }

    /// The next tag, with nothing but white space before it; `None` inside at the end.
    #[inline]
    pub fn tag(&mut self) -> Option<Option<Tag<'t>>> {
        let bytes = self.text.as_bytes();
        let mut at = self.at;
        while at < bytes.len() && matches!(bytes[at], b' ' | b'\n' | b'\r' | b'\t') {
            at += 1;
        }
        if at == bytes.len() {
            self.at = at;
            return Some(None);
        }
        if bytes[at] != b'<' {
            return None;
        }
        let end = at + memchr(b'>', &bytes[at..])?;
        self.at = end + 1;
        let inside = &self.text[at + 1..end];
        let (inside, closes) = match inside.strip_prefix('/') {
            Some(inside) => (inside, true),
            None => (inside, false),
        };
        let (inside, is_empty) = match inside.strip_suffix('/') {
            Some(inside) => (inside, true),
            None => (inside, false),
        };
        let name = inside
            .bytes()
            .position(|b| b == b' ')
            .unwrap_or(inside.len());
        let (name, attributes) = inside.split_at(name);
        let is_name = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric());
        let sound =
            is_name && !(closes && (is_empty || !attributes.is_empty())) && !inside.contains('<');
        sound.then_some(Some(Tag {
            name,
            attributes,
            is_empty,
            closes,
        }))
    }

    /// The text up to the next tag.
    #[inline]
    pub fn text(&mut self) -> Option<&'t str> {
        let length = memchr(b'<', &self.text.as_bytes()[self.at..])?;
        let text = &self.text[self.at..self.at + length];
        self.at += length;
        Some(text)
    }

    /// Whether exactly this comes next, which is then behind.
    #[inline]
    pub fn eat(&mut self, what: &str) -> bool {
        let is_next = self.text.as_bytes()[self.at..].starts_with(what.as_bytes());
        self.at += if is_next { what.len() } else { 0 };
        is_next
    }

    /// Goes behind the next `</name>`; false where there is none.
    pub fn skip_behind(&mut self, end: &str) -> bool {
        let found = memchr::memmem::find(&self.text.as_bytes()[self.at..], end.as_bytes());
        self.at += found.map_or(0, |at| at + end.len());
        found.is_some()
    }
}

impl<'t> Tag<'t> {
    /// Its attributes in order; `None` for one in another form than `name="value"`, or with anything to be decoded.
    #[inline]
    pub fn attributes(&self) -> Attributes<'t> {
        Attributes(self.attributes)
    }
}

pub struct Attributes<'t>(&'t str);

impl<'t> Iterator for Attributes<'t> {
    type Item = Option<(&'t str, &'t str)>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let rest = self.0.trim_ascii_start();
        if rest.is_empty() {
            return None;
        }
        let mut one = || {
            let equals = memchr(b'=', rest.as_bytes())?;
            let (name, value) = (&rest[..equals], &rest[equals + 1..]);
            let value = value.strip_prefix('"')?;
            let end = memchr(b'"', value.as_bytes())?;
            let behind = &value[end + 1..];
            let sound =
                name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b':') && !name.is_empty();
            let apart = behind.is_empty() || behind.starts_with(' ');
            let value = &value[..end];
            self.0 = behind;
            (sound && apart && !value.contains(['&', '<', '\n', '\r', '\t']))
                .then_some((name, value))
        };
        let one = one();
        if one.is_none() {
            self.0 = "";
        }
        Some(one)
    }
}
