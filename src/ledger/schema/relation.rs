//! The key and the relations that one ledger declares, still by the names of other ledgers.

use serde_json::{Map, Value};

use super::draft::is_name;
use super::fault::{Faults, did_you_mean, step};
use super::keyword::{item_pointer, object, texts};
use super::nested::{Nest, implied};
use crate::ledger::{Field, FieldId};

/// A relation by names.
pub struct Link {
    pub pointer: String,
    pub name: String,
    pub ledger: String,
    /// Pairs of own field and the parent's field, each with the pair's pointer.
    pub on: Vec<Vec<(FieldId, String, String)>>,
    pub inverse: String,
    /// The relation by which documents nest this ledger.
    pub nested: bool,
}

pub fn key(
    name: &str,
    schema: &Map<String, Value>,
    fields: &[Field],
    at: &str,
    faults: &mut Faults,
) -> Vec<FieldId> {
    let names = texts(schema, "x-key", at, faults);
    if names.is_empty() && !faults.know(&step(at, "x-key")) {
        faults.add(
            step(at, "x-key"),
            [
                format!("台账 {name} 没有写明 x-key"),
                format!("ledger {name} has no x-key"),
            ],
            [
                "写出能认出一条记录的属性,如 \"x-key\": [\"id\"]".to_owned(),
                "name the properties that identify a record: \"x-key\": [\"id\"]".to_owned(),
            ],
        );
    }
    names
        .into_iter()
        .filter_map(|(index, name)| {
            own_field(
                name,
                fields,
                &|| item_pointer(at, "x-key", index),
                "x-key",
                faults,
            )
        })
        .collect()
}

fn own_field(
    name: &str,
    fields: &[Field],
    pointer: &dyn Fn() -> String,
    keyword: &str,
    faults: &mut Faults,
) -> Option<FieldId> {
    let found = fields
        .iter()
        .position(|field| field.name == name)
        .map(FieldId::new);
    if found.is_none() {
        faults.add(
            pointer(),
            [
                format!("{keyword} 里的 {name} 不是本台账的属性"),
                format!("{keyword} names {name}, which is no property of this ledger"),
            ],
            did_you_mean(name, fields.iter().map(|field| field.name.as_str())),
        );
    }
    found
}

pub fn links(
    schema: &Map<String, Value>,
    fields: &[Field],
    nest: Option<&Nest>,
    at: &str,
    faults: &mut Faults,
) -> Vec<Link> {
    let mut links = Vec::new();
    let at_relations = step(at, "x-relations");
    for (name, relation) in object(schema, "x-relations", at, faults)
        .into_iter()
        .flatten()
    {
        let pointer = step(&at_relations, name);
        if !is_name(name) {
            super::draft::bad_name(name, &pointer, faults);
        }
        links.extend(link(name, relation, fields, nest, &pointer, faults));
    }
    if let Some(nest) = nest
        && !links.iter().any(|link| link.nested)
    {
        links.push(implied(nest, at));
    }
    links
}

fn link(
    name: &str,
    relation: &Value,
    fields: &[Field],
    nest: Option<&Nest>,
    at: &str,
    faults: &mut Faults,
) -> Option<Link> {
    let malformed = |at: String, faults: &mut Faults| {
        faults.add(
            at,
            [format!("关系 {name} 写得不完整"), format!("relation {name} is not complete")],
            [
                "写成 {\"ledger\": \"person\", \"on\": [{\"person_id\": \"person_id\"}], \"inverse\": \"contracts\"}".to_owned(),
                "write {\"ledger\": \"person\", \"on\": [{\"person_id\": \"person_id\"}], \"inverse\": \"contracts\"}".to_owned(),
            ],
        );
    };
    let Value::Object(parts) = relation else {
        malformed(at.to_owned(), faults);
        return None;
    };
    for part in parts
        .keys()
        .filter(|part| !["ledger", "on", "inverse"].contains(&part.as_str()))
    {
        faults.add(
            step(at, part),
            [
                format!("关系 {name} 里没有 {part} 这一项"),
                format!("a relation has no {part}"),
            ],
            did_you_mean(part, ["ledger", "on", "inverse"]),
        );
    }
    let text = |part: &str| {
        parts
            .get(part)
            .and_then(Value::as_str)
            .filter(|text| is_name(text))
    };
    let (Some(ledger), Some(inverse), Some(Value::Array(alternatives))) =
        (text("ledger"), text("inverse"), parts.get("on"))
    else {
        malformed(at.to_owned(), faults);
        return None;
    };
    let nested = nest.is_some_and(|nest| nest.parent_name == ledger && nest.property == inverse);
    if alternatives.is_empty() && !nested {
        malformed(step(at, "on"), faults);
    }
    let mut on = Vec::with_capacity(alternatives.len());
    for (index, alternative) in alternatives.iter().enumerate() {
        let pointer = format!("{at}/on/{index}");
        let Some(pairs) = alternative.as_object().filter(|pairs| !pairs.is_empty()) else {
            malformed(pointer, faults);
            continue;
        };
        let mut resolved = Vec::with_capacity(pairs.len());
        for (own, theirs) in pairs {
            let pointer = step(&pointer, own);
            let Some(theirs) = theirs.as_str() else {
                malformed(pointer, faults);
                continue;
            };
            if let Some(own) = own_field(own, fields, &|| pointer.clone(), "on", faults) {
                resolved.push((own, theirs.to_owned(), pointer));
            }
        }
        on.push(resolved);
    }
    Some(Link {
        pointer: at.to_owned(),
        name: name.to_owned(),
        ledger: ledger.to_owned(),
        on,
        inverse: inverse.to_owned(),
        nested,
    })
}
