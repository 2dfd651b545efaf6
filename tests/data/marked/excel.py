"""The parts of a workbook as Excel writes them, with what openpyxl does not make: threaded comments, form controls beside
comments in one VML drawing, a header picture, calcChain, an external link, custom XML, a dialog sheet. People are invented."""

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PKG = "http://schemas.openxmlformats.org/package/2006"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
XR = "http://schemas.microsoft.com/office/spreadsheetml/2014/revision"
X14AC = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
XDR = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
VML = 'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:excel"'
THREAD = "{11111111-2222-3333-4444-555555555555}"
PERSON = "{66666666-7777-8888-9999-AAAAAAAAAAAA}"


def rels(*rows):
    each = "".join(
        f'<Relationship Id="{id}" Type="{kind if "://" in kind else REL + "/" + kind}" Target="{target}"{more}/>'
        for id, kind, target, more in [(*row, "") if len(row) == 3 else row for row in rows]
    )
    return f'{HEAD}<Relationships xmlns="{PKG}/relationships">{each}</Relationships>'


def shape(id, row, column, more=""):
    return (
        f'<v:shape id="_x0000_s{id}" type="#_x0000_t202" style=\'position:absolute;\r\n  margin-left:107.25pt;margin-top:7.5pt;width:108pt;height:59.25pt;z-index:1;\r\n  visibility:hidden\' fillcolor="infoBackground [80]" strokecolor="none [81]" o:insetmode="auto">\r\n'
        '  <v:fill color2="infoBackground [80]"/>\r\n  <v:shadow color="none [81]" obscured="t"/>\r\n  <v:path o:connecttype="none"/>\r\n'
        '  <v:textbox style=\'mso-direction-alt:auto\'>\r\n   <div style=\'text-align:left\'></div>\r\n  </v:textbox>\r\n'
        f'  <x:ClientData ObjectType="Note">\r\n   <x:MoveWithCells/>\r\n   <x:SizeWithCells/>\r\n   <x:Anchor>\r\n    {column + 1}, 15, {max(row - 1, 0)}, 10, {column + 3}, 31, {row + 3}, 9</x:Anchor>\r\n'
        f'   <x:AutoFill>False</x:AutoFill>\r\n   <x:Row>{row}</x:Row>\r\n   <x:Column>{column}</x:Column>\r\n{more}  </x:ClientData>\r\n </v:shape>'
    )


def vml(block, shapes):
    return (
        f'<xml {VML}>\r\n <o:shapelayout v:ext="edit">\r\n  <o:idmap v:ext="edit" data="{block}"/>\r\n </o:shapelayout>'
        '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202"\r\n  path="m,l,21600r21600,l21600,xe">\r\n  <v:stroke joinstyle="miter"/>\r\n  <v:path gradientshapeok="t" o:connecttype="rect"/>\r\n </v:shapetype>'
        f"{shapes}</xml>"
    )


BUTTON = (
    '<v:shape id="_x0000_s1030" type="#_x0000_t202" style=\'position:absolute;margin-left:300pt;margin-top:5pt;width:72pt;height:24pt\' o:button="t" fillcolor="buttonFace [67]" o:insetmode="auto">'
    '<v:textbox><div style=\'text-align:center\'><font face="宋体" size="220" color="#000000">核对</font></div></v:textbox>'
    '<x:ClientData ObjectType="Button"><x:Anchor>6, 10, 0, 5, 7, 40, 1, 15</x:Anchor><x:PrintObject>False</x:PrintObject><x:AutoFill>False</x:AutoFill><x:FmlaMacro>[0]!核对</x:FmlaMacro><x:TextHAlign>Center</x:TextHAlign><x:Row>1</x:Row><x:Column>1</x:Column></x:ClientData></v:shape>'
)

