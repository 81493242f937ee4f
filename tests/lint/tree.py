# SPDX-License-Identifier: Apache-2.0
"""Checks of the tree itself. Prints a line "NAME:" for each check that holds, and "NAME:FINDING" for each finding."""
import os
import re
import subprocess

REASONS = "tests/lint/reasons"  # lines "FUNCTION-or-FILE reason": why it may be longer than the rest
FUNCTION_MAX, FILE_MAX = 100, 1000


def tracked(*patterns):
    out = subprocess.run(("git", "ls-files", "--") + patterns, capture_output=True, text=True, check=True).stdout
    return [f for f in out.splitlines() if os.path.exists(f)]


def read(path):
    with open(path, encoding="utf-8", errors="replace") as f:
        return f.read()


def reasons():
    return {line.split()[0] for line in read(REASONS).splitlines() if line and not line.startswith("#")}


def spdx():
    for path in tracked("*.c", "*.h", "*.py", "meson.build", "*/meson.build", "tests/lab/*"):
        if "SPDX-License-Identifier: Apache-2.0" not in read(path)[:200]:
            yield f"{path}: no SPDX line at the top"


def lengths():
    allowed = reasons()
    for path in tracked("*.c", "*.h", "*.py"):
        text = read(path).splitlines()
        if len(text) > FILE_MAX and path not in allowed:
            yield f"{path}: {len(text)} lines"
        start = None
        for number, line in enumerate(text, 1):
            if line == "{":
                start = number
            elif line == "}" and start:
                name = re.search(r"(\w+)\(", " ".join(text[max(0, start - 4):start - 1])[::1] or "")
                if number - start > FUNCTION_MAX and (name is None or name.group(1) not in allowed):
                    yield f"{path}:{start}: a function of {number - start} lines"
                start = None


ROOMS = {"lib/": ("lib/",), "shell/": ("lib/", "shell/")}


def includes():
    """daemons/X includes lib/ and its own room, never daemons/Y; lib/ knows nobody; the shell only lib/."""
    for path in tracked("lib/*.[ch]", "shell/*.[ch]", "daemons/*.[ch]"):
        room = "/".join(path.split("/")[:2]) + "/" if path.startswith("daemons/") else path.split("/")[0] + "/"
        allowed = ROOMS.get(room, ("lib/", room))
        for target in re.findall(r'(?m)^#include "([^"]+)"', read(path)):
            if "/" in target and not target.startswith(allowed):
                yield f"{path}: includes {target}"


UNFINISHED = re.compile(r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "X" + "XX", "HA" + "CK", "un" + "implemented")) + r")\b")


def words():
    for path in tracked("*.c", "*.h", "*.py", "*.cmd", "*.md", "tests/run", "tests/demo", "tests/lab/*"):
        for number, line in enumerate(read(path).splitlines(), 1):
            if UNFINISHED.search(line):
                yield f"{path}:{number}: {line.strip()[:80]}"


def requirements():
    """Each requirement of the scenario has a row: id, kind, where it is shown, how."""
    rows = {}
    for line in read("tests/fixtures/requirements.tsv").splitlines():
        if line and not line.startswith("#"):
            cells = line.split("\t")
            if len(cells) != 4:
                yield f"requirements.tsv: {line[:40]!r} has {len(cells)} columns, not 4"
                continue
            rows[cells[0]] = cells
    for number in range(1, 54):
        name = f"R{number}"
        if name not in rows:
            yield f"requirements.tsv: {name} is missing"
            continue
        _, kind, where, how = rows[name]
        if kind not in ("device", "lab", "console") or not how:
            yield f"requirements.tsv: {name}: kind {kind!r}"
        if kind == "device" and all(target.startswith("tests/fixtures/") for target in where.split()):
            yield f"requirements.tsv: {name}: a fixture alone shows nothing of the product"
        for target in where.split():
            path, _, word = target.partition("#")
            if not os.path.isfile(path) or (word and word not in read(path)):
                yield f"requirements.tsv: {name}: {target} is not there"


def executables():
    for path in ("tests/run", "tests/demo", ".ci/run", "tests/lint/run"):
        if not os.access(path, os.X_OK):
            yield f"{path}: not executable"


for check in (spdx, lengths, includes, words, requirements, executables):
    findings = list(check())
    for finding in findings or [""]:
        print(f"{check.__name__}:{finding}")
