//! How cells of our workbooks look.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

/// The built-in number format `@`.
const TEXT: u8 = 49;
/// Number format of a day.
const DAY: &str = "yyyy-mm-dd";

/// What a cell takes and shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A number of a document, person or record: digits that are no quantity stay as they are typed.
    Label,
    /// Anything else that is written, on several lines where it is long. Not formatted as text: older versions of Excel
    /// show `####` for more than 255 characters there.
    Text,
    Whole,
    Number,
    Day,
}

/// The format of a filled cell.
pub fn cell(kind: Kind) -> Format {
    let plain = Format::new().set_align(FormatAlign::Top);
    match kind {
        Kind::Label => plain.set_num_format_index(TEXT),
        Kind::Text => plain.set_text_wrap(),
        Kind::Whole => plain.set_num_format("0"),
        Kind::Number => plain,
        Kind::Day => plain.set_num_format(DAY),
    }
}

/// The same in the sample row.
pub fn sample(kind: Kind) -> Format {
    let grey = Color::RGB(0x80_80_80);
    cell(kind)
        .set_font_color(grey)
        .set_italic()
        .set_background_color(Color::RGB(0xF2_F2_F2))
}

pub fn header(required: bool) -> Format {
    let color = if required { 0xFC_E4_D6 } else { 0xDD_EB_F7 };
    Format::new()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::Center)
        .set_align(FormatAlign::VerticalCenter)
        .set_border(FormatBorder::Thin)
        .set_border_color(Color::RGB(0xBF_BF_BF))
        .set_background_color(Color::RGB(color))
}

pub fn title() -> Format {
    Format::new().set_bold().set_font_size(14)
}

pub fn heading() -> Format {
    Format::new().set_bold().set_font_size(12)
}

/// Text in a table of the guide.
pub fn framed() -> Format {
    Format::new()
        .set_text_wrap()
        .set_align(FormatAlign::Top)
        .set_border(FormatBorder::Thin)
        .set_border_color(Color::RGB(0xBF_BF_BF))
}

pub fn prose() -> Format {
    Format::new().set_align(FormatAlign::Top)
}
