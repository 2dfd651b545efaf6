//! Mutants of a rule: its `when` or `require` with one plausible mistake, typed as the rule itself is.
//!
//! Made on the syntax of the rule's text, once for all instances of an `each`; what does not type is no mutant.

mod change;
mod literals;
mod operators;
mod pattern;
mod quantifier;

use std::ops::Range;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use self::change::{Change, Changes};
use super::expressions::Expressions;
use super::judge::{InstanceReader, read_instances};
use super::keys::{Faults, place};
use super::load::parameter_types;
use super::model::{Judge, Rule, Rulebook};
use super::resolve::{Shape, Slots, Standing, resolve};
use super::rule::{Surroundings, judged_parts};
use super::syntax::Expr;
use super::texts::Texts;
use super::typed::Typed;
use super::yaml::{Yaml, parse_yaml};
use crate::lang::Lang;
use crate::ledger::{Catalog, LedgerId, Type};

/// Characters of an expression that are shown on both sides of a change.
const AROUND: usize = 30;
/// Up to so many characters, the whole comparison or call around a change is shown.
const WHOLE: usize = 72;

/// A rule with one change.
#[derive(Clone, Debug)]
pub struct Mutant {
    /// Byte range of what was changed in the rule's file.
    pub span: Range<usize>,
    /// The text around the change, and the same with the change.
    pub before: String,
    pub after: String,
    /// One for each of the original's.
    pub judges: Vec<Judge>,
}

impl Mutant {
    /// How an excuse names it.
    pub fn name(&self) -> String {
        format!("{} => {}", self.before, self.after)
    }
}

/// A rule's instances as they are, and its mutants.
#[derive(Clone, Debug, Default)]
pub struct Mutants {
    pub original: Vec<Judge>,
    pub mutants: Vec<Mutant>,
}

/// The mutants of a rule of a rulebook, typed for the ledgers that are `present`.
pub fn mutants(
    rule: &Rule,
    book: &Rulebook,
    catalog: &Catalog,
    present: &(dyn Fn(LedgerId) -> bool + Sync),
    lang: Lang,
) -> Mutants {
    let Ok(root) = parse_yaml(&rule.file.text) else {
        return Mutants::default();
    };
    let types = parameter_types(&book.packs);
    let around = Surroundings {
        catalog,
        pack: rule.pack,
        pack_id: &book.packs[rule.pack].id,
        parameters: &|name| types.get(name).copied(),
        parameter_names: &[],
        lang,
        standing: Standing::Shipped,
        present: Some(present),
    };
    let mut faults = Faults {
        lang,
        text: &rule.file.text,
        found: Vec::new(),
    };
    let Some((slots, optional, expressions)) = judged_parts(&root, catalog, &mut faults) else {
        return Mutants::default();
    };
    let mut texts = Texts::default();
    let instances = read_instances(
        &expressions,
        &slots,
        &optional,
        &around,
        &mut texts,
        &mut faults,
    );
    let mut maker = Maker {
        file: &rule.file.text,
        around: &around,
        expressions: &expressions,
        slots: instances.slots,
        original: instances.judges,
        mutants: Vec::new(),
        texts,
    };
    maker.make();
    Mutants {
        original: maker.original,
        mutants: maker.mutants,
    }
}

/// The condition that is changed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Key {
    When,
    Require,
}

struct Maker<'a> {
    file: &'a str,
    around: &'a Surroundings<'a>,
    expressions: &'a Expressions<'a>,
    slots: Vec<Slots>,
    original: Vec<Judge>,
    mutants: Vec<Mutant>,
    texts: Texts,
}

