//! Judges the keywords that speak of a record as a whole: `if`, `anyOf`, `dependentRequired` …
//!
//! `additionalProperties` and `unevaluatedProperties` of the record are left out: columns that the schema does not
//! know never become part of a table, and reading reports them. Nested records are not part of the record either.

use jsonschema::Validator;
use jsonschema::error::ValidationErrorKind;
use rayon::prelude::*;
use serde_json::{Map, Value};

use super::bound::json_number;
use super::keyword::{compile, failure, judging, shortened};
use super::{Breach, LeaveOut};
use crate::ledger::{self, Definition, FieldId, Table};

/// Records of one task.
const CHUNK: u32 = 4096;

/// Keywords that look at properties which they do not name.
const SEE_ALL: [&str; 8] = [
    "minProperties",
    "maxProperties",
    "propertyNames",
    "patternProperties",
    "additionalProperties",
    "unevaluatedProperties",
    "$ref",
    "$dynamicRef",
];

/// The judging keywords of a record, compiled.
pub struct RecordJudge {
    validator: Validator,
    /// Fields that the keywords can see, with their names.
    fields: Vec<(FieldId, String)>,
}

impl RecordJudge {
    /// `None` where the schema has no keyword of this sort.
    pub fn new(definition: &Definition) -> Option<Self> {
        let keywords = of_the_record(definition)?;
        let names = definition
            .fields
            .iter()
            .map(|field| field.name.clone())
            .enumerate();
        let named = Value::Object(keywords.clone());
        let fields = names.filter(|(_, name)| sees(&named, name));
        let fields = fields
            .map(|(index, name)| (FieldId::new(index), name))
            .collect();
        Some(RecordJudge {
            validator: compile(keywords, &definition.schema)?,
            fields,
        })
    }

    /// Skips records of which a cell that matters is in `leave_out`: what is unreadable cannot be judged.
    pub fn judge(&self, table: &Table, leave_out: &LeaveOut) -> Vec<Breach> {
        let chunks = (0..table.rows.div_ceil(CHUNK)).into_par_iter();
        let rows = chunks
            .map(|chunk| chunk * CHUNK..(chunk * CHUNK).saturating_add(CHUNK).min(table.rows));
        rows.flat_map_iter(|rows| self.judge_rows(table, rows, leave_out))
            .collect()
    }

    fn judge_rows(
        &self,
        table: &Table,
        rows: std::ops::Range<u32>,
        leave_out: &LeaveOut,
    ) -> Vec<Breach> {
        let mut breaches = Vec::new();
        let mut object = Value::Object(Map::new());
        for row in rows {
            if self.fields.iter().any(|(field, _)| leave_out(row, *field)) {
                continue;
            }
            if let Value::Object(map) = &mut object {
                map.clear();
                let known = self.fields.iter().filter_map(|(field, name)| {
                    Some((name, json(table.column(*field).value(row as usize))?))
                });
                map.extend(known.map(|(name, value)| (name.clone(), value)));
            }
            if !self.validator.is_valid(&object) {
                breaches.extend(
                    self.validator
                        .iter_errors(&object)
                        .map(|error| self.breach(row, &error)),
                );
            }
        }
        breaches
    }

    fn breach(&self, row: u32, error: &jsonschema::ValidationError) -> Breach {
        let named = |name: &str| {
            self.fields
                .iter()
                .find(|(_, field)| field == name)
                .map(|(id, _)| *id)
        };
        let (kind, details) = failure(error);
        if let ValidationErrorKind::Required { property } = error.kind() {
            return (
                row,
                property.as_str().and_then(named),
                kind,
                details,
                String::new(),
            );
        }
        let path = error.instance_path().as_str();
        let field = path.split('/').nth(1).and_then(named);
        let found = match (field, error.instance().as_ref()) {
            (None, _) => String::new(),
            (Some(_), Value::String(text)) => shortened(text),
            (Some(_), other) => shortened(&other.to_string()),
        };
        (row, field, kind, details, found)
    }
}

/// Whether keywords of the record as a whole look at a property.
pub fn looks_at(definition: &Definition, name: &str) -> bool {
    of_the_record(definition).is_some_and(|keywords| sees(&Value::Object(keywords), name))
}

fn of_the_record(definition: &Definition) -> Option<Map<String, Value>> {
    let except = [
        "properties",
        "additionalProperties",
        "unevaluatedProperties",
    ];
    judging(&definition.schema, &except)
}

fn sees(keywords: &Value, name: &str) -> bool {
    SEE_ALL.iter().any(|keyword| mentions(keywords, keyword)) || mentions(keywords, name)
}

/// The canonical JSON form; `None` for a missing value, which is an absent property.
fn json(value: ledger::Value) -> Option<Value> {
    Some(match value {
        ledger::Value::Null => return None,
        ledger::Value::Integer(n) => n.into(),
        ledger::Value::Decimal(d) => json_number(d),
        ledger::Value::Boolean(b) => b.into(),
        ledger::Value::Text(text) => Value::String(text.as_ref().to_owned()),
        ledger::Value::Date(date) => Value::String(date.to_string()),
        ledger::Value::Month(month) => Value::String(month.to_string()),
    })
}

/// True where a key or a text anywhere in the value is this word.
fn mentions(value: &Value, word: &str) -> bool {
    match value {
        Value::String(text) => text == word,
        Value::Array(items) => items.iter().any(|item| mentions(item, word)),
        Value::Object(map) => map
            .iter()
            .any(|(key, value)| key == word || mentions(value, word)),
        _ => false,
    }
}
