"""Writes the workbooks that marked copies are tested on: `python make.py` with openpyxl 3.1 and Pillow, and LibreOffice.

`resaved.sh` makes those of them that are marked copies saved again by other programs. All people and places are invented.
"""
import io
import subprocess
from datetime import date, datetime

from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from openpyxl.formatting.rule import CellIsRule, ColorScaleRule
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Protection, Side
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table, TableStyleInfo
from PIL import Image as Picture

import package
from excel import REL, parts as excel_parts
from small import STRICT_MAIN, STRICT_REL, coded, small


def picture():
    out = io.BytesIO()
    Picture.new("RGB", (24, 24), (192, 0, 0)).save(out, "PNG")
    return out.getvalue()


def rich():
    """What an office has in its workbook, as openpyxl writes it."""
    book = Workbook()
    book.properties.creator = "例丙"
    book.properties.created = book.properties.modified = datetime(2021, 5, 13)
    sheet = book.active
    sheet.title = "整改台账"
    sheet["A1"] = "例镇问题整改台账"
    sheet["A1"].font = Font(name="黑体", size=16, bold=True, color="FF0070C0")
    sheet["A1"].alignment = Alignment(horizontal="center")
    sheet.merge_cells("A1:E1")
    key = NamedStyle("要点", fill=PatternFill("solid", fgColor="FFE2EFDA"), font=Font(bold=True))
    book.add_named_style(key)
    thin = Side(style="thin", color="FF808080")
    for column, name in enumerate(["序号", "存在问题", "整改措施", "整改时限", "资金"], 1):
        cell = sheet.cell(3, column, name)
        cell.style = "要点"
        cell.border = Border(thin, thin, thin, thin)
    rows = [
        (1, "监测不及时", "开展排查", date(2021, 5, 15), 1234.5),
        (2, "信息不准", "=B4&\"又\"", date(2021, 6, 1), 0.031),
        (3, " 台账缺页_x0041_", "补齐\n装订", None, "=SUM(E4:E5)"),
    ]
    for at, row in enumerate(rows, 4):
        for column, value in enumerate(row, 1):
            cell = sheet.cell(at, column, value)
            cell.border = Border(bottom=thin)
        sheet.cell(at, 4).number_format = "yyyy\"年\"m\"月\"d\"日\""
        sheet.cell(at, 5).number_format = "#,##0.00_ ;[Red]-#,##0.00"
        sheet.cell(at, 5).protection = Protection(locked=False)
    sheet["B5"].fill = PatternFill("lightUp", fgColor="FF00B050", bgColor="FFFFFFFF")
    sheet.merge_cells("B8:C9")
    sheet["B8"] = "合并"
    sheet.column_dimensions["B"].width = 30
    sheet.column_dimensions["G"].fill = PatternFill("solid", fgColor="FFDDDDDD")
    sheet.column_dimensions["H"].hidden = True
    sheet.row_dimensions[5].hidden = True
    sheet.row_dimensions[10].font = Font(italic=True)
    sheet.row_dimensions[1].height = 28
    sheet["B4"].comment = Comment("例丙:\n请核实 <一>", "例丙", width=200, height=90)
    sheet["C4"].comment = Comment("另一人", "例丁")
    sheet["E20"].comment = Comment("空格上的", "例丁")
    choice = DataValidation(type="list", formula1='"是,否"', allow_blank=True)
    choice.promptTitle, choice.prompt = "填写", "选一个"
    choice.add("F4:F20")
    sheet.add_data_validation(choice)
    sheet.conditional_formatting.add("E4:E9", ColorScaleRule("min", None, "FFF8696B", "max", None, "FF63BE7B"))
    sheet.conditional_formatting.add("A4:A9", CellIsRule(operator="greaterThan", formula=["2"], fill=PatternFill(bgColor="FFFFC7CE")))
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=5, min_row=3, max_row=6), titles_from_data=True)
    sheet.add_chart(chart, "J2")
    sheet.add_image(Image(io.BytesIO(picture())), "J20")
    sheet["B6"].hyperlink = "https://example.org/台账?a=1&b=2"
    sheet.freeze_panes = "B4"
    sheet.auto_filter.ref = "A3:E6"
    sheet.protection.sheet = True
    sheet.protection.password = "1234"
    sheet.print_title_rows = "1:3"
    sheet.print_area = "A1:F20"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.oddFooter.center.text = "第 &P 页"

    roll = book.create_sheet("花名册")
    for row in [("姓名", "户号", "金额"), ("例甲", "H-1", 10), ("例乙", "H-2", 20)]:
        roll.append(row)
    table = Table(displayName="花名表", ref="A1:C3")
    table.tableStyleInfo = TableStyleInfo(name="TableStyleMedium9", showRowStripes=True)
    roll.add_table(table)
    roll["A3"].comment = Comment("第二个表的", "例丙")
    graph = book.create_chartsheet("图")
    other = BarChart()
    other.add_data(Reference(roll, min_col=3, min_row=1, max_row=3), titles_from_data=True)
    graph.add_chart(other)
    hidden = book.create_sheet("代码")
    hidden["A1"] = "是"
    hidden.sheet_state = "hidden"
    deep = book.create_sheet("底稿")
    deep["A1"] = "底"
    deep.sheet_state = "veryHidden"
    book.defined_names["总数"] = DefinedName("总数", attr_text="整改台账!$E$6")
    roll.defined_names["本表"] = DefinedName("本表", attr_text="花名册!$C$2:$C$3")
    book.active = 1
    book.save("openpyxl.xlsx")
    package.write("openpyxl.xlsx", package.read("openpyxl.xlsx"))


