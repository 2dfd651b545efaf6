//! The sheet that lists the findings: title, totals, a table with links to the cells, ready to filter and to print.

use super::address::letters;
use super::style::Looks;
use super::xml::escape;
use super::{List, Row};
use crate::finding::Severity;

/// Row of the headers, counted from 1.
pub const HEADER: usize = 3;
/// Widths in Excel's characters; of 序号, 严重程度, 台账, 工作表, 单元格, 记录, 问题, 应为/建议, 依据, 规则编号.
const WIDTHS: [u32; 10] = [6, 9, 14, 14, 8, 24, 44, 36, 36, 11];
/// Position of the cell, which is a link.
const CELL: usize = 4;

/// The range of the table, headers included.
pub fn range(rows: usize) -> String {
    format!(
        "$A${HEADER}:${}${}",
        letters(WIDTHS.len() as u32),
        HEADER + rows
    )
}

/// The sheet's XML, in the main namespace of the workbook.
pub fn sheet(list: &List, looks: &Looks, namespace: &str) -> String {
    let mut xml = String::with_capacity(2_000 + list.rows.len() * 1_200);
    xml.push_str(&format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<worksheet xmlns=\"{namespace}\"><sheetPr><tabColor rgb=\"FFC00000\"/><pageSetUpPr fitToPage=\"1\"/></sheetPr><dimension ref=\"A1:J{}\"/><sheetViews><sheetView workbookViewId=\"0\" showGridLines=\"0\"><pane ySplit=\"{HEADER}\" topLeftCell=\"A{}\" activePane=\"bottomLeft\" state=\"frozen\"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight=\"14.25\"/><cols>",
        HEADER + list.rows.len(),
        HEADER + 1,
    ));
    for (at, width) in (1..).zip(WIDTHS) {
        xml.push_str(&format!(
            "<col min=\"{at}\" max=\"{at}\" width=\"{width}\" customWidth=\"1\"/>"
        ));
    }
    xml.push_str("</cols><sheetData>");
    xml.push_str("<row r=\"1\" ht=\"24\" customHeight=\"1\">");
    text(&mut xml, "A1", &list.title, looks.title);
    xml.push_str("</row><row r=\"2\">");
    text(&mut xml, "A2", &list.totals, 0);
    xml.push_str(&format!("</row><row r=\"{HEADER}\">"));
    for (at, header) in (1..).zip(&list.headers) {
        text(
            &mut xml,
            &format!("{}{HEADER}", letters(at)),
            header,
            looks.header,
        );
    }
    xml.push_str("</row>");
    let mut links = String::new();
    for (n, row) in list.rows.iter().enumerate() {
        let at = HEADER + 1 + n;
        xml.push_str(&format!(
            "<row r=\"{at}\" ht=\"{}\" customHeight=\"1\"><c r=\"A{at}\" s=\"{}\"><v>{}</v></c>",
            height(row),
            looks.text,
            n + 1
        ));
        for (column, cell) in row.cells.iter().enumerate() {
            let address = format!("{}{at}", letters(column as u32 + 2));
            let linked = column + 1 == CELL && row.target.is_some();
            let look = match column {
                0 => row
                    .severity
                    .map_or(looks.aside, |s| looks.severities[severity(s)]),
                _ if linked => looks.link,
                _ if super::is_formula(cell) => looks.quoted,
                _ => looks.text,
            };
            text(&mut xml, &address, cell, look);
            if let Some(target) = row.target.as_deref().filter(|_| linked) {
                links.push_str(&format!(
                    "<hyperlink ref=\"{address}\" location=\"{}\" display=\"{}\"/>",
                    escape(target),
                    escape(cell)
                ));
            }
        }
        xml.push_str("</row>");
    }
    xml.push_str(&format!(
        "</sheetData><autoFilter ref=\"{}\"/>",
        range(list.rows.len()).replace('$', "")
    ));
    if !links.is_empty() {
        xml.push_str(&format!("<hyperlinks>{links}</hyperlinks>"));
    }
    xml.push_str("<pageMargins left=\"0.4\" right=\"0.4\" top=\"0.5\" bottom=\"0.5\" header=\"0.3\" footer=\"0.3\"/><pageSetup paperSize=\"9\" orientation=\"landscape\" fitToHeight=\"0\"/><headerFooter><oddFooter>&amp;C&amp;P / &amp;N</oddFooter></headerFooter></worksheet>");
    xml
}

fn severity(severity: Severity) -> usize {
    Severity::ALL
        .iter()
        .position(|s| *s == severity)
        .unwrap_or(0)
}

/// Always text: nothing here can become a formula.
fn text(xml: &mut String, address: &str, text: &str, look: usize) {
    xml.push_str(&format!(
        "<c r=\"{address}\" s=\"{look}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{}</t></is></c>",
        escape(text)
    ));
}

/// Points that a row needs for its longest cell, at most what Excel takes.
fn height(row: &Row) -> u32 {
    let lines = row.cells.iter().zip(&WIDTHS[1..]).map(|(cell, width)| {
        use unicode_width::UnicodeWidthStr;
        let room = (*width as usize).saturating_sub(1).max(1);
        cell.lines()
            .map(|line| line.width().div_ceil(room).max(1))
            .sum::<usize>()
            .max(1)
    });
    (lines.max().unwrap_or(1) as u32 * 14 + 2).min(409)
}
