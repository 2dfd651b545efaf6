//! `welfare_post`, `post_assignment` with attendance and assessments, `post_contract`, `post_payroll`.

use crate::demo::ground::{Ground, Office};
use crate::demo::people::work::{Post, Stint};
use crate::demo::people::{Income, People, numbers};
use crate::demo::township::{Township, record, yuan};
use crate::ledger::{Date, Month};

/// What a kind of post is about.
struct Terms {
    kind: &'static str,
    fund: &'static str,
    /// Short name of the office that gives it; none where it is the village committee.
    office: Option<&'static str>,
    /// A month's pay in 分.
    pay: i64,
    scope: &'static str,
    duty: &'static str,
    hours: &'static str,
}

macro_rules! terms {
    ($($kind:literal $fund:literal $office:expr, $pay:literal, $scope:literal $duty:literal $hours:literal;)*) => {
        &[$(Terms {
            kind: $kind, fund: $fund, office: $office, pay: $pay, scope: $scope, duty: $duty, hours: $hours,
        }),*]
    };
}

const TERMS: &[Terms] = terms![
    "生态护林员" "林草" Some("镇林业站"), 83_333,
        "本村生态公益林" "巡山护林,发现火情、盗伐及时报告" "每月巡护不少于22天";
    "保洁" "就业补助" Some("镇人社所"), 80_000,
        "本村主干道和公共场所" "清扫道路,清运垃圾" "每天上午7点到10点";
    "公路养护" "就业补助" Some("镇人社所"), 80_000,
        "本村通村公路" "清理路肩边沟,修补坑槽" "每周5天,每天4小时";
    "森林防火" "就业补助" Some("镇人社所"), 75_000,
        "本村林区路口" "入山登记,宣传防火" "防火期每天8点到17点";
    "光伏管护" "光伏收益" None, 60_000,
        "本村光伏电站" "除草,清洗板面,看护设备" "每周3天,每天4小时";
    "水利管护" "村集体" None, 50_000,
        "本村山塘和水渠" "巡查,清淤,开关闸门" "每周3天,每天4小时";
    "协管" "就业补助" Some("镇人社所"), 80_000,
        "本村便民服务点" "代办事项,登记信息" "每周5天,每天4小时";
    "其他" "村集体" None, 50_000,
        "本村敬老院" "照看老人,打扫房间" "每周5天,每天3小时";
];

/// Days of work in a month, fewest and most.
const DAYS: (i64, i64) = (22, 27);
/// Months between two assessments.
const ASSESSED_EVERY: usize = 3;

/// What all records of one assignment name.
struct Held<'a> {
    assignment: String,
    post_id: String,
    terms: &'a Terms,
    stint: Stint,
}

pub fn add(ground: &Ground, people: &mut People, township: &mut Township) {
    let mut incomes = Vec::new();
    let mut assignments = 0;
    for (nth, post) in people.posts.iter().enumerate() {
        let post_id = format!("GW-{:05}", nth + 1);
        let terms = terms_of(post.kind);
        add_post(ground, township, post, &post_id, terms);
        for stint in &post.stints {
            assignments += 1;
            let held = Held {
                assignment: format!("GA-{assignments:05}"),
                post_id: post_id.clone(),
                terms,
                stint: *stint,
            };
            assign(people, township, &held);
            contracts(ground, people, township, &held, post);
            work_done(ground, township, &held);
            pay(ground, people, township, &held, &mut incomes);
        }
    }
    people.incomes.extend(incomes);
}

fn terms_of(kind: &str) -> &'static Terms {
    let found = TERMS.iter().find(|terms| terms.kind == kind);
    found.unwrap_or(&TERMS[TERMS.len() - 1])
}

fn add_post(ground: &Ground, township: &mut Township, post: &Post, post_id: &str, terms: &Terms) {
    let village = &ground.villages[post.village];
    let office: &Office = match terms.office {
        Some(short_name) => ground.office(short_name),
        None => ground.office(&format!("{}委会", village.name)),
    };
    let policy = format!("{}公益性岗位管理制度", office.short_name);
    record!(township, "welfare_post" {
        post_id: post_id, post_name: format!("{}{}岗", village.name, terms.kind), post_kind: terms.kind,
        org_id: office.org_id, org_name: office.name, village_code: village.code, fund: terms.fund, quota: 1,
        scope: terms.scope, duty: terms.duty, standard_pay: yuan(terms.pay), policy_doc: policy,
    });
}

