//! `micro_loan` with its follow-ups, and the report's share of them in `report_total`.

use crate::demo::ground::Ground;
use crate::demo::people::People;
use crate::demo::township::{Township, record};
use crate::ledger::Date;

/// Households with a loan: the report of 2021 counts 368 of 882, which makes 76 of 183.
const BORROWERS: usize = 76;
/// Of these: loans of the last weeks, loans that are over and paid back, loans that were extended, second loans.
const RECENT: usize = 16;
const SETTLED: usize = 5;
const EXTENDED: usize = 3;
const SECOND: usize = 4;
/// Longest term, and months between two follow-ups.
const TERM: i64 = 36;
const FOLLOWED_EVERY: i64 = 6;
/// Yuan of a first loan at most, and of a second one.
const LIMIT: i64 = 50_000;
const SECOND_LOAN: i64 = 15_000;
const USES: [&str; 6] = [
    "种植油茶",
    "养殖生猪",
    "种植水稻",
    "经营小型货运",
    "养殖肉鸡",
    "种植蔬菜",
];

/// One loan, amounts in yuan.
struct Loan {
    borrower: usize,
    issued: Date,
    principal: i64,
    outstanding: i64,
    settled: Option<Date>,
    extended: bool,
}

pub fn add(ground: &Ground, people: &mut People, township: &mut Township) {
    let borrowers = borrowers(ground, people);
    let [recent, settled, extended, second] =
        [RECENT, SETTLED, EXTENDED, SECOND].map(|of_default| ground.share(of_default));
    let draw = ground.draw("loan");
    let mut loans = Vec::new();
    for (nth, borrower) in borrowers.iter().copied().enumerate() {
        let row = borrower * 4;
        let over = nth >= recent && nth < recent + settled + extended;
        let issued = ground.days_ago(match nth {
            _ if nth < recent => draw.between(row, 5, 60),
            // three years and some weeks ago
            _ if over => draw.between(row, 1110, 1150),
            _ => draw.between(row, 200, 1000),
        });
        let paid_back = over && nth < recent + settled;
        let lent = 5_000 * draw.between(row + 1, 4, LIMIT / 5_000);
        let has_second =
            nth >= recent + settled + extended && nth < recent + settled + extended + second;
        let principal = if has_second { lent.min(30_000) } else { lent };
        loans.push(Loan {
            borrower,
            issued,
            principal,
            outstanding: if paid_back { 0 } else { principal },
            settled: due(issued).filter(|_| paid_back).map(|day| Date(day.0 - 3)),
            extended: over && !paid_back,
        });
        if has_second {
            loans.push(Loan {
                borrower,
                issued: ground.days_ago(draw.between(row + 2, 70, 190)),
                principal: SECOND_LOAN,
                outstanding: SECOND_LOAN,
                settled: None,
                extended: false,
            });
        }
    }
    for (nth, loan) in loans.iter().enumerate() {
        add_loan(ground, people, township, nth, loan);
    }
    // in the report of 2021 it was 96 of 368
    record!(township, "report_total" {
        metric: "户贷社用占比", place: "问题5", problem_no: 5, value: 0, unit: "%", numerator: 0,
        denominator: borrowers.len(), decimals: 2, as_of_date: ground.as_of(), source_query: "小额信贷台账",
    });
}

/// One grown person each of households that were on the list of the poor, in random order.
fn borrowers(ground: &Ground, people: &People) -> Vec<usize> {
    let order = ground.draw("borrower").order(people.households.len());
    let households = order
        .into_iter()
        .filter(|at| !people.households[*at].at_risk);
    let grown = |household: usize| {
        let fits = |age: i64| (22..=63).contains(&age);
        let mut members = people.members(household);
        members
            .find(|(_, person)| fits(person.age(ground.as_of())))
            .map(|(at, _)| at)
    };
    households
        .filter_map(grown)
        .take(ground.share(BORROWERS))
        .collect()
}

fn due(issued: Date) -> Option<Date> {
    issued.add_months(TERM)
}

fn add_loan(ground: &Ground, people: &People, township: &mut Township, nth: usize, loan: &Loan) {
    let person = &people.persons[loan.borrower];
    let household = &people.households[person.household];
    let village = &ground.villages[household.village];
    let due = due(loan.issued);
    let number = format!("DK-{:05}", nth + 1);
    record!(township, "micro_loan" {
        loan_no: number, borrower: person.name, person_id: person.id, id_number: person.id_number,
        household_id: household.id, head_id_number: people.head(person.household).id_number,
        village_code: village.code, village_name: village.name, bank: "禾源例信农村商业银行",
        principal: loan.principal, rate: "4.35", issue_date: loan.issued, due_date: due,
        loan_use: ground.draw("use of loan").one(nth, &USES), actual_user_kind: "本户", guarantee: "信用", append_approved: false,
        outstanding: loan.outstanding, settled_date: loan.settled,
        disposal: loan.extended.then_some("展期"),
        disposal_date: due.filter(|_| loan.extended).map(|day| Date(day.0 - 7)), subsidised: true,
        phone: person.phone,
    });
    let draw = ground.draw("follow-up");
    let last = [Some(ground.as_of()), due, loan.settled]
        .into_iter()
        .flatten()
        .min();
    let periods = last.map_or(0, |last| loan.issued.months_until(last) / FOLLOWED_EVERY);
    for period in 0..periods {
        let first = loan.issued.add_months(period * FOLLOWED_EVERY);
        let day = draw.between(nth * 8 + period as usize, 10, 150);
        record!(township, "loan_followup" {
            loan_no: number, follow_date: first.map(|first| Date(first.0 + day as i32)),
            finding: "贷款用于约定的产业,经营正常", risk: "无",
        });
    }
}
