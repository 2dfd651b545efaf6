//! `excuses`: mutants that no example can kill and remarks of the lint that do not hold, each with a reason.

use super::keys::{Faults, Keys};
use super::model::{Excuse, Excused};

/// Reads `excuses: [{mutant: before => after, because: …}, {lint: name, because: …}]`.
pub fn read_excuses(keys: &mut Keys<'_>, faults: &mut Faults<'_>) -> Vec<Excuse> {
    let mut excuses = Vec::new();
    for node in keys.list("excuses") {
        let Some(mut keys) = Keys::of(node, faults) else {
            continue;
        };
        let (mutant, lint) = (keys.text("mutant", faults), keys.text("lint", faults));
        let because = keys.required_text("because", faults);
        keys.finish(faults);
        let of = match (mutant, lint) {
            (Some(mutant), None) => Excused::Mutant(plain(&mutant)),
            (None, Some(lint)) => Excused::Lint(lint),
            _ => {
                faults.push(
                    node.span.clone(),
                    "excuses 里写 mutant 或 lint 中的一个",
                    "an excuse names either a mutant or a lint",
                );
                continue;
            }
        };
        excuses.extend(because.map(|because| Excuse {
            of,
            because,
            span: node.span.clone(),
        }));
    }
    excuses
}

/// White space counts as one space, so that a long name may be folded.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
