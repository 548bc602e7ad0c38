"""One cell: a statement run against a server that misbehaves, and everything that came of it judged."""

from __future__ import annotations

import re
import threading
from collections import Counter
from dataclasses import dataclass, field

from promises.account import CONTENT
from promises.stub import SharedTime

from openai_sql_shell.cancel import CancelToken
from openai_sql_shell.config import Profile, Settings
from openai_sql_shell.errors import (
    ApiError,
    ChangesInterrupted,
    ConnectionProblem,
    ExitCode,
    KeyRefused,
    OpenAISqlError,
    ProtocolError,
    WaitTimeout,
)
from openai_sql_shell.session.session import Session

KEY = "sk-test-hidden-0123456789abcdef"
LONGEST_CELL = 5.0
"""Seconds of this machine after which a statement counts as hanging."""
LONGEST_WAIT = 3600.0
LONGEST_AWAIT = 20.0 + 20.0
"""Seconds of the statement's own deadline, and what a slow machine may make of 50 ms between two looks at the clock."""
LONGEST_MESSAGE = 6000
UNSURE = "may have been carried out"
ERRORS = {
    "api": ((ApiError,), ExitCode.FAILED),
    "key": ((KeyRefused,), ExitCode.CONNECTION),
    "protocol": ((ProtocolError,), ExitCode.FAILED),
    "wrong": ((ApiError, ProtocolError), ExitCode.FAILED),
    "connection": ((ConnectionProblem,), ExitCode.CONNECTION),
    "lost": ((ConnectionProblem, ProtocolError), None),
    "timeout": ((WaitTimeout,), ExitCode.TIMEOUT),
}


@dataclass
class Outcome:
    """What a statement came to."""

    rows: list = field(default_factory=list)
    error: BaseException | None = None
    notices: list[str] = field(default_factory=list)
    summary: str | None = None
    progress: list[str] = field(default_factory=list)
    hung: bool = False
    waited: float = 0.0
    log: str = ""

    @property
    def words(self):
        """Everything a person may get to read."""
        error = self.error
        told = [str(error), getattr(error, "hint", None) or ""] if error is not None else []
        told += [error.details()] if isinstance(error, ApiError) else []
        told += [cause.details()] if isinstance(cause := getattr(error, "cause", None), ApiError) else []
        return "\n".join([*told, *self.notices, self.summary or "", *self.progress])

    def __str__(self):
        what = (
            f"{type(self.error).__name__}: {self.words}" if self.error else f"rows {self.rows} {self.words}"
        )
        return f"{what[:600]} (waited {self.waited:g} s)"


def run(use, behaviour, stub, here, base_url=None):
    """Run a use under a behaviour."""
    time = SharedTime()
    stub.switch(
        lambda x: use.strikes(x, everywhere=behaviour.everywhere), behaviour.strike, time, len(use.done)
    )
    stub.other.switch(lambda _: False, None)
    here.joinpath("new.jsonl").write_bytes(b'{"line": 1}\n' * 50)
    log = here / "http.jsonl"
    settings = Settings(concurrency=4, read_timeout=behaviour.waits, connect_timeout=2.0, http_log=log)
    if hasattr(settings, "max_answer"):
        settings.max_answer = 1024 * 1024
    profile = Profile("test", base_url=base_url or stub.url, api_key=KEY)
    session, outcome, token = Session(profile, settings, clock=time.clock), Outcome(), CancelToken()
    session.progress = lambda progress: outcome.progress.append(f"{progress.job} {progress.what}")
    dog = threading.Timer(LONGEST_CELL, lambda: (setattr(outcome, "hung", True), token.set()))
    dog.start()
    result = None
    try:
        result = session.execute(use.sql.format(here=here), token)
        outcome.rows.extend(result.rows)
    except Exception as error:  # noqa: BLE001 - whatever comes out is what is judged
        outcome.error = error
    finally:
        dog.cancel()
        if result is not None:
            outcome.notices, outcome.summary = list(result.notices), result.summary
        session.close()
    outcome.waited, outcome.log = time.elapsed, log.read_text() if log.exists() else ""
    return outcome


def faults(use, behaviour, stub, outcome, here):
    """What a cell did that it must not; nothing where it keeps its promises."""
    found = list(_forbidden(use, stub, outcome))
    owed = behaviour.owed_to(use.kind).split("/")
    if use.name == "delete the oldest":
        owed = [word.replace("absent", "api") for word in owed]
    why = [_differs(word, use, behaviour, stub, outcome, here) for word in owed]
    if all(why):
        found.append(f"owed {'/'.join(owed)}: {'; '.join(dict.fromkeys(why))}")
    if outcome.error and behaviour.says and behaviour.says not in outcome.words:
        found.append(f"does not say {behaviour.says!r}")
    struck = sum(use.strikes(x, everywhere=behaviour.everywhere) for x in stub.requests)
    if behaviour.most is not None and struck > behaviour.most:
        found.append(f"{struck} requests were struck, not {behaviour.most}")
    return found


def _forbidden(use, stub, outcome):
    """What no server may bring about."""
    if outcome.hung:
        yield "hangs"
    if outcome.error is not None and not isinstance(outcome.error, OpenAISqlError):
        yield f"internal error: {outcome.error!r}"
    if KEY in outcome.words or KEY[8:] in outcome.words:
        yield "the key is in a message"
    if KEY in outcome.log or KEY[8:] in outcome.log:
        yield "the key is in the log"
    if any(KEY in str(x.headers) for x in stub.other.requests):
        yield "the key was sent to another place"
    if len(outcome.words) > LONGEST_MESSAGE:
        yield f"{len(outcome.words)} characters of message"
    longest = LONGEST_AWAIT if use.kind == "look" else LONGEST_WAIT
    if outcome.waited > longest:
        yield f"waited {outcome.waited:g} s"
    posts = Counter(x.identity for x in stub.requests if x.verb == "POST" and x.status != 429)
    if any(times > 1 for times in posts.values()):
        yield f"a POST was sent {max(posts.values())} times"
    if stub.defects:
        yield f"a defect of the stub: {stub.defects}"
    yield from _claims(use, stub, outcome)


