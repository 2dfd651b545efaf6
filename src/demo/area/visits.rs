//! `helper`, `helper_visit`: who helps which households, and when they went there.

use crate::demo::ground::Ground;
use crate::demo::people::{People, names, numbers};
use crate::demo::township::{Township, record};

/// Households of one helper, at most.
const EACH: usize = 5;
/// Days between two visits.
const PACE: i64 = 28;

pub fn add(ground: &Ground, people: &mut People, township: &mut Township) {
    let offices = ["扶贫站", "财政所", "人社所", "农技站", "民政所"];
    let (surnames, given) = (
        ground.draw("helper's surname"),
        ground.draw("helper's name"),
    );
    let days = ground.draw("day of visit");
    let (mut helpers, mut visits) = (0, 0);
    for (at, village) in ground.villages.iter().enumerate() {
        let households = people.households.iter().enumerate();
        let own: Vec<usize> = households
            .filter(|(_, h)| h.village == at)
            .map(|(household, _)| household)
            .collect();
        for theirs in own.chunks(EACH) {
            let office = ground.office(&format!("镇{}", offices[helpers % offices.len()]));
            let name = names::name(names::surname(surnames, helpers), given, helpers, 0);
            record!(township, "helper" {
                helper_id: format!("GB-{:04}", helpers + 1), name: name, org_id: office.org_id, org_name: office.name,
                position: "干部", phone: numbers::mobile(50_000_000 + helpers), village_code: village.code,
                village_name: village.name, household_count: theirs.len(), start_date: ground.days_ago(1200),
            });
            for household in theirs {
                let first = days.between(*household, 2, PACE - 2);
                // each visit looks at one who has a welfare post
                let mut in_posts = people.members(*household).filter(|(_, p)| p.post.is_some());
                for nth in 0..3 {
                    visits += 1;
                    let day = ground.days_ago(first + nth * PACE);
                    let seen = in_posts.next().map(|(_, person)| person);
                    record!(township, "helper_visit" {
                        visit_id: format!("ZF-{visits:06}"), household_id: people.households[*household].id,
                        head_name: people.head(*household).name, helper: name,
                        visit_date: day, needs: "无",
                        out_worker_count: people.away(*household, day.month()),
                        person_id: seen.map(|p| p.id.as_str()), name: seen.map(|p| p.name.as_str()),
                        actual_post_kind: seen.and_then(|p| p.post),
                    });
                }
            }
            helpers += 1;
        }
    }
}
