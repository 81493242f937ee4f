# SPDX-License-Identifier: Apache-2.0
"""The grammar as objects: modes, word lists, classes, sentences with typed arguments."""

import os
import re
from dataclasses import dataclass, field
from source import Arg, GrammarError, Group, Word, parse_sentence, read_paragraphs

OWNERS = ["mgmtd", "ribd", "iked", "espd", "bgpd", "shell"]
WITHOUT_EFFECT = {"tolerated.cmd", "appliance.cmd"}  # last in the manual

# kind of a value: its name in C, type of the struct member
KINDS = {
    "flag": ("FLAG", None),
    "number": ("NUMBER", "uint32_t"),
    "number64": ("NUMBER64", "uint64_t"),
    "asn": ("ASN", "uint32_t"),
    "ipv4": ("IPV4", "struct ip_addr"),
    "ipv6": ("IPV6", "struct ip_addr"),
    "ip": ("IP", "struct ip_addr"),
    "prefix4": ("PREFIX4", "struct ip_prefix"),
    "prefix6": ("PREFIX6", "struct ip_prefix"),
    "prefix": ("PREFIX", "struct ip_prefix"),
    "address6": ("ADDRESS6", "struct ip_prefix"),
    "mask": ("MASK", "uint8_t"),
    "one": ("ONE", "enum"),
    "set": ("SET", "uint32_t"),
    "interface": ("INTERFACE", "const char *"),
    "transport": ("TRANSPORT", "const char *"),
    "word": ("WORD", "const char *"),
    "ref": ("REF", "const char *"),
    "def": ("DEF", "const char *"),
    "names": ("NAMES", "struct cmd_names"),
    "secret": ("SECRET", "const char *"),
    "data": ("DATA", "const char *"),
    "line": ("LINE", "const char *"),
    "section": ("SECTION", "const char *"),
}


def identifier(text):
    text = {"*": "all"}.get(text, text)
    return re.sub(r"_+", "_", re.sub(r"[^a-z0-9]", "_", text.lower())).strip("_")


@dataclass
class Choice:
    text: str
    help: str
    refuse: str = None
    same: str = None          # another spelling of this choice
    needs: str = None         # name of the global sentence without which it is not accepted, for the reason `without`
    without: str = None
    gate: object = None       # that sentence


@dataclass
class Words:
    where: str
    name: str
    choices: list
    index: int = 0

    def accepted(self):
        return [c for c in self.choices if not c.refuse and not c.same]


@dataclass
class Class:
    where: str
    name: str
    title: str
    nocase: bool
    unique: bool
    index: int = 0


@dataclass
class Mode:
    where: str
    name: str
    prompt: str
    title: str
    prefix: str
    parent_name: str
    close: str
    index: int = 0
    parent: "Mode" = None
    entered_by: "Sentence" = None
    sentences: list = field(default_factory=list)

    @property
    def depth(self):
        return 0 if self.parent is None else self.parent.depth + 1


@dataclass
class Argument:
    where: str
    name: str
    kind: str
    help: str
    min: int = 0
    max: int = 0
    words: Words = None
    cls: Class = None
    preset: str = None        # text of the default
    mask_of: str = None       # argument whose class mask is the default
    covers: str = None        # argument that must have no bits outside the mask
    hosts: str = None         # argument that must be the address of a host in the subnet with this mask
    next: int = 0             # left out: so much above the greatest of the lines with the same other keys
    terse: bool = False
    silent: bool = False
    masked: bool = False
    hostname: bool = False
    optional: bool = False

    @property
    def member(self):
        return identifier(self.name)

    @property
    def defaulted(self):
        return self.preset is not None or self.mask_of is not None or self.next > 0

    @property
    def has(self):
        return self.optional and not self.defaulted


@dataclass
class Sentence:
    where: str
    text: str
    mode: Mode
    tree: list
    args: dict                      # name -> Argument, in order of appearance
    help: dict                      # keyword -> text
    keys: list
    props: dict
    name: str = ""
    slot: str = ""
    enters: Mode = None
    owners: list = field(default_factory=list)
    index: int = 0
    order: int = 0

    @property
    def config(self):
        return self.mode.name != "exec" and "exec" not in self.props

    def flag(self, name):
        return name in self.props


