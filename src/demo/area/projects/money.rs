//! `project_fund`, `payment`, `retention`: where the money comes from, what is paid with it, what is kept back.

use super::course::Project;
use crate::demo::ground::Ground;
use crate::demo::people::numbers;
use crate::demo::township::{Township, record, yuan};
use crate::ledger::Date;

/// Days from the township's receipt of the money to the payment, at most.
const HELD: i64 = 55;
/// Days from the end of liability to the return of the retained money.
const RETURNED: i32 = 7;

struct Payment {
    kind: &'static str,
    date: Date,
    cents: i64,
    fund: Fund,
}

/// Which money it is: the state's first allotment, its second where there are two, what the operator adds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fund {
    First = 1,
    Second,
    Own,
}

pub fn add(ground: &Ground, project: &Project, township: &mut Township) {
    let payments: Vec<Payment> = planned(project)
        .into_iter()
        .filter(|payment| payment.date <= ground.as_of() && payment.cents > 0)
        .collect();
    funds(project, township);
    let held = ground.draw("money held");
    for (at, payment) in payments.iter().enumerate() {
        let (payee, code, account) = match (payment.kind, payment.fund) {
            ("其他", Fund::Own) => supplier(),
            ("其他", _) => consultant(),
            _ => (
                project.contractor(),
                project.contractor_code(),
                project.contractor_account(),
            ),
        };
        let row = project.nth * 8 + at;
        record!(township, "payment" {
            voucher_no: format!("PZ-{:04}-{}", project.nth + 1, at + 1), project_no: project.no,
            fund_no: fund_no(project, payment.fund), kind: payment.kind,
            alloc_to_town_date: Date(payment.date.0 - held.between(row, 3, HELD) as i32), pay_date: payment.date,
            amount: yuan(payment.cents), purpose: format!("{}{}", project.plan.thing, purpose(payment)),
            payee: payee, payee_uscc: code, account_no: account, account_holder: payee,
        });
    }
    retention(ground, project, township);
}

/// Name, code and account of who designs and supervises.
fn consultant() -> (String, String, String) {
    let name = "禾源县例信工程咨询有限公司".to_owned();
    (name, numbers::uscc("91", 390), numbers::account(600_390))
}

/// Name, code and account of who sells seedlings and feed.
fn supplier() -> (String, String, String) {
    let name = "禾源县例丰农资有限公司".to_owned();
    (name, numbers::uscc("91", 391), numbers::account(600_391))
}

fn purpose(payment: &Payment) -> &'static str {
    match (payment.kind, payment.fund) {
        ("其他", Fund::Own) => "生产资料款",
        ("其他", _) => "设计监理费",
        ("质保金", _) => "质保金返还",
        (kind, _) => kind,
    }
}

/// All payments of the project's life.
fn planned(project: &Project) -> Vec<Payment> {
    let pay = |kind, date: Date, after: i32, cents, fund| Payment {
        kind,
        date: Date(date.0 + after),
        cents,
        fund,
    };
    // whole yuan
    let part = |percent| project.contract_amount * percent / 10_000 * 100;
    let advance = part(30);
    let Some(done) = &project.done else {
        return vec![
            pay("预付款", project.contract, 10, advance, Fund::First),
            pay("进度款", project.start, 20, part(20), Fund::First),
        ];
    };
    let (progress, last) = (part(40), part(10));
    let retained = project.retained();
    let settled = done.settlement - retained - advance - progress - last;
    let middle = (done.end.0 - project.start.0) / 2;
    vec![
        pay("预付款", project.contract, 10, advance, Fund::First),
        pay("进度款", project.start, middle, progress, Fund::First),
        pay("结算款", done.settled, 10, settled, Fund::First),
        pay("其他", done.settled, 15, project.fee, Fund::Second),
        pay("尾款", done.settled, 20, last, Fund::Second),
        pay("质保金", done.defect_end, RETURNED, retained, Fund::Second),
        pay("其他", done.accepted, 12, project.own(), Fund::Own),
    ]
}

fn has_second(project: &Project) -> bool {
    project.fee > 0 && project.nth.is_multiple_of(2)
}

fn fund_no(project: &Project, fund: Fund) -> String {
    let fund = match fund {
        Fund::Second if !has_second(project) => Fund::First,
        fund => fund,
    };
    format!("{}-Z{}", project.no, fund as u8)
}

fn funds(project: &Project, township: &mut Township) {
    let second = match (has_second(project), &project.done) {
        (false, _) => 0,
        (true, None) => project.budget() * 15 / 100,
        (true, Some(_)) => {
            let of_second = planned(project)
                .into_iter()
                .filter(|payment| payment.fund == Fund::Second);
            of_second.map(|payment| payment.cents).sum()
        }
    };
    let mut add = |fund: Fund, source: &str, fiscal: bool, cents: i64| {
        let document = format!("禾财农指{}号", project.nth * 2 + fund as usize);
        record!(township, "project_fund" {
            project_no: project.no, fund_no: fund_no(project, fund), source_kind: source, fiscal: fiscal,
            doc_no: (fund != Fund::Own).then_some(document),
            alloc_date: Date(project.approved.0 + 5), amount: yuan(cents),
        });
    };
    let first = ["中央", "省", "整合"][project.nth % 3];
    add(Fund::First, first, true, project.budget() - second);
    if second > 0 {
        let (source, fiscal) = if project.nth.is_multiple_of(10) {
            ("社会", false)
        } else {
            ("县", true)
        };
        add(Fund::Second, source, fiscal, second);
    }
    if project.own() > 0 {
        add(Fund::Own, "自筹", false, project.own());
    }
}

fn retention(ground: &Ground, project: &Project, township: &mut Township) {
    let Some(done) = project.done.as_ref().filter(|_| project.plan.built) else {
        return;
    };
    let guarantee = project.guarantee();
    let kept = guarantee.is_none().then(|| yuan(project.retained()));
    let refund = Date(done.defect_end.0 + RETURNED);
    let refunded = (refund <= ground.as_of())
        .then_some(refund)
        .filter(|_| kept.is_some());
    record!(township, "retention" {
        project_no: project.no, base: yuan(done.settlement),
        retention_pct: project.retention_percent().map(|percent| percent.to_string()), amount: kept,
        withheld_date: kept.map(|_| done.settled), defect_start: done.accepted, defect_end: done.defect_end,
        refund_date: refunded, refund_amount: kept.filter(|_| refunded.is_some()), dispute: false,
        guarantee_amount: guarantee.as_ref().map(|_| yuan(done.settlement * 3 / 100)), guarantee_doc: guarantee,
    });
}
