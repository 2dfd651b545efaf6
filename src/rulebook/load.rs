//! All rule and pack files to a rulebook; every fault of every file at once.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::fault::{RuleFault, not_yaml};
use super::keys::Faults;
use super::model::{Pack, Rule, RuleFile, Rulebook};
use super::pack::read_pack;
use super::resolve::Standing;
use super::rule::{Surroundings, read_rule};
use super::unpack::unpack;
use super::yaml::{Yaml, parse_yaml};
use crate::lang::Lang;
use crate::ledger::{Catalog, LedgerId, Type};

/// What is wanted of the rules, and what is known of them already. The default is everything, from the texts.
#[derive(Default)]
pub struct Wanted<'a> {
    /// Trees of shipped files, parsed when the program was built, by path. Such files have passed this project's tests.
    pub trees: BTreeMap<&'a str, &'a [u8]>,
    /// Leave unread what no check needs: examples and plants.
    pub only_to_judge: bool,
    /// The ledgers that there are, where rules are to be typed only as far as they can be judged with them. The faults
    /// of the others then go unseen.
    pub present: Option<&'a (dyn Fn(LedgerId) -> bool + Sync)>,
}

/// Reads the files of one or more rules folders. A rule that has a fault is left out of the rulebook.
pub fn load(files: &[RuleFile], catalog: &Catalog, lang: Lang) -> (Rulebook, Vec<RuleFault>) {
    load_wanted(files, catalog, lang, &Wanted::default())
}

/// The same, no further than wanted.
pub fn load_wanted(
    files: &[RuleFile],
    catalog: &Catalog,
    lang: Lang,
    wanted: &Wanted<'_>,
) -> (Rulebook, Vec<RuleFault>) {
    let (packs, mut faults) = load_packs(files, lang, wanted);
    let parameters = parameter_types(&packs);
    let names: Vec<String> = parameters.keys().cloned().collect();
    let reader = RuleReader {
        catalog,
        lang,
        wanted,
        packs: &packs,
        parameters: &|name| parameters.get(name).copied(),
        parameter_names: &names,
    };
    let rule_files: Vec<&RuleFile> = files.iter().filter(|file| !is_pack(file)).collect();
    let read: Vec<_> = rule_files
        .par_iter()
        .map(|file| reader.read(file))
        .collect();
    let mut rules = BTreeMap::new();
    for (rule, found) in read {
        rules.extend(rule.map(|rule| (rule.id.clone(), rule)));
        faults.extend(found);
    }
    let rules = rules.into_values().collect();
    (Rulebook { packs, rules }, faults)
}

/// The types of all parameters by their full names.
pub(super) fn parameter_types(packs: &[Pack]) -> BTreeMap<String, Type> {
    packs
        .iter()
        .flat_map(|p| {
            p.parameters
                .iter()
                .map(move |x| (format!("{}.{}", p.id, x.name), x))
        })
        .filter_map(|(name, x)| Some((name, x.values.first()?.value.kind()?)))
        .collect()
}

/// The packs alone, in order of their ids.
pub fn load_packs(
    files: &[RuleFile],
    lang: Lang,
    wanted: &Wanted<'_>,
) -> (Vec<Pack>, Vec<RuleFault>) {
    let (mut packs, mut faults): (Vec<Pack>, _) = (Vec::new(), Vec::new());
    for file in files.iter().filter(|file| is_pack(file)) {
        let mut found = Faults {
            lang,
            text: &file.text,
            found: Vec::new(),
        };
        if let Some(root) = tree(file, wanted, &mut found)
            && let Some(pack) = read_pack(&root, folder_of(file), &mut found)
        {
            packs.retain(|p| p.id != pack.id);
            packs.push(pack);
        }
        faults.extend(placed(file, found));
    }
    packs.sort_by(|a, b| a.id.cmp(&b.id));
    (packs, faults)
}

/// What all rules are read against.
struct RuleReader<'a> {
    catalog: &'a Catalog,
    lang: Lang,
    wanted: &'a Wanted<'a>,
    packs: &'a [Pack],
    parameters: &'a (dyn Fn(&str) -> Option<Type> + Sync),
    parameter_names: &'a [String],
}

impl RuleReader<'_> {
    /// The rule, unless it has faults.
    fn read(&self, file: &RuleFile) -> (Option<Rule>, Vec<RuleFault>) {
        let mut found = Faults {
            lang: self.lang,
            text: &file.text,
            found: Vec::new(),
        };
        let rule = tree(file, self.wanted, &mut found)
            .and_then(|root| self.rule(&root, file, &mut found))
            .filter(|_| found.found.is_empty());
        (rule, placed(file, found))
    }

    fn rule(&self, root: &Yaml, file: &RuleFile, found: &mut Faults<'_>) -> Option<Rule> {
        let folder = folder_of(file);
        let Some(pack) = self.packs.iter().position(|p| p.id == folder) else {
            found.push(
                0..0,
                format!("文件夹“{folder}”没有 pack.yaml,或它有错"),
                format!("folder '{folder}' has no pack.yaml, or a broken one"),
            );
            return None;
        };
        let standing = if self.wanted.trees.contains_key(file.path.as_str()) {
            Standing::Shipped
        } else {
            Standing::Given
        };
        let around = Surroundings {
            catalog: self.catalog,
            pack,
            pack_id: folder,
            parameters: self.parameters,
            parameter_names: self.parameter_names,
            lang: self.lang,
            standing,
            present: self.wanted.present,
        };
        read_rule(root, file, &around, found)
    }
}

/// A file's tree: the one made when the program was built, else parsed from its text.
fn tree(file: &RuleFile, wanted: &Wanted<'_>, found: &mut Faults<'_>) -> Option<Yaml> {
    let keep = |key: &str| !(wanted.only_to_judge && matches!(key, "examples" | "plant"));
    let shipped = wanted.trees.get(file.path.as_str());
    if let Some(root) = shipped.and_then(|bytes| unpack(bytes, &file.text, &keep)) {
        return Some(root);
    }
    match parse_yaml(&file.text) {
        Ok(root) => Some(root),
        Err(fault) => {
            found.found.push(not_yaml(fault, found.lang));
            None
        }
    }
}

fn is_pack(file: &RuleFile) -> bool {
    file.path.ends_with("pack.yaml")
}

fn folder_of(file: &RuleFile) -> &str {
    file.path.rsplit('/').nth(1).unwrap_or_default()
}

pub(super) fn placed(file: &RuleFile, found: Faults<'_>) -> Vec<RuleFault> {
    let length = file.text.len();
    let faults = found.found.into_iter();
    faults
        .map(|fault| RuleFault {
            path: file.path.clone(),
            text: file.text.clone(),
            message: fault.message,
            span: fault.span.start.min(length)..fault.span.end.min(length),
            label: fault.label,
            advice: fault.advice,
        })
        .collect()
}
