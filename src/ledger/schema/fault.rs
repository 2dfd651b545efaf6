//! Collects the faults of one schema file, in the user's language.

use serde_json::Value;

use super::SchemaFault;
use crate::lang::{Lang, nearest};

/// The faults of one file so far.
pub struct Faults<'a> {
    path: &'a str,
    lang: Lang,
    found: Vec<SchemaFault>,
}

impl<'a> Faults<'a> {
    pub fn new(path: &'a str, lang: Lang) -> Self {
        Faults {
            path,
            lang,
            found: Vec::new(),
        }
    }

    /// Adds a fault; both texts as pairs of Chinese and English.
    pub fn add(&mut self, pointer: impl Into<String>, message: [String; 2], advice: [String; 2]) {
        let pick = |[zh, en]: [String; 2]| self.lang.pick(&zh, &en).to_owned();
        let (message, advice) = (pick(message), pick(advice));
        self.found.push(SchemaFault {
            path: self.path.to_owned(),
            pointer: pointer.into(),
            message,
            advice,
        });
    }

    /// True where this place, or one inside it, already has a fault.
    pub fn know(&self, pointer: &str) -> bool {
        self.found.iter().any(|f| {
            f.pointer
                .strip_prefix(pointer)
                .is_some_and(|r| r.is_empty() || r.starts_with('/'))
        })
    }

    pub fn done(self) -> Vec<SchemaFault> {
        self.found
    }
}

/// One more step of a JSON pointer (RFC 6901).
pub fn step(pointer: &str, key: &str) -> String {
    if !key.contains(['~', '/']) {
        return format!("{pointer}/{key}");
    }
    format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"))
}

/// A value as a message shows it.
pub fn shown(value: &Value) -> String {
    let text = value.to_string();
    if text.chars().count() <= 60 {
        text
    } else {
        text.chars().take(59).chain(['…']).collect()
    }
}

/// Names that advice lists before it breaks off.
const LISTED: usize = 12;

/// Advice that offers the nearest known word, or else the whole list.
pub fn did_you_mean<'w>(word: &str, known: impl IntoIterator<Item = &'w str>) -> [String; 2] {
    let known: Vec<&str> = known.into_iter().collect();
    match nearest(word, known.iter().copied()) {
        Some(near) => [
            format!("是不是想写 {near}"),
            format!("did you mean {near}?"),
        ],
        None if known.is_empty() => [
            "这里没有可写的名称".to_owned(),
            "there is no name to choose from".to_owned(),
        ],
        None => {
            let more = known.len() > LISTED;
            let shown = &known[..known.len().min(LISTED)];
            let [zh, en] = if more { [" 等", " …"] } else { ["", ""] };
            [
                format!("可写的有:{}{zh}", shown.join("、")),
                format!("known here: {}{en}", shown.join(", ")),
            ]
        }
    }
}

/// The known word of which this one is a misspelling. Stricter than `nearest`: it decides that a word which may be
/// someone else's is a mistake, where `nearest` only advises on one that is a mistake anyway.
pub fn closest<'w>(word: &str, known: impl Iterator<Item = &'w str>) -> Option<&'w str> {
    let allowed = (word.chars().count() / 3).clamp(1, 3);
    let distances =
        known.map(|candidate| (strsim::damerau_levenshtein(word, candidate), candidate));
    distances
        .filter(|(distance, _)| *distance <= allowed)
        .min()
        .map(|(_, candidate)| candidate)
}
