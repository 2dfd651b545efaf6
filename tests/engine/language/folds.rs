//! Every function over many records: with missing values, over nothing, with ties, in order and in pairs.

use super::check;

#[test]
fn exists_and_every_are_three_valued() {
    check(
        "household",
        0,
        &[
            ("exists(members)", "true"),
            ("exists(members where score > 2)", "true"),
            ("exists(members where score > 3)", "null"),
            ("exists(members where score > 3 and false)", "false"),
            ("exists(members where active is null)", "true"),
            ("exists(members where active : score > 2)", "null"),
            ("exists(members where seat > 1 : score = 1.5)", "true"),
            (
                "exists(members where seat is not null : score > 3)",
                "false",
            ),
            ("exists(all.rate)", "false"),
            ("exists(all.rate where price > 1)", "false"),
            ("every(members : score > 1)", "null"),
            ("every(members : score > 2)", "false"),
            ("every(members where score is not null : score > 1)", "true"),
            ("every(members where active : score = 1.5)", "null"),
            ("every(members where active : score > 2)", "false"),
            (
                "every(members where active : seat is not null or true)",
                "true",
            ),
            ("every(all.rate : false)", "true"),
            ("every(members where false : false)", "true"),
        ],
    );
}

#[test]
fn counts_take_what_is_true() {
    check(
        "household",
        0,
        &[
            ("count(members)", "4"),
            ("count(members where active)", "2"),
            ("count(members where not active)", "1"),
            ("count(members where active is null)", "1"),
            ("count(members : active)", "2"),
            ("count(members where null)", "0"),
            ("count(all.rate)", "0"),
            ("count_distinct(members.score)", "2"),
            ("count_distinct(members.active)", "2"),
            ("count_distinct(members : seat * 0)", "1"),
            ("count_distinct(members : household.size)", "1"),
            ("count_distinct(all.rate.code)", "0"),
        ],
    );
}

#[test]
fn sums_and_means_leave_out_what_is_missing() {
    check(
        "household",
        0,
        &[
            ("sum(members.score)", "5.5"),
            ("sum(members.seat)", "7"),
            ("sum(members : seat + 0.5)", "8.5"),
            ("sum(members.score where false)", "0"),
            ("sum(all.rate.level)", "0"),
            ("sum(all.rate.price)", "0"),
            ("sum(members : 9223372036854775807)", "null"),
            ("sum(members : 9999999999999999999999999999.0)", "null"),
            // out of range on the way, not in the end
            (
                "sum(members order by person_id : case when seat = 1 then 9223372036854775807 when seat = 2 then 5 else -9 end)",
                "9223372036854775794",
            ),
            (
                "sum(members order by person_id desc : case when seat = 1 then -9.5 when seat = 2 then 5 when seat = 4 then 9999999999999999999999999999.0 end) > 1",
                "true",
            ),
            ("min(members.score)", "1.5"),
            ("max(members.score)", "2.5"),
            ("min(members.name)", "'丙'"),
            ("max(members.name)", "'甲'"),
            ("max(head.employments.start)", "date '2021-05-01'"),
            ("min(members.score where score > 3)", "null"),
            ("max(all.rate.month)", "null"),
            ("avg(members.score)", "1.8333333333"),
            ("avg(members.seat)", "2.3333333333"),
            ("avg(all.rate.price)", "null"),
            ("avg(members : 9999999999999999999999999999.0)", "null"),
        ],
    );
}

