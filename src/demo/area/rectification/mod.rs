//! `rect_feedback`, `rect_problem` and what it nests, `rect_meeting`, `rect_finding_row`, `disclosure`: the
//! rectification of the report of 2021, kept as it should have been.
//!
//! 19 problems and 40 measures, whatever the size of the township. Two days before the deadline 38 are closed, each with
//! evidence and verified by another office, one waits to be verified and one is under way.

mod measures;
mod meetings;
mod problems;
pub mod words;

pub use problems::{PROBLEMS, Stage};

use self::problems::{CATEGORIES, Problem};
use self::words::{Figures, fill};
use crate::demo::ground::{Ground, TOWN_NAME};
use crate::demo::people::{People, names};
use crate::demo::township::{Township, record};
use crate::ledger::Date;

/// Days from the feedback to the as-of date, and from the day on which the town took it up.
const FEEDBACK: i64 = 37;
const TAKEN_UP: i64 = 35;
/// The day until which all is to be done, in days after the as-of date.
const DEADLINE: i64 = 2;
/// Days from the last closing of a problem to the notice of its result, and how long it hangs.
const TO_NOTICE: i64 = 2;
const NOTICE: i64 = 7;

pub fn deadline(ground: &Ground) -> Date {
    ground.days_ago(-DEADLINE)
}

pub fn add(ground: &Ground, people: &mut People, township: &mut Township) {
    let figures = Figures::of(ground, people);
    meetings::add(ground, township);
    for (at, problem) in PROBLEMS.iter().enumerate() {
        let no = at + 1;
        feedback(ground, township, no, problem);
        self::problem(ground, township, no, problem, &figures);
        measures::add(ground, township, no, problem, &figures);
        notice(ground, township, no, problem);
    }
    findings(ground, people, township, &figures);
}

/// The leaders that chapters of the report have, behind those who work in the offices and those who verify.
const LEADERS: usize = 20;

/// Somebody of the town. The same number is the same person, and the first 22 never share a name: who verifies must not
/// seem to be who did it.
fn official(ground: &Ground, number: usize) -> String {
    let surname = names::surname(ground.draw("official's surname"), number);
    names::name(surname, ground.draw("official's name"), 0, number)
}

fn issuer(level: &str) -> &'static str {
    match level {
        "中央" => "中央脱贫攻坚成效考核组",
        "国家考核" => "国家脱贫攻坚成效考核组",
        "省资金绩效" => "省财政专项资金绩效考核组",
        _ => "省脱贫攻坚成效考核组",
    }
}

/// Every examination numbers its own problems.
fn parent_no(no: usize, problem: &Problem) -> String {
    let before = PROBLEMS[..no].iter().filter(|p| p.level == problem.level);
    format!("{}-{}", problem.level, before.count())
}

fn feedback(ground: &Ground, township: &mut Township, no: usize, problem: &Problem) {
    let year = ground.days_ago(FEEDBACK).parts().0;
    record!(township, "rect_feedback" {
        parent_no: parent_no(no, problem), issuer: issuer(problem.level), doc_no: format!("禾整办〔{year}〕3号"),
        text: format!("{}:{}", problem.title, problem.facts[0]), issued_date: ground.days_ago(FEEDBACK),
    });
}

fn problem(
    ground: &Ground,
    township: &mut Township,
    no: usize,
    problem: &Problem,
    figures: &Figures,
) {
    let found = problem.found_here.map(|text| fill(text, ground, figures));
    let is_open = |stage: &Stage| matches!(stage, Stage::UnderWay | Stage::Waiting);
    let status = match problem.measures {
        measures if measures.iter().any(|m| is_open(&m.stage)) => "整改中",
        measures if measures.iter().any(|m| m.lasting) => "长期坚持",
        _ => "已销号",
    };
    record!(township, "rect_problem" {
        problem_no: no, category: CATEGORIES[problem.category], title: problem.title, source_level: problem.level,
        feedback_org: issuer(problem.level), parent_no: parent_no(no, problem),
        local_hit: if found.is_some() { "有" } else { "无" },
        self_check_result: found.unwrap_or_else(|| format!("查了{}个村,没有同样的情形", ground.villages.len())),
        found_date: ground.days_ago(FEEDBACK), lead_leader: official(ground, LEADERS + problem.category),
        lead_org: format!("{TOWN_NAME}整改工作专班"), status: status,
    });
    for fact in problem.facts {
        record!(township, "rect_key_fact" { problem_no: no, value: fact });
    }
}

/// The notice of what came of a problem, once all its measures are closed.
fn notice(ground: &Ground, township: &mut Township, no: usize, problem: &Problem) {
    let closed = problem
        .measures
        .iter()
        .map(|measure| measure.stage.closed());
    let Some(last) = closed.min().flatten().filter(|last| *last >= TO_NOTICE) else {
        return;
    };
    let start = last - TO_NOTICE;
    record!(township, "disclosure" {
        disclosure_id: format!("GS-ZG-{no:02}"), kind: "整改结果", problem_no: no, subject_type: "整改问题",
        subject_id: no, title: format!("问题{no}整改结果公示"), level: "乡", start_date: ground.days_ago(start),
        end_date: ground.days_ago(start - NOTICE), channel: "镇务公开栏", photo_ref: format!("公示照片{no:02}"),
    });
}

/// Persons whose health was entered too late, and the households at risk: what problems 3 and 1 are about.
fn findings(ground: &Ground, people: &People, township: &mut Township, figures: &Figures) {
    let disabled = people.here().filter(|(_, p)| p.disability.is_some());
    for (_, person) in disabled.take(figures.subsidised) {
        record!(township, "rect_finding_row" {
            problem_no: 3, ledger_name: "人员", record_key: person.id,
            fact: "领残疾补贴,健康状况登记为健康,已改正", checked: true,
        });
    }
    for household in people.households.iter().filter(|h| h.at_risk) {
        record!(township, "rect_finding_row" {
            problem_no: 1, ledger_name: "农户", record_key: household.id,
            fact: format!("边缘易致贫户,{}回访过", words::day(ground.days_ago(meetings::VISITED))), checked: true,
        });
    }
}
