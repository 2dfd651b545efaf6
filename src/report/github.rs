//! The report as workflow commands of GitHub Actions, which annotate lines of the changed files.
//!
//! A step shows at most 10 annotations of each kind and drops the others without a word (actions/toolkit,
//! docs/problem-matchers.md). So the worst 10 are commands, all others plain lines of the log, and both are counted.

use std::io;

use super::Style;
use super::held;
use super::mask::Masking;
use super::pieces::{self, Piece};
use super::terms;
use super::typeset::clean;
use super::uri;
use super::verdict::verdict;
use crate::finding::{Account, AgainstBaseline, Finding, Findings, Outcome, Report, Severity};
use crate::lang::Lang;

/// Annotations of one kind that a step shows.
const MOST: usize = 10;
/// Characters of one annotation. The platform takes 64 KB; nobody reads so much.
const LONGEST: usize = 4_000;

/// The platform's kinds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Error,
    Warning,
    Notice,
}

impl Kind {
    fn of(severity: Severity) -> Self {
        match severity {
            Severity::Critical | Severity::Error => Kind::Error,
            Severity::Warning => Kind::Warning,
            Severity::Info => Kind::Notice,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Kind::Error => "error",
            Kind::Warning => "warning",
            Kind::Notice => "notice",
        }
    }

    /// Findings that may be annotated; the last notice is ours.
    fn most(self) -> usize {
        match self {
            Kind::Notice => MOST - 1,
            _ => MOST,
        }
    }
}

/// Writes the verdict, the commands and the other findings. The findings are described twice where not all can be
/// annotated, so that none is held.
pub fn render(
    report: &Report,
    findings: &dyn Findings,
    style: &Style,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let masking = &Masking::new(report, findings, style.mask);
    let lang = style.lang;
    writeln!(
        out,
        "ledgerlint {} {}",
        lang.pick("基准日", "as of"),
        report.as_of
    )?;
    writeln!(out, "{}", log(&verdict(report, lang).1))?;
    let chosen = Chosen::of(report, findings, masking)?;
    for command in &chosen.commands {
        out.write_all(command)?;
    }
    let rest = chosen.findings - chosen.commands.len() as u64;
    if rest > 0 {
        let title = match lang {
            Lang::Zh => format!("另外 {rest} 条问题"),
            Lang::En => format!("{rest} more findings"),
        };
        writeln!(out, "::group::{}", data(&title))?;
        list(report, findings, masking, &mut chosen.list(), lang, out)?;
        writeln!(out, "::endgroup::")?;
    }
    let accounts = held::accounts(report);
    for (account, n) in accounts.into_iter().filter(|(_, n)| *n > 0) {
        let word = held::account(account, lang);
        let title = match lang {
            Lang::Zh => format!("{word}的 {n} 条问题,不计入"),
            Lang::En => {
                let findings = terms::count(n, "", &format!("{word} finding"), lang);
                format!("{findings}, not counted")
            }
        };
        writeln!(out, "::group::{}", data(&title))?;
        let wanted = &mut |piece: &Piece<'_>| piece.account == account;
        list(report, findings, masking, wanted, lang, out)?;
        writeln!(out, "::endgroup::")?;
    }
    if let Some(against) = &report.held.baseline {
        gone(against, report, lang, out)?;
    }
    closing(report, masking, rest, lang, out)
}

/// What is annotated.
struct Chosen {
    /// The commands, worst findings first, those of one severity in the report's order.
    commands: Vec<Vec<u8>>,
    /// By severity, how many of its first findings are annotated.
    first: [usize; Severity::ALL.len()],
    /// All new findings.
    findings: u64,
}

impl Chosen {
    fn of(report: &Report, findings: &dyn Findings, masking: &Masking) -> io::Result<Self> {
        let mut found: [Vec<Vec<u8>>; Severity::ALL.len()] = Default::default();
        let mut all = 0;
        let one = |finding: &Finding, _: &Finding, out: &mut Vec<u8>| command(finding, out);
        pieces::each(report, findings, masking, &one, &mut |piece| {
            if piece.account != Account::New {
                return Ok(());
            }
            all += 1;
            let kept = &mut found[piece.severity as usize];
            if kept.len() < MOST {
                kept.push(piece.bytes.to_vec());
            }
            Ok(())
        })?;
        let mut chosen = Chosen {
            commands: Vec::new(),
            first: [0; Severity::ALL.len()],
            findings: all,
        };
        let mut left = [Kind::Error, Kind::Warning, Kind::Notice].map(Kind::most);
        for (severity, commands) in Severity::ALL.into_iter().zip(found) {
            let left = &mut left[Kind::of(severity) as usize];
            let taken = commands.len().min(*left);
            *left -= taken;
            chosen.first[severity as usize] = taken;
            chosen.commands.extend(commands.into_iter().take(taken));
        }
        Ok(chosen)
    }

    /// The new findings that are not annotated.
    fn list(&self) -> impl FnMut(&Piece<'_>) -> bool + use<> {
        let mut annotated = self.first;
        move |piece| {
            let skip = &mut annotated[piece.severity as usize];
            match (piece.account, *skip) {
                (Account::New, 0) => true,
                (Account::New, _) => {
                    *skip -= 1;
                    false
                }
                _ => false,
            }
        }
    }
}

