//! One finding as a row of its rule's table. A row is one line of the page: the script cuts the page there.

use super::{Page, excerpt};
use crate::finding::{Account, Finding};
use crate::lang::Lang;
use crate::location::Location;
use crate::report::held;
use crate::report::markup::{Breaks, escape};
use crate::report::terms;

/// Appends the row; its place stands in `data-p` for the filter, and in `data-k` how it is accounted for unless it is new.
pub fn write(finding: &Finding, page: &Page<'_>, out: &mut Vec<u8>) {
    let lang = page.style.lang;
    let place = finding.place.as_deref().unwrap_or("");
    out.extend_from_slice(b"<tr data-p=\"");
    text(place, out);
    let account = finding.status.account();
    if account != Account::New {
        out.extend_from_slice(b"\" data-k=\"");
        text(account.name(), out);
    }
    out.extend_from_slice(b"\"><td><p class=\"m\">");
    text(&finding.message, out);
    out.extend_from_slice(b"</p>");
    if account != Account::New {
        out.extend_from_slice(b"<p class=\"st\"><b>");
        text(held::account(account, lang), out);
        out.extend_from_slice(b"</b>");
        if let Some(waived) = &finding.status.waived {
            out.push(b' ');
            text(&held::waived(waived, lang), out);
        }
        out.extend_from_slice(b"</p>");
    }
    if let Some(shown) = &finding.excerpt {
        excerpt::write(shown, page, out);
    }
    for related in &finding.related {
        out.extend_from_slice(b"<p class=\"r\">");
        text(&related.message, out);
        out.extend_from_slice(b" <span class=\"at\">");
        location(&related.location, lang, out);
        out.extend_from_slice(b"</span></p>");
        // another cell of the same row is shown already
        let own = &finding.location;
        let beside = related.location.file == own.file && related.location.line == own.line;
        if let Some(shown) = related.excerpt.as_ref().filter(|_| !beside) {
            excerpt::write(shown, page, out);
        }
    }
    // the rule's own advice stands at its head
    if let Some(advice) = own_advice(finding, page) {
        out.extend_from_slice(b"<p class=\"a\"><b>");
        text(page.say("怎么办", "What to do"), out);
        out.extend_from_slice(b"</b> ");
        text(advice, out);
        out.extend_from_slice(b"</p>");
    }
    out.extend_from_slice(b"</td><td class=\"w\">");
    if !place.is_empty() {
        out.extend_from_slice(b"<b>");
        text(place, out);
        out.extend_from_slice(b"</b> ");
    }
    text(&terms::record(finding, page.report, lang), out);
    out.extend_from_slice(b"</td><td class=\"at\">");
    location(&finding.location, lang, out);
    out.extend_from_slice(b"</td></tr>\n");
}

fn own_advice<'f>(finding: &'f Finding, page: &Page<'_>) -> Option<&'f str> {
    let advice = finding.advice.as_deref()?;
    let rule = page.positions.get(finding);
    let general = rule.and_then(|at| page.report.rules[at].about.advice.as_deref());
    (general != Some(advice)).then_some(advice)
}

/// The file, and where in it.
fn location(at: &Location, lang: Lang, out: &mut Vec<u8>) {
    text(&at.file, out);
    let mut part = |shown: String| {
        out.extend_from_slice(b" <span>");
        text(&shown, out);
        out.extend_from_slice(b"</span>");
    };
    match (&at.sheet, &at.cell) {
        (Some(sheet), Some(cell)) => part(format!("{sheet}!{cell}")),
        (Some(sheet), None) => part(sheet.to_string()),
        _ => {}
    }
    match (at.line, at.column, lang) {
        (Some(line), Some(column), Lang::Zh) => part(format!("{} 行 {} 列", line.0, column.0)),
        (Some(line), Some(column), Lang::En) => part(format!("{}:{}", line.0, column.0)),
        (Some(line), None, Lang::Zh) => part(format!("{} 行", line.0)),
        (Some(line), None, Lang::En) => part(format!("line {}", line.0)),
        _ => {}
    }
}

pub(super) fn text(text: &str, out: &mut Vec<u8>) {
    escape(text, Breaks::Shown, out);
}
