//! Records, nesting and chunks: what the tables hold.

use super::fixtures::{catalog, cell, irregularities, parents, reading, rows};
use crate::ledger::{Date, Kind, Spot};
use crate::read::{File, Options, read};

fn check(files: &[(&str, &str)], ledger: &str, expected: &[&str]) {
    let files: Vec<(&str, &[u8])> = files
        .iter()
        .map(|(path, text)| (*path, text.as_bytes()))
        .collect();
    let reading = reading(&files);
    assert_eq!(
        rows(&reading, ledger).unwrap_or_default(),
        expected,
        "{files:?}"
    );
    assert_eq!(irregularities(&reading), [""; 0], "{files:?}");
}

#[test]
fn quotes_line_breaks_and_blank_lines_are_read_as_rfc_4180_says() {
    check(
        &[(
            "person.csv",
            "person_id,name,id_number\r\n\r\nP1,\"甘,\"\"某\"\"\r\n人\",1\r\n,,\r\n P2 ,李某,\"\"\r\n",
        )],
        "person",
        &["P1|甘,\"某\"\n人|1|-|-", "P2|李某||-|-"],
    );
    check(
        &[("person.csv", "person_id,name\rP1,甲\rP2,乙")],
        "person",
        &["P1|甲|-|-|-", "P2|乙|-|-|-"],
    );
}

#[test]
fn hand_typed_full_width_commas_separate_where_nothing_else_does() {
    check(
        &[(
            "person.csv",
            "人编号，姓名\nP1，甲（户主）；\nP2，\"乙，丙\"\n",
        )],
        "person",
        &["P1|甲（户主）；|-|-|-", "P2|乙，丙|-|-|-"],
    );
}

#[test]
fn surplus_blank_cells_and_titles_above_the_header_do_not_matter() {
    check(
        &[(
            "person.csv",
            "会埠镇人员名单,,,\n填报单位:会埠镇,,,(单位:万元)\n人编号,姓名,年收入,\nP1,甲,1.2,\nP2,乙,2,,,\n",
        )],
        "person",
        &["P1|甲|-|-|12000", "P2|乙|-|-|20000"],
    );
}

#[test]
fn files_of_one_ledger_are_put_together_in_order_of_paths() {
    let files = [
        ("b/person.csv", "person_id,name\nP3,丙\n"),
        (
            "a/人员.json",
            r#"[{"person_id":"P1","name":"甲","income":1}]"#,
        ),
    ];
    check(&files, "person", &["P1|甲|-|-|1", "P3|丙|-|-|"]);
}

#[test]
fn a_ledger_without_records_is_there() {
    check(&[("person.csv", "person_id,name\n")], "person", &[]);
    let reading = reading(&[("person.csv", b"person_id,name\n")]);
    assert_eq!(rows(&reading, "person"), Some(vec![]));
    assert_eq!(rows(&reading, "welfare_post"), None);
}

const PROBLEMS: &str = r#"{"rect_problem": [
  {"problem_no": 1, "title": "甲", "key_facts": ["882户", "1户"], "measures": [
    {"seq": 1, "text": "a", "deadline": "2021年5月15日前并长期坚持", "evidence": [{"file": "x.pdf"}, {"file": "y.pdf"}]},
    {"seq": 2, "text": "b", "整改时限": "2021-05-15", "long_term": false}]},
  {"problem_no": 2, "title": "乙", "measures": []},
  {"problem_no": 3, "title": "丙", "measures": [{"seq": 1, "text": "c", "evidence": [{"file": "z.pdf"}]}]}
]}"#;

#[test]
fn nested_records_know_their_parents_and_inherit_their_keys() {
    let reading = reading(&[("a.json", PROBLEMS.as_bytes())]);
    assert_eq!(irregularities(&reading), [""; 0]);
    assert_eq!(
        rows(&reading, "rect_problem").unwrap(),
        ["1|甲|-|-", "2|乙|-|-", "3|丙|-|-"]
    );
    assert_eq!(
        rows(&reading, "rect_measure").unwrap(),
        [
            "1|1|a|2021-05-15|-|是",
            "1|2|b|2021-05-15|-|否",
            "3|1|c||-|"
        ]
    );
    assert_eq!(parents(&reading, "rect_measure"), [0, 0, 2]);
    assert_eq!(
        rows(&reading, "rect_evidence").unwrap(),
        ["1|1|x.pdf", "1|1|y.pdf", "3|1|z.pdf"]
    );
    assert_eq!(parents(&reading, "rect_evidence"), [0, 0, 2]);
    assert_eq!(rows(&reading, "rect_fact").unwrap(), ["1|882户", "1|1户"]);
    assert_eq!(parents(&reading, "rect_fact"), [0, 0]);
}

