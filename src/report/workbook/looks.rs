//! The formats of the list of findings.

use super::style::{BORDERS, FILLS, FONTS, Styles, XFS};
use crate::finding::Severity;

/// Formats of the list, by their numbers.
#[derive(Clone, Copy)]
pub struct Looks {
    pub title: usize,
    pub header: usize,
    pub text: usize,
    /// Text that begins like a formula, which stays text when it is edited.
    pub quoted: usize,
    pub link: usize,
    pub severities: [usize; 4],
    /// In their place, for what does not count.
    pub aside: usize,
}

impl Styles {
    /// The formats of the list of findings.
    pub fn looks(&mut self) -> Looks {
        let p = self.prefix.clone();
        let font = |inner: &str| format!("<{p}font>{inner}<{p}name val=\"宋体\"/></{p}font>");
        let plain = self.find_or_add(FONTS, font(&format!("<{p}sz val=\"10\"/>")));
        let bold = self.find_or_add(FONTS, font(&format!("<{p}b/><{p}sz val=\"10\"/>")));
        let large = self.find_or_add(FONTS, font(&format!("<{p}b/><{p}sz val=\"14\"/>")));
        let blue = self.find_or_add(
            FONTS,
            font(&format!(
                "<{p}u/><{p}sz val=\"10\"/><{p}color rgb=\"FF0563C1\"/>"
            )),
        );
        let side = |name: &str| {
            format!("<{p}{name} style=\"thin\"><{p}color rgb=\"FFBFBFBF\"/></{p}{name}>")
        };
        let sides: String = ["left", "right", "top", "bottom"]
            .iter()
            .map(|n| side(n))
            .collect();
        let border = self.find_or_add(
            BORDERS,
            format!("<{p}border>{sides}<{p}diagonal/></{p}border>"),
        );
        let grey = self.find_or_add(FILLS, format!("<{p}fill><{p}patternFill patternType=\"solid\"><{p}fgColor rgb=\"FFD9D9D9\"/><{p}bgColor indexed=\"64\"/></{p}patternFill></{p}fill>"));
        let xf = |font: usize, fill: usize, border: usize, more: &str, across: &str| {
            format!(
                "<{p}xf numFmtId=\"0\" fontId=\"{font}\" fillId=\"{fill}\" borderId=\"{border}\" xfId=\"0\"{more} applyFont=\"1\" applyFill=\"1\" applyBorder=\"1\" applyAlignment=\"1\"><{p}alignment {across}vertical=\"top\" wrapText=\"1\"/></{p}xf>"
            )
        };
        let title = format!(
            "<{p}xf numFmtId=\"0\" fontId=\"{large}\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyFont=\"1\"/>"
        );
        let severities = Severity::ALL.map(|severity| {
            let fill = self.fill(severity);
            self.find_or_add(XFS, xf(bold, fill, border, "", "horizontal=\"center\" "))
        });
        Looks {
            title: self.find_or_add(XFS, title),
            header: self.find_or_add(XFS, xf(bold, grey, border, "", "horizontal=\"center\" ")),
            text: self.find_or_add(XFS, xf(plain, 0, border, "", "")),
            quoted: self.find_or_add(XFS, xf(plain, 0, border, " quotePrefix=\"1\"", "")),
            link: self.find_or_add(XFS, xf(blue, 0, border, "", "")),
            severities,
            aside: self.find_or_add(XFS, xf(bold, 0, border, "", "horizontal=\"center\" ")),
        }
    }
}
