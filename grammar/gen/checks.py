# SPDX-License-Identifier: Apache-2.0
"""What a grammar must fulfil before anything is generated from it."""

from source import GrammarError
from model import OWNERS, identifier

SPECIFIC = {"number", "number64", "asn", "ipv4", "ipv6", "ip", "prefix4", "prefix6", "prefix", "address6", "mask",
            "interface", "data", "transport"}
# kinds that one word may satisfy at once; symmetric
OVERLAPS = {
    frozenset(pair) for pair in [
        ("number", "number64"), ("number", "asn"), ("number64", "asn"), ("number", "mask"), ("number", "ipv4"),
        ("number", "ip"), ("mask", "ipv4"), ("mask", "ip"), ("ipv4", "ip"), ("ipv6", "ip"), ("asn", "mask"),
        ("prefix4", "prefix"), ("prefix6", "prefix"), ("prefix6", "address6"), ("prefix", "address6"),
    ]
}


def check(grammar, graphs):
    for sentence in grammar.sentences:
        check_sentence(grammar, sentence)
    check_names(grammar)
    check_slots(grammar)
    check_modes(grammar)
    for graph in graphs:
        check_ambiguity(graph)


def check_sentence(grammar, sentence):
    for owner in sentence.owners:
        if owner not in OWNERS:
            raise GrammarError(sentence.where, f"unknown owner '{owner}'; there are: {', '.join(OWNERS)}")
    passive = sentence.flag("tolerate") or sentence.flag("refuse") or sentence.flag("move") and not sentence.owners
    if not sentence.owners and not passive:
        raise GrammarError(sentence.where, "no owner: add @owner, @tolerate or @refuse")
    if sentence.owners and (sentence.flag("tolerate") or sentence.flag("refuse")):
        raise GrammarError(sentence.where, "a tolerated or refused sentence has no owner")
    if not sentence.config and len(sentence.owners) > 1 and {"mgmtd", "shell"} & set(sentence.owners):
        raise GrammarError(sentence.where, "an EXEC sentence has one owner, or several daemons other than mgmtd")
    for key in sentence.keys:
        if sentence.args[key].optional and not sentence.args[key].defaulted:
            raise GrammarError(sentence.where, f"key {key} may be left out: give it a default")
    for arg in sentence.args.values():
        for other in (arg.mask_of, arg.covers, arg.hosts):
            if other and (other not in sentence.args or sentence.args[other].kind != "ipv4"):
                raise GrammarError(arg.where, f"{other} is no IPv4 argument of the sentence")
    if len(sentence.args) > 30:
        raise GrammarError(sentence.where, "a sentence has at most 30 arguments")
    check_default(sentence)


def check_default(sentence):
    if sentence.flag("always") and not (sentence.flag("default") or sentence.flag("positive")):
        raise GrammarError(sentence.where, "@always needs @default or @positive")
    if sentence.flag("positive") and not sentence.flag("default") and set(sentence.args) != set(sentence.keys):
        raise GrammarError(sentence.where, "@positive with arguments that are no keys needs @default")
    if sentence.flag("default") and sentence.keys and not sentence.flag("each"):
        raise GrammarError(sentence.where, "the default of a keyed sentence needs @each CLASS")


# tags that lib/cmd*.h uses for structs and enums of its own
RESERVED = {"names", "call", "line", "owner", "faults", "verb", "match", "place", "store", "word", "words", "class",
            "arg", "op", "sentence", "edge", "node", "mode", "grammar", "batch", "text", "operation", "op_list", "kind"}


def check_names(grammar):
    seen = {}
    enums = {identifier(name) for name in grammar.words}
    for sentence in grammar.sentences:
        if sentence.name in enums | RESERVED:
            raise GrammarError(sentence.where, f"the name {sentence.name} is taken: give it a @name")
        if sentence.name in seen:
            raise GrammarError(sentence.where,
                               f"is called {sentence.name} like {seen[sentence.name].where}: give it a @name")
        seen[sentence.name] = sentence
    for words in grammar.words.values():
        for choice in words.choices:
            gate = seen.get(choice.needs)
            if choice.needs and (not gate or gate.mode.name != "config" or gate.args):
                raise GrammarError(words.where, f"{choice.text} needs '{choice.needs}', which is no global sentence "
                                   "without arguments")
            choice.gate = gate
    for sentence in grammar.sentences:
        needs = sentence.props.get("needs")
        if needs:
            name, _, text = needs.partition(": ")
            if name not in seen or not text:
                raise GrammarError(sentence.where, f"@needs NAME: text; there is no sentence '{name}'")


def check_slots(grammar):
    """Sentences of one slot replace each other, so they are told apart by the same keys."""
    kinds = {}
    for sentence in grammar.sentences:
        signature = (sentence.mode.name, [sentence.args[k].kind for k in sentence.keys])
        if kinds.setdefault(sentence.slot, signature) != signature:
            raise GrammarError(sentence.where, f"slot {sentence.slot} has other keys elsewhere")


def check_modes(grammar):
    for mode in grammar.modes.values():
        if mode.name in ("exec", "config"):
            continue
        enter = mode.entered_by
        if not enter:
            raise GrammarError(mode.where, f"no sentence enters mode {mode.name}")
        if enter.mode is not mode.parent:
            raise GrammarError(enter.where, f"mode {mode.name} is inside {mode.parent.name}: add @parent to the mode")
        for sentence in mode.sentences:
            missing = set(sentence.owners) - set(enter.owners)
            if sentence.config and missing:
                raise GrammarError(sentence.where,
                                   f"{', '.join(missing)} must own the sentence that enters {mode.name}, too")


def check_ambiguity(graph):
    """No line, spelled in full, may be two sentences: walks pairs of nodes that one line can reach."""
    start = (graph.root, graph.root)
    seen, work = {(id(graph.root), id(graph.root))}, [(start, [])]
    while work:
        (one, two), words = work.pop()
        ends = {s.name: s for s in one.final + two.final}
        if len(ends) > 1:
            first, second = sorted(ends.values(), key=lambda s: s.index)[:2]
            raise GrammarError(second.where, f"'{' '.join(words)}' is also '{first.text}' ({first.where})")
        for edge in one.edges.values():
            for other in two.edges.values():
                pair = (id(edge.node), id(other.node))
                if pair not in seen and overlap(edge.label, other.label):
                    seen.add(pair)
                    work.append(((edge.node, other.node), words + [edge.label.text]))


def overlap(a, b):
    """Whether the matcher follows both labels for some word. It prefers keywords to values, and values of
    a known form to free words; a secret may look like anything."""
    if a.keyword or b.keyword:
        return a.keyword and b.keyword and a.text == b.text
    if "secret" in (a.kind, b.kind):
        return True
    if (a.kind in SPECIFIC) != (b.kind in SPECIFIC):
        return False
    if a.kind not in SPECIFIC:
        return True
    if a.kind == b.kind:
        return a.kind not in ("number", "number64") or a.min <= b.max and b.min <= a.max
    return frozenset((a.kind, b.kind)) in OVERLAPS
