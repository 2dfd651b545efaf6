//! Diseases and disabilities, as many as the report counts.

use super::{Disability, People};
use crate::demo::ground::Ground;

/// Diseases that family doctors follow: how many of 488 persons have each, and from what age on.
const DISEASES: [(&str, usize, i64); 4] = [
    ("高血压", 105, 40),
    ("糖尿病", 24, 40),
    ("严重精神障碍", 37, 18),
    ("结核病", 1, 18),
];
/// Persons with a certificate of disability: 46 who are subsidised, and four more.
const DISABLED: usize = 50;
/// Of these, how many are level 1 or 2.
const SEVERE: usize = 6;

pub fn fall_ill(people: &mut People, ground: &Ground) {
    let mut order = ground
        .draw("disease")
        .order(people.persons.len())
        .into_iter();
    // whom one disease passed over may have the next
    let mut passed: Vec<usize> = Vec::new();
    for (name, of_default, from_age) in DISEASES {
        let mut left = ground.share(of_default);
        let waiting = std::mem::take(&mut passed);
        for at in waiting.into_iter().chain(order.by_ref()) {
            let person = &mut people.persons[at];
            if left == 0 || !person.is_here() || person.age(ground.as_of()) < from_age {
                passed.push(at);
                if left == 0 {
                    break;
                }
                continue;
            }
            person.disease = Some(name);
            left -= 1;
        }
    }
    let severe = ground.share(SEVERE);
    let adults: Vec<usize> = ground
        .draw("disability")
        .order(people.persons.len())
        .into_iter()
        .filter(|at| people.persons[*at].is_here())
        .filter(|at| people.persons[*at].age(ground.as_of()) >= 20)
        // those households are found to be out of risk, which one without labour is not
        .filter(|at| !people.households[people.persons[*at].household].at_risk)
        .take(ground.share(DISABLED))
        .collect();
    late_for_school(people, ground);
    let draw = ground.draw("kind of disability");
    for (nth, at) in adults.into_iter().enumerate() {
        let level = if nth < severe {
            1 + nth % 2
        } else {
            3 + nth % 2
        };
        let person = &mut people.persons[at];
        person.disability = Some(Disability {
            category: draw.between(at, 1, 7) as u8,
            level: level as u8,
        });
        if level <= 2 {
            person.labor = "丧失劳动力";
        }
    }
}

/// A disabled child who is seven and not at primary school yet.
fn late_for_school(people: &mut People, ground: &Ground) {
    let as_of = ground.as_of();
    let order = ground.draw("late for school").order(people.persons.len());
    let seven = order.into_iter().filter(|at| {
        let person = &people.persons[*at];
        person.is_here() && (7..9).contains(&person.age(as_of))
    });
    let late: Vec<usize> = seven.take(ground.share(1)).collect();
    for at in late {
        let person = &mut people.persons[at];
        person.school = Some("学前教育");
        person.disability = Some(Disability {
            category: 5,
            level: 3,
        });
    }
}
