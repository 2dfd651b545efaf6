//! `training_class`, `training_intent`, `training_record`: who asked for training and who was trained.

use crate::demo::ground::Ground;
use crate::demo::people::{Income, People};
use crate::demo::township::{Township, record, yuan};
use crate::ledger::Date;

/// Persons who asked for training in the first half of last year.
const ASKED: usize = 24;
/// Persons who were trained without having asked.
const UNASKED: usize = 8;
/// Persons who asked this year, whose time is still to come.
const THIS_YEAR: usize = 9;
/// Trainees of a class, at most.
const IN_A_CLASS: usize = 12;
const HOURS: i64 = 40;
/// What is paid for each trainee, in 分.
const SUBSIDY: i64 = 60_000;
/// Trades with the level of the certificate.
const TRADES: [(&str, &str); 5] = [
    ("家政服务员", "初级"),
    ("中式烹调师", "初级"),
    ("电工", "中级"),
    ("育婴员", "初级"),
    ("油茶种植", "专项"),
];

pub fn add(ground: &Ground, people: &mut People, township: &mut Township) {
    let before = ground.as_of().parts().0 - 1;
    let mut able = able(ground, people);
    let asked = ground.share(ASKED);
    let mut trained = alone_in_its_village(people, &able, asked);
    able.retain(|at| !trained.contains(at));
    let (asking, more) = (trained.len(), ground.share(UNASKED));
    // those who did not ask come from villages of those who did
    let villages: Vec<usize> = trained.iter().map(|at| people.village(*at)).collect();
    let alone = trained.first().map(|at| people.village(*at));
    let among = |at: &usize| {
        let village = people.village(*at);
        villages.contains(&village) && Some(village) != alone
    };
    trained.extend(able.iter().copied().filter(among).take(more));
    able.retain(|at| !trained.contains(at));
    let days = ground.draw("day of asking");
    for (nth, at) in trained[..asking].iter().enumerate() {
        let trade = TRADES[nth / IN_A_CLASS % TRADES.len()].0;
        let day = Date::new(
            before,
            1 + days.below(*at, 5) as u32,
            1 + days.below(at + 1, 27) as u32,
        );
        intent(ground, people, township, *at, day, trade);
    }
    for (nth, at) in able.into_iter().take(ground.share(THIS_YEAR)).enumerate() {
        let day = ground.days_ago(days.between(at, 20, 70));
        intent(
            ground,
            people,
            township,
            at,
            Some(day),
            TRADES[nth % TRADES.len()].0,
        );
    }
    for (nth, trainees) in trained.chunks(IN_A_CLASS).enumerate() {
        class(ground, people, township, nth, trainees);
    }
}

/// Grown persons of the town who can learn, in random order.
fn able(ground: &Ground, people: &People) -> Vec<usize> {
    let mut order = ground.draw("training").order(people.persons.len());
    order.retain(|at| {
        let person = &people.persons[*at];
        let here = person.is_here() && person.away.is_empty() && person.disease.is_none();
        here && person.labor == "普通劳动力" && (20..55).contains(&person.age(ground.as_of()))
    });
    order
}

/// So many persons, the first one the only one of its village.
fn alone_in_its_village(people: &People, able: &[usize], many: usize) -> Vec<usize> {
    let Some(first) = able.first() else {
        return Vec::new();
    };
    let village = people.village(*first);
    let others = able[1..].iter().copied();
    let others = others.filter(|at| people.village(*at) != village);
    std::iter::once(*first).chain(others).take(many).collect()
}

fn intent(
    ground: &Ground,
    people: &People,
    township: &mut Township,
    at: usize,
    day: Option<Date>,
    trade: &str,
) {
    let person = &people.persons[at];
    let village = &ground.villages[people.village(at)];
    record!(township, "training_intent" {
        person_id: person.id, name: person.name, id_number: person.id_number, village_code: village.code,
        village_name: village.name, intent_date: day, trade: trade, phone: person.phone,
    });
}

/// A class of the second half of last year: two days for each trainee, the subsidy with the second.
fn class(
    ground: &Ground,
    people: &mut People,
    township: &mut Township,
    nth: usize,
    trainees: &[usize],
) {
    let before = ground.as_of().parts().0 - 1;
    let (trade, level) = TRADES[nth % TRADES.len()];
    let village = &ground.villages[nth % ground.villages.len()];
    let day = |day| Date::new(before, 7 + nth as u32 % 5, day);
    let number = format!("PX-{before}-{:03}", nth + 1);
    record!(township, "training_class" {
        class_no: number, name: format!("{trade}第{}期", nth / TRADES.len() + 1), trade: trade, level: level,
        village_code: village.code, village_name: village.name, org_name: "禾源例才职业培训学校",
        start_date: day(10), end_date: day(14), required_hours: HOURS, headcount: trainees.len(),
        subsidy_amount: yuan(SUBSIDY * trainees.len() as i64),
    });
    for (of_class, at) in trainees.iter().enumerate() {
        let person = &people.persons[*at];
        let home = &ground.villages[people.village(*at)];
        for (first, date) in [(true, day(10)), (false, day(13))] {
            record!(township, "training_record" {
                person_id: person.id, name: person.name, id_number: person.id_number, class_no: number,
                village_code: home.code, village_name: home.name, trade: trade, level: level, train_date: date,
                hours: if first { HOURS / 2 } else { HOURS - HOURS / 2 }, signed: true,
                cert_no: (!first).then(|| format!("{number}-{:02}", of_class + 1)),
                subsidy: if first { yuan(0) } else { yuan(SUBSIDY) },
            });
        }
        // paid to the trainee for the days that were not worked
        if let Some(date) = day(28) {
            people.incomes.push(Income {
                household: person.household,
                person: Some(*at),
                category: "转移性",
                source: "其他",
                date,
                amount: yuan(SUBSIDY),
                payer: ground.office("镇人社所").name.clone(),
            });
        }
    }
}
