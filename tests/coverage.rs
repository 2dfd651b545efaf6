//! Coverage: what the rules of a run looked at, recounted by other ways than the program counts it.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use arrow_array::new_null_array;
use ledgerlint::bundle;
use ledgerlint::check::{Settings, check};
use ledgerlint::finding::{Coverage, Findings as _, LedgerCoverage, Look, Report};
use ledgerlint::lang::Lang;
use ledgerlint::ledger::{Catalog, Date, FieldId, parse_shipped_schemas};
use ledgerlint::read::{File, Options, Reading, read};
use ledgerlint::rulebook::{Body, RuleFile, Rulebook, load};

fn catalog() -> Arc<Catalog> {
    Arc::new(parse_shipped_schemas(bundle::SCHEMAS, Lang::Zh).expect("shipped schemas are right"))
}

fn book(catalog: &Catalog) -> Rulebook {
    let files: Vec<RuleFile> = bundle::RULES
        .iter()
        .map(|(path, text)| RuleFile {
            path: (*path).to_owned(),
            text: Arc::from(*text),
        })
        .collect();
    load(&files, catalog, Lang::Zh).0
}

fn as_of() -> Date {
    Date::parse("2021-05-13").expect("a day")
}

fn reading(catalog: &Arc<Catalog>, files: &[File]) -> Reading {
    read(files, catalog, Options::at(as_of()), &|_, _, _| {})
}

fn sample(name: &str) -> Vec<File> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("samples")
        .join(name);
    let entries = std::fs::read_dir(folder).expect("the sample's folder");
    let mut files: Vec<File> = Vec::new();
    for entry in entries {
        let path = entry.expect("an entry").path();
        if path.is_file() && path.file_name().is_some_and(|n| n != "expected.json") {
            let name = path.file_name().expect("a name").to_string_lossy();
            files.push(File::in_memory(
                &name,
                std::fs::read(&path).expect("a file"),
            ));
        }
    }
    files
}

/// What a run says, findings as (rule, place, message).
fn judged(
    reading: &Reading,
    book: &Rulebook,
    select: &[&str],
) -> (Report, BTreeSet<(String, String, String)>) {
    let mut settings = Settings::at(as_of());
    settings.select = select.iter().map(|s| (*s).to_owned()).collect();
    let checked = check(reading, book, &settings, &|_, _| {});
    let findings = checked.findings.all().into_iter();
    let told = findings.map(|f| (f.rule.to_string(), f.location.to_string(), f.message));
    let told = told.collect();
    (checked.report, told)
}

fn ledger<'c>(coverage: &'c Coverage, name: &str) -> &'c LedgerCoverage {
    let mut ledgers = coverage.ledgers.iter();
    ledgers
        .find(|l| l.name == name)
        .unwrap_or_else(|| panic!("{name} is in the submission"))
}

fn look(ledger: &LedgerCoverage, column: &str) -> Look {
    let mut columns = ledger.columns.iter();
    let found = columns.find(|c| c.name == column);
    found.unwrap_or_else(|| panic!("{column} is there")).look
}

/// The oracle by experiment: a column that no rule is said to look at may be emptied, and nothing changes that rules
/// say.
#[test]
fn what_no_rule_looked_at_can_be_emptied_unnoticed() {
    let catalog = catalog();
    let book = book(&catalog);
    for (name, packs) in [
        ("posts", &[][..]),
        ("posts", &["POST", "EMP"]),
        ("huibu-2021", &["RECT"]),
    ] {
        let mut reading = reading(&catalog, &sample(name));
        let (report, told) = judged(&reading, &book, packs);
        assert!(!told.is_empty());
        let mut emptied = 0;
        for covered in &report.coverage.ledgers {
            let id = catalog.named(&covered.name).expect("a known ledger");
            for column in covered.columns.iter().filter(|c| c.look != Look::Rules) {
                let field = catalog.ledger(id).field_named(&column.name);
                let field = field.expect("a known field").index();
                let table = reading.ledgers.tables[id.index()].as_mut().expect("read");
                let nothing =
                    new_null_array(table.columns[field].values.data_type(), table.rows as usize);
                table.columns[field].values = nothing;
                emptied += 1;
            }
        }
        let (_, now) = judged(&reading, &book, packs);
        let changed: Vec<_> = now.symmetric_difference(&told).collect();
        assert!(changed.is_empty(), "{name}: {changed:?}");
        assert!(
            emptied > 3,
            "{name}: {emptied} columns that no rule looked at"
        );
    }
}

