//! XML as a tree that can be compared whatever prefixes and order of attributes it is written with, and a package of such
//! parts with what belongs together: relations, types, sheets.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

use roxmltree::{Document, Node};

/// An element; names are local ones behind their namespace in braces, without it for attributes that have none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Element {
    pub namespace: String,
    pub name: String,
    pub attributes: BTreeMap<String, String>,
    /// The text right in it.
    pub text: String,
    pub children: Vec<Element>,
}

impl Element {
    #[track_caller]
    pub fn parse(bytes: &[u8]) -> Element {
        let text = decoded(bytes);
        let document = Document::parse(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
        Element::of(document.root_element())
    }

    fn of(node: Node<'_, '_>) -> Element {
        let attributes = node.attributes().map(|a| {
            let namespace = a.namespace().map_or(String::new(), |n| format!("{{{n}}}"));
            (format!("{namespace}{}", a.name()), a.value().to_owned())
        });
        let texts = node.children().filter(|n| n.is_text());
        Element {
            namespace: node.tag_name().namespace().unwrap_or_default().to_owned(),
            name: node.tag_name().name().to_owned(),
            attributes: attributes.collect(),
            text: texts.filter_map(|n| n.text()).collect(),
            children: node
                .children()
                .filter(Node::is_element)
                .map(Element::of)
                .collect(),
        }
    }

    /// An attribute by its local name.
    pub fn get(&self, name: &str) -> Option<&str> {
        let local = |known: &String| known.rsplit('}').next() == Some(name);
        let mut all = self.attributes.iter();
        all.find(|(known, _)| local(known))
            .map(|(_, value)| value.as_str())
    }

    pub fn number(&self, name: &str) -> usize {
        self.get(name).map_or(0, |n| n.parse().expect("a number"))
    }

    pub fn child(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|e| e.name == name)
    }

    pub fn child_mut(&mut self, name: &str) -> Option<&mut Element> {
        self.children.iter_mut().find(|e| e.name == name)
    }

    /// The children of a child, none where there is no such child.
    pub fn items(&self, name: &str) -> &[Element] {
        self.child(name).map_or(&[], |e| &e.children)
    }

    /// All elements of a name below this one.
    pub fn all(&self, name: &str) -> Vec<&Element> {
        let below = self.children.iter().flat_map(|e| e.all(name));
        let own = (self.name == name).then_some(self);
        own.into_iter().chain(below).collect()
    }

    /// All text in it, white space included.
    pub fn whole_text(&self) -> String {
        let below = self.children.iter().map(Element::whole_text);
        self.text.clone() + &below.collect::<String>()
    }
}

/// UTF-8 with or without its mark, and UTF-16.
pub fn decoded(bytes: &[u8]) -> String {
    let wide = |of: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = bytes[2..]
            .chunks(2)
            .map(|two| of([two[0], two[1]]))
            .collect();
        String::from_utf16(&units).expect("UTF-16")
    };
    match bytes {
        [0xff, 0xfe, ..] => wide(u16::from_le_bytes),
        [0xfe, 0xff, ..] => wide(u16::from_be_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8(rest.to_vec()).expect("UTF-8"),
        _ => String::from_utf8(bytes.to_vec()).expect("UTF-8"),
    }
}

/// A part as it is, and as the archive has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    pub content: Vec<u8>,
    pub compressed: Vec<u8>,
}

/// Parts by name, names percent-decoded.
pub struct Parts(pub BTreeMap<String, Part>);

#[derive(Clone, Debug)]
pub struct Relation {
    pub id: String,
    pub kind: String,
    pub target: String,
}

/// A sheet, in order of the tabs.
#[derive(Clone, Debug)]
pub struct Sheet {
    pub name: String,
    pub part: String,
    /// `worksheet`, `chartsheet` ...
    pub kind: String,
    pub state: String,
}

impl Parts {
    #[track_caller]
    pub fn open(bytes: &[u8]) -> Parts {
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip archive");
        let mut parts = BTreeMap::new();
        for at in 0..archive.len() {
            let (mut content, mut compressed) = (Vec::new(), Vec::new());
            let mut file = archive.by_index(at).expect("an entry");
            let name = percent_decoded(&file.name().expect("a name"));
            file.read_to_end(&mut content).expect("readable");
            drop(file);
            let mut raw = archive.by_index_raw(at).expect("an entry");
            raw.read_to_end(&mut compressed).expect("readable");
            let part = Part {
                content,
                compressed,
            };
            assert!(parts.insert(name.clone(), part).is_none(), "{name} twice");
        }
        Parts(parts)
    }

