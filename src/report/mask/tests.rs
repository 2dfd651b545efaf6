//! Masking: what each kind keeps, and that nothing listed survives.

use super::*;
use PersonalKind::*;

#[track_caller]
fn check(personal: &[(PersonalKind, &str)], text: &str, expected: &str) {
    let personal: Vec<_> = personal
        .iter()
        .map(|(kind, v)| Personal {
            kind: *kind,
            value: (*v).into(),
        })
        .collect();
    assert_eq!(Covers::of(&personal).apply(text).text, expected);
    assert_eq!(Covers::of(&personal).text(text), expected);
}

#[test]
fn each_kind_keeps_what_people_need_to_find_the_record() {
    check(
        &[(Name, "甘某某")],
        "甘某某在岗,甘某某离岗",
        "甘**在岗,甘**离岗",
    );
    check(&[(Name, "欧阳某")], "欧阳某", "欧**");
    check(
        &[(IdNumber, "360921196202290027")],
        "证号360921196202290027",
        "证号360921********0027",
    );
    check(
        &[(IdNumber, "360921620229002")],
        "360921620229002",
        "360**********02",
    );
    check(&[(Phone, "13800001234")], "13800001234", "138****1234");
    check(
        &[(Account, "6217001234567890123")],
        "6217001234567890123",
        "***************0123",
    );
    check(
        &[(Address, "江西省奉新县会埠镇某村12号")],
        "住江西省奉新县会埠镇某村12号",
        "住江西省奉新县***",
    );
    check(&[(Address, "某村12号")], "某村12号", "某***");
}

#[test]
fn numbers_that_nobody_listed_are_masked_when_they_stand_alone() {
    check(
        &[],
        "360921196202290027,13800001234",
        "360921********0027,138****1234",
    );
    check(&[], "36092119620229002x", "360921********002x");
    let wide: String = "13812345678"
        .chars()
        .map(|c| char::from_u32(c as u32 + 0xfee0).unwrap_or(c))
        .collect();
    check(&[], &wide, &format!("{}****{}", &wide[..9], &wide[21..]));
    check(&[], "1234567890123456789012", "1234567890123456789012");
    check(
        &[],
        "12800001234 1380000123 20210513",
        "12800001234 1380000123 20210513",
    );
}

#[test]
fn longer_values_win_and_one_character_is_no_value() {
    check(
        &[(Name, "甘某"), (Name, "甘某某"), (Name, "某")],
        "甘某某与甘某",
        "甘**与甘*",
    );
    check(
        &[(Address, "江西省奉新县会埠镇"), (Address, "江西省奉新县")],
        "江西省奉新县会埠镇",
        "*********",
    );
}

#[test]
fn the_marked_range_of_lines_follows_its_value() {
    let text = "{\"name\": \"甘某某\", \"id\": \"360921196202290027\"}\n";
    let at = text.find("3609").unwrap_or_default();
    let personal = [Personal {
        kind: Name,
        value: "甘某某".into(),
    }];
    let excerpt = Excerpt::Lines {
        first: crate::location::Line(7),
        text: text.into(),
        marked: at..at + 18,
    };
    let Excerpt::Lines { text, marked, .. } = Covers::of(&personal).excerpt(&excerpt) else {
        unreachable!()
    };
    assert_eq!(&text[marked], "360921********0027");
}

/// xorshift, so that a failure repeats itself
struct Dice(u64);
impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % n as u64) as usize
    }
    fn text(&mut self, most: usize) -> String {
        let letters: Vec<char> = "甘某县江12389*X:\"\n".chars().collect();
        (0..self.below(most))
            .map(|_| letters[self.below(letters.len())])
            .collect()
    }
}

#[test]
fn no_listed_value_survives_in_any_text() {
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
    for round in 0..20_000 {
        let kinds = [Name, IdNumber, Phone, Account, Address];
        let personal: Vec<_> = (0..4)
            .map(|_| Personal {
                kind: kinds[dice.below(5)],
                value: dice.text(9),
            })
            .collect();
        let mut text = dice.text(20);
        for p in &personal {
            text = text + &p.value + &dice.text(3);
        }
        let covers = Covers::of(&personal);
        let covered = covers.apply(&text);
        assert_eq!(covers.text(&text), covered.text, "round {round}");
        for p in personal
            .iter()
            .filter(|p| p.value.chars().count() > 1 && p.value.chars().any(|c| c != '*'))
        {
            assert!(
                !covered.text.contains(&p.value),
                "round {round}: {p:?} in {:?} of {text:?}",
                covered.text
            );
        }
        let (a, b) = (dice.below(text.len() + 1), dice.below(text.len() + 1));
        if text.is_char_boundary(a) && text.is_char_boundary(b) {
            assert!(
                covered
                    .text
                    .get(covered.moved(&(a.min(b)..a.max(b))))
                    .is_some(),
                "round {round}: {text:?}"
            );
        }
    }
}

#[test]
fn files_are_masked_alike_in_findings_inputs_and_reasons() {
    let report = crate::report::tests::report();
    let findings = crate::report::tests::findings();
    let masking = Masking::new(&report, &findings, true);
    let everything: String = findings
        .iter()
        .map(|f| format!("{:?}", masking.finding(f)))
        .chain(
            report
                .inputs
                .iter()
                .map(|i| masking.file(&i.path).to_owned()),
        )
        .chain(
            report
                .ignored
                .iter()
                .map(|i| masking.file(&i.path).to_owned()),
        )
        .collect();
    for p in findings.iter().flat_map(|f| &f.personal) {
        assert!(!everything.contains(&p.value), "{p:?} survives");
    }
    assert_eq!(
        masking.text("电话13800001234无人接听"),
        "电话138****1234无人接听"
    );
}

#[track_caller]
fn check_lines(personal: &[(PersonalKind, &str)], text: &str, mark: &str, expected: &str) {
    let personal: Vec<_> = personal
        .iter()
        .map(|(kind, v)| Personal {
            kind: *kind,
            value: (*v).into(),
        })
        .collect();
    let at = text.find(mark).unwrap_or_default();
    let excerpt = Excerpt::Lines {
        first: crate::location::Line(1),
        text: text.into(),
        marked: at..at + mark.len(),
    };
    let Excerpt::Lines { text, marked, .. } = Covers::of(&personal).excerpt(&excerpt) else {
        unreachable!()
    };
    let shown = format!(
        "{}[{}]{}",
        &text[..marked.start],
        &text[marked.clone()],
        &text[marked.end..]
    );
    assert_eq!(shown, expected);
}

#[test]
fn what_a_cut_tore_apart_is_left_out() {
    check_lines(
        &[],
        "…21196202290027\", \"due\": \"x\", \"phone\": \"1380000…\n  b: 360921196202290027",
        "\"x\"",
        "…\", \"due\": [\"x\"], \"phone\": \"…\n  b: 360921********0027",
    );
    // the mark itself may be what is cut
    check_lines(&[], "a: 一二三四五六…", "一二三四五六", "a: []…");
    check_lines(&[], "…", "…", "[…]");
}

#[test]
fn names_in_json_that_is_ascii_are_masked_too() {
    check_lines(
        &[(Name, "甘某A")],
        "{\"n\": \"\\u7518\\u67d0A\", \"m\": \"\\u7518\\u67D0A\", \"due\": 1}",
        "due",
        "{\"n\": \"甘**\", \"m\": \"甘**\", \"[due]\": 1}",
    );
}
