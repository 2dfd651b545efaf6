"""Writes 整改台账.xlsx with openpyxl; make.sh turns it into other formats with LibreOffice. All people are invented."""
from datetime import date
from openpyxl import Workbook

book = Workbook()
sheet = book.active
sheet.title = "整改台账"
sheet["A1"] = "某镇问题整改台账"
sheet.merge_cells("A1:E1")
for column, name in enumerate(["序号", "存在问题", "整改措施", "责任单位", "整改时限"], 1):
    sheet.cell(3, column, name)
rows = [
    (1, "监测不及时", "开展排查", "镇扶贫站", date(2021, 5, 15)),
    (None, None, "回访脱贫户", "各村", "坏日期"),
    (2, "信息不准", "一是摸查;二是更新", "镇人社所", "5月15日前"),
]
for at, row in enumerate(rows, 4):
    for column, value in enumerate(row, 1):
        sheet.cell(at, column, value)
for letter in "AB":
    sheet.merge_cells(f"{letter}4:{letter}5")
sheet["A8"] = "填表人:例甲"
sheet.row_dimensions[5].hidden = True
extra = book.create_sheet("公式")
extra["A1"], extra["B1"] = "单位编号", "单位名称"
extra["A2"], extra["B2"] = "QH-1", '="镇"&"财政所"'
extra.title = "单位名录"
book.save("整改台账.xlsx")
