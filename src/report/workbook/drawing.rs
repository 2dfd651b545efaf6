//! The boxes of comments in a sheet's VML drawing. By text, not as XML: what Excel writes there need not be well-formed.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::address::Address;
use super::cannot::Cannot;
use super::package::{Package, Packed};
use super::xml::{Patch, attribute, first_tag, unescape};

/// Shapes are numbered in blocks of so many; a block belongs to one drawing of the workbook.
const BLOCK: u32 = 1024;
/// Rows of the sheet that a box spans at least, and at most.
const ROWS: Range<usize> = 4..30;

/// Bytes of a drawing in which its blocks are told.
const HEAD: u64 = 1 << 16;
/// Height of a box of openpyxl's, in pixels.
const USUAL: i64 = 79;

/// What becomes of the boxes of a sheet's comments.
#[derive(Default)]
pub struct Boxes {
    pub removed: BTreeSet<Address>,
    /// With the lines of their texts.
    pub added: BTreeMap<Address, usize>,
    /// Comments of others: what of ours stood below them, and what stands there now, as XML has it.
    pub changed: BTreeMap<Address, (String, String)>,
}

impl Boxes {
    pub fn is_empty(&self) -> bool {
        self.removed.is_empty() && self.added.is_empty() && self.changed.is_empty()
    }
}

/// The blocks of shape numbers that each drawing has.
pub struct Blocks(BTreeMap<String, Vec<u32>>);

impl Blocks {
    pub fn read(package: &mut Package<'_>) -> Result<Self, Cannot> {
        let mut all = BTreeMap::new();
        for part in package.ending(".vml") {
            let begun = package.beginning(&part, HEAD)?;
            all.insert(part, blocks(&String::from_utf8_lossy(&begun)));
        }
        Ok(Blocks(all))
    }

    /// Sets the blocks of a drawing: those it keeps, and as many free ones as it needs.
    fn take(&mut self, part: &str, kept: &[u32], more: usize) -> Vec<u32> {
        let others = self.0.iter().filter(|(other, _)| *other != part);
        let used: BTreeSet<u32> = others.flat_map(|(_, all)| all.iter().copied()).collect();
        let free = (1..).filter(|block| !used.contains(block) && !kept.contains(block));
        let mut own = kept.to_vec();
        own.extend(free.take(more));
        self.0.insert(part.to_owned(), own.clone());
        own
    }
}

/// An empty drawing.
pub fn empty() -> String {
    "<xml xmlns:v=\"urn:schemas-microsoft-com:vml\" xmlns:o=\"urn:schemas-microsoft-com:office:office\" xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><o:shapelayout v:ext=\"edit\"><o:idmap v:ext=\"edit\" data=\"\"/></o:shapelayout><v:shapetype id=\"_x0000_t202\" coordsize=\"21600,21600\" o:spt=\"202\" path=\"m,l,21600r21600,l21600,xe\"><v:stroke joinstyle=\"miter\"/><v:path gradientshapeok=\"t\" o:connecttype=\"rect\"/></v:shapetype></xml>".to_owned()
}

/// What a shape says of itself.
struct Shape {
    at: Range<usize>,
    /// The cell whose comment it shows.
    cell: Option<Address>,
    id: u32,
}

