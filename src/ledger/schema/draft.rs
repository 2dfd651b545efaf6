//! One file into drafts: its ledger and those nested in it, with relations still by name.

use serde_json::{Map, Value};

use super::code::codes_by;
use super::fault::{Faults, did_you_mean, shown, step};
use super::field::{field, json_type, long_term};
use super::keyword::{Place, aliases, check_keywords, standard_text, text};
use super::nested::{Nest, array};
use super::relation::{Link, key, links};
use crate::ledger::{Field, FieldId};

/// Ledgers and fields are numbered by 16 bits.
const MOST_FIELDS: usize = 10_000;

/// A ledger whose relations are not resolved yet.
pub struct Draft {
    pub path: String,
    /// Where the ledger stands in its file.
    pub pointer: String,
    pub name: String,
    pub title: String,
    pub aliases: Vec<String>,
    pub description: Option<String>,
    pub key: Vec<FieldId>,
    pub fields: Vec<Field>,
    pub links: Vec<Link>,
    /// Position of the draft that nests this one, and the property it nests it under.
    pub nested_in: Option<(usize, String)>,
    pub scalar: bool,
    pub schema: Value,
}

impl Draft {
    /// The same draft in a longer list, its file's first ledger at `offset`.
    pub fn behind(mut self, offset: usize) -> Self {
        if let Some((parent, _)) = &mut self.nested_in {
            *parent += offset;
        }
        self
    }
}

/// All ledgers of a file, parents before children.
pub fn drafts(name: &str, path: &str, schema: &Value, faults: &mut Faults) -> Vec<Draft> {
    let Value::Object(root) = schema else {
        return Vec::new();
    };
    if !is_name(name) {
        faults.add(
            "",
            [format!("文件名里的台账名 {name} 不能用"), format!("the file's name gives no usable ledger name: {name}")],
            [
                "用小写字母、数字和下划线,字母开头,如 post_contract.schema.json".to_owned(),
                "use lower-case letters, digits and underscores, a letter first: post_contract.schema.json".to_owned(),
            ],
        );
    }
    let mut drafts = Vec::new();
    ledger(
        name,
        path,
        root,
        root.get("$defs"),
        "",
        None,
        &mut drafts,
        faults,
    );
    drafts
}

/// Names that the rule language can say.
pub fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_alphanumeric() || c == '_')
}

#[expect(
    clippy::too_many_arguments,
    reason = "one recursive walk; a struct would only rename the arguments"
)]
pub fn ledger(
    name: &str,
    path: &str,
    schema: &Map<String, Value>,
    defs: Option<&Value>,
    at: &str,
    nest: Option<&Nest>,
    drafts: &mut Vec<Draft>,
    faults: &mut Faults,
) {
    let place = if nest.is_some() {
        Place::Items
    } else {
        Place::Root
    };
    check_keywords(schema, place, at, faults);
    // kept in the record's schema; here only its form is judged
    text(schema, "x-area", at, faults);
    let properties = properties(name, schema, at, faults);
    let required: Vec<&str> = required(schema).collect();
    let at_properties = step(at, "properties");
    let (mut fields, mut arrays) = (Vec::new(), Vec::new());
    for (property, definition) in &properties {
        let pointer = step(&at_properties, property);
        let Value::Object(definition) = definition else {
            not_readable(property, &pointer, faults);
            continue;
        };
        if !is_name(property) {
            bad_name(property, &pointer, faults);
        }
        if json_type(definition) == Some("array") {
            arrays.push((property.as_str(), definition, pointer));
        } else {
            fields.extend(field(
                property,
                definition,
                required.contains(&property.as_str()),
                &pointer,
                faults,
            ));
        }
    }
    check_required(&required, &properties, &arrays, at, faults);
    long_term(&mut fields, &properties, at, faults);
    codes_by(&mut fields, &properties, at, faults);
    let this = drafts.len();
    drafts.push(Draft {
        path: path.to_owned(),
        pointer: at.to_owned(),
        name: name.to_owned(),
        title: standard_text(schema, "title").unwrap_or_else(|| name.to_owned()),
        aliases: aliases(schema, at, faults),
        description: standard_text(schema, "description"),
        key: key(name, schema, &fields, at, faults),
        links: links(schema, &fields, nest, at, faults),
        nested_in: nest.map(|nest| (nest.parent, nest.property.to_owned())),
        scalar: false,
        schema: record_schema(schema, defs, arrays.iter().map(|(property, ..)| *property)),
        fields,
    });
    for (property, definition, pointer) in arrays {
        let around = nest
            .map_or(Vec::new(), |nest| nest.around.clone())
            .into_iter()
            .chain([name])
            .collect();
        let nest = Nest {
            parent: this,
            parent_name: name,
            property,
            around,
        };
        array(path, definition, defs, &pointer, &nest, drafts, faults);
    }
}

