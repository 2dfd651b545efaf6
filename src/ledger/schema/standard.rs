//! What the standard says of a schema file: that it is JSON, valid against draft 2020-12, and can be compiled.

use jsonschema::error::ValidationErrorKind;
use serde_json::Value;

use super::SchemaFault;
use super::fault::{Faults, shown, step};

const DRAFT: &str = "https://json-schema.org/draft/2020-12/schema";

/// Keywords, other than `pattern`, that can fail to compile though they are valid.
const COMPILED: [&str; 4] = ["patternProperties", "$ref", "$dynamicRef", "$vocabulary"];

/// Builds the metaschema's validator, which takes longer than to read a dozen schemas.
pub fn prepare() {
    // building it is all that is wanted; it stays for `check`
    let _ = jsonschema::draft202012::meta::validator();
}

/// The JSON object of a file, or the fault that there is none.
pub fn parse(text: &str, mut faults: Faults) -> Result<Value, Vec<SchemaFault>> {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let error = match serde_json::from_str(text) {
        Ok(value @ Value::Object(_)) => return Ok(value),
        Ok(_) => {
            faults.add(
                "",
                [
                    "文件内容应是一个 JSON 对象".to_owned(),
                    "the file must hold one JSON object".to_owned(),
                ],
                [
                    "以 { 开头,写 title、x-key、properties".to_owned(),
                    "begin with { and give title, x-key, properties".to_owned(),
                ],
            );
            return Err(faults.done());
        }
        Err(error) => error,
    };
    let (line, column) = (error.line(), error.column());
    let why = match error.classify() {
        serde_json::error::Category::Eof => ["文件没有写完", "the file ends too early"],
        _ => ["不是合法的 JSON", "this is not JSON"],
    };
    faults.add(
        "",
        [
            format!("第{line}行第{column}列:{}", why[0]),
            format!("line {line}, column {column}: {}", why[1]),
        ],
        [
            "检查引号、逗号和括号是否配对".to_owned(),
            "check that quotes, commas and brackets are balanced".to_owned(),
        ],
    );
    Err(faults.done())
}

/// Faults against the metaschema, then against compilation; silent about places that already have a fault.
pub fn check(schema: &Value, faults: &mut Faults) {
    if let Some(draft) = schema.get("$schema")
        && draft.as_str().map(|uri| uri.trim_end_matches('#')) != Some(DRAFT)
    {
        faults.add(
            "/$schema",
            [
                format!("$schema 是 {},不是 2020-12 版", shown(draft)),
                format!("$schema is {}, not draft 2020-12", shown(draft)),
            ],
            [
                format!("写成 \"$schema\": \"{DRAFT}\""),
                format!("write \"$schema\": \"{DRAFT}\""),
            ],
        );
        return;
    }
    let metaschema = jsonschema::draft202012::meta::validator();
    let mut valid = true;
    if !metaschema.is_valid(schema) {
        for error in metaschema.iter_errors(schema) {
            valid = false;
            let pointer = error.instance_path().as_str();
            if !faults.know(pointer) {
                faults.add(pointer, message(&error), advice(error.kind()));
            }
        }
    }
    if valid && mentions(schema, &COMPILED) {
        compile(schema, faults);
    }
}

/// A step into a schema.
#[derive(Clone, Copy)]
enum Step<'s> {
    Key(&'s str),
    Item(usize),
}

/// All `pattern`s of a schema with their pointers.
pub fn patterns(schema: &Value) -> Vec<(String, &str)> {
    let mut found = Vec::new();
    find_patterns(schema, &mut Vec::new(), &mut found);
    found
}

fn find_patterns<'s>(
    schema: &'s Value,
    path: &mut Vec<Step<'s>>,
    found: &mut Vec<(String, &'s str)>,
) {
    let mut inside = |step, value, path: &mut Vec<Step<'s>>| {
        path.push(step);
        find_patterns(value, path, found);
        path.pop();
    };
    match schema {
        Value::Object(map) => {
            // under these, keys are names and not keywords
            let names = matches!(
                path.last(),
                Some(Step::Key("properties" | "$defs" | "dependentSchemas"))
            );
            for (key, value) in map {
                let data = matches!(key.as_str(), "enum" | "const" | "default" | "examples");
                if names || !(data || key.starts_with("x-")) {
                    inside(Step::Key(key), value, path);
                }
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                inside(Step::Item(index), item, path);
            }
        }
        Value::String(pattern) if matches!(path.last(), Some(Step::Key("pattern"))) => {
            let pointer = path.iter().fold(String::new(), |at, step| match step {
                Step::Key(key) => self::step(&at, key),
                Step::Item(index) => format!("{at}/{index}"),
            });
            found.push((pointer, pattern));
        }
        _ => {}
    }
}

