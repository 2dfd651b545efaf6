//! The part of the comment on findings that do not count, and on what is gone from the baseline.

use super::page::{Page, length};
use super::prose::{code, cut, prose};
use super::{MESSAGE, Rows};
use crate::finding::{Account, Report};
use crate::lang::Lang;
use crate::report::held;
use crate::report::mask::Masking;

/// Waived findings, and findings that are gone, that are listed.
pub const LISTED: usize = 50;

/// Waived findings each with the reason, known ones as counts of their rules, gone ones with the way to take them out.
pub fn write(report: &Report, rows: &Rows, masking: &Masking, lang: Lang, page: &mut Page) {
    waived(report, &rows.waived, lang, page);
    known(report, lang, page);
    gone(report, masking, lang, page);
}

fn heading(title: &str, n: u64, lang: Lang) -> String {
    let count = crate::report::terms::count(n, "条", "finding", lang);
    format!("\n<details><summary>{title} · {count}</summary>\n\n")
}

/// Adds the lines that fit, and says how many do not.
fn lines(lines: &[String], all: u64, lang: Lang, page: &mut Page) {
    let mut shown = 0;
    for line in lines {
        // the end and the count of what is left out
        if page.left() < length(line) + 200 {
            break;
        }
        page.add(line);
        shown += 1;
    }
    let rest = all.saturating_sub(shown);
    if rest > 0 {
        page.add(&match lang {
            Lang::Zh => format!("- 另有 {rest} 条没有列出\n"),
            Lang::En => format!("- {rest} more are not listed\n"),
        });
    }
    page.add("\n</details>\n");
}

fn waived(report: &Report, rows: &[String], lang: Lang, page: &mut Page) {
    let n = report.waived();
    if n == 0 || !page.add(&heading(held::account(Account::Waived, lang), n, lang)) {
        return;
    }
    lines(rows, n, lang, page);
}

fn known(report: &Report, lang: Lang, page: &mut Page) {
    let n = report.known();
    if n == 0 || !page.add(&heading(held::account(Account::Known, lang), n, lang)) {
        return;
    }
    let rules: Vec<_> = report.rules.iter().filter(|r| r.known > 0).collect();
    let line = |rule: &&crate::finding::RuleResult| {
        let count = crate::report::terms::count(rule.known, "条", "finding", lang);
        let title = prose(&cut(&rule.title, MESSAGE));
        format!("- **{}** {title} · {count}\n", prose(&rule.id.0))
    };
    let all: Vec<String> = rules.iter().map(line).collect();
    lines(&all, all.len() as u64, lang, page);
}

fn gone(report: &Report, masking: &Masking, lang: Lang, page: &mut Page) {
    let Some(against) = &report.held.baseline else {
        return;
    };
    if !against.gone.is_empty() {
        let title = lang.pick("基线里不再出现", "Gone from the baseline");
        if !page.add(&heading(title, against.gone(), lang)) {
            return;
        }
        let command = code(&cut(masking.file(&against.command), MESSAGE));
        page.add(&format!("{}{command}\n\n", held::ratchet_lead(lang)));
        let line = |gone: &crate::finding::Gone| {
            let record = prose(&cut(&held::gone_record(gone, report, lang), MESSAGE));
            format!("- **{}** {record}\n", prose(&gone.rule.0))
        };
        let all: Vec<String> = against.gone.iter().take(LISTED).map(line).collect();
        lines(&all, against.gone.len() as u64, lang, page);
    }
    if let Some(unjudged) = held::unjudged_said(against, lang) {
        page.add(&format!("\n{}\n", prose(&unjudged)));
    }
}
