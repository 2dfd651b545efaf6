//! The findings of a run as marks and as the list.

use std::io;

use super::asides::asides;
use super::blank::blank;
use super::cannot::Cannot;
use super::copy::Copy;
use super::list::{Drawn, MOST};
use super::{Address, List, Row, comment};
use crate::finding::{Account, Finding, Findings, Outcome, Report, Severity};
use crate::lang::Lang;
use crate::ledger::Ledgers;
use crate::ledger::own::{LIST_SHEET, OWN_SHEET};
use crate::location::Location;
use crate::report::mask::Masking;
use crate::report::plain::Copied;
use crate::report::{Style, held, terms};

/// What ends a field and a finding on the way from the threads that draw them. No XML has these characters; texts of
/// marks lose them.
const FIELD: char = '\u{1f}';
const END: char = '\u{1e}';

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
    /// The sheet that shows a place, and the cell where it is about one.
    fn find<'a>(&'a self, at: &'a Location) -> Option<(&'a str, Option<Address>)> {
        match self {
            Canvas::Own(path, _) if *at.file == **path => Some((at.sheet.as_deref()?, at.cell)),
            Canvas::Blank | Canvas::Own(..) => None,
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
    let own = only.map(|only| findings.of_file(only));
    let run = Run {
        report,
        findings: own.as_deref().unwrap_or(findings),
        style,
        canvas,
        only,
    };
    run.listing(&Room {
        rows: MOST,
        comments: comment::MOST,
    })
}

/// What a copy holds at most.
pub(super) struct Room {
    /// Findings in the list.
    pub rows: usize,
    pub comments: usize,
}

/// What is put into a copy.
pub(super) struct Run<'r> {
    pub report: &'r Report,
    pub findings: &'r dyn Findings,
    pub style: &'r Style,
    pub canvas: &'r Canvas<'r>,
    /// The file that all findings are in, where others were judged as well.
    pub only: Option<&'r str>,
}

