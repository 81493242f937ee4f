#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""records_test.py: each record that is sent has a schema, the records of the golden tests keep to it, and no schema is idle."""
import json
import pathlib
import re
import sys

try:
    import records
except ImportError as missing:
    print(f"skipped: {missing} (Debian: python3-jsonschema)")
    sys.exit(77)

HERE = pathlib.Path(__file__).resolve().parent
TOP = HERE.parents[1]
SENT = re.compile(r'"type",\s*(?:json_string\()?"([a-z_]+)"')
NOT_SENT = {"unknown.json"}  # the shell's own test, with a type that nobody knows


def sources():
    return "".join(path.read_text(encoding="utf-8") for path in [*TOP.glob("daemons/*/*.c"), *TOP.glob("lib/*.c"), *TOP.glob("shell/*.c")])


def golden_faults(validators):
    for path in sorted(HERE.glob("*.json")):
        if path.name in NOT_SENT:
            continue
        golden = json.loads(path.read_text(encoding="utf-8"))
        for fault in records.faults(validators, golden):
            yield f"{path.name}: {fault}"
        for record in golden:
            if not records.faults(validators, [dict(record, of_another_kind=1)]):
                yield f"{path.name}: the schema of {record['type']} takes any member"


def main():
    validators = records.load()
    text = sources()
    found = [f"grammar/records/{kind}.json is missing" for kind in sorted(set(SENT.findall(text)) - set(validators))]
    found += [f"nobody sends {kind}, which has a schema" for kind in sorted(validators) if f'"{kind}"' not in text]
    found += golden_faults(validators)
    print("\n".join(found))
    return 1 if found else 0


sys.exit(main())
