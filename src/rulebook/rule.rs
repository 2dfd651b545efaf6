//! One rule file: its keys, texts and typed expressions.

use std::sync::Arc;

use super::each::read_each;
use super::example::read_examples;
use super::excuse::read_excuses;
use super::expressions::Expressions;
use super::fault::{ExprFault, did_you_mean};
use super::judge::{InstanceReader, Judges, read_judges};
use super::keys::{Faults, Keys};
use super::model::{Body, Effective, English, Rule, RuleFile};
use super::plant::read_plants;
use super::resolve::{Slots, Standing};
use super::texts::Texts;
use super::yaml::{Yaml, YamlKind};
use crate::finding::{Basis, RuleId, Severity};
use crate::lang::Lang;
use crate::ledger::{Catalog, Kind, LedgerId, Type};

/// What a rule is read against.
pub struct Surroundings<'a> {
    pub catalog: &'a Catalog,
    pub pack: usize,
    pub pack_id: &'a str,
    pub parameters: &'a dyn Fn(&str) -> Option<Type>,
    pub parameter_names: &'a [String],
    pub lang: Lang,
    pub standing: Standing,
    /// Whether a ledger is there, where the rule is read for one submission.
    pub present: Option<&'a (dyn Fn(LedgerId) -> bool + Sync)>,
}

/// Reads a rule; `None` where it cannot be used, with the faults collected.
pub fn read_rule(
    root: &Yaml,
    file: &RuleFile,
    around: &Surroundings<'_>,
    faults: &mut Faults<'_>,
) -> Option<Rule> {
    let mut keys = Keys::of(root, faults)?;
    let id = keys.required_text("id", faults).unwrap_or_default();
    check_id(&id, root, file, around, faults);
    let title = keys.required_text("title", faults).unwrap_or_default();
    let why = keys.required_text("why", faults).unwrap_or_default();
    let basis = read_basis(&mut keys, faults);
    let severity = read_severity(&mut keys, &basis, faults);
    let advice = keys.required_text("advice", faults);
    let english = read_english(&mut keys, faults);
    let (effective, event) = read_effective(&mut keys, faults);
    let optional = read_optional(&mut keys, around.catalog, faults);
    let excuses = read_excuses(&mut keys, faults);
    let examples = keys
        .take("examples")
        .map(|node| read_examples(node, faults))
        .unwrap_or_default();
    let overlaps = read_overlaps(&mut keys, faults);
    let planted = keys.take("plant");
    let detect = read_detect(&mut keys, faults);
    let slots = read_slots(&mut keys, detect.is_empty(), around.catalog, faults);
    let expressions = Expressions::take(&mut keys, event, english.1, faults);
    keys.finish(faults);
    let ledger_name = match slots.as_slice() {
        [single] => single
            .ledger
            .map_or("*".to_owned(), |l| around.catalog.ledger(l).name.clone()),
        _ => "*".to_owned(),
    };
    let (body, judges, sources) = if detect.is_empty() {
        let mut judges = read_judges(&expressions, &slots, &optional, around, faults);
        let body = Body::Judge(std::mem::take(&mut judges.judges));
        (body, judges, expressions.sources())
    } else {
        (Body::Detect(detect), Judges::default(), Vec::new())
    };
    let plants = planted
        .map(|node| {
            let ledger = match slots.as_slice() {
                [single] => single.ledger,
                _ => None,
            };
            let judge = match &body {
                Body::Judge(judges) => judges.first(),
                Body::Detect(_) => None,
            };
            let mut texts = Texts::default();
            let mut reader = InstanceReader {
                around,
                slots: Slots::default(),
                texts: &mut texts,
                faults,
            };
            read_plants(node, ledger, judge, &mut reader)
        })
        .unwrap_or_default();
    Some(Rule {
        id: RuleId(id.into()),
        pack: around.pack,
        title,
        severity,
        ledger_name,
        why,
        basis,
        advice,
        english: english.0,
        effective,
        optional,
        body,
        lacking: judges.lacking,
        examples,
        overlaps,
        excuses,
        plants,
        expressions: sources,
        parameters: judges.parameters,
        dated_parameters: judges.dated_parameters,
        file: file.clone(),
    })
}

