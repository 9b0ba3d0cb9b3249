"""A job file from disk to a `Job`: every check that needs no data, every problem in one go."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pydantic import ValidationError

from golden_record.config.compared import check_comparisons
from golden_record.config.consistency import check_consistency
from golden_record.config.document import Document, load_document
from golden_record.config.job import Job, JobConfig
from golden_record.config.plain_words import report_invalid
from golden_record.config.planned import refuse_planned
from golden_record.config.references import check_fed, check_references
from golden_record.config.secrets import check_secrets
from golden_record.errors import ConfigError


def load_job(path: Path, environ: Mapping[str, str]) -> Job:
    """Read and check a job file.

    Raises:
        ConfigError: with every problem found, each with file, line, column, key and a hint.
    """
    document = load_document(path, environ)
    if not isinstance(document.data, dict):
        what = "the file is empty" if document.data is None else "the file holds no keys"
        document.report((), what, "a job needs `version`, `name`, `sources` and `attributes`")
        raise ConfigError(document.problems)
    refuse_planned(document)
    # The checks of names come first: where one speaks of the same place as the models, it knows more.
    check_consistency(document)
    check_references(document)
    check_fed(document)
    check_comparisons(document)
    check_secrets(document)
    config = _validated(document)
    if config is None or document.problems:
        raise ConfigError(document.problems)
    return Job(config, path, document.positions, document.written)


def _validated(document: Document) -> JobConfig | None:
    try:
        return JobConfig.model_validate(document.data)
    except ValidationError as invalid:
        report_invalid(document, invalid)
        return None
