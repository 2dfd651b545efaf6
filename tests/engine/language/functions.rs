//! Every function on values, with missing values and limits.

use super::{check, check_with};

#[test]
fn text_functions_count_characters() {
    check(
        "household",
        0,
        &[
            ("length('加强a')", "3"),
            ("length('')", "0"),
            ("length(near.kind)", "null"),
            ("length(kind)", "3"),
            ("trim(' \u{3000}甲 ')", "'甲'"),
            ("trim(near.kind)", "null"),
            ("lower('ÄbC')", "'äbc'"),
            ("lower(near.kind)", "null"),
            ("upper('ß甲a')", "'SS甲A'"),
            ("upper(near.kind)", "null"),
            ("substr('abcdef', 2, 3)", "'bcd'"),
            ("substr('abcdef', 0, 2)", "'ab'"),
            ("substr('abcdef', -5, 1)", "'a'"),
            ("substr('abc', 2, -1)", "''"),
            ("substr('abc', 9, 1)", "''"),
            ("substr('abc', 2, 9223372036854775807)", "'bc'"),
            ("substr(remark, 3, 2)", "'走访'"),
            ("substr(near.kind, 1, 1)", "null"),
            ("substr('abc', near.size, 1)", "null"),
            ("substr('abc', 1, near.size)", "null"),
            ("replace('a·b·c', '·', '')", "'abc'"),
            ("replace('aaa', 'aa', 'b')", "'ba'"),
            ("replace('abc', near.kind, '')", "null"),
            ("contains('abc', 'bc')", "true"),
            ("contains('abc', 'B')", "false"),
            ("contains('abc', '')", "true"),
            ("contains(near.kind, 'a')", "null"),
            ("starts_with(remark, '加强')", "true"),
            ("starts_with(remark, '强')", "false"),
            ("starts_with('a', near.kind)", "null"),
            ("ends_with(remark, '责任')", "true"),
            ("ends_with(remark, '责')", "false"),
            ("ends_with(near.kind, '')", "null"),
        ],
    );
}

#[test]
fn conversions_are_plain() {
    check(
        "household",
        0,
        &[
            ("to_text(2.50)", "'2.5'"),
            ("to_text(3.0)", "'3'"),
            ("to_text(-0.0000000001)", "'-0.0000000001'"),
            ("to_text(true)", "'是'"),
            ("to_text(not poor)", "'否'"),
            ("to_text(as_of)", "'2021-05-15'"),
            ("to_text(first_month)", "'2020-12'"),
            ("to_text(kind)", "'脱贫户'"),
            ("to_text(near.size)", "null"),
            ("to_text(null)", "null"),
            ("to_number(' 12.50 ')", "12.5"),
            ("to_number('-3')", "(-3)"),
            ("to_number('+.5')", "0.5"),
            ("to_number('0.1234567890000')", "0.123456789"),
            ("to_number('0.12345678901')", "null"),
            ("to_number('1e5')", "null"),
            ("to_number('1,000')", "null"),
            ("to_number('１２')", "null"),
            ("to_number('')", "null"),
            ("to_number('-')", "null"),
            ("to_number(near.kind)", "null"),
        ],
    );
}

#[test]
fn choosing_functions_skip_what_is_missing() {
    check(
        "household",
        0,
        &[
            ("coalesce(near.size, 4)", "4"),
            ("coalesce(null, near.size, size, 9)", "3"),
            ("coalesce(near.size, near.size)", "null"),
            ("coalesce(near.size, 1.5)", "1.5"),
            ("coalesce(size, 1.5)", "3"),
            ("coalesce(near.poor, false)", "false"),
            ("coalesce(near.kind, kind)", "'脱贫户'"),
            ("least(3, near.size, 2)", "2"),
            ("least(near.size, null)", "null"),
            ("least(1, 0.5)", "0.5"),
            ("least(true, false)", "false"),
            ("greatest(near.since, as_of)", "date '2021-05-15'"),
            ("greatest('乙', '甲', '')", "'甲'"),
            ("greatest(first_month, month '2020-11')", "month '2020-12'"),
            ("greatest(near.since, near.since)", "null"),
            ("join_present('、', 'a', near.kind, 2, true)", "'a、2、是'"),
            ("join_present('/', near.kind, null)", "null"),
            ("join_present('/', 'a')", "'a'"),
            ("join_present('', '', 'b')", "'b'"),
            ("join_present(near.kind, 'a', 'b')", "null"),
            ("title(kind)", "'户类型'"),
            ("missing(near.kind, size, near.since)", "'户类型、识别时间'"),
            ("missing(size, kind)", "null"),
            ("param.limit", "2"),
            ("param.U.limit", "3"),
            ("param.unset", "null"),
            ("param.limit at date '2020-07-01'", "2"),
            ("param.limit at date '2020-06-30' + 1", "2"),
            ("param.T.limit at (date '2020-07-01' - 1)", "1"),
            ("param.rate at date '2020-12-31'", "null"),
            ("param.rate at first_day(month '2021-01')", "0.5"),
            ("param.limit at near.since", "null"),
            ("param.limit at null", "null"),
            (
                "param.word at as_of || param.word at date '2021-06-01'",
                "'甲乙'",
            ),
            ("-param.limit at as_of", "-2"),
        ],
    );
}