/// What a rule judges and by which expressions, of a file that has been read without faults.
pub(super) fn judged_parts<'y>(
    root: &'y Yaml,
    catalog: &Catalog,
    faults: &mut Faults<'_>,
) -> Option<(Vec<Slots>, Vec<LedgerId>, Expressions<'y>)> {
    let mut keys = Keys::of(root, faults)?;
    let (_, english_message) = read_english(&mut keys, faults);
    let (_, event) = read_effective(&mut keys, faults);
    let optional = read_optional(&mut keys, catalog, faults);
    let slots = read_slots(&mut keys, true, catalog, faults);
    let expressions = Expressions::take(&mut keys, event, english_message, faults);
    Some((slots, optional, expressions))
}

fn check_id(
    id: &str,
    root: &Yaml,
    file: &RuleFile,
    around: &Surroundings<'_>,
    faults: &mut Faults<'_>,
) {
    let start = root.span.start..root.span.start;
    let stem = file
        .path
        .rsplit('/')
        .next()
        .unwrap_or_default()
        .trim_end_matches(".yaml");
    if id != stem {
        faults.push(
            start.clone(),
            format!("规则编号“{id}”与文件名“{stem}”不一致"),
            format!("rule id '{id}' differs from its file name '{stem}'"),
        );
    }
    if id
        .strip_prefix(around.pack_id)
        .is_none_or(|rest| !rest.starts_with('-'))
    {
        let pack = around.pack_id;
        faults.push(
            start,
            format!("规则编号应当以规则包编号开头,如 {pack}-001"),
            format!("a rule id begins with its pack's id, like {pack}-001"),
        );
    }
}

fn read_basis(keys: &mut Keys<'_>, faults: &mut Faults<'_>) -> Arc<[Basis]> {
    let mut all = Vec::new();
    for node in keys.list("basis") {
        let Some(mut keys) = Keys::of(node, faults) else {
            continue;
        };
        let Some(document) = keys.required_text("document", faults) else {
            continue;
        };
        let number = keys.text("number", faults);
        let article = keys.text("article", faults);
        let says = keys.text("says", faults);
        let verified = keys.boolean("verified", faults).unwrap_or(false);
        keys.finish(faults);
        all.push(Basis {
            document,
            number,
            article,
            says,
            verified,
        });
    }
    if all.is_empty() {
        faults.push(
            keys.span.start..keys.span.start,
            "缺少依据(basis)",
            "basis is missing",
        );
    }
    all.into()
}

/// The severity given, or `error` where the basis is verified and `warning` where it is not.
fn read_severity(keys: &mut Keys<'_>, basis: &[Basis], faults: &mut Faults<'_>) -> Severity {
    let default = if basis.iter().any(|b| b.verified) {
        Severity::Error
    } else {
        Severity::Warning
    };
    let Some(node) = keys.take("severity") else {
        return default;
    };
    let word = node.text().unwrap_or_default();
    word.parse().unwrap_or_else(|()| {
        let names = Severity::ALL.map(Severity::name);
        faults.push(
            node.span.clone(),
            format!("严重程度写 {}", names.join("、")),
            format!("severity is one of {}", names.join(", ")),
        );
        default
    })
}

fn read_english<'y>(keys: &mut Keys<'y>, faults: &mut Faults<'_>) -> (English, Option<&'y Yaml>) {
    let Some(node) = keys.take("en") else {
        return (English::default(), None);
    };
    let Some(mut keys) = Keys::of(node, faults) else {
        return (English::default(), None);
    };
    let english = English {
        title: keys.text("title", faults),
        advice: keys.text("advice", faults),
    };
    let message = keys.take("message");
    keys.finish(faults);
    (english, message)
}

