//! `--coverage` in the text report: a table of the ledgers, then the columns that no rule looked at, by name.

use std::io;

use super::Style;
use super::mask::Masking;
use super::summary::entry;
use super::typeset::{Ink, clean, pad, paint, width, wrap};
use crate::finding::{Coverage, LedgerCoverage, Look};
use crate::lang::Lang;

/// Space between two columns of the table.
const GAP: usize = 2;

/// Writes the chapter; nothing where no ledger was read.
pub fn write(
    coverage: &Coverage,
    masking: &Masking,
    style: &Style,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    if coverage.ledgers.is_empty() {
        return Ok(());
    }
    let title = style.lang.pick(
        "覆盖范围(规则没有看过的,不等于没有问题)",
        "Coverage (what no rule looked at has not passed)",
    );
    writeln!(out, "\n  {}", paint(title, Ink::Bold, style))?;
    table(coverage, style, out)?;
    let ledgers = coverage.ledgers.iter();
    for ledger in ledgers.filter(|l| has_gaps(l)) {
        gaps(ledger, masking, style, out)?;
    }
    Ok(())
}

/// Titles of the numbers in a row.
fn heads(lang: Lang) -> [&'static str; 9] {
    match lang {
        Lang::Zh => [
            "记录",
            "规则",
            "未跑",
            "列数",
            "已查",
            "对定义",
            "标识",
            "未查",
            "不认识",
        ],
        Lang::En => [
            "records", "rules", "skipped", "columns", "read", "defined", "key", "unread", "unknown",
        ],
    }
}

fn numbers(ledger: &LedgerCoverage) -> [u64; 9] {
    let looked = |look| ledger.looked(look).count() as u64;
    [
        ledger.records,
        ledger.rules.len() as u64,
        ledger.skipped.len() as u64,
        ledger.columns.len() as u64,
        looked(Look::Rules),
        looked(Look::Definition),
        looked(Look::Key),
        looked(Look::None),
        ledger.unknown.len() as u64,
    ]
}

/// One row a ledger; where the terminal is too narrow for it, one sentence a ledger.
fn table(coverage: &Coverage, style: &Style, out: &mut dyn io::Write) -> io::Result<()> {
    let heads = heads(style.lang);
    let rows: Vec<(String, [String; 9])> = coverage
        .ledgers
        .iter()
        .map(|l| {
            (
                clean(name(l, style.lang), style.unicode),
                numbers(l).map(|n| n.to_string()),
            )
        })
        .collect();
    let head = style.lang.pick("台账", "ledger");
    let titles = rows.iter().map(|(title, _)| width(title));
    let first = titles.chain([width(head)]).max().unwrap_or(0);
    let columns: Vec<usize> = (0..heads.len())
        .map(|i| {
            let cells = rows.iter().map(|(_, cells)| width(&cells[i]));
            cells.chain([width(heads[i])]).max().unwrap_or(0)
        })
        .collect();
    let whole = 4 + first + columns.iter().map(|c| c + GAP).sum::<usize>();
    if whole > style.width {
        return sentences(coverage, style, out);
    }
    let mut line = |title: &str, cells: &[String], ink: Option<Ink>| {
        let mut text = format!("    {}", pad(title, first));
        for (cell, columns) in cells.iter().zip(&columns) {
            text.push_str(&" ".repeat(GAP + columns - width(cell)));
            text.push_str(cell);
        }
        let text = match ink {
            Some(ink) => paint(&text, ink, style),
            None => text,
        };
        writeln!(out, "{text}")
    };
    line(head, &heads.map(str::to_owned), Some(Ink::Dim))?;
    for (ledger, (title, cells)) in coverage.ledgers.iter().zip(&rows) {
        let ink = ledger.rules.is_empty().then_some(Ink::Yellow);
        line(title, cells, ink)?;
    }
    Ok(())
}

fn sentences(coverage: &Coverage, style: &Style, out: &mut dyn io::Write) -> io::Result<()> {
    for ledger in &coverage.ledgers {
        let parts: Vec<String> = heads(style.lang)
            .iter()
            .zip(numbers(ledger))
            .map(|(head, n)| format!("{head} {n}"))
            .collect();
        let text = format!(
            "{}{}{}",
            clean(name(ledger, style.lang), style.unicode),
            style.lang.pick(":", ": "),
            parts.join(style.lang.pick("、", ", "))
        );
        for (i, line) in wrap(&text, style.width - 6).iter().enumerate() {
            writeln!(out, "{}{line}", if i == 0 { "    " } else { "      " })?;
        }
    }
    Ok(())
}

fn has_gaps(ledger: &LedgerCoverage) -> bool {
    ledger.rules.is_empty()
        || !ledger.unknown.is_empty()
        || ledger.columns.iter().any(|c| c.look != Look::Rules)
}

/// The names of what no rule looked at.
fn gaps(
    ledger: &LedgerCoverage,
    masking: &Masking,
    style: &Style,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let lang = style.lang;
    let mut title = clean(name(ledger, lang), style.unicode);
    if ledger.rules.is_empty() {
        title += lang.pick(
            ":没有一条规则看过这个台账",
            ": no rule looked at this ledger",
        );
    }
    writeln!(out)?;
    for line in wrap(&title, style.width - 2) {
        writeln!(out, "  {}", paint(&line, Ink::Bold, style))?;
    }
    let named = |look: Look| -> Vec<&str> {
        let columns = ledger.looked(look);
        columns
            .map(|c| lang.pick(c.title.as_str(), c.name.as_str()))
            .collect()
    };
    let unheaded = lang.pick("(没有列名)", "(no name)");
    let unknown = ledger.unknown.iter().map(|header| match header.is_empty() {
        true => unheaded,
        false => masking.header(header),
    });
    let unknown: Vec<&str> = unknown.collect();
    let skipped: Vec<&str> = match ledger.rules.is_empty() {
        true => ledger.skipped.iter().map(|id| &*id.0).collect(),
        false => Vec::new(),
    };
    let kinds = [
        (lang.pick("未查", "unread"), named(Look::None)),
        (lang.pick("只作标识", "only a key"), named(Look::Key)),
        (
            lang.pick("只对定义", "only defined"),
            named(Look::Definition),
        ),
        (lang.pick("不认识", "unknown"), unknown),
        (lang.pick("未跑的规则", "skipped rules"), skipped),
    ];
    let kinds = kinds.iter().filter(|(_, names)| !names.is_empty());
    let columns = kinds.clone().map(|(what, _)| width(what)).max();
    for (what, names) in kinds {
        let text = names.join(lang.pick("、", ", "));
        entry(what, columns.unwrap_or(0), &text, style, out)?;
    }
    Ok(())
}

fn name(ledger: &LedgerCoverage, lang: Lang) -> &str {
    lang.pick(&ledger.title, &ledger.name)
}
