//! Tables as rows of values, easy to make up, print and shrink; and the Arrow columns that the engine reads.

use std::collections::HashMap;
use std::sync::Arc;

use arrow_array::types::UInt32Type;
use arrow_array::{
    ArrayRef, BooleanArray, Date32Array, Decimal128Array, DictionaryArray, Int32Array, Int64Array,
    StringArray, UInt32Array,
};
use ledgerlint::ledger::{
    Catalog, Column, Date, Decimal, Definition, Field, LedgerId, Ledgers, Month, Segment, Table,
    Type, Value,
};
use ledgerlint::source::{DelimitedLayout, Delimiter, Layout, Source, SourceId, Sources};

use super::catalog::nested_relation;
use super::values::{sample, text_pool};
use crate::random::Random;

/// The files that records come from, with the office that the list is from.
const SOURCES: [(&str, Option<&str>); 3] = [
    ("a.csv", Some("国扶系统")),
    ("b.csv", None),
    ("c.csv", Some("残联")),
];

/// A submission, in the catalog's order of ledgers.
#[derive(Clone, Debug)]
pub struct Data {
    pub tables: Vec<TableData>,
}

#[derive(Clone, Debug)]
pub struct TableData {
    pub rows: Vec<RowData>,
    /// For each field, whether a text column comes as a dictionary.
    pub dictionary: Vec<bool>,
    /// For each field, whether no file had it; its values are null then.
    pub absent: Vec<bool>,
}

#[derive(Clone, Debug)]
pub struct RowData {
    /// Names the row for its nested children, also after other rows were dropped.
    pub id: u32,
    pub values: Vec<Value>,
    /// The row that this one stood nested in.
    pub parent: Option<u32>,
    /// Position in `SOURCES`, not descending from row to row.
    pub source: usize,
}

impl Data {
    /// Random tables with many nulls, duplicate and dangling keys.
    pub fn random(catalog: &Catalog, random: &mut Random) -> Self {
        let mut tables: Vec<TableData> = Vec::new();
        for (ledger, definition) in catalog.ledgers() {
            let parents = nested_relation(catalog, ledger).map(|id| catalog.relation(id).parent);
            let parents: Vec<u32> = match parents {
                Some(parent) => tables[parent.index()]
                    .rows
                    .iter()
                    .map(|row| row.id)
                    .collect(),
                None => Vec::new(),
            };
            tables.push(TableData::random(definition, &parents, random));
        }
        Data { tables }
    }

