//! `ledgerlint.toml`: what a place decides once for all its runs. Options win over it.
//!
//! Nothing in it is ignored: an unknown key or a value of the wrong kind is a fault with its line and column.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use glob::{MatchOptions, Pattern};
use toml::de::DeTable;

use super::fault::{Fault, Place};
use super::files::shown;
use super::packs::{self, Origin};
use crate::finding::Severity;
use crate::lang::Lang;
use crate::ledger::Date;

mod reader;
mod syntax;

use reader::Reader;

/// The file's name, searched for upwards.
pub const CONFIG_NAME: &str = "ledgerlint.toml";

/// Every key of the top level, with what it says. Documentation and the reader both follow it.
pub const KEYS: [(&str, &str, &str); 14] = [
    (
        "paths",
        "不写 PATH 时检查这些文件或文件夹",
        "files or folders to check where no PATH is given",
    ),
    (
        "ledgers",
        "[ledgers] \"文件名或路径,可用 * 和 **\" = \"台账\"",
        "[ledgers] \"file name or path, with * and **\" = \"ledger\"",
    ),
    (
        "region",
        "行政区划代码,决定用哪一套地方参数",
        "division code, which decides the local parameters",
    ),
    ("lang", "语言:zh 或 en", "language: zh or en"),
    (
        "fail-on",
        "达到哪个级别算不通过:critical、error、warning、info、never",
        "severity that fails the run, or never",
    ),
    (
        "as-of",
        "基准日,如 2021-05-13",
        "the day to judge at, such as 2021-05-13",
    ),
    (
        "select",
        "只用这些规则或规则包",
        "only these rules or packs",
    ),
    (
        "mask",
        "是否遮盖个人信息",
        "whether personal data is masked",
    ),
    (
        "baseline",
        "基线文件,里面记下的问题不计",
        "baseline: findings that it lists do not count",
    ),
    (
        "waivers",
        "豁免文件,里面批准的问题照样列出,不计",
        "waivers: findings that they excuse do not count",
    ),
    (
        "parameters",
        "[parameters.包] 参数 = 值",
        "[parameters.PACK] name = value",
    ),
    (
        "severity",
        "[severity] 规则编号 = 级别",
        "[severity] rule ID = severity",
    ),
    (
        "rules",
        "[rules] dir 替换内置规则,add 增加规则文件夹",
        "[rules] dir replaces the embedded rules, add extends them",
    ),
    (
        "schemas",
        "[schemas] dir 替换内置台账定义",
        "[schemas] dir replaces the embedded ledger definitions",
    ),
];

/// A value with its place in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct At<T> {
    pub value: T,
    pub span: Range<usize>,
}

/// A parameter that the file sets.
#[derive(Clone, Debug)]
pub struct SetParameter {
    /// `PACK.name`
    pub id: String,
    pub pack: At<String>,
    pub name: At<String>,
    /// As written.
    pub value: At<String>,
}

/// Files that are said to hold a ledger.
#[derive(Clone, Debug)]
pub struct SetLedger {
    /// Matched against the file's name, or with a `/` in it against its path from the configuration's folder.
    pub pattern: Pattern,
    pub written: At<String>,
    /// Name or title, as written.
    pub ledger: At<String>,
}

/// What the file says; everything may be left out.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// Where it was found; `None` without a file.
    pub path: Option<PathBuf>,
    text: Arc<str>,
    /// Where each key stands, by its path: `fail-on`, `severity.POST-003`.
    places: BTreeMap<String, Range<usize>>,
    pub region: Option<String>,
    pub lang: Option<Lang>,
    /// `Some(None)` is never.
    pub fail_on: Option<Option<Severity>>,
    pub as_of: Option<Date>,
    pub select: Vec<At<String>>,
    pub mask: Option<bool>,
    /// What to check, already relative to the file's folder.
    pub paths: Vec<PathBuf>,
    /// Which files hold which ledger, whatever they are called.
    pub ledgers: Vec<SetLedger>,
    /// Already relative to the file's folder.
    pub baseline: Option<PathBuf>,
    pub waivers: Option<PathBuf>,
    pub parameters: Vec<SetParameter>,
    pub severities: Vec<(At<String>, Severity)>,
    /// Folders, already relative to the file's own.
    pub origin: Origin,
}

impl Config {
    /// The named file, or the first found upwards from the path and then from the working folder, or nothing.
    pub fn load(named: Option<&Path>, near: Option<&Path>, lang: Lang) -> Result<Self, Vec<Fault>> {
        let Some(path) = named.map(Path::to_owned).or_else(|| search(near)) else {
            return Ok(Config::default());
        };
        let bytes = std::fs::read(&path).map_err(|error| {
            vec![Fault::io(
                ("读不了配置", "cannot read the configuration"),
                &shown(&path),
                &error,
                lang,
            )]
        })?;
        let text = String::from_utf8(bytes).map_err(|_| vec![packs::not_utf8(&path, lang)])?;
        parse(path, &text, lang)
    }

