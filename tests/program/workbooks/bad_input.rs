//! Files that are damaged, locked, too large, or no workbooks: told with a reason, never a panic.

use std::io::Write as _;

use zip::write::{SimpleFileOptions, ZipWriter};

use super::books::{Book, plain};
use super::{reading, records, told};

fn small() -> Vec<u8> {
    plain("单位名录", "单位编号|单位名称\nQH-1|镇财政所\nQH-2|=12.5")
}

#[track_caller]
fn check(name: &str, bytes: Vec<u8>, expected: &str) {
    let reading = reading(&[(name, bytes)]);
    assert_eq!(told(&reading), [expected]);
    assert!(reading.irregularities[0].kind.stops_reading());
}

#[test]
fn what_is_no_workbook_says_why() {
    check(
        "台账.xlsx",
        b"<html><table><tr><td>1".to_vec(),
        "malformed-workbook 台账.xlsx markup",
    );
    check("台账.xlsx", Vec::new(), "empty-file 台账.xlsx");
    check(
        "台账.xlsx",
        b"PK\x03\x04 and nothing else".to_vec(),
        "malformed-workbook 台账.xlsx damaged",
    );
    let bytes = small();
    check(
        "台账.xlsx",
        bytes[..bytes.len() / 2].to_vec(),
        "malformed-workbook 台账.xlsx damaged",
    );
    let mut locked = vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
    locked.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    check(
        "台账.xlsx",
        locked,
        "malformed-workbook 台账.xlsx encrypted",
    );
    let mut zip = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file("word/document.xml", SimpleFileOptions::default())
        .unwrap();
    zip.write_all(b"<a/>").unwrap();
    let docx = zip.finish().unwrap().into_inner();
    check("台账.xlsx", docx, "malformed-workbook 台账.xlsx other");
}

#[test]
fn an_archive_that_grows_too_much_is_not_opened() {
    let mut zip = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file("xl/workbook.xml", SimpleFileOptions::default())
        .unwrap();
    for _ in 0..64 {
        zip.write_all(&vec![b' '; 1 << 20]).unwrap();
    }
    let bomb = zip.finish().unwrap().into_inner();
    check("台账.xlsx", bomb, "malformed-workbook 台账.xlsx ratio 250");
}

#[test]
fn a_text_under_a_workbooks_name_is_read_as_the_table_it_is() {
    let reading = reading(&[(
        "单位名录.xls",
        "单位编号\t单位名称\nQH-1\t镇财政所\n".into(),
    )]);
    assert_eq!(records(&reading, "org", &["name"]), ["- 镇财政所"]);
}

#[test]
fn a_workbook_under_a_texts_name_is_read_as_the_workbook_it_is() {
    let reading = reading(&[("单位名录.csv", small())]);
    assert_eq!(
        records(&reading, "org", &["name"]),
        ["A2 镇财政所", "A3 12.5"]
    );
}

#[test]
fn no_truncation_and_no_changed_byte_panics() {
    let bytes = small();
    for end in (4..bytes.len()).step_by(37).chain([bytes.len() - 1]) {
        let reading = reading(&[("单位名录.xlsx", bytes[..end].to_vec())]);
        let expected = "malformed-workbook 单位名录.xlsx damaged";
        assert_eq!(told(&reading), [expected], "cut off behind {end} bytes");
    }
    let mut seed = 12_345u64;
    for _ in 0..200 {
        let mut damaged = bytes.clone();
        for _ in 0..3 {
            seed = seed
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let at = (seed >> 33) as usize % damaged.len();
            damaged[at] ^= (seed >> 20) as u8 | 1;
        }
        told(&reading(&[("单位名录.xlsx", damaged)]));
    }
}

#[test]
fn a_cell_in_the_last_column_costs_little() {
    let book = Book::new().sheet(
        "Sheet1",
        "单位编号|单位名称\nQH-1|镇财政所",
        |sheet| {
            sheet.write_string(0, 16_383, "x").unwrap();
            sheet.write_string(1_048_575, 16_383, "y").unwrap();
        },
    );
    let reading = reading(&[("单位名录.xlsx", book.bytes())]);
    assert_eq!(records(&reading, "org", &["name"]), ["A2 镇财政所"]);
}
