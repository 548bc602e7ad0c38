"""The seeds of everything people build with: assistants and their threads, containers, skills, videos, voices, chats of ChatKit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.sandbox import lifecycles
from openai_sql_shell.sandbox.making import make
from openai_sql_shell.sandbox.services.assistants import add_messages, start
from openai_sql_shell.sandbox.services.skills import add_version

if TYPE_CHECKING:
    from openai_sql_shell.sandbox.records import Json
    from openai_sql_shell.sandbox.store import Store

DAY = 86_400
ASSISTANTS = (("Helpdesk", "gpt-4o-mini"), ("Copy editor", "gpt-4.1"), ("Data analyst", "gpt-4o"))
CONTAINERS = (("analysis", "sales.csv"), ("plots", "figure.png"), ("scratch", "notes.txt"))
SKILLS = (("invoice-reader", "Reads invoices.", 3), ("style-guide", "Knows the house style.", 1))
VIDEOS: tuple[tuple[str, Json], ...] = (
    ("A paper boat crosses a puddle", {}),
    ("Clouds over a harbour, time lapse", {}),
    ("Something that was refused", {"fails": "in_progress"}),
    ("A cat reads a newspaper", {"in_progress": 20 * 3600.0}),
)
CHATS = ("Where is my parcel?", "Change my address")


def build(store: Store) -> None:
    """Make a few of each; threads, which no list shows, have ids that can be guessed."""
    now = store.now()
    for number, (name, model) in enumerate(ASSISTANTS):
        with store.frozen_at(now - (30 - number) * DAY):
            tools = [{"type": "file_search"}] if number else []
            known = {
                "name": name,
                "model": model,
                "tools": tools,
                "instructions": f"You are the {name.lower()}.",
            }
            assistant = make(store, "assistants.assistants", known).fields["id"]
            thread = make(store, "assistants.threads", {"id": f"thread_demo{number + 1}"}).fields["id"]
            add_messages(store, thread, [{"role": "user", "content": "What can you do?"}])
            start(store, thread, {"assistant_id": assistant})
    for number, (name, file) in enumerate(CONTAINERS):
        with store.frozen_at(now - (number + 1) * 3600):
            container = make(store, "containers.containers", {"name": name}).fields["id"]
            make(store, "containers.files", {"path": f"/mnt/data/{file}", "bytes": 24}, container)
    for name, description, versions in SKILLS:
        with store.frozen_at(now - 14 * DAY):
            skill = make(store, "skills.skills", {"name": name, "description": description})
            for _ in range(versions):
                add_version(store, skill, name)
    for number, (prompt, hidden) in enumerate(VIDEOS):
        with store.frozen_at(now - (len(VIDEOS) - number) * 3600):
            video = make(store, "videos.videos", {"prompt": prompt}, hidden=hidden)
            lifecycles.begin(store, "videos.videos", video)
    for name in ("Ada", "Bela"):
        make(store, "audio.voice_consents", {"name": name, "language": "en-GB"}, at=now - 5 * DAY)
    for number, title in enumerate(CHATS):
        with store.frozen_at(now - (number + 1) * DAY):
            _chat(store, title)
    lifecycles.catch_up(store)


def _chat(store: Store, title: str) -> None:
    thread = make(store, "chatkit.threads", {"title": title, "user": "guest"}).fields["id"]
    said = (
        ("chatkit.user_message", {"type": "input_text", "text": title}),
        ("chatkit.assistant_message", {"type": "output_text", "text": "Let me see.", "annotations": []}),
    )
    for kind, content in said:
        known: Json = {"type": kind, "content": [content]}
        if kind == "chatkit.user_message":
            known |= {"attachments": [], "inference_options": None}
        record = make(store, "chatkit.thread_items", known, thread)
        empty = [name for name, value in record.fields.items() if value is None and name not in known]
        for name in empty:
            del record.fields[name]
