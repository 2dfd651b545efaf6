//! The chunks of a delimited text that is too large to keep: each is read, typed and let go.
//!
//! Only for what is plainly UTF-8 with LF line ends; whatever needs a longer look is left to the careful way, which
//! holds the whole text.

use std::io;
use std::ops::Range;
use std::sync::Arc;

use memchr::{memchr, memchr_iter, memrchr};
use rayon::prelude::*;

use super::chunk::{Chunk, Plan, Window};
use super::joined::Joined;
use super::{Table, line_limit};
use crate::read::decode;
use crate::read::part::{FileName, Found, Meter, Spotted};
use crate::read::{Binder, Options};
use crate::source::{Bytes, Extent, Text};

/// Bytes read behind a chunk at first, for the record that its end cuts.
const TAIL: usize = 64 * 1024;
/// Chunks for each core that are read before they are joined.
const TOGETHER: usize = 8;
/// Within so many bytes the first quote tells whether a chunk begins inside of quotes.
const NEAR: usize = 64 * 1024;
const MARK: &[u8] = b"\xEF\xBB\xBF";

/// A large table: its text as it can be read again, and what it holds.
pub struct Streamed {
    pub text: Text,
    pub found: Found,
}

/// Why a text cannot be streamed.
enum Stop {
    /// It needs the careful way.
    Unclear,
    Io(io::Error),
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Stop::Io(error)
    }
}

/// Reads a table chunk by chunk. `None` where its text must be looked at as a whole.
pub fn stream(
    bytes: &Arc<dyn Bytes>,
    name: &FileName,
    binder: &Binder<'_>,
    options: Options,
    meter: &Meter<'_>,
) -> io::Result<Option<Streamed>> {
    match streamed(bytes, name, binder, options, meter) {
        Ok(streamed) => Ok(Some(streamed)),
        Err(Stop::Unclear) => Ok(None),
        Err(Stop::Io(error)) => Err(error),
    }
}

fn streamed(
    bytes: &Arc<dyn Bytes>,
    name: &FileName,
    binder: &Binder<'_>,
    options: Options,
    meter: &Meter<'_>,
) -> Result<Streamed, Stop> {
    let size = options.sizes.chunk;
    let all = usize::try_from(bytes.size()).map_err(|_| Stop::Unclear)?;
    let mut head = vec![0; all.min(size.max(TAIL))];
    bytes.read_at(0, &mut head)?;
    let mark = if head.starts_with(MARK) {
        MARK.len()
    } else {
        0
    };
    if decode::looks_wide(&head) {
        return Err(Stop::Unclear);
    }
    let head = utf8(whole_lines(&head[mark..])?)?;
    let Ok(table) = Table::of(head, name, binder, options) else {
        return Err(Stop::Unclear);
    };
    let stream = Stream {
        plan: &table.plan,
        bytes: &**bytes,
        mark,
        length: all - mark,
        size,
        below: table.below,
    };
    if table.below >= head.len() || table.plan.line_end != b'\n' {
        return Err(Stop::Unclear);
    }
    let Read {
        joined,
        extents,
        garbled,
        ..
    } = stream.read(meter)?;
    let mut found = table.found(joined, name);
    found.spotted.extend(garbled.or_else(|| {
        let mojibake = decode::misread(head)?;
        Some(mojibake.spotted(head))
    }));
    Ok(Streamed {
        text: Text::remote(bytes.clone(), mark as u64, extents),
        found,
    })
}

/// The lines of a piece of text that are whole.
fn whole_lines(bytes: &[u8]) -> Result<&[u8], Stop> {
    let end = memrchr(b'\n', bytes).ok_or(Stop::Unclear)?;
    Ok(&bytes[..=end])
}

fn utf8(bytes: &[u8]) -> Result<&str, Stop> {
    simdutf8::basic::from_utf8(bytes).map_err(|_| Stop::Unclear)
}

struct Stream<'s, 'p> {
    plan: &'s Plan<'p>,
    bytes: &'s dyn Bytes,
    /// Bytes before the text.
    mark: usize,
    /// Of the text.
    length: usize,
    size: usize,
    /// Where the records begin.
    below: usize,
}

impl Read {
    fn take(&mut self, plan: &Plan<'_>, pieces: Vec<Piece>) {
        let mut chunks = Vec::with_capacity(pieces.len());
        for piece in pieces {
            let start = self.extents.last().map_or(0, |last| last.bytes.end);
            self.extents.push(Extent {
                bytes: start..piece.chunk.bytes.end,
                lines: self.lines,
            });
            self.lines = self.lines.saturating_add(piece.lines);
            self.garbled = self.garbled.take().or(piece.garbled);
            chunks.push(piece.chunk);
        }
        self.joined.take(plan, chunks);
    }
}

/// A chunk and what else its text tells.
struct Piece {
    chunk: Chunk,
    /// Lines that end in it; those above the records are the first one's.
    lines: u32,
    garbled: Option<Spotted>,
}

/// What was read so far.
struct Read {
    joined: Joined,
    extents: Vec<Extent>,
    /// Lines of the extents.
    lines: u32,
    garbled: Option<Spotted>,
}

