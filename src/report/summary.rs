//! The end of the text report: totals, rules that could not be judged, files passed over, parameters, the verdict.

use std::io;

use super::Style;
use super::coverage;
use super::held;
use super::mask::Masking;
use super::reasons::{Reason, by_reason};
use super::terms::{self, count};
use super::text::{dot, ink};
use super::typeset::{Ink, clean, pad, paint, width, wrap};
use super::verdict::{Standing, verdict};
use crate::finding::{AgainstBaseline, Outcome, ParameterUse, Report, Severity};
use crate::lang::Lang;

/// Rules of one reason that are named; the rest is counted.
const RULES_NAMED: usize = 40;
/// Passed-over files of one reason that are named; the rest is counted.
const FILES_NAMED: usize = 10;
/// Findings of the baseline that are gone and are named.
const GONE_NAMED: usize = 10;

/// Writes the summary; its last line is the verdict.
pub fn write(
    report: &Report,
    masking: &Masking,
    style: &Style,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let bar = if style.unicode { "━━" } else { "==" };
    writeln!(
        out,
        "\n\n{bar} {}",
        paint(style.lang.pick("汇总", "Summary"), Ink::Bold, style)
    )?;
    totals(report, style, out)?;
    known(report, style, out)?;
    if let Some(against) = &report.held.baseline {
        gone(against, report, masking, style, out)?;
    }
    undecided(report, masking, style, out)?;
    reasons(report, Outcome::Skipped, masking, style, out)?;
    reasons(report, Outcome::NotApplicable, masking, style, out)?;
    ignored(report, masking, style, out)?;
    parameters(&report.parameters, style, out)?;
    if style.coverage {
        coverage::write(&report.coverage, masking, style, out)?;
    }
    let (standing, verdict) = verdict(report, style.lang);
    let ink = match standing {
        Standing::Bad => Ink::Alarm,
        Standing::Open => Ink::Yellow,
        Standing::Good => Ink::Green,
    };
    writeln!(out)?;
    for line in wrap(&verdict, style.width) {
        writeln!(out, "{}", paint(&line, ink, style))?;
    }
    Ok(())
}

/// Two lines of counts; what is zero is paler, never absent.
fn totals(report: &Report, style: &Style, out: &mut dyn io::Write) -> io::Result<()> {
    let lang = style.lang;
    let severities = Severity::ALL.map(|s| (terms::severity(s, lang), report.total(s), ink(s)));
    let outcomes = Outcome::ALL.map(|o| {
        let ink = if o == Outcome::Failed {
            Ink::Red
        } else {
            Ink::Bold
        };
        (
            terms::outcome(o, lang),
            report.with_outcome(o).count() as u64,
            ink,
        )
    });
    let mut line = |title: &str, counts: &[(&str, u64, Ink)]| {
        let counts: Vec<_> = counts
            .iter()
            .map(|(name, n, ink)| match lang {
                Lang::Zh => (format!("{name} {n}"), *n, *ink),
                Lang::En if *n != 1 && matches!(*name, "error" | "warning") => {
                    (format!("{n} {name}s"), *n, *ink)
                }
                Lang::En => (format!("{n} {name}"), *n, *ink),
            })
            .collect();
        let room = style.width.saturating_sub(12);
        write!(out, "  {}", pad(title, 10))?;
        let mut used = 0;
        for (i, (text, n, ink)) in counts.iter().enumerate() {
            let needed = width(text) + if i > 0 { width(dot(style)) } else { 0 };
            if i > 0 && used + needed > room {
                write!(out, "\n{}", " ".repeat(12))?;
                used = 0;
            } else if i > 0 {
                write!(out, "{}", dot(style))?;
            }
            used += needed;
            write!(
                out,
                "{}",
                paint(text, if *n == 0 { Ink::Dim } else { *ink }, style)
            )?;
        }
        writeln!(out)
    };
    line(lang.pick("问题", "findings"), &severities)?;
    let accounts = held::accounts(report);
    if !accounts.is_empty() {
        let accounts = accounts.iter();
        let accounts: Vec<_> = accounts
            .map(|(account, n)| (held::account(*account, lang), *n, Ink::Bold))
            .collect();
        line(lang.pick("不计入", "besides"), &accounts)?;
    }
    line(lang.pick("规则", "rules"), &outcomes)
}

