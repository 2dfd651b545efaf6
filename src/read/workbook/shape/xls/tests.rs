//! Streams of records written by hand, and one of LibreOffice cut and bent in every place.

use std::io::Write as _;

use super::records::*;
use super::*;
use crate::read::workbook::shape::RANGES;

const BIFF8: u16 = 0x0600;
const VALUE: [u8; 8] = [0; 8];
/// Where a formula's text comes behind it.
const TEXT_FOLLOWS: [u8; 8] = [0, 0, 0, 0, 0, 0, 0xFF, 0xFF];

/// Records in the making.
#[derive(Default)]
struct Stream(Vec<u8>);

impl Stream {
    fn of(version: u16) -> Self {
        Stream::default().add(BEGIN, &[&version.to_le_bytes(), &[5, 0]])
    }

    fn add(mut self, kind: u16, data: &[&[u8]]) -> Self {
        let data = data.concat();
        self.0.extend(kind.to_le_bytes());
        self.0.extend((data.len() as u16).to_le_bytes());
        self.0.extend(data);
        self
    }

    /// A record of numbers of two bytes, and more behind them.
    fn shorts(self, kind: u16, shorts: &[u16], more: &[u8]) -> Self {
        let shorts: Vec<u8> = shorts.iter().flat_map(|n| n.to_le_bytes()).collect();
        self.add(kind, &[&shorts, more])
    }

    fn row(self, row: u16, flags: u8) -> Self {
        self.shorts(ROW, &[row, 0, 9, 300, 0, 0], &[flags, 1, 15, 0])
    }

    fn formula(self, row: u16, column: u16, style: u16, value: [u8; 8]) -> Self {
        let more = [&value[..], &[0; 8]].concat();
        self.shorts(FORMULA, &[row, column, style], &more)
    }

    fn end(self) -> Self {
        self.add(END, &[])
    }
}

/// A workbook of sheets, each with the byte that says what it is. Styles 1 to 4 have the formats 9, 10, 164 and 165.
fn book(version: u16, codes: [&[u8]; 2], sheets: Vec<(u8, Stream)>) -> Vec<u8> {
    let head = |starts: &[usize]| {
        let mut head = Stream::of(version);
        for (id, code) in (164..).zip(codes) {
            head = head.shorts(FORMAT, &[id], code);
        }
        for format in [0, 9, 10, 164, 165] {
            head = head.shorts(STYLE, &[0, format], &[0; 16]);
        }
        for (start, (what, _)) in starts.iter().zip(&sheets) {
            let start = (*start as u32).to_le_bytes();
            head = head.add(SHEET, &[&start, &[0, *what, 1, 0, b'A']]);
        }
        head.end().0
    };
    let mut at = head(&vec![0; sheets.len()]).len();
    let mut starts = Vec::new();
    for (_, sheet) in &sheets {
        starts.push(at);
        at += sheet.0.len();
    }
    let mut stream = head(&starts);
    stream.extend(sheets.into_iter().flat_map(|(_, sheet)| sheet.0));
    stream
}

/// `0.0%` as narrow characters, and `约0%` as wide ones.
const NEW: [&[u8]; 2] = [
    b"\x04\x00\x000.0%",
    &[3, 0, 1, 0xA6, 0x7E, b'0', 0, b'%', 0],
];

fn of_sheets(sheets: Vec<(u8, Stream)>) -> Vec<Shape> {
    shapes(&book(BIFF8, NEW, sheets)).unwrap()
}

fn percents(shape: &Shape) -> Vec<(u32, u32)> {
    let mut percents: Vec<(u32, u32)> = shape.percents.iter().copied().collect();
    percents.sort_unstable();
    percents
}

/// One cell of each kind, and numbers that are no percentages.
fn cells(version: u16) -> Stream {
    Stream::of(version)
        .shorts(NUMBER, &[0, 0, 1], &VALUE)
        .shorts(NUMBER, &[0, 1, 0], &VALUE)
        .shorts(WHOLE, &[1, 2, 2], &[0; 4])
        .shorts(WHOLES, &[2, 3, 3, 0, 0, 0, 0, 0, 4, 0, 0, 5], &[])
        .formula(3, 0, 4, VALUE)
        .formula(4, 0, 99, VALUE)
        .end()
}

