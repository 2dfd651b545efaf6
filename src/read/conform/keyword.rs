//! Which keywords judge a value, and what a failed one is called.

use jsonschema::error::ValidationErrorKind as Failed;
use jsonschema::{ValidationError, Validator};
use serde_json::{Map, Value, json};

use crate::ledger::{Kind, Month};

/// Keywords that describe, or that reading has settled.
const SILENT: [&str; 15] = [
    "$schema",
    "$id",
    "$anchor",
    "$dynamicAnchor",
    "$comment",
    "$defs",
    "type",
    "title",
    "description",
    "default",
    "deprecated",
    "readOnly",
    "writeOnly",
    "examples",
    "required",
];

/// The judging keywords of a schema, except those named; `None` where there is none.
pub fn judging(schema: &Value, except: &[&str]) -> Option<Map<String, Value>> {
    let judges =
        |name: &str| !name.starts_with("x-") && !SILENT.contains(&name) && !except.contains(&name);
    let keywords = schema.as_object()?.iter().filter(|(name, _)| judges(name));
    let keywords: Map<String, Value> = keywords
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    (!keywords.is_empty()).then_some(keywords)
}

/// Compiles keywords that may refer to the record schema's `$defs`. Formats are judged, year-month included.
pub fn compile(mut keywords: Map<String, Value>, record: &Value) -> Option<Validator> {
    if let Some(defs) = record.get("$defs") {
        keywords.insert("$defs".to_owned(), defs.clone());
    }
    let options = jsonschema::draft202012::options();
    let options = options
        .should_validate_formats(true)
        .with_format("year-month", |text: &str| Month::parse(text).is_some());
    options.build(&Value::Object(keywords)).ok()
}

/// Kind and details of a failed keyword.
pub fn failure(error: &ValidationError) -> (Kind, Vec<String>) {
    let limited =
        |kind: Kind, limit: String| (kind, vec![error.kind().keyword().to_owned(), limit]);
    match error.kind() {
        Failed::Required { .. } => (Kind::SchemaRequired, Vec::new()),
        Failed::Enum { options } => (
            Kind::SchemaEnum,
            options
                .as_array()
                .into_iter()
                .flatten()
                .filter(|v| !v.is_null())
                .map(plain)
                .collect(),
        ),
        Failed::Constant { expected_value } => (Kind::SchemaEnum, vec![plain(expected_value)]),
        Failed::Pattern { pattern } => (Kind::SchemaPattern, vec![pattern.clone()]),
        Failed::MinLength { limit } | Failed::MaxLength { limit } => {
            limited(Kind::SchemaLength, limit.to_string())
        }
        Failed::Minimum { limit }
        | Failed::Maximum { limit }
        | Failed::ExclusiveMinimum { limit }
        | Failed::ExclusiveMaximum { limit } => limited(Kind::SchemaRange, limit.to_string()),
        Failed::MultipleOf { multiple_of } => {
            limited(Kind::SchemaRange, json!(multiple_of).to_string())
        }
        Failed::Format { format } => (Kind::SchemaFormat, vec![format.clone()]),
        other => (
            Kind::SchemaOther,
            vec![
                other.keyword().to_owned(),
                error.schema_path().as_str().to_owned(),
            ],
        ),
    }
}

/// A JSON value as people write it: texts without quotes.
fn plain(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

/// The text as messages quote it, at most 200 characters.
pub fn shortened(text: &str) -> String {
    match text.char_indices().nth(200) {
        Some((end, _)) => text[..end].to_owned(),
        None => text.to_owned(),
    }
}
