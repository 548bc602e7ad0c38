"""A text with stretches replaced, and the way back: what names and templates hand out.

SQLite and the API speak of places in the replaced text; a person wants to see the place in their own. Offsets and lengths are in
characters.
"""

from __future__ import annotations

from bisect import bisect_right

from openai_sql_shell.classes import frozen
from openai_sql_shell.errors import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


@frozen
class Edit:
    """One replaced stretch: where it was in the person's text, where it is in the new one."""

    old: Span
    new: Span


@frozen
class EditedText:
    """The new text and its edits, in order."""

    text: str
    edits: tuple[Edit, ...] = ()

    @property
    def spans(self) -> tuple[Span, ...]:
        """Where the replacements stand in the new text."""
        return tuple(edit.new for edit in self.edits)

    def then(self, later: EditedText) -> EditedText:
        """Both steps as one; ``later`` edits this text, nowhere inside of what was put in here.

        >>> one = replace("a b c", [(Span(0, 1), "aa")])
        >>> both = one.then(replace(one.text, [(Span(3, 4), "bbb")]))
        >>> both.text, both.spans, both.original(7)
        ('aa bbb c', (Span(start=0, end=2), Span(start=3, end=6)), 4)
        """
        moved = [Edit(edit.old, later.moved(edit.new)) for edit in self.edits]
        moved += [Edit(self.original_span(edit.old), edit.new) for edit in later.edits]
        return EditedText(later.text, tuple(sorted(moved, key=lambda edit: edit.new.start)))

    def moved(self, span: Span) -> Span:
        """Where a stretch of the person's text that was left alone stands in the new one."""
        before = [edit for edit in self.edits if edit.old.end <= span.start]
        return span.shifted(before[-1].new.end - before[-1].old.end if before else 0)

    def original(self, offset: int) -> int:
        """The offset in the person's text; inside a replacement, the beginning of what it replaced.

        >>> edited = replace("SELECT a FROM b.c", [(Span(14, 17), "longer")])
        >>> [edited.original(n) for n in (7, 14, 18, 20)]
        [7, 14, 14, 17]
        """
        at = bisect_right(self.edits, offset, key=lambda edit: edit.new.start) - 1
        if at < 0:
            return offset
        edit = self.edits[at]
        return edit.old.start if offset < edit.new.end else edit.old.end + offset - edit.new.end

    def original_span(self, span: Span) -> Span:
        """The same for a stretch; one that touches a replacement covers all of what it replaced."""
        start = self.original(span.start)
        if span.end <= span.start:
            return Span(start, start)
        last = span.end - 1
        inside = (edit.old.end for edit in self.edits if edit.new.start <= last < edit.new.end)
        return Span(start, next(inside, self.original(last) + 1))


def replace(text: str, replacements: Iterable[tuple[Span, str]]) -> EditedText:
    """The text with every stretch replaced. Stretches come in order and do not overlap."""
    parts: list[str] = []
    edits: list[Edit] = []
    done = length = 0
    for old, new in replacements:
        parts += (text[done : old.start], new)
        length += old.start - done
        edits.append(Edit(old, Span(length, length + len(new))))
        length += len(new)
        done = old.end
    parts.append(text[done:])
    return EditedText("".join(parts), tuple(edits))
