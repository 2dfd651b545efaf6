//! The findings of a run, described lot by lot on all cores while the ones before are written.

use std::io;
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use super::choose::Failed;
use super::describe::describe;
use super::fingerprint::Fingerprinter;
use super::lots::{Lot, Lots, Whole};
use super::neighbours::Neighbours;
use super::noticed::Noticed;
use super::parameters::Parameters;
use super::personal;
use super::plan::{DescribePlan, Graph, NodeId, Recipe};
use super::run::{Inputs, Values, run};
use super::settings::Settings;
use super::told::Told;
use super::world::World;
use crate::finding::{Finding, Findings, Personal, Render};
use crate::ledger::Ledgers;
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
        }
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

    fn lots(&self) -> Lots<'_> {
        Lots::of(Whole {
            data: &self.reading.ledgers,
            broken: &self.broken,
            noticed: &self.noticed,
        })
    }
}

impl Findings for Stream<'_> {
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
                    rendered = lots.map(|lot| render(&describe(lot, self))).collect();
                });
                ready.iter().try_for_each(|bytes| write(bytes))
            })?;
            ready = rendered;
        }
    }

    fn all(&self) -> Vec<Finding> {
        let lots: Vec<Lot> = self.lots().collect();
        let described = lots.par_iter().flat_map_iter(|lot| describe(lot, self));
        described.collect()
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
