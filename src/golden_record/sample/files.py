"""The sample as files, each in the format and encoding that its source would use."""

from __future__ import annotations

from pathlib import Path

from golden_record.sample.generator import SampleData
from golden_record.sample.guide import guide

CRM_ENCODING = "cp1251"

_TIGHT = 15
"""The level of zstd: the default sample is kept under version control and should stay below 4 MB."""


FILES = (
    "crm.csv",
    "pos.parquet",
    "app.jsonl",
    "web.csv",
    "receipts.parquet",
    "consents.csv",
    "truth.csv",
    "README.md",
)
"""The names of all files of the sample."""


def write(data: SampleData, folder: Path) -> list[Path]:
    """Write every table and a README into `folder`, which is made if need be, and return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = {name: folder / name for name in FILES}
    paths["crm.csv"].write_bytes(data.crm.write_csv(separator=";").encode(CRM_ENCODING))
    data.pos.write_parquet(paths["pos.parquet"], compression_level=_TIGHT)
    data.app.write_ndjson(paths["app.jsonl"])
    data.web.write_csv(paths["web.csv"], include_bom=True)
    data.receipts.write_parquet(paths["receipts.parquet"], compression_level=_TIGHT)
    data.consents.write_csv(paths["consents.csv"])
    data.truth.write_csv(paths["truth.csv"])
    paths["README.md"].write_bytes(guide(data).encode())
    return list(paths.values())
