//! The file of a baseline: JSON with one finding a line, in order, so that a change of it can be read and merged.
//! `schemas/baseline.schema.json` defines it.

use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::fault::{Fault, Place};
use super::files::shown;
use crate::check::Entry;
use crate::finding::{Fingerprint, RuleId};
use crate::lang::Lang;

/// Version of the format; grows with every incompatible change.
const VERSION: u32 = 1;
const KIND: &str = "ledgerlint-baseline";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WireBaseline {
    kind: String,
    version: u32,
    findings: Vec<WireEntry>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WireEntry {
    rule: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    ledger: String,
    #[serde(default, skip_serializing_if = "serde_json::Map::is_empty")]
    record: serde_json::Map<String, serde_json::Value>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    field: String,
    fingerprint: String,
    count: u64,
}

/// Reads a baseline; `None` where there is no such file, or an empty one.
pub fn read(path: &Path, lang: Lang) -> Result<Option<Vec<Entry>>, Fault> {
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => {
            let what = ("读不了基线", "cannot read the baseline");
            return Err(
                Fault::io(what, &shown(path), &error, lang).advise(lang.pick(
                    "写基线文件的路径,例如 baseline.json",
                    "name the file of a baseline, such as baseline.json",
                )),
            );
        }
    };
    let text = String::from_utf8_lossy(&bytes);
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    if text.trim().is_empty() {
        return Ok(None);
    }
    parse(text, lang).map(Some).map_err(|wrong| {
        let path = shown(path);
        let fault = Fault::new(match lang {
            Lang::Zh => format!("{path} 不是能用的基线文件:{}", wrong.message),
            Lang::En => format!("{path} is no usable baseline: {}", wrong.message),
        });
        let fault = match wrong.at {
            Some(at) => fault.at(Place {
                path,
                text: Some(text.into()),
                span: at..at,
                label: lang.pick("这里", "here").to_owned(),
            }),
            None => fault,
        };
        fault.advise(wrong.advice)
    })
}

struct Wrong {
    message: String,
    at: Option<usize>,
    advice: String,
}

fn parse(text: &str, lang: Lang) -> Result<Vec<Entry>, Wrong> {
    let written_by = lang.pick(
        "基线由 ledgerlint baseline update 写出;换一个文件名就会写一份新的",
        "baselines are written by ledgerlint baseline update; another file name gets a new one",
    );
    // which version it is comes before whether it is as this version has it
    #[derive(Deserialize)]
    struct Head {
        kind: String,
        version: u32,
    }
    if let Ok(head) = serde_json::from_str::<Head>(text)
        && head.kind == KIND
        && head.version > VERSION
    {
        return Err(Wrong {
            message: match lang {
                Lang::Zh => format!(
                    "它是第 {} 版格式,这个程序只认到第 {VERSION} 版",
                    head.version
                ),
                Lang::En => format!(
                    "it has version {} of the format, and this program knows up to {VERSION}",
                    head.version
                ),
            },
            at: None,
            advice: lang
                .pick("换用新版本的 ledgerlint", "use a newer ledgerlint")
                .to_owned(),
        });
    }
    let conflict = ["<<<<<<<", "=======", ">>>>>>>"];
    if let Some(at) = text.match_indices('\n').map(|(at, _)| at + 1).find(|at| {
        let line = &text[*at..];
        conflict.iter().any(|mark| line.starts_with(mark))
    }) {
        return Err(Wrong {
            message: lang
                .pick(
                    "合并时的冲突没有解决",
                    "a conflict of a merge was left in it",
                )
                .to_owned(),
            at: Some(at),
            advice: lang
                .pick(
                    "两边的行都留下,删掉冲突标记,再运行 ledgerlint baseline update",
                    "keep the lines of both sides, delete the marks, and run ledgerlint baseline update",
                )
                .to_owned(),
        });
    }
    let wire: WireBaseline = serde_json::from_str(text).map_err(|error| Wrong {
        message: lang
            .pick("内容对不上格式", "its content is not of the format")
            .to_owned(),
        at: Some(offset(text, error.line(), error.column())),
        advice: written_by.to_owned(),
    })?;
    if wire.kind != KIND || wire.version != VERSION {
        return Err(Wrong {
            message: lang.pick("它是别的文件", "it is another file").to_owned(),
            at: None,
            advice: written_by.to_owned(),
        });
    }
    let entries = wire.findings.into_iter().map(|wire| {
        let print = u64::from_str_radix(&wire.fingerprint, 16).ok();
        let print = print
            .filter(|_| wire.fingerprint.len() == 16)
            .ok_or_else(|| Wrong {
                message: match lang {
                    Lang::Zh => format!("指纹 {} 应为 16 位十六进制数", wire.fingerprint),
                    Lang::En => format!(
                        "the fingerprint {} should have 16 hexadecimal digits",
                        wire.fingerprint
                    ),
                },
                at: text.find(&wire.fingerprint),
                advice: written_by.to_owned(),
            })?;
        Ok(Entry {
            rule: RuleId(wire.rule.into()),
            ledger: wire.ledger,
            field: wire.field,
            record: wire
                .record
                .into_iter()
                .map(|(name, value)| {
                    let value = value
                        .as_str()
                        .map_or_else(|| value.to_string(), str::to_owned);
                    (name, value)
                })
                .collect(),
            fingerprint: Fingerprint(print),
            count: wire.count,
        })
    });
    entries.collect()
}

