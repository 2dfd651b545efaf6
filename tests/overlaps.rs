//! Rules that fire on the same cell of the same record: every pair is known and has its reason.
//!
//! A rule file names the others under `overlaps`, with the reason why both are to be told. All rules are run on the
//! examples of all rules, and on the samples; what fires together there must be named, and what is named must fire together there.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use ledgerlint::bundle;
use ledgerlint::check::{Detail, Settings, check, examples};
use ledgerlint::finding::Findings as _;
use ledgerlint::lang::Lang;
use ledgerlint::ledger::{Catalog, Date, LedgerId, parse_shipped_schemas};
use ledgerlint::read::{File, Options, read};
use ledgerlint::rulebook::{
    Body, Example, Examples, Judge, Rule, RuleFile, Rulebook, ledgers_read, load,
};
use rayon::prelude::*;

/// Two rules, in order of their ids.
type Pair = (String, String);

fn shipped() -> (Arc<Catalog>, Rulebook) {
    let catalog = parse_shipped_schemas(bundle::SCHEMAS, Lang::Zh).expect("schemas are right");
    let files: Vec<RuleFile> = bundle::RULES
        .iter()
        .map(|(path, text)| RuleFile {
            path: (*path).to_owned(),
            text: Arc::from(*text),
        })
        .collect();
    let (book, faults) = load(&files, &catalog, Lang::Zh);
    assert!(faults.is_empty(), "{faults:?}");
    (Arc::new(catalog), book)
}

/// The ledgers that an example gives, those that its records nest included.
fn given(example: &Example, catalog: &Catalog) -> BTreeSet<LedgerId> {
    let named = example.given.as_object().into_iter().flatten();
    let mut given: BTreeSet<LedgerId> = named.filter_map(|(name, _)| catalog.named(name)).collect();
    for _ in 0..3 {
        let nested = catalog.ledgers().filter(|(_, d)| {
            let parent = d.nested_in.as_ref();
            parent.is_some_and(|(parent, _)| given.contains(parent))
        });
        let nested: Vec<LedgerId> = nested.map(|(id, _)| id).collect();
        given.extend(nested);
    }
    // files of raw text may be any ledger
    match example.files.is_empty() {
        true => given,
        false => catalog.ledgers().map(|(id, _)| id).collect(),
    }
}

/// The rules as far as they can be judged with these ledgers, without their examples.
fn within(ledgers: &BTreeSet<LedgerId>, book: &Rulebook, catalog: &Catalog) -> Rulebook {
    let can = |rule: &Rule, judge: &Judge| {
        let needed = ledgers_read(judge.ledger, judge.deciding(), catalog);
        let there = |l: &LedgerId| ledgers.contains(l) || rule.optional.contains(l);
        needed.iter().all(there)
    };
    let of = |rule: &Rule| {
        let body = match &rule.body {
            Body::Detect(kinds) => Body::Detect(kinds.clone()),
            Body::Judge(judges) => {
                let judges = judges.iter().filter(|judge| can(rule, judge));
                Body::Judge(judges.cloned().collect())
            }
        };
        if matches!(&body, Body::Judge(judges) if judges.is_empty()) {
            return None;
        }
        Some(Rule {
            body,
            ..shallow(rule)
        })
    };
    Rulebook {
        packs: book.packs.clone(),
        rules: book.rules.iter().filter_map(of).collect(),
    }
}

/// A copy of the rule without what is large.
fn shallow(rule: &Rule) -> Rule {
    Rule {
        id: rule.id.clone(),
        pack: rule.pack,
        title: String::new(),
        severity: rule.severity,
        ledger_name: String::new(),
        why: String::new(),
        basis: rule.basis.clone(),
        advice: None,
        english: Default::default(),
        effective: rule.effective,
        optional: rule.optional.clone(),
        body: Body::Judge(Vec::new()),
        lacking: Vec::new(),
        excuses: Vec::new(),
        plants: Vec::new(),
        examples: Examples::default(),
        overlaps: Vec::new(),
        expressions: Vec::new(),
        parameters: rule.parameters.clone(),
        dated_parameters: rule.dated_parameters.clone(),
        file: rule.file.clone(),
    }
}

/// The pairs that fire on one cell of an example.
fn pairs(example: &Example, book: &Rulebook, catalog: &Arc<Catalog>) -> BTreeSet<Pair> {
    let as_of = example.as_of.or(Date::parse(examples::DEFAULT_AS_OF));
    let as_of = as_of.expect("a day");
    pairs_in(
        &examples::files(example),
        as_of,
        &example.region,
        book,
        catalog,
    )
}

