//! The report as a comment on a merge request: the verdict, the totals, the first findings of each rule, and what was
//! not judged. Under 60,000 characters whatever the input; what does not fit is counted and said.

mod held;
mod page;
mod prose;

pub use prose::prose;

use std::io;

use self::page::{Page, length};
use self::prose::{code, cut, inside_html};
use super::Style;
use super::held as words;
use super::mask::Masking;
use super::pieces;
use super::terms;
use super::verdict::verdict;
use crate::finding::{Account, Finding, Findings, Outcome, Report, RuleResult, Severity};
use crate::lang::Lang;

/// Characters of the whole. GitHub takes 65,536; what surrounds a comment needs some of them.
const MOST: usize = 60_000;
/// Of these, for rules with findings, and of these again for all but the rows.
const FOR_FINDINGS: usize = 46_000;
const FOR_RULES: usize = 26_000;
/// For findings that do not count.
const FOR_HELD: usize = 8_000;
/// For rules that came to no result.
const FOR_OPEN: usize = 10_000;
/// Findings of one rule that are listed.
const ROWS: usize = 20;
/// Characters of a message, and of a place.
const MESSAGE: usize = 300;
const PLACE: usize = 160;

/// Writes the comment. Its first line marks it, so that the next run can find and replace it.
pub fn render(
    report: &Report,
    findings: &dyn Findings,
    style: &Style,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let lang = style.lang;
    let masking = &Masking::new(report, findings, style.mask);
    let rows = rows(report, findings, masking, lang)?;
    let mut page = Page::of(MOST - 1_000);
    page.add(&opening(report, style));
    let mut beside = Page::of(FOR_HELD);
    held::write(report, &rows, masking, lang, &mut beside);
    let room = page.left().saturating_sub(length(&beside.text));
    let mut part = Page::of(FOR_FINDINGS.min(room.saturating_sub(FOR_OPEN)));
    failed(report, &rows.new, lang, &mut part);
    page.add(&part.text);
    page.add(&beside.text);
    let mut part = Page::of(FOR_OPEN.min(page.left()));
    open(report, masking, lang, &mut part);
    page.add(&part.text);
    out.write_all(page.text.as_bytes())
}

/// Rendered findings.
struct Rows {
    /// The first new ones of each rule, and of findings whose rules the report does not list.
    new: Vec<Vec<String>>,
    /// The first waived ones.
    waived: Vec<String>,
}

fn rows(
    report: &Report,
    findings: &dyn Findings,
    masking: &Masking,
    lang: Lang,
) -> io::Result<Rows> {
    let mut rows = Rows {
        new: vec![Vec::new(); report.rules.len() + 1],
        waived: Vec::new(),
    };
    let one = |finding: &Finding, _: &Finding, out: &mut Vec<u8>| {
        let place = code(&cut(&finding.location.to_string(), PLACE));
        let message = prose(&cut(&finding.message, MESSAGE));
        let row = match &finding.status.waived {
            None => format!("| {place} | {message} |\n"),
            Some(waived) => {
                let said = prose(&cut(&words::waived(waived, lang), MESSAGE));
                let rule = prose(&finding.rule.0);
                format!("- **{rule}** {place} {message} — {said}\n")
            }
        };
        out.extend_from_slice(row.as_bytes());
    };
    pieces::each(report, findings, masking, &one, &mut |piece| {
        let (kept, most) = match piece.account {
            Account::New => (&mut rows.new[piece.rule], ROWS),
            Account::Waived => (&mut rows.waived, held::LISTED),
            Account::Known => return Ok(()),
        };
        if kept.len() < most {
            kept.push(String::from_utf8_lossy(piece.bytes).into_owned());
        }
        Ok(())
    })?;
    Ok(rows)
}

