//! One property with a single value, as a field.

use serde_json::{Map, Value};

use super::code::dated_codes;
use super::fault::{Faults, did_you_mean, shown, step};
use super::keyword::{
    Place, aliases, check_keywords, flag, item_pointer, object, standard_text, text, texts,
};
use crate::finding::PersonalKind;
use crate::ledger::{Field, FieldId, Lenient, Type};

/// The one JSON type of a property, null left aside.
pub fn json_type(schema: &Map<String, Value>) -> Option<&str> {
    match schema.get("type")? {
        Value::String(name) => Some(name),
        Value::Array(names) => {
            let mut names = names
                .iter()
                .filter_map(Value::as_str)
                .filter(|name| *name != "null");
            names.next().filter(|_| names.next().is_none())
        }
        _ => None,
    }
}

/// Reads a property; `None` where its type is unknown, and then with a fault.
pub fn field(
    name: &str,
    schema: &Map<String, Value>,
    required: bool,
    at: &str,
    faults: &mut Faults,
) -> Option<Field> {
    check_keywords(schema, Place::Field, at, faults);
    let kind = kind(name, schema, at, faults)?;
    let codes = codes(schema);
    let field = Field {
        name: name.to_owned(),
        title: standard_text(schema, "title").unwrap_or_else(|| name.to_owned()),
        aliases: aliases(schema, at, faults),
        description: standard_text(schema, "description"),
        kind,
        required,
        unit: text(schema, "x-unit", at, faults).map(str::to_owned),
        personal: personal(schema, at, faults),
        lenient: lenient(schema, at, faults),
        // set by `long_term` once all siblings are known
        long_term: None,
        planned: flag(schema, "x-planned", at, faults),
        place: flag(schema, "x-place", at, faults),
        responsible: flag(schema, "x-responsible", at, faults),
        code_aliases: code_aliases(schema, &codes, at, faults),
        dated_codes: dated_codes(schema, &codes, at, faults),
        // set by `codes_by` once all siblings are known
        codes_by: None,
        codes,
        schema: standard_keywords(schema),
    };
    check_annotations_fit(&field, schema, at, faults);
    Some(field)
}

/// The property's keywords of the standard, without the words that the field holds in its own members.
fn standard_keywords(schema: &Map<String, Value>) -> Value {
    let standard = schema.iter().filter(|(name, _)| {
        !name.starts_with("x-") && !matches!(name.as_str(), "title" | "description")
    });
    Value::Object(
        standard
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect(),
    )
}

fn kind(name: &str, schema: &Map<String, Value>, at: &str, faults: &mut Faults) -> Option<Type> {
    let format = schema.get("format").and_then(Value::as_str);
    let kind = match json_type(schema) {
        Some("string") if format == Some("date") => Type::Date,
        Some("string") if format == Some("year-month") => Type::Month,
        Some("string") => Type::Text,
        Some("integer") => Type::Integer,
        Some("number") => Type::Decimal,
        Some("boolean") => Type::Boolean,
        _ => {
            let written = schema.get("type").map_or("(无)".to_owned(), shown);
            let advice = match json_type(schema) {
                Some("date") => [
                    "日期写成 string 加 format: date",
                    "a date is a string with format: date",
                ],
                Some("object") => [
                    "把它的属性移到外层,或改成对象的列表",
                    "lift its properties, or make it an array of objects",
                ],
                _ => {
                    let known = ["string", "integer", "number", "boolean", "array"];
                    let zh = "可写 string、integer、number、boolean、array,日期写成 string 加 format: date";
                    let en = "write string, integer, number, boolean or array; a date is a string with format: date";
                    let mean = schema
                        .get("type")
                        .and_then(Value::as_str)
                        .and_then(|t| super::fault::closest(t, known.into_iter()));
                    let Some(near) = mean else {
                        return unknown_type(name, &written, at, [zh.into(), en.into()], faults);
                    };
                    let near = [
                        format!("是不是想写 {near}"),
                        format!("did you mean {near}?"),
                    ];
                    return unknown_type(name, &written, at, near, faults);
                }
            };
            return unknown_type(name, &written, at, advice.map(str::to_owned), faults);
        }
    };
    Some(kind)
}

fn unknown_type(
    name: &str,
    written: &str,
    at: &str,
    advice: [String; 2],
    faults: &mut Faults,
) -> Option<Type> {
    let message = [
        format!("属性 {name} 的类型 {written} 不认识"),
        format!("property {name} has no known type: {written}"),
    ];
    faults.add(step(at, "type"), message, advice);
    None
}

/// The allowed values as text; null is no value.
fn codes(schema: &Map<String, Value>) -> Vec<String> {
    let Some(Value::Array(values)) = schema.get("enum") else {
        return Vec::new();
    };
    let text = |value: &Value| match value {
        Value::Null => None,
        Value::String(code) => Some(code.clone()),
        other => Some(other.to_string()),
    };
    values.iter().filter_map(text).collect()
}

