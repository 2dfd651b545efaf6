//! A table that is read chunk by chunk gives what the same table gives when it is held as a whole.

use super::fixtures::catalog;
use crate::ledger::{Cell, Date, FieldId, LedgerId};
use crate::read::{File, Options, Reading, Sizes, read};

/// Reads one file of persons.
fn person(text: &[u8], sizes: Sizes) -> Reading {
    let files = [File::in_memory("person.csv", text)];
    let options = Options {
        sizes,
        ..Options::at(Date::new(2021, 5, 13).unwrap())
    };
    read(&files, &catalog(), options, &|_, _, _| {})
}

/// Everything that is known of a reading: records, where each cell stands, what was noticed and where.
fn told(reading: &Reading) -> Vec<String> {
    let ledgers = &reading.ledgers;
    let mut told: Vec<String> = reading
        .irregularities
        .iter()
        .map(|i| format!("{i:?}"))
        .collect();
    let spots = reading.irregularities.iter().filter_map(|i| match &i.spot {
        crate::ledger::Spot::Text {
            source,
            offset,
            length,
        } => Some(ledgers.sources.locate_text(*source, *offset, *length)),
        _ => None,
    });
    told.extend(spots.map(|place| format!("{place:?}")));
    for (n, table) in ledgers.tables.iter().enumerate() {
        let Some(table) = table else { continue };
        let ledger = LedgerId::new(n);
        let fields = (0..table.columns.len()).map(|f| Some(FieldId::new(f)));
        let fields: Vec<Option<FieldId>> = std::iter::once(None).chain(fields).collect();
        let cells: Vec<Cell> = (0..table.rows)
            .flat_map(|row| {
                fields.iter().map(move |field| Cell {
                    ledger,
                    row,
                    field: *field,
                })
            })
            .collect();
        let places = ledgers.places(&cells);
        for (cell, place) in cells.iter().zip(places) {
            let value = cell
                .field
                .map(|field| table.column(field).value(cell.row as usize));
            let (located, excerpt) = ledgers.locate(*cell);
            assert_eq!(located, place);
            told.push(format!("{cell:?} {value:?} {place:?} {excerpt:?}"));
        }
    }
    told.extend(ledgers.sources.0.iter().map(|s| s.sha256.clone()));
    told
}

fn check(text: &[u8]) {
    let held = Sizes::default();
    let expected = told(&person(text, held));
    for chunk in [23, 64, 300, 5000] {
        let sizes = Sizes { held: 0, chunk };
        assert_eq!(
            told(&person(text, sizes)),
            expected,
            "in chunks of {chunk}: {}",
            String::from_utf8_lossy(text)
        );
        // the chunks of a held text may not show either
        let sizes = Sizes { chunk, ..held };
        assert_eq!(told(&person(text, sizes)), expected);
    }
}

#[test]
fn records_are_not_torn_wherever_a_chunk_ends() {
    check(
        "person_id,name,income\n1,甲,1.5\n2,乙,\n3,丙,7\n"
            .repeat(3)
            .as_bytes(),
    );
    check(
        "person_id,name,income\r\n1,甲,1.5\r\n\r\n2,乙,2\r\n合计,,3.5\r\n3,\"丙\r\n,丁\",4"
            .as_bytes(),
    );
    check("\u{FEFF}关于人员的说明\n单位:元\n人编号,姓名,年收入\n1,\"说:\"\"好\"\"\",1\n2,\"一\n二\n三\",2\n".as_bytes());
    check(
        "person_id,name,income\n1,\"没有关上,1\n2,乙,2\n3,丙\"x,3\n4,\"丁\n,4\n5,戊,5\n".as_bytes(),
    );
    check("person_id,name,,income\n1,甲,,5\n2,乙,多,6\n3\n4,丁,,7,多余\n , ,,\n".as_bytes());
    check("person_id,name,income\n1,锟斤拷,5\n2,乙,6\n3,丙,很多\n4,\u{A0}丁,１２\n".as_bytes());
    check("person_id,name,income\n".as_bytes());
    check("person_id,name,income\n\n\n".as_bytes());
}

#[test]
fn a_streamed_text_is_not_held() {
    let text = "person_id,name,income\n1,甲,1.5\n2,乙,\n".as_bytes();
    let held = |sizes| {
        person(text, sizes).ledgers.sources.0[0]
            .text
            .held()
            .is_some()
    };
    assert!(held(Sizes::default()));
    assert!(!held(Sizes { held: 0, chunk: 30 }));
}

#[test]
fn random_tables_are_read_alike() {
    let parts = [
        "1", "22", "甲", "乙某", ",", ",", ",", "\n", "\n", "\n", "\r\n", "\"", "\"\"", "\",",
        ",\"", " ", "合计", "\u{3000}", "无", "2021", "1.5", "x",
    ];
    let mut state = 7u64;
    let mut next = |below: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (state >> 33) as usize % below
    };
    for _ in 0..100 {
        let mut text = "person_id,name,income\n".to_owned();
        for n in 0..next(40) {
            match next(3) {
                0 => text += &format!("P{n},村民{n},{n}.50\n"),
                1 => text += &format!("P{n},\"村\n民\"\"{n}\",{n}\n"),
                _ => (0..next(12)).for_each(|_| text += parts[next(parts.len())]),
            }
        }
        check(text.as_bytes());
    }
}

#[test]
fn what_is_not_plainly_utf8_is_read_the_careful_way() {
    let text = "person_id,name,income\n1,甲某某,1.5\n2,乙某某,2\n".repeat(20);
    check(&encoding_rs::GB18030.encode(&text).0);
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    check(&wide);
    let mut broken = text.clone().into_bytes();
    let at = broken.len() - 8;
    broken[at] = 0xFF;
    check(&broken);
    check(text.replace('\n', "\r").as_bytes());
    check(text.replace(',', "，").as_bytes());
    check(b"");
    check("什么也不是,1\n".as_bytes());
}
