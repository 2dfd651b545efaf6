//! Columns in the making: cells are typed straight into them, chunk by chunk, and chunks are joined once at the end.

mod pieces;
mod strings;
mod text;

use std::borrow::Cow;
use std::sync::Arc;

use arrow_array::types::{Date32Type, Decimal128Type, Int32Type, Int64Type};
use arrow_array::{ArrayRef, ArrowPrimitiveType, BooleanArray, PrimitiveArray};
use arrow_buffer::{BooleanBuffer, NullBufferBuilder, ScalarBuffer};

pub use self::pieces::TooLarge;
use self::pieces::{TextPiece, append_validity};
use self::text::TextBuilder;
use super::value::{self, Context, Read, Remark};
use crate::ledger::{Decimal, Field, Type};

/// Cells of one field, in order of rows.
pub trait Cells<'a> {
    fn count(&self) -> usize;
    /// A cell as it stands in the input, quotes off.
    fn raw(&self, n: usize) -> Cow<'a, str>;
    /// A cell that is known to hold nothing unusual; `None` is always right.
    fn tidy(&self, n: usize) -> Option<Tidy<'a>>;
}

/// A cell without quotes, white space, control characters and characters that are seldom meant. May be empty.
#[derive(Clone, Copy)]
pub struct Tidy<'a> {
    pub text: &'a str,
    /// All its characters are ASCII digits.
    pub digits: bool,
    /// What the cell is a part of, and where it begins there.
    pub around: &'a [u8],
    pub start: usize,
}

/// One cell alone.
impl<'a> Cells<'a> for Cow<'a, str> {
    fn count(&self) -> usize {
        1
    }

    fn raw(&self, _: usize) -> Cow<'a, str> {
        self.clone()
    }

    fn tidy(&self, _: usize) -> Option<Tidy<'a>> {
        None
    }
}

/// Told of what was noticed while typing: the cell's position among the cells, the cell, the remark, and whether its
/// date says 长期坚持.
pub type Notice<'n> = dyn FnMut(usize, &str, Option<Remark>, bool) + 'n;

/// A column of one chunk.
pub enum Builder<'a> {
    Text(TextBuilder<'a>),
    Integer(Values<i64>),
    Decimal(Values<i128>),
    Date(Values<i32>),
    Month(Values<i32>),
    Boolean(Values<bool>),
}

impl<'a> Builder<'a> {
    pub fn new(kind: Type) -> Self {
        match kind {
            Type::Text => Builder::Text(TextBuilder::default()),
            Type::Integer => Builder::Integer(Values::default()),
            Type::Decimal => Builder::Decimal(Values::default()),
            Type::Date => Builder::Date(Values::default()),
            Type::Month => Builder::Month(Values::default()),
            Type::Boolean => Builder::Boolean(Values::default()),
        }
    }

    /// Types cells and appends them; one that is blank or unreadable is appended as missing.
    pub fn extend(
        &mut self,
        field: &Field,
        cells: &impl Cells<'a>,
        context: &Context,
        notice: &mut Notice<'_>,
    ) {
        // a header's unit makes every number of the column need care
        let own_unit = context.factor.0 == Decimal::ONE;
        match self {
            Builder::Text(column) => column.extend(field, cells, notice),
            Builder::Integer(column) => column.extend(
                cells,
                notice,
                |raw| value::plain_integer(raw).filter(|_| own_unit),
                |raw| value::integer(field, raw, context).map(|n| n),
            ),
            Builder::Decimal(column) => column.extend(
                cells,
                notice,
                |raw| value::plain_decimal(raw).filter(|_| own_unit).map(|d| d.0),
                |raw| value::decimal(field, raw, context).map(|Decimal(n)| n),
            ),
            Builder::Date(column) => column.extend(
                cells,
                notice,
                |raw| value::plain_date(raw).map(|d| d.0),
                |raw| value::date(field, raw, context).map(|d| d.0),
            ),
            Builder::Month(column) => column.extend(
                cells,
                notice,
                |_| None,
                |raw| value::month(field, raw, context).map(|m| m.0),
            ),
            Builder::Boolean(column) => {
                column.extend(cells, notice, |_| None, |raw| value::boolean(field, raw))
            }
        }
    }

