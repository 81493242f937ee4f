# SPDX-License-Identifier: Apache-2.0
"""The records of commands against their schemas, grammar/records/*.json (JSON Schema 2020-12)."""
import json
import pathlib

import jsonschema

DIRECTORY = pathlib.Path(__file__).resolve().parents[2] / "grammar" / "records"


def load():
    """A validator for each type."""
    validators = {}
    for path in sorted(DIRECTORY.glob("*.json")):
        schema = json.loads(path.read_text(encoding="utf-8"))
        jsonschema.Draft202012Validator.check_schema(schema)
        if schema["title"] != path.stem or schema["properties"]["type"] != {"const": path.stem}:
            raise ValueError(f"{path.name}: title and type are not {path.stem}")
        validators[path.stem] = jsonschema.Draft202012Validator(schema)
    return validators


def faults(validators, records):
    """What is wrong with the records, as texts."""
    found = []
    for record in records:
        kind = record.get("type")
        if kind not in validators:
            found.append(f"there is no schema for the type {kind}")
            continue
        found += [f"{kind}: {'/'.join(map(str, e.path))}: {e.message[:200]}" for e in validators[kind].iter_errors(record)]
    return found
