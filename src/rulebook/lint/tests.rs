//! What is said of conditions, by name and by the part that is marked.

use std::sync::Arc;

use super::*;
use crate::ledger::parse_schemas;
use crate::rulebook::load;

const SCHEMA: &str = r#"{"title": "岗位", "type": "object", "x-key": ["id"], "required": ["kind"],
    "x-relations": {"boss": {"ledger": "post", "on": [{"boss_id": "id"}], "inverse": "staff"}}, "properties": {
    "kind": {"type": "string", "title": "类别"},
    "boss_id": {"type": "string", "title": "上级编号"},
    "id": {"type": "string", "title": "编号"},
    "status": {"type": "string", "title": "状态", "enum": ["在岗", "离岗"]},
    "age": {"type": "integer", "title": "年龄", "minimum": 16, "maximum": 120},
    "pay": {"type": "number", "title": "工资"},
    "start": {"type": "string", "format": "date", "title": "上岗日期"},
    "gone": {"type": "string", "format": "date", "title": "离岗日期"}}}"#;

fn file(path: &str, text: &str) -> RuleFile {
    RuleFile {
        path: path.to_owned(),
        text: Arc::from(text),
    }
}

fn linted(pack: &str, rules: &[(&str, &str)]) -> Linted {
    let schemas = [("post.schema.json".to_owned(), SCHEMA.to_owned())];
    let catalog = parse_schemas(&schemas, Lang::En).expect("a good definition");
    let mut files = vec![file("A/pack.yaml", &format!("id: A\ntitle: t\n{pack}"))];
    for (id, conditions) in rules {
        let has = |key: &str| conditions.contains(key);
        let ledger = if has("each:") { "" } else { "ledger: post\n" };
        let message = if has("message:") { "" } else { "message: m\n" };
        files.push(file(&format!("A/{id}.yaml"), &format!(
            "id: {id}\ntitle: t\n{ledger}why: w\nbasis: {{document: d, verified: true}}\n{conditions}\n{message}advice: a\n"
        )));
    }
    let (book, faults) = load(&files, &catalog, Lang::En);
    assert!(faults.is_empty(), "{faults:#?}");
    lint(&book, &catalog, Lang::En)
}

fn check(conditions: &str, expected: &[(&str, &str)]) {
    let linted = linted("", &[("A-001", conditions)]);
    let told: Vec<(&str, &str)> = linted
        .remarks
        .iter()
        .map(|r| (r.name, &r.file.text[r.span.clone()]))
        .collect();
    assert_eq!(told, expected, "{conditions}");
}

#[test]
fn a_rule_that_can_find_nothing_is_told() {
    check(
        "require: status in ('在岗', '离岗')",
        &[("never_false", "status in ('在岗', '离岗')")],
    );
    check(
        "when: status = '在岗'\nrequire: status <> '离岗'",
        &[("never_false", "status <> '离岗'")],
    );
    check("require: age >= 16", &[("never_false", "age >= 16")]);
    check(
        "when: pay > 5\nrequire: pay > 3",
        &[("never_false", "pay > 3")],
    );
    check(
        "when: start < date '2021-01-01'\nrequire: start < date '2021-06-01'",
        &[("never_false", "start < date '2021-06-01'")],
    );
}

#[test]
fn a_rule_that_applies_to_nothing_is_told() {
    check(
        "when: age < 16\nrequire: pay > 0",
        &[("never_true", "age < 16")],
    );
    check(
        "when: pay > 5 and pay < 3\nrequire: age > 20",
        &[("never_true", "pay > 5 and pay < 3")],
    );
    check(
        "when: status = '在岗' and status = '离岗'\nrequire: age > 20",
        &[("never_true", "status = '在岗' and status = '离岗'")],
    );
    check(
        "when: pay is null and pay > 1\nrequire: age > 20",
        &[("never_true", "pay is null and pay > 1")],
    );
}

#[test]
fn a_part_that_decides_nothing_is_told() {
    check("require: pay > 5 and pay > 3", &[("redundant", "pay > 3")]);
    check("require: pay > 5 or pay > 3", &[("redundant", "pay > 5")]);
    check("when: pay is not null and pay > 3\nrequire: age > 20", &[]);
    check(
        "when: start is not null\nrequire: start is null or gone > start",
        &[("constant", "start is null")],
    );
    check(
        "require: count(all.post) >= 0 and pay > 1",
        &[("constant", "count(all.post) >= 0")],
    );
}

#[test]
fn what_may_go_either_way_is_not_told() {
    for conditions in [
        "require: status = '在岗'",
        "require: age >= 17",
        "when: status = '在岗'\nrequire: pay > 0",
        "when: pay >= 5\nrequire: pay > 5",
        "require: pay > 5 and age > 20",
        "when: status <> '在岗'\nrequire: case when status is not null then pay > 1 end",
        "require: pay is not null and pay > 3",
        "require: coalesce(status, '离岗') = '在岗'",
        "require: exists(all.post where id = this.id and pay > 5) and pay > 3",
        "require: gone is null or gone >= start",
        "require: case when status = '在岗' then pay > 0 when status = '离岗' then gone is not null end",
    ] {
        check(conditions, &[]);
    }
}

#[test]
fn a_rule_that_another_implies_is_told() {
    let linted = linted(
        "",
        &[
            (
                "A-001",
                "when: status = '在岗' and age > 60\nrequire: pay >= 10",
            ),
            ("A-002", "when: status = '在岗'\nrequire: pay >= 20"),
            ("A-003", "when: status = '离岗'\nrequire: pay >= 20"),
        ],
    );
    let told: Vec<(&str, &str)> = linted
        .remarks
        .iter()
        .map(|r| (r.rule.as_ref().map_or("", |id| &*id.0), r.message.as_str()))
        .collect();
    assert_eq!(told, [("A-001", "A-002 finds all that this rule finds")]);
}