    /// Makes room for so many times the cells that are there.
    pub fn reserve(&mut self, times: f64) {
        match self {
            Builder::Text(column) => column.reserve(times),
            Builder::Integer(column) => reserve(&mut column.values, times),
            Builder::Decimal(column) => reserve(&mut column.values, times),
            Builder::Date(column) | Builder::Month(column) => reserve(&mut column.values, times),
            Builder::Boolean(column) => reserve(&mut column.values, times),
        }
    }

    /// Appends missing values until the column has `rows`.
    pub fn fill(&mut self, rows: usize) {
        match self {
            Builder::Text(column) => column.fill(rows),
            Builder::Integer(column) => column.fill(rows),
            Builder::Decimal(column) => column.fill(rows),
            Builder::Date(column) | Builder::Month(column) => column.fill(rows),
            Builder::Boolean(column) => column.fill(rows),
        }
    }

    pub fn finish(self) -> Piece {
        match self {
            Builder::Text(column) => Piece::Text(column.finish()),
            Builder::Integer(column) => Piece::Integer(column),
            Builder::Decimal(column) => Piece::Decimal(column),
            Builder::Date(column) => Piece::Date(column),
            Builder::Month(column) => Piece::Month(column),
            Builder::Boolean(column) => Piece::Boolean(column),
        }
    }
}

/// Makes room for so many times what is there.
fn reserve<T>(values: &mut Vec<T>, times: f64) {
    values.reserve((values.len() as f64 * times) as usize);
}

/// Values with a bit each that says whether it is there.
pub struct Values<T> {
    values: Vec<T>,
    valid: NullBufferBuilder,
}

impl<T> Default for Values<T> {
    fn default() -> Self {
        Values {
            values: Vec::new(),
            valid: NullBufferBuilder::new(0),
        }
    }
}

impl<T: Copy + Default> Values<T> {
    /// `plain` knows the canonical form of a tidy cell, `read` every other.
    fn extend<'a>(
        &mut self,
        cells: &impl Cells<'a>,
        notice: &mut Notice<'_>,
        plain: impl Fn(&str) -> Option<T>,
        read: impl Fn(&str) -> Read<T>,
    ) {
        self.values.reserve(cells.count());
        for n in 0..cells.count() {
            if let Some(tidy) = cells.tidy(n) {
                if tidy.text.is_empty() {
                    self.push(None);
                    continue;
                }
                if let Some(value) = plain(tidy.text) {
                    self.push(Some(value));
                    continue;
                }
            }
            let raw = cells.raw(n);
            let Read {
                value,
                remark,
                long_term,
            } = read(&raw);
            self.push(value);
            if remark.is_some() || long_term {
                notice(n, &raw, remark, long_term);
            }
        }
    }

    #[inline]
    fn push(&mut self, value: Option<T>) {
        self.valid.append(value.is_some());
        self.values.push(value.unwrap_or_default());
    }

    fn fill(&mut self, rows: usize) {
        let missing = rows.saturating_sub(self.values.len());
        self.valid.append_n_nulls(missing);
        self.values
            .resize(self.values.len() + missing, T::default());
    }

    fn append(&mut self, piece: Values<T>) {
        self.values.extend_from_slice(&piece.values);
        append_validity(&mut self.valid, piece.values.len(), piece.valid.build());
    }
}

impl Values<bool> {
    /// Makes missing values true; leaves others.
    fn make_true(&mut self, rows: impl Iterator<Item = u32>) {
        for row in rows {
            let row = row as usize;
            if !self.valid.is_valid(row) {
                self.valid.set_bit(row, true);
                self.values[row] = true;
            }
        }
    }
}

/// A finished column of one chunk.
pub enum Piece {
    Text(TextPiece),
    Integer(Values<i64>),
    Decimal(Values<i128>),
    Date(Values<i32>),
    Month(Values<i32>),
    Boolean(Values<bool>),
}

impl Piece {
    /// Makes missing booleans of these rows true.
    pub fn make_true(&mut self, rows: impl Iterator<Item = u32>) {
        if let Piece::Boolean(values) = self {
            values.make_true(rows);
        }
    }
}

/// Pieces of one column in order: (rows, piece), no piece where the chunk's file has no such column.
pub type Pieces = Vec<(usize, Option<Piece>)>;

