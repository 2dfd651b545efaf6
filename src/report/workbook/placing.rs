//! The list's place in the workbook: its sheet, its names, and that it is what is shown first.

use super::Cannot;
use super::book::{Book, MARK};
use super::cannot::Flaw;
use super::list;
use super::xml::{Edits, Form, Tag, escape, walk, with_attribute};

/// The list's sheet.
pub struct Place<'p> {
    /// Its position among the sheets.
    pub at: usize,
    pub name: &'p str,
    /// The id of its relation, where the sheet is new.
    pub new: Option<&'p str>,
    pub rows: usize,
}

/// Sheet ids that Excel takes.
const LAST_ID: u32 = 65_534;

/// The workbook's XML with the list's sheet and names. Where the sheet is new it is the first, and whatever counts
/// sheets by their position counts one more.
pub fn with_list(book: &Book, place: &Place<'_>) -> Result<String, Cannot> {
    let (text, at) = (&book.text, place.at);
    let new = place.new.is_some();
    let mut edits = Edits::default();
    let mut prefix = String::new();
    let (mut ids, mut sheets_at, mut sheet) = (Vec::new(), None, 0);
    let (mut names_end, mut names_empty, mut names_place, mut begun) = (None, None, None, None);
    let mut view = 0;
    walk(text, &book.part, |tag| {
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
                ids.extend(tag.get("sheetId").and_then(|id| id.parse::<u32>().ok()));
                // a list that somebody has hidden is shown again
                if !new && sheet == at && tag.get("state").is_some_and(|s| s != "visible") {
                    edits.replace(tag.at.clone(), with_attribute(tag.raw, "state", "visible"));
                }
                sheet += 1;
            }
            (2, "workbookView", Form::Open | Form::Empty) => {
                if let Some(tag_text) = shown(&tag, place, view) {
                    edits.replace(tag.at.clone(), tag_text);
                }
                view += 1;
            }
            (2, "definedName", Form::Open) => {
                let own = tag.get("localSheetId");
                let own = own.and_then(|n| n.parse::<usize>().ok());
                let ours = tag.get("name").is_some_and(|n| n == MARK) || !new && own == Some(at);
                if ours {
                    begun = Some(tag.at.start);
                } else if let Some(own) = own.filter(|_| new) {
                    let moved = with_attribute(tag.raw, "localSheetId", &(own + 1).to_string());
                    edits.replace(tag.at, moved);
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
    let broken = || Cannot::Broken(book.part.clone(), Flaw::NoSheets);
    if let Some(relation) = place.new {
        let (relations, name) = (&book.relations, escape(place.name));
        let most = ids.iter().max().map_or(0, |most| *most);
        let free = (1..=LAST_ID).find(|id| !ids.contains(id));
        let id = if most < LAST_ID {
            most + 1
        } else {
            free.unwrap_or(1)
        };
        edits.insert(
            sheets_at.ok_or_else(broken)?,
            format!("<{p}sheet xmlns:r=\"{relations}\" name=\"{name}\" sheetId=\"{id}\" r:id=\"{relation}\"/>"),
        );
    }
    let own = names(place, p);
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
    Ok(edits.apply(text))
}

/// The tag of a window: the first one shows the list, others what they showed. `None` where nothing changes.
fn shown(tag: &Tag<'_>, place: &Place<'_>, view: usize) -> Option<String> {
    let number = |name: &str| tag.get(name).and_then(|n| n.parse::<usize>().ok());
    let (active, first) = (number("activeTab"), number("firstSheet"));
    let moved = |at: usize| at + usize::from(place.new.is_some());
    let (now_active, now_first) = match view {
        0 => (place.at, first.map(|first| moved(first).min(place.at))),
        // where the leftmost tab was the first, it stays so, and the list is seen
        _ => (
            moved(active.unwrap_or(0)),
            first.map(|at| if at == 0 { 0 } else { moved(at) }),
        ),
    };
    let mut raw = tag.raw.to_owned();
    if now_active != active.unwrap_or(0) {
        raw = with_attribute(&raw, "activeTab", &now_active.to_string());
    }
    if let Some(now) = now_first.filter(|now| Some(*now) != first) {
        raw = with_attribute(&raw, "firstSheet", &now.to_string());
    }
    (raw != tag.raw).then_some(raw)
}

/// The names of the list: what is filtered, what every printed page begins with, and by what a later run knows it.
fn names(place: &Place<'_>, p: &str) -> String {
    let quoted = escape(&format!("'{}'", place.name.replace('\'', "''")));
    let (range, header, at) = (list::range(place.rows), list::HEADER, place.at);
    let local = format!(" localSheetId=\"{at}\"");
    let own = [
        ("_xlnm._FilterDatabase", &*local, true, range),
        (
            "_xlnm.Print_Titles",
            &*local,
            false,
            format!("${header}:${header}"),
        ),
        (MARK, "", true, "$A$1".to_owned()),
    ];
    let own = own.map(|(name, local, hidden, range)| {
        let hidden = if hidden { " hidden=\"1\"" } else { "" };
        format!("<{p}definedName name=\"{name}\"{local}{hidden}>{quoted}!{range}</{p}definedName>")
    });
    own.concat()
}