TYPES = f"""{HEAD}<Types xmlns="{PKG}/content-types"><Default Extension="bin" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.printerSettings"/><Default Extension="png" ContentType="image/png"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="vml" ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"/><Default Extension="xml" ContentType="application/xml"/>""" + "".join(
    f'<Override PartName="/{part}" ContentType="application/vnd.{kind}+xml"/>'
    for part, kind in [
        ("xl/workbook.xml", "openxmlformats-officedocument.spreadsheetml.sheet.main"),
        ("xl/worksheets/sheet1.xml", "openxmlformats-officedocument.spreadsheetml.worksheet"),
        ("xl/worksheets/sheet2.xml", "openxmlformats-officedocument.spreadsheetml.worksheet"),
        ("xl/worksheets/sheet3.xml", "openxmlformats-officedocument.spreadsheetml.worksheet"),
        ("xl/worksheets/sheet4.xml", "openxmlformats-officedocument.spreadsheetml.worksheet"),
        ("xl/chartsheets/sheet1.xml", "openxmlformats-officedocument.spreadsheetml.chartsheet"),
        ("xl/dialogsheets/sheet1.xml", "openxmlformats-officedocument.spreadsheetml.dialogsheet"),
        ("xl/theme/theme1.xml", "openxmlformats-officedocument.theme"),
        ("xl/styles.xml", "openxmlformats-officedocument.spreadsheetml.styles"),
        ("xl/sharedStrings.xml", "openxmlformats-officedocument.spreadsheetml.sharedStrings"),
        ("xl/calcChain.xml", "openxmlformats-officedocument.spreadsheetml.calcChain"),
        ("xl/comments1.xml", "openxmlformats-officedocument.spreadsheetml.comments"),
        ("xl/threadedComments/threadedComment1.xml", "ms-excel.threadedcomments"),
        ("xl/persons/person.xml", "ms-excel.person"),
        ("xl/tables/table1.xml", "openxmlformats-officedocument.spreadsheetml.table"),
        ("xl/drawings/drawing1.xml", "openxmlformats-officedocument.drawing"),
        ("xl/drawings/drawing2.xml", "openxmlformats-officedocument.drawing"),
        ("xl/charts/chart1.xml", "openxmlformats-officedocument.drawingml.chart"),
        ("xl/ctrlProps/ctrlProp1.xml", "ms-excel.controlproperties"),
        ("xl/externalLinks/externalLink1.xml", "openxmlformats-officedocument.spreadsheetml.externalLink"),
        ("customXml/itemProps1.xml", "openxmlformats-officedocument.customXmlProperties"),
        ("docProps/core.xml", "openxmlformats-package.core-properties"),
        ("docProps/app.xml", "openxmlformats-officedocument.extended-properties"),
        ("docProps/custom.xml", "openxmlformats-officedocument.custom-properties"),
    ]
) + "</Types>"

WORKBOOK = f"""{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{REL}" xmlns:mc="{MC}" mc:Ignorable="x15 xr" xmlns:x15="http://schemas.microsoft.com/office/spreadsheetml/2010/11/main" xmlns:xr="{XR}"><fileVersion appName="xl" lastEdited="7" lowestEdited="7" rupBuild="22228"/><workbookPr codeName="ThisWorkbook" defaultThemeVersion="166925"/><mc:AlternateContent xmlns:mc="{MC}"><mc:Choice Requires="x15"><x15ac:absPath url="D:\\台账\\" xmlns:x15ac="http://schemas.microsoft.com/office/spreadsheetml/2010/11/ac"/></mc:Choice></mc:AlternateContent><workbookProtection lockStructure="1"/><bookViews><workbookView xWindow="-108" yWindow="-108" windowWidth="23256" windowHeight="12456" firstSheet="1" activeTab="1" xr2:uid="{{00000000-000D-0000-FFFF-FFFF00000000}}" xmlns:xr2="http://schemas.microsoft.com/office/spreadsheetml/2015/revision2"/></bookViews><sheets><sheet name="花名册" sheetId="1" r:id="rId1"/><sheet name="走访 '甲' 组" sheetId="7" r:id="rId2"/><sheet name="图" sheetId="3" r:id="rId3"/><sheet name="对话" sheetId="4" r:id="rId4"/><sheet name="藏" sheetId="5" state="hidden" r:id="rId5"/><sheet name="深藏" sheetId="9" state="veryHidden" r:id="rId6"/></sheets><externalReferences><externalReference r:id="rId10"/></externalReferences><definedNames><definedName name="_xlnm._FilterDatabase" localSheetId="0" hidden="1">花名册!$A$3:$F$6</definedName><definedName name="_xlnm.Print_Area" localSheetId="1">'走访 ''甲'' 组'!$A$1:$D$9</definedName><definedName name="_xlnm.Print_Titles" localSheetId="0">花名册!$1:$3</definedName><definedName name="_xlnm.Print_Titles" localSheetId="1">'走访 ''甲'' 组'!$1:$1</definedName><definedName name="外部" comment="别处 &lt;的&gt;">[1]乡镇!$A$1</definedName><definedName name="户数" localSheetId="5">深藏!$A$1</definedName></definedNames><calcPr calcId="191029"/><extLst><ext uri="{{140A7094-0E35-4892-8432-C4D2E57EDEB5}}" xmlns:x15="http://schemas.microsoft.com/office/spreadsheetml/2010/11/main"><x15:workbookPr chartTrackingRefBase="1"/></ext></extLst></workbook>"""

