//! `ledgerlint config [PATH]`: what is in force for a check, and where it was decided.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::builder::ValueParser;
use clap::{Arg, ArgMatches, Command};

use super::check::today;
use super::validate::{self, Known, Said};
use crate::app::cli;
use crate::app::config::{CONFIG_NAME, Config, KEYS};
use crate::app::console::Console;
use crate::app::fault::Fault;
use crate::app::files::shown;
use crate::app::layout;
use crate::app::packs::{self, Origin};
use crate::app::status::Status;
use crate::finding::Severity;
use crate::lang::Lang;
use crate::rulebook::Rulebook;

pub fn command(lang: Lang) -> Command {
    let t = |zh, en| lang.pick(zh, en);
    let mut keys = t("配置项:\n", "Keys:\n").to_owned();
    for (key, zh, en) in KEYS {
        keys.push_str(&format!("  {key:<12}{}\n", t(zh, en)));
    }
    let command = Command::new("config")
        .about(t(
            "列出检查用的各项设置,以及在哪里定的",
            "Show the settings in force, and where each was decided",
        ))
        .arg(
            Arg::new("PATH")
                .value_parser(ValueParser::path_buf())
                .help(t(
                    "从这里起向上找配置文件;不写则从当前文件夹找",
                    "Look for the configuration upwards from here; without it from the working folder",
                )),
        );
    let command = cli::with_origin(command, lang).after_help(format!(
        "{}\n{keys}\n{}",
        cli::examples(
            &[
                (t("当前文件夹用哪些设置", "what holds in this folder"), "ledgerlint config"),
                (
                    t("检查这个报送包时用哪些设置", "what holds for a submission"),
                    t("ledgerlint config 报送/会埠镇", "ledgerlint config submissions/huibu"),
                ),
            ],
            lang,
        ),
        t(
            "选项优先于配置文件,配置文件优先于默认值。退出码:0 配置没有错;2 有错\n",
            "Options win over the configuration, the configuration over defaults. Exit status: 0 it is well; 2 it is not\n",
        )
    ));
    cli::dress(
        command,
        t(
            "ledgerlint config [选项] [PATH]",
            "ledgerlint config [OPTIONS] [PATH]",
        ),
        lang,
    )
}

pub fn run(matches: &ArgMatches, console: &Console) -> Result<Status, Vec<Fault>> {
    let near = matches.get_one::<PathBuf>("PATH").map(PathBuf::as_path);
    if let Some(path) = near.filter(|path| !path.exists()) {
        return Err(vec![Fault::new(match console.lang {
            Lang::Zh => format!("{} 不存在", shown(path)),
            Lang::En => format!("{} does not exist", shown(path)),
        })]);
    }
    let config = Config::load(cli::path(matches, "config").as_deref(), near, console.lang)?;
    let lang = match cli::text(matches, "lang") {
        None => config.lang.unwrap_or(console.lang),
        Some(_) => console.lang,
    };
    let loaded = packs::load(&cli::origin(matches, &config.origin), lang)?;
    let told = Told {
        config: &config,
        origin: cli::origin(matches, &config.origin),
        rulebook: &loaded.rulebook,
        lang,
        lang_by_option: cli::text(matches, "lang").is_some(),
    };
    let known = Known::of(&loaded.rulebook);
    let mut faults = Vec::new();
    for select in &config.select {
        let found = validate::rule_or_pack(&Said::Config(select), &known, &config, lang);
        faults.extend(found.err());
    }
    let severities = validate::severities(&config, &known, lang, &mut faults);
    validate::parameters(&config, &known, lang, &mut faults);
    faults.extend(
        validate::ledgers(&config, &loaded.catalog, &mut [], lang)
            .err()
            .unwrap_or_default(),
    );
    if !faults.is_empty() {
        return Err(faults);
    }
    let mut text = match &config.path {
        Some(path) => format!(
            "{} {}\n\n",
            lang.pick("配置文件", "configuration"),
            shown(path)
        ),
        None => match lang {
            Lang::Zh => {
                format!("没有找到 {CONFIG_NAME},全部用默认值;ledgerlint init 可以写一份\n\n")
            }
            Lang::En => format!(
                "no {CONFIG_NAME} was found, all is as by default; ledgerlint init writes one\n\n"
            ),
        },
    };
    let mut rows = told.single();
    rows.extend(told.tables(&severities));
    let rows: Vec<Vec<String>> = rows
        .into_iter()
        .map(|row| vec![row.key, row.value, row.from])
        .collect();
    let header = match lang {
        Lang::Zh => ["设置", "值", "在哪里定的"],
        Lang::En => ["setting", "value", "decided by"],
    };
    text.push_str(&layout::table(&header, &rows));
    console.print(&text)?;
    Ok(Status::Clean)
}

/// One setting.
struct Row {
    key: String,
    value: String,
    from: String,
}

struct Told<'a> {
    config: &'a Config,
    /// As options and configuration say together.
    origin: Origin,
    rulebook: &'a Rulebook,
    lang: Lang,
    lang_by_option: bool,
}

