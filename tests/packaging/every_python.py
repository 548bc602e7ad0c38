"""The tests on each Python that the package is for: ``python tests/packaging/every_python.py [words for pytest]``.

Goes out: a line for each version, with the interpreter that was found for it; the exit code is 1 where the tests of one failed.
An interpreter is looked for on the path, among those of pyenv and among those of uv. Each gets an environment below ``.venv``.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
VERSIONS = re.findall(r"Python :: (3\.\d+)", "\n".join(PROJECT["classifiers"]))


def candidates(version):
    """Programs that may be this Python, the likeliest first."""
    on_path = shutil.which(f"python{version}")
    if on_path:
        yield on_path
    pyenv = Path(os.environ.get("PYENV_ROOT") or "~/.pyenv").expanduser() / "versions"
    uv = Path(os.environ.get("UV_PYTHON_INSTALL_DIR") or "~/.local/share/uv/python").expanduser()
    for folder, pattern in ((pyenv, f"{version}.*"), (uv, f"cpython-{version}.*")):
        yield from (str(found / "bin" / "python") for found in sorted(folder.glob(pattern), reverse=True))


def interpreter(version):
    """The first that says that it is this Python; None where there is none."""
    ask = "import sys, venv; print('%d.%d' % sys.version_info[:2])"
    for program in candidates(version):
        said = subprocess.run([program, "-c", ask], capture_output=True, text=True, check=False)
        if said.stdout.strip() == version:
            return program
    return None


def environment(version, program):
    """The Python of an environment that has the package with what its tests need."""
    folder = ROOT / ".venv" / f"python{version}"
    python = folder / "bin" / "python"
    if not python.exists():
        subprocess.run([program, "-m", "venv", folder], check=True)
    subprocess.run([python, "-m", "pip", "install", "--quiet", "-e", f"{ROOT}[dev]"], check=True)
    return python


def main(words):
    """Run the tests on all of them, whatever fails, and say how it went."""
    told, failed = [], False
    for version in VERSIONS:
        program = interpreter(version)
        if program is None:
            told.append(f"Python {version}: not here")
            continue
        sys.stdout.write(f"Python {version}: {program}\n")
        sys.stdout.flush()
        command = [environment(version, program), "-m", "pytest", "-n", "2", "--dist", "worksteal", *words]
        code = subprocess.run(command, cwd=ROOT, check=False).returncode
        failed |= code != 0
        told.append(f"Python {version}: {'passed' if code == 0 else f'failed (exit code {code})'}")
    sys.stdout.write("\n".join([*told, ""]))
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
