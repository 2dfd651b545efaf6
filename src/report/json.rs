//! The JSON report, version 1 of the contract in `schemas/report.schema.json`.
//!
//! The wire structs are apart from the core types: a change there must not change the contract unnoticed.

use std::io;

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::Style;
use super::mask::Masking;
use crate::finding::{
    Basis, Finding, Ignored, Input, Outcome, ParameterUse, Report, RuleResult, Severity,
};
use crate::location::Location;

/// Writes the report: each top-level key begins a line, and each element of a list has its own. Findings are never cut
/// here.
pub fn render(report: &Report, style: &Style, out: &mut dyn io::Write) -> io::Result<()> {
    let masking = Masking::new(report, style.mask);
    write!(out, "{{\n\"version\":1,\n\"tool\":")?;
    value(
        &WireTool {
            name: env!("CARGO_PKG_NAME"),
            version: style.version,
        },
        out,
    )?;
    write!(out, ",\n\"as_of\":")?;
    value(&report.as_of, out)?;
    list(
        "inputs",
        report.inputs.iter(),
        |i, out| value(&WireInput::of(i, &masking), out),
        out,
    )?;
    list(
        "ignored",
        report.ignored.iter(),
        |i, out| value(&WireIgnored::of(i, &masking), out),
        out,
    )?;
    list(
        "rules",
        report.rules.iter(),
        |r, out| {
            value(
                &WireRule::of(r, &masking.text(r.reason.as_deref().unwrap_or(""))),
                out,
            )
        },
        out,
    )?;
    list(
        "parameters",
        report.parameters.iter(),
        |p, out| value(&WireParameter::of(p), out),
        out,
    )?;
    list(
        "findings",
        report.findings.iter(),
        |f, out| value(&WireFinding::of(&masking.finding(f)), out),
        out,
    )?;
    write!(out, ",\n\"summary\":")?;
    value(&WireSummary::of(report), out)?;
    writeln!(out, "\n}}")
}

fn value(value: &impl Serialize, out: &mut dyn io::Write) -> io::Result<()> {
    serde_json::to_writer(out, value).map_err(io::Error::from)
}

fn list<T>(
    name: &str,
    items: impl Iterator<Item = T>,
    write: impl Fn(T, &mut dyn io::Write) -> io::Result<()>,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    write!(out, ",\n\"{name}\":[")?;
    for (i, item) in items.enumerate() {
        out.write_all(if i == 0 { b"\n" } else { b",\n" })?;
        write(item, out)?;
    }
    out.write_all(b"]")
}

#[derive(Serialize)]
struct WireTool<'a> {
    name: &'a str,
    version: &'a str,
}

#[derive(Serialize)]
struct WireInput<'a> {
    path: &'a str,
    sha256: &'a str,
    ledgers: Vec<WireLedger<'a>>,
}

#[derive(Serialize)]
struct WireLedger<'a> {
    name: &'a str,
    records: u64,
}

impl<'a> WireInput<'a> {
    fn of(input: &'a Input, masking: &'a Masking) -> Self {
        WireInput {
            path: masking.file(&input.path),
            sha256: &input.sha256,
            ledgers: input
                .ledgers
                .iter()
                .map(|(name, records)| WireLedger {
                    name,
                    records: *records,
                })
                .collect(),
        }
    }
}

#[derive(Serialize)]
struct WireIgnored<'a> {
    path: &'a str,
    reason: &'a str,
}

impl<'a> WireIgnored<'a> {
    fn of(ignored: &'a Ignored, masking: &'a Masking) -> Self {
        WireIgnored {
            path: masking.file(&ignored.path),
            reason: &ignored.reason,
        }
    }
}

#[derive(Serialize)]
struct WireRule<'a> {
    id: &'a str,
    title: &'a str,
    severity: &'static str,
    ledger: &'a str,
    outcome: &'static str,
    records: u64,
    failed: u64,
    undecided: u64,
    #[serde(skip_serializing_if = "str::is_empty")]
    reason: &'a str,
}