fn code_aliases(
    schema: &Map<String, Value>,
    codes: &[String],
    at: &str,
    faults: &mut Faults,
) -> Vec<(String, String)> {
    let Some(entries) = object(schema, "x-code-aliases", at, faults) else {
        return Vec::new();
    };
    let at = step(at, "x-code-aliases");
    let mut result = Vec::with_capacity(entries.len());
    for (spelling, code) in entries {
        match code.as_str() {
            Some(code) if codes.iter().any(|known| known == code) => {
                result.push((spelling.clone(), code.to_owned()))
            }
            _ => faults.add(
                step(&at, spelling),
                [
                    format!("{spelling} 对应的 {} 不在 enum 里", shown(code)),
                    format!(
                        "{spelling} stands for {}, which is not in enum",
                        shown(code)
                    ),
                ],
                did_you_mean(
                    code.as_str().unwrap_or(""),
                    codes.iter().map(String::as_str),
                ),
            ),
        }
    }
    result
}

fn personal(schema: &Map<String, Value>, at: &str, faults: &mut Faults) -> Option<PersonalKind> {
    let word = text(schema, "x-sensitive", at, faults)?;
    let known = PersonalKind::ALL.iter().find(|(name, _)| *name == word);
    if known.is_none() {
        faults.add(
            step(at, "x-sensitive"),
            [
                format!("x-sensitive 没有 {word} 这一类"),
                format!("x-sensitive has no kind {word}"),
            ],
            did_you_mean(word, PersonalKind::ALL.iter().map(|(name, _)| *name)),
        );
    }
    known.map(|(_, kind)| *kind)
}

fn lenient(schema: &Map<String, Value>, at: &str, faults: &mut Faults) -> Vec<Lenient> {
    let mut forms = Vec::new();
    for (index, word) in texts(schema, "x-lenient", at, faults) {
        match Lenient::ALL.iter().find(|(name, _)| *name == word) {
            Some((_, form)) => forms.push(*form),
            None => faults.add(
                item_pointer(at, "x-lenient", index),
                [
                    format!("x-lenient 没有 {word} 这种形式"),
                    format!("x-lenient has no form {word}"),
                ],
                did_you_mean(word, Lenient::ALL.iter().map(|(name, _)| *name)),
            ),
        }
    }
    forms
}

/// Annotations that only mean something on certain types.
fn check_annotations_fit(
    field: &Field,
    schema: &Map<String, Value>,
    at: &str,
    faults: &mut Faults,
) {
    let dates = matches!(field.kind, Type::Date | Type::Month);
    let fitting = [
        ("x-lenient", field.kind == Type::Date, ["日期", "dates"]),
        ("x-long-term", field.kind == Type::Date, ["日期", "dates"]),
        ("x-planned", dates, ["日期和月份", "dates and months"]),
        ("x-unit", field.kind.is_number(), ["数值", "numbers"]),
        ("x-sensitive", field.kind == Type::Text, ["文字", "text"]),
        ("x-place", field.kind == Type::Text, ["文字", "text"]),
        ("x-responsible", field.kind == Type::Text, ["文字", "text"]),
        ("x-code-aliases", field.kind == Type::Text, ["文字", "text"]),
        ("x-codes", field.kind == Type::Text, ["文字", "text"]),
        ("x-codes-by", field.kind == Type::Text, ["文字", "text"]),
    ];
    for (keyword, fits, [zh, en]) in fitting {
        if !fits && schema.contains_key(keyword) {
            faults.add(
                step(at, keyword),
                [
                    format!("{keyword} 只用于{zh},{} 不是", field.name),
                    format!("{keyword} is for {en}, which {} is not", field.name),
                ],
                [
                    format!("去掉 {keyword},或改属性的类型"),
                    format!("remove {keyword}, or change the property's type"),
                ],
            );
        }
    }
}

/// Sets the fields that `x-long-term` names.
pub fn long_term(
    fields: &mut [Field],
    properties: &[(&String, &Value)],
    at: &str,
    faults: &mut Faults,
) {
    let naming = properties
        .iter()
        .filter_map(|(name, schema)| Some((*name, schema.as_object()?)))
        .filter(|(_, schema)| schema.contains_key("x-long-term"));
    for (name, schema) in naming {
        let pointer = step(&step(at, "properties"), name);
        let Some(sibling) = text(schema, "x-long-term", &pointer, faults) else {
            continue;
        };
        let Some(index) = fields.iter().position(|f| f.name == *name) else {
            continue;
        };
        let flags = || {
            fields
                .iter()
                .filter(|f| f.kind == Type::Boolean)
                .map(|f| f.name.as_str())
        };
        match fields
            .iter()
            .position(|f| f.name == sibling && f.kind == Type::Boolean)
        {
            Some(found) => fields[index].long_term = Some(FieldId::new(found)),
            None => faults.add(
                step(&pointer, "x-long-term"),
                [
                    format!("x-long-term 指的 {sibling} 不是同一台账里的 boolean 属性"),
                    format!(
                        "x-long-term names {sibling}, which is no boolean property of this ledger"
                    ),
                ],
                did_you_mean(sibling, flags()),
            ),
        }
    }
}
