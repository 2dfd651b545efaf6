//! The findings of a run, described lot by lot on all cores while the ones before are written.

use std::io;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use arrow_array::{Array, UInt32Array};
use rayon::prelude::*;

use super::choose::{Failed, Failure};
use super::describe::describe;
use super::fingerprint::{Fingerprinter, values_of};
use super::lots::{Lot, Lots, Whole};
use super::marks::Marks;
use super::neighbours::Neighbours;
use super::noticed::Noticed;
use super::parameters::Parameters;
use super::personal;
use super::plan::{DescribePlan, Graph, NodeId, Recipe};
use super::run::{Inputs, Values, run};
use super::settings::Settings;
use super::told::Told;
use super::words::Words;
use super::world::World;
use crate::finding::{Finding, Findings, Fingerprint, Personal, Render};
use crate::lang::Lang;
use crate::ledger::{FieldId, Ledgers};
use crate::read::Reading;
use crate::rulebook::Judge;

/// Lots that each thread describes while what it described before is written.
const AHEAD: usize = 8;

/// A judge with failures to describe.
pub struct Broken<'a> {
    pub judge: &'a Judge,
    /// Position of the rule's texts.
    pub told: usize,
    pub plan: DescribePlan,
    pub recipe: Recipe,
    pub failed: Failed,
    pub marks: Marks,
    /// Of the record or group.
    pub key_names: Vec<Arc<str>>,
    /// For each field that `at` names, and at the end for none.
    pub fields: Vec<(Arc<str>, Fingerprinter)>,
}

impl<'a> Broken<'a> {
    pub fn new(
        judge: &'a Judge,
        (told, texts): (usize, &Told),
        (plan, recipe): (DescribePlan, Recipe),
        failed: Failed,
        data: &Ledgers,
    ) -> Self {
        let definition = data.catalog.ledger(judge.ledger);
        let key_names = match &judge.per {
            Some(_) => plan.group_keys.iter().map(|(name, _)| &**name).collect(),
            None => {
                let key = definition.key.iter();
                key.map(|f| &*definition.field(*f).name).collect::<Vec<_>>()
            }
        };
        let name = |(_, ledger, field): &(_, _, _)| {
            let ledger = data.catalog.ledger(*ledger);
            &*ledger.field(*field).name
        };
        let fields = plan.pointers.iter().map(name).chain([""]);
        let fields = fields.map(|field| {
            let print = Fingerprinter::new(&texts.rule.0, &definition.name, field);
            (Arc::from(field), print)
        });
        Broken {
            key_names: key_names.into_iter().map(Arc::from).collect(),
            fields: fields.collect(),
            judge,
            told,
            plan,
            recipe,
            failed,
            marks: Marks::default(),
        }
    }

    /// The own field that the failure at this position points at; `indexes` lead to the records of the pointers, where
    /// these are others.
    pub fn main_field(
        &self,
        indexes: &[Option<&UInt32Array>],
        at: usize,
        record: u32,
    ) -> Option<FieldId> {
        let mut pointers = self.plan.pointers.iter().zip(indexes);
        let first = pointers.find_map(|((_, ledger, field), index)| {
            let row = match index {
                None => record,
                Some(index) if index.is_valid(at) => index.value(at),
                Some(_) => return None,
            };
            Some((*ledger, row, *field))
        });
        let own = first.filter(|(ledger, row, _)| *ledger == self.judge.ledger && *row == record);
        own.map(|(_, _, field)| field)
    }

    /// Names and values of the key of the failure at this position; `keys` are those of the groups or records.
    pub fn record(
        &self,
        keys: &[Words<'_>],
        at: usize,
        failure: Failure,
    ) -> Vec<(Arc<str>, String)> {
        let row = match self.judge.per {
            Some(_) => at,
            None => failure.record as usize,
        };
        let value = |words: &Words<'_>| {
            let mut value = String::new();
            words.write(row, Lang::Zh, &mut value);
            value
        };
        let names = self.key_names.iter().cloned();
        names.zip(keys.iter().map(value)).collect()
    }

    /// The position in `fields` of an own field.
    pub fn named(&self, field: Option<FieldId>) -> usize {
        let mut pointers = self.plan.pointers.iter();
        field
            .and_then(|field| {
                pointers.position(|(_, ledger, own)| *ledger == self.judge.ledger && *own == field)
            })
            .unwrap_or(self.fields.len() - 1)
    }

    /// What makes a failure the same in the next submission: its key, or all values where part of the key is missing.
    pub fn fingerprint(
        &self,
        field: Option<FieldId>,
        record: &[(Arc<str>, String)],
        failure: Failure,
        data: &Ledgers,
    ) -> Fingerprint {
        let (_, print) = &self.fields[self.named(field)];
        let keyed = !record.is_empty() && record.iter().all(|(_, value)| !value.is_empty());
        if keyed || self.judge.per.is_some() {
            return print.of(record.iter().map(|(name, value)| (&**name, &**value)));
        }
        let values = values_of(data, self.judge.ledger, failure.record);
        print.of(values.iter().map(|(name, value)| (&**name, &**value)))
    }
}

