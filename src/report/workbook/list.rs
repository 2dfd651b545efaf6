//! The sheet that lists the findings: title, totals, a table with links to the cells, ready to filter and to print.

use super::address::letters;
use super::cannot::Cannot;
use super::looks::Looks;
use super::package::{Packed, Packing};
use super::relation::DECLARATION;
use super::xml::escape;
use super::{List, Row};
use crate::finding::Severity;
use crate::report::formula::is_formula;

/// Row of the headers, counted from 1.
pub const HEADER: usize = 3;
/// Rows of a sheet below the header.
pub const MOST: usize = 1_048_000;
/// Widths in Excel's characters; of 序号, 严重程度, 台账, 工作表, 单元格, 记录, 问题, 应为/建议, 依据, 规则编号.
const WIDTHS: [u32; 10] = [6, 9, 14, 14, 8, 24, 44, 36, 36, 11];
/// Position of the cell, which is a link.
const CELL: usize = 4;
/// Links of a sheet that Excel opens; those behind are formulas, of which there may be any number.
const LINKS: usize = 65_530;
/// Characters of a cell.
const LONGEST: usize = 32_767;
/// Stands in a drawn row for its number. No text has it: `escape` lets no such character through.
const NUMBER: char = '\u{1}';

/// The range of the table, headers included.
pub fn range(rows: usize) -> String {
    format!(
        "$A${HEADER}:${}${}",
        letters(WIDTHS.len() as u32),
        HEADER + rows
    )
}

/// A row as XML, drawn before its number is known.
pub struct Drawn {
    pub before: String,
    /// The cell with the address, for the row's link or for none.
    pub cell: String,
    /// The same as a formula that leads there; empty where it leads nowhere.
    pub formula: String,
    pub behind: String,
    /// Empty where it leads nowhere.
    pub link: String,
}

impl Drawn {
    pub fn new(row: &Row, looks: &Looks) -> Self {
        let target = row.target.as_deref();
        let mut before = String::with_capacity(1_200);
        before.push_str(&format!(
            "<row r=\"{NUMBER}\" ht=\"{}\" customHeight=\"1\">",
            height(row)
        ));
        let look = |column: usize, cell: &str| match column {
            1 => row
                .severity
                .map_or(looks.aside, |s| looks.severities[severity(s)]),
            CELL if target.is_some() => looks.link,
            _ if is_formula(cell) => looks.quoted,
            _ => looks.text,
        };
        let draw = |xml: &mut String, column: usize| {
            let cell = &row.cells[column - 1];
            let column = column as u32;
            let address = format!("{}{NUMBER}", letters(column + 1));
            text(xml, &address, cell, look(column as usize, cell));
        };
        (1..CELL).for_each(|column| draw(&mut before, column));
        let (mut cell, mut behind) = (String::new(), String::with_capacity(800));
        draw(&mut cell, CELL);
        (CELL + 1..=row.cells.len()).for_each(|column| draw(&mut behind, column));
        behind.push_str("</row>");
        let shown = escape(&row.cells[CELL - 1]);
        let at = letters(CELL as u32 + 1);
        let (formula, link) = target.map_or_else(Default::default, |target| {
            let place = escape(target);
            let quoted = escape(&target.replace('"', "\"\""));
            let look = looks.link;
            (
                format!("<c r=\"{at}{NUMBER}\" s=\"{look}\" t=\"str\"><f>HYPERLINK(&quot;#{quoted}&quot;,&quot;{shown}&quot;)</f><v>{shown}</v></c>"),
                format!("<hyperlink ref=\"{at}{NUMBER}\" location=\"{place}\" display=\"{shown}\"/>"),
            )
        });
        Drawn {
            before,
            cell,
            formula,
            behind,
            link,
        }
    }

    /// As `Writer::row` takes them.
    pub fn parts(&self) -> [&str; 5] {
        [
            &self.before,
            &self.cell,
            &self.formula,
            &self.behind,
            &self.link,
        ]
        .map(String::as_str)
    }
}

/// The sheet, compressed as it grows.
pub struct Writer {
    out: Packing,
    links: String,
    linked: usize,
    number_look: usize,
    pub rows: usize,
}