#[test]
fn numbers_round_half_away_from_zero() {
    check(
        "household",
        0,
        &[
            ("abs(-3)", "3"),
            ("abs(-2.5)", "2.5"),
            ("abs(-9223372036854775807 - 1)", "null"),
            ("abs(near.size)", "null"),
            ("floor(2.5)", "2"),
            ("floor(-2.5)", "(-3)"),
            ("floor(size)", "3"),
            ("floor(9999999999999999999999999999.0)", "null"),
            ("floor(near.income)", "null"),
            ("ceil(2.0000000001)", "3"),
            ("ceil(-2.5)", "(-2)"),
            ("ceil(near.income)", "null"),
            ("round(2.345, 2)", "2.35"),
            ("round(-2.345, 2)", "(-2.35)"),
            ("round(2.5, 0)", "3"),
            ("round(-2.5, 0)", "(-3)"),
            ("round(2.6, -1)", "3"),
            ("round(0.12345, 20)", "0.12345"),
            ("round(size, 2)", "3"),
            ("round(9999999999999999999999999999.9, 0)", "null"),
            ("round(near.income, 2)", "null"),
            ("round(2.5, near.size)", "null"),
            ("mod(7, 3)", "1"),
            ("mod(-7, 3)", "(-1)"),
            ("mod(7, -3)", "1"),
            ("mod(7.5, 2)", "1.5"),
            ("mod(-7.5, 2)", "(-1.5)"),
            ("mod(7, 0)", "null"),
            ("mod(7.5, 0)", "null"),
            ("mod(near.size, 2)", "null"),
            ("percent(96 / 368, 2)", "'26.09%'"),
            ("percent(151 / 218, 1)", "'69.3%'"),
            ("percent(1, 0)", "'100%'"),
            ("percent(0.5, 3)", "'50.000%'"),
            ("percent(0.005, 0)", "'1%'"),
            ("percent(-0.001, 1)", "'-0.1%'"),
            ("percent(-0.0001, 1)", "'0.0%'"),
            ("percent(1 / 3, -1)", "'33%'"),
            ("percent(near.income, 1)", "null"),
        ],
    );
}

#[test]
fn calendar_functions_know_short_months() {
    check(
        "household",
        0,
        &[
            ("add_months(date '2020-01-31', 1)", "date '2020-02-29'"),
            ("add_months(date '2021-01-31', 1)", "date '2021-02-28'"),
            ("add_months(since, 12)", "date '2021-02-28'"),
            ("add_months(since, -12)", "date '2019-02-28'"),
            ("add_months(near.since, 1)", "null"),
            ("add_months(as_of, 1000000)", "null"),
            ("add_months(as_of, 9223372036854775807)", "null"),
            ("add_months(as_of, -9223372036854775807)", "null"),
            ("months_between(date '2021-01-31', date '2021-02-28')", "1"),
            ("months_between(date '2021-01-30', date '2021-02-27')", "0"),
            (
                "months_between(date '2021-05-15', date '2020-05-15')",
                "(-12)",
            ),
            ("months_between(since, as_of)", "14"),
            ("months_between(near.since, as_of)", "null"),
            ("age_at(date '2000-02-29', date '2021-02-28')", "20"),
            ("age_at(date '2000-02-29', date '2021-03-01')", "21"),
            ("age_at(as_of, as_of)", "0"),
            ("age_at(as_of, since)", "null"),
            ("age_at(near.since, as_of)", "null"),
            ("year(as_of)", "2021"),
            ("year(first_month)", "2020"),
            ("year(near.since)", "null"),
            ("month(as_of)", "5"),
            ("month(first_month)", "12"),
            ("month(near.first_month)", "null"),
            ("day(as_of)", "15"),
            ("day(near.since)", "null"),
            ("month_of(as_of)", "month '2021-05'"),
            ("month_of(near.since)", "null"),
            ("first_day(first_month)", "date '2020-12-01'"),
            ("first_day(near.first_month)", "null"),
            ("last_day(first_month)", "date '2020-12-31'"),
            ("last_day(month '2020-02')", "date '2020-02-29'"),
            ("last_day(near.first_month)", "null"),
        ],
    );
}

#[test]
fn similarity_is_containment_of_three_character_pieces() {
    check(
        "household",
        0,
        &[
            ("similarity('加强走访落实', '加强走访')", "1"),
            ("similarity('加强走访', '加强督导')", "0"),
            ("similarity('abcd', 'abce')", "0.5"),
            ("similarity('abcde', 'abcxy')", "0.3333333333"),
            ("similarity('aaaa', 'aaab')", "1"),
            ("similarity('a b,c', 'abc')", "1"),
            ("similarity('加强走访、 落实责任!', remark)", "1"),
            ("similarity('ab', 'ab')", "1"),
            ("similarity('ab', 'abc')", "0"),
            ("similarity('', 'a')", "null"),
            ("similarity('!。', 'a')", "null"),
            ("similarity(near.kind, 'a')", "null"),
        ],
    );
}