SHEET1 = f"""{HEAD}<worksheet xmlns="{MAIN}" xmlns:r="{REL}" xmlns:xdr="{XDR}" xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" xmlns:mc="{MC}" mc:Ignorable="x14ac xr" xmlns:x14ac="{X14AC}" xmlns:xr="{XR}" xr:uid="{{00000000-0001-0000-0000-000000000000}}"><sheetPr codeName="Sheet1" filterMode="1"><pageSetUpPr fitToPage="1"/></sheetPr><dimension ref="A1:F7"/><sheetViews><sheetView showGridLines="0" workbookViewId="0"><pane xSplit="1" ySplit="3" topLeftCell="B4" activePane="bottomRight" state="frozen"/><selection pane="bottomRight" activeCell="C5" sqref="C5"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="14.4" x14ac:dyDescent="0.25"/><cols><col min="1" max="1" width="6.77734375" customWidth="1"/><col min="2" max="2" width="20.6640625" style="2" customWidth="1"/><col min="4" max="4" width="12" style="3" hidden="1" customWidth="1"/></cols><sheetData><row r="1" spans="1:6" ht="22.2" customHeight="1" x14ac:dyDescent="0.25"><c r="A1" s="1" t="s"><v>0</v></c><c r="B1" s="1"/><c r="C1" s="1"/><c r="D1" s="1"/></row><row r="3" spans="1:6" s="2" customFormat="1" x14ac:dyDescent="0.25"><c r="A3" s="2" t="s"><v>1</v></c><c r="B3" s="2" t="s"><v>2</v></c><c r="C3" s="2" t="s"><v>3</v></c><c r="D3" s="2" t="s"><v>4</v></c></row><row r="4" spans="1:6" x14ac:dyDescent="0.25"><c r="A4"><v>1</v></c><c r="B4" s="2" t="s"><v>5</v></c><c r="C4" s="3"><v>43831</v></c><c r="D4" s="4"><f>E4*2</f><v>3.5</v></c><c r="E4"><v>1.75</v></c></row><row r="5" spans="1:6" hidden="1" x14ac:dyDescent="0.25"><c r="A5"><v>2</v></c><c r="B5" s="2" t="s"><v>6</v></c><c r="D5" s="4"><f t="shared" ref="D5:D6" si="0">E5*2</f><v>4</v></c><c r="E5"><v>2</v></c></row><row r="6" spans="1:6" x14ac:dyDescent="0.25"><c r="A6" t="b"><v>1</v></c><c r="B6" t="str"><f>"共"&amp;A4&amp;"户"</f><v>共1户</v></c><c r="C6" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="D6" s="4"><f t="shared" si="0"/><v>0</v></c><c r="F6" s="5" t="inlineStr"><is><r><t>富</t></r><r><rPr><b/></rPr><t>文本</t></r></is></c></row><row r="7" spans="1:6" x14ac:dyDescent="0.25"><c r="A7"><f t="array" ref="A7">SUM(E4:E5*1)</f><v>3.75</v></c></row></sheetData><sheetProtection sheet="1" objects="1" scenarios="1" selectLockedCells="1"/><protectedRanges><protectedRange sqref="E4:E9" name="可填"/></protectedRanges><autoFilter ref="A3:F6" xr:uid="{{00000000-0001-0000-0000-000000000001}}"><filterColumn colId="0"><filters><filter val="1"/></filters></filterColumn></autoFilter><mergeCells count="2"><mergeCell ref="A1:D1"/><mergeCell ref="B9:C10"/></mergeCells><phoneticPr fontId="1" type="noConversion"/><conditionalFormatting sqref="E4:E6"><cfRule type="cellIs" dxfId="0" priority="1" operator="greaterThan"><formula>1</formula></cfRule></conditionalFormatting><dataValidations count="1"><dataValidation type="list" allowBlank="1" showInputMessage="1" showErrorMessage="1" sqref="C4:C9" xr:uid="{{00000000-0002-0000-0000-000000000000}}"><formula1>"是,否"</formula1></dataValidation></dataValidations><hyperlinks><hyperlink ref="B4" r:id="rId1" xr:uid="{{00000000-0004-0000-0000-000000000000}}"/><hyperlink ref="B5" location="'走访 ''甲'' 组'!A1" display="去"/></hyperlinks><printOptions horizontalCentered="1"/><pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/><pageSetup paperSize="9" orientation="landscape" r:id="rId2"/><headerFooter><oddHeader>&amp;L&amp;G</oddHeader></headerFooter><rowBreaks count="1" manualBreakCount="1"><brk id="5" max="16383" man="1"/></rowBreaks><ignoredErrors><ignoredError sqref="E4" numberStoredAsText="1"/></ignoredErrors><drawing r:id="rId3"/><legacyDrawing r:id="rId4"/><legacyDrawingHF r:id="rId5"/><mc:AlternateContent xmlns:mc="{MC}"><mc:Choice Requires="x14"><controls><mc:AlternateContent xmlns:mc="{MC}"><mc:Choice Requires="x14"><control shapeId="1030" r:id="rId6" name="Button 6"><controlPr defaultSize="0" print="0" autoFill="0" autoPict="0" macro="[0]!核对"><anchor moveWithCells="1" sizeWithCells="1"><from><xdr:col>6</xdr:col><xdr:colOff>76200</xdr:colOff><xdr:row>0</xdr:row><xdr:rowOff>38100</xdr:rowOff></from><to><xdr:col>7</xdr:col><xdr:colOff>304800</xdr:colOff><xdr:row>1</xdr:row><xdr:rowOff>114300</xdr:rowOff></to></anchor></controlPr></control></mc:Choice></mc:AlternateContent></controls></mc:Choice></mc:AlternateContent><extLst><ext uri="{{78C0D931-6437-407d-A8EE-F0AAD7539E65}}" xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"><x14:conditionalFormattings><x14:conditionalFormatting xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"><x14:cfRule type="iconSet" priority="2" id="{{00000000-0003-0000-0000-000002000000}}"><x14:iconSet iconSet="3Triangles"><x14:cfvo type="percent"><xm:f>0</xm:f></x14:cfvo><x14:cfvo type="percent"><xm:f>33</xm:f></x14:cfvo><x14:cfvo type="percent"><xm:f>67</xm:f></x14:cfvo></x14:iconSet></x14:cfRule><xm:sqref>E4:E6</xm:sqref></x14:conditionalFormatting></x14:conditionalFormattings></ext></extLst></worksheet>"""

