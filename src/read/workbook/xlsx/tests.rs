//! What is read straight is what `calamine` reads, cell by cell, of workbooks of several programs and of damaged ones.

use std::io::{Cursor, Read as _, Write as _};
use std::path::Path;

use rust_xlsxwriter::{Format, Formula, Workbook};
use zip::write::{SimpleFileOptions, ZipWriter};

use super::super::grid::{Book, ReadSheet, slowly};

/// A workbook in words: sheets, what is hidden, merged, and every cell with its kind.
fn shown(book: &Book) -> Vec<String> {
    let sheet = |read: &ReadSheet| {
        let mut lines = vec![format!(
            "{} {} {:?} {:?}",
            read.at, read.name, read.hidden, read.broken
        )];
        match &read.sheet {
            Ok(sheet) => {
                lines.push(format!("{} {:?}", sheet.width(), sheet.areas()));
                for at in 0..sheet.rows() {
                    let number = sheet.number(at);
                    lines.extend(sheet.filled(at).map(|(column, text, kind)| {
                        format!("{number} {column} {kind:?} {text:?}")
                    }));
                }
            }
            Err(unread) => lines.push(unread.name()),
        }
        lines
    };
    let calendar = format!("1904: {}", book.date1904);
    book.sheets
        .iter()
        .flat_map(sheet)
        .chain([calendar])
        .collect()
}

/// Both ways give the same; true where the straight one gives anything.
#[track_caller]
fn same(bytes: &[u8]) -> bool {
    let Some(straight) = super::read(bytes) else {
        return false;
    };
    let slow = slowly(bytes).unwrap_or_else(|refusal| panic!("only read straight: {refusal:?}"));
    assert_eq!(shown(&straight), shown(&slow));
    true
}

#[test]
fn workbooks_of_other_programs() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for name in [
        "tests/data/workbooks/整改台账.xlsx",
        "tests/data/workbooks/农户人员.xlsx",
        "tests/data/workbooks/农户人员-另存.xlsx",
        "samples/huibu-2021-xlsx/整改台账.xlsx",
    ] {
        let bytes = std::fs::read(root.join(name)).unwrap();
        assert!(same(&bytes), "{name}");
    }
}

/// Cells of all kinds, in formats of all kinds, on several sheets.
fn mixed() -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let numbers = [
        0.0,
        1.0,
        -1.0,
        44331.0,
        44331.75,
        0.5,
        0.1 + 0.2,
        1e15,
        369_921_196_807_080_020.0,
        1.5e-7,
        60.0,
        61.0,
        2_958_465.0,
        3_000_000.0,
        -44331.0,
        1234.5600000000002,
        0.999_988_425_925_926,
    ];
    let formats = [
        "General",
        "0",
        "0.00",
        "0%",
        "0.00%",
        "yyyy-mm-dd",
        "yyyy\"年\"m\"月\"d\"日\"",
        "[h]:mm:ss",
        "h:mm AM/PM",
        "上午/下午h:mm",
        "#,##0.00_);[Red](#,##0.00)",
        "[$-804]yyyy/m/d;@",
        "@",
        "mm:ss.0",
        "\"days\"0",
        "\\d0",
        "_d0",
        "[红色]0",
        "[s]",
        "0;d",
        "0.0\"%\"",
        "[<=100]0;General",
        "A/P h",
        "aaaa",
        "¥#,##0",
    ];
    for (column, format) in (0..).zip(formats) {
        let format = Format::new().set_num_format(format);
        for (row, number) in (0..).zip(numbers) {
            sheet
                .write_number_with_format(row, column, number, &format)
                .unwrap();
        }
    }
    for (column, index) in (30..).zip((0..60).chain([164])) {
        let format = Format::new().set_num_format_index(index);
        sheet
            .write_number_with_format(3, column, 44331.5, &format)
            .unwrap();
    }
    let sheet = book.add_worksheet();
    let texts = [
        "甲",
        " 两头空 ",
        "a&b<c>\"d\"'e'",
        "第一行\n第二行",
        "\u{a0}",
        "",
        "123",
        "_x0041",
        "x_x000d",
        "𠮷",
    ];
    for (row, text) in (0..).zip(texts) {
        sheet.write_string(row, 0, text).unwrap();
        sheet
            .write_formula(row, 1, Formula::new("=A1").set_result(text))
            .unwrap();
    }
    for (row, result) in (0..).zip(["#REF!", "#N/A", "#DIV/0!", "TRUE", "12.5", "#VALUE!"]) {
        sheet
            .write_formula(row, 2, Formula::new("=A1").set_result(result))
            .unwrap();
    }
    sheet.write_boolean(0, 3, true).unwrap();
    sheet.write_boolean(1, 3, false).unwrap();
    sheet.write_blank(2, 3, &Format::new().set_bold()).unwrap();
    let (bold, plain) = (Format::new().set_bold(), Format::new());
    sheet
        .write_rich_string(3, 3, &[(&bold, "粗"), (&plain, " 细 ")])
        .unwrap();
    sheet.merge_range(12, 0, 14, 2, "合并", &plain).unwrap();
    sheet.set_row_hidden(13).unwrap();
    sheet.set_column_hidden(4).unwrap();
    sheet.write_string(40_000, 16_383, "远").unwrap();
    book.add_worksheet()
        .set_name("空 & 隐藏")
        .unwrap()
        .set_hidden(true);
    book.save_to_buffer().unwrap()
}

