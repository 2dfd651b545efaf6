//! Values from domains small enough that equalities hit, with some that are extreme.

use ledgerlint::ledger::{Date, Decimal, Month, Type, Value};

use crate::random::Random;

const HOUSEHOLDS: &[&str] = &["H1", "H2", "H3", "H4", "H5", "H6"];
const PERSONS: &[&str] = &["P1", "P2", "P3", "P4", "P5", "P6", "P7"];
const VILLAGES: &[&str] = &["东村", "西村", "360921"];
const NAMES: &[&str] = &["甲", "乙", "丙", "Ann", " 甲 "];

/// Resident numbers: right, wrong check digit, no such day, 15 digits, damaged by a spreadsheet.
const RESIDENT_NUMBERS: &[&str] = &[
    "11010519491231002X",
    "11010519491231002x",
    "360921200002291120",
    "360921196202290027",
    "360921195001010013",
    "130503670401001",
    "130503670431002",
    "3.60921E+17",
];

/// Texts with repeats, white space, punctuation, wide characters, and beside it codes and numbers of all kinds.
const TEXTS: &[&str] = &[
    "",
    " ",
    "甲",
    "走访",
    "加强走访,落实责任",
    "加强走访、 落实责任!",
    "加强督导,落实到人",
    "已经完成整改",
    "abc",
    "ABC def",
    "ab%c_d",
    "12.50",
    " -3 ",
    "1e5",
    "91350100M000100Y43",
    "93360921MA00000170",
    "93360921MA0000001D",
    "360921",
    "360921100201",
    "6222021234567890128",
    "4111111111111111",
    "ſtraße",
];

/// Paths that the submission has, lacks, and cannot tell about.
const ATTACHMENTS: &[&str] = &["a.pdf", "b.pdf", "c.pdf"];

const SHA: &[&str] = &["00ff", "abcd"];

/// The values that a text field of this name has.
pub fn text_pool(field: &str) -> &'static [&'static str] {
    match field {
        "hh_id" | "near_id" => HOUSEHOLDS,
        "person_id" | "head_id" | "emp_no" => PERSONS,
        "village" | "code" => VILLAGES,
        "name" => NAMES,
        "id_number" => RESIDENT_NUMBERS,
        "path" => ATTACHMENTS,
        "sha256" => SHA,
        _ => TEXTS,
    }
}

/// A value of this type that is not missing. `pool` is what texts are taken from.
pub fn sample(kind: Type, pool: &[&str], random: &mut Random) -> Value {
    match kind {
        Type::Text => Value::Text((*random.pick(pool)).into()),
        Type::Integer => Value::Integer(integer(random)),
        Type::Decimal => Value::Decimal(decimal(random)),
        Type::Date => Value::Date(date(random)),
        Type::Month => Value::Month(month(random)),
        Type::Boolean => Value::Boolean(random.percent(50)),
    }
}

fn integer(random: &mut Random) -> i64 {
    match random.below(60) {
        0 => i64::MAX,
        1 => i64::MIN,
        2 => 1_000_000_000_000,
        3 => -400_000,
        4..=8 => random.between(-3, -1),
        _ => random.between(0, 5),
    }
}

fn decimal(random: &mut Random) -> Decimal {
    const ODD: [i128; 5] = [
        33_333_333_333,
        -1,
        5_000_000_000,
        12_500_000_000,
        699_000_000_000,
    ];
    match random.below(60) {
        // the largest that fits 38 digits
        0 => Decimal(10i128.pow(38) - 1),
        1 => Decimal(1 - 10i128.pow(38)),
        2 => Decimal(10i128.pow(30) + 7),
        3..=20 => Decimal(*random.pick(&ODD)),
        21..=30 => Decimal(-5_000_000_000 * i128::from(random.between(1, 4))),
        _ => Decimal::from_integer(random.between(0, 5)),
    }
}

fn date(random: &mut Random) -> Date {
    const NAMED: [(i32, u32, u32); 8] = [
        (2021, 5, 15),
        (2020, 2, 29),
        (2021, 2, 28),
        (2021, 3, 31),
        (1949, 12, 31),
        (2000, 2, 29),
        (1, 1, 1),
        (9999, 12, 31),
    ];
    let (year, month, day) = match random.below(20) {
        0 => NAMED[6 + random.below(2)],
        1..=8 => NAMED[random.below(6)],
        _ => (
            2021,
            random.between(3, 5) as u32,
            random.between(1, 9) as u32,
        ),
    };
    Date::new(year, month, day).expect("these days exist")
}

fn month(random: &mut Random) -> Month {
    match random.below(20) {
        0 => Month::new(1, 1),
        1 => Month::new(9999, 12),
        _ => Month::new(2020 + random.below(2) as i32, random.between(4, 6) as u32),
    }
}
