//! What no rule looked at: one row a ledger, its columns by name.

use std::io;

use super::Page;
use super::head::grouped;
use super::tables::table;
use crate::finding::{LedgerCoverage, Look};
use crate::report::markup::escaped;

/// Writes the chapter; nothing where no ledger was read.
pub fn write(page: &Page<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let ledgers = &page.report.coverage.ledgers;
    if ledgers.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "<section aria-labelledby=\"coverage\">\n<h2 id=\"coverage\">{}</h2>\n<p class=\"note\">{}</p>",
        page.say("覆盖范围", "Coverage"),
        page.say(
            "规则没有看过的,不等于没有问题。",
            "What no rule looked at has not passed."
        )
    )?;
    let columns = [
        page.say("台账", "Ledger"),
        page.say("记录", "Records"),
        page.say("规则", "Rules"),
        page.say("规则看过的列", "Columns read by rules"),
        page.say("规则没有看过的列", "Columns no rule read"),
        page.say("不认识的列", "Unknown columns"),
    ];
    table(&columns, "o", out)?;
    for ledger in ledgers {
        row(ledger, page, out)?;
    }
    writeln!(out, "</tbody></table>\n</section>")
}

fn row(ledger: &LedgerCoverage, page: &Page<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let lang = page.style.lang;
    let read = ledger.looked(Look::Rules).count();
    let unread = ledger.columns.iter().filter(|c| c.look != Look::Rules);
    let unread = unread.map(|c| lang.pick(c.title.as_str(), c.name.as_str()));
    let unheaded = page.say("(没有列名)", "(no name)");
    let unknown = ledger.unknown.iter().map(|header| match header.is_empty() {
        true => unheaded,
        false => page.masking.header(header),
    });
    let names = |names: Vec<&str>| match names.is_empty() {
        true => page.say("无", "none").to_owned(),
        false => names.join(page.say("、", ", ")),
    };
    let rules = match ledger.rules.len() {
        0 => page.say("没有", "none").to_owned(),
        n => n.to_string(),
    };
    writeln!(
        out,
        "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td>{read} / {}</td><td>{}</td><td>{}</td></tr>",
        escaped(lang.pick(&ledger.title, &ledger.name)),
        grouped(ledger.records),
        escaped(&rules),
        ledger.columns.len(),
        escaped(&names(unread.collect())),
        escaped(&names(unknown.collect()))
    )
}
