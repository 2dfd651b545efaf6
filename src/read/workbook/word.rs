//! Tables of Word documents (`.docx`) as sheets: 表1, 表2 … in the order in which they begin, with the paragraphs above a
//! table as its titles.
//!
//! Addresses are counted as Word counts its cells, `C5` for the third column of a table's fifth row: the paragraphs above
//! are rows of the sheet, but not of the table. Texts that a change on record deleted are not read, those that it
//! inserted are. Numbers that Word writes by itself (`1.`, `一、`) are texts like any other.

mod draft;
mod numbers;

use std::io::BufReader;

use quick_xml::Reader;
use quick_xml::escape::{resolve_predefined_entity, unescape};
use quick_xml::events::{BytesStart, Event};

use self::draft::{Draft, Merge};
use self::numbers::{Numbering, Numbers};
use super::Refusal;
use super::grid::{Book, ReadSheet};
use super::limits::{Archive, MOST};
use super::shape::Hidden;
use super::tags::each;

/// The folder of a document's parts.
const FOLDER: &str = "word/";
/// Cells of all tables together, tables and rows counted as cells. Word's own limit is 63 columns by 32,767 rows.
pub const CELLS: usize = 4_000_000;
/// Paragraphs above a table that are kept, the nearest ones.
const ABOVE: usize = 5;
/// Tables within tables.
const DEPTH: usize = 16;
/// Paragraphs within paragraphs, which stand in boxes.
const BOXES: usize = 64;

/// The part with the text of a Word document; `None` for another archive. Its name is `word/document.xml`, but Word on
/// the web has other ones.
pub fn text(archive: &mut Archive<'_>) -> Option<String> {
    let at = archive.index_for_name("_rels/.rels")?;
    let mut main = None;
    let read = each(archive.by_index(at).ok()?, MOST, |tag| {
        let is_main = tag
            .attribute("Type")
            .is_some_and(|kind| kind.ends_with("/officeDocument"));
        if is_main {
            main = tag.attribute("Target").map(str::to_owned);
        }
        !is_main
    });
    let main = main.filter(|_| read.is_ok())?;
    let name = main.trim_start_matches('/');
    name.starts_with(FOLDER).then(|| name.to_owned())
}

/// Reads all tables of a document whose text is in this part.
pub fn read(archive: &mut Archive<'_>, text: &str) -> Result<Book, Refusal> {
    let numbering = Numbering::read(archive);
    let damaged = || Refusal::of("damaged");
    let at = archive.index_for_name(text).ok_or_else(damaged)?;
    let part = archive.by_index(at).map_err(|_| damaged())?;
    let mut walk = Walk::new(&numbering);
    let mut reader = Reader::from_reader(BufReader::new(part));
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).map_err(|_| damaged())? {
            Event::Start(tag) => walk.open(&tag)?,
            Event::Empty(tag) => {
                walk.open(&tag)?;
                walk.close(tag.local_name().as_ref());
            }
            Event::End(tag) => walk.close(tag.local_name().as_ref()),
            Event::Text(text) => walk.text(&text),
            Event::CData(text) => walk.text(&text),
            Event::GeneralRef(entity) => {
                let character = entity.resolve_char_ref().map_err(|_| damaged())?;
                match character {
                    Some(character) => walk.text(character.encode_utf8(&mut [0; 4])),
                    None => walk.text(resolve_predefined_entity(&entity).ok_or_else(damaged)?),
                }
            }
            Event::Eof if walk.depth > 0 => return Err(damaged()),
            Event::Eof => break,
            _ => {}
        }
    }
    Ok(walk.book())
}

/// An attribute's value by its name, whatever its prefix; `None` where it cannot be read.
fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = tag.attributes();
    let found = attributes
        .with_checks(false)
        .flatten()
        .find(|a| a.key.local_name().as_ref() == name)?;
    Some(unescape(&found.value).ok()?.into_owned())
}

fn number(tag: &BytesStart<'_>, name: &str) -> Option<u32> {
    attribute(tag, name)?.trim().parse().ok()
}

/// A table that is being read, or the text around all of them.
#[derive(Default)]
struct Place {
    /// Position of its draft; none for the text around.
    draft: usize,
    text: String,
}

