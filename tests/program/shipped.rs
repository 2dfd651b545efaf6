//! The ledger definitions and rules that ship with the program, in English, read once.

use std::sync::{Arc, LazyLock};

use ledgerlint::bundle;
use ledgerlint::lang::Lang;
use ledgerlint::ledger::{Catalog, parse_shipped_schemas};
use ledgerlint::rulebook::{RuleFile, Rulebook, load};

pub static CATALOG: LazyLock<Arc<Catalog>> = LazyLock::new(|| {
    let catalog = parse_shipped_schemas(bundle::SCHEMAS, Lang::En);
    Arc::new(catalog.unwrap_or_else(|faults| panic!("{faults:#?}")))
});

pub static BOOK: LazyLock<Rulebook> = LazyLock::new(|| {
    let file = |(path, text): &(&str, &str)| RuleFile {
        path: (*path).to_owned(),
        text: Arc::from(*text),
    };
    let files: Vec<RuleFile> = bundle::RULES.iter().map(file).collect();
    let (book, faults) = load(&files, &CATALOG, Lang::En);
    assert!(faults.is_empty(), "{faults:#?}");
    book
});
