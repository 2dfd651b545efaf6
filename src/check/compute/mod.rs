//! One function per kind of node: arrays in, array out. No IO, no rules.

mod arithmetic;
mod calendar;
mod choose;
mod compare;
mod domain;
mod element;
mod fold;
mod group;
mod index;
mod keys;
mod links;
mod nearest;
mod number_keys;
mod numbers;
mod order;
mod pair_keys;
mod pairs;
mod parameter;
mod pattern;
mod provenance;
mod ranks;
mod repeats;
mod similarity;
mod text;
mod text_keys;
mod whole_keys;

pub use keys::KeyTable;

use std::sync::Arc;

use super::plan::Op;
use super::run::Inputs;
use super::vector::{Vector, scalar};
use crate::ledger::{LedgerId, Type, Value};

/// The value of a node from the values of its inputs.
pub fn compute(op: &Op, inputs: &[Vector], from: &Inputs<'_>) -> Vector {
    match op {
        Op::Field(ledger, field) => match from.data.table(*ledger) {
            Some(table) => Vector::Column(table.column(*field).values.clone()),
            None => {
                let kind = from.data.catalog.ledger(*ledger).field(*field).kind;
                Vector::Column(arrow_array::new_empty_array(&kind.arrow()))
            }
        },
        Op::Source(ledger) => provenance::origins(from.data.table(*ledger)),
        Op::File(ledger) => provenance::files(from.data.table(*ledger), &from.data.sources),
        Op::Literal(value, kind) => Vector::Scalar(scalar(value, *kind)),
        Op::Parameter(name, kind) => {
            let value = (from.world.parameters)(name, from.world.as_of);
            Vector::Scalar(scalar(&value, *kind))
        }
        Op::AsOf => Vector::Scalar(scalar(&Value::Date(from.world.as_of), Type::Date)),
        Op::Element(element) => element::apply(element, inputs, from),
        Op::Link(relation) => Vector::Link(Arc::new(links::link(*relation, inputs, from.data))),
        Op::Keys(ledger) => group::keys(&inputs[0], rows(*ledger, from)),
        Op::PairKeys => group::pair_keys(&inputs[0], &inputs[1]),
        Op::LinkUp => index::of_link(&inputs[0], |link| link.up.clone()),
        Op::LinkFold => index::of_link(&inputs[0], |link| link.fold.clone()),
        Op::LinkMatches => index::matches(&inputs[0]),
        Op::LinkCanonical => index::of_link(&inputs[0], |link| {
            link.canonical
                .clone()
                .unwrap_or_else(|| index::identity(link.parents))
        }),
        Op::Identity(ledger) => Vector::Index(index::identity(rows(*ledger, from))),
        Op::AllToOne(ledger) => Vector::Index(index::zeros(rows(*ledger, from))),
        Op::GroupIdentity => Vector::Index(index::identity(group::count(&inputs[0]))),
        Op::RowNumbers => Vector::Index(index::identity(arrow_array::Array::len(
            &**inputs[0].index(),
        ))),
        Op::Zero => Vector::Index(index::zeros(arrow_array::Array::len(&**inputs[0].index()))),
        Op::Rows => Vector::Index(from.chosen.clone()),
        Op::Compose => index::compose(&inputs[0], &inputs[1]),
        Op::Gather(missing, kind) => index::gather(&inputs[0], &inputs[1], missing, *kind),
        Op::Linked => index::linked(&inputs[0]),
        Op::Groups(ledger) => group::groups(inputs.first(), rows(*ledger, from)),
        Op::GroupIds => group::ids(&inputs[0]),
        Op::GroupFirst => group::first(&inputs[0]),
        Op::Match => group::matched(&inputs[0], &inputs[1..]),
        Op::MatchInner => group::match_inner(&inputs[0]),
        Op::MatchOuter => group::match_outer(&inputs[0]),
        Op::Pairs => pairs::pairs(&inputs[0], &inputs[1]),
        Op::PairLeft => pairs::left(&inputs[0]),
        Op::PairRight => pairs::right(&inputs[0]),
        Op::Sort { filter, direction } => order::sort(inputs, *filter, *direction),
        Op::SortTies(direction) => order::sort_ties(&inputs[0], &inputs[1], *direction),
        Op::Previous => order::previous(&inputs[0]),
        Op::Fold(shape, extent) => fold::fold(*shape, *extent, inputs, from),
        Op::Nearest {
            filter,
            records,
            own,
        } => nearest::nearest(inputs, *filter, *records, *own),
    }
}

/// Number of records of a ledger; 0 where it is absent.
fn rows(ledger: LedgerId, from: &Inputs<'_>) -> usize {
    from.data
        .table(ledger)
        .map_or(0, |table| table.rows as usize)
}
