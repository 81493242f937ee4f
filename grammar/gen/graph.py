# SPDX-License-Identifier: Apache-2.0
"""From the sentences of a mode to one graph in which sentences that begin alike share their beginning.

Every sentence first becomes a small automaton with empty moves; the subset construction over its edge
labels joins them. A label is what a reader of the line can tell apart: a keyword with what it captures, or
a kind of value with its range and the argument it fills."""

import re
from dataclasses import dataclass, field
from source import Arg, GrammarError, Word
from model import presence


@dataclass(frozen=True)
class Label:
    kind: str             # "keyword" or the kind of a value
    text: str             # keyword, or the argument's name
    capture: str = None   # argument
    value: int = 0        # of a keyword out of a word list: its place + 1
    words: str = None
    cls: str = None
    min: int = 0
    max: int = 0
    refuse: str = None
    repeats: bool = False
    masked: bool = False
    hostname: bool = False
    same: bool = False    # not shown: spells what another word says, or needs another line

    @property
    def keyword(self):
        return self.kind == "keyword"


@dataclass
class State:
    """A state of a sentence's automaton."""
    sentence: object
    final: bool = False
    empty: list = field(default_factory=list)
    edges: list = field(default_factory=list)   # (Label, help, where, State)


class Builder:
    def __init__(self, sentence):
        self.sentence = sentence
        self.start = State(sentence)
        end = self.sequence(sentence.tree, self.start, None)
        end.final = True

    def state(self):
        return State(self.sentence)

    def sequence(self, nodes, state, flag):
        for node in nodes:
            state = self.node(node, state, flag)
        return state

    def node(self, node, state, flag):
        if isinstance(node, Word):
            after = self.state()
            capture = node.text if node.text == flag else None
            self.edge(state, Label("keyword", node.text, capture), self.sentence.help[node.text], after)
            return after
        if isinstance(node, Arg):
            return self.argument(self.sentence.args[node.name], state)
        return self.group(node, state)

    def edge(self, state, label, help_, after):
        state.edges.append((label, help_, self.sentence.where, after))

    def argument(self, arg, state):
        after = self.state()
        value = default_of(self.sentence, arg)
        if arg.words:
            for label, help_ in word_labels(arg):
                self.edge(state, label, marked(help_, label.text == value, "default"), after)
                if arg.kind == "set":
                    self.edge(after, label, help_, after)
            return after
        label = value_label(arg)
        self.edge(state, label, marked(arg.help, arg.kind == "number" and value, f"default {value}"), after)
        if arg.kind == "names":
            again = Label(**{**label.__dict__, "repeats": True})
            self.edge(after, again, arg.help, after)
        return after

    def group(self, group, state):
        after = self.state()
        for alternative in group.alternatives:
            begin = self.state()
            state.empty.append(begin)
            flag = presence(alternative) if group.kind != "(" else None
            self.sequence(alternative, begin, flag).empty.append(after)
        if group.kind != "{":
            state.empty.append(after)
        if group.repeated:
            after.empty.append(state)
        return after


def default_of(sentence, arg):
    """What holds when the word is not given: of its own, or in the sentence's default. None when nothing does."""
    if arg.preset is not None:
        return arg.preset
    words = re.findall(r"[^\s\[\](){}|*]+", sentence.text)
    given = sentence.props.get("default", "").split()
    at = word_in_default(words, given, words.index(arg.name))
    fits = at is not None and at < len(given) and (given[at].isdigit() if arg.kind == "number" else True)
    return given[at] if fits else None


def word_in_default(words, given, index):
    """Where the default has the word `index` of the sentence: behind the next keyword before it that it has."""
    behind = 1
    for word in reversed(words[:index]):
        if word in given:
            return given.index(word) + behind
        behind += word.isupper()
    return None


def marked(help_, condition, mark):
    return f"{help_} ({mark})" if condition and help_ else help_


def word_labels(arg):
    accepted = arg.words.accepted()
    for choice in arg.words.choices:
        meant = next((c for c in accepted if c.text == choice.same), choice)
        value = 0 if choice.refuse else accepted.index(meant) + 1
        yield Label("keyword", choice.text, arg.name, value, arg.words.name, refuse=choice.refuse,
                    same=bool(choice.same or choice.needs)), choice.help


