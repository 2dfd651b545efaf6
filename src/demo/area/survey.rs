//! `survey_sample`, `survey_statement`: two rounds of visits to households drawn by lot, and what they came to.

use super::rectification::words::percent;
use crate::demo::ground::Ground;
use crate::demo::people::{People, names};
use crate::demo::township::{Township, record};

/// Households of a round, and those that stand by in case nobody is at home.
const DRAWN: usize = 18;
const RESERVE: usize = 2;
/// Rounds, and days from each to the as-of date. No household is drawn twice.
const ROUNDS: [(&str, i64); 2] = [("第1轮", 13), ("第2轮", 5)];

/// Findings of the examinations above, as the feedback gives them: statement, source, part, whole, decimals.
const QUOTED: [(&str, &str, usize, usize, u32); 5] = [
    ("走访户中有大病患者", "反馈问题17", 32, 218, 1),
    ("走访户中有慢性病患者", "反馈问题17", 151, 218, 1),
    ("走访户中有人吃低保", "反馈问题18", 121, 218, 1),
    ("贷款户中由合作社使用", "反馈问题5", 96, 368, 2),
    ("雨露计划资金支出进度", "反馈问题11", 256, 442, 1),
];

pub fn add(ground: &Ground, people: &mut People, township: &mut Township) {
    let (drawn, reserve) = (ground.share(DRAWN), ground.share(RESERVE));
    let order = ground.draw("survey").order(people.households.len());
    let mut statements = Vec::new();
    for (round, (name, days)) in ROUNDS.into_iter().enumerate() {
        let own = order.iter().skip(round * (drawn + reserve));
        let own: Vec<usize> = own.take(drawn + reserve).copied().collect();
        for (nth, household) in own.iter().enumerate() {
            sample(
                ground,
                people,
                township,
                (name, days),
                *household,
                nth >= drawn,
            );
        }
        let visited = &own[..drawn.min(own.len())];
        let ill = visited.iter().filter(|household| {
            let mut members = people.members(**household);
            members.any(|(_, person)| person.disease.is_some())
        });
        statements.push((
            "抽中户里有慢性病患者",
            format!("{name}抽查"),
            ill.count(),
            visited.len(),
            1,
        ));
        let satisfied = visited.len();
        statements.push((
            "抽中户知道自家的帮扶措施",
            format!("{name}抽查"),
            satisfied,
            satisfied,
            0,
        ));
    }
    let quoted = QUOTED.map(|(text, source, part, whole, decimals)| {
        (text, source.to_owned(), part, whole, decimals)
    });
    for (nth, (text, source, part, whole, decimals)) in
        quoted.into_iter().chain(statements).enumerate()
    {
        let round = ROUNDS.iter().find(|(name, _)| source.starts_with(name));
        record!(township, "survey_statement" {
            statement_no: format!("JL-{:02}", nth + 1), round: round.map_or("上级考核", |(name, _)| *name),
            statement: text, source_ref: source, percent: percent(part, whole, decimals), numerator: part,
            denominator: whole, decimals: decimals,
        });
    }
}

fn sample(
    ground: &Ground,
    people: &People,
    township: &mut Township,
    (round, days): (&str, i64),
    household: usize,
    reserve: bool,
) {
    let own = &people.households[household];
    let village = &ground.villages[own.village];
    let surname = names::surname(ground.draw("surveyor's surname"), own.village);
    let visited = !reserve;
    record!(township, "survey_sample" {
        round: round, household_id: own.id, head_name: people.head(household).name,
        head_id_number: people.head(household).id_number, layer: "户", village_code: village.code,
        village_name: village.name, household_type: if own.at_risk { "边缘易致贫户" } else { "脱贫户" },
        survey_date: visited.then(|| ground.days_ago(days)),
        surveyor: names::name(surname, ground.draw("surveyor's name"), own.village, 0), reserve: reserve,
        answers: visited.then_some("知道帮扶措施,认可"), evidence_checked: visited.then_some(true),
        issues: visited.then_some("没有发现"),
    });
}
