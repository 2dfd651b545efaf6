//! The program as people and machines run it: each test in a folder of its own, by the words of a command line.

mod cli;
mod demo;
mod gate;
mod interrupt;
mod masking;
mod office;
mod place;
mod repository;
mod shipped;
mod workbooks;
