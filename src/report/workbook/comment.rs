//! Comments: ours are under an author of their own, and behind a line of their own where the cell had one already.

use std::collections::{BTreeMap, BTreeSet};

use super::Cannot;
use super::address::{Address, address};
use super::xml::{Edits, Form, attribute, escape, first_tag, unescape, walk};

/// The author of our comments.
pub const AUTHOR: &str = "台账体检 ledgerlint";
/// What stands between somebody's comment and our text.
const LINE: &str = "———— 台账体检 ————";
/// Characters of a comment that are shown; all of it stands in the list.
const LONGEST: usize = 1_500;

/// A sheet's comments with the marks' texts, and where ours stand alone: first before, then now.
pub struct Written {
    pub text: String,
    pub removed: BTreeSet<Address>,
    pub added: BTreeSet<Address>,
}

/// An empty comments part.
pub fn empty(namespace: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<comments xmlns=\"{namespace}\"><authors></authors><commentList></commentList></comments>"
    )
}

pub fn write(text: &str, part: &str, texts: &BTreeMap<Address, String>) -> Result<Written, Cannot> {
    let mut authors: Vec<String> = Vec::new();
    // their places: where an author may be added, where comments end
    let (mut authors_end, mut list_end) = (None, None);
    let mut comments: Vec<(std::ops::Range<usize>, Option<Address>, usize)> = Vec::new();
    let (mut begun, mut author_at, mut prefix) = (None, 0, String::new());
    let mut empty_tags: Vec<(std::ops::Range<usize>, String)> = Vec::new();
    walk(text, part, |tag| {
        match (tag.depth, tag.name, tag.form) {
            (0, _, Form::Open) => prefix = tag.prefix.to_owned(),
            (1, "authors" | "commentList", Form::Empty) => {
                empty_tags.push((tag.at, tag.name.to_owned()))
            }
            (1, "authors", Form::Close) => authors_end = Some(tag.at.start),
            (1, "commentList", Form::Close) => list_end = Some(tag.at.start),
            (2, "author", Form::Open) => author_at = tag.at.end,
            (2, "author", Form::Close) => {
                authors.push(unescape(&text[author_at..tag.at.start]).into_owned())
            }
            (2, "author", Form::Empty) => authors.push(String::new()),
            (2, "comment", Form::Open) => {
                let at = tag.get("ref").and_then(|r| address(&r));
                let author = tag
                    .get("authorId")
                    .and_then(|a| a.parse().ok())
                    .unwrap_or(0);
                begun = Some((tag.at.start, at, author));
            }
            (2, "comment", Form::Close) => {
                if let Some((start, at, author)) = begun.take() {
                    comments.push((start..tag.at.end, at, author));
                }
            }
            _ => {}
        }
        Ok(())
    })?;
    if !empty_tags.is_empty() {
        let mut edits = Edits::default();
        for (at, name) in empty_tags {
            edits.replace(at, format!("<{prefix}{name}></{prefix}{name}>"));
        }
        return write(&edits.apply(text), part, texts);
    }
    let broken = || Cannot::Broken(part.to_owned(), "no list of comments".to_owned());
    let (authors_end, list_end) = (
        authors_end.ok_or_else(broken)?,
        list_end.ok_or_else(broken)?,
    );
    let mut edits = Edits::default();
    let known = authors.iter().position(|author| author == AUTHOR);
    let own = known.unwrap_or(authors.len());
    let p = &prefix;
    let (mut removed, mut kept) = (BTreeSet::new(), BTreeSet::new());
    for (range, at, author) in comments {
        let comment = &text[range.clone()];
        if known == Some(author) {
            removed.extend(at);
            edits.replace(range, String::new());
            continue;
        }
        kept.extend(at);
        let mut new = without_ours(comment, p);
        if let Some(more) = at.and_then(|at| texts.get(&at)) {
            new = with_ours(&new, more, p);
        }
        if new != comment {
            edits.replace(range, new);
        }
    }
    let mut added = BTreeSet::new();
    let mut all = String::new();
    for (at, text) in texts.iter().filter(|(at, _)| !kept.contains(*at)) {
        all.push_str(&format!(
            "<{p}comment ref=\"{at}\" authorId=\"{own}\"><{p}text>{}</{p}text></{p}comment>",
            run(&format!("{AUTHOR}\n{}", cut(text)), p)
        ));
        added.insert(*at);
    }
    if known.is_none() && !added.is_empty() {
        edits.insert(authors_end, format!("<{p}author>{AUTHOR}</{p}author>"));
    }
    edits.insert(list_end, all);
    Ok(Written {
        text: edits.apply(text),
        removed,
        added,
    })
}

fn run(text: &str, p: &str) -> String {
    format!(
        "<{p}r><{p}rPr><{p}sz val=\"9\"/><{p}color indexed=\"81\"/><{p}rFont val=\"宋体\"/></{p}rPr><{p}t xml:space=\"preserve\">{}</{p}t></{p}r>",
        escape(text)
    )
}

