//! Lines of a text: which byte ends them, and an index from offsets to line and column.

use memchr::{memchr, memchr_iter, memrchr};

use crate::location::{Column, Line};

/// The byte that ends lines: LF (CRLF included), or CR in a text without any LF.
pub fn line_end(text: &str) -> u8 {
    let bytes = text.as_bytes();
    if memchr(b'\n', bytes).is_none() && memchr(b'\r', bytes).is_some() {
        b'\r'
    } else {
        b'\n'
    }
}

/// What stands where every `BLOCK` bytes begin, so that no place costs more than one block to find,
/// not even in a document of one line.
pub struct LineIndex {
    line_end: u8,
    blocks: Vec<Block>,
}

#[derive(Clone, Copy)]
struct Block {
    /// Lines that end before the block.
    lines: u32,
    /// Characters of the block's first line that stand before the block.
    column: u32,
}

impl LineIndex {
    const BLOCK: usize = 4096;

    /// The index of a text that begins a line, with so many lines before it.
    pub fn new(text: &str, lines: u32) -> Self {
        let line_end = line_end(text);
        let mut at = Block { lines, column: 0 };
        let mut blocks = Vec::with_capacity(text.len() / Self::BLOCK + 1);
        for block in text.as_bytes().chunks(Self::BLOCK) {
            blocks.push(at);
            at = at.after(block, line_end);
        }
        if text.len().is_multiple_of(Self::BLOCK) {
            blocks.push(at);
        }
        LineIndex { line_end, blocks }
    }

    /// Line and column of an offset that is not beyond the text's end.
    pub fn place(&self, text: &str, offset: usize) -> (Line, Column) {
        let block = offset / Self::BLOCK;
        let before = &text.as_bytes()[block * Self::BLOCK..offset];
        let at = self.blocks[block].after(before, self.line_end);
        (
            Line(at.lines.saturating_add(1)),
            Column(at.column.saturating_add(1)),
        )
    }
}

impl Block {
    /// The state after `bytes`. Saturates beyond four billion lines or characters.
    fn after(self, bytes: &[u8], line_end: u8) -> Self {
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        match memrchr(line_end, bytes) {
            None => Block {
                column: self.column.saturating_add(count(characters(bytes))),
                ..self
            },
            Some(last) => Block {
                lines: self
                    .lines
                    .saturating_add(count(memchr_iter(line_end, bytes).count())),
                column: count(characters(&bytes[last + 1..])),
            },
        }
    }
}

/// Characters of a piece of UTF-8: all bytes but those that continue one.
pub fn characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|b| (**b as i8) >= -0x40).count()
}
