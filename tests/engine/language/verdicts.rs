//! What rules say of records and groups: scope, events, sequences.

use ledgerlint::check::Verdict;
use ledgerlint::ledger::{Date, Type};
use ledgerlint::rulebook::Direction;

use super::{Bench, named};
use crate::generate::{EventText, GroupText, RuleText, SequenceText};

/// Checks a rule's verdicts: `P`assed, `F`ailed, `-` not applicable, `?` undecided, one letter a record or group.
fn check(rule: &RuleText, expected: &str) {
    let letter = |verdict: &Verdict| match verdict {
        Verdict::Passed => 'P',
        Verdict::Failed => 'F',
        Verdict::NotApplicable => '-',
        Verdict::Undecided => '?',
    };
    let letters = |verdicts: &[Verdict]| verdicts.iter().map(letter).collect::<String>();
    for bench in Bench::both() {
        for said in bench.decide(std::slice::from_ref(rule), None) {
            let says = [letters(&said.naive), letters(&said.engine.verdicts())];
            assert_eq!(
                says,
                [expected, expected],
                "[naive, engine], {}\n{rule}",
                bench.columns
            );
        }
    }
}

fn rule(ledger: &str, when: &str, require: &str) -> RuleText {
    let when = (!when.is_empty()).then(|| when.to_owned());
    RuleText {
        when,
        ..RuleText::of_records(named(ledger), require)
    }
}

/// `keys` are names and expressions of this type.
fn groups(ledger: &str, keys: &[(&str, &str, Type)], when: &str, require: &str) -> RuleText {
    let key = |(name, value, kind): &(&str, &str, Type)| GroupText {
        name: (*name).to_owned(),
        value: (*value).to_owned(),
        kind: *kind,
    };
    RuleText {
        per: Some(keys.iter().map(key).collect()),
        ..rule(ledger, when, require)
    }
}

fn sequence(
    ledger: &str,
    per: &[&str],
    by: &[(&str, Direction)],
    when: &str,
    require: &str,
) -> RuleText {
    let per = per.iter().map(|key| (*key).to_owned()).collect();
    let by = by
        .iter()
        .map(|(key, direction)| ((*key).to_owned(), *direction))
        .collect();
    RuleText {
        sequence: Some(SequenceText { per, by }),
        ..rule(ledger, when, require)
    }
}

#[test]
fn unknown_scope_is_undecided_unless_the_requirement_holds_anyway() {
    // active is true, false, missing, true, and missing three times more
    check(&rule("person", "", "active"), "PF?P???");
    check(&rule("person", "seat > 1", "active"), "-F?P???");
    check(&rule("person", "active", "true"), "P--P---");
    check(&rule("person", "active", "false"), "F-?F???");
    check(&rule("person", "active", "score > 2"), "F-?F???");
    check(&rule("person", "false", "false"), "-------");
    check(&rule("person", "null is null", "score > 2"), "FP?F???");
    check(&rule("rate", "", "false"), "");
    // an empty ledger judged by constants of another one
    check(
        &rule(
            "rate",
            "",
            "(title(code) between '甲' and first(visit order by 1 desc where true : hh_id))",
        ),
        "",
    );
    let constants = "'甲' between code and first(all.visit.hh_id order by no)";
    check(
        &rule(
            "rate",
            constants,
            "'甲' between 'A' and first(all.visit.hh_id order by no where true)",
        ),
        "",
    );
}

#[test]
fn events_decide_whether_a_rule_is_in_force() {
    let day = |text| Date::parse(text);
    let by_start = |from, to, require| RuleText {
        event: Some(EventText {
            day: "start".to_owned(),
            from: day(from),
            to: day(to),
        }),
        ..rule("employment", "", require)
    };
    check(&by_start("2021-03-05", "2021-04-30", "false"), "-F?-F");
    check(&by_start("2021-03-01", "2021-03-11", "false"), "FF?-F");
    check(&by_start("2021-03-11", "", "true"), "-P-PP");
    check(&by_start("", "2021-03-10", "wage > 1"), "P-?--");
}

#[test]
fn sequences_compare_neighbours_of_one_partition() {
    use Direction::{Ascending, Descending};
    let grows = "previous.wage <= wage";
    // in order of start: rows 0, 1, 3, 2; row 4 has no person_id
    check(
        &sequence(
            "employment",
            &["person_id"],
            &[("start", Ascending)],
            "",
            grows,
        ),
        "-P?F-",
    );
    check(
        &sequence(
            "employment",
            &["person_id"],
            &[("start", Descending)],
            "",
            grows,
        ),
        "FP?--",
    );
    check(
        &sequence("employment", &[], &[("start", Ascending)], "", grows),
        "-P?PF",
    );
    check(
        &sequence(
            "employment",
            &[],
            &[("start", Ascending), ("wage", Ascending)],
            "",
            grows,
        ),
        "-P?FF",
    );
    check(
        &sequence(
            "employment",
            &["person_id"],
            &[("start", Ascending)],
            "exists(previous)",
            "wage > 0",
        ),
        "-P?P-",
    );
    check(
        &sequence(
            "employment",
            &["person_id"],
            &[("start", Ascending)],
            "",
            "wage > 0",
        ),
        "PP?PP",
    );
    check(
        &sequence(
            "employment",
            &["person_id"],
            &[("start", Ascending)],
            "previous.valid",
            "days = 3",
        ),
        "?PP-?",
    );
}

#[test]
fn groups_hold_the_records_of_equal_keys_in_the_order_of_their_first() {
    let by_household = [("hh_id", "hh_id", Type::Text)];
    check(
        &groups("person", &by_household, "", "count(records) >= 2"),
        "PFF",
    );
    check(
        &groups(
            "person",
            &by_household,
            "hh_id <> 'H1'",
            "count(records) >= 2",
        ),
        "-FF",
    );
    check(
        &groups("person", &by_household, "", "exists(records where active)"),
        "P??",
    );
    check(
        &groups("person", &by_household, "", "avg(records.score) > 1"),
        "P??",
    );
    check(
        &groups(
            "person",
            &by_household,
            "",
            "exists(records where score > avg(this.records.score))",
        ),
        "P??",
    );
    check(
        &groups(
            "person",
            &by_household,
            "",
            "exists(all.household where hh_id = this.hh_id)",
        ),
        "PPF",
    );
    check(
        &groups(
            "person",
            &by_household,
            "",
            "every(records : household.size = 3)",
        ),
        "P?F",
    );
    check(&groups("person", &[], "", "count(records) = 7"), "P");
    check(
        &groups(
            "person",
            &[],
            "",
            "max(records.seat order by seat where household.village = '东村') = 5",
        ),
        "P",
    );
    check(&groups("rate", &[], "", "false"), "");
    let two = [
        ("valid", "valid", Type::Boolean),
        ("month", "month_of(start)", Type::Month),
    ];
    // rows 0 and 4, row 1, row 3; row 2 has no key
    check(
        &groups(
            "employment",
            &two,
            "",
            "valid and month = month '2021-03' and count(records) = 2",
        ),
        "PFF",
    );
    let rule = groups("employment", &two, "", "true");
    for said in Bench::both()
        .iter()
        .flat_map(|bench| bench.decide(std::slice::from_ref(&rule), None))
    {
        assert_eq!(said.engine.representatives(), Some(&[0, 1, 3][..]));
    }
}
