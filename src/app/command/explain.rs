//! `ledgerlint explain ID`: everything there is to know about one rule, on one page.

mod parameters;

use clap::{Arg, ArgMatches, Command};

use super::check::today;
use super::validate::{self, Known, Said};
use crate::app::cli::{self, option};
use crate::app::config::Config;
use crate::app::console::Console;
use crate::app::fault::Fault;
use crate::app::layout::{pad, wrap};
use crate::app::packs::{self, Loaded};
use crate::app::status::Status;
use crate::finding::{Basis, Severity};
use crate::lang::Lang;
use crate::ledger::{Catalog, Date};
use crate::report;
use crate::rulebook::{Body, Effective, Rule};

pub fn command(lang: Lang) -> Command {
    let t = |zh, en| lang.pick(zh, en);
    let command = Command::new("explain")
        .about(t(
            "解释一条规则:查什么、为什么、依据、参数、样例",
            "Explain a rule: what, why, basis, parameters, examples",
        ))
        .arg(
            Arg::new("ID")
                .required(true)
                .help(t("规则编号,如 POST-003", "The rule's ID, such as POST-003")),
        )
        .arg(option(
            "as-of",
            "DATE",
            t(
                "显示这一天有效的参数;默认今天",
                "Show the parameters valid on this day; default today",
            ),
        ))
        .arg(option(
            "region",
            "CODE",
            t("显示这个地方的参数", "Show the parameters of this division"),
        ))
        .after_help(cli::examples(
            &[
                (
                    t("一条规则的全部说明", "all about one rule"),
                    "ledgerlint explain POST-003",
                ),
                (
                    t("2021 年 5 月时的参数", "with the parameters of May 2021"),
                    "ledgerlint explain POST-003 --as-of 2021-05-13",
                ),
            ],
            lang,
        ));
    cli::dress(
        cli::with_origin(command, lang),
        t(
            "ledgerlint explain [选项] <ID>",
            "ledgerlint explain [OPTIONS] <ID>",
        ),
        lang,
    )
}

pub fn run(matches: &ArgMatches, console: &Console) -> Result<Status, Vec<Fault>> {
    let config = Config::load(
        matches
            .get_one::<std::path::PathBuf>("config")
            .map(|p| p.as_path()),
        None,
        console.lang,
    )?;
    let mut console = *console;
    if cli::text(matches, "lang").is_none() {
        console.lang = config.lang.unwrap_or(console.lang);
    }
    let lang = console.lang;
    let as_of = match cli::text(matches, "as-of") {
        None => config.as_of.unwrap_or_else(today),
        Some(text) => Date::parse(text).ok_or_else(|| {
            vec![Fault::new(match lang {
                Lang::Zh => format!("--as-of 的值 {text} 不对,应为:存在的日期,写法如 2021-05-13"),
                Lang::En => format!("{text} is no value of --as-of; it should be a day of the calendar, written like 2021-05-13"),
            })]
        })?,
    };
    let loaded = packs::load(&cli::origin(matches, &config.origin), lang)?;
    let asked = cli::text(matches, "ID").unwrap_or_default();
    let found = loaded
        .rulebook
        .rules
        .iter()
        .find(|rule| rule.id.0.eq_ignore_ascii_case(asked));
    let Some(rule) = found else {
        return Err(vec![unknown(asked, &loaded, lang)]);
    };
    let region = cli::text(matches, "region").or(config.region.as_deref());
    let page = Page {
        loaded: &loaded,
        config: &config,
        console: &console,
        as_of,
        region,
        text: String::new(),
    };
    console.print(&page.write(rule))?;
    Ok(Status::Clean)
}

fn unknown(asked: &str, loaded: &Loaded, lang: Lang) -> Fault {
    match validate::rule_or_pack(
        &Said::Option(asked),
        &Known::of(&loaded.rulebook),
        &Config::default(),
        lang,
    ) {
        Err(fault) => fault,
        Ok(pack) => Fault::new(match lang {
            Lang::Zh => format!("{pack} 是规则包,不是规则"),
            Lang::En => format!("{pack} is a pack, not a rule"),
        })
        .advise(match lang {
            Lang::Zh => format!("ledgerlint rules list --pack {pack} 列出它的规则"),
            Lang::En => format!("ledgerlint rules list --pack {pack} shows its rules"),
        }),
    }
}

struct Page<'a> {
    loaded: &'a Loaded,
    config: &'a Config,
    console: &'a Console,
    as_of: Date,
    region: Option<&'a str>,
    text: String,
}

