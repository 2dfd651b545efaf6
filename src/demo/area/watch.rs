//! `monitor_case` with its risks, measures and visits, `disclosure`: households that might fall into poverty, from the
//! alert to the day on which the risk is over.

use crate::demo::draw::Draw;
use crate::demo::ground::Ground;
use crate::demo::people::{People, Watch, names};
use crate::demo::township::{Township, record, yuan};
use crate::ledger::Date;

/// Households that were poor once and are watched now, those of them whose risk is over, and households looked at
/// without finding a risk, besides those with a severe disability or a costly illness.
const WATCHED: usize = 14;
const RECOVERED: usize = 5;
const HARMLESS: usize = 12;
/// The line of income below which a household is looked at, in yuan: that of 2021.
const LINE: i64 = 6_000;
/// Days between two visits.
const PACE: i32 = 28;

/// One case; days that have not come are `None`, and nobody was enrolled without a risk.
struct Case {
    household: usize,
    source: &'static str,
    alert: Date,
    verified: Date,
    enrolled: Option<Date>,
    cleared: Option<Date>,
    /// 分 a head.
    income: Option<i64>,
    note: Option<&'static str>,
}

pub fn add(ground: &Ground, people: &mut People, township: &mut Township) {
    let mut cases = Vec::new();
    for household in 0..people.households.len() {
        if people.households[household].at_risk {
            // as in the report, the risk of all these is over
            let cleared = Some(ground.days_ago(60));
            cases.push(enrolled(ground, household, 340, cleared));
        }
    }
    let since = ground.draw("watched since");
    let mut unstable = unstable(ground, people).into_iter();
    let watched = unstable.by_ref().take(ground.share(WATCHED));
    cases.extend(watched.map(|household| {
        let ago = since.between(household, 120, 260);
        enrolled(ground, household, ago, None)
    }));
    let able = |household: &usize| {
        let mut members = people.members(*household);
        members.any(|(_, person)| !matches!(person.labor, "无劳动力" | "丧失劳动力"))
    };
    let recovered = unstable.filter(able).take(ground.share(RECOVERED));
    cases.extend(recovered.map(|household| {
        let ago = since.between(household, 350, 420);
        let cleared = ground.days_ago(since.between(household, 30, 110));
        enrolled(ground, household, ago, Some(cleared))
    }));
    for case in &cases {
        let household = &mut people.households[case.household];
        let kind = if household.at_risk {
            "边缘易致贫户"
        } else {
            "脱贫不稳定户"
        };
        household.watch = Some(Watch {
            kind,
            found: case.verified,
            cleared: case.cleared,
        });
    }
    cases.extend(looked_at(ground, people));
    for (nth, case) in cases.iter().enumerate() {
        let id = format!("JC-{:05}", nth + 1);
        write(ground, people, township, &id, case);
        if case.enrolled.is_some() {
            follow(ground, people, township, &id, case);
            disclose(township, &id, case);
        }
    }
}

/// Old people who live on little, on the list of the poor once, in random order.
fn unstable(ground: &Ground, people: &People) -> Vec<usize> {
    let order = ground.draw("watched").order(people.households.len());
    let fit = |at: &usize| {
        let household = &people.households[*at];
        let old = |member: &usize| people.persons[*member].age(ground.as_of()) >= 65;
        !household.at_risk && household.members.iter().all(old)
    };
    order.into_iter().filter(fit).collect()
}

fn enrolled(ground: &Ground, household: usize, ago: i64, cleared: Option<Date>) -> Case {
    let draw = ground.draw("days of a case");
    let alert = ground.days_ago(ago);
    let verified = after(alert, draw.between(3 * household, 2, 8));
    Case {
        household,
        source: draw.one(
            3 * household,
            &["干部排查", "部门预警", "系统反馈", "农户申报"],
        ),
        alert,
        verified,
        enrolled: Some(after(verified, draw.between(3 * household + 1, 9, 14))),
        cleared,
        income: Some(draw.between(3 * household + 2, 510_001, 598_999)),
        note: None,
    }
}

/// Cases without a risk.
fn looked_at(ground: &Ground, people: &People) -> Vec<Case> {
    let order = ground.draw("looked at").order(people.households.len());
    let mut left = ground.share(HARMLESS);
    let days = ground.draw("days of a case");
    let mut cases = Vec::new();
    for household in order {
        if people.households[household].watch.is_some() {
            continue;
        }
        let has_to = people.members(household).any(|(_, person)| {
            person.costly_illness || person.disability.is_some_and(|d| d.level <= 2)
        });
        let (source, note) = if has_to {
            ("部门预警", "医保报销和补贴已落实,收入稳定")
        } else if left > 0 {
            left -= 1;
            let sources = ["农户申报", "干部排查", "系统反馈"];
            (
                days.one(household, &sources),
                "入户核对收入和支出,没有发现风险",
            )
        } else {
            continue;
        };
        let alert = ground.days_ago(days.between(2 * household, 45, 330));
        cases.push(Case {
            household,
            source,
            alert,
            verified: after(alert, days.between(2 * household + 1, 1, 9)),
            enrolled: None,
            cleared: None,
            income: None,
            note: Some(note),
        });
    }
    cases
}

