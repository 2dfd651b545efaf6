//! `coop` with its members and years, and `coop_dividend`.

use crate::demo::ground::Ground;
use crate::demo::people::{Income, People, names, numbers};
use crate::demo::township::{Township, record, yuan};
use crate::ledger::Date;

/// Cooperatives: the report of 2021 counts 46 in 29 villages, which makes 19 in 12. Nearly 30 % only started.
const COOPS: (usize, usize) = (19, 6);
/// Households in one, at most.
const MEMBERS: usize = 8;
/// One of so many pays no dividends.
const WITHOUT: usize = 4;
const BUSINESS: [&str; 6] = [
    "油茶种植",
    "水稻种植",
    "生猪养殖",
    "蔬菜种植",
    "肉鸡养殖",
    "毛竹加工",
];

struct Coop<'a> {
    uscc: String,
    name: String,
    /// Positions in `People::households`.
    members: &'a [usize],
    pays: bool,
}

pub fn add(ground: &Ground, people: &mut People, township: &mut Township) {
    let (all, new) = (ground.share(COOPS.0), ground.share(COOPS.1));
    let old = all.saturating_sub(new).max(1);
    let mut of_village: Vec<Vec<usize>> = vec![Vec::new(); ground.villages.len()];
    for (at, household) in people.households.iter().enumerate() {
        of_village[household.village].push(at);
    }
    let mut incomes = Vec::new();
    for nth in 0..all {
        let village = nth % ground.villages.len();
        // the second one of a village takes those whom the first one left
        let chunk = of_village[village]
            .chunks(MEMBERS)
            .nth(nth / ground.villages.len());
        let is_new = nth >= old;
        let coop = Coop {
            uscc: numbers::uscc("93", 1 + nth),
            name: format!(
                "禾源县{}例{}号专业合作社",
                ground.villages[village].name,
                nth + 1
            ),
            members: if is_new {
                &[]
            } else {
                chunk.unwrap_or_default()
            },
            pays: nth % WITHOUT != WITHOUT - 1,
        };
        add_coop(ground, people, township, nth, &coop, is_new);
        if is_new {
            continue;
        }
        let last = ground.as_of().parts().0 - 1;
        for year in [last - 1, last] {
            add_year(ground, people, township, nth, &coop, year, &mut incomes);
        }
    }
    people.incomes.extend(incomes);
}

fn add_coop(
    ground: &Ground,
    people: &People,
    township: &mut Township,
    nth: usize,
    coop: &Coop,
    is_new: bool,
) {
    let village = &ground.villages[nth % ground.villages.len()];
    let founded = ground.draw("day of founding");
    let days = if is_new {
        founded.between(nth, 40, 120)
    } else {
        founded.between(nth, 1100, 2600)
    };
    let (surnames, given) = (ground.draw("surname of coop"), ground.draw("name of coop"));
    record!(township, "coop" {
        uscc: coop.uscc, name: coop.name, village_code: village.code, village_name: village.name,
        leader: names::name(names::surname(surnames, nth), given, nth, 0),
        phone: numbers::mobile(62_000_000 + nth), founded_date: ground.days_ago(days), status: "存续",
        business: BUSINESS[nth % BUSINESS.len()], registered_capital: yuan(50_000_000),
    });
    for household in coop.members {
        let head = people.head(*household);
        record!(township, "coop_member" {
            coop_uscc: coop.uscc, coop_name: coop.name, household_id: people.households[*household].id,
            head_name: head.name, head_id_number: head.id_number, contribution: yuan(100_000),
            joined_date: ground.days_ago(founded.between(*household, 1000, 1090)),
        });
    }
}

/// A year's account; its dividends are paid in the January after it.
fn add_year(
    ground: &Ground,
    people: &People,
    township: &mut Township,
    nth: usize,
    coop: &Coop,
    year: i32,
    incomes: &mut Vec<Income>,
) {
    let draw = ground.draw("year of coop").of(&year.to_string());
    let paid = Date::new(year + 1, 1, 5 + nth as u32 % 20).map(|day| day.min(ground.as_of()));
    let mut total = 0;
    for (of_coop, household) in coop.members.iter().enumerate().filter(|_| coop.pays) {
        // the report: 200 to 400 yuan a year
        let cents = draw
            .of("dividend")
            .between(*household * 64 + of_coop, 20_001, 39_999);
        total += cents;
        let (home, head) = (&people.households[*household], people.head(*household));
        record!(township, "coop_dividend" {
            dividend_no: format!("FHD-{year}-{:04}-{:02}", nth + 1, of_coop + 1), coop_uscc: coop.uscc,
            coop_name: coop.name, household_id: home.id, head_name: head.name, head_id_number: head.id_number,
            dividend_year: year, amount: yuan(cents), pay_date: paid, account_no: home.account,
            account_holder: head.name,
        });
        incomes.extend(paid.map(|date| Income {
            household: *household,
            person: None,
            category: "财产性",
            source: "分红",
            date,
            amount: yuan(cents),
            payer: coop.name.clone(),
        }));
    }
    // at least 60 % goes back by the trade of each member
    let refund = total * draw.between(nth, 180, 260) / 100;
    let revenue = draw.between(nth + 1_000_000, 12_000_001, 38_000_000) + 3 * total;
    record!(township, "coop_year" {
        coop_uscc: coop.uscc, coop_name: coop.name, year: year, revenue: yuan(revenue),
        surplus: yuan((refund + total) * 110 / 100), distributable_surplus: yuan(refund + total),
        patronage_refund: yuan(refund), dividend_total: yuan(total),
        wage_total: yuan(draw.between(nth + 2_000_000, 1_000_001, 4_000_000)), linked_households: coop.members.len(),
    });
}
