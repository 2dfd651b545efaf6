//! The 20 rules of the speed bar, and the 20 more, find what DuckDB finds with hand-written SQL on the same 10,000
//! persons.
//!
//! The constants are what `benches/duckdb_rules.py DIR` and `benches/duckdb_more_rules.py DIR` printed for the data that
//! `cargo bench --bench bar -- --persons 10000 --write DIR` wrote, and the same with `--every-breach`.

#[path = "../benches/bar/generate.rs"]
mod generate;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use generate::{Breaches, Data, LEDGERS};
use ledgerlint::check::{Settings, check, examples};
use ledgerlint::lang::Lang;
use ledgerlint::ledger::{Catalog, Date, parse_schemas};
use ledgerlint::read::{File, Options, read};
use ledgerlint::rulebook::{RuleFile, Rulebook, load};

const RULES: usize = 20;

fn texts(folder: &str) -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let entries = std::fs::read_dir(&folder).expect("a folder of the bench");
    let mut paths: Vec<PathBuf> = entries.map(|e| e.expect("an entry").path()).collect();
    paths.sort();
    let text = |path: &PathBuf| std::fs::read_to_string(path).expect("readable UTF-8");
    let name = |path: &PathBuf| {
        let end = path.file_name().expect("a file").to_string_lossy();
        format!(
            "{}/{end}",
            folder.file_name().expect("a name").to_string_lossy()
        )
    };
    paths.iter().map(|path| (name(path), text(path))).collect()
}

/// The folder of a pack, and the beginning of its rules' IDs.
const BAR: (&str, &str) = ("benches/rules/BAR", "BAR");
const MORE: (&str, &str) = ("benches/more_rules/BAR2", "BAR2");

fn rules((folder, _): (&str, &str)) -> (Arc<Catalog>, Rulebook) {
    let catalog = parse_schemas(&texts("benches/schemas"), Lang::En)
        .unwrap_or_else(|faults| panic!("{faults:#?}"));
    let file = |(path, text): (String, String)| RuleFile {
        path,
        text: Arc::from(text),
    };
    let files: Vec<RuleFile> = texts(folder).into_iter().map(file).collect();
    let (book, faults) = load(&files, &catalog, Lang::En);
    assert!(faults.is_empty(), "{faults:#?}");
    assert_eq!(book.rules.len(), RULES);
    (Arc::new(catalog), book)
}

/// Findings of each rule on 10,000 persons.
fn found(pack: (&str, &str), breaches: Breaches) -> Vec<u64> {
    let data = Data {
        persons: 10_000,
        breaches,
    };
    let files = LEDGERS.map(|ledger| {
        let mut bytes = Vec::new();
        data.write(ledger, &mut bytes).expect("memory takes it all");
        File::in_memory(&format!("{ledger}.csv"), bytes)
    });
    let (catalog, book) = rules(pack);
    let as_of = Date::parse("2021-05-13").expect("a day of the calendar");
    let reading = read(&files, &catalog, Options::at(as_of), &|_, _, _| {});
    let settings = Settings {
        per_rule: Some(1),
        ..Settings::at(as_of)
    };
    let report = check(&reading, &book, &settings, &|_, _| {}).report;
    // reading finds fault with no cell, or its own findings would follow
    let ids: Vec<&str> = report.rules.iter().map(|rule| &*rule.id.0).collect();
    let expected: Vec<String> = (1..=RULES).map(|n| format!("{}-{n:03}", pack.1)).collect();
    assert_eq!(ids, expected);
    report.rules.iter().map(|rule| rule.failed).collect()
}

#[test]
fn the_rules_of_the_bar_find_what_sql_finds() {
    let duckdb = [
        20, 0, 0, 79, 10, 0, 1599, 0, 1714, 4, // F01 to F09, U10
        7, 0, 130, 0, 535, 1727, 7208, 0, 4, 67, // J11 to A20
    ];
    assert_eq!(found(BAR, Breaches::Usual), duckdb);
}

#[test]
fn they_agree_about_missing_data_and_where_every_rule_is_broken() {
    let duckdb = [
        19, 27, 48, 78, 12, 20, 1586, 21, 1714, 88, // F01 to F09, U10
        53, 47, 140, 7, 530, 1732, 7150, 22, 4, 66, // J11 to A20
    ];
    assert_eq!(found(BAR, Breaches::Every), duckdb);
}

#[test]
fn twenty_more_rules_find_what_sql_finds() {
    let usual = [
        1035, 1583, 126, 101, 172, 369, 86, 4, 85, 16, // F21 to F26, U27 to U29, J30
        108, 3, 52, 17, 75, 190, 402, 2586, 1, 12, // J31 to G40
    ];
    assert_eq!(found(MORE, Breaches::Usual), usual);
    let every = [
        1030, 1558, 125, 101, 167, 368, 86, 58, 85, 16, // F21 to F26, U27 to U29, J30
        108, 3, 52, 17, 75, 187, 400, 2552, 1, 12, // J31 to G40
    ];
    assert_eq!(found(MORE, Breaches::Every), every);
}

#[test]
fn every_example_of_the_bar_holds() {
    for pack in [BAR, MORE] {
        let (catalog, book) = rules(pack);
        let tested = examples::test(&book, &catalog, Lang::En);
        let told: Vec<String> = tested
            .faults
            .iter()
            .map(|fault| format!("{}: {}", fault.rule, fault.message))
            .collect();
        assert!(told.is_empty(), "{}", told.join("\n"));
    }
}