def is_class(paragraph):
    """A declaration; a sentence that begins with the keyword "class" explains its words."""
    return paragraph.head.split()[0] == "class" and not paragraph.rows


class Grammar:
    def __init__(self, paths):
        self.modes, self.words, self.classes = {}, {}, {}
        self.sentences = []
        self.paths = sorted(paths, key=lambda p: (os.path.basename(p) in WITHOUT_EFFECT, os.path.basename(p)))
        files = [(path, list(read_paragraphs(path))) for path in self.paths]
        for _, paragraphs in files:
            for paragraph in paragraphs:
                self.declare(paragraph)
        for _, paragraphs in files:
            SentenceReader(self, paragraphs).read()
        self.finish()

    def declare(self, paragraph):
        kind = paragraph.head.split()[0]
        if kind == "mode" and '"' in paragraph.head:
            self.declare_mode(paragraph)
        elif kind == "words" and len(paragraph.head.split()) == 2:
            self.declare_words(paragraph)
        elif is_class(paragraph):
            self.declare_class(paragraph)

    def declare_mode(self, paragraph):
        match = re.fullmatch(r'mode (\S+) "([^"]*)"\s+(.+)', paragraph.head)
        if not match:
            raise GrammarError(paragraph.where, 'expected: mode NAME "prompt"  Title')
        name, prompt, title = match.groups()
        if name in self.modes:
            raise GrammarError(paragraph.where, f"mode {name} is declared twice")
        prefix = paragraph.take("prefix", identifier(name))
        parent = paragraph.take("parent")
        mode = Mode(paragraph.where, name, prompt, title, "" if prefix == "-" else prefix,
                    parent or ("" if name in ("exec", "config") else "config"), paragraph.take("close"))
        reject_rest(paragraph)
        self.modes[name] = mode

    def declare_words(self, paragraph):
        name = paragraph.head.split()[1]
        if name in self.words:
            raise GrammarError(paragraph.where, f"words {name} is declared twice")
        choices = []
        for row in paragraph.rows:
            if not row.columns:
                raise GrammarError(row.where, f"'{row.name}' has no help")
            if row.columns[0] == "refuse":
                choices.append(Choice(row.name, row.columns[1], row.columns[1]))
            elif row.columns[0] == "same":
                choices.append(Choice(row.name, f"The same as {row.columns[1]}", same=row.columns[1]))
            elif row.columns[0].startswith("needs "):
                if len(row.columns) != 3:
                    raise GrammarError(row.where, f"expected: {row.name}  needs SENTENCE  help  reason: remedy")
                choices.append(Choice(row.name, row.columns[1], needs=row.columns[0].split()[1], without=row.columns[2]))
            else:
                choices.append(Choice(row.name, row.columns[0]))
        words = Words(paragraph.where, name, choices)
        texts = [c.text for c in words.accepted()]
        for choice in choices:
            if choice.same and choice.same not in texts:
                raise GrammarError(paragraph.where, f"{choice.text} is the same as '{choice.same}', which is not in the list")
        if len(words.accepted()) > 32:
            raise GrammarError(paragraph.where, "a word list holds at most 32 accepted words")
        self.words[name] = words

    def declare_class(self, paragraph):
        match = re.fullmatch(r"class (\S+)( nocase)?( unique)?\s{2,}(.+)", paragraph.head)
        if not match:
            raise GrammarError(paragraph.where, "expected: class NAME [nocase] [unique]  Title")
        self.classes[match[1]] = Class(paragraph.where, match[1], match[4], bool(match[2]), bool(match[3]))

    def finish(self):
        order = {"exec": 0, "config": 1}
        ranked = sorted(self.modes.values(), key=lambda m: (order.get(m.name, 2), m.where))
        for mode in ranked:
            if mode.parent_name:
                mode.parent = self.lookup(mode.where, self.modes, mode.parent_name, "mode")
        for items in (ranked, self.words.values(), self.classes.values()):
            for index, item in enumerate(items):
                item.index = index
        self.modes = {mode.name: mode for mode in ranked}
        self.sentences.sort(key=lambda s: s.mode.index)
        for index, sentence in enumerate(self.sentences):
            sentence.index = index
            sentence.mode.sentences.append(sentence)
        self.slots = list(dict.fromkeys(s.slot for s in self.sentences))
        self.fields = list(dict.fromkeys(name for s in self.sentences for name in s.args))
        for sentence in self.sentences:
            if sentence.enters:
                if sentence.enters.entered_by:
                    raise GrammarError(sentence.where, f"mode {sentence.enters.name} has two sentences that enter it")
                sentence.enters.entered_by = sentence

    def lookup(self, where, table, name, what):
        if name not in table:
            raise GrammarError(where, f"unknown {what} '{name}'; there are: {', '.join(sorted(table))}")
        return table[name]


