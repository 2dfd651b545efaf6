//! The formats of a workbook: marked ones are appended, and know the fill that they hide.
//!
//! A marked cell's format is the cell's own with our fill, under a named style of ours whose fill is the one that was
//! there. Spreadsheet programs keep that through saving, sorting and copying, so that a mark can be taken away again
//! long after. Nothing is ever removed here: formats that nothing uses do no harm.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::cannot::Cannot;
use super::sameness::look;
use super::xml::{Edits, Form, attribute, escape, first_tag, unescape, walk, with_attribute};
use crate::finding::Severity;

/// What the names of our named styles begin with; a number and the name of the cell's own style follow.
const STYLE: &str = "台账体检 ";

/// Stands before the number of a parent that no style names, in place of its name.
const NAMELESS: char = '#';

/// Characters of a style's name that Excel takes.
const LONGEST: usize = 255;
/// Formats that Excel takes: a workbook with more is one that it calls damaged.
const MOST: usize = 64_000;

/// In the order that a stylesheet must have.
const SECTIONS: [&str; 8] = [
    "numFmts",
    "fonts",
    "fills",
    "borders",
    "cellStyleXfs",
    "cellXfs",
    "cellStyles",
    "dxfs",
];
pub const FONTS: usize = 1;
pub const FILLS: usize = 2;
pub const BORDERS: usize = 3;
const STYLE_XFS: usize = 4;
pub const XFS: usize = 5;
const STYLES: usize = 6;

/// The fill of a mark.
pub fn color(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "FFFF9999",
        Severity::Error => "FFFFC7CE",
        Severity::Warning => "FFFFEB9C",
        Severity::Info => "FFDDEBF7",
    }
}

#[derive(Default)]
struct Section {
    /// The opening (or empty) tag and the closing one.
    open: Range<usize>,
    close: Range<usize>,
    present: bool,
    items: Vec<String>,
    /// Items that the file has.
    old: usize,
}

pub struct Styles {
    text: String,
    pub(super) prefix: String,
    sections: [Section; SECTIONS.len()],
    /// Where each following element begins that is none of the sections, and the end tag of the whole.
    behind: usize,
    /// Formats that were asked for already.
    before: FxHashMap<usize, usize>,
    after: FxHashMap<(usize, Severity), usize>,
    /// The first format of each look, of the formats that were looked at.
    firsts: FxHashMap<String, usize>,
    looked_at: usize,
}

impl Styles {
    pub fn read(text: String, part: &str) -> Result<Self, Cannot> {
        let mut sections: [Section; SECTIONS.len()] = Default::default();
        let (mut prefix, mut behind) = (String::new(), None);
        let mut nothing = None;
        let mut within: Option<usize> = None;
        let mut item = 0;
        walk(&text, part, |tag| {
            match (tag.depth, tag.form) {
                (0, Form::Open) => prefix = tag.prefix.to_owned(),
                (0, Form::Empty) => {
                    let open = tag.raw.trim_end_matches('>').trim_end_matches('/');
                    let whole = format!("{open}></{}{}>", tag.prefix, tag.name);
                    nothing = Some((tag.at.clone(), whole));
                }
                (0, Form::Close) => {
                    behind.get_or_insert(tag.at.start);
                }
                (1, Form::Open | Form::Empty) => {
                    within = SECTIONS.iter().position(|known| *known == tag.name);
                    match within {
                        Some(at) => {
                            sections[at].present = true;
                            sections[at].open = tag.at.clone();
                            sections[at].close = tag.at.end..tag.at.end;
                        }
                        None => {
                            behind.get_or_insert(tag.at.start);
                        }
                    }
                }
                (1, Form::Close) => {
                    if let Some(at) = within.take() {
                        sections[at].close = tag.at;
                    }
                }
                (2, Form::Open) => item = tag.at.start,
                (2, Form::Empty) => {
                    if let Some(at) = within {
                        sections[at].items.push(tag.raw.to_owned());
                    }
                }
                (2, Form::Close) => {
                    if let Some(at) = within {
                        sections[at].items.push(text[item..tag.at.end].to_owned());
                    }
                }
                _ => {}
            }
            Ok(())
        })?;
        if let Some((at, whole)) = nothing {
            // a stylesheet without anything in it
            let mut edits = Edits::default();
            edits.replace(at, whole);
            return Styles::read(edits.apply(&text), part);
        }
        for section in &mut sections {
            section.old = section.items.len();
        }
        let behind = behind.unwrap_or(text.len());
        let mut styles = Styles {
            text,
            prefix,
            sections,
            behind,
            before: FxHashMap::default(),
            after: FxHashMap::default(),
            firsts: FxHashMap::default(),
            looked_at: 0,
        };
        styles.complete();
        Ok(styles)
    }

