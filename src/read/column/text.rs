//! Text columns in the making: a dictionary while values repeat, plain text where they do not.

use std::borrow::Cow;
use std::hash::{BuildHasher, BuildHasherDefault};
use std::sync::Arc;

use arrow_array::types::UInt32Type;
use arrow_array::{ArrayRef, DictionaryArray, PrimitiveArray, StringArray};
use arrow_buffer::{NullBuffer, NullBufferBuilder, OffsetBuffer, ScalarBuffer};
use hashbrown::HashTable;
use rustc_hash::FxHasher;

use super::{Cells, Notice, Tidy};
use crate::ledger::Field;
use crate::read::value::{self, Remark};

/// A column's text is more than 2 GiB, which is what 32-bit offsets reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLarge;

/// Rows after which a dictionary must have proved useful.
const TRIAL: usize = 1024;
/// The key of a missing value.
const MISSING: u32 = u32::MAX;

fn hash(text: &[u8]) -> u64 {
    BuildHasherDefault::<FxHasher>::default().hash_one(text)
}

/// A dictionary whose values seldom repeat costs more than it saves: hashing each, to share it among a few rows.
fn wasteful(distinct: usize, rows: usize) -> bool {
    rows >= TRIAL && distinct > rows / 8
}

/// Strings end to end.
struct Strings {
    /// Where each string begins, and the end of the last one.
    offsets: Vec<i32>,
    /// Of whole strings, so that it is UTF-8.
    bytes: Vec<u8>,
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
    fn len(&self) -> usize {
        self.offsets.len() - 1
    }

    fn get(&self, index: usize) -> &[u8] {
        &self.bytes[self.offsets[index] as usize..self.offsets[index + 1] as usize]
    }

    /// False, and nothing done, where 32-bit offsets do not reach.
    #[inline]
    fn push(&mut self, text: &[u8]) -> bool {
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
    fn push_tidy(&mut self, cell: &Tidy<'_>) -> bool {
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
    fn array(self, valid: Option<NullBuffer>) -> StringArray {
        StringArray::new(
            OffsetBuffer::new(ScalarBuffer::from(self.offsets)),
            self.bytes.into(),
            valid,
        )
    }
}

/// Distinct strings with their numbers.
#[derive(Default)]
struct Distinct {
    strings: Strings,
    numbers: HashTable<u32>,
}

impl Distinct {
    /// `None` where 32-bit offsets do not reach.
    fn number(&mut self, text: &[u8]) -> Option<u32> {
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

/// A text column of one chunk.
pub struct TextBuilder<'a> {
    form: Form<'a>,
    too_large: bool,
}

enum Form<'a> {
    Dictionary(Dictionary<'a>),
    Plain(Plain),
}

#[derive(Default)]
struct Dictionary<'a> {
    keys: Vec<u32>,
    values: Distinct,
    /// Cells as they stand in the text, with the key they got: each distinct spelling is judged once.
    /// Those that a remark was made on are left out, so that it is made again.
    spellings: HashTable<(&'a str, u32)>,
    /// Spellings seen lately, each where its first and last bytes put it.
    recent: Recent<'a>,
}

/// A small table without chains: cheaper to ask than a hash table, right for columns of codes.
struct Recent<'a>(Box<[(&'a str, u32); Recent::SLOTS]>);

impl Default for Recent<'_> {
    fn default() -> Self {
        // blank cells are missing whatever they look like
        Recent(Box::new([("", MISSING); Recent::SLOTS]))
    }
}

impl<'a> Recent<'a> {
    const SLOTS: usize = 128;

    fn slot(text: &str) -> usize {
        let bytes = text.as_bytes();
        let mix = match *bytes {
            [] => 0,
            [first, .., last] => {
                let middle = bytes[bytes.len() / 2];
                usize::from(first)
                    .wrapping_mul(7)
                    .wrapping_add(usize::from(middle).wrapping_mul(29))
                    .wrapping_add(usize::from(last).wrapping_mul(61))
                    .wrapping_add(bytes.len() * 17)
            }
            [only] => usize::from(only),
        };
        mix % Recent::SLOTS
    }
}

#[derive(Default)]
struct Plain {
    strings: Strings,
    valid: Validity,
}

struct Validity(NullBufferBuilder);

impl Default for Validity {
    fn default() -> Self {
        Validity(NullBufferBuilder::new(0))
    }
}

impl Default for TextBuilder<'_> {
    fn default() -> Self {
        TextBuilder {
            form: Form::Dictionary(Dictionary::default()),
            too_large: false,
        }
    }
}