/// First and, where it is over, last day in the post.
fn days(stint: &Stint) -> (Option<Date>, Option<Date>) {
    let last = stint.span.until.and_then(Month::last_day);
    (stint.span.from.first_day(), last)
}

fn assign(people: &People, township: &mut Township, held: &Held) {
    let person = &people.persons[held.stint.person];
    let (start, end) = days(&held.stint);
    record!(township, "post_assignment" {
        assignment_id: held.assignment, post_id: held.post_id, person_id: person.id, name: person.name,
        id_number: person.id_number, start_date: start, end_date: end,
        leave_reason: end.map(|_| "本人申请离岗"),
    });
}

/// One contract a year.
fn contracts(ground: &Ground, people: &People, township: &mut Township, held: &Held, post: &Post) {
    let person = &people.persons[held.stint.person];
    let village = &ground.villages[post.village];
    let (mut start, left) = days(&held.stint);
    let mut nth = 0;
    while let Some(first) = start {
        let next = first.add_months(12);
        let last = next.map(|day| Date(day.0 - 1));
        nth += 1;
        let status = if left.is_some() {
            "已解除"
        } else if last.is_some_and(|day| day < ground.as_of()) {
            "已到期"
        } else {
            "有效"
        };
        record!(township, "post_contract" {
            contract_no: format!("HT-{}-{nth}", held.assignment), assignment_id: held.assignment,
            post_id: held.post_id, name: person.name, id_number: person.id_number, sign_date: first,
            start_date: first, end_date: last, post_kind: held.terms.kind, scope: held.terms.scope,
            duty: held.terms.duty, hours: held.terms.hours, place: village.name,
            monthly_pay: yuan(held.terms.pay), status: status,
        });
        start = next.filter(|day| left.is_none() && *day <= ground.as_of());
    }
}

/// Attendance of each month and an assessment of each quarter.
fn work_done(ground: &Ground, township: &mut Township, held: &Held) {
    let (attended, failed) = (
        ground.draw("days in a post"),
        ground.draw("failed in a post"),
    );
    let months = held.stint.span.months(ground.month(1));
    for (nth, month) in months.enumerate() {
        let row = held.stint.person * 64 + nth;
        record!(township, "post_attendance" {
            assignment_id: held.assignment, attend_month: month, days: attended.between(row, DAYS.0, DAYS.1),
        });
        let quarters = (nth + 1) / ASSESSED_EVERY;
        if (nth + 1) % ASSESSED_EVERY == 0 {
            // never twice in a row
            let bad = quarters.is_multiple_of(2) && failed.happens(row, 5);
            record!(township, "post_assessment" {
                assignment_id: held.assignment, assess_date: month.last_day(),
                period: "季度", result: if bad { "不合格" } else { "合格" },
            });
        }
    }
}

fn pay(
    ground: &Ground,
    people: &People,
    township: &mut Township,
    held: &Held,
    incomes: &mut Vec<Income>,
) {
    let person = &people.persons[held.stint.person];
    let account = numbers::account(1_000_000 + held.stint.person);
    for month in held.stint.span.months(ground.month(1)) {
        let paid = ground.day(month, 25);
        record!(township, "post_payroll" {
            assignment_id: held.assignment, post_id: held.post_id, name: person.name,
            id_number: person.id_number, pay_month: month, amount: yuan(held.terms.pay), pay_date: paid,
            account_no: account, account_holder: person.name,
        });
        incomes.push(Income {
            household: person.household,
            person: Some(held.stint.person),
            category: "工资性",
            source: "公益岗工资",
            date: paid,
            amount: yuan(held.terms.pay),
            payer: held.terms.office.unwrap_or("村委会").to_owned(),
        });
    }
}
