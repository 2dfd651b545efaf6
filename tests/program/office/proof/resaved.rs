//! Marked copies that other programs have saved again: what an earlier run marked goes all the same, and nothing else.

use std::collections::BTreeMap;

use ledgerlint::report::workbook::mark;

use super::cells::fills;
use super::notes::texts;
use super::{AUTHOR, At, as_marks, fixture, list, marks, text_of};
use crate::office::tree::{Parts, Sheet};

/// `name` is a marked copy saved again, `plain` the unmarked workbook saved by the same program.
#[track_caller]
fn check(name: &str, plain: &str) {
    let plain = Parts::open(&fixture(plain));
    let resaved = fixture(name);
    let before = Parts::open(&resaved);
    let ours = |parts: &Parts| {
        let sheets = parts.sheets();
        let texts = sheets.iter().flat_map(|sheet| texts(parts, sheet));
        texts.filter(|(_, text)| text.contains("台账体检")).count()
    };
    assert!(ours(&before) >= 5, "{name}: the copy was marked");
    let of = |parts: &Parts, name: &str| -> Sheet {
        let mut all = parts.sheets().into_iter();
        all.find(|sheet| sheet.name == name)
            .unwrap_or_else(|| panic!("no {name}"))
    };

    let cleared = mark(&resaved, &[], &list(&[])).expect("a copy");
    let cleared = Parts::open(&cleared);
    cleared.assert_complete();
    assert_eq!(ours(&cleared), 0, "{name}");
    assert_eq!(
        cleared.sheets().len(),
        before.sheets().len(),
        "{name}: one list"
    );
    for sheet in plain.sheets().iter().filter(|s| s.kind == "worksheet") {
        let now = of(&cleared, &sheet.name);
        assert_eq!(
            texts(&cleared, &now),
            texts(&plain, sheet),
            "{name}: {}",
            sheet.name
        );
        let (is, was) = (fills(&cleared, &now), fills(&plain, sheet));
        for (at, fill) in &was {
            assert_eq!(is.get(at), Some(fill), "{name}: {} {at:?}", sheet.name);
        }
        for (at, fill) in is.iter().filter(|(at, _)| !was.contains_key(*at)) {
            assert!(!is_ours(fill), "{name}: {} {at:?} {fill}", sheet.name);
        }
    }

    let chosen: Vec<_> = marks(&plain)
        .into_iter()
        .filter(|(s, ..)| s.name == "整改台账")
        .collect();
    let again = mark(&resaved, &as_marks(&chosen), &list(&chosen)).expect("a copy");
    let twice = mark(&again, &as_marks(&chosen), &list(&chosen)).expect("a copy");
    assert!(again == twice, "{name}");
    let again = Parts::open(&again);
    again.assert_complete();
    let sheet = of(&plain, "整改台账");
    let now = of(&again, "整改台账");
    let own: BTreeMap<At, String> = texts(&plain, &sheet);
    let told = texts(&again, &now);
    for (at, text) in &told {
        let marked = chosen.iter().any(|(_, of, _)| of == at);
        match (own.get(at), marked) {
            (Some(own), false) => assert_eq!(text, own, "{name} {at:?}"),
            (Some(own), true) => assert!(
                text.starts_with(own.as_str())
                    && text.ends_with(&text_of(*at))
                    && text.matches("RULE").count() == 1,
                "{name} {at:?} {text}"
            ),
            (None, _) => assert_eq!(*text, format!("{AUTHOR}\n{}", text_of(*at)), "{name}"),
        }
    }
    let fills = fills(&again, &now);
    let marked: Vec<At> = fills
        .iter()
        .filter(|(_, fill)| is_ours(fill))
        .map(|(at, _)| *at)
        .collect();
    let mut expected: Vec<At> = chosen.iter().map(|(_, at, _)| *at).collect();
    expected.sort();
    assert_eq!(marked, expected, "{name}");
}

fn is_ours(fill: &str) -> bool {
    ["FFFF9999", "FFFFC7CE", "FFFFEB9C", "FFDDEBF7"]
        .iter()
        .any(|color| fill.contains(color))
}

#[test]
fn a_marked_copy_saved_by_openpyxl() {
    check("resaved-openpyxl.xlsx", "openpyxl.xlsx");
}

#[test]
fn a_marked_copy_saved_by_libreoffice() {
    check("resaved-libreoffice.xlsx", "libreoffice.xlsx");
}

#[test]
fn a_marked_copy_saved_by_libreoffice_as_its_own_kind_and_back() {
    check("resaved-twice.xlsx", "libreoffice.xlsx");
}
