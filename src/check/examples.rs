//! Runs the examples of rules: a rule that cannot fail its failing example proves nothing.

use std::collections::BTreeSet;
use std::sync::Arc;

use rayon::prelude::*;
use serde_json::{Map, Value as Json};

use super::judging::check;
use super::settings::{Detail, Settings};
use super::waive::Waivers;
use crate::finding::{Finding, Findings as _, RuleId};
use crate::lang::Lang;
use crate::ledger::{Catalog, Date};
use crate::read::{File, Options, Reading, read};
use crate::rulebook::{Example, Rule, RuleFile, Rulebook, read_waivers};

/// The as-of date of examples that name none.
pub const DEFAULT_AS_OF: &str = "2021-05-13";

/// An example that a rule does not live up to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExampleFault {
    pub rule: RuleId,
    pub message: String,
    pub file: RuleFile,
    /// Byte range of the example in the file.
    pub span: std::ops::Range<usize>,
}

/// What a run of examples came to.
#[derive(Clone, Debug, Default)]
pub struct Tested {
    pub rules: usize,
    pub examples: usize,
    pub faults: Vec<ExampleFault>,
}

/// Runs every example of every rule.
pub fn test(book: &Rulebook, catalog: &Arc<Catalog>, lang: Lang) -> Tested {
    let rules: Vec<&Rule> = book.rules.iter().collect();
    test_rules(&rules, book, catalog, lang)
}

/// The same for some rules of a rulebook.
pub fn test_rules(rules: &[&Rule], book: &Rulebook, catalog: &Arc<Catalog>, lang: Lang) -> Tested {
    let tested: Vec<Tested> = rules
        .par_iter()
        .map(|rule| test_rule(rule, book, catalog, lang))
        .collect();
    tested.into_iter().fold(Tested::default(), |mut all, one| {
        all.rules += one.rules;
        all.examples += one.examples;
        all.faults.extend(one.faults);
        all
    })
}

fn test_rule(rule: &Rule, book: &Rulebook, catalog: &Arc<Catalog>, lang: Lang) -> Tested {
    let mut tested = Tested {
        rules: 1,
        ..Tested::default()
    };
    let mut fault = |span: std::ops::Range<usize>, message: String| {
        tested.faults.push(ExampleFault {
            rule: rule.id.clone(),
            message,
            file: rule.file.clone(),
            span,
        });
    };
    if rule.examples.fails.is_empty() {
        fault(
            0..0,
            lang.pick(
                "没有不通过的例子,无法证明这条规则会报问题",
                "no failing example proves that this rule can find anything",
            )
            .to_owned(),
        );
    }
    if rule.examples.passes.is_empty() {
        fault(
            0..0,
            lang.pick(
                "没有通过的例子,无法证明这条规则不会误报",
                "no passing example proves that this rule can stay silent",
            )
            .to_owned(),
        );
    }
    // alone in its book, a rule is judged without the others' work; packs stay for their parameters
    let mut alone = Rulebook {
        packs: book.packs.clone(),
        rules: vec![rule.clone()],
    };
    if rule
        .examples
        .all()
        .any(|(example, _)| example.waivers.is_some())
    {
        // what is waived is found by others
        let others = book.rules.iter().filter(|other| other.id != rule.id);
        alone.rules.extend(others.cloned());
    }
    let mut count = 0;
    for (example, fails) in rule.examples.all() {
        count += 1;
        for message in test_example(example, fails, &alone, catalog, lang) {
            fault(example.span.clone(), message);
        }
    }
    tested.examples = count;
    tested
}

/// An example as a submission that has been read.
pub(super) struct Prepared {
    pub reading: Reading,
    pub settings: Settings,
}

impl Prepared {
    pub fn of(example: &Example, catalog: &Arc<Catalog>) -> Self {
        let as_of = example
            .as_of
            .or_else(|| Date::parse(DEFAULT_AS_OF))
            .unwrap_or(Date(0));
        let reading = read(&files(example), catalog, Options::at(as_of), &|_, _, _| {});
        let mut settings = Settings::at(as_of);
        settings.region.clone_from(&example.region);
        settings.detail = Detail {
            excerpts: false,
            personal: false,
            places: false,
        };
        Prepared { reading, settings }
    }
}

