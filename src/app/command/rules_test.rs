//! `ledgerlint rules test [DIR]`: runs the examples that rules carry.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use clap::builder::ValueParser;
use clap::{Arg, ArgMatches, Command};

use crate::app::cli;
use crate::app::console::Console;
use crate::app::fault::{Fault, Place};
use crate::app::packs::{self, Origin};
use crate::app::status::Status;
use crate::check::examples;
use crate::demo::{self, Planted, Planting, Settings, Why};
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
        .arg(cli::switch("plants", t("再把每条规则的 plant 埋进演示乡镇,看查出的是不是正好这些", "Also plant each rule's breach in the demo township: exactly these must be found")))
        .arg(cli::path_option("schemas", "DIR", t("用这个文件夹的台账定义", "Ledger definitions of this folder")))
        .after_help(format!(
            "{}\n{}",
            cli::examples(&[
                (t("测试自己的规则", "test your own rules"), "ledgerlint rules test rules"),
                (t("连同一个规则包的 plant", "with the plants of one pack"), "ledgerlint rules test rules/HYG --plants"),
            ], lang),
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
    let mut text = String::new();
    if matches.get_flag("plants") {
        failures.extend(plants(&loaded, lang, &mut text));
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
    Ok(if failures.is_empty() {
        Status::Clean
    } else {
        Status::Findings
    })
}

/// What is wrong with the plants; what they came to goes to `text`.
fn plants(loaded: &packs::Loaded, lang: Lang, text: &mut String) -> Vec<Fault> {
    let catalog = Arc::new(loaded.catalog.clone());
    let planting = Planting {
        book: &loaded.rulebook,
        catalog: &catalog,
        settings: Settings::default(),
    };
    let proof = demo::prove(&planting);
    let record = |planted: &Planted| {
        let parts = planted.record.iter();
        let parts: Vec<String> = parts
            .map(|(name, value)| format!("{name}: {value}"))
            .collect();
        format!("{} {{{}}}", planted.ledger, parts.join(", "))
    };
    let fault = |planted: &Planted, zh: &str, en: &str, more: &str| {
        let told = format!(
            "{} {}{}{more}",
            planted.rule,
            lang.pick(zh, en),
            record(planted)
        );
        let rule = loaded
            .rulebook
            .rules
            .iter()
            .find(|r| *r.id.0 == *planted.rule);
        let place = rule.map(|rule| Place {
            path: loaded.shown(&rule.file, lang),
            text: None,
            span: 0..0,
            label: String::new(),
        });
        let fault = Fault::new(told);
        match place {
            Some(place) => fault.at(place),
            None => fault,
        }
    };
    let mut faults = Vec::new();
    for (found, message) in &proof.in_order {
        let (zh, en) = ("没有埋问题,却报了 ", "finds in the township in order ");
        faults.push(fault(found, zh, en, &format!(": {message}")));
    }
    for missed in &proof.missed {
        faults.push(fault(
            missed,
            "埋了没有报:",
            "does not find what was planted: ",
            "",
        ));
    }
    for (found, message) in &proof.unexpected {
        if !proof.in_order.contains_key(found) {
            let (zh, en) = ("报了没有埋的:", "finds what was not planted: ");
            faults.push(fault(found, zh, en, &format!(": {message}")));
        }
    }
    for left in proof.left.iter().filter(|left| left.why != Why::Undeclared) {
        let why = match left.why {
            Why::NotInForce => lang.pick("这一天没有施行", "not in force on that day"),
            Why::NoRecord => lang.pick("没有合适的记录可埋", "no record fits its plant"),
            _ => lang.pick(
                "演示数据里没有要用的台账",
                "the demo lacks a ledger it needs",
            ),
        };
        text.push_str(&format!("{}: {why}\n", left.rule));
    }
    let without = proof.left.iter().filter(|left| left.why == Why::Undeclared);
    let without: Vec<&str> = without.map(|left| left.rule.as_str()).collect();
    text.push_str(&match lang {
        Lang::Zh => format!(
            "埋了 {} 处;没有写 plant 的规则 {} 条:{}\n",
            proof.planted.len(),
            without.len(),
            without.join("、")
        ),
        Lang::En => format!(
            "{} planted; {} rules without a plant: {}\n",
            proof.planted.len(),
            without.len(),
            without.join(", ")
        ),
    });
    faults
}
