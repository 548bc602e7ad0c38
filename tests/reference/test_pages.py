"""Pages of the reference: what is on them, and that each format is one that others can read."""

from __future__ import annotations

import re
import shutil
import subprocess
from html.parser import HTMLParser

import pytest
from each import each

from openai_sql_shell.catalog.declare import MethodKind, acts, in_path, in_query, lists, reads, text
from openai_sql_shell.catalog.lookup import Catalog
from openai_sql_shell.catalog.model import KeyClass, Method, Paging, Resource, SqlVerb
from openai_sql_shell.catalog.relations import Relations
from openai_sql_shell.catalog.services import DESCRIBED_ON, SERVICES
from openai_sql_shell.cli.options import GUIDES
from openai_sql_shell.cli.program_page import program_page
from openai_sql_shell.reference.guides import guide_page
from openai_sql_shell.reference.manual import manual
from openai_sql_shell.reference.markdown import markdown
from openai_sql_shell.reference.page import Heading, NameTable, Paragraph, ReferencePage, Statement
from openai_sql_shell.reference.pages import index_page, resource_page
from openai_sql_shell.reference.screen import screen
from openai_sql_shell.reference.webpage import webpage

CATALOG = Catalog()
RELATIONS = Relations(CATALOG)
RESOURCES = [resource for service in SERVICES for resource in service.resources]
PAGES = [
    index_page(CATALOG.services),
    program_page(),
    *map(guide_page, GUIDES),
    *(resource_page(resource, RELATIONS) for resource in RESOURCES),
]
HOSTILE = [
    "<script>alert(1)</script>",
    "a | b",
    "`x`",
    "*bold* and _this_",
    ".so /etc/passwd",
    "'tis a request",
    r"\*[x] \fB \n",
    '"quoted" & more',
    "- no list",
    "1. no list",
    "# no title",
]
"""Texts that mean something in one of the formats."""
NASTY = ReferencePage(
    "a.b",
    HOSTILE[0],
    DESCRIBED_ON,
    (
        Heading(1, "a.b"),
        *(Paragraph(word) for word in HOSTILE),
        NameTable(("a", "b"), tuple((word, word) for word in HOSTILE)),
        *(Statement(word, f"SELECT '{word}'\n.br ```") for word in HOSTILE),
    ),
)

each_page = each([*PAGES, NASTY], lambda page: page.name)


def text_of(resource):
    return markdown(resource_page(resource, RELATIONS))


def test_the_index_has_every_resource_with_its_statements():
    index = markdown(PAGES[0])
    for resource in RESOURCES:
        line = next(line for line in index.splitlines() if line.startswith(f"| `{resource.id}` |"))
        assert all(f"{method.verb}" in line for method in resource.methods)
    assert DESCRIBED_ON in index


@each(RESOURCES, lambda resource: resource.id)
def test_a_page_has_every_column_method_parameter_and_state(resource):
    page = text_of(resource)
    cells = set(re.findall(r"^\| `([^`]+)` \|", page, re.MULTILINE))
    columns = (*resource.columns, *resource.hidden) if resource.columns else ()
    assert {c.name for c in columns} <= cells
    for method in resource.methods:
        assert f"### {method.name} ({method.verb})" in page
        assert {p.name for p in method.parameters} <= cells
        assert not method.path or f"{method.http} {method.path}" in page
    assert all(state in page for state in (resource.lifecycle.terminal_states if resource.lifecycle else ()))


WIDGETS = Resource(
    "widgets", "widgets", "Widgets", "Things.",
    deprecated="Use gadgets.",
    columns=(text("id", "The id."), text("color", "The colour.", enum=("red", "blue")), text("note", "A note.", secret=True)),
    always=("id",),
    methods=(
        lists(
            "list_widgets", "/widgets", "All of them.",
            in_query("color", "Only of this colour.", column="color"),
            paging=Paging.AFTER_LAST_ID, max_page=20, key=KeyClass.ADMIN, order_column="id",
        ),
        reads("get_widget", "/widgets/{widget_id}", "One.", in_path("widget_id", "Which.", column="id")),
        acts("paint_widget", "/widgets/{widget_id}/paint", "Paint it.", in_path("widget_id", "Which.", column="id"), billable=True),
    ),
)  # fmt: skip


@pytest.mark.parametrize(
    "said",
    [
        "Things. Deprecated: use gadgets.",
        "| `id` | string | never NULL |",
        "| `color` | string | may be NULL | The colour. WHERE with = filters on the server. Values: red, blue. |",
        "A secret that is shown once.",
        "One request for each page of up to 20 rows.",
        "ORDER BY id is done on the server.",
        "Takes an admin key.",
        "Billed.",
        "One request for each call.",
    ],
)
def test_a_page_says_what_a_caller_must_know(said):
    assert said in text_of(WIDGETS)


