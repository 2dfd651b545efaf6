//! HTML: read again by an XML parser, which sees what a browser without script sees; script, filter, contrast and
//! print are tested in a browser (`tests/browser`).

use roxmltree::{Document, Node, ParsingOptions};

use super::rich::{HOSTILE, counted, everything, hostile, hostile_report, many, written};
use super::*;

/// The page as XML, without the declaration that only HTML has.
pub fn read(text: &str) -> String {
    text.replacen("<!DOCTYPE html>", "", 1)
}

fn parsed<'t>(text: &'t str) -> Document<'t> {
    let options = ParsingOptions {
        nodes_limit: u32::MAX,
        ..ParsingOptions::default()
    };
    Document::parse_with_options(text, options).unwrap_or_else(|e| panic!("{e}"))
}

fn text_of(node: Node<'_, '_>) -> String {
    let texts = node.descendants().filter(Node::is_text);
    texts.filter_map(|n| n.text()).collect()
}

/// What must hold of every page: nothing of it comes from elsewhere, nothing in it runs but its own script.
#[track_caller]
fn check_safe(text: &str) {
    let text = read(text);
    let page = parsed(&text);
    for node in page.descendants().filter(Node::is_element) {
        let name = node.tag_name().name();
        let known = [
            "html",
            "head",
            "meta",
            "title",
            "style",
            "body",
            "a",
            "header",
            "main",
            "footer",
            "section",
            "p",
            "h1",
            "h2",
            "h3",
            "ul",
            "ol",
            "li",
            "b",
            "i",
            "span",
            "figure",
            "figcaption",
            "svg",
            "rect",
            "div",
            "table",
            "caption",
            "thead",
            "tbody",
            "tr",
            "th",
            "td",
            "form",
            "label",
            "input",
            "select",
            "option",
            "fieldset",
            "legend",
            "button",
            "output",
            "details",
            "summary",
            "dl",
            "dt",
            "dd",
            "mark",
            "noscript",
            "code",
            "script",
        ];
        assert!(known.contains(&name), "<{name}>");
        for attribute in node.attributes() {
            let (key, value) = (attribute.name(), attribute.value());
            assert!(
                !key.starts_with("on") && !["src", "style", "action"].contains(&key),
                "{key}"
            );
            if key == "href" {
                assert!(value.starts_with('#'), "{value}");
            }
        }
    }
    let scripts = page
        .descendants()
        .filter(|n| n.has_tag_name("script"))
        .count();
    assert_eq!(scripts, 1);
    let policy = page
        .descendants()
        .find(|n| n.attribute("http-equiv") == Some("Content-Security-Policy"))
        .and_then(|n| n.attribute("content"))
        .expect("a policy");
    assert!(
        policy.starts_with("default-src 'none';") && !policy.contains("unsafe"),
        "{policy}"
    );
}

#[test]
fn a_page_is_whole_by_itself_and_data_in_it_is_text() {
    for lang in [Lang::Zh, Lang::En] {
        let style = everything(lang);
        check_safe(&written(Format::Html, &report(), &findings(), &style));
        check_safe(&written(Format::Html, &counted(&[]), &Vec::new(), &style));
        let held = rich::accounted(findings());
        check_safe(&written(Format::Html, &counted(&held), &held, &style));
        check_safe(&written(
            Format::Html,
            &counted(&many(200)),
            &many(200),
            &style,
        ));
        check_safe(&written(
            Format::Html,
            &hostile_report(),
            &hostile(),
            &style,
        ));
    }
}

#[test]
fn hostile_texts_can_be_read_as_they_are() {
    let text = read(&written(
        Format::Html,
        &hostile_report(),
        &hostile(),
        &everything(Lang::Zh),
    ));
    let page = parsed(&text);
    let rows: Vec<String> = page
        .descendants()
        .filter(|n| n.attribute("data-p").is_some())
        .map(text_of)
        .collect();
    assert_eq!(rows.len(), HOSTILE.len());
    for (row, hostile) in rows.iter().zip(HOSTILE) {
        // control characters are shown, line breaks as one sign
        let plain = hostile.chars().all(|c| !c.is_control() && c != '\u{202e}');
        if plain {
            assert!(row.contains(&format!("说明{hostile}")), "{row}");
        }
    }
    assert!(rows[12].contains("<U+202E>gnp<U+200B>"), "{}", rows[12]);
}

#[test]
fn every_finding_rule_parameter_and_file_is_on_the_page() {
    let findings = many(200);
    let report = counted(&findings);
    let text = read(&written(
        Format::Html,
        &report,
        &findings,
        &everything(Lang::Zh),
    ));
    let page = parsed(&text);
    let rules = page
        .descendants()
        .filter(|n| n.attribute("data-s").is_some());
    for rule in rules {
        let head = rule
            .descendants()
            .find(|n| n.attribute("class") == Some("id"));
        let id = head.and_then(|n| n.text()).expect("an id");
        let rows: Vec<String> = rule
            .descendants()
            .filter(|n| n.attribute("data-p").is_some())
            .map(text_of)
            .collect();
        let expected: Vec<&Finding> = findings.iter().filter(|f| &*f.rule.0 == id).collect();
        assert_eq!(rows.len(), expected.len(), "{id}");
        for (row, finding) in rows.iter().zip(expected) {
            let message = typeset::clean(&finding.message, true);
            assert!(row.contains(&message), "{message}\n{row}");
            assert!(row.contains(&*finding.location.file), "{row}");
            for related in &finding.related {
                assert!(row.contains(&related.message), "{row}");
            }
            assert!(row.contains(finding.place.as_deref().unwrap_or("")));
        }
        // few are laid out at once; the others wait in parts
        let waits = |n: &Node<'_, '_>| n.ancestors().any(|a| a.has_tag_name("noscript"));
        let rows = rule
            .descendants()
            .filter(|n| n.attribute("data-p").is_some());
        assert!(rows.filter(|n| !waits(n)).count() <= 50);
    }
    let all = text_of(page.root_element());
    for rule in &report.rules {
        assert!(all.contains(&rule.title), "{}", rule.id);
        assert!(
            all.contains(rule.reason.as_deref().unwrap_or("")),
            "{}",
            rule.id
        );
    }
    for parameter in &report.parameters {
        assert!(all.contains(&parameter.title) && all.contains(&parameter.value));
    }
    for input in &report.inputs {
        assert!(all.contains(&*input.path) && all.contains(&input.sha256));
    }
    for file in &report.ignored {
        assert!(all.contains(&*file.path) && all.contains(&file.reason));
    }
}

/// The script cuts the page at line breaks: a row that broke would lose its end.
#[test]
fn a_row_is_one_line() {
    let findings = hostile();
    let text = written(
        Format::Html,
        &hostile_report(),
        &findings,
        &everything(Lang::Zh),
    );
    let rows: Vec<&str> = text
        .lines()
        .filter(|l| l.starts_with("<tr data-p="))
        .collect();
    assert_eq!(rows.len(), findings.len());
    assert!(rows.iter().all(|row| row.ends_with("</tr>")));
}
