//! The texts of a drafted rule and pack.

use crate::app::layout::pad;
use crate::lang::Lang;
use crate::ledger::{Definition, Field, Type};

/// A rule that asks for one field of the ledger, with comments that say what to change.
pub fn draft(id: &str, ledger: &Definition, lang: Lang) -> String {
    let keys: Vec<&Field> = ledger.key.iter().map(|key| ledger.field(*key)).collect();
    let checked = ledger
        .fields
        .iter()
        .find(|f| !keys.iter().any(|k| k.name == f.name))
        .or(ledger.fields.first());
    let (field, title) =
        checked.map_or(("value", "value"), |f| (f.name.as_str(), f.title.as_str()));
    let key = keys
        .iter()
        .map(|k| format!("{}: {}", k.name, sample(k)))
        .collect::<Vec<_>>()
        .join(", ");
    let good = checked.map_or(String::new(), |f| format!("{}: {}", f.name, sample(f)));
    let pass: Vec<&str> = [key.as_str(), good.as_str()]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect();
    // a ledger without a key still needs a record to be found
    let found = if key.is_empty() {
        format!("{field}: null")
    } else {
        key.clone()
    };
    let (name, ledger_title, pass) = (&ledger.name, &ledger.title, pass.join(", "));
    let t = |zh: String, en: &str| match lang {
        Lang::Zh => zh,
        Lang::En => en.to_owned(),
    };
    let lines = [
        (format!("id: {id}"), String::new()),
        (
            t(
                format!("title: {title}没有填写"),
                &format!("title: {field} is missing"),
            ),
            t("一句话:什么不合规".into(), "one sentence: what is wrong"),
        ),
        (
            format!("ledger: {name}"),
            t(
                format!("{ledger_title};全部台账见 ledgerlint schema"),
                "all ledgers: ledgerlint schema",
            ),
        ),
        (
            "severity: warning".into(),
            "critical, error, warning, info".into(),
        ),
        (
            t(
                "why: 写明违反了会怎样".into(),
                "why: say what follows from it",
            ),
            t("给填表的人看".into(), "for those who fill in the ledger"),
        ),
        (
            "basis:".into(),
            t(
                "依据,用自己的话,不抄原文".into(),
                "in your own words, never a copied sentence",
            ),
        ),
        (
            t(
                "  - document: 写明文件名称".into(),
                "  - document: name the document",
            ),
            String::new(),
        ),
        (
            t(
                "    says: 写明它的要求".into(),
                "    says: say what it asks for",
            ),
            String::new(),
        ),
        (
            "    verified: false".into(),
            t(
                "核对过原文才写 true".into(),
                "true once compared with the original",
            ),
        ),
        (
            "# effective: {from: 2021-01-01}".into(),
            t("从哪天起适用".into(), "the first day it applies"),
        ),
        (
            format!("# when: {field} is not null"),
            t(
                "只看哪些记录;不写就看全部".into(),
                "which records; all without it",
            ),
        ),
        (
            format!("require: {field} is not null"),
            t(
                "真为合格,假为问题,缺数据为无法判定".into(),
                "true passes, false is a finding, unknown is undecided",
            ),
        ),
        (
            format!("at: [{field}]"),
            t("标出哪一格".into(), "the cell to point at"),
        ),
        (
            t(
                format!("message: {title}没有填写"),
                &format!("message: {field} is missing"),
            ),
            t(
                format!("可以带值,如 \"{{{field}}}\""),
                &format!("may hold values, like \"{{{field}}}\""),
            ),
        ),
        (
            t(
                format!("advice: 补填{title}"),
                &format!("advice: fill in {field}"),
            ),
            String::new(),
        ),
        (
            "examples:".into(),
            t(
                "就是测试:ledgerlint rules test".into(),
                "the tests: ledgerlint rules test",
            ),
        ),
        ("  passes:".into(), String::new()),
        ("    - given:".into(), String::new()),
        (format!("        {name}:"), String::new()),
        (format!("          - {{{pass}}}"), String::new()),
        ("  fails:".into(), String::new()),
        ("    - given:".into(), String::new()),
        (format!("        {name}:"), String::new()),
        (format!("          - {{{found}}}"), String::new()),
        (
            format!("      finds: [{{{found}}}]"),
            t("发现的记录".into(), "the records found"),
        ),
        (
            "# plant:".into(),
            t(
                "怎样在演示台账里埋下它:ledgerlint rules test --plants".into(),
                "how to plant it in the demo: ledgerlint rules test --plants",
            ),
        ),
        (
            format!("#   where: {field} is not null"),
            t("挑哪样的记录".into(), "which record to pick"),
        ),
        (
            format!("#   set: {{{field}: null}}"),
            t(
                "改成什么:字段: 算式".into(),
                "what to make of it, field: expression",
            ),
        ),
    ];
    commented(&lines)
}

/// Lines with their comments in one column.
fn commented(lines: &[(String, String)]) -> String {
    let line = |(code, comment): &(String, String)| match comment.as_str() {
        "" => format!("{code}\n"),
        comment => format!("{}  # {comment}\n", pad(code, 36)),
    };
    lines.iter().map(line).collect()
}

/// A pack without parameters, and how they are written.
pub fn pack_draft(pack: &str, lang: Lang) -> String {
    let t = |zh: &str, en: &str| lang.pick(zh, en).to_owned();
    let value = t("写明出处", "name the source");
    let lines = [
        (format!("id: {pack}"), String::new()),
        (
            t(
                "title: 写明这一组规则查什么",
                "title: say what these rules check",
            ),
            String::new(),
        ),
        (
            t("# parameters:", "# parameters:"),
            t("规则里写 param.max_days", "rules read param.max_days"),
        ),
        ("#   max_days:".into(), String::new()),
        (
            t("#     title: 最长天数", "#     title: most days"),
            String::new(),
        ),
        (t("#     unit: 天", "#     unit: days"), String::new()),
        ("#     values:".into(), String::new()),
        (
            format!("#       - {{value: 30, from: 2021-01-01, source: {value}, verified: false}}"),
            String::new(),
        ),
    ];
    commented(&lines)
}

/// A value of the field's type, as YAML.
fn sample(field: &Field) -> String {
    if let Some(code) = field.codes.first() {
        return format!("'{}'", code.replace('\'', "''"));
    }
    match field.kind {
        Type::Text => "'1'",
        Type::Integer => "1",
        Type::Decimal => "'1.5'",
        Type::Date => "2021-05-13",
        Type::Month => "2021-05",
        Type::Boolean => "true",
    }
    .to_owned()
}
