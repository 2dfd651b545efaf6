//! Judges one column: each distinct value once, then a pass over the rows only where some value failed.

use std::hash::Hash;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowPrimitiveType, Date32Type, Decimal128Type, Int32Type, Int64Type, UInt32Type,
};
use arrow_array::{Array, ArrayRef, BooleanArray, StringArray};
use arrow_schema::DataType;
use jsonschema::Validator;
use rustc_hash::FxHashMap;
use serde_json::Value;

use super::Breach;
use super::bound::{self, Bound, json_number};
use super::keyword::{compile, failure, judging, shortened};
use crate::ledger::{Date, Decimal, Definition, Field, FieldId, Kind, Month, Table, Type};

/// Distinct values remembered for a column; beyond, values are judged again rather than fill the memory.
const MOST_REMEMBERED: usize = 1 << 16;

/// What failed on a value; empty where all holds.
type Verdict = Vec<(Kind, Vec<String>)>;

/// The judging keywords of one field.
pub struct ColumnJudge {
    field: FieldId,
    bounds: Vec<Bound>,
    validator: Option<Validator>,
}

impl ColumnJudge {
    /// `None` where the field has no judging keyword.
    pub fn new(id: FieldId, field: &Field, definition: &Definition) -> Option<Self> {
        let mut keywords = judging(&field.schema, &[])?;
        // a value that was read as date or month has that format
        if matches!(field.kind, Type::Date | Type::Month) {
            keywords.remove("format");
        }
        let bounds = if field.kind.is_number() {
            bound::take(&mut keywords)
        } else {
            Vec::new()
        };
        let validator = if keywords.is_empty() {
            None
        } else {
            compile(keywords, &definition.schema)
        };
        (validator.is_some() || !bounds.is_empty()).then_some(ColumnJudge {
            field: id,
            bounds,
            validator,
        })
    }

    pub fn judge(&self, table: &Table) -> Vec<Breach> {
        let values = &table.column(self.field).values;
        let mut breaches = Breaches {
            field: self.field,
            found: Vec::new(),
        };
        if values.null_count() < values.len() {
            self.judge_array(values, &mut breaches);
        }
        breaches.found
    }

    fn judge_array(&self, values: &ArrayRef, breaches: &mut Breaches) {
        match values.data_type() {
            DataType::Utf8 => self.texts(values.as_string::<i32>(), breaches),
            DataType::Dictionary(_, _) => self.dictionary(values, breaches),
            DataType::Int64 => self.numbers::<Int64Type>(values, Decimal::from_integer, breaches),
            DataType::Decimal128(_, _) => self.numbers::<Decimal128Type>(values, Decimal, breaches),
            DataType::Date32 => self.days::<Date32Type>(values, |n| Date(n).to_string(), breaches),
            DataType::Int32 => self.days::<Int32Type>(values, |n| Month(n).to_string(), breaches),
            DataType::Boolean => self.booleans(values.as_boolean(), breaches),
            other => unreachable!("no column has type {other}"),
        }
    }

    fn verdict(&self, value: &Value) -> Verdict {
        match &self.validator {
            Some(validator) if !validator.is_valid(value) => {
                validator.iter_errors(value).map(|e| failure(&e)).collect()
            }
            _ => Vec::new(),
        }
    }

    /// A verdict of a text, with a value that is used again and again.
    fn text_verdict(&self, text: &str, scratch: &mut Value) -> Verdict {
        if let Value::String(buffer) = scratch {
            buffer.clear();
            buffer.push_str(text);
        }
        self.verdict(scratch)
    }

    fn texts(&self, texts: &StringArray, breaches: &mut Breaches) {
        let mut scratch = Value::String(String::new());
        let rows = texts
            .iter()
            .enumerate()
            .filter_map(|(row, text)| Some((row, text?)));
        breaches.each(
            rows,
            |text| self.text_verdict(text, &mut scratch),
            shortened,
        );
    }

