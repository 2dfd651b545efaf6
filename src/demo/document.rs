//! A ledger as a JSON document with the ledgers that it nests, written record by record.

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::links;
use super::township::{Table, Township};
use crate::ledger::{Catalog, Definition, LedgerId, Type};

/// The document of a ledger; records of nested ledgers that belong to no record stand beside it.
pub fn write(township: &Township, catalog: &Catalog, ledger: LedgerId) -> String {
    let mut astray = Vec::new();
    let Some(nest) = Nest::of(township, catalog, ledger, &[], &mut astray) else {
        return String::new();
    };
    let rows: Vec<usize> = (0..nest.table.rows.len()).collect();
    let document = Document {
        nest: &nest,
        rows: &rows,
        astray: &astray,
    };
    let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
    text.push('\n');
    text
}

/// A ledger of the document and those nested in it.
struct Nest<'a> {
    definition: &'a Definition,
    table: &'a Table,
    /// Types of the table's columns.
    kinds: Vec<Type>,
    /// Columns that only say whose record it is, which its place says already.
    pointing: Vec<bool>,
    inner: Vec<Inner<'a>>,
}

struct Inner<'a> {
    property: &'a str,
    nest: Nest<'a>,
    /// The rows of each parent.
    of: Vec<Vec<usize>>,
}

impl<'a> Nest<'a> {
    /// `None` where the township lacks the ledger. Rows without a parent are pushed to `astray` with their nest.
    fn of(
        township: &'a Township,
        catalog: &'a Catalog,
        ledger: LedgerId,
        pointing: &[&str],
        astray: &mut Vec<(Nest<'a>, Vec<usize>)>,
    ) -> Option<Self> {
        let definition = catalog.ledger(ledger);
        let table = township.tables.get(&definition.name)?;
        let kind = |column: &String| {
            let field = definition.field_named(column);
            field.map_or(Type::Text, |field| definition.field(field).kind)
        };
        let mut inner = Vec::new();
        for (_, relation) in catalog.down(ledger).filter(|(_, r)| r.nested) {
            let pointing = links::pointing(catalog, relation);
            let Some(nest) = Nest::of(township, catalog, relation.child, &pointing, astray) else {
                continue;
            };
            let mut of = vec![Vec::new(); table.rows.len()];
            let mut lost = Vec::new();
            let parents = links::parents(township, catalog, relation);
            for (row, parent) in parents.into_iter().enumerate() {
                parent.map_or(&mut lost, |parent| &mut of[parent]).push(row);
            }
            if !lost.is_empty() {
                let alone = Nest::of(township, catalog, relation.child, &[], &mut Vec::new());
                astray.extend(alone.map(|nest| (nest, lost)));
            }
            let nested_in = &catalog.ledger(relation.child).nested_in;
            let property = nested_in
                .as_ref()
                .map_or(&relation.inverse, |(_, name)| name);
            inner.push(Inner { property, nest, of });
        }
        Some(Nest {
            definition,
            table,
            kinds: table.columns.iter().map(kind).collect(),
            pointing: table
                .columns
                .iter()
                .map(|c| pointing.contains(&c.as_str()))
                .collect(),
            inner,
        })
    }
}

struct Document<'a> {
    nest: &'a Nest<'a>,
    rows: &'a [usize],
    astray: &'a [(Nest<'a>, Vec<usize>)],
}

impl Serialize for Document<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        let Document { nest, rows, astray } = self;
        map.serialize_entry(&nest.definition.name, &Records { nest, rows })?;
        for (nest, rows) in *astray {
            map.serialize_entry(&nest.definition.name, &Records { nest, rows })?;
        }
        map.end()
    }
}

struct Records<'a> {
    nest: &'a Nest<'a>,
    rows: &'a [usize],
}

impl Serialize for Records<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let nest = self.nest;
        serializer.collect_seq(self.rows.iter().map(|row| Record { nest, row: *row }))
    }
}

struct Record<'a> {
    nest: &'a Nest<'a>,
    row: usize,
}

impl Serialize for Record<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Nest {
            definition,
            table,
            kinds,
            pointing,
            inner,
        } = self.nest;
        if definition.scalar {
            let kind = definition.fields.first().map_or(Type::Text, |f| f.kind);
            return Value(table.cell(self.row, "value"), kind).serialize(serializer);
        }
        let mut map = serializer.serialize_map(None)?;
        let row = &table.rows[self.row];
        for (at, column) in table.columns.iter().enumerate() {
            let cell = row.cell(at);
            if !cell.is_empty() && !pointing[at] {
                map.serialize_entry(column, &Value(cell, kinds[at]))?;
            }
        }
        for Inner { property, nest, of } in inner {
            let rows = &of[self.row];
            if !rows.is_empty() {
                map.serialize_entry(property, &Records { nest, rows })?;
            }
        }
        map.end()
    }
}

/// What a cell is in a document: a number or truth value where it is well written, else its text.
struct Value<'a>(&'a str, Type);

impl Serialize for Value<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Value(cell, kind) = *self;
        match (kind, cell) {
            (Type::Boolean, "是") => serializer.serialize_bool(true),
            (Type::Boolean, "否") => serializer.serialize_bool(false),
            (Type::Integer | Type::Decimal, number) => {
                let parsed = number.parse::<serde_json::Number>().ok();
                match parsed.filter(|parsed| parsed.to_string() == number) {
                    Some(number) => number.serialize(serializer),
                    None => serializer.serialize_str(cell),
                }
            }
            _ => serializer.serialize_str(cell),
        }
    }
}
