"""Secrets stand in the environment, never in a job file: files are shared, copied and kept."""

from __future__ import annotations

import re

from golden_record.config.cards import HOW_TO_MAKE_A_KEY
from golden_record.config.document import Document
from golden_record.config.patterns import select
from golden_record.config.positions import key_path
from golden_record.config.postgres_url import PostgresUrl, is_postgres
from golden_record.config.privacy import WEAK, is_weak

_URLS = ("sources.*.path", "activity.*.path")
_FROM_ENVIRONMENT = re.compile(r"\s*\$\{\w+(:-)?\}\s*")
"""One reference without a default: whatever else stands in the file is known to its readers."""


def check_secrets(document: Document) -> None:
    """Report passwords and keys that are written out in the job."""
    _check_key(document)
    for path, url in (place for pattern in _URLS for place in select(document.data, pattern)):
        written = document.written.get(key_path(path), url)
        if not isinstance(url, str) or not is_postgres(url) or not isinstance(written, str):
            continue
        if _holds_secret(url, written):
            message = "the password stands in the job file"
            document.report(path, message, "take it from the environment: `postgres://user:${PASSWORD}@host/database`")


def _check_key(document: Document) -> None:
    for path, key in select(document.data, "privacy.key"):
        if key is None:
            continue
        if not _FROM_ENVIRONMENT.fullmatch(document.written.get(key_path(path), "")):
            document.report(path, "the secret key stands in the job file", HOW_TO_MAKE_A_KEY)
        elif is_weak(str(key).strip()):
            document.report(path, f"the secret key {WEAK}", HOW_TO_MAKE_A_KEY)


def _holds_secret(url: str, written: str) -> bool:
    try:
        return any(secret in written for secret in PostgresUrl.parse(url).secrets)
    except ValueError:
        return False  # the models say what is wrong with the URL