    fn dictionary(&self, values: &ArrayRef, breaches: &mut Breaches) {
        let dictionary = values.as_dictionary::<UInt32Type>();
        let texts = dictionary.values().as_string::<i32>();
        let mut scratch = Value::String(String::new());
        let verdicts: Vec<Verdict> = texts
            .iter()
            .map(|text| text.map_or(Vec::new(), |text| self.text_verdict(text, &mut scratch)))
            .collect();
        if verdicts.iter().all(Vec::is_empty) {
            return;
        }
        let found: Vec<String> = texts
            .iter()
            .map(|text| shortened(text.unwrap_or("")))
            .collect();
        for (row, key) in dictionary.keys().iter().enumerate() {
            let Some(key) = key else { continue };
            breaches.add(row, &verdicts[key as usize], &found[key as usize]);
        }
    }

    fn numbers<T: ArrowPrimitiveType>(
        &self,
        values: &ArrayRef,
        decimal: fn(T::Native) -> Decimal,
        breaches: &mut Breaches,
    ) where
        T::Native: Hash + Eq,
    {
        let values = values.as_primitive::<T>();
        let rows = || {
            values
                .iter()
                .enumerate()
                .filter_map(|(row, value)| Some((row, value?)))
        };
        let shown = |value| decimal(value).to_string();
        for bound in &self.bounds {
            // cheaper to compare than to look up
            for (row, value) in rows().filter(|(_, value)| !bound.holds(decimal(*value))) {
                breaches.add(row, &[(Kind::SchemaRange, bound.details())], &shown(value));
            }
        }
        if self.validator.is_some() {
            breaches.each(
                rows(),
                |value| self.verdict(&json_number(decimal(value))),
                shown,
            );
        }
    }

    fn days<T: ArrowPrimitiveType<Native = i32>>(
        &self,
        values: &ArrayRef,
        shown: fn(i32) -> String,
        breaches: &mut Breaches,
    ) {
        let rows = values
            .as_primitive::<T>()
            .iter()
            .enumerate()
            .filter_map(|(row, value)| Some((row, value?)));
        breaches.each(
            rows,
            |value| self.verdict(&Value::String(shown(value))),
            shown,
        );
    }

    fn booleans(&self, values: &BooleanArray, breaches: &mut Breaches) {
        let rows = values
            .iter()
            .enumerate()
            .filter_map(|(row, value)| Some((row, value?)));
        breaches.each(
            rows,
            |value| self.verdict(&Value::Bool(value)),
            |value| crate::ledger::Value::Boolean(value).to_string(),
        );
    }
}

struct Breaches {
    field: FieldId,
    found: Vec<Breach>,
}

impl Breaches {
    fn add(&mut self, row: usize, verdict: &[(Kind, Vec<String>)], found: &str) {
        for (kind, details) in verdict {
            self.found.push((
                row as u32,
                Some(self.field),
                *kind,
                details.clone(),
                found.to_owned(),
            ));
        }
    }

    fn each<K: Copy + Hash + Eq>(
        &mut self,
        rows: impl Iterator<Item = (usize, K)>,
        mut judge: impl FnMut(K) -> Verdict,
        shown: impl Fn(K) -> String,
    ) {
        let mut known: FxHashMap<K, Verdict> = FxHashMap::default();
        for (row, value) in rows {
            let full = known.len() >= MOST_REMEMBERED;
            match known.get(&value) {
                Some(verdict) if verdict.is_empty() => {}
                Some(verdict) => {
                    for (kind, details) in verdict {
                        self.found.push((
                            row as u32,
                            Some(self.field),
                            *kind,
                            details.clone(),
                            shown(value),
                        ));
                    }
                }
                None => {
                    let verdict = judge(value);
                    if !verdict.is_empty() {
                        self.add(row, &verdict, &shown(value));
                    }
                    if !full {
                        known.insert(value, verdict);
                    }
                }
            }
        }
    }
}
