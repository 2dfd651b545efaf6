//! `project_doc`, `project_beneficiary`, and the announcements of a project in `disclosure`.

use super::course::Project;
use crate::demo::ground::Ground;
use crate::demo::people::People;
use crate::demo::township::{Township, record};
use crate::ledger::Date;

/// Days for which villages and the town announce, the first and the last counted.
const SHOWN: i32 = 12;

pub fn add(ground: &Ground, people: &People, project: &Project, township: &mut Township) {
    documents(ground, project, township);
    announcements(ground, project, township);
    for (household, _) in &project.shares {
        let head = people.head(*household);
        let kind = if people.households[*household].at_risk {
            "边缘易致贫户"
        } else {
            "脱贫户"
        };
        record!(township, "project_beneficiary" {
            project_no: project.no, household_id: people.households[*household].id, head_name: head.name,
            head_id_number: head.id_number, household_type: kind, mode: "收益分红",
        });
    }
}

fn documents(ground: &Ground, project: &Project, township: &mut Township) {
    let done = project.done.as_ref();
    let built = project.plan.built;
    let all = [
        ("公示", "入库公示", Some(project.library)),
        ("招标", "中标通知书", Some(project.bid)),
        (
            "合同",
            if built {
                "施工合同"
            } else {
                "采购合同"
            },
            Some(project.contract),
        ),
        ("监理", "监理合同", Some(project.contract).filter(|_| built)),
        ("验收", "验收报告", done.map(|done| done.accepted)),
        ("结算", "结算审核报告", done.map(|done| done.settled)),
    ];
    for (at, (kind, title, date)) in all.into_iter().enumerate() {
        let Some(date) = date.filter(|date| *date <= ground.as_of()) else {
            continue;
        };
        record!(township, "project_doc" {
            project_no: project.no, kind: kind, title: format!("{}{title}", project.name),
            doc_no: format!("DA-{:04}-{}", project.nth + 1, at + 1), doc_date: date,
        });
    }
}

fn announcements(ground: &Ground, project: &Project, township: &mut Township) {
    let day = |date: Date, after: i32| Date(date.0 + after);
    let done = project.done.as_ref().map(|done| day(done.settled, 3));
    let all = [
        ("入库", "村", Some(day(project.library, -45))),
        ("入库", "乡", Some(day(project.library, -30))),
        ("入库", "县", Some(day(project.library, -15))),
        ("批准", "村", Some(day(project.approved, 2))),
        ("完工", "村", done),
    ];
    for (at, (stage, level, start)) in all.into_iter().enumerate() {
        let Some(start) = start.filter(|start| *start <= ground.as_of()) else {
            continue;
        };
        record!(township, "disclosure" {
            disclosure_id: format!("GS-{}-{}", project.no, at + 1), kind: "项目", project_no: project.no,
            stage: stage, title: format!("{}{stage}公示", project.name), level: level, start_date: start,
            end_date: day(start, SHOWN - 1), channel: if level == "县" { "县政府网站" } else { "公开栏" },
        });
    }
}
