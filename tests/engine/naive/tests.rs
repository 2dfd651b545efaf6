//! The field's numbers against published and computed examples; the naive evaluator is an oracle only as far as these hold.

use ledgerlint::ledger::{Date, Decimal};

use super::domain;
use super::operators::like;

#[test]
fn check_digits_of_published_examples_hold() {
    for (text, valid) in [
        ("11010519491231002X", true),
        ("11010519491231002x", false),
        ("360921200002291120", true),
        ("360921196202290027", true),
        ("360921195001010012", true),
        ("360921195001010013", false),
        ("3.60921E+17", false),
    ] {
        assert_eq!(domain::valid_resident_id(text), valid, "{text}");
    }
    for (text, valid) in [
        ("91350100M000100Y43", true),
        ("93360921MA00000170", true),
        ("93360921MA0000001C", true),
        ("93360921MA0000001D", false),
    ] {
        assert_eq!(domain::valid_uscc(text), valid, "{text}");
    }
    for (text, valid) in [
        ("4111111111111111", true),
        ("4111111111111112", false),
        ("411111111111", false),
    ] {
        assert_eq!(domain::valid_luhn(text), valid, "{text}");
    }
}

#[test]
fn birth_dates_exist_or_are_missing() {
    for (text, birth) in [
        ("11010519491231002X", Date::new(1949, 12, 31)),
        ("360921200002291120", Date::new(2000, 2, 29)),
        ("360921196202290027", None),
        ("130503670401001", Date::new(1967, 4, 1)),
        ("130503670431002", None),
        ("3.60921E+17", None),
    ] {
        assert_eq!(domain::birth_date_of(text), birth, "{text}");
    }
}

#[test]
fn grim_agrees_with_trying_every_case() {
    for whole in 1..=40 {
        for tenths in 0..=1_010 {
            let percent = Decimal(i128::from(tenths) * Decimal::ONE / 10);
            for decimals in [0, 1] {
                let fits = |n: i64| {
                    let share = Decimal::from_integer(100 * n).div(Decimal::from_integer(whole));
                    share.is_some_and(|share| share.round(decimals) == percent)
                };
                let expected = (0..=whole).any(fits);
                assert_eq!(
                    domain::grim_feasible(percent, whole, decimals),
                    expected,
                    "{percent} of {whole}"
                );
            }
        }
    }
}

#[test]
fn pieces_are_windows_of_letters_and_digits() {
    let pieces = |text: &str| {
        domain::pieces(text)
            .into_iter()
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert_eq!(pieces("走访,落实"), "访落实 走访落");
    assert_eq!(pieces(" a b "), "ab");
    assert_eq!(pieces("aaaa"), "aaa");
    assert_eq!(pieces("。!"), "");
}

#[test]
fn like_takes_wild_cards_only() {
    for (text, pattern, matches) in [
        ("甲乙", "_乙", true),
        ("甲乙", "%", true),
        ("甲乙", "甲", false),
        ("a%b", "a%%b", true),
        ("a\nb", "a_b", true),
    ] {
        assert_eq!(like(text, pattern), matches, "{text} like {pattern}");
    }
}
