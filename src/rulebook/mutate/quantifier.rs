//! Changes of calls: quantifiers, filters, orders, defaults, and functions taken for their neighbours.

use super::change::{Change, Changes, Part, is_single};
use crate::rulebook::syntax::{BinaryOp, Call, Direction, Expr, ExprKind};

/// Functions that are taken for each other.
const NEIGHBOURS: [(&str, &str); 5] = [
    ("min", "max"),
    ("first", "last"),
    ("least", "greatest"),
    ("floor", "ceil"),
    ("starts_with", "ends_with"),
];

pub fn call_changes(changes: &mut Changes<'_>, part: &Part<'_>, call: &Call) {
    let name = call.name.text.as_str();
    let framed = |change: Change| Change {
        frame: part.expr.span.clone(),
        ..change
    };
    let renamed = |other: &str| {
        let mut call = call.clone();
        call.name.text = other.to_owned();
        call
    };
    for (one, two) in NEIGHBOURS {
        for (from, to) in [(one, two), (two, one)] {
            if name == from {
                let kind = ExprKind::Call(renamed(to));
                let change = changes.change(part, kind, call.name.span.clone(), to.to_owned());
                changes.push(framed(change));
            }
        }
    }
    match name {
        "coalesce" => shorter(changes, part, call),
        "exists" | "every" => quantifier(changes, part, call),
        "count_distinct" => repeated(changes, part, call),
        _ => {}
    }
    if let Some(filter) = call.filter.as_deref().filter(|filter| is_single(filter)) {
        let mut without = call.clone();
        without.filter = None;
        let before = call.order.last().map_or_else(
            || {
                call.arguments
                    .first()
                    .map_or(filter.span.start, |x| x.span.end)
            },
            |(key, _)| key.span.end,
        );
        // a direction stands between the order and the filter
        let start = changes.text[before..filter.span.start]
            .to_ascii_lowercase()
            .rfind("where")
            .map_or(before, |at| before + at);
        let kind = ExprKind::Call(without);
        let change = changes.change(part, kind, start..filter.span.end, String::new());
        changes.push(framed(change));
    }
    // the longest run is as long from either end
    for (at, (key, direction)) in call.order.iter().enumerate().filter(|_| name != "max_run") {
        let mut turned = call.clone();
        let (other, word) = match direction {
            Direction::Ascending => (Direction::Descending, "desc"),
            Direction::Descending => (Direction::Ascending, "asc"),
        };
        turned.order[at].1 = other;
        let rest = &changes.text[key.span.end..part.expr.span.end];
        let written = rest.trim_start();
        let space = rest.len() - written.len();
        let length = ["desc", "asc"]
            .into_iter()
            .find(|word| written.to_ascii_lowercase().starts_with(word))
            .map_or(0, |word| space + word.len());
        let span = key.span.start..key.span.end + length;
        let text = format!("{} {word}", changes.slice(key));
        let change = changes.change(part, ExprKind::Call(turned), span, text);
        changes.push(framed(change));
    }
}

/// `coalesce` without one of its arguments.
fn shorter(changes: &mut Changes<'_>, part: &Part<'_>, call: &Call) {
    let arguments = &call.arguments;
    for at in (0..arguments.len()).filter(|_| arguments.len() > 1) {
        let mut fewer = call.clone();
        fewer.arguments.remove(at);
        let (kind, span, text) = match fewer.arguments.as_slice() {
            [single] => (
                single.kind.clone(),
                part.expr.span.clone(),
                changes.slice(single).to_owned(),
            ),
            _ => {
                let span = match at {
                    0 => arguments[0].span.start..arguments[1].span.start,
                    _ => arguments[at - 1].span.end..arguments[at].span.end,
                };
                (ExprKind::Call(fewer), span, String::new())
            }
        };
        let change = changes.change(part, kind, span, text);
        changes.push(change);
    }
}

/// `exists` for `every` and the other way round, the conditions kept.
fn quantifier(changes: &mut Changes<'_>, part: &Part<'_>, call: &Call) {
    let mut other = call.clone();
    let conditions: Vec<&Expr> = call.filter.iter().chain(&call.body).map(|x| &**x).collect();
    if call.name.text == "exists" {
        other.name.text = "every".to_owned();
        if call.body.is_none() {
            other.body = other.filter.take();
        }
        if other.body.is_none() {
            return;
        }
    } else {
        other.name.text = "exists".to_owned();
        let reads_previous = !call.order.is_empty();
        if !reads_previous {
            other.body = None;
            other.filter = conditions
                .iter()
                .map(|x| (*x).clone())
                .reduce(|a, b| Expr {
                    span: a.span.start..b.span.end,
                    kind: ExprKind::Binary(BinaryOp::And, Box::new(a), Box::new(b)),
                })
                .map(Box::new);
        }
    }
    let mut text = format!("{}(", other.name.text);
    let head_end = match conditions.first() {
        Some(first) => {
            let head = &changes.text[call.name.span.end..first.span.start];
            let head = head.trim_start().trim_start_matches('(').trim_end();
            let cut = head
                .strip_suffix("where")
                .or_else(|| head.strip_suffix(':'))
                .unwrap_or(head);
            cut.trim_end().to_owned()
        }
        None => return,
    };
    text += &head_end;
    let mut pieces = Vec::new();
    if let Some(filter) = &other.filter {
        let parts: Vec<&str> = if other.body.is_none() {
            conditions.iter().map(|x| changes.slice(x)).collect()
        } else {
            vec![changes.slice(filter)]
        };
        pieces.push(format!(" where {}", parts.join(" and ")));
    }
    if let Some(body) = &other.body {
        pieces.push(format!(" : {}", changes.slice(body)));
    }
    text += &pieces.concat();
    text.push(')');
    let change = changes.change(part, ExprKind::Call(other), part.expr.span.clone(), text);
    changes.push(change);
}

/// `count` for `count_distinct`: values that repeat are counted again.
fn repeated(changes: &mut Changes<'_>, part: &Part<'_>, call: &Call) {
    let Some(Expr {
        kind: ExprKind::Path(names),
        span,
    }) = call.arguments.first()
    else {
        return;
    };
    let Some((_, records)) = names
        .split_last()
        .filter(|(_, records)| !records.is_empty())
    else {
        return;
    };
    let mut other = call.clone();
    other.name.text = "count".to_owned();
    other.arguments[0].kind = ExprKind::Path(records.to_vec());
    let end = records[records.len() - 1].span.end;
    let text = format!("count({}", &changes.text[span.start..end]);
    let change = changes.change(
        part,
        ExprKind::Call(other),
        part.expr.span.start..span.end,
        text,
    );
    changes.push(change);
}
