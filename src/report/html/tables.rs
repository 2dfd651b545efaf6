//! What stands behind the findings: the outcome of every rule, the parameters used, the files read and passed over.

use std::io;

use super::Page;
use super::head::grouped;
use crate::finding::{Outcome, RuleResult};
use crate::report::markup::escaped;
use crate::report::terms;

/// Every rule, those first that came to no result.
const ORDER: [Outcome; 5] = [
    Outcome::Undecided,
    Outcome::Skipped,
    Outcome::Failed,
    Outcome::NotApplicable,
    Outcome::Passed,
];

/// The outcome of every rule, with the reason.
pub fn outcomes(page: &Page<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    writeln!(
        out,
        "<section aria-labelledby=\"rules\">\n<h2 id=\"rules\">{}</h2>",
        page.say("规则结果", "Outcome of the rules")
    )?;
    for outcome in ORDER {
        let rules: Vec<(usize, &RuleResult)> = page
            .report
            .rules
            .iter()
            .enumerate()
            .filter(|(_, rule)| rule.outcome == outcome)
            .collect();
        if rules.is_empty() {
            continue;
        }
        opening(page, outcome, rules.len(), out)?;
        match outcome {
            Outcome::Skipped | Outcome::NotApplicable => by_reason(page, &rules, out)?,
            _ => one_by_one(page, outcome, &rules, out)?,
        }
        writeln!(out, "</tbody></table>\n</details>")?;
    }
    writeln!(out, "</section>")
}

fn opening(
    page: &Page<'_>,
    outcome: Outcome,
    rules: usize,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let lang = page.style.lang;
    let open = matches!(outcome, Outcome::Undecided | Outcome::Skipped);
    writeln!(
        out,
        "<details class=\"outcome o-{}\"{}><summary><h3>{}</h3> <span class=\"n\">{}</span></summary>",
        outcome.name(),
        if open { " open=\"open\"" } else { "" },
        terms::outcome(outcome, lang),
        escaped(&terms::count(rules as u64, "条规则", "rule", lang))
    )
}

/// Many rules have one reason: an absent ledger.
fn by_reason(
    page: &Page<'_>,
    rules: &[(usize, &RuleResult)],
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let mut reasons: Vec<(String, Vec<&RuleResult>)> = Vec::new();
    for (_, rule) in rules {
        let said = terms::outcome_said(rule, page.masking, page.style.lang);
        match reasons.iter_mut().find(|(own, _)| *own == said) {
            Some((_, rules)) => rules.push(rule),
            None => reasons.push((said, vec![rule])),
        }
    }
    let columns = [page.say("原因", "Reason"), page.say("规则", "Rules")];
    table(&columns, "o by", out)?;
    for (said, rules) in reasons {
        write!(
            out,
            "<tr><th scope=\"row\">{}</th><td><ul class=\"ids\">",
            escaped(&said)
        )?;
        for rule in rules {
            write!(
                out,
                "<li><span class=\"id\">{}</span> {}</li>",
                escaped(&rule.id.0),
                escaped(&rule.title)
            )?;
        }
        writeln!(out, "</ul></td></tr>")?;
    }
    Ok(())
}

fn one_by_one(
    page: &Page<'_>,
    outcome: Outcome,
    rules: &[(usize, &RuleResult)],
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let lang = page.style.lang;
    let columns = [
        page.say("规则", "Rule"),
        page.say("级别", "Severity"),
        page.say("问题领域", "Problem area"),
        page.say("结果和原因", "Outcome and reason"),
    ];
    table(&columns, "o", out)?;
    for (at, rule) in rules {
        let id = escaped(&rule.id.0);
        // rules with findings lead to them
        let id = match outcome {
            Outcome::Failed => format!("<a href=\"#r{at}\">{id}</a>"),
            _ => id,
        };
        writeln!(
            out,
            "<tr><th scope=\"row\"><span class=\"id\">{id}</span> {}</th><td class=\"s\">{}</td><td>{}</td><td>{}</td></tr>",
            escaped(&rule.title),
            terms::severity(rule.severity, lang),
            escaped(&rule.about.area),
            escaped(&terms::outcome_said(rule, page.masking, lang))
        )?;
    }
    Ok(())
}

