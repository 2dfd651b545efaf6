//! The report as a table for Excel and WPS: one row a finding, and below them one for every other outcome of a rule.
//!
//! With a byte order mark, without which both take it for GBK, and CRLF (RFC 4180). No cell can become a formula.

use std::io;

use super::Style;
use super::formula::is_formula;
use super::held;
use super::mask::Masking;
use super::terms;
use crate::finding::{Account, Finding, Findings, Gone, Outcome, Report, RuleResult};
use crate::lang::Lang;

/// Headers, in both languages.
const COLUMNS: [(&str, &str); 17] = [
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
    ("豁免", "waiver"),
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
    let told = |r: &&RuleResult| r.outcome != Outcome::Failed || r.undecided > 0 || r.failed == 0;
    for rule in others.filter(told) {
        table.rule(rule, masking, &mut rows);
    }
    if let Some(against) = &report.held.baseline {
        let how = held::ratchet(against, masking, style.lang);
        for gone in &against.gone {
            table.gone(gone, &how, &mut rows);
        }
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
                match finding.status.account() {
                    Account::New => lang.pick("问题", "finding"),
                    account => held::account(account, lang),
                },
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
                &terms::bases(&finding.basis, lang),
                &finding
                    .status
                    .waived
                    .as_ref()
                    .map_or(String::new(), |waived| held::waived(waived, lang)),
            ],
            out,
        );
    }

    /// A rule without findings, or what it could not decide.
    fn rule(&self, rule: &RuleResult, masking: &Masking, out: &mut Vec<u8>) {
        let lang = self.lang;
        let outcome = match rule.outcome {
            // its findings stand above, unless all were left out
            Outcome::Failed if rule.failed > 0 => Outcome::Undecided,
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
                &terms::bases(&rule.about.basis, lang),
                "",
            ],
            out,
        );
    }

    /// A finding that the baseline lists and that is gone.
    fn gone(&self, gone: &Gone, how: &str, out: &mut Vec<u8>) {
        let lang = self.lang;
        let rule = self.report.rules.iter().find(|rule| rule.id == gone.rule);
        let severity = rule.map_or("", |rule| terms::severity(rule.severity, lang));
        let mut cells = [""; COLUMNS.len()];
        cells[0] = lang.pick("基线内不再出现", "gone from the baseline");
        cells[1] = severity;
        cells[2] = &gone.rule.0;
        cells[3] = rule.map_or("", |rule| &rule.title);
        cells[5] = how;
        cells[7] = self.ledger(&gone.ledger);
        let record = held::gone_record(gone, self.report, lang);
        cells[8] = &record;
        row(cells, out);
    }

    fn ledger<'n>(&'n self, name: &'n str) -> &'n str {
        terms::ledger(name, self.report, self.lang)
    }
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
