//! Links up and down, ambiguous and missing ones, alternative keys, values of a whole ledger, scopes.

use super::check;

#[test]
fn one_parent_gives_its_values_several_give_none() {
    check(
        "person",
        0,
        &[
            ("household.village", "'东村'"),
            ("exists(household)", "true"),
            ("count(household)", "1"),
            ("household.head.name", "'甲'"),
            ("household.head.household.head.person_id", "'P1'"),
        ],
    );
    let ambiguous = [
        ("household.size", "null"),
        ("exists(household)", "true"),
        ("count(household)", "2"),
    ];
    check("person", 4, &ambiguous);
    let by_second_key = [("household.size", "5"), ("count(household)", "1")];
    check("person", 5, &by_second_key);
    let no_key = [
        ("household.size", "null"),
        ("exists(household)", "false"),
        ("count(household)", "0"),
    ];
    check("person", 6, &no_key);
    check(
        "employment",
        4,
        &[
            ("person.name", "'甲'"),
            ("person.household.hh_id", "'H1'"),
            ("count(person.household)", "1"),
        ],
    );
    check(
        "household",
        1,
        &[
            ("count(near)", "0"),
            ("near.hh_id", "null"),
            ("count(near.near)", "0"),
            ("exists(near.head)", "false"),
        ],
    );
    check(
        "household",
        0,
        &[
            ("count(near)", "2"),
            ("near.size", "null"),
            ("count(near.near)", "0"),
        ],
    );
}

#[test]
fn nested_records_belong_where_they_stand() {
    check(
        "visit",
        0,
        &[("household.hh_id", "'H1'"), ("count(household)", "1")],
    );
    check(
        "visit",
        4,
        &[("household.hh_id", "null"), ("count(household)", "2")],
    );
    check(
        "evidence",
        2,
        &[
            ("visit.no", "2"),
            ("visit.household.hh_id", "'H1'"),
            ("count(visit)", "1"),
        ],
    );
    check(
        "evidence",
        3,
        &[("visit.no", "null"), ("exists(visit)", "false")],
    );
}

#[test]
fn every_record_knows_where_it_came_from() {
    check(
        "household",
        0,
        &[
            ("source", "'国扶系统'"),
            ("file", "'a.csv'"),
            ("near.file", "null"),
            ("head.source", "'国扶系统'"),
        ],
    );
}

#[test]
fn children_go_to_the_first_of_several_parents_and_answer_for_all_with_its_key() {
    check(
        "household",
        0,
        &[
            ("count(members)", "4"),
            ("count(visits)", "4"),
            ("count(visits.evidences)", "3"),
        ],
    );
    check(
        "household",
        1,
        &[
            ("count(members)", "1"),
            ("list(members.person_id)", "'P5'"),
            ("count(visits)", "1"),
        ],
    );
    check(
        "household",
        2,
        &[
            ("count(members)", "1"),
            ("list(visits.no)", "'5'"),
            ("count(members.employments)", "0"),
        ],
    );
    // its own key is missing: the second alternative counts
    check(
        "household",
        3,
        &[("list(members.person_id)", "'P6'"), ("count(visits)", "0")],
    );
    check(
        "person",
        0,
        &[
            ("count(headed)", "1"),
            ("count(employments)", "5"),
            ("count(household.members)", "4"),
        ],
    );
    check(
        "person",
        4,
        &[
            ("count(household.members)", "0"),
            ("exists(household.members)", "false"),
        ],
    );
    check(
        "evidence",
        3,
        &[
            ("sum(visit.evidences.pages)", "0"),
            ("max(visit.evidences.pages)", "null"),
        ],
    );
}

