//! A made-up township in all its ledgers, and breaches planted in it. Pure: no IO.
//!
//! `ground` (day, villages, offices) → `people` (who lives where) → `area` (one file for each area's ledgers) →
//! `township` (tables of text) → `plant` (breaches, as the rules declare them) → `written` (files); `proof` checks them. Everything is fixed
//! by the settings: the same bytes on every machine.

mod area;
mod document;
mod draw;
mod ground;
mod links;
mod people;
mod plant;
mod proof;
mod township;
mod written;

pub use draw::Draw;
pub use ground::{DEFAULT_HOUSEHOLDS, Settings};
pub use plant::{NotPlanted, Planted, Planting, Why, plant};
pub use proof::{Proof, plant_proven, prove};
pub use township::{Table, Township};
pub use written::{Form, Written, as_tables, write};

/// The township in order: a check at the settings' date finds nothing.
pub fn township(settings: Settings) -> Township {
    let ground = ground::Ground::new(settings);
    let mut people = people::People::new(&ground);
    let mut township = Township::default();
    for add in area::AREAS {
        add(&ground, &mut people, &mut township);
    }
    township
}
