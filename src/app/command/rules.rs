//! `ledgerlint rules`: the list of rules, and the way to its other commands.

use clap::{ArgMatches, Command};

use super::explain::{ledger, severity, title};
use super::validate::{self, Known, Said};
use super::{rules_diff, rules_lint, rules_new, rules_test};
use crate::app::cli::{self, option};
use crate::app::config::Config;
use crate::app::console::Console;
use crate::app::fault::Fault;
use crate::app::layout;
use crate::app::packs;
use crate::app::status::Status;
use crate::lang::Lang;

pub fn command(lang: Lang) -> Command {
    let t = |zh, en| lang.pick(zh, en);
    let command = Command::new("rules")
        .about(t(
            "列出、测试、检查、比较、新建规则",
            "List, test, look over, compare and create rules",
        ))
        .subcommand_required(true)
        .subcommands([
            list_command(lang),
            rules_test::command(lang),
            rules_lint::command(lang),
            rules_diff::command(lang),
            rules_new::command(lang),
        ])
        .after_help(cli::examples(
            &[
                (t("所有规则", "all rules"), "ledgerlint rules list"),
                (
                    t("运行自己规则的样例", "run the examples of your own rules"),
                    "ledgerlint rules test rules",
                ),
                (
                    t(
                        "不用数据,查自己的规则",
                        "look over your own rules without data",
                    ),
                    "ledgerlint rules lint rules",
                ),
                (
                    t(
                        "改规则之前,看对报送包的影响",
                        "what a change of rules does to a submission",
                    ),
                    "ledgerlint rules diff embedded rules --on samples/posts",
                ),
                (
                    t("起草一条新规则", "draft a new rule"),
                    "ledgerlint rules new POST-018",
                ),
            ],
            lang,
        ));
    cli::dress(
        command,
        t("ledgerlint rules <命令>", "ledgerlint rules <COMMAND>"),
        lang,
    )
}

fn list_command(lang: Lang) -> Command {
    let t = |zh, en| lang.pick(zh, en);
    let command = Command::new("list")
        .about(t("列出规则", "List the rules"))
        .arg(option(
            "pack",
            "PACK",
            t("只列这个规则包", "Only this pack"),
        ))
        .after_help(cli::examples(
            &[(
                t("公益岗的规则", "the rules on welfare posts"),
                "ledgerlint rules list --pack POST",
            )],
            lang,
        ));
    cli::dress(
        cli::with_origin(command, lang),
        t(
            "ledgerlint rules list [选项]",
            "ledgerlint rules list [OPTIONS]",
        ),
        lang,
    )
}

pub fn run(matches: &ArgMatches, console: &Console) -> Result<Status, Vec<Fault>> {
    match matches.subcommand() {
        Some(("list", matches)) => list(matches, console),
        Some(("test", matches)) => rules_test::run(matches, console),
        Some(("diff", matches)) => rules_diff::run(matches, console),
        Some(("lint", matches)) => rules_lint::run(matches, console),
        Some(("new", matches)) => rules_new::run(matches, console),
        _ => Ok(Status::Unusable),
    }
}

fn list(matches: &ArgMatches, console: &Console) -> Result<Status, Vec<Fault>> {
    let lang = console.lang;
    let config = Config::load(
        matches
            .get_one::<std::path::PathBuf>("config")
            .map(|p| p.as_path()),
        None,
        lang,
    )?;
    let loaded = packs::load(&cli::origin(matches, &config.origin), lang)?;
    let rulebook = &loaded.rulebook;
    let asked = cli::text(matches, "pack");
    let pack = match asked {
        None => None,
        Some(name) => {
            let known = Known::of(rulebook);
            let known = validate::rule_or_pack(&Said::Option(name), &known, &config, lang)
                .map_err(|f| vec![f])?;
            let place = rulebook.packs.iter().position(|p| p.id == known);
            Some(place.ok_or_else(|| {
                vec![
                    Fault::new(match lang {
                        Lang::Zh => format!("{known} 是规则,不是规则包"),
                        Lang::En => format!("{known} is a rule, not a pack"),
                    })
                    .advise(format!("ledgerlint explain {known}")),
                ]
            })?)
        }
    };
    let rules = rulebook
        .rules
        .iter()
        .filter(|rule| pack.is_none_or(|pack| rule.pack == pack));
    let rows: Vec<Vec<String>> = rules
        .map(|rule| {
            let ledger = ledger(rule, &loaded.catalog, lang);
            vec![
                rule.id.to_string(),
                severity(rule.severity, lang),
                ledger,
                title(rule, lang).to_owned(),
            ]
        })
        .collect();
    let header = match lang {
        Lang::Zh => ["编号", "级别", "台账", "查什么"],
        Lang::En => ["id", "severity", "ledger", "title"],
    };
    let count = match lang {
        Lang::Zh => format!(
            "共 {} 条规则;ledgerlint explain 编号 看全部说明\n",
            rows.len()
        ),
        Lang::En => format!(
            "{} rules; ledgerlint explain ID tells all about one\n",
            rows.len()
        ),
    };
    console.print(&layout::table(&header, &rows))?;
    console.note(&count, &count);
    Ok(Status::Clean)
}
