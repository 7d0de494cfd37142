"""Conditional update, patch and delete; versions as conditions (https://hl7.org/fhir/R4/http.html#cond-update, #cdelete, #concurrency)."""

from __future__ import annotations

import itertools
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import httpx
import pytest
import uvicorn

from api.main import create_app
from api.settings import Settings
from tests.api.conftest import serving

if TYPE_CHECKING:
    from pathlib import Path

    from tests.api.conftest import Asker, Live

Json = dict[str, Any]
_NAMES = (f"c{n}" for n in itertools.count())


def patient(value: str = "", **members: Any) -> Json:
    """Give a patient with an identifier."""
    made: Json = {"resourceType": "Patient", **members}
    return made | ({"identifier": [{"system": "urn:mrn", "value": value}]} if value else {})


@pytest.fixture
def name() -> str:
    """Give an identifier that no other test uses."""
    return next(_NAMES)


def where(value: str) -> str:
    """Give the condition that finds an identifier."""
    return f"Patient?identifier=urn:mrn|{value}"


def ids(feed: Asker, value: str) -> list[str]:
    """Find who bears an identifier."""
    return feed.ids(where(value))


# --- conditional update -----------------------------------------------------------------------------------------------


def test_update_of_none_creates(feed: Asker, name: str) -> None:
    """No match and no id: created under an id of the server's; then updated, with the same id."""
    first = feed.ask("PUT", where(name), patient(name))
    second = feed.ask("PUT", where(name), patient(name, gender="other"))

    assert (201, 200) == (first.status_code, second.status_code)
    assert ('W/"1"', 'W/"2"') == (first.headers["etag"], second.headers["etag"])
    assert [first.json()["id"]] == ids(feed, name) == [second.json()["id"]]
    assert second.headers["location"].endswith(f"Patient/{first.json()['id']}/_history/2")


def test_update_of_none_with_an_id(feed: Asker, name: str) -> None:
    """No match and an id: created under it by a feed; 409 where that id is somebody else's."""
    other = feed.post("Patient", patient()).json()["id"]

    assert 409 == feed.ask("PUT", where(name), patient(name, id=other)).status_code
    assert 201 == feed.ask("PUT", where(name), patient(name, id=f"own-{name}")).status_code
    assert [f"own-{name}"] == ids(feed, name)


def test_update_of_one(feed: Asker, name: str) -> None:
    """One match: its id may be repeated in the body, another id is 400; of several 412."""
    feed.put(patient(name, id=f"one-{name}"))
    right, wrong = patient(name, id=f"one-{name}"), patient(name, id="another")

    assert [200, 200, 400] == [feed.ask("PUT", where(name), body).status_code for body in (patient(name), right, wrong)]
    feed.post("Patient", patient(name))
    assert 412 == feed.ask("PUT", where(name), patient(name)).status_code


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
@pytest.mark.parametrize("condition", ["", "_count=1", "nope=1", "identifier=", "_format=json"])
def test_conditions_that_say_nothing(feed: Asker, method: str, condition: str) -> None:
    """A condition that restricts nothing, or is not understood, is refused: it would mean every record."""
    body, media = (None, "") if method == "DELETE" else (patient(), "application/fhir+json")
    if method == "PATCH":
        body, media = [{"op": "remove", "path": "/gender"}], "application/json-patch+json"
    before = feed.get("Patient?_summary=count").json()["total"]
    answer = feed.ask(method, f"Patient?{condition}", body, **({"content_type": media} if media else {}))

    assert (400, before) == (answer.status_code, feed.get("Patient?_summary=count").json()["total"])


def test_a_conditional_update_that_creates_needs_the_right_to_create(live: Live, feed: Asker, name: str) -> None:
    """Who may only update cannot create by a condition, nor under an id; who may not search has no conditions."""
    updater = live.client(f"updater-{name}", "system/Organization.rus", "TREAT", organization="Organization/x")
    blind = live.client(f"blind-{name}", "system/Organization.cru", "TREAT", organization="Organization/x")
    made = {"resourceType": "Organization", "identifier": [{"value": name}], "name": "Made"}

    assert 403 == updater.ask("PUT", f"Organization?identifier={name}", made).status_code
    assert 404 == updater.ask("PUT", f"Organization?identifier={name}", made | {"id": f"o-{name}"}).status_code
    assert 403 == blind.ask("PUT", f"Organization?identifier={name}", made).status_code
    assert [] == feed.ids(f"Organization?identifier={name}")


