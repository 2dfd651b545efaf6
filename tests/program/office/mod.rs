//! Workbooks that the program writes: templates, demos, marked copies. Read again by an oracle of its own (`package`).

mod copies;
mod fill;
mod filled;
mod marked;
mod package;
mod proof;
mod template;
mod tree;
