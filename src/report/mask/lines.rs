//! What is peculiar to excerpts that are lines of a document: cuts, and escapes of JSON.

use std::ops::Range;

/// A value with all that is not ASCII as `\uxxxx`.
pub fn json_escaped(value: &str) -> String {
    let mut out = String::new();
    for c in value.chars() {
        match c.is_ascii() {
            true => out.push(c),
            false => {
                let units = c.encode_utf16(&mut [0; 2]).to_vec();
                out.extend(units.iter().map(|unit| format!("\\u{unit:04x}")));
            }
        }
    }
    out
}

/// Characters of a word that was torn: more than any name or number has.
const TORN: usize = 40;

/// The lines of an excerpt without the words that its cuts (`…`) tore apart: half a number is known to nobody as a
/// personal value, and tells nearly as much.
pub fn without_torn_words(text: &str, marked: &Range<usize>) -> (String, Range<usize>) {
    if !text.contains('…') {
        return (text.to_owned(), marked.clone());
    }
    let ends = |c: &char| !c.is_alphanumeric() && *c != '\\';
    let mut out = String::with_capacity(text.len());
    // where each byte of what is kept came from
    let mut origin: Vec<usize> = Vec::with_capacity(text.len());
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let content = line.trim_end_matches(['\n', '\r']);
        let torn = |chars: &mut dyn Iterator<Item = char>| -> usize {
            let word = chars.take(TORN).take_while(|c| !ends(c));
            word.map(char::len_utf8).sum()
        };
        let mark = '…'.len_utf8();
        let cut_left = content.starts_with('…') && content.len() > mark;
        let cut_right = content.ends_with('…') && content.len() > mark;
        let from = match cut_left {
            true => mark + torn(&mut content[mark..].chars()),
            false => 0,
        };
        let last = content.len() - if cut_right { mark } else { 0 };
        let to = match cut_right && from < last {
            true => last - torn(&mut content[from..last].chars().rev()),
            false => last.max(from),
        };
        let mut keep = |range: Range<usize>| {
            origin.extend(range.clone().map(|at| start + at));
            out.push_str(&line[range]);
        };
        if cut_left {
            keep(0..mark);
        }
        keep(from..to);
        if cut_right {
            keep(last..content.len());
        }
        keep(content.len()..line.len());
        start += line.len();
    }
    let moved = |at: usize| origin.partition_point(|o| *o < at).min(out.len());
    let range = moved(marked.start)..moved(marked.end);
    (out, range)
}