# --- conditional delete -----------------------------------------------------------------------------------------------


def test_delete(feed: Asker, name: str) -> None:
    """None: 204. One: deleted, with the number of the deletion. Several: 412, and all stay."""
    feed.put(patient(name, id=f"del-{name}"))
    one, none = feed.ask("DELETE", where(name)), feed.ask("DELETE", where(name))

    assert [(204, 'W/"2"'), (204, None)] == [(answer.status_code, answer.headers.get("etag")) for answer in (one, none)]
    assert 410 == feed.get(f"Patient/del-{name}").status_code
    for n in range(2):
        feed.put(patient(name, id=f"del-{name}-{n}"))
    assert 412 == feed.ask("DELETE", where(name)).status_code
    assert 2 == len(ids(feed, name))


def test_delete_of_several(cluster: str, tmp_path: Path) -> None:
    """Where the service is set so, a condition deletes all that it finds, and the capabilities say it."""
    with serving(cluster, tmp_path, conditional_delete="multiple") as live:
        feed = live.client("ehr-feed", "system/*.cruds", "TREAT", own_feed=True)
        for n in range(5):
            feed.put(patient("many", id=f"many-{n}"))
        feed.put(patient("other", id="other"))
        answer = feed.ask("DELETE", where("many"))
        resources = feed.get("metadata").json()["rest"][0]["resource"]

        assert (204, [], ["other"]) == (answer.status_code, ids(feed, "many"), ids(feed, "other"))
        assert [410] * 5 == [feed.get(f"Patient/many-{n}").status_code for n in range(5)]
        assert {"multiple"} == {one["conditionalDelete"] for one in resources}


def test_delete_says_so(feed: Asker, name: str) -> None:
    """Prefer: return=OperationOutcome is heeded by a deletion too; the same whether there was anything or not."""
    feed.put(patient(name, id=f"said-{name}"))
    answers = [feed.ask("DELETE", f"Patient/said-{name}", prefer="return=OperationOutcome") for _ in range(2)]

    assert [200, 200] == [answer.status_code for answer in answers]
    assert answers[0].json() == answers[1].json()
    assert "OperationOutcome" == answers[0].json()["resourceType"]


# --- versions ---------------------------------------------------------------------------------------------------------


def test_any_version(feed: Asker, name: str) -> None:
    """If-Match: * asks that there is a record; If-None-Match: * that there is none, with a version that it is another."""
    body = patient(id=f"any-{name}")

    assert 412 == feed.put(body, if_match="*").status_code
    assert 201 == feed.put(body, if_none_match="*").status_code
    assert 412 == feed.put(body, if_none_match="*").status_code
    assert 412 == feed.put(body, if_none_match='W/"1"').status_code
    assert 200 == feed.put(body, if_none_match='W/"7"').status_code
    assert 200 == feed.put(body, if_match="*").status_code
    assert 204 == feed.ask("DELETE", f"Patient/any-{name}", if_match="*").status_code
    assert 412 == feed.ask("DELETE", f"Patient/any-{name}", if_match="*").status_code
    assert 400 == feed.put(body, if_match="1").status_code


def test_a_version_beside_a_condition(feed: Asker, name: str) -> None:
    """If-Match counts for what the condition finds; where it finds nothing there is no such version."""
    assert 412 == feed.ask("PUT", where(name), patient(name), if_match='W/"1"').status_code
    feed.ask("PUT", where(name), patient(name))
    assert 412 == feed.ask("PUT", where(name), patient(name), if_match='W/"2"').status_code
    assert 412 == feed.ask("DELETE", where(name), if_match='W/"2"').status_code
    assert 200 == feed.ask("PUT", where(name), patient(name), if_match='W/"1"').status_code
    assert 412 == feed.ask("PUT", where(name), patient(name), if_none_match="*").status_code


