//! The two languages that users read, and the word that was probably meant.

/// Language of messages, help and reports.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Lang {
    #[default]
    Zh,
    En,
}

impl Lang {
    /// The text of this language, of a pair written side by side so that neither is forgotten.
    pub fn pick<'a>(self, zh: &'a str, en: &'a str) -> &'a str {
        match self {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }
}

/// The known word nearest to one that is not known, if any is near.
pub fn nearest<'w>(word: &str, known: impl IntoIterator<Item = &'w str>) -> Option<&'w str> {
    let closeness = |candidate: &str| {
        if candidate.contains(word) || word.contains(candidate) {
            0.9
        } else {
            strsim::jaro_winkler(word, candidate)
        }
    };
    let known = known.into_iter().filter(|candidate| !candidate.is_empty());
    let (near, score) = known
        .map(|candidate| (candidate, closeness(candidate)))
        .max_by(|a, b| a.1.total_cmp(&b.1))?;
    (score > 0.72).then_some(near)
}