impl Maker<'_> {
    fn make(&mut self) {
        if let Some(node) = self.expressions.when {
            self.condition(Key::When, node);
        }
        if let Some(node) = self.expressions.require {
            self.condition(Key::Require, node);
        }
    }

    fn condition(&mut self, key: Key, node: &Yaml) {
        let (text, lang) = (node.text().unwrap_or_default(), self.around.lang);
        let Ok(expr) = self.texts.expression(node.span.start, text, lang) else {
            return;
        };
        let typed = self.original.first().and_then(|judge| match key {
            Key::When => judge.when.as_ref(),
            Key::Require => Some(&judge.require),
        });
        let Some(typed) = typed else { return };
        let kinds = kinds(typed);
        let changes = Changes::of(&expr, text, &kinds, self.around.catalog);
        // a scope that needs no condition may have been given one
        if key == Key::When && change::is_single(&expr) {
            self.without_when(node, text, &expr);
        }
        for alternatives in changes {
            let made = alternatives
                .iter()
                .find_map(|change| Some((change, self.judges(key, &change.expr)?)));
            if let Some((change, judges)) = made {
                self.mutants
                    .push(mutant(change, node, text, self.file, judges));
            }
        }
    }

    fn without_when(&mut self, node: &Yaml, text: &str, expr: &Rc<Expr>) {
        let judges = self.original.iter().cloned();
        let judges = judges
            .map(|judge| Judge {
                when: None,
                ..judge
            })
            .collect();
        let change = Change {
            span: expr.span.clone(),
            replacement: "true".to_owned(),
            frame: expr.span.clone(),
            expr: (**expr).clone(),
        };
        self.mutants
            .push(mutant(&change, node, text, self.file, judges));
    }

    /// The instances with a condition replaced; `None` where it types in none of them.
    fn judges(&mut self, key: Key, expr: &Expr) -> Option<Vec<Judge>> {
        let mut any = false;
        let mut judges = Vec::with_capacity(self.original.len());
        for (judge, slots) in self.original.iter().zip(&self.slots) {
            let mut judge = judge.clone();
            if let Some(typed) = self.typed(&judge, *slots, expr) {
                any = true;
                match key {
                    Key::When => judge.when = Some(typed),
                    Key::Require => judge.require = typed,
                }
            }
            judges.push(judge);
        }
        any.then_some(judges)
    }

    fn typed(&self, judge: &Judge, slots: Slots, expr: &Expr) -> Option<Typed> {
        let shape = match &judge.per {
            Some(keys) => Shape::Group(judge.ledger, keys),
            None => Shape::Record(judge.ledger),
        };
        let context =
            InstanceReader::context_of(self.around, slots, shape, judge.sequence.is_some());
        let typed = resolve(expr, &context).ok()?;
        (typed.kind == Some(Type::Boolean)).then_some(typed)
    }
}

/// The type of each part of an expression, by its place; of parts at one place the outermost.
fn kinds(typed: &Typed) -> FxHashMap<Range<usize>, Type> {
    let mut kinds = FxHashMap::default();
    typed.walk(&mut |part| {
        if let Some(kind) = part.kind {
            kinds.entry(part.span.clone()).or_insert(kind);
        }
    });
    kinds
}

fn mutant(change: &Change, node: &Yaml, text: &str, file: &str, judges: Vec<Judge>) -> Mutant {
    let (before, after) = told(change, text);
    let marked = text[change.span.clone()].trim();
    let start = change.span.start + text[change.span.clone()].find(marked).unwrap_or(0);
    Mutant {
        span: place(file, node, start..start + marked.len().max(1)),
        before,
        after,
        judges,
    }
}

/// The text around a change, without and with it.
fn told(change: &Change, text: &str) -> (String, String) {
    let Change { span, frame, .. } = change;
    let whole = frame.len() <= WHOLE;
    let mut start = frame.start.min(span.start);
    let mut end = frame.end.max(span.end);
    if !whole {
        let cut = text
            .floor_char_boundary(span.start.saturating_sub(AROUND))
            .max(start);
        if cut > start {
            start = text[cut..span.start]
                .find(' ')
                .map_or(cut, |at| cut + at + 1);
        }
        let cut = text.floor_char_boundary(span.end + AROUND).min(end);
        if cut < end {
            end = text[span.end..cut]
                .rfind(' ')
                .map_or(cut, |at| span.end + at);
        }
    }
    let ellipsis = |cut: bool| if cut { "…" } else { "" };
    let (first, last) = (
        ellipsis(start > frame.start.min(span.start)),
        ellipsis(end < frame.end.max(span.end)),
    );
    let (left, right) = (&text[start..span.start], &text[span.end..end]);
    let shown = |middle: &str| {
        let joined = format!("{left}{middle}{right}");
        let plain = joined.split_whitespace().collect::<Vec<_>>().join(" ");
        format!("{first}{plain}{last}")
    };
    (shown(&text[span.clone()]), shown(&change.replacement))
}

#[cfg(test)]
mod tests;
