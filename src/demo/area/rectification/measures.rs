//! `rect_measure`, `rect_evidence`, `rect_status_log`: what was done about a problem, what proves it, and the way from
//! being taken up to being closed.

use super::meetings::{self, MEETINGS};
use super::problems::{Measure, Problem, Proof, Stage};
use super::words::{Figures, fill, full_day, page};
use super::{DEADLINE, FEEDBACK, LEADERS, TAKEN_UP, official};
use crate::demo::ground::{Ground, TOWN_NAME};
use crate::demo::township::{Township, digest, record, yuan};

/// Days from the start of all measures to the as-of date.
const STARTED: i64 = 33;
/// Days after which a lasting measure is looked at again.
const NEXT_REVIEW: i64 = 60;
/// Who verifies; it carries out no measure of its own but the one that the second office verifies.
const VERIFIERS: [&str; 2] = ["镇党政办", "镇扶贫站"];
/// Their numbers among the officials, behind two of each of the town's nine offices.
const FIRST_VERIFIER: usize = 18;
/// What problem 14 gets back: 4.5 and 0.66 万元, in 分.
const RETENTION: (usize, i64) = (14, 5_160_000);

impl Stage {
    /// Days from closing to the as-of date.
    pub fn closed(self) -> Option<i64> {
        match self {
            Stage::Closed(days) | Stage::ClosedAtLast(days) => Some(days),
            Stage::Waiting | Stage::UnderWay => None,
        }
    }
}

/// A measure in its place.
struct Placed<'m> {
    no: usize,
    seq: usize,
    text: String,
    measure: &'m Measure,
}

impl Placed<'_> {
    /// A number that only this measure has.
    fn row(&self) -> usize {
        self.no * 10 + self.seq
    }

    fn status(&self) -> &'static str {
        match self.measure.stage {
            Stage::UnderWay => "整改中",
            Stage::Waiting => "待复查",
            _ if self.measure.lasting => "长期坚持",
            _ => "已销号",
        }
    }

    /// Those of an office share their work.
    fn responsible(&self, ground: &Ground) -> String {
        let office = ground.office(self.measure.office);
        let at = ground
            .offices
            .iter()
            .position(|o| o.org_id == office.org_id);
        official(ground, 2 * at.unwrap_or(0) + self.seq % 2)
    }

    fn verifier(&self, ground: &Ground) -> (&'static str, String) {
        let own = usize::from(self.measure.office == VERIFIERS[0]);
        (VERIFIERS[own], official(ground, FIRST_VERIFIER + own))
    }
}

pub fn add(
    ground: &Ground,
    township: &mut Township,
    no: usize,
    problem: &Problem,
    figures: &Figures,
) {
    for (at, measure) in problem.measures.iter().enumerate() {
        let placed = Placed {
            no,
            seq: at + 1,
            text: fill(measure.text, ground, figures),
            measure,
        };
        self::measure(ground, township, problem, &placed);
        for (nth, proof) in measure.proofs.iter().enumerate() {
            evidence(ground, township, &placed, nth, proof);
        }
        log(ground, township, &placed);
    }
}

fn measure(ground: &Ground, township: &mut Township, problem: &Problem, placed: &Placed<'_>) {
    let Measure { lasting, stage, .. } = *placed.measure;
    let office = ground.office(placed.measure.office);
    let closed = stage.closed().map(|days| ground.days_ago(days));
    let (verifier_org, verifier) = placed.verifier(ground);
    let (done, progress) = match stage {
        Stage::UnderWay => (60, "正在办,没有难处"),
        Stage::Waiting => (95, "已经办完,等候复查"),
        _ if lasting => (100, "本阶段的事办完,照此长期做下去"),
        _ => (100, "已经办完"),
    };
    record!(township, "rect_measure" {
        problem_no: placed.no, seq: placed.seq, text: placed.text, lead_leader: official(ground, LEADERS + problem.category),
        org: office.name, org_id: office.org_id, responsible: placed.responsible(ground), responsible_org: office.name,
        deadline: ground.days_ago(-DEADLINE), long_term: lasting, mode: if lasting { "持续整改" } else { "限期整改" },
        progress: progress, progress_pct: done, status: placed.status(), closed_date: closed,
        verifier: closed.map(|_| verifier), verifier_org: closed.map(|_| ground.office(verifier_org).name.as_str()),
        verify_date: closed, verify_result: closed.map(|_| "合格"),
        next_review: lasting.then(|| ground.days_ago(-NEXT_REVIEW)),
        amount: (placed.no == RETENTION.0).then(|| yuan(RETENTION.1)),
    });
}