fn opening(report: &Report, style: &Style) -> String {
    let lang = style.lang;
    let mut text = format!(
        "<!-- ledgerlint -->\n## {}\n\n**{}**\n\n",
        lang.pick("台账体检", "Ledger check"),
        prose(&verdict(report, lang).1)
    );
    let severities = Severity::ALL.map(|s| (terms::severity(s, lang), report.total(s)));
    let accounts = words::accounts(report).into_iter();
    let accounts = accounts.map(|(account, n)| (words::account(account, lang), n));
    let severities: Vec<_> = severities.into_iter().chain(accounts).collect();
    let outcomes = Outcome::ALL.map(|o| {
        let count = report.with_outcome(o).count() as u64;
        (terms::outcome(o, lang), count)
    });
    let table = |title: &str, counts: &[(&str, u64)]| {
        let names: Vec<&str> = counts.iter().map(|(name, _)| *name).collect();
        let numbers: Vec<String> = counts.iter().map(|(_, n)| n.to_string()).collect();
        format!(
            "| {title} | {} |\n|{}\n| | {} |\n\n",
            names.join(" | "),
            " --- |".repeat(counts.len() + 1),
            numbers.join(" | ")
        )
    };
    text.push_str(&table(lang.pick("问题", "findings"), &severities));
    text.push_str(&table(lang.pick("规则", "rules"), &outcomes));
    text.push_str(&match lang {
        Lang::Zh => format!(
            "基准日 {} · {} 个文件 · {} 条记录 · ledgerlint {}\n",
            report.as_of,
            report.inputs.len(),
            report.records,
            style.version
        ),
        Lang::En => format!(
            "As of {} · files: {} · records: {} · ledgerlint {}\n",
            report.as_of,
            report.inputs.len(),
            report.records,
            style.version
        ),
    });
    if let Some(compared) = &report.held.since {
        text.push_str(&format!("\n{}\n", prose(&words::compared(compared, lang))));
    }
    text
}

/// A rule with findings, before it is known how many of its rows fit.
struct Block<'r> {
    rule: &'r RuleResult,
    rows: &'r [String],
    /// All but rows and end.
    head: String,
    tail: String,
}

/// The rules with findings, worst first. All get their heading, as far as those fit, and an equal share of the rest
/// for rows.
fn failed(report: &Report, rows: &[Vec<String>], lang: Lang, page: &mut Page) {
    let mut failed: Vec<(&RuleResult, &[String])> = report
        .rules
        .iter()
        .zip(rows)
        .filter(|(rule, _)| rule.fresh() > 0)
        .map(|(rule, rows)| (rule, &rows[..]))
        .collect();
    failed.sort_by_key(|(rule, _)| (rule.severity, &rule.id));
    if failed.is_empty() {
        return;
    }
    page.add(&format!("\n### {}\n\n", lang.pick("问题", "Findings")));
    let (mut blocks, mut used) = (Vec::new(), 0);
    for (rule, rows) in &failed {
        let block = Block::of(rule, rows, lang);
        let needed = block.least(lang);
        if used + needed > FOR_RULES.min(page.left()) {
            break;
        }
        used += needed;
        blocks.push(block);
    }
    let reserve = 200;
    let share = page.left().saturating_sub(used + reserve) / blocks.len().max(1);
    for block in &blocks {
        page.add(&block.text(share, lang));
    }
    let left_out = &failed[blocks.len()..];
    if !left_out.is_empty() {
        let findings: u64 = left_out.iter().map(|(rule, _)| rule.fresh()).sum();
        page.add(&match lang {
            Lang::Zh => format!(
                "\n放不下:另有 {} 条规则的 {findings} 条问题没有列出,见完整报告\n",
                left_out.len()
            ),
            Lang::En => format!(
                "\nNot all fits: {findings} findings of {} more rules are not listed; see the full report\n",
                left_out.len()
            ),
        });
    }
}

