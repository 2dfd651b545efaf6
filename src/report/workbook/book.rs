//! The workbook's own parts: which sheets it has, its stylesheet, and the parts that belong to a sheet.

use std::collections::{BTreeMap, BTreeSet};

use super::Told;
use super::address::{Address, address};
use super::cannot::{Cannot, Flaw};
use super::drawing::{self, Blocks};
use super::list::{MOST, Writer};
use super::package::{Package, Packed};
use super::placing::{Place, with_list};
use super::relation::{
    DECLARATION, Relation, content_type, default_type, free_id, relate, relations,
};
use super::style::Styles;
use super::xml::{Form, Patch, unescape, walk};
use super::{comment, sheet};
use crate::ledger::own::LIST_SHEET;

/// A hidden name for the list, by which a later run knows it whatever became of its part and title.
pub const MARK: &str = "ledgerlint_list";
/// Where the list is kept until another program saves the workbook.
const PART: &str = "xl/worksheets/ledgerlint";
/// Its whole name, which it usually has.
pub const LIST_PART: &str = "xl/worksheets/ledgerlint.xml";
/// Bytes of a sheet in which its views stand.
const HEAD: u64 = 1 << 14;
const TYPES: &str = "application/vnd.openxmlformats-officedocument";

#[derive(Clone, Debug)]
pub struct Sheet {
    pub name: String,
    /// Empty where it leads to none.
    pub part: String,
    /// Sheets of a chart and of a dialog have none.
    pub has_cells: bool,
}

pub struct Book {
    pub part: String,
    pub text: String,
    pub sheets: Vec<Sheet>,
    /// Position of the list that an earlier run left.
    pub list: Option<usize>,
    /// Windows.
    pub views: usize,
    /// The main namespace, and the one of relations.
    pub main: String,
    pub relations: String,
}

