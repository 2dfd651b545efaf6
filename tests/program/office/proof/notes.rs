//! Comments and their boxes: ours are there, and those of others are what they were.

use std::collections::{BTreeMap, BTreeSet};

use ledgerlint::finding::Severity;

use super::whole::drawing;
use super::{AUTHOR, At, LINE, at, text_of};
use crate::office::tree::{Element, Parts, Sheet};

/// A sheet's comments: cell to author and element.
fn comments(parts: &Parts, sheet: &Sheet) -> BTreeMap<At, (String, Element)> {
    let Some(part) = parts.related(&sheet.part, "comments") else {
        return BTreeMap::new();
    };
    let tree = parts.tree(&part);
    let mut all = BTreeMap::new();
    for comment in tree.items("commentList") {
        let author = &tree.items("authors")[comment.number("authorId")];
        let place = at(comment.get("ref").expect("a cell"));
        let known = all.insert(place, (author.text.clone(), comment.clone()));
        assert!(known.is_none(), "two comments at {place:?}");
    }
    all
}

/// The comments' texts.
pub fn texts(parts: &Parts, sheet: &Sheet) -> BTreeMap<At, String> {
    let all = comments(parts, sheet).into_iter();
    all.map(|(at, (_, comment))| (at, read(&comment))).collect()
}

/// As Excel reads it: `_x005F_` is the mark for a plain underscore.
fn read(comment: &Element) -> String {
    comment.whole_text().replace("_x005F_", "_")
}

fn is_thread(author: &str) -> bool {
    author.starts_with("tc={")
}

#[track_caller]
pub fn assert_comments(
    before: &Parts,
    after: &Parts,
    sheet: &Sheet,
    marks: &BTreeMap<At, Severity>,
) {
    if sheet.kind != "worksheet" {
        return;
    }
    let (old, new) = (comments(before, sheet), comments(after, sheet));
    for (place, (author, comment)) in &old {
        let (now_author, now) = &new[place];
        let name = format!("{} {place:?}", sheet.name);
        assert_eq!(now_author, author, "{name}");
        if is_thread(author) {
            assert_eq!(now, comment, "{name}: a thread is left alone");
            continue;
        }
        assert_eq!(now.attributes, comment.attributes, "{name}");
        let ours = format!("\n{LINE}\n{}", text_of(*place));
        assert_eq!(read(now), read(comment) + &ours, "{name}");
        // runs that were there are as they were
        let runs = |e: &Element| e.child("text").expect("a text").children.clone();
        let (now, mut was) = (runs(now), runs(comment));
        if was.len() == 1 && was[0].name == "t" {
            let mut run = was[0].clone();
            (run.name, run.text, run.children) = ("r".to_owned(), String::new(), was);
            run.attributes.clear();
            was = vec![run];
        }
        assert_eq!(now[..was.len()], was[..], "{name}");
    }
    for place in marks.keys().filter(|place| !old.contains_key(*place)) {
        let (author, comment) = &new[place];
        assert_eq!(author, AUTHOR);
        assert_eq!(read(comment), format!("{AUTHOR}\n{}", text_of(*place)));
    }
    assert!(
        new.keys()
            .all(|place| old.contains_key(place) || marks.contains_key(place))
    );
    let boxes: BTreeSet<At> = notes(after, sheet).into_keys().collect();
    let shown: BTreeSet<At> = new.keys().copied().collect();
    assert_eq!(boxes, shown, "{}: a box for every comment", sheet.name);
}

/// The shapes of a sheet's drawing that show comments.
fn notes(parts: &Parts, sheet: &Sheet) -> BTreeMap<At, Element> {
    let Some(part) = drawing(parts, &sheet.part) else {
        return BTreeMap::new();
    };
    let tree = parts.tree(&part);
    let shapes = tree.all("shape").into_iter();
    shapes
        .filter_map(|shape| Some((cell(shape)?, shape.clone())))
        .collect()
}

/// The cell that a shape belongs to, where it is the box of a comment.
fn cell(shape: &Element) -> Option<At> {
    let data = shape.child("ClientData")?;
    let number = |name: &str| data.child(name)?.text.trim().parse::<u32>().ok();
    let place = (number("Row")? + 1, number("Column")? + 1);
    (data.get("ObjectType") == Some("Note")).then_some(place)
}

