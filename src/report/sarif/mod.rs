//! The report as SARIF 2.1.0 with one run: rules with their help, results in the report's order, what was not judged
//! as notifications of the invocation. Lines and columns are 1-based; columns count characters.
//!
//! A result of another kind than `fail` is shown as an alert by some platforms, so passes and open rules are none.

mod result;
mod rule;

use std::io;

use serde::Serialize;

use super::Style;
use super::mask::Masking;
use super::pieces::{self, Occurrences};
use super::terms;
use super::wire::{WireBaseline, WireCompared, WireIgnored, WireParameter, WireSummary};
use crate::finding::{Findings, Outcome, Report, RuleResult};
use crate::lang::Lang;
use rule::WireRule;

/// Name of our fingerprint; a change in what it is made from needs a new one.
const FINGERPRINT: &str = "ledgerlint/v1";
/// The only fingerprint that GitHub reads. With it alerts follow the record, not the line.
const FINGERPRINT_OF_GITHUB: &str = "primaryLocationLineHash";
/// The folder where the run was started: the repository's, in a pipeline.
const BASE: &str = "%SRCROOT%";

/// Writes the log. Members come in an order that lets results be written as they are found.
pub fn render(
    report: &Report,
    findings: &dyn Findings,
    style: &Style,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let masking = &Masking::new(report, findings, style.mask);
    out.write_all(
        b"{\n\"$schema\":\"https://json.schemastore.org/sarif-2.1.0.json\",\n\"version\":\"2.1.0\",\n\"runs\":[{\n",
    )?;
    member("tool", &Tool::of(report, style), out)?;
    member("columnKind", &"unicodeCodePoints", out)?;
    member("originalUriBaseIds", &Bases::of(style.lang), out)?;
    member(
        "invocations",
        &[Invocation::of(report, masking, style.lang)],
        out,
    )?;
    let artifacts = report.inputs.iter().map(|input| Artifact {
        location: result::artifact(masking.file(&input.path), None),
        length: input.bytes,
        hashes: Hashes {
            sha256: &input.sha256,
        },
    });
    member("artifacts", &artifacts.collect::<Vec<_>>(), out)?;
    let properties = Properties {
        as_of: &report.as_of,
        parameters: report.parameters.iter().map(WireParameter::of).collect(),
        ignored: report
            .ignored
            .iter()
            .map(|file| WireIgnored::of(file, masking))
            .collect(),
        changed_since: report.held.since.as_ref().map(WireCompared::of),
        baseline: report
            .held
            .baseline
            .as_ref()
            .map(|b| WireBaseline::of(b, masking)),
        summary: WireSummary::of(report),
    };
    member("properties", &properties, out)?;
    results(report, findings, masking, style.lang, out)?;
    out.write_all(b"}]\n}\n")
}

fn results(
    report: &Report,
    findings: &dyn Findings,
    masking: &Masking,
    lang: Lang,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    out.write_all(b"\"results\":[")?;
    let writer = result::Writer::of(report, lang);
    let (mut first, mut seen) = (true, Occurrences::default());
    let one = |masked: &_, original: &_, out: &mut Vec<u8>| writer.write(masked, original, out);
    pieces::each(report, findings, masking, &one, &mut |piece| {
        out.write_all(if first { b"\n" } else { b",\n" })?;
        first = false;
        out.write_all(piece.bytes)?;
        // the object is still open: only here it is known how often the fingerprint has come
        let (print, times) = (piece.fingerprint, seen.next(piece.fingerprint));
        write!(
            out,
            ",\"partialFingerprints\":{{\"{FINGERPRINT}\":\"{print}\",\"{FINGERPRINT_OF_GITHUB}\":\"{print}:{times}\"}}}}"
        )
    })?;
    for gone in report.held.baseline.iter().flat_map(|held| &held.gone) {
        out.write_all(if first { b"\n" } else { b",\n" })?;
        first = false;
        writer.absent(gone, masking, out)?;
        let print = gone.fingerprint;
        write!(
            out,
            ",\"partialFingerprints\":{{\"{FINGERPRINT}\":\"{print}\"}}}}"
        )?;
    }
    out.write_all(b"]\n")
}

