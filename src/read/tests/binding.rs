//! Which ledger a file is and which field a header is.

use super::fixtures::{catalog, irregularities, reading, rows};
use crate::read::Passed;
use crate::read::bind::{Binder, Match};

#[test]
fn files_are_named_by_name_title_or_alias_with_place_and_date_around_it() {
    let catalog = catalog();
    let binder = Binder::new(&catalog);
    let check = |stem: &str, expected: &[&str]| {
        let found = match binder.ledger_of_file(stem) {
            Match::One(id) => vec![catalog.ledger(id).name.as_str()],
            Match::Several(ids) => ids
                .iter()
                .map(|id| catalog.ledger(*id).name.as_str())
                .collect(),
            Match::None => vec![],
        };
        assert_eq!(found, expected, "{stem}");
    };
    check("person", &["person"]);
    check("PERSON", &["person"]);
    check("人员", &["person"]);
    check("02_person_2021-05", &["person"]);
    check("水口村脱贫人口名单2021", &["person"]);
    check("person_notes", &[]);
    check("personnel", &[]);
    check("水口村公益性岗位", &["welfare_post"]);
    check("水口村公益性岗位合同", &["post_contract"]);
    check("岗位合同", &["post_contract", "roster"]);
    check("水口村岗位合同", &["post_contract", "roster"]);
    check("人员与公益性岗位", &["person", "welfare_post"]);
    check("expected", &[]);
    check("", &[]);
}

fn check(path: &str, text: &str, expected: &[&str]) {
    let reading = reading(&[(path, text.as_bytes())]);
    assert_eq!(irregularities(&reading), expected, "{text}");
}

#[test]
fn headers_bind_whatever_their_width_spaces_and_marks() {
    let text = "人 编号*,姓名（必填）,＊身份证号：,年收入（单位：万元）\nP1,甲,1,2\n";
    let reading = reading(&[("person.csv", text.as_bytes())]);
    assert_eq!(rows(&reading, "person").unwrap(), ["P1|甲|1|-|20000"]);
}

#[test]
fn units_that_do_not_fit_are_other_columns() {
    check(
        "person.csv",
        "person_id,name,年收入(亩)\nP1,甲,2\n",
        &["unknown-column 1:16 年收入(亩) []"],
    );
}

#[test]
fn an_ambiguous_header_is_resolved_by_its_neighbours_or_not_at_all() {
    let measure = "rect_measure.csv";
    check(
        measure,
        "problem_no,seq,完成时间\n1,1,2021-05-15\n",
        &["ambiguous-header 1:16 完成时间 [整改时限 销号时间]"],
    );
    let reading = reading(&[(
        measure,
        "problem_no,seq,完成时间,销号时间\n1,1,2021-05-15,2021-05-10\n".as_bytes(),
    )]);
    assert_eq!(irregularities(&reading), [""; 0]);
    assert_eq!(
        rows(&reading, "rect_measure").unwrap(),
        ["1|1|-|2021-05-15|2021-05-10|-"]
    );
}

#[test]
fn an_ambiguous_key_is_resolved_by_the_keys_of_all_records() {
    let with = |second: &str| {
        format!(
            r#"{{"rect_measure": [{{"seq": 1, "完成时间": "2021-05-15"}}, {{"seq": 2, "{second}": null}}]}}"#
        )
    };
    check("a.json", &with("销号时间"), &[]);
    check(
        "a.json",
        &with("text"),
        &["ambiguous-header 1:30 完成时间 [整改时限 销号时间]"],
    );
}

#[test]
fn duplicate_and_unknown_headers_are_said_once_at_their_place() {
    check(
        "person.csv",
        "序号,人编号,姓名,姓名,证件号码,身份证号,爱好,备注\n1,P1,甲,乙,1,2,钓鱼,x\n2,P2,甲,乙,1,2,钓鱼,x\n",
        &[
            "duplicate-header 1:11 姓名 [姓名]",
            "duplicate-header 1:19 身份证号 [证件号码]",
            "unknown-column 1:24 爱好 []",
        ],
    );
    let json = r#"[{"person_id": "P1", "name": "甲", "爱好": 1, "备注": 2}, {"person_id": "P2", "name": "乙", "爱好": 2}]"#;
    check("person.json", json, &["unknown-column 1:35 爱好 []"]);
}

