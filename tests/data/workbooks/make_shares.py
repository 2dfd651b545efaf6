"""Writes 完成进度.xlsx with openpyxl: percentages of all kinds, and rows, columns and a sheet that are hidden; make.sh has
LibreOffice compute the formulas and save it anew. All people and places are invented."""
from openpyxl import Workbook

book = Workbook()
sheet = book.active
sheet.title = "整改台账"
sheet.append(["某镇问题整改台账"])
sheet.merge_cells("A1:J1")
sheet.append("序号 存在问题 整改措施 责任单位 整改时限 完成进度 一季度 二季度 三季度 备注".split())
# measure, progress and its format, then three quarters of whole percents side by side
for line in [
    ["入户排查", 0.5953, "0.00%", 0.25, 0.5, 1],
    ["逐户核对", 0.5, "0%", 0.5, 0.5, 0.5],
    ["补签合同", 0.125, "0.0%", 0.1, 0.2, 0.3],
    ["更新档案", -0.03, "[Red]0.0%;[Blue]-0.0%", 1, 1, 1],
    ["核对账目", "=1/8", "0.00%", "=G6", 0.5, "=SUM(G6:H6)"],
    ["清理欠费", 59.53, '0.00"%"', 0.01, 0.02, 0.03],
    ["公示名单", "=1/0", "0%", 0.5, None, 0.5],
    ["上门走访", 80, "General", 0, 0.1234, 1],
    ["复查销号", "已完成", "0%", 0.5, 1.5, 12],
]:
    at = sheet.max_row - 1
    measure, progress, picture, *quarters = line
    sheet.append([at, f"问题{at}", measure, "镇扶贫站", "2021-05-31", progress, *quarters])
    sheet.cell(at + 2, 6).number_format = picture
    for column in (7, 8, 9):
        sheet.cell(at + 2, column).number_format = "0%"
sheet["J3"] = '=IF(A3=1,"","有")'
sheet["J4"] = '=IF(A4=1,"","有")'
# one row hidden by hand, two by a filter
sheet.row_dimensions[4].hidden = True
for row in (7, 8):
    sheet.row_dimensions[row].hidden = True
sheet.auto_filter.ref = "A2:J11"
sheet.auto_filter.add_filter_column(2, ["入户排查", "逐户核对", "补签合同", "更新档案", "公示名单", "上门走访", "复查销号"])
for letter in "GI":
    sheet.column_dimensions[letter].hidden = True
orgs = book.create_sheet("单位名录")
orgs.append(["单位编号", "单位名称", "联系电话"])
orgs.append(["QH-1", "镇扶贫站", "13800000011"])
orgs.sheet_state = "hidden"
people = book.create_sheet("人员")
people.append(["人编号", "户编号", "姓名", "务工时间(月)"])
people.append(["P-1", "H-1", "例甲", 6])
people.append(["P-2", "H-1", "例乙", 0.06])
people["D3"].number_format = "0%"
people.column_dimensions["B"].hidden = True
book.save("完成进度.xlsx")
