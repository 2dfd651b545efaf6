//! A ledger of a document with those nested in it, and what their keys stand for.

use std::sync::OnceLock;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::ledger::LedgerId;
use crate::read::bind::{Binder, Bound};
use crate::source::Node;

/// A ledger and those nested in it.
pub struct Family<'r> {
    binder: &'r Binder<'r>,
    /// Each stands behind the one that it is nested in, which is given by its position here.
    pub ledgers: Vec<(LedgerId, usize)>,
    /// The outermost records.
    nodes: &'r [Node<'r>],
    /// For each ledger what its keys stand for that depend on the other keys; found out when one occurs.
    dependent: Vec<OnceLock<FxHashMap<String, Bound>>>,
}

impl<'r> Family<'r> {
    /// The family of a ledger, with all its records at one place of a document.
    pub fn new(binder: &'r Binder<'r>, ledger: LedgerId, nodes: &'r [Node<'r>]) -> Self {
        let catalog = binder.catalog;
        let mut ledgers = vec![(ledger, 0)];
        let mut at = 0;
        while let Some((parent, _)) = ledgers.get(at).copied() {
            for (id, definition) in catalog.ledgers() {
                let inside = definition
                    .nested_in
                    .as_ref()
                    .is_some_and(|(outer, _)| *outer == parent);
                if inside && ledgers.iter().all(|(known, _)| *known != id) {
                    ledgers.push((id, at));
                }
            }
            at += 1;
        }
        let dependent = ledgers.iter().map(|_| OnceLock::new()).collect();
        Family {
            binder,
            ledgers,
            nodes,
            dependent,
        }
    }

    /// What a key stands for; it may depend on which other keys the ledger's records have in this document.
    pub fn bound(&self, of: usize, key: &str) -> Bound {
        let (ledger, _) = self.ledgers[of];
        if let Some(bound) = self.binder.sure(ledger, key) {
            return bound;
        }
        let dependent = self.dependent[of].get_or_init(|| {
            let mut keys: Vec<String> = Vec::new();
            let mut seen: FxHashSet<String> = FxHashSet::default();
            for node in self.nodes(of) {
                for member in node.members().entries {
                    if seen.insert(member.key.to_string()) {
                        keys.push(member.key.into_owned());
                    }
                }
            }
            let names: Vec<&str> = keys.iter().map(String::as_str).collect();
            let bounds = self.binder.columns(ledger, &names);
            keys.into_iter().zip(bounds).collect()
        });
        dependent.get(key).cloned().unwrap_or(Bound::Unknown)
    }

    /// All records of a ledger of the family.
    fn nodes(&self, of: usize) -> Vec<Node<'r>> {
        let (ledger, above) = self.ledgers[of];
        if of == 0 {
            return self.nodes.to_vec();
        }
        let (parent, _) = self.ledgers[above];
        let mut found = Vec::new();
        for node in self.nodes(above) {
            for member in node.members().entries {
                if self.binder.sure(parent, &member.key) == Some(Bound::Child(ledger)) {
                    found.extend(member.value.items().entries);
                }
            }
        }
        found
    }
}
