//! Snippets: real line numbers, aligned marks, and no input that breaks the drawing.

use super::*;
use crate::lang::Lang;
use crate::location::Column;
use std::sync::Arc;

fn style(width: usize) -> Style {
    Style {
        lang: Lang::Zh,
        color: false,
        unicode: true,
        width,
        mask: false,
        per_rule: None,
        coverage: false,
        version: "0.0.0",
    }
}

fn place(line: u32) -> Location {
    Location {
        line: Some(Line(line)),
        column: Some(Column(3)),
        ..Location::file(Arc::from("甲.csv"))
    }
}

fn strings(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|t| (*t).to_owned()).collect()
}

#[track_caller]
fn check(line: u32, excerpt: Excerpt, label: &str, expected: &str) {
    let style = style(60);
    let mut picture = Picture::new("不对", Severity::Error, &style);
    assert!(picture.add(&place(line), &excerpt, label, &style));
    assert_eq!(picture.draw(&style), expected);
}

#[test]
fn header_and_row_keep_their_own_line_numbers() {
    let grid = |header_line, line| Excerpt::Grid {
        header_line,
        header: strings(&["姓名", "到期日"]),
        line,
        cells: strings(&["甘某某", "2020-12-31"]),
        marked: Some(1),
        first_column: None,
    };
    check(
        1057,
        grid(Some(Line(3)), Some(Line(1057))),
        "已到期",
        "  × 不对
      ╭─[甲.csv:1057:3]
    3 │ 姓名    到期日
 1057 │ 甘某某  2020-12-31
      ·         ─────┬────
      ·              ╰── 已到期
      ╰────
",
    );
    check(
        2,
        grid(None, None),
        "",
        "  × 不对
   ╭─[甲.csv:2:3]
   │ 姓名    到期日
   │ 甘某某  2020-12-31
   ·         ──────────
   ╰────
",
    );
    check(
        10,
        grid(Some(Line(9)), Some(Line(10))),
        "已到期",
        "  × 不对
    ╭─[甲.csv:10:3]
  9 │ 姓名    到期日
 10 │ 甘某某  2020-12-31
    ·         ─────┬────
    ·              ╰── 已到期
    ╰────
",
    );
}

#[test]
fn lines_of_a_document_keep_their_numbers_and_the_mark_its_value() {
    let text = "  {\n    \"状态\": \"已销号\",\n  }\n";
    let at = text.find("\"已").unwrap_or(0);
    let excerpt = Excerpt::Lines {
        first: Line(99),
        text: text.into(),
        marked: at..at + "\"已销号\"".len(),
    };
    check(
        100,
        excerpt,
        "没有佐证",
        "  × 不对
     ╭─[甲.csv:100:3]
  99 │   {
 100 │     \"状态\": \"已销号\",
     ·             ────┬───
     ·                 ╰── 没有佐证
 101 │   }
     ╰────
",
    );
}

#[test]
fn a_very_long_line_is_cut_around_the_mark() {
    let text = format!("{}坏{}", "前".repeat(50_000), "后".repeat(50_000));
    let marked = 150_000..150_003;
    let style = style(50);
    let mut picture = Picture::new("不对", Severity::Error, &style);
    assert!(picture.add(
        &place(1),
        &Excerpt::Lines {
            first: Line(1),
            text,
            marked
        },
        "这里",
        &style
    ));
    let drawn = picture.draw(&style);
    assert!(drawn.contains("…前前前前前前坏后后"), "{drawn}");
    assert!(drawn.lines().all(|l| super::width(l) <= 50), "{drawn}");
}

#[test]
fn related_places_are_drawn_below_with_their_own_file() {
    let style = style(60);
    let mut picture = Picture::new("不对", Severity::Error, &style);
    let lines = |line, text: &str| Excerpt::Lines {
        first: Line(line),
        text: text.into(),
        marked: 0..3,
    };
    picture.add(&place(4), &lines(4, "abc"), "甲", &style);
    picture.add(
        &Location {
            file: Arc::from("乙.json"),
            ..place(5)
        },
        &lines(5, "def"),
        "乙",
        &style,
    );
    assert_eq!(
        picture.draw(&style),
        "  × 不对
   ╭─[甲.csv:4:3]
 4 │ abc
   · ─┬─
   ·  ╰── 甲
   ╰────
   ╭─[乙.json:5:3]
 5 │ def
   · ─┬─
   ·  ╰── 乙
   ╰────
"
    );
}

#[test]
fn hostile_excerpts_never_break_the_drawing() {
    let pieces = [
        "",
        "a",
        "甘",
        "\n",
        "\r\n",
        "\t",
        "\u{1b}[31m",
        "\u{202e}",
        "😀",
        "e\u{301}",
        "\u{0}",
        "  ",
    ];
    let mut seed = 0x2545_F491_4F6C_DD1Du64;
    let mut dice = |n: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        (seed % n as u64) as usize
    };
    for round in 0..20_000 {
        let text: String = (0..dice(30)).map(|_| pieces[dice(pieces.len())]).collect();
        let (a, b) = (dice(40), dice(40));
        let style = Style {
            color: dice(2) == 0,
            unicode: dice(2) == 0,
            ..style(dice(120))
        };
        let mut picture = Picture::new(&text, Severity::ALL[dice(4)], &style);
        let label: String = (0..dice(12)).map(|_| pieces[dice(pieces.len())]).collect();
        let first = Line(dice(1200) as u32);
        picture.add(
            &place(1),
            &Excerpt::Lines {
                first,
                text: text.clone(),
                marked: a..b,
            },
            &label,
            &style,
        );
        let cells: Vec<String> = text.split('a').map(str::to_owned).collect();
        let header = cells.iter().rev().skip(dice(3)).cloned().collect();
        let marked = (dice(2) == 0).then(|| dice(9));
        let line = (dice(3) > 0).then(|| Line(dice(9) as u32));
        picture.add(
            &place(1),
            &Excerpt::Grid {
                header_line: line,
                header,
                line,
                cells,
                marked,
                first_column: None,
            },
            &label,
            &style,
        );
        let drawn = picture.draw(&style);
        assert!(
            drawn.ends_with('\n') && !drawn.contains("Failed"),
            "round {round}: {drawn}"
        );
        assert!(
            style.color || !drawn.contains('\u{1b}'),
            "round {round}: {drawn}"
        );
    }
}
