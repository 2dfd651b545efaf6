//! `ledgerlint baseline update PATH...`: writes down the findings that are there, so that only new ones count.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::{ArgMatches, Command};

use super::check::{self, Purpose};
use crate::app::baseline;
use crate::app::cli::{self, path_option};
use crate::app::console::Console;
use crate::app::fault::Fault;
use crate::app::files::shown;
use crate::app::output::Output;
use crate::app::status::Status;
use crate::check::{Checked, Entry};
use crate::finding::{Finding, Findings as _, Fingerprint, RuleId};
use crate::lang::Lang;
use crate::report::mask;

pub fn command(lang: Lang) -> Command {
    let t = |zh, en| lang.pick(zh, en);
    let command = Command::new("baseline")
        .about(t(
            "基线:把现有问题记下来,以后只看新增的",
            "Baselines: write down what is found now, so that only what is new counts",
        ))
        .subcommand_required(true)
        .subcommand(update_command(lang))
        .after_help(cli::examples(
            &[
                (
                    t(
                        "第一次:记下现有的问题",
                        "at first: write down what is there",
                    ),
                    "ledgerlint baseline update ledgers --baseline baseline.json",
                ),
                (
                    t(
                        "以后:只有新问题才不通过",
                        "from then on: only new findings fail",
                    ),
                    "ledgerlint check ledgers --baseline baseline.json",
                ),
            ],
            lang,
        ));
    cli::dress(
        command,
        t(
            "ledgerlint baseline <命令>",
            "ledgerlint baseline <COMMAND>",
        ),
        lang,
    )
}

fn update_command(lang: Lang) -> Command {
    let t = |zh, en| lang.pick(zh, en);
    let command = check::selecting(
        Command::new("update").about(t(
            "按现在的检查结果写基线文件,说明新增和移除了几条",
            "Write the baseline as the findings are now, and say what was added and removed",
        )),
        lang,
    )
    .arg(path_option(
        "baseline",
        "FILE",
        t(
            "基线文件,没有就新建;默认用配置里的 baseline",
            "The baseline, made if there is none; by default the configuration's",
        ),
    ))
    .after_help(format!(
        "{}\n{}",
        t(
            "已豁免的问题不写进基线;这次没有检查的规则(没有选、缺台账),原有条目保留。\n\
             基线文件里只有规则编号、指纹、条数和遮盖过的记录编号,可以提交到仓库。",
            "Waived findings do not get in; entries of rules that this run does not judge stay.\n\
             The file holds rules, fingerprints, counts and masked keys of records; commit it.",
        ),
        cli::examples(
            &[
                (
                    t(
                        "第一次:记下现有的问题",
                        "at first: write down what is there"
                    ),
                    "ledgerlint baseline update ledgers --baseline baseline.json",
                ),
                (
                    t(
                        "整改了一批之后:把消失的问题从基线移除",
                        "after some were put right: take out what is gone",
                    ),
                    "ledgerlint baseline update ledgers --baseline baseline.json",
                ),
                (
                    t("只更新一个规则包的条目", "only the entries of one pack"),
                    "ledgerlint baseline update ledgers --baseline baseline.json --select POST",
                ),
            ],
            lang,
        )
    ));
    cli::dress(
        command,
        t(
            "ledgerlint baseline update [选项] <PATH>...",
            "ledgerlint baseline update [OPTIONS] <PATH>...",
        ),
        lang,
    )
}

pub fn run(matches: &ArgMatches, console: Console) -> Result<Status, Vec<Fault>> {
    match matches.subcommand() {
        Some(("update", matches)) => update(matches, console),
        _ => Ok(Status::Unusable),
    }
}

fn update(matches: &ArgMatches, console: Console) -> Result<Status, Vec<Fault>> {
    check::judged(matches, console, Purpose::Baseline, &mut |judged| {
        let (lang, console) = (judged.plan.console.lang, judged.plan.console);
        let path = judged.plan.baseline.as_deref().ok_or_else(|| {
            vec![
                Fault::new(lang.pick("缺少 --baseline", "--baseline is missing"))
                    .advise(lang.pick(
                    "写上基线文件,例如 --baseline baseline.json,或写进 ledgerlint.toml",
                    "name the file, such as --baseline baseline.json, or set it in ledgerlint.toml",
                )),
            ]
        })?;
        if judged.checked.report.unreadable {
            return Err(vec![unreadable(lang)]);
        }
        let new = renewed(&judged.checked, &judged.old);
        let output = Output::baseline(path);
        output
            .write(lang, judged.watch, |out| baseline::write(&new, out))
            .map_err(|fault| vec![fault])?;
        console.print(&told(path, &judged.old, &new, &judged.checked, lang))?;
        Ok(Status::Clean)
    })
}

fn unreadable(lang: Lang) -> Fault {
    Fault::new(lang.pick(
        "有文件或内容读不了,没有写基线",
        "some of the input could not be read; no baseline was written",
    ))
    .advise(lang.pick(
        "先用 ledgerlint check 看是哪些,改好再写:读不了的记录有没有问题,谁也不知道",
        "see with ledgerlint check which, and put that right first: nobody knows what is in it",
    ))
}

