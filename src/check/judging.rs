//! A whole run: every rule judged on a submission, counted, and its findings described.

use std::collections::BTreeMap;

use super::choose::{Failing, failing};
use super::decide::{Decided, decide_and_plan};
use super::describe::{Failures, describe, localised};
use super::detected;
use super::needs;
use super::parameters::Parameters;
use super::settings::Settings;
use super::world::{Decision, World};
use crate::finding::{
    Finding, Ignored, Input, Outcome, ParameterUse, Report, RuleResult, Severity,
};
use crate::lang::Lang;
use crate::ledger::{Irregularity, Ledgers};
use crate::read::{Reading, passed};
use crate::rulebook::{Body, Effective, Judge, Rule, Rulebook};

/// Judges a submission. `done` is called with steps done and steps in all.
pub fn check(
    reading: &Reading,
    book: &Rulebook,
    settings: &Settings,
    done: &(dyn Fn(usize, usize) + Sync),
) -> Report {
    let parameters = Parameters::of(book, settings);
    let value = |name: &str| parameters.value(name);
    let world = World {
        as_of: settings.as_of,
        parameters: &value,
        attachments: settings.attachments.as_deref(),
    };
    let run = Run {
        data: &reading.ledgers,
        book,
        settings,
        world,
        parameters: &parameters,
    };
    let mut rulings: Vec<Ruling<'_>> = book.rules.iter().map(|rule| run.prepare(rule)).collect();
    let decided = run.decide(&mut rulings, done);
    let detected = detected::by_rule(&reading.irregularities, book);
    let mut results = Vec::new();
    let mut findings = Vec::new();
    for (at, ruling) in rulings.iter().enumerate() {
        let irregularities = detected.get(&at).map_or(&[][..], Vec::as_slice);
        if let Some((result, found)) = run.conclude(ruling, irregularities) {
            results.push(result);
            findings.extend(found);
        }
    }
    findings.extend(run.describe_failures(&rulings, decided));
    let claimed: usize = detected.values().map(Vec::len).sum();
    if claimed < reading.irregularities.len() {
        run.unclaimed(&reading.irregularities, &mut results, &mut findings);
    }
    findings.sort_by(|a, b| order(a).cmp(&order(b)));
    Report {
        as_of: settings.as_of.to_string(),
        inputs: inputs(&reading.ledgers),
        ignored: reading
            .passed_over
            .iter()
            .map(|(path, why)| Ignored {
                path: path.clone(),
                reason: passed(*why, settings.lang).to_owned(),
            })
            .collect(),
        parameters: run.parameters_used(&rulings),
        rules: results,
        findings,
        records: reading
            .ledgers
            .tables
            .iter()
            .flatten()
            .map(|t| u64::from(t.rows))
            .sum(),
        unreadable: reading
            .irregularities
            .iter()
            .any(|i| i.kind.stops_reading()),
    }
}

/// File, sheet, row, column, rule; the rest makes the order complete.
fn order(finding: &Finding) -> impl Ord + '_ {
    let at = &finding.location;
    (
        &at.file,
        &at.sheet,
        at.line,
        at.column,
        &at.cell,
        &at.pointer,
        &finding.rule,
        &finding.message,
        &finding.fingerprint,
    )
}

/// A rule on its way through a run.
struct Ruling<'a> {
    rule: &'a Rule,
    severity: Severity,
    selected: bool,
    /// Why it is not judged at all.
    skipped: Option<String>,
    judged: Vec<(&'a Judge, Option<Decision>)>,
    /// Ledgers missing for some of its instances.
    absent: Vec<String>,
}

struct Run<'a> {
    data: &'a Ledgers,
    book: &'a Rulebook,
    settings: &'a Settings,
    world: World<'a>,
    parameters: &'a Parameters,
}

