//! Operators: arithmetic, comparison, logic, tests, text, case, precedence.

use super::check;

#[test]
fn arithmetic_is_exact_and_gives_null_where_it_cannot() {
    check(
        "household",
        0,
        &[
            ("1 + 2", "3"),
            ("size - 5", "(-2)"),
            ("size * size", "9"),
            ("-size", "(-3)"),
            ("0.1 + 0.2", "0.3"),
            ("income * 0.03", "90.015"),
            ("7 / 2", "3.5"),
            ("1 / 3", "0.3333333333"),
            ("2 / 3", "0.6666666667"),
            ("-2 / 3", "(-0.6666666667)"),
            ("size / 2", "1.5"),
            ("1 / 0", "null"),
            ("income / 0", "null"),
            ("income + near.income", "null"),
            ("near.size * 0", "null"),
            ("9223372036854775807 + 1", "null"),
            ("-9223372036854775807 - 2", "null"),
            ("9223372036854775807 * 2", "null"),
            ("-(-9223372036854775807 - 1)", "null"),
            ("9999999999999999999999999999.0 + 1", "null"),
            ("-9999999999999999999999999999.0 - 1", "null"),
            ("9999999999999999999999999999.0 * 2", "null"),
            ("9999999999999999999999999999.0 / 0.5", "null"),
            ("null + 1", "null"),
            ("1.5 * null", "null"),
            ("null - null", "null"),
            // the catalogue's retention money: 5 % of 900,000 and 3 % of 220,000, in 万元
            ("90 * 0.05", "4.5"),
            ("22 * 0.03", "0.66"),
        ],
    );
}

#[test]
fn dates_and_months_move_and_differ_by_integers() {
    check(
        "household",
        0,
        &[
            ("since + 1", "date '2020-03-01'"),
            ("1 + since", "date '2020-03-01'"),
            ("since - 60", "date '2019-12-31'"),
            ("as_of - since", "441"),
            ("since - as_of", "(-441)"),
            ("since + near.size", "null"),
            ("near.since + 1", "null"),
            ("near.since - since", "null"),
            ("since + 2147483647", "null"),
            ("since - 2147483647 - 2147483647", "null"),
            ("since + 9223372036854775807", "null"),
            ("since - (-9223372036854775807 - 1)", "null"),
            ("first_month + 1", "month '2021-01'"),
            ("1 + first_month", "month '2021-01'"),
            ("first_month - 12", "month '2019-12'"),
            ("month '2021-05' - first_month", "5"),
            ("first_month - near.first_month", "null"),
            ("first_month + 2147483647", "null"),
            ("as_of + null", "null"),
            ("as_of - null", "null"),
            ("first_month + null", "null"),
            ("null + since", "null"),
            ("(as_of + null) - as_of", "null"),
            ("(as_of - null) || 'x'", "null"),
            ("month_of(as_of + null)", "null"),
            ("year(first_month - null)", "null"),
        ],
    );
}

#[test]
fn comparisons_are_unknown_where_a_side_is_missing() {
    check(
        "household",
        0,
        &[
            ("size = 3", "true"),
            ("size = 3.0", "true"),
            ("3 <> 3.5", "true"),
            ("size <> 3", "false"),
            ("size < 3", "false"),
            ("size <= 3", "true"),
            ("size > 2.9999999999", "true"),
            ("size >= 4", "false"),
            ("near.size = near.size", "null"),
            ("near.size <> 1", "null"),
            ("income < near.income", "null"),
            // by bytes of UTF-8
            ("'abc' < 'abd'", "true"),
            ("'Z' < 'a'", "true"),
            ("'乙' < '甲'", "true"),
            ("'' < 'a'", "true"),
            ("kind = '脱贫户'", "true"),
            ("near.kind = '脱贫户'", "null"),
            ("false < true", "true"),
            ("poor = true", "true"),
            ("poor > near.poor", "null"),
            ("as_of >= date '2021-05-15'", "true"),
            ("since > as_of", "false"),
            ("first_month < month '2021-01'", "true"),
        ],
    );
}

#[test]
fn logic_is_kleenes() {
    check(
        "household",
        0,
        &[
            ("true and near.poor", "null"),
            ("false and near.poor", "false"),
            ("near.poor and false", "false"),
            ("near.poor and near.poor", "null"),
            ("true or near.poor", "true"),
            ("near.poor or true", "true"),
            ("near.poor or false", "null"),
            ("null or poor", "true"),
            ("null and poor", "null"),
            ("null or null", "null"),
            ("not near.poor", "null"),
            ("not poor", "false"),
            ("not null", "null"),
            ("near.poor is null", "true"),
            ("near.poor is not null", "false"),
            ("near.poor is true", "false"),
            ("near.poor is not true", "true"),
            ("near.poor is false", "false"),
            ("near.poor is not false", "true"),
            ("poor is true", "true"),
            ("poor is false", "false"),
            ("(near.poor and true) is unknown", "true"),
            ("null is null", "true"),
            ("(null + 1) is null", "true"),
        ],
    );
}

