//! `employment` and the travel subsidies of `subsidy_payment`: who works away or in a workshop, as two systems have it,
//! and what they earn.

use std::collections::BTreeMap;

use crate::demo::area::income::cycle_of;
use crate::demo::area::workshop;
use crate::demo::ground::{COUNTY, COUNTY_NAME, Ground, TOWN_NAME};
use crate::demo::people::work::Span;
use crate::demo::people::{Income, People, numbers};
use crate::demo::township::{Township, record, yuan};
use crate::ledger::{Date, Month};

/// Where people go: code of the county, its name, companies there.
const PLACES: [(&str, &str, [&str; 2]); 8] = [
    ("440111", "广东省广州市白云区", ["例云皮具厂", "例和服饰厂"]),
    ("440306", "广东省深圳市宝安区", ["例创电子厂", "例丰模具厂"]),
    ("330782", "浙江省义乌市", ["例百货运公司", "例美饰品厂"]),
    ("350582", "福建省晋江市", ["例步鞋业厂", "例川雨伞厂"]),
    ("320583", "江苏省昆山市", ["例台电子厂", "例湖包装厂"]),
    ("310117", "上海市松江区", ["例松物流公司", "例江食品厂"]),
    (
        "360111",
        "江西省南昌市青山湖区",
        ["例湖针织厂", "例洪建筑公司"],
    ),
    (
        "360921",
        "江西省宜春市奉新县",
        ["例新纺织厂", "例奉竹业公司"],
    ),
];
/// The systems that the town keeps.
const SYSTEMS: [&str; 2] = ["国扶", "省扶"];
/// Persons with a travel subsidy.
const TRAVEL: usize = 30;

/// One job as it is written down.
struct Job<'a> {
    span: Span,
    kind: &'a str,
    county: &'a str,
    place: String,
    employer: Option<String>,
}

pub fn add(ground: &Ground, people: &mut People, township: &mut Township) {
    let last = ground.month(1);
    let wage = ground.draw("wage away");
    let mut incomes = Vec::new();
    for at in 0..people.persons.len() {
        let spans = people.persons[at].away.clone();
        for (nth, span) in spans.iter().enumerate() {
            let job = away(ground, at, nth, *span);
            add_job(ground, people, township, at, &job);
            let (category, source) = match job.kind {
                "自营" => ("生产经营性", "个体经营"),
                _ => ("工资性", "务工工资"),
            };
            let monthly = wage.between(at * 2 + nth, 280_001, 459_999);
            let payer = job.employer.unwrap_or_default();
            for (months, paid) in by_cycle(ground, *span, last) {
                incomes.push(Income {
                    household: people.persons[at].household,
                    person: Some(at),
                    category,
                    source,
                    date: paid,
                    amount: yuan(months * monthly),
                    payer: payer.clone(),
                });
            }
        }
        people.persons[at].work_months = months_of_year(ground, &spans);
    }
    for (nth, shop) in people.workshops.clone().iter().enumerate() {
        for stint in &shop.stints {
            let job = Job {
                span: stint.span,
                kind: "车间",
                county: COUNTY,
                place: format!(
                    "{COUNTY_NAME}{TOWN_NAME}{}",
                    ground.villages[shop.village].name
                ),
                employer: Some(workshop::name(ground, shop, nth)),
            };
            add_job(ground, people, township, stint.person, &job);
            people.persons[stint.person].work_months = months_of_year(ground, &[stint.span]);
        }
    }
    people.incomes.extend(incomes);
    travel(ground, people, township);
}

fn away(ground: &Ground, person: usize, nth: usize, span: Span) -> Job<'static> {
    let row = person * 2 + nth;
    let (code, place, companies) = PLACES[place_of(ground, person, nth)];
    let newly = span.from > ground.month(6);
    let kind = match ground.draw("kind of job").below(row, 100) {
        // for a few months a job with a company may still be a casual one
        _ if newly => "临时零工",
        ..72 => "企业务工",
        72..84 => "灵活就业",
        84..94 => "临时零工",
        _ => "自营",
    };
    let employed = newly || kind == "企业务工";
    let company = ground.draw("company").one(row, &companies);
    Job {
        span,
        kind,
        county: code,
        place: place.to_owned(),
        employer: employed.then(|| company.to_owned()),
    }
}

