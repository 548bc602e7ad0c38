"""A tool as the library has them: arguments that nobody knows are refused, the work is done in a thread, and what goes wrong is told in our words."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from anyio import get_cancelled_exc_class, to_thread
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.mcpserver.tools import Tool
from mcp_types import ToolAnnotations
from pydantic import Field, ValidationError

from openai_sql_shell.cancel import CancelToken
from openai_sql_shell.mcp.work import Work  # noqa: TC001 - pydantic reads annotations

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

LOOKS = ToolAnnotations(read_only_hint=True, open_world_hint=False)
READS = ToolAnnotations(read_only_hint=True, open_world_hint=True)
CHANGES = ToolAnnotations(
    read_only_hint=False, destructive_hint=True, idempotent_hint=False, open_world_hint=True
)


class StrictTool(Tool):
    """Writes down calls whose arguments do not fit, too."""

    work: Any = Field(default=None, exclude=True)
    """A `Work`; set before the first call."""

    async def run(self, arguments: dict[str, Any], context: Any, convert_result: bool = False) -> Any:  # noqa: FBT002 - the library's
        """Call it.

        Raises:
            ToolError: the arguments do not fit, or what the call raises.
        """
        try:
            self.fn_metadata.validate_arguments(arguments)
        except ValidationError as problem:
            told = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in problem.errors())
            await to_thread.run_sync(self.work.misused, self.name, told)
            raise ToolError(f"{self.name} takes other arguments: {told}") from None
        return await super().run(arguments, context, convert_result)


def make_tool(
    work: Work,
    function: Callable[..., Any],
    annotations: ToolAnnotations,
    kind: type[StrictTool] = StrictTool,
) -> Tool:
    """A tool of a function, whose name and docstring clients see."""
    tool = kind.from_function(function, annotations=annotations)
    assert isinstance(tool, StrictTool)  # noqa: S101 - what the library declares is wider
    tool.work = work
    arguments = tool.fn_metadata.arg_model
    arguments.model_config["extra"] = "forbid"
    arguments.model_rebuild(force=True)
    tool.parameters = arguments.model_json_schema(by_alias=True)
    return tool


async def in_thread(work: Work, action: Callable[..., T], *arguments: object) -> T:
    """Do it in a thread, with a token that is set when the call is cancelled or its client is lost.

    Raises:
        ToolError: in the words of ours.
    """
    token = CancelToken()
    try:
        return await to_thread.run_sync(partial(action, *arguments, token), abandon_on_cancel=True)
    except get_cancelled_exc_class():
        token.set()
        raise
    except Exception as error:  # noqa: BLE001 - the last border before the client
        raise told(work, error) from None


def told(work: Work, error: Exception) -> ToolError:
    """An error of ours as the library's."""
    return ToolError(work.text(error))
