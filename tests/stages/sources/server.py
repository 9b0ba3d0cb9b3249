"""A PostgreSQL server of one's own: in a folder that goes away, behind a socket in it, off the network."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

# Settings that are unlike those of the machine where a job was written: text must come out the same.
_SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "datestyle": "SQL, DMY",
    "timezone": "Asia/Tokyo",
    "bytea_output": "escape",
    "intervalstyle": "sql_standard",
    "extra_float_digits": "-5",
}


@dataclass(frozen=True)
class Server:
    """A running server with one database, `shop`, and one user, `keeper`."""

    binaries: Path
    folder: Path
    password: str = "s3cret+Word"

    def url(self, user: str = "keeper", password: str | None = None, database: str = "shop") -> str:
        """Where sources find it."""
        return f"postgres://{user}:{password or self.password}@/{database}?host={self.folder}"

    def execute(self, sql: str, database: str = "shop") -> None:
        """Run statements as the owner of everything."""
        command = [str(self.binaries / "psql"), "-qX", "-v", "ON_ERROR_STOP=1", "-h", str(self.folder), "-U", "keeper"]
        environ = {"PGPASSWORD": self.password, "PATH": os.environ["PATH"]}
        subprocess.run([*command, database], input=sql, text=True, check=True, env=environ, capture_output=True)


def binaries() -> Path | None:
    """The folder of the newest server that is installed; None when there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("postgres")
    return found[-1].parent if found else Path(on_path).parent if on_path else None


@contextmanager
def running(folder_of_binaries: Path) -> Iterator[Server]:
    """A new server for the length of a block."""
    folder = Path(tempfile.mkdtemp(prefix="postgres-"))
    server = Server(folder_of_binaries, folder)
    (folder / "password").write_text(server.password)
    owner = _owner(folder)
    data = str(folder / "data")
    control = [str(folder_of_binaries / "pg_ctl"), "-D", data, "-s", "-w", "-l", str(folder / "log")]
    settings = " ".join(f"-c {name}='{value}'" for name, value in _SETTINGS.items())
    secured = ["-A", "scram-sha-256", "--pwfile", str(folder / "password"), "-U", "keeper"]
    try:
        initdb = [str(folder_of_binaries / "initdb"), "-D", data, "--no-sync", "-E", "UTF8", "--locale=C", *secured]
        _call(initdb, folder, owner)
        _call([*control, "-o", f"-k {folder} {settings}", "start"], folder, owner)
        server.execute("create database shop", "postgres")
        yield server
        _call([*control, "-m", "immediate", "stop"], folder, owner)
    finally:
        shutil.rmtree(folder)


def _call(command: list[str], folder: Path, owner: int | None) -> None:
    """Run a command of the server as its owner; None is whoever runs the tests."""
    extra_groups: list[int] | None = None if owner is None else []
    # Not captured: the server inherits the pipes and would hold them open.
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=folder, user=owner, extra_groups=extra_groups)


def _owner(folder: Path) -> int | None:
    """Who the server runs as: it refuses to run as root."""
    if os.geteuid() != 0:
        return None
    owner = pwd.getpwnam("postgres")
    for path in (folder, *folder.iterdir()):
        os.chown(path, owner.pw_uid, owner.pw_gid)
    return owner.pw_uid
