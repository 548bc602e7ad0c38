r"""Consent to ``\\ask``: each profile is asked about once, and the answer kept beside the history; off is kept there, too."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING

from openai_sql_shell.api.endpoint import Endpoint
from openai_sql_shell.errors import RefusedStatement
from openai_sql_shell.render.sanitize import sanitize
from openai_sql_shell.secrets import mask_url
from openai_sql_shell.session.batch_cost import dollars
from openai_sql_shell.shell.confirm import answer_to
from openai_sql_shell.shell.history.file import append_privately

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from openai_sql_shell.config import Profile
    from openai_sql_shell.session.consent import Preview
    from openai_sql_shell.shell.state import ShellState

YES = "yes"


def consented(file: Path, profile: Profile) -> bool:
    """Whether the person allowed it for a profile and the host it talks to; a file that cannot be read says no."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return False
    return _line(profile) in lines


def _line(profile: Profile) -> str:
    return json.dumps({"profile": profile.name, "host": Endpoint.parse(profile.base_url).host})


def guard(shell: ShellState, most: float | None) -> Callable[[Preview], bool] | None:
    """What has to be asked before the request is made, by the session, behind all that may refuse it; None: nothing.

    Args:
        shell: whose person is asked.
        most: what it may cost, in USD; None: nobody knows.

    Raises:
        RefusedStatement: a bound was set on the cost, and nobody knows it.
    """
    session, file = shell.session, shell.paths.ask_file
    first, dear = not consented(file, session.profile), _is_dear(shell, most)
    if not first and not dear:
        return None
    return partial(_ask, shell, most, session.confirm, first=first)


def _is_dear(shell: ShellState, most: float | None) -> bool:
    settings = shell.session.settings
    if settings.max_cost_usd is None or settings.assume_yes:
        return False
    if most is None:
        raise RefusedStatement(
            f"max_cost_usd is {settings.max_cost_usd:.15g}, and nobody knows what {sanitize(settings.ask_model)} costs",
            hint=r"choose a model with a price (\set ask_model gpt-5-mini; pip install 'openai-sql[prices]'), or consent with \set assume_yes on",
        )
    return most > settings.max_cost_usd


def _ask(
    shell: ShellState,
    most: float | None,
    confirm: Callable[[Preview], bool] | None,
    _: Preview,
    *,
    first: bool,
) -> bool:
    """Ask, and keep a first yes.

    Raises:
        RefusedStatement: there is nobody to be asked.
    """
    profile = shell.session.profile
    if confirm is None:
        raise RefusedStatement(
            rf"\ask needs consent on profile {sanitize(profile.name)}, and nobody can be asked",
            hint=r"ask once at a terminal: openai-sql, then \ask and a question"
            if first
            else r"it may cost more than max_cost_usd: raise that, or \set assume_yes on",
        )
    settings = shell.session.settings
    bound = f"at most about {dollars(most)}" if most is not None else "what that costs is not known here"
    over = "" if settings.max_cost_usd is None else f"; max_cost_usd is {settings.max_cost_usd:.15g}"
    sent = "the question and the catalog's words for it (names, columns, values; no row, no id, no history)"
    lines = [
        f"{sent} go to {mask_url(profile.base_url)}, to the model {settings.ask_model};",
        f"the call is billed to profile {profile.name}: {bound}{over}",
    ]
    for line in lines:
        shell.say(sanitize(line))
    kept = "this is asked once per profile" if first else "this question alone"
    if answer_to(shell, f"Type {YES} to go on ({kept}), anything else to leave it: ").strip().lower() != YES:
        return False
    if first:
        _keep(shell, profile)
    return True


def _keep(shell: ShellState, profile: Profile) -> None:
    file = shell.paths.ask_file
    try:
        append_privately(file, _line(profile) + "\n")
    except OSError as error:
        shell.say(
            f"the consent cannot be written to {file} ({error.strerror or error}); it is asked for again"
        )
