//! Rule files to checked, typed rules. Must not know how ledgers are read.
//!
//! The order of the work: `yaml` or `unpack` (a tree with places) → `keys` → `pack`, `rule`, `example` → `each`
//! (instances) → `judge`, `plant` (expressions) → `lex`, `parse`, `resolve` → `typed`.

mod columns;
mod each;
mod example;
mod excuse;
mod expressions;
mod fault;
mod function;
mod json;
mod judge;
mod keys;
mod lex;
mod lint;
mod load;
mod model;
mod mutate;
mod pack;
mod parse;
mod plant;
mod reads;
mod reference;
mod related;
mod resolve;
mod rule;
mod syntax;
mod template;
mod texts;
mod typed;
mod unpack;
mod waiver;
mod yaml;

pub use columns::Columns;
pub use fault::{ExprFault, RuleFault, did_you_mean};
pub use function::{
    FOLDS, FUNCTIONS, FoldFunction, FoldOf, FoldSignature, Function, Gives, Signature, Takes,
};
pub use json::yaml_to_json;
pub use lint::{Linted, Remark, lint};
pub use load::{Wanted, load, load_packs, load_wanted};
pub use model::{
    Body, Effective, English, Example, Examples, Excuse, Excused, Judge, Pack, Parameter,
    ParameterValue, Pointer, RelatedRecords, Rule, RuleFile, Rulebook, Sequence, Stretch,
};
pub use mutate::{Mutant, Mutants, mutants};
pub use pack::parameter_value;
pub use parse::{KEYWORDS, parse};
pub use plant::{Edit, FoundAt, FoundPlace, Naming, Plant, PlantedFile, Records, Step, Times};
pub use reads::{Reads, ledgers_read, own_fields, split_equalities};
pub use reference::{function_reference, rule_schema};
pub use resolve::{Context, GroupKey, Shape, Slots, Standing, resolve, type_name};
pub use syntax::{BinaryOp, Direction, IsWhat, Span};
pub use template::{Part, Template};
pub use typed::{Attribute, Fold, Node, Over, Reached, Scope, Typed};
pub use waiver::{Picks, Places, Waiver, read_waivers};
