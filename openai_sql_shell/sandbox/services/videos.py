"""Videos: made in the background; a change of one makes another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai_sql_shell.sandbox import lifecycles
from openai_sql_shell.sandbox.generic import show
from openai_sql_shell.sandbox.http_errors import bad_request
from openai_sql_shell.sandbox.locations import find
from openai_sql_shell.sandbox.making import make
from openai_sql_shell.sandbox.media import mp4, png
from openai_sql_shell.sandbox.messages import EncodedResponse, binary

if TYPE_CHECKING:
    from openai_sql_shell.sandbox.messages import OperationCall
    from openai_sql_shell.sandbox.records import Json
    from openai_sql_shell.sandbox.store import Store

VIDEOS = "videos.videos"


def derive(store: Store, call: OperationCall) -> Json:
    """A video from another: remixed, edited or made longer."""
    given = call.body.get("video")
    key = call.path.get("video_id") or (given.get("id") if isinstance(given, dict) else given)
    known: Json = {"prompt": call.body["prompt"], "seconds": str(call.body.get("seconds") or "4")}
    if isinstance(key, str):
        source = find(store, VIDEOS, key, param="video_id")
        known |= {name: source.fields[name] for name in ("model", "size")}
        if "video_id" in call.path:
            known["remixed_from_video_id"] = key
    record = make(store, VIDEOS, known)
    lifecycles.begin(store, VIDEOS, record)
    return show(store, VIDEOS, record)


def download(store: Store, call: OperationCall) -> EncodedResponse:
    """The film, or a picture of it."""
    record = find(store, VIDEOS, call.path["video_id"], param="video_id")
    if record.status != "completed":
        raise bad_request(
            f"The video is not ready: its status is '{record.status}'.", "video_id", "video_not_ready"
        )
    pictured = call.query.get("variant") in ("thumbnail", "spritesheet")
    return binary(png(), "image/png") if pictured else binary(mp4(), "video/mp4")


OPERATIONS = {
    "videos.videos.create_video_edit": derive,
    "videos.videos.create_video_extend": derive,
    "videos.videos.create_video_remix": derive,
    "videos.videos.retrieve_video_content": download,
}
