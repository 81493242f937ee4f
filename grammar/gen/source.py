# SPDX-License-Identifier: Apache-2.0
"""Reads .cmd files into paragraphs of plain Python objects; knows the notation, not its meaning."""

import re
from dataclasses import dataclass, field


class GrammarError(Exception):
    """A fault in a .cmd file, with its place."""

    def __init__(self, where, text):
        super().__init__(f"{where}: {text}")


@dataclass
class Row:
    """An indented line of a paragraph: `name  more  help`."""
    where: str
    name: str
    columns: list


@dataclass
class Paragraph:
    where: str
    head: str
    rows: list = field(default_factory=list)    # of Row
    props: dict = field(default_factory=dict)   # of "@name value" lines

    def take(self, name, default=None):
        return self.props.pop(name, default)


def read_paragraphs(path):
    """Yields the paragraphs of a file: a line in column 0 and the indented ones below it."""
    current = None
    with open(path, encoding="utf-8") as stream:
        for number, raw in enumerate(stream, 1):
            line = raw.rstrip()
            where = f"{path}:{number}"
            if not line or line.startswith("#"):
                continue
            if not line[0].isspace():
                if current:
                    yield current
                current = Paragraph(where, line)
            elif not current:
                raise GrammarError(where, "an indented line needs a head line above it")
            else:
                add_row(current, where, line.strip())
    if current:
        yield current


def add_row(paragraph, where, text):
    if text.startswith("@"):
        name, _, value = text[1:].partition(" ")
        if name in paragraph.props:
            raise GrammarError(where, f"@{name} is given twice")
        paragraph.props[name] = value.strip()
        return
    columns = re.split(r"\s{2,}|\t+", text)
    paragraph.rows.append(Row(where, columns[0], columns[1:]))


@dataclass
class Word:
    text: str


@dataclass
class Arg:
    name: str


@dataclass
class Group:
    """[optional], (noise) or {choice}; alternatives are sequences of nodes."""
    kind: str            # "[", "(", "{"
    alternatives: list
    repeated: bool = False


TOKEN = re.compile(r"\s*(\]\*|[\[\](){}|]|[^\s\[\](){}|]+)")
CLOSING = {"[": ("]", "]*"), "(": (")",), "{": ("}",)}


def parse_sentence(where, text):
    """A sentence line to a list of Word, Arg and Group."""
    tokens = TOKEN.findall(text)
    sequence, rest = parse_sequence(where, tokens)
    if rest:
        raise GrammarError(where, f"unexpected '{rest[0]}'")
    return sequence


def parse_sequence(where, tokens):
    sequence = []
    while tokens and tokens[0] not in ("]", "]*", ")", "}", "|"):
        token, tokens = tokens[0], tokens[1:]
        if token in CLOSING:
            group, tokens = parse_group(where, token, tokens)
            sequence.append(group)
        elif is_arg(token):
            sequence.append(Arg(token))
        else:
            sequence.append(Word(token))
    return sequence, tokens


def parse_group(where, opening, tokens):
    alternatives = []
    while True:
        sequence, tokens = parse_sequence(where, tokens)
        if not sequence:
            raise GrammarError(where, f"empty alternative behind '{opening}'")
        alternatives.append(sequence)
        if not tokens:
            raise GrammarError(where, f"'{opening}' is not closed")
        token, tokens = tokens[0], tokens[1:]
        if token == "|":
            continue
        if token not in CLOSING[opening]:
            raise GrammarError(where, f"'{opening}' is closed by '{token}'")
        return Group(opening, alternatives, token == "]*"), tokens


def is_arg(token):
    """Arguments are written in capitals; digits may follow the first letter."""
    return re.fullmatch(r"[A-Z][A-Z0-9-]*", token) is not None
