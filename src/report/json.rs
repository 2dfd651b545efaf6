//! The JSON report, version 1 of the contract in `schemas/report.schema.json`.

use std::io;

use serde::Serialize;

use super::Style;
use super::line::Lines;
use super::mask::Masking;
use super::wire::{
    VERSION, WireBaseline, WireCompared, WireCoverage, WireIgnored, WireInput, WireParameter,
    WireRule, WireSummary, WireTool,
};
use crate::finding::{Findings, Report};

/// Writes the report: each top-level key begins a line, and each element of a list has its own. Findings are never cut
/// here.
pub fn render(
    report: &Report,
    findings: &dyn Findings,
    style: &Style,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let masking = &Masking::new(report, findings, style.mask);
    write!(out, "{{\n\"version\":{VERSION},\n\"tool\":")?;
    value(&WireTool::of(style.version), out)?;
    write!(out, ",\n\"as_of\":")?;
    value(&report.as_of, out)?;
    let inputs = report.inputs.iter();
    list("inputs", inputs.map(|i| WireInput::of(i, masking)), out)?;
    let ignored = report.ignored.iter();
    list("ignored", ignored.map(|i| WireIgnored::of(i, masking)), out)?;
    let rules = report.rules.iter();
    list("rules", rules.map(|r| WireRule::of(r, masking)), out)?;
    let parameters = report.parameters.iter();
    list("parameters", parameters.map(WireParameter::of), out)?;
    // one ledger a line, as all lists
    write!(out, ",\n\"coverage\":{{\"ledgers\":[")?;
    for (i, ledger) in WireCoverage::of(&report.coverage, masking)
        .ledgers
        .iter()
        .enumerate()
    {
        out.write_all(if i == 0 { b"\n" } else { b",\n" })?;
        value(ledger, out)?;
    }
    out.write_all(b"]}")?;
    if let Some(compared) = &report.held.since {
        write!(out, ",\n\"changed_since\":")?;
        value(&WireCompared::of(compared), out)?;
    }
    if let Some(against) = &report.held.baseline {
        write!(out, ",\n\"baseline\":")?;
        value(&WireBaseline::of(against, masking), out)?;
    }
    write!(out, ",\n\"findings\":[")?;
    let lines = Lines {
        before: ",\n",
        lead: "",
        after: "",
    };
    let mut first = true;
    findings.stream(&|found| lines.render(found, masking), &mut |bytes| {
        if bytes.is_empty() {
            return Ok(());
        }
        // the first finding has no comma before it
        let comma = usize::from(std::mem::take(&mut first));
        out.write_all(&bytes[comma..])
    })?;
    write!(out, "],\n\"summary\":")?;
    value(&WireSummary::of(report), out)?;
    writeln!(out, "\n}}")
}

fn value(value: &impl Serialize, out: &mut dyn io::Write) -> io::Result<()> {
    serde_json::to_writer(out, value).map_err(io::Error::from)
}

fn list<T: Serialize>(
    name: &str,
    items: impl Iterator<Item = T>,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    write!(out, ",\n\"{name}\":[")?;
    for (i, item) in items.enumerate() {
        out.write_all(if i == 0 { b"\n" } else { b",\n" })?;
        value(&item, out)?;
    }
    out.write_all(b"]")
}