@each_page
def test_markdown_has_tables_of_one_width_and_closes_what_it_opens(page):
    inside, fence, columns = False, "", 0
    for line in markdown(page).splitlines():
        if re.match("`{3,}", line) and (not inside or line == fence):
            inside, fence = not inside, re.match("`+", line)[0]
        elif line.startswith("| ") and not inside:
            cells = len(re.findall(r"(?<!\\)\|", line)) - 1
            assert columns in (0, cells), line
            columns = cells
        else:
            columns = 0
            assert inside or not re.search(r"(?<!\\)<", line), line
    assert not inside


MACROS = {"TH", "SH", "SS", "PP", "TP", "RS", "RE", "nf", "fi", "nh", "ad"}


@each_page
def test_a_manual_page_has_known_macros_and_escapes_only(page):
    """Every macro is one of man(7) with the arguments it takes, what is opened is closed, and no text begins like a request."""
    lines = manual(page).splitlines()
    assert lines[0].startswith(".TH ")
    assert lines[3] == ".SH NAME"
    depth = filled = 0
    for line in lines:
        assert not line.startswith("'")
        assert (
            re.sub(r"\\(e|-|&|:|fB|fR|\((aq|ga|ha|ti|dq)|\[u[0-9A-F]{4,5}\])", "", line).count("\\") == 0
        ), line
        if line.startswith("."):
            macro, *_ = line[1:].split()
            assert macro in MACROS, line
            depth += {"RS": 1, "RE": -1}.get(macro, 0)
            filled += {"nf": 1, "fi": -1}.get(macro, 0)
            assert depth in (0, 1) and filled in (0, 1)  # noqa: PT018
            assert line.count('"') % 2 == 0
    assert (depth, filled) == (0, 0)


@pytest.mark.skipif(not shutil.which("groff"), reason="groff is not installed")
def test_groff_has_nothing_to_warn_of(tmp_path):
    pages = [*PAGES, NASTY, resource_page(WIDGETS, RELATIONS)]
    for number, page in enumerate(pages):
        (tmp_path / f"{number:03}.7").write_text(manual(page), encoding="utf-8")
    files = sorted(map(str, tmp_path.iterdir()))
    command = ["groff", "-man", "-Tutf8", "-ww", "-P-c", *files]
    done = subprocess.run(command, capture_output=True, check=False, timeout=60)
    assert done.stderr == b""
    shown = " ".join(re.sub(".\x08", "", done.stdout.decode()).split())
    assert "Deprecated: use gadgets." in shown
    assert shown.count("NAME") >= len(pages)


@each_page
def test_a_terminal_of_80_columns_cuts_no_word_but_in_what_is_typed(page):
    lines = screen(page, 80).splitlines()
    typed = {
        f"    {line}"
        for block in page.blocks
        if isinstance(block, Statement)
        for line in block.sql.splitlines()
    }
    assert [line for line in lines if len(line) > 80 and " " in line.strip() and line not in typed] == []
    told = " ".join(" ".join(lines).split())
    for block in page.blocks:
        match block:
            case NameTable(_, rows):
                assert all(" ".join(cell.split()) in told for row in rows for cell in row)
            case Statement(_, sql):
                assert " ".join(sql.split()) in told
            case Heading() | Paragraph():
                assert " ".join(block.text.split()) in told


def test_hostile_text_is_shown_as_it_is():
    page = webpage(NASTY)
    shown = _Reader()
    shown.feed(page)
    assert "script" not in shown.tags
    for word in HOSTILE:
        assert shown.text.count(word) >= 4, word
    assert r"\*bold\*" in markdown(NASTY)


class _Reader(HTMLParser):
    VOID = ("meta",)

    def __init__(self):
        super().__init__()
        self.open, self.tags, self.text, self.links = [], set(), "", []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.links += [value for name, value in attrs if name in ("src", "href")]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


@each_page
def test_a_web_page_is_well_formed_and_asks_for_nothing(page):
    reader = _Reader()
    reader.feed(webpage(page))
    assert reader.open == []
    assert not reader.tags & {"script", "link", "img", "iframe"}
    assert reader.links == []


def test_a_read_that_changes_something_is_shown_as_a_call():
    ask = MethodKind(SqlVerb.SELECT, {"http": "POST"})("ask", "/ask", "Ask.", billable=True)
    assert isinstance(ask, Method)
    asking = Resource("a", "asked", "Asked", "Answers.", (text("id", "The id."),), (ask,))
    assert "EXEC openai.a.asked.ask;" in text_of(asking)