impl Run<'_> {
    /// The copy, as far as there is room.
    pub fn listing(&self, room: &Room) -> Result<Vec<u8>, Cannot> {
        let Run { report, style, .. } = *self;
        let lang = style.lang;
        let masking = Masking::new(report, self.findings, style.mask);
        let bare;
        let original = match self.canvas {
            Canvas::Own(_, original) => *original,
            Canvas::New(copied, _) if !copied.is_empty() => &copied.bytes[..],
            Canvas::Blank | Canvas::New(..) => {
                bare = blank()?;
                &bare[..]
            }
        };
        let totals = match self.only {
            Some(_) => self.counted(),
            None => Severity::ALL.map(|severity| report.total(severity)),
        };
        let mut left_out = 0;
        loop {
            let list = List {
                title: title(report, lang),
                totals: said(report, totals, left_out, lang) + &few(report, room.comments, lang),
                headers: headers(lang),
                rows: Vec::new(),
            };
            let mut copy = Copy::open(original, &list)?;
            let count = self.take(&mut copy, &masking, room.rows);
            // rare, and known only now: the line of totals stands above the rows
            let more = count.saturating_sub(room.rows);
            if more == left_out {
                for row in asides(report, &masking, self.only, lang) {
                    let drawn = Drawn::new(&row, &copy.looks);
                    copy.list(drawn.parts());
                }
                return copy.finish(room.comments);
            }
            left_out = more;
        }
    }

    /// New findings of each severity, where they are not those of the report.
    fn counted(&self) -> [u64; Severity::ALL.len()] {
        let new = |f: &&Finding| f.status.account() == Account::New;
        let render = |lot: &[Finding]| lot.iter().filter(new).map(|f| f.severity as u8).collect();
        let mut totals = [0; Severity::ALL.len()];
        let counted = self.findings.stream(&render, &mut |severities| {
            severities
                .iter()
                .for_each(|at| totals[usize::from(*at)] += 1);
            Ok(())
        });
        debug_assert!(counted.is_ok(), "nothing here fails: {counted:?}");
        totals
    }

    /// Takes all findings in, and counts them.
    fn take(&self, copy: &mut Copy<'_>, masking: &Masking, most: usize) -> usize {
        let (report, lang) = (self.report, self.style.lang);
        let canvas = self.canvas;
        let looks = copy.looks;
        let render = |lot: &[Finding]| {
            let mut out = String::with_capacity(lot.len() * 1_600);
            for finding in lot {
                // places are looked up by what they really are, whatever is shown of them
                let place = canvas.find(&finding.location);
                let finding = masking.finding(finding);
                let row = row(&finding, place, report, lang);
                let drawn = Drawn::new(&row, &looks);
                drawn.parts().iter().for_each(|part| push(&mut out, part));
                if let Some((sheet, Some(cell))) = place {
                    let severity = match finding.status.account() {
                        Account::New => finding.severity,
                        Account::Known | Account::Waived => Severity::Info,
                    };
                    push(&mut out, &cell.row.to_string());
                    push(&mut out, &cell.column.to_string());
                    push(&mut out, &(severity as usize).to_string());
                    push(&mut out, sheet);
                    let text = comment(&finding, lang).replace([FIELD, END], " ");
                    push(&mut out, &text);
                }
                out.push(END);
            }
            out.into_bytes()
        };
        let mut count = 0;
        let written = self.findings.stream(&render, &mut |bytes| {
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
}

fn push(out: &mut String, field: &str) {
    out.push_str(field);
    out.push(FIELD);
}

fn title(report: &Report, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{OWN_SHEET}{LIST_SHEET}  基准日 {}", report.as_of),
        Lang::En => format!("{OWN_SHEET}findings  as of {}", report.as_of),
    }
}

/// The totals, and what became of the rules: silence is never a pass.
fn said(
    report: &Report,
    totals: [u64; Severity::ALL.len()],
    left_out: usize,
    lang: Lang,
) -> String {
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
    let mut said = match lang {
        Lang::Zh => format!("问题:{found}。规则:{rules}(无法判定、未检查不等于通过)"),
        Lang::En => {
            format!("findings: {found}; rules: {rules} (undecided and skipped are no pass)")
        }
    };
    if left_out > 0 {
        said.push_str(&match lang {
            Lang::Zh => {
                format!("。另有 {left_out} 条放不下,未列出(单元格仍有标注),用 --format csv 可得全部")
            }
            Lang::En => format!(
                "; {left_out} more do not fit here (their cells are marked all the same): --format csv has all"
            ),
        });
    }
    said
}

/// That not every cell need have a comment, where there are findings enough for more of them.
fn few(report: &Report, comments: usize, lang: Lang) -> String {
    let new = Severity::ALL.map(|severity| report.total(severity));
    let held = held::accounts(report).into_iter().map(|(_, n)| n);
    if new.into_iter().chain(held).sum::<u64>() <= comments as u64 {
        return String::new();
    }
    match lang {
        Lang::Zh => format!(
            "。批注最多 {comments} 条,给最严重的单元格(再多文件就很难打开);其余的只标颜色,说明看本表"
        ),
        Lang::En => format!(
            "; the {comments} worst cells have a comment, since more keep the file from opening; the others are coloured, and told here"
        ),
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

/// A finding's row, with a link to what shows its place; else with the place in the input.
fn row(
    finding: &Finding,
    place: Option<(&str, Option<Address>)>,
    report: &Report,
    lang: Lang,
) -> Row {
    let at = &finding.location;
    let (sheet, cell, target) = match place {
        Some((sheet, cell)) => {
            let quoted = sheet.replace('\'', "''");
            let first = Address { row: 1, column: 1 };
            let target = format!("'{quoted}'!{}", cell.unwrap_or(first));
            let cell = cell.map_or(String::new(), |cell| cell.to_string());
            (sheet.to_owned(), cell, Some(target))
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
            terms::bases(&finding.basis, lang),
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
