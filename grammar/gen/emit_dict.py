# SPDX-License-Identifier: Apache-2.0
"""A libFuzzer dictionary: every keyword, and a few values of each kind."""

VALUES = ["0", "1", "255.255.255.0", "10.0.0.1", "2001:db8::1/64", "10.0.0.0/8", "GigabitEthernet0/0", "Tunnel1",
          "no ", "outside1", "*****", "120.XX.XX.191", "ciscoasa(config)# ", " # ", " ! ", "Password: ********"]


def emit(grammar, graphs):
    texts = {e.label.text for graph in graphs for node in graph.nodes for e in node.edges.values() if e.label.keyword}
    lines = []
    for text in sorted(texts) + VALUES:
        escaped = text.replace("\\", "\\\\").replace('"', '\\"')
        lines.append(f'"{escaped}"')
    return "\n".join(lines) + "\n"
