//! File names as URI references (RFC 3986), and as the paths that platforms expect.

/// A path relative to where the run was started stays relative; an absolute one becomes a `file:` URI. Every
/// character that is not unreserved is percent-encoded as UTF-8, so that a colon never reads as a scheme.
pub fn reference(path: &str) -> String {
    let drive = path.as_bytes().get(1) == Some(&b':')
        && path.starts_with(|c: char| c.is_ascii_alphabetic());
    let mut uri = String::with_capacity(path.len() * 2);
    let rest = if drive {
        uri.push_str("file:///");
        uri.push_str(&path[..2]);
        &path[2..]
    } else if let Some(share) = path.strip_prefix("//") {
        uri.push_str("file://");
        share
    } else if path.starts_with('/') {
        uri.push_str("file://");
        path
    } else {
        plain(path)
    };
    for byte in rest.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(char::from(byte))
            }
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

/// Whether a reference is below the folder where the run was started.
pub fn is_below(path: &str) -> bool {
    !reference(path).starts_with("file:") && !plain(path).split('/').any(|part| part == "..")
}

/// The path without the `./` that some people begin it with: platforms compare it to those of a repository.
pub fn plain(path: &str) -> &str {
    path.trim_start_matches("./")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(path: &str, expected: &str, below: bool) {
        assert_eq!(reference(path), expected);
        assert_eq!(is_below(path), below, "{path}");
    }

    #[test]
    fn names_are_percent_encoded_and_absolute_paths_have_a_scheme() {
        check("a/b-1_2.csv", "a/b-1_2.csv", true);
        check("./a.csv", "a.csv", true);
        check("../a.csv", "../a.csv", false);
        check(
            "报送/甘 某.csv",
            "%E6%8A%A5%E9%80%81/%E7%94%98%20%E6%9F%90.csv",
            true,
        );
        check("12:30%#?.csv", "12%3A30%25%23%3F.csv", true);
        check("/tmp/a b.csv", "file:///tmp/a%20b.csv", false);
        check(
            "C:/台账/a.csv",
            "file:///C:/%E5%8F%B0%E8%B4%A6/a.csv",
            false,
        );
        check("//server/share/a.csv", "file://server/share/a.csv", false);
    }
}
