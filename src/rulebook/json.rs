//! Rule files as JSON: the records of their examples, and whole files for validating them against their schema.

use serde_json::Value;

use super::yaml::{Yaml, YamlKind, parse_yaml};

/// A node as JSON, with YAML's core types for plain scalars; numbers keep their notation as text where a binary float
/// would not hold it.
pub fn to_json(node: &Yaml) -> Value {
    match &node.kind {
        YamlKind::List(items) => Value::Array(items.iter().map(to_json).collect()),
        YamlKind::Map(pairs) => Value::Object(
            pairs
                .iter()
                .map(|(k, v)| (k.text().unwrap_or_default().to_owned(), to_json(v)))
                .collect(),
        ),
        YamlKind::Scalar { text, plain: false } => Value::String(text.clone()),
        YamlKind::Scalar { text, plain: true } => match text.as_str() {
            "" | "~" | "null" => Value::Null,
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            number => match number.parse::<i64>() {
                Ok(n) if n.to_string() == number => Value::from(n),
                _ => Value::String(text.clone()),
            },
        },
    }
}

/// A rule file as JSON, for validating it against the schema of rule files; `None` where it is not YAML.
pub fn yaml_to_json(text: &str) -> Option<Value> {
    parse_yaml(text).ok().map(|root| to_json(&root))
}
