//! `admin_division`, `org`: the county, the town, its villages and offices.

use crate::demo::ground::{COUNTY, COUNTY_NAME, Ground, Office, TOWN, TOWN_NAME};
use crate::demo::people::{People, numbers};
use crate::demo::township::{Township, record};
use crate::ledger::Date;

/// First day of the codes.
fn valid_from(ground: &Ground) -> Option<Date> {
    Date::new(ground.as_of().parts().0 - 10, 1, 1)
}

pub fn add(ground: &Ground, people: &mut People, township: &mut Township) {
    let from = valid_from(ground);
    // households of the whole place are many more than those on the list
    let all = |households: usize| households * 12 + 60;
    let households = people.households.len();
    record!(township, "admin_division" {
        division_code: COUNTY, name: COUNTY_NAME, level: "县", parent_code: "3699",
        total_households: all(households) * 20, total_persons: all(households) * 76, valid_from: from,
    });
    record!(township, "admin_division" {
        division_code: TOWN, name: TOWN_NAME, level: "乡", parent_code: COUNTY,
        total_households: all(households), total_persons: all(households) * 4, valid_from: from,
    });
    let draw = ground.draw("size of village");
    for (at, village) in ground.villages.iter().enumerate() {
        let listed = people.households.iter().filter(|h| h.village == at).count();
        let total = listed * 12 + draw.between(at, 20, 90) as usize;
        record!(township, "admin_division" {
            division_code: village.code, name: village.name, level: "村", parent_code: TOWN,
            total_households: total, total_persons: total * 4, valid_from: from,
        });
    }
    for (at, office) in ground.offices.iter().enumerate() {
        // 12: an institution; 54: a village committee
        let head = if office.kind == "村委会" {
            "54"
        } else {
            "12"
        };
        record!(township, "org" {
            org_id: office.org_id, name: office.name, short_name: office.short_name, kind: office.kind,
            uscc: numbers::uscc(head, at + 1), division_code: office.division,
            phone: format!("0799-46{:05}", 10_000 + at),
            post_policy_doc: offers_posts(office).then(|| format!("{}公益性岗位管理制度", office.short_name)),
        });
    }
}

/// Whether the office has welfare posts to give.
fn offers_posts(office: &Office) -> bool {
    office.kind == "村委会" || matches!(&*office.short_name, "镇人社所" | "镇林业站")
}
