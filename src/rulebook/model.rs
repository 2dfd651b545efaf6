//! A checked rulebook: packs with parameters, rules with typed expressions.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::plant::Plant;
use super::resolve::GroupKey;
use super::syntax::Direction;
use super::template::Template;
use super::typed::{Fold, Typed};
use crate::finding::{Basis, RuleId, Severity};
use crate::ledger::{Date, FieldId, Kind, LedgerId, RelationId, Value};

/// A rule or pack file, not yet parsed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleFile {
    /// Relative to the rules folder, with `/`: `POST/POST-003.yaml`, `POST/pack.yaml`.
    pub path: String,
    pub text: Arc<str>,
}

/// All packs and rules of a run, rules ordered by id.
#[derive(Clone, Debug, Default)]
pub struct Rulebook {
    pub packs: Vec<Pack>,
    pub rules: Vec<Rule>,
}

impl Rulebook {
    /// Adds what another one has and this one has not: rules by their IDs, and the packs that they are in.
    pub fn join(&mut self, other: Rulebook) {
        let mut places = Vec::with_capacity(other.packs.len());
        for pack in other.packs {
            let known = self.packs.iter().position(|known| known.id == pack.id);
            places.push(known.unwrap_or_else(|| {
                self.packs.push(pack);
                self.packs.len() - 1
            }));
        }
        let known: Vec<RuleId> = self.rules.iter().map(|rule| rule.id.clone()).collect();
        let rules = other.rules.into_iter();
        let new = rules.filter(|rule| !known.contains(&rule.id));
        self.rules.extend(new.map(|rule| Rule {
            pack: places[rule.pack],
            ..rule
        }));
    }
}

/// A folder of rules with shared parameters.
#[derive(Clone, Debug)]
pub struct Pack {
    pub id: String,
    pub title: String,
    pub description: Option<String>,
    pub parameters: Vec<Parameter>,
}

/// A threshold that rules read as `param.name`.
#[derive(Clone, Debug)]
pub struct Parameter {
    pub name: String,
    pub title: String,
    pub unit: Option<String>,
    /// The most specific value in force counts; see `in_force`.
    pub values: Vec<ParameterValue>,
}

/// A parameter's value with where and when it holds.
#[derive(Clone, Debug)]
pub struct ParameterValue {
    pub value: Value,
    pub from: Option<Date>,
    pub to: Option<Date>,
    /// Prefix of a division code (`36` for Jiangxi); everywhere where `None`.
    pub region: Option<String>,
    pub source: String,
    pub verified: bool,
}

impl Parameter {
    /// The value of the longest matching region in force at a date; among equals the latest `from`.
    pub fn in_force(&self, as_of: Date, region: Option<&str>) -> Option<&ParameterValue> {
        let holds = |v: &&ParameterValue| {
            v.from.is_none_or(|from| from <= as_of)
                && v.to.is_none_or(|to| as_of <= to)
                && v.region
                    .as_deref()
                    .is_none_or(|prefix| region.is_some_and(|r| r.starts_with(prefix)))
        };
        self.values
            .iter()
            .filter(holds)
            .max_by_key(|v| (v.region.as_ref().map_or(0, String::len), v.from))
    }
}

/// A stretch of days on which one value of a parameter is in force, ends included; open ends are `None`.
#[derive(Clone, Copy, Debug)]
pub struct Stretch<'p> {
    pub from: Option<Date>,
    pub to: Option<Date>,
    pub value: &'p ParameterValue,
}

impl Parameter {
    /// The values in force, each with the longest stretch of days on which it is; in order of days.
    pub fn stretches(&self, region: Option<&str>) -> Vec<Stretch<'_>> {
        // on none of the days between two of these can another value come into force
        let values = self.values.iter();
        let begins: BTreeSet<Date> = values
            .flat_map(|v| [v.from, v.to.map(|to| Date(to.0 + 1))])
            .flatten()
            .collect();
        let ends = begins.iter().map(|begin| Some(Date(begin.0 - 1)));
        let froms = std::iter::once(None).chain(begins.iter().copied().map(Some));
        let mut found: Vec<Stretch<'_>> = Vec::new();
        for (from, to) in froms.zip(ends.chain([None])) {
            // where nothing begins, any day will do
            let day = from.or(to).unwrap_or(Date(0));
            let Some(value) = self.in_force(day, region) else {
                continue;
            };
            match found.last_mut() {
                Some(last) if last.meets(from) && std::ptr::eq(last.value, value) => last.to = to,
                _ => found.push(Stretch { from, to, value }),
            }
        }
        found
    }
}

impl Stretch<'_> {
    /// Whether it ends the day before `from`.
    fn meets(&self, from: Option<Date>) -> bool {
        self.to.map(|to| Date(to.0 + 1)) == from
    }
}

/// Days on which a rule is in force; open ends are `None`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Effective {
    pub from: Option<Date>,
    pub to: Option<Date>,
    /// True where the day of each record's event decides, not the as-of date.
    pub by_event: bool,
}

/// English texts of a rule, where it has them.
#[derive(Clone, Debug, Default)]
pub struct English {
    pub title: Option<String>,
    pub advice: Option<String>,
}

