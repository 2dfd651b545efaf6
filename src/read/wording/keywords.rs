//! Words for JSON Schema keywords that a value does not meet; `jsonschema` judges, nothing of its English is shown.

use super::pattern;
use super::{Data, Texts};
use crate::lang::Lang;
use crate::ledger::Kind;

pub fn words(kind: Kind, d: &Data) -> Texts {
    let (value, name) = (d.value(), d.name());
    let (keyword, limit) = (d.detail(0).unwrap_or_default(), d.detail(1).unwrap_or("?"));
    match kind {
        Kind::SchemaRequired => d.texts(
            (
                format!("{name}必须填写,现在是空的"),
                format!("{name} is required and missing"),
            ),
            ("没有填写", "missing"),
            ("按实际情况补填", "fill it in"),
        ),
        Kind::SchemaEnum => {
            let list = codes(d.details, d.lang);
            let message = match d.details.is_empty() {
                true => (
                    format!("{value}不在允许的取值中"),
                    format!("{value} is not an allowed value"),
                ),
                false => (
                    format!("{value}不在允许的取值中({list})"),
                    format!("{value} is not one of the allowed values ({list})"),
                ),
            };
            d.texts(
                message,
                ("不在允许的取值中", "not an allowed value"),
                ("改成允许的取值之一", "use one of the allowed values"),
            )
        }
        Kind::SchemaCode => code(d),
        Kind::SchemaPattern => match pattern::in_words(keyword, d.lang) {
            Some(words) => d.texts(
                (
                    format!("{value}格式不对,应为{words}"),
                    format!("{value} should be {words}"),
                ),
                ("格式不对", "wrong form"),
                (
                    "对照原件核对后改正",
                    "compare it with the original and correct it",
                ),
            ),
            None => d.texts(
                (
                    format!("{value}格式不对"),
                    format!("{value} does not have the required form"),
                ),
                ("格式不对", "wrong form"),
                (
                    &if keyword.is_empty() {
                        "对照原件核对后改正".into()
                    } else {
                        format!("对照原件核对后改正(规定的格式:{keyword})")
                    },
                    &if keyword.is_empty() {
                        "compare it with the original".into()
                    } else {
                        format!("compare it with the original (required pattern: {keyword})")
                    },
                ),
            ),
        },
        Kind::SchemaLength => {
            let (zh, en) = match keyword {
                "minLength" => ("太短,至少要", "is too short: at least"),
                "minItems" | "minProperties" => ("太少,至少要", "has too few: at least"),
                "maxItems" | "maxProperties" => ("太多,最多", "has too many: at most"),
                _ => ("太长,最多", "is too long: at most"),
            };
            let (zh_unit, en_unit) = if keyword.ends_with("Length") {
                ("个字", "characters")
            } else {
                ("项", "items")
            };
            d.texts(
                (
                    format!("{value}{zh} {limit} {zh_unit}"),
                    format!("{value} {en} {limit} {en_unit}"),
                ),
                ("长短不符合要求", "wrong length"),
                ("按要求补充或精简", "shorten or complete it"),
            )
        }
        Kind::SchemaRange if keyword == "multipleOf" => d.texts(
            (
                format!("{value}必须是{limit}的整数倍"),
                format!("{value} must be a multiple of {limit}"),
            ),
            ("不是整数倍", "not a multiple"),
            (
                "核对数字和单位(元、万元)后改正",
                "check the number and its unit",
            ),
        ),
        Kind::SchemaRange => {
            let (zh, en) = match keyword {
                "minimum" => ("不能小于", "must not be less than"),
                "exclusiveMinimum" => ("必须大于", "must be more than"),
                "exclusiveMaximum" => ("必须小于", "must be less than"),
                _ => ("不能大于", "must not be more than"),
            };
            d.texts(
                (
                    format!("{value}超出范围,{zh}{limit}"),
                    format!("{value} {en} {limit}"),
                ),
                ("超出范围", "out of range"),
                (
                    "核对数字和单位(元、万元)后改正",
                    "check the number and its unit",
                ),
            )
        }
        Kind::SchemaFormat => {
            let (zh, en) = match keyword {
                "date" => ("日期(如2021-05-15)", "a date such as 2021-05-15"),
                "date-time" | "time" => ("时间", "a time"),
                "email" | "idn-email" => ("电子邮箱地址", "an e-mail address"),
                "uri" | "iri" | "uri-reference" | "iri-reference" => ("网址", "a web address"),
                _ => ("规定的格式", "in the required format"),
            };
            d.texts(
                (format!("{value}不是{zh}"), format!("{value} is not {en}")),
                ("格式不对", "wrong format"),
                (
                    "对照原件核对后改正",
                    "compare it with the original and correct it",
                ),
            )
        }
        _ => {
            let (zh, en) = match keyword {
                "type" => ("类型不对", "has the wrong type"),
                "const" => ("不是规定的内容", "is not the value that is prescribed"),
                "uniqueItems" => ("里有重复的项", "contains the same item twice"),
                "dependentRequired" | "dependentSchemas" => (
                    "要求同时填写的栏目没有填全",
                    "needs other columns that are missing",
                ),
                "additionalProperties" | "unevaluatedProperties" | "propertyNames" => (
                    "里有台账定义以外的栏目",
                    "contains columns that the ledger does not have",
                ),
                "if" | "then" | "else" | "oneOf" | "anyOf" | "allOf" | "not" => (
                    "与这条记录的其他内容对不上",
                    "does not go together with the rest of the record",
                ),
                _ => (
                    "不符合台账定义的要求",
                    "does not meet the ledger's definition",
                ),
            };
            let path = d.detail(1);
            let advice = (
                path.map_or("对照台账定义核对后改正".into(), |p| {
                    format!("对照台账定义核对后改正(见定义的{p})")
                }),
                path.map_or("see the ledger's definition".into(), |p| {
                    format!("see the ledger's definition at {p}")
                }),
            );
            d.texts(
                (format!("{value}{zh}"), format!("{value} {en}")),
                ("不符合台账定义", "not as defined"),
                (&advice.0, &advice.1),
            )
        }
    }
}

