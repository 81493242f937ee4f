# SPDX-License-Identifier: Apache-2.0
"""postern-commands(7): every sentence with the help of its words, mode by mode."""

import re
from source import Arg, Word


def roff(text):
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return "\\&" + text if text[:1] in (".", "'") else text


def emit(grammar):
    out = ['.TH POSTERN-COMMANDS 7 "" "Postern" "Commands"', ".SH NAME",
           "postern\\-commands \\- the commands of the Postern shell and configuration", ".SH DESCRIPTION",
           "Words in capitals stand for values. [x] may be left out, {x|y} is a choice, (x) may be left out and is",
           "understood. Keywords may be shortened as long as they stay unambiguous. A configuration command is undone",
           "by the same command with", ".B no", "in front of it. EXEC commands work in every mode."]
    for mode in grammar.modes.values():
        out.append(f".SH {roff(heading(mode)).upper()}")
        if mode.entered_by:
            out += ["Entered by", f".BR \"{roff(mode.entered_by.text)}\" ;",
                    f"prompt \"({roff(mode.prompt)})#\"."]
        for sentence in mode.sentences:
            out += paragraph(sentence)
    out += [".SH SEE ALSO", ".BR postern (1),", ".BR posternd (8)"]
    return "\n".join(out) + "\n"


def heading(mode):
    return {"exec": "EXEC commands", "config": "Global configuration"}.get(mode.name, f"Mode {mode.name}")


def paragraph(sentence):
    out = [".TP", f".B {roff(sentence.text)}"]
    if sentence.flag("refuse"):
        return out + [f"Refused: {roff(sentence.props['refuse'])}."]
    out.append(roff(summary(sentence)) + ".")
    rows = [(arg.name, value_text(arg)) for arg in sentence.args.values() if arg.kind != "flag"]
    for name, text in rows:
        out += [".br", f"\\fI{roff(name)}\\fR: {roff(text)}"]
    for note in notes(sentence):
        out += [".br", roff(note)]
    return out


def summary(sentence):
    """Help of the last keyword that is not inside a group: it says what the sentence is about."""
    words = [node.text for node in sentence.tree if isinstance(node, Word)]
    texts = [sentence.help[w] for w in words if sentence.help.get(w)]
    if texts:
        return texts[-1]
    return next((a.help for a in sentence.args.values() if a.help), sentence.name)


def value_text(arg):
    text = re.sub(r"\.$", "", arg.help)
    if arg.kind in ("number", "number64"):
        text += f" ({arg.min} to {arg.max})"
    if arg.words:
        text += (": " if text else "") + ", ".join(choice_text(c) for c in arg.words.accepted())
    if arg.preset is not None:
        text += f"; {arg.preset} when left out"
    return text + "."


def choice_text(choice):
    return choice.text + (f" (with {choice.gate.text})" if choice.gate else "")


def notes(sentence):
    if sentence.flag("tolerate"):
        yield "Accepted and kept, without effect."
    if sentence.flag("default"):
        yield f"Default: {sentence.props['default']}."
    elif sentence.flag("positive"):
        yield "On by default."
