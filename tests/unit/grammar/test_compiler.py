# SPDX-License-Identifier: Apache-2.0
"""Faulty grammars are refused with file, line and reason."""

import os
import sys
import tempfile
import unittest

sys.path.insert(0, sys.argv.pop())
from checks import check
from graph import Graph
from model import Grammar
from source import GrammarError

HEAD = 'mode exec ""  exec:\n\t@prefix -\n\nmode config "config"  config:\n\t@prefix -\n\nin config\n\n'


def compile_text(text):
    with tempfile.TemporaryDirectory() as directory:
        path = os.path.join(directory, "x.cmd")
        with open(path, "w", encoding="utf-8") as stream:
            stream.write(HEAD + text)
        grammar = Grammar([path])
        graphs = [Graph(mode) for mode in grammar.modes.values()]
        check(grammar, graphs)
        return grammar, graphs


class Faults(unittest.TestCase):
    def expect(self, text, reason):
        with self.assertRaises(GrammarError) as caught:
            compile_text(text)
        self.assertIn(reason, str(caught.exception))
        self.assertRegex(str(caught.exception), r"x\.cmd:\d+: ")

    def test_ambiguous_sentences(self):
        self.expect("a N\n\ta  A\n\tN  number 1-9  N\n\t@order 1\n\t@owner ribd\n\n"
                    "a M\n\ta  A\n\tM  number 9-20  M\n\t@name other\n\t@order 1\n\t@owner ribd\n", "is also 'a N'")

    def test_ambiguity_through_optional_words(self):
        self.expect("a [b]\n\ta  A\n\tb  B\n\t@order 1\n\t@owner ribd\n\n"
                    "a b\n\ta  A\n\tb  B\n\t@order 1\n\t@owner ribd\n", "'a b' is also 'a [b]'")

    def test_missing_help(self):
        self.expect("a b\n\ta  A\n\t@order 1\n\t@owner ribd\n", "'b' has no help")

    def test_unlike_help(self):
        self.expect("a b\n\ta  A\n\tb  B\n\t@order 1\n\t@owner ribd\n\n"
                    "a c\n\ta  Other\n\tc  C\n\t@order 1\n\t@owner ribd\n", "other help")

    def test_unknown_class(self):
        self.expect("a N\n\ta  A\n\tN  ref nothing  N\n\t@order 1\n\t@owner ribd\n", "unknown class 'nothing'")

    def test_unknown_mode(self):
        self.expect("a\n\ta  A\n\t@enters nowhere\n\t@order 1\n\t@owner ribd\n", "unknown mode 'nowhere'")

    def test_unknown_owner(self):
        self.expect("a\n\ta  A\n\t@order 1\n\t@owner nobody\n", "unknown owner 'nobody'")

    def test_missing_owner(self):
        self.expect("a\n\ta  A\n\t@order 1\n", "no owner")

    def test_missing_order(self):
        self.expect("a\n\ta  A\n\t@owner ribd\n", "needs @order")

    def test_unknown_property(self):
        self.expect("a\n\ta  A\n\t@order 1\n\t@owner ribd\n\t@oder 2\n", "unknown property @oder")

    def test_default_of_a_keyed_sentence(self):
        self.expect("a N\n\ta  A\n\tN  number 1-9  N\n\t@key N\n\t@default a 1\n\t@order 1\n\t@owner ribd\n", "@each")

    def test_open_bracket(self):
        self.expect("a [b\n\ta  A\n\t@order 1\n\t@owner ribd\n", "is not closed")

    def test_help_for_no_word(self):
        self.expect("a\n\ta  A\n\tb  B\n\t@order 1\n\t@owner ribd\n", "does not have")


class Accepted(unittest.TestCase):
    def test_no_form_ends_where_the_keys_are_known(self):
        _, graphs = compile_text("n N to M\n\tn  N\n\tN  number 1-9  N\n\tto  T\n\tM  number 1-9  M\n"
                                 "\t@key N\n\t@order 1\n\t@owner ribd\n")
        ends = [node for node in graphs[1].nodes if node.no_slot]
        self.assertEqual(len(ends), 3)   # behind N, "to" and M

    def test_numbers_that_do_not_meet(self):
        compile_text("a N\n\ta  A\n\tN  number 1-9  N\n\t@order 1\n\t@owner ribd\n\n"
                     "a M\n\ta  A\n\tM  number 10-20  M\n\t@name other\n\t@order 1\n\t@owner ribd\n")


if __name__ == "__main__":
    unittest.main()
