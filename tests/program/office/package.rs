//! A workbook taken apart with `zip` and `roxmltree` alone, so that what wrote it does not judge it.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

use roxmltree::{Document, Node};

/// The parts of a workbook by name.
pub struct Package(pub BTreeMap<String, Vec<u8>>);

/// A sheet's cells by address, and its XML.
pub struct Sheet {
    pub name: String,
    pub part: String,
    pub hidden: bool,
    pub cells: BTreeMap<String, String>,
}

impl Package {
    /// Every part that is XML must be well-formed.
    #[track_caller]
    pub fn open(bytes: &[u8]) -> Package {
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip archive");
        let mut parts = BTreeMap::new();
        for at in 0..archive.len() {
            let mut file = archive.by_index(at).expect("an entry");
            let mut content = Vec::new();
            file.read_to_end(&mut content).expect("readable");
            let name = file.name().expect("a name").into_owned();
            if name.ends_with(".xml") || name.ends_with(".rels") {
                let text = std::str::from_utf8(&content).expect("UTF-8");
                Document::parse(text).unwrap_or_else(|error| panic!("{name}: {error}"));
            }
            assert!(
                parts.insert(name.clone(), content).is_none(),
                "{name} twice"
            );
        }
        Package(parts)
    }

    #[track_caller]
    pub fn text(&self, part: &str) -> &str {
        let part = self.0.get(part).unwrap_or_else(|| panic!("no part {part}"));
        std::str::from_utf8(part).expect("UTF-8")
    }

    /// Parts that a part's relations of a kind lead to.
    pub fn related(&self, part: &str, kind: &str) -> Vec<(String, String)> {
        let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
        let rels = format!("{folder}/_rels/{file}.rels");
        let rels = rels.trim_start_matches('/');
        if !self.0.contains_key(rels) {
            return Vec::new();
        }
        let document = Document::parse(self.text(rels)).expect("XML");
        let relations = document.descendants().filter(|n| {
            n.attribute("Type")
                .is_some_and(|t| t.ends_with(&format!("/{kind}")))
        });
        relations
            .map(|n| {
                let id = n.attribute("Id").expect("an id").to_owned();
                (
                    id,
                    resolve(folder, n.attribute("Target").expect("a target")),
                )
            })
            .collect()
    }

    fn strings(&self) -> Vec<String> {
        let Some(part) = self.related("xl/workbook.xml", "sharedStrings").pop() else {
            return Vec::new();
        };
        let document = Document::parse(self.text(&part.1)).expect("XML");
        let items = document
            .descendants()
            .filter(|n| n.tag_name().name() == "si");
        items.map(text_of).collect()
    }

    /// The sheets in order of the tabs.
    pub fn sheets(&self) -> Vec<Sheet> {
        let strings = self.strings();
        let parts: BTreeMap<String, String> = self
            .related("xl/workbook.xml", "worksheet")
            .into_iter()
            .collect();
        let document = Document::parse(self.text("xl/workbook.xml")).expect("XML");
        let sheets = document
            .descendants()
            .filter(|n| n.tag_name().name() == "sheet");
        sheets
            .filter_map(|sheet| {
                let id = sheet.attributes().find(|a| a.name() == "id")?;
                let part = parts.get(id.value())?.clone();
                Some(Sheet {
                    name: sheet.attribute("name").expect("a name").to_owned(),
                    hidden: sheet.attribute("state").is_some_and(|s| s != "visible"),
                    cells: self.cells(&part, &strings),
                    part,
                })
            })
            .collect()
    }

    fn cells(&self, part: &str, strings: &[String]) -> BTreeMap<String, String> {
        let document = Document::parse(self.text(part)).expect("XML");
        let cells = document
            .descendants()
            .filter(|n| n.tag_name().name() == "c");
        cells
            .filter_map(|cell| {
                let value = cell
                    .children()
                    .find(|n| matches!(n.tag_name().name(), "v" | "is"))?;
                let text = match cell.attribute("t") {
                    Some("s") => {
                        strings[text_of(value).parse::<usize>().expect("an index")].clone()
                    }
                    _ => text_of(value),
                };
                Some((cell.attribute("r").expect("an address").to_owned(), text))
            })
            .collect()
    }
}

impl Sheet {
    /// The texts of a row, in order of columns.
    pub fn row(&self, row: u32) -> Vec<&str> {
        let of = |address: &str| {
            let digits = address.trim_start_matches(|c: char| c.is_ascii_uppercase());
            let letters = &address[..address.len() - digits.len()];
            (
                digits.parse::<u32>().expect("a row"),
                letters.len(),
                letters.to_owned(),
            )
        };
        let mut cells: Vec<_> = self.cells.iter().map(|(at, text)| (of(at), text)).collect();
        cells.sort();
        let cells = cells.into_iter().filter(|((at, ..), _)| *at == row);
        cells.map(|(_, text)| text.as_str()).collect()
    }
}

/// All text below a node, phonetic hints left out.
pub fn text_of(node: Node<'_, '_>) -> String {
    let texts = node.descendants().filter(|n| n.is_text());
    texts.filter_map(|n| n.text()).collect()
}

fn resolve(folder: &str, target: &str) -> String {
    let whole = match target.strip_prefix('/') {
        Some(absolute) => absolute.to_owned(),
        None => format!("{folder}/{target}"),
    };
    let mut steps: Vec<&str> = Vec::new();
    for step in whole.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                steps.pop();
            }
            step => steps.push(step),
        }
    }
    steps.join("/")
}
