//! `pv_station`, `pv_plan`, `pv_revenue`, `pv_distribution`, `pv_om_cost`, `pv_year`: the villages' solar stations, what
//! they earn and what is done with it.

use crate::demo::draw::Draw;
use crate::demo::ground::Ground;
use crate::demo::people::{Income, People, numbers};
use crate::demo::township::{Township, record, yuan};
use crate::ledger::{Date, Month};

/// Price of a kWh in hundredths of a 分, and the subsidy on it.
const PRICE: i64 = 4143;
const SUBSIDY: i64 = 3757;
/// Full-load hours of the months of a year.
const HOURS: [i64; 12] = [52, 55, 68, 80, 92, 90, 121, 118, 98, 86, 68, 60];
/// Whole years on record before the present one.
const YEARS: i32 = 2;

struct Station {
    nth: usize,
    no: String,
    name: String,
    /// Position in `Ground::villages`.
    village: usize,
    capacity: i64,
    draw: Draw,
}

/// What a station earned and spent in a year, in 分.
#[derive(Default)]
struct Account {
    earned: i64,
    spent: i64,
}

pub fn add(ground: &Ground, people: &mut People, township: &mut Township) {
    // a third of the villages have two
    let villages = ground.villages.len();
    for nth in 0..villages + villages / 3 {
        let station = station(ground, nth, township);
        let present = ground.as_of().parts().0;
        let mut balance = station.draw.between(1, 300_001, 900_000);
        for year in present - YEARS..=present {
            let opening = balance;
            let mut account = Account::default();
            plan(ground, &station, year, township);
            revenue(ground, &station, year, township, &mut account);
            upkeep(ground, &station, year, township, &mut account);
            spending(ground, people, (&station, year), township, &mut account);
            balance += account.earned - account.spent;
            let is_over = year < present;
            record!(township, "pv_year" {
                station_no: station.no, station_name: station.name, year: year, opening: yuan(opening),
                closing: is_over.then(|| yuan(balance)), stated_revenue: is_over.then(|| yuan(account.earned)),
                stated_spending: is_over.then(|| yuan(account.spent)),
            });
        }
    }
}

fn station(ground: &Ground, nth: usize, township: &mut Township) -> Station {
    let village = nth % ground.villages.len();
    let at = &ground.villages[village];
    let no = format!("GF-{:03}", nth + 1);
    let draw = ground.draw("solar").of(&no);
    // 300 kW is the rule, 500 kW are allowed where the grid bears them
    let (capacity, grid) = match nth % 4 {
        0 => (300, false),
        1 => (60, false),
        2 => (100 + 10 * draw.between(2, 0, 9), false),
        _ => (400, true),
    };
    // in time for all of the first year on record
    let first = Date::new(ground.as_of().parts().0 - YEARS, 1, 1).unwrap_or(ground.as_of());
    let connected = Date(first.0 - draw.between(3, 75, 160) as i32);
    let station = Station {
        name: format!(
            "{}光伏电站{}",
            at.name,
            if nth < ground.villages.len() {
                ""
            } else {
                "二站"
            }
        ),
        nth,
        no,
        village,
        capacity,
        draw,
    };
    record!(township, "pv_station" {
        station_no: station.no, name: station.name, village_code: at.code, village_name: at.name,
        capacity_kw: station.capacity, grid_ok: grid, connected_date: connected,
        owner_org: format!("{}民委员会", at.name), owner_kind: "村集体", confirm_date: Date(connected.0 + 60),
        om_company: "禾源县例明新能源运维有限公司", om_person: ["陈例光", "吴例明", "方例照"][nth % 3],
        om_phone: numbers::mobile(53_000_000 + nth % 3), om_signboard: true,
        om_contract_no: format!("GFYW-{:03}", nth + 1), om_in_contract: false,
    });
    station
}

/// The village votes on it in February, the town looks at it, everybody can read it.
fn plan(ground: &Ground, station: &Station, year: i32, township: &mut Township) {
    let day = |month, day| Date::new(year, month, day).filter(|day| *day <= ground.as_of());
    let Some(vote) = day(2, 18) else {
        return;
    };
    let village = &ground.villages[station.village];
    let no = format!("FA-{}-{year}", station.no);
    record!(township, "pv_plan" {
        plan_no: no, station_no: station.no, station_name: station.name, village_code: village.code,
        village_name: village.name, plan_year: year, vote_date: vote, town_review_date: day(3, 3),
        county_record_date: day(3, 12), planned_amount: yuan(station.yearly() * 9 / 10),
    });
    if let Some(shown) = day(3, 6) {
        record!(township, "disclosure" {
            disclosure_id: format!("GS-{no}"), kind: "收益分配", plan_no: no,
            title: format!("{}{year}年收益分配方案公示", station.name), level: "村", start_date: shown,
            end_date: Date(shown.0 + 9), channel: "公开栏",
        });
    }
}

impl Station {
    /// What it earns in a year, about, in 分.
    fn yearly(&self) -> i64 {
        let hours: i64 = HOURS.iter().sum();
        self.capacity * hours * (PRICE + SUBSIDY) / 100
    }
}

