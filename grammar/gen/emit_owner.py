# SPDX-License-Identifier: Apache-2.0
"""cmd_<owner>.h and .c: the prototypes an owner implements and the table that calls them."""


def sentences_of(grammar, owner):
    return [s for s in grammar.sentences if owner in s.owners]


def emit_header(grammar, owner):
    out = ["/* SPDX-License-Identifier: Apache-2.0 */", "/* Generated from grammar/ (*.cmd). */", "#pragma once",
           '#include "cmd_args.h"', "", f"struct {owner};", f"struct {owner}_model;", "",
           f"extern const struct cmd_owner cmd_owner_{owner};", ""]
    for sentence in sentences_of(grammar, owner):
        out.append(f"/* {sentence.mode.name}: {sentence.text} */")
        out.append(prototype(owner, sentence) + ";")
    return "\n".join(out) + "\n"


def prototype(owner, sentence):
    if sentence.config:
        return (f"void {owner}_set_{sentence.name}(struct {owner}_model *model, const struct cmd_call *call,\n"
                f"    const struct cmd_{sentence.name} *args)")
    return (f"void {owner}_exec_{sentence.name}(struct {owner} *{owner}, struct cmd_call *call,\n"
            f"    const struct cmd_{sentence.name} *args)")


def emit_source(grammar, owner):
    sentences = sentences_of(grammar, owner)
    out = ["/* SPDX-License-Identifier: Apache-2.0 */", "/* Generated from grammar/ (*.cmd). */",
           f'#include "cmd_{owner}.h"', '#include "lib/cmd_owner.h"', ""]
    for sentence in sentences:
        out.append(wrapper(owner, sentence))
    out.append("static const struct cmd_handler handlers[] = {")
    for sentence in sentences:
        kind = "set" if sentence.config else "exec"
        out.append(f"\t{{.sentence = {sentence.index}, .{kind} = call_{sentence.name}}},")
    if not sentences:
        out.append("\t{.sentence = 0xffff},")
    out.append("};\n")
    out.append(f"const struct cmd_owner cmd_owner_{owner} = {{\n\t.name = \"{owner}\",\n"
               f"\t.id = CMD_OWNER_{owner.upper()},\n\t.count = {len(sentences)},\n\t.handler = handlers,\n}};")
    return "\n".join(out) + "\n"


def wrapper(owner, sentence):
    if sentence.config:
        return (f"static void call_{sentence.name}(void *model, const struct cmd_call *call, const void *args)\n"
                f"{{\n\t{owner}_set_{sentence.name}(model, call, args);\n}}\n")
    return (f"static void call_{sentence.name}(void *ctx, struct cmd_call *call, const void *args)\n"
            f"{{\n\t{owner}_exec_{sentence.name}(ctx, call, args);\n}}\n")
