"""A job with every default filled in, as a run leaves it beside its results."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

import yaml

from golden_record.config.consistency import options_not_of
from golden_record.config.document import Value
from golden_record.config.environment import escape
from golden_record.config.job import Job
from golden_record.config.positions import KeyPath, key_path
from golden_record.config.scalars import plain_scalar

_HEADER = "# The job as it ran, defaults included. Paths are relative to the folder of the job file.\n"


def resolved_yaml(job: Job) -> str:
    """The resolved job as YAML that loads to the same job; what came from the environment stays `${NAME}`."""
    data = cast(dict[str, Value], job.config.model_dump(mode="json", exclude_none=True))
    ignore = data.pop("ignore")
    data["attributes"] = _attributes(job) | ({"ignore": ignore} if ignore else {})
    text = yaml.dump(_masked(data, (), job.written), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=120)
    return _HEADER + str(text)


def _attributes(job: Job) -> dict[str, Value]:
    """The attributes without the options that their types do not have."""
    attributes: dict[str, Value] = {}
    for name, attribute in job.config.attributes.items():
        needless: set[str] = {*options_not_of(attribute.type)}
        attributes[name] = attribute.model_dump(mode="json", exclude_none=True, exclude=needless)
    return attributes


class _Dumper(yaml.SafeDumper):
    """Quotes what this package would not read back as text; never writes aliases."""

    def ignore_aliases(self, data: object) -> bool:
        """Write every value out."""
        return True


def _represent_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = None if isinstance(plain_scalar(text), str) else "'"
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _represent_text)


def _masked(value: Value, path: KeyPath, written: Mapping[str, str]) -> Value:
    text = written.get(key_path(path))
    if text is not None:
        return text
    if isinstance(value, dict):
        return {key: _masked(item, (*path, key), written) for key, item in value.items()}
    if isinstance(value, list):
        return [_masked(item, (*path, index), written) for index, item in enumerate(value)]
    return escape(value) if isinstance(value, str) else value
