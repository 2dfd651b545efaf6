//! Conditions, and parts of them, that decide nothing.

use super::Texts;
use super::domain::Truth;
use super::facts::Facts;
use crate::ledger::{Catalog, Type};
use crate::rulebook::model::Judge;
use crate::rulebook::syntax::{BinaryOp, Span};
use crate::rulebook::typed::{Node, Typed};

/// What is said of a part of a condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// `when` or `require`.
    pub key: &'static str,
    pub span: Span,
    pub what: What,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// The rule can find nothing.
    NeverFalse,
    /// The rule applies to nothing.
    NeverTrue,
    AlwaysHolds,
    NeverHolds,
    /// It holds wherever the others of its chain do, or fails wherever they do.
    SaysNothingMore,
}

impl What {
    pub fn name(self) -> &'static str {
        match self {
            What::NeverFalse => "never_false",
            What::NeverTrue => "never_true",
            What::AlwaysHolds | What::NeverHolds => "constant",
            What::SaysNothingMore => "redundant",
        }
    }

    pub fn is_error(self) -> bool {
        matches!(self, What::NeverFalse | What::NeverTrue)
    }

    pub fn texts(self) -> Texts {
        let (zh, en) = match self {
            What::NeverFalse => (
                "照台账定义,require 不会不成立,这条规则什么也报不出",
                "by the ledger definitions, require never fails: the rule can find nothing",
            ),
            What::NeverTrue => (
                "照台账定义,when 不会成立,这条规则什么也不查",
                "by the ledger definitions, when never holds: the rule applies to nothing",
            ),
            What::AlwaysHolds => (
                "照台账定义,这一部分总是成立",
                "by the ledger definitions, this part always holds",
            ),
            What::NeverHolds => (
                "照台账定义,这一部分不会成立",
                "by the ledger definitions, this part never holds",
            ),
            What::SaysNothingMore => (
                "其他几个条件已经包含了这一个",
                "the other conditions say this already",
            ),
        };
        let (advice_zh, advice_en) = if self.is_error() {
            (
                "对照台账的取值范围(ledgerlint schema)改条件",
                "compare the condition with the values of the ledger (ledgerlint schema)",
            )
        } else {
            (
                "去掉它,或改成本来的意思",
                "leave it out, or write what was meant",
            )
        };
        Texts {
            zh,
            en,
            advice_zh,
            advice_en,
        }
    }
}

/// What can be said of the conditions of one instance.
pub fn claims(judge: &Judge, catalog: &Catalog) -> Vec<Claim> {
    let mut found = Vec::new();
    let facts = Facts::new(catalog, judge.ledger);
    let mut scope = facts.clone();
    if let Some(when) = &judge.when {
        scope.assume(when, true);
        if scope.impossible || !facts.truth(when).yes {
            found.push(claim("when", when, What::NeverTrue));
            return found;
        }
        Looker {
            key: "when",
            catalog,
            found: &mut found,
        }
        .part(when, &facts);
    }
    let mut failing = scope.clone();
    failing.assume(&judge.require, false);
    if failing.impossible || !scope.truth(&judge.require).no {
        found.push(claim("require", &judge.require, What::NeverFalse));
        return found;
    }
    // where its scope is unknown, too, a record passes by its require alone
    let surely = judge
        .when
        .as_ref()
        .is_none_or(|when| !facts.truth(when).unknown);
    Looker {
        key: "require",
        catalog,
        found: &mut found,
    }
    .part(&judge.require, if surely { &scope } else { &facts });
    found
}

fn claim(key: &'static str, typed: &Typed, what: What) -> Claim {
    Claim {
        key,
        span: typed.span.clone(),
        what,
    }
}

struct Looker<'c, 'f> {
    key: &'static str,
    catalog: &'c Catalog,
    found: &'f mut Vec<Claim>,
}

impl Looker<'_, '_> {
    /// Looks at a part and, where nothing can be said of it, at the parts in it.
    fn part(&mut self, typed: &Typed, facts: &Facts<'_>) {
        let is_literal = matches!(typed.node, Node::Literal(_));
        if typed.kind == Some(Type::Boolean) && !is_literal {
            let constant = facts.truth(typed).constant();
            if let Some(truth) = constant {
                let what = if truth {
                    What::AlwaysHolds
                } else {
                    What::NeverHolds
                };
                self.found.push(claim(self.key, typed, what));
                return;
            }
        }
        match &typed.node {
            Node::Binary(op @ (BinaryOp::And | BinaryOp::Or), ..) => self.chain(typed, *op, facts),
            Node::Fold(fold) => {
                let inside = Facts::new(self.catalog, fold.over.ledger(self.catalog));
                for part in fold.filter.iter().chain(&fold.body) {
                    self.part(part, &inside);
                }
            }
            _ => {
                for child in typed.children() {
                    self.part(child, facts);
                }
            }
        }
    }

    fn chain(&mut self, typed: &Typed, op: BinaryOp, facts: &Facts<'_>) {
        let mut members = Vec::new();
        flatten(typed, op, &mut members);
        let holds = op == BinaryOp::And;
        for (at, member) in members.iter().enumerate() {
            let mut others = facts.clone();
            for (_, other) in members.iter().enumerate().filter(|(n, _)| *n != at) {
                others.assume(other, holds);
            }
            // a guard against empty cells turns unknown into false: where it fails, the others must fail as well
            let mut without = facts.clone();
            without.assume(member, !holds);
            let rest = members.iter().enumerate().filter(|(n, _)| *n != at);
            let rest = rest.map(|(_, other)| without.truth(other));
            let rest = rest.reduce(if holds { Truth::and } else { Truth::or });
            let same = rest.and_then(Truth::constant) == Some(!holds);
            let alone = facts.truth(member).constant();
            if same
                && !others.impossible
                && alone.is_none()
                && others.truth(member).constant() == Some(holds)
            {
                self.found
                    .push(claim(self.key, member, What::SaysNothingMore));
                return;
            }
        }
        for member in members {
            self.part(member, facts);
        }
    }
}

fn flatten<'t>(typed: &'t Typed, op: BinaryOp, into: &mut Vec<&'t Typed>) {
    match &typed.node {
        Node::Binary(inner, a, b) if *inner == op => {
            flatten(a, op, into);
            flatten(b, op, into);
        }
        _ => into.push(typed),
    }
}
