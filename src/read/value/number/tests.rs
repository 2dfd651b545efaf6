//! Numbers of §5.3 of the domain, and exactness against the plain parser.

use super::super::fixtures::{context, measured, shown};
use super::*;
use crate::ledger::Type;

fn check(unit: Option<&str>, cases: &[(&str, &str)]) {
    let field = measured(Type::Decimal, unit);
    for (raw, expected) in cases {
        assert_eq!(
            shown(&decimal(&field, raw, &context())),
            *expected,
            "{raw:?} in {unit:?}"
        );
    }
}

#[test]
fn plain_numbers_and_separators() {
    check(
        None,
        &[
            ("0", "0"),
            ("-12.50", "-12.5"),
            ("+3", "3"),
            ("126.942477", "126.942477"),
            (" 12 ", "12"),
            ("12,345.60", "12345.6"),
            ("1,234,567", "1234567"),
            ("12，345.60", "12345.6"),
            ("0.5", "0.5"),
            ("5.", "5"),
            (".5", "0.5"),
            ("007", "7"),
            ("99999999999999999999999999", "99999999999999999999999999"),
        ],
    );
}

#[test]
fn grouping_that_is_none_is_unreadable() {
    for raw in [
        "12,34", "1234,567", ",123", "1,,234", "1,234,", "1.234.5", "12-13", "3、4", ".", "-",
        "--5", "abc",
    ] {
        let read = decimal(&measured(Type::Decimal, None), raw, &context());
        assert_eq!(read.value, None, "{raw}");
    }
}

#[test]
fn units_are_converted_exactly() {
    check(
        Some("元"),
        &[
            ("126.942477万元", "1269424.77"),
            (
                "126.942477 万元",
                "1269424.77 ! normalised [126.942477万元]",
            ),
            ("3.5万", "35000"),
            ("1.2亿元", "120000000"),
            ("1500元", "1500"),
            ("1500元整", "1500"),
            ("¥1,500.00", "1500"),
            ("￥1500元", "1500"),
            ("¥-12.5", "-12.5"),
            ("人民币300元", "300"),
            ("80%", "∅ ! unreadable-number"),
            ("3户", "∅ ! unreadable-number"),
            ("1500元/月", "∅ ! unreadable-number"),
        ],
    );
    check(
        Some("万元"),
        &[
            ("126.942477", "126.942477"),
            ("1269424.77元", "126.942477"),
            ("3.5万", "3.5"),
            ("1亿元", "10000"),
        ],
    );
    check(
        Some("人"),
        &[
            ("92万人", "920000"),
            ("488人", "488"),
            ("12名", "12"),
            ("3个", "3"),
        ],
    );
    check(
        Some("亩"),
        &[("2公顷", "30"), ("100㎡", "0.15"), ("1.5亩", "1.5")],
    );
    check(
        Some("㎡"),
        &[
            ("3亩", "2000"),
            ("1亩", "∅ ! unreadable-number"),
            ("120平方米", "120"),
        ],
    );
    check(Some("千瓦"), &[("300kW", "300"), ("0.3兆瓦", "300")]);
    check(Some("月"), &[("12个月", "12"), ("1年", "12"), ("8月", "8")]);
}

#[test]
fn percentages_keep_or_lose_their_sign_by_the_field() {
    check(
        Some("%"),
        &[
            ("59.53%", "59.53"),
            ("59.53", "59.53"),
            ("59. 53%", "59.53 ! normalised [59.53%]"),
            ("59.53％", "59.53"),
            ("6‰", "0.6"),
        ],
    );
    check(
        None,
        &[("59.53%", "0.5953"), ("0.5953", "0.5953"), ("100%", "1")],
    );
}

#[test]
fn readers_hear_of_full_width_digits_and_inner_spaces() {
    check(
        None,
        &[
            ("１２．５", "12.5 ! normalised [12.5]"),
            ("2 条", "2 ! normalised [2条]"),
            ("1 234", "1234 ! normalised [1234]"),
            ("12\u{A0}345", "12345 ! normalised [12345]"),
            ("'12", "12 ! normalised [12]"),
            ("12\u{200B}", "12 ! normalised [12]"),
            ("\u{3000}12\u{A0}", "12"),
        ],
    );
}

#[test]
fn approximations_are_no_numbers() {
    let cases = [
        ("近30%", "≈"),
        ("约100", "≈"),
        ("大约1.5万元", "≈"),
        ("100人左右", "≈"),
        ("80%以上", "≥"),
        ("不少于12次", "≥"),
        ("≥6900", "≥"),
        ("100多人", "≥"),
        ("30余户", "≥"),
        ("100+", "≥"),
        ("超过5人", ">"),
        (">5", ">"),
        ("不足10%", "<"),
        ("不到3万", "<"),
        ("<3", "<"),
        ("不超过3%", "≤"),
        ("3%以内", "≤"),
        ("≤3", "≤"),
    ];
    for (raw, symbol) in cases {
        check(
            Some("%"),
            &[(raw, &format!("∅ ! unreadable-number [{symbol}]"))],
        );
    }
    check(
        None,
        &[
            ("约", "∅ ! unreadable-number"),
            ("以上", "∅ ! unreadable-number"),
        ],
    );
}

#[test]
fn negatives_as_accountants_write_them() {
    check(
        None,
        &[
            ("(1,234.00)", "-1234"),
            ("（5）", "-5"),
            ("负5", "-5"),
            ("－5", "-5"),
            ("−5", "-5"),
        ],
    );
}

