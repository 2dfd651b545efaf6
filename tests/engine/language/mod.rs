//! The language as a table: an expression, the record it stands at, the value it has; both sides must agree.

mod folds;
mod functions;
mod navigation;
mod operators;
mod verdicts;

use std::sync::Arc;

use ledgerlint::check::{Attachments, Decision, Verdict, World, decide};
use ledgerlint::ledger::{Catalog, Ledgers};
use ledgerlint::rulebook::{Effective, Judge};

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
    catalog: Arc<Catalog>,
    ledgers: Ledgers,
}

impl Bench {
    fn new() -> Self {
        let catalog = Arc::new(world::catalog());
        let ledgers = Data::parse(RECORDS, &catalog).ledgers(&catalog);
        Bench { catalog, ledgers }
    }

    fn world(attachments: Option<&dyn Attachments>) -> World<'_> {
        World {
            as_of: world::as_of(),
            parameters: &world::parameter,
            attachments,
        }
    }

    /// What both sides say of the rules.
    fn decide(
        &self,
        rules: &[RuleText],
        attachments: Option<&dyn Attachments>,
    ) -> Vec<(Decision, Vec<Verdict>)> {
        let judge = |rule: &RuleText| {
            rule.judge(&self.catalog)
                .unwrap_or_else(|refused| panic!("{refused}"))
        };
        let judges: Vec<(Judge, Effective)> = rules.iter().map(judge).collect();
        let borrowed: Vec<(&Judge, Effective)> = judges
            .iter()
            .map(|(judge, effective)| (judge, *effective))
            .collect();
        let world = Self::world(attachments);
        let naive = Naive::new(&self.ledgers, &world);
        let plain = judges
            .iter()
            .map(|(judge, effective)| naive.verdicts(judge, *effective));
        decide(&borrowed, &self.ledgers, &world)
            .into_iter()
            .zip(plain)
            .collect()
    }
}

/// Checks the values of expressions that stand at one record: (expression, value as the language writes it).
fn check(ledger: &str, row: usize, rows: &[(&str, &str)]) {
    check_with(ledger, row, rows, Some(&world::Attachments));
}

fn check_with(
    ledger: &str,
    row: usize,
    rows: &[(&str, &str)],
    attachments: Option<&dyn Attachments>,
) {
    let bench = Bench::new();
    let id = bench
        .catalog
        .named(ledger)
        .expect("the table names a ledger of the catalog");
    let require = |(expression, value): &(&str, &str)| match *value {
        "null" | "true" | "false" => format!("({expression}) is {value}"),
        value => format!("({expression}) = {value}"),
    };
    let rules: Vec<RuleText> = rows
        .iter()
        .map(|row| RuleText::of_records(id, &require(row)))
        .collect();
    let alone = rules
        .iter()
        .flat_map(|rule| bench.decide(std::slice::from_ref(rule), attachments));
    // alone, and together, where equal parts are computed once
    let together = bench.decide(&rules, attachments);
    let mut wrong = Vec::new();
    for (((rule, (alone, naive)), (together, _)), written) in
        rules.iter().zip(alone).zip(together).zip(rows)
    {
        let says = [
            ("naive", naive[row]),
            ("engine", alone.verdicts[row]),
            ("engine, together", together.verdicts[row]),
        ];
        let others = says
            .iter()
            .filter(|(_, verdict)| *verdict != Verdict::Passed);
        wrong.extend(others.map(|(side, verdict)| {
            format!(
                "{side}: {} is not {}: {verdict:?} of {}",
                written.0, written.1, rule.require
            )
        }));
    }
    assert!(wrong.is_empty(), "at {ledger}[{row}]\n{}", wrong.join("\n"));
}