/// The oracle by reading: what a rule is said to look at stands in its text, by name, title or another name, or is a
/// key of a link that stands there; and what stands in its conditions is looked at.
#[test]
fn what_a_rule_looks_at_stands_in_its_text() {
    let catalog = catalog();
    let book = book(&catalog);
    let word = regex::Regex::new(r"[\p{L}_][\p{L}\p{N}_]*").expect("a pattern");
    let alone = regex::Regex::new(r"(?:^|[\s=<>+*/-])([a-z][a-z_]*)(?:$|[\s=<>+*/-])");
    let alone = alone.expect("a pattern");
    let mut pairs = 0;
    for name in ["posts", "huibu-2021"] {
        let reading = reading(&catalog, &sample(name));
        let (report, _) = judged(&reading, &book, &[]);
        for rule in &book.rules {
            let text = rule.expressions.iter();
            let text: String = text
                .map(|(_, text)| format!("{text}\n"))
                .chain([rule.file.text.to_string()])
                .collect();
            let words: BTreeSet<&str> = word.find_iter(&text).map(|m| m.as_str()).collect();
            let varies = text.contains("each:");
            for covered in &report.coverage.ledgers {
                let id = catalog.named(&covered.name).expect("a known ledger");
                let definition = catalog.ledger(id);
                for column in covered
                    .columns
                    .iter()
                    .filter(|c| c.rules.contains(&rule.id))
                {
                    let at = definition.field_named(&column.name).expect("a field");
                    let field = definition.field(at);
                    let named = [&field.name, &field.title]
                        .into_iter()
                        .chain(&field.aliases)
                        .any(|name| words.contains(name.as_str()) || text.contains(&**name));
                    let linked = catalog.relations.iter().any(|r| {
                        let both = [(r.child, 0), (r.parent, 1)];
                        let key = |(ledger, side): (_, usize)| {
                            ledger == id && r.on.iter().flatten().any(|on| [on.0, on.1][side] == at)
                        };
                        both.into_iter().any(key)
                            && (words.contains(&*r.name) || words.contains(&*r.inverse))
                    });
                    assert!(
                        named || linked || varies,
                        "{} does not name {}.{}",
                        rule.id,
                        covered.name,
                        column.name
                    );
                    pairs += 1;
                }
            }
            conditions_are_looked_at(rule, &report.coverage, &catalog, &alone);
        }
    }
    assert!(pairs > 300, "{pairs} pairs of rules and columns");
}

/// Own fields that stand outside all brackets of `when` and `require`.
fn conditions_are_looked_at(
    rule: &ledgerlint::rulebook::Rule,
    coverage: &Coverage,
    catalog: &Catalog,
    name_alone: &regex::Regex,
) {
    let Body::Judge(judges) = &rule.body else {
        return;
    };
    let [judge] = &judges[..] else { return };
    let name = &catalog.ledger(judge.ledger).name;
    let Some(covered) = coverage.ledgers.iter().find(|l| l.name == *name) else {
        return;
    };
    if !covered.rules.contains(&rule.id) || judge.per.is_some() {
        return;
    }
    for (_, text) in rule
        .expressions
        .iter()
        .filter(|(key, _)| key == "when" || key == "require")
    {
        let (mut depth, mut outside) = (0, String::new());
        for c in text.chars() {
            depth += i32::from(c == '(') - i32::from(c == ')');
            outside.push(if depth == 0 { c } else { '(' });
        }
        for found in name_alone.captures_iter(&outside) {
            let column = covered.columns.iter().find(|c| c.name == found[1]);
            if let Some(column) = column {
                assert!(
                    column.rules.contains(&rule.id),
                    "{} reads {name}.{} unnoticed",
                    rule.id,
                    column.name
                );
            }
        }
    }
}