fn properties<'s>(
    name: &str,
    schema: &'s Map<String, Value>,
    at: &str,
    faults: &mut Faults,
) -> Vec<(&'s String, &'s Value)> {
    let found: Vec<_> = schema
        .get("properties")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
        .collect();
    if found.is_empty() || found.len() > MOST_FIELDS {
        faults.add(
            step(at, "properties"),
            [
                format!(
                    "台账 {name} 应有 1 至 {MOST_FIELDS} 个属性,有 {} 个",
                    found.len()
                ),
                format!(
                    "ledger {name} must have 1 to {MOST_FIELDS} properties, not {}",
                    found.len()
                ),
            ],
            [
                "在 properties 里写出各列".to_owned(),
                "list the columns under properties".to_owned(),
            ],
        );
        return Vec::new();
    }
    found
}

fn not_readable(property: &str, pointer: &str, faults: &mut Faults) {
    faults.add(
        pointer,
        [
            format!("属性 {property} 没有写明类型"),
            format!("property {property} does not say its type"),
        ],
        [
            "写成 {\"type\": \"string\", \"title\": \"…\"}".to_owned(),
            "write {\"type\": \"string\", \"title\": \"…\"}".to_owned(),
        ],
    );
}

pub fn bad_name(property: &str, pointer: &str, faults: &mut Faults) {
    faults.add(
        pointer,
        [format!("属性名 {} 不能用", shown(&property.into())), format!("{} cannot name a property", shown(&property.into()))],
        [
            "用小写字母、数字和下划线,字母开头;中文列名写在 title".to_owned(),
            "use lower-case letters, digits and underscores, a letter first; the Chinese header goes into title".to_owned(),
        ],
    );
}

fn required(schema: &Map<String, Value>) -> impl Iterator<Item = &str> {
    schema
        .get("required")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
}

fn check_required(
    required: &[&str],
    properties: &[(&String, &Value)],
    arrays: &[(&str, &Map<String, Value>, String)],
    at: &str,
    faults: &mut Faults,
) {
    for (index, name) in required.iter().enumerate() {
        let pointer = format!("{at}/required/{index}");
        if arrays.iter().any(|(property, ..)| property == name) {
            faults.add(
                pointer,
                [
                    format!("嵌套台账 {name} 不能列入 required"),
                    format!("nested ledger {name} cannot be required"),
                ],
                [
                    format!("写成规则 require: exists({name})"),
                    format!("write a rule instead: require: exists({name})"),
                ],
            );
        } else if !properties.iter().any(|(property, _)| property == name) {
            faults.add(
                pointer,
                [
                    format!("required 里的 {name} 不是属性"),
                    format!("required names {name}, which is no property"),
                ],
                did_you_mean(
                    name,
                    properties.iter().map(|(property, _)| property.as_str()),
                ),
            );
        }
    }
}

/// The schema of one record, without the nested arrays: their records are judged on their own.
fn record_schema<'a>(
    schema: &Map<String, Value>,
    defs: Option<&Value>,
    arrays: impl Iterator<Item = &'a str>,
) -> Value {
    let arrays: Vec<&str> = arrays.collect();
    let copy = |(name, value): (&String, &Value)| (name.clone(), value.clone());
    let without_arrays = |(name, value): (&String, &Value)| match value {
        // nested ledgers are most of a schema: never copied only to be dropped
        Value::Object(properties) if name == "properties" => {
            let own = properties
                .iter()
                .filter(|(name, _)| !arrays.contains(&name.as_str()));
            (name.clone(), Value::Object(own.map(copy).collect()))
        }
        _ => copy((name, value)),
    };
    let mut record: Map<String, Value> = schema.iter().map(without_arrays).collect();
    if let Some(defs) = defs {
        record.insert("$defs".to_owned(), defs.clone());
    }
    Value::Object(record)
}
