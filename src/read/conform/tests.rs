//! Breaches of every keyword, and the columnar way against the plain one: each record as an object, one by one.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::UInt32Type;
use arrow_array::{
    ArrayRef, BooleanArray, Date32Array, Decimal128Array, DictionaryArray, Int32Array, Int64Array,
    StringArray,
};
use serde_json::{Map, Value, json};

use super::*;
use crate::lang::Lang;
use crate::ledger::{Column, Date, Decimal, Month, Type, parse_schemas};

fn definition(schema: Value) -> Definition {
    let mut schema = schema;
    schema["type"] = json!("object");
    let first = schema["properties"]
        .as_object()
        .and_then(|p| p.keys().next().cloned())
        .expect("a property");
    schema["x-key"] = json!([first]);
    let files = [("t.schema.json".to_owned(), schema.to_string())];
    parse_schemas(&files, Lang::En)
        .unwrap_or_else(|faults| panic!("{faults:?}"))
        .definitions
        .remove(0)
}

/// A column from JSON values; null is missing.
fn array(kind: Type, values: &[Value]) -> ArrayRef {
    let text = |v: &Value| v.as_str().map(str::to_owned);
    match kind {
        Type::Text => Arc::new(values.iter().map(text).collect::<StringArray>()),
        Type::Integer => Arc::new(values.iter().map(Value::as_i64).collect::<Int64Array>()),
        Type::Decimal => {
            let raw = values
                .iter()
                .map(|v| Decimal::parse(&v.to_string()).map(|d| d.0));
            let array = raw.collect::<Decimal128Array>();
            Arc::new(
                array
                    .with_precision_and_scale(Decimal::PRECISION, Decimal::SCALE as i8)
                    .expect("in range"),
            )
        }
        Type::Date => Arc::new(
            values
                .iter()
                .map(|v| Date::parse(v.as_str()?).map(|d| d.0))
                .collect::<Date32Array>(),
        ),
        Type::Month => Arc::new(
            values
                .iter()
                .map(|v| Month::parse(v.as_str()?).map(|m| m.0))
                .collect::<Int32Array>(),
        ),
        Type::Boolean => Arc::new(values.iter().map(Value::as_bool).collect::<BooleanArray>()),
    }
}

fn table(definition: &Definition, records: &[Value]) -> Table {
    let column = |field: &crate::ledger::Field| {
        let values: Vec<Value> = records
            .iter()
            .map(|r| r.get(&field.name).cloned().unwrap_or(Value::Null))
            .collect();
        Column {
            values: array(field.kind, &values),
            present: true,
        }
    };
    Table {
        rows: records.len() as u32,
        columns: definition.fields.iter().map(column).collect(),
        segments: Vec::new(),
        nested: None,
    }
}

fn shown(definition: &Definition, breaches: Vec<Breach>) -> Vec<String> {
    let name = |field: Option<FieldId>| field.map_or("", |f| &definition.field(f).name);
    let line = |(row, field, kind, details, found): Breach| {
        format!(
            "{row} {} {} [{}] {found}",
            name(field),
            kind.name(),
            details.join(" ")
        )
        .trim_end()
        .to_owned()
    };
    breaches.into_iter().map(line).collect()
}

fn check(schema: Value, records: Value, expected: &[&str]) {
    let definition = definition(schema);
    let records = records.as_array().cloned().expect("a list");
    let breaches =
        Judge::new(&definition).judge(&table(&definition, &records), Date(0), &|_, _| false);
    assert_eq!(shown(&definition, breaches), expected);
}

fn check_value(kind: Value, value: Value, expected: &[&str]) {
    check(
        json!({"properties": {"a": kind}}),
        json!([{"a": value}]),
        expected,
    );
}

