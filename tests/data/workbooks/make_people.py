"""Writes 农户人员.xlsx with openpyxl, as an office keeps it; make.sh saves it anew with LibreOffice. All people are invented."""
from datetime import date, datetime

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Border, Font, PatternFill, Side
from openpyxl.worksheet.datavalidation import DataValidation

THIN = Border(*[Side(style="thin")] * 4)
book = Workbook()
homes = book.active
homes.title = "农户"
homes["A1"] = "某镇农户基本情况表"
homes.merge_cells("A1:F1")
homes["A1"].font = Font(size=18, bold=True)
homes["A2"], homes["E2"] = "填报单位(盖章):某镇", "填报日期:2021年5月13日"
for line in [
    ["户编号", "户主姓名", "户主身份证号", "家庭人口数", "行政村", "联系电话"],
    ["H-1", "例甲", "369921196503120011", "=COUNTIF(人员!B:B,A4)", "水口村", 13800000011],
    ["H-2", "例丙", "369921199001010035", "=COUNTIF(人员!B:B,A5)", "坛下村", "138 0000 0012"],
    ["合计", None, None, "=SUM(D4:D5)", None, None],
]:
    homes.append(line)
people = book.create_sheet("人员")
for line in [
    "人编号 户编号 姓名 证件类型 身份证号 性别 出生日期 与户主关系 文化程度 健康状况 务工时间(月) 联系电话".split(),
    ["P-1", "H-1", "例甲", "居民身份证", "369921196503120011", "男", date(1965, 3, 12), "户主", "小学", "健康", 6, "13800000011"],
    ["P-2", "H-1", "例乙", "身份证", 369921196807080020, "女", datetime(1968, 7, 8), "妻子", "小学", "健康", 0, "13800000013"],
    ["P-3", "H-2", "例丙", "居民身份证", "369921199001010035", "男", "1990.1.1", "户主", "高中", "健康", "=9+1", "13800000012"],
    ["P-4", "H-2", "例丁", "居民身份证", "369921199211110042", "女", "1992年13月11日", "配偶", "高中", "还行", 13, "13800000014"],
]:
    people.append(line)
for sheet in book:
    for row in sheet.iter_rows(min_row=3):
        for cell in row:
            cell.border = THIN
people["J5"].comment = Comment("问过本人", "例戊")
people["K5"].fill = PatternFill("solid", fgColor="FFFF00")
people.auto_filter.ref = "A1:L5"
people.row_dimensions[4].hidden = True
people.column_dimensions["I"].hidden = True
people.freeze_panes = "A2"
check = DataValidation(type="list", formula1='"男,女"')
people.add_data_validation(check)
check.add("F2:F5")
book.create_sheet("说明")["A1"] = "本表由各村填报"
book.save("农户人员.xlsx")
