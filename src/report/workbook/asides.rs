//! What the list tells below the findings: rules that came to no result, files that were passed over, and what a
//! baseline lists that is gone.

use super::Row;
use crate::finding::{Outcome, Report, RuleResult};
use crate::lang::Lang;
use crate::read::{Passed, passed};
use crate::report::mask::Masking;
use crate::report::reasons::{Reason, by_reason};
use crate::report::{held, terms};

/// Rules of one reason that are named in a row; the rest is counted.
const NAMED: usize = 12;

/// The rows. With `only`, files other than that one are left out.
pub fn asides(report: &Report, masking: &Masking, only: Option<&str>, lang: Lang) -> Vec<Row> {
    let mut rows = Vec::new();
    // those of the file's own ledgers
    let inputs = || report.inputs.iter().filter(|i| Some(&*i.path) == only);
    let is_own = |rule: &RuleResult| {
        only.is_none() || inputs().any(|i| i.ledgers.iter().any(|(name, _)| *name == rule.ledger))
    };
    let undecided_ones = report.rules.iter().filter(|rule| rule.undecided > 0);
    for rule in undecided_ones.filter(|rule| is_own(rule)) {
        rows.push(undecided(rule, report, masking, lang));
    }
    rows.extend(skipped(report, masking, lang));
    let own = passed(Passed::OwnSheet, lang);
    for ignored in report.ignored.iter().filter(|i| *i.reason != *own) {
        // within one workbook its sheets are called by their names alone
        let path = match only.map(|only| ignored.path.strip_prefix(only)) {
            None => masking.file(&ignored.path),
            Some(Some(rest)) => rest.strip_prefix(" > ").unwrap_or(&ignored.path),
            Some(None) => continue,
        };
        let mut cells = word(lang.pick("没有读", "not read"));
        path.clone_into(&mut cells[2]);
        cells[5] = masking.text(&ignored.reason).into_owned();
        rows.push(aside(cells));
    }
    if let Some(against) = report.held.baseline.as_ref().filter(|_| only.is_none()) {
        let how = held::ratchet(against, masking, lang);
        for gone in &against.gone {
            let mut cells = word(lang.pick("基线内不再出现", "gone from the baseline"));
            cells[1] = terms::ledger(&gone.ledger, report, lang).to_owned();
            cells[4] = held::gone_record(gone, report, lang);
            cells[6].clone_from(&how);
            cells[8] = gone.rule.to_string();
            rows.push(aside(cells));
        }
    }
    rows
}

fn undecided(rule: &RuleResult, report: &Report, masking: &Masking, lang: Lang) -> Row {
    let mut cells = word(terms::outcome(Outcome::Undecided, lang));
    let count = terms::count(rule.undecided, "条记录", "record", lang);
    let reason = rule.reason.as_deref().map_or(String::new(), |reason| {
        format!("{}{}", lang.pick(":", ": "), masking.text(reason))
    });
    cells[1] = terms::ledger(&rule.ledger, report, lang).to_owned();
    cells[5] = match lang {
        Lang::Zh => format!("{}({count}无法判定){reason}", rule.title),
        Lang::En => format!("{} ({count} undecided){reason}", rule.title),
    };
    cells[8] = rule.id.to_string();
    aside(cells)
}

/// The rules that were not checked, a row a reason.
fn skipped(report: &Report, masking: &Masking, lang: Lang) -> Vec<Row> {
    let colon = lang.pick(":", ": ");
    let row = |Reason { text, rules }: Reason<'_>| {
        let mut cells = word(terms::outcome(Outcome::Skipped, lang));
        let count = terms::count(rules.len() as u64, "条规则", "rule", lang);
        cells[5] = format!("{count}{colon}{}", masking.text(&text));
        let more = match rules.len() > NAMED {
            true => lang.pick(" 等", " and others"),
            false => "",
        };
        cells[8] = format!("{}{more}", rules[..rules.len().min(NAMED)].join(" "));
        aside(cells)
    };
    let reasons = by_reason(report, Outcome::Skipped, "", true, lang);
    reasons.into_iter().map(row).collect()
}

/// The cells of a row that begins with a word.
fn word(word: &str) -> [String; 9] {
    let mut cells: [String; 9] = Default::default();
    word.clone_into(&mut cells[0]);
    cells
}

fn aside(cells: [String; 9]) -> Row {
    Row {
        severity: None,
        cells,
        target: None,
    }
}
