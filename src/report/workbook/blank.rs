//! A workbook without any sheet, for the list to be put into: it has to be, before anybody can open it.

use std::io::{Cursor, Write as _};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::cannot::{Archive, Cannot};

const PARTS: [(&str, &str); 4] = [
    (
        "[Content_Types].xml",
        "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/></Types>",
    ),
    (
        "_rels/.rels",
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>",
    ),
    (
        "xl/workbook.xml",
        "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheets></sheets></workbook>",
    ),
    (
        "xl/_rels/workbook.xml.rels",
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"></Relationships>",
    ),
];

const UNWRITABLE: Cannot = Cannot::Zip(Archive::Unwritable);

pub fn blank() -> Result<Vec<u8>, Cannot> {
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in PARTS {
        out.start_file(name, SimpleFileOptions::default())
            .map_err(|_| UNWRITABLE)?;
        let whole =
            format!("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n{text}");
        out.write_all(whole.as_bytes()).map_err(|_| UNWRITABLE)?;
    }
    Ok(out.finish().map_err(|_| UNWRITABLE)?.into_inner())
}
