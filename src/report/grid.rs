//! A table's header and one of its records as two aligned lines, cut to a window of columns around the marked one.

use std::ops::Range;

use super::typeset::{clean, cut, ellipsis, pad, width};

/// Space between two columns.
const GAP: usize = 2;

/// How much room a grid has, in columns of the terminal.
#[derive(Clone, Copy, Debug)]
pub struct Room {
    pub width: usize,
    /// Width of the label that will stand below the marked cell.
    pub label: usize,
    pub unicode: bool,
}

/// Two lines of equal layout; `marked` is a byte range of `row`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grid {
    /// `None` where the table has no header.
    pub header: Option<String>,
    pub row: String,
    pub marked: Range<usize>,
}

/// Lays out the columns around `marked` that fit.
pub fn lay_out(header: &[String], cells: &[String], marked: Option<usize>, room: Room) -> Grid {
    let count = header.len().max(cells.len()).max(1);
    let marked = marked.filter(|m| *m < count);
    let centre = marked.unwrap_or(0);
    let shown = |texts: &[String], i: usize| shown(texts, i, marked, room);
    let wide = |i: usize| wide(header, cells, i, marked, room);
    let window = window(count, centre, room, wide);

    let (mut top, mut row) = (String::new(), String::new());
    if window.start > 0 {
        top = pad(ellipsis(room.unicode), GAP + 1);
        row = top.clone();
    }
    let mut mark = row.len()..row.len();
    for i in window.clone() {
        let (head, cell, columns) = (shown(header, i), shown(cells, i), wide(i));
        if Some(i) == marked {
            // an empty cell is marked over its column's whole width, or nobody would see it
            let length = if cell.trim().is_empty() {
                columns
            } else {
                cell.len()
            };
            mark = row.len()..row.len() + length;
        }
        top.push_str(&pad(&head, columns + GAP));
        row.push_str(&pad(&cell, columns + GAP));
    }
    if window.end < count {
        top.push_str(ellipsis(room.unicode));
        row.push_str(ellipsis(room.unicode));
    }
    let kept = row.trim_end().len().max(mark.end);
    row.truncate(kept);
    if marked.is_none() {
        mark = 0..row.len();
    }
    Grid {
        header: (!header.is_empty()).then(|| top.trim_end().to_owned()),
        row,
        marked: mark,
    }
}

/// The names of columns over the columns that `lay_out` shows of a header and a row, or of one of them.
pub fn letters_over(
    names: &[String],
    texts: &[&[String]],
    marked: Option<usize>,
    room: Room,
) -> Option<String> {
    let (header, cells): (&[String], &[String]) = match texts {
        [cells] => (&[], cells),
        [header, cells, ..] => (header, cells),
        [] => return None,
    };
    let count = header.len().max(cells.len()).max(1);
    let marked = marked.filter(|m| *m < count);
    let wide = |i: usize| wide(header, cells, i, marked, room);
    let window = window(count, marked.unwrap_or(0), room, wide);
    let mut top = String::new();
    if window.start > 0 {
        top = pad("", GAP + 1);
    }
    for i in window {
        top.push_str(&pad(names.get(i).map_or("", String::as_str), wide(i) + GAP));
    }
    Some(top.trim_end().to_owned())
}

/// What is shown of a cell.
fn shown(texts: &[String], i: usize, marked: Option<usize>, room: Room) -> String {
    let most = if Some(i) == marked {
        (room.width / 2).max(12)
    } else {
        (room.width / 4).clamp(8, 24)
    };
    texts.get(i).map_or(String::new(), |t| {
        cut(&clean(t, room.unicode), most, room.unicode)
    })
}

/// How wide a column is.
fn wide(header: &[String], cells: &[String], i: usize, marked: Option<usize>, room: Room) -> usize {
    let of = |texts| width(&shown(texts, i, marked, room));
    of(header).max(of(cells)).max(2)
}

/// The columns to show: from the centre to both sides, so that the label below the centre keeps room to its right.
fn window(count: usize, centre: usize, room: Room, wide: impl Fn(usize) -> usize) -> Range<usize> {
    let reserve = 2 * (GAP + 1);
    let mut left = room.width.saturating_sub(reserve + wide(centre) + GAP);
    let label = (room.label + 6)
        .min(room.width / 2)
        .saturating_sub(wide(centre));
    let mut before = left.saturating_sub(label);
    let (mut start, mut end) = (centre, centre + 1);
    loop {
        let mut grown = false;
        if start > 0 && wide(start - 1) + GAP <= left.min(before) {
            start -= 1;
            left -= wide(start) + GAP;
            before -= wide(start) + GAP;
            grown = true;
        }
        if end < count && wide(end) + GAP <= left {
            left -= wide(end) + GAP;
            end += 1;
            grown = true;
        }
        if !grown {
            return start..end;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn room(width: usize) -> Room {
        Room {
            width,
            label: 10,
            unicode: true,
        }
    }

    fn strings(texts: &str) -> Vec<String> {
        texts.split(',').map(str::to_owned).collect()
    }

    #[track_caller]
    fn check(header: &str, cells: &str, marked: usize, width: usize, expected: &str) {
        let grid = lay_out(&strings(header), &strings(cells), Some(marked), room(width));
        let (before, rest) = grid.row.split_at(grid.marked.start);
        let (at, after) = rest.split_at(grid.marked.len());
        assert_eq!(
            format!("{}\n{before}[{at}]{after}", grid.header.unwrap_or_default()),
            expected
        );
    }

    #[test]
    fn columns_align_for_double_width_characters() {
        check(
            "序号,姓名,到期日",
            "12,甘某某,2020-12-31",
            2,
            60,
            "序号  姓名    到期日\n12    甘某某  [2020-12-31]",
        );
    }

    #[test]
    fn an_empty_cell_is_marked_over_its_column() {
        check(
            "序号,责任单位,状态",
            "12,,在办",
            1,
            60,
            "序号  责任单位  状态\n12    [        ]  在办",
        );
        check(
            "序号,责任单位",
            "12",
            1,
            60,
            "序号  责任单位\n12    [        ]",
        );
    }

    #[test]
    fn columns_that_do_not_fit_are_left_out_visibly() {
        let header = (0..30)
            .map(|i| format!("第{i:02}栏"))
            .collect::<Vec<_>>()
            .join(",");
        let cells = (0..30)
            .map(|i| format!("值{i:02}"))
            .collect::<Vec<_>>()
            .join(",");
        check(
            &header,
            &cells,
            15,
            40,
            "…  第13栏  第14栏  第15栏  第16栏  …\n…  值13    值14    [值15]    值16    …",
        );
        check(
            &header,
            &cells,
            0,
            40,
            "第00栏  第01栏  第02栏  第03栏  …\n[值00]    值01    值02    值03    …",
        );
    }

    #[test]
    fn every_line_fits_whatever_the_cells_hold() {
        for columns in 30..120 {
            for marked in [None, Some(0), Some(3), Some(7), Some(99)] {
                let cells = strings(
                    "1,,很长的一段话很长的一段话很长的一段话很长的一段话很长的一段话,\u{1b}[31m,a\nb,x,y,z",
                );
                let grid = lay_out(
                    &strings("序号,姓名,措施,b,c,d,e,f,g"),
                    &cells,
                    marked,
                    room(columns),
                );
                assert!(
                    width(&grid.row) <= columns && grid.row.get(grid.marked.clone()).is_some(),
                    "{columns} {grid:?}"
                );
            }
        }
        lay_out(&[], &[], None, room(40));
    }
}
