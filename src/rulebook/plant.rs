//! `plant`: how to put a breach of the rule into ledgers that are in order, and what is found then.
//!
//! For demos and tests only: a check never reads it.

mod read;

pub use read::read_plants;

use super::typed::Typed;
use crate::finding::RuleId;
use crate::ledger::{FieldId, LedgerId, RelationId};

/// One breach to be planted.
#[derive(Clone, Debug)]
pub struct Plant {
    pub ledger: LedgerId,
    /// Which records can be picked; all of the ledger where `None`.
    pub filter: Option<Typed>,
    pub times: Times,
    /// What becomes of a picked record.
    pub edit: Edit,
    /// What becomes of other records, for each picked one.
    pub related: Vec<(Records, Edit)>,
    /// A file that is added to the submission.
    pub file: Option<PlantedFile>,
    /// Where this rule finds it.
    pub found: Vec<FoundAt>,
    /// Other rules that find it too, and where.
    pub also: Vec<(RuleId, FoundAt)>,
}

/// How many records are picked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Times {
    So(usize),
    All,
}

/// Changes of one record.
#[derive(Clone, Debug, Default)]
pub struct Edit {
    /// Fields and the values they get, computed from the record as it was.
    pub set: Vec<(FieldId, Typed)>,
    /// Fields and the text that is typed into them.
    pub write: Vec<(FieldId, String)>,
    pub remove: bool,
    /// Copies of the record, each with changes of its own.
    pub copies: Vec<Edit>,
}

/// Records that a picked one leads to.
#[derive(Clone, Debug)]
pub struct Records {
    pub steps: Vec<Step>,
    pub ledger: LedgerId,
    /// Stands at those records.
    pub filter: Option<Typed>,
}

/// Along a relation, from the record to the one it belongs to or to those that belong to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Up(RelationId),
    Down(RelationId),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlantedFile {
    pub name: String,
    pub text: String,
}

/// What a finding names.
#[derive(Clone, Debug)]
pub struct FoundAt {
    pub place: FoundPlace,
    /// What the finding calls the record or group by, and what these are; its key where `None`.
    pub by: Option<Vec<(String, Naming)>>,
}

/// One value by which a finding names a group.
#[derive(Clone, Debug)]
pub enum Naming {
    /// As the cell stands when the breach is planted.
    Field(FieldId),
    /// Computed from the record as it was.
    Value(Typed),
}

#[derive(Clone, Debug)]
pub enum FoundPlace {
    /// Records that the picked one leads to; without steps, it itself.
    Records(Records),
    /// The copies of the picked record.
    Copies,
    /// What the plant says, word for word.
    Named {
        ledger: Option<LedgerId>,
        record: Vec<(String, String)>,
    },
}

impl Edit {
    pub fn is_empty(&self) -> bool {
        self.set.is_empty() && self.write.is_empty() && !self.remove && self.copies.is_empty()
    }

    /// The expressions of this edit and its copies.
    pub fn values(&self) -> impl Iterator<Item = &Typed> {
        let copies = self.copies.iter().flat_map(|copy| &copy.set);
        self.set.iter().chain(copies).map(|(_, value)| value)
    }
}

impl FoundAt {
    /// The expressions by which it is named.
    fn values(&self) -> impl Iterator<Item = &Typed> {
        let by = self.by.iter().flatten();
        by.filter_map(|(_, naming)| match naming {
            Naming::Value(typed) => Some(typed),
            Naming::Field(_) => None,
        })
    }
}

impl Plant {
    /// Every expression with the ledger it stands at.
    pub fn expressions(&self) -> Vec<(LedgerId, &Typed)> {
        let own = self.filter.iter().chain(self.edit.values());
        let mut all: Vec<(LedgerId, &Typed)> = own.map(|typed| (self.ledger, typed)).collect();
        for (records, edit) in &self.related {
            let there = records.filter.iter().chain(edit.values());
            all.extend(there.map(|typed| (records.ledger, typed)));
        }
        let others = self.also.iter().map(|(_, at)| at);
        for at in self.found.iter().chain(others) {
            if let FoundPlace::Records(records) = &at.place {
                let there = records.filter.iter().chain(at.values());
                all.extend(there.map(|typed| (records.ledger, typed)));
            }
        }
        all
    }

    /// The relations that it follows, outside of expressions.
    pub fn steps(&self) -> impl Iterator<Item = Step> {
        let others = self.also.iter().map(|(_, at)| at);
        let places = self
            .found
            .iter()
            .chain(others)
            .filter_map(|at| match &at.place {
                FoundPlace::Records(records) => Some(records),
                _ => None,
            });
        let edited = self.related.iter().map(|(records, _)| records);
        edited
            .chain(places)
            .flat_map(|records| records.steps.iter().copied())
    }
}
