#!/bin/sh
# Locks 整改台账.xlsx with a password as 加密.xls and 加密.ods: LibreOffice has no option for that, so that a macro in a
# profile of its own does it.
set -e
cd "$(dirname "$0")"
profile=$(mktemp -d)
trap 'rm -r "$profile"' EXIT
office() { soffice --headless -env:UserInstallation="file://$profile" "$@"; }
# makes the profile, with a library of macros in it
office --terminate_after_init
cat > "$profile/user/basic/Standard/Module1.xba" <<'END'
<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" script:language="StarBasic">
Sub SaveLocked(original As String, target As String, filter As String)
  Dim how(0) As New com.sun.star.beans.PropertyValue
  how(0).Name = "Hidden"
  how(0).Value = True
  book = StarDesktop.loadComponentFromURL(ConvertToURL(original), "_blank", 0, how())
  Dim locked(1) As New com.sun.star.beans.PropertyValue
  locked(0).Name = "FilterName"
  locked(0).Value = filter
  locked(1).Name = "Password"
  locked(1).Value = "报送2021"
  book.storeToURL(ConvertToURL(target), locked())
  book.close(True)
End Sub
</script:module>
END
office "macro:///Standard.Module1.SaveLocked(\"$PWD/整改台账.xlsx\",\"$PWD/加密.xls\",\"MS Excel 97\")"
office "macro:///Standard.Module1.SaveLocked(\"$PWD/整改台账.xlsx\",\"$PWD/加密.ods\",\"calc8\")"
