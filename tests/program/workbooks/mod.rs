//! Workbooks as township staff have them, each messy in one way: the exact findings of reading, and the records.

mod bad_input;
mod books;
mod corpus;
mod hostile;
mod layouts;
mod other_formats;
mod program;
mod sample;
mod twins;
mod values;
mod word;

use std::sync::{Arc, LazyLock};

use ledgerlint::bundle;
use ledgerlint::lang::Lang;
use ledgerlint::ledger::{Catalog, Cell, Date, Irregularity, Spot, parse_shipped_schemas};
use ledgerlint::read::{File, Options, Reading, passed, read};

static CATALOG: LazyLock<Arc<Catalog>> = LazyLock::new(|| {
    Arc::new(parse_shipped_schemas(bundle::SCHEMAS, Lang::Zh).expect("shipped schemas are right"))
});

fn reading(files: &[(&str, Vec<u8>)]) -> Reading {
    let files: Vec<File> = files
        .iter()
        .map(|(path, bytes)| File::in_memory(path, bytes.clone()))
        .collect();
    let as_of = Date::parse("2021-05-13").expect("a day");
    read(&files, &CATALOG, Options::at(as_of), &|_, _, _| {})
}

fn place(reading: &Reading, irregularity: &Irregularity) -> String {
    let data = &reading.ledgers;
    let location = match irregularity.spot {
        Spot::File(source) => return data.sources.get(source).path.to_string(),
        Spot::Sheet {
            source,
            sheet,
            cell,
        } => data.sources.locate_sheet(source, sheet, cell).0,
        Spot::Text {
            source,
            offset,
            length,
        } => data.sources.locate_text(source, offset, length).0,
        Spot::Cell { ledger, row, field } => data.locate(Cell { ledger, row, field }).0,
    };
    // the sheet's name is in the messages where there are several
    match (&location.cell, &location.sheet) {
        (Some(cell), _) => cell.to_string(),
        (None, Some(sheet)) => sheet.to_string(),
        (None, None) => location.to_string(),
    }
}

/// What reading noticed, as `kind place found`, and the sheets it passed over.
fn told(reading: &Reading) -> Vec<String> {
    let mut told: Vec<String> = reading
        .irregularities
        .iter()
        .map(|i| {
            let details = i
                .details
                .iter()
                .filter(|d| !d.is_empty() && i.found.is_empty());
            let details: Vec<&str> = details.map(String::as_str).collect();
            let line = format!("{} {} {}", i.kind.name(), place(reading, i), i.found);
            format!("{} {}", line.trim_end(), details.join(" "))
                .trim_end()
                .to_owned()
        })
        .collect();
    told.extend(
        reading
            .passed_over
            .iter()
            .map(|(path, why)| format!("passed {path}: {}", passed(*why, Lang::Zh))),
    );
    told
}

/// The records of a ledger, each as `place field|field`.
fn records(reading: &Reading, ledger: &str, fields: &[&str]) -> Vec<String> {
    let id = CATALOG.named(ledger).expect("a ledger");
    let Some(table) = reading.ledgers.table(id) else {
        return Vec::new();
    };
    (0..table.rows)
        .map(|row| {
            let values = fields.iter().map(|name| {
                let field = CATALOG.ledger(id).field_named(name).expect("a field");
                table.column(field).value(row as usize).to_string()
            });
            let values: Vec<String> = values.collect();
            let cell = Cell {
                ledger: id,
                row,
                field: None,
            };
            let at = reading.ledgers.locate(cell).0;
            let at = at.cell.map_or("-".to_owned(), |cell| cell.to_string());
            format!("{at} {}", values.join("|"))
        })
        .collect()
}

/// Checks what reading one workbook tells, and its records.
#[track_caller]
fn check(book: Vec<u8>, noticed: &[&str], ledger: &str, fields: &[&str], expected: &[&str]) {
    let reading = reading(&[("报送.xlsx", book)]);
    assert_eq!(told(&reading), noticed, "what was noticed");
    assert_eq!(records(&reading, ledger, fields), expected, "the records");
}