fn read_effective<'y>(
    keys: &mut Keys<'y>,
    faults: &mut Faults<'_>,
) -> (Effective, Option<&'y Yaml>) {
    let Some(node) = keys.take("effective") else {
        return (Effective::default(), None);
    };
    let Some(mut keys) = Keys::of(node, faults) else {
        return (Effective::default(), None);
    };
    let (from, to) = (keys.date("from", faults), keys.date("to", faults));
    let event = keys.take("by");
    keys.finish(faults);
    (
        Effective {
            from,
            to,
            by_event: event.is_some(),
        },
        event,
    )
}

/// `overlaps: {RULE: reason}`.
fn read_overlaps(keys: &mut Keys<'_>, faults: &mut Faults<'_>) -> Vec<(RuleId, String)> {
    let Some(node) = keys.take("overlaps") else {
        return Vec::new();
    };
    let YamlKind::Map(pairs) = &node.kind else {
        faults.push(
            node.span.clone(),
            "overlaps 写成 {规则编号: 理由}",
            "overlaps is written {RULE: reason}",
        );
        return Vec::new();
    };
    let pair = |(rule, reason): &(Yaml, Yaml)| {
        let (rule, reason) = (rule.text()?, reason.text()?);
        Some((RuleId(rule.into()), reason.to_owned()))
    };
    pairs.iter().filter_map(pair).collect()
}

fn read_detect(keys: &mut Keys<'_>, faults: &mut Faults<'_>) -> Vec<Kind> {
    let mut kinds = Vec::new();
    for node in keys.list("detect") {
        let word = node.text().unwrap_or_default();
        match Kind::ALL.iter().find(|(_, name)| *name == word) {
            Some((kind, _)) => kinds.push(*kind),
            None => {
                let message = faults.lang.pick(
                    "读取不会发现这一类问题",
                    "reading finds nothing of this kind",
                );
                let mut fault = ExprFault::new(node.span.clone(), message, word);
                fault.advice =
                    did_you_mean(word, Kind::ALL.iter().map(|(_, name)| *name), faults.lang);
                faults.found.push(fault);
            }
        }
    }
    kinds
}

/// The ledgers, fields or relations that the rule is judged for.
fn read_slots(
    keys: &mut Keys<'_>,
    judged: bool,
    catalog: &Catalog,
    faults: &mut Faults<'_>,
) -> Vec<Slots> {
    if let Some(node) = keys.take("each") {
        return read_each(node, catalog, faults);
    }
    let Some(node) = keys.take("ledger") else {
        if judged {
            keys.missing("ledger", faults);
        }
        return Vec::new();
    };
    let slots = |ledger| Slots {
        ledger: Some(ledger),
        ..Slots::default()
    };
    ledger_named(node, catalog, faults)
        .map(slots)
        .into_iter()
        .collect()
}

/// The ledgers that may be absent.
fn read_optional(keys: &mut Keys<'_>, catalog: &Catalog, faults: &mut Faults<'_>) -> Vec<LedgerId> {
    keys.list("optional")
        .into_iter()
        .filter_map(|node| ledger_named(node, catalog, faults))
        .collect()
}

/// The ledger that a node names or titles, or a fault.
pub fn ledger_named(node: &Yaml, catalog: &Catalog, faults: &mut Faults<'_>) -> Option<LedgerId> {
    let word = node.text().unwrap_or_default();
    let found = catalog.named(word).or_else(|| {
        catalog
            .ledgers()
            .find(|(_, d)| d.title == word)
            .map(|(id, _)| id)
    });
    if found.is_none() {
        let message = match faults.lang {
            Lang::Zh => format!("没有台账“{word}”"),
            Lang::En => format!("there is no ledger '{word}'"),
        };
        let mut fault = ExprFault::new(
            node.span.clone(),
            message,
            faults.lang.pick("没有这个台账", "no such ledger"),
        );
        let names = catalog
            .definitions
            .iter()
            .flat_map(|d| [d.name.as_str(), d.title.as_str()]);
        fault.advice = did_you_mean(word, names, faults.lang);
        faults.found.push(fault);
    }
    found
}

/// The ledger of an instance.
pub fn ledger_of(slots: &Slots) -> LedgerId {
    slots.ledger.unwrap_or(LedgerId::new(0))
}