/// Two jobs of one person are at two places.
fn place_of(ground: &Ground, person: usize, nth: usize) -> usize {
    let first = ground
        .draw("place of work")
        .below(person, PLACES.len() as u64) as usize;
    (first + 3 * nth) % PLACES.len()
}

fn add_job(ground: &Ground, people: &People, township: &mut Township, at: usize, job: &Job) {
    let person = &people.persons[at];
    let updated = ground.draw("work checked");
    // who has no phone at home has one to go away with
    let own = numbers::mobile(60_000_000 + at);
    let phone = person.phone.as_deref().unwrap_or(&own);
    let year = ground.as_of().month().parts().0;
    let so_far = job.span.months(ground.as_of().month());
    for (nth, system) in SYSTEMS.into_iter().enumerate() {
        record!(township, "employment" {
            person_id: person.id, name: person.name, id_number: person.id_number, system: system,
            status: if job.span.until.is_some() { "离岗" } else { "在岗" }, work_type: job.kind,
            work_county_code: job.county, work_place: job.place, employer: job.employer,
            start_month: job.span.from, end_month: job.span.until,
            months_in_year: so_far.clone().filter(|month| month.parts().0 == year).count(),
            phone: phone, updated_date: ground.days_ago(updated.between(at * 2 + nth, 1, 28)),
        });
    }
}

/// The months of a span in each income year from the last one on, and the day of the last wage.
fn by_cycle(ground: &Ground, span: Span, last: Month) -> Vec<(i64, Date)> {
    let mut found: BTreeMap<i32, (i64, Date)> = BTreeMap::new();
    let first = ground.in_cycle(0).month();
    for month in span.months(last).filter(|month| *month >= first) {
        let paid = ground.day(month, 15);
        let (months, day) = found.entry(cycle_of(paid)).or_insert((0, paid));
        *months += 1;
        *day = paid;
    }
    found.into_values().collect()
}

/// Months of work in the calendar year before.
fn months_of_year(ground: &Ground, spans: &[Span]) -> Option<u32> {
    let before = ground.as_of().parts().0 - 1;
    let months = (1..=12).map(|month| Month::new(before, month));
    let worked = months.filter(|month| spans.iter().any(|span| span.covers(*month)));
    (!spans.is_empty()).then(|| worked.count() as u32)
}

/// Subsidies for the way to another county, for the second half of the last twelve months.
fn travel(ground: &Ground, people: &mut People, township: &mut Township) {
    let (from, to) = (ground.month(11), ground.month(6));
    let paid = ground.day(ground.month(4), 20);
    let all_along = |span: &Span| span.from <= from && span.until.is_none();
    let gone: Vec<usize> = (0..people.persons.len())
        .filter(|at| people.persons[*at].away.iter().any(all_along))
        .take(ground.share(TRAVEL))
        .collect();
    for (nth, at) in gone.into_iter().enumerate() {
        let person = &people.persons[at];
        let household = &people.households[person.household];
        let place = place_of(ground, at, person.away.len() - 1);
        let inside = PLACES[place].0.starts_with("36");
        let amount = yuan(if inside { 30_000 } else { 50_000 });
        record!(township, "subsidy_payment" {
            subsidy_no: format!("BT-J{:05}", nth + 1), kind: "交通补贴", person_id: person.id, name: person.name,
            id_number: person.id_number, from_month: from, to_month: to, amount: amount,
            policy: "外出务工一次性交通补贴", account_no: household.account, pay_date: paid,
        });
        people.incomes.push(Income {
            household: person.household,
            person: Some(at),
            category: "转移性",
            source: "其他",
            date: paid,
            amount,
            payer: ground.office("镇人社所").name.clone(),
        });
    }
}
