//! The annotations of ledger schemas, and where each may stand.

use serde_json::{Map, Value};

use super::fault::{Faults, closest, did_you_mean, shown, step};

/// The places of a schema that carry annotations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The root of a file.
    Root,
    /// The items of a nested array of objects.
    Items,
    /// A property with one value.
    Field,
    /// A property that nests a ledger.
    Array,
}

const ANNOTATIONS: [(&str, &[Place]); 15] = [
    ("x-key", &[Place::Root, Place::Items]),
    (
        "x-aliases",
        &[Place::Root, Place::Items, Place::Field, Place::Array],
    ),
    ("x-relations", &[Place::Root, Place::Items]),
    ("x-area", &[Place::Root]),
    ("x-ledger", &[Place::Items, Place::Array]),
    ("x-code-aliases", &[Place::Field]),
    ("x-codes", &[Place::Field]),
    ("x-codes-by", &[Place::Field]),
    ("x-unit", &[Place::Field]),
    ("x-sensitive", &[Place::Field]),
    ("x-lenient", &[Place::Field]),
    ("x-long-term", &[Place::Field]),
    ("x-planned", &[Place::Field]),
    ("x-place", &[Place::Field]),
    ("x-responsible", &[Place::Field]),
];

/// Keywords of draft 2020-12, frequent ones first, to tell a typing error from another tool's annotation.
const STANDARD: [&str; 58] = [
    "type",
    "title",
    "description",
    "enum",
    "format",
    "minimum",
    "pattern",
    "minLength",
    "items",
    "properties",
    "required",
    "$schema",
    "$id",
    "maximum",
    "$ref",
    "$anchor",
    "$dynamicRef",
    "$dynamicAnchor",
    "$vocabulary",
    "$comment",
    "$defs",
    "prefixItems",
    "contains",
    "additionalProperties",
    "patternProperties",
    "dependentSchemas",
    "propertyNames",
    "if",
    "then",
    "else",
    "allOf",
    "anyOf",
    "oneOf",
    "not",
    "unevaluatedItems",
    "unevaluatedProperties",
    "const",
    "multipleOf",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "maxLength",
    "maxItems",
    "minItems",
    "uniqueItems",
    "maxContains",
    "minContains",
    "maxProperties",
    "minProperties",
    "dependentRequired",
    "default",
    "deprecated",
    "readOnly",
    "writeOnly",
    "examples",
    "contentEncoding",
    "contentMediaType",
    "contentSchema",
    "definitions",
];

/// Faults for annotations that do not exist or do not belong here, and for mistyped standard keywords.
pub fn check_keywords(schema: &Map<String, Value>, place: Place, at: &str, faults: &mut Faults) {
    for keyword in schema.keys() {
        if !keyword.starts_with("x-") {
            check_standard(keyword, at, faults);
            continue;
        }
        let pointer = || step(at, keyword);
        let here = ANNOTATIONS
            .iter()
            .filter(|(_, places)| places.contains(&place))
            .map(|(name, _)| *name);
        match ANNOTATIONS.iter().find(|(name, _)| name == keyword) {
            Some((_, places)) if places.contains(&place) => {}
            Some(_) => faults.add(
                pointer(),
                [
                    format!("{keyword} 不能写在这里"),
                    format!("{keyword} does not belong here"),
                ],
                [
                    format!(
                        "这里可写的有:{}",
                        here.clone().collect::<Vec<_>>().join("、")
                    ),
                    format!("allowed here: {}", here.collect::<Vec<_>>().join(", ")),
                ],
            ),
            None => faults.add(
                pointer(),
                [
                    format!("没有 {keyword} 这个标注"),
                    format!("there is no annotation {keyword}"),
                ],
                did_you_mean(keyword, here),
            ),
        }
    }
}

