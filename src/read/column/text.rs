//! Text columns in the making: a dictionary while values repeat, plain text where they do not.

use std::borrow::Cow;

use hashbrown::HashTable;

use super::pieces::{PieceForm, TextPiece};
use super::strings::{Distinct, Plain, hash};
use super::{Cells, Notice};
use crate::ledger::Field;
use crate::read::value::{self, Remark};

/// Rows after which a dictionary must have proved useful.
const TRIAL: usize = 1024;
/// The key of a missing value.
pub const MISSING: u32 = u32::MAX;

/// A dictionary whose values seldom repeat costs more than it saves: hashing each, to share it among a few rows.
pub fn wasteful(distinct: usize, rows: usize) -> bool {
    rows >= TRIAL && distinct > rows / 8
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
                PieceForm::Dictionary(dictionary.keys, dictionary.values)
            }
            Form::Plain(plain) => PieceForm::Plain(plain),
        };
        TextPiece {
            form,
            too_large: self.too_large,
        }
    }
}
