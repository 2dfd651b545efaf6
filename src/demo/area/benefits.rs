//! `benefit_distribution`: what households got of the projects that earn, with its announcements.

use super::projects::{self, Done, Project, Share};
use crate::demo::ground::Ground;
use crate::demo::people::{Income, People};
use crate::demo::township::{Township, record, yuan};
use crate::ledger::Date;

/// Days before the payment for which the list is shown.
const SHOWN: i32 = 14;

pub fn add(ground: &Ground, people: &mut People, township: &mut Township) {
    let mut incomes = Vec::new();
    for project in projects::all(ground, people) {
        let Some(done) = &project.done else {
            continue;
        };
        if project.shares.is_empty() {
            continue;
        }
        let first = done.accepted.parts().0;
        for year in first..=ground.as_of().parts().0 {
            // before the year ends
            let paid = Date::new(year, 12, 15)
                .filter(|day| done.accepted < *day && *day <= ground.as_of());
            if let Some(paid) = paid {
                batch(
                    ground,
                    people,
                    (&project, done),
                    (year, paid),
                    township,
                    &mut incomes,
                );
            }
        }
    }
    people.incomes.extend(incomes);
}

fn batch(
    ground: &Ground,
    people: &People,
    (project, done): (&Project, &Done),
    (year, paid): (i32, Date),
    township: &mut Township,
    incomes: &mut Vec<Income>,
) {
    let no = format!("{}-{year}", project.no.replace("XM", "SY"));
    let village = &ground.villages[project.village].name;
    record!(township, "disclosure" {
        disclosure_id: format!("GS-{no}"), kind: "收益分配", project_no: project.no, stage: "其他", batch_no: no,
        title: format!("{}{year}年收益分配公示", project.name), level: "村", start_date: Date(paid.0 - SHOWN),
        end_date: Date(paid.0 - 2), channel: "公开栏",
    });
    let draw = ground.draw("earnings").of(&no);
    for (at, (household, share)) in project.shares.iter().enumerate() {
        let cents = match project.plan.share {
            Share::Alike(cents) => cents,
            // the first year is not a whole one
            _ if year == done.accepted.parts().0 => share * 2 / 5,
            _ => share + draw.between(at, 0, 9_999),
        };
        // what projects without an agreed sum give is a reward of own work
        let (mode, category, source) = match project.plan.share {
            Share::Earned => ("奖补", "转移性", "产业奖补"),
            _ => ("分红", "财产性", "分红"),
        };
        let (head, account) = (
            people.head(*household),
            &people.households[*household].account,
        );
        record!(township, "benefit_distribution" {
            batch_no: no, project_no: project.no, household_id: people.households[*household].id,
            head_name: head.name, head_id_number: head.id_number, benefit_year: year, mode: mode,
            amount: yuan(cents), pay_date: paid, account_no: account, account_holder: head.name,
        });
        incomes.push(Income {
            household: *household,
            person: None,
            category,
            source,
            date: paid,
            amount: yuan(cents),
            payer: format!("{village}民委员会"),
        });
    }
}
