//! A baseline: the findings that were there when it was written, by fingerprint, and how many of each.

use rustc_hash::FxHashMap;

use crate::finding::{AgainstBaseline, Fingerprint, Gone, RuleId};

/// The findings that do not count, because they were there before.
#[derive(Clone, Debug, Default)]
pub struct Baseline {
    /// As the user named the file.
    pub path: String,
    /// The command that brings it up to date.
    pub command: String,
    pub entries: Vec<Entry>,
}

/// One finding, or some that cannot be told apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub rule: RuleId,
    pub ledger: String,
    /// Empty where it is about the record or file.
    pub field: String,
    /// Key fields of the record, masked: for people, nothing is found by them.
    pub record: Vec<(String, String)>,
    pub fingerprint: Fingerprint,
    pub count: u64,
}

/// What of a baseline has not been found again yet.
pub struct Unmet<'b> {
    baseline: &'b Baseline,
    left: FxHashMap<Fingerprint, u64>,
}

impl<'b> Unmet<'b> {
    pub fn of(baseline: &'b Baseline) -> Self {
        let mut left: FxHashMap<Fingerprint, u64> = FxHashMap::default();
        for entry in &baseline.entries {
            *left.entry(entry.fingerprint).or_default() += entry.count;
        }
        Unmet { baseline, left }
    }

    /// Whether a finding is known; of equal ones no more are than the baseline counts.
    pub fn meets(&mut self, fingerprint: Fingerprint) -> bool {
        match self.left.get_mut(&fingerprint) {
            Some(left) if *left > 0 => {
                *left -= 1;
                true
            }
            _ => false,
        }
    }

    /// What has not been found again: gone, where its rule was judged.
    pub fn told(mut self, judged: &dyn Fn(&RuleId) -> bool) -> AgainstBaseline {
        let Baseline {
            path,
            command,
            entries,
        } = self.baseline;
        let mut against = AgainstBaseline {
            path: path.clone(),
            command: command.clone(),
            listed: entries.iter().map(|entry| entry.count).sum(),
            unjudged: 0,
            gone: Vec::new(),
        };
        for entry in entries {
            let left = self.left.get_mut(&entry.fingerprint);
            let count = left.map_or(0, |left| {
                let own = entry.count.min(*left);
                *left -= own;
                own
            });
            match count {
                0 => {}
                _ if !judged(&entry.rule) => against.unjudged += count,
                _ => against.gone.push(Gone {
                    rule: entry.rule.clone(),
                    fingerprint: entry.fingerprint,
                    count,
                    ledger: entry.ledger.clone(),
                    record: entry.record.clone(),
                }),
            }
        }
        against
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(rule: &str, fingerprint: u64, count: u64) -> Entry {
        Entry {
            rule: RuleId(rule.into()),
            ledger: String::new(),
            field: String::new(),
            record: Vec::new(),
            fingerprint: Fingerprint(fingerprint),
            count,
        }
    }

    /// `found` fingerprints against entries: which are known, what is gone (fingerprint, count), what nobody judged.
    #[track_caller]
    fn check(entries: &[Entry], found: &[u64], known: &[bool], gone: &[(u64, u64)], unjudged: u64) {
        let baseline = Baseline {
            entries: entries.to_vec(),
            ..Baseline::default()
        };
        let mut unmet = Unmet::of(&baseline);
        let met: Vec<bool> = found.iter().map(|f| unmet.meets(Fingerprint(*f))).collect();
        assert_eq!(met, known);
        let told = unmet.told(&|rule| &*rule.0 != "X");
        let left = told.gone.iter().map(|g| (g.fingerprint.0, g.count));
        assert_eq!(left.collect::<Vec<_>>(), gone);
        assert_eq!(told.unjudged, unjudged);
        assert_eq!(told.listed, entries.iter().map(|e| e.count).sum::<u64>());
    }

    #[test]
    fn of_equal_findings_no_more_are_known_than_are_listed() {
        check(
            &[entry("A", 1, 2)],
            &[1, 1, 1],
            &[true, true, false],
            &[],
            0,
        );
        // two lines of one fingerprint, as a merge leaves them, count together
        check(
            &[entry("A", 1, 1), entry("A", 1, 1)],
            &[1, 1, 1],
            &[true, true, false],
            &[],
            0,
        );
        check(&[], &[1], &[false], &[], 0);
    }

    #[test]
    fn what_is_not_found_again_is_gone_if_its_rule_was_judged() {
        check(&[entry("A", 1, 3)], &[1], &[true], &[(1, 2)], 0);
        check(
            &[entry("A", 1, 1), entry("X", 2, 4)],
            &[],
            &[],
            &[(1, 1)],
            4,
        );
    }
}
