//! The tokenizer against the `csv` crate, and chunks of any size against one.

use std::fmt::Write;

use super::fixtures::catalog;
use crate::ledger::Date;
use crate::read::bind::Binder;
use crate::read::part::{FileName, Meter};
use crate::read::{Options, Sizes, delimited};
use crate::source::{Delimiter, Layout, Records};

/// xorshift: deterministic, and seen in the message of a failure.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }

    fn table(&mut self, separator: char) -> String {
        let line_end = if self.below(2) == 0 { "\n" } else { "\r\n" };
        let width = 1 + self.below(5);
        let mut text = String::new();
        for _ in 0..self.below(40) {
            for at in 0..width {
                if at > 0 {
                    text.push(separator);
                }
                self.cell(&mut text, separator);
            }
            text += line_end;
        }
        text
    }

    fn cell(&mut self, text: &mut String, separator: char) {
        let parts = ["甲", "b", "，", " ", "3.5", "\u{3000}"];
        let special = ["\"", "\n", "\r\n", ","];
        let mut value = String::new();
        for _ in 0..self.below(5) {
            value += parts[self.below(6) as usize];
            if self.below(4) == 0 {
                value += special[self.below(4) as usize];
            }
        }
        let bare = !value.contains(['"', '\n', '\r', separator]);
        if bare && self.below(3) > 0 {
            *text += &value;
        } else {
            write!(text, "\"{}\"", value.replace('"', "\"\"")).unwrap();
        }
    }
}

#[test]
fn cells_are_those_that_the_csv_crate_finds() {
    for seed in 1..2000 {
        let delimiter = [Delimiter::Comma, Delimiter::Tab, Delimiter::Semicolon][seed as usize % 3];
        let separator = delimiter.text().chars().next().unwrap();
        let text = Random(0x9E37_79B9_7F4A_7C15u64.wrapping_mul(seed)).table(separator);
        let mut oracle = csv::ReaderBuilder::new();
        oracle
            .has_headers(false)
            .flexible(true)
            .delimiter(separator as u8);
        let expected: Vec<Vec<String>> = oracle
            .from_reader(text.as_bytes())
            .records()
            .map(|record| record.unwrap().iter().map(str::to_owned).collect())
            .filter(|record: &Vec<String>| record.iter().any(|cell| !cell.trim().is_empty()))
            .collect();
        let mut records = Records::new(&text, delimiter);
        let mut found = Vec::new();
        let mut cells = Vec::new();
        while let Some(record) = records.read(&mut cells) {
            assert_eq!(record.unbalanced, None, "seed {seed}: {text:?}");
            found.push(
                cells
                    .drain(..)
                    .map(|cell| cell.value(&text).into_owned())
                    .collect::<Vec<_>>(),
            );
        }
        assert_eq!(found, expected, "seed {seed}: {text:?}");
    }
}

#[test]
fn chunks_of_any_size_give_the_same_table() {
    let catalog = catalog();
    let binder = Binder::new(&catalog);
    let options = Options::at(Date(0));
    for seed in 1..60 {
        let mut text = "person_id,name,id_number\n".to_owned() + &Random(seed * 7919).table(',');
        if seed % 3 == 0 {
            text += "P1,\"甲\nP2,5\" 管,x\nP3,\"乙\",\n"; // quotes that lead the guess astray
            text += &Random(seed).table(',');
        }
        let read = |chunk: usize| {
            let name = FileName::of("person.csv");
            let found = delimited::read(
                &text,
                &name,
                &binder,
                Options {
                    sizes: Sizes {
                        chunk,
                        ..Sizes::default()
                    },
                    ..options
                },
                &Meter::new(1, &|_, _, _| {}),
            );
            let part = &found.parts[0];
            let Layout::Delimited(layout) = &*part.layout else {
                panic!("no table")
            };
            let mut notes: Vec<String> = part
                .chunks
                .iter()
                .flat_map(|c| &c.noted)
                .map(|n| format!("{:?} {}", n.kind, n.found))
                .collect();
            notes.sort();
            let spotted: Vec<String> = found
                .spotted
                .iter()
                .map(|s| format!("{:?} {:?}", s.kind, s.at))
                .collect();
            (part.rows(), layout.skipped.clone(), notes, spotted)
        };
        let whole = read(usize::MAX / 2);
        for chunk in [1, 2, 3, 7, 50, 400] {
            assert_eq!(
                read(chunk),
                whole,
                "seed {seed}, chunks of {chunk}: {text:?}"
            );
        }
    }
}