/// One rule.
#[derive(Clone, Debug)]
pub struct Rule {
    pub id: RuleId,
    /// Position in `Rulebook::packs`.
    pub pack: usize,
    pub title: String,
    pub severity: Severity,
    /// Name of the judged ledger; `*` where the rule is judged for several.
    pub ledger_name: String,
    pub why: String,
    pub basis: Arc<[Basis]>,
    pub advice: Option<String>,
    pub english: English,
    pub effective: Effective,
    /// Ledgers that count as empty where the submission lacks them, instead of the rule being skipped.
    pub optional: Vec<LedgerId>,
    pub body: Body,
    /// Where a rulebook was read for the ledgers of one submission: what the instances need that it cannot judge, and
    /// that the body therefore lacks.
    pub lacking: Vec<Vec<LedgerId>>,
    pub examples: Examples,
    /// Other rules that may fire on the same cell, with the reason why both are to be told.
    pub overlaps: Vec<(RuleId, String)>,
    pub excuses: Vec<Excuse>,
    /// Breaches of it for demos.
    pub plants: Vec<Plant>,
    /// (key, text) of the expressions as they are written, for explaining.
    pub expressions: Vec<(String, String)>,
    /// Full names (`PACK.name`) of the parameters that the expressions read at the as-of date.
    pub parameters: Vec<String>,
    /// Those that they read at a day of the record.
    pub dated_parameters: Vec<String>,
    pub file: RuleFile,
}

/// How a rule finds.
#[derive(Clone, Debug)]
pub enum Body {
    /// Reading finds these; the rule names, explains and ranks them.
    Detect(Vec<Kind>),
    /// Expressions decide; one entry for each ledger, field or relation that the rule is judged for.
    Judge(Vec<Judge>),
}

/// A typed check of the records or groups of one ledger.
#[derive(Clone, Debug)]
pub struct Judge {
    pub ledger: LedgerId,
    /// Keys of the judged groups; records are judged where `None`.
    pub per: Option<Vec<GroupKey>>,
    pub sequence: Option<Sequence>,
    pub when: Option<Typed>,
    /// Date of the record's event, for `effective`.
    pub event: Option<Typed>,
    pub require: Typed,
    pub message: Template,
    pub english_message: Option<Template>,
    /// Cells to point at, the main one first.
    pub at: Vec<Pointer>,
    pub related: Vec<RelatedRecords>,
}

impl Judge {
    /// The expressions that decide; the others only word what was decided.
    pub fn deciding(&self) -> Vec<&Typed> {
        deciding(
            self.per.as_deref(),
            self.sequence.as_ref(),
            [self.when.as_ref(), Some(&self.require), self.event.as_ref()],
        )
    }
}

/// The expressions of keys and order behind those of `when`, `require` and the event.
pub(super) fn deciding<'t>(
    per: Option<&'t [GroupKey]>,
    sequence: Option<&'t Sequence>,
    conditions: [Option<&'t Typed>; 3],
) -> Vec<&'t Typed> {
    let keys = per.into_iter().flatten().map(|key| &key.value);
    let order = sequence
        .into_iter()
        .flat_map(|s| s.per.iter().chain(s.by.iter().map(|(key, _)| key)));
    conditions
        .into_iter()
        .flatten()
        .chain(keys)
        .chain(order)
        .collect()
}

/// An order of the judged records, so that `previous` has a meaning.
#[derive(Clone, Debug)]
pub struct Sequence {
    pub per: Vec<Typed>,
    pub by: Vec<(Typed, Direction)>,
}

/// A field of the judged record, or of one that it leads to.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Pointer {
    pub ups: Vec<RelationId>,
    pub field: FieldId,
}

/// Records shown beside a finding.
#[derive(Clone, Debug)]
pub struct RelatedRecords {
    /// An `exists` fold; the records for which its filter is true are shown.
    pub of: Fold,
    /// The message, evaluated at each of those records.
    pub message: Template,
    pub english_message: Option<Template>,
    /// Field to point at.
    pub field: Option<FieldId>,
}

/// What of a rule's weaknesses is as it should be, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excuse {
    pub of: Excused,
    pub because: String,
    /// Byte range in the rule's file.
    pub span: std::ops::Range<usize>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Excused {
    /// A mutant that no example can kill, by its name: `before => after`.
    Mutant(String),
    /// A remark of the rules' lint, by its name.
    Lint(String),
}

/// Passing and failing data of a rule.
#[derive(Clone, Debug, Default)]
pub struct Examples {
    pub passes: Vec<Example>,
    pub fails: Vec<Example>,
}

impl Examples {
    /// All examples, and whether each must fail.
    pub fn all(&self) -> impl Iterator<Item = (&Example, bool)> {
        let passes = self.passes.iter().map(|example| (example, false));
        passes.chain(self.fails.iter().map(|example| (example, true)))
    }
}

/// A small submission and what the rule must say of it.
#[derive(Clone, Debug)]
pub struct Example {
    /// What the example shows, in a few words.
    pub note: Option<String>,
    pub as_of: Option<Date>,
    pub region: Option<String>,
    /// Ledgers by name, each a list of records.
    pub given: serde_json::Value,
    /// Files by name, for what only shows in raw text.
    pub files: Vec<(String, String)>,
    /// The text of a file of waivers, for rules on these; the waived rules are those of the whole rulebook.
    pub waivers: Option<String>,
    /// For failing examples: the records found, each by some of its fields.
    pub finds: Vec<serde_json::Map<String, serde_json::Value>>,
    /// For failing examples: the field that the finding must point at.
    pub at: Option<String>,
    /// Text that the message must contain.
    pub says: Option<String>,
    /// Number of records that must be undecided; none where it is not given.
    pub undecided: Option<u64>,
    /// Number of records or groups that must be in scope, where the example is about that.
    pub judged: Option<u64>,
    /// Byte range in the rule's file.
    pub span: std::ops::Range<usize>,
}
