"""Calls any declared method of the API the general way: what its path needs is looked up or made, what it requires is given."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from openai_sql_shell.catalog.lookup import Catalog
from openai_sql_shell.catalog.model import BodyKind, DataType, KeyClass, Place, Returns, SqlVerb
from openai_sql_shell.sandbox.resources.models import FINE_TUNED_MODEL
from openai_sql_shell.sandbox.router import Router

if TYPE_CHECKING:
    from openai_sql_shell.catalog.model import Method, Parameter

BOUNDARY = "frontier"
CRITERION = {
    "type": "string_check",
    "name": "same",
    "input": "{{item.a}}",
    "reference": "a",
    "operation": "eq",
}
MESSAGE = {"role": "user", "content": "Good morning"}
CHANNEL = {"type": "email", "recipients": ["a@example.com"]}
JSONL = {"type": "jsonl", "source": {"type": "file_content", "content": [{"item": {"a": "a"}}]}}

VALUES: dict[str, Any] = {
    "bytes": 5,
    "certificate_ids": ["@certificates.certificates"],
    "client_secret": {"value": "ek_x", "expires_at": 1},
    "consent": "@audio.voice_consents",
    "content": "Good morning",
    "currency": "USD",
    "data_source": JSONL,
    "data_source_config": {"type": "custom", "item_schema": {"type": "object"}},
    "default_version": "1",
    "email": "new@example.com",
    "endpoint": "/v1/chat/completions",
    "assistant_id": "@assistants.assistants",
    "file_id": "@files.files",
    "file_ids": ["@files.files"],
    "filename": "a.jsonl",
    "grader": CRITERION,
    "group_id": "@groups.groups",
    "input": "Good morning",
    "input_file_id": "@files.files?purpose=batch",
    "interval": "month",
    "items": [{"type": "message", **MESSAGE}],
    "messages": [MESSAGE],
    "mode": "allow_list",
    "model": "gpt-4o-mini",
    "model_ids": ["gpt-4o-mini"],
    "notification_channel": CHANNEL,
    "part_ids": ["@part"],
    "permissions": ["api.model.request"],
    "project_ids": ["proj_support"],
    "purpose": "assistants",
    "role": "member",
    "role_id": "@roles.roles",
    "sdp": "v=0",
    "seconds": "4",
    "session": {"model": "gpt-realtime-translate"},
    "target_uri": "tel:+14155550123",
    "testing_criteria": [CRITERION],
    "threshold_amount": 5000,
    "tool_outputs": [],
    "training_file": "@files.files?purpose=fine-tune",
    "user_id": "@users.users",
    "voice": "alloy",
    "workflow": {"id": "wf_1"},
    "video": {"id": "@videos.videos"},
}
"""What a property of a body is given by its name; ``@service.resource`` is the id of an object of it."""
OF_METHOD: dict[str, dict[str, Any]] = {
    "accept_realtime_call": {"type": "realtime"},
    "create_chat_completion": {"store": True},
    "create_chat_session": {"user": "guest"},
    "create_container_file": {"file": "file"},
    "create_project_user": {"user_id": "@users.users"},
    "create_response": {"model": "gpt-4o-mini", "input": "Good morning"},
    "create_embedding": {"model": "text-embedding-3-small"},
    "create_moderation": {"model": "omni-moderation-latest"},
    "create_translation": {"model": "whisper-1"},
    "create_transcription": {"model": "whisper-1"},
    "get_input_token_counts": {"input": "Good morning"},
    "invite_user": {"role": "reader"},
    "cancel_response": {"background": True},
    "update_organization_data_retention": {"retention_type": "zero_data_retention"},
    "update_project_data_retention": {"retention_type": "zero_data_retention"},
    "create_batch": {"completion_window": "24h"},
    "create_vector_store_file_batch": {"file_ids": ["@files.files"]},
}
"""The same for one method, beside what it requires."""
IN_PATH: dict[str, str] = {"call_id": "call_1"}
"""Path parameters that are looked up nowhere."""
PARENT = {"project_id": "proj_support"}
"""Objects that others stand below: those of the seeds that have everything."""
BLANKS = {
    DataType.INTEGER: 1,
    DataType.NUMBER: 1.0,
    DataType.BOOLEAN: True,
    DataType.OBJECT: {},
    DataType.ARRAY: [],
}


class Caller:
    """Calls methods over a client of the sandbox."""

    part = "part_x"
    """The part of the upload that was made last."""

    def __init__(self, api: Any) -> None:
        self.api = api

    def send(self, method: Method, *, extra: dict[str, Any] | None = None, query: str = "") -> Any:
        """Call a method; the path and the reply."""
        path = self.path(method)
        required = "&".join(
            f"{p.name}={int(self.api.sandbox._clock()) - 864000}"
            for p in method.parameters
            if p.place is Place.QUERY and p.required
        )
        return self.call(
            method,
            path + "?" * bool(required or query) + "&".join(filter(None, (required, query))),
            extra,
        )

    def call(self, method: Method, path: str, extra: dict[str, Any] | None = None) -> Any:
        """Call a method at a path."""
        sandbox = self.api.sandbox
        headers = {
            "Authorization": f"Bearer {sandbox.admin_key if method.key is KeyClass.ADMIN else sandbox.key}"
        }
        body: Any = None
        if method.body is not BodyKind.NONE:
            body = {**self.body(method), **(extra or {})}
            files = {p.name for p in method.parameters if p.local_file and p.name in body}
            if files or method.body is BodyKind.MULTIPART:
                headers["Content_Type"] = f"multipart/form-data; boundary={BOUNDARY}"
                body = form(body, files)
        return path, self.api.send(method.http, path, body, **headers)

    def body(self, method: Method) -> dict[str, Any]:
        """What a method requires."""
        own = (
            OF_METHOD.get(method.name, {})
            if method.verb is not SqlVerb.EXEC or method.name in NEEDS_MORE
            else {}
        )
        needed = [p for p in method.parameters if p.place is Place.BODY and p.required and p.name not in own]
        return {p.name: self.value(p) for p in needed if p.unless is None or p.local_file} | {
            n: self.given(v) for n, v in own.items()
        }

    def value(self, parameter: Parameter) -> Any:
        """A value of a property."""
        if parameter.local_file:
            return ["file"] if parameter.type is DataType.ARRAY else "file"
        if parameter.name in VALUES and not (
            parameter.enum and parameter.name != "model" and VALUES[parameter.name] not in parameter.enum
        ):
            return self.given(VALUES[parameter.name])
        return parameter.enum[0] if parameter.enum else BLANKS.get(parameter.type, "text")

    def given(self, value: Any) -> Any:
        """A value with the ids it speaks of."""
        if isinstance(value, list):
            return [self.given(item) for item in value]
        if isinstance(value, dict):
            return {name: self.given(item) for name, item in value.items()}
        if isinstance(value, str) and value == "@part":
            return self.part
        return self.id_of(value[1:]) if isinstance(value, str) and value[:1] == "@" else value

    def id_of(self, named: str) -> str:
        """The id of an object of a resource; ``?`` and a filter may follow its name."""
        name, _, query = named.partition("?")
        service, resource = name.split(".")
        found = next(r for _, r in METHODS if r.service == service and r.name == resource)
        lists = next(m for m in found.methods if m.http == "GET" and m.returns is Returns.LIST)
        _, reply = self.call(lists, lists.path + "?" * bool(query) + query)
        assert reply.json["data"], f"{named} has no rows"
        return str(reply.json["data"][-1]["id"])

    def path(self, method: Method) -> str:
        """The path with objects that exist; one that is to be changed is made for the purpose where that can be done."""
        done: list[str] = []
        segments = method.path.strip("/").split("/")
        for number, segment in enumerate(segments):
            if segment[0] != "{":
                done.append(segment)
                continue
            name = segment[1:-1]
            last = number == max(n for n, s in enumerate(segments) if s[0] == "{")
            fresh = last and method.http != "GET"
            known = IN_PATH.get(name) or (None if last else PARENT.get(name))
            done.append(quote(known or self.found("/".join(done), name, method, fresh=fresh), safe=""))
        return "/" + "/".join(done)

    def found(self, collection: str, name: str, method: Method, *, fresh: bool) -> str:
        """The id of an object of a collection."""
        if name == "fine_tuned_model_checkpoint":
            return "ft:gpt-4o-mini:sandbox::1:ckpt-step-10"
        if name == "model" and method.http == "DELETE":
            return FINE_TUNED_MODEL
        fresh = fresh or name == "permission_id"
        routes = ROUTER.fitting(collection) or ROUTER.fitting(f"organization/{collection}")
        prefix = "" if ROUTER.fitting(collection) else "organization/"
        path = f"/{prefix}{collection}"
        makers = [
            m
            for m in (route.method for route, _ in routes)
            if m.http == "POST" and m.body is not BodyKind.NONE and m.verb is SqlVerb.INSERT
        ]
        lists = [
            m for m in (route.method for route, _ in routes) if m.http == "GET" and m.returns is Returns.LIST
        ]
        if makers and (fresh or not lists):
            extra = {"background": True} if method.name == "cancel_response" else {}
            _, reply = self.call(makers[0], path, extra)
            assert reply.status in (200, 201), (path, reply.data)
            made = reply.json["data"][0] if "data" in reply.json else reply.json
            if makers[0].name == "create_upload" and method.name == "complete_upload":
                self.part = self._part(made["id"])
            if method.name == "resume_fine_tuning_job":
                self.api.post(f"{path}/{made['id']}/pause")
            return self._key(made, name)
        rows = self.rows(lists[0], path) if lists else []
        if not rows and makers:
            return self.found(collection, name, method, fresh=True)
        if not rows:
            self.api.sandbox._clock.advance(10)
            rows = self.rows(lists[0], path) if lists else []
        assert rows, f"{path} has no rows"
        wanted = [row for row in rows if row.get("status") == "completed"] if method.http == "GET" else []
        return self._key((wanted or rows)[0], name)

    def rows(self, lists: Method, path: str) -> list[dict[str, Any]]:
        """The objects of a list."""
        rows: list[dict[str, Any]] = self.call(lists, path)[1].json["data"]
        return rows

    def _part(self, upload: str) -> str:
        method = next(m for m, _ in METHODS if m.name == "add_upload_part")
        _, reply = self.call(method, f"/uploads/{upload}/parts")
        return str(reply.json["id"])

    @staticmethod
    def _key(row: dict[str, Any], name: str) -> str:
        inner = row.get("role", row) if isinstance(row.get("role"), dict) else row
        return str(row.get(name) or inner.get("id") or row.get("id"))


NEEDS_MORE = ("invite_user", "accept_realtime_call", "get_input_token_counts")


def form(body: dict[str, Any], files: set[str]) -> bytes:
    """A multipart body."""
    parts = []
    for name, value in body.items():
        several = isinstance(value, list)
        for item in value if several else [value]:
            head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}{"[]" * several}"'
            text = item if isinstance(item, str) else json.dumps(item)
            if name in files:
                head, text = f'{head}; filename="a.jsonl"', "words"
            parts.append(f"{head}\r\n\r\n{text}\r\n")
    return ("".join(parts) + f"--{BOUNDARY}--\r\n").encode()


ROUTER = Router(Catalog())
METHODS = [(m, r) for r in Catalog().declarations() for m in r.methods if not m.derived]
