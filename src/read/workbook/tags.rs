//! The tags of an XML part, one after the other, without understanding the rest: for what the workbook reader does not
//! tell (hidden rows, merged areas, formulas without a result), at a fraction of its time.

use std::io::{self, Read};

use memchr::{memchr, memrchr};

/// A tag's inside, without angle brackets.
#[derive(Clone, Copy)]
pub struct Tag<'t> {
    inside: &'t [u8],
    /// Bytes of text between this tag and the one before it.
    pub text_before: usize,
}

impl<'t> Tag<'t> {
    pub fn closes(&self) -> bool {
        self.inside.starts_with(b"/")
    }

    /// True for a tag that has no content: `<c r="A1"/>`.
    pub fn is_empty(&self) -> bool {
        self.inside.ends_with(b"/")
    }

    /// The name with its prefix, `x:row`.
    pub fn full_name(&self) -> &'t [u8] {
        let inside = self.inside.strip_prefix(b"/").unwrap_or(self.inside);
        let end = inside
            .iter()
            .position(|b| b.is_ascii_whitespace() || *b == b'/')
            .unwrap_or(inside.len());
        &inside[..end]
    }

    /// The name without its prefix.
    pub fn name(&self) -> &'t [u8] {
        let name = self.full_name();
        memchr(b':', name).map_or(name, |at| &name[at + 1..])
    }

    /// An attribute's text as it is written, entities and all; the name with its prefix.
    pub fn attribute(&self, name: &str) -> Option<&'t str> {
        let mut rest = &self.inside[self.full_name().len().min(self.inside.len())..];
        loop {
            let equals = memchr(b'=', rest)?;
            let key = rest[..equals].trim_ascii();
            let key = key.rsplit(u8::is_ascii_whitespace).next().unwrap_or(key);
            let value = rest[equals + 1..].trim_ascii_start();
            let quote = *value.first().filter(|b| matches!(b, b'"' | b'\''))?;
            let end = memchr(quote, &value[1..])?;
            if key == name.as_bytes() {
                return std::str::from_utf8(&value[1..=end]).ok();
            }
            rest = &value[end + 2..];
        }
    }

    pub fn number(&self, name: &str) -> Option<u32> {
        self.attribute(name)?.trim().parse().ok()
    }

    pub fn is_true(&self, name: &str) -> bool {
        matches!(self.attribute(name), Some("1" | "true"))
    }
}

/// Bytes that are looked at together.
const CHUNK: u64 = 256 * 1024;
/// A tag that is longer is none of interest.
const LONGEST: usize = 4 * CHUNK as usize;

/// Shows every tag to `see`, which ends the reading by `false`. Gives the number of bytes read; more than `most` is an
/// error.
pub fn each(
    mut part: impl Read,
    most: u64,
    mut see: impl FnMut(Tag<'_>) -> bool,
) -> io::Result<u64> {
    let mut held: Vec<u8> = Vec::new();
    let (mut read, mut text) = (0u64, 0);
    loop {
        held.reserve(CHUNK as usize);
        let more = part.by_ref().take(CHUNK).read_to_end(&mut held)?;
        read += more as u64;
        if read > most {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        if more == 0 {
            return Ok(read);
        }
        // up to the last tag that is whole
        let Some(end) = memrchr(b'>', &held) else {
            if held.len() > LONGEST {
                held.clear();
            }
            continue;
        };
        let mut rest = &held[..=end];
        while let Some(start) = memchr(b'<', rest) {
            let Some(length) = memchr(b'>', &rest[start..]) else {
                break;
            };
            let tag = Tag {
                inside: &rest[start + 1..start + length],
                text_before: text + start,
            };
            text = 0;
            rest = &rest[start + length + 1..];
            if !see(tag) {
                return Ok(read);
            }
        }
        text += rest.len();
        held.drain(..=end);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_have_names_attributes_and_the_text_before_them() {
        let xml = br#"<?xml version="1.0"?><x:row r = "12" hidden='1'><c r="B12" s="3"/><v>7</v></x:row>"#;
        let mut seen = Vec::new();
        let read = each(&xml[..], 1000, |tag| {
            let name = String::from_utf8_lossy(tag.name()).into_owned();
            let r = tag.attribute("r").unwrap_or("-").to_owned();
            seen.push(format!(
                "{}{name} {r} {} {}",
                if tag.closes() { "/" } else { "" },
                tag.is_true("hidden"),
                tag.text_before
            ));
            true
        });
        assert_eq!(read.unwrap(), xml.len() as u64);
        assert_eq!(
            seen,
            [
                "?xml - false 0",
                "row 12 true 0",
                "c B12 false 0",
                "v - false 0",
                "/v - false 1",
                "/row - false 0"
            ]
        );
    }

    #[test]
    fn a_part_that_is_longer_than_allowed_is_refused() {
        assert!(each(&b"<a></a>"[..], 6, |_| true).is_err());
    }
}
