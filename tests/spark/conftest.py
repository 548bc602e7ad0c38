"""Servers of batches with files, and the environment of a driver that reads from them; a Spark where there is one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from contextlib import ExitStack

import pytest
from answering import answering
from spark.served import KEY, Server

VARIABLES = ("OPENAI_ADMIN_KEY", "OPENAI_BASE_URL", "OPENAI_ORG_ID", "OPENAI_PROJECT_ID")
XDG = ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME")


@pytest.fixture
def serve():
    """Makes servers of files, which end with the test."""
    with ExitStack() as stack:
        yield lambda files: Server(stack.enter_context(answering(files.answer)))


@pytest.fixture
def driver(monkeypatch, tmp_path):
    """A home without a configuration file, and a key."""
    for name in (*VARIABLES, *XDG):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    return tmp_path


def _why_no_spark():
    if "PYTEST_XDIST_WORKER" in os.environ:
        return "one process has a Spark: make test-spark"
    try:
        from pyspark.sql import datasource  # noqa: F401
    except ImportError:
        return "there is no pyspark 4: make test-spark installs it"
    java = os.environ.get("JAVA_HOME")
    java = f"{java}/bin/java" if java else shutil.which("java")
    if java is None:
        return "there is no Java, 17 or later"
    said = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    version = said.partition('version "')[2].partition(".")[0].partition('"')[0]
    return (
        None if version.isdigit() and int(version) >= 17 else f"Java is {version or 'none'}, not 17 or later"
    )


@pytest.fixture(scope="session")
def spark(seeded_sandbox, tmp_path_factory):
    """A Spark of two cores, whose environment has the key and the address of a sandbox."""
    if why := _why_no_spark():
        pytest.skip(why)
    from pyspark.sql import SparkSession

    home = tmp_path_factory.mktemp("spark")
    with pytest.MonkeyPatch.context() as patch:
        for name in (*VARIABLES, *XDG, "PYTHONDONTWRITEBYTECODE"):  # else each worker compiles pyspark
            patch.delenv(name, raising=False)
        for name, value in {
            "HOME": str(home),
            "OPENAI_API_KEY": seeded_sandbox.key,
            "OPENAI_BASE_URL": seeded_sandbox.url,
            "PYSPARK_PYTHON": sys.executable,
            "SPARK_LOCAL_IP": "127.0.0.1",
        }.items():
            patch.setenv(name, value)
        builder = SparkSession.builder.master("local[2]").appName("tests")
        for name, value in {
            "spark.ui.enabled": "false",
            "spark.driver.host": "127.0.0.1",
            "spark.sql.shuffle.partitions": "2",
            "spark.sql.warehouse.dir": str(home / "warehouse"),
            "spark.sql.session.timeZone": "UTC",
        }.items():
            builder = builder.config(name, value)
        session = builder.getOrCreate()
        session.sparkContext.setLogLevel("OFF")
        yield session
        session.stop()