/// The drawing with its boxes changed.
pub fn write(
    text: &str,
    part: &str,
    boxes: &Boxes,
    blocks: &mut Blocks,
) -> Result<Option<Packed>, Cannot> {
    let [v, o, x] = prefixes(text);
    let shapes = shapes(text, &v, &x);
    let goes = |shape: &Shape| shape.cell.is_some_and(|at| boxes.removed.contains(&at));
    let gone: Vec<Range<usize>> = shapes
        .iter()
        .filter(|s| goes(s))
        .map(|s| s.at.clone())
        .collect();
    let mut kept: Vec<u32> = shapes.iter().filter(|s| !goes(s)).map(|s| s.id).collect();
    kept.extend(others(text, &gone));
    let (ids, own) = numbers(text, part, (!gone.is_empty(), &kept), boxes, blocks);
    let mut patch = Patch::new(text);
    if let Some((range, _)) = idmap(text) {
        let told: Vec<String> = own.iter().map(u32::to_string).collect();
        let told = told.join(",");
        if text[range.clone()] != told {
            patch.replace(range, &told);
        }
    }
    for shape in &shapes {
        if goes(shape) {
            patch.replace(shape.at.clone(), "");
            continue;
        }
        let change = shape.cell.and_then(|at| boxes.changed.get(&at));
        let grown = change.and_then(|(old, new)| grown(&text[shape.at.clone()], &x, old, new));
        if let Some((at, size)) = grown {
            patch.replace(shape.at.start + at.start..shape.at.start + at.end, &size);
        }
    }
    let end = text.rfind("</").unwrap_or(text.len());
    for (n, ((at, lines), id)) in (1..).zip(boxes.added.iter().zip(ids)) {
        let (row, column) = (at.row - 1, at.column - 1);
        let lines = (*lines).clamp(ROWS.start, ROWS.end / 2) as u32;
        let (top, bottom) = (row.saturating_sub(1), row + lines);
        patch.at(end..end).push(&format!(
            "<{v}shape id=\"_x0000_s{id}\" type=\"#_x0000_t202\" style=\"position:absolute;margin-left:80pt;margin-top:2pt;width:240pt;height:100pt;z-index:{n};visibility:hidden\" fillcolor=\"#ffffe1\" {o}insetmode=\"auto\"><{v}fill color2=\"#ffffe1\"/><{v}shadow on=\"t\" color=\"black\" obscured=\"t\"/><{v}path {o}connecttype=\"none\"/><{v}textbox style=\"mso-direction-alt:auto\"><div style=\"text-align:left\"></div></{v}textbox><{x}ClientData ObjectType=\"Note\"><{x}MoveWithCells/><{x}SizeWithCells/><{x}Anchor>{}, 15, {top}, 2, {}, 15, {bottom}, 4</{x}Anchor><{x}AutoFill>False</{x}AutoFill><{x}Row>{row}</{x}Row><{x}Column>{column}</{x}Column></{x}ClientData></{v}shape>",
            column + 1,
            column + 1 + COLUMNS as u32,
        ));
    }
    patch.done()
}

/// Numbers for the boxes that are added, and the blocks that the drawing has then.
fn numbers(
    text: &str,
    part: &str,
    (some_go, kept): (bool, &[u32]),
    boxes: &Boxes,
    blocks: &mut Blocks,
) -> (Vec<u32>, Vec<u32>) {
    let mut own = self::blocks(text);
    if some_go {
        // blocks that only boxes of ours were in
        let used = |block: &u32| kept.iter().any(|id| id / BLOCK == *block);
        let least = usize::from(!kept.is_empty());
        while own.len() > least && own.last().is_some_and(|last| !used(last)) {
            own.pop();
        }
    }
    let mut ids = Vec::with_capacity(boxes.added.len());
    let fill = |block: u32, ids: &mut Vec<u32>| {
        let most = kept.iter().filter(|id| **id / BLOCK == block).max();
        let free = most.map_or(block * BLOCK + 1, |most| most + 1)..(block + 1) * BLOCK;
        ids.extend(free.take(boxes.added.len() - ids.len()));
    };
    if let Some(last) = own.last().copied().filter(|last| *last > 0) {
        fill(last, &mut ids);
    }
    let missing = boxes.added.len() - ids.len();
    let more = missing.div_ceil(BLOCK as usize - 1);
    let all = blocks.take(part, &own, more);
    for block in &all[own.len()..] {
        fill(*block, &mut ids);
    }
    (ids, all)
}

/// What comes before the number of a shape of any kind: rounded boxes and ovals have numbers as well.
const NUMBERED: &str = "_x0000_s";

/// All numbers of shapes outside of some stretches.
fn others(text: &str, without: &[Range<usize>]) -> Vec<u32> {
    let all = memchr::memmem::find_iter(text.as_bytes(), NUMBERED);
    let outside = all.filter(|at| {
        let before = without.partition_point(|range| range.end <= *at);
        without.get(before).is_none_or(|range| *at < range.start)
    });
    outside
        .filter_map(|at| {
            let digits = &text[at + NUMBERED.len()..];
            let end = digits.find(|c: char| !c.is_ascii_digit());
            digits[..end.unwrap_or(digits.len())].parse().ok()
        })
        .collect()
}

/// The prefixes of the namespaces of VML, of Office and of Excel, as the drawing has them.
fn prefixes(text: &str) -> [String; 3] {
    let head = &text[..text.find("shape").unwrap_or(text.len())];
    let known = [
        ("vml", "v:"),
        ("office:office", "o:"),
        ("office:excel", "x:"),
    ];
    known.map(|(name, usual)| {
        let of = |quote: char| {
            let value = format!("={quote}urn:schemas-microsoft-com:{name}{quote}");
            let before = &head[..head.find(&value)?];
            let (_, prefix) = before.rsplit_once("xmlns")?;
            Some(match prefix.strip_prefix(':') {
                Some(prefix) => format!("{prefix}:"),
                None => String::new(),
            })
        };
        of('"')
            .or_else(|| of('\''))
            .unwrap_or_else(|| usual.to_owned())
    })
}

