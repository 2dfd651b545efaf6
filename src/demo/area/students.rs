//! `yulu_student`: the grants of pupils at vocational schools, who are also marked on the roll.

use crate::demo::ground::Ground;
use crate::demo::people::{Income, People};
use crate::demo::township::{Township, record, yuan};
use crate::ledger::Date;

/// Pupils at vocational schools among those of 16 to 18.
const PUPILS: usize = 14;
/// Grant of a term, in 分.
const GRANT: i64 = 150_000;
/// Months after the beginning of a term until its grants are all paid.
const MONTHS: i64 = 3;

/// Half of a school year, by its first day.
struct Term {
    name: String,
    first: Date,
}

pub fn add(ground: &Ground, people: &mut People, township: &mut Township) {
    let terms: Vec<Term> = [0, 1].iter().filter_map(|ago| paid(ground, *ago)).collect();
    let draw = ground.draw("day of grant");
    let mut incomes = Vec::new();
    for at in pupils(ground, people) {
        let age = people.persons[at].age(ground.as_of());
        let (school, year) = match age {
            ..17 => ("中职一年级", 0),
            17 => ("中职二年级", 1),
            _ => ("中职三年级", 2),
        };
        people.persons[at].school = Some(school);
        let person = &people.persons[at];
        let household = &people.households[person.household];
        let head = people.head(person.household);
        // who began this school year had none before
        for term in terms.iter().take(if year > 0 { 2 } else { 1 }).rev() {
            let paid = Date(term.first.0 + draw.between(at, 60, 85) as i32);
            record!(township, "yulu_student" {
                person_id: person.id, name: person.name, id_number: person.id_number, term: term.name,
                grant_year: paid.parts().0, school: format!("{}职业技术学校", crate::demo::ground::COUNTY_NAME),
                level: "中职", amount: yuan(GRANT), pay_date: paid, account_no: household.account,
                account_holder: head.name, head_name: head.name, phone: household.phone,
            });
            incomes.push(Income {
                household: person.household,
                person: Some(at),
                category: "转移性",
                source: "雨露计划",
                date: paid,
                amount: yuan(GRANT),
                payer: ground.office("镇扶贫站").name.clone(),
            });
        }
    }
    people.incomes.extend(incomes);
}

fn pupils(ground: &Ground, people: &People) -> Vec<usize> {
    let order = ground.draw("vocational").order(people.persons.len());
    let fit = |at: &usize| people.persons[*at].school == Some("普通高中");
    order
        .into_iter()
        .filter(fit)
        .take(ground.share(PUPILS))
        .collect()
}

/// The last term for which all are paid, or one so many terms before.
fn paid(ground: &Ground, ago: i64) -> Option<Term> {
    let (year, month) = ground.month(MONTHS + 6 * ago).parts();
    let (year, month, name) = match month {
        3..=8 => (year, 3, "春季"),
        9.. => (year, 9, "秋季"),
        _ => (year - 1, 9, "秋季"),
    };
    Some(Term {
        name: format!("{year}年{name}"),
        first: Date::new(year, month, 1)?,
    })
}
