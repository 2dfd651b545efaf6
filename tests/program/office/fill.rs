//! Types values into a blank workbook as a spreadsheet program stores them: into the sheets' parts, the rest untouched.

use std::collections::BTreeMap;
use std::io::{Cursor, Write as _};

use ledgerlint::ledger::Date;
use roxmltree::Document;
use zip::write::{SimpleFileOptions, ZipWriter};

use crate::office::package::{Package, Sheet};

/// The built-in number formats `@` and, for days, that of the country.
const TEXT: u32 = 49;
const DAY: u32 = 14;

/// A workbook that somebody fills.
pub struct Fill {
    pub package: Package,
    strings: usize,
    more: String,
    /// The style of days in columns that have no format of their own.
    day: usize,
    /// Number formats of styles.
    formats: Vec<u32>,
    /// Formats that show days.
    days: Vec<u32>,
}

impl Fill {
    pub fn new(bytes: &[u8]) -> Self {
        let mut package = Package::open(bytes);
        let styles = package.text("xl/styles.xml").to_owned();
        let document = Document::parse(&styles).expect("XML");
        let named = |name: &'static str| {
            document
                .descendants()
                .filter(move |n| n.tag_name().name() == name)
        };
        let number = |n: roxmltree::Node<'_, '_>| {
            n.attribute("numFmtId")
                .expect("a format")
                .parse()
                .expect("a number")
        };
        let xfs = named("cellXfs").next().expect("formats");
        let formats: Vec<u32> = xfs
            .children()
            .filter(|n| n.is_element())
            .map(number)
            .collect();
        let days = named("numFmt")
            .filter(|n| {
                n.attribute("formatCode")
                    .is_some_and(|code| code.contains("yy"))
            })
            .map(number);
        let days = days.collect();
        let xf = format!(
            "<xf numFmtId=\"{DAY}\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/></cellXfs>"
        );
        let patched = styles.replacen("</cellXfs>", &xf, 1);
        package
            .0
            .insert("xl/styles.xml".into(), patched.into_bytes());
        let strings = package.text("xl/sharedStrings.xml").matches("<si>").count();
        Fill {
            package,
            strings,
            more: String::new(),
            day: formats.len(),
            formats,
            days,
        }
    }

    /// The format of each column that has one, by its number from 1.
    fn columns(&self, part: &str) -> BTreeMap<u32, usize> {
        let document = Document::parse(self.package.text(part)).expect("XML");
        let columns = document
            .descendants()
            .filter(|n| n.tag_name().name() == "col");
        let of = |n: roxmltree::Node<'_, '_>| {
            let number = |name| n.attribute(name).and_then(|text| text.parse::<u32>().ok());
            let (from, to) = (number("min").expect("min"), number("max").expect("max"));
            let style = number("style").unwrap_or(0) as usize;
            (from..=to).map(move |at| (at, style)).collect::<Vec<_>>()
        };
        columns.flat_map(of).collect()
    }

    /// Types rows of texts from a row on. What becomes of a text is what Excel makes of it: a column formatted as text
    /// keeps it, elsewhere days and numbers become such.
    pub fn rows(&mut self, sheet: &Sheet, first: u32, rows: &[Vec<String>]) {
        let styles = self.columns(&sheet.part);
        let mut xml = String::new();
        for (row, cells) in (first..).zip(rows) {
            xml.push_str(&format!("<row r=\"{row}\">"));
            for (column, text) in (1..).zip(cells).filter(|(_, text)| !text.is_empty()) {
                let style = styles.get(&column).copied().unwrap_or(0);
                xml.push_str(&self.cell(&address(column, row), text, style));
            }
            xml.push_str("</row>");
        }
        let text = self.package.text(&sheet.part);
        assert!(text.contains("</sheetData>"));
        let patched = text.replacen("</sheetData>", &format!("{xml}</sheetData>"), 1);
        self.package
            .0
            .insert(sheet.part.clone(), patched.into_bytes());
    }

    /// One cell's element.
    fn cell(&mut self, at: &str, text: &str, style: usize) -> String {
        let format = self.formats.get(style).copied().unwrap_or(0);
        let number = text.parse::<f64>().ok().filter(|n| n.to_string() == text);
        let is_day = text.len() == 10 && text.as_bytes()[4] == b'-';
        let day = Date::parse(text).filter(|_| is_day);
        if let (Some(day), true) = (day, format != TEXT) {
            let style = if self.days.contains(&format) {
                style
            } else {
                self.day
            };
            // 1970-01-01 is day 25 569 of the spreadsheets' calendar
            return format!("<c r=\"{at}\" s=\"{style}\"><v>{}</v></c>", day.0 + 25_569);
        }
        if number.is_some() && format != TEXT {
            return format!("<c r=\"{at}\" s=\"{style}\"><v>{text}</v></c>");
        }
        let safe = text
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;");
        self.more
            .push_str(&format!("<si><t xml:space=\"preserve\">{safe}</t></si>"));
        self.strings += 1;
        format!(
            "<c r=\"{at}\" s=\"{style}\" t=\"s\"><v>{}</v></c>",
            self.strings - 1
        )
    }

    /// Takes a row out; those below it move up.
    pub fn delete_second_row(&mut self, sheet: &Sheet) {
        let text = self.package.text(&sheet.part);
        let start = text.find("<row r=\"2\"").expect("the row");
        let end = start + text[start..].find("</row>").expect("its end") + "</row>".len();
        let patched = format!("{}{}", &text[..start], &text[end..]);
        self.package
            .0
            .insert(sheet.part.clone(), patched.into_bytes());
    }

    /// Types a text over a cell of the second row that is there already.
    pub fn retype(&mut self, sheet: &Sheet, at: &str, text: &str) {
        let xml = self.package.text(&sheet.part).to_owned();
        let start = xml.find(&format!("<c r=\"{at}\"")).expect("the cell");
        let tag = start + xml[start..].find('>').expect("its end") + 1;
        let end = match xml[..tag].ends_with("/>") {
            true => tag,
            false => start + xml[start..].find("</c>").expect("its end") + 4,
        };
        let style = xml[start..tag]
            .split("s=\"")
            .nth(1)
            .and_then(|s| s.split('"').next());
        let style = style.and_then(|s| s.parse().ok()).unwrap_or(0);
        let cell = match text {
            "" => String::new(),
            text => self.cell(at, text, style),
        };
        let patched = format!("{}{cell}{}", &xml[..start], &xml[end..]);
        self.package
            .0
            .insert(sheet.part.clone(), patched.into_bytes());
    }

    pub fn bytes(mut self) -> Vec<u8> {
        let strings = self.package.text("xl/sharedStrings.xml");
        let patched = strings.replacen("</sst>", &format!("{}</sst>", self.more), 1);
        self.package
            .0
            .insert("xl/sharedStrings.xml".into(), patched.into_bytes());
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, part) in &self.package.0 {
            let options = SimpleFileOptions::default();
            zip.start_file(name.as_str(), options).expect("an entry");
            zip.write_all(part).expect("written");
        }
        zip.finish().expect("a package").into_inner()
    }
}

/// `AA12`, both counted from 1.
pub fn address(column: u32, row: u32) -> String {
    format!("{}{row}", ledgerlint::location::letters(column))
}
