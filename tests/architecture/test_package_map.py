"""The map of the package, ``README.md`` beside its modules: it names what is there, every folder of it, and stays short."""

from __future__ import annotations

import re

from architecture.package_source import PACKAGE, ROOT

MAP = PACKAGE / "README.md"
MOST_LINES = 150
"""Three screens."""

NAMED = re.compile(r"(?<![\w./<-])((?:[\w.-]+/)+(?:[\w-]+(?:\.\w+)?)?|[\w-]+\.(?:py|md|toml|sql))(?![\w/-])")
"""A path in backticks or in a block: ``shell/editor/``, ``engine/prefetch``, ``errors.py``."""

FILES = [path.relative_to(PACKAGE).as_posix() for path in sorted(PACKAGE.rglob("*.py"))]
FOLDERS = sorted({file.rpartition("/")[0] for file in FILES if "/" in file})


def named(text):
    """The folders and files that a map names: in code blocks and in backticks; prose may say and/or."""
    blocks = re.findall(r"^```.*?^```", text, re.DOTALL | re.MULTILINE)
    indented = re.findall(r"^(?: {4}|\t).*", text, re.MULTILINE)
    quoted = re.findall(r"(?<!`)`([^`\n]+)`(?!`)", text)
    return {name.rstrip("/") for part in (*blocks, *indented, *quoted) for name in NAMED.findall(part)}


def is_there(name):
    """Whether a path of the package ends like this, with or without a module's suffix; or one of the repository begins so."""
    endings = (f"/{name}", f"/{name}.py")
    return (ROOT / name).exists() or any(f"/{path}".endswith(endings) for path in (*FOLDERS, *FILES))


def missing(text):
    """The folders of the package that a map leaves out."""
    found = named(text)
    return [folder for folder in FOLDERS if not any(f"/{folder}".endswith(f"/{name}") for name in found)]


def map_text():
    assert MAP.is_file(), (
        f"{MAP.relative_to(ROOT)} is missing: the map that names every folder of the package"
    )
    return MAP.read_text(encoding="utf-8")


def test_every_folder_and_file_the_map_names_exists():
    stale = sorted(name for name in named(map_text()) if not is_there(name))
    assert not stale, f"the map names what is not there: {', '.join(stale)}"


def test_the_map_leaves_out_no_folder():
    left_out = missing(map_text())
    assert not left_out, f"the map leaves out: {', '.join(left_out)}"


def test_the_map_fits_three_screens():
    lines = map_text().count("\n")
    assert lines <= MOST_LINES, f"{lines} lines; {MOST_LINES} are three screens"


def test_names_are_found_in_blocks_and_backticks_only():
    text = "and/or `shell/editor/` and `engine/prefetch`, not `GET /files`\n\n    cli/   errors.py\n\n```\nsql/ said\n```\n"
    assert named(text) == {"shell/editor", "engine/prefetch", "cli", "errors.py", "sql"}


def test_a_map_without_a_folder_or_with_one_too_many_is_noticed():
    whole = "\n".join(f"    {folder}/" for folder in FOLDERS)
    assert missing(whole) == []
    assert missing(whole.replace("engine/", "motor/")) == ["engine"]
    assert not is_there("motor")
    assert not is_there("engine/scout.py")
    assert is_there("engine/prefetch")
