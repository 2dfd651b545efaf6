//! Values that the engine computes: columns, scalars and indexes, and cheap access to their cells.

use std::ops::Range;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{ArrowPrimitiveType, UInt32Type};
use arrow_array::{
    Array, ArrayRef, BooleanArray, Date32Array, Decimal128Array, DictionaryArray, Int32Array,
    Int64Array, PrimitiveArray, StringArray, UInt32Array, new_null_array,
};
use arrow_schema::DataType;

use super::compute::KeyTable;
use crate::ledger::{Decimal, Type, Value};

/// A computed value.
#[derive(Clone, Debug)]
pub enum Vector {
    Column(ArrayRef),
    /// The same for every row: an array of length one.
    Scalar(ArrayRef),
    /// Rows of one table to rows of another; null where there is none.
    Index(Arc<UInt32Array>),
    Link(Arc<Link>),
    /// The numbered keys of a table.
    Keys(Arc<KeyTable>),
    /// Rows to groups of equal keys, `first` being each group's first row.
    Groups {
        ids: Arc<UInt32Array>,
        first: Arc<UInt32Array>,
    },
    /// Rows of two tables to shared key numbers below `count`.
    Match {
        inner: Arc<UInt32Array>,
        outer: Arc<UInt32Array>,
        count: usize,
    },
    /// Pairs of rows of two tables; `rows` is the length of the left one.
    Pairs {
        left: Arc<UInt32Array>,
        right: Arc<UInt32Array>,
        rows: usize,
    },
    /// Kept rows in order, each partition together, and the spans of them that no key has told apart; `partition` is
    /// over all rows.
    Sorted {
        rows: Arc<Vec<u32>>,
        ties: Arc<Vec<Range<u32>>>,
        partition: Arc<UInt32Array>,
    },
}

/// A relation's links, computed once.
#[derive(Debug)]
pub struct Link {
    /// Child to its only parent; null where there is none or more than one.
    pub up: Arc<UInt32Array>,
    /// Child to the first of its parents, whose child it counts as.
    pub fold: Arc<UInt32Array>,
    /// Number of parents that each child's keys match, where some match several.
    pub counts: Option<Vec<u32>>,
    /// Parent to the first parent with the same key; `None` where no two share one.
    pub canonical: Option<Arc<UInt32Array>>,
    pub parents: usize,
}

impl Vector {
    /// The array of a column or scalar.
    pub fn array(&self) -> &ArrayRef {
        match self {
            Vector::Column(array) | Vector::Scalar(array) => array,
            _ => unreachable!("the plan gives indexes only to operators that take them"),
        }
    }

    pub fn index(&self) -> &Arc<UInt32Array> {
        match self {
            Vector::Index(index) => index,
            _ => unreachable!("the plan gives columns only to operators that take them"),
        }
    }

    pub fn keys(&self) -> &Arc<KeyTable> {
        match self {
            Vector::Keys(keys) => keys,
            _ => unreachable!("the plan gives keys to operators that take them"),
        }
    }

    pub fn is_scalar(&self) -> bool {
        matches!(self, Vector::Scalar(_))
    }

    /// Some rows of a column or index; a scalar as it is.
    pub fn slice(&self, start: usize, length: usize) -> Vector {
        match self {
            Vector::Column(array) => Vector::Column(array.slice(start, length)),
            Vector::Index(index) => Vector::Index(Arc::new(index.slice(start, length))),
            other => other.clone(),
        }
    }

    /// As a column of so many rows.
    pub fn expand(&self, rows: usize) -> ArrayRef {
        match self {
            Vector::Scalar(array) => {
                let zeros = UInt32Array::from_value(0, rows);
                arrow_select::take::take(array, &zeros, None)
                    .unwrap_or_else(|_| new_null_array(array.data_type(), rows))
            }
            other => other.array().clone(),
        }
    }
}

