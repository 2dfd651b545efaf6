//! Failed records and groups, put into words for people.

use std::sync::Arc;

use arrow_array::{Array, UInt32Array};
use rayon::prelude::*;

use super::decide::Decided;
use super::fingerprint::{fingerprint, identity};
use super::plan::{DescribePlan, NodeId, Piece};
use super::run::{Inputs, follow, run};
use super::settings::Settings;
use super::vector::{Truths, Vector};
use super::world::World;
use crate::finding::{Finding, Personal, PersonalKind, Related, Severity};
use crate::lang::Lang;
use crate::ledger::{Cell, FieldId, LedgerId, Ledgers, Value, value_at};
use crate::rulebook::{Judge, Rule};

/// At most so many related records are shown with a finding.
const RELATED: usize = 3;

/// The failures of one judge that are to be described.
pub struct Failures<'a> {
    /// Position of the judge among those decided.
    pub at: usize,
    pub rule: &'a Rule,
    pub severity: Severity,
    pub judge: &'a Judge,
    /// Records, or groups.
    pub rows: Vec<u32>,
    /// For groups, the first record of each chosen group.
    pub representative: Option<Vec<u32>>,
}

/// Describes chosen failures, in the order given.
pub fn describe(
    failures: &[Failures<'_>],
    decided: Decided,
    data: &Ledgers,
    world: &World<'_>,
    settings: &Settings,
) -> Vec<Finding> {
    let Decided {
        descriptions,
        graph,
        mut kept,
        ..
    } = decided;
    let missing: Vec<NodeId> = failures
        .iter()
        .flat_map(|failure| descriptions[failure.at].1.whole())
        .filter(|id| !kept.contains_key(id))
        .collect();
    let inputs = Inputs::whole(data, *world);
    let values = run(&graph, &missing, &kept, &inputs, &|_, _| {});
    kept.extend(missing.into_iter().zip(values));
    let each = failures.par_iter().map(|failure| {
        let (plan, recipe) = &descriptions[failure.at];
        let inputs = Inputs {
            chosen: Arc::new(UInt32Array::from(failure.rows.clone())),
            ..inputs.clone()
        };
        let writer = Writer {
            failure,
            plan,
            computed: follow(recipe, &graph, &kept, &inputs),
            data,
            settings,
        };
        let findings = (0..failure.rows.len()).map(|at| writer.finding(at));
        findings.collect::<Vec<Finding>>()
    });
    each.flatten_iter().collect()
}

struct Writer<'a> {
    failure: &'a Failures<'a>,
    plan: &'a DescribePlan,
    computed: Vec<Vector>,
    data: &'a Ledgers,
    settings: &'a Settings,
}

