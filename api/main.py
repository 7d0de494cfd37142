"""The composition root: settings, database, keys and clock become the application. The only importer of persistence."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import time
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TYPE_CHECKING
from uuid import uuid4
from zoneinfo import ZoneInfo

import asyncpg
import msgspec
import structlog
from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match

from api import outcomes, responses
from api.conformance import Conformance
from api.cursors import Cursors
from api.dependencies import Service
from api.disclosure import Door
from api.docs import documentation
from api.egress import Egress, FetchedKeys
from api.formats import shaped
from api.health import health_endpoints
from api.intake import Intake
from api.jobs import Jobs, Progress, Runner
from api.locations import located
from api.negotiation import shape_of
from api.operations.reindex import KIND, Reindexing
from api.packages import load
from api.patching import TAKEN
from api.releases import Releases
from api.routes import HANDLERS, Desk, address, runners
from api.settings import Settings
from api.smart.configuration import configuration_endpoint
from api.smart.jwks import jwks_endpoint
from api.smart.token import token_endpoint
from auth.addresses import Addresses
from auth.backend_services import BackendServices
from auth.callers import Callers
from auth.keys import KeyRing
from domain.audit import AuditEntry
from domain.caller import Caller
from domain.errors import ChartwardError, Fault, Malformed, Unauthenticated, Unavailable
from domain.ports import Job
from openapi.endpoints import ENDPOINTS, Endpoint
from persistence import audit_trail, custom_parameters, reindexing, seals, texts
from persistence.clients import PostgresClients
from persistence.durability import check
from persistence.jobs import PostgresJobs
from persistence.pool import connect
from persistence.records import PostgresRecords
from persistence.terminology.terms import Terms

if TYPE_CHECKING:
    from asyncpg import Pool

SEAL_SECONDS = 2.0
PURGE_SECONDS = 300.0
LOOK_SECONDS = 1.0
TEXT_SECONDS = 2.0
READS = frozenset({"read", "vread", "history", "history-type", "history-system", "search", "search-post"})
"""What asks in the statement that reads whether the token still stands; an empty answer asks once more, by itself."""
RAW = frozenset({"read", "vread"})
"""What may answer with the content of a Binary itself."""
_NOBODY = Caller(client="")
_UNAVAILABLE = (
    asyncpg.PostgresConnectionError,
    asyncpg.TransactionRollbackError,  # a deadlock, or a collision: nothing was kept, so that it can be sent again
    asyncpg.OperatorInterventionError,  # shut down, cancelled, starting
    asyncpg.InsufficientResourcesError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # of a connection that was cut while it was idle
    OSError,
    TimeoutError,
)
"""What the database says when another try may succeed."""
log = structlog.get_logger()


def app() -> FastAPI:
    """Make the application of this process's environment; the factory that uvicorn calls."""
    return create_app(Settings())


def create_app(settings: Settings, *, clock: Callable[[], int] = audit_trail.now) -> FastAPI:
    """Make the application; the database is opened when it starts and closed when it stops."""

    @contextlib.asynccontextmanager
    async def lifespan(application: FastAPI) -> AsyncIterator[None]:
        if settings.database_url is None:
            raise RuntimeError("CHARTWARD_DATABASE_URL is not set; `chartward serve` starts a database of its own.")
        pool = await connect(settings.database_url.get_secret_value(), settings.pool_size)
        async with pool.acquire() as connection:
            await check(connection)
            await custom_parameters.refresh(connection)
        keys = KeyRing.open(settings.data_dir)
        async with _wired(application, settings, pool, keys, clock):
            gc.collect()
            gc.freeze()
            gc.set_threshold(50_000, 50, 50)
            words = texts.Chore(pool, lambda: int(application.state.asked))
            chores = [
                asyncio.create_task(
                    _keep_doing(SEAL_SECONDS, lambda: seals.seal(pool, keys, settings.data_dir / "audit"))
                ),
                asyncio.create_task(_keep_doing(PURGE_SECONDS, lambda: PostgresClients(pool).purge(int(time.time())))),
                asyncio.create_task(_keep_doing(PURGE_SECONDS, lambda: PostgresJobs(pool).purge(audit_trail.now()))),
                asyncio.create_task(_keep_doing(LOOK_SECONDS, lambda: custom_parameters.look(pool))),
                asyncio.create_task(_keep_doing(TEXT_SECONDS, words.when_idle)),
                asyncio.create_task(application.state.service.jobs.work(_runners(application.state.service, pool))),
            ]
            yield
            for chore in chores:
                chore.cancel()
            await asyncio.gather(*chores, return_exceptions=True)
            await seals.seal(pool, keys, settings.data_dir / "audit")
        await pool.close()

    application = FastAPI(
        title="Chartward",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        exception_handlers={HTTPException: _nobody_answers},
        telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False},
    )
    application.state.asked = 0
    addresses = Addresses(settings.origin)
    application.add_route("/fhir/.well-known/smart-configuration", configuration_endpoint(addresses), methods=["GET"])
    for row in ENDPOINTS:
        for path in (row.path, "/fhir/") if row.path == "/fhir" else (address(row),):
            application.add_route(path, _guarded(application, row), methods=[row.method], include_in_schema=False)
    for path, endpoint in health_endpoints(application):
        application.add_route(path, endpoint, methods=["GET"])
    if settings.docs:
        documentation(application)
    return application


