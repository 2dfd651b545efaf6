"""Writes 举一反三.docx with python-docx: the table of samples/huibu-2021-xlsx in a document as an office keeps it, the
numbers of problems left to Word; make.sh saves it anew with LibreOffice."""
from datetime import datetime

import openpyxl
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.shared import Cm

sheet = openpyxl.load_workbook("../../../samples/huibu-2021-xlsx/整改台账.xlsx").active
FIRST, LAST, COLUMNS = 3, 44, sheet.max_column
document = Document()
section = document.sections[0]
section.orientation = WD_ORIENT.LANDSCAPE
section.page_width, section.page_height = Cm(29.7), Cm(21)
document.add_paragraph("附件2")
document.add_paragraph("会埠镇2020年度脱贫攻坚成效考核问题举一反三整改台账")
document.add_paragraph("填报单位(盖章):会埠镇\t填报日期:2021年5月13日")
table = document.add_table(rows=LAST - FIRST + 1, cols=COLUMNS, style="Table Grid")
cells = [row.cells for row in table.rows]
for row in range(FIRST, LAST + 1):
    for column in range(1, COLUMNS + 1):
        value = sheet.cell(row, column).value
        if value is None:
            continue
        cell = cells[row - FIRST][column - 1]
        if isinstance(value, datetime):
            value = f"{value.year}年{value.month}月{value.day}日"
        if column == 1 and row > FIRST + 1:
            cell.paragraphs[0].style = "List Number"
        else:
            cell.text = str(value)
for area in sheet.merged_cells.ranges:
    if FIRST <= area.min_row and area.max_row <= LAST:
        texts = cells[area.min_row - FIRST][area.min_col - 1]
        below = cells[area.max_row - FIRST][area.max_col - 1]
        texts.merge(below)
document.add_paragraph("填表人:\t审核人:\t主要负责人(签字):")
document.core_properties.created = document.core_properties.modified = datetime(2021, 5, 13)
document.save("举一反三.docx")
