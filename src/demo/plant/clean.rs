//! The township in order, as the rules see it: which records a plant may pick, what its expressions give, and which
//! records belong to which.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use super::unit::{SHARED, Unit};
use super::{Planting, Row};
use crate::check::{self, Settings};
use crate::demo::links;
use crate::demo::township::Township;
use crate::demo::written::as_tables;
use crate::ledger::{Catalog, Column, FieldId, LedgerId, RelationId, Value};
use crate::read::{File, Options, read};
use crate::rulebook::{Body, Plant, Records, Rule, Step, Typed, ledgers_read};

pub struct Clean<'a> {
    catalog: &'a Catalog,
    /// Whether the township has the ledger.
    has: Vec<bool>,
    /// Values of the plants' expressions, by where these are in memory: the rulebook holds them still.
    values: FxHashMap<*const Typed, Column>,
    records: Vec<usize>,
    links: Vec<OnceCell<Link>>,
    township: Township,
}

struct Link {
    up: Vec<Option<usize>>,
    down: FxHashMap<usize, Vec<usize>>,
}

impl<'a> Clean<'a> {
    pub fn of(township: &Township, planting: &Planting<'a>) -> Self {
        let catalog = planting.catalog;
        let files: Vec<File> = as_tables(township, catalog)
            .into_iter()
            .map(|file| File::in_memory(&file.path, file.bytes))
            .collect();
        let as_of = planting.settings.as_of;
        let options = Options {
            digests: false,
            ..Options::at(as_of)
        };
        let data = read(&files, catalog, options, &|_, _, _| {}).ledgers;
        let records: Vec<usize> = catalog
            .definitions
            .iter()
            .map(|definition| township.records(&definition.name))
            .collect();
        for ((ledger, definition), records) in catalog.ledgers().zip(&records) {
            let read = data.table(ledger).map_or(0, |table| table.rows as usize);
            assert_eq!(read, *records, "records of {} as written", definition.name);
        }
        let has: Vec<bool> = catalog
            .ledgers()
            .map(|(id, _)| data.table(id).is_some())
            .collect();
        let plants = planting.book.rules.iter().flat_map(|rule| &rule.plants);
        let wanted: Vec<(LedgerId, &Typed)> = plants
            .flat_map(Plant::expressions)
            .filter(|(ledger, typed)| {
                let needed = ledgers_read(*ledger, [*typed], catalog);
                needed.iter().all(|ledger| has[ledger.index()])
            })
            .collect();
        let columns = check::columns(&wanted, &data, planting.book, &Settings::at(as_of));
        let values = wanted
            .iter()
            .zip(columns)
            .map(|((_, typed), column)| (std::ptr::from_ref(*typed), column))
            .collect();
        Clean {
            catalog,
            has,
            values,
            records,
            links: (0..catalog.relations.len())
                .map(|_| OnceCell::new())
                .collect(),
            township: township.clone(),
        }
    }

    /// Whether the rule has something to judge.
    pub fn is_judged(&self, rule: &Rule) -> bool {
        let Body::Judge(judges) = &rule.body else {
            return true;
        };
        judges.iter().any(|judge| {
            let needed = ledgers_read(judge.ledger, judge.deciding(), self.catalog);
            let there = |ledger: &LedgerId| self.has[ledger.index()];
            needed
                .iter()
                .all(|ledger| there(ledger) || rule.optional.contains(ledger))
        })
    }

    /// Whether the township has every ledger that the plant reads or changes.
    pub fn has_ledgers_of(&self, plant: &Plant) -> bool {
        let by_steps = plant.steps().all(|step| {
            let (Step::Up(id) | Step::Down(id)) = step;
            let relation = self.catalog.relation(id);
            self.has[relation.child.index()] && self.has[relation.parent.index()]
        });
        let changes_records = !plant.edit.is_empty() || !plant.related.is_empty();
        by_steps
            && (!changes_records || self.has[plant.ledger.index()])
            && plant
                .expressions()
                .iter()
                .all(|(_, typed)| self.values.contains_key(&std::ptr::from_ref(*typed)))
    }

    /// The records that a plant may pick, in order.
    pub fn fitting(&self, plant: &Plant) -> impl Iterator<Item = usize> {
        let all = 0..self.records[plant.ledger.index()];
        all.filter(self.holding(plant.filter.as_ref()))
    }

    /// Whether a record meets a condition; it is looked up once for all records.
    fn holding(&self, filter: Option<&Typed>) -> impl Fn(&usize) -> bool {
        let column = filter.map(|filter| self.column(filter));
        move |row| {
            let value =
                column.map(|column| column.map_or(Value::Null, |column| column.value(*row)));
            value.is_none_or(|value| value == Value::Boolean(true))
        }
    }

    fn column(&self, typed: &Typed) -> Option<&Column> {
        self.values.get(&std::ptr::from_ref(typed))
    }

    pub fn value(&self, typed: &Typed, row: usize) -> Value {
        let column = self.column(typed);
        column.map_or(Value::Null, |column| column.value(row))
    }

    pub fn name(&self, ledger: LedgerId, field: FieldId) -> String {
        self.catalog.ledger(ledger).field(field).name.clone()
    }

    /// The records that one of `ledger` leads to.
    pub fn reached(&self, records: &Records, row: usize, ledger: LedgerId) -> Vec<usize> {
        let mut rows = vec![row];
        let mut at = ledger;
        for step in &records.steps {
            rows = match step {
                Step::Up(id) => {
                    at = self.catalog.relation(*id).parent;
                    let up = &self.link(*id).up;
                    rows.iter().filter_map(|row| up[*row]).collect()
                }
                Step::Down(id) => {
                    at = self.catalog.relation(*id).child;
                    let down = &self.link(*id).down;
                    rows.iter()
                        .flat_map(|row| down.get(row))
                        .flatten()
                        .copied()
                        .collect()
                }
            };
        }
        debug_assert_eq!(at, records.ledger);
        rows.sort_unstable();
        rows.dedup();
        rows.retain(self.holding(records.filter.as_ref()));
        rows
    }

    fn link(&self, id: RelationId) -> &Link {
        self.links[id.index()].get_or_init(|| {
            let up = links::parents(&self.township, self.catalog, self.catalog.relation(id));
            let mut down: FxHashMap<usize, Vec<usize>> = FxHashMap::default();
            for (child, parent) in up.iter().enumerate() {
                if let Some(parent) = parent {
                    down.entry(*parent).or_default().push(child);
                }
            }
            Link { up, down }
        })
    }

    /// What a record belongs to.
    pub fn units(&self, (ledger, row): Row) -> BTreeSet<Unit> {
        let mut units = BTreeSet::new();
        let mut left = vec![(ledger, row)];
        let mut seen = BTreeSet::new();
        while let Some((ledger, row)) = left.pop() {
            if !seen.insert((ledger, row)) {
                continue;
            }
            let before = left.len();
            for (id, relation) in self.catalog.up(ledger) {
                let parent = &self.catalog.ledger(relation.parent).name;
                if SHARED.contains(&parent.as_str()) || !self.has[relation.parent.index()] {
                    continue;
                }
                left.extend(self.link(id).up[row].map(|row| (relation.parent, row)));
            }
            if left.len() == before {
                units.insert((ledger, row));
            }
        }
        units
    }
}