fn revenue(
    ground: &Ground,
    station: &Station,
    year: i32,
    township: &mut Township,
    account: &mut Account,
) {
    for number in 1..=12 {
        let month = Month::new(year, number);
        // the present month is not over yet
        if month >= ground.month(0) {
            break;
        }
        let row = (year * 12) as usize + number as usize;
        let weather = station.draw.of("weather").between(row, 90, 108);
        let kwh = station.capacity * HOURS[number as usize - 1] * weather / 100;
        // half a 分 rounded up
        let cents = |price: i64| (kwh * price + 50) / 100;
        let (amount, subsidy) = (cents(PRICE), cents(SUBSIDY));
        let quarter = Month::new(year, number.div_ceil(3) * 3);
        let late = station.draw.of("settled").between(row / 3, 8, 24);
        let settled = quarter.last_day().map(|last| Date(last.0 + late as i32));
        account.earned += amount + subsidy;
        record!(township, "pv_revenue" {
            station_no: station.no, station_name: station.name, revenue_month: month, kwh: kwh,
            price: format!("0.{PRICE}"), amount: yuan(amount), subsidy_amount: yuan(subsidy),
            settle_date: settled.filter(|day| *day <= ground.as_of()),
        });
    }
}

/// Twice a year, and the insurance.
fn upkeep(
    ground: &Ground,
    station: &Station,
    year: i32,
    township: &mut Township,
    account: &mut Account,
) {
    let day = |month, day| Date::new(year, month, day);
    let half = station.yearly() * 4 / 100 + station.draw.between(4, 1, 99);
    let costs = [
        ("运维费", day(1, 1), day(6, 30), day(6, 20), half),
        ("保险", day(1, 1), day(12, 31), day(3, 15), half / 5),
        ("运维费", day(7, 1), day(12, 31), day(12, 18), half),
    ];
    for (at, (kind, start, end, paid, cents)) in costs.into_iter().enumerate() {
        if paid.is_none_or(|paid| paid > ground.as_of()) {
            continue;
        }
        account.spent += cents;
        record!(township, "pv_om_cost" {
            voucher_no: format!("YW-{}-{year}-{}", station.no, at + 1), station_no: station.no,
            station_name: station.name, invoice_no: format!("{:08}", 40_000_000 + station.nth * 1000 + (year % 100) as usize * 10 + at),
            contract_no: format!("GFYW-{:03}", station.nth + 1), kind: kind, service_start: start, service_end: end,
            cost_year: year, amount: yuan(cents), pay_date: paid,
            payee: if kind == "保险" { "例安财产保险公司" } else { "禾源县例明新能源运维有限公司" },
        });
    }
}

/// Wages of posts every quarter, small works, and a reward for two households.
fn spending(
    ground: &Ground,
    people: &mut People,
    (station, year): (&Station, i32),
    township: &mut Township,
    account: &mut Account,
) {
    let committee = format!("{}民委员会", ground.villages[station.village].name);
    let draw = station.draw.of("spending");
    let row = (year * 16) as usize;
    let own: Vec<usize> = (0..people.households.len())
        .skip(station.village)
        .step_by(ground.villages.len())
        .collect();
    let mut all = Vec::new();
    for quarter in 1..=4 {
        let wages = station.yearly() * draw.between(row + quarter, 11, 13) / 100;
        all.push((
            Date::new(year, quarter as u32 * 3, 25),
            "岗位工资",
            "村级公益岗位工资",
            wages,
            None,
        ));
    }
    let works =
        station.yearly() * draw.between(row + 5, 18, 24) / 100 + draw.between(row + 6, 1, 99);
    all.push((
        Date::new(year, 10, 20),
        "公益支出",
        "小型公益事业:维修村内水渠和路灯",
        works,
        None,
    ));
    for nth in 0..2 {
        let household = own[(draw.below(row, own.len() as u64) as usize + nth) % own.len()];
        let reward = draw.between(row + 7 + nth, 20_001, 60_000);
        all.push((
            Date::new(year, 9, 22),
            "奖励补助",
            "奖励孝老爱亲家庭",
            reward,
            Some(household),
        ));
    }
    for (at, (day, kind, purpose, cents, household)) in all.into_iter().enumerate() {
        let Some(day) = day.filter(|day| *day <= ground.as_of()) else {
            continue;
        };
        account.spent += cents;
        let head = household.map(|household| people.head(household));
        let of = household.map(|household| &people.households[household]);
        record!(township, "pv_distribution" {
            distribution_no: format!("FP-{}-{year}-{}", station.no, at + 1), station_no: station.no,
            station_name: station.name, plan_no: format!("FA-{}-{year}", station.no), distribution_year: year,
            purpose: purpose, pay_kind: kind, payee: head.map_or(committee.as_str(), |head| head.name.as_str()),
            household_id: of.map(|of| of.id.as_str()), head_id_number: head.map(|head| head.id_number.as_str()),
            amount: yuan(cents), pay_date: day, account_no: of.map(|of| of.account.as_str()),
        });
        if let Some(household) = household {
            people.incomes.push(Income {
                household,
                person: None,
                category: "财产性",
                source: "光伏收益",
                date: day,
                amount: yuan(cents),
                payer: committee.clone(),
            });
        }
    }
}
