//! Relations between parts, and the types of parts.

use super::Cannot;
use super::package::Package;
use super::xml::{Edits, Form, walk};

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

/// Puts an element before the end of a part's root.
pub fn add_child(package: &mut Package<'_>, part: &str, child: &str) -> Result<(), Cannot> {
    let text = package.text(part)?;
    let mut edits = Edits::default();
    walk(&text, part, |tag| {
        if tag.depth == 0 && tag.form == Form::Close {
            let named = |name: &str| {
                child.replace(&format!("<{name} "), &format!("<{}{name} ", tag.prefix))
            };
            let child = ["Relationship", "Override", "Default"]
                .iter()
                .find(|n| child.starts_with(&format!("<{n} ")))
                .map_or(child.to_owned(), |n| named(n));
            edits.insert(tag.at.start, child);
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