    /// Records written as lines `ledger: field=value | …`; `ledger in 0: …` stands nested in its parent's row 0.
    pub fn parse(text: &str, catalog: &Catalog) -> Self {
        let table = |d: &Definition| TableData {
            rows: Vec::new(),
            dictionary: vec![false; d.fields.len()],
            absent: vec![false; d.fields.len()],
        };
        let mut data = Data {
            tables: catalog.definitions.iter().map(table).collect(),
        };
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let (head, cells) = line.split_once(':').expect("a line is `ledger: cells`");
            let (name, parent) = head
                .split_once(" in ")
                .map_or((head, None), |(name, row)| (name, row.parse().ok()));
            let ledger = catalog
                .named(name)
                .expect("a line names a ledger of the catalog");
            let fields = &catalog.ledger(ledger).fields;
            let mut values = vec![Value::Null; fields.len()];
            for (field, written) in cells
                .split('|')
                .filter_map(|cell| cell.trim().split_once('='))
            {
                let at = fields
                    .iter()
                    .position(|f| f.name == field)
                    .expect("a cell names a field of its ledger");
                values[at] = parsed(fields[at].kind, written)
                    .expect("a cell has a value of its field's type");
            }
            let rows = &mut data.tables[ledger.index()].rows;
            rows.push(RowData {
                id: rows.len() as u32,
                values,
                parent,
                source: 0,
            });
        }
        data
    }

    /// The columns that the engine reads.
    pub fn ledgers(&self, catalog: &Arc<Catalog>) -> Ledgers {
        let source = |(path, _): &(&str, Option<&str>)| Source {
            path: (*path).into(),
            text: "".into(),
            sha256: String::new(),
            bytes: 0,
            sheets: Vec::new(),
        };
        let tables = catalog
            .ledgers()
            .map(|(ledger, _)| Some(self.table(ledger, catalog)))
            .collect();
        Ledgers {
            catalog: catalog.clone(),
            tables,
            sources: Sources(SOURCES.iter().map(source).collect()),
        }
    }

    fn table(&self, ledger: LedgerId, catalog: &Catalog) -> Table {
        let data = &self.tables[ledger.index()];
        let definition = catalog.ledger(ledger);
        let column = |(i, field): (usize, &Field)| {
            if data.absent[i] {
                return Column::absent(field.kind, data.rows.len());
            }
            let values: Vec<&Value> = data.rows.iter().map(|row| &row.values[i]).collect();
            Column {
                values: array(field.kind, data.dictionary[i], &values),
                present: true,
            }
        };
        let nested = nested_relation(catalog, ledger).map(|relation| {
            let parents = &self.tables[catalog.relation(relation).parent.index()].rows;
            let places: HashMap<u32, u32> = parents
                .iter()
                .zip(0..)
                .map(|(row, at)| (row.id, at))
                .collect();
            let place = |row: &RowData| {
                row.parent
                    .and_then(|id| places.get(&id).copied())
                    .unwrap_or(u32::MAX)
            };
            (relation, data.rows.iter().map(place).collect())
        });
        Table {
            rows: data.rows.len() as u32,
            columns: definition.fields.iter().enumerate().map(column).collect(),
            segments: data.segments(),
            nested,
        }
    }

    /// As it is printed where the engines differ: the rows that there are, with the fields that are not null.
    pub fn describe(&self, catalog: &Catalog) -> String {
        let mut text = String::new();
        for (ledger, definition) in catalog.ledgers() {
            let table = &self.tables[ledger.index()];
            for (at, row) in table.rows.iter().enumerate() {
                let fields = definition
                    .fields
                    .iter()
                    .zip(&row.values)
                    .filter(|(_, value)| !value.is_null());
                let fields: Vec<String> = fields
                    .map(|(field, value)| format!("{}={value}", field.name))
                    .collect();
                let parent = row
                    .parent
                    .map_or(String::new(), |id| format!(" nested in id {id}"));
                let (file, _) = SOURCES[row.source];
                let name = &definition.name;
                text += &format!(
                    "  {name}[{at}] id {}{parent} {file}: {}\n",
                    row.id,
                    fields.join(" ")
                );
            }
            let named = |flags: &[bool]| -> Vec<&str> {
                definition
                    .fields
                    .iter()
                    .zip(flags)
                    .filter(|(_, on)| **on)
                    .map(|(f, _)| f.name.as_str())
                    .collect()
            };
            if !table.rows.is_empty() {
                text += &format!(
                    "    dictionaries {:?}, absent {:?}\n",
                    named(&table.dictionary),
                    named(&table.absent)
                );
            }
        }
        text
    }
}

impl TableData {
    fn random(definition: &Definition, parents: &[u32], random: &mut Random) -> Self {
        let most = *random.weighted(&[(1, 0), (8, 5), (10, 9), (1, 40)]);
        let count = random.below(most + 1) as u32;
        let nulls = *random.weighted(&[(3, 5), (6, 20), (1, 60)]);
        let sources = 1 + random.below(SOURCES.len());
        let mut rows: Vec<RowData> = (0..count)
            .map(|id| RowData {
                id,
                values: definition
                    .fields
                    .iter()
                    .map(|field| random_value(field, nulls, random))
                    .collect(),
                parent: (!parents.is_empty() && random.percent(60)).then(|| *random.pick(parents)),
                source: random.below(sources),
            })
            .collect();
        // mostly one record a key, so that links lead somewhere
        if random.percent(60) && definition.fields[0].kind == Type::Text {
            let keys = text_pool(&definition.fields[0].name);
            for (row, key) in rows.iter_mut().zip(keys) {
                row.values[0] = Value::Text((*key).into());
            }
        }
        rows.sort_by_key(|row| row.source);
        let flags = |chance, random: &mut Random| {
            definition
                .fields
                .iter()
                .map(|_| random.percent(chance))
                .collect()
        };
        let (dictionary, absent) = (flags(50, random), flags(3, random));
        let mut table = TableData {
            rows,
            dictionary,
            absent,
        };
        table.clear_absent();
        table
    }