#[test]
fn a_column_without_header_is_said_where_it_holds_something() {
    check(
        "person.csv",
        "person_id,,name\nP1,,甲\nP2,x,乙\n",
        &["unknown-column 3:4 x []"],
    );
}

#[test]
fn headers_tell_the_ledger_where_the_name_does_not() {
    let text = "人编号,姓名,证件号码,出生日期\nP1,甲,1,1949-12-31\n";
    let reading = reading(&[("导出1.csv", text.as_bytes()), ("导出2.csv", b"a,b\n1,2\n")]);
    assert_eq!(rows(&reading, "person").unwrap().len(), 1);
    assert_eq!(
        reading.passed_over,
        [("导出2.csv".into(), Passed::NoLedger)]
    );
}

#[test]
fn an_ambiguous_file_or_key_is_an_error() {
    check(
        "岗位合同.csv",
        "合同编号\n1\n",
        &["ambiguous-ledger file 岗位合同 [公益性岗位合同 花名册]"],
    );
    check(
        "a.json",
        r#"{"岗位合同": [{"合同编号": 1}]}"#,
        &["ambiguous-ledger 1:2 岗位合同 [公益性岗位合同 花名册]"],
    );
}

#[test]
fn what_is_no_ledger_is_passed_over_and_named() {
    let files: [(&str, &[u8]); 11] = [
        ("d/README.md", b"# x"),
        ("d/expected.json", b"{\"findings\": 3}"),
        ("d/planted.json", b"[1, 2]"),
        ("d/waivers.yaml", b"waivers: []"),
        ("d/ledgerlint.toml", b""),
        ("d/.git/person.csv", b"person_id\n1\n"),
        ("d/~$person.csv", b"x"),
        ("d/notes.txt", b"hello\nworld\n"),
        (
            "d/rect_problem.txt",
            "5月6日走访,已核。\n甲、乙\n".as_bytes(),
        ),
        ("d/welfare_post.txt", b"post_id\n1\n"),
        ("d/person.csv", b"person_id,name\n1,a\n"),
    ];
    let reading = reading(&files);
    let passed: Vec<(&str, Passed)> = reading
        .passed_over
        .iter()
        .map(|(path, why)| (&**path, *why))
        .collect();
    assert_eq!(
        passed,
        [
            ("d/.git/person.csv", Passed::Hidden),
            ("d/README.md", Passed::UnknownFormat),
            ("d/expected.json", Passed::NoLedger),
            ("d/ledgerlint.toml", Passed::UnknownFormat),
            ("d/notes.txt", Passed::NoLedger),
            ("d/planted.json", Passed::NoLedger),
            ("d/rect_problem.txt", Passed::NoLedger),
            ("d/waivers.yaml", Passed::NoLedger),
            ("d/~$person.csv", Passed::Hidden),
        ]
    );
    assert_eq!(rows(&reading, "welfare_post").unwrap().len(), 1);
    assert_eq!(reading.ledgers.sources.0.len(), 2);
    assert_eq!(irregularities(&reading), [""; 0]);
}

#[test]
fn a_hidden_folder_that_the_user_named_is_read() {
    let reading = reading(&[
        ("/home/x/.tmp/a/person.csv", b"person_id,name\n1,a\n"),
        ("/home/x/.tmp/b.csv", b"x\n1\n"),
    ]);
    assert_eq!(rows(&reading, "person").unwrap().len(), 1);
}

#[test]
fn records_of_an_unnamed_key_are_not_lost_in_silence() {
    check(
        "a.json",
        r#"{"person": [], "peple": [{"person_id": 1}], "year": 2021, "tags": ["x"]}"#,
        &["unknown-column 1:16 peple []"],
    );
}
