//! Which part of the archive is which sheet.

use super::super::limits::Archive;
use super::super::tags::each;
use super::tags;
use super::text::decoded;

/// What a workbook says of its sheets, in order.
pub struct Workbook {
    pub parts: Vec<Part>,
    pub date1904: bool,
}

pub struct Part {
    pub title: String,
    /// `None` for a sheet that is a chart or a macro.
    pub name: Option<String>,
    pub hidden: bool,
}

/// Of workbooks whose parts have the names that nearly all programs give them.
pub fn workbook(archive: &mut Archive<'_>) -> Option<Workbook> {
    let relations = tags::part(archive, "xl/_rels/workbook.xml.rels")?;
    let mut targets: Vec<(String, String, bool)> = Vec::new();
    let mut plain = true;
    each(relations.as_bytes(), u64::MAX, |tag| {
        if tag.full_name() == b"Relationship" && !tag.closes() {
            let attribute = |name| tag.attribute(name).map(str::to_owned);
            let (id, target, kind) = (attribute("Id"), attribute("Target"), attribute("Type"));
            let (Some(id), Some(target), Some(kind)) = (id, target, kind) else {
                plain = false;
                return false;
            };
            let is_sheet = kind.ends_with("/relationships/worksheet");
            targets.push((id, target, is_sheet));
        }
        true
    })
    .ok()?;
    let text = tags::part(archive, "xl/workbook.xml")?;
    let mut workbook = Workbook {
        parts: Vec::new(),
        date1904: false,
    };
    each(text.as_bytes(), u64::MAX, |tag| {
        match tag.full_name() {
            _ if tag.closes() => {}
            b"workbookPr" => match tag.attribute("date1904") {
                None | Some("0" | "false") => {}
                Some("1" | "true") => workbook.date1904 = true,
                _ => plain = false,
            },
            b"sheet" => {
                let id = tag.attribute("r:id");
                let target = targets
                    .iter()
                    .find(|(known, ..)| Some(known.as_str()) == id);
                let title = tag.attribute("name").and_then(decoded);
                let (Some((_, target, is_sheet)), Some(title)) = (target, title) else {
                    plain = false;
                    return false;
                };
                let name = match target.strip_prefix('/') {
                    Some(whole) => whole.to_owned(),
                    None => format!("xl/{target}"),
                };
                plain &= !name.contains("..") && !name.contains('&');
                workbook.parts.push(Part {
                    title: title.into_owned(),
                    name: is_sheet.then_some(name),
                    hidden: match tag.attribute("state") {
                        None | Some("visible") => false,
                        Some("hidden" | "veryHidden") => true,
                        _ => {
                            plain = false;
                            false
                        }
                    },
                });
            }
            _ => {}
        }
        plain
    })
    .ok()?;
    (plain && !workbook.parts.is_empty()).then_some(workbook)
}