#[test]
fn statistics_interpolate_exactly() {
    check(
        "household",
        0,
        &[
            ("median(members.score)", "1.5"),
            ("median(members.seat)", "2"),
            ("median(members.seat where seat < 4)", "1.5"),
            ("median(all.rate.level)", "null"),
            ("stddev(members.seat)", "1.2472191289"),
            ("stddev(members.score where score = 1.5)", "0"),
            ("stddev(members.seat where seat = 4)", "0"),
            ("stddev(all.rate.level)", "null"),
            ("percentile(members.seat, 0)", "1"),
            ("percentile(members.seat, 1)", "4"),
            ("percentile(members.seat, 0.5)", "2"),
            ("percentile(members.seat, 0.25)", "1.5"),
            ("percentile(members.seat, 0.9)", "3.6"),
            ("percentile(members.seat, 1.1)", "null"),
            ("percentile(members.seat, -0.1)", "null"),
            ("percentile(members.seat, near.income)", "null"),
            ("percentile(members.seat, size / 6)", "2"),
            ("percentile(all.rate.level, 0.5)", "null"),
        ],
    );
}

#[test]
fn order_puts_missing_keys_last_and_keeps_ties() {
    check(
        "household",
        0,
        &[
            ("list(members.name)", "'甲、乙、丙'"),
            ("list(members.name order by person_id desc)", "'丙、乙、甲'"),
            ("list(members.score)", "'1.5、2.5、1.5'"),
            ("list(members.active)", "'是、否、是'"),
            ("list(members : name || seat)", "'甲1、乙2、丙4'"),
            ("list(members.person_id order by score)", "'P1、P4、P2、P3'"),
            (
                "list(members.person_id order by score desc)",
                "'P2、P1、P4、P3'",
            ),
            (
                "list(members.person_id order by score, person_id desc)",
                "'P4、P1、P2、P3'",
            ),
            (
                "list(members.person_id order by active, seat desc)",
                "'P2、P4、P1、P3'",
            ),
            ("list(members.person_id order by 1)", "'P1、P2、P3、P4'"),
            ("list(all.rate.code)", "null"),
            ("list(members.name where seat is null)", "null"),
            ("first(members.name order by score)", "'甲'"),
            ("last(members.name order by score)", "null"),
            ("first(members.name order by score desc)", "'乙'"),
            (
                "last(members.name order by score where score is not null)",
                "'乙'",
            ),
            ("first(members.name order by active)", "'乙'"),
            ("first(members.active order by seat desc)", "true"),
            ("last(members order by seat : seat + 1)", "null"),
            ("first(members order by seat : seat + 1)", "2"),
            ("first(all.rate.code order by code)", "null"),
        ],
    );
}

#[test]
fn gaps_count_days_between_different_dates() {
    check(
        "household",
        0,
        &[
            ("max_gap(head.employments.start)", "51"),
            (
                "max_gap(head.employments.start, date '2021-02-01', as_of)",
                "51",
            ),
            (
                "max_gap(head.employments.start, date '2021-01-01', as_of)",
                "59",
            ),
            (
                "max_gap(head.employments.start, date '2021-03-05', date '2021-03-20')",
                "9",
            ),
            (
                "max_gap(head.employments.start, date '2021-03-11', date '2021-03-11')",
                "null",
            ),
            ("max_gap(head.employments.start, near.since, as_of)", "null"),
            ("max_gap(head.employments.start, as_of, near.since)", "null"),
            ("max_gap(head.employments.start, since, as_of)", "366"),
            ("max_gap(head.employments.start where wage > 150)", "null"),
            ("max_gap(all.rate.day)", "null"),
            ("max_gap(all.rate.day, date '2021-05-01', as_of)", "14"),
        ],
    );
}

#[test]
fn runs_break_at_what_is_not_true() {
    check(
        "household",
        0,
        &[
            ("max_run(head.employments order by start : valid)", "2"),
            ("max_run(head.employments order by start desc : valid)", "2"),
            (
                "max_run(head.employments order by wage, start : valid)",
                "3",
            ),
            (
                "max_run(head.employments order by start where valid : valid)",
                "3",
            ),
            (
                "max_run(head.employments order by start : wage > 1000)",
                "0",
            ),
            (
                "max_run(head.employments order by start : wage > this.near.income)",
                "0",
            ),
            ("max_run(members order by person_id : score < 3)", "2"),
            ("max_run(all.rate order by day : true)", "0"),
            ("max_run(visits order by no : previous.no < no)", "3"),
        ],
    );
}

