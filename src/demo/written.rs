//! A township as files: one table a ledger, one document a ledger with the nested ones in it, or one workbook.

use std::borrow::Cow;

use super::township::{Table, Township};
use super::{document, links};
use crate::form::{self, Refused};
use crate::lang::Lang;
use crate::ledger::{Catalog, Definition, LedgerId};

/// Name of the workbook.
const WORKBOOK: &str = "台账.xlsx";

/// How files are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A table a ledger, the nested ones too, under Chinese names and headers.
    Csv,
    /// A document a ledger that nests the others, under the names of the schemas.
    Json,
    /// One workbook with a sheet a ledger, the nested ones too, under Chinese names and headers.
    Xlsx,
}

impl Form {
    /// All forms, the default one first.
    pub const ALL: [(&'static str, Form); 3] = [
        ("csv", Form::Csv),
        ("json", Form::Json),
        ("xlsx", Form::Xlsx),
    ];
}

/// One file of the township.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    pub path: String,
    pub bytes: Vec<u8>,
    /// Records of all ledgers in it; 0 for a file that holds none.
    pub records: usize,
}

/// All files in order of the catalog, then those that lie beside the ledgers. Only a workbook may be refused, where a
/// ledger has more records than a sheet has rows.
pub fn write(
    township: &Township,
    catalog: &Catalog,
    form: Form,
    lang: Lang,
) -> Result<Vec<Written>, Refused> {
    match form {
        Form::Csv => Ok(as_tables(township, catalog)),
        Form::Json => Ok(texts(township, catalog, true)),
        Form::Xlsx => {
            let mut files = vec![workbook(township, catalog, lang)?];
            files.extend(beside(township));
            Ok(files)
        }
    }
}

/// The files as `Form::Csv` has them.
pub fn as_tables(township: &Township, catalog: &Catalog) -> Vec<Written> {
    texts(township, catalog, false)
}

fn texts(township: &Township, catalog: &Catalog, documents: bool) -> Vec<Written> {
    let mut files = Vec::new();
    for (ledger, definition) in catalog.ledgers() {
        let Some(table) = township.tables.get(&definition.name) else {
            continue;
        };
        // a ledger of plain values has no table of its own, so that its family is a document in every form
        let as_document = documents || nests_values(catalog, ledger);
        if definition.nested_in.is_some() && as_document {
            continue;
        }
        let text = if as_document {
            document::write(township, catalog, ledger)
        } else {
            csv(definition, table)
        };
        let name = if documents {
            &definition.name
        } else {
            &definition.title
        };
        let extension = if as_document { "json" } else { "csv" };
        files.push(Written {
            path: format!("{name}.{extension}"),
            bytes: text.into_bytes(),
            records: table.rows.len(),
        });
    }
    files.extend(beside(township));
    files
}

fn beside(township: &Township) -> impl Iterator<Item = Written> {
    township.files.iter().map(|(path, text)| Written {
        path: path.clone(),
        bytes: text.clone().into_bytes(),
        records: 0,
    })
}

fn workbook(township: &Township, catalog: &Catalog, lang: Lang) -> Result<Written, Refused> {
    let mut records = 0;
    let mut sheets = Vec::new();
    for (ledger, definition) in catalog.ledgers() {
        let Some(table) = township.tables.get(&definition.name) else {
            continue;
        };
        records += table.rows.len();
        if !definition.scalar {
            sheets.push(sheet(township, catalog, ledger, table));
        }
    }
    Ok(Written {
        path: WORKBOOK.to_owned(),
        bytes: form::tables(catalog, &sheets, lang)?,
        records,
    })
}

/// A ledger's sheet. Ledgers of plain values that it nests are columns of it, a record's values one a line in a cell.
fn sheet<'t>(
    township: &'t Township,
    catalog: &'t Catalog,
    ledger: LedgerId,
    table: &'t Table,
) -> form::Table<'t> {
    let mut columns: Vec<&str> = table.columns.iter().map(String::as_str).collect();
    let own = columns.len();
    let mut lists: Vec<Vec<String>> = Vec::new();
    let nested = catalog.down(ledger).filter(|(_, relation)| relation.nested);
    for (_, relation) in nested {
        let list = catalog.ledger(relation.child);
        let Some(values) = township.tables.get(&list.name).filter(|_| list.scalar) else {
            continue;
        };
        let mut cells = vec![String::new(); table.rows.len()];
        let parents = links::parents(township, catalog, relation);
        for (row, parent) in parents.into_iter().enumerate() {
            let Some(cell) = parent.map(|parent| &mut cells[parent]) else {
                continue;
            };
            if !cell.is_empty() {
                cell.push('\n');
            }
            cell.push_str(values.cell(row, "value"));
        }
        columns.push(&list.name);
        lists.push(cells);
    }
    form::Table {
        ledger,
        columns,
        rows: table.rows.len(),
        cell: Box::new(move |row, at| match at.checked_sub(own) {
            None => Cow::Borrowed(table.rows[row].cell(at)),
            Some(list) => Cow::Owned(lists[list][row].clone()),
        }),
    }
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
fn csv(definition: &Definition, table: &Table) -> String {
    let mut text = String::from('\u{FEFF}');
    let title = |column: &String| {
        let field = definition.field_named(column);
        field.map_or(column.clone(), |field| {
            definition.field(field).title.clone()
        })
    };
    let titles: Vec<String> = table.columns.iter().map(title).collect();
    line(&mut text, titles.iter().map(String::as_str));
    for row in &table.rows {
        line(&mut text, (0..titles.len()).map(|at| row.cell(at)));
    }
    text
}

fn line<'t>(text: &mut String, cells: impl Iterator<Item = &'t str>) {
    for (at, cell) in cells.enumerate() {
        if at > 0 {
            text.push(',');
        }
        if needs_quotes(cell) {
            text.push('"');
            text.push_str(&cell.replace('"', "\"\""));
            text.push('"');
        } else {
            text.push_str(cell);
        }
    }
    text.push_str("\r\n");
}

/// A cell of blanks would else be an empty one, and a lone empty cell an empty line.
fn needs_quotes(cell: &str) -> bool {
    let bytes = cell.as_bytes();
    let blank = |end: Option<&u8>| end == Some(&b' ');
    let special = |byte: &u8| matches!(byte, b',' | b'"' | b'\n' | b'\r');
    blank(bytes.first()) || blank(bytes.last()) || bytes.iter().any(special)
}
