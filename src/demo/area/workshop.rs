//! `workshop` with its workers and wages, and its part of `subsidy_payment`.

use crate::demo::ground::Ground;
use crate::demo::people::work::Workshop;
use crate::demo::people::{Income, People, names, numbers};
use crate::demo::township::{Township, record, yuan};

/// What a subsidy for each worker comes to, in 分.
const FOR_EACH: i64 = 100_000;
const TRADES: [&str; 5] = ["服装", "竹制品", "电子配件", "油茶加工", "箱包"];

/// What the ledgers call the nth workshop.
pub fn name(ground: &Ground, shop: &Workshop, nth: usize) -> String {
    let village = ground.villages[shop.village].name.trim_end_matches('村');
    format!(
        "{village}例{}号{}帮扶车间",
        nth + 1,
        TRADES[nth % TRADES.len()]
    )
}

pub fn add(ground: &Ground, people: &mut People, township: &mut Township) {
    let wage = ground.draw("wage in a workshop");
    let (surnames, given) = (
        ground.draw("surname of workshop"),
        ground.draw("name of workshop"),
    );
    let mut incomes = Vec::new();
    for (nth, shop) in people.workshops.iter().enumerate() {
        let village = &ground.villages[shop.village];
        let (number, name) = (format!("CJ-{:04}", nth + 1), name(ground, shop, nth));
        let leader = names::name(names::surname(surnames, nth), given, nth, 0);
        let recognized = ground.days_ago(460);
        record!(township, "workshop" {
            workshop_no: number, name: name, uscc: numbers::uscc("91", 1000 + nth),
            operator_name: format!("禾源{leader}加工厂"), village_code: village.code, village_name: village.name,
            recognized_date: recognized, policy_doc: "就业帮扶车间认定名单", stated_workers: shop.stints.len(),
            leader: leader, phone: numbers::mobile(61_000_000 + nth),
        });
        for stint in &shop.stints {
            let person = &people.persons[stint.person];
            let start = stint.span.from.first_day();
            record!(township, "workshop_worker" {
                workshop_no: number, person_id: person.id, name: person.name, id_number: person.id_number,
                household_type: people.households[person.household].kind(), start_date: start,
                contract_start: start, contract_end: start.and_then(|day| day.add_months(24)),
            });
            for month in stint.span.months(ground.month(1)) {
                let row = stint.person * 64 + month.0 as usize % 64;
                let (paid, amount) = (
                    ground.day(month, 28),
                    yuan(wage.between(row, 168_001, 259_999)),
                );
                record!(township, "workshop_wage" {
                    workshop_no: number, person_id: person.id, name: person.name, id_number: person.id_number,
                    pay_month: month, amount: amount, pay_date: paid, by_bank: true,
                    account_no: numbers::account(1_000_000 + stint.person), account_holder: person.name,
                });
                incomes.push(Income {
                    household: person.household,
                    person: Some(stint.person),
                    category: "工资性",
                    source: "务工工资",
                    date: paid,
                    amount,
                    payer: name.clone(),
                });
            }
        }
        let workers = shop.stints.len();
        let total = workers as i64 * FOR_EACH;
        // kind, letter of its numbers, months ago: first, last and paid
        for (kind, letter, from, to, headcount, cents, policy, paid) in [
            (
                "车间补贴",
                "C",
                8,
                2,
                Some(workers),
                total,
                "车间吸纳就业补贴",
                1,
            ),
            (
                "一次性补贴",
                "Y",
                9,
                9,
                None,
                1_000_000,
                "车间一次性建设补贴",
                8,
            ),
        ] {
            record!(township, "subsidy_payment" {
                subsidy_no: format!("BT-{letter}{:05}", nth + 1), kind: kind, workshop_no: number,
                from_month: ground.month(from), to_month: ground.month(to), headcount: headcount,
                amount: yuan(cents), policy: policy, payee: name, account_no: numbers::account(900_000 + nth),
                pay_date: ground.day(ground.month(paid), 20),
            });
        }
    }
    people.incomes.extend(incomes);
}
