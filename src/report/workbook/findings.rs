//! The findings of a run as marks and as the list.

use super::asides::asides;
use super::blank::blank;
use super::{Address, Cannot, List, Mark, Row, mark};
use crate::finding::{Account, Basis, Finding, Findings, Outcome, Report, Severity};
use crate::lang::Lang;
use crate::ledger::Ledgers;
use crate::ledger::own::{LIST_SHEET, OWN_SHEET};
use crate::location::Location;
use crate::report::mask::Masking;
use crate::report::plain::Copied;
use crate::report::{Style, held, terms};

/// Rows of a sheet below the list's header.
const MOST: usize = 1_048_000;

/// What findings are marked in.
pub enum Canvas<'c> {
    /// Nothing: the list is all there is.
    Blank,
    /// A workbook of the user's own: its path, as findings name it, and its bytes.
    Own(&'c str, &'c [u8]),
    /// A new workbook with the data of the inputs.
    New(&'c Copied, &'c Ledgers),
}

impl Canvas<'_> {
    /// The sheet and cell that show a place.
    fn find<'a>(&'a self, at: &'a Location) -> Option<(&'a str, Address)> {
        match self {
            Canvas::Blank => None,
            Canvas::Own(path, _) if *at.file == **path => Some((at.sheet.as_deref()?, at.cell?)),
            Canvas::Own(..) => None,
            Canvas::New(copied, ledgers) => copied.find(ledgers, at),
        }
    }
}

/// The copy with its marks. `only` is the file whose findings are wanted, where others were judged as well.
pub fn marked(
    report: &Report,
    findings: &dyn Findings,
    style: &Style,
    canvas: &Canvas<'_>,
    only: Option<&str>,
) -> Result<Vec<u8>, Cannot> {
    let lang = style.lang;
    let masking = Masking::new(report, findings, style.mask);
    let (mut marks, mut rows) = (Vec::new(), Vec::new());
    let mut totals = [0; Severity::ALL.len()];
    for finding in findings.all() {
        if only.is_some_and(|only| *finding.location.file != *only) {
            continue;
        }
        // places are looked up by what they really are, whatever is shown of them
        let place = canvas.find(&finding.location);
        let finding = masking.finding(&finding);
        let counts = finding.status.account() == Account::New;
        if let Some((sheet, at)) = place {
            marks.push(Mark {
                sheet: sheet.to_owned(),
                at,
                severity: match counts {
                    true => finding.severity,
                    false => Severity::Info,
                },
                text: comment(&finding, lang),
            });
        }
        if counts {
            totals[finding.severity as usize] += 1;
        }
        if rows.len() < MOST {
            rows.push(row(&finding, place, report, lang));
        }
    }
    rows.extend(asides(report, &masking, only, lang));
    rows.truncate(MOST);
    let list = List {
        title: title(report, lang),
        totals: said(report, totals, lang),
        headers: headers(lang),
        rows,
    };
    match canvas {
        Canvas::Own(_, original) => mark(original, &marks, &list),
        Canvas::New(copied, _) if !copied.is_empty() => mark(&copied.bytes, &marks, &list),
        Canvas::Blank | Canvas::New(..) => mark(&blank()?, &marks, &list),
    }
}

fn title(report: &Report, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{OWN_SHEET}{LIST_SHEET}  基准日 {}", report.as_of),
        Lang::En => format!("{OWN_SHEET}findings  as of {}", report.as_of),
    }
}

/// The totals, and what became of the rules: silence is never a pass.
fn said(report: &Report, totals: [u64; Severity::ALL.len()], lang: Lang) -> String {
    let severities = Severity::ALL.iter().zip(totals);
    let severities = severities.map(|(s, n)| format!("{} {n}", terms::severity(*s, lang)));
    let accounts = held::accounts(report).into_iter();
    let accounts = accounts.map(|(account, n)| format!("{} {n}", held::account(account, lang)));
    let rules = Outcome::ALL.map(|outcome| {
        let count = report.with_outcome(outcome).count();
        format!("{} {count}", terms::outcome(outcome, lang))
    });
    let found: Vec<String> = severities.chain(accounts).collect();
    let (found, rules) = (found.join(" · "), rules.join(" · "));
    match lang {
        Lang::Zh => format!("问题:{found}。规则:{rules}(无法判定、未检查不等于通过)"),
        Lang::En => {
            format!("findings: {found}; rules: {rules} (undecided and skipped are no pass)")
        }
    }
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

/// A finding's row, with a link to the cell that shows its place; else with the place in the input.
fn row(finding: &Finding, place: Option<(&str, Address)>, report: &Report, lang: Lang) -> Row {
    let at = &finding.location;
    let (sheet, cell, target) = match place {
        Some((sheet, cell)) => {
            let quoted = sheet.replace('\'', "''");
            let target = format!("'{quoted}'!{cell}");
            (sheet.to_owned(), cell.to_string(), Some(target))
        }
        None => {
            let sheet = at.sheet.as_deref();
            let file = sheet.map_or_else(|| at.file.to_string(), |s| format!("{} > {s}", at.file));
            (file, position(at), None)
        }
    };
    let account = finding.status.account();
    let severity = terms::severity(finding.severity, lang);
    let excuse = finding.status.waived.as_ref();
    let excuse = excuse.map(|waived| format!("[{}] ", held::waived(waived, lang)));
    Row {
        severity: (account == Account::New).then_some(finding.severity),
        cells: [
            match account {
                Account::New => severity.to_owned(),
                account => format!("{}({severity})", held::account(account, lang)),
            },
            terms::ledger(&finding.ledger, report, lang).to_owned(),
            sheet,
            cell,
            terms::record(finding, report, lang),
            excuse.unwrap_or_default() + &finding.message,
            finding.advice.as_deref().unwrap_or("").to_owned(),
            bases(&finding.basis, lang),
            finding.rule.to_string(),
        ],
        target,
    }
}

/// Cell, or line and column, of a place that the copy does not show.
fn position(at: &Location) -> String {
    match (at.cell, at.line, at.column) {
        (Some(cell), ..) => cell.to_string(),
        (None, Some(line), Some(column)) => format!("{}:{}", line.0, column.0),
        (None, Some(line), None) => line.0.to_string(),
        (None, None, _) => String::new(),
    }
}

/// Understandable without the colour: severity and rule, what is wrong, what to do.
fn comment(finding: &Finding, lang: Lang) -> String {
    let severity = terms::severity(finding.severity, lang);
    let mark = held::mark(&finding.status, lang);
    let mut text = format!("[{severity} {}] {mark}{}", finding.rule, finding.message);
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
