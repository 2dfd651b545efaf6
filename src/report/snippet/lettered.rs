//! The letters of a sheet's columns over its header and row.

use super::{Part, text_width};
use crate::location::{Column, letters};
use crate::report::Style;
use crate::report::grid::{Room, letters_over};
use crate::report::typeset::width;

/// A grid with the letters of its columns above it. Where the numbers of the rows leave no room for a line more
/// (rows 1 and 2), they are counted from further on; the numbers printed are the true ones.
pub fn with_letters(
    part: Part,
    first_column: Column,
    header: &[String],
    cells: &[String],
    marked: Option<usize>,
    label: &str,
    style: &Style,
) -> Part {
    let count = header.len().max(cells.len());
    let names: Vec<String> = (0..count as u32)
        .map(|at| letters(first_column.0 + at))
        .collect();
    let last = part.numbers.last().map_or(1, |(counted, _)| *counted);
    let room = Room {
        width: text_width(last.max(3), style),
        label: width(label),
        unicode: style.unicode,
    };
    let over: Vec<&[String]> = [header, cells]
        .into_iter()
        .filter(|texts| !texts.is_empty())
        .collect();
    let Some(top) = letters_over(&names, &over, marked, room) else {
        return part;
    };
    let shift = top.len() + 1;
    let lines = part.numbers.len();
    let first = last.max(lines + 1) - lines;
    let numbers = (first..).zip(
        [None]
            .into_iter()
            .chain(part.numbers.iter().map(|(_, real)| *real)),
    );
    Part {
        text: format!("{top}\n{}", part.text),
        first,
        numbers: numbers.collect(),
        marked: part.marked.start + shift..part.marked.end + shift,
        ..part
    }
}
