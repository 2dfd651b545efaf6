//! A file of waivers: which findings are excused, why, by whom, until when; every fault of the file at once.

use std::ops::Range;
use std::sync::Arc;

use super::fault::{ExprFault, RuleFault, did_you_mean, not_yaml};
use super::keys::{Faults, Keys};
use super::load::{parameter_types, placed};
use super::model::{Body, Rule, RuleFile, Rulebook};
use super::pack::parameter_value;
use super::parse::parse;
use super::resolve::{Context, Shape, Slots, Standing, resolve};
use super::rule::ledger_named;
use super::typed::Typed;
use super::yaml::{Yaml, YamlKind, parse_yaml};
use crate::finding::{RuleId, Waived};
use crate::lang::Lang;
use crate::ledger::{Catalog, Date, Definition, LedgerId, Type};

/// One entry of the file.
#[derive(Clone, Debug)]
pub struct Waiver {
    pub rule: RuleId,
    pub picks: Picks,
    pub waived: Arc<Waived>,
    pub issued: Date,
    /// The last day on which it excuses.
    pub expires: Date,
    /// What tells it from the others, whatever its place in the file: rule, and record or condition.
    pub identity: String,
    /// Where the file says for which rule it is, until when, by whom and on what evidence.
    pub places: Places,
}

/// Byte ranges of the file.
#[derive(Clone, Debug)]
pub struct Places {
    pub rule: Range<usize>,
    pub issued: Range<usize>,
    pub expires: Range<usize>,
    pub approver: Range<usize>,
    pub evidence: Option<Range<usize>>,
}

/// The findings of the rule that are excused.
#[derive(Clone, Debug)]
pub enum Picks {
    /// That of the record or group with this key: names and values, as findings have them.
    Record {
        ledger: LedgerId,
        key: Vec<(String, String)>,
    },
    /// Those of the records for which the condition is true.
    When {
        ledger: LedgerId,
        condition: Box<Typed>,
    },
}

impl Waiver {
    /// The file that its evidence names, where it names one and not a document by its number.
    pub fn evidence_path(&self) -> Option<&str> {
        let evidence = self.waived.evidence.as_deref();
        evidence.filter(|text| is_path(text))
    }
}

impl Picks {
    pub fn ledger(&self) -> LedgerId {
        match self {
            Picks::Record { ledger, .. } | Picks::When { ledger, .. } => *ledger,
        }
    }
}

/// Reads the file. An entry that has a fault is left out.
pub fn read_waivers(
    file: &RuleFile,
    book: &Rulebook,
    catalog: &Catalog,
    lang: Lang,
) -> (Vec<Waiver>, Vec<RuleFault>) {
    let mut faults = Faults {
        lang,
        text: &file.text,
        found: Vec::new(),
    };
    let waivers = match parse_yaml(&file.text) {
        Ok(root) => Reader {
            book,
            catalog,
            lang,
        }
        .all(&root, &mut faults),
        Err(fault) => {
            faults.found.push(not_yaml(fault, lang));
            Vec::new()
        }
    };
    (waivers, placed(file, faults))
}

struct Reader<'a> {
    book: &'a Rulebook,
    catalog: &'a Catalog,
    lang: Lang,
}

