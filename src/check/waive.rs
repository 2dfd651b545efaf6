//! Waivers put to the findings: which they excuse, and what is wrong with the waivers themselves.
//!
//! One that has expired, is not in force yet, or is approved by who answers for the record excuses nothing.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::choose::Failure;
use super::columns::columns;
use super::noticed::Notice;
use super::prints::key_values;
use super::stream::Stream;
use super::words::Words;
use crate::finding::{RuleId, Waived};
use crate::ledger::{Column, Date, FieldId, Irregularity, Kind, LedgerId, Ledgers, Spot, Value};
use crate::rulebook::{Picks, RuleFile, Rulebook, Waiver, ledgers_read};
use crate::source::{Source, SourceId};

/// Failures whose keys are held at a time.
const WINDOW: usize = 1 << 14;

/// The waivers of a run.
#[derive(Clone, Debug)]
pub struct Waivers {
    /// Their file, which is among the sources, behind the submission's.
    pub source: SourceId,
    pub all: Vec<Waiver>,
    /// Of those whose evidence names a file that is not there, the positions.
    pub without_evidence: Vec<usize>,
}

impl Waivers {
    /// Puts the text of the file beside the submission's, so that findings can point into it. `exists` tells of a file
    /// that evidence names.
    pub fn beside(
        data: &mut Ledgers,
        file: &RuleFile,
        (sha256, bytes): (String, u64),
        all: Vec<Waiver>,
        exists: &dyn Fn(&str) -> bool,
    ) -> Self {
        let missing = |waiver: &Waiver| waiver.evidence_path().is_some_and(|path| !exists(path));
        let without_evidence = all.iter().enumerate().filter(|(_, w)| missing(w));
        let without_evidence = without_evidence.map(|(at, _)| at).collect();
        let source = SourceId(data.sources.0.len() as u32);
        data.sources.0.push(Source {
            path: file.path.as_str().into(),
            text: (&*file.text).into(),
            sha256,
            bytes,
            sheets: Vec::new(),
        });
        Waivers {
            source,
            all,
            without_evidence,
        }
    }
}

/// What became of each waiver.
#[derive(Clone, Default)]
struct Use {
    /// Findings that it picks.
    picked: u64,
    /// Of these, those of records that its approver answers for.
    own: u64,
}

