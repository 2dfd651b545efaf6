//! The decoded text of an input: held as a whole, or, where it is large, known by its stretches and read again.

use std::collections::VecDeque;
use std::fmt;
use std::ops::Range;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::bytes::Bytes;
use super::lines::LineIndex;
use crate::location::{Column, Line};

/// Stretches that were read again and are kept for the next place: one for each core that describes findings.
const RECENT: usize = 4;

/// A text in UTF-8, shared.
#[derive(Clone)]
pub struct Text(Arc<Form>);

enum Form {
    Held(Arc<Stretch>),
    Remote(Remote),
}

/// Whole lines of a text, in memory.
pub struct Stretch {
    string: String,
    /// Offset in the whole text of its first byte.
    start: usize,
    /// Lines of the whole text that end before it.
    lines: u32,
    /// Built when something is first located in it.
    index: OnceLock<LineIndex>,
}

/// Where a stretch of a text lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extent {
    /// Bytes of the whole text.
    pub bytes: Range<usize>,
    /// Lines that end before it.
    pub lines: u32,
}

/// A text that was read once, stretch by stretch, and was not kept.
struct Remote {
    bytes: Arc<dyn Bytes>,
    /// Bytes before the text: its byte order mark.
    mark: u64,
    /// In order and without gaps.
    extents: Vec<Extent>,
    recent: Mutex<VecDeque<Arc<Stretch>>>,
}

impl Text {
    /// A UTF-8 text that stays where it is. Its stretches begin lines and end records.
    pub fn remote(bytes: Arc<dyn Bytes>, mark: u64, extents: Vec<Extent>) -> Self {
        Text(Arc::new(Form::Remote(Remote {
            bytes,
            mark,
            extents,
            recent: Mutex::default(),
        })))
    }

    /// The whole text, where it is in memory.
    pub fn held(&self) -> Option<&str> {
        match &*self.0 {
            Form::Held(whole) => Some(&whole.string),
            Form::Remote(_) => None,
        }
    }

    /// Number of bytes.
    pub fn len(&self) -> usize {
        match &*self.0 {
            Form::Held(whole) => whole.string.len(),
            Form::Remote(remote) => remote.extents.last().map_or(0, |last| last.bytes.end),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The stretch that an offset lies in; the last one for an offset behind the end. `None` where the input cannot
    /// be read again as it was.
    pub fn stretch(&self, offset: usize) -> Option<Arc<Stretch>> {
        match &*self.0 {
            Form::Held(whole) => Some(whole.clone()),
            Form::Remote(remote) => remote.stretch(offset),
        }
    }
}

impl Remote {
    fn stretch(&self, offset: usize) -> Option<Arc<Stretch>> {
        let behind = self.extents.partition_point(|e| e.bytes.end <= offset);
        let extent = self.extents.get(behind).or(self.extents.last())?;
        let recent = || self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        let known = recent()
            .iter()
            .find(|s| s.start == extent.bytes.start)
            .cloned();
        if known.is_some() {
            return known;
        }
        let mut bytes = vec![0; extent.bytes.len()];
        let at = self.mark + extent.bytes.start as u64;
        self.bytes.read_at(at, &mut bytes).ok()?;
        let stretch = Arc::new(Stretch {
            string: String::from_utf8(bytes).ok()?,
            start: extent.bytes.start,
            lines: extent.lines,
            index: OnceLock::new(),
        });
        let mut recent = recent();
        if recent.len() == RECENT {
            recent.pop_front();
        }
        recent.push_back(stretch.clone());
        Some(stretch)
    }
}

impl Stretch {
    pub fn text(&self) -> &str {
        &self.string
    }

    /// Offset in the whole text of the stretch's first byte.
    pub fn start(&self) -> usize {
        self.start
    }

    /// Line and column in the whole text of an offset in this stretch; beyond the end counts as the end.
    pub fn place(&self, offset: usize) -> (Line, Column) {
        let offset = offset.min(self.string.len());
        self.index
            .get_or_init(|| LineIndex::new(&self.string, self.lines))
            .place(&self.string, offset)
    }
}

impl From<String> for Text {
    /// Takes the string as it is: nothing is copied.
    fn from(string: String) -> Self {
        Text(Arc::new(Form::Held(Arc::new(Stretch {
            string,
            start: 0,
            lines: 0,
            index: OnceLock::new(),
        }))))
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl fmt::Debug for Text {
    /// The length only: texts are hundreds of megabytes.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Text({} bytes)", self.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_offset_of_a_long_text_has_the_place_that_counting_gives() {
        let string: String = (0..3000).map(|n| format!("行{n},值\n")).collect();
        let held: Text = string.as_str().into();
        // stretches of 500 lines, behind a byte order mark
        let mut extents = Vec::new();
        let (mut start, mut lines) = (0, 0);
        for (at, _) in string.match_indices('\n') {
            lines += 1;
            if lines % 500 == 0 {
                extents.push(Extent {
                    bytes: start..at + 1,
                    lines: lines - 500,
                });
                start = at + 1;
            }
        }
        let bytes = Arc::new(format!("\u{FEFF}{string}").into_bytes());
        let remote = Text::remote(bytes, 3, extents);
        assert_eq!((held.len(), remote.len()), (string.len(), string.len()));
        for (offset, _) in string.char_indices().step_by(7) {
            let before = &string[..offset];
            let line = before.matches('\n').count() as u32 + 1;
            let column = before.rsplit('\n').next().unwrap().chars().count() as u32 + 1;
            for text in [&held, &remote] {
                let stretch = text.stretch(offset).unwrap();
                let place = stretch.place(offset - stretch.start());
                assert_eq!(place, (Line(line), Column(column)));
            }
        }
        for text in [&held, &remote] {
            assert_eq!(
                text.stretch(usize::MAX).unwrap().place(usize::MAX).0,
                Line(3001)
            );
        }
    }

    #[test]
    fn a_text_that_cannot_be_read_again_has_no_stretches() {
        let extent = Extent {
            bytes: 0..10,
            lines: 0,
        };
        let text = Text::remote(Arc::new(b"short".to_vec()), 0, vec![extent]);
        assert!(text.stretch(3).is_none());
    }
}
