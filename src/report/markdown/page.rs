//! A text that never grows beyond its limit.

/// Counts characters, as the platforms do.
pub fn length(text: &str) -> usize {
    text.chars().count()
}

/// A text with the characters that are still free.
pub struct Page {
    pub text: String,
    left: usize,
}

impl Page {
    pub fn of(most: usize) -> Self {
        Page {
            text: String::new(),
            left: most,
        }
    }

    pub fn left(&self) -> usize {
        self.left
    }

    /// Adds a part, whole or not at all.
    pub fn add(&mut self, part: &str) -> bool {
        let Some(rest) = self.left.checked_sub(length(part)) else {
            return false;
        };
        self.left = rest;
        self.text.push_str(part);
        true
    }
}
