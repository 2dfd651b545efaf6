//! Functions on dates and months.

use std::sync::Arc;

use arrow_array::types::{Date32Type, Int32Type, Int64Type};
use arrow_array::{ArrayRef, Date32Array, Int32Array, Int64Array};
use arrow_schema::DataType;

use crate::check::vector::{Cells, Vector};
use crate::ledger::{Date, Month};
use crate::rulebook::Function;

pub fn call(function: Function, inputs: &[Vector], rows: usize) -> ArrayRef {
    let date = |at: usize| {
        let cells = Cells::<Date32Type>::of(&inputs[at]);
        move |row: usize| cells.get(row).map(Date)
    };
    match function {
        Function::AddMonths => {
            let (start, months) = (date(0), Cells::<Int64Type>::of(&inputs[1]));
            dates(rows, |row| start(row)?.add_months(months.get(row)?))
        }
        Function::MonthsBetween => {
            let (from, to) = (date(0), date(1));
            integers(rows, |row| Some(from(row)?.months_until(to(row)?)))
        }
        Function::AgeAt => {
            let (birth, at) = (date(0), date(1));
            if inputs[1].is_scalar() {
                // mostly the as-of date
                let parts = at(0).map(Date::parts);
                return integers(rows, |row| age(birth(row)?, parts?));
            }
            integers(rows, |row| age(birth(row)?, at(row)?.parts()))
        }
        Function::Year => {
            let month = months(&inputs[0]);
            integers(rows, |row| Some(i64::from(month(row)?.parts().0)))
        }
        Function::MonthNumber => {
            let month = months(&inputs[0]);
            integers(rows, |row| Some(i64::from(month(row)?.parts().1)))
        }
        Function::Day => {
            let day = date(0);
            integers(rows, |row| Some(i64::from(day(row)?.parts().2)))
        }
        Function::MonthOf => {
            let month = months(&inputs[0]);
            Arc::new(
                (0..rows)
                    .map(|row| month(row).map(|m| m.0))
                    .collect::<Int32Array>(),
            )
        }
        Function::FirstDay => {
            let month = months(&inputs[0]);
            dates(rows, |row| month(row)?.first_day())
        }
        _ => {
            let month = months(&inputs[0]);
            dates(rows, |row| month(row)?.last_day())
        }
    }
}

fn integers(rows: usize, cell: impl Fn(usize) -> Option<i64>) -> ArrayRef {
    Arc::new((0..rows).map(cell).collect::<Int64Array>())
}

fn dates(rows: usize, cell: impl Fn(usize) -> Option<Date>) -> ArrayRef {
    let days = (0..rows).map(|row| cell(row).map(|date| date.0));
    Arc::new(days.collect::<Date32Array>())
}

/// The month of each cell of a date or month input.
fn months(input: &Vector) -> Box<dyn Fn(usize) -> Option<Month> + '_> {
    match input.array().data_type() {
        DataType::Date32 => {
            let cells = Cells::<Date32Type>::of(input);
            Box::new(move |row| cells.get(row).map(|d| Date(d).month()))
        }
        _ => {
            let cells = Cells::<Int32Type>::of(input);
            Box::new(move |row| cells.get(row).map(Month))
        }
    }
}

/// Whole years; missing before birth.
fn age(birth: Date, (year, month, day): (i32, u32, u32)) -> Option<i64> {
    let (birth_year, birth_month, birth_day) = birth.parts();
    if (year, month, day) < (birth_year, birth_month, birth_day) {
        return None;
    }
    let not_yet = (month, day) < (birth_month, birth_day);
    Some(i64::from(year - birth_year) - i64::from(not_yet))
}
