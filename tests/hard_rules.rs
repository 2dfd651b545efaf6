//! Thirty of the hardest rules of the domain, written in the rule language: the language must say them, and the
//! engine must judge their examples.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use ledgerlint::check::examples;
use ledgerlint::lang::Lang;
use ledgerlint::ledger::parse_schemas;
use ledgerlint::rulebook::{RuleFile, load};

/// (path below the folder, text) of every file with this ending.
fn texts(folder: &Path, ending: &str) -> Vec<(String, String)> {
    let files = walkdir::WalkDir::new(folder).sort_by_file_name();
    let files = files
        .into_iter()
        .filter_map(Result::ok)
        .filter(|e| e.path().to_string_lossy().ends_with(ending));
    files
        .map(|entry| {
            let path = entry.path().strip_prefix(folder).expect("below the folder");
            let text = std::fs::read_to_string(entry.path()).expect("a readable text");
            (path.to_string_lossy().replace('\\', "/"), text)
        })
        .collect()
}

#[test]
fn the_hardest_rules_can_be_said_and_judged() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/hard_rules");
    let schemas = texts(&root.join("schemas"), ".schema.json");
    let catalog = parse_schemas(&schemas, Lang::En).unwrap_or_else(|faults| panic!("{faults:#?}"));
    let files: Vec<RuleFile> = texts(&root.join("rules"), ".yaml")
        .into_iter()
        .map(|(path, text)| RuleFile {
            path,
            text: Arc::from(text),
        })
        .collect();
    let (book, faults) = load(&files, &catalog, Lang::En);
    let told: Vec<String> = faults
        .iter()
        .map(|f| format!("{}: {}", f.path, f.message))
        .collect();
    assert!(told.is_empty(), "{}", told.join("\n"));
    let tested = examples::test(&book, &Arc::new(catalog), Lang::En);
    let told: Vec<String> = tested
        .faults
        .iter()
        .map(|f| format!("{}: {}", f.rule, f.message))
        .collect();
    assert!(told.is_empty(), "{}", told.join("\n"));
    assert!(
        tested.rules >= 30 && tested.examples >= 120,
        "{} rules, {} examples",
        tested.rules,
        tested.examples
    );
}
