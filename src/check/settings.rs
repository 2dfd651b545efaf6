//! How a submission is to be judged.

use std::collections::BTreeMap;

use super::baseline::Baseline;
use super::changed::Since;
use super::waive::Waivers;
use super::world::Attachments;
use crate::finding::Severity;
use crate::lang::Lang;
use crate::ledger::Date;

/// The user's choices for one run.
pub struct Settings {
    /// The day the submission is judged at.
    pub as_of: Date,
    pub lang: Lang,
    /// Division code of the place, for parameters that differ by region.
    pub region: Option<String>,
    /// Parameter values that replace the packs': full name (`POST.max_age`) to the value as text.
    pub overrides: BTreeMap<String, String>,
    /// Rule or pack ids to judge; all where empty.
    pub select: Vec<String>,
    /// Severities that replace the rules' own, by rule id.
    pub severities: BTreeMap<String, Severity>,
    /// At most so many findings of a rule are described; all where `None`. Totals always count all.
    pub per_rule: Option<usize>,
    pub detail: Detail,
    /// What does not count because it was there before.
    pub baseline: Option<Baseline>,
    /// What the submission was before: findings on records that are as they were are left out.
    pub since: Option<Since>,
    /// What somebody answers for.
    pub waivers: Option<Waivers>,
    pub attachments: Option<Box<dyn Attachments>>,
}

/// What a finding tells besides what, where and why. What nobody reads is not worked out.
#[derive(Clone, Copy, Debug)]
pub struct Detail {
    /// Pieces of the input around each place.
    pub excerpts: bool,
    /// The personal values that may stand in its texts, for masking.
    pub personal: bool,
    /// The village or unit that the record belongs to.
    pub places: bool,
}

impl Default for Detail {
    /// Everything.
    fn default() -> Self {
        Detail {
            excerpts: true,
            personal: true,
            places: true,
        }
    }
}

impl Settings {
    /// All rules, all findings, as the packs say, at a date.
    pub fn at(as_of: Date) -> Self {
        Settings {
            as_of,
            lang: Lang::Zh,
            region: None,
            overrides: BTreeMap::new(),
            select: Vec::new(),
            severities: BTreeMap::new(),
            per_rule: None,
            detail: Detail::default(),
            baseline: None,
            since: None,
            waivers: None,
            attachments: None,
        }
    }

    /// Whether the user asked for this rule.
    pub fn selects(&self, id: &str) -> bool {
        let of = |word: &String| {
            word == id
                || id
                    .strip_prefix(word.as_str())
                    .is_some_and(|rest| rest.starts_with('-'))
        };
        self.select.is_empty() || self.select.iter().any(of)
    }
}