/// What is wrong with an example, in words.
pub(super) fn test_example(
    example: &Example,
    fails: bool,
    book: &Rulebook,
    catalog: &Arc<Catalog>,
    lang: Lang,
) -> Vec<String> {
    let rule = &book.rules[0];
    let Prepared {
        mut reading,
        mut settings,
    } = Prepared::of(example, catalog);
    if let Some(text) = &example.waivers {
        match waivers(example, text, book, &mut reading, lang) {
            Ok(waivers) => settings.waivers = Some(waivers),
            Err(wrong) => return wrong,
        }
    }
    let checked = check(&reading, book, &settings, &|_, _| {});
    let (report, findings) = (&checked.report, checked.findings.all());
    let mut wrong = Vec::new();
    let Some(result) = report.rules.iter().find(|r| r.id == rule.id) else {
        return wrong;
    };
    if result.outcome == crate::finding::Outcome::Skipped {
        let why = result.reason.clone().unwrap_or_default();
        wrong.push(match lang {
            Lang::Zh => format!("这个例子没有检查成:{why}(没有记录的台账写成空列表)"),
            Lang::En => format!("this example was not judged: {why} (give a ledger without records as an empty list)"),
        });
        return wrong;
    }
    let found: Vec<&Finding> = findings.iter().filter(|f| f.rule == rule.id).collect();
    let told = |findings: &[&Finding]| {
        findings
            .iter()
            .map(|f| f.message.as_str())
            .collect::<Vec<_>>()
            .join(" | ")
    };
    if !fails && !found.is_empty() {
        wrong.push(match lang {
            Lang::Zh => format!("通过的例子里报了问题:{}", told(&found)),
            Lang::En => format!("a passing example was found faulty: {}", told(&found)),
        });
    }
    if fails && found.len() != example.finds.len() {
        wrong.push(match lang {
            Lang::Zh => format!(
                "应当报 {} 条,报了 {} 条:{}",
                example.finds.len(),
                found.len(),
                told(&found)
            ),
            Lang::En => format!(
                "expected {} findings, got {}: {}",
                example.finds.len(),
                found.len(),
                told(&found)
            ),
        });
    }
    let mut taken = BTreeSet::new();
    for wanted in &example.finds {
        let matching = found
            .iter()
            .enumerate()
            .find(|(i, f)| !taken.contains(i) && matches(f, wanted, &reading.ledgers));
        match matching {
            Some((i, _)) => drop(taken.insert(i)),
            None => wrong.push(match lang {
                Lang::Zh => format!("没有报出记录 {}", Json::Object(wanted.clone())),
                Lang::En => format!("record {} was not found", Json::Object(wanted.clone())),
            }),
        }
    }
    wrong.extend(details(example, &found, lang));
    let counts = [
        (
            Some(example.undecided.unwrap_or(0)),
            result.undecided,
            ("无法判定", "undecided"),
        ),
        (example.judged, result.records, ("在适用范围内", "in scope")),
    ];
    for (wanted, counted, (zh, en)) in counts {
        if let Some(wanted) = wanted.filter(|wanted| *wanted != counted) {
            wrong.push(match lang {
                Lang::Zh => format!("应当有 {wanted} 条{zh},实际 {counted} 条"),
                Lang::En => format!("expected {wanted} {en}, got {counted}"),
            });
        }
    }
    wrong
}

/// The example's waivers, as the file that a user would name.
fn waivers(
    example: &Example,
    text: &str,
    book: &Rulebook,
    reading: &mut Reading,
    lang: Lang,
) -> Result<Waivers, Vec<String>> {
    let file = RuleFile {
        path: "waivers.yaml".to_owned(),
        text: Arc::from(text),
    };
    let catalog = Arc::clone(&reading.ledgers.catalog);
    let (all, faults) = read_waivers(&file, book, &catalog, lang);
    if !faults.is_empty() {
        return Err(faults.into_iter().map(|fault| fault.message).collect());
    }
    let exists = |path: &str| example.files.iter().any(|(name, _)| name == path);
    let none = (String::new(), text.len() as u64);
    Ok(Waivers::beside(
        &mut reading.ledgers,
        &file,
        none,
        all,
        &exists,
    ))
}

fn details(example: &Example, found: &[&Finding], lang: Lang) -> Vec<String> {
    let mut wrong = Vec::new();
    if let Some(says) = &example.says
        && !found.iter().any(|f| f.message.contains(says.as_str()))
    {
        let messages: Vec<&str> = found.iter().map(|f| f.message.as_str()).collect();
        wrong.push(match lang {
            Lang::Zh => format!("消息里应当有“{says}”,实际是:{}", messages.join(" | ")),
            Lang::En => format!(
                "the message should say '{says}', it says: {}",
                messages.join(" | ")
            ),
        });
    }
    if let Some(at) = &example.at
        && !found.iter().any(|f| *f.field == **at)
    {
        let fields: Vec<&str> = found.iter().map(|f| &*f.field).collect();
        wrong.push(match lang {
            Lang::Zh => format!("应当指向字段 {at},实际指向 {}", fields.join("、")),
            Lang::En => format!("should point at {at}, points at {}", fields.join(", ")),
        });
    }
    wrong
}

/// The example's data as the files that a user would hand in.
pub fn files(example: &Example) -> Vec<File> {
    let ledgers = example.given.as_object().into_iter().flatten();
    let mut files: Vec<File> = ledgers
        .map(|(name, records)| {
            File::in_memory(
                &format!("{name}.json"),
                Json::Object(Map::from_iter([(name.clone(), records.clone())])).to_string(),
            )
        })
        .collect();
    files.extend(
        example
            .files
            .iter()
            .map(|(name, text)| File::in_memory(name, text.as_bytes())),
    );
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

/// Whether a finding is about the wanted record: `file` is its file, other fields are the record's or group's.
fn matches(finding: &Finding, wanted: &Map<String, Json>, data: &crate::ledger::Ledgers) -> bool {
    let text = |json: &Json| match json {
        Json::String(text) => text.clone(),
        other => other.to_string(),
    };
    wanted.iter().all(|(name, value)| {
        let value = text(value);
        if name == "file" {
            return *finding.location.file == *value;
        }
        if let Some((_, own)) = finding.record.iter().find(|(n, _)| **n == **name) {
            return *own == value;
        }
        // a field that is not part of the key: some record with the finding's key has the value
        let Some(ledger) = data.catalog.named(&finding.ledger) else {
            return false;
        };
        let definition = data.catalog.ledger(ledger);
        let (Some(field), Some(table)) = (definition.field_named(name), data.table(ledger)) else {
            return false;
        };
        let is_key = |key: Vec<(String, String)>| {
            let parts = finding.record.iter().map(|(name, value)| (&**name, value));
            key.iter().map(|(name, value)| (&**name, value)).eq(parts)
        };
        (0..table.rows).any(|row| {
            is_key(data.key_of(ledger, row))
                && table.column(field).value(row as usize).to_string() == value
        })
    })
}
