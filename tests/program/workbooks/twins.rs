//! One workbook in the formats of today, of 1997 and of LibreOffice (`tests/data/workbooks/make_shares.py`): all of them
//! must read alike. And the older one with its records cut and bent.

use std::io::{Cursor, Read as _, Seek as _, Write as _};

use ledgerlint::location::letters;
use ledgerlint::source::Sheet;

use super::books::opendocument;
use super::other_formats::stored;
use super::{reading, records, told};

/// Every cell of a workbook, as `sheet!F3 Percent 59.53%`, and every merged area.
fn cells(book: &[u8]) -> Vec<String> {
    let of_sheet = |sheet: &Sheet| {
        let mut all = Vec::new();
        for at in 0..sheet.rows() {
            for (column, text, kind) in sheet.filled(at) {
                let (column, row) = (letters(column + 1), sheet.number(at) + 1);
                all.push(format!("{}!{column}{row} {kind:?} {text}", sheet.name));
            }
        }
        all.extend(sheet.areas().iter().map(|area| format!("{area:?}")));
        all
    };
    let sheets = ledgerlint::read::sheets(book);
    sheets.iter().flat_map(of_sheet).collect()
}

#[test]
fn a_workbook_has_the_same_cells_in_every_format() {
    for name in ["完成进度", "整改台账", "农户人员"] {
        let today = match name {
            "完成进度" => "完成进度.xlsx",
            // LibreOffice has computed the others as it saved them anew
            "农户人员" => "农户人员-另存.xlsx",
            _ => "整改台账.ods",
        };
        let expected = cells(&stored(today));
        assert!(expected.len() > 10, "{name}");
        for ending in ["xls", "ods"] {
            let name = format!("{name}.{ending}");
            assert_eq!(cells(&stored(&name)), expected, "{name}");
        }
    }
}

#[test]
fn percentages_are_what_the_older_workbook_shows() {
    let all = cells(&stored("完成进度.xls"));
    let shown = |column: &str| -> Vec<&str> {
        let cells = (3..=11).map(|row| {
            let start = format!("整改台账!{column}{row} ");
            let cell = all.iter().find_map(|cell| cell.strip_prefix(&start));
            cell.unwrap_or("-")
        });
        cells.collect()
    };
    assert_eq!(
        shown("F"),
        [
            "Percent 59.53%",
            "Percent 50%",
            "Percent 12.5%",
            "Percent -3%",
            "Percent 12.5%",
            // its percent sign is a text
            "Number 59.53",
            "Error #DIV/0!",
            "Number 80",
            "Tidy 已完成",
        ]
    );
    let percents = |shown: Vec<&str>| -> Vec<String> {
        let percent = |cell: &str| cell.trim_start_matches("Percent ").to_owned();
        shown.into_iter().map(percent).collect()
    };
    // some of them hidden, some in one record, two computed
    assert_eq!(
        percents(shown("G")),
        [
            "25%", "50%", "10%", "100%", "100%", "1%", "50%", "0%", "50%"
        ]
    );
    assert_eq!(
        percents(shown("H")),
        [
            "50%", "50%", "20%", "100%", "50%", "2%", "-", "12.34%", "150%"
        ]
    );
    assert_eq!(
        percents(shown("I")),
        [
            "100%", "50%", "30%", "100%", "200%", "3%", "50%", "100%", "1200%"
        ]
    );
}

#[test]
fn what_is_noticed_and_the_records_are_the_same_in_every_format() {
    let fields = ["problem_no", "text", "deadline", "progress_pct"];
    for name in ["完成进度.xlsx", "完成进度.xls", "完成进度.ods"] {
        let reading = reading(&[(name, stored(name))]);
        let noticed = [
            "hidden-cells 整改台账 4、7-8 G、I",
            "unknown-column G2 一季度",
            "unknown-column H2 二季度",
            "unknown-column I2 三季度",
            "formula-error F9 #DIV/0!",
            "schema-range F6 -3",
            "unreadable-number F11 已完成",
            "hidden-cells 单位名录",
            "hidden-cells 人员 B",
        ];
        let mut told = told(&reading);
        told.sort();
        let mut expected = noticed.map(str::to_owned);
        expected.sort();
        assert_eq!(told, expected, "{name}");
        let measures = records(&reading, "rect_measure", &fields);
        assert_eq!(measures[0], "C3 1|入户排查|2021-05-31|59.53", "{name}");
        assert_eq!(measures[5], "C8 6|清理欠费|2021-05-31|59.53", "{name}");
        assert_eq!(measures.len(), 9, "{name}");
    }
}

