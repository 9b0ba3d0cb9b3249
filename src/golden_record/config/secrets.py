"""Secrets stand in the environment, never in a job file: files are shared, copied and kept."""

from __future__ import annotations

from golden_record.config.document import Document
from golden_record.config.patterns import select
from golden_record.config.positions import key_path
from golden_record.config.postgres_url import PostgresUrl, is_postgres


def check_secrets(document: Document) -> None:
    """Report passwords that are written out in the job."""
    for path, url in select(document.data, "sources.*.path"):
        written = document.written.get(key_path(path), url)
        if not isinstance(url, str) or not is_postgres(url) or not isinstance(written, str):
            continue
        if _holds_secret(url, written):
            message = "the password stands in the job file"
            document.report(path, message, "take it from the environment: `postgres://user:${PASSWORD}@host/database`")


def _holds_secret(url: str, written: str) -> bool:
    try:
        return any(secret in written for secret in PostgresUrl.parse(url).secrets)
    except ValueError:
        return False  # the models say what is wrong with the URL
