//! Text that a spreadsheet program would take for a formula.

/// What Excel, WPS or LibreOffice would compute. Full-width signs count too: a Chinese Excel takes them for the others.
pub fn is_formula(text: &str) -> bool {
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || c.is_control());
    text.starts_with([
        '=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}',
    ])
}
