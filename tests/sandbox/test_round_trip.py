"""What is made can be read and is listed; what is changed is changed there; what is removed is gone there: for every resource."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from every_operation import METHODS

from openai_sql_shell.catalog.model import Place, Returns, SqlVerb


def first(resource, test):
    return next((m for m in resource.methods if test(m)), None)


RESOURCES = {r.id: r for _, r in METHODS}.values()
MADE = [
    pytest.param(r, make, id=r.id)
    for r in RESOURCES
    if (make := first(r, lambda m: m.verb is SqlVerb.INSERT and m.http == "POST"))
    and first(r, lambda m: m.http == "GET" and m.returns is Returns.OBJECT and m.path_parameters)
]
OTHERWISE = {
    "openai.certificates.certificates": {"object", "active"},
    "openai.evals.evals": {"data_source_config"},
    "openai.vector_stores.vector_stores": {"expires_after"},
}
"""Fields that one answer has in another form than the others, or that are not changed to just anything."""


@pytest.mark.parametrize(("resource", "make"), MADE)
def test_a_change_is_seen_wherever_one_looks(full, resource, make):
    path = full.path(make)
    reply = full.call(make, path)[1].json
    made = reply["data"][0] if isinstance(reply.get("data"), list) else reply
    above = {t: s for s, t in zip(path.split("/"), make.path.split("/"), strict=True) if t[:1] == "{"}
    read = first(resource, lambda m: m.http == "GET" and m.returns is Returns.OBJECT and m.path_parameters)
    listed = first(resource, lambda m: m.http == "GET" and m.returns is Returns.LIST)
    remove = first(resource, lambda m: m.http == "DELETE")
    name = read.path_parameters[-1]
    key = full._key(made, name)

    def call(method, body=None):
        own = method.path
        for text, value in {**above, f"{{{name}}}": quote(key, safe="")}.items():
            own = own.replace(text, value)
        return full.call(method, own + "?limit=100" * bool(method.max_page), body)[1]

    def keys():
        return [full._key(row, name) for row in call(listed).json["data"]] if listed else [key]

    odd = OTHERWISE.get(resource.id, set())
    shown = call(read).json
    own = {n for n in made.keys() & shown.keys() if n in resource.by_column} - odd
    assert {n: made[n] for n in own if not isinstance(made[n], dict)} == {
        n: shown[n] for n in own if not isinstance(made[n], dict)
    }
    assert key in keys()
    for update in [m for m in resource.methods if m.verb is SqlVerb.UPDATE]:
        given = [
            p for p in update.parameters if p.place is Place.BODY and not p.excludes and p.name not in odd
        ]
        body = {p.name: full.value(p) for p in given}
        answer = call(update, body).json
        written = {p.column or p.name: body[p.name] for p in given if (p.column or p.name) in answer}
        assert {n: answer[n] for n in written} == written
        assert {n: call(read).json[n] for n in written} == written
    if remove is not None:
        assert call(remove).status == 200
        assert call(read).status == call(remove).status == 404
        assert not listed or key not in keys()