# no old comments, but everything that must stand behind their drawing
SHEET2 = f"""{HEAD}<worksheet xmlns="{MAIN}" xmlns:r="{REL}" xmlns:mc="{MC}" mc:Ignorable="x14ac" xmlns:x14ac="{X14AC}"><sheetPr codeName="Sheet2"/><dimension ref="A1:C3"/><sheetViews><sheetView tabSelected="1" workbookViewId="0"><selection activeCell="B2" sqref="B2"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="14.4" x14ac:dyDescent="0.25"/><sheetData><row r="1" spans="1:3" x14ac:dyDescent="0.25"><c r="A1" t="s"><v>7</v></c><c r="B1" t="s"><v>8</v></c><c r="C1" t="s"><v>9</v></c></row><row r="2" spans="1:3" x14ac:dyDescent="0.25"><c r="A2"><v>1</v></c><c r="B2" t="s"><v>5</v></c><c r="C2"><f>SUBTOTAL(103,表1[走访人])</f><v>2</v></c></row><row r="3" spans="1:3" x14ac:dyDescent="0.25"><c r="A3"><v>2</v></c><c r="B3" t="s"><v>6</v></c></row></sheetData><pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/><headerFooter><oddHeader>&amp;C&amp;G</oddHeader></headerFooter><legacyDrawingHF r:id="rId1"/><picture r:id="rId3"/><tableParts count="1"><tablePart r:id="rId2"/></tableParts></worksheet>"""

