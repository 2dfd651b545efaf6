//! A result: one finding with its places.

use std::io;

use rustc_hash::FxHashMap;
use serde::Serialize;

use super::rule::level;
use super::{BASE, Text};
use crate::finding::{Finding, Gone, Report};
use crate::lang::Lang;
use crate::location::Location;
use crate::report::held;
use crate::report::line::WireWaived;
use crate::report::mask::Masking;
use crate::report::pieces::Positions;
use crate::report::uri;

/// Writes results; knows the positions of rules and files in the log.
pub struct Writer<'r> {
    report: &'r Report,
    lang: Lang,
    rules: Positions<'r>,
    files: FxHashMap<&'r str, usize>,
}

impl<'r> Writer<'r> {
    pub fn of(report: &'r Report, lang: Lang) -> Self {
        let files = report.inputs.iter().enumerate();
        Writer {
            report,
            lang,
            rules: Positions::of(report),
            files: files.map(|(at, input)| (&*input.path, at)).collect(),
        }
    }

    /// Appends a result, its object left open for the fingerprints.
    pub fn write(&self, finding: &Finding, original: &Finding, out: &mut Vec<u8>) {
        let rule = self.rules.get(finding);
        let own = finding.advice.as_deref();
        let advice = own.filter(|own| {
            let general = rule.and_then(|at| self.report.rules[at].about.advice.as_deref());
            general != Some(*own)
        });
        let text = match advice {
            // the rule's help says nothing of it
            Some(advice) => format!(
                "{}\n{}{advice}",
                finding.message,
                self.lang.pick("建议: ", "Advice: ")
            ),
            None => finding.message.clone(),
        };
        let related = finding.related.iter().zip(&original.related).enumerate();
        let related = related.map(|(id, (related, original))| RelatedLocation {
            id,
            place: self.place(&related.location, &original.location),
            message: Text {
                text: &related.message,
            },
        });
        let result = WireResult {
            rule_id: &finding.rule.0,
            rule_index: rule,
            level: level(finding.severity),
            message: Text { text: &text },
            locations: [self.place(&finding.location, &original.location)],
            related_locations: related.collect(),
            baseline_state: self.report.held.baseline.as_ref().map(|_| {
                match finding.status.known {
                    true => "unchanged",
                    false => "new",
                }
            }),
            suppressions: (self.report.waived() > 0).then(|| {
                let waived = finding.status.waived.as_ref();
                let suppressions = waived.map(|waived| Suppression {
                    kind: "external",
                    status: "accepted",
                    justification: held::waived(waived, self.lang),
                    properties: WireWaived::of(waived),
                });
                suppressions.into_iter().collect()
            }),
            properties: Properties {
                severity: finding.severity.name(),
                ledger: &finding.ledger,
                record: Record(finding),
            },
        };
        serde_json::to_writer(&mut *out, &result).expect("memory takes all that has string keys");
        out.pop();
    }

    /// Appends a result that a baseline lists and that is gone, its object left open for the fingerprint. It points at
    /// the baseline: some platforms refuse a result without a place.
    pub fn absent(
        &self,
        gone: &Gone,
        masking: &Masking,
        out: &mut dyn io::Write,
    ) -> io::Result<()> {
        let Some(against) = &self.report.held.baseline else {
            return Ok(());
        };
        let record = held::gone_record(gone, self.report, self.lang);
        let ratchet = held::ratchet(against, masking, self.lang);
        let text = match self.lang {
            Lang::Zh => format!("基线内不再出现: {record}\n{ratchet}"),
            Lang::En => format!("gone from the baseline: {record}\n{ratchet}"),
        };
        let result = Absent {
            rule_id: &gone.rule.0,
            rule_index: self.rules.named(&gone.rule.0),
            level: "note",
            message: Text { text: &text },
            locations: [Place {
                physical_location: PhysicalLocation {
                    artifact_location: artifact(masking.file(&against.path), None),
                    region: None,
                },
                logical_locations: Vec::new(),
            }],
            baseline_state: "absent",
            suppressions: (self.report.waived() > 0).then(Vec::new),
        };
        let mut bytes = serde_json::to_vec(&result).map_err(io::Error::from)?;
        bytes.pop();
        out.write_all(&bytes)
    }

    fn place(&self, location: &Location, original: &Location) -> Place {
        let region = location.line.map(|line| Region {
            start_line: line.0,
            start_column: location.column.map(|column| column.0),
        });
        let sheet = location.sheet.as_deref().map(|sheet| match &location.cell {
            Some(cell) => format!("{sheet}!{cell}"),
            None => sheet.to_owned(),
        });
        let name = |name, kind| LogicalLocation {
            fully_qualified_name: name,
            kind,
        };
        let pointer = location.pointer.clone().map(|p| name(p, "value"));
        Place {
            physical_location: PhysicalLocation {
                artifact_location: artifact(
                    &location.file,
                    self.files.get(&*original.file).copied(),
                ),
                region,
            },
            logical_locations: sheet
                .map(|sheet| name(sheet, "cell"))
                .into_iter()
                .chain(pointer)
                .collect(),
        }
    }
}

/// A file of the log, by its position among the artifacts where it is one.
pub fn artifact(path: &str, index: Option<usize>) -> ArtifactLocation {
    ArtifactLocation {
        uri: uri::reference(path),
        uri_base_id: uri::is_below(path).then_some(BASE),
        index,
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct WireResult<'a> {
    rule_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule_index: Option<usize>,
    level: &'static str,
    message: Text<'a>,
    locations: [Place; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<RelatedLocation<'a>>,
    /// Where there is a baseline, on every result.
    #[serde(skip_serializing_if = "Option::is_none")]
    baseline_state: Option<&'static str>,
    /// Where something is waived, on every result: an empty list says that it is not.
    #[serde(skip_serializing_if = "Option::is_none")]
    suppressions: Option<Vec<Suppression<'a>>>,
    properties: Properties<'a>,
}

#[derive(Serialize)]
struct Suppression<'a> {
    kind: &'static str,
    status: &'static str,
    justification: String,
    properties: WireWaived<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Absent<'a> {
    rule_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule_index: Option<usize>,
    level: &'static str,
    message: Text<'a>,
    locations: [Place; 1],
    baseline_state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    suppressions: Option<Vec<Suppression<'a>>>,
}

#[derive(Serialize)]
struct RelatedLocation<'a> {
    id: usize,
    #[serde(flatten)]
    place: Place,
    message: Text<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Place {
    physical_location: PhysicalLocation,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    logical_locations: Vec<LogicalLocation>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Region>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ArtifactLocation {
    uri: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    uri_base_id: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    index: Option<usize>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    start_column: Option<u32>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LogicalLocation {
    fully_qualified_name: String,
    kind: &'static str,
}

#[derive(Serialize)]
struct Properties<'a> {
    severity: &'static str,
    ledger: &'a str,
    record: Record<'a>,
}

/// The key of the record, as an object.
struct Record<'a>(&'a Finding);

impl Serialize for Record<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.record.iter().map(|(name, value)| (&**name, value)))
    }
}