    /// What every stylesheet needs.
    fn complete(&mut self) {
        let p = self.prefix.clone();
        let least = [
            (
                FONTS,
                format!("<{p}font><{p}sz val=\"11\"/><{p}name val=\"宋体\"/></{p}font>"),
            ),
            (
                FILLS,
                format!("<{p}fill><{p}patternFill patternType=\"none\"/></{p}fill>"),
            ),
            (
                BORDERS,
                format!(
                    "<{p}border><{p}left/><{p}right/><{p}top/><{p}bottom/><{p}diagonal/></{p}border>"
                ),
            ),
            (STYLE_XFS, plain_parent(&p)),
            (
                XFS,
                format!(
                    "<{p}xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/>"
                ),
            ),
            (
                STYLES,
                format!("<{p}cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/>"),
            ),
        ];
        for (at, item) in least {
            if self.sections[at].items.is_empty() {
                self.sections[at].items.push(item);
            }
        }
        self.complete_parents();
        if self.sections[FILLS].items.len() == 1 {
            // the second fill is the program's own, whatever it says
            let grey = format!("<{p}fill><{p}patternFill patternType=\"gray125\"/></{p}fill>");
            self.sections[FILLS].items.push(grey);
        }
    }

    /// Formats may name a parent that is not there, which must not become one of ours.
    fn complete_parents(&mut self) {
        let this = &*self;
        let parents = |section: usize| {
            let items = 0..this.sections[section].items.len();
            items.map(move |item| this.number(section, item, "xfId"))
        };
        let all = parents(XFS).chain(parents(STYLES));
        let last = all.filter(|xf| *xf < MOST).max().unwrap_or(0);
        let plain = plain_parent(&self.prefix);
        let known = &mut self.sections[STYLE_XFS].items;
        let missing = (last + 1).saturating_sub(known.len());
        known.extend(std::iter::repeat_n(plain, missing));
    }

    pub(super) fn find_or_add(&mut self, section: usize, item: String) -> usize {
        let items = &mut self.sections[section].items;
        items
            .iter()
            .position(|known| *known == item)
            .unwrap_or_else(|| {
                items.push(item);
                items.len() - 1
            })
    }

    fn number(&self, section: usize, item: usize, name: &str) -> usize {
        let item = self.sections[section].items.get(item);
        let value = item.and_then(|item| attribute(first_tag(item), name));
        value.and_then(|(_, value)| value.parse().ok()).unwrap_or(0)
    }

    /// The name of the named style with this format.
    fn style_name(&self, xf: usize) -> String {
        let styles = 0..self.sections[STYLES].items.len();
        let of = |style: &usize| self.number(STYLES, *style, "xfId") == xf;
        styles
            .into_iter()
            .find(of)
            .map_or(String::new(), |style| self.name(style))
    }

    fn name(&self, style: usize) -> String {
        let tag = first_tag(&self.sections[STYLES].items[style]);
        attribute(tag, "name").map_or(String::new(), |(_, name)| unescape(name).into_owned())
    }

    pub(super) fn fill(&mut self, severity: Severity) -> usize {
        let (p, color) = (&self.prefix, color(severity));
        let fill = format!(
            "<{p}fill><{p}patternFill patternType=\"solid\"><{p}fgColor rgb=\"{color}\"/><{p}bgColor indexed=\"64\"/></{p}patternFill></{p}fill>"
        );
        self.find_or_add(FILLS, fill)
    }

    /// Whether a fill is one of a mark's; by its colour alone, because programs write the rest anew.
    fn is_ours(&self, fill: usize) -> bool {
        let fill = self.sections[FILLS].items.get(fill);
        fill.is_some_and(|fill| Severity::ALL.iter().any(|s| fill.contains(color(*s))))
    }

    /// Whether an earlier run marked anything in this workbook.
    pub fn has_marks(&self) -> bool {
        (0..self.sections[STYLES].old).any(|style| self.name(style).starts_with(STYLE))
    }

    /// The format that a cell had before it was marked; its own where it is not.
    pub fn unmarked(&mut self, xf: usize) -> usize {
        if let Some(known) = self.before.get(&xf) {
            return *known;
        }
        let before = self.find_unmarked(xf);
        self.before.insert(xf, before);
        before
    }

    /// The format of a marked cell that had this one.
    pub fn marked(&mut self, xf: usize, severity: Severity) -> usize {
        if let Some(known) = self.after.get(&(xf, severity)) {
            return *known;
        }
        let after = self.find_marked(xf, severity);
        self.after.insert((xf, severity), after);
        after
    }

    fn find_unmarked(&mut self, xf: usize) -> usize {
        if xf >= self.sections[XFS].items.len() {
            return xf;
        }
        let parent = self.number(XFS, xf, "xfId");
        let name = self.style_name(parent);
        let base = name
            .strip_prefix(STYLE)
            .and_then(|rest| rest.split_once(' '));
        let Some((_, base)) = base else {
            return xf;
        };
        let named = (0..self.sections[STYLES].items.len()).find(|style| self.name(*style) == base);
        let parent_before = match named {
            Some(style) => self.number(STYLES, style, "xfId"),
            None => self.nameless(base).unwrap_or(0),
        };
        let own = self.sections[XFS].items[xf].clone();
        let mut before = with_attribute(&own, "xfId", &parent_before.to_string());
        // whoever gave the cell another fill since then keeps it
        if self.is_ours(self.number(XFS, xf, "fillId")) {
            let fill = self.number(STYLE_XFS, parent, "fillId");
            before = with_attribute(&before, "fillId", &fill.to_string());
        }
        self.first_like(&before).unwrap_or_else(|| {
            self.sections[XFS].items.push(before);
            self.sections[XFS].items.len() - 1
        })
    }