impl Writer<'_> {
    fn finding(&self, at: usize) -> Finding {
        let Failures {
            rule,
            severity,
            judge,
            ..
        } = self.failure;
        let definition = self.data.catalog.ledger(judge.ledger);
        let row = self
            .failure
            .representative
            .as_ref()
            .map_or(self.failure.rows[at], |r| r[at]);
        let mut next = self.computed.iter();
        let mut personal = Vec::new();
        let message = self.text(&self.plan.message, &mut next, at, &mut personal);
        let targets = self.targets(&mut next, at, row);
        let keys: Vec<(String, String)> = self
            .plan
            .group_keys
            .iter()
            .filter_map(|(name, _)| Some((name.clone(), cell(next.next()?, at).to_string())))
            .collect();
        let mut related: Vec<Related> = Vec::new();
        for (field, record) in targets.iter().skip(1) {
            related.extend(self.pointed(*record, *field, row, &mut personal));
        }
        for plan in &self.plan.related {
            related.extend(self.related(plan, &mut next, at, &mut personal));
        }
        let own = targets
            .first()
            .filter(|((ledger, _), record)| *ledger == judge.ledger && *record == row);
        let field = own.map(|((_, field), _)| *field);
        let (location, excerpt) = self.data.locate(Cell {
            ledger: judge.ledger,
            row,
            field,
        });
        let grouped = judge.per.is_some();
        let record = if grouped {
            keys
        } else {
            self.data.key_of(judge.ledger, row)
        };
        let identity = if grouped {
            record.clone()
        } else {
            identity(self.data, judge.ledger, row)
        };
        let field_name = field.map_or(String::new(), |f| definition.field(f).name.clone());
        self.personal_of(judge.ledger, row, &mut personal);
        personal.sort();
        personal.dedup();
        Finding {
            rule: rule.id.clone(),
            severity: *severity,
            message,
            advice: localised(
                rule.advice.as_ref(),
                rule.english.advice.as_ref(),
                self.settings.lang,
            ),
            ledger: definition.name.clone(),
            fingerprint: fingerprint(&rule.id.0, &definition.name, &identity, &field_name),
            record,
            field: field_name,
            location,
            label: localised(
                Some(&rule.title),
                rule.english.title.as_ref(),
                self.settings.lang,
            )
            .unwrap_or_default(),
            excerpt,
            related,
            basis: rule.basis.clone(),
            personal,
        }
    }

    fn text<'v>(
        &self,
        pieces: &[Piece],
        next: &mut impl Iterator<Item = &'v Vector>,
        at: usize,
        personal: &mut Vec<Personal>,
    ) -> String {
        let mut text = String::new();
        for piece in pieces {
            match piece {
                Piece::Text(fixed) => text.push_str(fixed),
                Piece::Value(_, kind) => {
                    let value = next.next().map_or(Value::Null, |v| cell(v, at));
                    text.push_str(&shown(&value, self.settings.lang));
                    note(kind, &value, personal);
                }
            }
        }
        text
    }

    /// What `at` points to: ledger and field, with the record, in order.
    fn targets<'v>(
        &self,
        next: &mut impl Iterator<Item = &'v Vector>,
        at: usize,
        row: u32,
    ) -> Vec<((LedgerId, FieldId), u32)> {
        let mut targets = Vec::new();
        for (index, ledger, field) in &self.plan.pointers {
            match index {
                None => targets.push(((*ledger, *field), row)),
                Some(_) => {
                    let index = next.next().map(Vector::index);
                    let record = index.filter(|i| i.is_valid(at)).map(|i| i.value(at));
                    targets.extend(record.map(|record| ((*ledger, *field), record)));
                }
            }
        }
        targets
    }

    /// A further cell that the finding points at.
    fn pointed(
        &self,
        record: u32,
        (ledger, field): (LedgerId, FieldId),
        judged: u32,
        personal: &mut Vec<Personal>,
    ) -> Option<Related> {
        let table = self.data.table(ledger)?;
        let definition = self.data.catalog.ledger(ledger).field(field);
        let value = table.column(field).value(record as usize);
        if value.is_null() {
            // nothing to mark, and the message says what is missing
            return None;
        }
        if !(ledger == self.failure.judge.ledger && record == judged) {
            self.personal_of(ledger, record, personal);
        }
        let (location, excerpt) = self.data.locate(Cell {
            ledger,
            row: record,
            field: Some(field),
        });
        let title = self
            .settings
            .lang
            .pick(&definition.title, &definition.name)
            .to_owned();
        Some(Related {
            location,
            message: format!("{title}:{}", shown(&value, self.settings.lang)),
            excerpt,
        })
    }

    fn related<'v>(
        &self,
        plan: &super::plan::RelatedPlan,
        next: &mut impl Iterator<Item = &'v Vector>,
        at: usize,
        personal: &mut Vec<Personal>,
    ) -> Vec<Related> {
        let values = plan
            .message
            .iter()
            .filter(|p| matches!(p, Piece::Value(..)))
            .count();
        let (Some(finding), Some(record)) = (next.next(), next.next()) else {
            return Vec::new();
        };
        let keep = plan.keep.and_then(|_| next.next());
        let texts: Vec<&Vector> = next.take(values).collect();
        let keep = keep.map(Truths::of);
        let finding = finding.index();
        // pairs are laid out by finding, so those of one finding stand together
        let start = finding.values().partition_point(|f| (*f as usize) < at);
        let end = finding.values().partition_point(|f| (*f as usize) <= at);
        let mut related = Vec::new();
        for pair in (start..end)
            .filter(|pair| keep.as_ref().is_none_or(|k| k.get(*pair) == Some(true)))
            .take(RELATED)
        {
            let row = record.index().value(pair);
            let message = self.text(&plan.message, &mut texts.iter().copied(), pair, personal);
            self.personal_of(plan.ledger, row, personal);
            let (location, excerpt) = self.data.locate(Cell {
                ledger: plan.ledger,
                row,
                field: plan.field,
            });
            related.push(Related {
                location,
                message,
                excerpt,
            });
        }
        related
    }

    /// Every personal value of a record: any of them may stand in its excerpt.
    fn personal_of(&self, ledger: LedgerId, row: u32, personal: &mut Vec<Personal>) {
        personal_of(self.data, ledger, row, personal);
    }
}

/// Every personal value of a record.
pub fn personal_of(data: &Ledgers, ledger: LedgerId, row: u32, personal: &mut Vec<Personal>) {
    let Some(table) = data.table(ledger) else {
        return;
    };
    for (i, field) in data.catalog.ledger(ledger).fields.iter().enumerate() {
        if field.personal.is_some() {
            note(
                &field.personal,
                &table.column(FieldId::new(i)).value(row as usize),
                personal,
            );
        }
    }
}

fn note(kind: &Option<PersonalKind>, value: &Value, personal: &mut Vec<Personal>) {
    if let (Some(kind), false) = (kind, value.is_null()) {
        // a list of names is as personal as each of them
        personal.extend(value.to_string().split('、').map(|one| Personal {
            kind: *kind,
            value: one.to_owned(),
        }));
    }
}

fn cell(vector: &Vector, row: usize) -> Value {
    match vector {
        Vector::Scalar(array) => value_at(array, 0),
        other => value_at(other.array(), row),
    }
}

fn shown(value: &Value, lang: Lang) -> String {
    match value {
        Value::Null => lang.pick("(空)", "(empty)").to_owned(),
        Value::Boolean(truth) => if *truth {
            lang.pick("是", "yes")
        } else {
            lang.pick("否", "no")
        }
        .to_owned(),
        other => other.to_string(),
    }
}

/// The English text where it is wanted and there is one.
pub fn localised(chinese: Option<&String>, english: Option<&String>, lang: Lang) -> Option<String> {
    match (lang, english) {
        (Lang::En, Some(english)) => Some(english.clone()),
        _ => chinese.cloned(),
    }
}
