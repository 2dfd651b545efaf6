//! The wire structs of the JSON formats, version 1 of the contract in `schemas/report.schema.json`; those of findings
//! stand in `line`.
//!
//! They are apart from the core types: a change there must not change the contract unnoticed.

use std::borrow::Cow;

use serde::Serialize;

use super::mask::Masking;
use crate::finding::{
    AgainstBaseline, ColumnCoverage, Compared, Coverage, Ignored, Input, LedgerCoverage, Outcome,
    ParameterUse, Report, RuleId, RuleResult, Severity,
};

/// Version of the contract.
pub const VERSION: u32 = 1;

#[derive(Serialize)]
pub struct WireTool<'a> {
    name: &'a str,
    version: &'a str,
}

impl<'a> WireTool<'a> {
    pub fn of(version: &'a str) -> Self {
        WireTool {
            name: env!("CARGO_PKG_NAME"),
            version,
        }
    }
}

#[derive(Serialize)]
pub struct WireInput<'a> {
    path: &'a str,
    sha256: &'a str,
    ledgers: Vec<WireLedger<'a>>,
}

#[derive(Serialize)]
pub struct WireLedger<'a> {
    name: &'a str,
    records: u64,
}

impl<'a> WireInput<'a> {
    pub fn of(input: &'a Input, masking: &'a Masking) -> Self {
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
pub struct WireIgnored<'a> {
    path: &'a str,
    reason: &'a str,
}

impl<'a> WireIgnored<'a> {
    pub fn of(ignored: &'a Ignored, masking: &'a Masking) -> Self {
        WireIgnored {
            path: masking.file(&ignored.path),
            reason: &ignored.reason,
        }
    }
}

#[derive(Serialize)]
pub struct WireRule<'a> {
    id: &'a str,
    title: &'a str,
    severity: &'static str,
    ledger: &'a str,
    outcome: &'static str,
    records: u64,
    failed: u64,
    #[serde(skip_serializing_if = "is_nought")]
    known: u64,
    #[serde(skip_serializing_if = "is_nought")]
    waived: u64,
    #[serde(skip_serializing_if = "is_nought")]
    unchanged: u64,
    undecided: u64,
    #[serde(skip_serializing_if = "str::is_empty")]
    reason: Cow<'a, str>,
}

impl<'a> WireRule<'a> {
    pub fn of(rule: &'a RuleResult, masking: &Masking) -> Self {
        WireRule {
            id: &rule.id.0,
            title: &rule.title,
            severity: rule.severity.name(),
            ledger: &rule.ledger,
            outcome: rule.outcome.name(),
            records: rule.records,
            failed: rule.failed,
            known: rule.known,
            waived: rule.waived,
            unchanged: rule.unchanged,
            undecided: rule.undecided,
            reason: masking.text(rule.reason.as_deref().unwrap_or("")),
        }
    }
}

#[derive(Serialize)]
pub struct WireParameter<'a> {
    name: &'a str,
    title: &'a str,
    value: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<&'a str>,
    source: &'a str,
    overridden: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    days: Option<WireDays<'a>>,
}

#[derive(Serialize)]
struct WireDays<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<&'a str>,
}

impl<'a> WireParameter<'a> {
    pub fn of(parameter: &'a ParameterUse) -> Self {
        WireParameter {
            name: &parameter.name,
            title: &parameter.title,
            value: &parameter.value,
            unit: parameter.unit.as_deref(),
            source: &parameter.source,
            overridden: parameter.overridden,
            days: parameter.days.as_ref().map(|days| WireDays {
                from: days.from.as_deref(),
                to: days.to.as_deref(),
            }),
        }
    }
}

#[derive(Serialize)]
pub struct WireCoverage<'a> {
    pub ledgers: Vec<WireLedgerCoverage<'a>>,
}

#[derive(Serialize)]
pub struct WireLedgerCoverage<'a> {
    name: &'a str,
    title: &'a str,
    records: u64,
    rules: Vec<&'a str>,
    skipped: Vec<&'a str>,
    columns: Vec<WireColumnCoverage<'a>>,
    unknown: Vec<&'a str>,
}

#[derive(Serialize)]
struct WireColumnCoverage<'a> {
    name: &'a str,
    title: &'a str,
    look: &'static str,
    rules: Vec<&'a str>,
}

impl<'a> WireCoverage<'a> {
    pub fn of(coverage: &'a Coverage, masking: &'a Masking) -> Self {
        let ledgers = coverage.ledgers.iter();
        WireCoverage {
            ledgers: ledgers
                .map(|l| WireLedgerCoverage::of(l, masking))
                .collect(),
        }
    }
}

impl<'a> WireLedgerCoverage<'a> {
    fn of(ledger: &'a LedgerCoverage, masking: &'a Masking) -> Self {
        WireLedgerCoverage {
            name: &ledger.name,
            title: &ledger.title,
            records: ledger.records,
            rules: ids(&ledger.rules),
            skipped: ids(&ledger.skipped),
            columns: ledger.columns.iter().map(WireColumnCoverage::of).collect(),
            unknown: ledger.unknown.iter().map(|h| masking.header(h)).collect(),
        }
    }
}

impl<'a> WireColumnCoverage<'a> {
    fn of(column: &'a ColumnCoverage) -> Self {
        WireColumnCoverage {
            name: &column.name,
            title: &column.title,
            look: column.look.name(),
            rules: ids(&column.rules),
        }
    }
}

fn ids(rules: &[RuleId]) -> Vec<&str> {
    rules.iter().map(|id| &*id.0).collect()
}

fn is_nought(n: &u64) -> bool {
    *n == 0
}

#[derive(Serialize)]
pub struct WireCompared<'a> {
    revision: &'a str,
    commit: &'a str,
}

impl<'a> WireCompared<'a> {
    pub fn of(compared: &'a Compared) -> Self {
        WireCompared {
            revision: &compared.revision,
            commit: &compared.commit,
        }
    }
}

#[derive(Serialize)]
pub struct WireBaseline<'a> {
    path: &'a str,
    listed: u64,
    unjudged: u64,
    gone: Vec<WireGone<'a>>,
    update: &'a str,
}

#[derive(Serialize)]
struct WireGone<'a> {
    rule: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    ledger: &'a str,
    record: Record<'a>,
    fingerprint: String,
    count: u64,
}

/// Key fields as an object.
struct Record<'a>(&'a [(String, String)]);

impl Serialize for Record<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

impl<'a> WireBaseline<'a> {
    pub fn of(against: &'a AgainstBaseline, masking: &'a Masking) -> Self {
        let gone = against.gone.iter().map(|gone| WireGone {
            rule: &gone.rule.0,
            ledger: &gone.ledger,
            record: Record(&gone.record),
            fingerprint: gone.fingerprint.to_string(),
            count: gone.count,
        });
        WireBaseline {
            path: masking.file(&against.path),
            listed: against.listed,
            unjudged: against.unjudged,
            gone: gone.collect(),
            update: masking.file(&against.command),
        }
    }
}

#[derive(Serialize)]
pub struct WireSummary {
    records: u64,
    rules: u64,
    critical: u64,
    error: u64,
    warning: u64,
    info: u64,
    undecided: u64,
    skipped: u64,
    known: u64,
    waived: u64,
    unchanged: u64,
}

impl WireSummary {
    pub fn of(report: &Report) -> Self {
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
            known: report.known(),
            waived: report.waived(),
            unchanged: report.unchanged(),
        }
    }
}