/// Appends pieces to a column that has `rows` so far; it stays `None` while there is none.
pub fn append(all: &mut Option<Piece>, rows: usize, pieces: Pieces) {
    if all.is_none() && rows == 0 && pieces.len() == 1 {
        *all = pieces.into_iter().next().and_then(|(_, only)| only);
        return;
    }
    let first = || pieces.iter().find_map(|(_, piece)| piece.as_ref());
    let Some(mut column) = all.take().or_else(|| Some(first()?.missing(rows))) else {
        return;
    };
    column.make_room(&pieces);
    for (rows, piece) in pieces {
        column.append(rows, piece);
    }
    *all = Some(column);
}

/// Does the same to the values of a piece of any type but text.
macro_rules! each_values {
    ($piece:expr, $text:ident => $of_text:expr, $values:ident => $of_values:expr) => {
        match $piece {
            Piece::Text($text) => $of_text,
            Piece::Integer($values) => $of_values,
            Piece::Decimal($values) => $of_values,
            Piece::Date($values) | Piece::Month($values) => $of_values,
            Piece::Boolean($values) => $of_values,
        }
    };
}

impl Piece {
    /// Missing values of the same type.
    fn missing(&self, rows: usize) -> Self {
        fn values<T: Copy + Default>(rows: usize) -> Values<T> {
            let mut values = Values::default();
            values.fill(rows);
            values
        }
        match self {
            Piece::Text(_) => Piece::Text(TextPiece::missing(rows)),
            Piece::Integer(_) => Piece::Integer(values(rows)),
            Piece::Decimal(_) => Piece::Decimal(values(rows)),
            Piece::Date(_) => Piece::Date(values(rows)),
            Piece::Month(_) => Piece::Month(values(rows)),
            Piece::Boolean(_) => Piece::Boolean(values(rows)),
        }
    }

    /// Makes room for what is to be appended, which is a large part of a small column and else little.
    fn make_room(&mut self, pieces: &Pieces) {
        let rows = pieces.iter().map(|(rows, _)| rows).sum();
        each_values!(self, text => text.make_room(rows, pieces), values => values.values.reserve(rows))
    }

    /// Makes room for so many times what is there.
    pub fn reserve(&mut self, times: f64) {
        each_values!(self, text => text.reserve(times), values => reserve(&mut values.values, times))
    }

    /// Appends a piece of the same type, or as many missing values.
    fn append(&mut self, rows: usize, piece: Option<Piece>) {
        match (&mut *self, piece) {
            (Piece::Text(all), Some(Piece::Text(piece))) => all.append(piece),
            (Piece::Integer(all), Some(Piece::Integer(piece))) => all.append(piece),
            (Piece::Decimal(all), Some(Piece::Decimal(piece))) => all.append(piece),
            (Piece::Date(all), Some(Piece::Date(piece))) => all.append(piece),
            (Piece::Month(all), Some(Piece::Month(piece))) => all.append(piece),
            (Piece::Boolean(all), Some(Piece::Boolean(piece))) => all.append(piece),
            (all, _) => {
                each_values!(all, text => text.fill(rows), values => values.fill(values.values.len() + rows))
            }
        }
    }
}

impl Piece {
    /// The finished column.
    pub fn array(self) -> Result<ArrayRef, TooLarge> {
        Ok(match self {
            Piece::Text(piece) => piece.array()?,
            Piece::Integer(values) => primitive::<Int64Type>(values),
            Piece::Decimal(mut all) => {
                let (values, valid) = (all.values.into(), all.valid.finish());
                let values = PrimitiveArray::<Decimal128Type>::new(values, valid);
                Arc::new(values.with_data_type(Type::Decimal.arrow()))
            }
            Piece::Date(values) => primitive::<Date32Type>(values),
            Piece::Month(values) => primitive::<Int32Type>(values),
            Piece::Boolean(mut all) => {
                let values = BooleanBuffer::from(all.values);
                Arc::new(BooleanArray::new(values, all.valid.finish()))
            }
        })
    }
}

fn primitive<T: ArrowPrimitiveType>(mut all: Values<T::Native>) -> ArrayRef {
    Arc::new(PrimitiveArray::<T>::new(
        ScalarBuffer::from(all.values),
        all.valid.finish(),
    ))
}
