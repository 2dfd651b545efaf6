"""Small workbooks that are written in ways that are allowed and rare. All hold the same two sheets; people are invented."""

from excel import HEAD, MAIN, PKG, REL

STRICT_MAIN = "http://purl.oclc.org/ooxml/spreadsheetml/main"
STRICT_REL = "http://purl.oclc.org/ooxml/officeDocument/relationships"
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
COMMENT_ANCHOR = "3, 15, 0, 10, 5, 31, 4, 9"

SHAPES = '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:excel"><v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/></v:shapetype><v:shape id="_x0000_s1025" type="#_x0000_t202" style="position:absolute;visibility:hidden" fillcolor="#ffffe1"><v:textbox/><x:ClientData ObjectType="Note"><x:Anchor>3, 15, 0, 10, 5, 31, 4, 9</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>1</x:Row><x:Column>1</x:Column></x:ClientData></v:shape></xml>'


def small(main=MAIN, rel=REL, p="", absolute=False, styles=True, addresses=True, first="worksheets/sheet1.xml", first_target=None, comments=True):
    """`p` is the prefix of the main namespace with its colon, `first` the part of the first sheet below xl/."""
    xmlns = f'xmlns:{p[:-1]}="{main}"' if p else f'xmlns="{main}"'
    strict = main != MAIN
    r = "rel" if p else "r"

    def at(address):
        return f' r="{address}"' if addresses else ""

    def row(n, cells):
        each = "".join(cells)
        return f"<{p}row{at(n)}>{each}</{p}row>"

    def text(address, value, s=""):
        return f'<{p}c{at(address)}{s} t="inlineStr"><{p}is><{p}t>{value}</{p}t></{p}is></{p}c>'

    def number(address, value, s="", formula=""):
        f = f"<{p}f>{formula}</{p}f>" if formula else ""
        return f"<{p}c{at(address)}{s}>{f}<{p}v>{value}</{p}v></{p}c>"

    s = ' s="1"' if styles else ""
    folder = first.rsplit("/", 1)[0]
    file = first.rsplit("/", 1)[1]

    def target(of, part):
        return f"/xl/{part}" if absolute else of + part

    legacy = f'<{p}legacyDrawing {r}:id="rId2"/>' if comments else ""
    sheet1 = (
        f'{HEAD}<{p}worksheet {xmlns} xmlns:{r}="{rel}"><{p}sheetData>'
        + row(1, [text("A1", "姓名", s), text("B1", "金额", s), text("C1", "合计")])
        + row(2, [text("A2", "例甲"), number("B2", "3.5", s), number("C2", "7", formula="B2*2")])
        + row(3, [text("A3", "例乙 &amp; 例丙"), number("B3", "4", s)])
        + f'</{p}sheetData><{p}mergeCells count="1"><{p}mergeCell ref="A5:B6"/></{p}mergeCells>{legacy}</{p}worksheet>'
    )
    sheet2 = f'{HEAD}<{p}worksheet {xmlns}><{p}sheetViews><{p}sheetView tabSelected="1" workbookViewId="0"/></{p}sheetViews><{p}sheetData/></{p}worksheet>'
    workbook = (
        f'{HEAD}<{p}workbook {xmlns} xmlns:{r}="{rel}"{" conformance=" + chr(34) + "strict" + chr(34) if strict else ""}><{p}bookViews><{p}workbookView activeTab="1"/></{p}bookViews>'
        f'<{p}sheets><{p}sheet name="台账" sheetId="2" {r}:id="rId1"/><{p}sheet name="空" sheetId="1" {r}:id="rId2"/></{p}sheets>'
        f'<{p}definedNames><{p}definedName name="_xlnm.Print_Titles" localSheetId="0">台账!$1:$1</{p}definedName></{p}definedNames></{p}workbook>'
    )
    style = f'{HEAD}<{p}styleSheet {xmlns}><{p}fonts count="1"><{p}font><{p}sz val="11"/></{p}font></{p}fonts><{p}fills count="3"><{p}fill><{p}patternFill patternType="none"/></{p}fill><{p}fill><{p}patternFill patternType="gray125"/></{p}fill><{p}fill><{p}patternFill patternType="solid"><{p}fgColor rgb="FFFFFF00"/></{p}patternFill></{p}fill></{p}fills><{p}borders count="1"><{p}border/></{p}borders><{p}cellXfs count="2"><{p}xf/><{p}xf fillId="2" applyFill="1"/></{p}cellXfs></{p}styleSheet>'
    comment = f'{HEAD}<{p}comments {xmlns}><{p}authors><{p}author>例丁</{p}author></{p}authors><{p}commentList><{p}comment ref="B2" authorId="0"><{p}text><{p}t>旧批注</{p}t></{p}text></{p}comment></{p}commentList></{p}comments>'

    def relations(rows):
        each = "".join(f'<Relationship Target="{target}" Type="{rel}/{kind}" Id="{id}"/>' for id, kind, target in rows)
        return f'{HEAD}<Relationships xmlns="{PKG}/relationships">{each}</Relationships>'

    overrides = [("xl/workbook.xml", "sheet.main"), (f"xl/{first_target or first}", "worksheet"), ("xl/worksheets/sheet2.xml", "worksheet")]
    more = []
    parts = {}
    if styles:
        overrides.append(("xl/styles.xml", "styles"))
        more.append(("rId3", "styles", target("", "styles.xml")))
        parts["xl/styles.xml"] = style
    if comments:
        overrides.append(("xl/comments/c1.xml", "comments"))
        parts["xl/comments/c1.xml"] = comment
        parts["xl/drawings/d1.vml"] = SHAPES
        parts[f"xl/{folder}/_rels/{file}.rels"] = relations(
            [("rId1", "comments", target("../", "comments/c1.xml")), ("rId2", "vmlDrawing", target("../", "drawings/d1.vml"))]
        )
    types = "".join(f'<Override ContentType="{SPREADSHEET}.{kind}+xml" PartName="/{part}"/>' for part, kind in overrides)
    return {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="{PKG}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Default Extension="VML" ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"/>{types}</Types>',
        "_rels/.rels": relations([("rId1", "officeDocument", "/xl/workbook.xml" if absolute else "xl/workbook.xml")]),
        "xl/workbook.xml": workbook,
        "xl/_rels/workbook.xml.rels": relations(
            [("rId1", "worksheet", target("", first_target or first)), ("rId2", "worksheet", target("", "worksheets/sheet2.xml"))] + more
        ),
        f"xl/{first}": sheet1,
        "xl/worksheets/sheet2.xml": sheet2,
        **parts,
    }


def coded(text, encoding):
    """The same document in another encoding; with a byte order mark, as Windows programs write them."""
    name = {"utf-8-sig": "utf-8", "utf-16": "UTF-16"}[encoding]
    return text.replace('encoding="UTF-8"', f'encoding="{name}"').encode(encoding)