#[test]
fn nested_and_flat_records_of_one_ledger_stand_together() {
    let flat = "问题编号,措施序号,措施内容\n9,1,d\n";
    let reading = reading(&[
        ("a.json", PROBLEMS.as_bytes()),
        ("rect_measure.csv", flat.as_bytes()),
    ]);
    assert_eq!(rows(&reading, "rect_measure").unwrap()[3], "9|1|d||-|");
    assert_eq!(parents(&reading, "rect_measure"), [0, 0, 2, u32::MAX]);
    let flat_first = self::reading_flat_first(flat);
    assert_eq!(parents(&flat_first, "rect_measure"), [u32::MAX, 0, 0, 2]);
}

fn reading_flat_first(flat: &str) -> crate::read::Reading {
    reading(&[
        ("rect_measure.csv", flat.as_bytes()),
        ("z.json", PROBLEMS.as_bytes()),
    ])
}

#[test]
fn a_cell_with_several_values_becomes_nested_records() {
    let reading = reading(&[(
        "问题台账.csv",
        "编号,反馈问题,key_facts\n1,甲,882户；1户\n2,乙,\n3,丙,\"46人、850元\n6000元\"\n"
            .as_bytes(),
    )]);
    assert_eq!(
        rows(&reading, "rect_fact").unwrap(),
        ["1|882户", "1|1户", "3|46人", "3|850元", "3|6000元"]
    );
    assert_eq!(parents(&reading, "rect_fact"), [0, 0, 2, 2, 2]);
    let (location, _) = reading
        .ledgers
        .locate(cell(&reading, "rect_fact", 3, Some("value")));
    assert_eq!(
        (location.line.unwrap().0, location.column.unwrap().0),
        (4, 5)
    );
}

#[test]
fn yaml_of_several_documents_and_single_records_are_read() {
    check(
        &[(
            "a.yaml",
            "person:\n  person_id: P1\n  name: 甲\n---\n人员: [{person_id: P2, name: 乙}]\n",
        )],
        "person",
        &["P1|甲|-|-|-", "P2|乙|-|-|-"],
    );
    check(
        &[("person.json", r#"{"person_id": "0012", "name": "甲"}"#)],
        "person",
        &["0012|甲|-|-|-"],
    );
    check(
        &[("person.yml", "- person_id: 0012\n  name: 2021-05-15\n")],
        "person",
        &["0012|2021-05-15|-|-|-"],
    );
}

#[test]
fn the_origin_comes_from_the_file_or_key() {
    let reading = reading(&[
        ("person@国扶系统.csv", b"person_id,name\nP1,x\n"),
        (
            "z.json",
            r#"{"person@残联": [{"person_id": "P2", "name": "y"}]}"#.as_bytes(),
        ),
    ]);
    let table = reading
        .ledgers
        .table(reading.ledgers.catalog.named("person").unwrap())
        .unwrap();
    let origins: Vec<Option<&str>> = table.segments.iter().map(|s| s.origin.as_deref()).collect();
    assert_eq!(origins, [Some("国扶系统"), Some("残联")]);
}

#[test]
fn text_columns_are_dictionaries_while_values_repeat() {
    let mut csv = "person_id,name\n".to_owned();
    for n in 0..20_000 {
        csv += &format!("P{n},村民{}\n", n % 7);
    }
    let reading = reading(&[("person.csv", csv.as_bytes())]);
    let table = reading
        .ledgers
        .table(reading.ledgers.catalog.named("person").unwrap())
        .unwrap();
    let types: Vec<String> = table.columns[..2]
        .iter()
        .map(|c| c.values.data_type().to_string())
        .collect();
    assert_eq!(types, ["Utf8", "Dictionary(UInt32, Utf8)"]);
    let all = rows(&reading, "person").unwrap();
    assert_eq!(
        (all.len(), all[19_999].as_str()),
        (20_000, "P19999|村民0|-|-|-")
    );
}

#[test]
fn a_cell_is_reported_once_and_placeholders_only_where_a_value_is_required() {
    let text = "人编号,姓名,证件号码,年收入\nP1,无,无,很多\nP2,,无,1\n";
    let reading = reading(&[("person.csv", text.as_bytes())]);
    let kinds: Vec<(Kind, Spot)> = reading
        .irregularities
        .iter()
        .map(|i| (i.kind, i.spot.clone()))
        .collect();
    let spot = |row, field| {
        let of = cell(&reading, "person", row, Some(field));
        Spot::Cell {
            ledger: of.ledger,
            row,
            field: of.field,
        }
    };
    assert_eq!(
        kinds,
        [
            (Kind::Placeholder, spot(0, "name")),
            (Kind::UnreadableNumber, spot(0, "income")),
            (Kind::SchemaRequired, spot(1, "name")),
        ]
    );
}

#[test]
fn progress_counts_files_and_records() {
    use std::sync::Mutex;
    let seen = Mutex::new(Vec::new());
    let files = ["a", "b"]
        .map(|name| File::in_memory(&format!("{name}/person.csv"), "person_id,name\n1,x\n2,y\n"));
    let options = Options::at(Date(0));
    read(&files, &catalog(), options, &|files, of, records| {
        seen.lock().unwrap().push((files, of, records))
    });
    assert_eq!(seen.lock().unwrap().iter().max(), Some(&(2, 2, 4)));
}
