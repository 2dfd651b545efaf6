//! What options and configuration decide about a check, all of it validated before anything is read.

use std::path::{Path, PathBuf};

use clap::ArgMatches;

use crate::app::attachments::Beside;
use crate::app::cli;
use crate::app::command::asked::Asked;
use crate::app::command::validate::{self, Known, Said};
use crate::app::config::Config;
use crate::app::console::Console;
use crate::app::fault::Fault;
use crate::app::files::{self, Submission};
use crate::check::{Detail, Settings};
use crate::finding::Severity;
use crate::ledger::Date;
use crate::report::Format;

/// Findings of one rule that the text report describes, unless `--limit` says otherwise.
pub const LIMIT: usize = 5;

/// What a submission is judged for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To report on it.
    Report,
    /// To write down what is found.
    Baseline,
}

/// The options' and configuration's decisions.
pub struct Plan {
    pub console: Console,
    pub as_of: Date,
    pub region: Option<String>,
    pub format: Format,
    pub output: Option<PathBuf>,
    /// `None`: never.
    pub fail_on: Option<Severity>,
    pub limit: Option<usize>,
    pub coverage: bool,
    pub mask: bool,
    pub baseline: Option<PathBuf>,
    pub waivers: Option<PathBuf>,
    pub config: Config,
}

impl Plan {
    /// Files that findings are held against: they are no part of the submission, wherever they lie.
    pub fn beside(&self) -> impl Iterator<Item = &Path> {
        self.baseline
            .as_deref()
            .into_iter()
            .chain(self.waivers.as_deref())
    }
}

/// Reads the options, and the configuration behind them; all that is wrong is said at once.
pub fn plan(
    matches: &ArgMatches,
    paths: &[PathBuf],
    mut console: Console,
) -> Result<Plan, Vec<Fault>> {
    let mut faults = Vec::new();
    let lang = console.lang;
    let config = Config::load(
        cli::path(matches, "config").as_deref(),
        paths.first().map(PathBuf::as_path),
        lang,
    );
    let config = config.unwrap_or_else(|more| {
        faults.extend(more);
        Config::default()
    });
    let mut asked = Asked::new(matches, lang);
    let (as_of, fail_on) = (asked.as_of(), asked.fail_on());
    let (limit, region) = (asked.limit(), asked.region());
    faults.extend(asked.faults);
    if !faults.is_empty() {
        return Err(faults);
    }
    if cli::text(matches, "lang").is_none() {
        console.lang = config.lang.unwrap_or(lang);
    }
    if let Some(path) = &config.path {
        let path = files::shown(path);
        console.note(
            &format!("使用配置 {path}"),
            &format!("configuration: {path}"),
        );
    }
    let format = cli::text(matches, "format")
        .and_then(|name| name.parse().ok())
        .unwrap_or(Format::Text);
    let [on, off] = ["mask", "no-mask"].map(|name| cli::flag(matches, name));
    let mask = (on || off).then_some(on);
    Ok(Plan {
        as_of: as_of.or(config.as_of).unwrap_or_else(today),
        region: region.or_else(|| config.region.clone()),
        format,
        output: cli::path(matches, "output"),
        fail_on: fail_on.or(config.fail_on).unwrap_or(Some(Severity::Error)),
        limit: Some(limit.unwrap_or(LIMIT)).filter(|limit| *limit > 0),
        coverage: cli::flag(matches, "coverage"),
        waivers: cli::path(matches, "waivers").or_else(|| config.waivers.clone()),
        baseline: cli::path(matches, "baseline").or_else(|| config.baseline.clone()),
        mask: mask.or(config.mask).unwrap_or(format.about().leaves_desk),
        console,
        config,
    })
}

/// The local calendar's day.
pub fn today() -> Date {
    let now = jiff::ZonedDateTime::now();
    let day = (i32::from(now.year()), now.month() as u32, now.day() as u32);
    Date::new(day.0, day.1, day.2).unwrap_or(Date(0))
}

/// What the engine needs to know.
pub fn settings(
    matches: &ArgMatches,
    plan: &Plan,
    purpose: Purpose,
    known: &Known<'_>,
    submission: &Submission,
) -> Result<Settings, Vec<Fault>> {
    let (lang, config) = (plan.console.lang, &plan.config);
    let mut faults = Vec::new();
    let asked: Vec<&str> = matches
        .get_many::<String>("select")
        .into_iter()
        .flatten()
        .map(|s| s.trim())
        .collect();
    let said: Vec<Said<'_>> = if asked.is_empty() {
        config.select.iter().map(Said::Config).collect()
    } else {
        asked.into_iter().map(Said::Option).collect()
    };
    let mut select = Vec::new();
    for said in said {
        match validate::rule_or_pack(&said, known, config, lang) {
            Ok(name) => select.push(name),
            Err(fault) => faults.push(fault),
        }
    }
    let severities = validate::severities(config, known, lang, &mut faults);
    let overrides = validate::parameters(config, known, lang, &mut faults);
    if !faults.is_empty() {
        return Err(faults);
    }
    let about = plan.format.about();
    let (per_rule, detail) = match purpose {
        Purpose::Report => (
            // the other formats tell every finding
            plan.limit.filter(|_| about.limited),
            Detail {
                excerpts: about.shows.excerpts,
                personal: plan.mask,
                places: about.shows.places,
            },
        ),
        Purpose::Baseline => (
            None,
            Detail {
                excerpts: false,
                personal: true,
                places: false,
            },
        ),
    };
    Ok(Settings {
        as_of: plan.as_of,
        lang,
        region: plan.region.clone(),
        overrides,
        select,
        severities,
        per_rule,
        detail,
        baseline: None,
        since: None,
        waivers: None,
        attachments: Some(Box::new(Beside::new(&submission.roots))),
    })
}