/// The findings that are there now, except waived ones, and the old entries of rules that were not judged.
fn renewed(checked: &Checked<'_>, old: &[Entry]) -> Vec<Entry> {
    let mut entries: BTreeMap<Fingerprint, Entry> = BTreeMap::new();
    let add = |entry: Entry, entries: &mut BTreeMap<Fingerprint, Entry>| match entries
        .get_mut(&entry.fingerprint)
    {
        Some(own) => own.count += entry.count,
        None => drop(entries.insert(entry.fingerprint, entry)),
    };
    for finding in checked.findings.all() {
        if finding.status.waived.is_none() {
            add(entry(&finding), &mut entries);
        }
    }
    let mut kept = old.to_vec();
    kept.retain(|entry| checked.unjudged.contains(&entry.rule));
    for entry in kept {
        add(entry, &mut entries);
    }
    let mut entries: Vec<Entry> = entries.into_values().collect();
    entries.sort_by(|a, b| {
        let key = |e: &Entry| {
            (
                e.rule.clone(),
                e.ledger.clone(),
                e.record.clone(),
                e.fingerprint,
            )
        };
        key(a).cmp(&key(b))
    });
    entries
}

/// What the file says of a finding: nothing that names a person.
fn entry(finding: &Finding) -> Entry {
    let masked = mask(finding);
    let record = masked.record.iter().filter(|(_, value)| !value.is_empty());
    Entry {
        rule: finding.rule.clone(),
        ledger: finding.ledger.to_string(),
        field: finding.field.to_string(),
        record: record
            .map(|(name, value)| (name.to_string(), value.clone()))
            .collect(),
        fingerprint: finding.fingerprint,
        count: 1,
    }
}

/// How many findings were added and removed, by rule.
fn told(path: &Path, old: &[Entry], new: &[Entry], checked: &Checked<'_>, lang: Lang) -> String {
    let report = &checked.report;
    let mut changes: BTreeMap<&RuleId, (u64, u64)> = BTreeMap::new();
    let count = |entries: &[Entry]| {
        let mut counts: BTreeMap<Fingerprint, u64> = BTreeMap::new();
        for entry in entries {
            *counts.entry(entry.fingerprint).or_default() += entry.count;
        }
        counts
    };
    let (before, now) = (count(old), count(new));
    let rules: BTreeMap<Fingerprint, &RuleId> = old
        .iter()
        .chain(new)
        .map(|entry| (entry.fingerprint, &entry.rule))
        .collect();
    for (print, rule) in rules {
        let [before, now] = [&before, &now].map(|counts| counts.get(&print).copied().unwrap_or(0));
        let (added, removed) = changes.entry(rule).or_default();
        *added += now.saturating_sub(before);
        *removed += before.saturating_sub(now);
    }
    let added: u64 = changes.values().map(|(added, _)| added).sum();
    let removed: u64 = changes.values().map(|(_, removed)| removed).sum();
    let (all, path) = (now.values().sum::<u64>(), shown(path));
    let mut text = match lang {
        Lang::Zh => format!("基线 {path}:共 {all} 条,新增 {added},移除 {removed}\n"),
        Lang::En => format!("baseline {path}: {all} findings, {added} added, {removed} removed\n"),
    };
    for (rule, (added, removed)) in changes.iter().filter(|(_, (a, r))| a + r > 0) {
        let title = report.rules.iter().find(|r| r.id == **rule);
        let title = title.map_or("", |rule| rule.title.as_str());
        let signs = [('+', *added), ('-', *removed)];
        let signs = signs.iter().filter(|(_, n)| *n > 0);
        let signs: Vec<String> = signs.map(|(sign, n)| format!("{sign}{n}")).collect();
        text.push_str(&format!("  {:>9}  {rule} {title}\n", signs.join(" ")));
    }
    let waived = report.waived();
    if waived > 0 {
        text.push_str(&match lang {
            Lang::Zh => format!("  已豁免的 {waived} 条不写进基线\n"),
            Lang::En => format!("  {waived} waived findings are left out\n"),
        });
    }
    let not_judged = new.iter();
    let not_judged = not_judged.filter(|entry| checked.unjudged.contains(&entry.rule));
    let not_judged: u64 = not_judged.map(|entry| entry.count).sum();
    if not_judged > 0 {
        text.push_str(&match lang {
            Lang::Zh => format!("  其中 {not_judged} 条的规则这次没有检查,照原样保留\n"),
            Lang::En => {
                format!("  {not_judged} are of rules that were not judged, and stay as they were\n")
            }
        });
    }
    text
}

/// The command line that brings a baseline up to date: with the options that select what is judged.
pub fn update_line(matches: &ArgMatches, paths: &[PathBuf], file: &Path) -> String {
    let mut line = String::from("ledgerlint baseline update");
    let mut add = |word: &str| {
        let plain = |c: char| c.is_alphanumeric() || "-_./:,=%+@".contains(c);
        line.push(' ');
        match !word.is_empty() && word.chars().all(plain) {
            true => line.push_str(word),
            false => line.push_str(&format!("'{}'", word.replace('\'', "'\\''"))),
        }
    };
    paths.iter().for_each(|path| add(&shown(path)));
    add("--baseline");
    add(&shown(file));
    for name in ["as-of", "region"] {
        if let Some(text) = cli::text(matches, name) {
            add(&format!("--{name}"));
            add(text);
        }
    }
    for name in ["config", "rules", "schemas", "add-rules", "waivers"] {
        let paths = matches.try_get_many::<PathBuf>(name).ok().flatten();
        for path in paths.into_iter().flatten() {
            add(&format!("--{name}"));
            add(&shown(path));
        }
    }
    let selected = matches.try_get_many::<String>("select").ok().flatten();
    let selected: Vec<&str> = selected.into_iter().flatten().map(String::as_str).collect();
    if !selected.is_empty() {
        add("--select");
        add(&selected.join(","));
    }
    line
}
