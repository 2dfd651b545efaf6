//! `asset`, `maintenance`, `asset_inspection`, `asset_defect`: what projects left behind, who looks after it, what was
//! wrong with it.

use super::projects::{self, Project, committee};
use crate::demo::ground::Ground;
use crate::demo::people::{People, names, numbers};
use crate::demo::township::{Township, record, yuan};
use crate::ledger::Date;

/// Days between two inspections.
const PACE: i64 = 80;
/// Days of inspections that are on record.
const RECORD: i64 = 400;

struct Asset {
    no: String,
    /// Position in `Ground::villages`.
    village: usize,
    confirmed: Date,
    keeper: String,
    phone: String,
}

pub fn add(ground: &Ground, people: &mut People, township: &mut Township) {
    let mut nth = 0;
    for project in projects::all(ground, people) {
        left_by(ground, &project, &mut nth, township);
    }
    for village in 0..ground.villages.len() {
        shop(ground, village, &mut nth, township);
    }
}

/// What a finished project left: all of its settlement, shared among its parts.
fn left_by(ground: &Ground, project: &Project, nth: &mut usize, township: &mut Township) {
    let Some(done) = &project.done else {
        return;
    };
    let confirmed = Date(done.accepted.0 + ground.draw("confirmed").between(*nth, 30, 60) as i32);
    let office = committee(ground, project);
    let mut left = done.settlement;
    for (at, (part, percent)) in project.plan.parts.iter().enumerate() {
        let last = at + 1 == project.plan.parts.len();
        let value = if last {
            left
        } else {
            done.settlement * percent / 100
        };
        left -= value;
        let asset = Asset::new(ground, nth, project.village, confirmed);
        let village = &ground.villages[asset.village];
        let earns = project.plan.asset == "经营性";
        record!(township, "asset" {
            asset_no: asset.no, name: format!("{}{part}", village.name), project_no: project.no,
            kind: project.plan.asset, value: yuan(value), village_code: village.code, village_name: village.name,
            owner_org: office.name, owner_kind: "村集体", confirm_date: confirmed,
            use_org: earns.then(|| format!("{}例丰种养专业合作社", village.name)),
            lease_start: earns.then_some(confirmed), lease_end: earns.then(|| confirmed.add_months(60)).flatten(),
            // a twentieth of the value
            annual_rent: earns.then(|| yuan(value / 20)), status: "在用", keeper: asset.keeper,
            keeper_phone: asset.phone,
        });
        looked_after(ground, &asset, township);
        if project.plan.asset == "公益性" {
            defects(ground, &asset, project, township);
        }
    }
}

/// A shop of the village's own, let for years.
fn shop(ground: &Ground, village: usize, nth: &mut usize, township: &mut Township) {
    let confirmed = ground.days_ago(1500 + 7 * village as i64);
    let asset = Asset::new(ground, nth, village, confirmed);
    let (village, value) = (&ground.villages[village], ground.draw("shop"));
    let value = value.between(*nth, 8_000_001, 19_999_999);
    record!(township, "asset" {
        asset_no: asset.no, name: format!("{}集体店面", village.name), kind: "经营性", value: yuan(value),
        village_code: village.code, village_name: village.name, owner_org: format!("{}民委员会", village.name),
        owner_kind: "村集体", confirm_date: confirmed, use_org: "例记日用品店", lease_start: confirmed,
        lease_end: confirmed.add_months(120), annual_rent: yuan(value / 15), status: "在用", keeper: asset.keeper,
        keeper_phone: asset.phone,
    });
    looked_after(ground, &asset, township);
}

impl Asset {
    fn new(ground: &Ground, nth: &mut usize, village: usize, confirmed: Date) -> Self {
        let (surnames, given) = (
            ground.draw("keeper's surname"),
            ground.draw("keeper's name"),
        );
        *nth += 1;
        // one in each village looks after all that is there
        let keeper = names::name(names::surname(surnames, village), given, village, 0);
        Asset {
            no: format!("ZC-{nth:04}"),
            village,
            confirmed,
            keeper,
            phone: numbers::mobile(52_000_000 + village),
        }
    }
}

fn looked_after(ground: &Ground, asset: &Asset, township: &mut Township) {
    let draw = ground.draw("upkeep").of(&asset.no);
    let (first, present) = (asset.confirmed.parts().0, ground.as_of().parts().0);
    let village = &ground.villages[asset.village].name;
    for year in first.max(present - 2)..=present {
        let row = (year - first) as usize;
        let budget = draw.between(row, 60_001, 299_999);
        let spent = (year < present).then(|| yuan(budget - draw.between(row, 1_000, 20_000)));
        record!(township, "maintenance" {
            asset_no: asset.no, maintain_year: year, org: format!("{village}民委员会"), keeper: asset.keeper,
            keeper_phone: asset.phone, policy_doc: format!("{village}资产管护办法"), budget: yuan(budget),
            fund_source: "村集体经济收入", cost: spent,
        });
    }
    let last = draw.between(99, 3, PACE - 5);
    for days in (0..)
        .map(|nth| last + nth * PACE)
        .take_while(|days| *days < RECORD)
    {
        let day = ground.days_ago(days);
        if day <= asset.confirmed {
            break;
        }
        record!(township, "asset_inspection" {
            asset_no: asset.no, inspect_date: day, inspector: asset.keeper, finding: "完好",
        });
    }
}

/// Most were repaired; the newest wait for it, not for long.
fn defects(ground: &Ground, asset: &Asset, project: &Project, township: &mut Township) {
    let draw = ground.draw("defect").of(&asset.no);
    // what the report tells of a road
    let of_stone = ["路", "桥", "渠"]
        .iter()
        .any(|word| project.plan.parts[0].0.contains(word));
    let defect = if of_stone {
        "2处约1米长的裂缝"
    } else {
        "连接部件松动"
    };
    let found = ground.days_ago(draw.between(0, 6, 26));
    if project.nth.is_multiple_of(2) && found > asset.confirmed {
        record!(township, "asset_defect" { asset_no: asset.no, defect: defect, found_date: found });
    }
    let found = Date(asset.confirmed.0 + draw.between(1, 90, 200) as i32);
    let fixed = Date(found.0 + draw.between(2, 4, 25) as i32);
    if fixed <= ground.as_of() {
        record!(township, "asset_defect" {
            asset_no: asset.no, defect: "表面破损", found_date: found, fixed_date: fixed,
            cost: yuan(draw.between(3, 20_001, 99_999)),
        });
    }
}