/// True where the expression compiles.
pub fn is_pattern(pattern: &str) -> bool {
    let schema = serde_json::json!({ "pattern": pattern });
    jsonschema::draft202012::options().build(&schema).is_ok()
}

/// The fault of an expression that does not.
pub fn bad_pattern(pointer: &str, pattern: &str, faults: &mut Faults) {
    faults.add(
        pointer,
        [
            format!("正则表达式 {pattern} 不合法"),
            format!("{pattern} is no valid regular expression"),
        ],
        [
            "正则表达式用 ECMA 262 的写法,检查括号和反斜杠".to_owned(),
            "expressions are those of ECMA 262; check brackets and backslashes".to_owned(),
        ],
    );
}

fn compile(schema: &Value, faults: &mut Faults) {
    let Err(error) = jsonschema::draft202012::options().build(schema) else {
        return;
    };
    let pointer = error.instance_path().as_str().to_owned();
    let message = match error.kind() {
        ValidationErrorKind::Referencing(_) => [
            "$ref 指的地方找不到".to_owned(),
            "a $ref leads nowhere".to_owned(),
        ],
        _ => [
            format!("正则表达式 {} 不合法", shown(error.instance())),
            format!("{} is no valid regular expression", shown(error.instance())),
        ],
    };
    faults.add(
        pointer,
        message,
        [
            "$ref 只能指向本文件的 $defs;正则表达式用 ECMA 262 的写法".to_owned(),
            "a $ref can only lead into this file's $defs; expressions are those of ECMA 262"
                .to_owned(),
        ],
    );
}

/// True where an object anywhere in the value has one of the keys. Depth is bounded by the JSON parser's.
fn mentions(value: &Value, keys: &[&str]) -> bool {
    match value {
        Value::Object(map) => map
            .iter()
            .any(|(key, value)| keys.contains(&key.as_str()) || mentions(value, keys)),
        Value::Array(items) => items.iter().any(|item| mentions(item, keys)),
        _ => false,
    }
}

fn message(error: &jsonschema::ValidationError) -> [String; 2] {
    let found = shown(error.instance());
    match error.kind() {
        ValidationErrorKind::Type { .. } | ValidationErrorKind::AnyOf { .. } => [
            format!("{found} 的类型不合 JSON Schema 的规定"),
            format!("{found} has the wrong type for JSON Schema"),
        ],
        ValidationErrorKind::Enum { options } => [
            format!("{found} 不在 {} 之中", shown(options)),
            format!("{found} is none of {}", shown(options)),
        ],
        ValidationErrorKind::UniqueItems => [
            format!("{found} 里有重复的项"),
            format!("{found} has an item twice"),
        ],
        ValidationErrorKind::Minimum { limit }
        | ValidationErrorKind::ExclusiveMinimum { limit } => [
            format!("{found} 应大于 {limit}"),
            format!("{found} must be greater than {limit}"),
        ],
        ValidationErrorKind::MinItems { .. } => [
            format!("{found} 不能为空"),
            format!("{found} must not be empty"),
        ],
        other => {
            let keyword = other.keyword();
            [
                format!("{found} 不合 JSON Schema 的规定({keyword})"),
                format!("{found} is not valid JSON Schema ({keyword})"),
            ]
        }
    }
}

fn advice(kind: &ValidationErrorKind) -> [String; 2] {
    match kind {
        ValidationErrorKind::UniqueItems => {
            ["每项只写一次".to_owned(), "write each item once".to_owned()]
        }
        _ => [
            "按 JSON Schema 2020-12 改正".to_owned(),
            "correct it after JSON Schema draft 2020-12".to_owned(),
        ],
    }
}
