//! Templates that somebody filled: every value is read as it was meant, and nothing is read amiss.

use std::fs;
use std::sync::LazyLock;

use ledgerlint::demo::{Settings, Township, township};
use ledgerlint::form::{Template, template};
use ledgerlint::lang::Lang;
use ledgerlint::ledger::own::is_own_sheet;
use ledgerlint::ledger::{Definition, LedgerId};
use ledgerlint::read::{File, Options, Passed, Reading, read};
use ledgerlint::rulebook::Rulebook;
use serde_json::Value;

use crate::office::fill::Fill;
use crate::office::package::Sheet;
use crate::office::template::tables;
use crate::place::{Place, Ran};
use crate::shipped::CATALOG;

/// A township in order: what a check of its ledgers must find nothing in.
static TOWNSHIP: LazyLock<Township> = LazyLock::new(|| {
    township(Settings {
        households: 40,
        ..Settings::default()
    })
});

fn sample(ledger: &str, field: &str) -> Option<String> {
    let table = TOWNSHIP.tables.get(ledger)?;
    Some(table.cell(0, field).to_owned())
}

fn blank(names: &[&str]) -> Vec<u8> {
    let id = |n: &&str| CATALOG.named(n).expect("a ledger");
    let ledgers: Vec<LedgerId> = names.iter().map(id).collect();
    let bytes = template(&Template {
        catalog: &CATALOG,
        ledgers: &ledgers,
        // their guide would take most of the time
        rules: &Rulebook::default(),
        sample: &sample,
        lang: Lang::Zh,
    });
    bytes.expect("a template")
}

/// The sheets of a blank workbook that hold ledgers, each with its ledger.
fn ledgers(fill: &Fill) -> Vec<(Sheet, &'static Definition)> {
    let ours = |sheet: &Sheet| is_own_sheet(sheet.cells.get("A1").map_or("", String::as_str));
    let sheets = fill
        .package
        .sheets()
        .into_iter()
        .filter(|sheet| !ours(sheet));
    let definition = |sheet: &Sheet| {
        let found = CATALOG.definitions.iter().find(|d| d.title == sheet.name);
        found.unwrap_or_else(|| panic!("{} is a ledger", sheet.name))
    };
    sheets
        .map(|sheet| {
            let of = definition(&sheet);
            (sheet, of)
        })
        .collect()
}

/// A ledger's records as somebody types them below the headers of its sheet: in their order, a list's values as lines
/// of one cell.
fn typed(sheet: &Sheet, of: &Definition, most: usize) -> Vec<Vec<String>> {
    let Some(table) = TOWNSHIP.tables.get(&of.name) else {
        return Vec::new();
    };
    let title = |header: &str| {
        let bare = header.trim_end_matches('*');
        bare.strip_suffix(')')
            .and_then(|b| b.rsplit_once('('))
            .map_or(bare.to_owned(), |(name, _)| name.to_owned())
    };
    let titles: Vec<String> = sheet.row(1).into_iter().map(title).collect();
    let cell = |row: usize, title: &String| {
        // titles with brackets of their own
        let field = of
            .fields
            .iter()
            .find(|f| f.title == *title || f.title.starts_with(&format!("{title}(")));
        if let Some(field) = field {
            return table.cell(row, &field.name).to_owned();
        }
        let list = CATALOG
            .definitions
            .iter()
            .find(|d| d.scalar && d.title == *title);
        let list = list.unwrap_or_else(|| panic!("{} has no {title}", of.name));
        let Some(values) = TOWNSHIP.tables.get(&list.name) else {
            return String::new();
        };
        let key = || of.key.iter().map(|field| of.field(*field).name.as_str());
        let ours = (0..values.rows.len())
            .filter(|at| key().all(|name| values.cell(*at, name) == table.cell(row, name)));
        ours.map(|at| values.cell(at, "value"))
            .collect::<Vec<_>>()
            .join("\n")
    };
    (0..table.rows.len().min(most))
        .map(|row| titles.iter().map(|t| cell(row, t)).collect())
        .collect()
}

/// How somebody leaves the sample row.
#[derive(Clone, Copy, PartialEq, Debug)]
enum SampleRow {
    Left,
    Deleted,
}

fn filled(blank: &[u8], sample: SampleRow, most: usize) -> Vec<u8> {
    let mut fill = Fill::new(blank);
    for (sheet, of) in ledgers(&fill) {
        let rows = typed(&sheet, of, most);
        match sample {
            SampleRow::Left => fill.rows(&sheet, 3, &rows),
            SampleRow::Deleted => {
                fill.delete_second_row(&sheet);
                fill.rows(&sheet, 2, &rows);
            }
        }
    }
    fill.bytes()
}

fn reading(bytes: Vec<u8>) -> Reading {
    let as_of = Settings::default().as_of;
    read(
        &[File::in_memory("报送.xlsx", bytes)],
        &CATALOG,
        Options::at(as_of),
        &|_, _, _| {},
    )
}

/// What reading one workbook told.
fn told(reading: &Reading) -> Vec<String> {
    let irregularities = reading.irregularities.iter();
    let passed = reading
        .passed_over
        .iter()
        .filter(|(_, why)| *why != Passed::OwnSheet);
    irregularities
        .map(|i| format!("{} {:?} {} {:?}", i.kind.name(), i.spot, i.found, i.details))
        .chain(passed.map(|(path, why)| format!("{path} {why:?}")))
        .collect()
}

