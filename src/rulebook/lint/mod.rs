//! What can be said against rules without data: conditions that decide nothing, rules that others imply, parameters
//! and sources that are not as they should be.
//!
//! Claims hold for records that keep to the code lists and bounds of the definitions; any cell may be empty (of
//! messages: any but those of required columns and keys). What cannot be seen from that is not claimed.

mod cases;
mod condition;
mod domain;
mod facts;
mod message;
mod value;
mod witness;

use std::ops::Range;

use self::condition::Claim;
use self::facts::{Facts, key};
use super::keys::place;
use super::model::{Body, Excuse, Excused, Judge, Rule, RuleFile, Rulebook};
use super::yaml::{Yaml, YamlKind, parse_yaml};
use crate::finding::RuleId;
use crate::lang::Lang;
use crate::ledger::Catalog;

/// Something to be said against a rule or pack.
#[derive(Clone, Debug)]
pub struct Remark {
    /// How an excuse names it.
    pub name: &'static str,
    /// `None` for a pack.
    pub rule: Option<RuleId>,
    pub file: RuleFile,
    /// Byte range in the file's text.
    pub span: Range<usize>,
    pub message: String,
    pub advice: &'static str,
    /// False for hints.
    pub is_error: bool,
}

/// All remarks that are not excused, and the excuses that nothing needs.
#[derive(Clone, Debug, Default)]
pub struct Linted {
    pub remarks: Vec<Remark>,
    pub excused: usize,
    pub unused: Vec<(RuleId, RuleFile, Excuse)>,
}

/// Looks over a rulebook.
pub fn lint(book: &Rulebook, catalog: &Catalog, lang: Lang) -> Linted {
    let mut remarks = Vec::new();
    for rule in &book.rules {
        let Ok(root) = parse_yaml(&rule.file.text) else {
            continue;
        };
        let about = About {
            rule,
            root: &root,
            lang,
        };
        if let Body::Judge(judges) = &rule.body {
            remarks.extend(about.conditions(judges, catalog));
            remarks.extend(about.implied(judges, book, catalog));
            remarks.extend(about.messages(judges, book, catalog));
        }
        remarks.extend(about.unmarked_sources());
    }
    remarks.extend(unused_parameters(book, lang));
    let mut linted = Linted::default();
    for rule in &book.rules {
        for excuse in &rule.excuses {
            let Excused::Lint(name) = &excuse.of else {
                continue;
            };
            let before = remarks.len();
            remarks.retain(|r| r.rule.as_ref() != Some(&rule.id) || r.name != name);
            linted.excused += before - remarks.len();
            if before == remarks.len() {
                let unused = (rule.id.clone(), rule.file.clone(), excuse.clone());
                linted.unused.push(unused);
            }
        }
    }
    linted.remarks = remarks;
    linted
}

/// A rule with the tree of its file.
struct About<'a> {
    rule: &'a Rule,
    root: &'a Yaml,
    lang: Lang,
}