def value_label(arg):
    return Label(arg.kind, arg.name, arg.name, cls=arg.cls.name if arg.cls else None, min=arg.min, max=arg.max,
                 masked=arg.masked, hostname=arg.hostname)


@dataclass
class Node:
    """A state of the mode's graph."""
    edges: dict = field(default_factory=dict)    # Label -> Edge
    final: list = field(default_factory=list)    # sentences that may end here
    below: list = field(default_factory=list)    # sentences that may still follow, or end here
    certain: frozenset = None                    # arguments that every way to here has filled
    no_slot: str = None
    no_sentence: object = None
    index: int = 0


@dataclass
class Edge:
    label: Label
    node: Node
    help: str = None
    help_from: str = None


class Graph:
    def __init__(self, mode):
        self.mode = mode
        self.nodes, self.known = [], {}
        self.root = self.node([Builder(s).start for s in mode.sentences])
        for node in self.nodes:
            self.expand(node)
        self.find_certain()
        for node in self.nodes:
            self.place_no(node)
        for sentence in mode.sentences:
            self.place_no_form(sentence)

    def node(self, states):
        closure = close(states)
        key = frozenset(id(s) for s in closure)
        if key not in self.known:
            node = Node()
            node.states = closure
            node.final = unique(s.sentence for s in closure if s.final)
            node.below = unique(s.sentence for s in closure)
            self.known[key] = node
            self.nodes.append(node)   # expanded later: the caller goes on through the growing list
        return self.known[key]

    def expand(self, node):
        targets, helps = {}, {}
        for state in node.states:
            for label, help_, where, after in state.edges:
                targets.setdefault(label, []).append(after)
                note_help(helps, label, help_, where)
        for label, states in targets.items():
            if label not in helps:
                where = states[0].sentence.where
                raise GrammarError(where, f"'{label.text}' has no help")
            node.edges[label] = Edge(label, self.node(states), helps[label][0])

    def find_certain(self):
        """Arguments that are captured on every way to a node: intersection until nothing changes."""
        self.root.certain = frozenset()
        work = [self.root]
        while work:
            node = work.pop()
            for edge in node.edges.values():
                got = node.certain | ({edge.label.capture} if edge.label.capture else frozenset())
                old = edge.node.certain
                new = got if old is None else old & got
                if new != old:
                    edge.node.certain = new
                    work.append(edge.node)

    def place_no(self, node):
        """A `no` may end where one slot is left and its keys are known."""
        candidates = [s for s in node.below if s.config and not s.flag("refuse")]
        slots = {s.slot for s in candidates}
        if node is self.root or len(slots) != 1:
            return
        if set(candidates[0].keys) <= node.certain:
            node.no_slot, node.no_sentence = candidates[0].slot, candidates[0]

    def place_no_form(self, sentence):
        """`@no neighbor NEIGHBOR`: one more place where a `no` for this sentence may end."""
        form = sentence.props.get("no")
        if form is None:
            return
        nodes = [self.root]
        for word in form.split():
            nodes = unique(e.node for n in nodes for e in n.edges.values() if word in (e.label.text, e.label.capture))
            if not nodes:
                raise GrammarError(sentence.where, f"@no {form}: no sentence begins like this at '{word}'")
        for node in nodes:
            node.no_slot, node.no_sentence = sentence.slot, sentence


def note_help(helps, label, help_, where):
    if help_ is None:
        return
    if label not in helps:
        helps[label] = (help_, where)
    elif helps[label][0] != help_:
        raise GrammarError(where, f"'{label.text}' has other help than in {helps[label][1]}: "
                           f"'{help_}' and '{helps[label][0]}'")


def close(states):
    """The states that are reached by empty moves, in order."""
    closure, seen, work = [], set(), list(states)
    while work:
        state = work.pop(0)
        if id(state) in seen:
            continue
        seen.add(id(state))
        closure.append(state)
        work = state.empty + work
    return closure


def unique(items):
    return list({id(item): item for item in items}.values())
