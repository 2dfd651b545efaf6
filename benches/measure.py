#!/usr/bin/env python3
"""Runs a command once and prints what the operating system counted for it.

usage: measure.py OUTPUT COMMAND [ARGUMENT ...]

The command's standard output goes into the file OUTPUT. One line is printed:
wall seconds, user seconds, system seconds, peak resident memory in KiB, exit status.
"""

import os
import sys
import time

output, command = sys.argv[1], sys.argv[2:]
redirect = [(os.POSIX_SPAWN_OPEN, 1, output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)]
begun = time.perf_counter()
child = os.posix_spawnp(command[0], command, os.environ, file_actions=redirect)
_, status, usage = os.wait4(child, 0)
wall = time.perf_counter() - begun
# Linux counts in KiB, macOS in bytes
peak = usage.ru_maxrss // 1024 if sys.platform == "darwin" else usage.ru_maxrss
print(f"{wall:.3f} {usage.ru_utime:.3f} {usage.ru_stime:.3f} {peak} {os.waitstatus_to_exitcode(status)}")
