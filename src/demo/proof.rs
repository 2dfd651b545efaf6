//! Whether a check finds in a demo what it should: nothing where it is in order, and what was planted.

use std::collections::{BTreeMap, BTreeSet};

use super::ground::DEFAULT_HOUSEHOLDS;
use super::plant::{NotPlanted, Planted, Planting, Why, attempt, plant};
use super::township;
use super::township::{Township, digest};
use super::written::{Written, as_tables};
use crate::check::{self, Attachments, Detail, Settings};
use crate::finding::Findings as _;
use crate::read::{File, Options, read};

/// What a proof came to.
#[derive(Clone, Debug, Default)]
pub struct Proof {
    /// Found in the township in order, with the messages.
    pub in_order: BTreeMap<Planted, String>,
    pub planted: Vec<Planted>,
    /// Planted and not found.
    pub missed: Vec<Planted>,
    /// Found and not planted, with the messages.
    pub unexpected: BTreeMap<Planted, String>,
    pub left: Vec<NotPlanted>,
}

/// Times that records are picked until all is found as declared.
const ATTEMPTS: u32 = 8;
/// Times that they are picked until every rule has one: where none was free so often, there hardly is any.
const SEARCHES: u32 = 3;

/// Plants breaches into a township that is in order, and checks it. Where two of them get into each other's way, or one
/// finds no record that is free, others are picked: now and then a pick makes a finding of another rule appear or
/// vanish in a way that its declaration does not foresee. The township's size decides whether all find a place.
pub fn plant_proven(
    in_order: &Township,
    planting: &Planting<'_>,
) -> (Township, Vec<Planted>, Vec<NotPlanted>) {
    let mut best = (usize::MAX, usize::MAX);
    let mut picked = (Township::default(), Vec::new(), Vec::new());
    let roomy = planting.settings.households >= DEFAULT_HOUSEHOLDS;
    for nth in 0..ATTEMPTS {
        let mut township = in_order.clone();
        let (planted, left) = attempt(&mut township, planting, nth);
        let found = found(&township, planting);
        let met = planted.iter().filter(|p| found.contains_key(p)).count();
        let wrong = planted.len() + found.len() - 2 * met;
        let homeless = left.iter().filter(|l| l.why == Why::NoRecord).count();
        let rank = (wrong, homeless);
        if rank < best {
            (best, picked) = (rank, (township, planted, left));
        }
        if wrong == 0 && (homeless == 0 || !roomy || nth + 1 >= SEARCHES) {
            break;
        }
    }
    picked
}

/// Checks the township with and without plants. Rules that the rulebook lacks neither plant nor find.
pub fn prove(planting: &Planting<'_>) -> Proof {
    let mut township = township(planting.settings);
    let in_order = found(&township, planting);
    let (planted, left) = plant(&mut township, planting);
    let known: BTreeSet<&str> = planting.book.rules.iter().map(|r| &*r.id.0).collect();
    let planted: Vec<Planted> = planted
        .into_iter()
        .filter(|planted| known.contains(planted.rule.as_str()))
        .collect();
    let mut unexpected = found(&township, planting);
    let missed = planted
        .iter()
        .filter(|planted| !unexpected.contains_key(planted))
        .cloned()
        .collect();
    for planted in &planted {
        unexpected.remove(planted);
    }
    Proof {
        in_order,
        planted,
        missed,
        unexpected,
        left,
    }
}

fn found(township: &Township, planting: &Planting<'_>) -> BTreeMap<Planted, String> {
    let written = as_tables(township, planting.catalog);
    let files: Vec<File> = written
        .iter()
        .map(|file| File::in_memory(&file.path, file.bytes.clone()))
        .collect();
    let as_of = planting.settings.as_of;
    let reading = read(&files, planting.catalog, Options::at(as_of), &|_, _, _| {});
    let mut settings = Settings::at(as_of);
    settings.detail = Detail {
        excerpts: false,
        personal: false,
        places: false,
    };
    settings.attachments = Some(Box::new(Beside::of(&written)));
    let checked = check::check(&reading, planting.book, &settings, &|_, _| {});
    let findings = checked.findings.all().into_iter();
    let named = findings.map(|finding| {
        let record = finding.record.iter();
        let planted = Planted {
            rule: finding.rule.to_string(),
            ledger: finding.ledger.to_string(),
            record: record
                .map(|(name, value)| (name.to_string(), value.clone()))
                .collect(),
        };
        (planted, finding.message)
    });
    named.collect()
}

/// The files of a township that was not written to a disk.
struct Beside(BTreeMap<String, String>);

impl Beside {
    fn of(files: &[Written]) -> Self {
        let digests = files.iter().map(|f| (f.path.clone(), digest(&f.bytes)));
        Beside(digests.collect())
    }
}

impl Attachments for Beside {
    fn exists(&self, path: &str) -> Option<bool> {
        Some(self.0.contains_key(path))
    }

    fn sha256(&self, path: &str) -> Option<String> {
        self.0.get(path).cloned()
    }
}