STYLES = f"""{HEAD}<styleSheet xmlns="{MAIN}" xmlns:mc="{MC}" mc:Ignorable="x14ac" xmlns:x14ac="{X14AC}"><numFmts count="1"><numFmt numFmtId="176" formatCode="0.0_ "/></numFmts><fonts count="2" x14ac:knownFonts="1"><font><sz val="11"/><color theme="1"/><name val="等线"/><family val="2"/><scheme val="minor"/></font><font><b/><sz val="16"/><color rgb="FF0070C0"/><name val="等线"/><family val="3"/><charset val="134"/><scheme val="minor"/></font></fonts><fills count="4"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor theme="4" tint="0.79998168889431442"/><bgColor indexed="65"/></patternFill></fill><fill><gradientFill degree="90"><stop position="0"><color theme="0"/></stop><stop position="1"><color theme="4"/></stop></gradientFill></fill></fills><borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border><border><left style="thin"><color indexed="64"/></left><right/><top/><bottom style="thin"><color indexed="64"/></bottom><diagonal/></border></borders><cellStyleXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/><xf numFmtId="0" fontId="0" fillId="2" borderId="0" applyNumberFormat="0" applyBorder="0" applyAlignment="0" applyProtection="0"/></cellStyleXfs><cellXfs count="6"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="0" fontId="1" fillId="3" borderId="0" xfId="0" applyFont="1" applyFill="1" applyAlignment="1"><alignment horizontal="center"/></xf><xf numFmtId="49" fontId="0" fillId="2" borderId="1" xfId="1" applyNumberFormat="1" applyBorder="1"/><xf numFmtId="14" fontId="0" fillId="0" borderId="1" xfId="0" applyNumberFormat="1" applyBorder="1"/><xf numFmtId="176" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyProtection="1"><protection locked="0" hidden="1"/></xf><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1" applyAlignment="1"><alignment wrapText="1"/></xf></cellXfs><cellStyles count="2"><cellStyle name="20% - 着色 1" xfId="1" builtinId="30"/><cellStyle name="常规" xfId="0" builtinId="0"/></cellStyles><dxfs count="1"><dxf><font><color rgb="FF9C0006"/></font><fill><patternFill><bgColor rgb="FFFFC7CE"/></patternFill></fill></dxf></dxfs><tableStyles count="0" defaultTableStyle="TableStyleMedium2" defaultPivotStyle="PivotStyleLight16"/><colors><mruColors><color rgb="FF0070C0"/></mruColors></colors><extLst><ext uri="{{EB79DEF2-80B8-43e5-95BD-54CBDDF9020C}}" xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"><x14:slicerStyles defaultSlicerStyle="SlicerStyleLight1"/></ext></extLst></styleSheet>"""

STRINGS = ["花名册 <例>", "序号", "姓名", "日期", "数", "例甲", "例乙", "户号", "走访人", "次数"]

COMMENTS = f"""{HEAD}<comments xmlns="{MAIN}" xmlns:mc="{MC}" mc:Ignorable="xr" xmlns:xr="{XR}"><authors><author>例丙</author><author>tc={THREAD}</author><author></author></authors><commentList><comment ref="B4" authorId="0" shapeId="0" xr:uid="{{00000000-0006-0000-0000-000001000000}}"><text><r><rPr><b/><sz val="9"/><color indexed="81"/><rFont val="宋体"/><family val="3"/><charset val="134"/></rPr><t>例丙:</t></r><r><rPr><sz val="9"/><color indexed="81"/><rFont val="宋体"/><family val="3"/><charset val="134"/></rPr><t xml:space="preserve">
请核实 &lt;身份证&gt; </t></r></text></comment><comment ref="C4" authorId="1" shapeId="0" xr:uid="{THREAD}"><text><t>[Threaded comment]

Your version of Excel allows you to read this threaded comment; however, any edits to it will get removed if the file is opened in a newer version of Excel.

Comment:
    这里的日期对吗?</t></text></comment><comment ref="A6" authorId="2" shapeId="0"><text><t>无名</t></text></comment></commentList></comments>"""

THREADED = f"""{HEAD}<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments" xmlns:x="{MAIN}"><threadedComment ref="C4" dT="2021-05-13T08:00:00.00" personId="{PERSON}" id="{THREAD}"><text>这里的日期对吗?</text></threadedComment></ThreadedComments>"""

