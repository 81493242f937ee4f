# SPDX-License-Identifier: Apache-2.0
"""cmd_tables.c: modes, sentences, graphs, word lists and classes as constant tables (lib/cmd_table.h)."""

import hashlib
import json
from model import KINDS, OWNERS, presence
from source import Arg, GrammarError, Word

NONE = "CMD_NONE"
HEAD = """/* SPDX-License-Identifier: Apache-2.0 */
/* Generated from grammar/ (*.cmd). */
#include "lib/cmd_table.h"
#include "lib/cmd_match.h"
#include "cmd_args.h"
"""


def string(text):
    return "NULL" if text is None else json.dumps(text, ensure_ascii=False)


def flag(value):
    return "true" if value else "false"


class Tables:
    def __init__(self, grammar, graphs):
        self.grammar, self.graphs = grammar, graphs
        self.slot_index = {slot: index for index, slot in enumerate(grammar.slots)}
        self.field_index = {name: index for index, name in enumerate(grammar.fields)}
        self.by_name = {sentence.name: sentence for sentence in grammar.sentences}

    def emit(self):
        body = "\n".join([HEAD, self.words(), self.classes(), self.slots(), self.sentences(), self.nodes(),
                          self.modes()])
        return body + self.grammar_struct(hashlib.sha256(body.encode()).digest())

    def words(self):
        out, table = [], []
        for words in self.grammar.words.values():
            rows = [f"\t{{{string(c.text)}, {string(c.help)}, {self.gate(c)}}}," for c in words.accepted()]
            out.append(f"static const struct cmd_word words_{words.index}[] = {{\n" + "\n".join(rows) + "\n};")
            table.append(f"\t{{{string(words.name)}, {len(rows)}, {flag(any(c.needs for c in words.choices))}, "
                         f"words_{words.index}}},")
        return "\n".join(out) + "\nstatic const struct cmd_words words[] = {\n" + "\n".join(table) + "\n};\n"

    def gate(self, choice):
        """Why the word is not accepted without another line, and that line's sentence."""
        if not choice.needs:
            return f"NULL, {NONE}"
        return f'{string(f"{choice.without}, or {choice.gate.text} for an old peer")}, {choice.gate.index}'

    def classes(self):
        rows = [f"\t{{{string(c.name)}, {string(c.title)}, {flag(not c.nocase)}, {flag(c.unique)}}},"
                for c in self.grammar.classes.values()]
        return "static const struct cmd_class classes[] = {\n" + "\n".join(rows) + "\n};\n"

    def slots(self):
        return "static const char *const slots[] = {\n" + "\n".join(
            f"\t{string(slot)}," for slot in self.grammar.slots) + "\n};\n"

    def sentences(self):
        out, rows = [], []
        for sentence in self.grammar.sentences:
            args = list(sentence.args.values())
            if args:
                out.append(f"static const struct cmd_arg args_{sentence.index}[] = {{\n"
                           + "\n".join(self.arg(sentence, arg) for arg in args) + "\n};")
            ops = self.operations(sentence, sentence.tree)
            out.append(f"static const struct cmd_op ops_{sentence.index}[] = {{\n\t"
                       + "\n\t".join(ops) + "\n};")
            out.append(f"_Static_assert(sizeof(struct cmd_{sentence.name}) <= CMD_ARGS_MAX, \"{sentence.name}\");")
            rows.append(self.sentence(sentence, args, ops))
        return "\n".join(out) + "\nstatic const struct cmd_sentence sentences[] = {\n" + "\n".join(rows) + "\n};\n"

    def arg(self, sentence, arg):
        names = list(sentence.args)
        struct = f"struct cmd_{sentence.name}"
        fields = [f".name = {string(arg.name)}", f".field = {self.field_index[arg.name]}",
                  f".kind = CMD_KIND_{KINDS[arg.kind][0]}"]
        if arg.kind != "flag":
            fields.append(f".off = offsetof({struct}, {arg.member})")
        if arg.has:
            fields.append(f".optional = true, .has_off = offsetof({struct}, has_{arg.member})")
        fields += [f".{name} = true" for name in ("terse", "silent", "defaulted") if getattr(arg, name)]
        fields.append(f".mask_of = {names.index(arg.mask_of) if arg.mask_of else NONE}")
        fields.append(f".covers = {names.index(arg.covers) if arg.covers else NONE}")
        fields.append(f".hosts = {names.index(arg.hosts) if arg.hosts else NONE}")
        fields.append(f".words = {arg.words.index if arg.words else NONE}")
        fields.append(f".class_id = {arg.cls.index if arg.cls else NONE}")
        fields.append(f".min = {arg.min}u, .max = {arg.max}u")
        if arg.next:
            fields.append(f".next = {arg.next}u")
        if arg.preset is not None:
            fields.append(f".preset = {self.preset(arg)}u")
        return "\t{" + ", ".join(fields) + "},"

    def preset(self, arg):
        if arg.kind == "one":
            texts = [c.text for c in arg.words.accepted()]
            if arg.preset not in texts:
                raise GrammarError(arg.where, f"default '{arg.preset}' is not in the word list")
            return texts.index(arg.preset)
        return int(arg.preset)

    def operations(self, sentence, nodes):
        names, ops = list(sentence.args), []
        renamed = sentence.props.get("print", "").split()
        for node in nodes:
            if isinstance(node, Word):
                text = renamed[1] if renamed and node.text == renamed[0] else node.text
                ops.append(f"{{CMD_OP_WORD, 0, 0, {string(text)}}},")
            elif isinstance(node, Arg):
                if not sentence.args[node.name].silent:
                    ops.append(f"{{CMD_OP_ARG, 0, {names.index(node.name)}, NULL}},")
            else:
                for alternative in node.alternatives:
                    inner = self.operations(sentence, alternative)
                    if node.kind != "(" and inner:
                        ops.append(f"{{CMD_OP_IF, {len(inner)}, {names.index(presence(alternative))}, NULL}},")
                    ops += inner
        return ops

    def sentence(self, s, args, ops):
        names, props = list(s.args), s.props
        absent, _, unless = props.get("absent", "").partition(" unless ")
        needs, _, needs_text = props.get("needs", "").partition(": ")
        bar = props.get("bar", "").split()
        preset = props.get("default") or (self.plain(s) if s.flag("positive") else None)
        rows = [
            f".name = {string(s.name)}", f".summary = {string(s.text)}", f".id = {s.index}", f".mode = {s.mode.index}",
            f".enters = {s.enters.index if s.enters else NONE}", f".slot = {self.slot_index[s.slot]}",
            f".order = {s.order}", f".args_size = sizeof(struct cmd_{s.name})",
            f".owners = {sum(1 << OWNERS.index(o) for o in s.owners)}", f".level = {props.get('level', 15)}",
            f".move = CMD_MOVE_{props.get('move', 'none').upper()}", f".config = {flag(s.config)}",
            f".quick = {flag(s.flag('quick'))}", f".tolerated = {flag(s.flag('tolerate'))}",
            f".hidden = {flag(s.flag('hidden'))}",
            f".positive = {flag(s.flag('positive'))}", f".always = {flag(s.flag('always'))}",
            f".append = {flag(s.flag('append'))}", f".bar_before = {flag('before' in bar)}",
            f".bar_after = {flag('after' in bar)}", f".blank = {flag(s.flag('blank'))}",
            f".singleton = {flag(s.flag('singleton'))}", f".arg_count = {len(args)}", f".key_count = {len(s.keys)}",
            f".op_count = {len(ops)}", f".arg = {f'args_{s.index}' if args else 'NULL'}",
            f".key = {{{', '.join(str(names.index(k)) for k in s.keys) or '0'}}}", f".op = ops_{s.index}",
            f".refuse = {string(props.get('refuse'))}", f".preset = {string(preset)}",
            f".absent = {string(absent or None)}", f".absent_unless = {self.slot_of(s, unless)}",
            f".each = {self.each(s)}", f".each_except = {string(props.get('each', '').partition(' except ')[2] or None)}",
            f".needs = {self.slot_of(s, needs)}", f".needs_text = {string(needs_text or None)}",
            f".conflict_text = {string(props.get('singleton'))}",
        ] + self.claims(s, names)
        return f"\t[{s.index}] = {{" + ", ".join(rows) + "},"

    def claims(self, sentence, names):
        """What it must not share with lines elsewhere."""
        rows = [".own = " + next((f"{names.index(arg.hosts)}, .own_mask = {names.index(arg.name)}"
                                  for arg in sentence.args.values() if arg.hosts),
                                 next((f"{names.index(arg.name)}, .own_mask = {NONE}" for arg in sentence.args.values()
                                       if arg.kind == "address6"), f"{NONE}, .own_mask = {NONE}"))]
        for prop in ("foreign", "apart"):
            name, _, text = sentence.props.get(prop, "").partition(": ")
            if name and (name not in names or not text):
                raise GrammarError(sentence.where, f"@{prop} NAME: text; the sentence has no '{name}'")
            rows += [f".{prop} = {names.index(name) if name else NONE}", f".{prop}_text = {string(text or None)}"]
        return rows

    def plain(self, sentence):
        return " ".join(node.text if isinstance(node, Word) else node.name for node in sentence.tree)

    def slot_of(self, sentence, name):
        if not name:
            return NONE
        if name not in self.by_name:
            raise GrammarError(sentence.where, f"there is no sentence '{name}'")
        return self.slot_index[self.by_name[name].slot]

    def each(self, sentence):
        name = sentence.props.get("each", "").partition(" except ")[0]
        if not name:
            return NONE
        return self.grammar.lookup(sentence.where, self.grammar.classes, name, "class").index

    def nodes(self):
        nodes, edges = [], []
        for graph in self.graphs:
            for node in graph.nodes:
                node.index = len(nodes)
                nodes.append(node)
        rows = []
        for node in nodes:
            keywords = sorted((e for e in node.edges.values() if e.label.keyword), key=lambda e: e.label.text.lower())
            values = [e for e in node.edges.values() if not e.label.keyword]
            final = node.final[0].index if node.final else NONE
            slot = self.slot_index[node.no_slot] if node.no_slot else NONE
            rows.append(f"\t{{{len(keywords)}, {len(values)}, {len(edges)}, {final}, "
                        f"{node.no_sentence.index if node.no_sentence else NONE}, {slot}}},")
            edges += [self.edge(e) for e in keywords + values]
        return ("static const struct cmd_node nodes[] = {\n" + "\n".join(rows)
                + "\n};\nstatic const struct cmd_edge edges[] = {\n" + "\n".join(edges) + "\n};\n")

    def edge(self, edge):
        label = edge.label
        kind = "FLAG" if label.keyword else KINDS[label.kind][0]
        words = self.grammar.words[label.words].index if label.words else NONE
        cls = self.grammar.classes[label.cls].index if label.cls else NONE
        capture = self.field_index[label.capture] if label.capture else NONE
        return (f"\t{{.next = {edge.node.index}, .kind = CMD_KIND_{kind}, .repeats = {flag(label.repeats)}, "
                f".hidden = {flag(label.same or all(s.flag('refuse') or s.flag('hidden') for s in edge.node.below))}, "
                f".level = {min(int(s.props.get('level', 15)) for s in edge.node.below)}, "
                f".masked = {flag(label.masked)}, .hostname = {flag(label.hostname)}, .field = {capture}, "
                f".value = {label.value}, .words = {words}, .class_id = {cls}, .min = {label.min}u, .max = {label.max}u, "
                f".text = {string(label.text)}, .help = {string(edge.help)}, .refuse = {string(label.refuse)}}},")

    def modes(self):
        rows = []
        for mode, graph in zip(self.grammar.modes.values(), self.graphs):
            first = mode.sentences[0].index if mode.sentences else 0
            rows.append(f"\t{{.name = {string(mode.name)}, .prompt = {string(mode.prompt)}, .title = {string(mode.title)}, "
                        f".close = {string(mode.close)}, .parent = {mode.parent.index if mode.parent else NONE}, "
                        f".entered_by = {mode.entered_by.index if mode.entered_by else NONE}, "
                        f".root = {graph.root.index}, .depth = {mode.depth}, .first_sentence = {first}, "
                        f".sentence_count = {len(mode.sentences)}}},")
        return "static const struct cmd_mode modes[] = {\n" + "\n".join(rows) + "\n};\n"

    def grammar_struct(self, digest):
        grammar = self.grammar
        return ("\nconst struct cmd_grammar cmd_grammar = {\n\t.mode = modes,\n\t.sentence = sentences,\n"
                "\t.node = nodes,\n\t.edge = edges,\n\t.words = words,\n\t.class = classes,\n\t.slot = slots,\n"
                f"\t.mode_count = {len(grammar.modes)},\n\t.sentence_count = {len(grammar.sentences)},\n"
                f"\t.words_count = {len(grammar.words)},\n\t.class_count = {len(grammar.classes)},\n"
                f"\t.slot_count = {len(grammar.slots)},\n"
                f"\t.hash = {{{', '.join(f'0x{byte:02x}' for byte in digest)}}},\n}};\n")