impl Told<'_> {
    fn row(&self, key: &str, value: Option<String>, default: &str) -> Row {
        let by_default = self.lang.pick("默认", "default");
        match value {
            Some(value) => Row {
                key: key.to_owned(),
                value,
                from: self
                    .config
                    .place(key)
                    .unwrap_or_else(|| by_default.to_owned()),
            },
            None => Row {
                key: key.to_owned(),
                value: default.to_owned(),
                from: by_default.to_owned(),
            },
        }
    }

    /// Settings with one value, in the order in which `KEYS` documents them.
    fn single(&self) -> Vec<Row> {
        let (config, lang) = (self.config, self.lang);
        let path = |path: &Option<PathBuf>| path.as_deref().map(shown);
        let list = |items: &mut dyn Iterator<Item = String>| {
            let joined = items.collect::<Vec<_>>().join(lang.pick("、", ", "));
            Some(joined).filter(|text| !text.is_empty())
        };
        let embedded = lang.pick("内置", "embedded");
        let all = match lang {
            Lang::Zh => format!("全部 {} 条规则", self.rulebook.rules.len()),
            Lang::En => format!("all {} rules", self.rulebook.rules.len()),
        };
        let today = match lang {
            Lang::Zh => format!("{}(今天)", today()),
            Lang::En => format!("{} (today)", today()),
        };
        let none = lang.pick("无", "none");
        let fail_on = config.fail_on.map(|level| match level {
            Some(severity) => severity.name().to_owned(),
            None => "never".to_owned(),
        });
        let origin = &self.origin;
        let option = |name: &str| format!("{} --{name}", lang.pick("选项", "option"));
        let mut rows = Vec::new();
        for (key, ..) in KEYS {
            rows.extend(match key {
                "paths" => Some(self.row(
                    key,
                    list(&mut config.paths.iter().map(|p| shown(p))),
                    lang.pick("无,要在命令里写", "none, name them in the command"),
                )),
                "region" => Some(self.row(
                    key,
                    config.region.clone(),
                    lang.pick("无,用全国通用的参数", "none, national parameters"),
                )),
                "lang" => Some(self.row(
                    key,
                    config.lang.map(|l| l.pick("zh", "en").to_owned()),
                    lang.pick("zh", "en"),
                )),
                "fail-on" => Some(self.row(key, fail_on.clone(), Severity::Error.name())),
                "as-of" => Some(self.row(key, config.as_of.map(|d| d.to_string()), &today)),
                "select" => Some(self.row(
                    key,
                    list(&mut config.select.iter().map(|s| s.value.clone())),
                    &all,
                )),
                "mask" => Some(self.row(
                    key,
                    config.mask.map(|on| on.to_string()),
                    lang.pick(
                        "看格式:要外发的遮盖",
                        "by format: those that leave the desk are masked",
                    ),
                )),
                "baseline" => Some(self.row(key, path(&config.baseline), none)),
                "waivers" => Some(self.row(key, path(&config.waivers), none)),
                "rules" => Some(self.row(
                    key,
                    list(&mut origin.rules.iter().chain(&origin.added).map(|p| shown(p))).map(
                        |folders| match &origin.rules {
                            Some(_) => folders,
                            None => format!("{embedded} + {folders}"),
                        },
                    ),
                    embedded,
                )),
                "schemas" => Some(self.row(key, path(&origin.schemas), embedded)),
                // tables of their own, below
                _ => None,
            });
        }
        for row in &mut rows {
            if row.key == "lang" && self.lang_by_option {
                row.value = lang.pick("zh", "en").to_owned();
                row.from = option("lang");
            }
            let (own, configured) = match row.key.as_str() {
                "rules" => (&origin.rules, &config.origin.rules),
                "schemas" => (&origin.schemas, &config.origin.schemas),
                _ => continue,
            };
            if own != configured {
                row.from = option(&row.key);
            } else if row.key == "rules" && origin.added != config.origin.added {
                row.from = option("add-rules");
            }
        }
        rows
    }

    /// What the tables set: ledgers, parameters, severities.
    fn tables(&self, severities: &BTreeMap<String, Severity>) -> Vec<Row> {
        let (config, lang) = (self.config, self.lang);
        let mut rows = Vec::new();
        for set in &config.ledgers {
            rows.push(Row {
                key: format!("ledgers.{}", set.written.value),
                value: set.ledger.value.clone(),
                from: config.line(&set.written.span).unwrap_or_default(),
            });
        }
        for set in &config.parameters {
            let was = self.default_of(&set.id);
            let note = was.map(|value| match lang {
                Lang::Zh => format!("(内置 {value})"),
                Lang::En => format!(" (embedded: {value})"),
            });
            rows.push(Row {
                key: format!("parameters.{}", set.id),
                value: format!("{}{}", set.value.value, note.unwrap_or_default()),
                from: config
                    .place(&format!("parameters.{}", set.id))
                    .unwrap_or_default(),
            });
        }
        for (rule, _) in &config.severities {
            let exact = severities
                .iter()
                .find(|(id, _)| id.eq_ignore_ascii_case(&rule.value));
            let Some((id, severity)) = exact else {
                continue;
            };
            let was = self.rulebook.rules.iter().find(|r| *r.id.0 == **id);
            let note = was.map(|rule| match lang {
                Lang::Zh => format!("(规则里是 {})", rule.severity.name()),
                Lang::En => format!(" (the rule says {})", rule.severity.name()),
            });
            rows.push(Row {
                key: format!("severity.{id}"),
                value: format!("{}{}", severity.name(), note.unwrap_or_default()),
                from: config
                    .place(&format!("severity.{}", rule.value))
                    .unwrap_or_default(),
            });
        }
        rows
    }

    /// A parameter's value on the day and in the region that the configuration names.
    fn default_of(&self, id: &str) -> Option<String> {
        let (pack, name) = id.split_once('.')?;
        let pack = self.rulebook.packs.iter().find(|p| p.id == pack)?;
        let parameter = pack.parameters.iter().find(|p| p.name == name)?;
        let day = self.config.as_of.unwrap_or_else(today);
        let value = parameter.in_force(day, self.config.region.as_deref())?;
        Some(value.value.to_string())
    }
}