@contextlib.asynccontextmanager
async def _wired(
    application: FastAPI, settings: Settings, pool: Pool, keys: KeyRing, clock: Callable[[], int]
) -> AsyncIterator[None]:
    """Wire the collaborators of one process."""
    store = PostgresRecords(pool)
    zone = ZoneInfo(settings.time_zone)
    clients = PostgresClients(pool)
    addresses = Addresses(settings.origin)
    egress = Egress(settings.egress_allow)
    try:
        releases = Releases(store, clients, clock, settings.fhir_base, zone)
        conformance = _conformance(settings, store.terms)
        backend = BackendServices(keys, clients, FetchedKeys(egress), addresses)
        application.state.pool = pool
        application.state.callers = Callers(keys, clients, addresses)
        application.state.service = Service(
            settings,
            Door(store, releases, application.state.callers, clock),
            Intake(
                store,
                clock,
                settings.fhir_base,
                settings.time_zone,
                conformance,
                delete_several=settings.conditional_delete == "multiple",
            ),
            releases,
            Cursors(keys.secret("paging")),
            clock,
            conformance,
            Jobs(PostgresJobs(pool), application.state.callers),
            Desk(),
        )
        application.add_route("/auth/token", token_endpoint(backend, store), methods=["POST"])
        application.add_route("/auth/jwks", jwks_endpoint(keys), methods=["GET"])
        yield
    finally:
        await egress.close()


def _runners(service: Service, pool: Pool) -> dict[str, Runner]:
    """Say who does which kind of job; indexing is the database's own."""

    async def reindex(caller: Caller, job: Job, progress: Progress) -> bytes:
        del caller
        asked = msgspec.msgpack.decode(job.request, type=Reindexing)

        async def told(done: int, total: int, place: str) -> None:
            del place
            progress.done, progress.total = done * 100 // max(total, 1), 100  # a feed may not see all that there are

        await reindexing.reindex(pool, told, types=asked.types or None, everything=asked.everything)
        said = Fault("informational", "All records that there are were looked at.", severity="information")
        return msgspec.json.encode(outcomes.outcome([said]))

    return {**runners(service), KIND: reindex}


def _conformance(settings: Settings, terms: Terms) -> Conformance:
    """Load the packages: their profiles to validate by, their value sets and code systems for everybody."""
    catalogue = load(settings.packages)
    if settings.packages:
        terms.adopt(one for kind in ("CodeSystem", "ValueSet") for _, one in catalogue.all(kind))
    return Conformance(catalogue, settings.profiles, terms)


async def _keep_doing(seconds: float, chore: Callable[[], Awaitable[int]]) -> None:
    """Do a chore again and again; a failure is logged and tried anew."""
    while True:
        await asyncio.sleep(seconds)
        try:
            await chore()
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            log.warning("chore.failed", **_place(error))


async def _nobody_answers(request: Request, error: Exception) -> Response:
    """Answer what no row of the table answers: an address that is none, or a method that it does not take."""
    if not isinstance(error, HTTPException):
        raise TypeError
    text = {404: "There is nothing at this address.", 405: "This cannot be done at this address."}
    code = "not-found" if error.status_code == 404 else "not-supported"
    outcome = outcomes.outcome([Fault(code, text.get(error.status_code, "This is not answered here."))])
    headers = {name.lower(): value for name, value in (error.headers or {}).items()}
    if error.status_code == 405:
        matched = [route for route in request.app.routes if route.matches(request.scope)[0] is Match.PARTIAL]
        headers["allow"] = ", ".join(sorted(set().union(*(route.methods for route in matched))))
    answer = responses.json(outcome, error.status_code, headers)
    try:
        shape = shape_of(request)
    except ChartwardError:  # what is not there is not there in any format
        shape = None
    return answer if shape is None else await shaped(answer, shape)


