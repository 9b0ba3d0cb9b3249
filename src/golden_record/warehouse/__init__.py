"""The only door to an engine: connections, quoting, transactions, contracts."""

from golden_record.warehouse.beside import beside
from golden_record.warehouse.connection import Resources, Warehouse
from golden_record.warehouse.failures import engine_errors, sql_of_the_job
from golden_record.warehouse.log import log_of
from golden_record.warehouse.sql import (
    added,
    differences,
    dropped,
    ident,
    indented,
    literal,
    stack,
    temporary,
    tidy,
    unviewed,
    viewed,
)

__all__ = [
    "Resources",
    "Warehouse",
    "added",
    "beside",
    "differences",
    "dropped",
    "engine_errors",
    "ident",
    "indented",
    "literal",
    "log_of",
    "sql_of_the_job",
    "stack",
    "temporary",
    "tidy",
    "unviewed",
    "viewed",
]