impl Writer {
    /// Begins the sheet in the main namespace of the workbook, with so many views (windows).
    pub fn new(list: &List, looks: &Looks, namespace: &str, views: usize) -> Self {
        let mut xml = format!(
            "{DECLARATION}<worksheet xmlns=\"{namespace}\"><sheetPr><tabColor rgb=\"FFC00000\"/><pageSetUpPr fitToPage=\"1\"/></sheetPr><sheetViews>"
        );
        for view in 0..views.max(1) {
            let selected = if view == 0 { " tabSelected=\"1\"" } else { "" };
            xml.push_str(&format!(
                "<sheetView showGridLines=\"0\"{selected} workbookViewId=\"{view}\"><pane ySplit=\"{HEADER}\" topLeftCell=\"A{}\" activePane=\"bottomLeft\" state=\"frozen\"/></sheetView>",
                HEADER + 1,
            ));
        }
        xml.push_str("</sheetViews><sheetFormatPr defaultRowHeight=\"14.25\"/><cols>");
        for (at, width) in (1..).zip(WIDTHS) {
            xml.push_str(&format!(
                "<col min=\"{at}\" max=\"{at}\" width=\"{width}\" customWidth=\"1\"/>"
            ));
        }
        xml.push_str("</cols><sheetData><row r=\"1\" ht=\"24\" customHeight=\"1\">");
        text(&mut xml, "A1", &list.title, looks.title);
        xml.push_str("</row><row r=\"2\">");
        text(&mut xml, "A2", &list.totals, 0);
        xml.push_str(&format!("</row><row r=\"{HEADER}\">"));
        for (at, header) in (1..).zip(&list.headers) {
            let address = format!("{}{HEADER}", letters(at));
            text(&mut xml, &address, header, looks.header);
        }
        xml.push_str("</row>");
        let mut out = Packing::new();
        out.push(&xml);
        Writer {
            out,
            links: String::new(),
            linked: 0,
            number_look: looks.text,
            rows: 0,
        }
    }

    pub fn row(&mut self, [before, cell, formula, behind, link]: [&str; 5]) {
        self.rows += 1;
        let number = (HEADER + self.rows).to_string();
        let numbered = |part: &str, out: &mut dyn FnMut(&str)| {
            let mut pieces = part.split(NUMBER);
            out(pieces.next().unwrap_or_default());
            for piece in pieces {
                out(&number);
                out(piece);
            }
        };
        let by_link = formula.is_empty() || self.linked < LINKS;
        // the row's own number is its first cell
        let open = before.find('>').map_or(0, |at| at + 1);
        let mut push = |text: &str| self.out.push(text);
        numbered(&before[..open], &mut push);
        push(&format!(
            "<c r=\"A{number}\" s=\"{}\"><v>{}</v></c>",
            self.number_look, self.rows
        ));
        for part in [
            &before[open..],
            if by_link { cell } else { formula },
            behind,
        ] {
            numbered(part, &mut push);
        }
        if by_link && !link.is_empty() {
            self.linked += 1;
            numbered(link, &mut |text| self.links.push_str(text));
        }
    }

    pub fn done(mut self) -> Result<Packed, Cannot> {
        let out = &mut self.out;
        let range = range(self.rows).replace('$', "");
        out.push(&format!("</sheetData><autoFilter ref=\"{range}\"/>"));
        if !self.links.is_empty() {
            out.push("<hyperlinks>");
            out.push(&self.links);
            out.push("</hyperlinks>");
        }
        out.push("<pageMargins left=\"0.4\" right=\"0.4\" top=\"0.5\" bottom=\"0.5\" header=\"0.3\" footer=\"0.3\"/><pageSetup paperSize=\"9\" orientation=\"landscape\" fitToHeight=\"0\"/><headerFooter><oddFooter>&amp;C&amp;P / &amp;N</oddFooter></headerFooter></worksheet>");
        self.out.done()
    }
}

fn severity(severity: Severity) -> usize {
    Severity::ALL
        .iter()
        .position(|s| *s == severity)
        .unwrap_or(0)
}