#[test]
fn a_code_must_have_been_in_use_on_the_record_s_day_or_else_the_as_of_date() {
    let schema = json!({"properties": {
        "a": {
            "type": "string", "enum": ["旧", "新", "常"], "x-codes-by": "day",
            "x-codes": [
                {"code": "旧", "until": "2020-12-31", "source": "文件"},
                {"code": "新", "from": "2021-01-01", "source": "文件"},
            ],
        },
        "day": {"type": "string", "format": "date"},
    }});
    let records = json!([
        {"a": "旧", "day": "2020-12-31"},
        {"a": "旧", "day": "2021-01-01"},
        {"a": "新", "day": "2020-12-31"},
        {"a": "新", "day": "2021-01-01"},
        {"a": "新"},
        {"a": "旧"},
        {"a": "常", "day": "1999-01-01"},
        {"day": "1999-01-01"},
    ]);
    let records = records.as_array().cloned().expect("a list");
    let definition = definition(schema);
    let as_of = Date::parse("2020-06-30").expect("a day");
    for dictionary in [false, true] {
        let mut table = table(&definition, &records);
        if dictionary {
            let texts = table.columns[0].values.as_string::<i32>().iter();
            table.columns[0].values = Arc::new(texts.collect::<DictionaryArray<UInt32Type>>());
        }
        let breaches = Judge::new(&definition).judge(&table, as_of, &|_, _| false);
        assert_eq!(
            shown(&definition, breaches),
            [
                "1 a schema-code [ 2020-12-31 2021-01-01 day 文件] 旧",
                "2 a schema-code [2021-01-01  2020-12-31 day 文件] 新",
                "4 a schema-code [2021-01-01  2020-06-30  文件] 新",
            ]
        );
    }
}

#[test]
fn every_keyword_of_a_value_has_its_kind_and_details() {
    check_value(
        json!({"type": "string", "enum": ["有", "无", null]}),
        json!("或"),
        &["0 a schema-enum [有 无] 或"],
    );
    check_value(
        json!({"type": "string", "const": "有"}),
        json!("无"),
        &["0 a schema-enum [有] 无"],
    );
    check_value(
        json!({"type": "string", "pattern": "^1[3-9]"}),
        json!("12"),
        &["0 a schema-pattern [^1[3-9]] 12"],
    );
    check_value(
        json!({"type": "string", "maxLength": 2}),
        json!("一二三"),
        &["0 a schema-length [maxLength 2] 一二三"],
    );
    check_value(
        json!({"type": "string", "minLength": 4}),
        json!("一二三"),
        &["0 a schema-length [minLength 4] 一二三"],
    );
    check_value(
        json!({"type": "string", "format": "email"}),
        json!("甲"),
        &["0 a schema-format [email] 甲"],
    );
    check_value(
        json!({"type": "string", "not": {"const": "x"}}),
        json!("x"),
        &["0 a schema-other [not /not] x"],
    );
    check_value(
        json!({"type": "integer", "minimum": 1}),
        json!(0),
        &["0 a schema-range [minimum 1] 0"],
    );
    check_value(
        json!({"type": "integer", "enum": [1, 2]}),
        json!(3),
        &["0 a schema-enum [1 2] 3"],
    );
    check_value(
        json!({"type": "number", "exclusiveMaximum": 0.3}),
        json!(0.3),
        &["0 a schema-range [exclusiveMaximum 0.3] 0.3"],
    );
    check_value(
        json!({"type": "number", "multipleOf": 0.01}),
        json!(0.075),
        &["0 a schema-range [multipleOf 0.01] 0.075"],
    );
    check_value(
        json!({"type": "number", "multipleOf": 0.01}),
        json!(19.99),
        &[],
    );
    check_value(
        json!({"type": "boolean", "const": true}),
        json!(false),
        &["0 a schema-enum [true] 否"],
    );
    check_value(
        json!({"type": "string", "format": "date", "pattern": "^2021"}),
        json!("2020-05-01"),
        &["0 a schema-pattern [^2021] 2020-05-01"],
    );
    check_value(
        json!({"type": "string", "format": "year-month", "pattern": "^\\d{4}-(0[1-9]|1[0-2])$"}),
        json!("2021-05"),
        &[],
    );
    check_value(
        json!({"type": "string", "minLength": 3, "pattern": "^a"}),
        json!("b"),
        &[
            "0 a schema-length [minLength 3] b",
            "0 a schema-pattern [^a] b",
        ],
    );
}