const PEOPLE: &str =
    "跟踪人,人员编号,姓名,身份证号,民族,户主电话2\n甲,P1,甘某,360921196202290027,汉族,无\n";

#[test]
fn columns_of_no_field_are_told_remarks_included() {
    let catalog = catalog();
    let book = book(&catalog);
    let files = [
        File::in_memory("人员.csv", PEOPLE),
        File::in_memory(
            "household.json",
            r#"{"household":[{"household_id":"H1","鸡的只数":3}]}"#,
        ),
    ];
    let reading = reading(&catalog, &files);
    let (report, _) = judged(&reading, &book, &[]);
    let unknown = |name| ledger(&report.coverage, name).unknown.clone();
    assert_eq!(unknown("person"), ["户主电话2", "跟踪人"]);
    assert_eq!(unknown("household"), ["鸡的只数"]);
}

#[test]
fn how_far_a_column_was_looked_at_depends_on_the_rules_that_ran() {
    let catalog = catalog();
    let book = book(&catalog);
    let files = [File::in_memory("人员.csv", PEOPLE)];
    let reading = reading(&catalog, &files);
    let of = |select: &[&str]| {
        let (report, _) = judged(&reading, &book, select);
        ledger(&report.coverage, "person").clone()
    };
    let by_one = of(&["HYG-002"]);
    assert_eq!(look(&by_one, "id_number"), Look::Rules);
    assert_eq!(by_one.rules.len(), 1);
    // without the rules that tell it, nothing is held against the definition
    assert_eq!(look(&by_one, "ethnicity"), Look::None);
    assert_eq!(look(&by_one, "person_id"), Look::Key);
    let by_reading = of(&["SCH"]);
    assert_eq!(look(&by_reading, "person_id"), Look::Definition);
    assert!(by_reading.rules.is_empty());
    // a rule whose other ledgers are absent looked at nothing
    let skipped = of(&["POST-009"]);
    assert_eq!(skipped.rules.len(), 0);
    assert_eq!(skipped.skipped.len(), 1);
}

#[test]
fn every_column_of_a_file_is_in_the_count() {
    let catalog = catalog();
    let book = book(&catalog);
    let reading = reading(&catalog, &sample("posts"));
    let (report, _) = judged(&reading, &book, &[]);
    for (id, definition) in catalog.ledgers() {
        let covered = report.coverage.ledgers.iter();
        let covered = covered.filter(|l| l.name == definition.name);
        let Some(table) = reading.ledgers.table(id) else {
            assert_eq!(covered.count(), 0);
            continue;
        };
        let names: Vec<&str> = (0..definition.fields.len())
            .filter(|f| table.column(FieldId::new(*f)).present)
            .map(|f| definition.fields[f].name.as_str())
            .collect();
        let told: Vec<&str> = covered
            .flat_map(|l| l.columns.iter().map(|c| c.name.as_str()))
            .collect();
        assert_eq!(told, names);
    }
}

fn run(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_ledgerlint"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env("LANG", "zh_CN.UTF-8")
        .env_remove("LC_ALL")
        .env_remove("COLUMNS")
        .args(["check", "samples/posts", "--as-of", "2021-05-13"])
        .args(arguments)
        .output()
        .expect("the program runs");
    String::from_utf8(output.stdout).expect("UTF-8")
}

#[test]
fn the_text_report_tells_it_on_demand_and_json_always() {
    assert!(!run(&[]).contains("覆盖范围"));
    assert!(run(&["--coverage"]).contains("覆盖范围"));
    assert!(run(&["--coverage", "--lang", "en"]).contains("Coverage"));
    let json: serde_json::Value =
        serde_json::from_str(&run(&["--format", "json"])).expect("a report");
    let ledgers = json["coverage"]["ledgers"].as_array().expect("a list");
    assert!(ledgers.iter().any(|l| l["name"] == "post_assignment"));
}