    #[track_caller]
    pub fn tree(&self, part: &str) -> Element {
        let found = self.0.get(part).unwrap_or_else(|| panic!("no part {part}"));
        Element::parse(&found.content)
    }

    /// Relations to other parts.
    pub fn relations(&self, of: &str) -> Vec<Relation> {
        let (folder, file) = of.rsplit_once('/').unwrap_or(("", of));
        let part = format!("{folder}/_rels/{file}.rels");
        let part = part.trim_start_matches('/');
        if !self.0.contains_key(part) {
            return Vec::new();
        }
        let tree = self.tree(part);
        let inner = tree
            .children
            .iter()
            .filter(|r| r.get("TargetMode") != Some("External"));
        let relation = |r: &Element| Relation {
            id: r.get("Id").expect("an id").to_owned(),
            kind: r
                .get("Type")
                .expect("a type")
                .rsplit('/')
                .next()
                .expect("one")
                .to_owned(),
            target: percent_decoded(&resolved(folder, r.get("Target").expect("a target"))),
        };
        inner.map(relation).collect()
    }

    pub fn related(&self, of: &str, kind: &str) -> Option<String> {
        let all = self.relations(of);
        all.into_iter().find(|r| r.kind == kind).map(|r| r.target)
    }

    pub fn workbook(&self) -> String {
        self.related("", "officeDocument").expect("a workbook")
    }

    pub fn sheets(&self) -> Vec<Sheet> {
        let workbook = self.workbook();
        let relations = self.relations(&workbook);
        let tree = self.tree(&workbook);
        let sheet = |e: &Element| {
            let relation = relations.iter().find(|r| Some(&*r.id) == e.get("id"));
            let relation = relation.expect("the sheet's relation");
            Sheet {
                name: e.get("name").expect("a name").to_owned(),
                part: relation.target.clone(),
                kind: relation.kind.clone(),
                state: e.get("state").unwrap_or("visible").to_owned(),
            }
        };
        tree.items("sheets").iter().map(sheet).collect()
    }

    /// Every part has a type, every relation leads to a part, and no id is given twice.
    #[track_caller]
    pub fn assert_complete(&self) {
        let types = self.tree("[Content_Types].xml");
        let of = |kind: &str, name: &str| -> Vec<String> {
            let all = types.children.iter().filter(|e| e.name == kind);
            all.map(|e| percent_decoded(e.get(name).expect("one")).to_lowercase())
                .collect()
        };
        let (endings, names) = (of("Default", "Extension"), of("Override", "PartName"));
        for (place, name) in names.iter().enumerate() {
            assert!(!names[..place].contains(name), "type of {name} twice");
        }
        for name in self.0.keys().filter(|name| *name != "[Content_Types].xml") {
            let ending = name.rsplit('.').next().expect("an ending").to_lowercase();
            let own = format!("/{}", name.to_lowercase());
            assert!(
                endings.contains(&ending) || names.contains(&own),
                "{name} has no type"
            );
            let Some((folder, file)) = name.rsplit_once("_rels/") else {
                continue;
            };
            let of = format!("{folder}{}", file.trim_end_matches(".rels"));
            let relations = self.relations(&of);
            for (place, relation) in relations.iter().enumerate() {
                let Relation { id, target, .. } = relation;
                assert!(
                    self.0.contains_key(target),
                    "{name}: {id} leads to {target}"
                );
                let twice = relations[..place].iter().any(|other| other.id == *id);
                assert!(!twice, "{name}: {id} twice");
            }
        }
    }
}

fn resolved(folder: &str, target: &str) -> String {
    let whole = match target.strip_prefix('/') {
        Some(absolute) => absolute.to_owned(),
        None => format!("{folder}/{target}"),
    };
    let mut steps: Vec<&str> = Vec::new();
    for step in whole.split('/').filter(|step| !matches!(*step, "" | ".")) {
        match step {
            ".." => drop(steps.pop()),
            step => steps.push(step),
        }
    }
    steps.join("/")
}

fn percent_decoded(name: &str) -> String {
    let (mut out, mut rest) = (Vec::new(), name.as_bytes());
    while let [first, more @ ..] = rest {
        let code = |two: &[u8]| u8::from_str_radix(std::str::from_utf8(two).ok()?, 16).ok();
        match more.get(..2).and_then(code).filter(|_| *first == b'%') {
            Some(byte) => {
                out.push(byte);
                rest = &more[2..];
            }
            None => {
                out.push(*first);
                rest = more;
            }
        }
    }
    String::from_utf8(out).expect("UTF-8")
}
