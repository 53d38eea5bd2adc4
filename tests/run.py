"""Run the suite on SQLite, then on PostgreSQL; arguments go to pytest. `make test` calls it."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg

import tests.environment  # noqa: F401 (sets the environment that pytest inherits)

ROOT = Path(__file__).parent.parent
NO_TESTS = 5


class Stopped(BaseException):
    def __init__(self, number):
        self.number = number


def stop(number, frame):
    # A second signal must not cut off the clearing up.
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, signal.SIG_IGN)
    raise Stopped(number)


def end(process, number, patience):
    process.send_signal(number)
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def pytest(database_url, arguments):
    command = [sys.executable, "-m", "pytest", "-n", "2", *arguments]
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | {"DATABASE_URL": database_url})
    try:
        return process.wait()
    except Stopped as stopped:
        if stopped.number == signal.SIGINT:
            # The terminal has told pytest too; a second one would cut off its report.
            with suppress(subprocess.TimeoutExpired):
                process.wait(10)
        end(process, signal.SIGINT, 10)
        raise


def postgres_programs():
    """The folder of initdb and postgres, or None."""
    if initdb := shutil.which("initdb"):
        folders = [Path(initdb).resolve().parent]
    else:
        versions = Path("/usr/lib/postgresql").glob("[0-9]*/bin")
        folders = sorted(versions, key=lambda folder: float(folder.parent.name), reverse=True)
    return next((f for f in folders if (f / "initdb").exists() and (f / "postgres").exists()), None)


def unprivileged():
    """How to start a process as somebody else than root, whom PostgreSQL refuses."""
    if os.getuid() != 0:
        return {}
    names = [user.pw_name for user in pwd.getpwall()]
    user = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until_ready(server, url, log):
    deadline = time.monotonic() + 60
    while server.poll() is None and time.monotonic() < deadline:
        with suppress(psycopg.OperationalError):
            psycopg.connect(url, connect_timeout=2).close()
            return
        time.sleep(0.1)
    raise RuntimeError(log.read_text(errors="replace"))


@contextmanager
def private_postgres(programs):
    """A server of our own on a free port; the address of a database in it, until the block ends."""
    somebody = unprivileged()
    with tempfile.TemporaryDirectory(prefix="eclag-postgres-") as folder:
        if somebody:
            os.chown(folder, somebody["user"], somebody["group"])
        data, port, log = f"{folder}/data", str(free_port()), Path(folder, "log")
        with log.open("wb") as output:
            common = {"cwd": folder, "stdin": subprocess.DEVNULL, "stdout": output, "stderr": output}
            initdb = [programs / "initdb", "-D", data, "-U", "postgres", "--auth=trust", "--no-sync"]
            initdb += ["--encoding=UTF8", "--locale=C.UTF-8"]
            if subprocess.run(initdb, check=False, **common, **somebody).returncode:
                raise RuntimeError(log.read_text(errors="replace"))
            postgres = [programs / "postgres", "-D", data, "-h", "127.0.0.1", "-p", port, "-k", folder]
            postgres += ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]
            # Ctrl-C reaches a whole group of processes, and pytest still needs the server to clear up.
            server = subprocess.Popen(postgres, start_new_session=True, **common, **somebody)
        try:
            address = f"postgres://postgres@127.0.0.1:{port}"
            wait_until_ready(server, f"{address}/postgres", log)
            yield f"{address}/eclag"
        finally:
            end(server, signal.SIGINT, 20)


def verdict(code, arguments):
    if code == 0:
        return "passed"
    # A selection may well hold no test for one of the two databases.
    return "no test selected" if code == NO_TESTS and arguments else "FAILED"


def main(arguments):
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    results, missing = {}, []

    if not os.environ.get("CHROMIUM"):
        missing.append("Chromium (browser tests were skipped): apt-get install chromium libatomic1")

    if not shutil.which("nginx"):
        missing.append("nginx (what stands behind it was skipped): apt-get install nginx-light")

    print("== SQLite", flush=True)
    sqlite = f"sqlite:///{os.environ['TESTS_FOLDER']}/db.sqlite3"
    results["SQLite"] = verdict(pytest(sqlite, arguments), arguments)

    print("\n== PostgreSQL", flush=True)
    on_postgres = ["-m", "not walk and not browser and not once", *arguments]
    programs = postgres_programs()
    if given := os.environ.get("TEST_POSTGRES_URL"):
        results["PostgreSQL"] = verdict(pytest(given, on_postgres), arguments)
    elif programs:
        try:
            with private_postgres(programs) as url:
                results["PostgreSQL"] = verdict(pytest(url, on_postgres), arguments)
        except (OSError, RuntimeError) as error:
            results["PostgreSQL"] = f"FAILED, the server did not start: {error}"
    else:
        results["PostgreSQL"] = "skipped"
        missing.append("PostgreSQL server: apt-get install postgresql")

    print("\n== Summary")
    for part, result in results.items():
        print(f"{part}: {result}")
    for part in missing:
        print(f"Missing: {part}")
    good = "passed" in results.values() and not any(r.startswith("FAILED") for r in results.values())
    complete = not missing or os.environ.get("CI") != "true"
    return int(not (good and complete))


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Stopped as stopped:
        sys.exit(128 + stopped.number)