/// Somebody's comment without the run that is ours. Programs may have joined it with other runs: then the text is cut.
fn without_ours(comment: &str, p: &str) -> String {
    let Some(line) = comment.find(LINE) else {
        return comment.to_owned();
    };
    let run = format!("<{p}r>");
    let begin = comment[..line].rfind(&run);
    let text = comment[..line].rfind('>').map_or(line, |at| at + 1);
    let end = format!("</{p}text>");
    let Some(end) = comment.find(&end) else {
        return comment.to_owned();
    };
    let own_run = begin.filter(|_| comment[text..line].trim().is_empty());
    match own_run {
        Some(begin) => format!("{}{}", &comment[..begin], &comment[end..]),
        None => {
            let before = comment[..line].trim_end();
            let close = comment[line..].find("</").map_or(end, |at| line + at);
            format!("{before}{}", &comment[close..])
        }
    }
}

fn with_ours(comment: &str, text: &str, p: &str) -> String {
    let close = format!("</{p}text>");
    let Some(end) = comment.rfind(&close) else {
        return comment.to_owned();
    };
    let (mut before, after) = (comment[..end].to_owned(), &comment[end..]);
    // a plain text cannot stand beside runs
    let open = format!("<{p}text>");
    if let Some(at) = before.find(&open).map(|at| at + open.len()) {
        let plain = format!("<{p}t");
        let is_plain =
            before[at..].starts_with(&plain) && before[at + plain.len()..].starts_with(['>', ' ']);
        if is_plain {
            before = format!("{}<{p}r>{}</{p}r>", &before[..at], &before[at..]);
        }
    }
    format!(
        "{before}{}{after}",
        run(&format!("\n{LINE}\n{}", cut(text)), p)
    )
}

fn cut(text: &str) -> String {
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    text.chars().take(LONGEST - 1).chain(['…']).collect()
}

/// An empty drawing for comments.
pub fn empty_drawing() -> String {
    "<xml xmlns:v=\"urn:schemas-microsoft-com:vml\" xmlns:o=\"urn:schemas-microsoft-com:office:office\" xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><o:shapelayout v:ext=\"edit\"><o:idmap v:ext=\"edit\" data=\"1\"/></o:shapelayout><v:shapetype id=\"_x0000_t202\" coordsize=\"21600,21600\" o:spt=\"202\" path=\"m,l,21600r21600,l21600,xe\"><v:stroke joinstyle=\"miter\"/><v:path gradientshapeok=\"t\" o:connecttype=\"rect\"/></v:shapetype></xml>".to_owned()
}

/// A drawing without the boxes of comments that were removed, and with boxes for those that were added. By text: what
/// Excel writes there need not be well-formed.
pub fn boxes(text: &str, removed: &BTreeSet<Address>, added: &BTreeMap<Address, usize>) -> String {
    let mut out = String::with_capacity(text.len() + added.len() * 700);
    let mut rest = text;
    let mut most = 1024;
    while let Some(begin) = rest.find("<v:shape ") {
        let Some(end) = rest[begin..]
            .find("</v:shape>")
            .map(|at| begin + at + "</v:shape>".len())
        else {
            break;
        };
        let shape = &rest[begin..end];
        let number = |name: &str| {
            let (_, value) = shape.split_once(name)?;
            value.split('<').next()?.trim().parse::<u32>().ok()
        };
        let at = number("<x:Row>")
            .zip(number("<x:Column>"))
            .map(|(row, column)| Address {
                row: row + 1,
                column: column + 1,
            });
        out.push_str(&rest[..begin]);
        if !at.is_some_and(|at| removed.contains(&at)) {
            out.push_str(shape);
            let id = attribute(first_tag(shape), "id").map_or("", |(_, id)| id);
            let id = id.trim_start_matches("_x0000_s").parse().unwrap_or(0);
            most = most.max(id);
        }
        rest = &rest[end..];
    }
    out.push_str(rest);
    let end = out.rfind("</xml>").unwrap_or(out.len());
    let mut shapes = String::new();
    for (n, (at, lines)) in (1..).zip(added) {
        let (row, column, id) = (at.row - 1, at.column - 1, most + n);
        let bottom = row + (*lines as u32).clamp(4, 14);
        let top = row.saturating_sub(1);
        shapes.push_str(&format!(
            "<v:shape id=\"_x0000_s{id}\" type=\"#_x0000_t202\" style=\"position:absolute;margin-left:80pt;margin-top:2pt;width:240pt;height:100pt;z-index:{n};visibility:hidden\" fillcolor=\"#ffffe1\" o:insetmode=\"auto\"><v:fill color2=\"#ffffe1\"/><v:shadow on=\"t\" color=\"black\" obscured=\"t\"/><v:path o:connecttype=\"none\"/><v:textbox style=\"mso-direction-alt:auto\"><div style=\"text-align:left\"></div></v:textbox><x:ClientData ObjectType=\"Note\"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{}, 15, {top}, 2, {}, 15, {bottom}, 4</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>",
            column + 1,
            column + 5,
        ));
    }
    out.insert_str(end, &shapes);
    out
}
