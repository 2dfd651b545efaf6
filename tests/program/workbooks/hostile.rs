//! Workbooks that lie, that lead elsewhere or that are larger than they look; and what becomes of them in the whole
//! program.

use std::fmt::Write as _;

use super::books::{Book, SHEET, opendocument, packed, parts, patched, plain};
use super::program::run;
use super::{reading, records, told};

const ORG: &str = "单位编号|单位名称\nQH-1|镇财政所\nQH-2|镇扶贫站";

/// What the program makes of a workbook that it cannot read: unusable, with one finding that says which file.
#[track_caller]
fn refused(name: &str, bytes: &[u8], words: &str) {
    let run = run(&[(name, bytes)]);
    assert_eq!(
        (run.status, run.findings()),
        (2, vec![format!("SCH-002 {name}")])
    );
    let message = run.report["findings"][0]["message"].as_str().unwrap();
    assert!(message.contains(words), "{message}");
    assert_eq!(run.report["summary"]["records"], 0);
}

#[test]
fn what_cannot_be_read_ends_the_run_as_unusable_and_leaves_a_whole_report() {
    let book = plain("单位名录", ORG);
    refused("单位名录.xlsx", b"<html><table><tr><td>1", "网页");
    refused("单位名录.xlsx", b"", "空的");
    for part in [1, 10, 50, 90, 99] {
        refused(
            "单位名录.xlsx",
            &book[..book.len() * part / 100 + 1],
            "损坏",
        );
    }
}

/// Where in an archive the central directory says how large a part is once it is unpacked.
fn size_of(archive: &[u8], part: &str) -> usize {
    let directory = |at: &usize| archive[*at..].starts_with(b"PK\x01\x02");
    let named = |at: &usize| archive[at + 46..].starts_with(part.as_bytes());
    let at = (0..archive.len()).filter(directory).find(named);
    at.expect("an entry") + 24
}

/// Where the header in front of a part's bytes says so again.
fn local_size_of(archive: &[u8], part: &str) -> usize {
    let header = |at: &usize| archive[*at..].starts_with(b"PK\x03\x04");
    let named = |at: &usize| archive[at + 30..].starts_with(part.as_bytes());
    let at = (0..archive.len()).filter(header).find(named);
    at.expect("a header") + 22
}

#[test]
fn a_directory_that_lies_about_a_size_is_noticed_while_unpacking() {
    // a sheet, and the texts, which are read before any sheet
    let expected = ["sheet 单位名录", "damaged"];
    for (part, reason) in [SHEET, "xl/sharedStrings.xml"].into_iter().zip(expected) {
        let mut book = patched(&plain("单位名录", ORG), part, |xml| {
            // 64 MB of nothing: what the limits would refuse if the directory told of it
            let blank = " ".repeat(64 << 20);
            xml.replacen("</", &format!("{blank}</"), 1)
        });
        for at in [size_of(&book, part), local_size_of(&book, part)] {
            book[at..at + 4].copy_from_slice(&900u32.to_le_bytes());
        }
        let reading = reading(&[("单位名录.xlsx", book.clone())]);
        let told = told(&reading);
        assert!(told.len() == 1 && told[0].ends_with(reason), "{told:?}");
        assert_eq!(run(&[("单位名录.xlsx", &book)]).status, 2);
    }
}

#[test]
fn parts_of_one_name_and_parts_that_overlap_are_refused() {
    let mut both = parts(&plain("单位名录", ORG));
    let (_, sheet) = both
        .iter()
        .find(|(name, _)| name == SHEET)
        .cloned()
        .unwrap();
    both.push(("xl/worksheets/sheet9.xml".to_owned(), sheet));
    let book = packed(&both);
    assert_eq!(
        told(&reading(&[("单位名录.xlsx", book.clone())])),
        [""; 0],
        "an extra part is no matter"
    );
    let twice = replaced(&book, b"sheet9.xml", b"sheet1.xml");
    refused("单位名录.xlsx", &twice, "同名或重叠");
    // both entries of the directory lead to the same bytes
    let mut overlapping = book.clone();
    let [first, last] = [SHEET, "xl/worksheets/sheet9.xml"].map(|part| size_of(&book, part) - 24);
    overlapping.copy_within(first + 10..first + 46, last + 10);
    refused("单位名录.xlsx", &overlapping, "同名或重叠");
}

fn replaced(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let places: Vec<usize> = (0..bytes.len())
        .filter(|at| bytes[*at..].starts_with(from))
        .collect();
    for at in places {
        bytes[at..at + to.len()].copy_from_slice(to);
    }
    bytes
}

