//! Values of messages that can be missing where the rule finds something.

use std::ops::Range;

use super::facts::{Cells, Facts};
use super::{About, Remark, Texts, entry, found_by};
use crate::ledger::Catalog;
use crate::rulebook::keys::place;
use crate::rulebook::model::{Judge, RelatedRecords, Rulebook};
use crate::rulebook::template::{Part, Template};
use crate::rulebook::yaml::{Yaml, YamlKind};

impl About<'_> {
    /// Values that can be missing in a message of some instance, each once.
    pub(super) fn messages(
        &self,
        judges: &[Judge],
        book: &Rulebook,
        catalog: &Catalog,
    ) -> Vec<Remark> {
        let mut spans: Vec<Range<usize>> = Vec::new();
        for judge in judges {
            let mut facts = Facts::new(catalog, judge.ledger);
            facts.cells = Cells::Required;
            facts.parameters = Some(&book.packs);
            let keys = judge.per.iter().flatten();
            facts.group_keys = keys.map(|key| key.value.clone()).collect();
            let found = found_by(judge, facts);
            let english = self.node("en").and_then(|en| entry(en, "message"));
            let own = [
                (Some(&judge.message), self.node("message")),
                (judge.english_message.as_ref(), english),
            ];
            spans.extend(own.into_iter().flat_map(|of| self.missing(of, &found)));
            for (at, related) in judge.related.iter().enumerate() {
                let beside = shown(related, &found);
                let node = self.node("related").and_then(|list| item(list, at));
                let own = [
                    (
                        Some(&related.message),
                        node.and_then(|n| entry(n, "message")),
                    ),
                    (
                        related.english_message.as_ref(),
                        node.and_then(|n| entry(n, "en")),
                    ),
                ];
                spans.extend(own.into_iter().flat_map(|of| self.missing(of, &beside)));
            }
        }
        spans.sort_by_key(|span| (span.start, span.end));
        spans.dedup();
        let told = spans.into_iter().map(|span| {
            let texts = Texts {
                zh: "信息里的这个值可能为空,那时会写成“(空)”",
                en: "this value of the message can be missing, and would read “(empty)”",
                advice_zh: "用 coalesce、join_present 或 case 写明没有时怎么说,或在 when 里排除",
                advice_en: "say with coalesce, join_present or case what stands there then, or leave it to when",
            };
            self.remark("message_null", span, false, texts)
        });
        told.collect()
    }

    /// Places in the file of the values that can be missing.
    fn missing(
        &self,
        (template, node): (Option<&Template>, Option<&Yaml>),
        found: &[Facts<'_>],
    ) -> Vec<Range<usize>> {
        let (Some(template), Some(node)) = (template, node) else {
            return Vec::new();
        };
        let values = template.parts.iter().filter_map(|part| match part {
            Part::Value(typed) => Some(typed),
            Part::Text(_) => None,
        });
        values
            .filter(|typed| found.iter().any(|facts| facts.value(typed).null))
            .map(|typed| place(&self.rule.file.text, node, typed.span.clone()))
            .collect()
    }
}

/// What is known of the records shown beside the finding.
fn shown<'f>(related: &RelatedRecords, found: &'f [Facts<'_>]) -> Vec<Facts<'f>> {
    let inside = found
        .iter()
        .take(1)
        .map(|facts| facts.inside(&related.of.over));
    inside
        .flat_map(|facts| match &related.of.filter {
            Some(filter) => facts.cases(filter, true),
            None => vec![facts],
        })
        .collect()
}

fn item(node: &Yaml, at: usize) -> Option<&Yaml> {
    match &node.kind {
        YamlKind::List(items) => items.get(at),
        _ => Some(node).filter(|_| at == 0),
    }
}
