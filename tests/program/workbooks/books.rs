//! Workbooks written from a few lines of text.

use std::io::{Cursor, Read as _, Write as _};

use rust_xlsxwriter::{Format, Formula, Workbook, Worksheet};
use zip::write::{SimpleFileOptions, ZipWriter};

/// A workbook in the making.
pub struct Book(pub Workbook);

impl Book {
    pub fn new() -> Self {
        Book(Workbook::new())
    }

    /// Adds a sheet: lines of cells separated by `|`, `=` before numbers, `~` for a line break.
    pub fn sheet(mut self, name: &str, text: &str, also: impl FnOnce(&mut Worksheet)) -> Self {
        let sheet = self.0.add_worksheet();
        sheet.set_name(name).unwrap();
        for (row, line) in (0..).zip(text.lines()) {
            for (column, cell) in (0..).zip(line.split('|')) {
                let cell = cell.replace('~', "\n");
                match cell
                    .strip_prefix('=')
                    .and_then(|number| number.parse::<f64>().ok())
                {
                    Some(number) => sheet.write_number(row, column, number).unwrap(),
                    None if cell.is_empty() => sheet,
                    None => sheet.write_string(row, column, cell).unwrap(),
                };
            }
        }
        also(sheet);
        self
    }

    pub fn bytes(mut self) -> Vec<u8> {
        self.0.save_to_buffer().unwrap()
    }
}

/// One sheet, nothing special.
pub fn plain(name: &str, text: &str) -> Vec<u8> {
    Book::new().sheet(name, text, |_| {}).bytes()
}

/// Merges areas (first row, first column, last row, last column), keeping what stands in their first cells.
pub fn merge(sheet: &mut Worksheet, areas: &[(u32, u16, u32, u16, &str)]) {
    for (top, left, bottom, right, text) in areas {
        sheet
            .merge_range(*top, *left, *bottom, *right, text, &Format::new())
            .unwrap();
    }
}

pub fn formula(sheet: &mut Worksheet, row: u32, column: u16, result: &str) {
    let formula = Formula::new("=B2*2").set_result(result);
    sheet.write_formula(row, column, formula).unwrap();
}

/// The parts of a workbook, by name.
pub fn parts(book: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(book)).unwrap();
    let read = |at| {
        let mut part = archive.by_index(at).unwrap();
        let mut content = Vec::new();
        part.read_to_end(&mut content).unwrap();
        (part.name().unwrap().into_owned(), content)
    };
    (0..archive_length(book)).map(read).collect()
}

fn archive_length(book: &[u8]) -> usize {
    zip::ZipArchive::new(Cursor::new(book)).unwrap().len()
}

/// A workbook of these parts.
pub fn packed(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(name.as_str(), SimpleFileOptions::default())
            .unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// An OpenDocument spreadsheet with one sheet, whose rows are given as they are written.
pub fn opendocument(sheet: &str, rows: &str) -> Vec<u8> {
    let names = "urn:oasis:names:tc:opendocument:xmlns";
    let content = format!(
        "<?xml version=\"1.0\"?><office:document-content xmlns:office=\"{names}:office:1.0\" xmlns:table=\"{names}:table:1.0\" xmlns:text=\"{names}:text:1.0\"><office:body><office:spreadsheet><table:table table:name=\"{sheet}\">{rows}</table:table></office:spreadsheet></office:body></office:document-content>",
    );
    let manifest = format!("<manifest:manifest xmlns:manifest=\"{names}:manifest:1.0\"/>");
    let parts = [
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", &manifest),
        ("content.xml", &content),
    ];
    packed(&parts.map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec())))
}

/// The workbook with the text of a part changed.
pub fn patched(book: &[u8], part: &str, change: impl FnOnce(&str) -> String) -> Vec<u8> {
    let mut parts = parts(book);
    let found = parts.iter_mut().find(|(name, _)| name == part).unwrap();
    found.1 = change(std::str::from_utf8(&found.1).unwrap()).into_bytes();
    packed(&parts)
}

/// The first sheet's part.
pub const SHEET: &str = "xl/worksheets/sheet1.xml";
