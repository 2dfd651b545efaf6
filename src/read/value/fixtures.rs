//! Fields for the tests of the value parsers.

use super::{Context, Read};
use crate::finding::PersonalKind;
use crate::ledger::{Date, Decimal, Field, Lenient, Type};

/// A plain optional field.
pub fn field(name: &str, kind: Type) -> Field {
    Field {
        name: name.to_owned(),
        title: name.to_owned(),
        aliases: Vec::new(),
        description: None,
        kind,
        required: false,
        unit: None,
        personal: None,
        lenient: Vec::new(),
        long_term: None,
        planned: false,
        place: false,
        responsible: false,
        codes: Vec::new(),
        code_aliases: Vec::new(),
        dated_codes: Vec::new(),
        codes_by: None,
        schema: serde_json::json!({}),
    }
}

pub fn personal(kind: PersonalKind) -> Field {
    Field {
        personal: Some(kind),
        ..field("personal", Type::Text)
    }
}

pub fn coded(codes: &[&str], aliases: &[(&str, &str)]) -> Field {
    let code_aliases = aliases
        .iter()
        .map(|(a, c)| ((*a).to_owned(), (*c).to_owned()))
        .collect();
    Field {
        codes: codes.iter().map(|c| (*c).to_owned()).collect(),
        code_aliases,
        ..field("status", Type::Text)
    }
}

pub fn measured(kind: Type, unit: Option<&str>) -> Field {
    Field {
        unit: unit.map(str::to_owned),
        ..field("amount", kind)
    }
}

/// A date field that accepts every form.
pub fn deadline() -> Field {
    let lenient = Lenient::ALL.map(|(_, form)| form).to_vec();
    Field {
        lenient,
        planned: true,
        ..field("deadline", Type::Date)
    }
}

pub fn context() -> Context {
    Context {
        as_of: Date::new(2021, 5, 13).expect("a day"),
        factor: Decimal(Decimal::ONE),
    }
}

/// `value`, then `! kind [details]` and `+ long_term` where they apply; `∅` for no value.
pub fn shown<T: ToString>(read: &Read<T>) -> String {
    let mut text = read
        .value
        .as_ref()
        .map_or("∅".to_owned(), ToString::to_string);
    if let Some(remark) = &read.remark {
        text = format!("{text} ! {}", remark.kind.name());
        if !remark.details.is_empty() {
            text = format!("{text} [{}]", remark.details.join(" "));
        }
    }
    if read.long_term {
        text + " + long_term"
    } else {
        text
    }
}