impl Book {
    pub fn read(package: &mut Package<'_>) -> Result<Self, Cannot> {
        let root = relations(package, "")?;
        let part = root.iter().find(|r| r.kind.ends_with("/officeDocument"));
        let part = part
            .ok_or_else(|| Cannot::Broken("_rels/.rels".into(), Flaw::NoWorkbook))?
            .target
            .clone();
        let text = package.text(&part)?;
        let strict = text.contains("http://purl.oclc.org/ooxml/spreadsheetml/main");
        let (main, relation_kinds) = match strict {
            true => (
                "http://purl.oclc.org/ooxml/spreadsheetml/main",
                "http://purl.oclc.org/ooxml/officeDocument/relationships",
            ),
            false => (
                "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
                "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            ),
        };
        let known = relations(package, &part)?;
        let mut sheets = Vec::new();
        let (mut named, mut begun, mut views) = (None, None, 0);
        walk(&text, &part, |tag| {
            match (tag.depth, tag.name, tag.form) {
                (2, "workbookView", Form::Open | Form::Empty) => views += 1,
                (2, "sheet", Form::Open | Form::Empty) => {
                    let id = tag.get("id").unwrap_or_default();
                    let relation = known.iter().find(|r| r.id == id);
                    sheets.push(Sheet {
                        name: tag.get("name").unwrap_or_default().into_owned(),
                        part: relation.map_or(String::new(), |r| r.target.clone()),
                        has_cells: relation.is_some_and(|r| r.kind.ends_with("/worksheet")),
                    });
                }
                (2, "definedName", Form::Open) => {
                    let ours = tag.get("name").is_some_and(|name| name == MARK);
                    begun = ours.then_some(tag.at.end);
                }
                (2, "definedName", Form::Close) => {
                    if let Some(start) = begun.take() {
                        named = Some(unescape(&text[start..tag.at.start]).into_owned());
                    }
                }
                _ => {}
            }
            Ok(())
        })?;
        let named = named.and_then(|range| {
            let (name, _) = range.rsplit_once('!')?;
            let name = name.trim_start_matches('$');
            let inner = name.strip_prefix('\'').and_then(|n| n.strip_suffix('\''));
            let name = inner.unwrap_or(name).replace("''", "'");
            let same = |sheet: &Sheet| sheet.name == name && sheet.has_cells;
            sheets.iter().position(same)
        });
        Ok(Book {
            list: named,
            part,
            text,
            sheets,
            views,
            main: main.to_owned(),
            relations: relation_kinds.to_owned(),
        })
    }

    /// The stylesheet's part, made where there is none.
    pub fn styles(&self, package: &mut Package<'_>) -> Result<String, Cannot> {
        let known = relations(package, &self.part)?;
        let known = known.iter().find(|r| r.kind.ends_with("/styles"));
        if let Some(known) = known.filter(|known| package.has(&known.target)) {
            return Ok(known.target.clone());
        }
        let part = package.free_name("xl/styles", ".xml");
        let empty = format!(
            "{DECLARATION}<styleSheet xmlns=\"{}\"></styleSheet>",
            self.main
        );
        package.put(&part, empty);
        self.relate(
            package,
            &self.part,
            ("styles", &part, "rIdLedgerlintStyles"),
        )?;
        let kind = format!("{TYPES}.spreadsheetml.styles+xml");
        content_type(package, &part, &kind)?;
        Ok(part)
    }

    /// Clears a sheet's old marks and puts on new ones.
    pub fn mark(
        &self,
        package: &mut Package<'_>,
        sheet: &Sheet,
        told: &BTreeMap<Address, Told>,
        (styles, blocks): (&mut Styles, &mut Blocks),
    ) -> Result<(), Cannot> {
        if sheet.part.is_empty() || !package.has(&sheet.part) {
            return Ok(());
        }
        if !sheet.has_cells {
            return unselect(package, &sheet.part);
        }
        let own = relations(package, &sheet.part)?;
        let has_comments = own.iter().any(|r| r.kind.ends_with("/comments"));
        if told.is_empty() && !has_comments && !styles.has_marks() {
            return unselect(package, &sheet.part);
        }
        let threads = threads(package, &own)?;
        let is_noted =
            |(at, told): (&Address, &Told)| !told.text.is_empty() && !threads.contains(at);
        let noted = told.iter().any(is_noted);
        let text = package.text(&sheet.part)?;
        let drawing = sheet::drawing(&text);
        let id = free_id(package, &sheet.part, "rIdLedgerlintDrawing")?;
        let wanted = (drawing.is_none() && noted).then_some((&*id, &*self.relations));
        if !noted && !has_comments {
            if let Some(marked) = sheet::mark(&text, &sheet.part, told, styles, wanted)? {
                package.put_packed(&sheet.part, marked);
            }
            return Ok(());
        }
        let drawing = match drawing {
            Some(id) => own.iter().find(|r| r.id == id).map(|r| r.target.clone()),
            None if !noted => None,
            None => Some(self.new_drawing(package, sheet, &id)?),
        };
        let drawing = drawing.filter(|part| package.has(part));
        let notes = self.notes(package, sheet, (&own, drawing, threads))?;
        let (marked, written) = rayon::join(
            || sheet::mark(&text, &sheet.part, told, styles, wanted),
            || notes.write(told, blocks),
        );
        if let Some(marked) = marked? {
            package.put_packed(&sheet.part, marked);
        }
        for (part, packed) in written? {
            package.put_packed(&part, packed);
        }
        Ok(())
    }

    fn new_drawing(
        &self,
        package: &mut Package<'_>,
        sheet: &Sheet,
        id: &str,
    ) -> Result<String, Cannot> {
        let stem = format!("xl/drawings/ledgerlint_{}", stem(&sheet.part));
        let part = package.free_name(&stem, ".vml");
        package.put(&part, drawing::empty());
        self.relate(package, &sheet.part, ("vmlDrawing", &part, id))?;
        default_type(package, "vml", &format!("{TYPES}.vmlDrawing"))?;
        Ok(part)
    }

    /// A sheet's comments, made where there are none.
    fn notes(
        &self,
        package: &mut Package<'_>,
        sheet: &Sheet,
        (own, drawing, threads): (&[Relation], Option<String>, BTreeSet<Address>),
    ) -> Result<Notes, Cannot> {
        let known = own.iter().find(|r| r.kind.ends_with("/comments"));
        let part = match known.filter(|known| package.has(&known.target)) {
            Some(known) => known.target.clone(),
            None => {
                let stem = format!("xl/comments/ledgerlint_{}", stem(&sheet.part));
                let part = package.free_name(&stem, ".xml");
                package.put(&part, comment::empty(&self.main));
                let id = free_id(package, &sheet.part, "rIdLedgerlintComments")?;
                self.relate(package, &sheet.part, ("comments", &part, &id))?;
                let kind = format!("{TYPES}.spreadsheetml.comments+xml");
                content_type(package, &part, &kind)?;
                part
            }
        };
        Ok(Notes {
            comments: (part.clone(), package.text(&part)?),
            drawing: match drawing {
                Some(part) => Some((part.clone(), package.text(&part)?)),
                None => None,
            },
            threads,
        })
    }

    /// Puts the list in: over an earlier one, else as the first sheet.
    pub fn put_list(&self, package: &mut Package<'_>, list: Writer) -> Result<(), Cannot> {
        let rows = list.rows.min(MOST);
        let packed = list.done()?;
        let text = match self.list {
            Some(at) => {
                let Sheet { name, part, .. } = &self.sheets[at];
                package.put_packed(part, packed);
                with_list(
                    self,
                    &Place {
                        at,
                        name,
                        new: None,
                        rows,
                    },
                )?
            }
            None => {
                let part = package.free_name(PART, ".xml");
                package.put_packed(&part, packed);
                let id = free_id(package, &self.part, "rIdLedgerlint")?;
                self.relate(package, &self.part, ("worksheet", &part, &id))?;
                let kind = format!("{TYPES}.spreadsheetml.worksheet+xml");
                content_type(package, &part, &kind)?;
                let name = &*self.free_name();
                with_list(
                    self,
                    &Place {
                        at: 0,
                        name,
                        new: Some(&id),
                        rows,
                    },
                )?
            }
        };
        if text != self.text {
            package.put(&self.part, text);
        }
        Ok(())
    }

    fn free_name(&self) -> String {
        let taken = |name: &String| {
            let name = name.to_lowercase();
            self.sheets
                .iter()
                .any(|sheet| sheet.name.to_lowercase() == name)
        };
        let others = (1..).map(|n| match n {
            1 => format!("{LIST_SHEET}(台账体检)"),
            n => format!("{LIST_SHEET}(台账体检{n})"),
        });
        let mut names = std::iter::once(LIST_SHEET.to_owned()).chain(others);
        names.find(|name| !taken(name)).unwrap_or_default()
    }

    fn relate(
        &self,
        package: &mut Package<'_>,
        from: &str,
        (kind, to, id): (&str, &str, &str),
    ) -> Result<(), Cannot> {
        let kind = format!("{}/{kind}", self.relations);
        relate(package, from, (id, &kind, to))
    }
}

/// A sheet's comments and the drawing of their boxes, part and text.
struct Notes {
    comments: (String, String),
    drawing: Option<(String, String)>,
    /// Cells with a thread of comments.
    threads: BTreeSet<Address>,
}

impl Notes {
    /// The parts that change.
    fn write(
        &self,
        told: &BTreeMap<Address, Told>,
        blocks: &mut Blocks,
    ) -> Result<Vec<(String, Packed)>, Cannot> {
        let (part, text) = &self.comments;
        let comment::Written { text, boxes } = comment::write(text, part, told, &self.threads)?;
        let mut all = Vec::new();
        all.extend(text.map(|text| (part.clone(), text)));
        if let Some((part, text)) = self.drawing.as_ref().filter(|_| !boxes.is_empty()) {
            let drawn = drawing::write(text, part, &boxes, blocks)?;
            all.extend(drawn.map(|drawn| (part.clone(), drawn)));
        }
        Ok(all)
    }
}

/// Cells with a thread of comments.
fn threads(package: &mut Package<'_>, own: &[Relation]) -> Result<BTreeSet<Address>, Cannot> {
    let mut threads = BTreeSet::new();
    for thread in own.iter().filter(|r| r.kind.ends_with("/threadedComment")) {
        if package.has(&thread.target) {
            let text = package.text(&thread.target)?;
            walk(&text, &thread.target, |tag| {
                threads.extend(tag.get("ref").and_then(|at| address(&at)));
                Ok(())
            })?;
        }
    }
    Ok(threads)
}

/// A name for the parts of a sheet's own, from the sheet's part.
fn stem(part: &str) -> String {
    let file = part.rsplit('/').next().unwrap_or_default();
    let file = file.strip_suffix(".xml").unwrap_or(file);
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
    file.chars().map(plain).collect()
}

/// A sheet on which nothing is marked is no longer one that is selected: that is the list.
fn unselect(package: &mut Package<'_>, part: &str) -> Result<(), Cannot> {
    let begun = package.beginning(part, HEAD)?;
    let is_wide = matches!(begun[..], [0xfe | 0xff, ..]);
    if !is_wide && memchr::memmem::find(&begun, b"tabSelected").is_none() {
        return Ok(());
    }
    let text = package.text(part)?;
    let mut patch = Patch::new(&text);
    walk(&text, part, |tag| {
        if let (2, "sheetView", Form::Open | Form::Empty) = (tag.depth, tag.name, tag.form)
            && let Some(view) = sheet::hidden_view(&tag)
        {
            patch.replace(tag.at, &view);
        }
        Ok(())
    })?;
    if let Some(packed) = patch.done()? {
        package.put_packed(part, packed);
    }
    Ok(())
}