impl<'a> WireRule<'a> {
    fn of(rule: &'a RuleResult, reason: &'a str) -> Self {
        WireRule {
            id: &rule.id.0,
            title: &rule.title,
            severity: rule.severity.name(),
            ledger: &rule.ledger,
            outcome: rule.outcome.name(),
            records: rule.records,
            failed: rule.failed,
            undecided: rule.undecided,
            reason,
        }
    }
}

#[derive(Serialize)]
struct WireParameter<'a> {
    name: &'a str,
    title: &'a str,
    value: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<&'a str>,
    source: &'a str,
    overridden: bool,
}

impl<'a> WireParameter<'a> {
    fn of(parameter: &'a ParameterUse) -> Self {
        WireParameter {
            name: &parameter.name,
            title: &parameter.title,
            value: &parameter.value,
            unit: parameter.unit.as_deref(),
            source: &parameter.source,
            overridden: parameter.overridden,
        }
    }
}

#[derive(Serialize)]
struct WireFinding<'a> {
    rule: &'a str,
    severity: &'static str,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    advice: Option<&'a str>,
    ledger: &'a str,
    record: WireRecord<'a>,
    location: WireLocation<'a>,
    related: Vec<WireRelated<'a>>,
    basis: Vec<WireBasis<'a>>,
    fingerprint: &'a str,
}

impl<'a> WireFinding<'a> {
    fn of(finding: &'a Finding) -> Self {
        WireFinding {
            rule: &finding.rule.0,
            severity: finding.severity.name(),
            message: &finding.message,
            advice: finding.advice.as_deref(),
            ledger: &finding.ledger,
            record: WireRecord(&finding.record),
            location: WireLocation::of(&finding.location),
            related: finding
                .related
                .iter()
                .map(|r| WireRelated {
                    location: WireLocation::of(&r.location),
                    message: &r.message,
                })
                .collect(),
            basis: finding.basis.iter().map(WireBasis::of).collect(),
            fingerprint: &finding.fingerprint,
        }
    }
}

/// Key fields as an object, in the schema's order.
struct WireRecord<'a>(&'a [(String, String)]);

impl Serialize for WireRecord<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in self.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

#[derive(Serialize)]
struct WireRelated<'a> {
    location: WireLocation<'a>,
    message: &'a str,
}

#[derive(Serialize)]
struct WireLocation<'a> {
    file: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    sheet: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cell: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pointer: Option<&'a str>,
}

impl<'a> WireLocation<'a> {
    fn of(location: &'a Location) -> Self {
        WireLocation {
            file: &location.file,
            sheet: location.sheet.as_deref(),
            cell: location.cell.as_deref(),
            line: location.line.map(|l| l.0),
            column: location.column.map(|c| c.0),
            pointer: location.pointer.as_deref(),
        }
    }
}

#[derive(Serialize)]
struct WireBasis<'a> {
    document: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    article: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    says: Option<&'a str>,
    verified: bool,
}

impl<'a> WireBasis<'a> {
    fn of(basis: &'a Basis) -> Self {
        WireBasis {
            document: &basis.document,
            number: basis.number.as_deref(),
            article: basis.article.as_deref(),
            says: basis.says.as_deref(),
            verified: basis.verified,
        }
    }
}

#[derive(Serialize)]
struct WireSummary {
    records: u64,
    rules: u64,
    critical: u64,
    error: u64,
    warning: u64,
    info: u64,
    undecided: u64,
    skipped: u64,
    waived: u64,
}

impl WireSummary {
    fn of(report: &Report) -> Self {
        let rules = |outcome| report.rules.iter().filter(|r| r.outcome == outcome).count() as u64;
        WireSummary {
            records: report.records,
            rules: report.rules.len() as u64,
            critical: report.total(Severity::Critical),
            error: report.total(Severity::Error),
            warning: report.total(Severity::Warning),
            info: report.total(Severity::Info),
            undecided: rules(Outcome::Undecided),
            skipped: rules(Outcome::Skipped),
            // waivers are not part of version 0.1; the contract has the place
            waived: 0,
        }
    }
}
