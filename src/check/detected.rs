//! Findings that reading made: worded, placed and ranked by the rules that detect their kinds.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::describe::Place;
use super::fingerprint::{Fingerprinter, identity};
use super::personal::of_record;
use super::place::own_place;
use super::stream::Stream;
use super::told::Told;
use crate::finding::{Finding, Personal, RuleId, Severity};
use crate::lang::Lang;
use crate::ledger::{Irregularity, Kind, Spot};
use crate::location::Location;
use crate::read::word;
use crate::rulebook::{Body, Effective, English, Examples, Rule, RuleFile, Rulebook};
use crate::source::Sources;

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

/// Where an irregularity is that is of no record.
pub fn loose_place(spot: &Spot, sources: &Sources) -> Place {
    match spot {
        Spot::Text {
            source,
            offset,
            length,
        } => sources.locate_text(*source, *offset, *length),
        Spot::Sheet {
            source,
            sheet,
            cell,
        } => sources.locate_sheet(*source, *sheet, *cell),
        Spot::File(source) => (Location::file(sources.get(*source).path.clone()), None),
        Spot::Cell { .. } => unreachable!("cells are located with those of other findings"),
    }
}

/// One irregularity as a finding of its rule.
pub fn describe(
    irregularity: &Irregularity,
    told: &Told,
    (location, excerpt): Place,
    stream: &Stream<'_>,
) -> Finding {
    let data = &stream.reading.ledgers;
    let lang = stream.settings.lang;
    let (mut record, mut key, mut personal) = (Vec::new(), Vec::new(), Vec::new());
    let mut place = None;
    let (mut field_title, mut field_name) = ("", "");
    if let Spot::Cell { ledger, row, field } = &irregularity.spot {
        record = data.key_of(*ledger, *row);
        key = identity(data, *ledger, *row);
        if stream.settings.detail.places {
            place = own_place(data, *ledger, *row);
        }
        let noted = stream.settings.detail.personal;
        if noted {
            of_record(data, *ledger, *row, &mut personal);
        }
        if let Some(field) = field {
            let definition = data.catalog.ledger(*ledger).field(*field);
            field_title = lang.pick(&definition.title, &definition.name);
            field_name = &definition.name;
            let value = irregularity.found.clone();
            let kind = definition.personal;
            personal.extend(
                kind.filter(|_| noted && !value.is_empty())
                    .map(|kind| Personal { kind, value }),
            );
        }
    }
    let worded = word(
        irregularity.kind,
        &irregularity.found,
        &irregularity.details,
        field_title,
        lang,
    );
    let ledger = irregularity
        .ledger
        .map_or_else(|| Arc::from(""), |l| stream.ledgers[l.index()].clone());
    if key.is_empty() {
        key = vec![("found".to_owned(), irregularity.found.clone())];
    }
    let rule = format!("{}/{}", told.rule, irregularity.kind.name());
    let print = Fingerprinter::new(&rule, &ledger, field_name);
    let advice = worded.advice.map(Arc::from);
    Finding {
        rule: told.rule.clone(),
        severity: told.severity,
        message: worded.message,
        advice: advice.or_else(|| told.advice.clone()),
        fingerprint: print.of(key.iter().map(|(name, value)| (&**name, &**value))),
        ledger,
        record: record
            .into_iter()
            .map(|(name, value)| (Arc::from(name), value))
            .collect(),
        field: field_name.into(),
        location,
        label: worded.label.into(),
        excerpt,
        related: Vec::new(),
        basis: told.basis.clone(),
        place,
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
        excuses: Vec::new(),
        plants: Vec::new(),
        expressions: Vec::new(),
        overlaps: Vec::new(),
        parameters: Vec::new(),
        dated_parameters: Vec::new(),
        file: RuleFile {
            path: String::new(),
            text: Arc::from(""),
        },
    }
}
