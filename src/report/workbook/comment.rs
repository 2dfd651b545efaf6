//! Comments: ours are under an author of their own, and behind a line of their own where the cell had one already.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::Told;
use super::address::{Address, address};
use super::cannot::{Cannot, Flaw};
use super::drawing::{Boxes, COLUMNS, lines};
use super::package::Packed;
use super::relation::DECLARATION;
use super::xml::{Edits, Form, Patch, escape, first_tag, unescape, walk};

/// The author of our comments, and the first line of them: not every program keeps authors.
pub const AUTHOR: &str = "台账体检 ledgerlint";
/// What stands between somebody's comment and our text.
const LINE: &str = "———— 台账体检 ————";
/// What the authors begin with that stand for a thread of comments. Excel shows the thread, and takes what stands in
/// the comment for a hint to older versions: nothing is to be written there.
const THREAD: &str = "tc={";
/// Characters of a comment that are shown; all of it stands in the list.
const LONGEST: usize = 1_500;

/// A sheet's comments with the marks' texts, `None` where nothing changed, and what that means for their boxes.
pub struct Written {
    pub text: Option<Packed>,
    pub boxes: Boxes,
}

/// An empty comments part.
pub fn empty(namespace: &str) -> String {
    format!(
        "{DECLARATION}<comments xmlns=\"{namespace}\"><authors></authors><commentList></commentList></comments>"
    )
}

/// Where the parts of a document of comments stand.
#[derive(Default)]
struct Places {
    prefix: String,
    authors: Vec<String>,
    authors_end: Option<usize>,
    list_end: Option<usize>,
    /// Range, cell and author of each comment.
    comments: Vec<(Range<usize>, Option<Address>, usize)>,
    /// Elements without content that we need to put something into.
    empty: Vec<(Range<usize>, String)>,
}

/// Comments that a copy gets. A program needs about a millisecond for each when it opens the copy (measured with
/// LibreOffice: 20 s for 20,000, over 5 minutes for 195,000), and more of them nobody reads one by one.
pub const MOST: usize = 20_000;

pub fn write(
    text: &str,
    part: &str,
    told: &BTreeMap<Address, Told>,
    threads: &BTreeSet<Address>,
) -> Result<Written, Cannot> {
    let places = Places::read(text, part)?;
    if !places.empty.is_empty() {
        let mut edits = Edits::default();
        for (at, name) in places.empty {
            edits.replace(at, format!("<{name}></{name}>"));
        }
        return write(&edits.apply(text), part, told, threads);
    }
    let flaw = || Cannot::Broken(part.to_owned(), Flaw::NoComments);
    let authors_end = places.authors_end.ok_or_else(flaw)?;
    let list_end = places.list_end.ok_or_else(flaw)?;
    let p = places.prefix.as_str();
    let known = places.authors.iter().position(|author| author == AUTHOR);
    let mut boxes = Boxes::default();
    let mut kept = threads.clone();
    // what becomes of each comment; `None` for ours, which goes
    let mut changes: Vec<(Range<usize>, Option<String>)> = Vec::new();
    for (range, at, author) in places.comments {
        let comment = &text[range.clone()];
        let of_thread = places
            .authors
            .get(author)
            .is_some_and(|a| a.starts_with(THREAD));
        if of_thread || at.is_some_and(|at| threads.contains(&at)) {
            kept.extend(at);
            continue;
        }
        if known == Some(author) || begins_with_author(comment, part)? {
            boxes.removed.extend(at);
            changes.push((range, None));
            continue;
        }
        kept.extend(at);
        let (mut new, old) = without_ours(comment, part, p)?;
        let more = at.and_then(|at| told.get(&at));
        let more = more
            .map(|told| escape(&cut(&told.text)))
            .unwrap_or_default();
        if !more.is_empty() {
            new = with_ours(&new, &more, p);
        }
        if new != comment {
            boxes.changed.extend(at.map(|at| (at, (old, more))));
            changes.push((range, Some(new)));
        }
    }
    let is_new = |(at, told): &(&Address, &Told)| !told.text.is_empty() && !kept.contains(*at);
    let added = told.iter().filter(is_new);
    let mut added = added.peekable();
    let own = known.unwrap_or(places.authors.len());
    let mut patch = Patch::new(text);
    if known.is_none() && added.peek().is_some() {
        patch.insert(authors_end, &format!("<{p}author>{AUTHOR}</{p}author>"));
    }
    for (range, new) in changes {
        patch.replace(range, new.as_deref().unwrap_or_default());
    }
    for (at, told) in added {
        let text = escape(&cut(&told.text));
        let comment = patch.at(list_end..list_end);
        comment.push(&format!(
            "<{p}comment ref=\"{at}\" authorId=\"{own}\"><{p}text>"
        ));
        run(&format!("{AUTHOR}\n{text}"), p, |piece| comment.push(piece));
        comment.push(&format!("</{p}text></{p}comment>"));
        boxes.added.insert(*at, 1 + lines(&text, COLUMNS));
    }
    Ok(Written {
        text: patch.done()?,
        boxes,
    })
}

