"""The line about long work: late, rare, harmless, out of the way of what is written, and gone in the end."""

import threading

import pytest

from openai_sql_shell.classes import replace
from openai_sql_shell.result import Progress, RequestStats
from openai_sql_shell.shell.output.progress_line import ERASE, progress_line


@pytest.fixture
def clock():
    """A clock the test moves."""

    class Clock:
        now = 0.0

        def __call__(self):
            return self.now

    return Clock()


@pytest.fixture
def terminal(shell, console_on_screen, clock):
    """The shell on a terminal of 40 columns; both streams are the same screen."""
    screen = console_on_screen.stderr
    shell.console = replace(console_on_screen, clock=clock, width=lambda: 40, stdout=screen)
    return shell


@pytest.fixture
def screen(terminal):
    return terminal.console.stderr.getvalue


def test_short_work_shows_nothing(terminal, session, clock, screen):
    with progress_line(terminal) as line:
        session.progress(Progress("batch_1 validating"))
        clock.now = 0.29
        session.progress(Progress("batch_1 in_progress"))
        line.paint()
    assert screen() == ""


def test_long_work_shows_a_line_that_is_erased(terminal, session, clock, screen):
    before = session.progress
    with progress_line(terminal):
        clock.now = 0.31
        session.progress(Progress("batch_1 validating"))
        clock.now = 0.35
        session.progress(Progress("too soon"))
        clock.now = 0.5
        session.progress(Progress("batch_1 finalizing"))
    assert screen() == f"{ERASE}batch_1 validating{ERASE}batch_1 finalizing{ERASE}"
    assert session.progress is before


def test_a_file_on_its_way_shows_bytes_speed_and_time(terminal, session, clock, screen):
    terminal.console = replace(terminal.console, width=lambda: 80)
    session.stats = RequestStats(requests=1, file_bytes=1, file_total=400_000_000)
    with progress_line(terminal) as line:
        clock.now = 1.0
        line.paint()
        session.stats.file_bytes, clock.now = 100_000_001, 11.0
        line.paint()
        session.stats.file_bytes, clock.now = 400_000_000, 12.0
        line.paint()
    first, second, third = screen().split(ERASE)[1:4]
    assert "left" not in first + third
    assert "100 MB of 400 MB, 10 MB/s, 30 s left" in second


def test_rows_that_are_gathered_are_counted_beside_the_requests(terminal, session, clock, screen):
    terminal.console = replace(terminal.console, width=lambda: 100)
    session.stats = RequestStats(requests=3, in_flight=1)
    with progress_line(terminal):
        clock.now = 4.0
        session.progress(Progress("gathered", 12_000, parts="rows", bytes=45_000_000, part=2))
    told = "gathered 12,000 rows, 45 MB, part 2 · 3 requests, 1 under way · 4 s"
    assert screen() == f"{ERASE}{told}{ERASE}"


def test_a_job_that_counts_gets_a_bar_and_an_estimate(terminal, session, clock, screen):
    terminal.console = replace(terminal.console, width=lambda: 100)
    with progress_line(terminal):
        clock.now = 1.0
        session.progress(Progress("batch_1 in_progress", 10, 100))
        clock.now = 11.0
        session.progress(Progress("batch_1 in_progress", 20, 100))
    assert "batch_1 in_progress ████░░░░░░░░░░░░░░░░ 20/100 · about 1 min 20 s left" in screen()


@pytest.mark.parametrize(("width", "name"), [(80, ""), (110, "batch_836c67eaa83cd816a0749aa44558f44b ")])
def test_a_job_shows_its_counts_and_the_time_and_its_name_where_that_fits(
    terminal, session, clock, screen, width, name
):
    terminal.console = replace(terminal.console, width=lambda: width)
    with progress_line(terminal):
        for clock.now, done in ((1.0, 1), (11.0, 2)):
            session.progress(
                Progress("in_progress", done, 3, "batch_836c67eaa83cd816a0749aa44558f44b", "requests")
            )
    bar = "█████████████░░░░░░░"
    assert screen().endswith(f"{ERASE}{name}in_progress {bar} 2/3 requests · 11 s, about 10 s left{ERASE}")