/// How many findings of each rule the baseline has.
fn known(report: &Report, style: &Style, out: &mut dyn io::Write) -> io::Result<()> {
    let lang = style.lang;
    let rules: Vec<_> = report.rules.iter().filter(|r| r.known > 0).collect();
    let Some(columns) = rules.iter().map(|r| width(&r.id.0)).max() else {
        return Ok(());
    };
    let title = lang.pick(
        "基线内(已知的问题,不计入结论)",
        "Known by the baseline (not counted)",
    );
    heading(title, style, out)?;
    for rule in rules {
        let known = count(rule.known, "条", "finding", lang);
        let text = format!("{}{}{known}", rule.title, dot(style));
        entry(&rule.id.0, columns, &text, style, out)?;
    }
    Ok(())
}

/// What the baseline lists and no longer occurs, and how to take it out.
fn gone(
    against: &AgainstBaseline,
    report: &Report,
    masking: &Masking,
    style: &Style,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let lang = style.lang;
    let unjudged = held::unjudged_said(against, lang);
    if against.gone.is_empty() && unjudged.is_none() {
        return Ok(());
    }
    let title = match against.gone.is_empty() {
        true => lang.pick("基线", "Baseline").to_owned(),
        false => held::gone_said(against, lang),
    };
    heading(&title, style, out)?;
    let columns = against.gone.iter().map(|gone| width(&gone.rule.0)).max();
    let columns = columns.unwrap_or(0);
    for gone in against.gone.iter().take(GONE_NAMED) {
        let record = held::gone_record(gone, report, lang);
        entry(&gone.rule.0, columns, &record, style, out)?;
    }
    let mut lines = Vec::new();
    let rest = against.gone.iter().skip(GONE_NAMED);
    let rest: u64 = rest.map(|gone| gone.count).sum();
    if rest > 0 {
        lines.push(match lang {
            Lang::Zh => format!("……另有 {rest} 条"),
            Lang::En => format!("and {rest} more"),
        });
    }
    if !against.gone.is_empty() {
        lines.push(held::ratchet_lead(lang).trim_end().to_owned());
    }
    let write = |lines: Vec<String>, out: &mut dyn io::Write| {
        let lines = lines.iter().map(|line| clean(line, style.unicode));
        let mut lines = lines.flat_map(|line| wrap(&line, style.width - 4));
        lines.try_for_each(|line| writeln!(out, "    {}", paint(&line, Ink::Dim, style)))
    };
    write(lines, out)?;
    if !against.gone.is_empty() {
        // not wrapped, so that it can be copied
        let command = clean(masking.file(&against.command), style.unicode);
        writeln!(out, "      {}", paint(&command, Ink::Cyan, style))?;
    }
    write(unjudged.into_iter().collect(), out)
}

fn heading(title: &str, style: &Style, out: &mut dyn io::Write) -> io::Result<()> {
    writeln!(out, "\n  {}", paint(title, Ink::Bold, style))
}

/// An entry with its name in a column of its own; the text wraps beside it, or below it where the terminal is narrow.
pub fn entry(
    name: &str,
    columns: usize,
    text: &str,
    style: &Style,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let (name, text) = (clean(name, style.unicode), clean(text, style.unicode));
    let indent = 4 + columns + 2;
    for (i, line) in wrap(&text, style.width.saturating_sub(indent))
        .iter()
        .enumerate()
    {
        let name = if i == 0 { name.as_str() } else { "" };
        writeln!(out, "    {}  {line}", pad(name, columns))?;
    }
    Ok(())
}

/// Every rule with records that could not be judged, those with findings included.
fn undecided(
    report: &Report,
    masking: &Masking,
    style: &Style,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let lang = style.lang;
    let rules: Vec<_> = report
        .rules
        .iter()
        .filter(|r| r.undecided > 0 || r.outcome == Outcome::Undecided)
        .collect();
    let Some(columns) = rules.iter().map(|r| width(&r.id.0)).max() else {
        return Ok(());
    };
    heading(
        lang.pick(
            "无法判定(缺少数据,不等于通过)",
            "Undecided (data is missing; this is not a pass)",
        ),
        style,
        out,
    )?;
    for rule in rules {
        let mut text = format!(
            "{}{}{}",
            rule.title,
            dot(style),
            count(rule.undecided, "条记录", "record", lang)
        );
        if let Some(reason) = &rule.reason {
            text = text + dot(style) + &masking.text(reason);
        }
        entry(&rule.id.0, columns, &text, style, out)?;
    }
    Ok(())
}

