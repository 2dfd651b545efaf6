//! The findings of a run as marks and as the list.

use std::io;

use super::cannot::Cannot;
use super::copy::Copy;
use super::list::{Drawn, MOST};
use super::{Address, List, Row};
use crate::finding::{Basis, Finding, Findings, Outcome, Report, Severity};
use crate::lang::Lang;
use crate::ledger::own::{LIST_SHEET, OWN_SHEET};
use crate::report::Style;
use crate::report::mask::Masking;
use crate::report::terms;

/// What ends a field and a finding on the way from the threads that draw them. No XML has these characters; texts of
/// marks lose them.
const FIELD: char = '\u{1f}';
const END: char = '\u{1e}';

/// The marked copy of a workbook: `original` are the bytes of the file `path`, as findings name it.
pub fn marked(
    report: &Report,
    findings: &dyn Findings,
    style: &Style,
    (path, original): (&str, &[u8]),
) -> Result<Vec<u8>, Cannot> {
    listing(report, findings, style, (path, original), MOST)
}

/// The same with at most so many findings in the list.
pub(super) fn listing(
    report: &Report,
    findings: &dyn Findings,
    style: &Style,
    (path, original): (&str, &[u8]),
    most: usize,
) -> Result<Vec<u8>, Cannot> {
    let masking = Masking::new(report, findings, style.mask);
    let mut left_out = 0;
    loop {
        let mut copy = Copy::open(original, &empty(report, style.lang, left_out))?;
        let count = take(&mut copy, (report, findings, style), &masking, path, most);
        // rare, and known only now: the line of totals stands above the rows
        let more = count.saturating_sub(most);
        if more == left_out {
            return copy.finish();
        }
        left_out = more;
    }
}

/// Takes all findings in, and counts them.
fn take(
    copy: &mut Copy<'_>,
    (report, findings, style): (&Report, &dyn Findings, &Style),
    masking: &Masking,
    path: &str,
    most: usize,
) -> usize {
    let lang = style.lang;
    let looks = copy.looks;
    let render = |lot: &[Finding]| {
        let mut out = String::with_capacity(lot.len() * 1_600);
        for finding in lot {
            let finding = masking.finding(finding);
            let row = row(&finding, (path, report), lang);
            let drawn = Drawn::new(&row, &looks);
            drawn.parts().iter().for_each(|part| push(&mut out, part));
            let at = &finding.location;
            let place = at.sheet.as_deref().zip(at.cell);
            if let Some((sheet, cell)) = place.filter(|_| *at.file == *path) {
                push(&mut out, &cell.row.to_string());
                push(&mut out, &cell.column.to_string());
                push(&mut out, &(finding.severity as usize).to_string());
                push(&mut out, sheet);
                push(
                    &mut out,
                    &comment(&finding, lang).replace([FIELD, END], " "),
                );
            }
            out.push(END);
        }
        out.into_bytes()
    };
    let mut count = 0;
    let written = findings.stream(&render, &mut |bytes| {
        let lot = str::from_utf8(bytes).map_err(io::Error::other)?;
        for finding in lot.split_terminator(END) {
            let mut fields = finding.split_terminator(FIELD);
            let row: [&str; 5] = std::array::from_fn(|_| fields.next().unwrap_or_default());
            count += 1;
            if count <= most {
                copy.list(row);
            }
            let mut number = || fields.next().and_then(|n| n.parse::<u32>().ok());
            if let (Some(row), Some(column), Some(severity)) = (number(), number(), number())
                && let (Some(sheet), Some(text)) = (fields.next(), fields.next())
            {
                let severity = Severity::ALL[severity as usize];
                copy.mark(sheet, Address { row, column }, severity, text);
            }
        }
        Ok(())
    });
    debug_assert!(written.is_ok(), "nothing here fails: {written:?}");
    count
}

fn push(out: &mut String, field: &str) {
    out.push_str(field);
    out.push(FIELD);
}

/// The list without its rows.
fn empty(report: &Report, lang: Lang, left_out: usize) -> List {
    let mut totals = totals(report, lang);
    if left_out > 0 {
        totals.push_str(&match lang {
            Lang::Zh => format!(";另有 {left_out} 条放不下,未列出(单元格仍有标注),用 --format csv 可得全部"),
            Lang::En => format!("; {left_out} more do not fit here (their cells are marked all the same): --format csv has all"),
        });
    }
    List {
        title: title(report, lang),
        totals,
        headers: headers(lang),
        rows: Vec::new(),
    }
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

fn row(finding: &Finding, (path, report): (&str, &Report), lang: Lang) -> Row {
    let at = &finding.location;
    let sheet = at.sheet.as_deref().unwrap_or("");
    let cell = at.cell.map_or(String::new(), |cell| cell.to_string());
    let quoted = sheet.replace('\'', "''");
    let target = match (sheet, &*cell) {
        ("", _) => None,
        _ if *at.file != *path => None,
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
