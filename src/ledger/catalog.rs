//! All ledger definitions of a run and the relations between them.

use super::{Definition, Relation};

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(u16);
        impl $name {
            pub fn new(index: usize) -> Self {
                $name(u16::try_from(index).expect("a catalog holds fewer than 65,536 of each kind"))
            }
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }
    };
}

id!(
    /// Position of a definition in its catalog.
    LedgerId
);
id!(
    /// Position of a field in its ledger.
    FieldId
);
id!(
    /// Position of a relation in its catalog.
    RelationId
);

/// The ledgers that can occur in a submission.
#[derive(Clone, Debug, Default)]
pub struct Catalog {
    pub definitions: Vec<Definition>,
    pub relations: Vec<Relation>,
}

impl Catalog {
    pub fn ledger(&self, id: LedgerId) -> &Definition {
        &self.definitions[id.index()]
    }

    pub fn relation(&self, id: RelationId) -> &Relation {
        &self.relations[id.index()]
    }

    pub fn ledgers(&self) -> impl Iterator<Item = (LedgerId, &Definition)> {
        self.definitions
            .iter()
            .enumerate()
            .map(|(i, d)| (LedgerId::new(i), d))
    }

    /// The ledger of this schema name.
    pub fn named(&self, name: &str) -> Option<LedgerId> {
        self.definitions
            .iter()
            .position(|d| d.name == name)
            .map(LedgerId::new)
    }

    /// Relations that lead from `child` up, with their ids.
    pub fn up(&self, child: LedgerId) -> impl Iterator<Item = (RelationId, &Relation)> {
        self.relations
            .iter()
            .enumerate()
            .filter(move |(_, r)| r.child == child)
            .map(|(i, r)| (RelationId::new(i), r))
    }

    /// Relations that lead from `parent` down, with their ids.
    pub fn down(&self, parent: LedgerId) -> impl Iterator<Item = (RelationId, &Relation)> {
        self.relations
            .iter()
            .enumerate()
            .filter(move |(_, r)| r.parent == parent)
            .map(|(i, r)| (RelationId::new(i), r))
    }
}
