//! `income_item`: what areas paid to households, and what the households earn by themselves besides.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use crate::demo::ground::Ground;
use crate::demo::people::{Income, People, Watch};
use crate::demo::township::{Township, record, yuan};
use crate::ledger::{Date, Decimal};

/// What households earn that are still watched, in 分 a person: below the line of 2020, the lowest there is.
const WATCHED: (i64, i64) = (440_001, 498_999);

/// The income year that a day belongs to.
pub fn cycle_of(date: Date) -> i32 {
    let month = date.month();
    month.add(3).unwrap_or(month).parts().0
}

/// What counts for a household's income of a year, expenses taken off; in yuan.
pub fn net(incomes: &[Income], cycle: i32) -> BTreeMap<usize, Decimal> {
    let mut sums: BTreeMap<usize, Decimal> = BTreeMap::new();
    for income in incomes.iter().filter(|i| cycle_of(i.date) == cycle) {
        let sum = sums.entry(income.household).or_default();
        let signed = match income.category {
            "经营性支出" => Decimal(-income.amount.0),
            _ => income.amount,
        };
        *sum = sum.add(signed).unwrap_or(*sum);
    }
    sums
}

pub fn add(ground: &Ground, people: &mut People, township: &mut Township) {
    pensions(ground, people);
    fields(ground, people);
    let mut items = listed(&people.incomes);
    items.sort_by_key(|item| item.household);
    for (nth, item) in items.iter().enumerate() {
        let person = item.person.map(|at| &people.persons[at]);
        record!(township, "income_item" {
            item_id: format!("SR-{:06}", nth + 1), household_id: people.households[item.household].id,
            head_name: people.head(item.household).name, person_id: person.map(|p| p.id.as_str()),
            name: person.map(|p| p.name.as_str()), category: item.category, source_kind: item.source,
            occur_date: item.date, amount: item.amount, cycle_year: cycle_of(item.date), payer: item.payer,
        });
    }
}

/// What is paid every month is one item a year.
fn listed(incomes: &[Income]) -> Vec<Income> {
    let mut items: Vec<Income> = Vec::new();
    let mut monthly: FxHashMap<(usize, Option<usize>, &str, i32), usize> = FxHashMap::default();
    for income in incomes {
        let key = (
            income.household,
            income.person,
            income.source,
            cycle_of(income.date),
        );
        match monthly.get(&key).map(|at| &mut items[*at]) {
            Some(item) => {
                item.amount = item.amount.add(income.amount).unwrap_or(item.amount);
                item.date = item.date.max(income.date);
            }
            None => {
                if is_monthly(income.source) {
                    monthly.insert(key, items.len());
                }
                items.push(income.clone());
            }
        }
    }
    items
}

fn is_monthly(source: &str) -> bool {
    matches!(
        source,
        "务工工资" | "公益岗工资" | "低保金" | "特困供养金" | "养老金" | "残疾补贴"
    )
}

fn pensions(ground: &Ground, people: &mut People) {
    let draw = ground.draw("pension");
    let mut incomes = Vec::new();
    for (at, person) in people.here() {
        if person.age(ground.as_of()) < 62 {
            continue;
        }
        incomes.push(Income {
            household: person.household,
            person: Some(at),
            category: "转移性",
            source: "养老金",
            date: ground.in_cycle(345),
            amount: yuan(12 * draw.between(at, 10_501, 14_499)),
            payer: ground.office("镇人社所").name.clone(),
        });
    }
    people.incomes.extend(incomes);
}

/// What households grow and raise, so much that only who is watched is below the line of it.
fn fields(ground: &Ground, people: &mut People) {
    let (target, cost) = (ground.draw("income"), ground.draw("cost"));
    let known = net(&people.incomes, ground.cycle());
    let mut incomes = Vec::new();
    for (at, household) in people.households.iter().enumerate() {
        let persons = people.members(at).count() as i64;
        let (low, high) = match household.watch {
            Some(Watch { cleared: None, .. }) => WATCHED,
            Some(_) => (780_001, 1_680_000),
            None => (880_001, 1_680_000),
        };
        let wanted = persons * target.between(at, low, high);
        let land = cost.between(at, 8_001, 39_999);
        let has = known
            .get(&at)
            .map_or(0, |sum| (sum.0 / (Decimal::ONE / 100)) as i64);
        let spent = cost.between(at, 60_001, 240_000);
        let earned = (wanted - has - land).max(0) + spent;
        let raised = earned * cost.between(at + people.households.len(), 20, 45) / 100;
        let mut own = |category, source, days, cents| {
            incomes.push(Income {
                household: at,
                person: None,
                category,
                source,
                date: ground.in_cycle(days),
                amount: yuan(cents),
                payer: String::new(),
            });
        };
        own("生产经营性", "种植", 340, earned - raised);
        own("生产经营性", "养殖", 110, raised);
        own("经营性支出", "种植", 160, spent);
        own("转移性", "耕地补贴", 200, land);
    }
    people.incomes.extend(incomes);
}
