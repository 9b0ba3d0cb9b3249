"""A small job: two sources, a dozen people, one of them with a namesake; small enough to run in a second or two."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner, Result

from golden_record.cli.main import cli

JOB = """\
version: 1
name: small
sources:
  crm:
    path: crm.csv
    key: id
    trust: 90
    attributes: {full_name: name, birth_date: born, phone: phone, email: email, tax_id: inn}
  web:
    path: web.csv
    key: id
    attributes: {full_name: name, phone: phone, email: email}
attributes:
  full_name: {type: person_name}
  birth_date: {type: birth_date}
  phone: {type: phone, region: RU}
  email: {type: email}
  tax_id: {type: inn}
match:
  rules:
    - {name: same tax id, on: [tax_id]}
publish:
  mart: out/small.duckdb
"""

PEOPLE = (
    ("Вельяминов Аристарх", "1961-02-03"),
    ("Дроздецкая Зинаида", "1972-03-14"),
    ("Кукушкин Фёдор", "1983-04-25"),
    ("Лемешев Гордей", "1994-05-06"),
    ("Мамонтова Ульяна", "1955-06-17"),
    ("Незнамов Тихон", "1966-07-28"),
    ("Оболенская Раиса", "1977-08-09"),
    ("Пустовойт Елисей", "1988-09-20"),
    ("Рокотова Светлана", "1999-10-31"),
    ("Сумароков Ипполит", "1960-11-11"),
    ("Трубецкая Варвара", "1971-12-22"),
    ("Ушаков Афанасий", "1982-01-02"),
)
INN = "500100732259"


def _phone(number: int) -> str:
    return f"+7916{5550000 + number * 137:07}"


def _email(number: int) -> str:
    return f"person{number:02}.{number * 7919}@example.org"


def write_small_job(folder: Path) -> Path:
    """Write the job and its sources; person 1 stands twice in the CRM under one tax number."""
    crm = ["id,name,born,phone,email,inn"]
    web = ["id,name,phone,email"]
    for number, (name, born) in enumerate(PEOPLE):
        inn = INN if number == 1 else ""
        crm.append(f"c{number},{name},{born},{_phone(number)},{_email(number)},{inn}")
        web.append(f"w{number},{name},{_phone(number)},{_email(number)}")
    crm.append(f"c90,Зинаида Д.,,,,{INN}")
    (folder / "crm.csv").write_text("\n".join(crm) + "\n", encoding="utf-8")
    (folder / "web.csv").write_text("\n".join(web) + "\n", encoding="utf-8")
    path = folder / "job.yml"
    path.write_text(JOB, encoding="utf-8")
    return path


def write_truth(folder: Path) -> Path:
    """Write who is who in the small job, with a trap on the record that stands twice."""
    rows = ["source,source_id,person_id,traps"]
    for number in range(len(PEOPLE)):
        rows += [f"crm,c{number},P{number},", f"web,w{number},P{number},missing"]
    rows.append("crm,c90,P1,initials|duplicate")
    path = folder / "truth.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def personal_values() -> list[str]:
    """Every value of a record of the small job that must not leave stdout, the mart and the state."""
    names = [word for name, _ in PEOPLE for word in name.split()]
    return [*names, INN, *(_phone(number) for number in range(12)), *(_email(number) for number in range(12))]


def invoke(*arguments: str | Path) -> Result:
    """Run the command line inside this process."""
    return CliRunner().invoke(cli, [str(argument) for argument in arguments])