impl Stream<'_, '_> {
    /// Reads all chunks, some at a time, and joins them while the next ones are read.
    fn read(&self, meter: &Meter<'_>) -> Result<Read, Stop> {
        let mut read = Read {
            joined: Joined::new(self.plan),
            extents: Vec::new(),
            lines: 0,
            garbled: None,
        };
        let parts = self.length.div_ceil(self.size);
        let together = (rayon::current_num_threads() * TOGETHER).max(1);
        let mut at = self.below;
        let mut pending: Vec<Piece> = Vec::new();
        for first in (0..parts).step_by(together) {
            let last = parts.min(first + together);
            let some = std::mem::take(&mut pending);
            let ((), guessed) = rayon::join(
                || read.take(self.plan, some),
                || self.guesses(first..last, meter),
            );
            pending = self.chain(guessed?, &mut at, self.length.min(last * self.size))?;
            if first == 0 && at > self.below {
                read.take(self.plan, std::mem::take(&mut pending));
                let (seen, left) = (at - self.below, self.length - at);
                read.joined.reserve(1.02 * left as f64 / seen as f64);
            }
        }
        read.take(self.plan, pending);
        Ok(read)
    }

    /// Chunks that begin where the text's parts seem to let them begin.
    fn guesses(&self, parts: Range<usize>, meter: &Meter<'_>) -> Result<Vec<Piece>, Stop> {
        let guessed: Result<Vec<Option<Piece>>, Stop> = parts
            .into_par_iter()
            .map_init(Vec::new, |buffer, n| {
                let piece = self.guessed(n, buffer)?;
                meter.records(piece.as_ref().map_or(0, |piece| piece.chunk.filled.rows));
                Ok(piece)
            })
            .collect();
        Ok(guessed?.into_iter().flatten().collect())
    }

    /// Chunks from `at` on and before `end`, in order. A guessed one is kept only if the one before it ends exactly
    /// where it begins; what is missing between is read now.
    fn chain(&self, guessed: Vec<Piece>, at: &mut usize, end: usize) -> Result<Vec<Piece>, Stop> {
        let mut guessed = guessed.into_iter().peekable();
        let mut pieces: Vec<Piece> = Vec::with_capacity(guessed.len());
        let mut buffer = Vec::new();
        while *at < end {
            while guessed
                .next_if(|piece| piece.chunk.bytes.start < *at)
                .is_some()
            {}
            let piece = match guessed.next_if(|piece| piece.chunk.bytes.start == *at) {
                Some(piece) => piece,
                None => self.piece(*at, *at, &mut buffer)?,
            };
            if piece.chunk.bytes.end == *at {
                return Err(Stop::Unclear);
            }
            *at = piece.chunk.bytes.end;
            pieces.push(piece);
        }
        Ok(pieces)
    }

    /// The chunk that begins in the n-th part of the text, if any seems to.
    fn guessed(&self, n: usize, buffer: &mut Vec<u8>) -> Result<Option<Piece>, Stop> {
        let begin = n * self.size;
        if self.below >= begin {
            let first = self.below < begin + self.size;
            return match first {
                true => self.piece(0, self.below, buffer).map(Some),
                false => Ok(None),
            };
        }
        // a record that begins right at the cut has its line end before it
        let from = begin - 1;
        let part = self.load(from..self.length.min(begin + self.size), buffer)?;
        match self.begin(part) {
            Some(start) => self.piece(from, from + start, buffer).map(Some),
            None => Ok(None),
        }
    }

    /// Where the first record seems to begin in a part of the text: behind a line end that is not inside of quotes.
    fn begin(&self, part: &[u8]) -> Option<usize> {
        let delimiter = self.plan.delimiter.text().as_bytes();
        let mut from = 0;
        for at in memchr_iter(b'"', &part[..part.len().min(NEAR)]) {
            let before = at == 0 || part[at - 1] == b'\n' || part[..at].ends_with(delimiter);
            let behind = &part[at + 1..];
            let ends = matches!(behind.first(), None | Some(b'\n' | b'\r'))
                || behind.starts_with(delimiter);
            match (before, ends) {
                (false, true) => from = at, // it closes, so that what stands before it is a cell's text
                (true, false) => {}
                _ => continue,
            }
            break;
        }
        let start = from + memchr(b'\n', &part[from..])? + 1;
        (start < part.len()).then_some(start)
    }

    /// Reads the records from `start` to the end of the part of the text that it lies in. `from` is where the text
    /// that belongs to the chunk begins: the lines above the table are the first chunk's.
    fn piece(&self, from: usize, start: usize, buffer: &mut Vec<u8>) -> Result<Piece, Stop> {
        let stop = ((start / self.size + 1) * self.size).min(self.length);
        let from = if from < self.below { 0 } else { start };
        let mut tail = TAIL.min(self.size);
        loop {
            let end = self.length.min(stop + tail);
            let bytes = self.load(from..end, buffer)?;
            let open = end < self.length;
            let text = utf8(if open { whole_lines(bytes)? } else { bytes })?;
            let window = Window {
                text,
                base: from,
                open,
            };
            let chunk = self.plan.chunk(window, start, stop);
            if chunk.whole {
                let own = &text[..chunk.bytes.end - from];
                let garbled = decode::garbled(own).map(|mojibake| mojibake.spotted(own));
                return Ok(Piece {
                    lines: memchr_iter(b'\n', own.as_bytes()).count() as u32,
                    garbled: garbled.map(|spotted| Spotted {
                        at: spotted.at.map(|at| at.start + from..at.end + from),
                        ..spotted
                    }),
                    chunk,
                });
            }
            if tail > line_limit::LIMIT {
                return Err(Stop::Unclear);
            }
            tail *= 8;
        }
    }

    /// A part of the text's bytes.
    fn load<'b>(&self, part: Range<usize>, buffer: &'b mut Vec<u8>) -> Result<&'b [u8], Stop> {
        if buffer.len() < part.len() {
            buffer.resize(part.len() + TAIL, 0);
        }
        let into = &mut buffer[..part.len()];
        self.bytes.read_at((self.mark + part.start) as u64, into)?;
        Ok(into)
    }
}
