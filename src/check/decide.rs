//! Verdicts: what each rule says of each record or group.

use arrow_array::cast::AsArray;
use arrow_array::types::Date32Type;
use arrow_array::{Array, UInt32Array};
use arrow_buffer::{BooleanBuffer, Buffer};

use super::plan::{DescribePlan, Graph, JudgePlan, NodeId, Planner, Recipe, Sorting, Telling};
use super::run::{Inputs, Values, run};
use super::tally::Tally;
use super::vector::{Cells, Vector};
use super::world::{Decision, World};
use crate::ledger::Ledgers;
use crate::rulebook::{Effective, Judge};

/// Decides all judges together, so that equal parts are computed once.
pub fn decide(judges: &[(&Judge, Effective)], data: &Ledgers, world: &World<'_>) -> Vec<Decision> {
    let mut planner = Planner::new(&data.catalog);
    let plans = judge_plans(&mut planner, judges);
    let wanted: Vec<NodeId> = plans.iter().flat_map(JudgePlan::nodes).collect();
    let inputs = Inputs::whole(data, *world);
    let values = run(
        &planner.graph,
        &wanted,
        &Values::default(),
        &inputs,
        &|_| {},
    );
    decisions(&plans, judges, values.into_iter(), data)
}

/// What a run decided, and what is left of it for describing.
pub struct Decided {
    pub decisions: Vec<Decision>,
    /// For each judge.
    pub descriptions: Vec<(DescribePlan, Recipe)>,
    pub graph: Graph,
    /// Values of the run that some description is computed from.
    pub kept: Values,
}

/// The same, with the descriptions planned so that they find what was computed already. `rules` has the
/// position of each judge's rule; `done` is called with rules done and rules in all.
pub fn decide_and_plan(
    judges: &[(&Judge, Effective)],
    rules: &[usize],
    data: &Ledgers,
    world: &World<'_>,
    telling: Telling<'_>,
    done: &(dyn Fn(usize, usize) + Sync),
) -> Decided {
    let mut planner = Planner::new(&data.catalog);
    let plans = judge_plans(&mut planner, judges);
    let described: Vec<DescribePlan> = judges
        .iter()
        .map(|(judge, _)| planner.describe(judge, telling))
        .collect();
    let graph = planner.graph;
    let sorting = Sorting::of(&graph);
    let recipe = |plan: DescribePlan| {
        let recipe = Recipe::of(&plan.nodes(), &graph, &sorting);
        (plan, recipe)
    };
    let descriptions: Vec<_> = described.into_iter().map(recipe).collect();
    let mut wanted: Vec<NodeId> = plans.iter().flat_map(JudgePlan::nodes).collect();
    let verdicts = wanted.len();
    let later = descriptions.iter().flat_map(|(_, recipe)| recipe.whole());
    wanted.extend(graph.kept(&graph.needed(&wanted), later));
    let inputs = Inputs::whole(data, *world);
    let nodes = rules.iter().zip(&plans);
    let nodes = nodes.flat_map(|(rule, plan)| plan.nodes().map(|node| (*rule, node)));
    let tally = Tally::new(nodes, done);
    let told = |node| tally.node(node);
    let mut values = run(&graph, &wanted, &Values::default(), &inputs, &told).into_iter();
    let decisions = decisions(&plans, judges, values.by_ref().take(verdicts), data);
    let kept = wanted[verdicts..].iter().copied().zip(values).collect();
    Decided {
        decisions,
        descriptions,
        graph,
        kept,
    }
}

fn judge_plans(planner: &mut Planner<'_>, judges: &[(&Judge, Effective)]) -> Vec<JudgePlan> {
    let plans = judges
        .iter()
        .map(|(judge, effective)| planner.judge(judge, *effective))
        .collect();
    planner.verdicts_planned();
    plans
}