/// Where it ends: the row of its anchor, or else its height. And the shape without that.
fn bottom(shape: &Element) -> (i64, Element) {
    let mut rest = shape.clone();
    let data = rest.child_mut("ClientData").expect("data");
    if let Some(anchor) = data.child_mut("Anchor") {
        let mut numbers: Vec<&str> = anchor.text.trim().split(", ").collect();
        let bottom = numbers[6].parse().expect("a row");
        numbers[6] = "";
        anchor.text = numbers.join(", ");
        return (bottom, rest);
    }
    let style = rest.attributes.get_mut("style").expect("a style");
    let (head, tail) = style.split_once("height:").expect("a height");
    let digits = tail.find(|c: char| !c.is_ascii_digit()).expect("a unit");
    let height = tail[..digits].parse().expect("a number");
    *style = format!("{head}height:{}", &tail[digits..]);
    (height, rest)
}

/// All drawings: shapes that were there are as they were, boxes with more text taller; numbers are unique and in blocks of
/// the drawing's own.
#[track_caller]
pub fn assert_boxes(before: &Parts, after: &Parts) {
    let mut blocks: BTreeMap<String, String> = BTreeMap::new();
    for sheet in after
        .sheets()
        .iter()
        .skip(1)
        .filter(|s| s.kind == "worksheet")
    {
        let Some(part) = drawing(after, &sheet.part) else {
            continue;
        };
        let tree = after.tree(&part);
        let mut shapes: Vec<Element> = tree.all("shape").into_iter().cloned().collect();
        let old = before.0.contains_key(&part).then(|| before.tree(&part));
        let old: Vec<Element> = old.iter().flat_map(|t| t.all("shape")).cloned().collect();
        for was in &old {
            let place = shapes.iter().position(|now| match cell(was) {
                Some(at) => cell(now) == Some(at) && bottom(now).1 == bottom(was).1,
                None => now == was,
            });
            let now = shapes.remove(place.unwrap_or_else(|| panic!("{part}: {was:?} is gone")));
            if let Some(at) = cell(was) {
                let (author, _) = &comments(before, sheet)[&at];
                let grown = bottom(&now).0 - bottom(was).0;
                assert_eq!(
                    grown > 0,
                    !is_thread(author),
                    "{part} {at:?} grew by {grown}"
                );
            }
        }
        // what is left is ours
        let told = tree.all("idmap");
        let told = told
            .first()
            .and_then(|map| map.get("data"))
            .unwrap_or_default();
        let own: Vec<usize> = told.split(',').filter_map(|n| n.parse().ok()).collect();
        let mut ids = BTreeSet::new();
        for shape in &shapes {
            assert!(cell(shape).is_some(), "{part}: {shape:?}");
            let id = shape
                .get("id")
                .and_then(|id| id.strip_prefix("_x0000_s"))
                .expect("a number");
            let id: usize = id.parse().expect("a number");
            assert!(
                own.is_empty() || own.contains(&(id / 1024)),
                "{part}: {id} not in {told}"
            );
            assert!(ids.insert(id), "{part}: {id} twice");
            let taken = old.iter().any(|was| was.get("id") == shape.get("id"));
            assert!(!taken, "{part}: {id} was taken");
        }
        if !before.0.contains_key(&part) {
            for block in own {
                let known = blocks.insert(block.to_string(), part.clone());
                assert_eq!(known, None, "block {block} of {part}");
            }
        }
    }
    for part in before.0.keys().filter(|part| part.ends_with(".vml")) {
        let tree = before.tree(part);
        let told = tree
            .all("idmap")
            .into_iter()
            .filter_map(|map| map.get("data").map(str::to_owned));
        for block in told.flat_map(|t| t.split(',').map(str::to_owned).collect::<Vec<_>>()) {
            assert!(!blocks.contains_key(&block), "block {block} is {part}'s");
        }
    }
}

/// The comments and boxes are those of the original.
#[track_caller]
pub fn assert_as_before(before: &Parts, cleared: &Parts, sheet: &Sheet) {
    if sheet.kind != "worksheet" {
        return;
    }
    assert_eq!(
        comments(cleared, sheet),
        comments(before, sheet),
        "{}",
        sheet.name
    );
    assert_eq!(
        notes(cleared, sheet),
        notes(before, sheet),
        "{}",
        sheet.name
    );
}