#[test]
fn nearest_texts_are_others() {
    check(
        "household",
        0,
        &[
            ("max_similarity(visits.text)", "0.5"),
            ("max_similarity(visits.text where done)", "0"),
            ("max_similarity(visits.text where no = 1)", "null"),
            ("max_similarity(visits.text, 'abc')", "1"),
            ("max_similarity(visits.text, 'abcx')", "0.5"),
            ("max_similarity(visits.text, 'zzz')", "0"),
            ("max_similarity(visits.text, near.kind)", "null"),
            ("max_similarity(visits.text, '!')", "null"),
            ("max_similarity(all.rate.code, 'abc')", "null"),
            ("max_similarity(all.visit.text, 'abcd')", "1"),
            (
                "max_similarity(visits order by no : previous.text, 'xyz')",
                "0",
            ),
            ("max_similarity(visits order by no : previous.text)", "0.5"),
        ],
    );
    check(
        "visit",
        0,
        &[
            ("max_similarity(household.visits.text, text)", "0.5"),
            ("max_similarity(all.visit.text, text)", "0.5"),
        ],
    );
    check(
        "visit",
        1,
        &[
            ("max_similarity(all.visit.text, 'abcd')", "1"),
            ("max_similarity(all.visit.text, text)", "0.5"),
        ],
    );
    check(
        "visit",
        2,
        &[
            ("max_similarity(household.visits.text, text)", "null"),
            ("max_similarity(all.visit.text, 'abcde')", "1"),
        ],
    );
    check(
        "visit",
        3,
        &[
            ("max_similarity(household.visits.text, text)", "0"),
            (
                "max_similarity(all.visit.text where no = this.no, text)",
                "null",
            ),
        ],
    );
}

#[test]
fn a_record_is_left_out_of_its_own_neighbours() {
    let nearest = "max_similarity(all.visit.text, text)";
    let inside = |no: u32| format!("max(household.visits where no = {no} : {nearest})");
    let deeper = |no: u32| {
        format!("max(household.visits : max(outer.household.visits where no = {no} : {nearest}))")
    };
    let expressions = [inside(1), inside(2), deeper(1), deeper(2)];
    let values = ["0.5", "0.5", "0.5", "0.5"];
    let rows: Vec<(&str, &str)> = expressions.iter().map(String::as_str).zip(values).collect();
    check("visit", 0, &rows);
}

#[test]
fn pairs_leave_out_the_first_in_order() {
    check(
        "household",
        0,
        &[
            ("every(visits order by day : previous.no < no)", "false"),
            (
                "every(visits order by day where day is not null : previous.no < no)",
                "true",
            ),
            ("every(visits order by day : previous.day < day)", "null"),
            (
                "exists(visits order by day : day - previous.day > 19)",
                "true",
            ),
            (
                "exists(visits order by day : day - previous.day > 20)",
                "null",
            ),
            ("count(visits order by no : previous.done)", "1"),
            ("sum(visits order by no : no - previous.no)", "3"),
            ("sum(visits order by no where done : no - previous.no)", "3"),
            ("list(visits order by no : previous.no)", "'1、2、3'"),
            ("first(visits order by no : previous.no)", "1"),
            ("last(visits order by no desc : previous.no)", "2"),
            ("count(visits order by no : exists(previous))", "3"),
            (
                "every(visits order by no where no = 1 : previous.no > 5)",
                "true",
            ),
            (
                "exists(visits order by no where no = 1 : previous.no < 5)",
                "false",
            ),
            ("last(visits order by no : previous.household.size)", "3"),
            ("sum(visits order by no : count(previous.evidences))", "3"),
            ("min(visits order by no : this.size - previous.no)", "0"),
        ],
    );
    // days are 5, 3, 3, missing, 1; the second 3 has no wage
    let previous = "list(person.employments order by days desc, wage : previous.days + this.wage)";
    check("employment", 3, &[(previous, "'105、103、103、101'")]);
}
