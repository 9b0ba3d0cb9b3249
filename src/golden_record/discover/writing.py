"""The text of a proposed job: YAML with a comment for everything that was guessed and everything left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from golden_record.discover.mapping import Fed
from golden_record.discover.proposal import AttributePlan, Proposal, ProposedSource
from golden_record.discover.yaml_text import comment, flow, scalar

SCHEMA = "golden_record.schema.json"

_HEAD = f"""\
# yaml-language-server: $schema={SCHEMA}
# Written by `golden-record init` from the data: guesses to be checked, and a job that runs as it is.
# The schema for your editor: golden-record schema > {SCHEMA}
# What the columns hold:      golden-record profile FILE..."""

_CARD_ADVICE = (
    "# Payment cards are kept as a hash under a secret key and four digits, never as numbers. To match by them:",
    "# 1. make a key, once, and keep it as you keep passwords: openssl rand -hex 32",
    "# 2. set it before each run: export GOLDEN_RECORD_KEY=...",
    "# 3. take the `#` away from the lines above that say: see `privacy`",
)

_NOTE_COLUMN = 44
_WIDTH = 118


def job_text(proposal: Proposal) -> str:
    """The whole file."""
    blocks = [
        [_HEAD, "version: 1", f"name: {proposal.name}"],
        [
            "sources:  # paths are relative to this file",
            *_between(map(_source, proposal.sources)),
            *_put_aside(proposal),
        ],
        ["attributes:  # what each attribute is: this decides cleaning and comparison", *_attributes(proposal)],
        *_matching(proposal),
        ["survivorship:  # which value wins: a list is a chain of tie-breaks", *_survivorship(proposal)],
        *_privacy(proposal),
        ["publish:", f"  mart: out/{proposal.name}.duckdb"],
    ]
    return "\n\n".join("\n".join(lines) for lines in blocks) + "\n"


def _between(blocks: Iterable[list[str]]) -> Iterator[str]:
    for number, lines in enumerate(blocks):
        yield from ([""] if number else [])
        yield from lines


def _source(source: ProposedSource) -> list[str]:
    plan = source.plan
    table = plan.profile.table
    lines = [f"  {table.name}:", *_size(source), f"    path: {scalar(table.path)}"]
    if table.table is not None:
        lines.append(f"    table: {scalar(table.table)}")
    if table.encoding is not None and table.encoding.name != "utf-8":
        lines.append(_noted(f"    encoding: {table.encoding.name}", table.encoding.why))
    if table.delimiter not in {None, ","}:
        lines.append(f"    delimiter: {scalar(table.delimiter or '')}")
    lines.append(_noted(f"    key: {scalar(plan.key.column)}", plan.key.why))
    if not plan.key.unique:
        lines.append(
            _noted("    duplicates: last", "of rows with one key, the last counts; name a better key if you can")
        )
    if plan.updated_at is not None:
        lines.append(_moment(source))
    lines.append(_noted(f"    trust: {source.trust}", f"0 to 100, a proposal: {source.why_trust}"))
    lines.append("    attributes:")
    lines += [f"      {fed.attribute}: {_mapping(fed)}" for fed in plan.attributes]
    lines += [f"      # {fed.attribute}: {_mapping(fed)}  # see `privacy`" for fed in plan.cards]
    return lines + _left_out(plan.left_out)


def _moment(source: ProposedSource) -> str:
    plan = source.plan
    text = f"    updated_at: {scalar(plan.updated_at or '')}"
    meant = {column.guess.attribute for column in plan.profile.columns if column.name == plan.updated_at}
    return text if meant == {"updated_at"} else _noted(text, "no column tells of changes: this time comes nearest")


def _size(source: ProposedSource) -> list[str]:
    table = source.plan.profile.table
    told = f"{table.rows:,} rows"
    if table.sampled:
        told += f", guessed from a sample of {table.sample.height:,}"
    if table.rejected:
        told += f"; {table.rejected:,} more that cannot be read"
    return [f"    # {told}"]


def _mapping(fed: Fed) -> str:
    if fed.parts:
        return flow({part: scalar(name) for part, name in fed.parts.items()})
    if fed.verified is not None and len(fed.columns) == 1:
        return flow({"column": scalar(fed.columns[0]), "verified": scalar(fed.verified)})
    names = [scalar(name) for name in fed.columns]
    return names[0] if len(names) == 1 else f"[{', '.join(names)}]"


def _left_out(left_out: Mapping[str, str]) -> list[str]:
    if not left_out:
        return []
    return ["    # left out:", *(f"    #   {comment(name)}: {comment(reason)}" for name, reason in left_out.items())]


def _put_aside(proposal: Proposal) -> list[str]:
    lines: list[str] = []
    for profile in proposal.put_aside:
        columns = ", ".join(column.name for column in profile.columns)
        shown = f"{profile.table.path}: no name, contact or birth date, so no source of people ({columns})"
        lines += ["", *(f"  # {part}" for part in _wrapped(comment(shown)))]
    return lines


def _wrapped(text: str) -> Iterator[str]:
    line = ""
    for word in text.split(" "):
        if line and len(line) + len(word) > _WIDTH - 8:
            yield line
            line = "  " + word
        else:
            line = f"{line} {word}".lstrip() if not line.startswith("  ") else f"{line} {word}"
    yield line


def _attributes(proposal: Proposal) -> list[str]:
    width = max(len(attribute.name) for attribute in proposal.attributes) + 1
    cards = [f"  # {name}: {{type: card}}  # see `privacy`" for name in proposal.cards]
    return [_attribute(attribute, width) for attribute in proposal.attributes] + cards


def _attribute(attribute: AttributePlan, width: int) -> str:
    options = {
        name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in attribute.options.items()
    }
    text = f"  {attribute.name + ':':<{width}} {flow({'type': attribute.type} | options)}"
    return _noted(text, attribute.note, at=_NOTE_COLUMN + 26) if attribute.note else text


def _matching(proposal: Proposal) -> list[list[str]]:
    """Rules and limits for numbers of registers: nobody has two, and no two people share one."""
    if not proposal.proving:
        return []
    rules = [f"    - {{name: same {name}, on: [{name}]}}" for name in proposal.proving]
    names = ", ".join(proposal.proving)
    limits = ", ".join(f"{name}: 1" for name in proposal.proving)
    return [
        ["match:", "  rules:  # links that need no arithmetic", *rules],
        [
            "cluster:",
            f"  conflicts: [{names}]  # two values that clearly differ never share a profile",
            f"  limits: {{{limits}}}",
        ],
    ]


def _privacy(proposal: Proposal) -> list[list[str]]:
    """The key of payment cards, which stand in comments so that the job runs as it is."""
    if not proposal.cards:
        return []
    return [[*_CARD_ADVICE, "privacy:", "  key: ${GOLDEN_RECORD_KEY:-}"]]


def _survivorship(proposal: Proposal) -> list[str]:
    lines = ["  default: [most_trusted, most_recent, most_frequent]"]
    chains = {name: "[verified, most_trusted, most_recent]" for name in proposal.verified}
    names = {attribute.name for attribute in proposal.attributes if attribute.type == "person_name"}
    chains |= {name: "[most_trusted, most_complete, most_recent]" for name in sorted(names)}
    return lines + (["  attributes:", *(f"    {name}: {chain}" for name, chain in chains.items())] if chains else [])


def _noted(text: str, note: str, *, at: int = _NOTE_COLUMN) -> str:
    return f"{text:<{at}}  # {comment(note)}"