    /// `file:line` of a key that the file has; keys of tables with a dot before them.
    pub fn place(&self, key: &str) -> Option<String> {
        self.line(self.places.get(key)?)
    }

    /// `file:line` of a place in the file.
    pub fn line(&self, span: &Range<usize>) -> Option<String> {
        let line = 1 + self.text.get(..span.start)?.matches('\n').count();
        Some(format!("{}:{line}", shown(self.path.as_deref()?)))
    }

    /// What the file says about which ledger another file holds.
    pub fn ledger_of(&self, file: &Path) -> Option<&SetLedger> {
        let folder = match self.path.as_deref()?.parent()? {
            // of a bare file name
            folder if folder.as_os_str().is_empty() => Path::new("."),
            folder => folder,
        };
        let options = MatchOptions {
            require_literal_separator: true,
            ..MatchOptions::default()
        };
        let absolute = |path: &Path| std::path::absolute(path).ok();
        let within = || {
            let from = absolute(file)?;
            // as it is called, and as the system knows it where links lead there
            let names = [absolute(folder), folder.canonicalize().ok()];
            let mut below = names
                .iter()
                .flatten()
                .filter_map(|name| from.strip_prefix(name).ok());
            below.next().map(Path::to_owned)
        };
        self.ledgers.iter().find(|set| {
            if set.pattern.as_str().contains('/') {
                within().is_some_and(|path| set.pattern.matches_path_with(&path, options))
            } else {
                file.file_name()
                    .is_some_and(|name| set.pattern.matches_path_with(Path::new(name), options))
            }
        })
    }

    /// A fault at a place in the file.
    pub fn fault(&self, span: Range<usize>, label: &str, message: String) -> Fault {
        let path = self.path.as_deref().map_or(CONFIG_NAME.to_owned(), shown);
        Fault::new(message).at(Place {
            path,
            text: Some(self.text.clone()),
            span,
            label: label.to_owned(),
        })
    }
}

/// Reads a file's text; the path is for faults and for the folders that the text names.
fn parse(path: PathBuf, text: &str, lang: Lang) -> Result<Config, Vec<Fault>> {
    // a BOM is part of what editors on Windows save
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = Reader {
        config: Config {
            path: Some(path),
            text: text.into(),
            ..Config::default()
        },
        faults: Vec::new(),
        lang,
    };
    let (table, errors) = DeTable::parse_recoverable(text);
    if errors.is_empty() {
        reader.top(table.get_ref());
    } else {
        for error in errors {
            let span = error.span().unwrap_or(0..0);
            let found = text.get(span.clone()).unwrap_or("");
            let (message, advice) = syntax::explain(error.message(), found, lang);
            let fault = reader
                .config
                .fault(span, lang.pick("这里", "here"), message.to_owned());
            reader.faults.push(match advice {
                Some(advice) => fault.advise(advice),
                None => fault,
            });
        }
    }
    if reader.faults.is_empty() {
        return Ok(reader.config);
    }
    reader
        .faults
        .sort_by_key(|fault| fault.place.as_ref().map_or(0, |place| place.span.start));
    Err(reader.faults)
}

/// Upwards from the submission (its folder), then from the working folder.
fn search(near: Option<&Path>) -> Option<PathBuf> {
    let working = std::env::current_dir().ok();
    let start = near.and_then(|path| std::path::absolute(path).ok());
    let up = |from: &Path| {
        from.ancestors()
            .map(|folder| folder.join(CONFIG_NAME))
            .find(|file| file.is_file())
    };
    let found = start
        .as_deref()
        .and_then(up)
        .or_else(|| working.as_deref().and_then(up))?;
    // a short path reads better and does not tell where the user keeps things
    let relative = working.and_then(|w| found.strip_prefix(w).ok().map(Path::to_owned));
    Some(relative.unwrap_or(found))
}

/// A province to a village: 2 to 12 digits.
pub fn is_region(code: &str) -> bool {
    (2..=12).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_digit())
}

pub fn language(word: &str) -> Option<Lang> {
    match word {
        "zh" => Some(Lang::Zh),
        "en" => Some(Lang::En),
        _ => None,
    }
}

/// `Some(None)` for `never`.
pub fn threshold(word: &str) -> Option<Option<Severity>> {
    if word == "never" {
        Some(None)
    } else {
        word.parse().ok().map(Some)
    }
}

#[cfg(test)]
mod tests;