/// Every table of the shipped ledgers, with a few records of the township in it and in those nested in it.
#[test]
fn every_ledgers_filled_template_is_read_without_a_remark_and_value_by_value() {
    const MOST: usize = 12;
    let mut values = 0;
    for name in tables() {
        let blank = blank(&[name]);
        for sample in [SampleRow::Left, SampleRow::Deleted] {
            let bytes = filled(&blank, sample, MOST);
            let fill = Fill::new(&blank);
            let reading = reading(bytes);
            assert_eq!(told(&reading), [""; 0], "{name}, sample {sample:?}");
            for (sheet, of) in ledgers(&fill) {
                let expected = typed(&sheet, of, MOST);
                let id = CATALOG.named(&of.name).expect("the ledger");
                let table = reading.ledgers.table(id);
                assert_eq!(
                    table.map_or(0, |t| t.rows as usize),
                    expected.len(),
                    "records of {name} > {}",
                    of.name
                );
                let Some(table) = table else { continue };
                let source = &TOWNSHIP.tables[&of.name];
                for (at, field) in of.fields.iter().enumerate() {
                    let column = table.column(ledgerlint::ledger::FieldId::new(at));
                    for row in 0..expected.len() {
                        let (read, meant) =
                            (column.value(row).to_string(), source.cell(row, &field.name));
                        // where something must stand, 无 is nothing
                        let same = read == meant || (read.is_empty() && meant == "无");
                        assert!(
                            same,
                            "{}.{} of {row}: {read} for {meant}",
                            of.name, field.name
                        );
                        values += usize::from(!meant.is_empty());
                    }
                }
            }
        }
    }
    assert!(values > 10_000, "{values} values");
}

/// The program makes one template of all ledgers, and checks it when the whole township stands in it.
#[test]
fn a_township_typed_into_one_template_has_no_findings() {
    let place = Place::new("filled");
    let all: Vec<&str> = tables()
        .into_iter()
        .filter(|name| TOWNSHIP.tables.contains_key(*name))
        .collect();
    let Ran {
        status,
        out,
        err: told,
    } = place.run(&format!(
        "template {} --output blank.xlsx --quiet",
        all.join(" ")
    ));
    assert_eq!((status, out.trim(), told.as_str()), (0, "blank.xlsx", ""));
    let blank = fs::read(place.at("blank.xlsx")).expect("read");
    fs::remove_file(place.at("blank.xlsx")).expect("removed");
    fs::write(
        place.at("报送.xlsx"),
        filled(&blank, SampleRow::Left, usize::MAX),
    )
    .expect("written");
    for (path, text) in &TOWNSHIP.files {
        let path = place.at(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, text).expect("written");
    }
    let Ran {
        status,
        out,
        err: told,
    } = place.run("check . --as-of 2021-05-13 --format json");
    let report: Value = serde_json::from_str(&out).unwrap_or_else(|_| panic!("{told}"));
    assert_eq!(
        report["findings"].as_array().map(Vec::as_slice),
        Some(&[][..]),
        "{told}"
    );
    assert_eq!(status, 0, "{told}");
    let lists = TOWNSHIP.tables.iter();
    let records: usize = lists.map(|(_, table)| table.rows.len()).sum();
    assert_eq!(report["summary"]["records"], records);
}

/// A problem's template, with something else typed over its sample row or not: what is told, and where.
#[track_caller]
fn check(retyped: &[(&str, &str)], expected: &[&str]) {
    let mut fill = Fill::new(&blank(&["org"]));
    let (sheet, _) = ledgers(&fill).remove(0);
    for (at, text) in retyped {
        fill.retype(&sheet, at, text);
    }
    let reading = reading(fill.bytes());
    let of = |i: &ledgerlint::ledger::Irregularity| {
        let ledgerlint::ledger::Spot::Sheet {
            source,
            sheet,
            cell,
        } = i.spot
        else {
            panic!("{i:?}");
        };
        let at = reading.ledgers.sources.locate_sheet(source, sheet, cell).0;
        format!("{} {at} {}", i.kind.name(), i.details.join(" "))
    };
    let told: Vec<String> = reading.irregularities.iter().map(of).collect();
    assert_eq!(told, expected);
    let id = CATALOG.named("org").expect("the ledger");
    assert_eq!(reading.ledgers.table(id).map_or(0, |t| t.rows), 0);
}

#[test]
fn a_sample_row_that_was_typed_over_is_told() {
    check(&[], &[]);
    check(
        &[("D2", "镇扶贫站")],
        &["edited-sample 报送.xlsx > 单位名录!D2 单位名称"],
    );
    // the first of several
    check(
        &[("E2", "扶贫站"), ("D2", "镇扶贫站")],
        &["edited-sample 报送.xlsx > 单位名录!D2 单位名称"],
    );
    // nothing is lost with a value that was rubbed out
    check(&[("B2", "")], &[]);
    check(&[("A2", " 示例(本行不检查) ")], &[]);
    // a header that was changed
    check(&[("D1", "单位名称")], &[]);
    check(
        &[("D1", "单位名称"), ("D2", "镇扶贫站")],
        &["edited-sample 报送.xlsx > 单位名录!D2 单位名称"],
    );
}
