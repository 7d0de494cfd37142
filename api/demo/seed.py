"""What does a first start load, and what can a newcomer then type?"""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from api.commands.inputs import files, read
from api.commands.loading import Loader, State
from api.demo.build_records import FOLDER
from api.demo.charts import HOSPITAL, MRN, ORGANIZATION
from api.demo.parties import Party, Refused, register, returning

if TYPE_CHECKING:
    from collections.abc import Iterator

FEED, APP = "demo-feed", "demo-app"
SHOWN = f"{MRN}|HV-1001"


def seed(data_dir: Path, base: str) -> Iterator[str]:
    """Load the records if they are not there, register a provider app, and give the lines to print."""
    parties: list[Party] = []
    try:
        feed = _party(data_dir, base, FEED, scope="system/*.cruds", own_feed=True)
        parties.append(feed)
        stored = 0 if feed.search(f"Patient?identifier={SHOWN}&_count=1") else _load(feed)
        if stored:
            yield f"Loaded the demo record set: {stored} resources."
        hospital = feed.search(f"Organization?identifier={ORGANIZATION}|{HOSPITAL}")[0]["id"]
        app = _party(data_dir, base, APP, scope="system/*.rs", organization=f"Organization/{hospital}")
        parties.append(app)
        patient = feed.search(f"Patient?identifier={SHOWN}")[0]["id"]
        token = app.tokens(True)
    except Refused as error:
        yield f"The demo record set could not be loaded: {error}"
        return
    except (RuntimeError, LookupError):  # a command that ended: its reason has been printed
        yield "The demo record set could not be loaded: see the line before."
        return
    finally:
        for party in parties:
            party.close()
    command = Path(sys.executable).with_name("chartward")
    key = data_dir / "demo" / APP / "private.jwk.json"
    yield ""
    yield "Try, as a provider app of the hospital (the token lasts five minutes):"
    yield f"  curl -H 'Authorization: Bearer {token}' '{base}/Patient/{patient}'"
    yield "A new token:"
    call = f"{shlex.quote(_short(command))} token --client {APP} --key {shlex.quote(str(key))}"
    yield f"  {call} --scope 'system/*.rs' --base {base}"


def _party(data_dir: Path, base: str, name: str, **how: Any) -> Party:
    scope = str(how["scope"])
    known = returning(data_dir, base, name, scope=scope, purpose="TREAT")
    return known or register(data_dir, base, name, purpose="TREAT", **how)


def _load(feed: Party) -> int:
    stored = 0
    with Loader(feed.base, feed.tokens, State(None)) as loader:
        for path in files([FOLDER]):
            for one in read(path):
                answer = loader.load(one)
                if answer.refusals:
                    told = answer.refusals[0]
                    raise Refused(f"{told.input}: {told.status} {'; '.join(told.issues)}")
                stored += answer.stored
    return stored


def _short(path: Path) -> str:
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)
