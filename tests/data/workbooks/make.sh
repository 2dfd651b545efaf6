#!/bin/sh
# Makes the fixtures of tests/program/workbooks. Needs Python with openpyxl, python-docx and msoffcrypto-tool, and
# LibreOffice Calc and Writer.
set -e
cd "$(dirname "$0")"
python3 make.py
soffice --headless --convert-to xls 整改台账.xlsx
soffice --headless --convert-to ods 整改台账.xlsx
python3 make_locked.py
./make_locked.sh
python3 make_people.py
soffice --headless --convert-to xls 农户人员.xlsx
soffice --headless --convert-to ods 农户人员.xlsx
# the same format again, as LibreOffice writes it
soffice --headless --convert-to xlsx --outdir 另存 农户人员.xlsx
mv 另存/农户人员.xlsx 农户人员-另存.xlsx
rmdir 另存
python3 make_word.py
soffice --headless --convert-to docx --outdir 另存 举一反三.docx
mv 另存/举一反三.docx 举一反三-另存.docx
rmdir 另存
python3 make_shares.py
soffice --headless --convert-to xls 完成进度.xlsx
soffice --headless --convert-to ods 完成进度.xlsx
# the same format again, with the formulas computed
soffice --headless --convert-to xlsx --outdir 另存 完成进度.xlsx
mv 另存/完成进度.xlsx 完成进度.xlsx
rmdir 另存
