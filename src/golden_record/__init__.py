"""Customer identity resolution: one YAML job from messy sources to golden profiles.

`golden_record.run("job.yml")` runs a job from Python; `golden_record.api` tells the rest.
"""

import importlib

__version__ = "0.1.0"

__all__ = ["Job", "RunResult", "__version__", "load_job", "run"]

# Loaded when first asked for: the engines behind them take a second, and the command line has half of one for its help.
_HOMES = {
    "Job": "golden_record.config.job",
    "RunResult": "golden_record.pipeline",
    "load_job": "golden_record.config.load",
    "run": "golden_record.api",
}


def __getattr__(name: str) -> object:
    """One of the names that are loaded when first asked for; `__init__.pyi` tells their types."""
    if name not in _HOMES:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    return getattr(importlib.import_module(_HOMES[name]), name)
