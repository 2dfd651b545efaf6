//! Input that is broken, hostile or strange: an error with its place, and nothing else lost.

use std::io;

use super::fixtures::{catalog, irregularities, reading, rows};
use crate::ledger::Date;
use crate::read::{File, Options, read};

fn check(path: &str, text: &str, expected: &[&str], ledger: &str, records: &[&str]) {
    let reading = reading(&[(path, text.as_bytes())]);
    let shown: String = text.chars().take(200).collect();
    assert_eq!(irregularities(&reading), expected, "{shown}");
    assert_eq!(
        rows(&reading, ledger).unwrap_or_default(),
        records,
        "{shown}"
    );
}

fn check_person(path: &str, text: &str, expected: &[&str], records: &[&str]) {
    check(path, text, expected, "person", records);
}

#[test]
fn empty_files_and_unknown_encodings_are_said_of_the_file() {
    check_person("person.csv", "", &["empty-file file  []"], &[]);
    check_person(
        "person.json",
        " \r\n\u{3000}\t",
        &["empty-file file  []"],
        &[],
    );
    let reading = reading(&[("person.csv", &[0x89, 0x50, 0xFF, 0xFE, 0x81, 0x00, 0x80])]);
    assert_eq!(irregularities(&reading), ["unknown-encoding file  []"]);
}

#[test]
fn mojibake_is_said_at_its_place() {
    check_person(
        "person.csv",
        "person_id,name\nP1,锟斤拷\n",
        &["mojibake 2:4 锟斤拷 []"],
        &["P1|锟斤拷|-|-|-"],
    );
}

#[test]
fn an_unbalanced_quote_is_said_where_it_opens_and_costs_one_record() {
    check_person(
        "person.csv",
        "person_id,name\nP1,甲\nP2,\"乙\nP3,丙\nP4,丁\n",
        &["unbalanced-quote 3:4 \"乙 []"],
        &["P1|甲|-|-|-", "P2|\"乙|-|-|-", "P3|丙|-|-|-", "P4|丁|-|-|-"],
    );
    check_person(
        "person.csv",
        "person_id,name\nP1,\"甲\nP2,\"乙\"\nP3,\"丙\"\n",
        &["unbalanced-quote 2:4 \"甲 []"],
        &["P1|\"甲|-|-|-", "P2|乙|-|-|-", "P3|丙|-|-|-"],
    );
    check_person(
        "person.csv",
        "person_id,name\nP1,他说\"好\"\n",
        &[],
        &["P1|他说\"好\"|-|-|-"],
    );
}

#[test]
fn ragged_rows_are_said_and_read_by_position() {
    check_person(
        "person.csv",
        "person_id,name\nP1\nP2,乙,丙\nP3,丁\n",
        &["ragged-row 2:1 P1 [2 1]", "ragged-row 3:1 P2,乙,丙 [2 3]"],
        &["P1||-|-|-", "P2|乙|-|-|-", "P3|丁|-|-|-"],
    );
}

#[test]
fn rows_of_sums_are_no_records() {
    check_person(
        "person.csv",
        "person_id,name,年收入\nP1,甲,1\n 合 计：,,1\n,小计,1\nP2,乙,2\n",
        &["total-row 3:1  合 计：,,1 []", "total-row 4:1 ,小计,1 []"],
        &["P1|甲|-|-|1", "P2|乙|-|-|2"],
    );
}