impl<'r> Block<'r> {
    fn of(rule: &'r RuleResult, rows: &'r [String], lang: Lang) -> Self {
        let count = terms::count(rule.fresh(), "条", "finding", lang);
        let head = format!(
            "<details><summary>{} <b>{}</b> {} · {count}</summary>\n\n| {} | {} |\n| --- | --- |\n",
            terms::severity(rule.severity, lang),
            inside_html(&rule.id.0),
            inside_html(&cut(&rule.title, MESSAGE)),
            lang.pick("位置", "place"),
            lang.pick("问题", "finding"),
        );
        let mut tail = String::new();
        if let Some(advice) = &rule.about.advice {
            let advice = prose(&cut(advice, MESSAGE));
            tail = format!("\n{}: {advice}\n", lang.pick("建议", "Advice"));
        }
        if let Some(basis) = rule.about.basis.first() {
            let basis = prose(&cut(&terms::basis(basis, lang), MESSAGE));
            tail = format!("{tail}\n{}: {basis}\n", lang.pick("依据", "Basis"));
        }
        tail.push_str("\n</details>\n");
        Block {
            rule,
            rows,
            head,
            tail,
        }
    }

    /// Characters without any row.
    fn least(&self, lang: Lang) -> usize {
        length(&self.head) + length(&self.tail) + length(&self.more(0, lang))
    }

    /// With the rows that fit into so many characters.
    fn text(&self, room: usize, lang: Lang) -> String {
        let (mut text, mut left, mut shown) = (self.head.clone(), room, 0);
        for row in self.rows {
            match left.checked_sub(length(row)) {
                Some(rest) => left = rest,
                None => break,
            }
            text.push_str(row);
            shown += 1;
        }
        text + &self.more(shown, lang) + &self.tail
    }

    fn more(&self, shown: u64, lang: Lang) -> String {
        let rest = self.rule.fresh().saturating_sub(shown);
        match (rest, lang) {
            (0, _) => String::new(),
            (_, Lang::Zh) => format!("| … | 另有 {rest} 条没有列出 |\n"),
            (_, Lang::En) => format!("| … | {rest} more not listed |\n"),
        }
    }
}

/// Rules that came to no result, those of which some records are undecided among them; those that did not apply are
/// counted only.
fn open(report: &Report, masking: &Masking, lang: Lang, page: &mut Page) {
    let is_open = |rule: &&RuleResult| {
        rule.undecided > 0 || matches!(rule.outcome, Outcome::Undecided | Outcome::Skipped)
    };
    let mut rules: Vec<&RuleResult> = report.rules.iter().filter(is_open).collect();
    rules.sort_by_key(|rule| (rule.outcome == Outcome::Skipped, rule.severity, &rule.id));
    if rules.is_empty() {
        return;
    }
    let title = lang.pick(
        "没有得出结果(不等于通过)",
        "No result (which is not a pass)",
    );
    page.add(&format!(
        "\n### {title}\n\n<details><summary>{}</summary>\n\n",
        terms::count(rules.len() as u64, "条规则", "rule", lang)
    ));
    // the end and the count of what is left out
    let mut room = page.left().saturating_sub(200);
    let mut shown = 0;
    for rule in &rules {
        let outcome = match rule.outcome {
            Outcome::Skipped => Outcome::Skipped,
            _ => Outcome::Undecided,
        };
        let said = cut(&terms::outcome_said(rule, masking, lang), MESSAGE);
        let line = format!(
            "- {} **{}** {}: {}\n",
            terms::outcome(outcome, lang),
            prose(&rule.id.0),
            prose(&cut(&rule.title, MESSAGE)),
            prose(&said)
        );
        let Some(rest) = room.checked_sub(length(&line)) else {
            break;
        };
        room = rest;
        page.add(&line);
        shown += 1;
    }
    let rest = rules.len() - shown;
    if rest > 0 {
        page.add(&match lang {
            Lang::Zh => format!("- 另有 {rest} 条规则没有列出\n"),
            Lang::En => format!("- {rest} more rules are not listed\n"),
        });
    }
    page.add("\n</details>\n");
}