#[test]
fn numbers_of_people_and_organisations_are_checked() {
    check(
        "household",
        0,
        &[
            ("valid_resident_id('11010519491231002X')", "true"),
            ("valid_resident_id('11010519491231002x')", "false"),
            ("valid_resident_id('1101051949123100２X')", "false"),
            ("valid_resident_id('360921200002291120')", "true"),
            // the check digit is right, the day does not exist
            ("valid_resident_id('360921196202290027')", "true"),
            ("valid_resident_id('360921195001010012')", "true"),
            ("valid_resident_id('360921195001010013')", "false"),
            ("valid_resident_id('3.60921E+17')", "false"),
            ("valid_resident_id('')", "false"),
            ("valid_resident_id(near.kind)", "null"),
            ("birth_date_of('11010519491231002X')", "date '1949-12-31'"),
            ("birth_date_of('360921196202290027')", "null"),
            ("birth_date_of('130503670401001')", "date '1967-04-01'"),
            ("birth_date_of('130503670431002')", "null"),
            ("birth_date_of('3.60921E+17')", "null"),
            ("birth_date_of('AAAAAA19491231AAAA')", "null"),
            ("birth_date_of(near.kind)", "null"),
            ("sex_of('11010519491231002X')", "'女'"),
            ("sex_of('130503670401001')", "'男'"),
            ("sex_of('3.60921E+17')", "null"),
            ("sex_of('1234567890')", "null"),
            ("sex_of('93360921MA00000170')", "null"),
            // 18 bytes are not 18 characters
            ("sex_of('甲乙丙丁123456')", "null"),
            ("sex_of(near.kind)", "null"),
            ("valid_uscc('91350100M000100Y43')", "true"),
            // weighted sum divisible by 31: the check character is 0
            ("valid_uscc('93360921MA00000170')", "true"),
            ("valid_uscc('93360921MA0000001C')", "true"),
            ("valid_uscc('93360921MA0000001D')", "false"),
            ("valid_uscc('91350100m000100y43')", "false"),
            ("valid_uscc('')", "false"),
            ("valid_uscc(near.kind)", "null"),
            ("valid_division_code('360921')", "true"),
            ("valid_division_code('360921100')", "true"),
            ("valid_division_code('360921100201')", "true"),
            ("valid_division_code('990921')", "false"),
            ("valid_division_code('36092')", "false"),
            ("valid_division_code('36092X')", "false"),
            ("valid_division_code('３６')", "false"),
            ("valid_division_code(near.kind)", "null"),
            ("valid_luhn('4111111111111111')", "true"),
            ("valid_luhn('4111111111111112')", "false"),
            ("valid_luhn('79927398713')", "false"),
            ("valid_luhn('0000000000000')", "true"),
            ("valid_luhn('4111 1111 1111')", "false"),
            ("valid_luhn(near.kind)", "null"),
        ],
    );
}

#[test]
fn grim_asks_for_a_whole_number_of_cases() {
    check(
        "household",
        0,
        &[
            ("grim_feasible(70, 29, 0)", "false"),
            ("grim_feasible(69, 29, 0)", "true"),
            ("grim_feasible(69.3, 218, 1)", "true"),
            ("grim_feasible(0, 29, 0)", "true"),
            ("grim_feasible(0, 1000, 0)", "true"),
            ("grim_feasible(0, 1000000000000, 3)", "true"),
            ("grim_feasible(100, 1000, 0)", "true"),
            ("grim_feasible(100, 29, 0)", "true"),
            ("grim_feasible(101, 29, 0)", "false"),
            ("grim_feasible(-1, 29, 0)", "false"),
            ("grim_feasible(33.33, 3, 2)", "true"),
            ("grim_feasible(33.333, 3, 2)", "false"),
            ("grim_feasible(33.3333333333, 3, 99)", "true"),
            ("grim_feasible(33, 3, -2)", "true"),
            ("grim_feasible(50, 0, 0)", "false"),
            ("grim_feasible(50, -2, 0)", "false"),
            ("grim_feasible(near.income, 29, 0)", "null"),
            ("grim_feasible(70, near.size, 0)", "null"),
            ("grim_feasible(70, 29, near.size)", "null"),
        ],
    );
}

#[test]
fn files_are_known_only_where_they_came_along() {
    let rows = [
        ("file_exists('a.pdf')", "true"),
        ("file_exists('b.pdf')", "false"),
        ("file_exists('c.pdf')", "null"),
        ("file_exists(near.kind)", "null"),
        ("sha256_of('a.pdf')", "'00ff'"),
        ("sha256_of('b.pdf')", "null"),
        ("sha256_of(near.kind)", "null"),
    ];
    check("household", 0, &rows);
    let without = [
        ("file_exists('a.pdf')", "null"),
        ("file_exists(kind)", "null"),
        ("file_exists(kind) or true", "true"),
        ("sha256_of('a.pdf')", "null"),
    ];
    check_with("household", 0, &without, None);
}
