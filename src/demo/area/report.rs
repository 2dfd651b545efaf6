//! `report_doc` with its headings, paragraphs and attachments, `report_total`: the report of the rectification, with
//! figures that the ledgers bear out.

use super::rectification::words::{Figures, full_day, page, percent};
use super::rectification::{PROBLEMS, Stage, deadline};
use crate::demo::ground::{Ground, TOWN_NAME};
use crate::demo::people::People;
use crate::demo::township::{Township, digest, record};

const REPORT: &str = "ZGBG-01";
const SUMMARY: &str = "总述";
const REPORT_FILE: &str = "报告/整改进展报告.html";
const LIST_FILE: &str = "报告/附件 整改措施清单.html";

/// Chapters, and sections of the second one.
const HEADINGS: [(u32, &str); 9] = [
    (1, "整改工作情况"),
    (1, "问题整改进展"),
    (2, "工作落实方面"),
    (2, "政策落实方面"),
    (2, "项目资金管理方面"),
    (2, "巩固成果重点关注方面"),
    (1, "下一步打算"),
    (1, "信息公开"),
    (1, "联系方式"),
];
/// Positions of the chapters of summary and plans, and of the one whose sections are the problems' categories.
const OVERVIEW: usize = 1;
const PROGRESS: usize = 2;
const PLANS: usize = 7;

pub fn add(ground: &Ground, people: &mut People, township: &mut Township) {
    let figures = Figures::of(ground, people);
    let paragraphs = paragraphs(ground, &figures);
    document(ground, township);
    let mut text = String::new();
    headings(township);
    for (nth, (heading, problem, paragraph)) in paragraphs.iter().enumerate() {
        record!(township, "report_paragraph" {
            report_no: REPORT, position: nth + 1, heading_position: heading, problem_no: problem, text: paragraph,
        });
        text.push_str(paragraph);
        text.push_str("\n\n");
    }
    let text = page(&title(), &text);
    township.files.insert(REPORT_FILE.to_owned(), text);
    attachment(township);
    totals(ground, township, &figures);
}

fn title() -> String {
    format!("{TOWN_NAME}考核反馈问题整改进展报告")
}

fn document(ground: &Ground, township: &mut Township) {
    let as_of = ground.as_of();
    record!(township, "report_doc" {
        report_no: REPORT, title: title(),
        doc_no: format!("青府字〔{}〕18号", as_of.parts().0), org_name: format!("{TOWN_NAME}人民政府"),
        cutoff_date: as_of, sign_date: as_of, deadline: deadline(ground), public: true, path: REPORT_FILE,
    });
}

fn headings(township: &mut Township) {
    let (mut numbers, mut chapter) = ([0; 2], None);
    for (at, (level, text)) in HEADINGS.iter().enumerate() {
        let position = at + 1;
        let number = &mut numbers[*level as usize - 1];
        *number += 1;
        let number = *number;
        let parent = if *level == 1 {
            numbers[1] = 0;
            chapter = Some(position);
            None
        } else {
            chapter
        };
        record!(township, "report_heading" {
            report_no: REPORT, position: position, level: level, parent_position: parent, number: number, text: text,
        });
    }
}

/// Heading, problem and text of each.
fn paragraphs(ground: &Ground, figures: &Figures) -> Vec<(usize, Option<usize>, String)> {
    let [lasting, closed, open] = stages();
    let date = full_day(ground.as_of());
    let mut all = vec![(
        OVERVIEW,
        None,
        format!(
            "截至{date},{}个问题定下的{}条措施中,{closed}条已销号,{lasting}条完成本阶段的事并长期坚持,{open}条还在办,都在{}以前办完。",
            PROBLEMS.len(),
            lasting + closed + open,
            full_day(deadline(ground)),
        ),
    )];
    for (at, problem) in PROBLEMS.iter().enumerate() {
        let done = problem
            .measures
            .iter()
            .filter(|m| m.stage.closed().is_some());
        let text = format!(
            "问题{}:{}。定措施{}条,已办完{}条。",
            at + 1,
            problem.title,
            problem.measures.len(),
            done.count(),
        );
        all.push((PROGRESS + 1 + problem.category, Some(at + 1), text));
    }
    let text = format!(
        "长期坚持的{lasting}条措施每两个月复核一次,全镇在册的{}户继续按月走访。",
        figures.households
    );
    all.push((PLANS, None, text));
    all.push((PLANS + 1, None, "整改结果在镇务公开栏公示7天。".to_owned()));
    all.push((PLANS + 2, None, "镇党政办受理询问和举报。".to_owned()));
    all
}

