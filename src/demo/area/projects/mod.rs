//! `project` with all that it nests, `payment`, `retention`, and the announcements of projects: six projects in every
//! village, from just approved to long paid off.

mod course;
mod grants;
mod money;
mod papers;
mod plans;
mod targets;

pub use course::{Done, Project, all};
pub use plans::Share;

use crate::demo::ground::{COUNTY_NAME, Ground, Office};
use crate::demo::people::{People, numbers};
use crate::demo::township::{Township, record, yuan};

pub fn add(ground: &Ground, people: &mut People, township: &mut Township) {
    for project in all(ground, people) {
        register(ground, &project, township);
        money::add(ground, &project, township);
        papers::add(ground, people, &project, township);
        targets::add(&project, township);
        if let Some(done) = &project.done {
            accept(&project, done, township);
            change(&project, done, township);
        }
    }
    grants::add(ground, township);
}

/// The village committee that a project is carried out by.
pub fn committee<'g>(ground: &'g Ground, project: &Project) -> &'g Office {
    let village = &ground.villages[project.village];
    ground.office(&format!("{}委会", village.name))
}

fn register(ground: &Ground, project: &Project, township: &mut Township) {
    let (plan, village) = (project.plan, &ground.villages[project.village]);
    let (office, done) = (committee(ground, project), project.done.as_ref());
    let by_now = |date| (date <= ground.as_of()).then_some(date);
    let contract = by_now(project.contract);
    let start = by_now(project.start);
    let has_contract = contract.is_some();
    let people = 40 + project.nth * 7 % 90;
    record!(township, "project" {
        project_no: project.no, name: project.name, kind: plan.kind, content: plan.content,
        fund_use: format!("用于{}", plan.thing), project_year: project.year(ground.as_of()),
        village_code: village.code, village_name: village.name, org_id: office.org_id, org_name: office.name,
        library_date: project.library, approve_no: format!("禾扶批{}号", project.nth + 1),
        approve_date: project.approved, approve_level: "县", budget: yuan(project.budget()),
        total_invest: yuan(project.budget() + project.own()), is_construction: plan.built, bid_date: by_now(project.bid),
        bid_mode: by_now(project.bid).map(|_| if plan.built { "公开招标" } else { "竞争性磋商" }),
        contract_no: contract.map(|_| format!("HT-{:04}", project.nth + 1)), contract_date: contract,
        contract_amount: contract.map(|_| yuan(project.contract_amount)),
        party_b: has_contract.then(|| project.contractor()),
        party_b_uscc: has_contract.then(|| project.contractor_code()),
        plan_start: project.start, plan_end: project.plan_end, actual_start: start,
        actual_end: done.map(|done| done.end), progress_pct: project.progress,
        settlement: done.map(|done| yuan(done.settlement)), settlement_date: done.map(|done| done.settled),
        retention_pct: project.retention_percent().filter(|_| has_contract).map(|p| p.to_string()),
        guarantee_doc: project.guarantee().filter(|_| has_contract),
        defect_end: has_contract.then(|| project.defect_end()).flatten(),
        plan_people: people, actual_people: done.map(|_| people - project.nth % 4),
        agreed_benefit: yuan(project.agreed()), status: project.status(ground.as_of()),
    });
}

/// Acceptance, at the first attempt or after works put right.
fn accept(project: &Project, done: &Done, township: &mut Township) {
    let mut add = |date, kind: &str, result: &str| {
        record!(township, "acceptance" {
            project_no: project.no, accept_date: date, kind: kind, result: result, members: project.inspectors(),
        });
    };
    add(done.inspected, "初验", "合格");
    match done.failed {
        Some(failed) => {
            add(failed, "竣工验收", "不合格");
            add(done.accepted, "复验", "整改后合格");
        }
        None => add(done.accepted, "竣工验收", "合格"),
    }
    for item in &project.items {
        record!(township, "acceptance_item" {
            project_no: project.no, accept_date: done.accepted, item: item.name, unit: item.unit,
            approved_quantity: item.approved, accepted_quantity: item.accepted,
        });
    }
}

fn change(project: &Project, done: &Done, township: &mut Township) {
    let (Some(change), Some(item)) = (&done.change, project.items.first()) else {
        return;
    };
    let (from, to, unit) = (item.approved, item.accepted, item.unit);
    record!(township, "change_order" {
        project_no: project.no, change_no: format!("BG-{:04}", project.nth + 1), item: item.name,
        reason: "现场丈量比设计多", content: format!("{}由{from}{unit}改为{to}{unit}", item.name),
        amount: yuan(change.amount), approver: format!("{COUNTY_NAME}扶贫办"), approver_level: "县",
        approve_no: format!("禾扶变{}号", project.nth + 1), approved_date: change.approved,
        implemented_date: change.implemented,
    });
}

impl Project {
    /// What who runs an industry project adds to the state's money, in cents: working capital, outside the contract.
    pub fn own(&self) -> i64 {
        if self.plan.kind == "产业" {
            self.budget() * 15 / 10_000 * 100
        } else {
            0
        }
    }

    /// Who builds or delivers; a few of them share the projects of the township.
    pub fn contractor(&self) -> String {
        let trade = if self.plan.built { "建设" } else { "农业" };
        format!(
            "禾源县例{}{trade}有限公司",
            CONTRACTORS[self.of_contractor()]
        )
    }

    pub fn contractor_code(&self) -> String {
        let trade = if self.plan.built { 300 } else { 350 };
        numbers::uscc("91", trade + self.of_contractor())
    }

    pub fn contractor_account(&self) -> String {
        let trade = if self.plan.built { 600_300 } else { 600_350 };
        numbers::account(trade + self.of_contractor())
    }

    fn of_contractor(&self) -> usize {
        (self.nth * 5 + self.village) % CONTRACTORS.len()
    }

    fn inspectors(&self) -> String {
        let pairs = ["李例方、王例圆", "周例尺、吴例寸", "郑例丈、冯例升"];
        pairs[self.village % pairs.len()].to_owned()
    }
}

const CONTRACTORS: [&str; 9] = ["安", "宏", "达", "昌", "顺", "和", "兴", "泰", "裕"];
