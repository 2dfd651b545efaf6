//! Projects of the town itself: the grants of 雨露计划, one project a year.

use crate::demo::ground::{Ground, TOWN_NAME};
use crate::demo::township::{Township, record, yuan};
use crate::ledger::Date;

/// Students of a year.
const STUDENTS: usize = 24;
/// For one term, in 分.
const TERM: i64 = 150_000;
/// Years that are over.
const YEARS: i32 = 3;

pub fn add(ground: &Ground, township: &mut Township) {
    let present = ground.as_of().parts().0;
    for year in present - YEARS..present {
        let students = ground.share(STUDENTS) + (year % 3) as usize;
        let day = |month, day| Date::new(year, month, day).unwrap_or(ground.as_of());
        let no = format!("XM-YL-{year}");
        let name = format!("{TOWN_NAME}{year}年雨露计划补助项目");
        // one in nine has only one term left
        let autumn = students - students / 9;
        let terms = [
            ("春季", day(4, 25), students),
            ("秋季", day(11, 20), autumn),
        ];
        let cents = |students: usize| students as i64 * TERM;
        let paid = yuan(cents(students) + cents(autumn));
        let office = ground.office("镇扶贫站");
        record!(township, "project" {
            project_no: no, name: name, kind: "雨露", content: "补助中职、高职在读学生",
            fund_use: "用于补助中职、高职在读学生", project_year: year, org_id: office.org_id,
            org_name: office.name, library_date: day(2, 10), approve_no: format!("禾扶批雨{year}号"),
            approve_date: day(3, 1), approve_level: "县", budget: paid, total_invest: paid, is_construction: false,
            plan_start: day(4, 1), plan_end: day(12, 20), actual_start: day(4, 1), actual_end: day(12, 1),
            progress_pct: 100, settlement: paid, settlement_date: day(12, 10), retention_pct: 0, plan_people: students,
            actual_people: students, agreed_benefit: 0, status: "验收",
        });
        record!(township, "project_fund" {
            project_no: no, fund_no: format!("{no}-Z1"), source_kind: "省", fiscal: true,
            doc_no: format!("禾财教指雨{year}号"), alloc_date: day(3, 8), amount: paid,
        });
        record!(township, "acceptance" {
            project_no: no, accept_date: day(12, 8), kind: "竣工验收", result: "合格", members: "李例方、王例圆",
        });
        for (at, (term, date, students)) in terms.into_iter().enumerate() {
            record!(township, "payment" {
                voucher_no: format!("PZ-YL-{year}-{}", at + 1), project_no: no, fund_no: format!("{no}-Z1"),
                kind: "补助", alloc_to_town_date: Date(date.0 - 20), pay_date: date, amount: yuan(cents(students)),
                purpose: format!("{year}年{term}雨露计划"), payee: "雨露计划学生(名册附后)",
            });
        }
        for (at, (level, start)) in [("村", day(1, 5)), ("乡", day(1, 12)), ("县", day(1, 20))]
            .into_iter()
            .enumerate()
        {
            record!(township, "disclosure" {
                disclosure_id: format!("GS-{no}-{}", at + 1), kind: "项目", project_no: no, stage: "入库",
                title: format!("{name}入库公示"), level: level, start_date: start, end_date: Date(start.0 + 11),
                channel: if level == "县" { "县政府网站" } else { "公开栏" },
            });
        }
        let targets = [
            (
                "数量",
                "补助学生人数",
                students.to_string(),
                "人",
                students.to_string(),
            ),
            (
                "质量",
                "补助对象准确率",
                "100%".to_owned(),
                "",
                "100%".to_owned(),
            ),
            (
                "时效",
                "补助发放完成天数",
                "20".to_owned(),
                "天",
                "16".to_owned(),
            ),
            (
                "成本",
                "人均每学期补助",
                "1500".to_owned(),
                "元",
                "1500".to_owned(),
            ),
            (
                "社会",
                "受助学生毕业就业率",
                "≥85%".to_owned(),
                "",
                "91%".to_owned(),
            ),
            (
                "满意度",
                "学生家庭满意度",
                "≥95%".to_owned(),
                "",
                "98%".to_owned(),
            ),
        ];
        for (dimension, indicator, target, unit, result) in targets {
            record!(township, "perf_target" {
                project_no: no, dimension: dimension, indicator: indicator, target_value: target, unit: unit,
                actual_value: result, qualitative: false,
            });
        }
    }
}