def test_rows_and_requests_are_shown_while_rows_are_read(terminal, session, clock, screen):
    with progress_line(terminal) as line:
        rows = line.counted(iter([(n,) for n in range(5)]))
        next(rows)
        next(rows)
        session.stats = RequestStats(requests=3, in_flight=2)
        clock.now = 2.0
        line.paint()
    assert screen() == f"{ERASE}2 rows · 3 requests, 2 under way · 2 s{ERASE}"


@pytest.mark.parametrize("told", ["", "batch_1 validating"])
def test_a_wait_for_the_rate_limit_is_said(terminal, session, clock, screen, told):
    terminal.console = replace(terminal.console, width=lambda: 100)
    with progress_line(terminal) as line:
        session.stats = RequestStats(requests=3, resting=1, rest="20 s, the API said 429")
        clock.now = 1.0
        if told:
            line.update(Progress(told))
        else:
            line.paint()
    assert f"{told or '3 requests'} · waiting 20 s, the API said 429" in screen()


def test_what_is_written_stands_where_the_line_was(terminal, session, clock, screen):
    with progress_line(terminal) as line:
        clock.now = 1.0
        session.progress(Progress("busy"))
        terminal.console.stdout.writelines(["row 1\n", "row 2\n"])
        line.paint()
        clock.now = 2.0
        line.paint()
        terminal.say("a notice")
    assert screen() == f"{ERASE}busy{ERASE}row 1\nrow 2\n{ERASE}busy{ERASE}a notice\n"


def test_after_a_flush_the_terminal_is_somebody_elses_until_more_rows_come(terminal, session, clock, screen):
    with progress_line(terminal) as line:
        session.progress(Progress("busy"))
        terminal.console.stdout.flush()
        clock.now = 1.0
        line.paint()
        assert screen() == ""
        terminal.console.stdout.write("row\n")
        clock.now = 2.0
        line.paint()
    assert screen() == f"row\n{ERASE}busy{ERASE}"


@pytest.mark.parametrize("end", ["exhaust", "close"])
def test_the_end_of_the_rows_is_the_end_of_the_line(terminal, clock, screen, end):
    class Source:
        closed = False

        def __next__(self):
            raise StopIteration

        def close(self):
            self.closed = True

    source = Source()
    with progress_line(terminal) as line:
        rows = line.counted(source)
        if end == "close":
            rows.close()
            assert source.closed
        else:
            assert list(rows) == []
        clock.now = 1.0
        line.paint()
    assert screen() == ""


@pytest.mark.parametrize(
    ("told", "shown"),
    [("\x1b[2J" + "x" * 100, "\\x1b[2J" + "x" * 31 + "…"), ("日本語" * 30, "日本語" * 6 + "日…")],
)
def test_the_line_is_cut_to_the_terminal_and_made_harmless(terminal, session, clock, screen, told, shown):
    with progress_line(terminal):
        clock.now = 1.0
        session.progress(Progress(told))
    assert screen() == f"{ERASE}{shown}{ERASE}"


def test_a_thread_paints_while_the_statement_waits(terminal, clock, screen):
    painted = threading.Event()
    stderr = terminal.console.stderr
    write = stderr.write
    stderr.write = lambda text: (write(text), painted.set())
    with progress_line(terminal):
        clock.now = 1.0
        assert painted.wait(10)
    assert screen() == f"{ERASE}1 s{ERASE}"


def test_a_pipe_and_a_dumb_terminal_see_nothing(shell, console, console_on_screen, clock):
    for somewhere in (console, replace(console_on_screen, environ={"TERM": "dumb"})):
        shell.console = replace(somewhere, clock=clock)
        with progress_line(shell) as line:
            clock.now += 10
            line.update(Progress("busy"))
            assert list(line.counted(iter([(1,)]))) == [(1,)]
        assert somewhere.stderr.getvalue() == ""
