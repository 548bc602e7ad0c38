"""The tools that change something, and how a person is asked by clients of both generations.

Clients of before 2026-07-28 are asked in the middle of a call; for those of today the call ends with the question and comes again with the
answer. The library's resolvers do both, and seal what travels through the client.
"""

# Annotations are read while the tools are made, with names of the functions around them: no `from __future__ import annotations` here.
from typing import Annotated, Any

from anyio import CancelScope, to_thread
from mcp.server.mcpserver import (
    AcceptedElicitation,
    Context,
    DeclinedElicitation,
    Elicit,
    ElicitationResult,
    Resolve,
)
from mcp.server.mcpserver.tools import Tool
from mcp_types import InputRequiredResult
from pydantic import Field

from openai_sql_shell.errors import OpenAISqlError
from openai_sql_shell.mcp.answers import Changed, Confirmation, Planned, Sql
from openai_sql_shell.mcp.tools import CHANGES, READS, StrictTool, in_thread, make_tool, told
from openai_sql_shell.mcp.work import Work

Expected = Annotated[int, Field(ge=0, description="How many objects plan_change has found.")]


def changing_tools(work: Work) -> tuple[Tool, ...]:
    """The tools for changes that the mode allows; none in ``read_only``."""
    return {"read_only": _none, "confirm": _confirmed, "full": _unasked}[work.mode](work)


def _none(_work: Work) -> tuple[Tool, ...]:
    return ()


def _planning(work: Work) -> Tool:
    async def plan_change(sql: Sql) -> Planned:
        """What an INSERT, UPDATE, DELETE or EXEC would do: how many objects, which, how many requests. Reads, and changes nothing."""
        return await in_thread(work, work.plan_change, sql)

    return make_tool(work, plan_change, READS)


def _unasked(work: Work) -> tuple[Tool, ...]:
    async def run_change(sql: Sql, expected: Expected) -> Changed:
        """Make a change of exactly as many objects as expected; another number is an error, and nothing is changed."""
        return await in_thread(work, work.change, sql, expected)

    return _planning(work), make_tool(work, run_change, CHANGES)


def _confirmed(work: Work) -> tuple[Tool, ...]:
    async def ask(sql: Sql, expected: Expected, context: Context) -> Elicit[Confirmation]:
        """Find the objects and ask the person; of a call that comes again with an answer, the same question again."""
        if not _can_ask(context):
            raise told(
                work,
                await to_thread.run_sync(
                    work.refuse, sql, "this client cannot ask the person; nothing was sent"
                ),
            )
        if context.request_state is None:
            return Elicit(await in_thread(work, work.begin_change, sql, expected), Confirmation)
        try:
            return Elicit(work.question(sql, expected), Confirmation)
        except OpenAISqlError as error:
            raise told(work, error) from None

    async def run_change(
        sql: Sql, expected: Expected, answer: Annotated[ElicitationResult[Confirmation], Resolve(ask)]
    ) -> Changed:
        """Make a change of exactly as many objects as expected, once the person has confirmed it; another number is an error."""
        return await in_thread(work, work.decide, sql, expected, _decision(answer))

    return _planning(work), make_tool(work, run_change, CHANGES, AskingTool)


class AskingTool(StrictTool):
    """Forgets the plan of a call that ends without an answer: the client is gone, or has given it up."""

    async def run(self, arguments: dict[str, Any], context: Any, convert_result: bool = False) -> Any:  # noqa: FBT002 - the library's
        """Call it; see `StrictTool`."""
        key = arguments.get("sql"), arguments.get("expected")
        try:
            result = await super().run(arguments, context, convert_result)
        except BaseException:
            with CancelScope(shield=True):
                await to_thread.run_sync(self.work.forget, *key)
            raise
        if isinstance(result, InputRequiredResult):
            await to_thread.run_sync(self.work.asked, *key)
        return result


def _decision(answer: ElicitationResult[Confirmation]) -> str:
    if isinstance(answer, AcceptedElicitation):
        return "accepted" if answer.data.confirm else "not confirmed"
    return "declined" if isinstance(answer, DeclinedElicitation) else "cancelled"


def _can_ask(context: Context) -> bool:
    """The client shows forms; one that says nothing of kinds does, too."""
    able = context.client_capabilities
    asks = None if able is None else able.elicitation
    return asks is not None and (asks.form is not None or asks.url is None)