/// All that the findings of a run are described from.
pub struct Stream<'a> {
    pub(super) reading: &'a Reading,
    pub(super) settings: &'a Settings,
    pub(super) parameters: Parameters,
    pub(super) graph: Graph,
    /// Values that do not depend on which findings are described.
    pub(super) whole: Values,
    pub(super) told: Vec<Told>,
    pub(super) broken: Vec<Broken<'a>>,
    pub(super) noticed: Noticed<'a>,
    /// Names, by ledger.
    pub(super) ledgers: Vec<Arc<str>>,
    /// Made when the first excerpt has to be masked.
    pub(super) neighbours: OnceLock<Neighbours>,
}

impl Stream<'_> {
    /// Computes what all lots need and no verdict did, and forgets the rest.
    pub(super) fn prepared(mut self) -> Self {
        let mut wanted: Vec<NodeId> = self
            .broken
            .iter()
            .flat_map(|broken| broken.recipe.whole())
            .collect();
        wanted.sort_unstable();
        wanted.dedup();
        let values = self.in_world(|world| {
            let inputs = Inputs::whole(&self.reading.ledgers, world);
            run(&self.graph, &wanted, &self.whole, &inputs, &|_| {})
        });
        self.whole = wanted.into_iter().zip(values).collect();
        self
    }

    pub(super) fn in_world<T>(&self, work: impl FnOnce(World<'_>) -> T) -> T {
        work(World {
            as_of: self.settings.as_of,
            parameters: &|name, day| self.parameters.value(name, day),
            attachments: self.settings.attachments.as_deref(),
        })
    }

    /// The findings in these sources.
    fn within(&self, sources: Range<usize>) -> Within<'_> {
        Within {
            stream: self,
            sources,
        }
    }

    fn whole(&self) -> Within<'_> {
        self.within(0..self.reading.ledgers.sources.0.len())
    }
}

impl Findings for Stream<'_> {
    fn stream(
        &self,
        render: Render<'_>,
        write: &mut dyn FnMut(&[u8]) -> io::Result<()>,
    ) -> io::Result<()> {
        self.whole().stream(render, write)
    }

    fn all(&self) -> Vec<Finding> {
        self.whole().all()
    }

    fn of_file<'f>(&'f self, path: &str) -> Box<dyn Findings + 'f> {
        let source = self.reading.ledgers.sources.named(path);
        let sources = source.map_or(0..0, |(id, _)| id.0 as usize..id.0 as usize + 1);
        Box::new(self.within(sources))
    }

    fn personal_in(&self, texts: &[&str]) -> Vec<Personal> {
        let Reading {
            ledgers,
            irregularities,
            ..
        } = self.reading;
        personal::standing_in(texts, ledgers, irregularities)
    }
}

/// The findings of a run that are in some of its sources.
struct Within<'s> {
    stream: &'s Stream<'s>,
    sources: Range<usize>,
}

impl Within<'_> {
    fn lots(&self) -> Lots<'_> {
        let whole = Whole {
            data: &self.stream.reading.ledgers,
            broken: &self.stream.broken,
            noticed: &self.stream.noticed,
        };
        Lots::of(whole, self.sources.clone())
    }
}

impl Findings for Within<'_> {
    fn stream(
        &self,
        render: Render<'_>,
        write: &mut dyn FnMut(&[u8]) -> io::Result<()>,
    ) -> io::Result<()> {
        let mut lots = self.lots();
        let ahead = AHEAD * rayon::current_num_threads();
        let mut ready: Vec<Vec<u8>> = Vec::new();
        loop {
            let next: Vec<Lot> = lots.by_ref().take(ahead).collect();
            if next.is_empty() && ready.is_empty() {
                return Ok(());
            }
            let mut rendered = Vec::new();
            // in place: no thread of the pool is held up by writing, and none waits for one that is
            rayon::in_place_scope(|scope| {
                scope.spawn(|_| {
                    let lots = next.par_iter();
                    rendered = lots
                        .map(|lot| render(&describe(lot, self.stream)))
                        .collect();
                });
                ready.iter().try_for_each(|bytes| write(bytes))
            })?;
            ready = rendered;
        }
    }

    fn all(&self) -> Vec<Finding> {
        let lots: Vec<Lot> = self.lots().collect();
        let described = lots
            .par_iter()
            .flat_map_iter(|lot| describe(lot, self.stream));
        described.collect()
    }

    fn of_file<'f>(&'f self, path: &str) -> Box<dyn Findings + 'f> {
        self.stream.of_file(path)
    }

    fn personal_in(&self, texts: &[&str]) -> Vec<Personal> {
        self.stream.personal_in(texts)
    }
}