#[test]
fn numbers_of_all_kinds_are_percentages_by_their_formats() {
    let expected = [(0, 0), (1, 2), (2, 3), (2, 5), (3, 0)];
    assert_eq!(percents(&of_sheets(vec![(0, cells(BIFF8))])[0]), expected);
    // the same in the format before, whose texts are in a code page: 约 in that of China
    let old: [&[u8]; 2] = [b"\x040.0%", b"\x04\xD4\xBC0%"];
    let found = shapes(&book(BIFF5, old, vec![(0, cells(BIFF5))])).unwrap();
    assert_eq!(percents(&found[0]), expected);
}

#[test]
fn rows_and_columns_are_hidden_by_their_flags() {
    let sheet = Stream::of(BIFF8)
        .shorts(COLUMNS, &[1, 2, 2048, 0, 1, 0], &[])
        .shorts(COLUMNS, &[3, 3, 2048, 0, 0x1000, 0], &[])
        .shorts(COLUMNS, &[5, 255, 0, 0, 0x1001, 0], &[])
        .row(1, 0)
        .row(2, HIDDEN_ROW)
        .row(3, HIDDEN_ROW | 0x40)
        .row(5, 0x10)
        .row(9, HIDDEN_ROW)
        .end();
    let hidden = &of_sheets(vec![(0, sheet)])[0].hidden;
    assert_eq!(hidden.rows, [(2, 3), (9, 9)]);
    assert_eq!(hidden.columns, [(1, 2), (5, 255)]);
}

#[test]
fn a_formula_whose_text_does_not_follow_has_no_result() {
    let sheet = Stream::of(BIFF8)
        .formula(0, 0, 0, TEXT_FOLLOWS)
        .shorts(0x04BC, &[0, 0], &[])
        .add(TEXT, &[b"\x01\x00\x00a"])
        .formula(1, 0, 0, TEXT_FOLLOWS)
        // an empty text, an error and a number have their results in the record
        .formula(2, 0, 0, [3, 0, 0, 0, 0, 0, 0xFF, 0xFF])
        .formula(3, 0, 0, [2, 0, 7, 0, 0, 0, 0xFF, 0xFF])
        .formula(4, 0, 0, VALUE)
        .formula(5, 1, 0, TEXT_FOLLOWS)
        .end();
    assert_eq!(of_sheets(vec![(0, sheet)])[0].uncomputed, [(1, 0), (5, 1)]);
}

#[test]
fn charts_between_the_sheets_and_on_them_keep_the_sheets_in_order() {
    let hidden = |row| Stream::of(BIFF8).row(row, HIDDEN_ROW);
    let chart = |sheet: Stream| sheet.shorts(BEGIN, &[BIFF8, 0x20], &[]).row(7, HIDDEN_ROW);
    let sheets = vec![
        (0, hidden(1).end()),
        (2, hidden(2).shorts(NUMBER, &[0, 0, 1], &VALUE).end()),
        (0, chart(hidden(3)).end().row(4, HIDDEN_ROW).end()),
        (6, hidden(5).end()),
    ];
    let rows: Vec<_> = of_sheets(sheets)
        .into_iter()
        .map(|s| s.hidden.rows)
        .collect();
    assert_eq!(rows, [vec![(1, 1)], vec![], vec![(3, 4)], vec![]]);
}

#[test]
fn a_lock_of_any_kind_is_told() {
    for kind in [&[0u8, 0, 1, 2, 3, 4][..], &[1, 0, 1, 0]] {
        let stream = Stream::of(BIFF8).add(LOCK, &[kind]).end().0;
        let refusal = shapes(&stream).map(|_| ()).unwrap_err();
        assert_eq!(refusal, Refusal::of("encrypted"));
    }
}

#[track_caller]
fn refused(sheets: Vec<(u8, Stream)>, reason: &str) {
    let refusal = shapes(&book(BIFF8, NEW, sheets)).map(|_| ()).unwrap_err();
    assert_eq!(refusal.reason, reason);
}

#[test]
fn sheets_that_would_fill_the_memory_are_refused() {
    let extent = |top: u32, bottom: u32, columns: u16| {
        let rows = [top.to_le_bytes(), bottom.to_le_bytes()].concat();
        let columns = [[0, 0], columns.to_le_bytes(), [0, 0]].concat();
        Stream::of(BIFF8).add(EXTENT, &[&rows, &columns]).end()
    };
    // all that a sheet can have
    assert_eq!(of_sheets(vec![(0, extent(0, 65_536, 256))]).len(), 1);
    assert_eq!(of_sheets(vec![(0, extent(0, 0, 0))]).len(), 1);
    refused(vec![(0, extent(0, u32::MAX, 256))], "cells");
    refused(vec![(0, extent(9, 2, 1))], "damaged");
    let far = |row| {
        Stream::of(BIFF8)
            .shorts(NUMBER, &[row, 65_535, 0], &VALUE)
            .end()
    };
    refused(vec![(0, far(65_535))], "cells");
    // a little in each, and also in what is no sheet
    assert_eq!(of_sheets(vec![(0, far(400))]).len(), 1);
    refused(vec![(0, far(400)), (2, far(400))], "cells");
}

