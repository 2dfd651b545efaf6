//! Excerpts of the input as `miette` snippets with their real line numbers.
//!
//! An excerpt is a header line and a line hundreds of rows below it, or a few lines of a document. `miette` reads a
//! source as one text, so several excerpts lie in one virtual text, each with its own file name and first line.

mod lettered;

use std::fmt;
use std::ops::Range;

use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError,
    MietteSpanContents, SourceCode, SourceSpan, SpanContents,
};

use self::lettered::with_letters;
use super::Style;
use super::grid::{Room, lay_out};
use super::typeset::{clean, cut, cut_start, width, wrap};
use crate::finding::Severity;
use crate::location::{Excerpt, Line, Location};

/// One excerpt, laid out for a width.
#[derive(Debug)]
struct Part {
    /// Offset of the part in the virtual text.
    offset: usize,
    name: String,
    text: String,
    /// Number of the text's first line.
    first: usize,
    /// Numbers to print instead of those `miette` counts, from the first line on; `None` prints none.
    numbers: Vec<(usize, Option<Line>)>,
    marked: Range<usize>,
    label: Option<String>,
}

/// A message with snippets, ready to be drawn.
#[derive(Debug)]
pub struct Picture {
    message: String,
    severity: Severity,
    parts: Vec<Part>,
}

impl Picture {
    pub fn new(message: &str, severity: Severity, style: &Style) -> Self {
        // wrapped here, so that numbers keep their units; `miette` puts its sign or bar before each line
        let message = wrap(
            &clean(message, style.unicode),
            style.width.saturating_sub(6),
        )
        .join("\n");
        Picture {
            message,
            severity,
            parts: Vec::new(),
        }
    }

    /// Adds an excerpt with a label at its mark; false where it shows nothing.
    pub fn add(
        &mut self,
        location: &Location,
        excerpt: &Excerpt,
        label: &str,
        style: &Style,
    ) -> bool {
        let offset = self.parts.last().map_or(0, |p| p.offset + p.text.len() + 1);
        let name = clean(&location.to_string(), style.unicode);
        let label = clean(label, style.unicode);
        let part = match excerpt {
            Excerpt::Grid {
                header_line,
                header,
                line,
                cells,
                marked,
                first_column,
            } => {
                let part = grid_part(*header_line, header, *line, cells, *marked, &label, style);
                part.map(|part| match first_column {
                    Some(first) => {
                        with_letters(part, *first, header, cells, *marked, &label, style)
                    }
                    None => part,
                })
            }
            Excerpt::Lines {
                first,
                text,
                marked,
            } => lines_part(*first, text, marked, &label, style),
        };
        let Some(part) = part else { return false };
        self.parts.push(Part {
            offset,
            name,
            ..part
        });
        true
    }

    /// The drawing, ending with a line break.
    pub fn draw(&self, style: &Style) -> String {
        let handler =
            GraphicalReportHandler::new_themed(theme(self.severity, self.parts.len(), style))
                .with_wrap_lines(false)
                .with_links(false)
                .with_context_lines(0)
                .without_primary_span_start()
                .without_syntax_highlighting();
        let mut drawn = String::new();
        match handler.render_report(&mut drawn, self) {
            Ok(()) => renumber(&drawn, &self.parts, style),
            Err(fmt::Error) => format!("  {}\n", self.message),
        }
    }
}

/// Columns left for the text of a snippet whose greatest line number is `last`.
fn text_width(last: usize, style: &Style) -> usize {
    style.width.saturating_sub(digits(last) + 5).max(24)
}

fn digits(n: usize) -> usize {
    n.to_string().len()
}

fn number(line: Option<Line>) -> usize {
    line.map_or(0, |l| l.0 as usize)
}

