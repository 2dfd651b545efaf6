//! The report as JUnit XML: every rule is a test case of its pack's suite. One with new findings failed; findings that
//! the baseline has or that are waived fail nothing and stand in its output, each marked; one that was skipped, did not
//! apply or could not be decided is skipped with the reason; only one without any finding that passed is silent.
//!
//! Valid by the schema of the Jenkins xUnit plug-in, which most readers follow.

use std::io;

use super::Style;
use super::held;
use super::markup::{Breaks, escape, escaped};
use super::mask::Masking;
use super::pieces;
use super::terms;
use crate::finding::{Account, Finding, Findings, Outcome, Report, RuleResult};
use crate::lang::Lang;

/// Writes a suite for each pack. Findings come by file and are shown by rule, so they are held until all are there.
pub fn render(
    report: &Report,
    findings: &dyn Findings,
    style: &Style,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let masking = &Masking::new(report, findings, style.mask);
    let lang = style.lang;
    let one = |finding: &Finding, _: &Finding, out: &mut Vec<u8>| line(finding, lang, out);
    // the last one for findings of rules that the report does not list
    let mut lines: Vec<Lines> = Vec::new();
    lines.resize_with(report.rules.len() + 1, Lines::default);
    pieces::each(report, findings, masking, &one, &mut |piece| {
        let lines = &mut lines[piece.rule];
        let lines = match piece.account {
            Account::New => &mut lines.new,
            Account::Known | Account::Waived => &mut lines.others,
        };
        lines.extend_from_slice(piece.bytes);
        Ok(())
    })?;
    if let Some(against) = &report.held.baseline {
        for gone in &against.gone {
            let mut rules = report.rules.iter();
            let at = rules.position(|rule| rule.id == gone.rule);
            let at = at.unwrap_or(report.rules.len());
            let text = format!(
                "[{}] {}",
                lang.pick("基线内不再出现", "gone from the baseline"),
                held::gone_record(gone, report, lang)
            );
            escape(&text, Breaks::Shown, &mut lines[at].others);
            lines[at].others.push(b'\n');
        }
    }
    let suites = suites(report);
    let unlisted = lines.pop().unwrap_or_default();
    let others = usize::from(!unlisted.is_empty());
    let other_failures = usize::from(!unlisted.new.is_empty());
    let failed = |rules: &[usize]| {
        let failed = |at: &&usize| report.rules[**at].fresh() > 0;
        rules.iter().filter(failed).count()
    };
    let failures: usize = suites.iter().map(|(_, rules)| failed(rules)).sum();
    writeln!(
        out,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"ledgerlint\" tests=\"{}\" failures=\"{}\" errors=\"0\">",
        report.rules.len() + others,
        failures + other_failures
    )?;
    for (area, rules) in &suites {
        let passed = |at: &&usize| {
            let rule = &report.rules[**at];
            let failed = rule.outcome == Outcome::Failed && rule.fresh() == 0;
            failed || rule.outcome == Outcome::Passed
        };
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
        suite.open(report, masking, style, out)?;
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
            failures: other_failures,
            skipped: 0,
        };
        suite.open(report, masking, style, out)?;
        writeln!(
            out,
            "<testcase name=\"{}\" classname=\"ledgerlint\">",
            suite.name
        )?;
        if other_failures > 0 {
            writeln!(out, "<failure type=\"error\">")?;
            out.write_all(&unlisted.new)?;
            writeln!(out, "</failure>")?;
        }
        unlisted.close(out)?;
        writeln!(out, "</testcase>\n</testsuite>")?;
    }
    writeln!(out, "</testsuites>")
}

/// The rendered findings of a rule.
#[derive(Default)]
struct Lines {
    new: Vec<u8>,
    /// Those that fail nothing, and those that are gone.
    others: Vec<u8>,
}

impl Lines {
    fn is_empty(&self) -> bool {
        self.new.is_empty() && self.others.is_empty()
    }

    fn close(&self, out: &mut dyn io::Write) -> io::Result<()> {
        if self.others.is_empty() {
            return Ok(());
        }
        writeln!(out, "<system-out>")?;
        out.write_all(&self.others)?;
        writeln!(out, "</system-out>")
    }
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
    fn open(
        &self,
        report: &Report,
        masking: &Masking,
        style: &Style,
        out: &mut dyn io::Write,
    ) -> io::Result<()> {
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
        let mut properties = vec![
            ("as_of", report.as_of.clone()),
            ("ledgerlint", style.version.to_owned()),
        ];
        // the same in every suite: they are of the run, which has no place of its own
        if let Some(against) = &report.held.baseline {
            properties.extend([
                ("baseline", masking.file(&against.path).to_owned()),
                ("baseline.gone", against.gone().to_string()),
                ("baseline.update", masking.file(&against.command).to_owned()),
            ]);
        }
        if let Some(compared) = &report.held.since {
            properties.extend([
                ("changed_since", compared.revision.clone()),
                ("unchanged", report.unchanged().to_string()),
            ]);
        }
        for (account, n) in held::accounts(report) {
            properties.push((account.name(), n.to_string()));
        }
        writeln!(out, "<properties>")?;
        for (name, value) in properties {
            let value = escaped(&value);
            writeln!(out, "<property name=\"{name}\" value=\"{value}\"/>")?;
        }
        writeln!(out, "</properties>")
    }
}

fn case(
    rule: &RuleResult,
    lines: &Lines,
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
        Outcome::Passed if lines.is_empty() => writeln!(out, "/>"),
        Outcome::Passed => {
            writeln!(out, ">")?;
            lines.close(out)?;
            writeln!(out, "</testcase>")
        }
        Outcome::Failed => {
            writeln!(out, ">")?;
            if rule.failed == 0 {
                // all that there is was left out
                writeln!(out, "<system-out>{said}</system-out>")?;
            }
            if rule.fresh() > 0 {
                let severity = rule.severity.name();
                writeln!(out, "<failure type=\"{severity}\" message=\"{said}\">")?;
                out.write_all(&lines.new)?;
                closing(rule, lang, out)?;
                writeln!(out, "</failure>")?;
            }
            lines.close(out)?;
            writeln!(out, "</testcase>")
        }
        outcome => {
            writeln!(
                out,
                ">\n<skipped type=\"{}\" message=\"{}: {said}\"/>",
                outcome.name(),
                terms::outcome(outcome, lang)
            )?;
            lines.close(out)?;
            writeln!(out, "</testcase>")
        }
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
fn line(finding: &Finding, lang: Lang, out: &mut Vec<u8>) {
    let mut text = |text: &str| escape(text, Breaks::Shown, out);
    text(&held::mark(&finding.status, lang));
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
