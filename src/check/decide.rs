//! Verdicts: what each rule says of each record or group.

use super::plan::{JudgePlan, NodeId, Planner};
use super::run::{Inputs, run};
use super::vector::{Cells, Truths, Vector};
use super::world::{Decision, Verdict, World};
use crate::ledger::Ledgers;
use crate::rulebook::{Effective, Judge};

/// Decides all judges together, so that equal parts are computed once.
pub fn decide(judges: &[(&Judge, Effective)], data: &Ledgers, world: &World<'_>) -> Vec<Decision> {
    decide_with_progress(judges, data, world, &|_, _| {})
}

/// The same, telling how many steps are done of how many.
pub fn decide_with_progress(
    judges: &[(&Judge, Effective)],
    data: &Ledgers,
    world: &World<'_>,
    done: &(dyn Fn(usize, usize) + Sync),
) -> Vec<Decision> {
    let mut planner = Planner::new(&data.catalog);
    let plans: Vec<JudgePlan> = judges
        .iter()
        .map(|(judge, effective)| planner.judge(judge, *effective))
        .collect();
    let wanted: Vec<NodeId> = plans
        .iter()
        .flat_map(|p| {
            [
                p.when,
                p.event,
                Some(p.require),
                p.has_previous,
                p.representative,
            ]
        })
        .flatten()
        .collect();
    let inputs = Inputs {
        data,
        world: *world,
        selections: Vec::new(),
    };
    let mut values = run(&planner.graph, &wanted, &inputs, done).into_iter();
    let mut next = |there: Option<NodeId>| there.and_then(|_| values.next());
    plans
        .iter()
        .zip(judges)
        .map(|(plan, (_, effective))| {
            let (when, event) = (next(plan.when), next(plan.event));
            let require = next(Some(plan.require));
            let (has_previous, representative) =
                (next(plan.has_previous), next(plan.representative));
            let representative = representative.map(|r| r.index().values().to_vec());
            let records = data.table(plan.ledger).map_or(0, |t| t.rows as usize);
            let rows = representative.as_ref().map_or(records, Vec::len);
            let parts = Parts {
                when,
                event,
                require,
                has_previous,
                effective: *effective,
            };
            Decision {
                verdicts: parts.verdicts(rows),
                representative,
            }
        })
        .collect()
}

struct Parts {
    when: Option<Vector>,
    event: Option<Vector>,
    require: Option<Vector>,
    has_previous: Option<Vector>,
    effective: Effective,
}

impl Parts {
    fn verdicts(&self, rows: usize) -> Vec<Verdict> {
        let when = self.when.as_ref().map(Truths::of);
        let event = self
            .event
            .as_ref()
            .map(Cells::<arrow_array::types::Date32Type>::of);
        let require = self.require.as_ref().map(Truths::of);
        let linked = self.has_previous.as_ref().map(Truths::of);
        let Effective { from, to, .. } = self.effective;
        let one = |row: usize| {
            if linked.as_ref().is_some_and(|l| l.get(row) != Some(true)) {
                return Verdict::NotApplicable;
            }
            let in_scope = when.as_ref().map_or(Some(true), |w| w.get(row));
            let in_force = match &event {
                None => Some(true),
                Some(event) => event
                    .get(row)
                    .map(|day| from.is_none_or(|f| f.0 <= day) && to.is_none_or(|t| day <= t.0)),
            };
            let scope = match (in_scope, in_force) {
                (Some(false), _) | (_, Some(false)) => Some(false),
                (Some(true), Some(true)) => Some(true),
                _ => None,
            };
            match (scope, require.as_ref().and_then(|r| r.get(row))) {
                (Some(false), _) | (None, Some(true)) => Verdict::NotApplicable,
                (Some(true), Some(true)) => Verdict::Passed,
                (Some(true), Some(false)) => Verdict::Failed,
                _ => Verdict::Undecided,
            }
        };
        (0..rows).map(one).collect()
    }
}
