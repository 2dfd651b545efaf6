//! Operations cell by cell: dispatch, and judging each distinct value of a dictionary once.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::UInt32Type;
use arrow_array::{Array, ArrayRef, BooleanArray, UInt32Array, new_null_array};
use arrow_buffer::BooleanBuffer;
use arrow_schema::DataType;
use arrow_select::take::take;

use super::{arithmetic, calendar, choose, compare, domain, parameter, text};
use crate::check::plan::Element;
use crate::check::run::Inputs;
use crate::check::vector::{Truths, Vector};
use crate::ledger::Type;
use crate::rulebook::{BinaryOp, Function, IsWhat};

/// Applies an operation to columns and scalars; a scalar where all inputs are.
pub fn apply(element: &Element, inputs: &[Vector], from: &Inputs<'_>) -> Vector {
    if let Some(result) = by_distinct_value(element, inputs, from) {
        return result;
    }
    let rows = inputs
        .iter()
        .find(|v| !v.is_scalar())
        .map(|v| v.array().len());
    let array = plain(element, inputs, rows.unwrap_or(1), from);
    if rows.is_some() {
        Vector::Column(array)
    } else {
        Vector::Scalar(array)
    }
}

/// Where the only column is a dictionary, works on its values and spreads the results over the rows.
fn by_distinct_value(element: &Element, inputs: &[Vector], from: &Inputs<'_>) -> Option<Vector> {
    let columns: Vec<usize> = (0..inputs.len())
        .filter(|i| !inputs[*i].is_scalar())
        .collect();
    let [only] = columns.as_slice() else {
        return None;
    };
    let array = inputs[*only].array();
    if !matches!(array.data_type(), DataType::Dictionary(..)) {
        return None;
    }
    let dictionary = array.as_dictionary::<UInt32Type>();
    let (keys, values) = (dictionary.keys(), dictionary.values());
    if values.len() >= keys.len() {
        return None;
    }
    // one more value stands for a missing cell
    let nothing = new_null_array(values.data_type(), 1);
    let extended = arrow_select::concat::concat(&[values, &nothing]).ok()?;
    let missing = values.len() as u32;
    let mut reduced = inputs.to_vec();
    reduced[*only] = Vector::Column(extended);
    let results = plain(element, &reduced, values.len() + 1, from);
    let index = match keys.nulls() {
        None => keys.clone(),
        Some(_) => {
            let key = |key: Option<u32>| Some(key.unwrap_or(missing));
            keys.iter().map(key).collect::<UInt32Array>()
        }
    };
    let spread = match results.as_boolean_opt() {
        Some(truths) if truths.null_count() == 0 => {
            let truths: Vec<bool> = truths.values().iter().collect();
            let keys = index.values();
            let truth = |row: usize| truths[keys[row] as usize];
            Arc::new(BooleanArray::from(BooleanBuffer::collect_bool(
                keys.len(),
                truth,
            )))
        }
        _ => take(&results, &index, None).ok()?,
    };
    Some(Vector::Column(spread))
}

fn plain(element: &Element, inputs: &[Vector], rows: usize, from: &Inputs<'_>) -> ArrayRef {
    match element {
        Element::Not => compare::not(&inputs[0], rows),
        Element::Negate(kind) => arithmetic::negate(&inputs[0], *kind, rows),
        Element::ToDecimal => arithmetic::to_decimal(&inputs[0], rows),
        Element::Binary(BinaryOp::And, ..) => compare::and(&inputs[0], &inputs[1], rows),
        Element::Binary(BinaryOp::Or, ..) => compare::or(&inputs[0], &inputs[1], rows),
        Element::Binary(op, _, _) if op.is_comparison() => {
            compare::compare(*op, &inputs[0], &inputs[1], rows)
        }
        Element::Binary(BinaryOp::Concat, ..) => text::concat(&inputs[0], &inputs[1], rows),
        Element::Binary(op, _, kind) => {
            arithmetic::binary(*op, *kind, &inputs[0], &inputs[1], rows)
        }
        Element::Is(IsWhat::Null, negated) => compare::is_null(&inputs[0], *negated, rows),
        Element::Is(what, negated) => {
            let wanted = *what == IsWhat::True;
            booleans(
                rows,
                |row, cells| Some((cells.get(row) == Some(wanted)) != *negated),
                &inputs[0],
            )
        }
        Element::In(negated) => compare::is_in(inputs, *negated, rows),
        Element::Like(pattern, negated) => text::like(&inputs[0], pattern, *negated, rows),
        Element::Regex(pattern, negated) => text::matches(&inputs[0], pattern, *negated, rows),
        Element::Case(kind) => choose::case(inputs, *kind, rows),
        Element::ParameterAt(name, kind) => {
            parameter::on_days(name, *kind, &inputs[0], rows, from.world.parameters)
        }
        Element::Call(function, kind) => call(*function, inputs, *kind, rows, from),
    }
}

fn booleans(
    rows: usize,
    cell: impl Fn(usize, &Truths<'_>) -> Option<bool>,
    input: &Vector,
) -> ArrayRef {
    let cells = Truths::of(input);
    Arc::new(
        (0..rows)
            .map(|row| cell(row, &cells))
            .collect::<BooleanArray>(),
    )
}

fn call(
    function: Function,
    inputs: &[Vector],
    kind: Type,
    rows: usize,
    from: &Inputs<'_>,
) -> ArrayRef {
    use Function as F;
    match function {
        F::Length
        | F::Trim
        | F::Lower
        | F::Upper
        | F::Substr
        | F::Replace
        | F::Contains
        | F::StartsWith
        | F::EndsWith
        | F::ToText
        | F::ToNumber
        | F::JoinPresent
        | F::Similarity => text::call(function, inputs, rows),
        F::Coalesce | F::Least | F::Greatest => choose::call(function, inputs, kind, rows),
        F::Abs | F::Floor | F::Ceil | F::Round | F::Mod | F::Percent | F::GrimFeasible => {
            arithmetic::call(function, inputs, kind, rows)
        }
        F::AddMonths
        | F::MonthsBetween
        | F::AgeAt
        | F::Year
        | F::MonthNumber
        | F::Day
        | F::MonthOf
        | F::FirstDay
        | F::LastDay => calendar::call(function, inputs, rows),
        F::ValidResidentId
        | F::BirthDateOf
        | F::SexOf
        | F::ValidUscc
        | F::ValidDivisionCode
        | F::ValidLuhn
        | F::FileExists
        | F::Sha256Of => domain::call(function, inputs, rows, from),
    }
}
