//! The texts that the cells of a workbook share.

use super::super::limits::Archive;
use super::tags::{self, Cursor};
use super::text::meant;

/// All of them, one behind the other.
#[derive(Default)]
pub struct Strings {
    text: String,
    ends: Vec<u32>,
}

const PART: &str = "xl/sharedStrings.xml";

impl Strings {
    /// None where the workbook shares none.
    pub fn read(archive: &mut Archive<'_>) -> Option<Self> {
        if archive.index_for_name(PART).is_none() {
            return Some(Strings::default());
        }
        Self::of(&tags::part(archive, PART)?)
    }

    fn of(part: &str) -> Option<Self> {
        let mut cursor = Cursor::of(part);
        // behind the declaration
        if cursor.eat("<?xml") {
            cursor.skip_behind("?>").then_some(())?;
        }
        let mut strings = Strings {
            text: String::with_capacity(part.len() / 2),
            ends: Vec::with_capacity(part.len() / 40),
        };
        let first = cursor.tag()??;
        if first.name != "sst" || first.closes {
            return None;
        }
        if first.is_empty {
            return Some(strings);
        }
        loop {
            let tag = cursor.tag()??;
            match (tag.name, tag.closes) {
                ("si", false) => {
                    if tag.attributes().next().is_some() {
                        return None;
                    }
                    if !tag.is_empty {
                        item(&mut cursor, "si", &mut strings.text)?;
                    }
                    strings.ends.push(u32::try_from(strings.text.len()).ok()?);
                }
                ("sst", true) => return Some(strings),
                _ => return None,
            }
        }
    }

    pub fn len(&self) -> usize {
        self.ends.len()
    }

    pub fn text(&self, at: usize) -> &str {
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[start as usize..self.ends[at] as usize]
    }
}

/// Appends what stands in an item, up to the end of it: a text, or several in different fonts. How it is pronounced is
/// left out.
pub fn item(cursor: &mut Cursor<'_>, closing: &str, into: &mut String) -> Option<()> {
    let mut in_run = false;
    loop {
        let tag = cursor.tag()??;
        match (tag.name, tag.closes) {
            (name, true) if name == closing && !in_run => return Some(()),
            ("r", closes) if closes == in_run && !tag.is_empty => in_run = !closes,
            ("rPr", false) if in_run => {
                if !tag.is_empty {
                    cursor.skip_behind("</rPr>").then_some(())?;
                }
            }
            ("phoneticPr", false) if tag.is_empty => {}
            ("rPh", false) if !in_run && !tag.is_empty => {
                cursor.skip_behind("</rPh>").then_some(())?
            }
            ("t", false) => {
                let mut keeps_space = false;
                for attribute in tag.attributes() {
                    match attribute? {
                        ("xml:space", value) => keeps_space = value == "preserve",
                        _ => return None,
                    }
                }
                if !tag.is_empty {
                    into.push_str(&meant(cursor.text()?, keeps_space)?);
                    cursor.eat("</t>").then_some(())?;
                }
            }
            _ => return None,
        }
    }
}