    /// A column that no file had holds nulls only.
    fn clear_absent(&mut self) {
        for row in &mut self.rows {
            let absent = row
                .values
                .iter_mut()
                .zip(&self.absent)
                .filter(|(_, absent)| **absent);
            absent.for_each(|(value, _)| *value = Value::Null);
        }
    }

    fn segments(&self) -> Vec<Segment> {
        let layout = DelimitedLayout {
            delimiter: Delimiter::Comma,
            header: 0,
            columns: Vec::new(),
            checkpoints: Vec::new(),
            skipped: Vec::new(),
            split_from: None,
        };
        let layout = Arc::new(Layout::Delimited(layout));
        let mut segments: Vec<Segment> = Vec::new();
        for (row, at) in self.rows.iter().zip(0u32..) {
            match segments.last_mut() {
                Some(segment) if segment.source.0 as usize == row.source => {
                    segment.rows.end = at + 1
                }
                _ => segments.push(Segment {
                    rows: at..at + 1,
                    source: SourceId(row.source as u32),
                    layout: layout.clone(),
                    origin: SOURCES[row.source].1.map(Into::into),
                }),
            }
        }
        segments
    }
}

fn random_value(field: &ledgerlint::ledger::Field, nulls: usize, random: &mut Random) -> Value {
    if random.percent(nulls) {
        return Value::Null;
    }
    if field.codes.is_empty() {
        return sample(field.kind, text_pool(&field.name), random);
    }
    let codes: Vec<&str> = field.codes.iter().map(String::as_str).collect();
    sample(field.kind, &codes, random)
}

fn parsed(kind: Type, text: &str) -> Option<Value> {
    Some(match kind {
        Type::Text => Value::Text(text.into()),
        Type::Integer => Value::Integer(text.parse().ok()?),
        Type::Decimal => Value::Decimal(Decimal::parse(text)?),
        Type::Date => Value::Date(Date::parse(text)?),
        Type::Month => Value::Month(Month::parse(text)?),
        Type::Boolean => Value::Boolean(text.parse().ok()?),
    })
}

fn array(kind: Type, dictionary: bool, values: &[&Value]) -> ArrayRef {
    macro_rules! cells {
        ($variant:path, $inner:pat => $cell:expr) => {
            values.iter().map(|value| match value {
                $variant($inner) => Some($cell),
                _ => None,
            })
        };
    }
    match kind {
        Type::Text if dictionary => dictionary_of(values),
        Type::Text => Arc::new(cells!(Value::Text, text => &**text).collect::<StringArray>()),
        Type::Integer => Arc::new(cells!(Value::Integer, n => *n).collect::<Int64Array>()),
        Type::Decimal => {
            let cells: Decimal128Array = cells!(Value::Decimal, d => d.0).collect();
            Arc::new(cells.with_data_type(Type::Decimal.arrow()))
        }
        Type::Date => Arc::new(cells!(Value::Date, d => d.0).collect::<Date32Array>()),
        Type::Month => Arc::new(cells!(Value::Month, m => m.0).collect::<Int32Array>()),
        Type::Boolean => Arc::new(cells!(Value::Boolean, b => *b).collect::<BooleanArray>()),
    }
}

/// A dictionary with an entry that no row uses, as one left over from a filter.
fn dictionary_of(values: &[&Value]) -> ArrayRef {
    let mut entries: Vec<&str> = vec!["unused"];
    let mut keys: Vec<Option<u32>> = Vec::new();
    for value in values {
        let Value::Text(text) = value else {
            keys.push(None);
            continue;
        };
        let at = entries
            .iter()
            .skip(1)
            .position(|entry| *entry == &**text)
            .map(|at| at + 1);
        let at = at.unwrap_or_else(|| {
            entries.push(text);
            entries.len() - 1
        });
        keys.push(Some(at as u32));
    }
    let (keys, entries) = (UInt32Array::from(keys), StringArray::from(entries));
    let dictionary = DictionaryArray::<UInt32Type>::try_new(keys, Arc::new(entries));
    Arc::new(dictionary.expect("every key is an entry's place"))
}
