//! `med_claim`, `med_claim_line`: what medical insurance settled for those who are ill.

use crate::demo::draw::Draw;
use crate::demo::ground::Ground;
use crate::demo::people::{People, Person};
use crate::demo::township::{Township, record, yuan};
use crate::ledger::Date;

/// Stays in hospital, those of them that cost the household a lot, and treatments without a stay.
const STAYS: usize = 66;
const COSTLY: usize = 5;
const TREATMENTS: usize = 80;

/// One settlement; money in 分.
struct Claim {
    kind: &'static str,
    admitted: Option<Date>,
    discharged: Option<Date>,
    settled: Date,
    total: i64,
    noncovered: i64,
    reimbursed: i64,
}

pub fn add(ground: &Ground, people: &mut People, township: &mut Township) {
    let ill: Vec<usize> = ground
        .draw("who was in hospital")
        .order(people.persons.len())
        .into_iter()
        .filter(|at| {
            let person = &people.persons[*at];
            person.is_here() && person.health() != "健康"
        })
        .collect();
    let draw = ground.draw("settlement");
    let mut claims = 0;
    let costly = ground.share(COSTLY);
    for (nth, at) in ill.iter().take(ground.share(STAYS)).enumerate() {
        people.persons[*at].costly_illness = nth < costly;
        claims += 1;
        let claim = stay(ground, draw.of("stay"), *at, nth < costly);
        settle(township, claims, &people.persons[*at], &claim);
    }
    let chronic = ill
        .iter()
        .filter(|at| people.persons[**at].disease.is_some());
    for at in chronic.take(ground.share(TREATMENTS)) {
        claims += 1;
        let claim = treatment(ground, draw.of("treatment"), *at);
        settle(township, claims, &people.persons[*at], &claim);
    }
}

fn stay(ground: &Ground, draw: Draw, at: usize, costly: bool) -> Claim {
    let row = 6 * at;
    let (total, outside) = if costly {
        // 分, and how many of a thousand are outside the insurance's list
        (draw.between(row, 8_000_000, 11_000_000), 110)
    } else {
        (
            draw.between(row, 280_001, 1_800_000),
            draw.between(row + 1, 0, 60),
        )
    };
    let noncovered = total * outside / 1000;
    let rate = draw.between(row + 2, 905, 925);
    let ago = draw.between(row + 3, 12, if costly { 300 } else { 440 });
    let discharged = ground.days_ago(ago);
    Claim {
        kind: "住院",
        admitted: Some(Date(discharged.0 - draw.between(row + 4, 3, 20) as i32)),
        discharged: Some(discharged),
        settled: Date(discharged.0 + draw.between(row + 5, 0, 9) as i32),
        total,
        noncovered,
        reimbursed: (total - noncovered) * rate / 1000,
    }
}

fn treatment(ground: &Ground, draw: Draw, at: usize) -> Claim {
    let total = draw.between(3 * at, 9_001, 42_000);
    Claim {
        kind: "门诊慢特病",
        admitted: None,
        discharged: None,
        settled: ground.days_ago(draw.between(3 * at + 1, 3, 360)),
        total,
        noncovered: 0,
        reimbursed: total * draw.between(3 * at + 2, 600, 750) / 1000,
    }
}

fn settle(township: &mut Township, nth: usize, person: &Person, claim: &Claim) {
    let no = format!("JS-{nth:06}");
    let stayed = claim.discharged.is_some();
    record!(township, "med_claim" {
        claim_no: no, person_id: person.id, name: person.name, id_number: person.id_number,
        hospital: if stayed { "禾源县人民医院" } else { "青禾镇卫生院" }, kind: claim.kind,
        diagnosis: person.disease.unwrap_or("骨关节病"), admit_date: claim.admitted, discharge_date: claim.discharged,
        settle_date: claim.settled, total: yuan(claim.total), noncovered: yuan(claim.noncovered),
        reimbursed: yuan(claim.reimbursed), self_pay: yuan(claim.total - claim.reimbursed),
    });
    for (line, amount) in lines(claim) {
        record!(township, "med_claim_line" { claim_no: no, line: line, amount: yuan(amount) });
    }
}

/// The lines that share what was reimbursed.
fn lines(claim: &Claim) -> Vec<(&'static str, i64)> {
    let basic = claim.reimbursed * 72 / 100;
    let mut left = claim.reimbursed - basic;
    let mut lines = vec![("基本医保", basic)];
    let mut take = |line, amount: i64| {
        lines.push((line, amount));
        left -= amount;
    };
    if claim.total > 1_000_000 {
        take("大病保险", (claim.reimbursed - basic) * 3 / 5);
    }
    // the fourth line, of supplementary insurance, ended with the year 2020
    let four = claim
        .discharged
        .is_some_and(|day| Date::new(2021, 1, 1).is_some_and(|end| day < end));
    if four {
        take("补充保险", (claim.reimbursed - basic) / 5);
    }
    lines.push(("医疗救助", left));
    lines
}
