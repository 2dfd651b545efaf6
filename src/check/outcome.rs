//! Outcomes: what became of each rule, and how often, with what reading noticed for it.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::detected;
use super::judging::{Ruling, Run};
use super::needs;
use super::noticed::Notice;
use super::told::{Told, localised};
use crate::finding::{Ignored, Outcome, ParameterUse, RuleAbout, RuleResult, Severity};
use crate::lang::Lang;
use crate::ledger::Irregularity;
use crate::read::passed;
use crate::rulebook::{Body, Rule};

/// What became of the rules.
#[derive(Default)]
pub struct Outcomes<'a> {
    pub results: Vec<RuleResult>,
    /// The texts of rules that tell what reading noticed.
    pub told: Vec<Told>,
    /// What is told.
    pub noticed: Vec<Notice<'a>>,
}

impl<'a> Run<'a, '_> {
    /// What became of all rules, and of what no rule tells.
    pub fn outcomes(&self, rulings: &[Ruling<'a>]) -> Outcomes<'a> {
        let irregularities = &self.reading.irregularities;
        let detected = detected::by_rule(irregularities, self.book);
        let mut outcomes = Outcomes::default();
        for (at, ruling) in rulings.iter().enumerate() {
            let noticed = detected.get(&at).map_or(&[][..], Vec::as_slice);
            self.conclude(ruling, noticed, &mut outcomes);
        }
        let claimed: usize = detected.values().map(Vec::len).sum();
        if claimed < irregularities.len() {
            self.unclaimed(&mut outcomes);
        }
        outcomes
    }

    /// Records over all ledgers.
    pub fn records(&self) -> u64 {
        let tables = self.data.tables.iter().flatten();
        tables.map(|t| u64::from(t.rows)).sum()
    }

    /// The files that reading passed over, with the reasons.
    pub fn passed_over(&self) -> Vec<Ignored> {
        let files = self.reading.passed_over.iter();
        files
            .map(|(path, why)| Ignored {
                path: path.clone(),
                reason: passed(*why, self.settings.lang).to_owned(),
            })
            .collect()
    }

    /// The outcome of a rule and what reading noticed for it; nothing for rules not asked for.
    fn conclude(
        &self,
        ruling: &Ruling<'a>,
        noticed: &[&'a Irregularity],
        outcomes: &mut Outcomes<'a>,
    ) {
        let (rule, lang) = (ruling.rule, self.settings.lang);
        // what could not be read is told even by rules that were not asked for
        let kept: Vec<&Irregularity> = noticed
            .iter()
            .copied()
            .filter(|i| i.kind.stops_reading() || (ruling.selected && ruling.skipped.is_none()))
            .collect();
        if !ruling.selected && kept.is_empty() {
            return;
        }
        let of_waivers = match &rule.body {
            Body::Detect(kinds) => kinds.iter().all(|kind| kind.is_of_waivers()),
            Body::Judge(_) => false,
        };
        if of_waivers && self.settings.waivers.is_none() && self.settings.select.is_empty() {
            // nothing that they could say anything of
            return;
        }
        let mut result = RuleResult {
            id: rule.id.clone(),
            title: localised(Some(&rule.title), rule.english.title.as_ref(), lang)
                .cloned()
                .unwrap_or_default(),
            about: self.about(rule),
            severity: ruling.severity,
            ledger: rule.ledger_name.clone(),
            outcome: Outcome::Skipped,
            records: 0,
            failed: 0,
            known: 0,
            waived: 0,
            unchanged: 0,
            undecided: 0,
            reason: ruling.skipped.clone(),
        };
        if let (Body::Detect(_), true) = (&rule.body, result.reason.is_none() || !kept.is_empty()) {
            result.failed = kept.len() as u64;
            let waivers = self.settings.waivers.as_ref().map(|w| w.all.len() as u64);
            result.records = match of_waivers {
                true => waivers.unwrap_or(0),
                false => self.records(),
            };
            result.outcome = match kept.is_empty() {
                _ if of_waivers && waivers.is_none() => Outcome::NotApplicable,
                true => Outcome::Passed,
                false => Outcome::Failed,
            };
            result.reason = (result.outcome == Outcome::NotApplicable).then(|| {
                let none = self
                    .settings
                    .lang
                    .pick("没有使用豁免文件", "no waivers are in use");
                none.to_owned()
            });
            let texts = Told::of(rule, ruling.severity, lang);
            self.tell(texts, &kept, outcomes);
        } else if result.reason.is_none() {
            self.count(ruling, &mut result);
        }
        outcomes.results.push(result);
    }

    fn about(&self, rule: &Rule) -> RuleAbout {
        let (own, english) = (rule.advice.as_ref(), rule.english.advice.as_ref());
        let pack = self.book.packs.get(rule.pack);
        RuleAbout {
            area: pack.map_or_else(|| Arc::from(""), |pack| Arc::from(pack.title.as_str())),
            why: rule.why.clone(),
            advice: localised(own, english, self.settings.lang).cloned(),
            basis: rule.basis.clone(),
        }
    }

    fn tell(&self, texts: Told, noticed: &[&'a Irregularity], outcomes: &mut Outcomes<'a>) {
        let told = outcomes.told.len() as u32;
        let notices = noticed.iter().map(|found| Notice::of(found, told));
        outcomes.noticed.extend(notices);
        outcomes.told.push(texts);
    }

    fn count(&self, ruling: &Ruling<'_>, result: &mut RuleResult) {
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
                let dated = ruling.rule.dated_parameters.iter();
                let gaps = dated.filter_map(|name| self.gaps(name));
                for why in std::iter::once(why).chain(gaps) {
                    if !reasons.contains(&why) {
                        reasons.push(why);
                    }
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

    /// Findings of reading that no rule of these packs claims: they are told all the same.
    fn unclaimed(&self, outcomes: &mut Outcomes<'a>) {
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
        let irregularities = &self.reading.irregularities;
        let mut by_severity: BTreeMap<Severity, Vec<&'a Irregularity>> = BTreeMap::new();
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
            let texts = Told::of(&rule, severity, self.settings.lang);
            self.tell(texts, &found, outcomes);
            let result = detected::unclaimed_result(rule, found.len() as u64);
            outcomes.results.push(result);
        }
    }

    /// On which days a parameter has a value, where that is not always.
    fn gaps(&self, name: &str) -> Option<String> {
        let days = self.parameters.days_without_gap(name)?;
        Some(match self.settings.lang {
            Lang::Zh => format!("参数 {name} 只有 {days} 的取值"),
            Lang::En => format!("parameter {name} has values for {days} only"),
        })
    }

    pub fn parameters_used(&self, rulings: &[Ruling<'_>]) -> Vec<ParameterUse> {
        let mut used: BTreeMap<(&str, Option<usize>), &ParameterUse> = BTreeMap::new();
        for ruling in rulings
            .iter()
            .filter(|r| r.selected && !r.judged.is_empty())
        {
            for name in &ruling.rule.parameters {
                let described = self.parameters.described(name);
                used.extend(described.map(|d| ((name.as_str(), None), d)));
            }
            for name in &ruling.rule.dated_parameters {
                let values = self.parameters.values(name).iter().enumerate();
                used.extend(values.map(|(at, d)| ((name.as_str(), Some(at)), d)));
            }
        }
        used.into_values().cloned().collect()
    }
}