impl Places {
    fn read(text: &str, part: &str) -> Result<Self, Cannot> {
        let mut places = Places::default();
        let (mut begun, mut author_at) = (None, 0);
        walk(text, part, |tag| {
            match (tag.depth, tag.name, tag.form) {
                (0, _, Form::Open) => places.prefix = tag.prefix.to_owned(),
                (1, "authors" | "commentList", Form::Empty) => {
                    let name = format!("{}{}", tag.prefix, tag.name);
                    places.empty.push((tag.at, name));
                }
                (1, "authors", Form::Close) => places.authors_end = Some(tag.at.start),
                (1, "commentList", Form::Close) => places.list_end = Some(tag.at.start),
                (2, "author", Form::Open) => author_at = tag.at.end,
                (2, "author", Form::Close) => {
                    let author = unescape(&text[author_at..tag.at.start]);
                    places.authors.push(author.into_owned());
                }
                (2, "author", Form::Empty) => places.authors.push(String::new()),
                (2, "comment", Form::Open) => {
                    let at = tag.get("ref").and_then(|r| address(&r));
                    let author = tag.get("authorId").and_then(|a| a.parse().ok());
                    begun = Some((tag.at.start, at, author.unwrap_or(0)));
                }
                (2, "comment", Form::Close) => {
                    if let Some((start, at, author)) = begun.take() {
                        places.comments.push((start..tag.at.end, at, author));
                    }
                }
                _ => {}
            }
            Ok(())
        })?;
        Ok(places)
    }
}

/// A piece of a comment's text: the range of the text, and of the run (or the plain text element) that it stands in.
type Piece = (Range<usize>, Range<usize>);

fn pieces(comment: &str, part: &str) -> Result<Vec<Piece>, Cannot> {
    let mut pieces: Vec<Piece> = Vec::new();
    let (mut run, mut text) = (0, 0);
    walk(comment, part, |tag| {
        match (tag.depth, tag.name, tag.form) {
            // a plain text, or a run
            (2, "t" | "r", Form::Open) => (run, text) = (tag.at.start, tag.at.end),
            (2, "t", Form::Close) => pieces.push((text..tag.at.start, run..tag.at.end)),
            (3, "t", Form::Open) => text = tag.at.end,
            (3, "t", Form::Close) => pieces.push((text..tag.at.start, run..run)),
            (2, "r", Form::Close) => {
                let own = pieces.iter_mut().filter(|(_, whole)| whole.start == run);
                own.for_each(|(_, whole)| whole.end = tag.at.end);
            }
            _ => {}
        }
        Ok(())
    })?;
    Ok(pieces)
}

fn begins_with_author(comment: &str, part: &str) -> Result<bool, Cannot> {
    // other programs may have cut the line into several runs
    if !comment.contains("ledgerlint") {
        return Ok(false);
    }
    let whole = pieces(comment, part)?;
    let whole: String = whole
        .into_iter()
        .map(|(at, _)| plain(&comment[at]))
        .collect();
    let rest = whole.trim_start().strip_prefix(AUTHOR);
    Ok(rest.is_some_and(|rest| rest.starts_with(['\n', '\r'])))
}

/// Text as it is read: entities, and what programs write for a line end.
fn plain(text: &str) -> String {
    let text = unescape(text);
    match text.contains("_x") {
        true => text
            .replace("_x000a_", "\n")
            .replace("_x000D_", "")
            .replace("_x005F_", "_"),
        false => text.into_owned(),
    }
}