#[test]
fn broken_json_is_said_at_its_place_and_records_before_it_are_kept() {
    let one = r#"{"person_id": "P1", "name": "甲"}"#;
    let row = &["P1|甲|-|-|-"];
    let check = check_person;
    check(
        "a.json",
        &format!("{{\"person\": [{one},\n {{\"person_id\": \"P2\""),
        &["malformed-document 2:20  [truncated]"],
        row,
    );
    check(
        "a.json",
        &format!("{{\"person\": [{one},\n x]}}"),
        &["malformed-document 2:2 x]} [syntax]"],
        row,
    );
    check(
        "a.json",
        &format!("{{\"person\": [{one}]}}\n}}"),
        &["malformed-document 2:1 } [trailing]"],
        row,
    );
    check(
        "person.json",
        &format!("[{one},\n{{,}}]"),
        &["malformed-document 2:2 ,}] [syntax]"],
        row,
    );
    check(
        "person.json",
        "nonsense",
        &["malformed-document 1:1 nonsense [syntax]"],
        &[],
    );
    check("person.json", "3", &["wrong-shape 1:1 3 []"], &[]);
    check(
        "person.ndjson",
        &format!("{one}\n{{\"person_id\": }}\n{one}\n"),
        &["malformed-document 2:15 } [syntax]"],
        &[row[0], row[0]],
    );
    check(
        "person.json",
        r#"[{"person_id": "P1", "name": "甲", "person_id": "P2"}]"#,
        &["malformed-document 1:35 \"person_id\": \"P2\"}] [duplicate-key]"],
        row,
    );
    check(
        "person.json",
        r#"[{"person_id": "P1", "name": "\ud800"}]"#,
        &["malformed-document 1:30 \"\\ud800\"}] [bad-escape]"],
        &["P1||-|-|-"],
    );
}

#[test]
fn broken_yaml_is_said_at_its_place_and_records_before_it_are_kept() {
    check_person(
        "a.yaml",
        "person:\n- person_id: P1\n  name: 甲\n- person_id: P2\n  name: [\n",
        &["malformed-document 5:9 [ [truncated]"],
        &["P1|甲|-|-|-"],
    );
    check_person(
        "person.yaml",
        "- person_id: P1\n  name: 甲\n  name: 乙\n",
        &["malformed-document 3:3 name: 乙 [duplicate-key]"],
        &["P1|甲|-|-|-"],
    );
}

#[test]
fn wrong_shapes_are_said_and_the_rest_is_read() {
    check_person(
        "person.json",
        r#"[{"person_id": "P1", "name": ["甲"]}, 3, {"person_id": {"a": 1}, "name": "乙"}]"#,
        &[
            "wrong-shape 1:38 3 []",
            "wrong-shape 1:30 [\"甲\"] []",
            "wrong-shape 1:55 {\"a\": 1} []",
        ],
        &["P1||-|-|-", "|乙|-|-|-"],
    );
    check(
        "rect_problem.json",
        r#"[{"problem_no": 1, "title": "甲", "key_facts": "一", "measures": {"seq": 1}}]"#,
        &[
            "wrong-shape 1:47 \"一\" []",
            "wrong-shape 1:64 {\"seq\": 1} []",
        ],
        "rect_fact",
        &["1|一"],
    );
}

