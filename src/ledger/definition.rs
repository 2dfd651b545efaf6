//! What a ledger is: its fields, key, names and relations, as its schema declares them.

use arrow_schema::DataType;

use super::{Date, Decimal, FieldId, LedgerId};
use crate::finding::PersonalKind;

/// Type of a field or expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Type {
    Text,
    Integer,
    Decimal,
    Date,
    Month,
    Boolean,
}

impl Type {
    pub const ALL: [Type; 6] = [
        Type::Text,
        Type::Integer,
        Type::Decimal,
        Type::Date,
        Type::Month,
        Type::Boolean,
    ];

    /// The word used in documentation and errors.
    pub fn name(self) -> &'static str {
        match self {
            Type::Text => "text",
            Type::Integer => "integer",
            Type::Decimal => "decimal",
            Type::Date => "date",
            Type::Month => "month",
            Type::Boolean => "boolean",
        }
    }

    /// The Arrow type of computed columns. Text columns that were read may be dictionaries of it instead.
    pub fn arrow(self) -> DataType {
        match self {
            Type::Text => DataType::Utf8,
            Type::Integer => DataType::Int64,
            Type::Decimal => DataType::Decimal128(Decimal::PRECISION, Decimal::SCALE as i8),
            Type::Date => DataType::Date32,
            Type::Month => DataType::Int32,
            Type::Boolean => DataType::Boolean,
        }
    }

    pub fn is_number(self) -> bool {
        matches!(self, Type::Integer | Type::Decimal)
    }
}

/// Date forms, beyond a plain day, that a field accepts (`x-lenient`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Lenient {
    /// `5月15日前`
    Before,
    /// `…并长期坚持`
    LongTerm,
    /// `立行立改`
    Immediate,
    /// `4月29日-5月6日`: the end counts
    Range,
    /// A date without its year: the year is inferred
    NoYear,
    /// `2021年底`, `6月底`: the last day counts
    PeriodEnd,
}

impl Lenient {
    pub const ALL: [(&'static str, Lenient); 6] = [
        ("before", Lenient::Before),
        ("long_term", Lenient::LongTerm),
        ("immediate", Lenient::Immediate),
        ("range", Lenient::Range),
        ("no_year", Lenient::NoYear),
        ("period_end", Lenient::PeriodEnd),
    ];
}

/// Days on which a code may be used; open ends are `None`, the others included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatedCode {
    pub code: String,
    pub from: Option<Date>,
    pub until: Option<Date>,
    /// What says so.
    pub source: String,
}

impl DatedCode {
    pub fn holds(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }
}

/// A column of a ledger.
#[derive(Clone, Debug)]
pub struct Field {
    /// Name in the schema, JSON and rules.
    pub name: String,
    /// Chinese column header.
    pub title: String,
    /// Other headers under which the column appears.
    pub aliases: Vec<String>,
    pub description: Option<String>,
    pub kind: Type,
    pub required: bool,
    /// `元`, `万元`, `月` …
    pub unit: Option<String>,
    pub personal: Option<PersonalKind>,
    pub lenient: Vec<Lenient>,
    /// Sibling boolean that a text like 长期坚持 makes true.
    pub long_term: Option<FieldId>,
    /// A date that may lie in the future.
    pub planned: bool,
    /// Names the village or unit that the record belongs to (`x-place`).
    pub place: bool,
    /// Names who answers for the record (`x-responsible`).
    pub responsible: bool,
    /// Allowed values, empty where any is allowed.
    pub codes: Vec<String>,
    /// Spellings of codes: (spelling, code).
    pub code_aliases: Vec<(String, String)>,
    /// Codes that are not for all times, each once.
    pub dated_codes: Vec<DatedCode>,
    /// Sibling date at which a code must have been in use; the as-of date where it is missing or none is named.
    pub codes_by: Option<FieldId>,
    /// The property's own JSON Schema: the standard's keywords without `title` and `description`.
    pub schema: serde_json::Value,
}

/// A named link from many records of one ledger to one record of another.
#[derive(Clone, Debug)]
pub struct Relation {
    /// Name seen from the child: `person`.
    pub name: String,
    pub child: LedgerId,
    pub parent: LedgerId,
    /// Alternative keys, tried in order: pairs of (child field, parent field).
    pub on: Vec<Vec<(FieldId, FieldId)>>,
    /// Name seen from the parent: `contracts`.
    pub inverse: String,
    /// Array property of the parent that holds the child in documents; then the link there is by position.
    pub nested: bool,
}

/// Definition of one ledger.
#[derive(Clone, Debug)]
pub struct Definition {
    pub name: String,
    pub title: String,
    pub aliases: Vec<String>,
    pub description: Option<String>,
    /// Fields that identify a record.
    pub key: Vec<FieldId>,
    pub fields: Vec<Field>,
    /// Ledger whose documents nest this one, and the property they nest it under.
    pub nested_in: Option<(LedgerId, String)>,
    /// True where the items are plain values, held in the single field `value`.
    pub scalar: bool,
    /// The record's JSON Schema, annotations included, without the arrays that nest other ledgers.
    pub schema: serde_json::Value,
}

impl Definition {
    pub fn field(&self, id: FieldId) -> &Field {
        &self.fields[id.index()]
    }

    /// The field of this schema name.
    pub fn field_named(&self, name: &str) -> Option<FieldId> {
        self.fields
            .iter()
            .position(|f| f.name == name)
            .map(FieldId::new)
    }
}