/// The findings that are wanted, one a line.
fn list(
    report: &Report,
    findings: &dyn Findings,
    masking: &Masking,
    wanted: &mut dyn FnMut(&Piece<'_>) -> bool,
    lang: Lang,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let one = |finding: &Finding, _: &Finding, out: &mut Vec<u8>| {
        let line = format!(
            "{}{} {} {}: {}",
            held::mark(&finding.status, lang),
            terms::severity(finding.severity, lang),
            finding.rule,
            finding.location,
            finding.message
        );
        out.extend_from_slice(log(&line).as_bytes());
        out.push(b'\n');
    };
    pieces::each(
        report,
        findings,
        masking,
        &one,
        &mut |piece| match wanted(&piece) {
            true => out.write_all(piece.bytes),
            false => Ok(()),
        },
    )
}

/// What the baseline lists and no longer occurs, one a line.
fn gone(
    against: &AgainstBaseline,
    report: &Report,
    lang: Lang,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    if against.gone.is_empty() {
        return Ok(());
    }
    writeln!(out, "::group::{}", data(&held::gone_said(against, lang)))?;
    for gone in &against.gone {
        let line = format!("{} {}", gone.rule, held::gone_record(gone, report, lang));
        writeln!(out, "{}", log(&line))?;
    }
    writeln!(out, "::endgroup::")
}

/// One notice on what is not annotated: findings beyond the limit, those that do not count, rules that came to no
/// result.
fn closing(
    report: &Report,
    masking: &Masking,
    rest: u64,
    lang: Lang,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let count = |outcome| report.with_outcome(outcome).count();
    let (undecided, skipped) = (count(Outcome::Undecided), count(Outcome::Skipped));
    let mut parts = Vec::new();
    if rest > 0 {
        parts.push(match lang {
            Lang::Zh => format!(
                "另有 {rest} 条问题没有批注(平台每级最多 {MOST} 条),全部列在这一步的日志里"
            ),
            Lang::En => format!(
                "{rest} more findings are not annotated (the platform shows {MOST} of each level); this step's log lists them all"
            ),
        });
    }
    if undecided + skipped > 0 {
        parts.push(match lang {
            Lang::Zh => format!("{undecided} 条规则无法判定、{skipped} 条规则未检查,不等于通过"),
            Lang::En => {
                format!("{undecided} rules undecided, {skipped} skipped: neither is a pass")
            }
        });
    }
    let accounts = held::accounts(report);
    for (account, n) in accounts.into_iter().filter(|(_, n)| *n > 0) {
        let word = held::account(account, lang);
        parts.push(match lang {
            Lang::Zh => format!("{word} {n} 条,不计入,列在日志里"),
            Lang::En => {
                let findings = terms::count(n, "", &format!("{word} finding"), lang);
                format!("{findings} not counted; the log lists them")
            }
        });
    }
    if let Some(against) = &report.held.baseline {
        if !against.gone.is_empty() {
            parts.push(held::gone_said(against, lang));
            parts.push(held::ratchet(against, masking, lang));
        }
        parts.extend(held::unjudged_said(against, lang));
    }
    for outcome in [Outcome::Undecided, Outcome::Skipped] {
        for rule in report.with_outcome(outcome) {
            let line = format!(
                "{} {} {}",
                terms::outcome(outcome, lang),
                rule.id,
                rule.title
            );
            writeln!(out, "{}", log(&line))?;
        }
    }
    if parts.is_empty() {
        return Ok(());
    }
    let title = lang.pick("台账体检", "ledgerlint");
    let text = parts.join(lang.pick(";", "; "));
    writeln!(out, "::notice title={}::{}", property(title), data(&text))
}

fn command(finding: &Finding, out: &mut Vec<u8>) {
    let at = &finding.location;
    let mut text = format!(
        "::{} file={}",
        Kind::of(finding.severity).name(),
        property(uri::plain(&at.file))
    );
    if let Some(line) = at.line {
        text.push_str(&format!(",line={}", line.0));
        if let Some(column) = at.column {
            text.push_str(&format!(",col={}", column.0));
        }
    }
    let title = format!("{} {}", finding.rule, finding.label);
    text.push_str(&format!(",title={}::", property(&cut(&title, 200))));
    let mut message = String::new();
    if let (Some(sheet), Some(cell)) = (&at.sheet, &at.cell) {
        message = format!("{sheet}!{cell} ");
    }
    message.push_str(&finding.message);
    if let Some(advice) = &finding.advice {
        message = format!("{message}\n{advice}");
    }
    text.push_str(&data(&cut(&message, LONGEST)));
    text.push('\n');
    out.extend_from_slice(text.as_bytes());
}

fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

/// The text of a command.
fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// The value of a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

/// A line of the log that is no command: none of ours begins with `::`, and the older form, which the runner looks
/// for anywhere in a line, is broken up.
fn log(text: &str) -> String {
    clean(text, true).replace("##[", "# #[")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_end_a_property_or_a_line_is_escaped() {
        assert_eq!(property("a,b:c%\r\nd"), "a%2Cb%3Ac%25%0D%0Ad");
        assert_eq!(data("50%: a,b\nc"), "50%25: a,b%0Ac");
    }

    #[test]
    fn no_line_of_the_log_is_a_command() {
        assert_eq!(log("x\n::error::y"), "x↵::error::y");
        assert_eq!(log("##[set-env name=A]b"), "# #[set-env name=A]b");
    }
}
