#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compiles the grammar: compile.py OUTDIR FILE.cmd …"""

import os
import sys
import emit_args
import emit_dict
import emit_man
import emit_owner
from checks import check
from emit_tables import Tables
from graph import Graph
from model import OWNERS, Grammar
from source import GrammarError


def outputs(paths):
    grammar = Grammar(paths)
    graphs = [Graph(mode) for mode in grammar.modes.values()]
    check(grammar, graphs)
    yield "cmd_tables.c", Tables(grammar, graphs).emit()
    yield "cmd_args.h", emit_args.emit(grammar)
    for owner in OWNERS:
        yield f"cmd_{owner}.h", emit_owner.emit_header(grammar, owner)
        yield f"cmd_{owner}.c", emit_owner.emit_source(grammar, owner)
    yield "postern-commands.7", emit_man.emit(grammar)
    yield "commands.dict", emit_dict.emit(grammar, graphs)


def main():
    directory, paths = sys.argv[1], sys.argv[2:]
    try:
        files = list(outputs(paths))
    except GrammarError as fault:
        sys.exit(str(fault))
    for name, text in files:
        with open(os.path.join(directory, name), "w", encoding="utf-8") as stream:
            stream.write(text)


if __name__ == "__main__":
    main()
