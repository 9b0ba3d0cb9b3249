"""URLs of PostgreSQL servers: taken apart, so that messages can name the server without its secrets."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

SCHEMES = ("postgres://", "postgresql://")

PATIENCE_SECONDS = 10
"""How long to wait for a server that does not answer, unless the URL says otherwise: the library waits for ever."""

_SECRET_OPTIONS = frozenset({"password", "sslpassword"})


def is_postgres(path: str) -> bool:
    """Whether the path of a source means a PostgreSQL server."""
    return path.startswith(SCHEMES)


@dataclass(frozen=True)
class PostgresUrl:
    """A URL whose parts are beyond doubt; its own text may hold a password."""

    parts: SplitResult

    @classmethod
    def parse(cls, text: str) -> PostgresUrl:
        """Take a URL apart.

        Raises:
            ValueError: it can be read in more than one way, so that part of a password could pass for something else.
        """
        parts = urlsplit(text)
        rest = text.split("://", maxsplit=1)[-1]
        if not is_postgres(text) or rest.count("@") > 1 or "@" in parts.path + parts.query + parts.fragment:
            raise ValueError(_UNCLEAR)
        if parts.fragment or not _is_port(parts) or any(char.isspace() for char in text):
            raise ValueError(_UNCLEAR)
        return cls(parts)

    @property
    def shown(self) -> str:
        """Server and database, without user and password."""
        options = dict(parse_qsl(self.parts.query))
        host = self.parts.netloc.rpartition("@")[2] or options.get("host", "")
        database = self.parts.path.strip("/") or options.get("dbname", "")
        return f"postgres://{host}/{database}" if not host.startswith("/") else f"postgres:///{database}"

    @property
    def password(self) -> str:
        """The password as written; empty when there is none."""
        return self.parts.netloc.rpartition("@")[0].partition(":")[2]

    @property
    def secrets(self) -> tuple[str, ...]:
        """Texts that no message may hold, longest first: passwords as written and as meant."""
        options = [value for name, value in parse_qsl(self.parts.query) if name in _SECRET_OPTIONS]
        found = {self.password, unquote(self.password), *options} - {""}
        return tuple(sorted(found, key=lambda text: (-len(text), text)))

    @property
    def without_password(self) -> str:
        """The URL with everything but secrets: who connects where."""
        user = self.parts.netloc.rpartition("@")[0].partition(":")[0]
        options = [f"{name}={value}" for name, value in parse_qsl(self.parts.query) if name not in _SECRET_OPTIONS]
        return f"{self.shown}?user={user}&{'&'.join(options)}"

    @property
    def connectable(self) -> str:
        """The URL as the library takes it, with an end to its patience."""
        if "connect_timeout=" in self.parts.query:
            return self.parts.geturl()
        query = "&".join(part for part in (self.parts.query, f"connect_timeout={PATIENCE_SECONDS}") if part)
        # Not rebuilt from its parts: an empty host would lose its slashes.
        return f"{self.parts.scheme}://{self.parts.netloc}{self.parts.path}?{query}"


_UNCLEAR = (
    "is no clear URL of a PostgreSQL server; write `postgres://user:${PASSWORD}@host:5432/database`, "
    "with `@ : / ? # %` and spaces in the password percent-encoded"
)


def _is_port(parts: SplitResult) -> bool:
    try:
        return parts.port is None or parts.port > 0
    except ValueError:
        return False
