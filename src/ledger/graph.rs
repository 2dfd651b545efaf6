//! The ledgers and the relations between them for readers: as a Mermaid flowchart and as a table.

use std::fmt::Write as _;

use super::{Catalog, Definition, LedgerId};

/// A Mermaid flowchart: one box a ledger, grouped by area, and one arrow a relation, from child to parent, with the
/// relation's name and its inverse; thick where documents nest the child in the parent.
pub fn mermaid(catalog: &Catalog) -> String {
    let mut text = "flowchart LR\n".to_owned();
    for (index, (area, ledgers)) in areas(catalog).iter().enumerate() {
        let indent = match area {
            Some(area) => {
                let _ = writeln!(text, "  subgraph area{index}[\"{area}\"]");
                "    "
            }
            None => "  ",
        };
        for definition in ledgers {
            let Definition { name, title, .. } = definition;
            let _ = writeln!(text, "{indent}{name}[\"{title}<br/>{name}\"]");
        }
        if area.is_some() {
            text.push_str("  end\n");
        }
    }
    for relation in &catalog.relations {
        let name = |id| &catalog.ledger(id).name;
        let (child, parent) = (name(relation.child), name(relation.parent));
        let arrow = if relation.nested { "==>" } else { "-->" };
        let (up, down) = (&relation.name, &relation.inverse);
        let _ = writeln!(text, "  {child} {arrow}|\"{up} / {down}\"| {parent}");
    }
    text
}

/// A Markdown table of the ledgers by area, nested ones behind the one that holds them.
pub fn ledger_reference(catalog: &Catalog) -> String {
    let mut text = "| area | ledgers |\n| --- | --- |\n".to_owned();
    for (area, ledgers) in areas(catalog) {
        let told: Vec<String> = ledgers
            .iter()
            .map(|definition| {
                let nested = definition.nested_in.as_ref().map_or("", |_| "↳ ");
                format!("{nested}{} `{}`", definition.title, definition.name)
            })
            .collect();
        let _ = writeln!(text, "| {} | {} |", area.unwrap_or("–"), told.join(", "));
    }
    text
}

/// The ledgers of each area (`x-area`), areas and ledgers in the catalog's order; those without area last.
fn areas(catalog: &Catalog) -> Vec<(Option<&str>, Vec<&Definition>)> {
    let mut areas: Vec<(Option<&str>, Vec<&Definition>)> = Vec::new();
    for (id, definition) in catalog.ledgers() {
        let area = area(catalog, id);
        match areas.iter_mut().find(|(known, _)| *known == area) {
            Some((_, ledgers)) => ledgers.push(definition),
            None => areas.push((area, vec![definition])),
        }
    }
    areas.sort_by_key(|(area, _)| area.is_none());
    areas
}

/// A nested ledger belongs where the one that holds it does.
fn area(catalog: &Catalog, id: LedgerId) -> Option<&str> {
    let definition = catalog.ledger(id);
    match &definition.nested_in {
        Some((parent, _)) => area(catalog, *parent),
        None => definition.schema.get("x-area")?.as_str(),
    }
}
