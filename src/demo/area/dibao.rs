//! `dibao`, `dibao_member`, `dibao_payment`, `dibao_exit`: who gets the minimum living allowance, and who got it until
//! their income rose.

use crate::demo::ground::Ground;
use crate::demo::people::{Income, People};
use crate::demo::township::{Township, record, yuan};
use crate::ledger::Date;

/// Households with the allowance, old people alone who are provided for, and households that have left.
const HOUSEHOLDS: usize = 36;
const PROVIDED: usize = 4;
const LEFT: usize = 8;
/// Months for which payments are on the list.
const MONTHS: i64 = 15;
/// Months for which who left is still paid.
const GRACE: i64 = 6;

struct Allowance {
    no: String,
    household: usize,
    kind: &'static str,
    /// Positions of those who are covered.
    members: Vec<usize>,
    start: Date,
    end: Option<Date>,
    /// Monthly, in 分.
    amount: i64,
}

pub fn add(ground: &Ground, people: &mut People, township: &mut Township) {
    let draw = ground.draw("allowance");
    let chosen = chosen(ground, people);
    for (nth, (household, why)) in chosen.into_iter().enumerate() {
        let here: Vec<usize> = people.members(household).map(|(at, _)| at).collect();
        let weak = |at: &usize| people.persons[*at].health() != "健康";
        let (kind, members) = match why {
            Why::Provided => ("特困", here),
            Why::Poor if nth % 3 == 0 => ("部分", here.into_iter().filter(weak).collect()),
            _ => ("全家", here),
        };
        let each = match kind {
            "特困" => 66_950,
            "部分" => draw.between(household, 300, 420) * 100,
            _ => draw.between(household, 240, 380) * 100,
        };
        let decided = ground.days_ago(draw.between(household, 45, 320));
        let reason = if nth % 8 == 5 {
            "自愿"
        } else {
            "收入超标"
        };
        let grace = if reason == "自愿" { 0 } else { GRACE };
        let end = match why {
            Why::Left => decided.add_months(grace.max(1)),
            _ => None,
        };
        let allowance = Allowance {
            no: format!("DB-{:05}", nth + 1),
            household,
            kind,
            amount: each * members.len() as i64,
            members,
            start: ground.days_ago(draw.between(household, 600, 1900)),
            end,
        };
        list(ground, people, township, &allowance);
        pay(ground, people, township, &allowance);
        let in_force = end.is_none_or(|end| end > ground.as_of());
        for at in &allowance.members {
            people.persons[*at].in_dibao = in_force && kind != "特困";
        }
        if end.is_some() {
            let head = people.head(household);
            record!(township, "dibao_exit" {
                dibao_no: allowance.no, household_id: people.households[household].id, head_name: head.name,
                head_id_number: head.id_number, reason: reason, decide_date: decided, grace_months: grace,
                end_date: end, income_after: yuan(draw.between(household, 880_001, 1_300_000)),
            });
        }
    }
}

#[derive(Clone, Copy)]
enum Why {
    Poor,
    Provided,
    Left,
}

/// Households and why they are on the list. Who is watched earns just above the line of the allowance.
fn chosen(ground: &Ground, people: &People) -> Vec<(usize, Why)> {
    let mut left = [
        (Why::Poor, ground.share(HOUSEHOLDS)),
        (Why::Provided, ground.share(PROVIDED)),
        (Why::Left, ground.share(LEFT)),
    ];
    let order = ground
        .draw("on the list of the allowance")
        .order(people.households.len());
    let mut chosen = Vec::new();
    for household in order {
        if people.households[household].watch.is_some() {
            continue;
        }
        let all = || people.members(household).map(|(_, person)| person);
        let alone = all().count() == 1 && all().all(|p| p.age(ground.as_of()) >= 66);
        let weak = all().any(|p| p.health() != "健康");
        let fit = left.iter_mut().find(|(why, left)| {
            let fits = match why {
                Why::Poor => weak && !alone,
                Why::Provided => alone,
                Why::Left => !weak && !alone,
            };
            fits && *left > 0
        });
        if let Some((why, left)) = fit {
            *left -= 1;
            chosen.push((household, *why));
        }
    }
    chosen
}

fn list(ground: &Ground, people: &People, township: &mut Township, allowance: &Allowance) {
    let household = &people.households[allowance.household];
    let head = people.head(allowance.household);
    let village = &ground.villages[household.village];
    let status = match allowance.end {
        None => "在保",
        Some(end) if end > ground.as_of() => "渐退",
        Some(_) => "停保",
    };
    record!(township, "dibao" {
        dibao_no: allowance.no, household_id: household.id, head_name: head.name, head_id_number: head.id_number,
        village_code: village.code, village_name: village.name, kind: allowance.kind, start_date: allowance.start,
        end_date: allowance.end, covered_count: allowance.members.len(), amount: yuan(allowance.amount),
        status: status, account_no: household.account, account_holder: head.name,
    });
    let died = |at: &&usize| matches!(people.persons[**at].gone, Some(("死亡", _)));
    let whole = allowance.kind != "部分";
    let gone = household.members.iter().filter(died).filter(|_| whole);
    for at in allowance.members.iter().chain(gone) {
        let person = &people.persons[*at];
        record!(township, "dibao_member" {
            dibao_no: allowance.no, person_id: person.id, name: person.name, id_number: person.id_number,
            start_date: allowance.start, end_date: person.gone.map(|(_, day)| day),
        });
    }
}

fn pay(ground: &Ground, people: &mut People, township: &mut Township, allowance: &Allowance) {
    let account = people.households[allowance.household].account.clone();
    let holder = people.head(allowance.household).name.clone();
    let payer = ground.office("镇民政所").name.clone();
    let provided = allowance.kind == "特困";
    for ago in (1..=MONTHS).rev() {
        let month = ground.month(ago);
        if allowance.end.is_some_and(|end| month >= end.month()) {
            continue;
        }
        let paid = ground.day(month, 10);
        record!(township, "dibao_payment" {
            dibao_no: allowance.no, head_name: holder, pay_month: month, amount: yuan(allowance.amount), pay_date: paid,
            account_no: account, account_holder: holder,
        });
        people.incomes.push(Income {
            household: allowance.household,
            person: None,
            category: "转移性",
            source: if provided {
                "特困供养金"
            } else {
                "低保金"
            },
            date: paid,
            amount: yuan(allowance.amount),
            payer: payer.clone(),
        });
    }
}
