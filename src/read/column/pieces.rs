//! Finished text columns of chunks, and making them one.

use std::sync::Arc;

use arrow_array::types::UInt32Type;
use arrow_array::{ArrayRef, DictionaryArray, PrimitiveArray};
use arrow_buffer::{NullBuffer, NullBufferBuilder, ScalarBuffer};

use super::strings::{Distinct, Plain};
use super::text::{MISSING, wasteful};
use super::{Piece, Pieces};

/// A column's text is more than 2 GiB, which is what 32-bit offsets reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLarge;

/// A finished text column of one chunk.
pub struct TextPiece {
    pub form: PieceForm,
    pub too_large: bool,
}

pub enum PieceForm {
    Dictionary(Vec<u32>, Distinct),
    Plain(Plain),
}

impl TextPiece {
    /// The finished column.
    pub fn array(self) -> Result<ArrayRef, TooLarge> {
        if self.too_large {
            return Err(TooLarge);
        }
        Ok(match self.form {
            PieceForm::Plain(mut plain) => Arc::new(plain.strings.array(plain.valid.0.finish())),
            PieceForm::Dictionary(mut keys, values) => {
                let mut valid = NullBufferBuilder::new(keys.len());
                for key in &mut keys {
                    valid.append(*key != MISSING);
                    if *key == MISSING {
                        *key = 0;
                    }
                }
                let keys =
                    PrimitiveArray::<UInt32Type>::new(ScalarBuffer::from(keys), valid.finish());
                Arc::new(DictionaryArray::new(
                    keys,
                    Arc::new(values.strings.array(None)),
                ))
            }
        })
    }
}

impl TextPiece {
    pub fn missing(rows: usize) -> Self {
        TextPiece {
            form: PieceForm::Dictionary(vec![MISSING; rows], Distinct::default()),
            too_large: false,
        }
    }

    /// Makes room for pieces that are to be appended.
    pub fn make_room(&mut self, rows: usize, pieces: &Pieces) {
        let bytes = |piece: &Option<Piece>| match piece {
            Some(Piece::Text(piece)) => match &piece.form {
                PieceForm::Plain(plain) => plain.strings.bytes.len(),
                PieceForm::Dictionary(..) => 0, // grows as needed: such pieces are few
            },
            _ => 0,
        };
        match &mut self.form {
            PieceForm::Dictionary(keys, _) => keys.reserve(rows),
            PieceForm::Plain(plain) => {
                plain.strings.offsets.reserve(rows);
                let bytes = pieces.iter().map(|(_, piece)| bytes(piece)).sum();
                plain.strings.bytes.reserve(bytes);
            }
        }
    }

    /// Makes room for so many times what is there.
    pub fn reserve(&mut self, times: f64) {
        match &mut self.form {
            PieceForm::Dictionary(keys, _) => super::reserve(keys, times),
            PieceForm::Plain(plain) => {
                super::reserve(&mut plain.strings.offsets, times);
                super::reserve(&mut plain.strings.bytes, times);
            }
        }
    }

    /// Appends missing values.
    pub fn fill(&mut self, rows: usize) {
        match &mut self.form {
            PieceForm::Dictionary(keys, _) => keys.resize(keys.len() + rows, MISSING),
            PieceForm::Plain(plain) => (0..rows).for_each(|_| {
                plain.push(None);
            }),
        }
    }

    /// Appends a piece: a dictionary stays one while what comes is one and it still pays.
    pub fn append(&mut self, piece: TextPiece) {
        self.too_large |= piece.too_large;
        if self.too_large {
            return;
        }
        if matches!(piece.form, PieceForm::Plain(_)) {
            self.make_plain();
        }
        let kept = match (&mut self.form, piece.form) {
            (PieceForm::Plain(all), PieceForm::Plain(piece)) => all.append(piece),
            (PieceForm::Plain(all), PieceForm::Dictionary(keys, values)) => {
                all.append_dictionary(&keys, &values)
            }
            (PieceForm::Dictionary(keys, all), PieceForm::Dictionary(of_piece, values)) => {
                merge(keys, all, of_piece, &values)
            }
            (PieceForm::Dictionary(..), PieceForm::Plain(_)) => false,
        };
        self.too_large |= !kept;
        if let PieceForm::Dictionary(keys, all) = &self.form
            && wasteful(all.strings.len(), keys.len())
        {
            self.make_plain();
        }
    }

    fn make_plain(&mut self) {
        if let PieceForm::Dictionary(keys, values) = &self.form {
            let mut plain = Plain::default();
            self.too_large |= !plain.append_dictionary(keys, values);
            self.form = PieceForm::Plain(plain);
        }
    }
}

/// Appends the keys of another dictionary; false where 32-bit offsets do not reach.
fn merge(keys: &mut Vec<u32>, all: &mut Distinct, of_piece: Vec<u32>, values: &Distinct) -> bool {
    let strings = &values.strings;
    let numbers: Option<Vec<u32>> = (0..strings.len())
        .map(|n| all.number(strings.get(n)))
        .collect();
    let Some(numbers) = numbers else { return false };
    let number = |key: u32| numbers.get(key as usize).copied().unwrap_or(MISSING);
    keys.extend(of_piece.into_iter().map(number));
    true
}

impl Plain {
    /// False where 32-bit offsets do not reach.
    fn append_dictionary(&mut self, keys: &[u32], values: &Distinct) -> bool {
        keys.iter().all(|key| {
            let text = (*key != MISSING).then(|| values.strings.get(*key as usize));
            self.push(text)
        })
    }

    /// False where 32-bit offsets do not reach.
    fn append(&mut self, piece: Plain) -> bool {
        let base = self.strings.bytes.len();
        if i32::try_from(base + piece.strings.bytes.len()).is_err() {
            return false;
        }
        let rows = piece.strings.len();
        self.strings.bytes.extend_from_slice(&piece.strings.bytes);
        self.strings.offsets.extend(
            piece.strings.offsets[1..]
                .iter()
                .map(|end| end + base as i32),
        );
        append_validity(&mut self.valid.0, rows, piece.valid.0.build());
        true
    }
}

/// Appends the validity of `rows` values; no buffer means that all are there.
pub fn append_validity(to: &mut NullBufferBuilder, rows: usize, valid: Option<NullBuffer>) {
    match valid {
        Some(valid) => to.append_buffer(&valid),
        None => to.append_n_non_nulls(rows),
    }
}
