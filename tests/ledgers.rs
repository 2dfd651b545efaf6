//! All shipped ledger definitions: every name of a ledger and of a column leads to that one alone, and the graph of
//! ledgers is told in full.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;
use std::sync::Arc;

use ledgerlint::bundle;
use ledgerlint::lang::Lang;
use ledgerlint::ledger::{
    Catalog, Date, Definition, Field, Kind, LedgerId, Type, ledger_reference, mermaid,
    parse_schemas,
};
use ledgerlint::read::{File, Options, Reading, read};
use ledgerlint::rulebook::KEYWORDS;

fn shipped() -> Arc<Catalog> {
    let schemas: Vec<(String, String)> = bundle::SCHEMAS
        .iter()
        .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
        .collect();
    let catalog = parse_schemas(&schemas, Lang::En).unwrap_or_else(|faults| panic!("{faults:#?}"));
    Arc::new(catalog)
}

fn as_of() -> Date {
    Date::parse("2021-05-13").expect("a day of the calendar")
}

/// A ledger and those nested in it, without all others: quick to read with.
fn alone(catalog: &Catalog, id: LedgerId) -> Arc<Catalog> {
    let mut definitions = vec![catalog.ledger(id).clone()];
    definitions[0].nested_in = None;
    for child in &catalog.definitions {
        if let Some((parent, property)) = &child.nested_in
            && *parent == id
        {
            let mut child = child.clone();
            child.nested_in = Some((LedgerId::new(0), property.clone()));
            definitions.push(child);
        }
    }
    Arc::new(Catalog {
        definitions,
        relations: Vec::new(),
    })
}

/// Reads one table.
fn table(catalog: &Arc<Catalog>, stem: &str, cells: &[(&str, String)]) -> Reading {
    let headers: Vec<&str> = cells.iter().map(|(header, _)| *header).collect();
    let values: Vec<&str> = cells.iter().map(|(_, value)| value.as_str()).collect();
    let text = format!("{}\n{}\n", headers.join(","), values.join(","));
    let file = File::in_memory(&format!("{stem}.csv"), text);
    read(&[file], catalog, Options::at(as_of()), &|_, _, _| {})
}

/// A value that the field's schema allows.
fn valid(field: &Field) -> String {
    let bound = |keyword: &str| {
        field
            .schema
            .get(keyword)
            .and_then(serde_json::Value::as_i64)
    };
    if let Some(code) = field.codes.first() {
        return code.clone();
    }
    let hexadecimal = || field.schema.get("pattern").is_some();
    match field.kind {
        Type::Text if hexadecimal() => "0a".repeat(32),
        Type::Text => "甲乙".to_owned(),
        Type::Integer | Type::Decimal => bound("minimum").unwrap_or(1).max(1).to_string(),
        Type::Date => "2021-01-02".to_owned(),
        Type::Month => "2021-01".to_owned(),
        Type::Boolean => "是".to_owned(),
    }
}

fn ledgers_read(reading: &Reading) -> Vec<&str> {
    let catalog = &reading.ledgers.catalog;
    let read = |(id, definition): (LedgerId, _)| -> Option<&str> {
        let definition: &Definition = definition;
        reading.ledgers.table(id).map(|_| definition.name.as_str())
    };
    catalog.ledgers().filter_map(read).collect()
}

fn names(definition: &Definition) -> impl Iterator<Item = &String> {
    [&definition.name, &definition.title]
        .into_iter()
        .chain(&definition.aliases)
}

#[test]
fn every_name_of_a_ledger_is_its_own() {
    let catalog = shipped();
    let mut owners: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for definition in &catalog.definitions {
        for name in names(definition) {
            owners.entry(name).or_default().insert(&definition.name);
        }
    }
    owners.retain(|_, ledgers| ledgers.len() > 1);
    assert!(owners.is_empty(), "{owners:#?}");
}

