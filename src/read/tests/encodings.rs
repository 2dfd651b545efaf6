//! Every encoding in every format gives the same records.

use encoding_rs::GB18030;

use super::fixtures::{irregularities, reading, rows};

const CSV: &str =
    "人编号,姓名,证件号码,年收入(万元)\nP1,甘某,11010519491231002X,1.5\nP2,李某,,0.6\n";
const TSV: &str =
    "人编号\t姓名\t证件号码\t年收入(万元)\nP1\t甘某\t11010519491231002X\t1.5\nP2\t李某\t\t0.6\n";
const JSON: &str = r#"{"人员": [{"人编号": "P1", "姓名": "甘某", "证件号码": "11010519491231002X", "年收入(万元)": 1.5},
 {"人编号": "P2", "姓名": "李某", "证件号码": null, "年收入(万元)": 0.6}]}"#;
const LINES: &str = r#"{"person_id": "P1", "name": "甘某", "id_number": "11010519491231002X", "income": 15000}

{"person_id": "P2", "name": "李某", "id_number": "", "income": 6000}
"#;
const YAML: &str = "person:\n- person_id: P1\n  name: 甘某\n  id_number: 11010519491231002X\n  income: 15000\n\
- {person_id: P2, name: 李某, id_number: ~, income: '6000'}\n";

#[test]
fn every_format_in_every_encoding_gives_the_same_records() {
    let utf16 = |text: &str, encode: fn(u16) -> [u8; 2]| {
        text.encode_utf16().flat_map(encode).collect::<Vec<u8>>()
    };
    let bom = |text: &str| format!("\u{FEFF}{text}");
    let formats = [
        ("人员.csv", CSV),
        ("人员.tsv", TSV),
        ("人员.txt", TSV),
        ("a.json", JSON),
        ("person.ndjson", LINES),
        ("person.jsonl", LINES),
        ("x.yaml", YAML),
        ("x.yml", YAML),
    ];
    for (path, text) in formats {
        let crlf = text.replace('\n', "\r\n");
        let encoded: [(&str, Vec<u8>); 9] = [
            ("UTF-8", text.into()),
            ("UTF-8 CRLF", crlf.clone().into()),
            ("UTF-8 BOM", bom(text).into()),
            ("GB18030", GB18030.encode(text).0.into_owned()),
            ("GB18030 CRLF", GB18030.encode(&crlf).0.into_owned()),
            ("UTF-16LE", utf16(text, u16::to_le_bytes)),
            ("UTF-16LE BOM", utf16(&bom(text), u16::to_le_bytes)),
            ("UTF-16BE", utf16(text, u16::to_be_bytes)),
            ("UTF-16BE BOM", utf16(&bom(text), u16::to_be_bytes)),
        ];
        for (encoding, bytes) in encoded {
            let reading = reading(&[(path, &bytes)]);
            let found =
                rows(&reading, "person").unwrap_or_else(|| panic!("{path} {encoding}: no ledger"));
            assert_eq!(
                found,
                ["P1|甘某|11010519491231002X|-|15000", "P2|李某||-|6000"],
                "{path} {encoding}"
            );
            assert_eq!(irregularities(&reading), [""; 0], "{path} {encoding}");
        }
    }
}

#[test]
fn a_source_knows_its_digest_and_size() {
    let reading = reading(&[("person.csv", b"person_id,name\nP1,x\n")]);
    let source = &reading.ledgers.sources.0[0];
    assert_eq!(source.bytes, 20);
    assert_eq!(
        source.sha256,
        "1e1f946f6e2620f5fac296f78df073b42f1b800d2be4c9b0795b6653fe1e7f5e"
    );
}