impl About<'_> {
    /// The value of one of the file's outermost keys.
    fn node(&self, key: &str) -> Option<&Yaml> {
        entry(self.root, key)
    }

    fn remark(
        &self,
        name: &'static str,
        span: Range<usize>,
        is_error: bool,
        texts: Texts,
    ) -> Remark {
        Remark {
            name,
            rule: Some(self.rule.id.clone()),
            file: self.rule.file.clone(),
            span,
            message: self.lang.pick(texts.zh, texts.en).to_owned(),
            advice: self.lang.pick(texts.advice_zh, texts.advice_en),
            is_error,
        }
    }

    /// What holds of the conditions in all instances of the rule.
    fn conditions(&self, judges: &[Judge], catalog: &Catalog) -> Vec<Remark> {
        let mut common: Option<Vec<Claim>> = None;
        for judge in judges {
            let claims = condition::claims(judge, catalog);
            common = Some(match common {
                None => claims,
                Some(before) => before.into_iter().filter(|c| claims.contains(c)).collect(),
            });
        }
        let claims = common.unwrap_or_default();
        let told = claims.into_iter().filter_map(|claim| {
            let node = self.node(claim.key)?;
            let span = place(&self.rule.file.text, node, claim.span);
            Some(self.remark(
                claim.what.name(),
                span,
                claim.what.is_error(),
                claim.what.texts(),
            ))
        });
        told.collect()
    }

    /// Other rules of the same records that find all that this one finds, in each of its instances.
    fn implied(&self, judges: &[Judge], book: &Rulebook, catalog: &Catalog) -> Vec<Remark> {
        let findings: Vec<(&Judge, Vec<Facts<'_>>)> = judges
            .iter()
            .map(|judge| (judge, found_by(judge, Facts::new(catalog, judge.ledger))))
            .collect();
        if findings.iter().all(|(_, found)| found.is_empty()) {
            return Vec::new();
        }
        let finds_too = |other: &Judge, (judge, found): &(&Judge, Vec<Facts<'_>>)| {
            other.ledger == judge.ledger
                && scope(other) == scope(judge)
                && found.iter().all(|facts| {
                    let when = other.when.as_ref();
                    when.is_none_or(|w| facts.truth(w).constant() == Some(true))
                        && facts.truth(&other.require).constant() == Some(false)
                })
        };
        let others = book.rules.iter().filter(|other| {
            other.id != self.rule.id
                && other.effective == self.rule.effective
                && matches!(&other.body, Body::Judge(theirs)
                    if findings.iter().all(|own| theirs.iter().any(|other| finds_too(other, own))))
        });
        let told = others.map(|other| {
            let span = self.node("require").map_or(0..0, |node| node.span.clone());
            let mut remark = self.remark(
                "implied",
                span,
                true,
                Texts {
                    zh: "",
                    en: "",
                    advice_zh: "两条合并,或把适用条件分开",
                    advice_en: "merge the two, or keep their scopes apart",
                },
            );
            remark.message = match self.lang {
                Lang::Zh => format!("这条规则报的,{} 都会报", other.id),
                Lang::En => format!("{} finds all that this rule finds", other.id),
            };
            remark
        });
        told.collect()
    }

    /// Sources that do not say whether someone has looked them up.
    fn unmarked_sources(&self) -> Vec<Remark> {
        let Some(basis) = self.node("basis") else {
            return Vec::new();
        };
        let items = match &basis.kind {
            YamlKind::List(items) => items.iter().collect(),
            _ => vec![basis],
        };
        let marked = |item: &Yaml| match &item.kind {
            YamlKind::Map(pairs) => pairs.iter().any(|(k, _)| k.text() == Some("verified")),
            _ => true,
        };
        let unmarked = items.into_iter().filter(|item| !marked(item));
        let told = unmarked.map(|item| {
            self.remark(
                "basis_unmarked",
                item.span.clone(),
                false,
                Texts {
                    zh: "这条依据没有写明是否核对过原文",
                    en: "this source does not say whether it was checked against the original",
                    advice_zh: "加上 verified: true 或 verified: false",
                    advice_en: "add verified: true or verified: false",
                },
            )
        });
        told.collect()
    }
}

/// The value of a key of a mapping.
fn entry<'y>(node: &'y Yaml, key: &str) -> Option<&'y Yaml> {
    let YamlKind::Map(pairs) = &node.kind else {
        return None;
    };
    let found = pairs.iter().find(|(name, _)| name.text() == Some(key));
    found.map(|(_, value)| value)
}

/// What is known of a record that a rule finds, in each way in which it can, besides these facts; none where it can
/// find nothing.
fn found_by<'c>(judge: &Judge, facts: Facts<'c>) -> Vec<Facts<'c>> {
    let in_scope = match &judge.when {
        Some(when) => facts.cases(when, true),
        None => vec![facts],
    };
    let found = in_scope
        .into_iter()
        .flat_map(|facts| facts.cases(&judge.require, false));
    found.filter(|facts| !facts.impossible).collect()
}

/// Which records or groups a rule judges, and in which order.
fn scope(judge: &Judge) -> (Option<Vec<String>>, Vec<String>) {
    let per = judge.per.as_ref();
    let per = per.map(|keys| keys.iter().map(|k| key(&k.value)).collect());
    let sequence = judge.sequence.iter().flat_map(|s| {
        let by = s.by.iter().map(|(k, _)| key(k));
        s.per.iter().map(key).chain(by).collect::<Vec<_>>()
    });
    (per, sequence.collect())
}

/// A remark's texts.
struct Texts {
    zh: &'static str,
    en: &'static str,
    advice_zh: &'static str,
    advice_en: &'static str,
}

/// Parameters that no condition and no message reads.
fn unused_parameters(book: &Rulebook, lang: Lang) -> Vec<Remark> {
    let mut found = Vec::new();
    for pack in &book.packs {
        for parameter in &pack.parameters {
            let full = format!("{}.{}", pack.id, parameter.name);
            if book.rules.iter().any(|rule| {
                rule.parameters.contains(&full) || rule.dated_parameters.contains(&full)
            }) {
                continue;
            }
            found.push(Remark {
                name: "unused_parameter",
                rule: None,
                file: RuleFile {
                    path: format!("{}/pack.yaml", pack.id),
                    text: "".into(),
                },
                span: 0..0,
                message: match lang {
                    Lang::Zh => format!("没有规则用到参数 {full}"),
                    Lang::En => format!("no rule reads the parameter {full}"),
                },
                advice: lang.pick(
                    "删掉它,或在规则里用 param 引用",
                    "remove it, or read it in a rule",
                ),
                is_error: true,
            });
        }
    }
    found
}

#[cfg(test)]
mod tests;
