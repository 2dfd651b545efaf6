//! The report as JSON Lines: one object a line, told apart by `type`; the lines are `$defs/line` of
//! `schemas/report.schema.json`.

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

/// Writes first what the run was, then every finding, last the totals.
pub fn render(
    report: &Report,
    findings: &dyn Findings,
    style: &Style,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let masking = &Masking::new(report, findings, style.mask);
    let (inputs, ignored) = (report.inputs.iter(), report.ignored.iter());
    let (rules, parameters) = (report.rules.iter(), report.parameters.iter());
    let run = RunLine {
        r#type: "run",
        version: VERSION,
        tool: WireTool::of(style.version),
        as_of: &report.as_of,
        inputs: inputs.map(|i| WireInput::of(i, masking)).collect(),
        ignored: ignored.map(|i| WireIgnored::of(i, masking)).collect(),
        rules: rules.map(|r| WireRule::of(r, masking)).collect(),
        parameters: parameters.map(WireParameter::of).collect(),
        coverage: WireCoverage::of(&report.coverage, masking),
        changed_since: report.held.since.as_ref().map(WireCompared::of),
        baseline: report
            .held
            .baseline
            .as_ref()
            .map(|b| WireBaseline::of(b, masking)),
    };
    line(&run, out)?;
    let lines = Lines {
        before: "",
        lead: "\"type\":\"finding\",",
        after: "\n",
    };
    findings.stream(&|found| lines.render(found, masking), &mut |bytes| {
        out.write_all(bytes)
    })?;
    line(
        &SummaryLine {
            r#type: "summary",
            summary: WireSummary::of(report),
        },
        out,
    )
}

fn line(value: &impl Serialize, out: &mut dyn io::Write) -> io::Result<()> {
    serde_json::to_writer(&mut *out, value).map_err(io::Error::from)?;
    out.write_all(b"\n")
}

#[derive(Serialize)]
struct RunLine<'a> {
    r#type: &'static str,
    version: u32,
    tool: WireTool<'a>,
    as_of: &'a str,
    inputs: Vec<WireInput<'a>>,
    ignored: Vec<WireIgnored<'a>>,
    rules: Vec<WireRule<'a>>,
    parameters: Vec<WireParameter<'a>>,
    coverage: WireCoverage<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    changed_since: Option<WireCompared<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    baseline: Option<WireBaseline<'a>>,
}

#[derive(Serialize)]
struct SummaryLine {
    r#type: &'static str,
    #[serde(flatten)]
    summary: WireSummary,
}