/// A paragraph that is being read.
struct Paragraph {
    /// Where its text begins.
    start: usize,
    list: Option<u32>,
    level: u32,
    style: Option<String>,
}

/// What has been read of the document.
struct Walk<'n> {
    numbers: Numbers<'n>,
    /// Elements that are open.
    depth: usize,
    /// Depth of the element whose content is not read.
    skipped: Option<usize>,
    /// Depth of the content control whose text is none of the user's, and whether one has said so of itself.
    placeholder: Option<usize>,
    says_placeholder: bool,
    /// Whether characters are text of the document.
    in_text: bool,
    drafts: Vec<Draft>,
    /// The text around the tables, and behind it the tables that are open, each in a cell of the one before.
    places: Vec<Place>,
    paragraphs: Vec<Paragraph>,
    above: Vec<String>,
    cells: usize,
}

impl<'n> Walk<'n> {
    fn new(numbering: &'n Numbering) -> Self {
        Walk {
            numbers: Numbers::of(numbering),
            depth: 0,
            skipped: None,
            placeholder: None,
            says_placeholder: false,
            in_text: false,
            drafts: Vec::new(),
            places: vec![Place::default()],
            paragraphs: Vec::new(),
            above: Vec::new(),
            cells: 0,
        }
    }

    /// The table that is open.
    fn draft(&mut self) -> Option<&mut Draft> {
        let place = self.places.get(1..)?.last()?;
        self.drafts.get_mut(place.draft)
    }

    fn open(&mut self, tag: &BytesStart<'_>) -> Result<(), Refusal> {
        self.depth += 1;
        if self.skipped.is_some() {
            return Ok(());
        }
        let value = || attribute(tag, "val");
        match tag.local_name().as_ref() {
            // a change on record took it away, or it is there a second time for older programs; how characters are
            // pronounced; where tabs stop
            "del" | "moveFrom" | "Fallback" | "rt" | "tabs" => self.skipped = Some(self.depth),
            "showingPlcHdr" => self.says_placeholder = true,
            "sdtContent" if self.says_placeholder => {
                self.says_placeholder = false;
                self.placeholder.get_or_insert(self.depth);
            }
            "tbl" => self.table()?,
            "gridCol" => {
                let width = number(tag, "w").unwrap_or_default();
                if let Some(draft) = self.draft() {
                    draft.widths.push(width);
                }
            }
            "tr" => {
                self.count()?;
                self.with(Draft::row);
            }
            "gridBefore" => {
                let columns = number(tag, "val").unwrap_or_default();
                self.with(|draft| draft.before(columns));
            }
            "tc" => {
                self.count()?;
                self.with(Draft::cell);
                if let Some(place) = self.places.last_mut() {
                    place.text.clear();
                }
            }
            "gridSpan" => {
                let columns = number(tag, "val").unwrap_or(1);
                self.with(|draft| draft.span(columns));
            }
            "vMerge" => {
                let merge = match value().as_deref() {
                    Some("restart") => Merge::Begins,
                    _ => Merge::GoesOn,
                };
                self.with(|draft| draft.merge(merge));
            }
            "p" if self.paragraphs.len() >= BOXES => return Err(Refusal::of("damaged")),
            "p" => {
                let start = self.places.last().map_or(0, |place| place.text.len());
                self.paragraphs.push(Paragraph {
                    start,
                    list: None,
                    level: 0,
                    style: None,
                });
            }
            "pStyle" => {
                if let Some(paragraph) = self.paragraphs.last_mut() {
                    paragraph.style = value();
                }
            }
            "numId" => {
                if let Some(paragraph) = self.paragraphs.last_mut() {
                    paragraph.list = number(tag, "val");
                }
            }
            "ilvl" => {
                if let Some(paragraph) = self.paragraphs.last_mut() {
                    paragraph.level = number(tag, "val").unwrap_or_default();
                }
            }
            // what the paragraph was before a change on record
            "pPrChange" | "tblGridChange" | "tcPrChange" | "trPrChange" | "numberingChange" => {
                self.skipped = Some(self.depth);
            }
            "t" => self.in_text = true,
            "br" | "cr" => self.put("\n"),
            "tab" if !self.paragraphs.is_empty() => self.put("\t"),
            "noBreakHyphen" => self.put("-"),
            "sym" => {
                let (font, code) = (attribute(tag, "font"), attribute(tag, "char"));
                let known = font.zip(code).and_then(|(font, code)| symbol(&font, &code));
                self.put(known.unwrap_or_default());
            }
            _ => {}
        }
        Ok(())
    }

