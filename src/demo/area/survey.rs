//! `survey_statement`: what the assessors said of the households they walked to.

use crate::demo::ground::Ground;
use crate::demo::people::People;
use crate::demo::township::{Township, record};

/// Households the assessors saw in the whole county, whatever the size of the township.
const SEEN: i64 = 218;

pub fn add(ground: &Ground, _: &mut People, township: &mut Township) {
    let round = format!("{}年度成效考核", ground.as_of().parts().0 - 1);
    let said = [
        // the report itself has 65.1 here
        ("走访户中家里有人患慢性病的户数占比", 151, "69.3"),
        ("走访户中家里有人患大病的户数占比", 32, "14.7"),
        ("走访户中享受低保的户数占比", 121, "55.5"),
    ];
    for (nth, (statement, numerator, percent)) in said.into_iter().enumerate() {
        record!(township, "survey_statement" {
            statement_no: format!("JL-{:02}", nth + 1), round: round, statement: statement, source_ref: "考核反馈",
            percent: percent, numerator: numerator, denominator: SEEN, decimals: 1,
        });
    }
}
