//! Findings held against what was agreed before: which of them count, and how many do not.

use std::collections::BTreeSet;

use rustc_hash::{FxHashMap, FxHashSet};

use super::baseline::Unmet;
use super::changed::Changed;
use super::choose::{Failed, Failure};
use super::detected;
use super::noticed::Notice;
use super::plan::Sorting;
use super::prints::prints;
use super::stream::Stream;
use super::told::Told;
use super::waive::{self, waive};
use crate::finding::{Account, Compared, Outcome, Report, RuleId, Severity};
use crate::ledger::{Irregularity, Kind};
use crate::rulebook::{Body, Rulebook};

/// Failures whose fingerprints are held at a time: all of a rule may be millions.
const WINDOW: usize = 1 << 16;

/// Marks the findings that do not count, and counts them in the report.
pub fn hold(
    stream: &mut Stream<'_>,
    notices: &mut Vec<Notice<'_>>,
    unjudged: &BTreeSet<RuleId>,
    book: &Rulebook,
    report: &mut Report,
) {
    let settings = stream.settings;
    if let Some(waivers) = &settings.waivers {
        let wrong = waive(waivers, stream, notices, unjudged, book);
        tell(wrong, stream, notices, book, report);
        let all = waivers.all.iter().map(|waiver| waiver.waived.clone());
        report.held.waivers = Some(all.collect());
    }
    if let Some(baseline) = &settings.baseline {
        let mut unmet = Unmet::of(baseline);
        known(stream, notices, &mut unmet);
        report.held.baseline = Some(unmet.told(&|rule| !unjudged.contains(rule)));
    }
    if let Some(since) = &settings.since {
        leave_out(
            &Changed::of(stream.reading, since),
            stream,
            notices,
            book,
            report,
        );
        report.held.since = Some(Compared {
            revision: since.revision.clone(),
            commit: since.commit.clone(),
        });
    }
    let held = &report.held;
    if held.baseline.is_some() || held.waivers.is_some() {
        count(stream, notices, report);
    }
}

/// Leaves out the findings on records and files that have not changed, and counts them.
fn leave_out(
    changed: &Changed<'_>,
    stream: &mut Stream<'_>,
    notices: &mut Vec<Notice<'_>>,
    book: &Rulebook,
    report: &mut Report,
) {
    let mut counts: FxHashMap<RuleId, u64> = FxHashMap::default();
    let settings = stream.settings;
    for broken in &mut stream.broken {
        let judge = broken.judge;
        let all: Vec<Failure> = broken.failed.iter().collect();
        let kept: Vec<Failure> = match &judge.per {
            None => {
                let kept = all
                    .iter()
                    .filter(|f| changed.record(judge.ledger, f.record));
                kept.copied().collect()
            }
            Some(keys) => {
                let is_changed = changed.groups(judge, keys, book, settings);
                all.iter()
                    .filter(|f| is_changed(f.record))
                    .copied()
                    .collect()
            }
        };
        let rule = &stream.told[broken.told].rule;
        *counts.entry(rule.clone()).or_default() += (all.len() - kept.len()) as u64;
        if kept.len() < all.len() {
            broken.failed = Failed::listed(kept.into_iter());
        }
    }
    notices.retain(|notice| {
        let kept = changed.noticed(&notice.found);
        let rule = &stream.told[notice.told as usize].rule;
        *counts.entry(rule.clone()).or_default() += u64::from(!kept);
        kept
    });
    for rule in &mut report.rules {
        rule.unchanged = counts.get(&rule.id).copied().unwrap_or(0);
        rule.failed -= rule.unchanged;
    }
}