#[test]
fn parameters_sources_and_excuses() {
    let pack = "parameters: {used: {title: u, values: [{value: 1, source: s}]}, idle: {title: i, values: [{value: 1, source: s}]}}\n";
    let idle = linted(pack, &[("A-001", "require: pay > param.used")]);
    assert_eq!(idle.remarks.len(), 1);
    assert_eq!(
        idle.remarks[0].message,
        "no rule reads the parameter A.idle"
    );
    let excused = linted(
        "",
        &[(
            "A-001",
            "require: age >= 16\nexcuses: {lint: never_false, because: r}",
        )],
    );
    assert_eq!((excused.remarks.len(), excused.excused), (0, 1));
    let unused = linted(
        "",
        &[(
            "A-001",
            "require: age >= 17\nexcuses: {lint: never_false, because: r}",
        )],
    );
    assert_eq!(unused.unused.len(), 1);
}

/// The values of a message that may be missing where the conditions find something.
fn missing(conditions: &str, message: &str, expected: &[&str]) {
    let rule = format!("{conditions}\nmessage: \"{message}\"");
    let linted = linted("", &[("A-001", &rule)]);
    let told = linted.remarks.iter().filter(|r| r.name == "message_null");
    let told: Vec<&str> = told.map(|r| &r.file.text[r.span.clone()]).collect();
    assert_eq!(told, expected, "{conditions} {message}");
}

#[test]
fn a_value_of_a_message_that_can_be_missing_is_told() {
    missing("require: pay > 5", "{id} {kind} {pay} {age}", &["age"]);
    missing("require: pay > 5 or age > 20", "{pay} {age}", &[]);
    missing(
        "require: pay > 5 and age > 20",
        "{pay} {age}",
        &["pay", "age"],
    );
    missing(
        "when: gone is not null\nrequire: pay > 5",
        "{gone} {start}",
        &["start"],
    );
    missing(
        "require: pay > 5",
        "{coalesce(age, pay)} {coalesce(age, 0)}",
        &[],
    );
    missing(
        "require: pay > 5",
        "{gone - start} {coalesce(gone - start, 0)}",
        &["gone - start"],
    );
    missing(
        "require: gone - start > 5",
        "{gone} {start} {gone - start}",
        &[],
    );
    missing(
        "when: coalesce(status, '') = '在岗'\nrequire: pay > 5",
        "{status}",
        &[],
    );
    missing(
        "when: coalesce(status, '在岗') = '在岗'\nrequire: pay > 5",
        "{status}",
        &["status"],
    );
    missing(
        "when: coalesce(status, '') matches '在'\nrequire: pay > 5",
        "{status}",
        &[],
    );
}

#[test]
fn what_a_message_says_in_each_case_is_looked_at() {
    let either = "require: pay > 5 and age > 20";
    missing(
        either,
        "{case when pay <= 5 then 'pay' when age <= 20 then 'age' end}",
        &[],
    );
    let pay_alone = "case when pay <= 5 then 'pay' end";
    missing(either, &format!("{{{pay_alone}}}"), &[pay_alone]);
    let both = "join_present(',', case when not (pay > 5) then 'pay' end, case when age <= 20 then 'age' end)";
    missing(either, &format!("{{{both}}}"), &[]);
    missing(
        "require: case when age > 20 then pay > 5 else gone > start end",
        "{coalesce(pay, gone - start)}",
        &[],
    );
}

#[test]
fn links_and_records_of_others_may_be_missing() {
    missing("require: pay > 5", "{boss.kind}", &["boss.kind"]);
    missing(
        "when: exists(boss)\nrequire: pay > 5",
        "{boss.kind} {boss.pay}",
        &["boss.pay"],
    );
    missing("when: boss.age > 20\nrequire: pay > 5", "{boss.kind}", &[]);
    missing(
        "require: pay > 5",
        "{max(staff.pay)} {sum(staff.pay)}",
        &["max(staff.pay)"],
    );
    missing(
        "require: not exists(staff where pay > 5)",
        "{max(staff.pay)} {list(staff.id)}",
        &[],
    );
    missing(
        "require: not exists(staff where pay > 5)",
        "{max(staff.age)}",
        &["max(staff.age)"],
    );
    missing(
        "require: 'every(staff : pay > 5)'",
        "{list(staff.id where pay <= 5)} {list(staff.id where age > 5)}",
        &["list(staff.id where age > 5)"],
    );
    missing(
        "require: max(staff.pay) < 5",
        "{max(staff.pay)} {min(staff.pay)} {max(staff.age)}",
        &["max(staff.age)"],
    );
    missing(
        "require: not exists(staff where pay > this.pay)",
        "{pay}",
        &[],
    );
    missing(
        "per: [status]\nrequire: count(records) > 5",
        "{status} {list(records.id)} {list(records.pay)} {max(records.status)}",
        &["list(records.pay)"],
    );
}

#[test]
fn a_rule_for_several_is_implied_only_where_all_its_instances_are() {
    let each = "each: {fields: {types: [integer, decimal]}}\nrequire: $field > 30";
    let wider = "each: {fields: {types: [integer, decimal]}}\nrequire: $field > 50";
    let one = "require: pay > 50";
    let told = |other| {
        let linted = linted("", &[("A-001", each), ("A-002", other)]);
        linted
            .remarks
            .iter()
            .map(|r| (r.name, r.rule.clone().map(|id| id.0.to_string())))
            .collect::<Vec<_>>()
    };
    assert_eq!(told(wider), [("implied", Some("A-001".to_owned()))]);
    assert_eq!(told(one), []);
}