#[test]
fn deep_nesting_does_no_harm() {
    let deep = |n: usize| "[".repeat(n) + &"]".repeat(n);
    let person = |inner: &str| format!(r#"[{{"person_id": "P1", "name": {inner}}}]"#);
    check_person(
        "person.json",
        &deep(100_000),
        &["too-deep 1:130 [[[[[[[[[[[[[[[[[[[[ [128]"],
        &[],
    );
    check_person(
        "person.json",
        &person(&deep(100_000)),
        &["too-deep 1:158 [[[[[[[[[[[[[[[[[[[[ [128]"],
        &["P1||-|-|-"],
    );
    check_person(
        "person.json",
        &"[".repeat(100_000),
        &["malformed-document 1:100001  [truncated]"],
        &[],
    );
    check_person(
        "person.json",
        &"{\"a\":".repeat(100_000),
        &["malformed-document 1:500001  [truncated]"],
        &[],
    );
    check_person(
        "person.yaml",
        &"[".repeat(100_000),
        &["too-deep 1:129 [[[[[[[[[[[[[[[[[[[[ [128]"],
        &[],
    );
    check_person(
        "person.yaml",
        &"- ".repeat(100_000),
        &["too-deep 1:257 - - - - - - - - - -  [128]"],
        &[],
    );
}

#[test]
fn a_yaml_bomb_is_not_built() {
    let mut bomb = "person:\n- &a0 {person_id: x, name: y}\n".to_owned();
    for n in 1..30 {
        bomb += &format!(
            "- &a{n} [{}]\n",
            vec![format!("*a{}", n - 1); 10].join(", ")
        );
    }
    let reading = reading(&[("a.yaml", bomb.as_bytes())]);
    let found = irregularities(&reading);
    assert!(
        found.iter().any(|line| line.starts_with("alias-bomb 8:")),
        "{found:?}"
    );
    assert_eq!(rows(&reading, "person").unwrap(), ["x|y|-|-|-"]);
}

#[test]
fn a_line_of_100_megabytes_is_refused_quickly() {
    let mut text = b"person_id,name\nP1,".to_vec();
    text.resize(100 << 20, b'x');
    let before = std::time::Instant::now();
    let reading = reading(&[("person.csv", &text)]);
    assert_eq!(
        irregularities(&reading),
        ["line-too-long 2:1 P1,xxxxxxxxxxxxxxxxx [67108864]"]
    );
    assert!(before.elapsed().as_secs() < 10, "{:?}", before.elapsed());
}

#[test]
fn a_table_of_countless_columns_costs_no_more_than_its_bytes() {
    let text = format!(
        "person_id,name{}\n{}",
        ",".repeat(300_000),
        "P1,甲\n".repeat(20_000)
    );
    let wide = format!(
        "person_id,name\nP1,甲{}\nP2,乙{}x\n",
        ",".repeat(300_000),
        ",".repeat(300_000)
    );
    let reading = reading(&[
        ("person.csv", text.as_bytes()),
        ("人员.csv", wide.as_bytes()),
    ]);
    assert_eq!(rows(&reading, "person").unwrap().len(), 20_002);
    assert_eq!(
        irregularities(&reading),
        ["ragged-row 3:1 P2,乙,,,,,,,,,,,,,,,, [2 300002]"]
    );
}

#[test]
fn a_file_that_cannot_be_read_is_said_and_the_others_are_read() {
    let refused = |path: &str, kind: io::ErrorKind| File {
        path: path.to_owned(),
        ledger: None,
        open: Box::new(move || Err(kind.into())),
    };
    let files = [
        refused("a.csv", io::ErrorKind::PermissionDenied),
        refused("b.json", io::ErrorKind::NotFound),
        refused("c.yaml", io::ErrorKind::IsADirectory),
        refused("d.csv", io::ErrorKind::Interrupted),
        File::in_memory("person.csv", "person_id,name\nP1,甲\n"),
    ];
    let reading = read(&files, &catalog(), Options::at(Date(0)), &|_, _, _| {});
    let words = ["permission-denied", "not-found", "is-a-directory", "other"];
    assert_eq!(
        irregularities(&reading),
        words.map(|word| format!("unreadable-file file {word} []"))
    );
    assert_eq!(rows(&reading, "person").unwrap().len(), 1);
}

#[test]
fn any_prefix_of_any_format_is_read_without_panic() {
    let texts = [
        (
            "person.csv",
            "person_id,name,id_number\nP1,\"甘,\"\"某\"\"\r\n人\",1\r\n,,\r\n合计,,\n",
        ),
        (
            "person.json",
            r#"{"person": [{"person_id": "P\u4e2d", "name": [1, {"a": null}], "income": -1.5e3}, null]}"#,
        ),
        (
            "rect_problem.json",
            r#"[{"problem_no": 1, "measures": [{"seq": 1, "evidence": [{"file": "x"}]}], "key_facts": ["一"]}]"#,
        ),
        (
            "person.yaml",
            "person:\n- &a {person_id: P1, name: 'x'}\n- <<: *a\n  name: |\n    甲\n--- !!x\n? [a]\n: b\n",
        ),
    ];
    for (path, text) in texts {
        for end in 0..=text.len() {
            let reading = reading(&[(path, &text.as_bytes()[..end])]);
            irregularities(&reading);
        }
    }
}
