//! The findings, folded by rule: worst rules first, each with why, advice and basis once, and its table.
//!
//! A browser lays out only the first rows of each rule. The others stand in `noscript`, which a browser with script
//! takes as one text until it is asked for, and one without shows like the rest: 100,000 findings stay usable in the
//! one and readable in the other.

use std::io;

use super::Page;
use super::charts::Places;
use super::head::grouped;
use crate::finding::{Account, RuleResult, Severity};
use crate::lang::Lang;
use crate::report::held;
use crate::report::markup::escaped;
use crate::report::terms;

/// Rows of a rule that are laid out at once, and rows that come when asked for.
const FIRST: usize = 50;
const MORE: usize = 500;
/// Villages and units that the filter offers, those with most findings; all can be searched for.
const PLACES: usize = 500;
/// Rules with more rows than this begin closed, unless they are the first.
const OPEN: u64 = 10;

/// The rows of one rule.
#[derive(Default)]
pub struct Fold {
    first: Vec<u8>,
    more: Vec<Vec<u8>>,
    rows: u64,
    /// Rows that do not count, which come last: waived ones, known ones.
    waived: Vec<u8>,
    known: Vec<u8>,
}

impl Fold {
    /// A row is one line.
    pub fn push(&mut self, row: &[u8], account: Account) {
        match account {
            Account::New => self.add(row),
            Account::Waived => self.waived.extend_from_slice(row),
            Account::Known => self.known.extend_from_slice(row),
        }
    }

    /// All rows in order.
    fn whole(mut self) -> Self {
        for rows in [
            std::mem::take(&mut self.waived),
            std::mem::take(&mut self.known),
        ] {
            rows.split_inclusive(|b| *b == b'\n')
                .for_each(|row| self.add(row));
        }
        self
    }

    fn add(&mut self, row: &[u8]) {
        let at = self.rows as usize;
        self.rows += 1;
        match at.checked_sub(FIRST) {
            None => self.first.extend_from_slice(row),
            Some(at) => {
                if at.is_multiple_of(MORE) {
                    self.more.push(Vec::new());
                }
                if let Some(last) = self.more.last_mut() {
                    last.extend_from_slice(row);
                }
            }
        }
    }
}

/// Filter and rules. `folds` are in the report's order of rules, at their end one for findings without a listed rule.
pub fn write(
    page: &Page<'_>,
    mut folds: Vec<Fold>,
    places: &Places,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    writeln!(
        out,
        "<section id=\"findings\" aria-labelledby=\"list\" tabindex=\"-1\">\n<h2 id=\"list\">{}</h2>",
        page.say("问题清单", "Findings")
    )?;
    let unlisted = folds.pop().unwrap_or_default().whole();
    let mut failed: Vec<(usize, &RuleResult)> = page
        .report
        .rules
        .iter()
        .enumerate()
        .filter(|(_, rule)| rule.failed > 0)
        .collect();
    failed.sort_by_key(|(_, rule)| (rule.fresh() == 0, rule.severity, &rule.id));
    if failed.is_empty() && unlisted.rows == 0 {
        writeln!(
            out,
            "<p>{}</p>\n</section>",
            page.say("没有发现问题。", "Nothing was found.")
        )?;
        return Ok(());
    }
    filter(page, &failed, places, out)?;
    for (nth, (at, rule)) in failed.iter().enumerate() {
        let fold = std::mem::take(&mut folds[*at]).whole();
        let open = rule.fresh() > 0 && (nth == 0 || rule.failed <= OPEN);
        one(page, (*at, rule), &fold, open, out)?;
    }
    if unlisted.rows > 0 {
        let title = page.say("其他问题", "Other findings");
        writeln!(
            out,
            "<details class=\"rule s-error\" data-s=\"error\" data-a=\"\" open=\"open\"><summary><h3>{title}</h3></summary>"
        )?;
        rows(page, &unlisted, out)?;
        writeln!(out, "</details>")?;
    }
    writeln!(out, "</section>")
}