/// The pairs that fire on one cell of some files.
fn pairs_in(
    files: &[File],
    as_of: Date,
    region: &Option<String>,
    book: &Rulebook,
    catalog: &Arc<Catalog>,
) -> BTreeSet<Pair> {
    let reading = read(files, catalog, Options::at(as_of), &|_, _, _| {});
    let mut settings = Settings::at(as_of);
    settings.region.clone_from(region);
    settings.detail = Detail {
        excerpts: false,
        personal: false,
        places: false,
    };
    let checked = check(&reading, book, &settings, &|_, _| {});
    let mut cells: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for finding in checked.findings.all() {
        // a record that lacks the property is pointed at as a whole
        let cell = format!("{} {}", finding.location, finding.field);
        let rules = cells.entry(cell).or_default();
        rules.insert(finding.rule.to_string());
    }
    let mut pairs = BTreeSet::new();
    for rules in cells.values() {
        for (i, a) in rules.iter().enumerate() {
            pairs.extend(rules.iter().skip(i + 1).map(|b| (a.clone(), b.clone())));
        }
    }
    pairs
}

/// Every pair that fires together on some example, with those examples.
fn firing(book: &Rulebook, catalog: &Arc<Catalog>) -> BTreeMap<Pair, Vec<String>> {
    let mut by_ledgers: BTreeMap<BTreeSet<LedgerId>, Vec<(String, &Example)>> = BTreeMap::new();
    for rule in &book.rules {
        let kinds = [
            ("passing", &rule.examples.passes),
            ("failing", &rule.examples.fails),
        ];
        for (kind, examples) in kinds {
            for (i, example) in examples.iter().enumerate() {
                let named = (format!("{kind} example {} of {}", i + 1, rule.id), example);
                let same = by_ledgers.entry(given(example, catalog)).or_default();
                same.push(named);
            }
        }
    }
    let groups: Vec<_> = by_ledgers.into_iter().collect();
    let found: Vec<(Pair, String)> = groups
        .par_iter()
        .flat_map_iter(|(ledgers, examples)| {
            let some = within(ledgers, book, catalog);
            examples.iter().flat_map(move |(name, example)| {
                let pairs = pairs(example, &some, catalog).into_iter();
                pairs.map(|pair| (pair, name.clone())).collect::<Vec<_>>()
            })
        })
        .collect();
    let mut firing: BTreeMap<Pair, Vec<String>> = BTreeMap::new();
    for (pair, name) in found {
        firing.entry(pair).or_default().push(name);
    }
    for (name, pair) in of_samples(book, catalog) {
        firing.entry(pair).or_default().push(name);
    }
    firing
}

/// The pairs that fire together on the samples.
fn of_samples(book: &Rulebook, catalog: &Arc<Catalog>) -> Vec<(String, Pair)> {
    let mut found = Vec::new();
    let as_of = Date::parse(examples::DEFAULT_AS_OF).expect("a day");
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    for sample in ["huibu-2021", "posts"] {
        let entries = std::fs::read_dir(samples.join(sample)).expect("a sample");
        let paths = entries.map(|entry| entry.expect("an entry").path());
        let files = paths.filter(|path| path.is_file()).map(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            File::in_memory(&name, std::fs::read(&path).expect("a file"))
        });
        let files: Vec<File> = files.collect();
        let pairs = pairs_in(&files, as_of, &Some("360921".to_owned()), book, catalog);
        found.extend(
            pairs
                .into_iter()
                .map(|pair| (format!("sample {sample}"), pair)),
        );
    }
    found
}

#[test]
fn pairs_of_rules_that_fire_on_one_cell_are_named_and_justified() {
    let (catalog, book) = shipped();
    let firing = firing(&book, &catalog);
    let mut named: BTreeMap<Pair, &str> = BTreeMap::new();
    let mut wrong = Vec::new();
    for rule in &book.rules {
        for (other, reason) in &rule.overlaps {
            let (a, b) = (rule.id.to_string(), other.to_string());
            let pair = if a < b { (a, b) } else { (b, a) };
            if reason.chars().count() < 10 {
                wrong.push(format!("{}: the reason for {other} is too short", rule.id));
            }
            if named.insert(pair, reason).is_some() {
                wrong.push(format!(
                    "{} and {other} name each other; once is enough",
                    rule.id
                ));
            }
        }
    }
    for ((a, b), examples) in &firing {
        if !named.contains_key(&(a.clone(), b.clone())) {
            wrong.push(format!(
                "{a} and {b} fire on one cell, as in the {}: merge them, narrow one with `when`, or say under \
                 `overlaps` why both are to be told",
                examples[0]
            ));
        }
    }
    for (a, b) in named.keys() {
        if !firing.contains_key(&(a.clone(), b.clone())) {
            wrong.push(format!(
                "{a} and {b} no longer fire on one cell: take it out of `overlaps`"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(
        !firing.is_empty(),
        "some rules look at one thing from two sides"
    );
}
