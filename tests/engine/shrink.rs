//! Makes a differing case small: fewer rows, fewer values, shorter expressions, as long as the difference stays.

use std::sync::Arc;

use ledgerlint::ledger::{Catalog, Type, Value};
use ledgerlint::rulebook::{Judge, Node, Typed};

use crate::compare::Case;
use crate::generate::RuleText;
use crate::world::Data;

/// Attempts in all; each judges the case by both sides.
const BUDGET: usize = 4_000;

/// The smallest case found for which `differs` still holds.
pub fn shrink(case: &Case, catalog: &Arc<Catalog>, differs: &dyn Fn(&Case) -> bool) -> Case {
    let mut shrinker = Shrinker {
        case: case.clone(),
        catalog,
        differs,
        left: BUDGET,
    };
    while shrinker.fewer_rules()
        | shrinker.fewer_rows()
        | shrinker.shorter_rules()
        | shrinker.fewer_values()
    {}
    shrinker.case
}

struct Shrinker<'a> {
    case: Case,
    catalog: &'a Arc<Catalog>,
    differs: &'a dyn Fn(&Case) -> bool,
    left: usize,
}

impl Shrinker<'_> {
    /// Keeps the change if the case still differs.
    fn attempt(&mut self, change: impl FnOnce(&mut Vec<RuleText>, &mut Data)) -> bool {
        if self.left == 0 {
            return false;
        }
        self.left -= 1;
        let (mut rules, mut data) = (self.case.rules.clone(), self.case.data.clone());
        change(&mut rules, &mut data);
        let smaller = Case {
            rules,
            data,
            attachments: self.case.attachments,
        };
        let kept = (self.differs)(&smaller);
        if kept {
            self.case = smaller;
        }
        kept
    }

    fn fewer_rules(&mut self) -> bool {
        let mut progress = false;
        for i in (0..self.case.rules.len()).rev() {
            if self.case.rules.len() > 1 {
                progress |= self.attempt(|rules, _| drop(rules.remove(i)));
            }
        }
        progress
    }

    /// Halves first, then single rows.
    fn fewer_rows(&mut self) -> bool {
        let mut progress = false;
        for table in 0..self.case.data.tables.len() {
            let mut size = self.case.data.tables[table].rows.len();
            while size > 0 {
                let mut start = 0;
                while start < self.case.data.tables[table].rows.len() {
                    let end = (start + size).min(self.case.data.tables[table].rows.len());
                    let dropped =
                        self.attempt(|_, data| drop(data.tables[table].rows.drain(start..end)));
                    progress |= dropped;
                    if !dropped {
                        start = end;
                    }
                }
                size /= 2;
            }
        }
        progress
    }

    fn fewer_values(&mut self) -> bool {
        let mut progress = false;
        for table in 0..self.case.data.tables.len() {
            for row in 0..self.case.data.tables[table].rows.len() {
                let values = self.case.data.tables[table].rows[row].values.len();
                for field in 0..values {
                    if !self.case.data.tables[table].rows[row].values[field].is_null() {
                        progress |= self.attempt(|_, data| {
                            data.tables[table].rows[row].values[field] = Value::Null
                        });
                    }
                }
                if self.case.data.tables[table].rows[row].parent.is_some() {
                    progress |= self.attempt(|_, data| data.tables[table].rows[row].parent = None);
                }
            }
        }
        progress
    }

    /// Leaves out whole parts, then replaces parts of expressions by what is inside them or by literals.
    fn shorter_rules(&mut self) -> bool {
        let mut progress = false;
        for i in 0..self.case.rules.len() {
            if self.case.rules[i].when.is_some() {
                progress |= self.attempt(|rules, _| rules[i].when = None);
            }
            if self.case.rules[i].event.is_some() {
                progress |= self.attempt(|rules, _| rules[i].event = None);
            }
            if self.case.rules[i].sequence.is_some() {
                progress |= self.attempt(|rules, _| rules[i].sequence = None);
            }
            while self.replace_one(i) {
                progress = true;
            }
        }
        progress
    }

    fn replace_one(&mut self, i: usize) -> bool {
        let Ok((judge, _)) = self.case.rules[i].judge(self.catalog) else {
            return false;
        };
        for (part, typed) in parts(&judge).into_iter().enumerate() {
            let mut nodes = Vec::new();
            typed.walk(&mut |node| nodes.push(node));
            for node in nodes {
                let text = self.case.rules[i].texts()[part].clone();
                for replacement in replacements(node, &text) {
                    let shorter = format!(
                        "{}{replacement}{}",
                        &text[..node.span.start],
                        &text[node.span.end..]
                    );
                    if shorter.len() < text.len()
                        && self.attempt(|rules, _| *rules[i].texts()[part] = shorter)
                    {
                        return true;
                    }
                }
            }
        }
        false
    }
}

/// The typed expressions in the order of `RuleText::texts`.
fn parts(judge: &Judge) -> Vec<&Typed> {
    let keys = judge.per.iter().flatten().map(|key| &key.value);
    let sequence = judge
        .sequence
        .iter()
        .flat_map(|s| s.per.iter().chain(s.by.iter().map(|(key, _)| key)));
    keys.chain(sequence)
        .chain(&judge.when)
        .chain(&judge.event)
        .chain([&judge.require])
        .collect()
}

/// What could stand for an expression: literals of its type, and the expressions of its type directly inside it.
fn replacements(typed: &Typed, text: &str) -> Vec<String> {
    if matches!(typed.node, Node::Literal(_)) {
        return Vec::new();
    }
    let literals: &[&str] = match typed.kind {
        Some(Type::Boolean) => &["true", "false"],
        Some(Type::Integer) => &["1"],
        Some(Type::Decimal) => &["1.5"],
        Some(Type::Text) => &["'甲'"],
        Some(Type::Date) => &["as_of"],
        Some(Type::Month) => &["month '2021-05'"],
        None => &[],
    };
    let inside = typed
        .children()
        .into_iter()
        .filter(|child| child.kind == typed.kind);
    let inside = inside.filter_map(|child| text.get(child.span.clone()).map(str::to_owned));
    literals
        .iter()
        .map(|literal| (*literal).to_owned())
        .chain(inside)
        .collect()
}
