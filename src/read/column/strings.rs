//! Strings end to end, as arrow holds them, and distinct ones with their numbers.

use std::hash::{BuildHasher, BuildHasherDefault};

use arrow_array::StringArray;
use arrow_buffer::{NullBuffer, NullBufferBuilder, OffsetBuffer, ScalarBuffer};
use hashbrown::HashTable;
use rustc_hash::FxHasher;

use super::Tidy;

pub fn hash(text: &[u8]) -> u64 {
    BuildHasherDefault::<FxHasher>::default().hash_one(text)
}

/// Strings end to end.
pub struct Strings {
    /// Where each string begins, and the end of the last one.
    pub offsets: Vec<i32>,
    /// Of whole strings, so that it is UTF-8.
    pub bytes: Vec<u8>,
}

impl Default for Strings {
    fn default() -> Self {
        Strings {
            offsets: vec![0],
            bytes: Vec::new(),
        }
    }
}

impl Strings {
    pub fn len(&self) -> usize {
        self.offsets.len() - 1
    }

    pub fn get(&self, index: usize) -> &[u8] {
        &self.bytes[self.offsets[index] as usize..self.offsets[index + 1] as usize]
    }

    /// False, and nothing done, where 32-bit offsets do not reach.
    #[inline]
    pub fn push(&mut self, text: &[u8]) -> bool {
        let Ok(end) = i32::try_from(self.bytes.len() + text.len()) else {
            return false;
        };
        self.bytes.extend_from_slice(text);
        self.offsets.push(end);
        true
    }

    /// The same for a cell. Short ones are copied with what stands behind them, which is then cut off again: copying
    /// a length known beforehand is many times faster.
    #[inline]
    pub fn push_tidy(&mut self, cell: &Tidy<'_>) -> bool {
        const NEAR: usize = 32;
        let length = cell.text.len();
        let near = cell.around.get(cell.start..cell.start + NEAR);
        let Some(near) = near.filter(|_| length <= NEAR) else {
            return self.push(cell.text.as_bytes());
        };
        let Ok(end) = i32::try_from(self.bytes.len() + length) else {
            return false;
        };
        self.bytes.extend_from_slice(near);
        self.bytes.truncate(end as usize);
        self.offsets.push(end);
        true
    }

    /// A finished array. The bytes are strings that were put together, which arrow looks at once more.
    pub fn array(self, valid: Option<NullBuffer>) -> StringArray {
        StringArray::new(
            OffsetBuffer::new(ScalarBuffer::from(self.offsets)),
            self.bytes.into(),
            valid,
        )
    }
}

/// Distinct strings with their numbers.
#[derive(Default)]
pub struct Distinct {
    pub strings: Strings,
    numbers: HashTable<u32>,
}

impl Distinct {
    /// `None` where 32-bit offsets do not reach.
    pub fn number(&mut self, text: &[u8]) -> Option<u32> {
        let hash_of = hash(text);
        let strings = &mut self.strings;
        if let Some(known) = self
            .numbers
            .find(hash_of, |n| strings.get(*n as usize) == text)
        {
            return Some(*known);
        }
        let number = u32::try_from(strings.len())
            .ok()
            .filter(|_| strings.push(text))?;
        self.numbers
            .insert_unique(hash_of, number, |n| hash(strings.get(*n as usize)));
        Some(number)
    }
}

#[derive(Default)]
pub struct Plain {
    pub strings: Strings,
    pub valid: Validity,
}

pub struct Validity(pub NullBufferBuilder);

impl Default for Validity {
    fn default() -> Self {
        Validity(NullBufferBuilder::new(0))
    }
}
impl Plain {
    /// False, and a missing value appended, where 32-bit offsets do not reach.
    pub fn push(&mut self, text: Option<&[u8]>) -> bool {
        let kept = self.strings.push(text.unwrap_or_default());
        if !kept {
            self.strings.push(b"");
        }
        self.valid.0.append(kept && text.is_some());
        kept
    }
}