#[test]
fn cells_of_all_kinds() {
    assert!(same(&mixed()));
}

#[test]
fn a_sheet_of_many_windows() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for row in 0..30_000 {
        sheet.write_string(row, 0, format!("第{row}行")).unwrap();
        sheet.write_number(row, 1, f64::from(row) / 7.0).unwrap();
        sheet
            .write_string(row, 2, ["男", "女"][row as usize % 2])
            .unwrap();
    }
    sheet
        .merge_range(29_990, 4, 29_995, 4, "末", &Format::new())
        .unwrap();
    assert!(same(&book.save_to_buffer().unwrap()));
}

fn parts(book: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(book)).unwrap();
    let mut parts = Vec::new();
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).unwrap();
        let mut content = Vec::new();
        part.read_to_end(&mut content).unwrap();
        parts.push((part.name().unwrap().into_owned(), content));
    }
    parts
}

fn packed(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, content) in parts {
        zip.start_file(name.as_str(), stored).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// Between rows and in the items of shared texts anything may be broken: what is read straight nevertheless is what
/// `calamine` reads.
#[test]
fn damaged_parts_are_read_alike_or_left_alone() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for row in 0..6 {
        sheet
            .write_string(row, 0, format!("第{row}行 & 乙"))
            .unwrap();
        sheet
            .write_number(row, 1, 44_331.0 + f64::from(row))
            .unwrap();
        sheet
            .write_formula(row, 2, Formula::new("=B1").set_result("7"))
            .unwrap();
        sheet.write_boolean(row, 3, true).unwrap();
    }
    let sound = parts(&book.save_to_buffer().unwrap());
    let (mut seed, mut straight) = (20_210_513u64, 0);
    let mut random = |below: usize| {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % below
    };
    for _ in 0..200 {
        let mut parts = sound.clone();
        let name = ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"][random(2)];
        let part = parts
            .iter_mut()
            .find(|(known, _)| known == name)
            .map(|(_, part)| part)
            .unwrap();
        let find = |what: &[u8]| part.windows(what.len()).position(|w| w == what);
        let (from, to) = match find(b"<sheetData>") {
            Some(from) => (from + 11, find(b"</sheetData>").unwrap()),
            None => (find(b"<si>").unwrap(), find(b"</sst>").unwrap()),
        };
        let at = from + random(to - from);
        match random(4) {
            0 => part[at] = b"<>/\"&=01acrstv \n"[random(16)],
            1 => drop(part.remove(at)),
            2 => part.insert(at, b"<>/\"&=01acrstv \n"[random(16)]),
            _ => {
                let length = random(12).min(to - at);
                let again = part[at..at + length].to_vec();
                part.splice(at..at, again);
            }
        }
        // shown where both differ
        let part = parts.iter().find(|(known, _)| known == name);
        let text = part.map(|(_, part)| {
            String::from_utf8_lossy(&part[at.saturating_sub(60)..part.len().min(at + 60)])
                .into_owned()
        });
        eprintln!("{name}: {}", text.unwrap_or_default());
        straight += usize::from(same(&packed(&parts)));
    }
    assert!(straight > 20, "{straight} were read straight");
}
