//! Expressions as columns: their values for all records of a ledger, outside of any rule.

use super::parameters::Parameters;
use super::plan::{NodeId, Planner};
use super::run::{Inputs, Values, run};
use super::settings::Settings;
use super::world::World;
use crate::ledger::{Column, LedgerId, Ledgers};
use crate::rulebook::{Rulebook, Typed};

/// The values of each expression for the records of its ledger. All ledgers that they read must be there.
pub fn columns(
    wanted: &[(LedgerId, &Typed)],
    data: &Ledgers,
    book: &Rulebook,
    settings: &Settings,
) -> Vec<Column> {
    let parameters = Parameters::of(book, settings);
    let value = |name: &str, day| parameters.value(name, day);
    let world = World {
        as_of: settings.as_of,
        parameters: &value,
        attachments: settings.attachments.as_deref(),
    };
    let mut planner = Planner::new(&data.catalog);
    let nodes: Vec<NodeId> = wanted
        .iter()
        .map(|(ledger, typed)| planner.column(typed, *ledger))
        .collect();
    let inputs = Inputs::whole(data, world);
    let values = run(&planner.graph, &nodes, &Values::default(), &inputs, &|_| {});
    let rows = |ledger: LedgerId| data.table(ledger).map_or(0, |table| table.rows as usize);
    let column = |(value, (ledger, _)): (_, &(LedgerId, &Typed))| {
        let value: super::vector::Vector = value;
        Column {
            values: value.expand(rows(*ledger)),
            present: true,
        }
    };
    values.into_iter().zip(wanted).map(column).collect()
}