/// Measures that last, are closed, and are still open.
fn stages() -> [usize; 3] {
    let mut stages = [0; 3];
    for measure in PROBLEMS.iter().flat_map(|problem| problem.measures) {
        let stage = match measure.stage {
            Stage::UnderWay | Stage::Waiting => 2,
            _ if measure.lasting => 0,
            _ => 1,
        };
        stages[stage] += 1;
    }
    stages
}

/// The list of measures as it was when the report was signed.
fn attachment(township: &mut Township) {
    let Some(measures) = township.tables.get("rect_measure") else {
        return;
    };
    let rows = 0..measures.rows.len();
    let lines = rows.clone().map(|row| {
        let cell = |column| measures.cell(row, column);
        let (no, seq) = (cell("problem_no"), cell("seq"));
        format!("{no}-{seq}\t{}\t{}\n", cell("text"), cell("status"))
    });
    let text = page("整改措施清单", &lines.collect::<String>());
    record!(township, "report_snapshot" {
        report_no: REPORT, ledger_name: "整改措施", path: LIST_FILE, sha256: digest(&text), row_count: rows.len(),
    });
    township.files.insert(LIST_FILE.to_owned(), text);
}

fn totals(ground: &Ground, township: &mut Township, figures: &Figures) {
    let [lasting, closed, open] = stages();
    let all = lasting + closed + open;
    let listed = figures.persons - figures.at_risk_persons;
    // metric, the total that it is a part of, problem, value, unit
    #[rustfmt::skip]
    let counts = [
        ("问题数", None, None, PROBLEMS.len(), "个"),
        ("措施数", None, None, all, "条"),
        ("完成并长期坚持的措施数", Some("措施数"), None, lasting, "条"),
        ("已销号的措施数", Some("措施数"), None, closed, "条"),
        ("正在整改的措施数", Some("措施数"), None, open, "条"),
        ("在册户数", None, None, figures.households, "户"),
        ("脱贫户", Some("在册户数"), None, figures.households - figures.at_risk_households, "户"),
        ("边缘易致贫户", Some("在册户数"), None, figures.at_risk_households, "户"),
        ("在册人口", None, None, figures.persons, "人"),
        ("脱贫人口", Some("在册人口"), None, listed, "人"),
        ("边缘易致贫人口", Some("在册人口"), None, figures.at_risk_persons, "人"),
        ("健康状况更正人数", None, Some(3), figures.subsidised, "人"),
    ];
    for (metric, part_of, problem, value, unit) in counts {
        record!(township, "report_total" {
            report_no: REPORT, metric: metric, part_of: part_of, place: place(problem), problem_no: problem,
            value: value, unit: unit, decimals: 0, as_of_date: ground.as_of(),
        });
    }
    record!(township, "report_total" {
        report_no: REPORT, metric: "措施办结率", place: SUMMARY, value: percent(lasting + closed, all, 1), unit: "%",
        numerator: lasting + closed, denominator: all, decimals: 1, as_of_date: ground.as_of(),
    });
    adopt(township);
}

/// Other areas put their figures into the report without knowing its number.
fn adopt(township: &mut Township) {
    let Some(totals) = township.tables.get_mut("report_total") else {
        return;
    };
    for row in 0..totals.rows.len() {
        if totals.cell(row, "report_no").is_empty() {
            totals.write(row, "report_no", REPORT);
        }
    }
}

fn place(problem: Option<usize>) -> String {
    problem.map_or_else(|| SUMMARY.to_owned(), |no| format!("问题{no}"))
}
