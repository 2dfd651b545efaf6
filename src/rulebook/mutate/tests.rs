//! Which mutants are made of an expression, told as people see them.

use std::sync::Arc;

use super::*;
use crate::ledger::parse_schemas;
use crate::rulebook::{RuleFile, load};

const SCHEMAS: [(&str, &str); 2] = [
    (
        "post.schema.json",
        r#"{"title": "岗位", "type": "object", "x-key": ["id"], "properties": {
            "id": {"type": "string", "title": "编号"},
            "status": {"type": "string", "title": "状态", "enum": ["在岗", "离岗", "试用"]},
            "name": {"type": "string", "title": "姓名"},
            "age": {"type": "integer", "title": "年龄"},
            "pay": {"type": "number", "title": "工资"},
            "ended": {"type": "boolean", "title": "已离岗"},
            "start": {"type": "string", "format": "date", "title": "上岗日期"}}}"#,
    ),
    (
        "visit.schema.json",
        r#"{"title": "走访", "type": "object", "x-key": ["no"], "properties": {
            "no": {"type": "string", "title": "走访号"},
            "id": {"type": "string", "title": "岗位编号"},
            "day": {"type": "string", "format": "date", "title": "日期"}},
            "x-relations": {"post": {"ledger": "post", "on": [{"id": "id"}], "inverse": "visits"}}}"#,
    ),
];

fn book(when: &str, require: &str) -> (Catalog, Rulebook) {
    let schemas = SCHEMAS.map(|(path, text)| (path.to_owned(), text.to_owned()));
    let catalog = parse_schemas(&schemas, Lang::En).expect("the definitions are good");
    let rule = format!(
        "id: A-001\ntitle: t\nledger: post\nwhy: w\nbasis: {{document: d}}\n{when}require: {require:?}\nmessage: m\nadvice: a\n"
    );
    let file = |path: &str, text: &str| RuleFile {
        path: path.to_owned(),
        text: Arc::from(text),
    };
    let files = [
        file("A/pack.yaml", "id: A\ntitle: t\n"),
        file("A/A-001.yaml", &rule),
    ];
    let (book, faults) = load(&files, &catalog, Lang::En);
    assert!(faults.is_empty(), "{faults:#?}");
    (catalog, book)
}

fn made(when: &str, require: &str) -> Vec<Mutant> {
    let (catalog, book) = book(when, require);
    mutants(&book.rules[0], &book, &catalog, &|_| true, Lang::En).mutants
}

/// The texts that take the place of the whole condition.
fn check(require: &str, expected: &[&str]) {
    let made = made("", require);
    let after: Vec<&str> = made.iter().map(|m| m.after.as_str()).collect();
    assert_eq!(after, expected, "{require}");
}

#[test]
fn boundaries_signs_and_constants_move_one_step() {
    check("age >= 16", &["age > 16", "age <= 16", "age >= 15"]);
    check("age < 60", &["age <= 60", "age > 60", "age < 59"]);
    check("16 <= age", &["16 < age", "16 >= age", "15 <= age"]);
    check(
        "pay > 0.5",
        &["pay >= 0.5", "pay < 0.5", "pay > 0.6", "pay > 0.4"],
    );
    check(
        "age = 16",
        &[
            "age <> 16",
            "age <= 16",
            "age >= 16",
            "age = 17",
            "age = 15",
        ],
    );
    check(
        "start <= date '2021-05-13'",
        &[
            "start < date '2021-05-13'",
            "start >= date '2021-05-13'",
            "start <= date '2021-05-14'",
        ],
    );
}

#[test]
fn a_count_is_not_asked_to_be_below_zero() {
    check(
        "count(visits) = 0",
        &[
            "count(visits) <> 0",
            "count(visits) >= 0",
            "count(visits) = 1",
        ],
    );
}

#[test]
fn connectives_are_swapped_and_members_left_out() {
    check(
        "ended and name is null and (age > 1 or ended)",
        &[
            "ended and name is null or (age > 1 or ended)",
            "name is null and (age > 1 or ended)",
            "ended and (age > 1 or ended)",
            "ended and name is null",
            "ended or name is null and (age > 1 or ended)",
            "not ended and name is null and (age > 1 or ended)",
            "name is not null",
            "ended and name is null and (age > 1 and ended)",
            "(ended)",
            "(age > 1)",
            "age >= 1",
            "age < 1",
            "age > 2",
            "(age > 1 or not ended)",
        ],
    );
}

#[test]
fn codes_become_other_codes_and_texts_misspelt_ones() {
    check("status = '在岗'", &["status <> '在岗'", "status = '离岗'"]);
    check("name = '甲'", &["name <> '甲'", "name = '甲甲'"]);
    check(
        "status in ('在岗', '试用')",
        &[
            "status not in ('在岗', '试用')",
            "status in ('试用')",
            "status in ('在岗')",
        ],
    );
}

#[test]
fn quantifiers_filters_defaults_and_orders_change() {
    check(
        "exists(visits where day is null)",
        &[
            "not exists(visits where day is null)",
            "every(visits : day is null)",
            "exists(visits )",
            "day is not null",
        ],
    );
    check(
        "every(visits where day is null : no is null)",
        &[
            "not every(visits where day is null : no is null)",
            "exists(visits where day is null and no is null)",
            "every(visits : no is null)",
            "day is not null",
            "no is not null",
        ],
    );
    check(
        "coalesce(ended, false)",
        &[
            "not coalesce(ended, false)",
            "false",
            "ended",
            "coalesce(ended, true)",
        ],
    );
    check(
        "min(visits.day) <= start",
        &[
            "min(visits.day) < start",
            "min(visits.day) >= start",
            "max(visits.day)",
        ],
    );
}

#[test]
fn what_does_not_type_is_no_mutant() {
    // dates cannot be added: the difference is taken the wrong way round instead
    check(
        "start - date '2021-01-01' > 0",
        &[
            "start - date '2021-01-01' >= 0",
            "start - date '2021-01-01' < 0",
            "date '2021-01-01' - start > 0",
            "start - date '2021-01-02' > 0",
            "start - date '2020-12-31' > 0",
            "start - date '2021-01-01' > 1",
        ],
    );
}

#[test]
fn a_scope_of_one_condition_may_be_dropped_and_places_are_in_the_file() {
    let (_, book) = book("when: age > 1\n", "ended");
    let text = &book.rules[0].file.text;
    let made = made("when: age > 1\n", "ended");
    assert_eq!(made[0].after, "true");
    assert!(made[0].judges.iter().all(|judge| judge.when.is_none()));
    let told: Vec<&str> = made.iter().map(|m| &text[m.span.clone()]).collect();
    assert_eq!(told, ["age > 1", ">", ">", "1", "ended"]);
}
