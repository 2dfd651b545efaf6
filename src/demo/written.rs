//! A township as files: one table a ledger, or one document a ledger with the nested ones in it.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::links;
use super::township::{Table, Township};
use crate::ledger::{Catalog, Definition, LedgerId, Relation, Type};

/// How files are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A table a ledger, the nested ones too, under Chinese names and headers.
    Csv,
    /// A document a ledger that nests the others, under the names of the schemas.
    Json,
}

impl Form {
    /// All forms, the default one first.
    pub const ALL: [(&'static str, Form); 2] = [("csv", Form::Csv), ("json", Form::Json)];
}

/// One file of the township.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    pub path: String,
    pub text: String,
    /// Records of a ledger; 0 for a file that is none.
    pub records: usize,
}

/// All files in order of the catalog, then those that lie beside the ledgers.
pub fn write(township: &Township, catalog: &Catalog, form: Form) -> Vec<Written> {
    let mut files = Vec::new();
    for (ledger, definition) in catalog.ledgers() {
        let Some(table) = township.tables.get(&definition.name) else {
            continue;
        };
        // a ledger of plain values has no table of its own, so that its family is a document in every form
        let as_document = form == Form::Json || nests_values(catalog, ledger);
        if definition.nested_in.is_some() && as_document {
            continue;
        }
        let text = if as_document {
            document(township, catalog, ledger)
        } else {
            csv(definition, table)
        };
        let name = match form {
            Form::Csv => &definition.title,
            Form::Json => &definition.name,
        };
        let extension = if as_document { "json" } else { "csv" };
        files.push(Written {
            path: format!("{name}.{extension}"),
            text,
            records: table.rows.len(),
        });
    }
    files.extend(township.files.iter().map(|(path, text)| Written {
        path: path.clone(),
        text: text.clone(),
        records: 0,
    }));
    files
}

/// Whether the outermost ledger of a family nests plain values somewhere.
fn nests_values(catalog: &Catalog, ledger: LedgerId) -> bool {
    let root = root(catalog, ledger);
    catalog
        .ledgers()
        .any(|(id, definition)| definition.scalar && self::root(catalog, id) == root)
}

fn root(catalog: &Catalog, ledger: LedgerId) -> LedgerId {
    match &catalog.ledger(ledger).nested_in {
        Some((parent, _)) => root(catalog, *parent),
        None => ledger,
    }
}

/// With a byte order mark, without which spreadsheets take the text for another encoding.
fn csv<'t>(definition: &'t Definition, table: &'t Table) -> String {
    let mut text = String::from('\u{FEFF}');
    let title = |column: &'t String| {
        let field = definition.field_named(column);
        field.map_or(column, |field| &definition.field(field).title)
    };
    line(&mut text, table.columns.iter().map(title));
    for row in &table.rows {
        line(&mut text, row);
    }
    text
}

fn line<'t>(text: &mut String, cells: impl IntoIterator<Item = &'t String>) {
    for (at, cell) in cells.into_iter().enumerate() {
        if at > 0 {
            text.push(',');
        }
        // a cell of blanks would else be an empty one, and a lone empty cell an empty line
        if cell.contains([',', '"', '\n', '\r']) || cell.starts_with(' ') || cell.ends_with(' ') {
            text.push('"');
            text.push_str(&cell.replace('"', "\"\""));
            text.push('"');
        } else {
            text.push_str(cell);
        }
    }
    text.push_str("\r\n");
}

/// A ledger's document; records of nested ledgers that belong to no record stand beside it.
fn document(township: &Township, catalog: &Catalog, ledger: LedgerId) -> String {
    let mut root = Map::new();
    let mut astray = Vec::new();
    let records = nest(township, catalog, ledger, &mut astray);
    let named = std::iter::once((ledger, records)).chain(astray);
    for (ledger, records) in named {
        root.insert(catalog.ledger(ledger).name.clone(), Value::Array(records));
    }
    let mut text = serde_json::to_string_pretty(&Value::Object(root)).unwrap_or_default();
    text.push('\n');
    text
}

/// The records of a ledger with those that it nests.
fn nest(
    township: &Township,
    catalog: &Catalog,
    ledger: LedgerId,
    astray: &mut Vec<(LedgerId, Vec<Value>)>,
) -> Vec<Value> {
    let definition = catalog.ledger(ledger);
    let Some(table) = township.tables.get(&definition.name) else {
        return Vec::new();
    };
    let kind = |column: &String| {
        let field = definition.field_named(column);
        field.map_or(Type::Text, |field| definition.field(field).kind)
    };
    let kinds: Vec<Type> = table.columns.iter().map(kind).collect();
    let mut records: Vec<Value> = (0..table.rows.len())
        .map(|row| record(definition, table, &kinds, row))
        .collect();
    for (_, relation) in catalog.down(ledger).filter(|(_, r)| r.nested) {
        let children = nest(township, catalog, relation.child, astray);
        let pointing = links::pointing(catalog, relation);
        let parents = links::parents(township, catalog, relation);
        let mut of: BTreeMap<Option<usize>, Vec<Value>> = BTreeMap::new();
        for (mut child, parent) in children.into_iter().zip(parents) {
            if let (Value::Object(child), Some(_)) = (&mut child, parent) {
                // where it stands says whose it is
                child.retain(|column, _| !pointing.contains(&column.as_str()));
            }
            of.entry(parent).or_default().push(child);
        }
        for (parent, children) in of {
            match parent.and_then(|row| records[row].as_object_mut()) {
                Some(record) => {
                    record.insert(property_of(catalog, relation), Value::Array(children));
                }
                None => astray.push((relation.child, children)),
            }
        }
    }
    records
}

fn property_of(catalog: &Catalog, relation: &Relation) -> String {
    let nested_in = &catalog.ledger(relation.child).nested_in;
    nested_in.as_ref().map_or_else(
        || relation.inverse.clone(),
        |(_, property)| property.clone(),
    )
}

/// `kinds` are the types of the table's columns.
fn record(definition: &Definition, table: &Table, kinds: &[Type], row: usize) -> Value {
    if definition.scalar {
        let kind = definition.fields.first().map_or(Type::Text, |f| f.kind);
        return value(table.cell(row, "value"), kind);
    }
    let cells = table.columns.iter().zip(kinds).zip(&table.rows[row]);
    let filled = cells.filter(|(_, cell)| !cell.is_empty());
    let members = filled.map(|((column, kind), cell)| (column.clone(), value(cell, *kind)));
    Value::Object(members.collect())
}

/// What a cell is in a document: a number or truth value where it is well written, else its text.
fn value(cell: &str, kind: Type) -> Value {
    match (kind, cell) {
        (Type::Boolean, "是") => Value::Bool(true),
        (Type::Boolean, "否") => Value::Bool(false),
        (Type::Integer | Type::Decimal, number) => number
            .parse::<serde_json::Number>()
            .ok()
            .filter(|parsed| parsed.to_string() == number)
            .map_or_else(|| Value::String(cell.to_owned()), Value::Number),
        _ => Value::String(cell.to_owned()),
    }
}
