//! `x-codes`: codes that are not for all times, with the days on which they are; and `x-codes-by`.

use serde_json::{Map, Value};

use super::fault::{Faults, did_you_mean, shown, step};
use super::keyword::{item_pointer, text};
use crate::ledger::{Date, DatedCode, Field, FieldId, Type};

/// What an entry may say.
const KEYS: [&str; 4] = ["code", "from", "until", "source"];

/// Reads the entries; those with faults are left out.
pub fn dated_codes(
    schema: &Map<String, Value>,
    codes: &[String],
    at: &str,
    faults: &mut Faults,
) -> Vec<DatedCode> {
    let entries = match schema.get("x-codes") {
        None => return Vec::new(),
        Some(Value::Array(entries)) => entries,
        Some(other) => {
            faults.add(
                step(at, "x-codes"),
                [
                    format!("x-codes 应是列表,写的是 {}", shown(other)),
                    format!("x-codes must be a list, not {}", shown(other)),
                ],
                FORM.map(str::to_owned),
            );
            return Vec::new();
        }
    };
    let mut dated: Vec<DatedCode> = Vec::with_capacity(entries.len());
    for (index, value) in entries.iter().enumerate() {
        let at = item_pointer(at, "x-codes", index);
        let Some(code) = entry(value, codes, &at, faults) else {
            continue;
        };
        if dated.iter().any(|known| known.code == code.code) {
            faults.add(
                step(&at, "code"),
                [
                    format!("{} 在 x-codes 里写了两次", code.code),
                    format!("{} stands in x-codes twice", code.code),
                ],
                [
                    "合成一条".to_owned(),
                    "make one entry of the two".to_owned(),
                ],
            );
            continue;
        }
        dated.push(code);
    }
    dated
}

const FORM: [&str; 2] = [
    "写成 [{\"code\": \"…\", \"from\": \"2021-05-14\", \"source\": \"…\"}],from、until 至少写一个",
    "write [{\"code\": \"…\", \"from\": \"2021-05-14\", \"source\": \"…\"}] with from, until or both",
];

fn entry(value: &Value, codes: &[String], at: &str, faults: &mut Faults) -> Option<DatedCode> {
    let Some(entry) = value.as_object() else {
        let message = [
            format!("x-codes 的一项应是对象,写的是 {}", shown(value)),
            format!(
                "an entry of x-codes must be an object, not {}",
                shown(value)
            ),
        ];
        faults.add(at, message, FORM.map(str::to_owned));
        return None;
    };
    for key in entry.keys().filter(|key| !KEYS.contains(&key.as_str())) {
        faults.add(
            step(at, key),
            [
                format!("x-codes 里没有 {key} 这一项"),
                format!("an entry of x-codes has no {key}"),
            ],
            did_you_mean(key, KEYS),
        );
    }
    let (code, source) = (
        text(entry, "code", at, faults),
        text(entry, "source", at, faults),
    );
    let (from, until) = (
        day(entry, "from", at, faults),
        day(entry, "until", at, faults),
    );
    let (Some(code), Some(source)) = (code, source) else {
        let name = if code.is_none() { "code" } else { "source" };
        if !faults.know(at) {
            faults.add(
                at,
                [
                    format!("x-codes 的一项没有写 {name}"),
                    format!("an entry of x-codes has no {name}"),
                ],
                FORM.map(str::to_owned),
            );
        }
        return None;
    };
    if !codes.iter().any(|known| known == code) {
        faults.add(
            step(at, "code"),
            [
                format!("{code} 不在 enum 里"),
                format!("{code} is not in enum"),
            ],
            did_you_mean(code, codes.iter().map(String::as_str)),
        );
        return None;
    }
    let empty = from.is_none() && until.is_none();
    let backwards = from.zip(until).is_some_and(|(from, until)| from > until);
    if (empty || backwards) && !faults.know(at) {
        faults.add(
            at,
            [
                format!("{code} 的 from、until 没有写,或先后颠倒"),
                format!("from and until of {code} are missing, or the wrong way round"),
            ],
            FORM.map(str::to_owned),
        );
    }
    Some(DatedCode {
        code: code.to_owned(),
        from,
        until,
        source: source.to_owned(),
    })
}

fn day(entry: &Map<String, Value>, key: &str, at: &str, faults: &mut Faults) -> Option<Date> {
    let written = text(entry, key, at, faults)?;
    let day = Date::parse(written);
    if day.is_none() {
        faults.add(
            step(at, key),
            [
                format!("{key} 的 {written} 不是日期"),
                format!("{written} is no date"),
            ],
            [
                "写成 2021-05-14 这样的日期".to_owned(),
                "write a day such as 2021-05-14".to_owned(),
            ],
        );
    }
    day
}

/// Sets the fields that `x-codes-by` names.
pub fn codes_by(
    fields: &mut [Field],
    properties: &[(&String, &Value)],
    at: &str,
    faults: &mut Faults,
) {
    for (name, schema) in properties {
        let Some(schema) = schema.as_object().filter(|s| s.contains_key("x-codes-by")) else {
            continue;
        };
        let pointer = step(&step(at, "properties"), name);
        let Some(sibling) = text(schema, "x-codes-by", &pointer, faults) else {
            continue;
        };
        let Some(index) = fields.iter().position(|f| f.name == **name) else {
            continue;
        };
        let is_date = |f: &Field| f.kind == Type::Date && f.name == sibling;
        match fields.iter().position(is_date) {
            Some(found) => fields[index].codes_by = Some(FieldId::new(found)),
            None => faults.add(
                step(&pointer, "x-codes-by"),
                [
                    format!("x-codes-by 指的 {sibling} 不是同一台账里的日期"),
                    format!("x-codes-by names {sibling}, which is no date of this ledger"),
                ],
                did_you_mean(
                    sibling,
                    fields
                        .iter()
                        .filter(|f| f.kind == Type::Date)
                        .map(|f| f.name.as_str()),
                ),
            ),
        }
    }
}