#[test]
fn files_under_every_name_are_that_ledger_alone() {
    let catalog = shipped();
    // one file of each ledger at a time: the name alone, or a place and a date around it
    let most = catalog.definitions.iter().map(|d| names(d).count()).max();
    for nth in 0..most.unwrap_or_default() {
        for around in [["", ""], ["02会埠镇", "2021年5月"]] {
            let mut expected = BTreeMap::new();
            for definition in &catalog.definitions {
                let Some(name) = names(definition).nth(nth) else {
                    continue;
                };
                let [before, after] = around;
                if before.is_empty() || name.chars().count() > 1 {
                    let path = format!("{before}{name}{after}.csv");
                    expected.insert(path, definition);
                }
            }
            let file = |(path, definition): (&String, &&Definition)| {
                let field = &definition.fields[0];
                File::in_memory(path, format!("{}\n{}\n", field.title, valid(field)))
            };
            let files: Vec<File> = expected.iter().map(file).collect();
            let reading = read(&files, &catalog, Options::at(as_of()), &|_, _, _| {});
            let mut found = BTreeMap::new();
            for (id, definition) in catalog.ledgers() {
                let segments = reading.ledgers.table(id).map(|table| &table.segments);
                for segment in segments.into_iter().flatten() {
                    let source = reading.ledgers.sources.get(segment.source);
                    found.insert(source.path.to_string(), definition.name.as_str());
                }
            }
            let expected: BTreeMap<String, &str> = expected
                .into_iter()
                .map(|(path, definition)| (path, definition.name.as_str()))
                .collect();
            assert_eq!(found, expected);
        }
    }
}

#[test]
fn usual_file_names_find_their_ledger() {
    let catalog = shipped();
    for (stem, ledger) in [
        ("公益性岗位合同台账", "post_contract"),
        ("公益性岗位台账", "welfare_post"),
        ("会埠镇公益岗工资台账2021年4月", "post_payroll"),
        ("项目资金台账", "project_fund"),
        ("项目库", "project"),
        ("工程质保金台账", "retention"),
        ("光伏扶贫电站收益分配", "pv_distribution"),
        ("光伏扶贫电站台账", "pv_station"),
        ("水口村低保户名单", "dibao"),
        ("残联残疾人证名单", "disability_cert"),
        ("帮扶车间工资表", "workshop_wage"),
        ("防止返贫监测台账", "monitor_case"),
        ("合作社分红名单", "coop_dividend"),
        ("举一反三整改台账", "rect_problem"),
    ] {
        let definition = catalog.ledger(catalog.named(ledger).expect("a shipped ledger"));
        let field = &definition.fields[0];
        let reading = table(&catalog, stem, &[(&field.title, valid(field))]);
        assert_eq!(ledgers_read(&reading), [ledger], "{stem}.csv");
    }
}

/// Headers that people use for two columns; only the other headers of a table tell which.
const TWO_WAYS: [(&str, &str); 1] = [("rect_measure", "完成时间")];

#[test]
fn every_header_is_one_column() {
    let catalog = shipped();
    let mut told = Vec::new();
    for (id, definition) in catalog.ledgers() {
        let small = alone(&catalog, id);
        for field in &definition.fields {
            let headers = [&field.name, &field.title]
                .into_iter()
                .chain(&field.aliases);
            for header in headers {
                if TWO_WAYS.contains(&(&definition.name, header)) {
                    continue;
                }
                let reading = table(&small, &definition.name, &[(header, valid(field))]);
                let columns = reading
                    .ledgers
                    .table(LedgerId::new(0))
                    .map(|table| &table.columns);
                let present: Vec<&str> = columns
                    .into_iter()
                    .flatten()
                    .zip(&definition.fields)
                    .filter(|(column, _)| column.present)
                    .map(|(_, field)| field.name.as_str())
                    .collect();
                if present != [field.name.as_str()] {
                    told.push(format!(
                        "{}: {header} is {present:?}, not {}",
                        definition.name, field.name
                    ));
                }
            }
        }
    }
    assert!(told.is_empty(), "{}", told.join("\n"));
}

