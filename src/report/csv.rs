//! The report as a table for Excel and WPS: one row a finding, and below them one for every other outcome of a rule.
//!
//! With a byte order mark, without which both take it for GBK, and CRLF (RFC 4180). No cell can become a formula.

use std::io;

use super::Style;
use super::mask::Masking;
use super::terms;
use crate::finding::{Basis, Finding, Findings, Outcome, Report, RuleResult};
use crate::lang::Lang;

/// Headers, in both languages.
const COLUMNS: [(&str, &str); 16] = [
    ("结果", "outcome"),
    ("级别", "severity"),
    ("规则", "rule"),
    ("规则标题", "title"),
    ("问题说明", "message"),
    ("建议", "advice"),
    ("村、单位", "village or unit"),
    ("台账", "ledger"),
    ("记录", "record"),
    ("文件", "file"),
    ("工作表", "sheet"),
    ("单元格", "cell"),
    ("行", "line"),
    ("列", "column"),
    ("问题领域", "problem area"),
    ("依据", "basis"),
];

/// Writes the findings in the report's order, then the rules that have none.
pub fn render(
    report: &Report,
    findings: &dyn Findings,
    style: &Style,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let masking = &Masking::new(report, findings, style.mask);
    let table = Table::of(report, style.lang);
    out.write_all(&header(style.lang))?;
    let render = |lot: &[Finding]| {
        let mut rows = Vec::with_capacity(lot.len() * 320);
        for finding in lot {
            table.finding(&masking.finding(finding), &mut rows);
        }
        rows
    };
    findings.stream(&render, &mut |rows| out.write_all(rows))?;
    let mut rows = Vec::new();
    let others = report.rules.iter();
    for rule in others.filter(|r| r.outcome != Outcome::Failed || r.undecided > 0) {
        table.rule(rule, masking, &mut rows);
    }
    out.write_all(&rows)
}

/// The first line, with the mark.
pub fn header(lang: Lang) -> Vec<u8> {
    let mut header = "\u{feff}".as_bytes().to_vec();
    let names = COLUMNS.iter().map(|(zh, en)| lang.pick(zh, en));
    row(names, &mut header);
    header
}

/// What the rows are looked up in.
struct Table<'r> {
    report: &'r Report,
    lang: Lang,
    positions: super::pieces::Positions<'r>,
}

impl<'r> Table<'r> {
    fn of(report: &'r Report, lang: Lang) -> Self {
        Table {
            report,
            lang,
            positions: super::pieces::Positions::of(report),
        }
    }

    fn finding(&self, finding: &Finding, out: &mut Vec<u8>) {
        let lang = self.lang;
        let rule = self.positions.get(finding).map(|at| &self.report.rules[at]);
        let at = &finding.location;
        let line = at.line.map_or(String::new(), |line| line.0.to_string());
        let column = at.column.map_or(String::new(), |c| c.0.to_string());
        let cell = at.cell.map_or(String::new(), |cell| cell.to_string());
        row(
            [
                lang.pick("问题", "finding"),
                terms::severity(finding.severity, lang),
                &finding.rule.0,
                rule.map_or("", |rule| &rule.title),
                &finding.message,
                finding.advice.as_deref().unwrap_or(""),
                finding.place.as_deref().unwrap_or(""),
                self.ledger(&finding.ledger),
                &terms::record(finding, self.report, lang),
                &at.file,
                at.sheet.as_deref().unwrap_or(""),
                &cell,
                &line,
                &column,
                rule.map_or("", |rule| &rule.about.area),
                &bases(&finding.basis, lang),
            ],
            out,
        );
    }

    /// A rule without findings, or what it could not decide.
    fn rule(&self, rule: &RuleResult, masking: &Masking, out: &mut Vec<u8>) {
        let lang = self.lang;
        let outcome = match rule.outcome {
            // its findings stand above
            Outcome::Failed => Outcome::Undecided,
            other => other,
        };
        let said = terms::outcome_said(rule, masking, lang);
        row(
            [
                terms::outcome(outcome, lang),
                terms::severity(rule.severity, lang),
                &rule.id.0,
                &rule.title,
                &said,
                "",
                "",
                self.ledger(&rule.ledger),
                "",
                "",
                "",
                "",
                "",
                "",
                &rule.about.area,
                &bases(&rule.about.basis, lang),
            ],
            out,
        );
    }

    fn ledger<'n>(&'n self, name: &'n str) -> &'n str {
        terms::ledger(name, self.report, self.lang)
    }
}

fn bases(bases: &[Basis], lang: Lang) -> String {
    let each: Vec<String> = bases.iter().map(|b| terms::basis(b, lang)).collect();
    each.join(lang.pick(";", "; "))
}

fn row<'c>(cells: impl IntoIterator<Item = &'c str>, out: &mut Vec<u8>) {
    for (at, text) in cells.into_iter().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        cell(text, out);
    }
    out.extend_from_slice(b"\r\n");
}

fn cell(text: &str, out: &mut Vec<u8>) {
    let formula = is_formula(text);
    let quoted = formula || text.contains([',', '"', '\n', '\r']);
    if !quoted {
        out.extend(text.bytes().filter(|b| *b != 0));
        return;
    }
    out.push(b'"');
    if formula {
        // shown, and taken for the mark of a text by whoever edits the cell
        out.push(b'\'');
    }
    for byte in text.bytes().filter(|b| *b != 0) {
        if byte == b'"' {
            out.push(b'"');
        }
        out.push(byte);
    }
    out.push(b'"');
}

/// What Excel, WPS or LibreOffice would compute. Full-width signs count too: a Chinese Excel takes them for the others.
fn is_formula(text: &str) -> bool {
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || c.is_control());
    text.starts_with([
        '=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}',
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let mut out = Vec::new();
        cell(text, &mut out);
        assert_eq!(String::from_utf8_lossy(&out), expected);
        let mut reader = ::csv::ReaderBuilder::new()
            .has_headers(false)
            .from_reader(&*out);
        let read = reader.records().next().map(|r| r.expect("a row"));
        let read = read.map_or(String::new(), |r| r[0].to_owned());
        let kept = text.replace('\0', "");
        assert_eq!(read.strip_prefix('\'').unwrap_or(&read), kept);
    }

    #[test]
    fn no_cell_is_a_formula_and_every_cell_comes_back() {
        check("甘某在岗", "甘某在岗");
        check("a,b\"c\"", "\"a,b\"\"c\"\"\"");
        for formula in [
            "=1+1",
            "+1",
            "-2",
            "@SUM(A1)",
            " =1",
            "\t=1",
            "\u{ff1d}1",
            "\0=1",
        ] {
            let kept = formula.replace('\0', "");
            check(formula, &format!("\"'{kept}\""));
        }
        check(
            "=HYPERLINK(\"http://x\")",
            "\"'=HYPERLINK(\"\"http://x\"\")\"",
        );
        check("一\n二", "\"一\n二\"");
        check("2-1=1", "2-1=1");
    }
}
