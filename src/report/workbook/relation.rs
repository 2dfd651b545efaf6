//! Relations between parts, and the types of parts.

use super::cannot::Cannot;
use super::package::Package;
use super::xml::{Edits, Form, escape, walk};

/// A relation of a part.
pub struct Relation {
    pub id: String,
    pub kind: String,
    pub target: String,
}

pub fn relations_part(of: &str) -> String {
    match of.rsplit_once('/') {
        Some((folder, file)) => format!("{folder}/_rels/{file}.rels"),
        None => format!("_rels/{of}.rels"),
    }
}

/// A part's relations within the package; the package's own for an empty name.
pub fn relations(package: &mut Package<'_>, of: &str) -> Result<Vec<Relation>, Cannot> {
    let part = relations_part(of);
    if !package.has(&part) {
        return Ok(Vec::new());
    }
    let text = package.text(&part)?;
    let folder = of.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut all = Vec::new();
    walk(&text, &part, |tag| {
        if tag.name == "Relationship" && tag.form != Form::Close {
            let get = |name: &str| tag.get(name).unwrap_or_default().into_owned();
            if get("TargetMode") != "External" {
                all.push(Relation {
                    id: get("Id"),
                    kind: get("Type"),
                    target: resolve(folder, &get("Target")),
                });
            }
        }
        Ok(())
    })?;
    Ok(all)
}

/// A target as the name of a part.
fn resolve(folder: &str, target: &str) -> String {
    let mut steps: Vec<&str> = match target.strip_prefix('/') {
        Some(_) => Vec::new(),
        None => folder.split('/').collect(),
    };
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                steps.pop();
            }
            step => steps.push(step),
        }
    }
    steps.retain(|step| !step.is_empty());
    steps.join("/")
}

/// An id that none of a part's relations has: `id`, with a number where it is taken.
pub fn free_id(package: &mut Package<'_>, of: &str, id: &str) -> Result<String, Cannot> {
    let part = relations_part(of);
    let mut taken = Vec::new();
    if package.has(&part) {
        walk(&package.text(&part)?, &part, |tag| {
            taken.extend(tag.get("Id").map(|id| id.into_owned()));
            Ok(())
        })?;
    }
    let others = (2..).map(|n| format!("{id}{n}"));
    let mut ids = std::iter::once(id.to_owned()).chain(others);
    Ok(ids.find(|id| !taken.contains(id)).unwrap_or_default())
}

/// Adds a relation of a kind from a part to another; targets are written from the package's root.
pub fn relate(
    package: &mut Package<'_>,
    from: &str,
    (id, kind, to): (&str, &str, &str),
) -> Result<(), Cannot> {
    let part = relations_part(from);
    if !package.has(&part) {
        let empty = format!("{DECLARATION}<Relationships xmlns=\"{RELATIONS}\"></Relationships>");
        package.put(&part, empty);
    }
    let to = escape(to);
    let relation = format!("<Relationship Id=\"{id}\" Type=\"{kind}\" Target=\"/{to}\"/>");
    add_child(package, &part, &relation)
}

pub const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const RELATIONS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";

/// Puts an element before the end of a part's root.
fn add_child(package: &mut Package<'_>, part: &str, child: &str) -> Result<(), Cannot> {
    let text = package.text(part)?;
    let mut edits = Edits::default();
    walk(&text, part, |tag| {
        // with the root's own prefix
        let child = format!("<{}{}", tag.prefix, &child[1..]);
        match (tag.depth, tag.form) {
            (0, Form::Close) => edits.insert(tag.at.start, child),
            (0, Form::Empty) => {
                let open = tag.raw.trim_end_matches("/>").trim_end();
                let name = format!("{}{}", tag.prefix, tag.name);
                edits.replace(tag.at, format!("{open}>{child}</{name}>"));
            }
            _ => {}
        }
        Ok(())
    })?;
    package.put(part, edits.apply(&text));
    Ok(())
}

const TYPES: &str = "[Content_Types].xml";

pub fn content_type(package: &mut Package<'_>, part: &str, kind: &str) -> Result<(), Cannot> {
    add_child(
        package,
        TYPES,
        &format!("<Override PartName=\"/{part}\" ContentType=\"{kind}\"/>"),
    )
}

/// The type of all parts with an extension, where it is not known yet.
pub fn default_type(package: &mut Package<'_>, extension: &str, kind: &str) -> Result<(), Cannot> {
    let text = package.text(TYPES)?;
    let mut known = false;
    walk(&text, TYPES, |tag| {
        known |= tag.name == "Default"
            && tag
                .get("Extension")
                .is_some_and(|e| e.eq_ignore_ascii_case(extension));
        Ok(())
    })?;
    if known {
        return Ok(());
    }
    add_child(
        package,
        TYPES,
        &format!("<Default Extension=\"{extension}\" ContentType=\"{kind}\"/>"),
    )
}