fn check_standard(keyword: &str, at: &str, faults: &mut Faults) {
    if STANDARD.contains(&keyword) {
        return;
    }
    // an unknown keyword is legal, and a program may use it; one letter off it is not meant
    if let Some(near) = closest(keyword, STANDARD.into_iter()) {
        faults.add(
            step(at, keyword),
            [
                format!("没有 {keyword} 这个关键字"),
                format!("there is no keyword {keyword}"),
            ],
            [
                format!("是不是想写 {near}"),
                format!("did you mean {near}?"),
            ],
        );
    }
}

fn wrong_type(at: &str, keyword: &str, expected: [&str; 2], value: &Value, faults: &mut Faults) {
    let [zh, en] = expected;
    faults.add(
        at,
        [
            format!("{keyword} 应是{zh},写的是 {}", shown(value)),
            format!("{keyword} must be {en}, not {}", shown(value)),
        ],
        [format!("把它改成{zh}"), format!("write {en}")],
    );
}

/// A text annotation.
pub fn text<'s>(
    schema: &'s Map<String, Value>,
    keyword: &str,
    at: &str,
    faults: &mut Faults,
) -> Option<&'s str> {
    match schema.get(keyword)? {
        Value::String(text) if !text.trim().is_empty() => Some(text),
        other => {
            wrong_type(
                &step(at, keyword),
                keyword,
                ["一段文字", "a text"],
                other,
                faults,
            );
            None
        }
    }
}

/// An annotation that is true or false; false where it is absent.
pub fn flag(schema: &Map<String, Value>, keyword: &str, at: &str, faults: &mut Faults) -> bool {
    match schema.get(keyword) {
        None => false,
        Some(Value::Bool(flag)) => *flag,
        Some(other) => {
            wrong_type(
                &step(at, keyword),
                keyword,
                [" true 或 false", "true or false"],
                other,
                faults,
            );
            false
        }
    }
}

/// A list of texts, each with its position.
pub fn texts<'s>(
    schema: &'s Map<String, Value>,
    keyword: &str,
    at: &str,
    faults: &mut Faults,
) -> Vec<(usize, &'s str)> {
    let expected = ["文字的列表", "a list of texts"];
    let items = match schema.get(keyword) {
        None => return Vec::new(),
        Some(Value::Array(items)) => items,
        Some(other) => {
            wrong_type(&step(at, keyword), keyword, expected, other, faults);
            return Vec::new();
        }
    };
    let mut texts = Vec::with_capacity(items.len());
    for (index, item) in items.iter().enumerate() {
        match item {
            Value::String(text) if !text.trim().is_empty() => texts.push((index, text.as_str())),
            other => wrong_type(
                &item_pointer(at, keyword, index),
                keyword,
                expected,
                other,
                faults,
            ),
        }
    }
    texts
}

/// Pointer of an item of a list.
pub fn item_pointer(at: &str, keyword: &str, index: usize) -> String {
    format!("{}/{index}", step(at, keyword))
}

/// An annotation that is an object.
pub fn object<'s>(
    schema: &'s Map<String, Value>,
    keyword: &str,
    at: &str,
    faults: &mut Faults,
) -> Option<&'s Map<String, Value>> {
    match schema.get(keyword)? {
        Value::Object(object) => Some(object),
        other => {
            wrong_type(
                &step(at, keyword),
                keyword,
                ["一个对象 {…}", "an object {…}"],
                other,
                faults,
            );
            None
        }
    }
}

/// Names of a list, without pointers.
pub fn aliases(schema: &Map<String, Value>, at: &str, faults: &mut Faults) -> Vec<String> {
    texts(schema, "x-aliases", at, faults)
        .into_iter()
        .map(|(_, text)| text.to_owned())
        .collect()
}

/// A standard text such as `title`; its type is the metaschema's to judge.
pub fn standard_text(schema: &Map<String, Value>, keyword: &str) -> Option<String> {
    schema
        .get(keyword)
        .and_then(Value::as_str)
        .map(str::to_owned)
}