/// A formula that nobody computed, as programs write it that cannot: told at its cell, in an OpenDocument sheet as in
/// one of Excel.
#[test]
fn a_formula_without_a_saved_result_is_told_in_an_open_document() {
    let cell = |text: &str| {
        format!(
            "<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>"
        )
    };
    let row = |cells: &[&str]| format!("<table:table-row>{}</table:table-row>", cells.concat());
    let rows = [
        row(&[&cell("单位编号"), &cell("单位名称")]),
        row(&[
            &cell("QH-1"),
            "<table:table-cell table:formula=\"of:=&quot;镇&quot;\"/>",
        ]),
        // computed: nothing is its result
        row(&[
            &cell("QH-2"),
            "<table:table-cell table:formula=\"of:=&quot;&quot;\"><text:p/></table:table-cell>",
        ]),
    ];
    let book = opendocument("单位名录", &rows.concat());
    let run = super::program::run(&[("单位名录.ods", &book)]);
    // a unit without a name is another matter
    assert_eq!(
        run.findings(),
        ["SCH-007 单位名录!B2", "SCH-012 单位名录!B3"]
    );
    let message = run.report["findings"][0]["message"].as_str().unwrap();
    assert!(message.contains("没有保存它的结果"), "{message}");
}

/// An older workbook with its records changed where they stand.
pub fn with_stream(book: &[u8], change: impl FnOnce(&mut [u8])) -> Vec<u8> {
    let mut file = cfb::CompoundFile::open(Cursor::new(book.to_vec())).unwrap();
    let mut stream = file.open_stream("Workbook").unwrap();
    let mut records = Vec::new();
    stream.read_to_end(&mut records).unwrap();
    change(&mut records);
    stream.rewind().unwrap();
    stream.write_all(&records).unwrap();
    drop(stream);
    file.into_inner().into_inner()
}

/// Where each record begins.
fn starts(records: &[u8]) -> Vec<usize> {
    let mut starts = Vec::new();
    let mut at = 0;
    while let Some(&[low, high]) = records.get(at + 2..at + 4) {
        starts.push(at);
        at += 4 + usize::from(u16::from_le_bytes([low, high]));
    }
    starts
}

#[test]
fn no_older_workbook_that_is_cut_off_or_bent_panics_or_loses_its_place() {
    let book = stored("完成进度.xls");
    let told_of = |book: Vec<u8>| told(&reading(&[("完成进度.xls", book)]));
    let whole = told_of(book.clone());
    assert_eq!(told_of(with_stream(&book, |_| {})), whole);
    for end in (8..book.len()).step_by(509) {
        told_of(book[..end].to_vec());
    }
    let mut all = Vec::new();
    with_stream(&book, |records| all = starts(records));
    assert!(all.len() > 200);
    // every record one byte short, which moves all that follow
    for at in all.iter().step_by(3) {
        told_of(with_stream(&book, |records| {
            let length = u16::from_le_bytes([records[at + 2], records[at + 3]]);
            let shorter = length.saturating_sub(1).to_le_bytes();
            records[at + 2..at + 4].copy_from_slice(&shorter);
        }));
    }
    let mut seed = 12_345u64;
    let mut next = |most: usize| {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((seed >> 33) as usize % most, (seed >> 20) as u8 | 1)
    };
    for _ in 0..80 {
        // in the records, and in what the file says of where they are
        told_of(with_stream(&book, |records| {
            let (at, bits) = next(records.len());
            records[at] ^= bits;
        }));
        let mut bent = book.clone();
        let (at, bits) = next(bent.len());
        bent[at] ^= bits;
        told_of(bent);
    }
}

/// A sheet that says it has four thousand million rows: what reads the values would make room for them, and be ended for it.
#[test]
fn a_sheet_that_lies_about_its_size_is_refused() {
    let book = with_stream(&stored("完成进度.xls"), |records| {
        let extents: Vec<usize> = starts(records)
            .into_iter()
            .filter(|at| records[*at..].starts_with(&[0, 2, 14, 0]))
            .collect();
        assert_eq!(extents.len(), 3);
        records[extents[1] + 8..extents[1] + 12].fill(0xFF);
    });
    let reading = reading(&[("完成进度.xls", book)]);
    assert_eq!(
        told(&reading),
        ["malformed-workbook 完成进度.xls cells 32000000"]
    );
}