/// Where the blocks of the drawing are told, and what they are.
fn idmap(text: &str) -> Option<(Range<usize>, &str)> {
    let name = text.find("idmap ")?;
    let (range, value) = attribute(first_tag(&text[name..]), "data")?;
    let end = name + range.end - 1;
    Some((end - value.len()..end, value))
}

fn blocks(text: &str) -> Vec<u32> {
    let told = idmap(text).map_or("", |(_, told)| told);
    let all = told.split(',').filter_map(|n| n.trim().parse().ok());
    // more than any program gives
    all.filter(|block| *block < 1 << 20).collect()
}

fn shapes(text: &str, v: &str, x: &str) -> Vec<Shape> {
    let (open, close) = (format!("<{v}shape"), format!("</{v}shape>"));
    let mut all = Vec::new();
    let mut from = 0;
    while let Some(begin) = memchr::memmem::find(&text.as_bytes()[from..], open.as_bytes()) {
        let begin = from + begin;
        from = begin + open.len();
        if !text[from..].starts_with(|c: char| c.is_ascii_whitespace() || c == '>') {
            continue;
        }
        let Some(end) = text[from..].find(&close) else {
            break;
        };
        let end = from + end + close.len();
        let shape = &text[begin..end];
        let number = |name: &str| inner(shape, x, name)?.1.trim().parse::<u32>().ok();
        let is_note = ["\"Note\"", "'Note'"]
            .iter()
            .any(|note| shape.contains(note));
        let cell = number("Row").zip(number("Column")).filter(|_| is_note);
        let tag = first_tag(shape);
        // `o:spid` is the number of a shape whose id is a name
        let of = |name: &str| {
            let (_, id) = attribute(tag, name)?;
            id.trim_start_matches(NUMBERED).parse::<u32>().ok()
        };
        all.push(Shape {
            at: begin..end,
            cell: cell.map(|(row, column)| Address {
                row: row.saturating_add(1),
                column: column.saturating_add(1),
            }),
            id: of("id").or_else(|| of("spid")).unwrap_or(0),
        });
        from = end;
    }
    all
}

/// The text of the first element of a name, and where it stands.
fn inner<'t>(text: &'t str, prefix: &str, name: &str) -> Option<(Range<usize>, &'t str)> {
    let open = format!("<{prefix}{name}>");
    let begin = text.find(&open)? + open.len();
    let end = begin + text[begin..].find('<')?;
    Some((begin..end, &text[begin..end]))
}

/// Where a box says how tall it is, and what it says when our text below somebody's has become another one.
fn grown(shape: &str, x: &str, old: &str, new: &str) -> Option<(Range<usize>, String)> {
    if let Some((at, anchor)) = inner(shape, x, "Anchor") {
        let numbers: Vec<&str> = anchor.split(',').collect();
        let number = |at: usize| numbers.get(at)?.trim().parse::<i64>().ok();
        let columns = (number(4)? - number(0)?).clamp(1, 40) as usize;
        let (top, bottom) = (number(2)?, number(6)?);
        let now = bottom + tall(new, columns) - tall(old, columns);
        let place: usize = numbers[..6].iter().map(|n| n.len() + 1).sum();
        let lead = numbers[6].len() - numbers[6].trim_start().len();
        let start = at.start + place + lead;
        let range = start..start + numbers[6].trim().len();
        return (now != bottom).then(|| (range, now.max(top + 2).to_string()));
    }
    // boxes of openpyxl, which gives all of them its own size whenever it saves
    let (style, value) = attribute(first_tag(shape), "style")?;
    let begin = value.find("height:")? + "height:".len();
    let begin = style.end - 1 - value.len() + begin;
    let length = shape[begin..].find(|c: char| !c.is_ascii_digit())?;
    let range = begin..begin + length;
    let size: i64 = shape[range.clone()].parse().ok()?;
    let now = size + 15 * (tall(new, 2) - tall(old, 2));
    let now = now.max(size.min(USUAL));
    (now != size).then(|| (range, now.to_string()))
}

fn tall(text: &str, columns: usize) -> i64 {
    lines(text, columns).min(ROWS.end) as i64
}

/// Columns that a box of ours spans.
pub const COLUMNS: usize = 4;

/// Lines of a comment in a box so many columns wide; of the text as XML has it.
pub fn lines(text: &str, columns: usize) -> usize {
    let text = unescape(text);
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return 0;
    }
    // a column of the usual width takes five Chinese characters
    let line = |line: &str| line.chars().count().div_ceil(5 * columns).max(1);
    1 + trimmed.lines().map(line).sum::<usize>()
}
