//! Titles as names of sheets.

/// A title as a sheet's name: at most 31 characters, none of `[]:*?/\`, and none that another sheet has.
pub fn sheet_name(title: &str, taken: &mut Vec<String>) -> String {
    let fit = |c: char| !matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\') && !c.is_control();
    let plain: String = title.chars().filter(|c| fit(*c)).collect();
    let plain = plain.trim_matches(['\'', ' ']);
    let plain = if plain.is_empty() { "Sheet" } else { plain };
    let cut = |room: usize| {
        let mut used = 0;
        // Excel counts UTF-16 units
        let within = |c: &char| {
            used += c.len_utf16();
            used <= room
        };
        plain.chars().take_while(within).collect::<String>()
    };
    let mut name = cut(31);
    let mut n = 1;
    while taken.iter().any(|other| other.eq_ignore_ascii_case(&name)) {
        n += 1;
        name = format!("{}({n})", cut(26));
    }
    taken.push(name.clone());
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_become_names_of_sheets() {
        let mut taken = Vec::new();
        let mut check = |title: &str, expected: &str| {
            assert_eq!(sheet_name(title, &mut taken), expected, "{title}");
        };
        check("公益性岗位", "公益性岗位");
        check("公益性岗位", "公益性岗位(2)");
        check("收入/支出[元]", "收入支出元");
        check("'*'", "Sheet");
        check(&"村".repeat(40), &"村".repeat(31));
        check(&"村".repeat(41), &format!("{}(2)", "村".repeat(26)));
    }
}
