"""Saves a marked copy of openpyxl.xlsx again with openpyxl and with LibreOffice, as users do who mend it: `python resaved.py
PATH_OF_LEDGERLINT`. Run make.py first."""
import os
import subprocess
import sys

from openpyxl import load_workbook

import package


def main(program):
    marked = os.path.abspath("out/marked.xlsx")
    if os.path.exists(marked):
        os.remove(marked)
    os.makedirs("out", exist_ok=True)
    # 1: there are findings
    status = subprocess.run([program, "check", "openpyxl.xlsx", "--as-of", "2021-05-13", "--format", "xlsx", "--output", marked]).returncode
    assert status == 1, status
    book = load_workbook(marked)
    book.save("resaved-openpyxl.xlsx")
    package.write("resaved-openpyxl.xlsx", package.read("resaved-openpyxl.xlsx"))
    subprocess.run(["soffice", "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", "out/resaved", marked], check=True, stdout=subprocess.DEVNULL)
    package.write("resaved-libreoffice.xlsx", package.read("out/resaved/marked.xlsx"))
    # as offices with LibreOffice or an old WPS do
    subprocess.run(["soffice", "--headless", "--convert-to", "ods", "--outdir", "out/resaved", marked], check=True, stdout=subprocess.DEVNULL)
    subprocess.run(["soffice", "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", "out/again", "out/resaved/marked.ods"], check=True, stdout=subprocess.DEVNULL)
    package.write("resaved-twice.xlsx", package.read("out/again/marked.xlsx"))


main(sys.argv[1])