#[test]
fn values_may_refer_to_definitions_of_the_file() {
    let schema = json!({"$defs": {"short": {"maxLength": 1}}, "properties": {"a": {"type": "string", "$ref": "#/$defs/short"}}});
    check(
        schema,
        json!([{"a": "xx"}, {"a": "x"}]),
        &["0 a schema-length [maxLength 1] xx"],
    );
}

#[test]
fn missing_values_break_only_required() {
    let schema = json!({"required": ["a"], "properties": {"a": {"type": "string", "enum": ["x"]}, "b": {"type": "string", "enum": ["y"]}}});
    check(
        schema,
        json!([{"b": "y"}, {"a": "x"}]),
        &["0 a schema-required []"],
    );
}

#[test]
fn cells_that_reading_reported_are_left_out() {
    let definition = definition(
        json!({"required": ["a"], "properties": {"a": {"type": "string"}, "b": {"type": "string"}}, "dependentRequired": {"b": ["a"]}}),
    );
    let table = table(&definition, &[json!({"b": "1"}), json!({"b": "2"})]);
    let breaches = Judge::new(&definition).judge(&table, Date(0), &|row, field| {
        row == 0 && field.index() == 0
    });
    assert_eq!(
        shown(&definition, breaches),
        ["1 a schema-required []", "1 a schema-required []"]
    );
}

#[test]
fn an_absent_column_is_one_breach_in_a_table_and_one_for_each_record_in_a_document() {
    let definition =
        definition(json!({"required": ["a"], "properties": {"a": {"type": "string"}}}));
    let rows = |lack| shown(&definition, lacking(3..5, FieldId::new(0), lack));
    assert_eq!(rows(Lack::Column), ["3 a schema-required [2]"]);
    assert_eq!(
        rows(Lack::Properties),
        ["3 a schema-required []", "4 a schema-required []"]
    );
    let column = Column {
        values: Column::absent(Type::Text, 2).values,
        present: false,
    };
    let table = Table {
        rows: 2,
        columns: vec![column],
        segments: Vec::new(),
        nested: None,
    };
    assert_eq!(
        Judge::new(&definition)
            .judge(&table, Date(0), &|_, _| false)
            .len(),
        2
    );
}

#[test]
fn keywords_of_the_record_see_the_whole_record() {
    let properties =
        json!({"a": {"type": "string"}, "b": {"type": "number"}, "c": {"type": "boolean"}});
    check(
        json!({"properties": properties, "if": {"properties": {"c": {"const": true}}, "required": ["c"]}, "then": {"required": ["b"]}}),
        json!([{"a": "1", "c": true}, {"c": true, "b": 2}, {"c": false}]),
        &["0 b schema-required []"],
    );
    check(
        json!({"properties": properties, "anyOf": [{"required": ["a"]}, {"required": ["b"]}]}),
        json!([{"c": true}, {"a": "x"}]),
        &["0  schema-other [anyOf /anyOf]"],
    );
    check(
        json!({"properties": properties, "allOf": [{"properties": {"b": {"minimum": 5}}}], "additionalProperties": false}),
        json!([{"b": 4.5}, {"b": 5}]),
        &["0 b schema-range [minimum 5] 4.5"],
    );
    check(
        json!({"properties": properties, "minProperties": 2}),
        json!([{"a": "1"}, {"a": "1", "b": 1}]),
        &["0  schema-other [minProperties /minProperties]"],
    );
}

#[test]
fn dictionaries_are_judged_by_their_values() {
    let definition =
        definition(json!({"properties": {"a": {"type": "string", "enum": ["有", "无"]}}}));
    let keys = [Some("有"), None, Some("或"), Some("无"), Some("或")];
    let values: DictionaryArray<UInt32Type> = keys.into_iter().collect();
    let column = Column {
        values: Arc::new(values),
        present: true,
    };
    let table = Table {
        rows: 5,
        columns: vec![column],
        segments: Vec::new(),
        nested: None,
    };
    let breaches = Judge::new(&definition).judge(&table, Date(0), &|_, _| false);
    assert_eq!(
        shown(&definition, breaches),
        ["2 a schema-enum [有 无] 或", "4 a schema-enum [有 无] 或"]
    );
}

