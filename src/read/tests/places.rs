//! Every cell is found again: its line and column, its excerpt, its pointer.

use serde_json::Value;

use super::fixtures::{cell, reading, rows};
use crate::ledger::Cell;
use crate::location::Excerpt;
use crate::read::Reading;

/// All cells of all tables.
fn cells(reading: &Reading) -> Vec<Cell> {
    let mut cells = Vec::new();
    for (ledger, definition) in reading.ledgers.catalog.ledgers() {
        let rows = reading.ledgers.table(ledger).map_or(0, |table| table.rows);
        for row in 0..rows {
            cells.push(Cell {
                ledger,
                row,
                field: None,
            });
            for field in &definition.fields {
                cells.push(Cell {
                    ledger,
                    row,
                    field: definition.field_named(&field.name),
                });
            }
        }
    }
    cells
}

#[test]
fn every_cell_of_a_csv_is_found_again() {
    let mut text = "序号,姓名,人编号,备注\r\n".to_owned();
    for n in 0..1000 {
        text += &match n % 5 {
            0 => format!("{n},\"甘\"\"{n}\"\"\r\n某\",P{n},\r\n"),
            1 => format!("{n},,P{n},x\r\n\r\n"),
            2 => format!("合计,,,\r\n{n},\"李,{n}\",P{n},\"\"\r\n"),
            _ => format!("{n},村民{n},P{n}\r\n"),
        };
    }
    let reading = reading(&[("person.csv", text.as_bytes())]);
    let lines: Vec<&str> = text.split('\n').collect();
    let table = rows(&reading, "person").unwrap();
    assert_eq!(table.len(), 1000);
    let mut last = None;
    for of in cells(&reading) {
        let (location, excerpt) = reading.ledgers.locate(of);
        let (line, column) = (
            location.line.unwrap().0 as usize,
            location.column.unwrap().0 as usize,
        );
        let rest: String = lines[line - 1..]
            .join("\n")
            .chars()
            .skip(column - 1)
            .collect();
        let Some(Excerpt::Grid {
            header_line,
            header,
            cells,
            marked,
            ..
        }) = excerpt
        else {
            panic!("no grid")
        };
        assert_eq!(header_line.unwrap().0, 1);
        assert_eq!(header, ["序号", "姓名", "人编号", "备注"]);
        let name = of.field.map(|f| {
            reading
                .ledgers
                .catalog
                .ledger(of.ledger)
                .field(f)
                .name
                .as_str()
        });
        let value = table[of.row as usize].split('|').collect::<Vec<_>>();
        match name {
            Some("person_id") => {
                assert!(rest.starts_with(value[0]), "{of:?}: {rest}");
                assert_eq!((marked, cells[2].as_str()), (Some(2), value[0]));
            }
            Some("name") => {
                let quoted = format!("\"{}\"", cells[1].replace('"', "\"\""));
                assert!(
                    rest.starts_with(&cells[1]) || rest.starts_with(&quoted),
                    "{of:?}: {rest}"
                );
                assert_eq!(
                    (marked, cells[1].replace("\r\n", "\n").as_str()),
                    (Some(1), value[1])
                );
            }
            _ => {
                assert!(rest.starts_with(&format!("{},", of.row)), "{of:?}: {rest}");
                assert_eq!((marked, column), (None, 1));
            }
        }
        let order = reading.ledgers.order(of);
        assert!(
            of.field.is_some() || last < Some(order),
            "rows keep their order"
        );
        last = last.max(Some(order));
    }
}

const PROBLEMS: &str = r#"{
  "说明": "x",
  "整改/问题~": 1,
  "rect_problem": [
    {"problem_no": 1, "存在问题": "甲", "key_facts": ["882户", "1户"],
     "measures": [
      {"seq": 1, "text": "a\"b", "整改时限": "2021-05-15", "evidence": [{"file": "x.pdf"}, {"file": "y.pdf"}]},
      {"seq": 2.0, "text": "b"}]},
    {"problem_no": 2, "title": "乙", "amount": 1.50, "measures": [{"seq": 1, "evidence": [{"file": null}]}]}
  ]
}"#;