class SentenceReader:
    """The sentences of one file, with the help and arguments that its paragraphs share."""

    def __init__(self, grammar, paragraphs):
        self.grammar, self.paragraphs = grammar, paragraphs
        self.shared_help, self.shared_args = {}, {}
        self.mode = None

    def read(self):
        for paragraph in self.paragraphs:
            head = paragraph.head.split()
            if (head[0] == "words" and len(head) >= 2 or is_class(paragraph)
                    or head[0] == "mode" and '"' in paragraph.head):
                continue
            if head == ["help"]:
                self.shared_help.update((row.name, row.columns[0]) for row in paragraph.rows)
            elif head == ["args"]:
                self.shared_args.update((row.name, row) for row in paragraph.rows)
            elif head[0] == "in" and len(head) == 2:
                self.mode = self.grammar.lookup(paragraph.where, self.grammar.modes, head[1], "mode")
            else:
                self.sentence(paragraph)

    def sentence(self, paragraph):
        if not self.mode:
            raise GrammarError(paragraph.where, "a sentence needs an `in MODE` line above it")
        tree = parse_sentence(paragraph.where, paragraph.head)
        rows = {row.name: row for row in paragraph.rows}
        args, help_ = {}, {}
        self.walk(tree, rows, args, help_, paragraph.where, False)
        unused = set(rows) - set(args) - set(help_)
        if unused:
            raise GrammarError(rows[unused.pop()].where, "help for a word that the sentence does not have")
        self.finish_sentence(paragraph, tree, args, help_)

    def walk(self, nodes, rows, args, help_, where, optional):
        for node in nodes:
            if isinstance(node, Word):
                row = rows.get(node.text)
                help_[node.text] = row.columns[0] if row and row.columns else self.shared_help.get(node.text)
            elif isinstance(node, Arg):
                row = rows.get(node.name) or self.shared_args.get(node.name)
                if not row:
                    raise GrammarError(where, f"{node.name} has no type and help")
                arg = args.setdefault(node.name, self.argument(row))
                arg.optional = arg.optional or optional
            else:
                self.walk_group(node, rows, args, help_, where)

    def walk_group(self, group, rows, args, help_, where):
        for alternative in group.alternatives:
            self.walk(alternative, rows, args, help_, where, group.kind != "(")
            if group.kind != "(" and not presence_arg(alternative):
                flag = next(n for n in alternative if isinstance(n, Word))
                args.setdefault(flag.text, Argument(where, flag.text, "flag", "", optional=True))

    def argument(self, row):
        spec = row.columns[0].split() if row.columns else [""]
        if len(row.columns) < 2 and spec[0] not in ("one", "set"):
            raise GrammarError(row.where, f"expected: {row.name}  type  help")
        kind, spec = spec[0], spec[1:]
        if kind not in KINDS or kind in ("flag", "number64"):
            raise GrammarError(row.where, f"unknown type '{kind}'")
        arg = Argument(row.where, row.name, kind, row.columns[1] if len(row.columns) > 1 else "")
        spec = self.main_parameter(arg, spec)
        while spec:
            spec = self.option(arg, spec)
        return arg

    def main_parameter(self, arg, spec):
        grammar = self.grammar
        if arg.kind in ("one", "set"):
            arg.words = grammar.lookup(arg.where, grammar.words, spec[0], "word list")
            return spec[1:]
        if arg.kind in ("ref", "def", "names"):
            arg.cls = grammar.lookup(arg.where, grammar.classes, spec[0], "class")
            spec = spec[1:]
            arg.min, arg.max = 1, 64
        if arg.kind == "names":
            arg.max = int(spec[0])
            return spec[1:]
        if arg.kind == "line":
            arg.min, arg.max = 1, 512
        if spec and re.fullmatch(r"\d+-\d+", spec[0]):
            arg.min, arg.max = map(int, spec[0].split("-"))
            spec = spec[1:]
        elif arg.kind == "number":
            raise GrammarError(arg.where, "a number needs a range")
        if arg.kind == "asn":
            arg.min, arg.max = 1, 4294967295
        if arg.kind == "number" and arg.max > 0xffffffff:
            arg.kind = "number64"
        return spec

    def option(self, arg, spec):
        word, spec = spec[0], spec[1:]
        if word == "=" and spec[0] == "class":
            arg.mask_of = spec[1]
            return spec[2:]
        if word == "=":
            arg.preset = spec[0]
            return spec[1:]
        if word == "next":
            if arg.kind != "number":
                raise GrammarError(arg.where, "only a number can follow the last one")
            arg.next = int(spec[0])
            return spec[1:]
        if word == "covers":
            arg.covers = spec[0]
            return spec[1:]
        if word == "hosts":
            arg.hosts = spec[0]
            return spec[1:]
        if word not in ("terse", "silent", "masked", "hostname"):
            raise GrammarError(arg.where, f"unknown option '{word}'")
        setattr(arg, word, True)
        return spec

    def finish_sentence(self, paragraph, tree, args, help_):
        keys = paragraph.take("key", "").split()
        for key in keys:
            if key not in args:
                raise GrammarError(paragraph.where, f"@key {key} is no argument of the sentence")
        name = paragraph.take("name") or self.name(tree)
        sentence = Sentence(paragraph.where, paragraph.head, self.mode, tree, args, help_, keys, {}, name)
        sentence.slot = paragraph.take("slot") or name
        enters = paragraph.take("enters")
        if enters:
            sentence.enters = self.grammar.lookup(paragraph.where, self.grammar.modes, enters, "mode")
        sentence.owners = paragraph.take("owner", "").split()
        order = paragraph.take("order")
        sentence.order = int(order) if order else 1000 + len(self.grammar.sentences)
        if self.mode.name == "config" and not order and "refuse" not in paragraph.props:
            raise GrammarError(paragraph.where, "a global sentence needs @order, its place in the printed configuration")
        known = {"default", "always", "absent", "each", "needs", "no", "tolerate", "refuse", "singleton", "level",
                 "move", "quick", "blank", "bar", "positive", "append", "exec", "print", "hidden", "foreign",
                 "apart"}
        for prop in paragraph.props:
            if prop not in known:
                raise GrammarError(paragraph.where, f"unknown property @{prop}")
        sentence.props = paragraph.props
        self.grammar.sentences.append(sentence)

    def name(self, tree):
        words = [identifier(node.text) for node in tree if isinstance(node, Word)]
        name = "_".join(words)
        prefix = self.mode.prefix
        if prefix and not (name == prefix or name.startswith(prefix + "_")):
            name = f"{prefix}_{name}"
        return name


def presence_arg(nodes):
    """The argument that tells whether a group was given: the first one that is directly in it."""
    return next((node.name for node in nodes if isinstance(node, Arg)), None)


def presence(nodes):
    return presence_arg(nodes) or next(n.text for n in nodes if isinstance(n, Word))


def reject_rest(paragraph):
    if paragraph.props:
        raise GrammarError(paragraph.where, f"unknown property @{next(iter(paragraph.props))}")

