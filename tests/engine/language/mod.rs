//! The language as a table: an expression, the record it stands at, the value it has; both sides must agree.

mod folds;
mod functions;
mod navigation;
mod operators;
mod verdicts;

use std::sync::Arc;

use ledgerlint::check::{Attachments, Decision, Verdict, World};
use ledgerlint::ledger::{Catalog, LedgerId, Ledgers};
use ledgerlint::rulebook::{Effective, Judge};

use crate::compare::decisions;
use crate::generate::RuleText;
use crate::naive::Naive;
use crate::world::{self, Data};

/// The records that the tables of this folder are about: `ledger: field=value | …`, `in` the row they stand nested in.
///
/// `near` of the first household is ambiguous: what is read through it is missing.
const RECORDS: &str = "
    household: hh_id=H1 | village=东村 | kind=脱贫户 | income=3000.5 | size=3 | since=2020-02-29 | first_month=2020-12 | \
               poor=true | remark=加强走访,落实责任 | head_id=P1 | near_id=H2
    household: hh_id=H2 | village=西村 | kind=一般户 | size=0 | poor=false | near_id=H9
    household: hh_id=H2 | size=7
    household: village=东村 | size=5

    person: person_id=P1 | hh_id=H1 | seat=1 | name=甲 | score=1.5 | active=true | id_number=11010519491231002X
    person: person_id=P2 | hh_id=H1 | seat=2 | name=乙 | score=2.5 | active=false
    person: person_id=P3 | hh_id=H1
    person: person_id=P4 | hh_id=H1 | seat=4 | name=丙 | score=1.5 | active=true
    person: person_id=P5 | hh_id=H2
    person: person_id=P6 | hh_id=H9 | village=东村 | seat=5
    person: person_id=P7 | village=东村

    employment: person_id=P1 | start=2021-03-01 | wage=100 | days=5 | valid=true
    employment: person_id=P1 | start=2021-03-11 | wage=200.5 | days=3 | valid=false
    employment: person_id=P1 | days=3
    employment: person_id=P1 | start=2021-05-01 | wage=100 | valid=true
    employment: id_number=11010519491231002X | start=2021-03-11 | wage=50 | days=1 | valid=true

    visit in 0: no=1 | day=2021-04-01 | text=abcd | done=true
    visit in 0: no=2 | day=2021-04-11 | text=abce | done=false
    visit in 0: no=3
    visit: no=4 | hh_id=H1 | day=2021-05-01 | text=xyz | done=true
    visit: no=5 | hh_id=H2

    evidence in 0: path=a.pdf | pages=2
    evidence in 0: path=b.pdf | pages=4
    evidence in 1: kind=照片
    evidence: pages=9
";

/// The records above, as both sides read them.
struct Bench {
    /// How text columns come, for messages.
    columns: &'static str,
    catalog: Arc<Catalog>,
    ledgers: Ledgers,
}

/// What both sides say of one rule.
struct Said {
    naive: Vec<Verdict>,
    engine: Decision,
}

impl Bench {
    /// With plain text columns, and with dictionaries.
    fn both() -> [Bench; 2] {
        ["plain columns", "dictionaries"].map(|columns| {
            let catalog = Arc::new(world::catalog());
            let mut data = Data::parse(RECORDS, &catalog);
            for table in &mut data.tables {
                table.dictionary.fill(columns == "dictionaries");
            }
            let ledgers = data.ledgers(&catalog);
            Bench {
                columns,
                catalog,
                ledgers,
            }
        })
    }

    fn decide(&self, rules: &[RuleText], attachments: Option<&dyn Attachments>) -> Vec<Said> {
        let judge = |rule: &RuleText| match rule.judge(&self.catalog) {
            Ok(judge) => judge,
            Err(refused) => panic!("{refused}"),
        };
        let judges: Vec<(Judge, Effective)> = rules.iter().map(judge).collect();
        let parameters = &world::parameter;
        let world = World {
            as_of: world::as_of(),
            parameters,
            attachments,
        };
        let naive = Naive::new(&self.ledgers, &world);
        let plain = judges
            .iter()
            .map(|(judge, effective)| naive.verdicts(judge, *effective));
        let decided = match decisions(&judges, &self.ledgers, &world) {
            Ok(decided) => decided,
            Err(message) => panic!("{message} ({}) in one of\n{}", self.columns, texts(rules)),
        };
        plain
            .zip(decided)
            .map(|(naive, engine)| Said { naive, engine })
            .collect()
    }
}

fn texts(rules: &[RuleText]) -> String {
    rules.iter().map(RuleText::to_string).collect()
}

fn named(ledger: &str) -> LedgerId {
    let named = world::catalog().named(ledger);
    named.expect("the table names a ledger of the catalog")
}

/// Checks the values of expressions that stand at one record: (expression, value as the language writes it).
fn check(ledger: &str, row: usize, rows: &[(&str, &str)]) {
    check_with(ledger, row, rows, Some(&world::Attachments));
}

fn check_with(ledger: &str, row: usize, rows: &[(&str, &str)], files: Option<&dyn Attachments>) {
    let rule = |(expression, value): &(&str, &str)| {
        let require = match *value {
            "null" | "true" | "false" => format!("({expression}) is {value}"),
            value => format!("({expression}) = {value}"),
        };
        RuleText::of_records(named(ledger), &require)
    };
    let rules: Vec<RuleText> = rows.iter().map(rule).collect();
    let mut wrong = Vec::new();
    for bench in Bench::both() {
        // alone, and together, where equal parts are computed once
        let alone = rules
            .iter()
            .flat_map(|rule| bench.decide(std::slice::from_ref(rule), files));
        let together = bench.decide(&rules, files);
        for ((rule, alone), together) in rules.iter().zip(alone).zip(together) {
            let says = [
                ("naive", alone.naive[row]),
                ("engine", alone.engine.verdicts()[row]),
                ("engine, judged together", together.engine.verdicts()[row]),
            ];
            let others = says
                .iter()
                .filter(|(_, verdict)| *verdict != Verdict::Passed);
            let (columns, require) = (bench.columns, &rule.require);
            wrong.extend(others.map(|(side, v)| format!("{side}, {columns}: {v:?}: {require}")));
        }
    }
    assert!(wrong.is_empty(), "at {ledger}[{row}]\n{}", wrong.join("\n"));
}
