"""Where rows come from: what sources of records and tables of events have in common, and how their files are read."""

from __future__ import annotations

from typing import Annotated, Literal, Self, TypeAlias

from pydantic import StringConstraints, ValidationInfo, field_validator, model_validator

from golden_record.config.base import ConfigModel
from golden_record.config.expressions import query_fault
from golden_record.config.postgres_url import PostgresUrl, is_postgres

ColumnName: TypeAlias = Annotated[str, StringConstraints(min_length=1)]
Format: TypeAlias = Literal["csv", "tsv", "parquet", "jsonl", "xlsx", "delta"]

DUCKDB_PREFIX = "duckdb:"


class TableConfig(ConfigModel):
    """Rows in a file, in several files, or in a database."""

    path: str
    """File, glob or Delta table, relative to the job; or `duckdb:FILE` or `postgres://user:${PASSWORD}@host/database`
    with `table` or `query`."""

    format: Format | None = None
    """Format of the file, where its name does not tell."""

    table: str | None = None
    """Table or view of a database, as `name` or `schema.name`."""

    query: str | None = None
    """Query of a database, one select statement in its own dialect."""

    sheet: str | None = None
    """Sheet of an xlsx file; the first one by default."""

    encoding: str = "utf-8"
    """Encoding of a text file; a byte order mark is tolerated."""

    delimiter: Annotated[str, StringConstraints(min_length=1, max_length=1)] | None = None
    """Field delimiter of a text file; found by itself among `,` `;` tab and `|` when not given."""

    quote: Annotated[str, StringConstraints(min_length=1, max_length=1)] = '"'
    """Quote character of a text file."""

    @property
    def is_database(self) -> bool:
        """Whether the source is a table or a query of a database."""
        return self.path.startswith(DUCKDB_PREFIX) or is_postgres(self.path)

    @field_validator("path")
    @classmethod
    def _clear_url(cls, value: str) -> str:
        if is_postgres(value):
            PostgresUrl.parse(value)
        return value

    @field_validator("query")
    @classmethod
    def _one_query(cls, value: str | None, info: ValidationInfo) -> str | None:
        dialect = "postgres" if is_postgres(str(info.data.get("path"))) else "duckdb"
        if value is not None and (fault := query_fault(value, dialect)):
            msg = f"{fault}; write one select statement over the tables of the database"
            raise ValueError(msg)
        return value

    @field_validator("encoding")
    @classmethod
    def _known_encoding(cls, value: str) -> str:
        try:
            "".encode(value)
        except LookupError as error:
            msg = "there is no such encoding; known are utf-8, utf-16, cp1251, koi8-r, cp866, cp1252, latin-1 and more"
            raise ValueError(msg) from error
        return value

    @model_validator(mode="after")
    def _plain_dialect(self) -> Self:
        """The parser takes one byte each, and a mark cannot mean two things."""
        for mark in (self.quote, self.delimiter or ","):
            if not mark.isascii() or mark in "\r\n\0":
                msg = "delimiter and quote must be ASCII characters; choose others, and no line ends"
                raise ValueError(msg)
        if self.quote == self.delimiter:
            msg = "delimiter and quote are the same character; choose two"
            raise ValueError(msg)
        return self

    @model_validator(mode="after")
    def _table_or_query(self) -> Self:
        if self.is_database and (self.table is None) == (self.query is None):
            msg = "a database source needs either `table` or `query`; give one of them"
            raise ValueError(msg)
        if not self.is_database and (self.table or self.query):
            msg = "`table` and `query` belong to databases; remove them, or write `path: duckdb:FILE`"
            raise ValueError(msg)
        return self
