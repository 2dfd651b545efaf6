//! The language reference and the schema of rule files, generated from the lists that the program itself reads.

use serde_json::{Value, json};

use super::function::{FOLDS, FUNCTIONS, FoldOf, FoldSignature, Gives, Signature, Takes};
use super::resolve::type_name;
use crate::finding::{PersonalKind, Severity};
use crate::lang::Lang;
use crate::ledger::{Kind, Type};

/// The functions of the rule language as Markdown tables.
pub fn function_reference(lang: Lang) -> String {
    let mut text = String::new();
    text += lang.pick(
        "| 函数 | 结果 | 含义 | 例 |\n",
        "| function | gives | meaning | example |\n",
    );
    text += "| --- | --- | --- | --- |\n";
    for signature in &FUNCTIONS {
        let (shape, gives) = shape(signature, lang);
        text += &row(
            &shape,
            gives,
            lang.pick(signature.zh, signature.en),
            signature.example,
        );
    }
    text += lang.pick(
        "\n| 对多条记录 | 结果 | 含义 | 例 |\n",
        "\n| over many records | gives | meaning | example |\n",
    );
    text += "| --- | --- | --- | --- |\n";
    for signature in &FOLDS {
        let (shape, gives) = fold_shape(signature, lang);
        text += &row(
            &shape,
            gives,
            lang.pick(signature.zh, signature.en),
            signature.example,
        );
    }
    text
}

fn row(shape: &str, gives: &str, meaning: &str, example: &str) -> String {
    let cell = |text: &str| text.replace('|', "\\|");
    format!(
        "| `{}` | {} | {} | `{}` |\n",
        cell(shape),
        cell(gives),
        cell(meaning),
        cell(example)
    )
}

fn takes_name(takes: Takes, lang: Lang) -> &'static str {
    match takes {
        Takes::One(kind) => type_name(kind, lang),
        Takes::Number => lang.pick("数", "number"),
        Takes::Same => lang.pick("同类值", "same type"),
        Takes::Any => lang.pick("任意值", "any"),
        Takes::Calendar => lang.pick("日期或月份", "date or month"),
    }
}

fn shape(signature: &Signature, lang: Lang) -> (String, &'static str) {
    let takes: Vec<&str> = signature
        .takes
        .iter()
        .map(|t| takes_name(*t, lang))
        .collect();
    let more = if signature.repeats { ", …" } else { "" };
    let gives = match signature.gives {
        Gives::One(kind) => type_name(kind, lang),
        Gives::First => lang.pick("同第一个", "as the first"),
    };
    (
        format!("{}({}{more})", signature.name, takes.join(", ")),
        gives,
    )
}

fn fold_shape(signature: &FoldSignature, lang: Lang) -> (String, &'static str) {
    use super::function::FoldFunction as A;
    let over = match signature.of {
        FoldOf::Records => lang.pick("记录", "records"),
        FoldOf::Condition => lang.pick("记录 : 条件", "records : condition"),
        FoldOf::AnyField => lang.pick("记录.字段", "records.field"),
        FoldOf::Number => lang.pick("记录.数", "records.number"),
        FoldOf::Ordered => lang.pick("记录.可比较的字段", "records.ordered field"),
        FoldOf::Date => lang.pick("记录.日期", "records.date"),
        FoldOf::Text => lang.pick("记录.文字", "records.text"),
    };
    let more: String = signature
        .arguments
        .iter()
        .map(|t| format!(", {}", takes_name(*t, lang)))
        .collect();
    let gives = match signature.fold {
        A::Exists | A::Every => type_name(Type::Boolean, lang),
        A::Count | A::CountDistinct | A::MaxGap | A::MaxRun => type_name(Type::Integer, lang),
        A::Avg | A::Median | A::Stddev | A::Percentile | A::MaxSimilarity => {
            type_name(Type::Decimal, lang)
        }
        A::List => type_name(Type::Text, lang),
        A::Sum | A::Min | A::Max | A::First | A::Last => lang.pick("同字段", "as the field"),
    };
    (format!("{}({over}{more})", signature.name), gives)
}