def _claims(use, stub, outcome):
    """What is said of changes is true on the server, whatever the server answered."""
    acted = stub.account.done
    if set(acted) - set(use.done):
        yield f"nobody asked for {sorted(set(acted) - set(use.done))}"
    if (
        use.done
        and outcome.error is None
        and use.name != "delete the oldest"
        and sorted(acted) != sorted(use.done)
    ):
        yield f"says it succeeded, but did {acted}"
    if isinstance(outcome.error, ChangesInterrupted):
        account, real = outcome.error.account, {name_of(done) for done in acted}
        done, refused, unknown, untried = (
            {object_of(name) for name in group}
            for group in (account.done, account.refused, account.unknown, account.untried)
        )
        if done - real:
            yield f"says {sorted(done - real)} done, which was not"
        if (refused | untried) & real:
            yield f"says {sorted((refused | untried) & real)} not done, which was"
        if real - done - unknown:
            yield f"does not say that {sorted(real - done - unknown)} may have been done"
        if use.done and {name_of(one) for one in use.done} != done | refused | unknown | untried:
            yield f"does not account for every call: {account}"


def name_of(done):
    """How a message names what was done."""
    verb, name, *_ = done.split()
    if verb == "uploaded":
        return f"file-of-{name}"
    return f"vs_of_{name}" if verb == "made" and len(name) == 1 else name


def object_of(name):
    """The object that an account means: one that was not made goes by what was to be made, a job by its id and state."""
    own = re.split(r": | \(", name)[0]
    made = re.fullmatch(r"name=(\w)|file=(?:.*/)?(\w\.jsonl) purpose=batch", own)
    return own if made is None else f"vs_of_{made[1]}" if made[1] else f"file-of-{made[2]}"


def groups_of(text):
    """The groups of the accounts in a text, as they are written: names by what became of them."""
    found = {"done": set(), "refused": set(), "perhaps carried out": set(), "not tried": set()}
    for count, what, names in re.findall(rf"(\d+) ({'|'.join(found)}) \(([^)]*)\)", text):
        listed = {object_of(name) for name in names.split(", ")}
        assert len(listed) == int(count), text
        found[what] |= listed
    return found


def _differs(word, use, behaviour, stub, outcome, here):
    """Why an outcome is not what a word says; empty where it is."""
    certainty = word[-1] if word[-1] in "?!" else ""
    word = word.rstrip("?!")
    if word == "absent" and use.absent is None:
        word = "api"
    if word in ERRORS:
        return _error_differs(word, certainty, use, behaviour, stub, outcome, here)
    if outcome.error is not None:
        return f"error {outcome}"
    if word == "told":
        if (
            not outcome.notices
            or Counter(use.rows) - Counter(outcome.rows)
            or set(outcome.rows) - set(use.rows)
        ):
            return f"not told: {outcome}"
        return ""
    if bool(outcome.notices) != (word in ("notice", "absent")):
        return f"notices {outcome.notices}"
    if use.kind == "download":
        return "" if here.joinpath("got.jsonl").read_bytes() == CONTENT else "other bytes in the file"
    if use.done and not use.rows:
        done = () if word == "empty" else use.done
        said = (outcome.summary or "").split(" · ")[0].split()
        right = said[1:] == [str(len(done))] and sorted(stub.account.done) == sorted(done)
        return "" if right else f"said {outcome.summary!r}, did {stub.account.done}"
    right = behaviour.rows(use.right(word), use)
    same = outcome.rows == right if use.name == "order" else sorted(outcome.rows) == sorted(right)
    return "" if same else f"rows {outcome.rows}"


def _error_differs(word, certainty, use, behaviour, stub, outcome, here):
    types, code = ERRORS[word]
    error = outcome.error
    if error is None:
        return f"no error: {outcome}"
    cause = getattr(error, "cause", None) or error
    if not isinstance(cause, types) or (isinstance(cause, KeyRefused) and KeyRefused not in types):
        return f"not {word}: {outcome}"
    if not isinstance(error, OpenAISqlError) or error.exit_code != (code or cause.exit_code):
        return f"exit code {getattr(error, 'exit_code', None)}: {outcome}"
    unsure = UNSURE in outcome.words
    if certainty and unsure != (certainty == "?"):
        return (
            f"{'does not say' if certainty == '?' else 'says'} that it may have been carried out: {outcome}"
        )
    if unsure and re.search(r"try again(?! after)", outcome.words):
        return f"says to try again what may have been carried out: {outcome}"
    if any(name not in outcome.words for name in use.named):
        return f"does not name {use.named}: {outcome}"
    if Counter(outcome.rows) - Counter(behaviour.rows(list(use.rows), use)) and use.kind != "look":
        return f"wrong rows before the error: {outcome.rows}"
    if use.kind == "list" and stub.account.done:
        return f"changed {stub.account.done}"
    if use.kind == "download" and any(
        path.suffix == ".part" or path.name == "got.jsonl" for path in here.iterdir()
    ):
        return "a file is left"
    return ""
