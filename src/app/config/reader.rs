//! Walks the parsed TOML and takes what it knows; everything else is a fault with its place.

use std::borrow::Cow;
use std::ops::Range;
use std::path::{Path, PathBuf};

use glob::Pattern;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{At, Config, KEYS, SetLedger, SetParameter, is_region, language, threshold};
use crate::app::fault::Fault;
use crate::lang::Lang;
use crate::ledger::Date;
use crate::rulebook::did_you_mean;

pub struct Reader {
    pub config: Config,
    pub faults: Vec<Fault>,
    pub lang: Lang,
}

type Item<'a, 'i> = (&'a Spanned<Cow<'i, str>>, &'a Spanned<DeValue<'i>>);

impl Reader {
    fn fault(
        &mut self,
        span: Range<usize>,
        label: &str,
        zh: String,
        en: String,
        advice: Option<String>,
    ) {
        let message = match self.lang {
            Lang::Zh => zh,
            Lang::En => en,
        };
        let fault = self.config.fault(span, label, message);
        self.faults.push(Fault { advice, ..fault });
    }

    pub fn top(&mut self, table: &DeTable<'_>) {
        for (key, value) in table {
            let place = key.get_ref().to_string();
            self.config.places.insert(place, key.span());
            match &**key.get_ref() {
                "region" => {
                    self.config.region = self.read(
                        value,
                        region,
                        ("行政区划代码,如 360921", "a division code such as 360921"),
                    )
                }
                "lang" => {
                    self.config.lang = self.read(
                        value,
                        |v| language(text(v)?),
                        ("\"zh\" 或 \"en\"", "\"zh\" or \"en\""),
                    )
                }
                "fail-on" => {
                    let wanted = (
                        "critical、error、warning、info 或 never",
                        "critical, error, warning, info or never",
                    );
                    self.config.fail_on = self.read(value, |v| threshold(text(v)?), wanted);
                }
                "as-of" => {
                    let date =
                        |v: &DeValue<'_>| {
                            Date::parse(&v.as_datetime().map_or_else(
                                || text(v).unwrap_or("").to_owned(),
                                |d| d.to_string(),
                            ))
                        };
                    self.config.as_of = self.read(
                        value,
                        date,
                        ("2021-05-13 这样的日期", "a date such as 2021-05-13"),
                    );
                }
                "mask" => {
                    self.config.mask =
                        self.read(value, |v| v.as_bool(), ("true 或 false", "true or false"))
                }
                "paths" => {
                    let paths = self.texts(value).into_iter();
                    self.config.paths = paths.map(|at| self.beside(&at.value)).collect();
                }
                "ledgers" => self.ledgers(value),
                "waivers" => self.config.waivers = self.path(value),
                "baseline" => self.config.baseline = self.path(value),
                "select" => self.config.select = self.texts(value),
                "parameters" => self.parameters(value),
                "severity" => self.severities(value),
                "rules" => {
                    for (key, value) in self.entries(value, &["dir", "add"]) {
                        if key.get_ref() == "dir" {
                            self.config.origin.rules = self.folder(value);
                        } else {
                            self.config.origin.added = self
                                .texts(value)
                                .into_iter()
                                .map(|at| self.beside(&at.value))
                                .collect();
                        }
                    }
                }
                "schemas" => {
                    for (_, value) in self.entries(value, &["dir"]) {
                        self.config.origin.schemas = self.folder(value);
                    }
                }
                _ => self.unknown(key, &KEYS.map(|(key, ..)| key)),
            }
        }
    }

    /// A value of a known kind, else a fault that says what is wanted.
    fn read<T>(
        &mut self,
        value: &Spanned<DeValue<'_>>,
        take: impl Fn(&DeValue<'_>) -> Option<T>,
        wanted: (&str, &str),
    ) -> Option<T> {
        let taken = take(value.get_ref());
        if taken.is_none() {
            let found = self
                .config
                .text
                .get(value.span())
                .unwrap_or("")
                .chars()
                .take(40)
                .collect::<String>();
            let (zh, en) = (
                format!("值 {found} 不对,应为:{}", wanted.0),
                format!("the value {found} is not {}", wanted.1),
            );
            self.fault(
                value.span(),
                self.lang.pick("这个值", "this value"),
                zh,
                en,
                None,
            );
        }
        taken
    }

    fn texts(&mut self, value: &Spanned<DeValue<'_>>) -> Vec<At<String>> {
        let wanted = (
            "文字列表,如 [\"POST\", \"RECT-001\"]",
            "a list of texts such as [\"POST\", \"RECT-001\"]",
        );
        let Some(items) = value.get_ref().as_array() else {
            self.read(value, |_| None::<()>, wanted);
            return Vec::new();
        };
        let taken = items.iter().filter_map(|item| {
            let value = self.read(
                item,
                |v| text(v).map(str::to_owned),
                ("加引号的文字", "a quoted text"),
            )?;
            Some(At {
                value,
                span: item.span(),
            })
        });
        taken.collect()
    }

    fn path(&mut self, value: &Spanned<DeValue<'_>>) -> Option<PathBuf> {
        let wanted = ("加引号的文件路径", "a quoted path of a file");
        let path = self.read(value, |v| text(v).map(str::to_owned), wanted)?;
        Some(self.beside(&path))
    }

    fn folder(&mut self, value: &Spanned<DeValue<'_>>) -> Option<PathBuf> {
        let folder = self.read(
            value,
            |v| text(v).map(str::to_owned),
            ("加引号的文件夹路径", "a quoted path of a folder"),
        )?;
        Some(self.beside(&folder))
    }

    /// A path relative to the configuration's own folder.
    fn beside(&self, path: &str) -> PathBuf {
        self.config
            .path
            .as_deref()
            .and_then(Path::parent)
            .unwrap_or(Path::new(""))
            .join(path)
    }

    /// The entries of a table; with `known`, others are faults and left out.
    fn entries<'a, 'i>(
        &mut self,
        value: &'a Spanned<DeValue<'i>>,
        known: &[&str],
    ) -> Vec<Item<'a, 'i>> {
        let Some(table) = value.get_ref().as_table() else {
            self.read(value, |_| None::<()>, ("一个表", "a table"));
            return Vec::new();
        };
        let (good, bad): (Vec<Item<'_, '_>>, Vec<_>) = table
            .iter()
            .partition(|(key, _)| known.is_empty() || known.contains(&&**key.get_ref()));
        for (key, _) in bad {
            self.unknown(key, known);
        }
        good
    }

    fn unknown(&mut self, key: &Spanned<Cow<'_, str>>, known: &[&str]) {
        let name = key.get_ref();
        let (zh, en) = (
            format!("没有配置项 {name}"),
            format!("there is no key {name}"),
        );
        let all = format!(
            "{}{}",
            self.lang.pick("可用的有:", "known keys: "),
            known.join(self.lang.pick("、", ", "))
        );
        let advice = did_you_mean(name, known.iter().copied(), self.lang).unwrap_or(all);
        self.fault(
            key.span(),
            self.lang.pick("不认识", "unknown"),
            zh,
            en,
            Some(advice),
        );
    }

    fn parameters(&mut self, value: &Spanned<DeValue<'_>>) {
        for (pack, values) in self.entries(value, &[]) {
            for (name, value) in self.entries(values, &[]) {
                let wanted = (
                    "数、文字、日期或 true/false",
                    "a number, text, date, true or false",
                );
                if let Some(written) = self.read(value, plain, wanted) {
                    let at = |key: &Spanned<Cow<'_, str>>| At {
                        value: key.get_ref().to_string(),
                        span: key.span(),
                    };
                    let id = format!("{}.{}", pack.get_ref(), name.get_ref());
                    let place = format!("parameters.{id}");
                    self.config.places.insert(place, name.span());
                    self.config.parameters.push(SetParameter {
                        id,
                        pack: at(pack),
                        name: at(name),
                        value: At {
                            value: written,
                            span: value.span(),
                        },
                    });
                }
            }
        }
    }

    fn ledgers(&mut self, value: &Spanned<DeValue<'_>>) {
        for (pattern, value) in self.entries(value, &[]) {
            let wanted = ("加引号的台账名称", "a quoted name of a ledger");
            let Some(ledger) = self.read(value, |v| text(v).map(str::to_owned), wanted) else {
                continue;
            };
            let written = pattern.get_ref().to_string();
            let Ok(parsed) = Pattern::new(&written) else {
                self.fault(
                    pattern.span(),
                    self.lang.pick("这里", "here"),
                    format!("{written} 不是文件名的写法"),
                    format!("{written} is no pattern of file names"),
                    Some(
                        self.lang
                            .pick(
                                "* 代表任意几个字,? 一个字,[一二] 其中一个,**/ 任意几层文件夹",
                                "* is any characters, ? one, [ab] one of them, **/ any folders",
                            )
                            .to_owned(),
                    ),
                );
                continue;
            };
            self.config.ledgers.push(SetLedger {
                pattern: parsed,
                written: At {
                    value: written,
                    span: pattern.span(),
                },
                ledger: At {
                    value: ledger,
                    span: value.span(),
                },
            });
        }
        // the first that fits a file decides
        self.config
            .ledgers
            .sort_by_key(|set| set.written.span.start);
    }

    fn severities(&mut self, value: &Spanned<DeValue<'_>>) {
        for (rule, value) in self.entries(value, &[]) {
            let wanted = (
                "\"critical\"、\"error\"、\"warning\" 或 \"info\"",
                "\"critical\", \"error\", \"warning\" or \"info\"",
            );
            if let Some(severity) = self.read(value, |v| text(v)?.parse().ok(), wanted) {
                let place = format!("severity.{}", rule.get_ref());
                self.config.places.insert(place, rule.span());
                self.config.severities.push((
                    At {
                        value: rule.get_ref().to_string(),
                        span: rule.span(),
                    },
                    severity,
                ));
            }
        }
    }
}

fn text<'a>(value: &'a DeValue<'_>) -> Option<&'a str> {
    value.as_str()
}

/// A single value as text, exactly as written where that matters: `0.030` must not pass through a binary float.
fn plain(value: &DeValue<'_>) -> Option<String> {
    Some(match value {
        DeValue::String(text) => text.to_string(),
        DeValue::Integer(number) if number.radix() == 10 => number.as_str().to_owned(),
        DeValue::Float(number) => number.as_str().to_owned(),
        DeValue::Boolean(truth) => truth.to_string(),
        DeValue::Datetime(date) => date.to_string(),
        _ => return None,
    })
}

fn region(value: &DeValue<'_>) -> Option<String> {
    plain(value).filter(|code| is_region(code))
}