/// Every row that a sheet can have, all of them formatted and nothing in them.
#[test]
fn a_sheet_of_all_rows_formatted_and_empty_is_quick() {
    let book = patched(&plain("单位名录", ORG), SHEET, |xml| {
        let mut rows = String::with_capacity(64 << 20);
        for row in 4..=1_048_576 {
            // every tenth with a cell of its own
            let _ = match row % 10 {
                0 => write!(rows, "<row r=\"{row}\"><c r=\"A{row}\" s=\"1\"/></row>"),
                _ => write!(rows, "<row r=\"{row}\" s=\"1\" customFormat=\"1\"/>"),
            };
        }
        xml.replace("</sheetData>", &format!("{rows}</sheetData>"))
    });
    let reading = reading(&[("台账.xlsx", book)]);
    assert_eq!(
        records(&reading, "org", &["name"]),
        ["A2 镇财政所", "A3 镇扶贫站"]
    );
    let sheet = &reading
        .ledgers
        .sources
        .get(ledgerlint::source::SourceId(0))
        .sheets[0];
    assert_eq!(
        (sheet.rows(), sheet.width()),
        (3, 2),
        "nothing is kept of them"
    );
}

#[test]
fn links_to_other_workbooks_count_by_their_saved_results_and_are_not_followed() {
    let book = Book::new().sheet(
        "单位名录",
        "单位编号|单位名称\nQH-1|\nQH-2|\nQH-3|镇农经站",
        |sheet| {
            let link =
                |result: &str| rust_xlsxwriter::Formula::new("='[1]总表'!B2").set_result(result);
            sheet.write_formula(1, 1, link("镇财政所")).unwrap();
            sheet.write_formula(2, 1, link("#REF!")).unwrap();
        },
    );
    let book = patched(&book.bytes(), "xl/workbook.xml", |xml| {
        xml.replace(
            "<calcPr",
            "<externalReferences><externalReference r:id=\"rId99\"/></externalReferences><calcPr",
        )
    });
    let book = patched(&book, "xl/_rels/workbook.xml.rels", |xml| {
        let link = "<Relationship Id=\"rId99\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLink\" Target=\"externalLinks/externalLink1.xml\"/>";
        xml.replace("</Relationships>", &format!("{link}</Relationships>"))
    });
    let mut all = parts(&book);
    let link = "<externalLink xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><externalBook r:id=\"rId1\"><sheetNames><sheetName val=\"总表\"/></sheetNames></externalBook></externalLink>";
    let target = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLinkPath\" Target=\"file:///nowhere/总表.xlsx\" TargetMode=\"External\"/></Relationships>";
    for (name, text) in [
        ("externalLink1.xml", link),
        ("_rels/externalLink1.xml.rels", target),
    ] {
        all.push((format!("xl/externalLinks/{name}"), text.as_bytes().to_vec()));
    }
    let book = packed(&all);
    let reading = reading(&[("单位名录.xlsx", book.clone())]);
    assert_eq!(told(&reading), ["formula-error B3 #REF!"]);
    assert_eq!(
        records(&reading, "org", &["name"]),
        ["A2 镇财政所", "A3 ", "A4 镇农经站"]
    );
    let run = run(&[("单位名录.xlsx", &book)]);
    assert_eq!(
        (run.status, run.findings()),
        (1, vec!["SCH-007 单位名录!B3".to_owned()])
    );
}

#[test]
fn columns_that_occur_twice_or_bind_twice_end_the_run_as_unusable() {
    let check = |text: &str, status: i32, expected: &[&str]| {
        let run = run(&[("单位名录.xlsx", &plain("单位名录", text))]);
        assert_eq!(
            (run.status, run.findings()),
            (status, expected.iter().map(|e| (*e).to_owned()).collect()),
            "{text}"
        );
    };
    // the same name twice; two names of one column; a name that could be either of two columns
    check(
        "单位编号|单位名称|单位名称\nQH-1|镇财政所|又",
        2,
        &["SCH-004 单位名录!C1"],
    );
    check(
        "单位编号|单位名称|机构名称\nQH-1|镇财政所|又",
        2,
        &["SCH-004 单位名录!C1"],
    );
}

/// Rows and columns of an OpenDocument sheet repeat as often as it says.
#[test]
fn a_cell_in_the_last_corner_of_an_open_document_is_refused() {
    let row = |cells: &str| format!("<table:table-row>{cells}</table:table-row>");
    let cell = |text: &str| {
        format!(
            "<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>"
        )
    };
    let far = "<table:table-row table:number-rows-repeated=\"1048573\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>";
    let last = row(&format!(
        "<table:table-cell table:number-columns-repeated=\"16383\"/>{}",
        cell("x")
    ));
    let rows = [
        row(&[cell("单位编号"), cell("单位名称")].concat()),
        row(&[cell("QH-1"), cell("镇财政所")].concat()),
        far.to_owned(),
        last,
    ];
    let book = opendocument("单位名录", &rows.concat());
    let reading = reading(&[("台账.ods", book)]);
    assert_eq!(
        told(&reading),
        ["malformed-workbook 台账.ods cells 32000000"]
    );
}