fn member(name: &str, value: &impl Serialize, out: &mut dyn io::Write) -> io::Result<()> {
    write!(out, "\"{name}\":")?;
    serde_json::to_writer(&mut *out, value).map_err(io::Error::from)?;
    out.write_all(b",\n")
}

#[derive(Serialize)]
struct Tool<'a> {
    driver: Driver<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver<'a> {
    name: &'a str,
    version: &'a str,
    semantic_version: &'a str,
    language: &'a str,
    short_description: Text<'a>,
    rules: Vec<WireRule<'a>>,
}

impl<'a> Tool<'a> {
    fn of(report: &'a Report, style: &Style) -> Self {
        let lang = style.lang;
        Tool {
            driver: Driver {
                name: env!("CARGO_PKG_NAME"),
                version: style.version,
                semantic_version: style.version,
                language: lang.pick("zh-CN", "en"),
                short_description: Text {
                    text: lang.pick("台账体检", "compliance checks for ledgers"),
                },
                rules: report.rules.iter().map(|r| WireRule::of(r, lang)).collect(),
            },
        }
    }
}

/// A message or description.
#[derive(Serialize)]
struct Text<'a> {
    text: &'a str,
}

#[derive(Serialize)]
struct Bases<'a> {
    #[serde(rename = "%SRCROOT%")]
    root: Described<'a>,
}

#[derive(Serialize)]
struct Described<'a> {
    description: Text<'a>,
}

impl<'a> Bases<'a> {
    fn of(lang: Lang) -> Self {
        let text = lang.pick(
            "运行检查时所在的文件夹",
            "the folder where the run was started",
        );
        Bases {
            root: Described {
                description: Text { text },
            },
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation<'a> {
    execution_successful: bool,
    tool_execution_notifications: Vec<Notification<'a>>,
}

/// A rule that came to no result, or not for all records.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Notification<'a> {
    descriptor: Descriptor<'a>,
    associated_rule: AssociatedRule<'a>,
    level: &'a str,
    message: OwnText,
}

#[derive(Serialize)]
struct Descriptor<'a> {
    id: &'a str,
}

#[derive(Serialize)]
struct AssociatedRule<'a> {
    id: &'a str,
    index: usize,
}

#[derive(Serialize)]
struct OwnText {
    text: String,
}

impl<'a> Invocation<'a> {
    fn of(report: &'a Report, masking: &Masking, lang: Lang) -> Self {
        let rules = report.rules.iter().enumerate();
        let open = rules.filter_map(|(index, rule)| {
            let outcome = match rule.outcome {
                Outcome::Passed => return None,
                Outcome::Failed if rule.undecided == 0 => return None,
                Outcome::Failed => Outcome::Undecided,
                other => other,
            };
            Some(notification(rule, index, outcome, masking, lang))
        });
        Invocation {
            execution_successful: !report.unreadable,
            tool_execution_notifications: open.collect(),
        }
    }
}

fn notification<'a>(
    rule: &'a RuleResult,
    index: usize,
    outcome: Outcome,
    masking: &Masking,
    lang: Lang,
) -> Notification<'a> {
    let level = match outcome {
        Outcome::NotApplicable => "none",
        _ => "warning",
    };
    let said = terms::outcome_said(rule, masking, lang);
    let text = format!("{} {}: {said}", rule.id, terms::outcome(outcome, lang));
    Notification {
        descriptor: Descriptor { id: outcome.name() },
        associated_rule: AssociatedRule {
            id: &rule.id.0,
            index,
        },
        level,
        message: OwnText { text },
    }
}

#[derive(Serialize)]
struct Artifact<'a> {
    location: result::ArtifactLocation,
    length: u64,
    #[serde(skip_serializing_if = "Hashes::is_missing")]
    hashes: Hashes<'a>,
}

#[derive(Serialize)]
struct Hashes<'a> {
    #[serde(rename = "sha-256")]
    sha256: &'a str,
}

impl Hashes<'_> {
    /// A file that could not be opened has none.
    fn is_missing(&self) -> bool {
        self.sha256.is_empty()
    }
}

#[derive(Serialize)]
struct Properties<'a> {
    as_of: &'a str,
    parameters: Vec<WireParameter<'a>>,
    ignored: Vec<WireIgnored<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    changed_since: Option<WireCompared<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    baseline: Option<WireBaseline<'a>>,
    summary: WireSummary,
}