/// Marks what is waived. Gives what is wrong with the waivers.
pub fn waive(
    waivers: &Waivers,
    stream: &mut Stream<'_>,
    notices: &mut [Notice<'_>],
    unjudged: &BTreeSet<RuleId>,
    book: &Rulebook,
) -> Vec<Irregularity> {
    let data = &stream.reading.ledgers;
    let (as_of, settings) = (stream.settings.as_of, stream.settings);
    let columns: Vec<Option<Column>> = waivers
        .all
        .iter()
        .map(|waiver| condition(waiver, data, book, settings))
        .collect();
    let mut uses = vec![Use::default(); waivers.all.len()];
    // by rule and ledger
    let mut by_rule: FxHashMap<(&RuleId, LedgerId), Vec<usize>> = FxHashMap::default();
    for (at, waiver) in waivers.all.iter().enumerate() {
        let of = (&waiver.rule, waiver.picks.ledger());
        by_rule.entry(of).or_default().push(at);
    }
    let mut judge = |candidates: &[usize], row: u32, key: &[(&str, &str)]| {
        let mut by = None;
        for at in candidates {
            let waiver = &waivers.all[*at];
            if !picks(waiver, columns[*at].as_ref(), row, key) {
                continue;
            }
            uses[*at].picked += 1;
            if !in_force(waiver, as_of) {
                continue;
            }
            match is_own(&waiver.waived.approver, data, waiver.picks.ledger(), row) {
                true => uses[*at].own += 1,
                false => by = by.or(Some(waiver.waived.clone())),
            }
        }
        by
    };
    for at in 0..stream.broken.len() {
        let broken = &stream.broken[at];
        let rule = stream.told[broken.told].rule.clone();
        let Some(candidates) = by_rule.get(&(&rule, broken.judge.ledger)) else {
            continue;
        };
        let mut marked: Vec<(u32, Arc<Waived>)> = Vec::new();
        let failures: Vec<Failure> = broken.failed.iter().collect();
        for window in failures.chunks(WINDOW) {
            let values = key_values(broken, window, stream);
            let keys: Vec<Words<'_>> = values.iter().map(Words::of).collect();
            for (at, failure) in window.iter().enumerate() {
                let key = broken.record(&keys, at, *failure);
                let key: Vec<(&str, &str)> = key.iter().map(|(n, v)| (&**n, v.as_str())).collect();
                let by = judge(candidates, failure.record, &key);
                marked.extend(by.map(|by| (failure.row, by)));
            }
        }
        let marks = &mut stream.broken[at].marks;
        marked
            .into_iter()
            .for_each(|(row, by)| marks.set_waived(row, by));
    }
    for notice in notices {
        let rule = &stream.told[notice.told as usize].rule;
        let Spot::Cell { ledger, row, .. } = notice.found.spot else {
            continue;
        };
        let Some(candidates) = by_rule.get(&(rule, ledger)) else {
            continue;
        };
        let key = data.key_of(ledger, row);
        let key: Vec<(&str, &str)> = key.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        notice.status.waived = judge(candidates, row, &key);
    }
    let all = waivers.all.iter().zip(&uses).enumerate();
    all.flat_map(|(at, (waiver, used))| {
        let evidence = !waivers.without_evidence.contains(&at);
        wrong(waiver, used, evidence, waivers.source, as_of, unjudged)
    })
    .collect()
}

fn in_force(waiver: &Waiver, as_of: Date) -> bool {
    waiver.issued <= as_of && as_of <= waiver.expires
}

/// For which records a condition is true; none where a ledger that it reads is absent.
fn condition(
    waiver: &Waiver,
    data: &Ledgers,
    book: &Rulebook,
    settings: &super::Settings,
) -> Option<Column> {
    let Picks::When { ledger, condition } = &waiver.picks else {
        return None;
    };
    let needed = ledgers_read(*ledger, vec![&**condition], &data.catalog);
    let there = needed.iter().all(|ledger| data.table(*ledger).is_some());
    there
        .then(|| columns(&[(*ledger, &**condition)], data, book, settings).pop())
        .flatten()
}

fn picks(waiver: &Waiver, column: Option<&Column>, row: u32, key: &[(&str, &str)]) -> bool {
    match &waiver.picks {
        Picks::Record { key: wanted, .. } => {
            let same = |((a, b), (c, d)): (&(String, String), &(&str, &str))| a == c && b == d;
            wanted.len() == key.len() && wanted.iter().zip(key).all(same)
        }
        Picks::When { .. } => column.is_some_and(|c| c.value(row as usize) == Value::Boolean(true)),
    }
}

/// Whether the approver is among those who answer for the record, or for the one that it stands nested in.
fn is_own(approver: &str, data: &Ledgers, mut ledger: LedgerId, mut row: u32) -> bool {
    let plain = |name: &str| -> String { name.chars().filter(|c| !c.is_whitespace()).collect() };
    let approvers: FxHashSet<String> = names(approver).map(plain).collect();
    loop {
        let Some(table) = data.table(ledger) else {
            return false;
        };
        let fields = data.catalog.ledger(ledger).fields.iter().enumerate();
        for (at, _) in fields.filter(|(_, field)| field.responsible) {
            let value = table.column(FieldId::new(at)).value(row as usize);
            if let Value::Text(text) = value
                && names(&text)
                    .map(plain)
                    .any(|name| approvers.contains(&name))
            {
                return true;
            }
        }
        match &table.nested {
            Some((relation, rows)) if rows[row as usize] != u32::MAX => {
                (ledger, row) = (data.catalog.relation(*relation).parent, rows[row as usize]);
            }
            _ => return false,
        }
    }
}

/// The names of a list.
fn names(text: &str) -> impl Iterator<Item = &str> {
    let parts = text.split(['、', ',', ',', ';', ';', '/']);
    parts.filter(|part| !part.trim().is_empty())
}

/// What is wrong with a waiver.
fn wrong(
    waiver: &Waiver,
    used: &Use,
    has_evidence: bool,
    source: SourceId,
    as_of: Date,
    unjudged: &BTreeSet<RuleId>,
) -> Vec<Irregularity> {
    let rule = waiver.rule.to_string();
    let places = &waiver.places;
    let mut found = Vec::new();
    let mut tell = |kind, place: &std::ops::Range<usize>, details: Vec<String>| {
        found.push(Irregularity {
            kind,
            spot: Spot::Text {
                source,
                offset: place.start,
                length: place.len(),
            },
            ledger: None,
            found: waiver.identity.clone(),
            details,
        });
    };
    if waiver.expires < as_of {
        let days = (as_of.0 - waiver.expires.0).to_string();
        let details = vec![rule, waiver.expires.to_string(), days];
        tell(Kind::WaiverExpired, &places.expires, details);
        // whether it would still be needed does not matter any more
        return found;
    }
    if as_of < waiver.issued {
        let details = vec![rule, waiver.issued.to_string()];
        tell(Kind::WaiverEarly, &places.issued, details);
        return found;
    }
    if used.picked == 0 && !unjudged.contains(&waiver.rule) {
        tell(Kind::WaiverUnused, &places.rule, vec![rule.clone()]);
    }
    if used.own > 0 {
        let details = vec![rule.clone(), used.own.to_string()];
        tell(Kind::WaiverOwn, &places.approver, details);
    }
    if let (Some(place), Some(path), false) =
        (&places.evidence, &waiver.waived.evidence, has_evidence)
    {
        tell(Kind::WaiverEvidence, place, vec![rule, path.clone()]);
    }
    found
}

/// Notices of what is wrong; `told` has the position of the texts of each kind's rule.
pub fn notices<'a>(
    wrong: Vec<Irregularity>,
    told: &dyn Fn(Kind) -> Option<u32>,
) -> Vec<Notice<'a>> {
    let notice = |found: Irregularity| {
        Some(Notice {
            told: told(found.kind)?,
            found: Cow::Owned(found),
            status: crate::finding::Status::default(),
        })
    };
    wrong.into_iter().filter_map(notice).collect()
}