fn grid_part(
    header_line: Option<Line>,
    header: &[String],
    line: Option<Line>,
    cells: &[String],
    marked: Option<usize>,
    label: &str,
    style: &Style,
) -> Option<Part> {
    if header.is_empty() && cells.is_empty() {
        return None;
    }
    let last = number(line).max(number(header_line)).max(2);
    let columns = text_width(last, style);
    let room = Room {
        width: columns,
        label: width(label),
        unicode: style.unicode,
    };
    // a broken header has no record below it: then it is itself the row
    let (header, cells) = if cells.is_empty() {
        (cells, header)
    } else {
        (header, cells)
    };
    let line = line.or(header_line.filter(|_| header.is_empty()));
    let grid = lay_out(header, cells, marked, room);
    let label = label_lines(label, &grid.row, &grid.marked, columns);
    Some(match grid.header {
        Some(top) => {
            let shift = top.len() + 1;
            Part {
                text: format!("{top}\n{}", grid.row),
                first: last - 1,
                numbers: vec![(last - 1, header_line), (last, line)],
                marked: grid.marked.start + shift..grid.marked.end + shift,
                ..Part::empty(label)
            }
        }
        None => Part {
            text: grid.row,
            first: last,
            numbers: vec![(last, line)],
            marked: grid.marked,
            ..Part::empty(label)
        },
    })
}

/// Lines of a document that are shown at most.
const MOST_LINES: usize = 6;

fn lines_part(
    first: Line,
    text: &str,
    marked: &Range<usize>,
    label: &str,
    style: &Style,
) -> Option<Part> {
    if text.trim().is_empty() {
        return None;
    }
    let (from, to) = (
        boundary(text, marked.start),
        boundary(text, marked.end.max(marked.start)),
    );
    let all: Vec<&str> = text.split_inclusive('\n').collect();
    let line_of = |offset: usize| text[..offset].matches('\n').count().min(all.len() - 1);
    let (mark_line, end_line) = (line_of(from), line_of(to));
    // the lines before the mark matter less than those behind its beginning
    let skip = if all.len() > MOST_LINES {
        mark_line.saturating_sub(1).min(all.len() - MOST_LINES)
    } else {
        0
    };
    let shown = &all[skip..all.len().min(skip + MOST_LINES)];
    let last = number(Some(first)) + skip + shown.len();
    let columns = text_width(last, style);

    let mut out = String::new();
    let (mut mark, mut place) = (0..0, 0..0);
    let mut offset: usize = all[..skip].iter().map(|l| l.len()).sum();
    let mut marked_line = String::new();
    for (i, line) in shown.iter().enumerate() {
        let content = line.trim_end_matches(['\n', '\r']);
        if i > 0 {
            out.push('\n');
        }
        if i + skip == mark_line {
            let start = (from - offset).min(content.len());
            // a mark over many lines becomes one of its first line: the rest says nothing more
            let end = if end_line == mark_line {
                (to - offset).clamp(start, content.len())
            } else {
                content.len()
            };
            let piece;
            (piece, place) = marked_piece(content, start..end, columns, style.unicode);
            mark = out.len() + place.start..out.len() + place.end;
            out.push_str(&piece);
            marked_line = piece;
        } else {
            out.push_str(&cut(
                &spread(content, style.unicode),
                columns,
                style.unicode,
            ));
        }
        offset += line.len();
    }
    let label = label_lines(label, &marked_line, &place, columns);
    Some(Part {
        text: out,
        first: number(Some(first)).max(1) + skip,
        marked: mark,
        ..Part::empty(label)
    })
}

/// A line cut so that its marked part can be seen, and where that part is now.
fn marked_piece(
    line: &str,
    marked: Range<usize>,
    columns: usize,
    unicode: bool,
) -> (String, Range<usize>) {
    let [before, at, after] = [
        &line[..marked.start],
        &line[marked.clone()],
        &line[marked.end..],
    ]
    .map(|part| spread(part, unicode));
    let whole = width(&before) + width(&at) + width(&after);
    let (before, at) = match whole > columns {
        true => (
            cut_start(&before, columns / 3, unicode),
            cut(&at, columns / 2, unicode),
        ),
        false => (before, at),
    };
    let after = cut(
        &after,
        columns.saturating_sub(width(&before) + width(&at)),
        unicode,
    );
    // a mark without length is drawn below the next character, or below a blank at the end of the line
    let (at, after) = match (at.is_empty(), after.chars().next()) {
        (true, None) => (" ".to_owned(), after),
        (true, Some(c)) => (c.to_string(), after[c.len_utf8()..].to_owned()),
        _ => (at, after),
    };
    let place = before.len()..before.len() + at.len();
    (before + &at + &after, place)
}