#[test]
fn every_value_of_a_json_document_is_found_again() {
    let reading = reading(&[("a.json", PROBLEMS.as_bytes())]);
    let document: Value = serde_json::from_str(PROBLEMS).unwrap();
    let lines: Vec<&str> = PROBLEMS.lines().collect();
    let mut seen = Vec::new();
    for of in cells(&reading) {
        let (location, excerpt) = reading.ledgers.locate(of);
        let pointer = location.pointer.unwrap();
        let value = document
            .pointer(&pointer)
            .unwrap_or_else(|| panic!("{pointer} is not in the document"));
        let (line, column) = (
            location.line.unwrap().0 as usize,
            location.column.unwrap().0 as usize,
        );
        let rest: String = lines[line - 1..]
            .join("\n")
            .chars()
            .skip(column - 1)
            .collect();
        let there = serde_json::Deserializer::from_str(&rest)
            .into_iter::<Value>()
            .next()
            .unwrap()
            .unwrap();
        assert_eq!(&there, value, "{pointer}");
        let Some(Excerpt::Lines {
            first,
            text,
            marked,
        }) = excerpt
        else {
            panic!("no lines")
        };
        assert_eq!(first.0 as usize, line);
        if !there.is_object() {
            assert_eq!(serde_json::from_str::<Value>(&text[marked]).unwrap(), there);
        }
        seen.push(pointer);
    }
    for pointer in [
        "/rect_problem/0/存在问题",
        "/rect_problem/0/measures/0/整改时限",
        "/rect_problem/0/measures/0/evidence/1/file",
        "/rect_problem/1/measures/0/evidence/0/file",
        "/rect_problem/0/key_facts/1",
        "/rect_problem/1/amount",
        "/rect_problem/1",
    ] {
        assert!(
            seen.iter().any(|found| found == pointer),
            "{pointer} was not found"
        );
    }
}

fn check(path: &str, text: &str, of: (&str, u32, Option<&str>), expected: &str) {
    let reading = reading(&[(path, text.as_bytes())]);
    let (location, _) = reading.ledgers.locate(cell(&reading, of.0, of.1, of.2));
    let pointer = location.pointer.clone().unwrap_or_default();
    assert_eq!(format!("{location} {pointer}"), expected);
}

#[test]
fn values_of_other_documents_are_found_again() {
    let yaml = "人员:\n- person_id: P1\n  name: 甲\n- &b\n  person_id: P2\n  姓名: '乙'\n- {<<: *b, person_id: P3}\n";
    check(
        "a.yaml",
        yaml,
        ("person", 0, Some("name")),
        "a.yaml:3:9 /人员/0/name",
    );
    check(
        "a.yaml",
        yaml,
        ("person", 1, Some("name")),
        "a.yaml:6:7 /人员/1/姓名",
    );
    check(
        "a.yaml",
        yaml,
        ("person", 2, Some("name")),
        "a.yaml:6:7 /人员/2/姓名",
    );
    check(
        "a.yaml",
        yaml,
        ("person", 2, Some("person_id")),
        "a.yaml:7:23 /人员/2/person_id",
    );
    check(
        "a.yaml",
        yaml,
        ("person", 1, Some("income")),
        "a.yaml:5:3 /人员/1",
    );
    let nested = "rect_problem:\n  problem_no: 1\n  measures:\n  - seq: 1\n    evidence:\n    - file: x\n    - file: y\n";
    check(
        "a.yaml",
        nested,
        ("rect_evidence", 1, Some("file")),
        "a.yaml:7:13 /rect_problem/measures/0/evidence/1/file",
    );
    let lines = "{\"person_id\": \"P1\"}\n\n {\"person_id\": \"P2\", \"name\": \"乙\"}\n";
    check(
        "person.jsonl",
        lines,
        ("person", 1, Some("name")),
        "person.jsonl:3:30 /name",
    );
    check(
        "person.jsonl",
        lines,
        ("person", 0, Some("name")),
        "person.jsonl:1:1 ",
    );
    check(
        "person.json",
        "\n{\"person_id\": 1, \"name\": 2}",
        ("person", 0, Some("name")),
        "person.json:2:26 /name",
    );
    check(
        "a.json",
        "{\"a/b~c\": 1, \"person\": {\"person_id\": 1}}",
        ("person", 0, None),
        "a.json:1:24 /person",
    );
}
