//! The areas of the township, one file each: what they add to the ledgers.
//!
//! **Add an area**: a file here with a function like those below and a line in `AREAS`. It adds records with
//! `record!(township, "ledger" { field: value, … })`, takes its random numbers from `ground.draw("name")`, its days from
//! `ground` (never from a calendar date: the demo can be of any day), and persons and offices from what is there. What
//! it pays to households it also pushes to `people.incomes`, so that their income comes out right; what the roll says
//! of a person or household it sets in `people`. `tests/program/demo.rs` holds that the check finds nothing and that every rule
//! of the ledgers that are there finds something to judge.

mod assets;
mod benefits;
mod coops;
mod dibao;
mod disability;
mod doctors;
mod employment;
mod hospital;
mod income;
mod loans;
mod places;
mod posts;
mod projects;
mod rectification;
mod report;
mod roll;
mod shop;
mod solar;
mod students;
mod survey;
mod training;
mod visits;
mod watch;
mod workshop;

use super::ground::Ground;
use super::people::People;
use super::township::Township;

/// An area's function.
pub type Area = fn(&Ground, &mut People, &mut Township);

/// All areas in the order in which they work. Income and roll write down what the others did, and come last.
pub const AREAS: &[Area] = &[
    places::add,
    visits::add,
    disability::add,
    employment::add,
    posts::add,
    training::add,
    workshop::add,
    coops::add,
    loans::add,
    shop::add,
    students::add,
    doctors::add,
    hospital::add,
    watch::add,
    dibao::add,
    projects::add,
    assets::add,
    benefits::add,
    solar::add,
    rectification::add,
    report::add,
    survey::add,
    income::add,
    roll::add,
];
