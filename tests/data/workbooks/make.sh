#!/bin/sh
# Makes the fixtures of tests/workbooks. Needs Python with openpyxl and msoffcrypto-tool, and LibreOffice Calc.
set -e
cd "$(dirname "$0")"
python3 make.py
soffice --headless --convert-to xls 整改台账.xlsx
soffice --headless --convert-to ods 整改台账.xlsx
python3 make_locked.py
