//! What the baseline lists and no longer occurs.

use std::io;

use super::Page;
use super::head::grouped;
use crate::report::held;
use crate::report::markup::escaped;
use crate::report::terms;

/// Lines of one rule that are shown.
const LISTED: usize = 200;

/// Nothing where there is no baseline, or all of it was found again.
pub fn gone(page: &Page<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let (report, lang) = (page.report, page.style.lang);
    let Some(against) = &report.held.baseline else {
        return Ok(());
    };
    let unjudged = held::unjudged_said(against, lang);
    if against.gone.is_empty() && unjudged.is_none() {
        return Ok(());
    }
    writeln!(
        out,
        "<section aria-labelledby=\"gone\">\n<h2 id=\"gone\">{}</h2>",
        page.say("基线", "Baseline")
    )?;
    if !against.gone.is_empty() {
        writeln!(
            out,
            "<p>{}</p>\n<p class=\"note\">{}<code>{}</code></p>",
            escaped(&held::gone_said(against, lang)),
            escaped(held::ratchet_lead(lang)),
            escaped(page.masking.file(&against.command))
        )?;
    }
    for (rule, gone) in held::gone_by_rule(against) {
        let title = report.rules.iter().find(|r| *r.id.0 == *rule);
        let title = title.map_or("", |rule| rule.title.as_str());
        let n = gone.iter().map(|gone| gone.count).sum();
        writeln!(
            out,
            "<details class=\"outcome gone\"><summary><h3><span class=\"id\">{}</span> {}</h3> <span class=\"n\">{}</span></summary>\n<ul>",
            escaped(rule),
            escaped(title),
            escaped(&terms::count(n, "条", "finding", lang))
        )?;
        for gone in gone.iter().take(LISTED) {
            let record = held::gone_record(gone, report, lang);
            writeln!(out, "<li>{}</li>", escaped(&record))?;
        }
        let rest: u64 = gone.iter().skip(LISTED).map(|gone| gone.count).sum();
        if rest > 0 {
            let more = page.say("另有", "more:");
            writeln!(out, "<li>{more} {}</li>", grouped(rest))?;
        }
        writeln!(out, "</ul>\n</details>")?;
    }
    if let Some(unjudged) = unjudged {
        writeln!(out, "<p class=\"note\">{}</p>", escaped(&unjudged))?;
    }
    writeln!(out, "</section>")
}
