//! All shipped rules: their examples, and what must hold of every one of them.

use std::collections::BTreeMap;
use std::sync::Arc;

use ledgerlint::bundle;
use ledgerlint::check::examples;
use ledgerlint::check::mutation::mutate;
use ledgerlint::finding::Severity;
use ledgerlint::lang::Lang;
use ledgerlint::ledger::{Catalog, Kind, parse_schemas};
use ledgerlint::rulebook::{Body, Rule, RuleFile, Rulebook, lint, load};

fn shipped() -> (Arc<Catalog>, Rulebook) {
    let schemas: Vec<(String, String)> = bundle::SCHEMAS
        .iter()
        .map(|(p, t)| ((*p).to_owned(), (*t).to_owned()))
        .collect();
    let catalog = parse_schemas(&schemas, Lang::En).unwrap_or_else(|faults| panic!("{faults:#?}"));
    let files: Vec<RuleFile> = bundle::RULES
        .iter()
        .map(|(path, text)| RuleFile {
            path: (*path).to_owned(),
            text: Arc::from(*text),
        })
        .collect();
    let (book, faults) = load(&files, &catalog, Lang::En);
    let told: Vec<String> = faults
        .iter()
        .map(|f| format!("{}: {} {:?}", f.path, f.message, f.text.get(f.span.clone())))
        .collect();
    assert!(told.is_empty(), "{}", told.join("\n"));
    (Arc::new(catalog), book)
}

#[test]
fn every_example_of_every_rule_holds() {
    let (catalog, book) = shipped();
    let tested = examples::test(&book, &catalog, Lang::En);
    let told: Vec<String> = tested
        .faults
        .iter()
        .map(|f| format!("{}: {}", f.rule, f.message))
        .collect();
    assert!(told.is_empty(), "{}", told.join("\n"));
    assert!(tested.rules >= 56, "{} rules", tested.rules);
    assert!(
        tested.examples >= 4 * tested.rules,
        "{} examples",
        tested.examples
    );
}

/// One rule in eight, since this runs unoptimised; `.ci/run` has the program itself try all of them.
#[test]
fn examples_notice_every_change_of_a_rule_or_say_why_not() {
    let (catalog, book) = shipped();
    let rules: Vec<&Rule> = book.rules.iter().step_by(8).collect();
    let (mut made, mut killed) = (0, 0);
    let mut told = Vec::new();
    for rule in mutate(&rules, &book, &catalog, Lang::En, &|_, _| {}) {
        made += rule.made;
        killed += rule.killed();
        let left = rule.survivors.iter().filter(|s| s.because.is_none());
        told.extend(left.map(|s| format!("{}: {} => {}", rule.rule, s.before, s.after)));
        let unused = rule.unused.iter();
        told.extend(unused.map(|e| format!("{}: unused excuse {:?}", rule.rule, e.of)));
    }
    assert!(told.is_empty(), "{}", told.join("\n"));
    assert!(
        made > 500 && killed * 100 >= made * 95,
        "{killed} of {made} mutants killed"
    );
}

#[test]
fn nothing_can_be_said_against_a_rule_without_data() {
    let (catalog, book) = shipped();
    let linted = lint(&book, &catalog, Lang::En);
    let remarks = linted.remarks.iter();
    let mut told: Vec<String> = remarks
        .map(|r| format!("{} {}: {}", r.file.path, r.name, r.message))
        .collect();
    let unused = linted.unused.iter();
    told.extend(unused.map(|(rule, _, e)| format!("{rule}: unused excuse {:?}", e.of)));
    assert!(told.is_empty(), "{}", told.join("\n"));
}

#[test]
fn every_rule_file_fits_the_published_schema() {
    let schema = ledgerlint::rulebook::rule_schema();
    let validator =
        jsonschema::validator_for(&schema).expect("the schema of rule files is a schema");
    let mut told = Vec::new();
    for (path, text) in bundle::RULES
        .iter()
        .filter(|(p, _)| !p.ends_with("pack.yaml"))
    {
        let json = ledgerlint::rulebook::yaml_to_json(text).expect("shipped rules are YAML");
        told.extend(
            validator
                .iter_errors(&json)
                .map(|e| format!("{path} {}: {e}", e.instance_path())),
        );
    }
    assert!(told.is_empty(), "{}", told.join("\n"));
}

