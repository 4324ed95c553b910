"""Pins how a project file is read, and that everything wrong with it is told, by line, with what to do."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from returns.pipeline import is_successful

from joey.adapters.project.problem import Problem
from joey.adapters.project.reader import ProjectRead, read_project
from joey.application.project import Guards, Project
from joey.domain.mapping import Constant, FieldMapping, FromProperty, ListPolicy, Mapping, NullPolicy, Unmapped
from joey.domain.property import Locale, PropertyType
from joey.domain.sync_mode import SyncMode
from joey.ports.source import File, InGroup, InList, Model, Query, Table
from tests.adapters.project.acme import PLUGINS
from tests.adapters.project.conftest import ENV, GOOD, Writes


def read(folder: Path, env: dict[str, str] | None = None, stand_in: str | None = None) -> ProjectRead:
    result = read_project(folder, ENV if env is None else env, PLUGINS, stand_in)
    assert is_successful(result), [str(problem) for problem in result.failure()]
    return result.unwrap()


def problems(folder: Path, env: dict[str, str] | None = None) -> tuple[Problem, ...]:
    result = read_project(folder, ENV if env is None else env, PLUGINS)
    assert not is_successful(result)
    return result.failure()


def project_of(folder: Path) -> Project:
    return read(folder).project


def test_a_project_file_becomes_a_project(project: Writes) -> None:
    folder = project(GOOD)
    got = project_of(folder)
    assert got.root == folder
    assert got.warehouse == folder / "data"
    assert (got.ledger, got.spool) == (folder / ".joey" / "ledger", folder / ".joey" / "spool")
    assert got.locale == Locale("Europe/Berlin", "DE")
    assert got.models["customers"] == Model(
        "customers",
        Table("customers"),
        ("id",),
        {"phone": PropertyType.PHONE_NUMBER},
        {"High Value": InGroup("lifetime_value >= 1000"), "Friends": InList("tags", "friend")},
    )
    people = got.destinations["people"]
    assert people.mapping == Mapping(
        (
            FieldMapping("email", FromProperty("email")),
            FieldMapping("phone", FromProperty("phone"), NullPolicy.KEEP, ListPolicy.FIRST),
            FieldMapping("source", Constant("joey")),
        ),
        {"High Value": "Big Spenders"},
        Unmapped.KEEP,
    )
    assert (people.only, people.sync_mode, people.guards) == (None, SyncMode.SYNC, Guards(20, 0.1))
    assert got.app_of(people).options == {"access_token": "t0ps3cret-t0ken", "cell": "us"}
    assert got.model_of(people).name == "customers"


@pytest.mark.parametrize(
    ("line", "only"),
    [
        ("records: all", None),
        ("records: {group: Friends}", "Friends"),
        ("group: Friends", "Friends"),
    ],
)
def test_a_destination_takes_all_records_or_those_of_a_group(project: Writes, line: str, only: str | None) -> None:
    got = project_of(project(GOOD.replace("records: all", line)))
    assert got.destinations["people"].only == only


def test_rows_come_from_a_table_a_query_or_a_file_of_the_warehouse(project: Writes) -> None:
    folder = project(GOOD.replace("table: customers", "sql: select 1 as id"))
    assert project_of(folder).models["customers"].rows == Query("select 1 as id")
    folder = project(GOOD.replace("table: customers", "file: '*.csv'"))
    assert project_of(folder).models["customers"].rows == File(str(folder / "data" / "*.csv"))


def test_keys_of_several_columns_and_constants_of_any_kind_are_read(project: Writes) -> None:
    text = GOOD.replace("key: id", "key: [region, id]").replace("{constant: joey}", "{constant: [1, 2.5, true]}")
    text = text.replace(
        "email: email", "email: email\n      since: {constant: 2024-02-29}\n      gone: {constant: null}"
    )
    got = project_of(project(text))
    assert got.models["customers"].key == ("region", "id")
    fillings = {line.field: line.filling for line in got.destinations["people"].mapping.fields}
    assert fillings["source"] == Constant((1, 2.5, True))
    assert fillings["since"] == Constant(date(2024, 2, 29))
    assert fillings["gone"] == Constant(None)


def test_a_destinations_guards_go_before_the_projects(project: Writes) -> None:
    text = GOOD + "guards: {max_deletes: 5, max_share: 0.5}\n"
    assert project_of(project(text)).destinations["people"].guards == Guards(5, 0.5)
    text = text.replace("    sync_mode: sync\n", "    sync_mode: sync\n    guards: {max_deletes: 0, max_share: 1}\n")
    assert project_of(project(text)).destinations["people"].guards == Guards(0, 1)


def test_anchors_and_merge_keys_work_and_keys_with_x_are_the_writers_own(project: Writes) -> None:
    text = "x-names: &names {first: first_name, last: last_name}\n" + GOOD.replace(
        "      email: email\n", "      <<: *names\n      email: email\n"
    )
    mapped = {line.field for line in project_of(project(text)).destinations["people"].mapping.fields}
    assert mapped == {"email", "first", "last", "phone", "source"}


def test_a_secret_is_in_no_repr_and_known_to_the_project(project: Writes) -> None:
    got = read(project(GOOD))
    assert "t0ps3cret" not in repr(got.project)
    assert list(got.project.secrets()) == ["t0ps3cret-t0ken"]


def test_a_literal_secret_is_warned_of_and_works_all_the_same(project: Writes) -> None:
    got = read(project(GOOD.replace("${ACME_TOKEN}", "literally")))
    (warning,) = got.warnings
    assert warning.where == f"{got.project.root}/joey.yml:13:45"
    assert warning.message == "The option 'access_token' is a secret that stands in the project file."
    assert "Write ${ACCESS_TOKEN} here" in warning.hint
    assert got.project.apps["crm"].options["access_token"] == "literally"


def test_variables_come_from_the_environment_first_and_then_from_the_env_file(project: Writes) -> None:
    folder = project(GOOD.replace("table: customers", 'table: "${SCHEMA}.$${x}"'))
    (folder / ".env").write_text("# names\nexport SCHEMA=main\nACME_TOKEN='from $file ${X}'\n", encoding="utf-8")
    got = read(folder, env={})
    assert got.project.apps["crm"].options["access_token"] == "from $file ${X}"
    assert got.project.models["customers"].rows == Table("main.${x}")
    assert read(folder, env=ENV).project.apps["crm"].options["access_token"] == "t0ps3cret-t0ken"


def test_a_secret_whose_variable_is_missing_can_be_stood_in_for(project: Writes) -> None:
    got = read(project(GOOD), env={}, stand_in="sandbox")
    assert got.project.apps["crm"].options["access_token"] == "sandbox"


def test_the_place_of_a_key_is_known_for_what_is_found_wrong_later(project: Writes) -> None:
    got = read(project(GOOD))
    assert got.where(("destinations", "people", "mapping", "phone")).endswith("joey.yml:24:7")
    assert got.where(("destinations", "people", "mapping", "not there")).endswith("joey.yml:22:5")


BAD = [
    ("warehouse: data", "warehouse: dta", "1:12", "The warehouse 'dta' doesn't exist.", "dta."),
    ("warehouse: data\n", "", "", "'warehouse' is missing in the file.", "A DuckDB file"),
    ("region: DE", "region: Germany", "3:9", "No region 'Germany' is known.", "two capital letters"),
    (
        "zone: Europe/Berlin",
        "zone: Europe/Berlni",
        "2:7",
        "No time zone 'Europe/Berlni'",
        "Did you mean 'Europe/Berlin'?",
    ),
    ("zone: Europe/Berlin", "zone: Nowhere!", "2:7", "No time zone 'Nowhere!'", "IANA"),
    ("models:", "modles: 1\nmodels:", "4:1", "Unknown key 'modles' in the file.", "Did you mean 'models'?"),
    ("key: id", "keys: id", "5:3", "'key' is missing in models.customers.", "identifies a row"),
    ("key: id", "key: 7", "7:10", "models.customers.key should be a column's name", ""),
    ("key: id", "key: []", "7:10", "models.customers.key is empty.", "identifies a row"),
    ("table: customers", "file: nothing.csv", "6:11", "The file 'nothing.csv' doesn't exist.", "data/nothing.csv"),
    ("table: customers", "file: custmers.csv", "6:11", "The file 'custmers.csv'", "Did you mean 'customers.csv'?"),
    ("table: customers", "table: customers\n    sql: select 1", "5:3", "one of 'table', 'sql' and 'file'", ""),
    ("phone: phone_number", "phone: phone", "8:25", "phone can't be 'phone'.", "Did you mean 'phone_number'?"),
    ("{column: tags, value: friend}", "{value: friend}", "11:7", "a Group is a predicate, or a 'column'", ""),
    ("type: acme", "type: acmee", "13:15", "No vendor of type 'acmee' is installed.", "Did you mean 'acme'?"),
    ("access_token:", "acess_token:", "13:31", "Unknown option 'acess_token'.", "Did you mean 'access_token'?"),
    (
        'access_token: "${ACME_TOKEN}"',
        "cell: eu",
        "13:21",
        "The option 'access_token' is missing.",
        "For example: pat-…",
    ),
    ("${ACME_TOKEN}", "${ACME_TOKN}", "13:45", "The variable ACME_TOKN isn't set.", "write ACME_TOKN=… into .env"),
    ("${ACME_TOKEN}", "${ACME-TOKEN}", "13:45", "'${ACME-TOKEN}' isn't a variable.", "${NAME}"),
    ('"${ACME_TOKEN}"', '"x", cell: [1]', "13:56", "should be a text, a number, true or false", ""),
    (
        '"${ACME_TOKEN}"',
        '"${ACME_TOKEN}", cell: asia',
        "13:68",
        "The option 'cell' can't be 'asia'.",
        "One of: eu, us.",
    ),
    ('"${ACME_TOKEN}"', "${ACME_TOKEN}", "13:46", "This isn't valid YAML", "in quotes"),
    ("app: crm", "app: crn", "16:10", "No app 'crn' is there.", "Did you mean 'crm'?"),
    ("acme-people", "acme-peopel", "17:17", "No connection 'acme-peopel' is there.", "Did you mean 'acme-people'?"),
    ("object: people, ", "", "18:5", "The option 'object' is missing.", "What to export to."),
    ("object: people", "object: ''", "18:23", "The option 'object' is empty.", "What to export to."),
    ("object: people", "objekt: people", "18:15", "Unknown option 'objekt'.", "Did you mean 'object'?"),
    ("model: customers", "model: customer", "19:12", "No model 'customer' is there.", "Did you mean 'customers'?"),
    ("records: all", "records: some", "20:14", "should be 'all' or {group: NAME}", ""),
    ("records: all", "records: {group: High Valeu}", "20:14", "No group 'High Valeu'", "Did you mean 'High Value'?"),
    ("records: all", "records: all\n    group: Friends", "15:3", "say the same thing: only one of them", ""),
    ("sync_mode: sync", "sync_mode: synch", "21:16", "sync_mode can't be 'synch'.", "Did you mean 'sync'?"),
    ("email: email", "email: 1", "23:14", "email should be a mapping (key: value), not a number.", ""),
    ("null: keep", "null: kept", "24:38", "null can't be 'kept'.", "Did you mean 'keep'?"),
    ("null: keep", "nul: keep", "24:32", "Unknown key 'nul'", "Did you mean 'null'?"),
    ("{constant: joey}", "{constant: joey, property: x}", "25:7", "'property' or holds a 'constant'", ""),
    ("groups: {High Value", "groups: {High Valu", "26:14", "No group 'High Valu'", "Did you mean 'High Value'?"),
    (
        "Big Spenders}",
        "VIP, Friends: VIP}",
        "26:40",
        "'High Value' becomes 'VIP' already.",
        "Make one Group of the two",
    ),
    (
        "      email: email\n",
        "      email: email\n      email: mail\n",
        "24:7",
        "'email' stands here twice",
        "Remove one",
    ),
    ("      email: email\n", "\t\temail: email\n", "23:1", "This isn't valid YAML", "indented by spaces"),
    ("email: email", "email: !!python/name:os email", "23:14", "The tag", "Remove the tag."),
    ("sync_mode: sync", "sync_mode: a: b", "21:17", "This isn't valid YAML", "in quotes"),
    ("sync_mode: sync", "guards: {max_share: 2}", "21:25", "max_share: should be less than or equal to 1", ""),
]


@pytest.mark.parametrize(("right", "wrong", "where", "message", "hint"), BAD, ids=[f"{b[2]} {b[3]}" for b in BAD])
def test_bad_input_is_told_with_its_line_and_what_to_do(
    project: Writes, right: str, wrong: str, where: str, message: str, hint: str
) -> None:
    assert right in GOOD
    folder = project(GOOD.replace(right, wrong, 1))
    found = [problem for problem in problems(folder) if message in problem.message]
    assert found, [str(problem) for problem in problems(folder)]
    assert found[0].where == f"{folder / 'joey.yml'}{':' if where else ''}{where}"
    assert hint in found[0].hint
    assert "t0ps3cret" not in str(found[0])


def test_what_a_connection_cannot_do_is_refused(project: Writes) -> None:
    text = GOOD.replace("acme-people", "acme-orders").replace("    options: {object: people, match_field: email}\n", "")
    found = [problem.message for problem in problems(project(text))]
    assert found == ["acme-orders has no sync mode 'sync'.", "acme-orders has nothing that Groups could become."]


def test_every_problem_is_told_at_once_in_the_order_of_the_lines(project: Writes) -> None:
    text = GOOD
    for right, wrong in (("zone: E", "zon: E"), ("type: acme", "type: acne"), ("sync_mode: sync", "sync_mode: x")):
        text = text.replace(right, wrong)
    text = text.replace("key: id", "key: 1").replace("model: customers", "model: customer") + "  two: {app: crm}\n"
    found = problems(project(text), env={})
    assert [problem.place.line for problem in found] == [2, 7, 13, 13, 19, 21, 27, 27, 27]
    assert [problem.message for problem in found if "is missing" not in problem.message] == [
        "Unknown key 'zon' in the file.",
        "models.customers.key should be a column's name, or a list of them, not a number.",
        "No vendor of type 'acne' is installed.",
        "The variable ACME_TOKEN isn't set.",
        "No model 'customer' is there.",
        "destinations.people.sync_mode can't be 'x'.",
    ]


def test_one_broken_destination_hides_no_problem_of_the_others(project: Writes) -> None:
    text = GOOD + "  broken: 7\n" + "  third: {app: nobody, connection: x, model: customers, mapping: {a: b}}\n"
    assert [problem.message for problem in problems(project(text))] == [
        "destinations.broken should be a mapping (key: value), not a number.",
        "No app 'nobody' is there.",
    ]


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "[]", "7"])
def test_a_file_that_holds_no_project_is_refused(project: Writes, text: str) -> None:
    assert problems(project(text))


def test_a_section_without_anything_in_it_is_refused(project: Writes) -> None:
    text = "warehouse: data\nmodels: {}\napps: {}\ndestinations: {}\n"
    found = [str(problem).rpartition("joey.yml:")[2] for problem in problems(project(text))]
    assert found == ["2:9: 'models' is empty.", "3:7: 'apps' is empty.", "4:15: 'destinations' is empty."]


def test_a_folder_without_a_project_file_says_how_to_make_one(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path)
    assert problem.where == str(tmp_path / "joey.yml")
    assert "joey init" in problem.hint


def test_a_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "joey.yml").write_bytes(b"warehouse: \xff\xfe")
    assert [problem.message for problem in problems(tmp_path)] == ["It can't be read as UTF-8 text."]
    (tmp_path / "joey.yml").write_text("warehouse: a\nzone: \x07bell\n", encoding="utf-8")
    assert [problem.place.line for problem in problems(tmp_path)] == [2]


def test_a_line_of_the_env_file_that_cannot_be_read_is_told_without_its_text(project: Writes) -> None:
    folder = project(GOOD)
    (folder / ".env").write_text("A=1\nB='s3cret\n", encoding="utf-8")
    (problem,) = problems(folder)
    assert problem.where == f"{folder / '.env'}:2:1"
    assert "s3cret" not in str(problem)


def test_an_alias_of_itself_ends(project: Writes) -> None:
    assert any("without end" in problem.message for problem in problems(project(GOOD + "x-loop: &loop [*loop]\n")))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(cut=st.integers(0, len(GOOD)), put=st.text(alphabet="{}[]:,'\"\n\t &*!|>-#ax1$", max_size=6))
def test_however_a_file_is_spoilt_the_answer_is_a_project_or_problems_with_places(
    project: Writes, cut: int, put: str
) -> None:
    folder = project(GOOD[:cut] + put + GOOD[cut + len(put) :])
    result = read_project(folder, ENV, PLUGINS)
    if not is_successful(result):
        assert all(problem.place.file and problem.message for problem in result.failure())
        assert any(not problem.warning for problem in result.failure())