/// Always text: nothing here can become a formula.
fn text(xml: &mut String, address: &str, text: &str, look: usize) {
    let cut: String;
    let text = if text.len() > LONGEST && text.chars().map(char::len_utf16).sum::<usize>() > LONGEST
    {
        cut = text.chars().take(LONGEST / 2).chain(['…']).collect();
        &cut
    } else {
        text
    };
    let spaced = text.contains('\n') || text.trim().len() != text.len();
    let space = if spaced {
        " xml:space=\"preserve\""
    } else {
        ""
    };
    xml.push_str(&format!(
        "<c r=\"{address}\" s=\"{look}\" t=\"inlineStr\"><is><t{space}>{}</t></is></c>",
        escape(text)
    ));
}

/// Points that a row needs for its longest cell, at most what Excel takes.
fn height(row: &Row) -> u32 {
    let lines = row.cells.iter().zip(&WIDTHS[1..]).map(|(cell, width)| {
        use unicode_width::UnicodeWidthStr;
        let room = (*width as usize).saturating_sub(1).max(1);
        // no character is wider than its bytes are many
        if cell.len() <= room && !cell.contains('\n') {
            return 1;
        }
        cell.lines()
            .map(|line| line.width().div_ceil(room).max(1))
            .sum::<usize>()
            .max(1)
    });
    (lines.max().unwrap_or(1) as u32 * 14 + 2).min(409)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Row by row, the cell's XML and whether it has a link of the sheet's.
    #[track_caller]
    fn check(linked_before: usize, target: Option<&str>, cell: &str, link: bool) {
        let looks = Looks {
            title: 1,
            header: 2,
            text: 3,
            quoted: 4,
            link: 5,
            severities: [6, 7, 8, 9],
            aside: 10,
        };
        let row = Row {
            severity: Some(Severity::Error),
            cells: std::array::from_fn(|at| if at == 3 { "F12" } else { "文" }.to_owned()),
            target: target.map(str::to_owned),
        };
        let empty = List {
            title: String::new(),
            totals: String::new(),
            headers: Default::default(),
            rows: Vec::new(),
        };
        let mut writer = Writer::new(&empty, &looks, "urn:example", 1);
        writer.linked = linked_before;
        writer.row(Drawn::new(&row, &looks).parts());
        let links = writer.links.clone();
        let xml = writer
            .done()
            .and_then(|packed| packed.unpacked())
            .expect("a sheet");
        let xml = String::from_utf8(xml).expect("UTF-8");
        assert!(xml.contains(cell), "{cell} in {xml}");
        assert_eq!(!links.is_empty(), link, "{links}");
    }

    #[test]
    fn rows_behind_the_last_link_that_excel_takes_have_a_formula() {
        let plain = "<c r=\"E4\" s=\"5\" t=\"inlineStr\"><is><t>F12</t></is></c>";
        check(0, Some("'岗位'!F12"), plain, true);
        check(LINKS - 1, Some("'岗位'!F12"), plain, true);
        let formula = "<c r=\"E4\" s=\"5\" t=\"str\"><f>HYPERLINK(&quot;#'a&quot;&quot;b'!F12&quot;,&quot;F12&quot;)</f><v>F12</v></c>";
        check(LINKS, Some("'a\"b'!F12"), formula, false);
        check(
            LINKS,
            None,
            "<c r=\"E4\" s=\"3\" t=\"inlineStr\"><is><t>F12</t></is></c>",
            false,
        );
    }

    #[test]
    fn a_cell_holds_no_more_than_excel_takes() {
        let cut = |long: &str| {
            let mut xml = String::new();
            text(&mut xml, "A1", long, 0);
            let inner = xml.split_once("<t>").expect("a text").1;
            inner
                .trim_end_matches("</t></is></c>")
                .chars()
                .map(char::len_utf16)
                .sum::<usize>()
        };
        assert_eq!(cut(&"长".repeat(LONGEST)), LONGEST);
        assert!(cut(&"长".repeat(LONGEST + 1)) <= LONGEST);
        assert!(cut(&"\u{20bb7}".repeat(LONGEST)) <= LONGEST);
    }
}
