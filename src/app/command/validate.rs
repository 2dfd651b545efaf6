//! What options and configuration say about rules, checked against the rules there are.

use std::collections::{BTreeMap, BTreeSet};

use crate::app::config::{At, Config, SetLedger, SetParameter};
use crate::app::fault::Fault;
use crate::app::files::Found;
use crate::finding::Severity;
use crate::lang::Lang;
use crate::ledger::{Catalog, Definition};
use crate::rulebook::{Pack, Rulebook, did_you_mean, parameter_value, type_name};

/// The packs and rules that there are.
pub struct Known<'a> {
    pub packs: &'a [Pack],
    pub rules: Vec<&'a str>,
}

impl<'a> Known<'a> {
    pub fn of(rulebook: &'a Rulebook) -> Self {
        Known {
            packs: &rulebook.packs,
            rules: rulebook.rules.iter().map(|rule| &*rule.id.0).collect(),
        }
    }
}

/// Where a name came from, so that its fault has a place.
pub enum Said<'a> {
    Option(&'a str),
    Config(&'a At<String>),
}

/// The rule's or pack's exact name; upper and lower case do not matter to people.
pub fn rule_or_pack(
    said: &Said<'_>,
    known: &Known<'_>,
    config: &Config,
    lang: Lang,
) -> Result<String, Fault> {
    let name = match said {
        Said::Option(name) => *name,
        Said::Config(at) => &at.value,
    };
    let names = || {
        let packs = known.packs.iter().map(|p| p.id.as_str());
        packs.chain(known.rules.iter().copied())
    };
    if let Some(exact) = names().find(|exact| exact.eq_ignore_ascii_case(name)) {
        return Ok(exact.to_owned());
    }
    let message = match lang {
        Lang::Zh => format!("没有规则或规则包 {name}"),
        Lang::En => format!("there is no rule or pack {name}"),
    };
    let fault = match said {
        Said::Option(_) => Fault::new(message),
        Said::Config(at) => config.fault(at.span.clone(), lang.pick("不认识", "unknown"), message),
    };
    let list = lang.pick(
        "ledgerlint rules list 列出所有规则",
        "ledgerlint rules list shows all rules",
    );
    let near = did_you_mean(&name.to_uppercase(), names(), lang);
    Err(fault.advise(near.unwrap_or_else(|| list.to_owned())))
}

/// Severities that the configuration sets, by rule.
pub fn severities(
    config: &Config,
    known: &Known<'_>,
    lang: Lang,
    faults: &mut Vec<Fault>,
) -> BTreeMap<String, Severity> {
    let mut set = BTreeMap::new();
    for (rule, severity) in &config.severities {
        let mut rules = known.rules.iter();
        match rules.find(|id| id.eq_ignore_ascii_case(&rule.value)) {
            Some(found) => {
                set.insert((*found).to_owned(), *severity);
            }
            None => {
                let message = match lang {
                    Lang::Zh => format!("没有规则 {}", rule.value),
                    Lang::En => format!("there is no rule {}", rule.value),
                };
                let near = did_you_mean(
                    &rule.value.to_uppercase(),
                    known.rules.iter().copied(),
                    lang,
                );
                let fault =
                    config.fault(rule.span.clone(), lang.pick("不认识", "unknown"), message);
                faults.push(Fault {
                    advice: near,
                    ..fault
                });
            }
        }
    }
    set
}

/// Parameters that the configuration sets, by `PACK.name`, each of the pack's type.
pub fn parameters(
    config: &Config,
    known: &Known<'_>,
    lang: Lang,
    faults: &mut Vec<Fault>,
) -> BTreeMap<String, String> {
    let mut valid = BTreeMap::new();
    for set in &config.parameters {
        match parameter(set, config, known, lang) {
            Ok(()) => {
                valid.insert(set.id.clone(), set.value.value.clone());
            }
            Err(fault) => faults.push(fault),
        }
    }
    valid
}

fn parameter(
    set: &SetParameter,
    config: &Config,
    known: &Known<'_>,
    lang: Lang,
) -> Result<(), Fault> {
    let unknown = |at: &At<String>, message: String, names: Vec<&str>| {
        let all = format!(
            "{}{}",
            lang.pick("可用的有:", "known are: "),
            names.join(lang.pick("、", ", "))
        );
        let near = did_you_mean(&at.value, names.iter().copied(), lang);
        config
            .fault(at.span.clone(), lang.pick("不认识", "unknown"), message)
            .advise(near.unwrap_or(all))
    };
    let (pack_name, name, written) = (&set.pack.value, &set.name.value, &set.value.value);
    let pack = known
        .packs
        .iter()
        .find(|p| p.id == *pack_name)
        .ok_or_else(|| {
            let message = match lang {
                Lang::Zh => format!("没有规则包 {pack_name}"),
                Lang::En => format!("there is no pack {pack_name}"),
            };
            unknown(
                &set.pack,
                message,
                known.packs.iter().map(|p| p.id.as_str()).collect(),
            )
        })?;
    let parameter = pack
        .parameters
        .iter()
        .find(|p| p.name == *name)
        .ok_or_else(|| {
            let message = match lang {
                Lang::Zh => format!("规则包 {pack_name} 没有参数 {name}"),
                Lang::En => format!("pack {pack_name} has no parameter {name}"),
            };
            unknown(
                &set.name,
                message,
                pack.parameters.iter().map(|p| p.name.as_str()).collect(),
            )
        })?;
    match parameter.values.iter().find_map(|v| v.value.kind()) {
        Some(kind) if parameter_value(written, kind).is_none() => {
            let kind = type_name(kind, lang);
            let message = match lang {
                Lang::Zh => format!("参数 {} 的值 {written} 应为{kind}", set.id),
                Lang::En => format!("the value {written} of {} should be {kind}", set.id),
            };
            Err(config.fault(
                set.value.span.clone(),
                lang.pick("这个值", "this value"),
                message,
            ))
        }
        _ => Ok(()),
    }
}

/// Tells files which ledger they hold, where the configuration says so; the patterns that no file fits.
pub fn ledgers<'c>(
    config: &'c Config,
    catalog: &Catalog,
    files: &mut [Found],
    lang: Lang,
) -> Result<Vec<&'c SetLedger>, Vec<Fault>> {
    let mut faults = Vec::new();
    for set in &config.ledgers {
        let said = &set.ledger.value;
        let named =
            |d: &&Definition| d.name == *said || d.title == *said || d.aliases.contains(said);
        if catalog.definitions.iter().any(|d| named(&d)) {
            continue;
        }
        let message = match lang {
            Lang::Zh => format!("没有台账 {said}"),
            Lang::En => format!("there is no ledger {said}"),
        };
        let names = catalog
            .definitions
            .iter()
            .flat_map(|d| [d.name.as_str(), d.title.as_str()]);
        let list = lang.pick(
            "ledgerlint schema 列出所有台账",
            "ledgerlint schema lists all ledgers",
        );
        let near = did_you_mean(said, names, lang);
        let fault = config.fault(
            set.ledger.span.clone(),
            lang.pick("不认识", "unknown"),
            message,
        );
        faults.push(fault.advise(near.unwrap_or_else(|| list.to_owned())));
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let mut used = BTreeSet::new();
    for found in files {
        if let Some(set) = config.ledger_of(&found.path) {
            used.insert(set.written.value.clone());
            found.ledger = Some(set.ledger.value.clone());
        }
    }
    let unused = config.ledgers.iter();
    Ok(unused
        .filter(|set| !used.contains(&set.written.value))
        .collect())
}