#[test]
fn every_kind_of_irregularity_belongs_to_exactly_one_rule() {
    let (_, book) = shipped();
    let mut rules: BTreeMap<Kind, Vec<&str>> = Kind::ALL
        .iter()
        .map(|(kind, _)| (*kind, Vec::new()))
        .collect();
    for rule in &book.rules {
        if let Body::Detect(kinds) = &rule.body {
            for kind in kinds {
                rules
                    .get_mut(kind)
                    .expect("every kind is listed")
                    .push(&rule.id.0);
            }
        }
    }
    for (kind, rules) in rules {
        assert_eq!(rules.len(), 1, "{} is detected by {rules:?}", kind.name());
    }
}

#[test]
fn rules_on_unverified_ground_are_no_errors() {
    let (_, book) = shipped();
    for rule in &book.rules {
        let verified = rule.basis.iter().any(|b| b.verified);
        let severe = matches!(rule.severity, Severity::Critical | Severity::Error);
        assert!(
            verified || !severe,
            "{} is {} without a verified basis",
            rule.id,
            rule.severity.name()
        );
    }
}

#[test]
fn every_rule_speaks_both_languages() {
    let (_, book) = shipped();
    for rule in &book.rules {
        assert!(
            rule.english.title.is_some(),
            "{} has no English title",
            rule.id
        );
        assert!(
            rule.english.advice.is_some(),
            "{} has no English advice",
            rule.id
        );
        if let Body::Judge(judges) = &rule.body {
            assert!(
                judges.iter().all(|j| j.english_message.is_some()),
                "{} has no English message",
                rule.id
            );
        }
    }
}

#[test]
fn texts_end_without_a_full_stop_and_advice_is_one_line() {
    let (_, book) = shipped();
    for rule in &book.rules {
        let advice = rule.advice.as_deref().unwrap_or_default();
        assert!(
            !advice.is_empty() && !advice.contains('\n'),
            "{}: advice {advice:?}",
            rule.id
        );
        for text in [rule.title.as_str(), advice] {
            assert!(
                !text.ends_with(['。', '.']),
                "{}: {text:?} ends with a full stop",
                rule.id
            );
        }
    }
}

#[test]
fn every_parameter_is_used() {
    let (_, book) = shipped();
    for pack in &book.packs {
        for parameter in &pack.parameters {
            let full = format!("{}.{}", pack.id, parameter.name);
            assert!(
                book.rules.iter().any(|r| {
                    r.parameters.contains(&full) || r.dated_parameters.contains(&full)
                }),
                "{full} is read by no rule"
            );
        }
    }
}

#[test]
fn the_catalogue_s_groups_are_there_in_full() {
    let (_, book) = shipped();
    let count = |pack: &str| {
        book.rules
            .iter()
            .filter(|r| r.id.0.starts_with(pack))
            .count()
    };
    assert!(
        count("RECT-") >= 20 && count("POST-") >= 17 && count("HYG-") >= 19,
        "{} {} {}",
        count("RECT-"),
        count("POST-"),
        count("HYG-")
    );
}

/// The faults of MON-007 with another `require`.
fn refused(require: &str) -> Vec<String> {
    let schemas: Vec<(String, String)> = bundle::SCHEMAS
        .iter()
        .map(|(p, t)| ((*p).to_owned(), (*t).to_owned()))
        .collect();
    let catalog = parse_schemas(&schemas, Lang::En).unwrap_or_else(|faults| panic!("{faults:#?}"));
    let wanted = ["MON/pack.yaml", "MON/MON-007.yaml"];
    let files = bundle::RULES.iter().filter(|(p, _)| wanted.contains(p));
    let files: Vec<RuleFile> = files
        .map(|(path, text)| {
            let old = "clear_date >= add_months(enroll_date, param.stable_months)";
            assert!(path.ends_with("pack.yaml") || text.contains(old));
            RuleFile {
                path: (*path).to_owned(),
                text: text.replace(old, require).into(),
            }
        })
        .collect();
    let (_, faults) = load(&files, &catalog, Lang::En);
    faults.into_iter().map(|f| f.message).collect()
}

#[test]
fn a_parameter_by_day_is_typed() {
    let months = "months_between(enroll_date, clear_date) >= param.stable_months";
    let none: [&str; 0] = [];
    assert_eq!(refused(&format!("{months} at clear_date")), none);
    assert_eq!(refused(&format!("{months} at (as_of - 1)")), none);
    assert_eq!(
        refused(&format!("{months} at 3")),
        ["expected a date, found an integer"]
    );
    assert_eq!(
        refused("clear_date >= param.stable_months at clear_date"),
        ["a date and an integer cannot be compared by >="]
    );
    assert_eq!(
        refused("param.unheard_of at clear_date > 1"),
        ["there is no parameter 'MON.unheard_of'"]
    );
    assert_eq!(
        refused("enroll_date at clear_date > enroll_date"),
        ["the expression should end here"]
    );
}