# --- races ------------------------------------------------------------------------------------------------------------

CONDITIONS = (
    "identifier=urn:mrn|{0}",
    "identifier=urn%3Amrn%7C{0}",
    "?identifier=urn:mrn|{0}&_format=json",
    "identifier=urn:mrn|{0}&gender:not=male",
    "gender:not=male&identifier=urn:mrn|{0}",
    "identifier={0}",
)
"""One condition in several forms."""


def test_races_of_conditional_creates(feed: Asker) -> None:
    """Sixteen at once, two hundred keys, each condition in several forms: one record a key, and no 5xx."""
    threads, keys = 16, 200
    feed.token()

    def create(n: int) -> tuple[int, int, str]:
        key, who = divmod(n, threads)
        condition = CONDITIONS[who % len(CONDITIONS)].format(f"race-{key}")
        answer = feed.post("Patient", patient(f"race-{key}"), if_none_exist=condition)
        return key, answer.status_code, answer.json().get("id", "")

    with ThreadPoolExecutor(threads) as pool:
        found = list(pool.map(create, range(keys * threads)))

    assert {200, 201} == {status for _, status, _ in found}
    assert keys == sum(status == 201 for _, status, _ in found)
    assert keys == len({id_ for *_, id_ in found}) == len({(key, id_) for key, _, id_ in found})


def test_races_of_all_kinds(feed: Asker) -> None:
    """Conditional creates, updates, patches and deletes, plain updates and deletes of one key: never two records."""
    feed.token()
    patch = [{"op": "add", "path": "/gender", "value": "other"}]

    def act(n: int) -> int:
        match n % 6:
            case 0:
                return feed.post("Patient", patient("mixed"), if_none_exist="identifier=urn:mrn|mixed").status_code
            case 1 | 2:
                return feed.ask("PUT", where("mixed"), patient("mixed")).status_code
            case 3:
                return feed.ask("DELETE", where("mixed")).status_code
            case 4:
                sent = {"content_type": "application/json-patch+json"}
                return feed.ask("PATCH", where("mixed"), patch, **sent).status_code
            case _:
                found = ids(feed, "mixed")
                assert len(found) < 2, found
                return feed.ask("DELETE", f"Patient/{found[0]}").status_code if found else 204

    with ThreadPoolExecutor(16) as pool:
        statuses = set(pool.map(act, range(480)))

    assert statuses <= {200, 201, 204, 404, 409}
    assert len(ids(feed, "mixed")) < 2


def test_several_servers(live: Live, feed: Asker) -> None:
    """The lock is the database's: a second server on it waits for the first."""
    config = uvicorn.Config("unused", host="127.0.0.1", port=0, log_level="warning", access_log=False)
    listener = config.bind_socket()
    settings = Settings(data_dir=live.folder, database_url=live.url, base_url=live.origin)  # type: ignore[arg-type]
    server = uvicorn.Server(
        uvicorn.Config(create_app(settings), log_level="warning", access_log=False, timeout_graceful_shutdown=1)
    )
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    origins = (live.origin, f"http://127.0.0.1:{listener.getsockname()[1]}")
    sent = {"authorization": f"Bearer {feed.token()}", "content-type": "application/fhir+json"}

    def create(n: int) -> int:
        key = n // 6
        with httpx.Client(base_url=origins[n % 2], timeout=30, trust_env=False, headers=sent) as http:
            condition = {"if-none-exist": f"identifier=urn:mrn|far-{key}"}
            return http.post("/fhir/Patient", json=patient(f"far-{key}"), headers=condition).status_code

    with ThreadPoolExecutor(12) as pool:
        statuses = list(pool.map(create, range(240)))
    server.should_exit = True
    thread.join(20)

    assert (40, 200) == (statuses.count(201), statuses.count(200))
    assert [1] * 40 == [len(ids(feed, f"far-{key}")) for key in range(40)]