THEME = f"""{HEAD}<a:theme xmlns:a="{A}" name="Office"><a:themeElements><a:clrScheme name="Office">""" + "".join(
    f'<a:{name}><a:srgbClr val="{value}"/></a:{name}>'
    for name, value in zip(
        "dk1 lt1 dk2 lt2 accent1 accent2 accent3 accent4 accent5 accent6 hlink folHlink".split(),
        "000000 FFFFFF 44546A E7E6E6 4472C4 ED7D31 A5A5A5 FFC000 5B9BD5 70AD47 0563C1 954F72".split(),
    )
) + """</a:clrScheme><a:fontScheme name="Office"><a:majorFont><a:latin typeface="等线 Light"/><a:ea typeface=""/><a:cs typeface=""/></a:majorFont><a:minorFont><a:latin typeface="等线"/><a:ea typeface=""/><a:cs typeface=""/></a:minorFont></a:fontScheme><a:fmtScheme name="Office"><a:fillStyleLst>""" + '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>' * 3 + "</a:fillStyleLst><a:lnStyleLst>" + '<a:ln w="6350"><a:solidFill><a:schemeClr val="phClr"/></a:solidFill></a:ln>' * 3 + "</a:lnStyleLst><a:effectStyleLst>" + "<a:effectStyle><a:effectLst/></a:effectStyle>" * 3 + "</a:effectStyleLst><a:bgFillStyleLst>" + '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>' * 3 + "</a:bgFillStyleLst></a:fmtScheme></a:themeElements></a:theme>"

ANCHOR = '<xdr:from><xdr:col>7</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>4</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:to><xdr:col>9</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>9</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:to>'
DRAWING = f"""{HEAD}<xdr:wsDr xmlns:xdr="{XDR}" xmlns:a="{A}"><xdr:twoCellAnchor editAs="oneCell">{ANCHOR}<xdr:pic><xdr:nvPicPr><xdr:cNvPr id="2" name="图片 1"/><xdr:cNvPicPr/></xdr:nvPicPr><xdr:blipFill><a:blip xmlns:r="{REL}" r:embed="rId1"/><a:stretch><a:fillRect/></a:stretch></xdr:blipFill><xdr:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="100000" cy="100000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr></xdr:pic><xdr:clientData/></xdr:twoCellAnchor></xdr:wsDr>"""
CHART_DRAWING = f"""{HEAD}<xdr:wsDr xmlns:xdr="{XDR}" xmlns:a="{A}"><xdr:absoluteAnchor><xdr:pos x="0" y="0"/><xdr:ext cx="9294725" cy="6061364"/><xdr:graphicFrame macro=""><xdr:nvGraphicFramePr><xdr:cNvPr id="2" name="图表 1"/><xdr:cNvGraphicFramePr/></xdr:nvGraphicFramePr><xdr:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/></xdr:xfrm><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart"><c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" xmlns:r="{REL}" r:id="rId1"/></a:graphicData></a:graphic></xdr:graphicFrame><xdr:clientData/></xdr:absoluteAnchor></xdr:wsDr>"""
CHART = f"""{HEAD}<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" xmlns:a="{A}"><c:chart><c:plotArea><c:layout/><c:barChart><c:barDir val="col"/><c:grouping val="clustered"/><c:ser><c:idx val="0"/><c:order val="0"/><c:val><c:numRef><c:f>花名册!$E$4:$E$6</c:f></c:numRef></c:val></c:ser><c:axId val="1"/><c:axId val="2"/></c:barChart><c:catAx><c:axId val="1"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/><c:axPos val="b"/><c:crossAx val="2"/></c:catAx><c:valAx><c:axId val="2"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/><c:axPos val="l"/><c:crossAx val="1"/></c:valAx></c:plotArea></c:chart></c:chartSpace>"""
PICTURE = '<v:shape id="LH" o:spid="_x0000_s3073" type="#_x0000_t75" style=\'position:absolute;margin-left:0;margin-top:0;width:24pt;height:24pt;z-index:1\'><v:imagedata o:relid="rId1" o:title="徽"/></v:shape>'


