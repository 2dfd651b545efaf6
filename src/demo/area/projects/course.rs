//! The course of a project: its days, quantities and sums, and who benefits. Other areas read it too.

use super::plans::{LAMPS, PLANS, Plan, Share};
use crate::demo::draw::Draw;
use crate::demo::ground::Ground;
use crate::demo::people::People;
use crate::ledger::Date;

/// Projects of a village.
const OF_A_VILLAGE: usize = 6;
/// Days since approval of a village's projects, fewest and most; the next village begins one further on. What was
/// approved 250 days ago is paid, what was approved 145 days ago is not finished.
const AGES: [(i64, i64); OF_A_VILLAGE] = [
    (820, 1240),
    (72, 138),
    (400, 600),
    (250, 330),
    (860, 1240),
    (430, 640),
];
/// In every third village the one under way has a contract, but has not begun yet.
const NOT_BEGUN: (i64, i64) = (36, 44);

pub struct Project {
    pub nth: usize,
    pub plan: &'static Plan,
    /// Position in `Ground::villages`.
    pub village: usize,
    pub no: String,
    pub name: String,
    pub library: Date,
    pub approved: Date,
    pub bid: Date,
    pub contract: Date,
    pub start: Date,
    pub plan_end: Date,
    /// In per cent.
    pub progress: i64,
    pub items: Vec<Item>,
    /// In 分.
    pub contract_amount: i64,
    /// For design and supervision, in 分.
    pub fee: i64,
    /// What households get each year, by position in `People::households`, in 分.
    pub shares: Vec<(usize, i64)>,
    pub done: Option<Done>,
}

pub struct Item {
    pub name: &'static str,
    pub unit: &'static str,
    pub approved: i64,
    pub accepted: i64,
}

/// What there is when a project is finished, accepted and paid.
pub struct Done {
    pub end: Date,
    pub inspected: Date,
    /// An acceptance that it did not pass.
    pub failed: Option<Date>,
    pub accepted: Date,
    pub settled: Date,
    pub defect_end: Date,
    /// In 分.
    pub settlement: i64,
    pub change: Option<Change>,
}

pub struct Change {
    pub approved: Date,
    pub implemented: Date,
    /// In 分.
    pub amount: i64,
}

/// All projects of the villages.
pub fn all(ground: &Ground, people: &People) -> Vec<Project> {
    let villages = ground.villages.len();
    let mut households = vec![Vec::new(); villages];
    for (at, household) in people.households.iter().enumerate() {
        households[household.village].push(at);
    }
    let project = |nth: usize| {
        let village = nth / OF_A_VILLAGE;
        project(ground, nth, village, &households[village])
    };
    (0..villages * OF_A_VILLAGE).map(project).collect()
}

fn project(ground: &Ground, nth: usize, village: usize, households: &[usize]) -> Project {
    let draw = |name| ground.draw("project").of(name);
    let plan = &PLANS[nth % PLANS.len()];
    // only the first village to have such a project has the one of the report
    let report = plan.report.filter(|_| nth < PLANS.len());
    let (least, most) = match AGES[(nth + village) % AGES.len()] {
        young if young == AGES[1] && village % 3 == 2 => NOT_BEGUN,
        band => band,
    };
    let approved = ground.days_ago(draw("age").between(nth, least, most));
    let after = |days: i64| Date(approved.0 + days as i32);
    let is_done = least >= AGES[3].0;
    let start = after(45);
    let duration = draw("duration").between(nth, 60, 92);
    let cost = draw("cost").between(nth, plan.cost.0, plan.cost.1);
    let reported = report.map(|(cents, _)| cents).filter(|cents| *cents > 0);
    let contract_amount = reported.unwrap_or(cost * 100);
    let fee = match (reported, plan.built) {
        (None, true) => contract_amount * draw("fee").between(nth, 180, 290) / 10_000,
        _ => 0,
    };
    let mut items: Vec<Item> = plan
        .items
        .iter()
        .enumerate()
        .map(|(at, (name, unit, least, most))| {
            let quantity = draw("quantity").between(nth * 4 + at, *least, *most);
            let first = report.filter(|_| at == 0).and_then(|(_, first)| first);
            let approved = first.unwrap_or(quantity);
            Item {
                name,
                unit,
                approved,
                accepted: approved,
            }
        })
        .collect();
    let changes = is_done && plan.items[0].3 >= 200 && reported.is_none() && nth % 3 != 1;
    let done = is_done.then(|| {
        let end = Date(start.0 + duration as i32);
        let failed = nth % 7 == 3;
        let days = |after: i64| Date(end.0 + after as i32);
        let accepted = days(if failed { 34 } else { 20 });
        let change = changes.then(|| {
            let implemented = Date(start.0 + duration as i32 / 3);
            // more than what measuring can err by, and not so much that it must be explained
            items[0].accepted += items[0].approved * draw("change").between(nth, 25, 80) / 1000;
            Change {
                approved: Date(implemented.0 - 12),
                implemented,
                amount: contract_amount * draw("cost of change").between(nth, 60, 190) / 10_000,
            }
        });
        Done {
            end,
            inspected: days(7),
            failed: failed.then(|| days(18)),
            accepted,
            settled: Date(accepted.0 + 12),
            defect_end: accepted.add_months(12).unwrap_or(accepted),
            settlement: contract_amount + change.as_ref().map_or(0, |change| change.amount),
            change,
        }
    });
    let begun = start <= ground.as_of();
    Project {
        nth,
        plan,
        village,
        no: format!("XM-{:04}", nth + 1),
        name: format!("{}{}项目", ground.villages[village].name, plan.thing),
        library: after(-60),
        approved,
        bid: after(20),
        contract: after(35),
        start,
        plan_end: match &done {
            Some(done) => Date(done.end.0 + draw("spare").between(nth, 0, 20) as i32),
            None => after(150 + duration),
        },
        progress: match (&done, begun) {
            (Some(_), _) => 100,
            (None, true) => draw("progress").between(nth, 30, 70),
            (None, false) => 0,
        },
        items,
        contract_amount,
        fee,
        shares: shares(plan, households, draw("share"), nth),
        done,
    }
}

