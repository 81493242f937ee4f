# SPDX-License-Identifier: Apache-2.0
"""cmd_args.h: one argument struct per sentence, one enum per word list, the accessors of modes."""

from model import KINDS, identifier

HEAD = """/* SPDX-License-Identifier: Apache-2.0 */
/* Generated from grammar/ (*.cmd). */
#pragma once
#include "lib/cmd.h"
"""


def emit(grammar):
    out = [HEAD]
    for words in grammar.words.values():
        out.append(enum(words))
    for sentence in grammar.sentences:
        out.append(struct(sentence))
    for mode in grammar.modes.values():
        if mode.entered_by:
            out.append(accessor(mode))
    return "\n".join(out)


def enum(words):
    name = identifier(words.name)
    lines = [f"enum cmd_{name} {{"]
    for choice in words.accepted():
        lines.append(f"\tCMD_{name.upper()}_{identifier(choice.text).upper()}, /* {choice.text}: {choice.help} */")
    lines.append("};")
    return "\n".join(lines) + "\n"


def struct(sentence):
    lines = [f"/* {sentence.mode.name}: {sentence.text} */".replace("*/noconfirm", "/noconfirm"),
             f"struct cmd_{sentence.name} {{"]
    for arg in sentence.args.values():
        if arg.has:
            lines.append(f"\tbool has_{arg.member};")
        if arg.kind != "flag":
            lines.append(f"\t{member(arg)}; /* {meaning(arg)} */")
    if not sentence.args:
        lines.append("\tchar none; /* no arguments */")
    lines.append("};")
    return "\n".join(lines) + "\n"


def member(arg):
    ctype = KINDS[arg.kind][1]
    if arg.kind == "one":
        ctype = f"enum cmd_{identifier(arg.words.name)}"
    return f"{ctype}{arg.member}" if ctype.endswith("*") else f"{ctype} {arg.member}"


def meaning(arg):
    text = arg.help
    if arg.kind == "set":
        text = f"bits 1u << CMD_{identifier(arg.words.name).upper()}_x: {text}"
    if arg.preset is not None:
        text += f" ({arg.preset} when left out)"
    if arg.mask_of:
        text += " (bits)"
    return text.replace("*/", "")


def accessor(mode):
    name, sentence = identifier(mode.name), mode.entered_by
    return (f"/* Arguments of the \"{sentence.text}\" around a line of mode {mode.name}. */\n"
            f"static inline const struct cmd_{sentence.name} *cmd_in_{name}(const struct cmd_call *call)\n"
            f"{{\n\treturn (const struct cmd_{sentence.name} *)call->scope[{mode.depth - 1}];\n}}\n")