/// A code that was not in use on the day.
fn code(d: &Data) -> Texts {
    let (from, until) = (d.detail(0), d.detail(1));
    let day = d.detail(2).unwrap_or("?");
    let (zh, en) = match (from, until) {
        (Some(from), _) if day < from => (
            format!("自{from}起才有"),
            format!("exists only from {from}"),
        ),
        (_, Some(until)) => (
            format!("只用到{until}"),
            format!("was in use until {until} only"),
        ),
        _ => ("当时不用".to_owned(), "was not in use".to_owned()),
    };
    let (zh_day, en_day) = match d.detail(3) {
        Some(field) => (format!("「{field}」是{day}"), format!("{field} is {day}")),
        None => (format!("基准日是{day}"), format!("the as-of date is {day}")),
    };
    let (zh_source, en_source) = match d.detail(4) {
        Some(source) => (format!("(依据:{source})"), format!(" (source: {source})")),
        None => Default::default(),
    };
    let value = d.value();
    d.texts(
        (
            format!("{value}{zh},而{zh_day}{zh_source}"),
            format!("{value} {en}, but {en_day}{en_source}"),
        ),
        ("当时没有这个取值", "not in use then"),
        (
            "核实当时按哪一类登记,更正取值或日期;后来改了类别的,在备注里写明",
            "check what it was registered as then and correct the value or the date",
        ),
    )
}

/// Codes as a list, cut at eight.
fn codes(codes: &[String], lang: Lang) -> String {
    const SHOWN: usize = 8;
    let list = codes[..codes.len().min(SHOWN)].join(lang.pick("、", ", "));
    match (codes.len() > SHOWN, lang) {
        (false, _) => list,
        (true, Lang::Zh) => format!("{list}等 {} 项", codes.len()),
        (true, Lang::En) => format!("{list} and {} more", codes.len() - SHOWN),
    }
}
