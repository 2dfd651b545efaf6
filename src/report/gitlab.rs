//! The report as GitLab's code quality report: a JSON list of issues, which a merge request shows as what is new and
//! what is gone.
//!
//! Only what GitLab reads, and the program's name. It drops issues whose fingerprint came before, so each is unique.

use std::io;

use serde::Serialize;

use super::Style;
use super::held;
use super::mask::Masking;
use super::pieces::{self, Occurrences};
use super::terms;
use super::uri;
use crate::finding::{Account, Finding, Findings, Report, Severity};

/// Writes the issues. What was not judged has no place here; the JUnit report beside it tells that.
pub fn render(
    report: &Report,
    findings: &dyn Findings,
    style: &Style,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let masking = &Masking::new(report, findings, style.mask);
    let one = |finding: &Finding, _: &Finding, out: &mut Vec<u8>| {
        let issue = Issue::of(finding, style);
        serde_json::to_writer(&mut *out, &issue).expect("memory takes all that has string keys");
        // left open for the fingerprint
        out.pop();
    };
    let (mut first, mut seen) = (true, Occurrences::default());
    out.write_all(b"[")?;
    pieces::each(report, findings, masking, &one, &mut |piece| {
        out.write_all(if first { b"\n" } else { b",\n" })?;
        first = false;
        out.write_all(piece.bytes)?;
        let print = piece.fingerprint;
        match seen.next(print) {
            1 => write!(out, ",\"fingerprint\":\"{print}\"}}"),
            times => write!(out, ",\"fingerprint\":\"{print}-{times}\"}}"),
        }
    })?;
    out.write_all(b"]\n")
}

#[derive(Serialize)]
struct Issue<'a> {
    description: String,
    check_name: &'a str,
    engine_name: &'static str,
    severity: &'static str,
    location: Place<'a>,
}

#[derive(Serialize)]
struct Place<'a> {
    path: &'a str,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u32,
}

impl<'a> Issue<'a> {
    fn of(finding: &'a Finding, style: &Style) -> Self {
        let location = &finding.location;
        let mut description = held::mark(&finding.status, style.lang);
        // GitLab shows path and line alone
        if let Some(sheet) = &location.sheet {
            description.push_str(&match &location.cell {
                Some(cell) => format!("{sheet}!{cell} "),
                None => format!("{sheet} "),
            });
        }
        description.push_str(&finding.message);
        // the platform has no word for what does not count; the least of its severities comes nearest
        let severity = match finding.status.account() {
            Account::New => finding.severity,
            Account::Known | Account::Waived => Severity::Info,
        };
        if severity == Severity::Critical {
            description = format!("[{}] {description}", terms::severity(severity, style.lang));
        }
        Issue {
            description,
            check_name: &finding.rule.0,
            engine_name: env!("CARGO_PKG_NAME"),
            severity: platform(severity),
            location: Place {
                path: uri::plain(&location.file),
                lines: Lines {
                    // required; files without lines, and files as a whole, are pointed at by their first
                    begin: location.line.map_or(1, |line| line.0),
                },
            },
        }
    }
}

/// GitLab's words: info, minor, major, critical, blocker.
fn platform(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "critical",
        Severity::Error => "major",
        Severity::Warning => "minor",
        Severity::Info => "info",
    }
}
