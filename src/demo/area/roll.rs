//! `household`, `person`: the roll, with what the other areas made of it.

use crate::demo::area::income;
use crate::demo::ground::{COUNTY_NAME, Ground, TOWN_NAME};
use crate::demo::people::{People, Person};
use crate::demo::township::{Township, record};
use crate::ledger::{Date, Decimal};

pub fn add(ground: &Ground, people: &mut People, township: &mut Township) {
    households(ground, people, township);
    persons(ground, people, township);
}

fn households(ground: &Ground, people: &People, township: &mut Township) {
    let years = ground.draw("year of exit");
    let incomes = income::net(&people.incomes, ground.cycle());
    for (at, household) in people.households.iter().enumerate() {
        let (head, village) = (people.head(at), &ground.villages[household.village]);
        let members = people.members(at).count();
        let sum = incomes.get(&at).copied().unwrap_or_default();
        let a_head = sum
            .div(Decimal::from_integer(members as i64))
            .map(|d| d.round(2));
        let watch = household.watch;
        let found = watch.map(|watch| watch.found);
        let cleared = watch.and_then(|watch| watch.cleared);
        // who is watched was never on the list of the poor
        let exit = (!household.at_risk).then(|| {
            years
                .between(at, 2015, 2020)
                .min(i64::from(ground.as_of().parts().0) - 1)
        });
        let identified = exit.map(|_| Date::new(2014, 1, 25)).unwrap_or(found);
        record!(township, "household" {
            household_id: household.id, head_name: head.name, head_id_number: head.id_number,
            county: COUNTY_NAME, town: TOWN_NAME, village_code: village.code, village_name: village.name,
            natural_village: format!("{}组", 1 + at / ground.villages.len() % 6), household_type: household.kind(),
            monitor_type: watch.map(|watch| watch.kind), member_count: members, cause1: cause(ground, people, at),
            identified_date: identified, exit_year: exit, per_capita_net_income: a_head, cycle_year: ground.cycle(),
            dangerous_house: false, water_safe: true, phone: household.phone,
            risk_cleared: watch.map(|_| cleared.is_some()), risk_found_date: found, risk_cleared_date: cleared,
        });
    }
}

/// A cause that the household's members bear out.
fn cause(ground: &Ground, people: &People, household: usize) -> &'static str {
    let has = |is: fn(&Person) -> bool| people.members(household).any(|(_, person)| is(person));
    let others = ["缺技术", "缺劳力", "缺资金", "自身发展动力不足"];
    if has(|p| p.disability.is_some()) {
        "因残"
    } else if has(|p| p.disease.is_some()) {
        "因病"
    } else if has(|p| p.school.is_some()) {
        "因学"
    } else {
        ground.draw("cause").one(household, &others)
    }
}

fn persons(ground: &Ground, people: &People, township: &mut Township) {
    let worker = ground.draw("insured as worker");
    for (at, person) in people.persons.iter().enumerate() {
        let household = &people.households[person.household];
        let head = household.members[0] == at;
        let working = person.labor == "普通劳动力" && person.disease.is_none();
        let insured = working && worker.happens(at, 10);
        record!(township, "person" {
            person_id: person.id, household_id: household.id, name: person.name, id_type: "居民身份证",
            id_number: person.id_number, sex: person.sex.word(), birth_date: person.birth,
            relation: person.relation, ethnicity: "汉族", education: person.education,
            school_status: person.school, health: person.health(), disease: person.disease, labor: person.labor,
            work_months: person.work_months, critical_illness_insurance: true, insured_resident: !insured,
            insured_worker: insured, in_dibao: person.in_dibao, phone: person.phone,
            bank_account: head.then_some(household.account.as_str()),
            account_holder: head.then_some(person.name.as_str()), household_type: household.kind(),
            status: person.gone.map_or("在册", |(how, _)| how), status_date: person.gone.map(|(_, day)| day),
        });
    }
}