impl<'a> Run<'a> {
    fn prepare(&self, rule: &'a Rule) -> Ruling<'a> {
        let id: &str = &rule.id.0;
        let severity = self
            .settings
            .severities
            .get(id)
            .copied()
            .unwrap_or(rule.severity);
        let mut ruling = Ruling {
            rule,
            severity,
            selected: self.settings.selects(id),
            skipped: self
                .out_of_force(&rule.effective)
                .or_else(|| self.without_parameter(rule)),
            judged: Vec::new(),
            absent: Vec::new(),
        };
        if let (Body::Judge(judges), None, true) = (&rule.body, &ruling.skipped, ruling.selected) {
            let (data, lang) = (self.data, self.settings.lang);
            let mut absent = Vec::new();
            for judge in judges {
                match needs::absent(judge, &rule.optional, data, lang) {
                    None => ruling.judged.push((judge, None)),
                    why => absent.extend(why),
                }
            }
            let lacking = rule.lacking.iter();
            absent.extend(
                lacking.filter_map(|n| needs::lacking(n.clone(), &rule.optional, data, lang)),
            );
            for why in absent {
                if !ruling.absent.contains(&why) {
                    ruling.absent.push(why);
                }
            }
            if ruling.judged.is_empty() {
                let none = self.settings.lang.pick(
                    "没有可以检查的台账或字段",
                    "there is no ledger or field to judge",
                );
                ruling.skipped = Some(
                    ruling
                        .absent
                        .first()
                        .cloned()
                        .unwrap_or_else(|| none.to_owned()),
                );
            }
        }
        ruling
    }

    fn out_of_force(&self, effective: &Effective) -> Option<String> {
        if effective.by_event {
            return None;
        }
        let as_of = self.settings.as_of;
        match (effective.from, effective.to) {
            (Some(from), _) if as_of < from => Some(match self.settings.lang {
                Lang::Zh => format!("自 {from} 起施行,基准日 {as_of} 时尚未施行"),
                Lang::En => format!("in force from {from}, after the as-of date {as_of}"),
            }),
            (_, Some(to)) if as_of > to => Some(match self.settings.lang {
                Lang::Zh => format!("施行至 {to},基准日 {as_of} 时已失效"),
                Lang::En => format!("in force until {to}, before the as-of date {as_of}"),
            }),
            _ => None,
        }
    }

    fn without_parameter(&self, rule: &Rule) -> Option<String> {
        let missing = rule
            .parameters
            .iter()
            .find(|name| self.parameters.described(name).is_none())?;
        Some(match self.settings.lang {
            Lang::Zh => {
                format!("参数 {missing} 在基准日和本地区没有取值,可在 ledgerlint.toml 里设定")
            }
            Lang::En => format!(
                "parameter {missing} has no value at the as-of date and region; set it in ledgerlint.toml"
            ),
        })
    }

    fn decide(&self, rulings: &mut [Ruling<'a>], done: &(dyn Fn(usize, usize) + Sync)) -> Decided {
        let judges: Vec<(&Judge, Effective)> = rulings
            .iter()
            .flat_map(|r| r.judged.iter().map(|(judge, _)| (*judge, r.rule.effective)))
            .collect();
        let lang = self.settings.lang;
        let mut decided = decide_and_plan(&judges, self.data, &self.world, lang, done);
        let mut decisions = std::mem::take(&mut decided.decisions).into_iter();
        for (_, decision) in rulings.iter_mut().flat_map(|r| &mut r.judged) {
            *decision = decisions.next();
        }
        decided
    }

    /// The outcome of a rule and, where reading found for it, its findings; nothing for rules not asked for.
    fn conclude(
        &self,
        ruling: &Ruling<'a>,
        irregularities: &[&Irregularity],
    ) -> Option<(RuleResult, Vec<Finding>)> {
        let rule = ruling.rule;
        // what could not be read is told even by rules that were not asked for
        let kept: Vec<&Irregularity> = irregularities
            .iter()
            .copied()
            .filter(|i| i.kind.stops_reading() || (ruling.selected && ruling.skipped.is_none()))
            .collect();
        if !ruling.selected && kept.is_empty() {
            return None;
        }
        let mut result = RuleResult {
            id: rule.id.clone(),
            title: localised(
                Some(&rule.title),
                rule.english.title.as_ref(),
                self.settings.lang,
            )
            .unwrap_or_default(),
            severity: ruling.severity,
            ledger: rule.ledger_name.clone(),
            outcome: Outcome::Skipped,
            records: 0,
            failed: 0,
            undecided: 0,
            reason: ruling.skipped.clone(),
        };
        if let (Body::Detect(_), true) = (&rule.body, result.reason.is_none() || !kept.is_empty()) {
            result.failed = kept.len() as u64;
            result.records = self
                .data
                .tables
                .iter()
                .flatten()
                .map(|t| u64::from(t.rows))
                .sum();
            result.outcome = if kept.is_empty() {
                Outcome::Passed
            } else {
                Outcome::Failed
            };
            result.reason = None;
            let shown = kept
                .iter()
                .take(self.settings.per_rule.unwrap_or(usize::MAX));
            let found = shown
                .map(|i| detected::describe(i, rule, ruling.severity, self.data, self.settings))
                .collect();
            return Some((result, found));
        }
        if result.reason.is_none() {
            self.count(ruling, &mut result);
        }
        Some((result, Vec::new()))
    }

    fn count(&self, ruling: &Ruling<'a>, result: &mut RuleResult) {
        let mut reasons: Vec<String> = Vec::new();
        for (judge, decision) in &ruling.judged {
            let Some(decision) = decision else { continue };
            let [passed, failed, undecided] =
                [&decision.passed, &decision.failed, &decision.undecided]
                    .map(|bits| bits.count_set_bits() as u64);
            result.records += passed + failed + undecided;
            result.failed += failed;
            result.undecided += undecided;
            if undecided > 0 {
                let bits = &decision.undecided;
                let why = needs::undecided_reason(judge, bits, self.data, self.settings.lang);
                if !reasons.contains(&why) {
                    reasons.push(why);
                }
            }
        }
        result.outcome = match (result.failed, result.undecided, result.records) {
            (1.., _, _) => Outcome::Failed,
            (_, 1.., _) => Outcome::Undecided,
            (_, _, 0) => Outcome::NotApplicable,
            _ => Outcome::Passed,
        };
        if result.outcome == Outcome::NotApplicable {
            reasons.push(
                self.settings
                    .lang
                    .pick("没有符合适用条件的记录", "no record is in its scope")
                    .to_owned(),
            );
        }
        reasons.extend(ruling.absent.iter().cloned());
        if !reasons.is_empty() {
            reasons.truncate(3);
            result.reason = Some(reasons.join(self.settings.lang.pick(";", "; ")));
        }
    }

    /// Describes the failures of all rules, of each rule the first ones in the order of the report.
    fn describe_failures(&self, rulings: &[Ruling<'a>], decided: Decided) -> Vec<Finding> {
        let mut chosen: Vec<Failures<'a>> = Vec::new();
        let mut first = 0;
        for ruling in rulings {
            let mut all: Vec<Failing> = ruling
                .judged
                .iter()
                .enumerate()
                .filter_map(|(at, (judge, decision))| Some((at, *judge, decision.as_ref()?)))
                .flat_map(|(at, judge, decision)| {
                    failing(at, judge, decision, self.settings.per_rule, self.data)
                })
                .collect();
            if let Some(limit) = self.settings.per_rule {
                all.sort_by_cached_key(|f| (self.data.order(f.cell), f.judge, f.row));
                all.truncate(limit);
            }
            for (at, (judge, decision)) in ruling.judged.iter().enumerate() {
                let mine: Vec<_> = all.iter().filter(|f| f.judge == at).collect();
                if mine.is_empty() {
                    continue;
                }
                let grouped = decision
                    .as_ref()
                    .is_some_and(|d| d.representative.is_some());
                chosen.push(Failures {
                    at: first + at,
                    rule: ruling.rule,
                    severity: ruling.severity,
                    judge,
                    rows: mine.iter().map(|f| f.row).collect(),
                    representative: grouped.then(|| mine.iter().map(|f| f.cell.row).collect()),
                });
            }
            first += ruling.judged.len();
        }
        describe(&chosen, decided, self.data, &self.world, self.settings)
    }

    /// Findings of reading that no rule of these packs claims: they are told all the same.
    fn unclaimed(
        &self,
        irregularities: &[Irregularity],
        results: &mut Vec<RuleResult>,
        findings: &mut Vec<Finding>,
    ) {
        let kinds: Vec<_> = self
            .book
            .rules
            .iter()
            .filter_map(|r| match &r.body {
                Body::Detect(kinds) => Some(kinds),
                Body::Judge(_) => None,
            })
            .flatten()
            .collect();
        let mut by_severity: BTreeMap<Severity, Vec<&Irregularity>> = BTreeMap::new();
        for irregularity in irregularities.iter().filter(|i| !kinds.contains(&&i.kind)) {
            let severity = if irregularity.kind.stops_reading() {
                Severity::Critical
            } else {
                Severity::Warning
            };
            by_severity.entry(severity).or_default().push(irregularity);
        }
        for (severity, found) in by_severity {
            let rule = detected::unclaimed_rule(severity, self.settings.lang);
            let shown = found
                .iter()
                .take(self.settings.per_rule.unwrap_or(usize::MAX));
            findings.extend(
                shown.map(|i| detected::describe(i, &rule, severity, self.data, self.settings)),
            );
            results.push(RuleResult {
                id: rule.id.clone(),
                title: rule.title.clone(),
                severity,
                ledger: rule.ledger_name.clone(),
                outcome: Outcome::Failed,
                records: found.len() as u64,
                failed: found.len() as u64,
                undecided: 0,
                reason: None,
            });
        }
    }

    fn parameters_used(&self, rulings: &[Ruling<'a>]) -> Vec<ParameterUse> {
        let mut used: BTreeMap<&str, &ParameterUse> = BTreeMap::new();
        for ruling in rulings
            .iter()
            .filter(|r| r.selected && !r.judged.is_empty())
        {
            for name in &ruling.rule.parameters {
                used.extend(
                    self.parameters
                        .described(name)
                        .map(|described| (name.as_str(), described)),
                );
            }
        }
        used.into_values().cloned().collect()
    }
}

/// The input files with the ledgers found in each.
fn inputs(data: &Ledgers) -> Vec<Input> {
    let mut inputs: Vec<Input> = data
        .sources
        .0
        .iter()
        .map(|s| Input {
            path: s.path.clone(),
            sha256: s.sha256.clone(),
            bytes: s.bytes,
            ledgers: Vec::new(),
        })
        .collect();
    for (ledger, definition) in data.catalog.ledgers() {
        let mut records: BTreeMap<usize, u64> = BTreeMap::new();
        for segment in data.table(ledger).iter().flat_map(|t| &t.segments) {
            *records.entry(segment.source.0 as usize).or_default() +=
                u64::from(segment.rows.end - segment.rows.start);
        }
        for (source, count) in records {
            inputs[source]
                .ledgers
                .push((definition.name.clone(), count));
        }
    }
    inputs
}
