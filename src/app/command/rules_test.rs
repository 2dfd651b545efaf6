//! `ledgerlint rules test [DIR..]`: runs the examples that rules carry; with `--mutate`, also asks whether they would
//! notice if a rule were written otherwise.

mod mutation;
mod plants;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use clap::builder::ValueParser;
use clap::{Arg, ArgAction, ArgMatches, Command};

use super::validate::{self, Known, Said};
use crate::app::cli;
use crate::app::config::Config;
use crate::app::console::Console;
use crate::app::fault::{Fault, Place};
use crate::app::packs::{self, Loaded, Origin};
use crate::app::status::Status;
use crate::check::examples;
use crate::lang::Lang;
use crate::rulebook::Rule;

pub fn command(lang: Lang) -> Command {
    let t = |zh, en| lang.pick(zh, en);
    let command = Command::new("test")
        .about(t("运行规则自带的样例", "Run the examples that rules carry"))
        .arg(
            Arg::new("DIR")
                .num_args(0..)
                .value_parser(ValueParser::path_buf())
                .help(t(
                    "规则文件夹、规则包或单个规则文件,可写多个;不写则测内置规则",
                    "Folders of rules, packs or single rule files; without one the embedded rules",
                )),
        )
        .arg(cli::path_option(
            "schemas",
            "DIR",
            t(
                "用这个文件夹的台账定义",
                "Ledger definitions of this folder",
            ),
        ))
        .arg(
            cli::option(
                "select",
                "ID,..",
                t("只测这些规则或规则包", "Only these rules or packs"),
            )
            .action(ArgAction::Append)
            .value_delimiter(','),
        )
        .arg(cli::switch(
            "mutate",
            t(
                "逐处改动规则的条件(变异),看样例能不能查出来",
                "Change the conditions bit by bit (mutants) and see whether the examples notice",
            ),
        ))
        .arg(
            cli::option(
                "min-killed",
                "PERCENT",
                t(
                    "变异至少要查出百分之几,默认 95",
                    "Percentage of mutants that must be killed, by default 95",
                ),
            )
            .requires("mutate"),
        )
        .arg(cli::switch(
            "plants",
            t(
                "再把每条规则的 plant 埋进演示乡镇,看查出的是不是正好这些",
                "Also plant each rule's breach in the demo township: exactly these must be found",
            ),
        ))
        .after_help(format!(
            "{}\n{}",
            cli::examples(
                &[
                    (
                        t("测试自己的规则", "test your own rules"),
                        "ledgerlint rules test rules",
                    ),
                    (
                        t(
                            "看一条规则的样例够不够",
                            "see whether a rule's examples suffice",
                        ),
                        "ledgerlint rules test rules --select POST-018 --mutate",
                    ),
                    (
                        t("连同一个规则包的 plant", "with the plants of one pack"),
                        "ledgerlint rules test rules/HYG --plants",
                    ),
                    (
                        t("一个都不许漏", "let none escape"),
                        "ledgerlint rules test rules --mutate --min-killed 100",
                    ),
                ],
                lang
            ),
            t(
                "退出码:0 全部符合;1 有样例不符,或规则没有不通过的样例,或变异查出得不够;2 规则文件有错\n",
                "Exit status: 0 all as expected; 1 an example fails, a rule has no failing example,\n  or too few mutants \
                 are killed; 2 broken rules\n"
            ),
        ));
    cli::dress(
        command,
        t(
            "ledgerlint rules test [选项] [DIR]...",
            "ledgerlint rules test [OPTIONS] [DIR]...",
        ),
        lang,
    )
}

/// The rules of the folders that a command names, or the embedded ones; those that load are used even where others
/// are broken.
pub fn loaded(matches: &ArgMatches, lang: Lang) -> Result<(Loaded, Vec<Fault>), Vec<Fault>> {
    let folders = matches.get_many::<PathBuf>("DIR");
    let mut folders = folders.into_iter().flatten().cloned();
    let origin = Origin {
        rules: folders.next(),
        added: folders.collect(),
        schemas: matches.get_one::<PathBuf>("schemas").cloned(),
    };
    packs::load_partly(&origin, lang)
}