fn evidence(
    ground: &Ground,
    township: &mut Township,
    placed: &Placed<'_>,
    nth: usize,
    proof: &Proof,
) {
    let (no, seq) = (placed.no, placed.seq);
    let number = format!("CL-{no:02}-{seq}-{}", nth + 1);
    let draw = ground.draw("age of evidence");
    let before = draw.between(placed.row() * 4 + nth, 0, 3);
    let days = placed.measure.stage.closed().unwrap_or(1) + before;
    let date = ground.days_ago(days.min(STARTED));
    match proof {
        Proof::Meeting(at) => {
            let path = meetings::minutes_path(*at);
            let sha256 = township.files.get(&path).map(digest);
            record!(township, "rect_evidence" {
                problem_no: no, seq: seq, evidence_no: number, type: "会议", title: format!("{}材料", MEETINGS[*at].name),
                doc_date: ground.days_ago(MEETINGS[*at].days_ago), path: path, sha256: sha256, has_notice: true,
                has_sign_in: true, has_minutes: true, has_photo: true, meeting_no: meetings::number(*at),
            });
        }
        Proof::Photo(title) => {
            record!(township, "rect_evidence" {
                problem_no: no, seq: seq, evidence_no: number, type: "照片", title: title, shot_date: date,
            });
        }
        Proof::Paper(kind, title) => {
            let path = format!("佐证/{no}-{seq} {title}.html");
            let text = format!(
                "材料编号:{number}\n形成日期:{}\n对应措施:{no}-{seq} {}\n经办:{}\n",
                full_day(date),
                placed.text,
                ground.office(placed.measure.office).name,
            );
            let text = page(&format!("{TOWN_NAME} {title}"), &text);
            record!(township, "rect_evidence" {
                problem_no: no, seq: seq, evidence_no: number, type: kind, title: title, doc_date: date, path: path,
                sha256: digest(&text),
            });
            township.files.insert(path, text);
        }
    }
}

/// Every step with the day on which it was taken.
fn log(ground: &Ground, township: &mut Township, placed: &Placed<'_>) {
    let mut steps = vec![
        (TAKEN_UP, "待整改", "认领"),
        (STARTED, "整改中", "开始办理"),
    ];
    let stage = placed.measure.stage;
    if let Stage::ClosedAtLast(days) = stage {
        steps.push((days + 6, "待复查", "办完,报请复查"));
        steps.push((days + 5, "整改中", "复查不合格,退回补办"));
    }
    match stage.closed() {
        Some(days) => {
            steps.push((days + 1, "待复查", "办完,报请复查"));
            steps.push((days, placed.status(), "复查合格"));
        }
        None if stage == Stage::Waiting => steps.push((1, "待复查", "办完,报请复查")),
        None => {}
    }
    debug_assert!(steps.iter().all(|(days, ..)| *days <= FEEDBACK));
    let (_, verifier) = placed.verifier(ground);
    let own = placed.responsible(ground);
    let mut before = None;
    for (nth, (days, status, reason)) in steps.into_iter().enumerate() {
        let by_verifier = reason.starts_with("复查");
        record!(township, "rect_status_log" {
            problem_no: placed.no, seq: placed.seq, log_no: nth + 1, change_date: ground.days_ago(days),
            from_status: before, to_status: status, operator: if by_verifier { &verifier } else { &own }, reason: reason,
        });
        before = Some(status);
    }
}
