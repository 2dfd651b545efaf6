"""Locks 整改台账.xlsx with a password as Excel does (ECMA-376 agile encryption); needs msoffcrypto-tool 5 or later."""
from msoffcrypto.format.ooxml import OOXMLFile

with open("整改台账.xlsx", "rb") as plain, open("加密.xlsx", "wb") as locked:
    OOXMLFile(plain).encrypt("报送2021", locked)