/// Somebody's comment without what is ours, and that. Programs may have joined it with other runs, or cut it into several.
fn without_ours(comment: &str, part: &str, p: &str) -> Result<(String, String), Cannot> {
    // the line or the most of it stands in one run, whatever became of the rest
    if !comment.contains("台账体检") {
        return Ok((comment.to_owned(), String::new()));
    }
    let pieces = pieces(comment, part)?;
    let texts: Vec<String> = pieces
        .iter()
        .map(|(at, _)| plain(&comment[at.clone()]))
        .collect();
    let whole = texts.concat();
    let Some(line) = whole.find(LINE) else {
        return Ok((comment.to_owned(), String::new()));
    };
    let ours = escape(whole[line + LINE.len()..].trim());
    // ours begins with a line end
    let line = line - usize::from(whole[..line].ends_with('\n'));
    let (mut from, mut first) = (0, 0);
    while from + texts[first].len() <= line {
        from += texts[first].len();
        first += 1;
    }
    let kept = &texts[first][..line - from];
    let end = pieces.last().map_or(0, |(_, run)| run.end);
    let (at, run) = &pieces[first];
    if kept.is_empty() && first > 0 {
        let left = format!("{}{}", &comment[..run.start], &comment[end..]);
        return Ok((unwrapped(&left, first, p), ours));
    }
    let (before, close) = (&comment[..at.start], &comment[at.end..run.end]);
    let left = format!("{before}{}{close}{}", escape(kept), &comment[end..]);
    Ok((left, ours))
}

/// A single run without a format is what we made of a plain text.
fn unwrapped(comment: &str, runs: usize, p: &str) -> String {
    let (open, close) = (
        format!("<{p}text><{p}r><{p}t"),
        format!("</{p}t></{p}r></{p}text>"),
    );
    match runs == 1 && comment.contains(&open) && comment.contains(&close) {
        true => comment
            .replacen(&open, &format!("<{p}text><{p}t"), 1)
            .replacen(&close, &format!("</{p}t></{p}text>"), 1),
        false => comment.to_owned(),
    }
}

/// `text` as XML has it.
fn with_ours(comment: &str, text: &str, p: &str) -> String {
    let close = format!("</{p}text>");
    let empty = format!("<{p}text/>");
    if comment.contains(&empty) {
        return with_ours(
            &comment.replacen(&empty, &format!("<{p}text>{close}"), 1),
            text,
            p,
        );
    }
    let Some(end) = comment.rfind(&close) else {
        return comment.to_owned();
    };
    // phonetic hints stand behind the runs
    let phonetic = [format!("<{p}rPh "), format!("<{p}phoneticPr ")];
    let phonetic = phonetic.iter().filter_map(|tag| comment.find(tag)).min();
    let end = phonetic.filter(|at| *at < end).unwrap_or(end);
    let (mut before, after) = (comment[..end].to_owned(), &comment[end..]);
    // a plain text cannot stand beside runs
    let open = format!("<{p}text>");
    if let Some(at) = before.find(&open).map(|at| at + open.len()) {
        let tag = first_tag(&before[at..]);
        let name = tag.trim_matches(['<', '>', '/']);
        let name = name.split_ascii_whitespace().next().unwrap_or_default();
        if name == format!("{p}t") {
            before = format!("{}<{p}r>{}</{p}r>", &before[..at], &before[at..]);
        }
    }
    let mut ours = String::new();
    run(&format!("\n{LINE}\n{text}"), p, |piece| {
        ours.push_str(piece)
    });
    format!("{before}{ours}{after}")
}

/// A run with a text as XML has it.
fn run(text: &str, p: &str, mut push: impl FnMut(&str)) {
    push(&format!(
        "<{p}r><{p}rPr><{p}sz val=\"9\"/><{p}color indexed=\"81\"/><{p}rFont val=\"宋体\"/></{p}rPr><{p}t xml:space=\"preserve\">"
    ));
    push(text);
    push(&format!("</{p}t></{p}r>"));
}

fn cut(text: &str) -> String {
    if text.len() <= LONGEST || text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    text.chars().take(LONGEST - 1).chain(['…']).collect()
}
