"""What every module of the package keeps to: streams, state, a sentence about itself, names of its own."""

from __future__ import annotations

import ast
from collections import defaultdict

from architecture.package_source import nodes, trees, wing

MAY_TOUCH_STREAMS = {"__main__", "cli", "shell", "console"}
"""Wings that may touch the terminal and the standard streams."""

MAY_SHARE_A_NAME = {"Connection": "PEP 249 calls a session so, and HTTP what the sandbox answers on"}
"""Names of classes that several modules may define, each with its reason."""


def test_only_the_front_touches_the_standard_streams():
    """stdout belongs to the rows; nothing below the front prints."""
    wrong = [
        f"{module} (line {node.lineno}): print" for module, node in nodes()[ast.Name] if node.id == "print"
    ]
    for module, node in nodes()[ast.Attribute]:
        match node:
            case ast.Attribute(ast.Name("sys"), "stdout" | "stderr" | "stdin" as stream):
                if wing(module) not in MAY_TOUCH_STREAMS:
                    wrong.append(f"{module} (line {node.lineno}): {stream}")
    assert wrong == []


def test_modules_hold_no_state_and_say_what_they_are():
    stateful = [f"{module} (line {node.lineno})" for module, node in nodes()[ast.Global]]
    silent = [module for module, tree in trees().items() if not ast.get_docstring(tree)]
    assert (stateful, silent) == ([], [])


def test_no_class_is_called_like_another():
    homes = defaultdict(list)
    for module, node in nodes()[ast.ClassDef]:
        if not node.name.startswith("_"):
            homes[node.name].append(f"{module} (line {node.lineno})")
    wrong = [
        f"{name}: {', '.join(where)}"
        for name, where in sorted(homes.items())
        if len(where) > 1 and name not in MAY_SHARE_A_NAME
    ]
    assert not wrong, "a name of two classes; rename one, or say in MAY_SHARE_A_NAME why not:\n" + "\n".join(
        wrong
    )