/// The rules that `--select` names; all without it.
pub fn selected<'a>(
    matches: &ArgMatches,
    loaded: &'a Loaded,
    lang: Lang,
) -> Result<Vec<&'a Rule>, Vec<Fault>> {
    let known = Known::of(&loaded.rulebook);
    let config = Config::default();
    let (mut names, mut faults) = (Vec::new(), Vec::new());
    let asked = matches.get_many::<String>("select").into_iter().flatten();
    for name in asked {
        match validate::rule_or_pack(&Said::Option(name.trim()), &known, &config, lang) {
            Ok(name) => names.push(name),
            Err(fault) => faults.push(fault),
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let rules = loaded.rulebook.rules.iter();
    let wanted = |rule: &&Rule| {
        let pack = &loaded.rulebook.packs[rule.pack].id;
        names.is_empty() || names.iter().any(|name| *name == *rule.id.0 || name == pack)
    };
    Ok(rules.filter(wanted).collect())
}

pub fn run(matches: &ArgMatches, console: &Console) -> Result<Status, Vec<Fault>> {
    let lang = console.lang;
    let least = mutation::least(matches, lang)?;
    let (loaded, broken) = loaded(matches, lang)?;
    let rules = match selected(matches, &loaded, lang) {
        Ok(rules) => rules,
        // the rule may be among those that are broken
        Err(faults) if broken.is_empty() => return Err(faults),
        Err(_) => return Err(broken),
    };
    let catalog = Arc::new(loaded.catalog.clone());
    let waived = |rule: &&Rule| rule.examples.all().any(|(e, _)| e.waivers.is_some());
    let tested = match rules.iter().any(waived) && matches.contains_id("DIR") {
        // a folder may hold rules on waivers without those that their examples waive
        true => {
            let mut book = loaded.rulebook.clone();
            book.join(packs::embedded(&catalog, lang));
            examples::test_rules(&rules, &book, &catalog, lang)
        }
        false => examples::test_rules(&rules, &loaded.rulebook, &catalog, lang),
    };
    let mut failures: Vec<Fault> = Vec::new();
    let mut told = BTreeSet::new();
    for fault in tested.faults {
        told.insert(fault.rule.clone());
        let path = loaded.shown(&fault.file, lang);
        let place = Place {
            path,
            text: Some(fault.file.text),
            span: fault.span,
            label: String::new(),
        };
        failures.push(Fault::new(format!("{} {}", fault.rule, fault.message)).at(place));
    }
    let bare = rules.iter().filter(|rule| rule.examples.fails.is_empty());
    for rule in bare.filter(|rule| !told.contains(&rule.id)) {
        let place = Place {
            path: loaded.shown(&rule.file, lang),
            text: None,
            span: 0..0,
            label: String::new(),
        };
        let message = lang.pick(
            "没有不通过的样例,无法证明它查得出问题",
            "has no failing example, so nothing shows that it finds anything",
        );
        failures.push(Fault::new(format!("{} {message}", rule.id)).at(place));
    }
    let mut text = String::new();
    if matches.get_flag("plants") {
        failures.extend(plants::prove(&loaded, lang, &mut text));
    }
    let rendered: String = failures
        .iter()
        .map(|fault| fault.render(lang, console.stdout_color()))
        .collect();
    text.insert_str(0, &rendered);
    text.push_str(&match lang {
        Lang::Zh => format!(
            "{} 条规则,{} 个样例,{} 处不符\n",
            tested.rules,
            tested.examples,
            failures.len()
        ),
        Lang::En => format!(
            "{} rules, {} examples, {} failures\n",
            tested.rules,
            tested.examples,
            failures.len()
        ),
    });
    console.print(&text)?;
    if !broken.is_empty() {
        return Err(broken);
    }
    if !failures.is_empty() {
        return Ok(Status::Findings);
    }
    match least {
        Some(least) => mutation::run(&rules, &loaded, &catalog, least, console),
        None => Ok(Status::Clean),
    }
}