/// JSON Schema of a rule file, for completion in editors.
pub fn rule_schema() -> Value {
    let text = |zh: &str| json!({"type": "string", "description": zh});
    let texts = |zh: &str| json!({"type": ["array", "string"], "items": {"type": "string"}, "description": zh});
    let date =
        |zh: &str| json!({"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$", "description": zh});
    let object = |zh: &str, required: &[&str], properties: Value| json!({"type": "object", "description": zh, "additionalProperties": false, "required": required, "properties": properties});
    let kinds: Vec<&str> = Kind::ALL.iter().map(|(_, name)| *name).collect();
    let types: Vec<&str> = Type::ALL.iter().map(|t| t.name()).collect();
    let personal: Vec<&str> = PersonalKind::ALL.iter().map(|(name, _)| *name).collect();
    let severities: Vec<&str> = Severity::ALL.iter().map(|s| s.name()).collect();
    let record = json!({"type": "object"});
    let example = |required: &[&str]| {
        object(
            "一个小小的报送包",
            required,
            json!({
                "note": text("例子说明什么"),
                "as_of": date("基准日,默认 2021-05-13"),
                "region": text("区划代码"),
                "given": {"type": "object", "description": "台账名: 记录列表", "additionalProperties": {"type": ["array", "object"]}},
                "files": {"type": "object", "description": "文件名: 内容", "additionalProperties": {"type": "string"}},
                "waivers": text("豁免文件的内容,用于检查豁免的规则"),
                "finds": {"type": "array", "items": record, "minItems": 1, "description": "应当报出的记录,每条写几个字段"},
                "at": text("应当指向的字段"),
                "says": text("消息里应当有的文字"),
                "undecided": {"type": "integer", "description": "应当无法判定的条数,不写就是 0"},
                "judged": {"type": "integer", "description": "应当在适用范围内的条数(按组检查的是组数)"},
            }),
        )
    };
    let basis = object(
        "依据",
        &["document"],
        json!({
            "document": text("文件或来源"),
            "number": text("文号"),
            "article": text("条款"),
            "says": text("用自己的话说它规定了什么"),
            "verified": {"type": "boolean", "description": "是否核对过原文"},
        }),
    );
    let fields = object(
        "按字段",
        &[],
        json!({
            "types": {"type": ["array", "string"], "items": {"enum": types}},
            "personal": {"type": ["array", "string"], "items": {"enum": personal}},
            "units": texts("单位"),
            "named": texts("字段名"),
            "planned": {"type": "boolean", "description": "是否计划中的日期"},
            "required": {"type": "boolean", "description": "是否必填"},
            "coded": {"type": "boolean", "description": "是否有码表"},
        }),
    );
    let plant = plant_schema();
    let mut schema = object(
        "一条规则",
        &["id", "title", "why", "basis", "advice"],
        json!({
            "id": text("编号,与文件名相同,如 POST-003"),
            "title": text("一句话说明什么不对"),
            "ledger": text("被检查的台账"),
            "each": object("对多个字段、关系或台账各查一遍", &[], json!({
                "fields": fields,
                "relations": {"type": "object", "description": "按多对一关系"},
                "ledgers": {"type": "object", "description": "按有主键的台账"},
                "except": texts("不查的:台账.字段"),
            })),
            "severity": {"enum": severities, "description": "严重程度;不写时依据已核实为 error,否则 warning"},
            "why": text("为什么要紧"),
            "basis": {"type": ["array", "object"], "items": basis.clone(), "description": "依据"},
            "effective": object("施行期间", &[], json!({"from": date("起"), "to": date("止"), "by": text("每条记录的发生日期")})),
            "optional": texts("可以没有的台账:没有时当作空表"),
            "per": {"type": ["array", "string", "object"], "description": "分组字段:按组检查"},
            "sequence": object("记录的次序,使 previous 有意义", &["by"], json!({"per": texts("分段字段"), "by": texts("次序")})),
            "when": text("适用条件"),
            "require": text("应当成立的条件"),
            "detect": {"type": ["array", "string"], "items": {"enum": kinds}, "description": "由读取发现的问题"},
            "at": texts("指向的字段,第一个为主"),
            "related": {"type": ["array", "object"], "description": "一并显示的记录", "items": object("", &["of", "message"], json!({
                "of": text("哪些记录"), "message": text("说明"), "en": text("英文说明"), "at": text("指向的字段"),
            }))},
            "message": text("消息,花括号里是表达式"),
            "advice": text("怎么办"),
            "overlaps": {"type": "object", "description": "会在同一格一起报的别的规则: 为什么两条都要报", "additionalProperties": {"type": "string", "minLength": 10}},
            "excuses": {"type": ["array", "object"], "description": "说明理由的例外", "items": object("", &["because"], json!({
                "mutant": text("没有例子能查出的变异,照 rules test --mutate 的写法:原文 => 变异"),
                "lint": text("rules lint 的提示名"),
                "because": text("为什么没有问题"),
            }))},
            "en": object("英文", &[], json!({"title": text("标题"), "message": text("消息"), "advice": text("怎么办")})),
            "examples": object("例子", &["passes", "fails"], json!({
                "passes": {"type": "array", "minItems": 1, "items": example(&[])},
                "fails": {"type": "array", "minItems": 1, "items": example(&["finds"])},
            })),
            "plant": {"type": ["array", "object"], "items": plant.clone(), "description": "怎样在没有问题的演示台账里埋下这个问题(ledgerlint demo --dirty)"},
        }),
    );
    schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    schema["$id"] = json!("urn:ledgerlint:rule");
    schema["title"] = json!("台账体检规则 / ledgerlint rule");
    schema
}

