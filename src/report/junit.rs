//! The report as JUnit XML: every rule is a test case of its pack's suite. One with findings failed; one that was
//! skipped, did not apply or could not be decided is skipped with the reason; only one that passed is silent.
//!
//! Valid by the schema of the Jenkins xUnit plug-in, which most readers follow.

use std::io;

use super::Style;
use super::markup::{Breaks, escape, escaped};
use super::mask::Masking;
use super::pieces;
use super::terms;
use crate::finding::{Finding, Findings, Outcome, Report, RuleResult};
use crate::lang::Lang;

/// Writes a suite for each pack. Findings come by file and are shown by rule, so they are held until all are there.
pub fn render(
    report: &Report,
    findings: &dyn Findings,
    style: &Style,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let masking = &Masking::new(report, findings, style.mask);
    let one = |finding: &Finding, _: &Finding, out: &mut Vec<u8>| line(finding, out);
    // the last one for findings of rules that the report does not list
    let mut lines: Vec<Vec<u8>> = vec![Vec::new(); report.rules.len() + 1];
    pieces::each(report, findings, masking, &one, &mut |piece| {
        lines[piece.rule].extend_from_slice(piece.bytes);
        Ok(())
    })?;
    let suites = suites(report);
    let unlisted = lines.pop().unwrap_or_default();
    let others = usize::from(!unlisted.is_empty());
    let failed = |rules: &[usize]| {
        let failed = |at: &&usize| report.rules[**at].outcome == Outcome::Failed;
        rules.iter().filter(failed).count()
    };
    let failures: usize = suites.iter().map(|(_, rules)| failed(rules)).sum();
    writeln!(
        out,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"ledgerlint\" tests=\"{}\" failures=\"{}\" errors=\"0\">",
        report.rules.len() + others,
        failures + others
    )?;
    for (area, rules) in &suites {
        let passed = |at: &&usize| report.rules[**at].outcome == Outcome::Passed;
        let passed = rules.iter().filter(passed).count();
        let suite = Suite {
            name: match *area {
                "" => style.lang.pick("其他", "other"),
                area => area,
            },
            tests: rules.len(),
            failures: failed(rules),
            skipped: rules.len() - failed(rules) - passed,
        };
        suite.open(report, style, out)?;
        for at in rules {
            let lines = std::mem::take(&mut lines[*at]);
            case(&report.rules[*at], &lines, masking, style.lang, out)?;
        }
        writeln!(out, "</testsuite>")?;
    }
    if others > 0 {
        let suite = Suite {
            name: style.lang.pick("其他问题", "other findings"),
            tests: 1,
            failures: 1,
            skipped: 0,
        };
        suite.open(report, style, out)?;
        writeln!(
            out,
            "<testcase name=\"{}\" classname=\"ledgerlint\">",
            suite.name
        )?;
        writeln!(out, "<failure type=\"error\">")?;
        out.write_all(&unlisted)?;
        writeln!(out, "</failure>\n</testcase>\n</testsuite>")?;
    }
    writeln!(out, "</testsuites>")
}

/// The rules of each pack, in the report's order.
fn suites(report: &Report) -> Vec<(&str, Vec<usize>)> {
    let mut suites: Vec<(&str, Vec<usize>)> = Vec::new();
    for (at, rule) in report.rules.iter().enumerate() {
        let area = &*rule.about.area;
        match suites.iter_mut().find(|(own, _)| *own == area) {
            Some((_, rules)) => rules.push(at),
            None => suites.push((area, vec![at])),
        }
    }
    suites
}

struct Suite<'a> {
    name: &'a str,
    tests: usize,
    failures: usize,
    skipped: usize,
}

impl Suite<'_> {
    fn open(&self, report: &Report, style: &Style, out: &mut dyn io::Write) -> io::Result<()> {
        let Suite {
            name,
            tests,
            failures,
            skipped,
        } = self;
        writeln!(
            out,
            "<testsuite name=\"{}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\" skipped=\"{skipped}\">",
            escaped(name)
        )?;
        writeln!(
            out,
            "<properties>\n<property name=\"as_of\" value=\"{}\"/>\n<property name=\"ledgerlint\" value=\"{}\"/>\n</properties>",
            escaped(&report.as_of),
            escaped(style.version)
        )
    }
}

fn case(
    rule: &RuleResult,
    lines: &[u8],
    masking: &Masking,
    lang: Lang,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let group = rule.id.0.split('-').next().unwrap_or("");
    write!(
        out,
        "<testcase name=\"{}\" classname=\"ledgerlint.{}\"",
        escaped(&format!("{} {}", rule.id, rule.title)),
        escaped(group)
    )?;
    let said = escaped(&terms::outcome_said(rule, masking, lang));
    match rule.outcome {
        Outcome::Passed => writeln!(out, "/>"),
        Outcome::Failed => {
            // waived findings are to stand in a system-out of their own, and fail nothing
            writeln!(
                out,
                ">\n<failure type=\"{}\" message=\"{said}\">",
                rule.severity.name()
            )?;
            out.write_all(lines)?;
            closing(rule, lang, out)?;
            writeln!(out, "</failure>\n</testcase>")
        }
        outcome => writeln!(
            out,
            ">\n<skipped type=\"{}\" message=\"{}: {said}\"/>\n</testcase>",
            outcome.name(),
            terms::outcome(outcome, lang)
        ),
    }
}

/// What to do, below the findings: once for all.
fn closing(rule: &RuleResult, lang: Lang, out: &mut dyn io::Write) -> io::Result<()> {
    if let Some(advice) = &rule.about.advice {
        let lead = lang.pick("建议", "Advice");
        writeln!(out, "{lead}: {}", escaped(advice))?;
    }
    for (i, basis) in rule.about.basis.iter().enumerate() {
        let lead = if i == 0 {
            lang.pick("依据", "Basis")
        } else {
            lang.pick("又", "and")
        };
        writeln!(out, "{lead}: {}", escaped(&terms::basis(basis, lang)))?;
    }
    Ok(())
}

/// `place: message`, and each related place below it.
fn line(finding: &Finding, out: &mut Vec<u8>) {
    let mut text = |text: &str| escape(text, Breaks::Shown, out);
    text(&finding.location.to_string());
    text(": ");
    text(&finding.message);
    for related in &finding.related {
        out.extend_from_slice(b"\n    ");
        let mut text = |text: &str| escape(text, Breaks::Shown, out);
        text(&related.location.to_string());
        text(": ");
        text(&related.message);
    }
    out.push(b'\n');
}
