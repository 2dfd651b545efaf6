//! Lines and columns of a text.

use crate::location::{Excerpt, Location};
use super::Source;

/// Byte offsets of line starts.
pub struct TextIndex;

pub(super) fn locate(_source: &Source, _offset: usize, _length: usize) -> (Location, Option<Excerpt>) {
    todo!()
}
