//! JUnit: re-read as XML, and held to the schema of the Jenkins xUnit plug-in.

use roxmltree::{Document, Node};

use super::rich::{counted, everything, hostile, hostile_report, many, written};
use super::*;

const XS: &str = "http://www.w3.org/2001/XMLSchema";

/// What the schema says of an element, as far as it says it by names: enough for this schema, which has no orders.
struct Schema<'s>(Node<'s, 's>);

impl<'s> Schema<'s> {
    fn declared(&self, kind: &str, name: &str) -> Option<Node<'s, 's>> {
        let mut top = self.0.children();
        top.find(|n| n.has_tag_name((XS, kind)) && n.attribute("name") == Some(name))
    }

    /// The complex type of an element; `None` where it is a plain text.
    fn complex(&self, element: Node<'s, 's>) -> Option<Node<'s, 's>> {
        let inside = element
            .children()
            .find(|n| n.has_tag_name((XS, "complexType")));
        inside.or_else(|| self.declared("complexType", element.attribute("type")?))
    }

    fn faults(&self, node: Node<'_, '_>, faults: &mut Vec<String>) {
        let name = node.tag_name().name();
        let Some(element) = self.declared("element", name) else {
            return faults.push(format!("<{name}> is not declared"));
        };
        let Some(kind) = self.complex(element) else {
            let inside = node.children().find(|n| n.is_element());
            faults.extend(inside.map(|n| format!("<{name}> holds {:?}", n.tag_name())));
            return;
        };
        let attributes: Vec<Node<'_, '_>> = kind
            .children()
            .filter(|n| n.has_tag_name((XS, "attribute")))
            .collect();
        for attribute in node.attributes() {
            let known = attributes
                .iter()
                .any(|a| a.attribute("name") == Some(attribute.name()));
            if !known {
                faults.push(format!("<{name} {}> is not declared", attribute.name()));
            }
        }
        for attribute in attributes
            .iter()
            .filter(|a| a.attribute("use") == Some("required"))
        {
            let wanted = attribute.attribute("name").expect("a name");
            if node.attribute(wanted).is_none() {
                faults.push(format!("<{name}> lacks {wanted}"));
            }
        }
        let allowed: Vec<&str> = kind
            .descendants()
            .filter_map(|n| n.attribute("ref"))
            .collect();
        let mixed = kind.attribute("mixed") == Some("true");
        for child in node.children() {
            let text = child.text().unwrap_or("");
            if child.is_text() && !mixed && !text.trim().is_empty() {
                faults.push(format!("<{name}> holds the text {text:?}"));
            }
            if child.is_element() {
                if !allowed.contains(&child.tag_name().name()) {
                    faults.push(format!("<{name}> holds <{}>", child.tag_name().name()));
                }
                self.faults(child, faults);
            }
        }
    }
}

#[track_caller]
fn check(text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/junit-10.xsd");
    let schema = std::fs::read_to_string(path).expect("the schema is part of the tests");
    let schema = Document::parse(&schema).expect("the schema is XML");
    let xml = Document::parse(text).unwrap_or_else(|e| panic!("{e}\n{text}"));
    let mut faults = Vec::new();
    Schema(schema.root_element()).faults(xml.root_element(), &mut faults);
    assert_eq!(faults, Vec::<String>::new());
    let root = xml.root_element();
    assert!(root.has_tag_name("testsuites"));
    // the numbers say what the elements say
    for suite in root.children().filter(Node::is_element).chain([root]) {
        for (attribute, element) in [
            ("tests", "testcase"),
            ("failures", "failure"),
            ("skipped", "skipped"),
        ] {
            let counted = suite
                .descendants()
                .filter(|n| n.has_tag_name(element))
                .count();
            if let Some(said) = suite.attribute(attribute) {
                assert_eq!(said, counted.to_string(), "{attribute}");
            }
        }
    }
}

#[test]
fn junit_is_valid_whatever_the_data() {
    for lang in [Lang::Zh, Lang::En] {
        let style = everything(lang);
        check(&written(Format::Junit, &report(), &findings(), &style));
        check(&written(
            Format::Junit,
            &counted(&many(30)),
            &many(30),
            &style,
        ));
        check(&written(Format::Junit, &counted(&[]), &Vec::new(), &style));
        for findings in [rich::accounted(findings()), rich::accounted(many(30))] {
            let text = written(Format::Junit, &counted(&findings), &findings, &style);
            check(&text);
        }
        check(&written(
            Format::Junit,
            &hostile_report(),
            &hostile(),
            &style,
        ));
    }
}

#[test]
fn the_schema_refuses_what_it_does_not_name() {
    let text = written(Format::Junit, &report(), &findings(), &everything(Lang::Zh));
    for (from, to) in [
        ("<failure type=", "<failure kind="),
        ("<skipped ", "<passed "),
        ("<testcase name=", "<testcase title="),
    ] {
        let wrong = text.replacen(from, to, 1);
        assert!(std::panic::catch_unwind(|| check(&wrong)).is_err(), "{to}");
    }
}

#[test]
fn every_rule_is_a_case_with_its_reason() {
    let text = written(Format::Junit, &report(), &findings(), &everything(Lang::Zh));
    let xml = Document::parse(&text).expect("XML");
    let case = |id: &str| {
        let cases = xml.descendants().filter(|n| n.has_tag_name("testcase"));
        let mut named = cases.filter(|n| n.attribute("name").is_some_and(|n| n.starts_with(id)));
        named.next().unwrap_or_else(|| panic!("{id} is a case"))
    };
    for rule in report().rules {
        let inside = case(&rule.id.0).children().find(Node::is_element);
        let (tag, message) = inside.map_or(("", ""), |n| {
            (n.tag_name().name(), n.attribute("message").unwrap_or(""))
        });
        let expected = match rule.outcome {
            Outcome::Passed => "",
            Outcome::Failed => "failure",
            _ => "skipped",
        };
        assert_eq!(tag, expected, "{}", rule.id);
        assert!(
            message.contains(rule.reason.as_deref().unwrap_or("")),
            "{}",
            rule.id
        );
    }
    let failure = case("POST-003")
        .children()
        .find(Node::is_element)
        .expect("a failure");
    let text = failure.text().expect("findings");
    assert!(
        text.contains("samples/posts/公益岗在岗登记.csv:57:62: 甘某某在岗"),
        "{text}"
    );
    assert!(text.contains("依据: 2020年度成效考核反馈 问题7"), "{text}");
}
