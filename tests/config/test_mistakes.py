"""Seeded mistakes in a job file: each is found at its place, named by its key, and answered with a way out.

A case replaces one piece of a sound job. `«` marks where the problem must be reported, and is removed before reading.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from golden_record.config.load import load_job
from golden_record.config.resolved import resolved_yaml
from golden_record.errors import ConfigError, Problem

SOUND = """\
version: 1
name: retail
sources:
  crm:
    path: crm.csv
    key: customer_id
    trust: 90
    attributes:
      full_name: {given: first, family: last}
      phone: [mobile, home]
      email: {column: mail, verified: mail_ok}
      city: {sql: "upper(town)"}
attributes:
  full_name: {type: person_name}
  phone: {type: phone, many: true}
  email: {type: email}
  city: {type: city}
  ignore: {phone: ["+70000000000"]}
match:
  rules:
    - {name: same mail, on: [email]}
  blocking: [[phone], [full_name__family, city]]
  threshold: {probability: 0.9}
cluster:
  conflicts: [email]
  limits: {phone: 5}
survivorship:
  default: [most_trusted, most_recent]
  attributes:
    email: {choose: [verified, longest], collect: all, prefer_sources: [crm]}
    phone: most_frequent
publish:
  mart: out/mart.duckdb
resources: {memory: 16GB, threads: 2}
"""


class Mistake(NamedTuple):
    """One replacement in the sound job, and what must be said of it."""

    id: str
    old: str
    new: str
    key: str
    message: str
    hint: str


SHAPES = [
    Mistake("version missing", "version: 1\nname", "«name", "version", "required", "Version"),
    Mistake("version of the future", "version: 1", "version: «2", "version", "is 2; it should be 1", "Version"),
    Mistake("name with a space", "name: retail", "name: «My Shop", "name", "lower-case", "write 'my_shop'"),
    Mistake("name is a number", "name: retail", "name: «2024", "name", "should be text", "put it in quotes: '2024'"),
    Mistake("sources misspelt", "sources:\n", "«source:\n", "source", "unknown key", "did you mean 'sources'?"),
    Mistake("unknown block", "publish:\n", "«publishing:\n", "publishing", "unknown key", "did you mean 'publish'?"),
    Mistake("source key misspelt", "    path: crm", "    «pth: crm", "sources.crm.pth", "unknown key", "'path'?"),
    Mistake("source without path", "    path: crm.csv\n", "", "sources.crm.path", "required", "File, glob or"),
    Mistake("source without key", "    key: customer_id\n", "", "sources.crm.key", "required", "Column that is"),
    Mistake("path without value", "path: crm.csv", "path:«", "sources.crm.path", "has no value", "give a value"),
    Mistake("column is a number", "key: customer_id", "key: «17", "sources.crm.key", "is 17", "put it in quotes"),
    Mistake("column is a list", "key: customer_id", "key: «[a]", "sources.crm.key", "is a list", "unique"),
    Mistake(
        "source name in capitals",
        "attributes:\n  full_name",
        "  «POS: {path: a.csv, key: k, attributes: {city: c}}\nattributes:\n  full_name",
        "sources.POS",
        "lower-case",
        "write 'pos'",
    ),
    Mistake("trust over 100", "trust: 90", "trust: «900", "sources.crm.trust", "100 or less", "0 to 100"),
    Mistake(
        "trust in words", "trust: 90", "trust: «high", "sources.crm.trust", "is 'high'; it should be a number", "be"
    ),
    Mistake("trust in per cent", "trust: 90", "trust: «90%", "sources.crm.trust", "is '90%'", "0 to 100"),
    Mistake("trust infinite", "trust: 90", "trust: «1e999", "sources.crm.trust", "finite", "0 to 100"),
    Mistake("flag in words", "trust: 90", "unique: «maybe", "sources.crm.unique", "true or false", "At most one"),
    Mistake("format unknown", "trust: 90", "format: «cvs", "sources.crm.format", "is 'cvs'", "did you mean 'csv'?"),
    Mistake("encoding unknown", "trust: 90", "encoding: «cp12510", "sources.crm.encoding", "no encoding", "'cp1251'?"),
    Mistake("table of a file", "trust: 90", "table: people", "sources.crm", "belong to databases", "remove them"),
    Mistake("empty list of columns", "[mobile, home]", "«[]", "sources.crm.attributes.phone", "at least 1", "column"),
    Mistake("number among columns", "[mobile, home]", "[mobile, «2]", "sources.crm.attributes.phone[1]", "text", "'2'"),
    Mistake("part misspelt", "given:", "«gven:", "sources.crm.attributes.full_name.gven", "unknown key", "'given'?"),
    Mistake(
        "proof misspelt", "verified:", "«verifed:", "sources.crm.attributes.email.verifed", "unknown", "'verified'?"
    ),
    Mistake(
        "no parts", "{given: first, family: last}", "{}", "sources.crm.attributes.full_name", "no part", "name a column"
    ),
    Mistake(
        "colon without space",
        "{type: email}",
        "{«type:email}",
        "attributes.email['type:email']",
        "unknown",
        "`type: email`",
    ),
    Mistake("type unknown", "{type: email}", "{type: «mail}", "attributes.email.type", "is 'mail'", "'email'?"),
    Mistake("type missing", "  email: {type: email}", "  «email: {}", "attributes.email.type", "required", "Type"),
    Mistake("attribute is a word", "{type: city}", "«city", "attributes.city", "mapping", "{key: value}"),
    Mistake("region in words", "many: true", "region: «Russia", "attributes.phone.region", "two capital", "Phones"),
    Mistake("region UK", "many: true", "region: «UK", "attributes.phone.region", "'UK'", "'GB'?"),
    Mistake(
        "region nobody calls", "many: true", "region: «ZZ", "attributes.phone.region", "telephone numbers", "ISO 3166"
    ),
    Mistake(
        "region UK of a column",
        "[mobile, home]",
        "[{column: mobile, region: «UK}, home]",
        "sources.crm.attributes.phone[0].region",
        "'UK'",
        "'GB'?",
    ),
    Mistake("limit of nothing", "many: true", "limit: «0", "attributes.phone.limit", "1 or more", "Identifiers"),
    Mistake("limit with a fraction", "many: true", "limit: «1.5", "attributes.phone.limit", "whole number", "Ident"),
    Mistake("ignore is no list", '["+70000000000"]', "«yes", "attributes.ignore.phone", "a list", "[...]"),
    Mistake(
        "rule without name", "{name: same mail, on: [email]}", "«{on: [email]}", "match.rules[0].name", "req", "Name"
    ),
    Mistake("rule on nothing", "on: [email]", "on: «[]", "match.rules[0].on", "at least 1", "Attributes"),
    Mistake(
        "rules are no list", "    - {name: same mail, on: [email]}", "    «same: mail", "match.rules", "a list", "- "
    ),
    Mistake("blocking in words", "[[phone], [full_name__family, city]]", "«none", "match.blocking", "'auto'", "auto"),
    Mistake(
        "blocking by a query",
        "[[phone], ",
        "[{sql: «select 1}, ",
        "match.blocking[0].sql",
        "holds a query",
        "left(full_name__family, 3)",
    ),
    Mistake(
        "blocking by a constant",
        "[[phone], ",
        "[{sql: «'1'}, ",
        "match.blocking[0].sql",
        "names no attribute",
        "name one",
    ),
    Mistake(
        "blocking by SQL over a ghost",
        "[[phone], ",
        "[{sql: «'left(full_name__famly, 3)'}, ",
        "match.blocking[0].sql",
        "no attribute or part 'full_name__famly'",
        "'full_name__family'?",
    ),
    Mistake("blocking flat", "[[phone], ", "[«phone, ", "match.blocking[0]", "a list", "[...]"),
    Mistake(
        "probability over 1", "{probability: 0.9}", "{probability: «95}", "match.threshold.probability", "1 or", "Match"
    ),
    Mistake(
        "two thresholds", "{probability: 0.9}", "{probability: 0.9, weight: 3}", "match.threshold", "one of", "keep"
    ),
    Mistake("seed in words", "  threshold:", "  train: {seed: «x}\n  threshold:", "match.train.seed", "whole", "Seed"),
    Mistake(
        "limits of a word", "{phone: 5}", "{phone: «many}", "cluster.limits.phone", "whole number", "Most distinct"
    ),
    Mistake(
        "method misspelt",
        "  conflicts",
        "  method: «constraint\n  conflicts",
        "cluster.method",
        "is 'c",
        "'constrained'?",
    ),
    Mistake(
        "strategy misspelt",
        "most_frequent",
        "«most_frequnt",
        "survivorship.attributes.phone",
        "one",
        "'most_frequent'?",
    ),
    Mistake(
        "chain misspelt", "longest]", "«longst]", "survivorship.attributes.email.choose[1]", "one of", "'longest'?"
    ),
    Mistake("default misspelt", "most_recent]", "«recent]", "survivorship.default[1]", "is 'recent'", "'most_recent'?"),
    Mistake(
        "collect of nothing", "collect: all", "collect: «0", "survivorship.attributes.email.collect", "1 or", "list"
    ),
    Mistake("memory in words", "memory: 16GB", "memory: «lots", "resources.memory", "such as 16GB", "16GB"),
    Mistake("threads negative", "threads: 2", "threads: «-2", "resources.threads", "1 or more", "Threads"),
    Mistake(
        "mart is a flag", "mart: out/mart.duckdb", "mart: «true", "publish.mart", "is true; it should be text", "quotes"
    ),
    Mistake("block without value", "  mart: out/mart.duckdb\n", "", "publish", "has no value", "remove the key"),
]

NAMES = [
    Mistake(
        "source feeds a ghost",
        "      city:",
        "      «fone: x\n      city:",
        "sources.crm.attributes.fone",
        "no attribute",
        "'phone'?",
    ),
    Mistake(
        "rule on a ghost", "on: [email]", "on: [«emial]", "match.rules[0].on[0]", "no attribute 'emial'", "'email'?"
    ),
    Mistake("blocking on a ghost", "_family,", "_famly,", "match.blocking[1][0]", "part", "'full_name__family'?"),
    Mistake(
        "conflict of a ghost", "conflicts: [email]", "conflicts: [«mail]", "cluster.conflicts[0]", "no attr", "'email'?"
    ),
    Mistake("limit of a ghost", "{phone: 5}", "{«phones: 5}", "cluster.limits.phones", "no attribute", "'phone'?"),
    Mistake(
        "survivor of a ghost", "    phone: most", "    «fone: most", "survivorship.attributes.fone", "no a", "'phone'?"
    ),
    Mistake(
        "ignored ghost", "ignore: {phone", "ignore: {«phome", "attributes.ignore.phome", "no attribute", "'phone'?"
    ),
    Mistake(
        "preferred ghost",
        "prefer_sources: [crm]",
        "prefer_sources: [«crn]",
        "survivorship.attributes.email.prefer_sources[0]",
        "no source 'crn'",
        "'crm'?",
    ),
    Mistake(
        "unfed attribute",
        "  ignore",
        "  «card: {type: identifier}\n  ignore",
        "attributes.card",
        "no source feeds",
        "map",
    ),
    Mistake(
        "a payment card",
        "city: {type: city}",
        "city: {type: «card}",
        "attributes.city.type",
        "a payment card needs the secret key",
        "openssl rand -hex 32",
    ),
    Mistake(
        "name taken inside", "  ignore", "  «reason: {type: text}\n  ignore", "attributes.reason", "taken", "customer_"
    ),
    Mistake("taken name", "  ignore", "  «sources: {type: text}\n  ignore", "attributes.sources", "taken", "customer_"),
    Mistake(
        "double underscore", "  ignore", "  «a__b: {type: text}\n  ignore", "attributes.a__b", "separates", "single"
    ),
    Mistake(
        "region of a date", "{type: city}", "{type: city, «region: RU}", "attributes.city.region", "telephone", "remove"
    ),
    Mistake(
        "region of a column of addresses",
        "{column: mail, verified: mail_ok}",
        "{column: mail, «region: GB}",
        "sources.crm.attributes.email.region",
        "for telephone numbers",
        "remove",
    ),
    Mistake(
        "order of a listed phone",
        "[mobile, home]",
        "[mobile, {column: home, «order: dmy}]",
        "sources.crm.attributes.phone[1].order",
        "for dates and names",
        "remove",
    ),
    Mistake(
        "order of dates for names",
        "{given: first, family: last}",
        "{column: fio, order: «mdy}",
        "sources.crm.attributes.full_name.order",
        "no order 'mdy'",
        "`family_first`, `given_first`",
    ),
    Mistake(
        "unknown order of words",
        "{given: first, family: last}",
        "{column: fio, order: «surname_first}",
        "sources.crm.attributes.full_name.order",
        "family_first",
        "family_first",
    ),
    Mistake(
        "parts of a town", '{sql: "upper(town)"}', "{given: a}", "sources.crm.attributes.city", "no parts", "column"
    ),
    Mistake(
        "town of a name", "family: last", "«city: x", "sources.crm.attributes.full_name.city", "no part", "'family'"
    ),
    Mistake(
        "blocking on what is not compared",
        "many: true}",
        "many: true, compare: false}",
        "match.blocking[0][0]",
        "'phone' takes no part in matching",
        "remove `compare: false` from `attributes.phone`",
    ),
    Mistake(
        "blocking on a part of what is not compared",
        "{type: person_name}",
        "{type: person_name, compare: false}",
        "match.blocking[1][0]",
        "'full_name' takes no part in matching",
        "remove `compare: false` from `attributes.full_name`",
    ),
    Mistake("rule name taken", "name: same mail", "name: «founder", "match.rules[0].name", "is taken", "another name"),
    Mistake("mart is the state", "out/mart", "«state/retail", "publish.mart", "the same file", "its own file"),
    Mistake(
        "source is the mart", "path: crm.csv", "path: «out/mart.duckdb", "sources.crm.path", "itself writes", "file"
    ),
    Mistake("ignore outside", "publish:", "«ignore: {}\npublish:", "ignore", "no block", "inside `attributes`"),
]

SOURCES = [
    Mistake("missing unknown", "trust: 90", "missing: «kept", "sources.crm.missing", "'delete' or 'keep'", "'keep'"),
    Mistake(
        "missing for months",
        "trust: 90",
        "missing: {expire: «2m}",
        "sources.crm.missing.expire",
        "a span of time such as 12h, 2d",
        "How long",
    ),
    Mistake(
        "renamed from itself",
        "trust: 90",
        "renamed_from: «crm",
        "sources.crm.renamed_from",
        "own name",
        "it had before",
    ),
    Mistake(
        "drop of too much", "trust: 90", "max_drop: «120%", "sources.crm.max_drop", "it should be 1 or less", "`20%`"
    ),
    Mistake("drop in words", "trust: 90", "max_drop: «a lot", "sources.crm.max_drop", "should be a number", "`20%`"),
    Mistake(
        "contract unknown", "trust: 90", "contract: «frozen", "sources.crm.contract", "should be one of", "did you mean"
    ),
    Mistake(
        "duplicates unknown", "trust: 90", "duplicates: «first", "sources.crm.duplicates", "one of 'error'", "'last'"
    ),
    Mistake(
        "freshness in months",
        "trust: 90",
        "updated_at: at\n    freshness: {warn: «2m}",
        "sources.crm.freshness.warn",
        "a span of time such as 12h, 2d",
        "Older than",
    ),
    Mistake(
        "freshness that only warns late",
        "trust: 90",
        "updated_at: at\n    «freshness: {warn: 7d, error: 2d}",
        "sources.crm.freshness",
        "warns no earlier",
        "make `warn` shorter",
    ),
    Mistake(
        "freshness of no time", "trust: 90", "freshness: 2d", "sources.crm", "needs `updated_at`", "name the column"
    ),
    Mistake(
        "server without table", "path: crm.csv", "path: postgres://h/d", "sources.crm", "`table` or `query`", "give"
    ),
    Mistake(
        "query of a server that writes",
        "path: crm.csv",
        "path: postgres://h/d\n    query: «delete from people",
        "sources.crm.query",
        "is not one select",
        "write one select",
    ),
    Mistake(
        "URL of two readings",
        "path: crm.csv",
        "path: «postgres://u:p@x/y@h/d\n    table: people",
        "sources.crm.path",
        "no clear URL",
        "percent-encoded",
    ),
    Mistake(
        "password in the file",
        "path: crm.csv",
        "path: «postgres://u:secret@h/d\n    table: people",
        "sources.crm.path",
        "the password stands in the job file",
        "${PASSWORD}",
    ),
    Mistake(
        "password in an option",
        "path: crm.csv",
        "path: «postgres://u@h/d?password=secret\n    table: people",
        "sources.crm.path",
        "the password stands in the job file",
        "${PASSWORD}",
    ),
    Mistake(
        "query of an unknown shop", "path: crm.csv", "path: «iceberg:x", "sources.crm.path", "later version", "export"
    ),
]

_STEP = "attributes.city.clean[0]"
STEPS = [
    Mistake(f"step {name}", "{type: city}", f"{{type: city, clean: {step}}}", _STEP + key, message, hint)
    for name, step, key, message, hint in [
        ("misspelt", "[«trm]", "", "is 'trm'; it should be one of", "did you mean 'trim'?"),
        ("unknown", "[{«regexp: a}]", ".regexp", "unknown key", "did you mean 'regex'?"),
        ("with two tasks", "[«{map: a.csv, sql: value}]", "", "both `map` and `sql`", "a step for each"),
        ("with a broken pattern", '[{regex: «"(a"}]', ".regex", "is no pattern: unclosed group", "Rust"),
        ("with look-around", '[{regex: «"(?=a)"}]', ".regex", "look-around", "without look-around"),
        ("with an empty pattern", '[{regex: «""}]', ".regex", "not empty", "Pattern"),
        ("over another column", "[{sql: «upper(town)}]", ".sql", "names the column 'town'", "such as"),
        ("that counts", '[{sql: «"count(value)"}]', ".sql", "aggregate", "such as"),
        ("without a list", "[{map: «[a, b]}]", ".map", "is a list; it should be text", "CSV file"),
    ]
]

_SQL_KEY = "sources.crm.attributes.city.sql"
SQL = [
    Mistake("SQL syntax", '"upper(town)"', '«"upper(town"', _SQL_KEY, "not valid SQL", "expression"),
    Mistake("SQL reads a file", '"upper(town)"', "«\"read_text('x')\"", _SQL_KEY, "read_text()", "expression"),
    Mistake("SQL subquery", '"upper(town)"', '«"(select 1)"', _SQL_KEY, "query or a statement", "expression"),
    Mistake("SQL statement", '"upper(town)"', '«"drop table x"', _SQL_KEY, "not valid SQL", "expression"),
    Mistake("SQL aggregate", '"upper(town)"', '«"max(town)"', _SQL_KEY, "aggregate", "expression"),
    Mistake("SQL clock", '"upper(town)"', '«"town || now()"', _SQL_KEY, "clock", "expression"),
    Mistake("SQL empty", '"upper(town)"', '«""', _SQL_KEY, "is empty", "expression"),
]


def _comparison(id: str, items: str, key: str, message: str, hint: str) -> Mistake:
    return Mistake(id, "  threshold", f"  comparisons: [{items}]\n  threshold", key, message, hint)


COMPARISONS = [
    _comparison(
        "comparison of nothing",
        "{attribute: «emial, levels: [exact]}",
        "match.comparisons[0].attribute",
        "there is no attribute or part 'emial'",
        "did you mean 'email'?",
    ),
    _comparison(
        "comparison without a way",
        "«{attribute: email}",
        "match.comparisons[0]",
        "says nothing of how to compare",
        "exactly one of",
    ),
    _comparison(
        "comparison in two ways",
        "«{attribute: email, levels: [exact], splink: ExactMatch}",
        "match.comparisons[0]",
        "has `levels` and `splink`",
        "exactly one of",
    ),
    _comparison(
        "comparison key misspelt",
        "{attribute: email, levels: [exact], «treshold: 1}",
        "match.comparisons[0].treshold",
        "unknown key",
        "thresholds",
    ),
    _comparison(
        "level misspelt",
        "{attribute: email, levels: [«exakt]}",
        "match.comparisons[0].levels[0]",
        "is 'exakt'",
        "did you mean 'exact'?",
    ),
    _comparison(
        "level of two metrics",
        "{attribute: email, levels: [exact, «{jaro: 0.9, jaccard: 0.9}]}",
        "match.comparisons[0].levels[1]",
        "asks for several things at once",
        "one question",
    ),
    _comparison(
        "level out of range",
        "{attribute: email, levels: [{jaro_winkler: «1.9}]}",
        "match.comparisons[0].levels[0].jaro_winkler",
        "1 or less",
        "Jaro-Winkler",
    ),
    _comparison(
        "else before the end",
        "{attribute: email, levels: [exact, «else, {jaro: 0.9}]}",
        "match.comparisons[0].levels[1]",
        "hides the levels below",
        "end",
    ),
    _comparison(
        "else alone",
        "{attribute: email, levels: «[else]}",
        "match.comparisons[0].levels",
        "no level of agreement",
        "exact",
    ),
    _comparison(
        "level twice",
        "{attribute: email, levels: [exact, «exact]}",
        "match.comparisons[0].levels[1]",
        "second time",
        "keep one",
    ),
    _comparison(
        "similarity below a looser one",
        "{attribute: city, levels: [exact, {jaro_winkler: 0.85}, «{jaro_winkler: 0.95}]}",
        "match.comparisons[0].levels[2]",
        "can never be reached: the level `{jaro_winkler: 0.85}` above it",
        "best to worst",
    ),
    _comparison(
        "edits below more edits",
        "{attribute: city, levels: [exact, {damerau_levenshtein: 3}, «{levenshtein: 3}]}",
        "match.comparisons[0].levels[2]",
        "the level `{damerau_levenshtein: 3}` above it",
        "best to worst",
    ),
    _comparison(
        "exact below a metric",
        "{attribute: city, levels: [{jaro: 0.9}, «exact]}",
        "match.comparisons[0].levels[1]",
        "the level `{jaro: 0.9}` above it",
        "best to worst",
    ),
    _comparison(
        "splink similarities ascending",
        "{attribute: city, splink: JaroWinklerAtThresholds, thresholds: [0.85, «0.95]}",
        "match.comparisons[0].thresholds[1]",
        "can never be reached",
        "largest first",
    ),
    _comparison(
        "splink distances twice",
        "{attribute: city, splink: LevenshteinAtThresholds, distance_threshold_or_thresholds: [1, 2, «2]}",
        "match.comparisons[0].distance_threshold_or_thresholds[2]",
        "can never be reached",
        "smallest first",
    ),
    _comparison(
        "splink times of several units",
        "{attribute: city, splink: AbsoluteDateDifferenceAtThresholds, metrics: [year, month], thresholds: [1, «3]}",
        "match.comparisons[0].thresholds[1]",
        "can never be reached",
        "smallest first",
    ),
    _comparison(
        "splink misspelt",
        "{attribute: email, splink: «JaroWinklerAtTreshold}",
        "match.comparisons[0].splink",
        "no comparison 'JaroWinklerAtTreshold'",
        "did you mean 'JaroWinklerAtThresholds'?",
    ),
    _comparison(
        "splink without use",
        "{attribute: email, splink: «CosineSimilarityAtThresholds}",
        "match.comparisons[0].splink",
        "no comparison",
        "vectors",
    ),
    _comparison(
        "splink argument of another",
        "{attribute: email, splink: ExactMatch, «thresholds: [0.9]}",
        "match.comparisons[0].thresholds",
        "ExactMatch has no argument",
        "no arguments",
    ),
    _comparison(
        "splink argument missing",
        "{attribute: email, splink: «DistanceFunctionAtThresholds, thresholds: 1}",
        "match.comparisons[0].splink",
        "needs the argument `distance_function_name`",
        "add it",
    ),
    _comparison(
        "splink column unknown",
        "{attribute: full_name, splink: ForenameSurnameComparison, forename_col_name: full_name__given,"
        " surname_col_name: «surname}",
        "match.comparisons[0].surname_col_name",
        "there is no attribute or part 'surname'",
        "full_name",
    ),
    _comparison(
        "splink list of one",
        "{attribute: city, splink: «ArrayIntersectAtSizes}",
        "match.comparisons[0].splink",
        "compares lists",
        "phone",
    ),
    _comparison(
        "argument without splink",
        "{attribute: email, levels: [exact], «thresholds: [1]}",
        "match.comparisons[0].thresholds",
        "argument of Splink",
        "remove it",
    ),
    _comparison(
        "condition of an unknown column",
        "{attribute: city, sql: [{sql_condition: «citi_l = city_r, label: same}]}",
        "match.comparisons[0].sql[0].sql_condition",
        "there is no column 'citi_l'",
        "did you mean 'city_l'?",
    ),
    _comparison(
        "condition without a side",
        "{attribute: city, sql: [{sql_condition: «city = city_r, label: same}]}",
        "match.comparisons[0].sql[0].sql_condition",
        "there is no column 'city'",
        "city_",
    ),
    _comparison(
        "condition that reads a file",
        '{attribute: city, sql: [{sql_condition: «"read_text(city_l) = city_r", label: same}]}',
        "match.comparisons[0].sql[0].sql_condition",
        "read_text()",
        "condition over both",
    ),
    _comparison(
        "condition without a label",
        "{attribute: city, sql: [{sql_condition: city_l = city_r}]}",
        "match.comparisons[0].sql[0].label",
        "required",
        "What `explain`",
    ),
    _comparison(
        "missing without sql",
        "{attribute: city, levels: [exact], «missing: city_l is null}",
        "match.comparisons[0].missing",
        "belongs to `sql`",
        "remove",
    ),
    _comparison(
        "compared twice",
        "{attribute: city, levels: [exact]}, {attribute: «city, splink: ExactMatch}",
        "match.comparisons[1].attribute",
        "earlier entry",
        "twice",
    ),
    Mistake(
        "only what is not listed",
        "  threshold",
        "  only_listed: «true\n  threshold",
        "match.only_listed",
        "nothing would be compared",
        "list them",
    ),
    Mistake(
        "conflict that nothing compares",
        "  threshold: {probability: 0.9}\ncluster:\n  conflicts: [email]",
        "  comparisons: [{attribute: city, levels: [exact]}]\n  only_listed: true\ncluster:\n  conflicts: [«email]",
        "cluster.conflicts[0]",
        "a conflict would go unseen",
        "list a comparison of",
    ),
]

_PHONE = "survivorship.attributes.phone"
SURVIVAL = [
    Mistake(
        f"survivor {name}",
        "    phone: most_frequent",
        f"    {'' if '«' in survivor else '«'}phone: {survivor}",
        _PHONE + key,
        message,
        hint,
    )
    for name, survivor, key, message, hint in [
        ("summed up", "«sum", "", "`sum` is for numbers; the attribute is of type phone", "change the type"),
        ("true of nothing", "[verified, «any_true]", "[1]", "is for type boolean", "another strategy"),
        ("computed and chained", "{choose: «[count, longest]}", ".choose", "no chain can go on", "`choose: count`"),
        ("computed and collected", "{choose: count, collect: all}", "", "`collect` means nothing", "remove one"),
        ("chosen twice", "{choose: longest, sql: max(value)}", "", "says both `sql` and `choose`", "keep one"),
        ("of an age without end", "{choose: longest, max_age: «1m}", ".max_age", "span of time", "Values older"),
        ("that agrees too much", "{choose: longest, min_agreement: «2}", ".min_agreement", "1 or less", "Least share"),
        ("decaying at no rate", "{«decay: {floor: 3}}", ".decay.half_life", "is required", "Time in which"),
        ("downgraded for nothing", "{«downgrade: {by: 3}}", ".downgrade", "names no reason", "`when`"),
        ("without a condition", "{«when: {'valu = 1': longest}}", ".when", "column 'valu', which no claim", "`value`"),
        ("with a clock", "{downgrade: {when: «'now() > observed_at', by: 3}}", ".downgrade.when", "clock", "`value`"),
        ("outside of an aggregate", "{sql: «value}", ".sql", "'value' outside of an aggregate", "aggregate over"),
        ("of another column", "{sql: «max(price)}", ".sql", "column 'price', which no claim has", "`trust`"),
        ("of one mind", "{sql: «'1 + 1'}", ".sql", "holds no aggregate", "aggregate over"),
        ("in a window", "{sql: «max(value) over ()}", ".sql", "window", "aggregate over"),
        ("of a file", "{sql: «\"max(read_text('x'))\"}", ".sql", "read_text()", "aggregate over"),
        ("of a ghost source", "{exclude_sources: [«web]}", ".exclude_sources[0]", "no source 'web'", "'crm'"),
        ("of a ghost group", "{group: [phone, «adress]}", ".group[1]", "no attribute 'adress'", "known"),
        ("that follows itself", "{follow: «phone}", ".follow", "in a circle: phone follows phone", "by itself"),
        ("spelt by others", "{spelling: «agreed}", ".spelling", "of values of type phone cannot", "cleaner reads"),
        ("of nobody's", "{plugin: «magic}", ".plugin", "no installed package offers the plug-in 'magic'", "install"),
        ("led twice", "{group: [phone, «city]}\n    city: {follow: email}", ".group[1]", "of its own", "leave it out"),
    ]
]
SURVIVAL += [
    Mistake(
        "default for some only",
        "[most_trusted, most_recent]",
        "[«max, most_recent]",
        "survivorship.default[0]",
        "the default is for all",
        "give it to",
    ),
]

PLANNED = [
    Mistake(
        "later block", "publish:", "«consent: {default: unknown}\npublish:", "consent", "later version", "remove it"
    ),
    Mistake(
        "later retention",
        "publish:",
        "privacy: {«retention: {crm: 1y}}\npublish:",
        "privacy.retention",
        "later version",
        "remove it",
    ),
    Mistake("later checks", "publish:", "«checks: []\npublish:", "checks", "later version", "remove it"),
    Mistake("later review", "  threshold", "  «review: {from: 0.6}\n  threshold", "match.review", "later", "remove it"),
    Mistake(
        "later audience", "  mart:", "  «audiences: {a: {b: c}}\n  mart:", "publish.audiences", "later", "remove it"
    ),
    Mistake("later engine", "publish:", "engine: «spark\npublish:", "engine", "later version", "engine: duckdb"),
    Mistake("later database", "path: crm.csv", "path: «mysql://h/d", "sources.crm.path", "later version", "export"),
]

HOUSEHOLD = [
    Mistake(
        "household of nothing", "publish:", "«household:\npublish:", "household", "has no value", "household: auto"
    ),
    Mistake("household misspelt", "publish:", "household: «atuo\npublish:", "household", "auto", "auto"),
    Mistake(
        "household on a ghost",
        "publish:",
        "household: {on: [phone, «familyname]}\npublish:",
        "household.on[1]",
        "no attribute or part",
        "family_name",
    ),
    Mistake(
        "household on one of several ghosts",
        "publish:",
        "household: {on: [[phone], [city, «famly_name]]}\npublish:",
        "household.on[1][1]",
        "no attribute or part",
        "family_name",
    ),
    Mistake(
        "household of one",
        "publish:",
        "household: {max_profiles: «1}\npublish:",
        "household.max_profiles",
        "2 or more",
        "Most profiles",
    ),
    Mistake("household on all of nothing", "publish:", "household: {on: «[]}\npublish:", "household.on", "", "auto"),
]

YAML = [
    Mistake("duplicate key", "    trust: 90", "    «key: other", "sources.crm.key", "first is on line 6", "keep one"),
    Mistake("tab", "    trust: 90", "«\ttrust: 90", "", "tab", "spaces"),
    Mistake("open bracket", "[mobile, home]\n", "[mobile, home\n", "", "bracket", "close"),
    Mistake("open quote", "16GB,", '"16GB,', "", "quote", "close the quote"),
    Mistake("missing colon", "    key: customer_id", "    key customer_id", "", "`:`", "`"),
    Mistake("bad indent", "    trust: 90", "   trust: 90", "", "fit the lines", "indentation"),
    Mistake("star as a value", '["+70000000000"]', "[*«@example.com]", "", "`*`", "quotes"),
    Mistake("tag", "name: retail", "name: «!!str retail", "", "tags", "remove the tag"),
    Mistake(
        "merge key", "    trust: 90", "    «<<: {trust: 90}", "sources.crm['<<']", "merge keys", "write the keys out"
    ),
    Mistake("two documents", "publish:", "«---\npublish:", "", "more than one document", "remove"),
    Mistake(
        "missing variable", "path: crm.csv", "path: «${NOWHERE}/crm.csv", "sources.crm.path", "NOWHERE", ":-default"
    ),
    Mistake("bare variable", "memory: 16GB", "memory: $«{MEM}", "", "bracket", "in quotes"),
    Mistake(
        "broken variable", "path: crm.csv", "path: «${DATA/crm.csv", "sources.crm.path", "followed by a name", "${NAME"
    ),
]

ALL = [*SHAPES, *NAMES, *SOURCES, *STEPS, *SQL, *SURVIVAL, *COMPARISONS, *PLANNED, *HOUSEHOLD, *YAML]


def _problems(folder: Path, text: str) -> tuple[Problem, ...]:
    path = folder / "job.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as refused:
        load_job(path, {})
    return refused.value.problems


def test_the_job_without_mistakes_loads(tmp_path: Path) -> None:
    path = tmp_path / "job.yml"
    path.write_text(SOUND, encoding="utf-8")
    assert load_job(path, {}).config.name == "retail"


@pytest.mark.parametrize("mistake", ALL, ids=[mistake.id for mistake in ALL])
def test_a_mistake_is_named_with_its_place_key_and_way_out(tmp_path: Path, mistake: Mistake) -> None:
    assert SOUND.count(mistake.old) == 1
    marked = SOUND.replace(mistake.old, mistake.new)
    (problem,) = _problems(tmp_path, marked.replace("«", ""))
    assert problem.file.endswith("job.yml")
    assert problem.key == mistake.key
    assert mistake.message in problem.message
    assert mistake.hint in problem.hint
    assert problem.hint
    if "«" in marked:
        before = marked[: marked.index("«")]
        assert (problem.line, problem.column) == (before.count("\n") + 1, len(before) - before.rfind("\n"))


@pytest.mark.parametrize("path", ["${URL}", "postgres://u:${PASSWORD}@h/d"])
def test_a_password_from_the_environment_is_welcome_and_shown_nowhere(tmp_path: Path, path: str) -> None:
    file = tmp_path / "job.yml"
    file.write_text(SOUND.replace("path: crm.csv", f"path: {path}\n    table: people"), encoding="utf-8")
    job = load_job(file, {"URL": "postgres://u:hunter2@h/d", "PASSWORD": "hunter2"})
    assert job.config.sources["crm"].path == "postgres://u:hunter2@h/d"
    assert "hunter2" not in resolved_yaml(job)


def test_what_is_not_compared_neither_links_records_nor_keeps_them_apart(tmp_path: Path) -> None:
    problems = _problems(tmp_path, SOUND.replace("{type: email}", "{type: email, compare: false}"))
    assert [problem.key for problem in problems] == ["match.rules[0].on[0]", "cluster.conflicts[0]"]


@pytest.mark.parametrize(
    "levels",
    [
        pytest.param("{attribute: city, levels: [{jaro: 0.9}, {jaro_winkler: 0.92}, {levenshtein: 2}]}", id="metrics"),
        pytest.param(
            "{attribute: phone, levels: [{levenshtein: 1}, exact]}", id="of a list, exact is another question"
        ),
        pytest.param(
            "{attribute: city, splink: AbsoluteDateDifferenceAtThresholds, metrics: [day, month], thresholds: [20, 3]}",
            id="units of time",
        ),
        pytest.param(
            "{attribute: city, splink: DistanceFunctionAtThresholds, distance_function_name: levenshtein,"
            " thresholds: [1, 2], higher_is_more_similar: false}",
            id="a distance of your own",
        ),
    ],
)
def test_levels_that_can_all_be_reached_are_welcome(tmp_path: Path, levels: str) -> None:
    text = SOUND.replace("  threshold", f"  comparisons: [{levels}]\n  threshold")
    (tmp_path / "job.yml").write_text(text, encoding="utf-8")
    assert load_job(tmp_path / "job.yml", {}).config.match.comparisons != "auto"


def test_all_mistakes_are_reported_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = SOUND
    chosen = {"trust in words", "type unknown", "rule on a ghost", "memory in words", "later review", "SQL clock"}
    for mistake in ALL:
        if mistake.id in chosen:
            text = text.replace(mistake.old, mistake.new.replace("«", ""))
    problems = _problems(tmp_path, text)
    assert [problem.key for problem in problems] == [
        "sources.crm.trust",
        "sources.crm.attributes.city.sql",
        "attributes.email.type",
        "match.rules[0].on[0]",
        "match.review",
        "resources.memory",
    ]


@pytest.mark.parametrize(
    ("app", "old", "message"),
    [
        pytest.param("crm", "", "'crm' is still a source of the job", id="of a source that is there"),
        pytest.param("shop", "shop", "'shop' is the former name of 'crm' too", id="of two sources"),
    ],
)
def test_a_former_name_belongs_to_one_source_and_to_no_other(tmp_path: Path, app: str, old: str, message: str) -> None:
    more = f"  app: {{path: app.csv, key: id, renamed_from: {app}, attributes: {{email: mail}}}}\nattributes:\n  full"
    text = SOUND.replace("attributes:\n  full", more, 1)
    text = text.replace("trust: 90", f"trust: 90\n    renamed_from: {old}") if old else text
    (problem,) = _problems(tmp_path, text)
    assert problem.key == "sources.app.renamed_from"
    assert message in problem.message
