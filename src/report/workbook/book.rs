//! The workbook's own parts: which sheets it has, relations and content types, and the list's place among them.

use std::collections::BTreeMap;

use super::address::Address;
use super::package::Package;
use super::relation::{add_child, content_type, default_type, relations, relations_part};
use super::style::{Looks, Styles};
use super::xml::{Edits, Form, escape, unescape, walk, with_attribute};
use super::{Cannot, List, Told, comment, list, sheet};
use crate::finding::Severity;
use crate::ledger::own::LIST_SHEET;

/// A hidden name for the list, by which a later run knows it whatever became of its part and title.
const MARK: &str = "ledgerlint_list";
/// Where the list is kept until another program saves the workbook.
pub const PART: &str = "xl/worksheets/ledgerlint.xml";
const RELATION: &str = "rIdLedgerlint";

#[derive(Clone, Debug)]
pub struct Sheet {
    pub name: String,
    pub part: String,
}

pub struct Book {
    part: String,
    text: String,
    pub sheets: Vec<Sheet>,
    /// Position of the list that an earlier run left.
    pub list: Option<usize>,
    main: String,
    relations: String,
}

impl Book {
    pub fn read(package: &mut Package<'_>) -> Result<Self, Cannot> {
        let root = relations(package, "")?;
        let part = root.iter().find(|r| r.kind.ends_with("/officeDocument"));
        let part = part
            .ok_or_else(|| Cannot::Broken("_rels/.rels".into(), "no workbook".into()))?
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
        let (mut named, mut begun) = (None, None);
        walk(&text, &part, |tag| {
            match (tag.depth, tag.name, tag.form) {
                (2, "sheet", Form::Open | Form::Empty) => {
                    let id = tag.get("id").unwrap_or_default();
                    let relation = known.iter().find(|r| r.id == id);
                    sheets.push(Sheet {
                        name: tag.get("name").unwrap_or_default().into_owned(),
                        // chart sheets have no cells
                        part: relation
                            .filter(|r| r.kind.ends_with("/worksheet"))
                            .map_or(String::new(), |r| r.target.clone()),
                    });
                }
                (2, "definedName", Form::Open) => {
                    begun = tag
                        .get("name")
                        .is_some_and(|name| name == MARK)
                        .then_some(tag.at.end);
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
            let name = name.trim_matches('\'').replace("''", "'");
            sheets
                .iter()
                .position(|sheet| sheet.name == name && !sheet.part.is_empty())
        });
        Ok(Book {
            list: named,
            part,
            text,
            sheets,
            main: main.to_owned(),
            relations: relation_kinds.to_owned(),
        })
    }

    /// The stylesheet's part, made where there is none.
    pub fn styles(&self, package: &mut Package<'_>) -> Result<String, Cannot> {
        let known = relations(package, &self.part)?;
        if let Some(known) = known.iter().find(|r| r.kind.ends_with("/styles")) {
            return Ok(known.target.clone());
        }
        let part = "xl/styles.xml";
        package.put(part, format!("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<styleSheet xmlns=\"{}\"></styleSheet>", self.main));
        self.relate(package, &self.part, "styles", part, "rIdLedgerlintStyles")?;
        content_type(
            package,
            part,
            "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml",
        )?;
        Ok(part.to_owned())
    }

    /// Clears a sheet's old marks and puts on new ones.
    pub fn mark(
        &self,
        package: &mut Package<'_>,
        sheet: &Sheet,
        told: &BTreeMap<Address, Told>,
        styles: &mut Styles,
    ) -> Result<(), Cannot> {
        if sheet.part.is_empty() {
            return Ok(());
        }
        let own = relations(package, &sheet.part)?;
        let comments = own
            .iter()
            .find(|r| r.kind.ends_with("/comments"))
            .map(|r| r.target.clone());
        if told.is_empty() && comments.is_none() && !styles.has_marks() {
            return Ok(());
        }
        let before = package.text(&sheet.part)?;
        let marks: BTreeMap<Address, Severity> =
            told.iter().map(|(at, told)| (*at, told.severity)).collect();
        let id = "rIdLedgerlintDrawing";
        let wanted = (!told.is_empty()).then_some((id, self.relations.as_str()));
        let (text, drawing) = sheet::mark(&before, &sheet.part, &marks, styles, wanted)?;
        if text != before {
            package.put(&sheet.part, text);
        }
        if told.is_empty() && comments.is_none() {
            return Ok(());
        }
        let stem = sheet
            .part
            .rsplit('/')
            .next()
            .unwrap_or_default()
            .trim_end_matches(".xml");
        let comments = match comments {
            Some(part) => part,
            None => {
                let part = format!("xl/comments/ledgerlint_{stem}.xml");
                package.put(&part, comment::empty(&self.main));
                self.relate(
                    package,
                    &sheet.part,
                    "comments",
                    &part,
                    "rIdLedgerlintComments",
                )?;
                content_type(
                    package,
                    &part,
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml",
                )?;
                part
            }
        };
        let texts: BTreeMap<Address, String> = told
            .iter()
            .map(|(at, told)| (*at, told.text.clone()))
            .collect();
        let before = package.text(&comments)?;
        let written = comment::write(&before, &comments, &texts)?;
        if written.text != before {
            package.put(&comments, written.text);
        }
        let known = drawing
            .id
            .as_ref()
            .and_then(|id| own.iter().find(|r| r.id == *id));
        let boxes = match known {
            Some(known) => known.target.clone(),
            None if told.is_empty() => return Ok(()),
            None => {
                let part = format!("xl/drawings/ledgerlint_{stem}.vml");
                package.put(&part, comment::empty_drawing());
                self.relate(package, &sheet.part, "vmlDrawing", &part, id)?;
                default_type(
                    package,
                    "vml",
                    "application/vnd.openxmlformats-officedocument.vmlDrawing",
                )?;
                part
            }
        };
        let before = package.text(&boxes)?;
        let lines = |at: &Address| {
            told.get(at)
                .map_or(1, |told| 2 + told.text.chars().count() / 20)
        };
        let added: BTreeMap<Address, usize> =
            written.added.iter().map(|at| (*at, lines(at))).collect();
        let after = comment::boxes(&before, &written.removed, &added);
        if after != before {
            package.put(&boxes, after);
        }
        Ok(())
    }

    /// Puts the list in: over an earlier one, else as the first sheet.
    pub fn put_list(
        &mut self,
        package: &mut Package<'_>,
        list: &List,
        looks: &Looks,
    ) -> Result<(), Cannot> {
        let xml = list::sheet(list, looks, &self.main);
        let (at, name, part) = match self.list {
            Some(at) => (
                at,
                self.sheets[at].name.clone(),
                self.sheets[at].part.clone(),
            ),
            None => (0, self.free_name(), PART.to_owned()),
        };
        package.put(&part, xml);
        let new = self.list.is_none();
        if new {
            self.relate(package, &self.part, "worksheet", PART, RELATION)?;
            content_type(
                package,
                PART,
                "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml",
            )?;
        }
        let text = self.with_list(at, &name, new, list.rows.len())?;
        if text != self.text {
            package.put(&self.part, text);
        }
        Ok(())
    }

    fn free_name(&self) -> String {
        let taken = |name: &String| {
            self.sheets
                .iter()
                .any(|sheet| sheet.name.eq_ignore_ascii_case(name))
        };
        let others = (1..).map(|n| match n {
            1 => format!("{LIST_SHEET}(台账体检)"),
            n => format!("{LIST_SHEET}(台账体检{n})"),
        });
        let mut names = std::iter::once(LIST_SHEET.to_owned()).chain(others);
        names.find(|name| !taken(name)).unwrap_or_default()
    }

    /// The workbook's XML with the list's sheet and names. Where the sheet is new it is the first, and whatever counts
    /// sheets by their position counts one more.
    fn with_list(&self, at: usize, name: &str, new: bool, rows: usize) -> Result<String, Cannot> {
        let mut edits = Edits::default();
        let shift = usize::from(new);
        let quoted = escape(&format!("'{}'", name.replace('\'', "''")));
        let mut prefix = String::new();
        let (mut most, mut sheets_at) = (0u32, None);
        let (mut names_end, mut names_empty, mut names_place, mut begun) = (None, None, None, None);
        walk(&self.text, &self.part, |tag| {
            match (tag.depth, tag.name, tag.form) {
                (0, _, Form::Open) => prefix = tag.prefix.to_owned(),
                (1, "sheets", Form::Open) => sheets_at = Some(tag.at.end),
                (1, "sheets", Form::Close) => names_place = Some(tag.at.end),
                (1, "functionGroups" | "externalReferences", Form::Close | Form::Empty) => {
                    names_place = Some(tag.at.end)
                }
                (1, "definedNames", Form::Empty) => names_empty = Some(tag.at),
                (1, "definedNames", Form::Close) => names_end = Some(tag.at.start),
                (2, "sheet", Form::Open | Form::Empty) => {
                    most = most.max(
                        tag.get("sheetId")
                            .and_then(|id| id.parse().ok())
                            .unwrap_or(0),
                    );
                }
                (2, "workbookView", Form::Open | Form::Empty) if new => {
                    let mut raw = tag.raw.to_owned();
                    for count in ["activeTab", "firstSheet"] {
                        let was = tag.get(count).and_then(|n| n.parse::<usize>().ok());
                        // the tab that was in front stays there; the list is the first to be seen left of it
                        if let Some(was) = was.or((count == "activeTab").then_some(0)) {
                            let now = if count == "firstSheet" && was == 0 {
                                0
                            } else {
                                was + 1
                            };
                            raw = with_attribute(&raw, count, &now.to_string());
                        }
                    }
                    edits.replace(tag.at, raw);
                }
                (2, "definedName", Form::Open) => {
                    let own = tag
                        .get("localSheetId")
                        .and_then(|n| n.parse::<usize>().ok());
                    let ours =
                        tag.get("name").is_some_and(|n| n == MARK) || !new && own == Some(at);
                    if ours {
                        begun = Some(tag.at.start);
                    } else if let Some(own) = own.filter(|_| new) {
                        edits.replace(
                            tag.at,
                            with_attribute(tag.raw, "localSheetId", &(own + shift).to_string()),
                        );
                    }
                }
                (2, "definedName", Form::Close) => {
                    if let Some(start) = begun.take() {
                        edits.replace(start..tag.at.end, String::new());
                    }
                }
                _ => {}
            }
            Ok(())
        })?;
        let p = &prefix;
        let broken = || Cannot::Broken(self.part.clone(), "no sheets".into());
        if new {
            let (relations, id) = (&self.relations, most + 1);
            edits.insert(
                sheets_at.ok_or_else(broken)?,
                format!("<{p}sheet xmlns:r=\"{relations}\" name=\"{}\" sheetId=\"{id}\" r:id=\"{RELATION}\"/>", escape(name)),
            );
        }
        let range = list::range(rows);
        let own = [
            (
                "_xlnm._FilterDatabase",
                true,
                true,
                format!("{quoted}!{range}"),
            ),
            (
                "_xlnm.Print_Titles",
                true,
                false,
                format!("{quoted}!${0}:${0}", list::HEADER),
            ),
            (MARK, false, true, format!("{quoted}!$A$1")),
        ];
        let own = own.map(|(name, local, hidden, range)| {
            let local = if local {
                format!(" localSheetId=\"{at}\"")
            } else {
                String::new()
            };
            let hidden = if hidden { " hidden=\"1\"" } else { "" };
            format!("<{p}definedName name=\"{name}\"{local}{hidden}>{range}</{p}definedName>")
        });
        let own = own.concat();
        match (names_end, names_empty) {
            (Some(end), _) => edits.insert(end, own),
            (None, Some(empty)) => {
                edits.replace(empty, format!("<{p}definedNames>{own}</{p}definedNames>"))
            }
            (None, None) => edits.insert(
                names_place.ok_or_else(broken)?,
                format!("<{p}definedNames>{own}</{p}definedNames>"),
            ),
        }
        Ok(edits.apply(&self.text))
    }

    /// Adds a relation from a part to another; targets are written from the package's root.
    fn relate(
        &self,
        package: &mut Package<'_>,
        from: &str,
        kind: &str,
        to: &str,
        id: &str,
    ) -> Result<(), Cannot> {
        let part = relations_part(from);
        let relation = format!(
            "<Relationship Id=\"{id}\" Type=\"{}/{kind}\" Target=\"/{to}\"/>",
            self.relations
        );
        if !package.has(&part) {
            package.put(&part, format!("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{relation}</Relationships>"));
            return Ok(());
        }
        add_child(package, &part, &relation)
    }
}