/// Adds what is wrong with the waivers as findings of the rules that detect it; those that were not asked for stay out.
fn tell(
    wrong: Vec<Irregularity>,
    stream: &mut Stream<'_>,
    notices: &mut Vec<Notice<'_>>,
    book: &Rulebook,
    report: &mut Report,
) {
    let (settings, mut told) = (stream.settings, FxHashMap::default());
    let mut claimed: BTreeSet<Kind> = BTreeSet::new();
    for rule in &book.rules {
        let Body::Detect(kinds) = &rule.body else {
            continue;
        };
        claimed.extend(kinds);
        let mut results = report.rules.iter_mut();
        let Some(result) = results.find(|result| result.id == rule.id) else {
            continue;
        };
        let found = wrong
            .iter()
            .filter(|found| kinds.contains(&found.kind))
            .count() as u64;
        if found == 0 || result.outcome == Outcome::Skipped {
            continue;
        }
        (result.failed, result.outcome) = (result.failed + found, Outcome::Failed);
        let at = stream.told.len() as u32;
        stream
            .told
            .push(Told::of(rule, result.severity, settings.lang));
        told.extend(kinds.iter().map(|kind| (*kind, at)));
    }
    // where the packs have no rule for it, it is told all the same
    let unclaimed = wrong
        .iter()
        .map(|found| found.kind)
        .filter(|kind| !claimed.contains(kind));
    let unclaimed: Vec<Kind> = unclaimed.collect();
    if !unclaimed.is_empty() {
        let rule = detected::unclaimed_rule(Severity::Warning, settings.lang);
        told.extend(
            unclaimed
                .iter()
                .map(|kind| (*kind, stream.told.len() as u32)),
        );
        stream
            .told
            .push(Told::of(&rule, rule.severity, settings.lang));
        let found = unclaimed.len() as u64;
        match report.rules.iter_mut().find(|result| result.id == rule.id) {
            Some(result) => {
                result.failed += found;
                result.records += found;
            }
            None => report.rules.push(detected::unclaimed_result(rule, found)),
        }
    }
    notices.extend(waive::notices(wrong, &|kind| told.get(&kind).copied()));
}

/// Marks what a baseline has. Of equal findings the first ones, in order of records, are known.
fn known(stream: &mut Stream<'_>, notices: &mut [Notice<'_>], unmet: &mut Unmet<'_>) {
    let sorting = Sorting::of(&stream.graph);
    for at in 0..stream.broken.len() {
        let mut marks = std::mem::take(&mut stream.broken[at].marks);
        let broken = &stream.broken[at];
        let mut failures = broken.failed.iter();
        loop {
            let window: Vec<Failure> = failures.by_ref().take(WINDOW).collect();
            if window.is_empty() {
                break;
            }
            let printed = prints(broken, &window, stream, &sorting);
            for (failure, print) in window.iter().zip(printed) {
                if unmet.meets(print) {
                    marks.set_known(failure.row);
                }
            }
        }
        drop(failures);
        stream.broken[at].marks = marks;
    }
    let data = &stream.reading.ledgers;
    for notice in notices {
        let rule = &stream.told[notice.told as usize].rule;
        notice.status.known = unmet.meets(detected::print(&notice.found, rule, data));
    }
}

/// The rules of the book that a run did not judge: what was found by them before may still be there.
pub fn unjudged(report: &Report, book: &Rulebook) -> BTreeSet<RuleId> {
    let judged = report
        .rules
        .iter()
        .filter(|r| r.outcome != Outcome::Skipped);
    let judged: FxHashSet<&RuleId> = judged.map(|rule| &rule.id).collect();
    let rules = book.rules.iter().map(|rule| &rule.id);
    rules.filter(|id| !judged.contains(id)).cloned().collect()
}

fn count(stream: &Stream<'_>, notices: &[Notice<'_>], report: &mut Report) {
    // known, waived
    let mut counts: FxHashMap<RuleId, (u64, u64)> = FxHashMap::default();
    for broken in &stream.broken {
        let failures = || broken.failed.iter();
        let marks = &broken.marks;
        let known = |row| marks.is_known(row) && !marks.is_waived(row);
        let known = failures().filter(|f| known(f.row)).count();
        let waived = failures().filter(|f| broken.marks.is_waived(f.row)).count();
        let rule = &stream.told[broken.told].rule;
        let (all_known, all_waived) = counts.entry(rule.clone()).or_default();
        *all_known += known as u64;
        *all_waived += waived as u64;
    }
    for notice in notices {
        let rule = &stream.told[notice.told as usize].rule;
        let (known, waived) = counts.entry(rule.clone()).or_default();
        match notice.status.account() {
            Account::New => {}
            Account::Known => *known += 1,
            Account::Waived => *waived += 1,
        }
    }
    for rule in &mut report.rules {
        if let Some((known, waived)) = counts.get(&rule.id) {
            (rule.known, rule.waived) = (*known, *waived);
        }
    }
}