fn after(day: Date, days: i64) -> Date {
    Date(day.0 + days as i32)
}

fn write(ground: &Ground, people: &People, township: &mut Township, id: &str, case: &Case) {
    let household = &people.households[case.household];
    let (head, village) = (
        people.head(case.household),
        &ground.villages[household.village],
    );
    let (result, status) = match (case.enrolled, case.cleared) {
        (None, _) => ("无风险", "未纳入"),
        (_, None) => ("有风险", "监测中"),
        _ => ("有风险", "已消除"),
    };
    // what it would have been watched as
    let kind = household.watch.map_or("脱贫不稳定户", |watch| watch.kind);
    let cleared = case.cleared;
    let safe = cleared.map(|_| true);
    let income = Draw::new(ground.settings.seed, "income of a case");
    record!(township, "monitor_case" {
        case_id: id, household_id: household.id, head_name: head.name, head_id_number: head.id_number,
        village_code: village.code, village_name: village.name,
        monitor_type: kind, alert_source: case.source,
        alert_date: case.alert, verified_date: case.verified, verified_result: result, exclusion_note: case.note,
        enroll_date: case.enrolled, income_at_enroll: case.income.map(yuan), threshold: LINE, status: status,
        cleared: case.enrolled.map(|_| cleared.is_some()), clear_mode: cleared.map(|_| "帮扶消除"),
        clear_date: cleared,
        income_at_clear: cleared.map(|_| yuan(income.between(case.household, 780_001, 990_000))),
        education_ok: safe, medical_ok: safe, housing_ok: safe, water_ok: safe,
    });
}

/// Risks that the members bear out, and measures against each.
fn risks(people: &People, household: usize) -> Vec<(&'static str, [&'static str; 2])> {
    let members = || people.members(household).map(|(_, person)| person);
    let mut risks = Vec::new();
    if members().any(|person| person.disease.is_some()) {
        risks.push(("因病", ["健康帮扶", "社会救助"]));
    }
    if members().any(|person| person.disability.is_some()) {
        risks.push(("因残", ["兜底保障", "社会救助"]));
    }
    if risks.is_empty() {
        risks.push(("收入骤减", ["产业帮扶", "防贫保险"]));
    }
    risks
}

/// Risks, measures and visits of a household that was enrolled.
fn follow(ground: &Ground, people: &People, township: &mut Township, id: &str, case: &Case) {
    let Some(enrolled) = case.enrolled else {
        return;
    };
    let draw = ground.draw("help of a case");
    let village = people.households[case.household].village;
    let visitor = names::name(
        names::surname(draw.of("surname"), village),
        draw.of("name"),
        village,
        0,
    );
    let mut taken: Vec<&str> = Vec::new();
    for (nth, (risk, measures)) in risks(people, case.household).into_iter().enumerate() {
        record!(township, "monitor_risk" {
            case_id: id, risk: risk, found_date: case.verified, cleared_date: case.cleared,
        });
        for (more, measure) in measures.into_iter().enumerate() {
            if taken.contains(&measure) {
                continue;
            }
            taken.push(measure);
            record!(township, "monitor_measure" {
                case_id: id, kind: measure, text: text(measure), start_date: after(enrolled, (2 + 3 * nth + more) as i64),
                end_date: case.cleared, org: ground.office("镇扶贫站").name, responsible: visitor,
            });
        }
    }
    let until = case.cleared.unwrap_or(ground.as_of());
    let mut day = after(enrolled, draw.between(case.household, 3, 20));
    while day <= until {
        record!(township, "monitor_visit" {
            case_id: id, visit_date: day, visitor: visitor, content: "了解收入、看病和住房饮水情况",
        });
        day = Date(day.0 + PACE);
    }
}

fn text(measure: &str) -> &'static str {
    match measure {
        "健康帮扶" => "签约家庭医生随访,指导慢病用药",
        "社会救助" => "按规定申请临时救助",
        "兜底保障" => "落实残疾人补贴等保障政策",
        "产业帮扶" => "帮助种植油茶、养鸡并代销",
        _ => "购买防返贫保险",
    }
}

/// What the village posted: before the household was enrolled, and before the risk was declared over.
fn disclose(township: &mut Township, id: &str, case: &Case) {
    let steps = [
        ("监测对象", "NR", case.enrolled),
        ("风险消除", "XC", case.cleared),
    ];
    for (kind, mark, day) in steps {
        let Some(day) = day else { continue };
        record!(township, "disclosure" {
            disclosure_id: format!("GS-{mark}-{}", &id[3..]), kind: kind, case_id: id, title: format!("{kind}公示"),
            level: "村", start_date: after(day, -8), end_date: after(day, -1), channel: "村务公开栏",
        });
    }
}
