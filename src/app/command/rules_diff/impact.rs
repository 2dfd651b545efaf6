//! What two rulebooks say of the same submissions, rule by rule.

use std::collections::BTreeMap;

use crate::check::{Checked, Settings};
use crate::finding::{Finding, Findings as _, Outcome, Severity};
use crate::report::mask;
use crate::rulebook::{Rule, Rulebook};

/// What became of a rule from the old rulebook to the new one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    Added,
    Removed,
    /// Its file says something else.
    Changed,
    /// Its file is the same; parameters may not be.
    Same,
}

impl Change {
    /// The word used in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Change::Added => "added",
            Change::Removed => "removed",
            Change::Changed => "changed",
            Change::Same => "same",
        }
    }
}

/// One rule on both sides.
pub struct RuleImpact {
    pub id: String,
    pub title: String,
    pub english: Option<String>,
    pub change: Change,
    /// Old and new, where the side has the rule.
    pub severities: [Option<Severity>; 2],
    /// In the order of the submissions.
    pub on: Vec<Effect>,
}

/// What a rule says of one submission on both sides.
pub struct Effect {
    /// Old and new, where the side has the rule.
    pub outcomes: [Option<Verdict>; 2],
    /// Records that only the new rules find.
    pub newly_failing: Vec<Finding>,
    /// Records that only the old rules found.
    pub newly_passing: Vec<Finding>,
}

/// A rule's outcome in one run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    pub outcome: Outcome,
    pub records: u64,
    pub failed: u64,
    pub undecided: u64,
}

/// The effects of all rules on all submissions.
pub struct Impact {
    /// By id.
    pub rules: Vec<RuleImpact>,
    pub submissions: Vec<String>,
    /// Rules of the old and of the new rulebook.
    pub counts: [usize; 2],
}

/// One run, by rule.
pub struct Submitted {
    verdicts: BTreeMap<String, Verdict>,
    findings: BTreeMap<String, Vec<Finding>>,
}

impl Submitted {
    pub fn of(checked: &Checked<'_>, masked: bool) -> Self {
        let verdicts = checked.report.rules.iter().map(|rule| {
            let verdict = Verdict {
                outcome: rule.outcome,
                records: rule.records,
                failed: rule.failed,
                undecided: rule.undecided,
            };
            (rule.id.0.to_string(), verdict)
        });
        let mut findings: BTreeMap<String, Vec<Finding>> = BTreeMap::new();
        for finding in checked.findings.all() {
            let finding = if masked { mask(&finding) } else { finding };
            findings
                .entry(finding.rule.0.to_string())
                .or_default()
                .push(finding);
        }
        Submitted {
            verdicts: verdicts.collect(),
            findings,
        }
    }
}

impl Impact {
    /// The rules of the old and the new side that are asked for; no submission yet.
    pub fn of(sides: [(&Rulebook, &Settings); 2]) -> Self {
        let mut both: BTreeMap<&str, [Option<&Rule>; 2]> = BTreeMap::new();
        for (side, (book, settings)) in sides.into_iter().enumerate() {
            let asked = |rule: &&Rule| settings.select.is_empty() || settings.selects(&rule.id.0);
            for rule in book.rules.iter().filter(asked) {
                both.entry(&rule.id.0).or_default()[side] = Some(rule);
            }
        }
        let rules = both.into_iter().map(|(id, found)| {
            let last = found[1].or(found[0]);
            let change = match found {
                [None, _] => Change::Added,
                [_, None] => Change::Removed,
                [Some(old), Some(new)] if old.file.text == new.file.text => Change::Same,
                _ => Change::Changed,
            };
            let severity = |side: usize| {
                let rule: &Rule = found[side]?;
                let set = sides[side].1.severities.get(&*rule.id.0);
                Some(set.copied().unwrap_or(rule.severity))
            };
            RuleImpact {
                id: id.to_owned(),
                title: last.map(|rule| rule.title.clone()).unwrap_or_default(),
                english: last.and_then(|rule| rule.english.title.clone()),
                change,
                severities: [severity(0), severity(1)],
                on: Vec::new(),
            }
        });
        Impact {
            rules: rules.collect(),
            submissions: Vec::new(),
            counts: sides.map(|(book, _)| book.rules.len()),
        }
    }

    /// Adds what both sides said of a submission.
    pub fn add(&mut self, name: String, mut old: Submitted, mut new: Submitted) {
        self.submissions.push(name);
        for rule in &mut self.rules {
            let before = old.findings.remove(&rule.id).unwrap_or_default();
            let after = new.findings.remove(&rule.id).unwrap_or_default();
            let (newly_passing, newly_failing) = apart(before, after);
            rule.on.push(Effect {
                outcomes: [&old, &new].map(|side| side.verdicts.get(&rule.id).copied()),
                newly_failing,
                newly_passing,
            });
        }
    }

    /// Whether some record newly fails or passes, or some rule comes out otherwise.
    pub fn changes_verdicts(&self) -> bool {
        self.rules.iter().any(RuleImpact::has_effect)
    }
}

impl RuleImpact {
    pub fn has_effect(&self) -> bool {
        let weighs_otherwise = matches!(self.severities, [Some(old), Some(new)] if old != new)
            && self
                .on
                .iter()
                .any(|on| on.outcomes[1].is_some_and(|v| v.failed > 0));
        weighs_otherwise || self.on.iter().any(Effect::is_some)
    }
}

impl Effect {
    pub fn is_some(&self) -> bool {
        !self.newly_failing.is_empty()
            || !self.newly_passing.is_empty()
            || match self.outcomes {
                [Some(old), Some(new)] => {
                    (old.outcome, old.undecided, old.failed)
                        != (new.outcome, new.undecided, new.failed)
                }
                // a rule that comes or goes and has nothing to say here changes nothing
                _ => false,
            }
    }
}

/// Findings of one side only; those of records that cannot be told apart are counted against each other.
fn apart(old: Vec<Finding>, new: Vec<Finding>) -> (Vec<Finding>, Vec<Finding>) {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for finding in &old {
        *counts.entry(identity(finding)).or_default() += 1;
    }
    let mut only_new = Vec::new();
    for finding in new {
        match counts.get_mut(&identity(&finding)) {
            Some(count) if *count > 0 => *count -= 1,
            _ => only_new.push(finding),
        }
    }
    // what is left over of each was found by the old side alone
    let mut only_old = Vec::new();
    for finding in old.into_iter().rev() {
        if let Some(count) = counts.get_mut(&identity(&finding))
            && *count > 0
        {
            *count -= 1;
            only_old.push(finding);
        }
    }
    only_old.reverse();
    (only_old, only_new)
}

/// The record that a finding is about: its key, or where it stands if it has none.
fn identity(finding: &Finding) -> String {
    if finding.record.iter().any(|(_, value)| !value.is_empty()) {
        return format!("{}\u{1f}{:?}", finding.ledger, finding.record);
    }
    format!("{}\u{1f}{}", finding.ledger, finding.location)
}