#[test]
fn nothing_to_fold_still_has_its_ends() {
    let rows = [
        (
            "max_gap(household.visits.day, date '2021-05-01', as_of)",
            "14",
        ),
        (
            "max_gap(all.visit.day where hh_id = this.household.hh_id, date '2021-05-01', as_of)",
            "14",
        ),
        (
            "max_gap(household.visits.day, date '2021-05-01', this.birth)",
            "null",
        ),
        ("sum(household.visits.no)", "0"),
        ("every(household.visits : false)", "true"),
        (
            "exists(all.visit where hh_id = this.household.hh_id)",
            "false",
        ),
        ("count(all.visit where hh_id = this.household.hh_id)", "0"),
        ("max_run(household.visits order by no : true)", "0"),
        ("min(household.visits.no)", "null"),
    ];
    check("person", 6, &rows);
    // a constant set, asked about by records further down than the first
    check(
        "household",
        3,
        &[
            ("percentile(all.person.seat, size / 10)", "3"),
            (
                "max_gap(all.employment.start, date '2021-01-01', as_of)",
                "59",
            ),
            ("max_similarity(all.visit.text, village || 'abcd')", "1"),
            ("count(all.person where seat > 3)", "2"),
            ("max(all.person.name) = '甲'", "true"),
            (
                "'甲' > last(all.person.name order by seat where seat is not null)",
                "null",
            ),
            (
                "last(all.person.name order by seat where seat < 5) < '乙'",
                "true",
            ),
            (
                "max(all.person.name) in ('乙', first(all.person.name order by seat))",
                "true",
            ),
        ],
    );
}

#[test]
fn several_steps_down_are_taken_level_by_level() {
    check(
        "household",
        0,
        &[
            ("sum(visits.evidences.pages)", "6"),
            ("list(visits.evidences.path)", "'a.pdf、b.pdf'"),
            ("max(members.employments.wage)", "200.5"),
            ("count(members.employments)", "5"),
            ("count(members.employments where person.name = '甲')", "5"),
            ("count_distinct(members.employments.person.name)", "1"),
            ("count(head.employments)", "5"),
            ("count(members.headed.visits)", "4"),
        ],
    );
}

#[test]
fn equalities_by_value_make_no_unknowns() {
    check(
        "household",
        0,
        &[
            ("count(all.person where hh_id = this.hh_id)", "4"),
            ("count(person where this.hh_id = hh_id and active)", "2"),
            ("count(人员 where 户编号 = this.户号)", "4"),
            ("count(all.person)", "7"),
            // seats are 1, 2, missing, 4: down a relation an equality is like any other condition
            ("exists(members where seat = this.size)", "null"),
            ("exists(all.person where seat = this.size)", "false"),
            ("exists(all.person where seat = 3)", "null"),
            (
                "exists(all.person where hh_id = this.hh_id and score > 3)",
                "null",
            ),
            (
                "exists(all.person where hh_id = this.hh_id and score > 2)",
                "true",
            ),
            ("exists(all.person where hh_id = this.near.hh_id)", "false"),
            (
                "exists(all.person where hh_id = this.hh_id and seat = this.size + 1)",
                "true",
            ),
            (
                "every(all.person where hh_id = this.hh_id : score > 1)",
                "null",
            ),
            (
                "every(all.person where hh_id = this.hh_id : score > 2)",
                "false",
            ),
            (
                "every(all.person where hh_id = this.near.hh_id : false)",
                "true",
            ),
            ("sum(all.person.seat where hh_id = this.hh_id)", "7"),
            (
                "sum(all.person where hh_id = this.hh_id : seat * this.size)",
                "21",
            ),
            ("count(all.household where hh_id = this.near_id)", "2"),
            (
                "count(all.person where household.village = this.village)",
                "5",
            ),
        ],
    );
}

#[test]
fn scopes_reach_one_bracket_or_all_the_way_out() {
    check(
        "household",
        0,
        &[
            (
                "count(members where exists(employments where wage > 150))",
                "1",
            ),
            (
                "count(members where exists(employments where days = outer.seat))",
                "1",
            ),
            (
                "count(members where count(outer.members where score = outer.score) > 1)",
                "2",
            ),
            (
                "count(members where count(this.members where score = outer.score) > 1)",
                "2",
            ),
            ("count(members where score >= avg(this.members.score))", "1"),
            ("sum(members : sum(employments.days))", "12"),
            (
                "sum(members : sum(employments.days where days < this.size))",
                "1",
            ),
            (
                "sum(members : count(all.visit where hh_id = outer.hh_id and no > this.size))",
                "4",
            ),
            (
                "exists(members where exists(employments where exists(this.visits where no = outer.days)))",
                "true",
            ),
            (
                "count(members : exists(employments where exists(outer.household.members where seat = outer.days)))",
                "1",
            ),
        ],
    );
    check(
        "person",
        0,
        &[(
            "count(household.members where person_id <> this.person_id)",
            "3",
        )],
    );
}
