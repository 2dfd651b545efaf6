//! The hardest rules of the catalogue, written in the rule language: loaded from `tests/hard_rules` as a user's own
//! schemas and rules would be, and held to their examples.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ledgerlint::check::examples;
use ledgerlint::lang::Lang;
use ledgerlint::ledger::{Catalog, parse_schemas};
use ledgerlint::rulebook::{RuleFile, Rulebook, load};

/// Files below `tests/hard_rules/<folder>` with this ending, as (path within the folder, text), in order of paths.
fn files(folder: &str, ending: &str) -> Vec<(String, String)> {
    let root: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/hard_rules")
        .join(folder);
    let mut found = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("the folder is there") {
            let path = entry.expect("an entry of the folder").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.strip_prefix(&root).expect("below the folder");
            let name = name.to_string_lossy().replace('\\', "/");
            if name.ends_with(ending) {
                found.push((name, fs::read_to_string(&path).expect("UTF-8 text")));
            }
        }
    }
    found.sort();
    found
}

fn hard_rules() -> (Arc<Catalog>, Rulebook) {
    let schemas = files("schemas", ".schema.json");
    let catalog = parse_schemas(&schemas, Lang::En).unwrap_or_else(|faults| panic!("{faults:#?}"));
    let rules: Vec<RuleFile> = files("rules", ".yaml")
        .into_iter()
        .map(|(path, text)| RuleFile {
            path,
            text: Arc::from(text),
        })
        .collect();
    let (book, faults) = load(&rules, &catalog, Lang::En);
    let told: Vec<String> = faults
        .iter()
        .map(|f| format!("{}: {} {:?}", f.path, f.message, f.text.get(f.span.clone())))
        .collect();
    assert!(told.is_empty(), "{}", told.join("\n"));
    (Arc::new(catalog), book)
}

#[test]
fn every_hard_rule_can_be_written_and_its_examples_hold() {
    let (catalog, book) = hard_rules();
    for lang in [Lang::Zh, Lang::En] {
        let tested = examples::test(&book, &catalog, lang);
        let told: Vec<String> = tested
            .faults
            .iter()
            .map(|f| format!("{}: {}", f.rule, f.message))
            .collect();
        assert!(told.is_empty(), "{}", told.join("\n"));
        assert!(tested.rules >= 30, "{} rules", tested.rules);
        assert!(
            tested.examples >= 4 * tested.rules,
            "{} examples",
            tested.examples
        );
    }
}

#[test]
fn every_hard_rule_names_a_rule_of_the_catalogue_of_its_own() {
    let (_, book) = hard_rules();
    let mut named = BTreeSet::new();
    for rule in &book.rules {
        let first = rule
            .why
            .strip_prefix("对应规则目录 ")
            .and_then(|rest| rest.split(['。', '、', '(']).next())
            .unwrap_or_else(|| panic!("{} does not begin by naming its rule", rule.id));
        assert!(
            named.insert(first.to_owned()),
            "{first} stands twice, again as {}",
            rule.id
        );
    }
}

#[test]
fn every_hard_rule_fits_the_published_schema() {
    let schema = ledgerlint::rulebook::rule_schema();
    let validator =
        jsonschema::validator_for(&schema).expect("the schema of rule files is a schema");
    let mut told = Vec::new();
    for (path, text) in files("rules", ".yaml") {
        if path.ends_with("pack.yaml") {
            continue;
        }
        let json = ledgerlint::rulebook::yaml_to_json(&text).expect("rules are YAML");
        told.extend(
            validator
                .iter_errors(&json)
                .map(|e| format!("{path} {}: {e}", e.instance_path())),
        );
    }
    assert!(told.is_empty(), "{}", told.join("\n"));
}