fn decisions(
    plans: &[JudgePlan],
    judges: &[(&Judge, Effective)],
    mut values: impl Iterator<Item = Vector>,
    data: &Ledgers,
) -> Vec<Decision> {
    let mut next = |there: Option<NodeId>| there.and_then(|_| values.next());
    let decision = |(plan, (_, effective)): (&JudgePlan, &(&Judge, Effective))| {
        let (when, event) = (next(plan.when), next(plan.event));
        let require = next(Some(plan.require));
        let (has_previous, representative) = (next(plan.has_previous), next(plan.representative));
        let representative = representative.map(|r| r.index().clone());
        let records = data.table(plan.ledger).map_or(0, |t| t.rows as usize);
        let rows = representative
            .as_deref()
            .map_or(records, |r: &UInt32Array| r.len());
        let scope = [
            when.map(|when| Truth::of(&when, rows)),
            event.map(|event| Truth::in_force(&event, *effective, rows)),
        ];
        let linked = has_previous.map(|linked| Truth::of(&linked, rows));
        let require = require.map_or_else(|| Truth::same(None, rows), |r| Truth::of(&r, rows));
        let mut decision = verdicts(scope, linked, &require, rows);
        decision.representative = representative;
        decision
    };
    plans.iter().zip(judges).map(decision).collect()
}

/// Where a three-valued condition is true and where it is false, 64 rows a word.
struct Truth {
    yes: Vec<u64>,
    no: Vec<u64>,
}

impl Truth {
    fn same(truth: Option<bool>, rows: usize) -> Self {
        let words = |holds: bool| vec![if holds { u64::MAX } else { 0 }; rows.div_ceil(64)];
        Truth {
            yes: words(truth == Some(true)),
            no: words(truth == Some(false)),
        }
    }

    fn of(vector: &Vector, rows: usize) -> Self {
        let array = vector.array().as_boolean();
        if vector.is_scalar() {
            return Truth::same(array.is_valid(0).then(|| array.value(0)), rows);
        }
        let values = array.values().bit_chunks();
        let values = values.iter_padded().take(rows.div_ceil(64));
        let (yes, no) = match array.nulls() {
            None => values.map(|value| (value, !value)).unzip(),
            Some(nulls) => {
                let valid = nulls.inner().bit_chunks();
                let both = values.zip(valid.iter_padded());
                both.map(|(value, valid)| (value & valid, !value & valid))
                    .unzip()
            }
        };
        Truth { yes, no }
    }

    /// Whether a rule was in force on the day of each record's event.
    fn in_force(event: &Vector, Effective { from, to, .. }: Effective, rows: usize) -> Self {
        let days = Cells::<Date32Type>::of(event);
        let holds = |day: i32| from.is_none_or(|f| f.0 <= day) && to.is_none_or(|t| day <= t.0);
        let word = |at: usize| {
            let (mut yes, mut no) = (0, 0);
            for row in at * 64..(at * 64 + 64).min(rows) {
                match days.get(row).map(holds) {
                    Some(true) => yes |= 1 << (row % 64),
                    Some(false) => no |= 1 << (row % 64),
                    None => {}
                }
            }
            (yes, no)
        };
        let (yes, no) = (0..rows.div_ceil(64)).map(word).unzip();
        Truth { yes, no }
    }
}

/// A record whose scope is unknown is undecided, unless it passes anyway; one without a previous record, where the
/// rule reads it, is out of scope.
fn verdicts(
    scope: [Option<Truth>; 2],
    linked: Option<Truth>,
    require: &Truth,
    rows: usize,
) -> Decision {
    let words = rows.div_ceil(64);
    let (mut passed, mut failed) = (Vec::with_capacity(words), Vec::with_capacity(words));
    let mut undecided = Vec::with_capacity(words);
    for at in 0..words {
        let linked = linked.as_ref().map_or(u64::MAX, |l| l.yes[at]);
        let (mut within, mut without) = (linked, !linked);
        for part in scope.iter().flatten() {
            within &= part.yes[at];
            without |= part.no[at];
        }
        let (yes, no) = (require.yes[at], require.no[at]);
        passed.push(within & yes);
        failed.push(within & no);
        undecided.push(!without & !yes & !(within & no));
    }
    let bits = |words: Vec<u64>| BooleanBuffer::new(Buffer::from_vec(words), 0, rows);
    Decision {
        passed: bits(passed),
        failed: bits(failed),
        undecided: bits(undecided),
        representative: None,
    }
}
