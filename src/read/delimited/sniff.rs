//! Finding out how a delimited text is laid out: its delimiter, its ledger and its header row.

use std::borrow::Cow;

use crate::ledger::LedgerId;
use crate::read::bind::{Binder, Match, normalise};
use crate::read::part::FileName;
use crate::source::{CellSpan, Delimiter, Records};

/// Records at the beginning among which the header is looked for: titles and notes stand above it.
const HEAD: usize = 10;
/// Columns that a table may have, as in a spreadsheet; what stands further right makes its row ragged.
const COLUMNS: usize = 16_384;
/// How much of the text the delimiter is guessed from.
const SAMPLE: usize = 64 * 1024;

/// The header of a table.
pub struct Header<'a> {
    /// Byte offset of the record.
    pub offset: usize,
    /// Where the records below it begin.
    pub below: usize,
    pub cells: Vec<CellSpan>,
    /// The cells' values, without blank ones at the end.
    pub names: Vec<Cow<'a, str>>,
    /// What lines above it say: 万元 of 单位:万元, but the office of 填报单位:… as well
    pub units: Vec<String>,
    /// A quote in it that is never closed.
    pub unbalanced: Option<usize>,
}

struct Head<'a> {
    unbalanced: Option<usize>,
    offset: usize,
    below: usize,
    cells: Vec<CellSpan>,
    names: Vec<Cow<'a, str>>,
}

/// The delimiter that two lines running have most of; the extension decides a tie.
pub fn delimiter(text: &str, extension: &str) -> Delimiter {
    let sample = &text[..text.floor_char_boundary(SAMPLE)];
    let lines: Vec<&str> = sample
        .split(['\n', '\r'])
        .filter(|line| !line.trim().is_empty())
        .take(HEAD)
        .collect();
    let shared = |delimiter: Delimiter| -> usize {
        let counts: Vec<usize> = lines
            .iter()
            .map(|line| outside_quotes(line, delimiter))
            .collect();
        match counts[..] {
            [only] => only,
            _ => counts
                .windows(2)
                .map(|pair| pair[0].min(pair[1]))
                .max()
                .unwrap_or_default(),
        }
    };
    let mut order = [Delimiter::Comma, Delimiter::Tab, Delimiter::Semicolon];
    if extension == "tsv" || extension == "txt" {
        order.swap(0, 1);
    }
    let best = order
        .into_iter()
        .rev()
        .max_by_key(|delimiter| shared(*delimiter))
        .unwrap_or(order[0]);
    // The full-width comma stands in sentences as well: it must be all there is.
    let wide = lines
        .first()
        .map_or(0, |line| outside_quotes(line, Delimiter::WideComma));
    if shared(best) == 0 && wide > 0 && shared(Delimiter::WideComma) == wide {
        Delimiter::WideComma
    } else {
        best
    }
}

fn outside_quotes(line: &str, delimiter: Delimiter) -> usize {
    line.split('"')
        .step_by(2)
        .map(|part| part.matches(delimiter.text()).count())
        .sum()
}

/// Which ledger a table is, by the file's name or else by its headers.
pub fn ledger(text: &str, delimiter: Delimiter, name: &FileName, binder: &Binder<'_>) -> Match {
    match binder.ledger_of_file(&name.stem) {
        Match::None => {}
        found => return found,
    }
    let rows = head(text, delimiter);
    let by_headers = rows
        .iter()
        .find_map(|row| binder.ledger_of_headers(&row.named()));
    by_headers.map_or(Match::None, Match::One)
}

/// The row among the first ten that most fields are named in, the first of them if several are; the first row if none.
/// `None` where the text has no record.
pub fn header<'a>(
    text: &'a str,
    delimiter: Delimiter,
    ledger: LedgerId,
    binder: &Binder<'_>,
) -> Option<Header<'a>> {
    let mut rows = head(text, delimiter);
    let matched: Vec<usize> = rows
        .iter()
        .map(|row| binder.matched(ledger, &row.named()).len())
        .collect();
    let most = matched.iter().copied().max()?;
    let at = matched.iter().position(|n| *n == most)?;
    let above = rows[..at].iter().flat_map(|row| &row.names);
    let units = above.filter_map(|cell| stated_unit(cell)).collect();
    let Head {
        offset,
        below,
        cells,
        mut names,
        unbalanced,
    } = rows.swap_remove(at);
    while names.last().is_some_and(|name| name.trim().is_empty()) {
        names.pop();
    }
    Some(Header {
        offset,
        below,
        cells,
        names,
        units,
        unbalanced,
    })
}

impl Head<'_> {
    fn named(&self) -> Vec<&str> {
        self.names.iter().map(AsRef::as_ref).collect()
    }
}

fn head(text: &str, delimiter: Delimiter) -> Vec<Head<'_>> {
    let mut records = Records::new(text, delimiter);
    let mut rows = Vec::new();
    while rows.len() < HEAD {
        let mut cells = Vec::new();
        let Some(record) = records.read(&mut cells) else {
            break;
        };
        cells.truncate(COLUMNS);
        let names = cells.iter().map(|cell| cell.value(text)).collect();
        rows.push(Head {
            offset: record.start,
            below: records.position(),
            cells,
            names,
            unbalanced: record.unbalanced,
        });
    }
    rows
}

/// `(单位:万元)` in a cell above the header.
pub fn stated_unit(cell: &str) -> Option<String> {
    let name = normalise(cell);
    let (_, stated) = name.split_once("单位:")?;
    Some(
        stated
            .chars()
            .take_while(|c| c.is_alphanumeric() || matches!(c, '㎡' | '%'))
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_delimiter_is_what_lines_share() {
        let check =
            |text, extension, expected| assert_eq!(delimiter(text, extension), expected, "{text}");
        check("a,b\n1,2\n", "csv", Delimiter::Comma);
        check("a\tb\n1,5\t2,5\n", "csv", Delimiter::Tab);
        check("a;b\n1,5;2,5\n", "csv", Delimiter::Semicolon);
        check("a;b;c\n1,5;2;3\n", "csv", Delimiter::Semicolon);
        check("姓名，村\n甘某，水口村\n", "csv", Delimiter::WideComma);
        check("问题,措施\n一，二，三,四，五\n", "csv", Delimiter::Comma);
        check("\"a;b;c\",d\n\"1;2;3\",4\n", "csv", Delimiter::Comma);
        check("a\n1\n", "tsv", Delimiter::Tab);
        check("a\n1\n", "csv", Delimiter::Comma);
    }
}
