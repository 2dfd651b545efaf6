//! Findings that reading made: worded, placed and ranked by the rules that detect their kinds.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::describe::{localised, personal_of};
use super::fingerprint::{fingerprint, identity};
use super::settings::Settings;
use crate::finding::{Finding, RuleId, Severity};
use crate::lang::Lang;
use crate::ledger::{Cell, Irregularity, Kind, Ledgers, Spot};
use crate::location::Location;
use crate::read::word;
use crate::rulebook::{Body, Effective, English, Examples, Rule, RuleFile, Rulebook};

/// The irregularities of each detecting rule, by rule position.
pub fn by_rule<'a>(
    irregularities: &'a [Irregularity],
    book: &Rulebook,
) -> BTreeMap<usize, Vec<&'a Irregularity>> {
    let mut rule_of: BTreeMap<Kind, usize> = BTreeMap::new();
    for (at, rule) in book.rules.iter().enumerate() {
        if let Body::Detect(kinds) = &rule.body {
            rule_of.extend(kinds.iter().map(|kind| (*kind, at)));
        }
    }
    let mut found: BTreeMap<usize, Vec<&Irregularity>> = BTreeMap::new();
    for irregularity in irregularities {
        if let Some(rule) = rule_of.get(&irregularity.kind) {
            found.entry(*rule).or_default().push(irregularity);
        }
    }
    found
}

/// One irregularity as a finding of its rule.
pub fn describe(
    irregularity: &Irregularity,
    rule: &Rule,
    severity: Severity,
    data: &Ledgers,
    settings: &Settings,
) -> Finding {
    let (mut record, mut key, mut personal) = (Vec::new(), Vec::new(), Vec::new());
    let mut field_title = String::new();
    let mut field_name = String::new();
    let (location, excerpt) = match &irregularity.spot {
        Spot::File(source) => (Location::file(data.sources.get(*source).path.clone()), None),
        Spot::Text {
            source,
            offset,
            length,
        } => data.sources.locate_text(*source, *offset, *length),
        Spot::Cell { ledger, row, field } => {
            record = data.key_of(*ledger, *row);
            key = identity(data, *ledger, *row);
            personal_of(data, *ledger, *row, &mut personal);
            if let Some(field) = field {
                let definition = data.catalog.ledger(*ledger).field(*field);
                field_title = settings
                    .lang
                    .pick(&definition.title, &definition.name)
                    .to_owned();
                field_name.clone_from(&definition.name);
                let kind = definition.personal;
                let value = irregularity.found.clone();
                personal.extend(
                    kind.filter(|_| !value.is_empty())
                        .map(|kind| crate::finding::Personal { kind, value }),
                );
            }
            data.locate(Cell {
                ledger: *ledger,
                row: *row,
                field: *field,
            })
        }
    };
    let worded = word(
        irregularity.kind,
        &irregularity.found,
        &irregularity.details,
        &field_title,
        settings.lang,
    );
    let ledger = irregularity
        .ledger
        .map_or(String::new(), |l| data.catalog.ledger(l).name.clone());
    if key.is_empty() {
        key = vec![("found".to_owned(), irregularity.found.clone())];
    }
    let advice = localised(
        rule.advice.as_ref(),
        rule.english.advice.as_ref(),
        settings.lang,
    );
    Finding {
        rule: rule.id.clone(),
        severity,
        message: worded.message,
        advice: worded.advice.or(advice),
        fingerprint: fingerprint(
            &format!("{}/{}", rule.id.0, irregularity.kind.name()),
            &ledger,
            &key,
            &field_name,
        ),
        ledger,
        record,
        field: field_name,
        location,
        label: worded.label,
        excerpt,
        related: Vec::new(),
        basis: rule.basis.clone(),
        personal,
    }
}

/// Stands in for a rule where the packs have none for what reading found: nothing found is ever dropped.
pub fn unclaimed_rule(severity: Severity, lang: Lang) -> Rule {
    let title = lang.pick(
        "读取时发现的问题(规则包里没有对应的规则)",
        "found while reading (no rule of the packs covers it)",
    );
    Rule {
        id: RuleId(Arc::from(match severity {
            Severity::Critical => "READ-001",
            _ => "READ-002",
        })),
        pack: 0,
        title: title.to_owned(),
        severity,
        ledger_name: "*".to_owned(),
        why: String::new(),
        basis: Arc::from([]),
        advice: None,
        english: English::default(),
        effective: Effective::default(),
        optional: Vec::new(),
        body: Body::Detect(Vec::new()),
        lacking: Vec::new(),
        examples: Examples::default(),
        expressions: Vec::new(),
        parameters: Vec::new(),
        file: RuleFile {
            path: String::new(),
            text: Arc::from(""),
        },
    }
}