impl Reader<'_> {
    fn all(&self, root: &Yaml, faults: &mut Faults<'_>) -> Vec<Waiver> {
        let Some(mut keys) = Keys::of(root, faults) else {
            return Vec::new();
        };
        if !keys.has("waivers") {
            keys.missing("waivers", faults);
        }
        let entries = keys.list("waivers");
        keys.finish(faults);
        let read = entries.into_iter().filter_map(|entry| {
            let before = faults.found.len();
            let waiver = self.one(entry, faults);
            waiver.filter(|_| faults.found.len() == before)
        });
        read.collect()
    }

    fn one(&self, node: &Yaml, faults: &mut Faults<'_>) -> Option<Waiver> {
        let mut keys = Keys::of(node, faults)?;
        // in the order in which they are told where a key is not known
        let rule = keys.take("rule").map(|node| node.span.clone());
        let (ledger, record, when) = (keys.take("ledger"), keys.take("record"), keys.take("when"));
        keys.take("reason");
        let mut span = |key| keys.take(key).map(|node: &Yaml| node.span.clone());
        let whole = node.span.start..node.span.start;
        let [approver, issued, expires, evidence] =
            ["approver", "issued", "expires", "evidence"].map(&mut span);
        let places = Places {
            rule: rule.unwrap_or_else(|| whole.clone()),
            issued: issued.unwrap_or_else(|| whole.clone()),
            expires: expires.unwrap_or_else(|| whole.clone()),
            approver: approver.unwrap_or(whole),
            evidence,
        };
        let id = keys.required_text("rule", faults);
        let reason = keys.required_text("reason", faults);
        let approver = keys.required_text("approver", faults);
        let evidence = keys.text("evidence", faults);
        let mut date = |key| {
            if !keys.has(key) {
                keys.missing(key, faults);
            }
            keys.date(key, faults)
        };
        let (issued, expires) = (date("issued"), date("expires"));
        let start = keys.span.start..keys.span.start;
        keys.finish(faults);
        let rule = self.rule(&id?, places.rule.clone(), faults)?;
        let ledger = self.ledger(rule, ledger, &start, faults)?;
        let picks = match (record, when) {
            (Some(record), None) => self.record(rule, ledger, record, faults)?,
            (None, Some(when)) => self.condition(rule, ledger, when, faults)?,
            (Some(_), Some(when)) => {
                faults.push(
                    when.span.clone(),
                    "record 和 when 只写一个",
                    "give record or when, not both",
                );
                return None;
            }
            (None, None) => {
                faults.push(
                    start,
                    "缺少 record(记录的编号)或 when(条件)",
                    "record (its key) or when (a condition) is missing",
                );
                return None;
            }
        };
        let (issued, expires) = (issued?, expires?);
        if expires < issued {
            faults.push(
                places.expires.clone(),
                "到期日早于批准日期",
                "it expires before it is issued",
            );
        }
        let waived = Waived {
            reason: reason?,
            approver: approver?,
            issued: issued.to_string(),
            expires: expires.to_string(),
            evidence,
        };
        let which = match (&picks, when.and_then(Yaml::text)) {
            (Picks::Record { key, .. }, _) => format!("{key:?}"),
            (Picks::When { .. }, text) => text.unwrap_or_default().trim().to_owned(),
        };
        Some(Waiver {
            identity: format!("{} {} {which}", rule.id, self.catalog.ledger(ledger).name),
            rule: rule.id.clone(),
            picks,
            waived: Arc::new(waived),
            issued,
            expires,
            places,
        })
    }

    fn rule(&self, id: &str, span: Range<usize>, faults: &mut Faults<'_>) -> Option<&Rule> {
        let mut rules = self.book.rules.iter();
        let found = rules.find(|rule| rule.id.0.eq_ignore_ascii_case(id));
        if found.is_none() {
            let (zh, en) = (
                format!("没有规则“{id}”"),
                format!("there is no rule '{id}'"),
            );
            let message = self.lang.pick(&zh, &en);
            let mut fault = ExprFault::new(span, message, self.lang.pick("不认识", "unknown"));
            let names = self.book.rules.iter().map(|rule| &*rule.id.0);
            let list = self.lang.pick(
                "ledgerlint rules list 列出所有规则",
                "ledgerlint rules list shows all rules",
            );
            fault.advice = did_you_mean(&id.to_uppercase(), names, self.lang)
                .or_else(|| Some(list.to_owned()));
            faults.found.push(fault);
        }
        found
    }

    /// The rule's ledger; the entry names it where the rule has several.
    fn ledger(
        &self,
        rule: &Rule,
        named: Option<&Yaml>,
        start: &Range<usize>,
        faults: &mut Faults<'_>,
    ) -> Option<LedgerId> {
        let own = self.catalog.named(&rule.ledger_name);
        let Some(node) = named else {
            if own.is_none() {
                faults.push(
                    start.clone(),
                    format!("规则 {} 查多个台账,用 ledger 写明是哪一个", rule.id),
                    format!(
                        "rule {} judges several ledgers: name one under ledger",
                        rule.id
                    ),
                );
            }
            return own;
        };
        let ledger = ledger_named(node, self.catalog, faults)?;
        if own.is_some_and(|own| own != ledger) {
            faults.push(
                node.span.clone(),
                format!("规则 {} 查的台账是 {}", rule.id, rule.ledger_name),
                format!("rule {} judges {}", rule.id, rule.ledger_name),
            );
            return None;
        }
        Some(ledger)
    }

    /// The whole key of a record, or of a group where the rule judges groups.
    fn record(
        &self,
        rule: &Rule,
        ledger: LedgerId,
        node: &Yaml,
        faults: &mut Faults<'_>,
    ) -> Option<Picks> {
        let YamlKind::Map(pairs) = &node.kind else {
            faults.push(
                node.span.clone(),
                "record 写成 {字段: 值},如 {contract_no: HT-1}",
                "record is written {field: value}, such as {contract_no: HT-1}",
            );
            return None;
        };
        let definition = self.catalog.ledger(ledger);
        let groups = match &rule.body {
            Body::Judge(judges) => judges.iter().find(|j| j.ledger == ledger),
            Body::Detect(_) => None,
        };
        let wanted: Vec<(String, String, Option<Type>)> = match groups.map(|j| &j.per) {
            Some(Some(keys)) => keys
                .iter()
                .map(|key| (key.name.clone(), key.name.clone(), key.value.kind))
                .collect(),
            _ => key_of(definition),
        };
        let mut key = vec![None; wanted.len()];
        for (name, value) in pairs {
            let word = name.text().unwrap_or_default();
            let at = wanted
                .iter()
                .position(|(own, title, _)| own == word || title == word);
            let Some(at) = at else {
                self.no_key(word, &wanted, definition, name, faults);
                continue;
            };
            let text = value.text().unwrap_or_default().trim();
            let kind = wanted[at].2.unwrap_or(Type::Text);
            match parameter_value(text, kind).filter(|_| !text.is_empty()) {
                Some(value) => key[at] = Some((wanted[at].0.clone(), value.to_string())),
                None => {
                    let kind = super::type_name(kind, self.lang);
                    faults.push(
                        value.span.clone(),
                        format!("{word} 的值应为{kind}"),
                        format!("the value of {word} should be {kind}"),
                    );
                }
            }
        }
        for ((name, ..), part) in wanted.iter().zip(&key) {
            if part.is_none()
                && !faults
                    .found
                    .iter()
                    .any(|f| node.span.contains(&f.span.start))
            {
                faults.push(
                    node.span.clone(),
                    format!("记录的编号不全,还缺 {name};要豁免一批记录,用 when 写条件"),
                    format!("the key lacks {name}; to waive several records, give a condition under when"),
                );
            }
        }
        if wanted.is_empty() {
            faults.push(
                node.span.clone(),
                "这个台账没有编号字段,用 when 写条件",
                "this ledger has no key: give a condition under when",
            );
        }
        let key: Option<Vec<_>> = key.into_iter().collect();
        Some(Picks::Record { ledger, key: key? })
    }

    fn no_key(
        &self,
        word: &str,
        wanted: &[(String, String, Option<Type>)],
        definition: &Definition,
        node: &Yaml,
        faults: &mut Faults<'_>,
    ) {
        let names = wanted.iter().map(|(name, ..)| name.as_str());
        let all = names
            .clone()
            .collect::<Vec<_>>()
            .join(self.lang.pick("、", ", "));
        let is_field = definition
            .fields
            .iter()
            .any(|f| f.name == word || f.title == word);
        let (zh, en) = match is_field {
            true => (
                format!("“{word}”不是记录的编号字段"),
                format!("'{word}' is no part of the record's key"),
            ),
            false => (
                format!("没有字段“{word}”"),
                format!("there is no field '{word}'"),
            ),
        };
        let message = self.lang.pick(&zh, &en);
        let mut fault = ExprFault::new(node.span.clone(), message, "");
        let advice = match self.lang {
            Lang::Zh => format!("编号字段是:{all};按别的字段挑记录,用 when 写条件"),
            Lang::En => format!("the key is {all}; to pick records by other fields, use when"),
        };
        let near = did_you_mean(word, names, self.lang).filter(|_| !is_field);
        fault.advice = near.or(Some(advice));
        faults.found.push(fault);
    }

    fn condition(
        &self,
        rule: &Rule,
        ledger: LedgerId,
        node: &Yaml,
        faults: &mut Faults<'_>,
    ) -> Option<Picks> {
        if let Body::Judge(judges) = &rule.body
            && judges.iter().any(|judge| judge.per.is_some())
        {
            faults.push(
                node.span.clone(),
                format!("规则 {} 查的是一组记录,用 record 写明是哪一组", rule.id),
                format!(
                    "rule {} judges groups: name the group under record",
                    rule.id
                ),
            );
            return None;
        }
        let Some(text) = node.text() else {
            faults.push(
                node.span.clone(),
                "when 应当是一个条件",
                "when must be a condition",
            );
            return None;
        };
        let types = parameter_types(&self.book.packs);
        let names: Vec<String> = types.keys().cloned().collect();
        let pack = self.book.packs.get(rule.pack).map_or("", |pack| &pack.id);
        let context = Context {
            catalog: self.catalog,
            lang: self.lang,
            standing: Standing::Given,
            pack,
            parameters: &|name| types.get(name).copied(),
            parameter_names: &names,
            shape: Shape::Record(ledger),
            ordered: false,
            slots: Slots::default(),
            within: None,
        };
        let typed = parse(text, self.lang).and_then(|expr| resolve(&expr, &context));
        match typed {
            Ok(typed) if typed.kind == Some(Type::Boolean) => Some(Picks::When {
                ledger,
                condition: Box::new(typed),
            }),
            Ok(_) => {
                faults.push(
                    node.span.clone(),
                    "when 应当是真或假的条件",
                    "when must be a condition that is true or false",
                );
                None
            }
            Err(found) => {
                faults.within(node, found);
                None
            }
        }
    }
}

/// Names, titles and types of the key fields.
fn key_of(definition: &Definition) -> Vec<(String, String, Option<Type>)> {
    let key = definition.key.iter().map(|f| definition.field(*f));
    key.map(|field| (field.name.clone(), field.title.clone(), Some(field.kind)))
        .collect()
}

/// Whether evidence names a file, not a document by its number: it has folders, or ends as files do.
fn is_path(text: &str) -> bool {
    let ending = text.rsplit_once('.').map_or("", |(_, ending)| ending);
    let ends = (1..=5).contains(&ending.len()) && ending.bytes().all(|b| b.is_ascii_alphanumeric());
    let letters = ending.bytes().any(|b| b.is_ascii_alphabetic());
    let address = text.contains("://");
    !address && (text.contains(['/', '\\']) || (ends && letters))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_told_from_the_number_of_a_document() {
        for path in ["纪要/5月.pdf", "纪要.docx", "a\\b", "扫描件.JPG"] {
            assert!(is_path(path), "{path}");
        }
        for number in [
            "会埠镇会议纪要〔2021〕3号",
            "第3.5条",
            "http://oa/x.pdf",
            "2021.05.13",
        ] {
            assert!(!is_path(number), "{number}");
        }
    }
}
