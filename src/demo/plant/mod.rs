//! Breaches in a township that is in order, as the rules declare them, and what a check must then find.
//!
//! What is found comes from the declarations alone: this module never judges. Plants keep out of each other's way: no
//! two touch records of one household, person or project.

mod clean;
mod unit;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};
use std::sync::Arc;

use self::clean::Clean;
use self::unit::Unit;
use super::draw::Draw;
use super::ground::Settings;
use super::township::Township;
use crate::ledger::{Catalog, Date, FieldId, LedgerId};
use crate::rulebook::{Edit, Effective, FoundAt, FoundPlace, Naming, Plant, Rule, Rulebook, Times};

/// What plants are taken from.
pub struct Planting<'a> {
    pub book: &'a Rulebook,
    pub catalog: &'a Arc<Catalog>,
    pub settings: Settings,
}

/// What a check must find.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Planted {
    pub rule: String,
    pub ledger: String,
    /// Key fields and their values, as findings give them.
    pub record: Vec<(String, String)>,
}

/// A rule of which nothing was planted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotPlanted {
    pub rule: String,
    pub why: Why,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// Its file declares no plant.
    Undeclared,
    /// The township lacks a ledger that the rule or its plant needs.
    NoLedger,
    /// The rule does not apply at the as-of date.
    NotInForce,
    /// No record is fit that no other plant has touched.
    NoRecord,
}

/// Plants one breach of each rule that says how. Gives what is found, in order, and the rules that were left out.
pub fn plant(township: &mut Township, planting: &Planting<'_>) -> (Vec<Planted>, Vec<NotPlanted>) {
    attempt(township, planting, 0)
}

/// The same with other records picked in each attempt.
pub fn attempt(
    township: &mut Township,
    planting: &Planting<'_>,
    nth: u32,
) -> (Vec<Planted>, Vec<NotPlanted>) {
    let clean = Clean::of(township, planting);
    let as_of = planting.settings.as_of;
    let rules = planting.book.rules.iter();
    let judged = rules.filter(|rule| clean.is_judged(rule) && is_in_force(rule, as_of));
    let mut sower = Sower {
        judged: judged.map(|rule| &*rule.id.0).collect(),
        clean: &clean,
        catalog: planting.catalog,
        draw: match nth {
            0 => Draw::new(planting.settings.seed, "plants"),
            nth => Draw::new(planting.settings.seed, &format!("plants {nth}")),
        },
        touched: BTreeSet::new(),
        township,
        removed: BTreeSet::new(),
        found: BTreeSet::new(),
    };
    let mut left = Vec::new();
    let mut all = Vec::new();
    for rule in &planting.book.rules {
        let id: &str = &rule.id.0;
        if rule.plants.is_empty() {
            left.push((id, Why::Undeclared));
        } else if !is_in_force(rule, as_of) {
            left.push((id, Why::NotInForce));
            continue;
        }
        let numbered = rule.plants.iter().enumerate();
        all.extend(numbered.map(|(nth, plant)| (id, nth, plant)));
    }
    // changes of whole ledgers come first, so that others can still have their own; then the ones with least choice
    all.sort_by_cached_key(|(id, nth, plant)| {
        let whole = plant.times == Times::All;
        (!whole, clean.fitting(plant).count(), *id, *nth)
    });
    for (id, nth, plant) in all {
        if let Err(why) = sower.sow(id, nth, plant) {
            left.push((id, why));
        }
    }
    sower.clear();
    let found = std::mem::take(&mut sower.found);
    left.sort_by_key(|(id, _)| *id);
    let left = left.into_iter().map(|(rule, why)| NotPlanted {
        rule: rule.to_owned(),
        why,
    });
    (found.into_iter().collect(), left.collect())
}

/// Whether a check at this day judges the rule.
fn is_in_force(rule: &Rule, as_of: Date) -> bool {
    let Effective { from, to, by_event } = rule.effective;
    by_event || from.is_none_or(|from| from <= as_of) && to.is_none_or(|to| as_of <= to)
}

/// A record, by position.
type Row = (LedgerId, usize);

struct Sower<'a> {
    /// Rules for which the township has what they read.
    judged: BTreeSet<&'a str>,
    clean: &'a Clean<'a>,
    catalog: &'a Catalog,
    draw: Draw,
    /// Units that some plant has touched.
    touched: BTreeSet<Unit>,
    township: &'a mut Township,
    removed: BTreeSet<Row>,
    found: BTreeSet<Planted>,
}

