//! All rule and pack files to a rulebook; every fault of every file at once.

use std::collections::BTreeMap;

use super::fault::RuleFault;
use super::keys::Faults;
use super::model::{RuleFile, Rulebook};
use super::pack::read_pack;
use super::rule::{Surroundings, read_rule};
use super::yaml::parse_yaml;
use crate::lang::Lang;
use crate::ledger::{Catalog, Type};

/// Reads the files of one or more rules folders. A rule that has a fault is left out of the rulebook.
pub fn load(files: &[RuleFile], catalog: &Catalog, lang: Lang) -> (Rulebook, Vec<RuleFault>) {
    let mut faults = Vec::new();
    let mut book = Rulebook::default();
    let is_pack = |file: &&RuleFile| file.path.ends_with("pack.yaml");
    for file in files.iter().filter(is_pack) {
        let folder = folder_of(file);
        let mut found = Faults {
            lang,
            text: &file.text,
            found: Vec::new(),
        };
        match parse_yaml(&file.text, lang) {
            Ok(root) => {
                if let Some(pack) = read_pack(&root, folder, &mut found) {
                    book.packs.retain(|p| p.id != pack.id);
                    book.packs.push(pack);
                }
            }
            Err(fault) => found.found.push(fault),
        }
        report(file, found, &mut faults);
    }
    book.packs.sort_by(|a, b| a.id.cmp(&b.id));
    let parameters: BTreeMap<String, Type> = book
        .packs
        .iter()
        .flat_map(|p| {
            p.parameters
                .iter()
                .map(move |x| (format!("{}.{}", p.id, x.name), x))
        })
        .filter_map(|(name, x)| Some((name, x.values.first()?.value.kind()?)))
        .collect();
    let names: Vec<String> = parameters.keys().cloned().collect();
    let mut rules = BTreeMap::new();
    for file in files.iter().filter(|f| !is_pack(f)) {
        let mut found = Faults {
            lang,
            text: &file.text,
            found: Vec::new(),
        };
        let folder = folder_of(file);
        let root = match parse_yaml(&file.text, lang) {
            Ok(root) => root,
            Err(fault) => {
                found.found.push(fault);
                report(file, found, &mut faults);
                continue;
            }
        };
        match book.packs.iter().position(|p| p.id == folder) {
            None => found.push(
                0..0,
                format!("文件夹“{folder}”没有 pack.yaml,或它有错"),
                format!("folder '{folder}' has no pack.yaml, or a broken one"),
            ),
            Some(pack) => {
                let around = Surroundings {
                    catalog,
                    pack,
                    pack_id: folder,
                    parameters: &|name| parameters.get(name).copied(),
                    parameter_names: &names,
                    lang,
                };
                let rule = read_rule(&root, file, &around, &mut found);
                if let (Some(rule), true) = (rule, found.found.is_empty()) {
                    rules.insert(rule.id.clone(), rule);
                }
            }
        }
        report(file, found, &mut faults);
    }
    book.rules = rules.into_values().collect();
    (book, faults)
}

fn folder_of(file: &RuleFile) -> &str {
    file.path.rsplit('/').nth(1).unwrap_or_default()
}

fn report(file: &RuleFile, found: Faults<'_>, faults: &mut Vec<RuleFault>) {
    let length = file.text.len();
    faults.extend(found.found.into_iter().map(|fault| RuleFault {
        path: file.path.clone(),
        text: file.text.clone(),
        message: fault.message,
        span: fault.span.start.min(length)..fault.span.end.min(length),
        label: fault.label,
        advice: fault.advice,
    }));
}