/// Hidden until the script, which alone makes it work, shows it.
fn filter(
    page: &Page<'_>,
    failed: &[(usize, &RuleResult)],
    places: &Places,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let lang = page.style.lang;
    let (more, rest, found, cut) = match lang {
        Lang::Zh => (
            "再列 {n} 条",
            "列出 {n} 条,共 {m} 条",
            "符合条件的问题 {n} 条",
            "本页只印出已列出的 {n} 条,共 {m} 条",
        ),
        Lang::En => (
            "Show {n} more",
            "{n} of {m} shown",
            "{n} findings match",
            "Only the {n} findings shown are printed, of {m}",
        ),
    };
    writeln!(
        out,
        "<form id=\"filter\" role=\"search\" hidden=\"hidden\" data-more=\"{more}\" data-rest=\"{rest}\" data-found=\"{found}\" data-cut=\"{cut}\">"
    )?;
    writeln!(
        out,
        "<label class=\"q\"><span>{}</span><input id=\"q\" type=\"search\" autocomplete=\"off\" placeholder=\"{}\"/></label>",
        page.say("查找", "Search"),
        page.say(
            "说明、村名、文件名、规则编号",
            "message, village, file, rule"
        )
    )?;
    let mut areas: Vec<&str> = Vec::new();
    for (_, rule) in failed {
        if !areas.contains(&&*rule.about.area) {
            areas.push(&rule.about.area);
        }
    }
    let all = page.say("全部", "all");
    select(
        "area",
        (page.say("问题领域", "Problem area"), all),
        areas.into_iter(),
        out,
    )?;
    let named = places.named();
    if !named.is_empty() {
        let names = named.iter().map(|(name, _)| *name).take(PLACES);
        select(
            "place",
            (page.say("村、单位", "Village or unit"), all),
            names,
            out,
        )?;
    }
    writeln!(
        out,
        "<fieldset><legend>{}</legend>",
        page.say("级别", "Severity")
    )?;
    let used = |severity: &Severity| failed.iter().any(|(_, rule)| rule.severity == *severity);
    for severity in Severity::ALL.into_iter().filter(used) {
        writeln!(
            out,
            "<label class=\"s-{0}\"><input type=\"checkbox\" name=\"s\" value=\"{0}\" checked=\"checked\"/> {1}</label>",
            severity.name(),
            terms::severity(severity, lang)
        )?;
    }
    let accounts: Vec<Account> = held::accounts(page.report)
        .into_iter()
        .filter(|(_, n)| *n > 0)
        .map(|(account, _)| account)
        .collect();
    if !accounts.is_empty() {
        writeln!(
            out,
            "</fieldset>\n<fieldset><legend>{}</legend>",
            page.say("是否计入", "Counted or not")
        )?;
        for account in [Account::New].into_iter().chain(accounts) {
            writeln!(
                out,
                "<label><input type=\"checkbox\" name=\"k\" value=\"{}\" checked=\"checked\"/> {}</label>",
                account.name(),
                held::account(account, lang)
            )?;
        }
    }
    writeln!(
        out,
        "</fieldset>\n<p class=\"buttons\"><button type=\"reset\">{}</button> <button type=\"button\" id=\"open\">{}</button> <button type=\"button\" id=\"close\">{}</button> <output id=\"found\" for=\"q area place\"></output></p>\n</form>",
        page.say("清除条件", "Clear"),
        page.say("全部展开", "Open all"),
        page.say("全部收起", "Close all")
    )
}

fn select<'n>(
    id: &str,
    (title, all): (&str, &str),
    names: impl Iterator<Item = &'n str>,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    writeln!(
        out,
        "<label><span>{title}</span><select id=\"{id}\"><option value=\"\">{all}</option>"
    )?;
    for name in names.filter(|name| !name.is_empty()) {
        let name = escaped(name);
        writeln!(out, "<option value=\"{name}\">{name}</option>")?;
    }
    writeln!(out, "</select></label>")
}

