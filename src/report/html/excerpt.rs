//! The piece of the input that a finding is about: the record's cells around the marked one, or lines of a document.

use std::ops::Range;

use super::Page;
use super::row::text;
use crate::location::Excerpt;

/// Cells shown on either side of the marked one; a record without one shows its first cells.
const BESIDE: usize = 3;
/// Characters of a cell, and of a line of a document.
const CELL: usize = 60;
const LINE: usize = 160;
/// Lines of a document.
const LINES: usize = 6;

/// Appends the excerpt; nothing where it shows nothing.
pub fn write(excerpt: &Excerpt, page: &Page<'_>, out: &mut Vec<u8>) {
    match excerpt {
        Excerpt::Grid {
            header,
            cells,
            marked,
            ..
        } => grid(header, cells, *marked, page, out),
        Excerpt::Lines {
            first,
            text,
            marked,
        } => lines(first.0 as usize, text, marked, out),
    }
}

/// Header and value of each cell. A list of pairs breaks into lines where a table would need to be scrolled.
fn grid(
    header: &[String],
    cells: &[String],
    marked: Option<usize>,
    page: &Page<'_>,
    out: &mut Vec<u8>,
) {
    let count = header.len().max(cells.len());
    if count == 0 {
        return;
    }
    let centre = marked.unwrap_or(BESIDE).min(count - 1);
    let window = centre.saturating_sub(BESIDE)..(centre + BESIDE + 1).min(count);
    out.extend_from_slice(b"<dl class=\"x\">");
    for at in window {
        let cell = cells.get(at).map_or("", String::as_str);
        let is_marked = marked == Some(at);
        out.extend_from_slice(match is_marked {
            true => b"<div class=\"k\"><dt>",
            false => b"<div><dt>",
        });
        let name = header.get(at).map_or("", String::as_str);
        cut(if name.trim().is_empty() { "—" } else { name }, CELL, out);
        out.extend_from_slice(b"</dt><dd>");
        let empty = cell.trim().is_empty();
        match (is_marked, empty) {
            (true, true) => {
                out.extend_from_slice(b"<mark>");
                text(page.say("(空)", "(empty)"), out);
                out.extend_from_slice(b"</mark>");
            }
            (true, false) => {
                out.extend_from_slice(b"<mark>");
                cut(cell, CELL, out);
                out.extend_from_slice(b"</mark>");
            }
            (false, true) => out.extend_from_slice("—".as_bytes()),
            (false, false) => cut(cell, CELL, out),
        }
        out.extend_from_slice(b"</dd></div>");
    }
    out.extend_from_slice(b"</dl>");
}

/// Numbered lines; each is an element, so that the row stays one line of the page.
fn lines(first: usize, whole: &str, marked: &Range<usize>, out: &mut Vec<u8>) {
    if whole.trim().is_empty() {
        return;
    }
    let marked = floor(whole, marked.start)..floor(whole, marked.end.max(marked.start));
    let mut offset = 0;
    out.extend_from_slice(b"<ol class=\"l\">");
    let shown = || whole.split_inclusive('\n').take(LINES);
    // what all lines are indented by says nothing
    let blanks = |line: &str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let filled = shown().filter(|line| !line.trim().is_empty());
    let indent = filled.map(blanks).min().unwrap_or(0);
    for (at, line) in shown().enumerate() {
        let whole_line = line;
        let blank = indent.min(blanks(line));
        offset += blank;
        let line = &line[blank..];
        let content = line.trim_end_matches(['\n', '\r']);
        out.extend_from_slice(format!("<li value=\"{}\">", first.max(1) + at).as_bytes());
        let within = |at: usize| at.saturating_sub(offset).min(content.len());
        let (from, to) = (within(marked.start), within(marked.end));
        match from < to {
            true => {
                cut_start(&content[..from], LINE / 3, out);
                out.extend_from_slice(b"<mark>");
                cut(&content[from..to], LINE, out);
                out.extend_from_slice(b"</mark>");
                cut(&content[to..], LINE / 3, out);
            }
            false => cut(content, LINE, out),
        }
        out.extend_from_slice(b"</li>");
        offset += whole_line.len() - blank;
    }
    out.extend_from_slice(b"</ol>");
}

fn floor(text: &str, at: usize) -> usize {
    text.floor_char_boundary(at.min(text.len()))
}

fn cut(whole: &str, most: usize, out: &mut Vec<u8>) {
    match whole.char_indices().nth(most) {
        Some((at, _)) => {
            text(&whole[..at], out);
            out.extend_from_slice("…".as_bytes());
        }
        None => text(whole, out),
    }
}

fn cut_start(whole: &str, most: usize, out: &mut Vec<u8>) {
    let from = whole.char_indices().rev().nth(most);
    match from {
        Some((at, c)) => {
            out.extend_from_slice("…".as_bytes());
            text(&whole[at + c.len_utf8()..], out);
        }
        None => text(whole, out),
    }
}
