//! A township as files: one table a ledger, or one document a ledger with the nested ones in it.

use super::document;
use super::township::{Table, Township};
use crate::ledger::{Catalog, Definition, LedgerId};

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
            document::write(township, catalog, ledger)
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