#[test]
fn in_and_between_are_unknown_only_where_it_matters() {
    check(
        "household",
        0,
        &[
            ("size in (1, 2, 3)", "true"),
            ("size in (1, 2)", "false"),
            ("size in (1, near.size)", "null"),
            ("size in (3, near.size)", "true"),
            ("near.size in (1)", "null"),
            ("size not in (1, near.size)", "null"),
            ("size not in (3, near.size)", "false"),
            ("size not in (1, 2)", "true"),
            ("size in (3.0, 4)", "true"),
            ("size in (1, 2.5)", "false"),
            // a constant among constants and fields
            ("as_of in (as_of, since)", "true"),
            ("as_of in (date '2020-01-01', since)", "false"),
            ("as_of in (date '2020-01-01', near.since)", "null"),
            ("3 in (size, 4)", "true"),
            ("1 in (2, 3)", "false"),
            ("1 not in (2, 3)", "true"),
            ("kind in ('脱贫户', '监测户')", "true"),
            ("true in (poor, false)", "true"),
            ("size between 3 and 3", "true"),
            ("size between 4 and near.size", "false"),
            ("size between 1 and near.size", "null"),
            ("size not between 1 and 2", "true"),
            ("size not between near.size and 2", "true"),
            ("near.size between 1 and 2", "null"),
            ("size between 2.5 and 4", "true"),
            ("'b' between 'a' and 'c'", "true"),
            ("2 between 3 and 1", "false"),
        ],
    );
}

#[test]
fn patterns_look_at_characters() {
    check(
        "household",
        0,
        &[
            ("remark like '加强%'", "true"),
            ("remark like '%责任'", "true"),
            ("remark like '%访%实%'", "true"),
            ("remark like '走访'", "false"),
            ("remark like '_________'", "true"),
            ("remark like '________'", "false"),
            ("'' like ''", "true"),
            ("'' like '%'", "true"),
            ("'' like '_'", "false"),
            ("'a.c' like 'a.c'", "true"),
            ("'abc' like 'a.c'", "false"),
            ("'A' like 'a'", "false"),
            ("'[a]' like '[a]'", "true"),
            ("near.kind like '%'", "null"),
            ("remark not like '%访%'", "false"),
            ("near.kind not like '%'", "null"),
            ("remark matches '走.落|走访'", "true"),
            ("remark matches '^走'", "false"),
            ("remark not matches '^走'", "true"),
            ("'abc' matches ''", "true"),
            ("near.kind matches ''", "null"),
            ("near.kind not matches 'x'", "null"),
        ],
    );
}

#[test]
fn concatenation_shows_values_as_messages_do() {
    check(
        "household",
        0,
        &[
            ("'a' || 1 || 2.50", "'a12.5'"),
            ("true || '/' || false", "'是/否'"),
            ("as_of || ''", "'2021-05-15'"),
            ("first_month || ''", "'2020-12'"),
            ("income || ''", "'3000.5'"),
            ("'a' || near.kind", "null"),
            ("near.size || 'a'", "null"),
            ("kind || '/' || size", "'脱贫户/3'"),
        ],
    );
}

#[test]
fn case_takes_the_first_branch_that_is_true() {
    check(
        "household",
        0,
        &[
            (
                "case when near.poor then 1 when poor then 2 else 3 end",
                "2",
            ),
            ("case when poor then 1 when true then 2 end", "1"),
            ("case when near.poor then 1 else 2 end", "2"),
            ("case when false then 1 end", "null"),
            ("case when poor then 1 else 2.5 end", "1.0"),
            ("case when true then null else 1 end", "null"),
            ("case when null then 1 else 2 end", "2"),
            (
                "case when size > 5 then '大' when size > 2 then '中' else '小' end",
                "'中'",
            ),
            ("case when poor then near.kind else 'x' end", "null"),
            ("case when poor then kind else 'x' end", "'脱贫户'"),
        ],
    );
}

#[test]
fn operators_bind_as_in_sql() {
    check(
        "household",
        0,
        &[
            ("1 + 2 * 3", "7"),
            ("2 - 1 - 1", "0"),
            ("8 / 2 / 2", "2"),
            ("-2 * 3", "(-6)"),
            ("not false and false", "false"),
            ("true or false and false", "true"),
            ("not 1 = 2", "true"),
            ("1 + 1 = 2 and 'a' || 'b' = 'ab'", "true"),
        ],
    );
}
