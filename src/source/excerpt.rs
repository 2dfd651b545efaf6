//! Place and lines of a part of a text, long lines cut.

use std::ops::Range;

use super::Source;
use crate::location::{Excerpt, Line, Location};

/// Most characters of one line that an excerpt shows.
const WIDTH: usize = 120;
/// Of these, how many stand before the mark where the line is cut.
const BEFORE: usize = 40;
/// Most lines that an excerpt shows.
const LINES: usize = 3;

/// Place and lines of a byte range of a source's text.
pub(super) fn locate(source: &Source, offset: usize, length: usize) -> (Location, Option<Excerpt>) {
    let stretch = source.text.stretch(offset);
    let Some(stretch) = stretch.filter(|stretch| !stretch.text().is_empty()) else {
        return (Location::file(source.path.clone()), None);
    };
    let text = stretch.text();
    let offset = text.floor_char_boundary(offset - stretch.start().min(offset));
    let end = text.ceil_char_boundary(offset.saturating_add(length));
    let (line, column) = stretch.place(offset);
    let location = Location {
        line: Some(line),
        column: Some(column),
        ..Location::file(source.path.clone())
    };
    (location, Some(lines(text, line, offset..end)))
}

/// The lines of `range`, at most three, long ones cut around its start. `first` is the line `range` starts in.
fn lines(text: &str, first: Line, range: Range<usize>) -> Excerpt {
    let mut shown = Window::default();
    let mut line = around(text, range.start);
    for n in 0..LINES {
        if n > 0 {
            shown.text.push('\n');
        }
        shown.push(text, &line);
        let stop = line_stop(text, line.range.end);
        if range.end <= stop || line.cut_right {
            break;
        }
        let next = stop
            + if text[stop..].starts_with("\r\n") {
                2
            } else {
                1
            };
        if next >= text.len() {
            break;
        }
        let (end, cut_right) = forward(text, next, WIDTH);
        line = Piece {
            range: next..end,
            cut_left: false,
            cut_right,
        };
    }
    let start = shown.find(range.start);
    let end = shown.find(range.end).max(start);
    Excerpt::Lines {
        first,
        text: shown.text,
        marked: start..end,
    }
}

/// A part of one line.
struct Piece {
    range: Range<usize>,
    cut_left: bool,
    cut_right: bool,
}

/// The text of an excerpt, and which part of the source each part of it is.
#[derive(Default)]
struct Window {
    text: String,
    parts: Vec<(Range<usize>, usize)>,
}

impl Window {
    fn push(&mut self, text: &str, piece: &Piece) {
        if piece.cut_left {
            self.text.push('…');
        }
        self.parts.push((piece.range.clone(), self.text.len()));
        self.text.push_str(&text[piece.range.clone()]);
        if piece.cut_right {
            self.text.push('…');
        }
    }

    /// Where an offset of the source stands; the end of what is shown where it lies behind that.
    fn find(&self, offset: usize) -> usize {
        let part = self.parts.iter().find(|(range, _)| offset <= range.end);
        match part {
            Some((range, at)) => at + offset.saturating_sub(range.start),
            None => self.parts.last().map_or(0, |(range, at)| at + range.len()),
        }
    }
}

/// The line around an offset, or the part of it that fits.
fn around(text: &str, offset: usize) -> Piece {
    let (whole, cut) = backward(text, offset, WIDTH);
    if !cut {
        let (end, cut_right) = forward(text, whole, WIDTH);
        if !cut_right {
            return Piece {
                range: whole..end,
                cut_left: false,
                cut_right,
            };
        }
    }
    let (start, cut_left) = backward(text, offset, BEFORE);
    let (end, cut_right) = forward(text, start, WIDTH);
    Piece {
        range: start..end,
        cut_left,
        cut_right,
    }
}

fn is_line_end(c: char) -> bool {
    matches!(c, '\n' | '\r')
}

/// Up to `most` characters before `from` in its line, and whether the line has more.
fn backward(text: &str, from: usize, most: usize) -> (usize, bool) {
    let mut start = from;
    let mut characters = text[..from].char_indices().rev();
    for _ in 0..most {
        match characters.next() {
            Some((at, c)) if !is_line_end(c) => start = at,
            _ => return (start, false),
        }
    }
    (
        start,
        characters.next().is_some_and(|(_, c)| !is_line_end(c)),
    )
}

/// Up to `most` characters from `from` in its line, and whether the line has more.
fn forward(text: &str, from: usize, most: usize) -> (usize, bool) {
    let mut characters = text[from..].char_indices();
    for _ in 0..most {
        match characters.next() {
            Some((_, c)) if !is_line_end(c) => {}
            Some((at, _)) => return (from + at, false),
            None => return (text.len(), false),
        }
    }
    let rest = characters.offset();
    (
        from + rest,
        characters.next().is_some_and(|(_, c)| !is_line_end(c)),
    )
}

/// Where the line that `from` stands in ends, looking no further than an excerpt is wide.
fn line_stop(text: &str, from: usize) -> usize {
    forward(text, from, WIDTH).0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, marked: &str, place: (u32, u32), shown: &str) {
        let source = Source {
            path: "a.txt".into(),
            text: text.into(),
            sha256: String::new(),
            bytes: 0,
            sheets: Vec::new(),
        };
        let offset = text.find(marked).expect("the mark stands in the text");
        let (location, excerpt) = locate(&source, offset, marked.len());
        assert_eq!(
            (location.line.unwrap().0, location.column.unwrap().0),
            place,
            "{marked}"
        );
        let Some(Excerpt::Lines {
            first,
            text,
            marked: range,
        }) = excerpt
        else {
            panic!("no lines")
        };
        assert_eq!(first.0, place.0);
        assert_eq!(text, shown);
        assert!(marked.starts_with(&text[range.clone()]) || text[range].starts_with(marked));
    }

    #[test]
    fn columns_count_characters_and_lines_end_by_lf_crlf_or_cr() {
        check("甲,乙\n丙,丁x\n戊", "丁", (2, 3), "丙,丁x");
        check("甲,乙\r\n丙,丁x\r\n戊", "丁", (2, 3), "丙,丁x");
        check("甲,乙\r丙,丁x\r戊", "丁", (2, 3), "丙,丁x");
    }

    #[test]
    fn a_value_over_several_lines_shows_at_most_three() {
        check("a\nb1\nb2\nc", "b1\nb2", (2, 1), "b1\nb2");
        check("b1\nb2\nb3\nb4\n", "b1\nb2\nb3\nb4", (1, 1), "b1\nb2\nb3");
    }

    #[test]
    fn a_long_line_is_cut_around_the_mark() {
        let text = format!("{}标记{}", "前".repeat(1000), "后".repeat(1000));
        let shown = format!("…{}标记{}…", "前".repeat(40), "后".repeat(78));
        check(&text, "标记", (1, 1001), &shown);
    }
}