def simple_sheet(name, more=""):
    return f'{HEAD}<worksheet xmlns="{MAIN}" xmlns:r="{REL}"><dimension ref="A1:B2"/><sheetViews><sheetView workbookViewId="0"/></sheetViews><sheetFormatPr defaultRowHeight="14.4"/><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>{name}</t></is></c></row><row r="2"><c r="B2"><v>12.5</v></c></row></sheetData>{more}<pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/></worksheet>'


def parts(image):
    strings = "".join(f"<si><t>{s.replace('<', '&lt;').replace('>', '&gt;')}</t></si>" for s in STRINGS)
    return {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": rels(
            ("rId3", "extended-properties", "docProps/app.xml"),
            ("rId2", f"{PKG}/relationships/metadata/core-properties", "docProps/core.xml"),
            ("rId1", "officeDocument", "xl/workbook.xml"),
            ("rId4", "custom-properties", "docProps/custom.xml"),
        ),
        "xl/workbook.xml": WORKBOOK,
        "xl/_rels/workbook.xml.rels": rels(
            ("rId1", "worksheet", "worksheets/sheet1.xml"),
            ("rId2", "worksheet", "worksheets/sheet2.xml"),
            ("rId3", "chartsheet", "chartsheets/sheet1.xml"),
            ("rId4", "dialogsheet", "dialogsheets/sheet1.xml"),
            ("rId5", "worksheet", "worksheets/sheet3.xml"),
            ("rId6", "worksheet", "worksheets/sheet4.xml"),
            ("rId7", "theme", "theme/theme1.xml"),
            ("rId8", "styles", "styles.xml"),
            ("rId9", "sharedStrings", "sharedStrings.xml"),
            ("rId10", "externalLink", "externalLinks/externalLink1.xml"),
            ("rId11", "calcChain", "calcChain.xml"),
            ("rId12", "http://schemas.microsoft.com/office/2017/10/relationships/person", "persons/person.xml"),
            ("rId13", "customXml", "../customXml/item1.xml"),
        ),
        "xl/worksheets/sheet1.xml": SHEET1,
        "xl/worksheets/_rels/sheet1.xml.rels": rels(
            ("rId1", "hyperlink", "https://example.org/?a=1&amp;b=2", ' TargetMode="External"'),
            ("rId2", "printerSettings", "../printerSettings/printerSettings1.bin"),
            ("rId3", "drawing", "../drawings/drawing1.xml"),
            ("rId4", "vmlDrawing", "../drawings/vmlDrawing1.vml"),
            ("rId5", "vmlDrawing", "../drawings/vmlDrawing2.vml"),
            ("rId6", "ctrlProp", "../ctrlProps/ctrlProp1.xml"),
            ("rId7", "comments", "../comments1.xml"),
            ("rId8", "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment", "../threadedComments/threadedComment1.xml"),
        ),
        "xl/worksheets/sheet2.xml": SHEET2,
        "xl/worksheets/_rels/sheet2.xml.rels": rels(
            ("rId1", "vmlDrawing", "../drawings/vmlDrawing3.vml"),
            ("rId2", "table", "../tables/table1.xml"),
            ("rId3", "image", "../media/image1.png"),
        ),
        "xl/worksheets/sheet3.xml": simple_sheet("藏着的"),
        "xl/worksheets/sheet4.xml": simple_sheet("深藏的", '<sheetProtection algorithmName="SHA-512" hashValue="AAAA" saltValue="AAAA" spinCount="100000" sheet="1"/>'),
        "xl/chartsheets/sheet1.xml": f'{HEAD}<chartsheet xmlns="{MAIN}" xmlns:r="{REL}"><sheetPr codeName="Chart1"/><sheetViews><sheetView tabSelected="1" zoomScale="90" workbookViewId="0" zoomToFit="1"/></sheetViews><pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/><drawing r:id="rId1"/></chartsheet>',
        "xl/chartsheets/_rels/sheet1.xml.rels": rels(("rId1", "drawing", "../drawings/drawing2.xml")),
        "xl/dialogsheets/sheet1.xml": f'{HEAD}<dialogsheet xmlns="{MAIN}" xmlns:r="{REL}"><sheetPr codeName="Dialog1"/><sheetViews><sheetView workbookViewId="0"/></sheetViews><sheetFormatPr defaultRowHeight="14.4"/></dialogsheet>',
        "xl/theme/theme1.xml": THEME,
        "xl/styles.xml": STYLES,
        "xl/sharedStrings.xml": f'{HEAD}<sst xmlns="{MAIN}" count="14" uniqueCount="{len(STRINGS)}">{strings}</sst>',
        "xl/calcChain.xml": f'{HEAD}<calcChain xmlns="{MAIN}"><c r="D4" i="1"/><c r="D5" i="1"/><c r="D6" i="1"/><c r="B6" i="1"/><c r="C6" i="1"/><c r="A7" i="1" a="1"/><c r="C2" i="7" l="1"/></calcChain>',
        "xl/comments1.xml": COMMENTS,
        "xl/threadedComments/threadedComment1.xml": THREADED,
        "xl/persons/person.xml": f'{HEAD}<personList xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments" xmlns:x="{MAIN}"><person displayName="例丁" id="{PERSON}" userId="example" providerId="None"/></personList>',
        "xl/tables/table1.xml": f'{HEAD}<table xmlns="{MAIN}" id="1" name="表1" displayName="表1" ref="A1:B3" totalsRowShown="0"><autoFilter ref="A1:B3"/><tableColumns count="2"><tableColumn id="1" name="户号"/><tableColumn id="2" name="走访人"/></tableColumns><tableStyleInfo name="TableStyleMedium2" showFirstColumn="0" showLastColumn="0" showRowStripes="1" showColumnStripes="0"/></table>',
        "xl/drawings/drawing1.xml": DRAWING,
        "xl/drawings/_rels/drawing1.xml.rels": rels(("rId1", "image", "../media/image1.png")),
        "xl/drawings/drawing2.xml": CHART_DRAWING,
        "xl/drawings/_rels/drawing2.xml.rels": rels(("rId1", "chart", "../charts/chart1.xml")),
        # the button says that it stands at B2, where a comment may come to be
        "xl/drawings/vmlDrawing1.vml": vml("1", shape(1025, 3, 1) + BUTTON + shape(1026, 3, 2) + shape(1027, 5, 0)),
        "xl/drawings/vmlDrawing2.vml": vml("3", PICTURE),
        "xl/drawings/_rels/vmlDrawing2.vml.rels": rels(("rId1", "image", "../media/image1.png")),
        "xl/drawings/vmlDrawing3.vml": vml("2", PICTURE.replace("3073", "2049")),
        "xl/drawings/_rels/vmlDrawing3.vml.rels": rels(("rId1", "image", "../media/image1.png")),
        "xl/charts/chart1.xml": CHART,
        "xl/ctrlProps/ctrlProp1.xml": f'{HEAD}<formControlPr xmlns="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" objectType="Button" lockText="1"/>',
        "xl/media/image1.png": image,
        "xl/printerSettings/printerSettings1.bin": bytes(range(256)) * 2,
        "xl/externalLinks/externalLink1.xml": f'{HEAD}<externalLink xmlns="{MAIN}"><externalBook xmlns:r="{REL}" r:id="rId1"><sheetNames><sheetName val="乡镇"/></sheetNames><sheetDataSet><sheetData sheetId="0"><row r="1"><cell r="A1" t="str"><v>例镇</v></cell></row></sheetData></sheetDataSet></externalBook></externalLink>',
        "xl/externalLinks/_rels/externalLink1.xml.rels": rels(("rId1", "externalLinkPath", "%E4%B9%A1%E9%95%87.xlsx", ' TargetMode="External"')),
        "customXml/item1.xml": '<note xmlns="urn:example">自定义</note>',
        "customXml/_rels/item1.xml.rels": rels(("rId1", "customXmlProps", "itemProps1.xml")),
        "customXml/itemProps1.xml": '<?xml version="1.0" encoding="UTF-8" standalone="no"?>\r\n<ds:datastoreItem ds:itemID="{12345678-1234-1234-1234-123456789012}" xmlns:ds="http://schemas.openxmlformats.org/officeDocument/2006/customXml"/>',
        "docProps/core.xml": f'{HEAD}<cp:coreProperties xmlns:cp="{PKG}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>例丙</dc:creator></cp:coreProperties>',
        "docProps/app.xml": f'{HEAD}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties" xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"><Application>Microsoft Excel</Application><AppVersion>16.0300</AppVersion></Properties>',
        "docProps/custom.xml": f'{HEAD}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"><property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="2" name="密级"><vt:lpwstr>内部</vt:lpwstr></property></Properties>',
    }