/// The rules of an outcome, listed below their common reasons.
fn reasons(
    report: &Report,
    outcome: Outcome,
    masking: &Masking,
    style: &Style,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let lang = style.lang;
    let unexplained = match outcome {
        Outcome::NotApplicable => lang.pick("没有适用的记录", "no record is in their scope"),
        _ => lang.pick("没有说明原因", "no reason given"),
    };
    // with `--limit 0` everything is told one by one
    let together = outcome == Outcome::Skipped && style.per_rule.is_some();
    let reasons = by_reason(report, outcome, unexplained, together, lang);
    if reasons.is_empty() {
        return Ok(());
    }
    let title = match outcome {
        Outcome::NotApplicable => lang.pick("不适用", "Not applicable"),
        _ => lang.pick("未检查(不等于通过)", "Skipped (this is not a pass)"),
    };
    heading(title, style, out)?;
    for Reason { text, rules } in reasons {
        for line in wrap(&clean(&masking.text(&text), style.unicode), style.width - 4) {
            writeln!(out, "    {line}")?;
        }
        let mut named = rules.join(" ");
        if together && rules.len() > RULES_NAMED {
            let all = rules.len();
            named = rules[..RULES_NAMED].join(" ");
            named.push_str(&match lang {
                Lang::Zh => format!(" 等 {all} 条;--limit 0 逐条列出"),
                Lang::En => format!(" and others, {all} in all; --limit 0 lists each"),
            });
        }
        for line in wrap(&named, style.width - 6) {
            writeln!(out, "      {}", paint(&line, Ink::Dim, style))?;
        }
    }
    Ok(())
}

fn ignored(
    report: &Report,
    masking: &Masking,
    style: &Style,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let mut by_reason: Vec<(&str, Vec<&str>)> = Vec::new();
    for file in &report.ignored {
        match by_reason.iter_mut().find(|(r, _)| *r == file.reason) {
            Some((_, paths)) => paths.push(&file.path),
            None => by_reason.push((&file.reason, vec![&file.path])),
        }
    }
    if by_reason.is_empty() {
        return Ok(());
    }
    heading(
        style.lang.pick("没有读取的文件", "Files passed over"),
        style,
        out,
    )?;
    for (reason, paths) in by_reason {
        for line in wrap(&clean(reason, style.unicode), style.width - 4) {
            writeln!(out, "    {line}")?;
        }
        for path in paths.iter().take(FILES_NAMED) {
            let path = clean(masking.file(path), style.unicode);
            writeln!(out, "      {}", paint(&path, Ink::Dim, style))?;
        }
        let rest = paths.len().saturating_sub(FILES_NAMED);
        if rest > 0 {
            let more = match style.lang {
                Lang::Zh => format!("……另有 {rest} 个文件"),
                Lang::En => format!("and {}", count(rest as u64, "", "more file", Lang::En)),
            };
            writeln!(out, "      {}", paint(&more, Ink::Dim, style))?;
        }
    }
    Ok(())
}

fn parameters(
    parameters: &[ParameterUse],
    style: &Style,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let lang = style.lang;
    if parameters.is_empty() {
        return Ok(());
    }
    heading(lang.pick("所用参数", "Parameters used"), style, out)?;
    let value = |p: &ParameterUse| {
        format!(
            "{}{}",
            p.value,
            p.unit.as_ref().map_or(String::new(), |u| format!(" {u}"))
        )
    };
    let columns = parameters
        .iter()
        .map(|p| width(&value(p)))
        .max()
        .unwrap_or(0)
        .min(style.width / 3);
    for parameter in parameters {
        let source = if parameter.overridden {
            lang.pick("本地配置", "local configuration")
        } else {
            parameter.source.as_str()
        };
        let days = terms::days(parameter, lang).map(|days| days + dot(style));
        let days = days.unwrap_or_default();
        let text = match lang {
            Lang::Zh => format!(
                "{}({}){}{}来源:{source}",
                parameter.title,
                parameter.name,
                dot(style),
                days,
            ),
            Lang::En => format!(
                "{} ({}){}{}source: {source}",
                parameter.title,
                parameter.name,
                dot(style),
                days,
            ),
        };
        entry(&value(parameter), columns, &text, style, out)?;
    }
    Ok(())
}