def _guarded(application: FastAPI, row: Endpoint) -> Callable[[Request], Awaitable[Response]]:
    """Wrap an interaction: who asks is proved, every refusal is written down, every error is an OperationOutcome."""
    raw = row.kind in RAW

    async def endpoint(request: Request) -> Response:
        caller = _NOBODY
        state = request.scope.setdefault("state", {})
        state["request_id"] = uuid4().hex
        application.state.asked += 1
        try:
            state["shape"] = shape_of(request, raw=raw)
            if row.kind in READS:
                caller = application.state.callers.recognise(_authorization(request))
            elif not row.open:
                caller = await application.state.callers.resolve(_authorization(request))
            answer = await HANDLERS[row.kind](application.state.service, caller, request)
            shape = state["shape"]
            return answer if shape is None else await shaped(answer, shape)
        except ChartwardError as error:
            refusal = await _standing(application, caller, error) if row.kind in READS else error
            answer = await _refuse(application, row, caller, request, refusal)
        except _UNAVAILABLE:
            answer = _answer(_away())
        except Exception as error:  # noqa: BLE001 - nothing of it may reach the client or the log but its kind
            log.error("request.failed", kind=row.kind, request=state["request_id"], **_place(error))  # noqa: TRY400
            fault = Fault("exception", "The server failed at this; it was not done.", severity="fatal")
            answer = responses.json(outcomes.outcome([fault]), 500)
        shape = state.get("shape")
        return answer if shape is None else await shaped(answer, shape)

    return endpoint


async def _standing(application: FastAPI, caller: Caller, error: ChartwardError) -> ChartwardError:
    """Give the refusal of a read: a revoked token's is that it is revoked, whatever else was wrong."""
    if caller is _NOBODY:
        return error
    try:
        await application.state.callers.stand(caller)
    except Unauthenticated as refusal:
        return refusal
    return error


def _authorization(request: Request) -> str | None:
    """Give the one Authorization header; two would let one be checked and another be meant."""
    values = request.headers.getlist("authorization")
    if len(values) > 1:
        raise Malformed(Fault("security", "There is more than one Authorization header."))
    return values[0] if values else None


async def _refuse(
    application: FastAPI, row: Endpoint, caller: Caller, request: Request, error: ChartwardError
) -> Response:
    """Write the refusal down, then answer it."""
    if not error.noted:
        entry = AuditEntry(
            kind=row.kind,
            client=caller.client,
            user=caller.user,
            organization=caller.organization,
            purpose=caller.purpose,
            target="/".join(str(value) for value in request.path_params.values())[:200],
            outcome=error.faults[0].code,
            token=caller.jti,
            request=request.scope["state"]["request_id"],
        )
        try:
            await application.state.service.door.refuse(entry)
        except _UNAVAILABLE:
            return _answer(_away())  # a refusal that cannot be written down is not answered
    sent = request.scope["state"].get("sent")
    if sent is not None:
        error.faults = await asyncio.to_thread(located, error.faults, sent)
    answer = _answer(error)
    if answer.status_code == 415 and request.method == "PATCH":  # RFC 5789 section 2.2
        answer.headers["accept-patch"] = ", ".join(TAKEN)
    return answer


def _away() -> Unavailable:
    return Unavailable(Fault("transient", "The database does not answer; try again."))


def _place(error: BaseException) -> dict[str, str]:
    """Say what failed where, without a word of the error's own, which may hold patient data."""
    frames = traceback.extract_tb(error.__traceback__)
    return {"error": type(error).__name__, "at": " < ".join(f"{f.name}:{f.lineno}" for f in reversed(frames[-4:]))}


def _answer(error: ChartwardError) -> Response:
    status = outcomes.status(error)
    headers: dict[str, str] = {}
    if status == 401:
        headers["www-authenticate"] = 'Bearer realm="chartward", error="invalid_token"'
    elif status == 403:
        headers["www-authenticate"] = 'Bearer realm="chartward", error="insufficient_scope"'
    elif status in (429, 503):
        headers["retry-after"] = "1"
    return responses.fhir(outcomes.body(error), status, headers)


async def verify_audit(settings: Settings, url: str) -> seals.Report:
    """Verify the audit trail of a database against the keys and checkpoints of the data folder."""
    connection = await asyncpg.connect(url)
    try:
        return await seals.verify(connection, KeyRing.open(settings.data_dir), settings.data_dir / "audit")
    finally:
        await connection.close()