/// The byte of a line and column counted from 1, as the parser tells them.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text
        .split_inclusive('\n')
        .take(line.saturating_sub(1))
        .map(str::len)
        .sum();
    (start + column.saturating_sub(1)).min(text.len())
}

/// Writes entries, in their order: one a line.
pub fn write(entries: &[Entry], out: &mut dyn io::Write) -> io::Result<()> {
    write!(
        out,
        "{{\"kind\":\"{KIND}\",\"version\":{VERSION},\"findings\":["
    )?;
    for (at, entry) in entries.iter().enumerate() {
        out.write_all(if at == 0 { b"\n" } else { b",\n" })?;
        let wire = WireEntry {
            rule: entry.rule.to_string(),
            ledger: entry.ledger.clone(),
            record: entry
                .record
                .iter()
                .map(|(name, value)| (name.clone(), value.as_str().into()))
                .collect(),
            field: entry.field.clone(),
            fingerprint: entry.fingerprint.to_string(),
            count: entry.count,
        };
        serde_json::to_writer(&mut *out, &wire).map_err(io::Error::from)?;
    }
    out.write_all(b"\n]}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(fingerprint: u64) -> Entry {
        Entry {
            rule: RuleId("POST-003".into()),
            ledger: "post_assignment".into(),
            field: "end_date".into(),
            record: vec![
                ("person_id".into(), "甘**".into()),
                ("b".into(), "2".into()),
            ],
            fingerprint: Fingerprint(fingerprint),
            count: 2,
        }
    }

    #[test]
    fn what_is_written_is_read_again_and_each_finding_has_its_line() {
        let entries = [entry(1), entry(u64::MAX)];
        let mut out = Vec::new();
        write(&entries, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert_eq!(text.lines().count(), 4, "{text}");
        let read = parse(&text, Lang::Zh).unwrap_or_else(|w| panic!("{}", w.message));
        assert_eq!(read, entries);
        let mut out = Vec::new();
        write(&[], &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(parse(&text, Lang::Zh).is_ok_and(|read| read.is_empty()));
    }

    #[track_caller]
    fn check(text: &str, zh: &str, en: &str) {
        for (lang, expected) in [(Lang::Zh, zh), (Lang::En, en)] {
            let wrong = parse(text, lang).expect_err("it is wrong");
            assert!(wrong.message.contains(expected), "{}", wrong.message);
            assert!(!wrong.advice.is_empty());
        }
    }

    #[test]
    fn what_is_no_baseline_is_refused_with_the_reason() {
        check("{\"a\": 1}", "对不上格式", "not of the format");
        check("甘,乙\n", "对不上格式", "not of the format");
        check(
            "{\"kind\":\"x\",\"version\":1,\"findings\":[]}",
            "别的文件",
            "another file",
        );
        check(
            "{\"kind\":\"ledgerlint-baseline\",\"version\":7,\"new\":1,\"findings\":{}}",
            "第 7 版",
            "version 7",
        );
        check(
            "{\"kind\":\"ledgerlint-baseline\",\"version\":1,\"findings\":[\n<<<<<<< HEAD\n]}",
            "冲突没有解决",
            "conflict",
        );
        check(
            "{\"kind\":\"ledgerlint-baseline\",\"version\":1,\"findings\":[\n{\"rule\":\"A-1\",\"fingerprint\":\"12\",\"count\":1}]}",
            "指纹 12",
            "fingerprint 12",
        );
        check(
            "{\"kind\":\"ledgerlint-baseline\",\"version\":1,\"findings\":[\n{\"rule\":\"A-1\",\"fingerprint\":\"0123456789abcdef\",\"count\":1,\"x\":1}]}",
            "对不上格式",
            "not of the format",
        );
    }
}