impl Page<'_> {
    fn write(mut self, rule: &Rule) -> String {
        let lang = self.console.lang;
        let t = |zh, en| lang.pick(zh, en);
        self.text = format!(
            "{}\n",
            self.bold(&format!("{}  {}", rule.id, title(rule, lang)))
        );
        let pack = self.loaded.rulebook.packs.get(rule.pack);
        self.fact(t("级别", "severity"), &severity(self.severity(rule), lang));
        self.fact(
            t("台账", "ledger"),
            &ledger(rule, &self.loaded.catalog, lang),
        );
        if let Some(pack) = pack {
            self.fact(t("规则包", "pack"), &format!("{} {}", pack.id, pack.title));
        }
        self.fact(t("适用时间", "in force"), &in_force(&rule.effective, lang));
        self.fact(t("规则文件", "file"), &self.loaded.shown(&rule.file, lang));
        self.prose(t("为什么", "Why"), &rule.why);
        self.basis(&rule.basis);
        self.expressions(rule);
        self.parameters(rule);
        let advice = rule
            .english
            .advice
            .as_ref()
            .filter(|_| lang == Lang::En)
            .or(rule.advice.as_ref());
        self.prose(t("怎么改", "What to do"), advice.map_or("", String::as_str));
        let others = rule.overlaps.iter();
        let others = others.map(|(other, reason)| format!("{other}: {reason}"));
        let others: Vec<String> = others.collect();
        self.prose(
            t("同一格还会报", "Also told on the same cell"),
            &others.join("\n"),
        );
        self.examples(rule);
        self.text
    }

    fn bold(&self, text: &str) -> String {
        if self.console.stdout_color() {
            format!("\x1b[1m{text}\x1b[0m")
        } else {
            text.to_owned()
        }
    }

    fn fact(&mut self, name: &str, value: &str) {
        self.text
            .push_str(&format!("  {} {}\n", pad(name, 9), value.trim()));
    }

    fn heading(&mut self, title: &str) {
        self.text.push_str(&format!("\n{}\n", self.bold(title)));
    }

    fn prose(&mut self, title: &str, prose: &str) {
        if !prose.trim().is_empty() {
            self.heading(title);
            self.text.push_str(&wrap(prose, 2, self.console.width()));
        }
    }

    /// The configuration's severity counts, not the file's.
    fn severity(&self, rule: &Rule) -> Severity {
        let set = self
            .config
            .severities
            .iter()
            .find(|(id, _)| id.value.eq_ignore_ascii_case(&rule.id.0));
        set.map_or(rule.severity, |(_, severity)| *severity)
    }

    fn basis(&mut self, basis: &[Basis]) {
        let lang = self.console.lang;
        if basis.is_empty() {
            return;
        }
        self.heading(lang.pick("依据", "Basis"));
        for basis in basis {
            let verified = if basis.verified {
                lang.pick("已核实", "verified")
            } else {
                lang.pick("未核实", "not verified")
            };
            let parts = [
                Some(&basis.document),
                basis.number.as_ref(),
                basis.article.as_ref(),
            ];
            let document: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
            let line = format!("[{verified}] {}", document.join(" "));
            self.text.push_str(&wrap(&line, 2, self.console.width()));
            if let Some(says) = &basis.says {
                self.text.push_str(&wrap(says, 4, self.console.width()));
            }
        }
    }

    fn expressions(&mut self, rule: &Rule) {
        let lang = self.console.lang;
        self.heading(lang.pick("怎样判断", "How it is judged"));
        if let Body::Detect(kinds) = &rule.body {
            let names: Vec<&str> = kinds.iter().map(|kind| kind.name()).collect();
            let line = format!(
                "{}{}",
                match kinds.iter().all(|kind| kind.is_of_waivers()) {
                    true => lang.pick("核对豁免文件时发现:", "noticed in the waivers: "),
                    false => lang.pick("读取文件时发现:", "noticed while reading: "),
                },
                names.join(lang.pick("、", ", "))
            );
            self.text.push_str(&wrap(&line, 2, self.console.width()));
        }
        let widest = rule
            .expressions
            .iter()
            .map(|(key, _)| key.len())
            .max()
            .unwrap_or(0);
        for (key, expression) in &rule.expressions {
            // written as it stands: breaking an expression would make it another one to search for
            let mut lines = expression.trim_end().lines();
            let first = lines.next().unwrap_or("");
            self.text.push_str(&format!("  {key:widest$}  {first}\n"));
            for line in lines {
                self.text.push_str(&format!("  {:widest$}  {line}\n", ""));
            }
        }
    }

    fn examples(&mut self, rule: &Rule) {
        let lang = self.console.lang;
        let block = block(&rule.file.text, "examples");
        if block.is_empty() {
            return;
        }
        self.heading(&match lang {
            Lang::Zh => format!(
                "样例(通过 {} 个,不通过 {} 个)",
                rule.examples.passes.len(),
                rule.examples.fails.len()
            ),
            Lang::En => format!(
                "Examples ({} pass, {} fail)",
                rule.examples.passes.len(),
                rule.examples.fails.len()
            ),
        });
        for line in block {
            self.text.push_str(&format!("  {line}\n"));
        }
    }
}