/// The parameter values that rules used.
pub fn parameters(page: &Page<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    if page.report.parameters.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "<section aria-labelledby=\"parameters\">\n<h2 id=\"parameters\">{}</h2>",
        page.say("所用参数", "Parameters used")
    )?;
    let columns = [
        page.say("参数", "Parameter"),
        page.say("值", "Value"),
        page.say("来源", "Source"),
    ];
    table(&columns, "o", out)?;
    for parameter in &page.report.parameters {
        let source = match parameter.overridden {
            true => page.say("本地配置", "local configuration"),
            false => &parameter.source,
        };
        let unit = parameter.unit.as_deref().unwrap_or("");
        let days = terms::days(parameter, page.style.lang);
        let days = days.map(|days| days + " · ").unwrap_or_default();
        writeln!(
            out,
            "<tr><th scope=\"row\">{} <code>{}</code></th><td class=\"s\">{} {}</td><td>{}{}</td></tr>",
            escaped(&parameter.title),
            escaped(&parameter.name),
            escaped(&parameter.value),
            escaped(unit),
            escaped(&days),
            escaped(source)
        )?;
    }
    writeln!(out, "</tbody></table>\n</section>")
}

/// The files with their digests and ledgers, and those passed over.
pub fn inputs(page: &Page<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let (report, lang) = (page.report, page.style.lang);
    writeln!(
        out,
        "<section aria-labelledby=\"inputs\">\n<h2 id=\"inputs\">{}</h2>",
        page.say("检查的文件", "Files checked")
    )?;
    let columns = [
        page.say("文件", "File"),
        page.say("台账和记录数", "Ledgers and records"),
        page.say("校验值 SHA-256", "SHA-256"),
    ];
    table(&columns, "o files", out)?;
    for input in &report.inputs {
        let ledgers: Vec<String> = input
            .ledgers
            .iter()
            .map(|(name, n)| format!("{} {}", terms::ledger(name, report, lang), grouped(*n)))
            .collect();
        let ledgers = match ledgers.is_empty() {
            true => page.say("没有读出台账", "no ledger").to_owned(),
            false => ledgers.join(page.say("、", ", ")),
        };
        writeln!(
            out,
            "<tr><th scope=\"row\">{}</th><td>{}</td><td><code>{}</code></td></tr>",
            escaped(page.masking.file(&input.path)),
            escaped(&ledgers),
            escaped(&input.sha256)
        )?;
    }
    writeln!(out, "</tbody></table>")?;
    if !report.ignored.is_empty() {
        writeln!(
            out,
            "<details class=\"outcome\"><summary><h3>{}</h3> <span class=\"n\">{}</span></summary>",
            page.say("没有读取的文件", "Files passed over"),
            escaped(&terms::count(
                report.ignored.len() as u64,
                "个",
                "file",
                lang
            ))
        )?;
        table(
            &[page.say("文件", "File"), page.say("原因", "Reason")],
            "o",
            out,
        )?;
        for file in &report.ignored {
            writeln!(
                out,
                "<tr><th scope=\"row\">{}</th><td>{}</td></tr>",
                escaped(page.masking.file(&file.path)),
                escaped(&file.reason)
            )?;
        }
        writeln!(out, "</tbody></table>\n</details>")?;
    }
    writeln!(out, "</section>")
}

pub fn table(columns: &[&str], class: &str, out: &mut dyn io::Write) -> io::Result<()> {
    write!(out, "<table class=\"{class}\">\n<thead><tr>")?;
    for column in columns {
        write!(out, "<th scope=\"col\">{column}</th>")?;
    }
    writeln!(out, "</tr></thead>\n<tbody>")
}
