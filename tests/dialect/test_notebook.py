"""A notebook with jupysql, run by nbclient on the sandbox: `%sql openai:///sandbox`, and what people type behind it."""

from __future__ import annotations

import pytest

why = "brings half of Jupyter: pip install 'openai-sql[jupyter]' nbclient ipykernel"
pytest.importorskip("sql.magic", reason=f"jupysql {why}")
nbclient = pytest.importorskip("nbclient", reason=f"nbclient {why}")
nbformat = pytest.importorskip("nbformat", reason=f"nbformat {why}")
pytest.importorskip("ipykernel", reason=f"ipykernel {why}")

CELLS = (
    "%load_ext sql",
    "%config SqlMagic.displaylimit = 5",
    "%config SqlMagic.displaycon = False",
    "%sql openai:///sandbox",
    "found = %sql SELECT status, count(*) AS n FROM openai.batch.batches GROUP BY 1",
    "print(sum(found.dict()['n']))",
    "frame = found.DataFrame(); print(list(frame.columns), int(frame.n.sum()))",
    "%sqlcmd tables --schema openai.batch",
    "%%sql --save failed\nSELECT id, status FROM openai.batch.batches WHERE status = 'failed'",
    "counted = %sql --with failed SELECT count(*) AS n FROM failed",
    "print(counted.dict()['n'])",
    "%%sql\nSHOW SERVICES IN openai",
    "%%sql\nDELETE FROM openai.files.files WHERE id = 'file-x'",
)


@pytest.mark.filterwarnings("ignore")  # Jupyter's libraries warn of each other
@pytest.mark.slow  # a kernel starts, and loads pandas
def test_a_notebook_reads_lists_and_is_refused_changes():
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in CELLS])
    nbclient.NotebookClient(notebook, timeout=120, allow_errors=True).execute()
    told = ["\n".join(map(_text, cell.outputs)) for cell in notebook.cells]
    assert not [text for text in told[:11] if "Error" in text], told
    total = int(told[5])
    assert total > 100
    assert told[6].strip() == f"['status', 'n'] {total}"
    assert "batches" in told[7]
    assert "batch_results" in told[7]
    assert 0 < int(told[10].strip("()[],\n ")) < total
    assert "Batch" in told[11]
    assert "read_only" in told[12]


def _text(output):
    """What an output shows, as text."""
    return (
        output.get("text")
        or "\n".join(output.get("traceback", ()))
        or output.get("data", {}).get("text/plain", "")
    )