/// JSON Schema of one plant.
fn plant_schema() -> Value {
    let text = |zh: &str| json!({"type": "string", "description": zh});
    let cells = |zh: &str| json!({"type": "object", "description": zh});
    let list = |zh: &str, item: Value| json!({"type": ["array", "object"], "items": item, "description": zh});
    let object = |required: &[&str], properties: Value| json!({"type": "object", "additionalProperties": false, "required": required, "properties": properties});
    let place = json!({
        "of": text("沿关系到哪些记录,如 household.members;不写就是挑中的记录"),
        "where": text("其中哪些"),
        "copy": {"type": "boolean", "description": "报在复制出的记录上"},
        "ledger": text("与 record 一起写:哪个台账"),
        "record": cells("照写:记录的标识,文件的问题写 {}"),
        "by": {"type": ["array", "object", "string"], "description": "用哪些字段标识;分组的写分组字段或算式"},
    });
    let mut other = place.clone();
    other["rule"] = text("规则编号");
    let changes = json!({
        "set": cells("字段: 算式,按原来的记录算"),
        "write": cells("字段: 照写的文字"),
    });
    let mut edits = changes.clone();
    edits["remove"] = json!({"type": "boolean", "description": "删去记录"});
    edits["copy"] = list("复制一条,并改动", object(&[], changes));
    let mut related = edits.clone();
    related["of"] = text("沿关系到哪些记录,如 household.members");
    related["where"] = text("其中哪些");
    let mut plant = edits;
    plant["ledger"] = text("在哪个台账里挑记录;不写就是规则的台账");
    plant["where"] = text("挑什么样的记录");
    plant["times"] =
        json!({"type": ["integer", "string"], "description": "挑几条,默认 1;all 是全部"});
    plant["related"] = list("同时改动的其他记录", object(&["of"], related));
    plant["file"] = object(
        &["name"],
        json!({"name": text("文件名"), "text": text("内容")}),
    );
    plant["file"]["description"] = json!("加一个文件");
    plant["found"] = list("报在哪里;不写就是挑中的记录或它的组", object(&[], place));
    plant["also"] = list("哪些别的规则也会报", object(&["rule"], other));
    object(&[], plant)
}
