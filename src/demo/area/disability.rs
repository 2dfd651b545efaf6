//! `disability_cert`, `disability_subsidy`: the list of the disabled persons' federation and what was paid to them.

use crate::demo::ground::Ground;
use crate::demo::people::{Disability, Income, People};
use crate::demo::township::{Township, record, yuan};

/// Persons with a subsidy.
pub const SUBSIDISED: usize = 46;
/// Months for which subsidies are on the list.
const MONTHS: i64 = 15;
/// Monthly subsidy of either kind, in 分.
const MONTHLY: i64 = 8_000;

pub fn add(ground: &Ground, people: &mut People, township: &mut Township) {
    let issued = ground.draw("day of certificate");
    let mut incomes = Vec::new();
    let mut left = ground.share(SUBSIDISED);
    for (at, person) in people.persons.iter().enumerate() {
        // who died had a certificate, and the subsidy until then
        let (disability, died) = match (person.disability, person.gone) {
            (Some(disability), None) => (disability, None),
            (None, Some(("死亡", day))) => (
                Disability {
                    category: 4,
                    level: 3,
                },
                Some(day),
            ),
            _ => continue,
        };
        let Disability { category, level } = disability;
        let cert_no = format!("{}{category}{level}", person.id_number);
        let issue = ground.days_ago(issued.between(at, 800, 2000));
        record!(township, "disability_cert" {
            cert_no: cert_no, person_id: person.id, name: person.name, id_number: person.id_number,
            category: u32::from(category), level: u32::from(level), issue_date: issue,
            expiry_date: issue.add_months(120), status: if died.is_some() { "注销" } else { "有效" },
        });
        if died.is_none() {
            if left == 0 {
                continue;
            }
            left -= 1;
        }
        let kind = if level <= 2 {
            "重度护理"
        } else {
            "困难生活"
        };
        let household = &people.households[person.household];
        for ago in (1..=MONTHS).rev() {
            let month = ground.month(ago);
            if died.is_some_and(|day| month > day.month()) {
                continue;
            }
            let paid = ground.day(month, 20);
            record!(township, "disability_subsidy" {
                person_id: person.id, name: person.name, id_number: person.id_number, cert_no: cert_no, kind: kind,
                pay_month: month, amount: yuan(MONTHLY), pay_date: paid, account_no: household.account,
                account_holder: people.head(person.household).name,
            });
            incomes.push(Income {
                household: person.household,
                person: Some(at),
                category: "转移性",
                source: "残疾补贴",
                date: paid,
                amount: yuan(MONTHLY),
                payer: ground.office("镇残联").name.clone(),
            });
        }
    }
    people.incomes.extend(incomes);
}
