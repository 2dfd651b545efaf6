#!/bin/sh
# Makes the fixtures of tests/workbooks. Needs Python with openpyxl and msoffcrypto-tool, and LibreOffice Calc.
set -e
cd "$(dirname "$0")"
python3 make.py
soffice --headless --convert-to xls 整改台账.xlsx
soffice --headless --convert-to ods 整改台账.xlsx
python3 make_locked.py
python3 make_people.py
soffice --headless --convert-to xls 农户人员.xlsx
soffice --headless --convert-to ods 农户人员.xlsx
# the same format again, as LibreOffice writes it
soffice --headless --convert-to xlsx --outdir 另存 农户人员.xlsx
mv 另存/农户人员.xlsx 农户人员-另存.xlsx
rmdir 另存
python3 make_shares.py
# LibreOffice computes the formulas; the other formats are made of what it computed
soffice --headless --convert-to xlsx --outdir 另存 完成进度.xlsx
soffice --headless --convert-to xls 另存/完成进度.xlsx
soffice --headless --convert-to ods 另存/完成进度.xlsx
mv 另存/完成进度.xlsx 完成进度.xlsx
rmdir 另存
