//! Finished text columns of chunks, and making them one.

use std::sync::Arc;

use arrow_array::types::UInt32Type;
use arrow_array::{ArrayRef, DictionaryArray, PrimitiveArray};
use arrow_buffer::{NullBuffer, NullBufferBuilder, ScalarBuffer};

use super::strings::{Distinct, Plain, Strings, Validity};
use super::text::{MISSING, wasteful};

/// A column's text is more than 2 GiB, which is what 32-bit offsets reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLarge;

/// A finished text column of one chunk.
pub struct TextPiece {
    pub form: PieceForm,
    pub too_large: bool,
}

pub enum PieceForm {
    Dictionary(Vec<u32>, Strings),
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
            PieceForm::Dictionary(mut keys, strings) => {
                let mut valid = NullBufferBuilder::new(keys.len());
                for key in &mut keys {
                    valid.append(*key != MISSING);
                    if *key == MISSING {
                        *key = 0;
                    }
                }
                let keys =
                    PrimitiveArray::<UInt32Type>::new(ScalarBuffer::from(keys), valid.finish());
                Arc::new(DictionaryArray::new(keys, Arc::new(strings.array(None))))
            }
        })
    }
}

/// Makes pieces of a text column one: a dictionary where all are and it still pays, plain text otherwise.
pub fn concat(pieces: Vec<(usize, Option<TextPiece>)>) -> TextPiece {
    let (mut rows, mut distinct, mut plain, mut too_large) = (0, 0, false, false);
    for (count, piece) in &pieces {
        rows += count;
        let Some(piece) = piece else { continue };
        too_large |= piece.too_large;
        match &piece.form {
            PieceForm::Dictionary(_, strings) => distinct += strings.len(),
            PieceForm::Plain(_) => plain = true,
        }
    }
    let form = if plain || wasteful(distinct, rows) {
        concat_plain(pieces, rows).map(PieceForm::Plain)
    } else {
        concat_dictionaries(pieces, rows)
    };
    TextPiece {
        too_large: too_large || form.is_err(),
        form: form.unwrap_or_else(|TooLarge| PieceForm::Plain(Plain::default())),
    }
}

fn concat_dictionaries(
    pieces: Vec<(usize, Option<TextPiece>)>,
    rows: usize,
) -> Result<PieceForm, TooLarge> {
    let mut all = Distinct::default();
    let mut keys: Vec<u32> = Vec::with_capacity(rows);
    for (count, piece) in pieces {
        let Some(PieceForm::Dictionary(of_piece, strings)) = piece.map(|piece| piece.form) else {
            keys.resize(keys.len() + count, MISSING);
            continue;
        };
        let numbers: Option<Vec<u32>> = (0..strings.len())
            .map(|n| all.number(strings.get(n)))
            .collect();
        let numbers = numbers.ok_or(TooLarge)?;
        let number = |key: u32| numbers.get(key as usize).copied().unwrap_or(MISSING);
        keys.extend(of_piece.into_iter().map(number));
    }
    Ok(PieceForm::Dictionary(keys, all.strings))
}

fn concat_plain(pieces: Vec<(usize, Option<TextPiece>)>, rows: usize) -> Result<Plain, TooLarge> {
    let bytes = |piece: &Option<TextPiece>| match piece.as_ref().map(|piece| &piece.form) {
        Some(PieceForm::Plain(plain)) => plain.strings.bytes.len(),
        _ => 0, // grows as needed: such pieces are few
    };
    let mut all = Plain {
        valid: Validity(NullBufferBuilder::new(rows)),
        ..Plain::default()
    };
    all.strings.offsets.reserve_exact(rows);
    all.strings
        .bytes
        .reserve_exact(pieces.iter().map(|(_, piece)| bytes(piece)).sum());
    for (count, piece) in pieces {
        let kept = match piece.map(|piece| piece.form) {
            None => (0..count).all(|_| all.push(None)),
            Some(PieceForm::Dictionary(keys, strings)) => keys
                .iter()
                .all(|key| all.push((*key != MISSING).then(|| strings.get(*key as usize)))),
            Some(PieceForm::Plain(plain)) => all.append(plain),
        };
        if !kept {
            return Err(TooLarge);
        }
    }
    Ok(all)
}

impl Plain {
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
