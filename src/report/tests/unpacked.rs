//! Reports as text: that of a workbook are the cells of its list, a row a line.

use std::io::{Cursor, Read as _};

use roxmltree::Document;

#[track_caller]
pub fn text(report: Vec<u8>) -> String {
    if !report.starts_with(b"PK") {
        return String::from_utf8(report).expect("reports are UTF-8");
    }
    let mut archive = zip::ZipArchive::new(Cursor::new(report)).expect("a zip archive");
    assert_eq!(archive.len(), 6, "the list and what it needs");
    let mut xml = String::new();
    let mut part = archive
        .by_name("xl/worksheets/ledgerlint.xml")
        .expect("the list");
    part.read_to_string(&mut xml).expect("UTF-8");
    let sheet = Document::parse(&xml).expect("XML");
    let rows = sheet
        .descendants()
        .filter(|n| n.has_tag_name((n.tag_name().namespace().unwrap_or(""), "row")));
    let line = |row: roxmltree::Node<'_, '_>| {
        let cells = row.children().filter(|n| n.is_element());
        let text = |cell: roxmltree::Node<'_, '_>| -> String {
            let texts = cell.descendants().filter(|n| n.is_text());
            texts.filter_map(|n| n.text()).collect()
        };
        cells
            .map(|cell| text(cell).replace('\n', "⏎"))
            .collect::<Vec<_>>()
            .join("\t")
            + "\n"
    };
    rows.map(line).collect()
}
