//! A whole run: every rule judged on a submission, counted, and its findings described.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use super::choose::{self, Failed};
use super::decide::{Decided, decide_and_plan};
use super::hold::{hold, unjudged};
use super::needs;
use super::noticed::{self, Noticed};
use super::parameters::Parameters;
use super::place::place_fields;
use super::plan::{DescribePlan, Recipe, Telling};
use super::settings::Settings;
use super::stream::{Broken, Stream};
use super::told::Told;
use super::world::{Decision, World};
use crate::finding::{Held, Input, LedgerTitles, Report, RuleId, Severity};
use crate::lang::Lang;
use crate::ledger::Ledgers;
use crate::read::Reading;
use crate::rulebook::{Body, Effective, Judge, Rule, Rulebook};

/// What a run came to: its outcomes, and the findings to be described.
pub struct Checked<'a> {
    pub report: Report,
    pub findings: Stream<'a>,
    /// Rules of the book that were not judged.
    pub unjudged: BTreeSet<RuleId>,
}

/// Judges a submission. `done` is called with rules done and rules in all.
pub fn check<'a>(
    reading: &'a Reading,
    book: &'a Rulebook,
    settings: &'a Settings,
    done: &(dyn Fn(usize, usize) + Sync),
) -> Checked<'a> {
    let parameters = Parameters::of(book, settings);
    let run = Run {
        reading,
        data: &reading.ledgers,
        book,
        settings,
        parameters: &parameters,
    };
    let mut rulings: Vec<Ruling<'a>> = book.rules.iter().map(|rule| run.prepare(rule)).collect();
    let value = |name: &str, day| parameters.value(name, day);
    let world = World {
        as_of: settings.as_of,
        parameters: &value,
        attachments: settings.attachments.as_deref(),
    };
    let decided = run.decide(&mut rulings, world, done);
    let outcomes = run.outcomes(&rulings);
    let mut report = Report {
        as_of: settings.as_of.to_string(),
        inputs: inputs(&reading.ledgers),
        ignored: run.passed_over(),
        parameters: run.parameters_used(&rulings),
        coverage: run.coverage(&rulings),
        ledgers: ledger_titles(&reading.ledgers),
        rules: outcomes.results,
        held: Held::default(),
        records: run.records(),
        unreadable: reading
            .irregularities
            .iter()
            .any(|i| i.kind.stops_reading()),
    };
    let (mut told, mut notices) = (outcomes.told, outcomes.noticed);
    let broken = run.broken(rulings, decided.descriptions, &mut told);
    let names = reading.ledgers.catalog.definitions.iter();
    let mut findings = Stream {
        reading,
        settings,
        graph: decided.graph,
        whole: decided.kept,
        told,
        broken,
        noticed: Noticed::default(),
        ledgers: names.map(|d| Arc::from(d.name.as_str())).collect(),
        parameters,
        neighbours: OnceLock::new(),
    }
    .prepared();
    let unjudged = unjudged(&report, book);
    hold(&mut findings, &mut notices, &unjudged, book, &mut report);
    if let Some(limit) = settings.per_rule {
        choose::narrow(&mut findings.broken, limit, &reading.ledgers);
        noticed::narrow(&mut notices, limit);
    }
    findings.noticed = Noticed::of(notices, &reading.ledgers);
    Checked {
        report,
        findings,
        unjudged,
    }
}

/// A rule on its way through a run.
pub struct Ruling<'a> {
    pub rule: &'a Rule,
    pub severity: Severity,
    pub selected: bool,
    /// Why it is not judged at all.
    pub skipped: Option<String>,
    pub judged: Vec<(&'a Judge, Option<Decision>)>,
    /// Ledgers missing for some of its instances.
    pub absent: Vec<String>,
}

/// What is judged, and how.
pub struct Run<'a, 'p> {
    pub reading: &'a Reading,
    pub data: &'a Ledgers,
    pub book: &'a Rulebook,
    pub settings: &'a Settings,
    pub parameters: &'p Parameters,
}

impl<'a> Run<'a, '_> {
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
        let plain = rule.parameters.iter();
        let missing = plain
            .clone()
            .find(|name| self.parameters.described(name).is_none());
        let dated = rule.dated_parameters.iter();
        let missing = missing.or_else(|| {
            let mut dated = dated.clone();
            dated.find(|name| self.parameters.values(name).is_empty())
        })?;
        Some(match self.settings.lang {
            Lang::Zh => {
                format!("参数 {missing} 在基准日和本地区没有取值,可在 ledgerlint.toml 里设定")
            }
            Lang::En => format!(
                "parameter {missing} has no value at the as-of date and region; set it in ledgerlint.toml"
            ),
        })
    }

    fn decide(
        &self,
        rulings: &mut [Ruling<'a>],
        world: World<'_>,
        done: &(dyn Fn(usize, usize) + Sync),
    ) -> Decided {
        let judges: Vec<(&Judge, Effective)> = rulings
            .iter()
            .flat_map(|r| r.judged.iter().map(|(judge, _)| (*judge, r.rule.effective)))
            .collect();
        let rules = rulings.iter().enumerate();
        let rules: Vec<usize> = rules
            .flat_map(|(at, ruling)| ruling.judged.iter().map(move |_| at))
            .collect();
        let places = |ledger| match self.settings.detail.places {
            true => place_fields(self.data, ledger),
            false => Vec::new(),
        };
        let telling = Telling {
            lang: self.settings.lang,
            places: &places,
        };
        let mut decided = decide_and_plan(&judges, &rules, self.data, &world, telling, done);
        let mut decisions = std::mem::take(&mut decided.decisions).into_iter();
        for (_, decision) in rulings.iter_mut().flat_map(|r| &mut r.judged) {
            *decision = decisions.next();
        }
        decided
    }

    /// The judges with failures.
    fn broken(
        &self,
        rulings: Vec<Ruling<'a>>,
        descriptions: Vec<(DescribePlan, Recipe)>,
        told: &mut Vec<Told>,
    ) -> Vec<Broken<'a>> {
        let mut descriptions = descriptions.into_iter();
        let mut broken = Vec::new();
        for ruling in rulings {
            let texts = Told::of(ruling.rule, ruling.severity, self.settings.lang);
            let before = broken.len();
            let decided = ruling.judged.iter();
            let decided = decided.filter_map(|(judge, d)| Some((*judge, d.as_ref()?)));
            for ((judge, decision), description) in decided.zip(descriptions.by_ref()) {
                let failed = Failed::all(decision);
                if !failed.is_empty() {
                    let texts = (told.len(), &texts);
                    broken.push(Broken::new(judge, texts, description, failed, self.data));
                }
            }
            if broken.len() > before {
                told.push(texts);
            }
        }
        broken
    }
}

/// How the ledgers of the submission are called.
fn ledger_titles(data: &Ledgers) -> Vec<LedgerTitles> {
    let there = data.catalog.ledgers();
    let there = there.filter(|(ledger, _)| data.table(*ledger).is_some());
    there
        .map(|(_, definition)| LedgerTitles {
            name: definition.name.clone(),
            title: definition.title.clone(),
            fields: definition
                .fields
                .iter()
                .map(|field| (field.name.clone(), field.title.clone()))
                .collect(),
        })
        .collect()
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