/// The judged ledger, by title and name.
pub fn ledger(rule: &Rule, catalog: &Catalog, lang: Lang) -> String {
    match catalog.named(&rule.ledger_name) {
        Some(id) => format!("{} {}", catalog.ledger(id).title, rule.ledger_name),
        None => lang.pick("多种台账", "several").to_owned(),
    }
}

/// A severity's word with the one that options and files use.
pub fn severity(severity: Severity, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{} {}", report::severity(severity, lang), severity.name()),
        Lang::En => severity.name().to_owned(),
    }
}

/// The title in the user's language, where the rule has it.
pub fn title(rule: &Rule, lang: Lang) -> &str {
    match (&rule.english.title, lang) {
        (Some(title), Lang::En) => title,
        _ => &rule.title,
    }
}

fn in_force(effective: &Effective, lang: Lang) -> String {
    let days = match (effective.from, effective.to, lang) {
        (Some(from), Some(to), Lang::Zh) => format!("{from} 至 {to}"),
        (Some(from), Some(to), Lang::En) => format!("{from} to {to}"),
        (Some(from), None, Lang::Zh) => format!("{from} 起"),
        (Some(from), None, Lang::En) => format!("from {from}"),
        (None, Some(to), Lang::Zh) => format!("至 {to}"),
        (None, Some(to), Lang::En) => format!("until {to}"),
        (None, None, lang) => return lang.pick("一直", "always").to_owned(),
    };
    let judged = if effective.by_event {
        lang.pick(
            ",看每条记录的事件日期",
            ", by the date of each record's event",
        )
    } else {
        lang.pick(",看基准日", ", by the as-of date")
    };
    format!("{days}{judged}")
}

/// The lines of a top-level key of a YAML text, its own first, as they stand.
fn top_level<'a>(text: &'a str, key: &str) -> Vec<&'a str> {
    let own = |line: &&str| {
        line.strip_prefix(key)
            .is_some_and(|rest| rest.starts_with(':'))
    };
    let mut lines = text.lines().skip_while(|line| !own(line));
    let first = lines.next();
    let inside = |line: &&str| line.is_empty() || line.starts_with([' ', '-', '#', '\t']);
    first.into_iter().chain(lines.take_while(inside)).collect()
}

/// What stands below a top-level key, with the indent that all lines share taken away.
fn block<'a>(text: &'a str, key: &str) -> Vec<&'a str> {
    let mut lines: Vec<&str> = top_level(text, key).into_iter().skip(1).collect();
    while lines.last().is_some_and(|line| line.trim().is_empty()) {
        lines.pop();
    }
    let indent = |line: &&&str| line.len() - line.trim_start_matches(' ').len();
    let shared = lines
        .iter()
        .filter(|line| !line.trim().is_empty())
        .map(|line| indent(&line))
        .min()
        .unwrap_or(0);
    lines
        .into_iter()
        .map(|line| line.get(shared..).unwrap_or(""))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_are_shown_as_they_stand_in_the_file() {
        let text = "id: A\nexamples:\n    passes:\n      - a: 1\n\n    fails: []\n\nadvice: x\n";
        assert_eq!(
            block(text, "examples"),
            ["passes:", "  - a: 1", "", "fails: []"]
        );
        assert!(block(text, "example").is_empty());
        assert!(block("examples:\n　全角", "examples").is_empty());
    }

    #[test]
    fn the_time_in_force_says_what_decides() {
        let check = |from: Option<&str>, to: Option<&str>, by_event: bool, expected: &str| {
            let effective = Effective {
                from: from.and_then(Date::parse),
                to: to.and_then(Date::parse),
                by_event,
            };
            assert_eq!(in_force(&effective, Lang::Zh), expected);
        };
        check(Some("2019-01-01"), None, false, "2019-01-01 起,看基准日");
        check(
            Some("2019-01-01"),
            Some("2020-12-31"),
            true,
            "2019-01-01 至 2020-12-31,看每条记录的事件日期",
        );
        check(None, None, false, "一直");
    }
}