    fn close(&mut self, name: &str) {
        let depth = self.depth;
        self.depth = depth.saturating_sub(1);
        if let Some(skipped) = self.skipped {
            if skipped == depth {
                self.skipped = None;
            }
            return;
        }
        if self.placeholder == Some(depth) {
            self.placeholder = None;
        }
        match name {
            "t" => self.in_text = false,
            "p" => self.paragraph(),
            "tc" => {
                let text = self
                    .places
                    .last_mut()
                    .map(|place| std::mem::take(&mut place.text));
                self.with(|draft| draft.fill(text.as_deref().unwrap_or_default()));
            }
            "tbl" if self.places.len() > 1 => {
                self.places.pop();
            }
            _ => {}
        }
    }

    /// Counts what takes memory.
    fn count(&mut self) -> Result<(), Refusal> {
        self.cells += 1;
        match self.cells > CELLS {
            true => Err(Refusal::with("tables", CELLS)),
            false => Ok(()),
        }
    }

    fn with(&mut self, change: impl FnOnce(&mut Draft)) {
        if let Some(draft) = self.draft() {
            change(draft);
        }
    }

    fn text(&mut self, text: &str) {
        if self.in_text && self.skipped.is_none() {
            self.put(text);
        }
    }

    fn put(&mut self, text: &str) {
        if self.placeholder.is_some() {
            return;
        }
        if let (Some(place), false) = (self.places.last_mut(), self.paragraphs.is_empty()) {
            place.text.push_str(text);
        }
    }

    fn table(&mut self) -> Result<(), Refusal> {
        if self.places.len() > DEPTH {
            return Err(Refusal::of("damaged"));
        }
        self.count()?;
        let above = match self.places.len() {
            1 => std::mem::take(&mut self.above),
            _ => Vec::new(),
        };
        self.places.push(Place {
            draft: self.drafts.len(),
            text: String::new(),
        });
        self.drafts.push(Draft::new(above));
        Ok(())
    }

    /// The end of a paragraph: its number goes before it, and what follows begins a line of its own.
    fn paragraph(&mut self) {
        let Some(paragraph) = self.paragraphs.pop() else {
            return;
        };
        let style = paragraph.style.as_deref();
        let label = self.numbers.next(paragraph.list, paragraph.level, style);
        let around = self.places.len() == 1;
        let Some(place) = self.places.last_mut() else {
            return;
        };
        let start = paragraph.start.min(place.text.len());
        let is_empty = place.text[start..].trim().is_empty();
        if let Some(label) = label {
            match is_empty {
                // a column of numbers, as people would have typed them
                true => place.text.insert_str(start, numbers::bare(&label)),
                false => place.text.insert_str(start, &label),
            }
        }
        if around && self.paragraphs.is_empty() {
            let text = std::mem::take(&mut place.text);
            let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
            self.above.extend(lines.map(str::to_owned));
            let more = self.above.len().saturating_sub(ABOVE);
            self.above.drain(..more);
        } else {
            // in a box within a paragraph as well
            place.text.push('\n');
        }
    }

    fn book(self) -> Book {
        let sheets = (0u32..).zip(self.drafts).map(|(at, draft)| {
            let name = format!("表{}", at + 1);
            ReadSheet {
                sheet: draft.sheet(&name, at),
                name,
                at,
                hidden: Hidden::default(),
                broken: Vec::new(),
            }
        });
        Book {
            sheets: sheets.collect(),
            date1904: false,
            is_document: true,
        }
    }
}

/// The boxes that people tick, which are characters of fonts of symbols.
fn symbol(font: &str, code: &str) -> Option<&'static str> {
    // in the range for private use, or without it
    let code = u32::from_str_radix(code, 16).ok()? & 0xFF;
    match (font, code) {
        ("Wingdings", 0xFE) | ("Wingdings 2", 0x52) => Some("☑"),
        ("Wingdings", 0xA8 | 0x6F) | ("Wingdings 2", 0xA3) => Some("□"),
        ("Wingdings", 0xFC) | ("Wingdings 2", 0x50) => Some("√"),
        _ => None,
    }
}