#[test]
fn scientific_notation_counts_only_for_decimals_and_only_when_exact() {
    check(
        None,
        &[
            ("1.2e3", "1200"),
            ("1.2E+05", "120000"),
            ("5e-3", "0.005"),
            ("1e-11", "∅ ! unreadable-number"),
            ("1e999", "∅ ! unreadable-number"),
            ("1e", "∅ ! unreadable-number"),
        ],
    );
    let field = measured(Type::Integer, None);
    assert_eq!(
        shown(&integer(&field, "1e3", &context())),
        "∅ ! unreadable-number"
    );
}

#[test]
fn more_than_ten_places_are_rounded_and_said_so() {
    check(
        None,
        &[
            ("0.30000000000000004", "0.3 ! normalised [0.3]"),
            (
                "69.3577981651376",
                "69.3577981651 ! normalised [69.3577981651]",
            ),
            (
                "-0.66666666666666",
                "-0.6666666667 ! normalised [-0.6666666667]",
            ),
            ("1.50000000000000", "1.5"),
        ],
    );
}

#[test]
fn placeholders_and_blanks() {
    check(
        None,
        &[
            ("", "∅"),
            ("\u{3000}", "∅"),
            ("无", "∅ ! placeholder"),
            ("/", "∅ ! placeholder"),
            ("—", "∅ ! placeholder"),
            ("同上", "∅ ! placeholder [同上]"),
            ("#N/A", "∅ ! placeholder"),
        ],
    );
}

#[test]
fn whole_numbers() {
    let field = measured(Type::Integer, Some("人"));
    let cases = [
        ("3", "3"),
        ("-3", "-3"),
        ("3.0", "3"),
        ("3.5", "∅ ! unreadable-number"),
        ("12人", "12"),
        ("0.5万人", "5000"),
        ("１２", "12 ! normalised [12]"),
        ("2 人", "2 ! normalised [2人]"),
        ("9223372036854775807", "9223372036854775807"),
        ("9223372036854775808", "∅ ! unreadable-number"),
        ("近30", "∅ ! unreadable-number [≈]"),
        ("", "∅"),
        ("1,234", "1234"),
    ];
    for (raw, expected) in cases {
        assert_eq!(
            shown(&integer(&field, raw, &context())),
            expected,
            "{raw:?}"
        );
    }
    let year = measured(Type::Integer, None);
    assert_eq!(shown(&integer(&year, "2019年", &context())), "2019");
}

#[test]
fn a_headers_unit_counts_for_cells_without_their_own() {
    let field = measured(Type::Decimal, Some("元"));
    let in_wan = Context {
        factor: Decimal::from_integer(10_000),
        ..context()
    };
    let cases = [
        ("126.942477", "1269424.77"),
        ("126.942477万元", "1269424.77"),
        ("5元", "5"),
        ("1,000", "10000000"),
        ("0", "0"),
    ];
    for (raw, expected) in cases {
        assert_eq!(shown(&decimal(&field, raw, &in_wan)), expected, "{raw:?}");
    }
    let in_yuan = Context {
        factor: Decimal(Decimal::ONE / 10_000),
        ..context()
    };
    let wan = measured(Type::Decimal, Some("万元"));
    assert_eq!(shown(&decimal(&wan, "1269424.77", &in_yuan)), "126.942477");
    assert_eq!(
        shown(&integer(
            &measured(Type::Integer, Some("元")),
            "1.5",
            &in_wan
        )),
        "15000"
    );
}

/// A small generator, so that a failure can be repeated.
fn random(state: &mut u64) -> u64 {
    *state = state
        .wrapping_mul(6_364_136_223_846_793_005)
        .wrapping_add(1_442_695_040_888_963_407);
    *state >> 33
}

#[test]
fn every_spelling_of_a_random_number_is_that_number() {
    let mut state = 7;
    let (yuan, wan) = (
        measured(Type::Decimal, Some("元")),
        measured(Type::Decimal, Some("万元")),
    );
    for _ in 0..5000 {
        let (whole, cents) = (random(&mut state) % 10_000_000, random(&mut state) % 100);
        let plain = format!("{whole}.{cents:02}");
        let expected = Decimal::parse(&plain);
        let mut grouped = whole.to_string();
        for at in (1..grouped.len())
            .rev()
            .filter(|at| (grouped.len() - at) % 3 == 0)
            .collect::<Vec<_>>()
        {
            grouped.insert(at, ',');
        }
        let wide: String = plain
            .chars()
            .map(|c| char::from_u32(c as u32 + 0xFEE0).unwrap_or(c))
            .collect();
        for raw in [
            plain.clone(),
            format!("{plain}元"),
            format!("¥{grouped}.{cents:02}"),
            format!(" {wide}"),
            format!("{plain}0000"),
        ] {
            assert_eq!(decimal(&yuan, &raw, &context()).value, expected, "{raw}");
        }
        let in_wan = format!(
            "{}.{:06}万元",
            whole / 10_000,
            (whole % 10_000) * 100 + cents
        );
        assert_eq!(
            decimal(&yuan, &in_wan, &context()).value,
            expected,
            "{in_wan}"
        );
        let back = decimal(&wan, &format!("{plain}元"), &context()).value;
        assert_eq!(
            back.and_then(|v| v.mul(Decimal::from_integer(10_000))),
            expected,
            "{plain}元"
        );
    }
}

#[test]
fn no_text_panics() {
    for raw in [
        "9".repeat(60),
        format!("1.{}", "3".repeat(60)),
        format!("1e{}", "9".repeat(9)),
        "¥".into(),
        "()".into(),
        "(".into(),
        "负".into(),
        "万".into(),
        "𠮷".into(),
        "1𠮷".into(),
        "e5".into(),
        "'".into(),
        "0e999".into(),
        "-0".into(),
        "1e-999".into(),
    ] {
        let _ = decimal(&measured(Type::Decimal, Some("亩")), &raw, &context());
        let _ = integer(&measured(Type::Integer, Some("怪")), &raw, &context());
    }
}
