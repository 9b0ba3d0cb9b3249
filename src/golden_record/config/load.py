"""A job file from disk to a `Job`: every check that needs no data, every problem in one go."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from pydantic import ValidationError

from golden_record.config.compared import check_comparisons
from golden_record.config.consistency import check_consistency
from golden_record.config.document import Document, Value, load_document
from golden_record.config.job import Job, JobConfig
from golden_record.config.patterns import mapping_at, select
from golden_record.config.plain_words import report_invalid
from golden_record.config.planned import refuse_planned
from golden_record.config.positions import key_path
from golden_record.config.references import check_fed, check_references
from golden_record.config.secrets import check_secrets
from golden_record.config.sources import SourceConfig
from golden_record.config.tests_checks import check_tests
from golden_record.errors import ConfigError, Problem


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
    check_tests(document)
    check_secrets(document)
    config = _validated(document)
    if config is None or document.problems:
        raise ConfigError(document.problems)
    return Job(config, path, document.positions, document.written)


def load_sources(path: Path, environ: Mapping[str, str], wrong: Iterable[Problem]) -> Job | None:
    """The sources of a job file with problems, as a job of nothing else; None if none can be made out.

    So that one mistake does not hide another: a file that is not there is told of beside a key that is misspelt.
    Sources that are wrong in themselves, or whose path is, are left out: nothing is read that the job may not mean.
    """
    try:
        document = load_document(path, environ)
    except ConfigError:
        return None
    places = {problem.key for problem in wrong}
    found = {
        name: given
        for name, given in mapping_at(document.data, "sources").items()
        if key_path(("sources", name, "path")) not in places and _is_sound(given)
    }
    # The attributes do not matter to whether a file is there and has its columns.
    least = {"version": 1, "name": "job", "sources": found, "attributes": {"any": {"type": "text"}}}
    stated = {key: text for key in ("name", "state") for _, text in select(document.data, key)}
    for settings in (least | stated, least):
        with suppress(ValidationError):
            return Job(JobConfig.model_validate(settings), path, document.positions, document.written)
    return None


def _is_sound(source: Value) -> bool:
    try:
        SourceConfig.model_validate(source)
    except ValidationError:
        return False
    return True


def _validated(document: Document) -> JobConfig | None:
    try:
        return JobConfig.model_validate(document.data)
    except ValidationError as invalid:
        report_invalid(document, invalid)
        return None
