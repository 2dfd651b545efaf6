//! The findings of a run as marks and as the list.

use super::{Address, Cannot, List, Mark, Row, mark};
use crate::finding::{Basis, Finding, Findings, Outcome, Report, Severity};
use crate::lang::Lang;
use crate::ledger::own::{LIST_SHEET, OWN_SHEET};
use crate::report::Style;
use crate::report::mask::Masking;
use crate::report::terms;

/// Rows of a sheet below the list's header.
const MOST: usize = 1_048_000;

/// The marked copy of a workbook: `original` are the bytes of the file `path`, as findings name it.
pub fn marked(
    report: &Report,
    findings: &dyn Findings,
    style: &Style,
    (path, original): (&str, &[u8]),
) -> Result<Vec<u8>, Cannot> {
    let lang = style.lang;
    let masking = Masking::new(report, findings, style.mask);
    let (mut marks, mut rows) = (Vec::new(), Vec::new());
    for finding in findings.all() {
        let finding = masking.finding(&finding);
        let at = &finding.location;
        let place = at
            .sheet
            .as_deref()
            .zip(at.cell)
            .filter(|_| *at.file == *path);
        if let Some((sheet, cell)) = place {
            marks.push(Mark {
                sheet: sheet.to_owned(),
                at: Address {
                    row: cell.row,
                    column: cell.column,
                },
                severity: finding.severity,
                text: comment(&finding, lang),
            });
        }
        if rows.len() < MOST {
            rows.push(row(&finding, report, lang));
        }
    }
    let list = List {
        title: title(report, lang),
        totals: totals(report, lang),
        headers: headers(lang),
        rows,
    };
    mark(original, &marks, &list)
}

fn title(report: &Report, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{OWN_SHEET}{LIST_SHEET}  基准日 {}", report.as_of),
        Lang::En => format!("{OWN_SHEET}findings  as of {}", report.as_of),
    }
}

/// The totals, and what was not judged: silence is never a pass.
fn totals(report: &Report, lang: Lang) -> String {
    let each = Severity::ALL.map(|s| format!("{} {}", terms::severity(s, lang), report.total(s)));
    let rules = |outcome| report.with_outcome(outcome).count();
    let (undecided, skipped) = (rules(Outcome::Undecided), rules(Outcome::Skipped));
    let left = match lang {
        Lang::Zh => format!("{undecided} 条规则无法判定、{skipped} 条规则未检查,不等于通过"),
        Lang::En => format!("{undecided} rules undecided, {skipped} not checked: no pass"),
    };
    format!("{};{left}", each.join(" · "))
}

fn headers(lang: Lang) -> [String; 10] {
    let all = [
        ("序号", "no."),
        ("严重程度", "severity"),
        ("台账", "ledger"),
        ("工作表", "sheet"),
        ("单元格", "cell"),
        ("记录", "record"),
        ("问题", "finding"),
        ("应为/建议", "what to do"),
        ("依据", "basis"),
        ("规则编号", "rule"),
    ];
    all.map(|(zh, en)| lang.pick(zh, en).to_owned())
}

fn row(finding: &Finding, report: &Report, lang: Lang) -> Row {
    let at = &finding.location;
    let sheet = at.sheet.as_deref().unwrap_or("");
    let cell = at.cell.map_or(String::new(), |cell| cell.to_string());
    let quoted = sheet.replace('\'', "''");
    let target = match (sheet, &*cell) {
        ("", _) => None,
        (_, "") => Some(format!("'{quoted}'!A1")),
        (_, cell) => Some(format!("'{quoted}'!{cell}")),
    };
    Row {
        severity: finding.severity,
        cells: [
            terms::severity(finding.severity, lang).to_owned(),
            terms::ledger(&finding.ledger, report, lang).to_owned(),
            sheet.to_owned(),
            cell,
            terms::record(finding, report, lang),
            finding.message.clone(),
            finding.advice.as_deref().unwrap_or("").to_owned(),
            bases(&finding.basis, lang),
            finding.rule.to_string(),
        ],
        target,
    }
}

/// Understandable without the colour: severity and rule, what is wrong, what to do.
fn comment(finding: &Finding, lang: Lang) -> String {
    let severity = terms::severity(finding.severity, lang);
    let mut text = format!("[{severity} {}] {}", finding.rule, finding.message);
    if let Some(advice) = &finding.advice {
        text.push_str(lang.pick("\n建议:", "\nadvice: "));
        text.push_str(advice);
    }
    text
}

fn bases(bases: &[Basis], lang: Lang) -> String {
    let each: Vec<String> = bases.iter().map(|b| terms::basis(b, lang)).collect();
    each.join(lang.pick(";", "; "))
}