    /// The parent that no style names, by what stands for its name; `None` where there is no such one any more.
    fn nameless(&self, base: &str) -> Option<usize> {
        let parent: usize = base.strip_prefix(NAMELESS)?.parse().ok()?;
        let is_there = parent < self.sections[STYLE_XFS].items.len();
        (is_there && self.style_name(parent).is_empty()).then_some(parent)
    }

    /// The first format with the look of one.
    fn first_like(&mut self, xf: &str) -> Option<usize> {
        for (at, item) in self.sections[XFS]
            .items
            .iter()
            .enumerate()
            .skip(self.looked_at)
        {
            self.firsts.entry(look(item)).or_insert(at);
        }
        self.looked_at = self.sections[XFS].items.len();
        self.firsts.get(&look(xf)).copied()
    }

    fn find_marked(&mut self, xf: usize, severity: Severity) -> usize {
        let xf = xf.min(self.sections[XFS].items.len() - 1);
        if self.sections[XFS].items.len() >= MOST {
            // Excel opens no workbook with more formats: the comment alone tells
            return xf;
        }
        let own = self.sections[XFS].items[xf].clone();
        let xf = self.first_like(&own).unwrap_or(xf);
        let fill = self.fill(severity);
        let parent = self.number(XFS, xf, "xfId");
        let hidden = self.number(XFS, xf, "fillId");
        let mut base = self.style_name(parent);
        if base.is_empty() && parent > 0 {
            base = format!("{NAMELESS}{parent}");
        }
        if base.chars().count() > LONGEST - STYLE.len() {
            // the cell's own format tells all the same how it looks
            base.clear();
        }
        let style = self.named(parent, hidden, &base);
        let own = self.sections[XFS].items[xf].clone();
        let marked = with_attribute(&own, "xfId", &style.to_string());
        let marked = with_attribute(&marked, "fillId", &fill.to_string());
        let marked = with_attribute(&marked, "applyFill", "1");
        self.find_or_add(XFS, marked)
    }

    /// The named style that remembers a fill and a named style.
    fn named(&mut self, parent: usize, hidden: usize, base: &str) -> usize {
        let mut most = 0;
        for style in 0..self.sections[STYLES].items.len() {
            let name = self.name(style);
            let Some((n, known)) = name.strip_prefix(STYLE).and_then(|r| r.split_once(' ')) else {
                continue;
            };
            most = most.max(n.parse().unwrap_or(0));
            let xf = self.number(STYLES, style, "xfId");
            if known == base && self.number(STYLE_XFS, xf, "fillId") == hidden {
                return xf;
            }
        }
        let p = self.prefix.clone();
        let own = self.sections[STYLE_XFS].items.get(parent).cloned();
        let own = own.unwrap_or_else(|| plain_parent(&p));
        let xf = self.sections[STYLE_XFS].items.len();
        self.sections[STYLE_XFS]
            .items
            .push(with_attribute(&own, "fillId", &hidden.to_string()));
        let name = escape(&format!("{STYLE}{} {base}", most + 1));
        self.sections[STYLES].items.push(format!(
            "<{p}cellStyle name=\"{name}\" xfId=\"{xf}\" hidden=\"1\"/>"
        ));
        xf
    }

    /// The stylesheet; `None` where nothing was added.
    pub fn text(self) -> Option<String> {
        let Styles {
            text,
            prefix,
            sections,
            behind,
            ..
        } = self;
        let mut edits = Edits::default();
        for (at, section) in sections.iter().enumerate() {
            if section.items.len() == section.old {
                continue;
            }
            let name = format!("{prefix}{}", SECTIONS[at]);
            let added = section.items[section.old..].concat();
            let count = section.items.len().to_string();
            if !section.present {
                let next = sections[at..].iter().find(|s| s.present);
                let place = next.map_or(behind, |next| next.open.start);
                edits.insert(place, format!("<{name} count=\"{count}\">{added}</{name}>"));
                continue;
            }
            let open = &text[section.open.clone()];
            let open = with_attribute(open, "count", &count);
            if section.close.is_empty() {
                let open = open.trim_end_matches('>').trim_end_matches('/');
                edits.replace(section.open.clone(), format!("{open}>{added}</{name}>"));
            } else {
                edits.replace(section.open.clone(), open);
                edits.insert(section.close.start, added);
            }
        }
        (!edits.is_empty()).then(|| edits.apply(&text))
    }
}

/// A parent of formats that says nothing.
fn plain_parent(p: &str) -> String {
    format!("<{p}xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/>")
}