#[test]
fn a_table_with_all_titles_reads_back_without_a_remark() {
    let catalog = shipped();
    let mut told = Vec::new();
    for (id, definition) in catalog.ledgers() {
        let cells: Vec<(&str, String)> = definition
            .fields
            .iter()
            .map(|field| (field.title.as_str(), valid(field)))
            .collect();
        let reading = table(&catalog, &definition.title, &cells);
        for found in &reading.irregularities {
            told.push(format!(
                "{}: {} {:?} {:?}",
                definition.name,
                found.kind.name(),
                found.found,
                found.details
            ));
        }
        let table = reading.ledgers.table(id).expect("the ledger was read");
        for (column, field) in table.columns.iter().zip(&definition.fields) {
            if !column.present || column.values.null_count() > 0 {
                told.push(format!("{}.{} is empty", definition.name, field.name));
            }
        }
    }
    assert!(told.is_empty(), "{}", told.join("\n"));
}

#[test]
fn every_column_may_carry_its_unit() {
    let catalog = shipped();
    for (id, definition) in catalog.ledgers() {
        let small = alone(&catalog, id);
        for field in &definition.fields {
            let Some(unit) = &field.unit else { continue };
            let header = format!("{}（{unit}）", field.title);
            let reading = table(&small, &definition.name, &[(&header, valid(field))]);
            let unknown = reading
                .irregularities
                .iter()
                .any(|i| i.kind == Kind::UnknownColumn);
            assert!(!unknown, "{}: {header}", definition.name);
        }
    }
}

/// Names that stand for something else at the beginning of a path in rules.
const ROOTS: [&str; 9] = [
    "this", "outer", "previous", "records", "all", "as_of", "param", "source", "file",
];

#[test]
fn rules_can_say_every_name_without_quotes() {
    let catalog = shipped();
    let fields = catalog.definitions.iter().flat_map(|d| &d.fields);
    let relations = catalog.relations.iter().flat_map(|r| [&r.name, &r.inverse]);
    for name in fields.map(|field| &field.name).chain(relations) {
        let free = !KEYWORDS.contains(&name.as_str()) && !ROOTS.contains(&name.as_str());
        assert!(free, "{name} is a word of the rule language");
    }
}

/// The arrows of a Mermaid flowchart, as (child, name, inverse, parent).
fn arrows(graph: &str) -> Vec<(&str, &str, &str, &str)> {
    let arrow = regex::Regex::new(r#"(?m)^  (\w+) (?:-->|==>)\|"(\w+) / (\w+)"\| (\w+)$"#)
        .expect("a valid pattern");
    arrow
        .captures_iter(graph)
        .map(|found| found.extract().1)
        .map(|[child, up, down, parent]| (child, up, down, parent))
        .collect()
}

#[test]
fn the_graph_has_each_ledger_and_each_relation_once() {
    let catalog = shipped();
    let graph = mermaid(&catalog);
    let mut expected: Vec<(&str, &str, &str, &str)> = catalog
        .relations
        .iter()
        .map(|r| {
            let name = |id| catalog.ledger(id).name.as_str();
            (name(r.child), &*r.name, &*r.inverse, name(r.parent))
        })
        .collect();
    let mut found = arrows(&graph);
    expected.sort_unstable();
    found.sort_unstable();
    assert_eq!(found, expected);
    for definition in &catalog.definitions {
        let node = format!("{0}[\"{1}<br/>{0}\"]\n", definition.name, definition.title);
        let places = graph.matches(&format!(" {node}")).count();
        assert_eq!(places, 1, "{node}");
        let cell = format!("{} `{}`", definition.title, definition.name);
        assert_eq!(
            ledger_reference(&catalog).matches(&cell).count(),
            1,
            "{cell}"
        );
    }
    assert!(
        !ledger_reference(&catalog).contains("| – |"),
        "every ledger has an area"
    );
}

#[test]
fn the_command_prints_the_graph() {
    let output = Command::new(env!("CARGO_BIN_EXE_ledgerlint"))
        .args(["schema", "--graph"])
        .output()
        .expect("the program runs");
    assert!(output.status.success(), "{output:?}");
    let printed = String::from_utf8(output.stdout).expect("UTF-8");
    assert_eq!(printed, mermaid(&shipped()));
}
