//! `ledgerlint rules test [DIR]`: runs the examples that rules carry.

use std::collections::BTreeSet;
use std::path::PathBuf;

use clap::builder::ValueParser;
use clap::{Arg, ArgMatches, Command};

use crate::app::cli;
use crate::app::console::Console;
use crate::app::fault::{Fault, Place};
use crate::app::packs::{self, Origin};
use crate::app::status::Status;
use crate::check::examples;
use crate::lang::Lang;

pub fn command(lang: Lang) -> Command {
    let t = |zh, en| lang.pick(zh, en);
    let command = Command::new("test")
        .about(t("运行规则自带的样例", "Run the examples that rules carry"))
        .arg(
            Arg::new("DIR")
                .value_parser(ValueParser::path_buf())
                .help(t("规则文件夹或一个规则包;不写则测内置规则", "A folder of rules, or one pack; without it the embedded rules")),
        )
        .arg(cli::path_option("schemas", "DIR", t("用这个文件夹的台账定义", "Ledger definitions of this folder")))
        .after_help(format!(
            "{}\n{}",
            cli::examples(&[(t("测试自己的规则", "test your own rules"), "ledgerlint rules test rules")], lang),
            t(
                "退出码:0 全部符合;1 有样例不符,或规则没有不通过的样例;2 规则文件有错\n",
                "Exit status: 0 all as expected; 1 an example fails, or a rule has no failing example; 2 broken rules\n"
            ),
        ));
    cli::dress(
        command,
        t(
            "ledgerlint rules test [选项] [DIR]",
            "ledgerlint rules test [OPTIONS] [DIR]",
        ),
        lang,
    )
}

pub fn run(matches: &ArgMatches, console: &Console) -> Result<Status, Vec<Fault>> {
    let lang = console.lang;
    let folder = matches.get_one::<PathBuf>("DIR").cloned();
    let schemas = matches.get_one::<PathBuf>("schemas").cloned();
    let origin = Origin {
        rules: folder,
        added: Vec::new(),
        schemas,
    };
    // rules that load are tried even where others are broken
    let (loaded, broken) = packs::load_partly(&origin, lang)?;
    let tested = examples::test(
        &loaded.rulebook,
        &std::sync::Arc::new(loaded.catalog.clone()),
        lang,
    );
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
    let bare = loaded
        .rulebook
        .rules
        .iter()
        .filter(|rule| rule.examples.fails.is_empty());
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
    let mut text: String = failures
        .iter()
        .map(|fault| fault.render(lang, console.stdout_color()))
        .collect();
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
    Ok(if failures.is_empty() {
        Status::Clean
    } else {
        Status::Findings
    })
}
