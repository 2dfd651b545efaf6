//! The chunks of a delimited text that is in memory as a whole.

use std::ops::Range;

use memchr::{memchr_iter, memchr2_iter};
use rayon::prelude::*;

use super::chunk::{Chunk, Plan, Window};
use crate::ledger::Kind;
use crate::read::part::{Meter, Spotted};

/// Most bytes that a chunk sees: offsets in it have 31 bits.
const SEEN: usize = i32::MAX as usize;

/// Reads all records from `below` on. The places where chunks begin are guessed and read in parallel; a chunk is
/// kept only if the one before it ends exactly there, so that quotes in the wrong place never tear a record.
///
/// The error is a record of more than two gigabytes.
pub fn chunks(
    plan: &Plan<'_>,
    text: &str,
    below: usize,
    size: usize,
    meter: &Meter<'_>,
) -> Result<Vec<Chunk>, Spotted> {
    let starts = guess_starts(plan, text, below, size);
    let read = |at: usize| -> Chunk {
        let next = starts.partition_point(|start| *start <= at);
        let stop = starts.get(next).copied().unwrap_or(text.len());
        let end = text.floor_char_boundary(at.saturating_add(SEEN));
        let window = Window {
            text: &text[at..end],
            base: at,
            open: end < text.len(),
        };
        let chunk = plan.chunk(window, at, stop.min(end));
        meter.records(chunk.filled.rows);
        chunk
    };
    let mut guessed: Vec<Option<Chunk>> =
        starts.par_iter().map(|start| Some(read(*start))).collect();
    let mut chunks = Vec::with_capacity(guessed.len());
    let mut at = below;
    while at < text.len() {
        let known = starts
            .binary_search(&at)
            .ok()
            .and_then(|n| guessed[n].take());
        let chunk = known.unwrap_or_else(|| read(at));
        if chunk.bytes.end == at {
            let shown = at..text.floor_char_boundary(at + 60);
            let limit = vec![SEEN.to_string()];
            return Err(Spotted::text(Kind::LineTooLong, text, shown).with(limit));
        }
        at = chunk.bytes.end;
        chunks.push(chunk);
    }
    Ok(chunks)
}

/// Line starts about every `size` bytes that an even number of quotes stands before.
fn guess_starts(plan: &Plan<'_>, text: &str, below: usize, size: usize) -> Vec<usize> {
    let bytes = text.as_bytes();
    let cuts: Vec<Range<usize>> = (below..bytes.len())
        .step_by(size.max(1))
        .map(|at| at..bytes.len().min(at + size))
        .collect();
    // Quotes inside a cell, doubled ones among them, are not counted: they stand next to no delimiter.
    let edge = |at: usize| plan.is_edge(bytes, at) || at == below;
    let quotes = |cut: &Range<usize>| {
        memchr_iter(b'"', &bytes[cut.clone()])
            .filter(|at| edge(cut.start + at))
            .count()
    };
    let quotes: Vec<usize> = cuts.par_iter().map(quotes).collect();
    let mut starts = vec![below];
    let mut before = 0;
    for (cut, quotes) in cuts.iter().zip(quotes) {
        let mut inside = before % 2 == 1;
        let start = memchr2_iter(plan.line_end, b'"', &bytes[cut.clone()]).find(|at| {
            let quote = bytes[cut.start + at] == b'"';
            inside ^= quote && edge(cut.start + at);
            !quote && !inside
        });
        before += quotes;
        let start = start
            .map(|at| cut.start + at + 1)
            .filter(|at| cut.start > below && *at < bytes.len());
        starts.extend(start);
    }
    starts
}

impl Plan<'_> {
    /// Whether the quote at an offset stands at the edge of a cell.
    fn is_edge(&self, bytes: &[u8], at: usize) -> bool {
        let delimiter = self.delimiter.text().as_bytes();
        let line_end = bytes[..at].last().is_none_or(|b| *b == self.line_end);
        let behind = bytes.get(at + 1).is_none_or(|b| matches!(b, b'\n' | b'\r'));
        line_end
            || behind
            || bytes[..at].ends_with(delimiter)
            || bytes[at + 1..].starts_with(delimiter)
    }
}