/// Households of the village, and what each gets in a full year.
fn shares(plan: &Plan, households: &[usize], draw: Draw, nth: usize) -> Vec<(usize, i64)> {
    if plan.share == Share::Nothing {
        return Vec::new();
    }
    let order = draw
        .of(plan.thing)
        .of(&nth.to_string())
        .order(households.len());
    let wanted = match plan.share {
        Share::Earned => draw.between(nth, 3, 4),
        _ => draw.between(nth, 5, 6),
    } as usize;
    let of = order.into_iter().take(wanted).enumerate();
    of.map(|(at, household)| {
        let cents = match plan.share {
            Share::Alike(cents) => cents,
            _ => draw.of("cents").between(nth * 8 + at, 60_001, 149_999),
        };
        (households[household], cents)
    })
    .collect()
}

impl Project {
    /// In 分. All of it is spent in the end.
    pub fn budget(&self) -> i64 {
        let works = self
            .done
            .as_ref()
            .map_or(self.contract_amount, |done| done.settlement);
        works + self.fee
    }

    /// A project belongs to the year in which it begins; what is not finished, to the present one.
    pub fn year(&self, as_of: Date) -> i32 {
        match self.done {
            Some(_) => self.start.parts().0,
            None => as_of.parts().0,
        }
    }

    pub fn status(&self, as_of: Date) -> &'static str {
        match self.done {
            Some(_) => "验收",
            None if self.start <= as_of => "在建",
            None => "未开工",
        }
    }

    /// A bank stands in for the retained money of some.
    pub fn guarantee(&self) -> Option<String> {
        let has = self.plan.built && self.nth % 8 == 7;
        has.then(|| format!("禾源农商行质量保函{:04}号", self.nth + 1))
    }

    /// Retained of the settlement: the most that is allowed, and nothing of what is bought.
    pub fn retention_percent(&self) -> Option<i64> {
        match self.plan.built {
            true => self.guarantee().is_none().then_some(3),
            false => Some(0),
        }
    }

    /// As agreed, as long as the works are under way.
    pub fn defect_end(&self) -> Option<Date> {
        let agreed = self.plan_end.add_months(13);
        let end = self.done.as_ref().map(|done| done.defect_end).or(agreed);
        end.filter(|_| self.plan.built)
    }

    /// Kept back of the settlement, in 分, half a cent rounded up.
    pub fn retained(&self) -> i64 {
        let settlement = self.done.as_ref().map_or(0, |done| done.settlement);
        (settlement * self.retention_percent().unwrap_or(0) + 50) / 100
    }

    /// What households are to get each year at least, in 分.
    pub fn agreed(&self) -> i64 {
        let sum: i64 = self.shares.iter().map(|(_, cents)| cents).sum();
        match self.plan.share {
            Share::Agreed => sum / 10_000 * 10_000,
            Share::Alike(_) => sum,
            Share::Earned | Share::Nothing => 0,
        }
    }

    /// Built to one design for all villages.
    pub fn is_standard(&self) -> bool {
        self.plan.thing == LAMPS
    }
}