#[test]
fn a_long_value_is_shortened() {
    let long = "长".repeat(300);
    let definition = definition(json!({"properties": {"a": {"type": "string", "maxLength": 1}}}));
    let breaches = Judge::new(&definition).judge(
        &table(&definition, &[json!({"a": long})]),
        Date(0),
        &|_, _| false,
    );
    assert_eq!(breaches[0].4.chars().count(), 200);
}

/// A small generator, so that a failure can be repeated.
fn random(state: &mut u64, below: u64) -> u64 {
    *state = state
        .wrapping_mul(6_364_136_223_846_793_005)
        .wrapping_add(1_442_695_040_888_963_407);
    (*state >> 33) % below
}

/// The plain way: the file's own schema, each record as an object, places and keywords as the crate names them.
fn plainly(schema: &Value, records: &[Value]) -> Vec<(u32, String, Kind)> {
    let options = jsonschema::draft202012::options().should_validate_formats(true);
    let validator = options.build(schema).expect("a schema");
    let mut found = Vec::new();
    for (row, record) in records.iter().enumerate() {
        for error in validator.iter_errors(record) {
            let path = error
                .instance_path()
                .as_str()
                .trim_start_matches('/')
                .to_owned();
            let place = match error.kind() {
                jsonschema::error::ValidationErrorKind::Required { property } => {
                    property.as_str().unwrap_or("").to_owned()
                }
                _ => path,
            };
            found.push((row as u32, place, super::keyword::failure(&error).0));
        }
    }
    found
}

#[test]
fn columns_agree_with_records_judged_one_by_one() {
    let schema = json!({
        "required": ["code", "amount"],
        "properties": {
            "code": {"type": "string", "enum": ["a", "b", "c"]},
            "phone": {"type": "string", "pattern": "^1[3-9]\\d$", "maxLength": 3},
            "amount": {"type": "number", "minimum": 1, "maximum": 50, "multipleOf": 0.5},
            "count": {"type": "integer", "exclusiveMinimum": 2},
            "made": {"type": "string", "format": "date", "pattern": "-0[1-5]-"},
            "done": {"type": "boolean", "const": true}
        },
        "if": {"properties": {"code": {"const": "a"}}, "required": ["code"]},
        "then": {"required": ["phone"]},
        "not": {"required": ["done", "made"]}
    });
    let mut state = 42;
    for round in 0..60 {
        let mut records = Vec::new();
        for _ in 0..random(&mut state, 80) {
            let mut record = Map::new();
            let mut put = |name: &str, value: Value, keep: u64| {
                if keep > 0 {
                    record.insert(name.to_owned(), value);
                }
            };
            put(
                "code",
                json!(["a", "b", "c", "d", "长"][random(&mut state, 5) as usize]),
                random(&mut state, 5),
            );
            put(
                "phone",
                json!(random(&mut state, 250).to_string()),
                random(&mut state, 3),
            );
            put(
                "amount",
                json!(random(&mut state, 240) as f64 / 4.0),
                random(&mut state, 6),
            );
            put("count", json!(random(&mut state, 6)), random(&mut state, 3));
            put(
                "made",
                json!(format!(
                    "2021-{:02}-{:02}",
                    1 + random(&mut state, 12),
                    1 + random(&mut state, 28)
                )),
                random(&mut state, 3),
            );
            put(
                "done",
                json!(random(&mut state, 2) == 1),
                random(&mut state, 3),
            );
            records.push(Value::Object(record));
        }
        let definition = definition(schema.clone());
        let breaches =
            Judge::new(&definition).judge(&table(&definition, &records), Date(0), &|_, _| false);
        let name = |field: Option<FieldId>| {
            field.map_or(String::new(), |f| definition.field(f).name.clone())
        };
        let mut ours: Vec<_> = breaches
            .into_iter()
            .map(|(row, field, kind, ..)| (row, name(field), kind))
            .collect();
        let mut theirs = plainly(&schema, &records);
        ours.sort();
        theirs.sort();
        assert_eq!(ours, theirs, "round {round}");
    }
}