fn one(
    page: &Page<'_>,
    (at, rule): (usize, &RuleResult),
    fold: &Fold,
    open: bool,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let lang = page.style.lang;
    let severity = rule.severity.name();
    writeln!(
        out,
        "<details class=\"rule s-{severity}\" id=\"r{at}\" data-s=\"{severity}\" data-a=\"{}\"{}>",
        escaped(&rule.about.area),
        if open { " open=\"open\"" } else { "" }
    )?;
    writeln!(
        out,
        "<summary><h3><span class=\"badge\">{}</span> <span class=\"id\">{}</span> {}</h3> <span class=\"n\">{}</span></summary>",
        terms::severity(rule.severity, lang),
        escaped(&rule.id.0),
        escaped(&rule.title),
        escaped(&counts(rule, lang))
    )?;
    about(page, rule, out)?;
    rows(page, fold, out)?;
    writeln!(out, "</details>")
}

/// `3 条 · 基线内 24`.
fn counts(rule: &RuleResult, lang: Lang) -> String {
    let mut parts = Vec::new();
    if rule.fresh() > 0 || rule.failed == 0 {
        parts.push(terms::count(rule.fresh(), "条", "finding", lang));
    }
    for (account, n) in [(Account::Waived, rule.waived), (Account::Known, rule.known)] {
        let word = held::account(account, lang);
        match (n, lang) {
            (0, _) => {}
            (n, Lang::Zh) => parts.push(format!("{word} {n} 条")),
            (n, Lang::En) => parts.push(format!("{n} {word}")),
        }
    }
    parts.join(" · ")
}

/// Why, what to do, what it rests on; and what it could not decide.
fn about(page: &Page<'_>, rule: &RuleResult, out: &mut dyn io::Write) -> io::Result<()> {
    let (about, lang) = (&rule.about, page.style.lang);
    let mut parts: Vec<(&str, Vec<String>)> = Vec::new();
    if !about.why.is_empty() {
        parts.push((page.say("为什么", "Why"), vec![about.why.clone()]));
    }
    if let Some(advice) = &about.advice {
        parts.push((page.say("怎么办", "What to do"), vec![advice.clone()]));
    }
    if !about.basis.is_empty() {
        let bases = about.basis.iter().map(|b| terms::basis(b, lang));
        parts.push((page.say("依据", "Basis"), bases.collect()));
    }
    if rule.undecided > 0 {
        let said = terms::outcome_said(rule, page.masking, lang);
        parts.push((page.say("没有判定的", "Undecided"), vec![said]));
    }
    if parts.is_empty() {
        return Ok(());
    }
    writeln!(out, "<dl class=\"about\">")?;
    for (title, texts) in parts {
        write!(out, "<dt>{title}</dt>")?;
        for text in texts {
            write!(out, "<dd>{}</dd>", escaped(&text))?;
        }
        writeln!(out)?;
    }
    writeln!(out, "</dl>")
}

fn rows(page: &Page<'_>, fold: &Fold, out: &mut dyn io::Write) -> io::Result<()> {
    let opening = format!(
        "<table class=\"f\">\n<thead><tr><th scope=\"col\">{}</th><th scope=\"col\">{}</th><th scope=\"col\">{}</th></tr></thead>\n<tbody>\n",
        page.say("问题", "Finding"),
        page.say("村、单位和记录", "Village or unit, and record"),
        page.say("位置", "Place")
    );
    let closing = "</tbody>\n</table>";
    out.write_all(opening.as_bytes())?;
    out.write_all(&fold.first)?;
    writeln!(out, "{closing}")?;
    for rows in &fold.more {
        write!(out, "<noscript>{opening}")?;
        out.write_all(rows)?;
        writeln!(out, "{closing}</noscript>")?;
    }
    let shown = fold.rows.min(FIRST as u64);
    writeln!(
        out,
        "<p class=\"more\" hidden=\"hidden\" data-n=\"{}\"><span>{}/{}</span> <button type=\"button\"></button></p>",
        fold.rows,
        grouped(shown),
        grouped(fold.rows)
    )
}