impl Sower<'_> {
    fn sow(&mut self, rule: &str, nth: usize, plant: &Plant) -> Result<(), Why> {
        if !self.clean.has_ledgers_of(plant) || !self.judged.contains(rule) {
            return Err(Why::NoLedger);
        }
        if let Some(file) = &plant.file {
            self.township
                .files
                .insert(file.name.clone(), file.text.clone());
        }
        let picked = self.pick(rule, nth, plant)?;
        let mut copies = BTreeMap::new();
        for row in &picked {
            copies.insert(*row, self.edit((plant.ledger, *row), &plant.edit));
            for (records, edit) in &plant.related {
                for other in self.clean.reached(records, *row, plant.ledger) {
                    self.edit((records.ledger, other), edit);
                }
            }
        }
        let own = plant.found.iter().map(|at| (rule, at));
        let others = plant.also.iter().map(|(other, at)| (&*other.0, at));
        let judged = |(rule, _): &(&str, &FoundAt)| self.judged.contains(rule);
        let places: Vec<(&str, &FoundAt)> = own.chain(others).filter(judged).collect();
        for (rule, at) in places {
            if let FoundPlace::Named { ledger, record } = &at.place {
                let name = |ledger: LedgerId| self.catalog.ledger(ledger).name.clone();
                self.found.insert(Planted {
                    rule: rule.to_owned(),
                    ledger: ledger.map(name).unwrap_or_default(),
                    record: record.clone(),
                });
                continue;
            }
            for row in &picked {
                let (ledger, rows) = match &at.place {
                    FoundPlace::Records(records) => (
                        records.ledger,
                        self.clean.reached(records, *row, plant.ledger),
                    ),
                    _ => (plant.ledger, copies.get(row).cloned().unwrap_or_default()),
                };
                for row in rows {
                    let planted = self.named(rule, (ledger, row), at.by.as_deref());
                    self.found.insert(planted);
                }
            }
        }
        Ok(())
    }

    /// The records that the plant changes; none where it only adds a file.
    fn pick(&mut self, rule: &str, nth: usize, plant: &Plant) -> Result<Vec<usize>, Why> {
        let fitting = self.clean.fitting(plant);
        let wanted = match plant.times {
            Times::All => return Ok(fitting.collect()),
            Times::So(_) if plant.edit.is_empty() && plant.related.is_empty() => {
                return Ok(Vec::new());
            }
            Times::So(wanted) => wanted,
        };
        let draw = self.draw.of(&format!("{rule} {nth}"));
        // the first few in random order are taken: the others need not be sorted
        let order = fitting.map(|row| Reverse((draw.bits(row), row)));
        let mut order: BinaryHeap<_> = order.collect();
        let (mut picked, mut units) = (Vec::new(), BTreeSet::new());
        while let Some(Reverse((_, row))) = order.pop() {
            let of_row = self.units(plant, row);
            if of_row.is_disjoint(&self.touched) && of_row.is_disjoint(&units) {
                units.extend(of_row);
                picked.push(row);
            }
            if picked.len() == wanted {
                self.touched.extend(units);
                return Ok(picked);
            }
        }
        Err(Why::NoRecord)
    }

    /// The units of all records that a plant changes or has found where it picks this one.
    fn units(&self, plant: &Plant, row: usize) -> BTreeSet<Unit> {
        let edited = plant.related.iter().map(|(records, _)| records);
        let others = plant.also.iter().map(|(_, at)| at);
        let places = plant.found.iter().chain(others);
        let found = places.filter_map(|at| match &at.place {
            FoundPlace::Records(records) => Some(records),
            _ => None,
        });
        let mut units = self.clean.units((plant.ledger, row));
        for records in edited.chain(found) {
            for other in self.clean.reached(records, row, plant.ledger) {
                units.extend(self.clean.units((records.ledger, other)));
            }
        }
        units
    }

    /// Changes a record; gives its copies.
    fn edit(&mut self, (ledger, row): Row, edit: &Edit) -> Vec<usize> {
        let name = &self.catalog.ledger(ledger).name;
        let Some(table) = self.township.tables.get_mut(name) else {
            return Vec::new();
        };
        let original = table.rows[row].clone();
        let mut rows = vec![(row, edit)];
        for copy in &edit.copies {
            rows.push((table.rows.len(), copy));
            table.rows.push(original.clone());
        }
        for (at, edit) in &rows {
            for (field, value) in &edit.set {
                let text = self.clean.value(value, row).to_string();
                table.write(*at, &self.clean.name(ledger, *field), &text);
            }
            for (field, text) in &edit.write {
                table.write(*at, &self.clean.name(ledger, *field), text);
            }
        }
        if edit.remove {
            self.removed.insert((ledger, row));
        }
        rows.into_iter().skip(1).map(|(at, _)| at).collect()
    }

    fn named(&self, rule: &str, (ledger, row): Row, by: Option<&[(String, Naming)]>) -> Planted {
        let definition = self.catalog.ledger(ledger);
        let table = self.township.tables.get(&definition.name);
        let name = |field: FieldId| definition.field(field).name.clone();
        let value = |field| {
            table
                .map_or("", |table| table.cell(row, &name(field)))
                .to_owned()
        };
        let record = match by {
            Some(by) => by
                .iter()
                .map(|(called, naming)| {
                    let value = match naming {
                        Naming::Field(field) => value(*field),
                        Naming::Value(typed) => self.clean.value(typed, row).to_string(),
                    };
                    (called.clone(), value)
                })
                .collect(),
            None => definition
                .key
                .iter()
                .map(|field| (name(*field), value(*field)))
                .collect(),
        };
        Planted {
            rule: rule.to_owned(),
            ledger: definition.name.clone(),
            record,
        }
    }

    /// Takes out the removed records, which had to keep their places until here.
    fn clear(&mut self) {
        for (ledger, row) in self.removed.iter().rev() {
            let name = &self.catalog.ledger(*ledger).name;
            if let Some(table) = self.township.tables.get_mut(name) {
                table.rows.remove(*row);
            }
        }
    }
}