/// Cleaned, with tabs as wide as they usually look.
fn spread(text: &str, unicode: bool) -> String {
    clean(&text.replace('\t', "    "), unicode)
}

/// The nearest character boundary at or before `offset`.
fn boundary(text: &str, offset: usize) -> usize {
    (0..=offset.min(text.len()))
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(0)
}

/// The label, broken into lines that fit between its bar and the right edge.
fn label_lines(label: &str, line: &str, marked: &Range<usize>, columns: usize) -> Option<String> {
    if label.is_empty() {
        return None;
    }
    let bar = width(&line[..marked.start]) + width(&line[marked.clone()]) / 2;
    Some(wrap(label, columns.saturating_sub(bar + 4).max(16)).join("\n"))
}

impl Part {
    fn empty(label: Option<String>) -> Self {
        Part {
            offset: 0,
            name: String::new(),
            text: String::new(),
            first: 1,
            numbers: Vec::new(),
            marked: 0..0,
            label,
        }
    }
}

fn theme(severity: Severity, labels: usize, style: &Style) -> GraphicalTheme {
    let mut theme = match (style.color, style.unicode) {
        (true, true) => GraphicalTheme::unicode(),
        (true, false) => GraphicalTheme::ascii(),
        (false, true) => GraphicalTheme::unicode_nocolor(),
        (false, false) => GraphicalTheme::none(),
    };
    let styles = &mut theme.styles;
    let own = match severity {
        Severity::Critical | Severity::Error => styles.error,
        Severity::Warning => styles.warning,
        Severity::Info => styles.advice,
    };
    styles.link = styles.help;
    // the first label is the finding's, the others are those of related records
    styles.highlights = vec![styles.help; labels.max(1)];
    styles.highlights[0] = own;
    // an emoji-like sign would be two columns wide in some terminals
    theme.characters.warning = "!".into();
    theme.characters.advice = "i".into();
    theme
}

/// Puts the real line numbers in place of those `miette` counted.
fn renumber(drawn: &str, parts: &[Part], style: &Style) -> String {
    let characters = theme(Severity::Info, 0, style).characters;
    let top = format!("{}{}", characters.ltop, characters.hbar);
    let mut parts = parts.iter();
    let mut pending: &[(usize, Option<Line>)] = &[];
    let mut out = String::with_capacity(drawn.len());
    for line in drawn.split_inclusive('\n') {
        if line.starts_with("   ") && line.trim_start_matches(' ').starts_with(&top) {
            pending = parts.next().map_or(&[], |p| &p.numbers);
            out.push_str(line);
            continue;
        }
        match pending.split_first() {
            Some(((counted, real), rest)) => {
                pending = rest;
                let columns = digits(counted + rest.len());
                let real = real.map_or(String::new(), |l| l.0.to_string());
                // the number stands between blanks, or between the codes of its colour
                let (before, after) = if style.color {
                    ("m", "\x1b")
                } else {
                    (" ", " ")
                };
                let counted = format!("{before}{counted:>columns$}{after}");
                out.push_str(&line.replacen(
                    &counted,
                    &format!("{before}{real:>columns$}{after}"),
                    1,
                ));
            }
            None => out.push_str(line),
        }
    }
    out
}

impl SourceCode for Picture {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        _before: usize,
        _after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let holds = |p: &&Part| {
            span.offset() >= p.offset && span.offset() + span.len() <= p.offset + p.text.len()
        };
        // a span over two excerpts is refused, so that `miette` draws them apart
        let part = self
            .parts
            .iter()
            .find(holds)
            .ok_or(MietteError::OutOfBounds)?;
        let whole = SourceSpan::from((part.offset, part.text.len()));
        Ok(Box::new(MietteSpanContents::new_named(
            part.name.clone(),
            part.text.as_bytes(),
            whole,
            part.first - 1,
            0,
            1,
        )))
    }
}

impl Diagnostic for Picture {
    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.severity {
            Severity::Critical | Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Info => miette::Severity::Advice,
        })
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let span =
            |p: &Part| LabeledSpan::new(p.label.clone(), p.offset + p.marked.start, p.marked.len());
        Some(Box::new(self.parts.iter().map(span)))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self)
    }
}

impl fmt::Display for Picture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Picture {}

#[cfg(test)]
mod tests;