#[test]
fn sheets_in_one_place_are_not_walked_through_for_ever() {
    let sheet = cells(BIFF8).0;
    let mut looks = Looks::of(&[]).within(2 * sheet.len() as u64);
    for expected in [true, true, false] {
        assert_eq!(looks.sheet(Records(&sheet)).is_ok(), expected);
    }
}

#[test]
fn what_is_kept_of_a_sheet_is_limited() {
    let mut sheet = Stream::of(BIFF8);
    for n in 0..RANGES as u16 + 5 {
        sheet = sheet.row(2 * n, HIDDEN_ROW);
        sheet = sheet.shorts(COLUMNS, &[2 * n, 2 * n, 0, 0, 1, 0], &[]);
    }
    let hidden = &of_sheets(vec![(0, sheet.end())])[0].hidden;
    assert_eq!((hidden.rows.len(), hidden.columns.len()), (RANGES, RANGES));
}

fn stored_file() -> Vec<u8> {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/data/workbooks/完成进度.xls"
    );
    std::fs::read(path).unwrap()
}

#[test]
fn nothing_that_is_cut_off_or_bent_panics() {
    let whole = stream(&stored_file()).unwrap();
    let found = shapes(&whole).unwrap();
    assert_eq!(found.len(), 3);
    assert!(percents(&found[0]).len() > 20 && !found[0].hidden.rows.is_empty());
    for end in 0..whole.len() {
        let _ = shapes(&whole[..end]);
    }
    // where each record begins
    let mut starts = vec![0];
    for (_, data) in Records(&whole) {
        starts.push(starts[starts.len() - 1] + 4 + data.len());
    }
    for (start, (_, data)) in starts.into_iter().zip(Records(&whole)) {
        let length = data.len() as u16;
        for other in [
            0,
            1,
            length.saturating_sub(1),
            length + 1,
            length / 2,
            u16::MAX,
        ] {
            let mut bent = whole.clone();
            bent[start + 2..start + 4].copy_from_slice(&other.to_le_bytes());
            let _ = shapes(&bent);
        }
        // the record as it would be if it ended there
        for shorter in 0..data.len().min(40) {
            let cut = (shorter as u16).to_le_bytes();
            let behind = &whole[start + 4 + data.len()..];
            let head = [&whole[..start + 2], &cut, &data[..shorter], behind].concat();
            let _ = shapes(&head);
        }
    }
}

/// One sector of the folder's is followed by itself, and a file that names one piece of its table again and again.
#[test]
fn a_file_that_leads_in_a_circle_is_refused() {
    let stored = stored_file();
    let at = |bytes: &[u8], from: usize| long(bytes, from).unwrap() as usize;
    let (folder, piece) = (at(&stored, 48), at(&stored, 76));
    let mut bent = stored.clone();
    let entry = (piece + 1) * 512 + 4 * folder;
    bent[entry..entry + 4].copy_from_slice(&(folder as u32).to_le_bytes());
    let refusal = |bytes: &[u8]| read(bytes).map(|_| ()).unwrap_err();
    assert_eq!(refusal(&bent), Refusal::of("damaged"));
    let mut bent = stored.clone();
    let again = (stored.len() / 512 - 1) as u32;
    // the last sector names the table 127 times, and itself as the next to look at
    bent[68..72].copy_from_slice(&again.to_le_bytes());
    let numbers = [vec![piece as u32; 127], vec![again]].concat();
    bent.extend(numbers.into_iter().flat_map(u32::to_le_bytes));
    assert_eq!(refusal(&bent), Refusal::of("damaged"));
}

#[test]
fn a_file_that_is_not_understood_has_no_shapes() {
    let count = |bytes: &[u8]| read(bytes).unwrap().len();
    assert_eq!(count(b""), 0);
    assert_eq!(
        count(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 and nothing else"),
        0
    );
    // a document of another program
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    let mut part = file.create_stream("WordDocument").unwrap();
    part.write_all(&cells(BIFF8).0).unwrap();
    drop(part);
    assert_eq!(count(&file.into_inner().into_inner()), 0);
}