def main():
    rich()
    # LibreOffice reads openpyxl's workbook, and one of its own kind
    subprocess.run(["soffice", "--headless", "--convert-to", "ods", "openpyxl.xlsx"], check=True, stdout=subprocess.DEVNULL)
    subprocess.run(["soffice", "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", "out", "openpyxl.ods"], check=True, stdout=subprocess.DEVNULL)
    package.write("libreoffice.xlsx", package.read("out/openpyxl.xlsx"))

    image = picture()
    package.write("excel.xlsx", excel_parts(image))
    macros = excel_parts(image)
    package.swap(macros, "[Content_Types].xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml", "application/vnd.ms-excel.sheet.macroEnabled.main+xml")
    package.insert(macros, "[Content_Types].xml", "</Types>", '<Override PartName="/xl/vbaProject.bin" ContentType="application/vnd.ms-office.vbaProject"/>')
    package.insert(macros, "xl/_rels/workbook.xml.rels", "</Relationships>", '<Relationship Id="rId20" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" Target="vbaProject.bin"/>')
    macros["xl/vbaProject.bin"] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 no project, only its place" * 8
    package.write("macros.xlsm", macros, stored=["xl/vbaProject.bin"])

    package.write("strict.xlsx", small(STRICT_MAIN, STRICT_REL))
    package.write("prefixed.xlsx", small(p="x:"))
    package.write("absolute.xlsx", small(absolute=True))
    package.write("bare.xlsx", small(styles=False, addresses=False, comments=False))
    # the archive's name of a part as it is, and as the standard has it: percent-encoded
    package.write("spaced.xlsx", small(first="worksheets/Sheet A.xml", first_target="worksheets/Sheet%20A.xml"), descriptors=True)
    package.write("encoded.xlsx", small(first="worksheets/%E5%8F%B0%E8%B4%A6.xml"), descriptors=True)
    marks = small()
    for name in ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "[Content_Types].xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"]:
        marks[name] = coded(marks[name], "utf-8-sig")
    package.write("bom.xlsx", marks)
    wide = small()
    for name in ["xl/worksheets/sheet1.xml", "xl/comments/c1.xml", "xl/styles.xml"]:
        wide[name] = coded(wide[name], "utf-16")
    package.write("utf16.xlsx", wide)


main()