/// A value as an array of length one.
pub fn scalar(value: &Value, kind: Type) -> ArrayRef {
    match value {
        Value::Null => new_null_array(&kind.arrow(), 1),
        Value::Text(text) => Arc::new(StringArray::from(vec![&**text])),
        Value::Integer(n) => Arc::new(Int64Array::from(vec![*n])),
        Value::Decimal(d) => decimals([Some(*d)].into_iter()),
        Value::Date(d) => Arc::new(Date32Array::from(vec![d.0])),
        Value::Month(m) => Arc::new(Int32Array::from(vec![m.0])),
        Value::Boolean(b) => Arc::new(BooleanArray::from(vec![*b])),
    }
}

/// A decimal column.
pub fn decimals(values: impl Iterator<Item = Option<Decimal>>) -> ArrayRef {
    let array: Decimal128Array = values.map(|v| v.map(|d| d.0)).collect();
    Arc::new(array.with_data_type(Type::Decimal.arrow()))
}

/// Cells of a primitive column or scalar.
pub struct Cells<'a, T: ArrowPrimitiveType> {
    array: &'a PrimitiveArray<T>,
    scalar: bool,
}

impl<'a, T: ArrowPrimitiveType> Cells<'a, T> {
    pub fn of(vector: &'a Vector) -> Self {
        Cells {
            array: vector.array().as_primitive::<T>(),
            scalar: vector.is_scalar(),
        }
    }

    #[inline]
    pub fn get(&self, row: usize) -> Option<T::Native> {
        let row = if self.scalar { 0 } else { row };
        self.array.is_valid(row).then(|| self.array.value(row))
    }
}

/// Cells of a boolean column or scalar.
pub struct Truths<'a> {
    array: &'a BooleanArray,
    scalar: bool,
}

impl<'a> Truths<'a> {
    pub fn of(vector: &'a Vector) -> Self {
        Truths {
            array: vector.array().as_boolean(),
            scalar: vector.is_scalar(),
        }
    }

    #[inline]
    pub fn get(&self, row: usize) -> Option<bool> {
        let row = if self.scalar { 0 } else { row };
        self.array.is_valid(row).then(|| self.array.value(row))
    }

    /// Whether no cell is missing.
    pub fn are_known(&self) -> bool {
        self.array.null_count() == 0
    }

    /// Visits the rows of so many that are true, in order.
    pub fn each_true(&self, rows: usize, visit: impl FnMut(usize)) {
        if self.scalar {
            let all = self.get(0) == Some(true);
            return (0..if all { rows } else { 0 }).for_each(visit);
        }
        let truths = self.array.values();
        match self.array.nulls() {
            None => truths.set_indices().for_each(visit),
            Some(known) => (truths & known.inner()).set_indices().for_each(visit),
        }
    }
}

/// Cells of a text column, plain or dictionary, or scalar.
pub struct Texts<'a> {
    cells: TextCells<'a>,
    scalar: bool,
}

enum TextCells<'a> {
    Plain(&'a StringArray),
    Dictionary(&'a DictionaryArray<UInt32Type>, &'a StringArray),
}

impl<'a> Texts<'a> {
    pub fn of(vector: &'a Vector) -> Self {
        Texts {
            scalar: vector.is_scalar(),
            ..Texts::of_array(vector.array())
        }
    }

    pub fn of_array(array: &'a ArrayRef) -> Self {
        let cells = match array.data_type() {
            DataType::Dictionary(..) => {
                let dictionary = array.as_dictionary::<UInt32Type>();
                TextCells::Dictionary(dictionary, dictionary.values().as_string::<i32>())
            }
            _ => TextCells::Plain(array.as_string::<i32>()),
        };
        Texts {
            cells,
            scalar: false,
        }
    }

    #[inline]
    pub fn get(&self, row: usize) -> Option<&'a str> {
        let row = if self.scalar { 0 } else { row };
        match &self.cells {
            TextCells::Plain(array) => array.is_valid(row).then(|| array.value(row)),
            TextCells::Dictionary(keys, values) => keys
                .is_valid(row)
                .then(|| values.value(keys.keys().value(row) as usize)),
        }
    }
}