impl<'a> TextBuilder<'a> {
    /// Reads cells and appends them; one that is blank or says nothing is appended as missing.
    pub fn extend(&mut self, field: &Field, cells: &impl Cells<'a>, notice: &mut Notice<'_>) {
        let manner = value::Form::of(field);
        for n in 0..cells.count() {
            let tidy = cells.tidy(n);
            match (&mut self.form, tidy) {
                (Form::Plain(plain), Some(tidy)) => {
                    if tidy.text.is_empty() {
                        plain.push(None);
                        continue;
                    }
                    if manner.keeps(tidy.text, tidy.digits) {
                        let kept = plain.strings.push_tidy(&tidy);
                        plain.valid.0.append(kept);
                        if !kept {
                            plain.strings.push(b"");
                            self.too_large = true;
                        }
                        continue;
                    }
                }
                (Form::Dictionary(dictionary), Some(tidy)) => {
                    let (known, key) = dictionary.recent.0[Recent::slot(tidy.text)];
                    if known == tidy.text {
                        dictionary.keys.push(key);
                        continue;
                    }
                }
                _ => {}
            }
            let raw = cells.raw(n);
            if let Some(remark) = self.push(field, &raw) {
                notice(n, &raw, Some(remark), false);
            }
        }
    }

    /// Any cell, whatever it holds.
    #[expect(
        clippy::ptr_arg,
        reason = "a dictionary keeps slices of the input as they are, and nothing of owned texts"
    )]
    fn push(&mut self, field: &Field, raw: &Cow<'a, str>) -> Option<Remark> {
        let dictionary = match &mut self.form {
            Form::Plain(plain) => {
                let read = value::text(field, raw);
                self.too_large |= !plain.push(read.value.as_deref().map(str::as_bytes));
                return read.remark;
            }
            Form::Dictionary(dictionary) => dictionary,
        };
        let spelling = hash(raw.as_bytes());
        if let Some((known, key)) = dictionary
            .spellings
            .find(spelling, |(known, _)| *known == raw.as_ref())
        {
            dictionary.recent.0[Recent::slot(known)] = (known, *key);
            dictionary.keys.push(*key);
            return None;
        }
        let read = value::text(field, raw);
        let key = match read
            .value
            .as_deref()
            .map(|text| dictionary.values.number(text.as_bytes()))
        {
            None => MISSING,
            Some(Some(key)) => key,
            Some(None) => {
                self.too_large = true;
                MISSING
            }
        };
        dictionary.keys.push(key);
        if let (Cow::Borrowed(raw), None) = (raw, &read.remark) {
            dictionary
                .spellings
                .insert_unique(spelling, (raw, key), |(known, _)| hash(known.as_bytes()));
        }
        let remark = read.remark;
        if wasteful(dictionary.values.strings.len(), dictionary.keys.len()) {
            self.make_plain();
        }
        remark
    }

    /// Makes room for so many times the cells that are there.
    pub fn reserve(&mut self, times: f64) {
        match &mut self.form {
            Form::Dictionary(dictionary) => super::reserve(&mut dictionary.keys, times),
            Form::Plain(plain) => {
                super::reserve(&mut plain.strings.offsets, times);
                super::reserve(&mut plain.strings.bytes, times);
            }
        }
    }

    pub fn fill(&mut self, rows: usize) {
        match &mut self.form {
            Form::Dictionary(dictionary) => dictionary
                .keys
                .resize(rows.max(dictionary.keys.len()), MISSING),
            Form::Plain(plain) => {
                for _ in plain.strings.len()..rows {
                    plain.push(None);
                }
            }
        }
    }

    fn make_plain(&mut self) {
        let Form::Dictionary(dictionary) = &mut self.form else {
            return;
        };
        let mut plain = Plain::default();
        for key in &dictionary.keys {
            let text = (*key != MISSING).then(|| dictionary.values.strings.get(*key as usize));
            self.too_large |= !plain.push(text);
        }
        self.form = Form::Plain(plain);
    }

    pub fn finish(self) -> TextPiece {
        let form = match self.form {
            Form::Dictionary(dictionary) => {
                PieceForm::Dictionary(dictionary.keys, dictionary.values.strings)
            }
            Form::Plain(plain) => PieceForm::Plain(plain),
        };
        TextPiece {
            form,
            too_large: self.too_large,
        }
    }
}

impl Plain {
    /// False, and a missing value appended, where 32-bit offsets do not reach.
    fn push(&mut self, text: Option<&[u8]>) -> bool {
        let kept = self.strings.push(text.unwrap_or_default());
        if !kept {
            self.strings.push(b"");
        }
        self.valid.0.append(kept && text.is_some());
        kept
    }
}

/// A finished text column of one chunk.
pub struct TextPiece {
    form: PieceForm,
    too_large: bool,
}

enum PieceForm {
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
