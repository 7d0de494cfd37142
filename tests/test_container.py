"""Do Dockerfile and compose.yaml hold what they promise, as far as it can be seen without a Docker engine?

``make image-check`` also runs the image's very commands, in folders of their own instead of an image.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

ROOT = Path(__file__).parents[1]
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
SECONDS_TO_START = 120

TEXT = {"type": "string"}
TEXTS = {"type": "array", "items": TEXT, "minItems": 1, "uniqueItems": True}
SERVICE = {
    "type": "object",
    "additionalProperties": False,
    "required": ["image", "environment", "volumes", "networks", "read_only", "tmpfs", "security_opt", "restart"],
    "properties": {
        "build": {"const": "."},
        "image": {"type": "string", "pattern": "^[a-z]+:[0-9][0-9.]*$"},
        "command": TEXTS,
        "depends_on": {
            "type": "object",
            "additionalProperties": {
                "properties": {"condition": {"const": "service_healthy"}},
                "required": ["condition"],
            },
        },
        "environment": {"type": "object", "additionalProperties": TEXT},
        "ports": {"type": "array", "items": {"type": "string", "pattern": r"^127\.0\.0\.1:\d+:\d+$"}},
        "volumes": {"type": "array", "items": {"type": "string", "pattern": "^[a-z]+:/"}},
        "networks": TEXTS,
        "read_only": {"const": True},
        "tmpfs": TEXTS,
        "cap_drop": {"const": ["ALL"]},
        "security_opt": {"const": ["no-new-privileges:true"]},
        "shm_size": TEXT,
        "healthcheck": {
            "type": "object",
            "additionalProperties": False,
            "required": ["test"],
            "properties": {"test": TEXTS, "interval": TEXT, "timeout": TEXT, "retries": {"type": "integer"}},
        },
        "restart": {"const": "unless-stopped"},
        "stop_grace_period": {"type": "string", "pattern": r"^\d+s$"},
    },
}
COMPOSE = {
    "type": "object",
    "additionalProperties": False,
    "required": ["name", "services", "networks", "volumes"],
    "properties": {
        "name": TEXT,
        "services": {"type": "object", "additionalProperties": SERVICE},
        "networks": {"type": "object", "additionalProperties": {"properties": {"internal": {"type": "boolean"}}}},
        "volumes": {"type": "object", "additionalProperties": {"type": "object", "maxProperties": 0}},
    },
}


def compose() -> dict[str, Any]:
    """Read compose.yaml."""
    found: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
    return found


def instructions() -> list[tuple[str, str]]:
    """Read the Dockerfile as instructions and their arguments."""
    joined = re.sub(r"\\\n\s*", " ", DOCKERFILE)
    lines = [line for line in joined.splitlines() if line and not line.startswith("#")]
    return [(word, rest) for word, _, rest in (line.partition(" ") for line in lines)]


def test_the_dockerfile_pleases_its_linter() -> None:
    """Hadolint finds nothing."""
    hadolint = Path(sys.executable).with_name("hadolint")
    done = subprocess.run([hadolint, ROOT / "Dockerfile"], capture_output=True, text=True, check=False)

    assert (0, "") == (done.returncode, done.stdout)


def test_the_image_runs_without_root_and_says_how_it_is() -> None:
    """The last stage has a user with a number, a health check and a volume for what is kept."""
    last = instructions()[[word for word, _ in instructions()].index("FROM", 1) :]
    words = dict(last)

    assert "10001:10001" == words["USER"]
    assert "/health/live" in words["HEALTHCHECK"]
    assert "/var/lib/chartward" == words["VOLUME"]


def test_every_folder_of_the_program_is_in_the_image() -> None:
    """What the wheel packs is what the Dockerfile copies."""
    copied = {rest.split()[0] for word, rest in instructions() if word == "COPY" and not rest.startswith("--from")}

    assert {"api", "auth", "domain", "openapi", "persistence"} <= copied


def test_the_compose_file_has_its_form() -> None:
    """compose.yaml holds only what the Compose specification knows, and every service is closed in."""
    jsonschema.Draft202012Validator(COMPOSE).validate(compose())


def test_the_compose_file_refers_to_what_it_declares() -> None:
    """Networks, volumes and services that are used are declared, and those declared are used."""
    file = compose()
    services = file["services"].values()

    assert set(file["networks"]) == {name for service in services for name in service["networks"]}
    assert set(file["volumes"]) == {volume.split(":")[0] for service in services for volume in service["volumes"]}
    assert {name for service in services for name in service.get("depends_on", {})} <= set(file["services"])


def test_no_secret_stands_in_the_compose_file() -> None:
    """Passwords come from the environment, and starting without one is refused."""
    values = [value for service in compose()["services"].values() for value in service["environment"].values()]

    assert 2 == sum("${CHARTWARD_DATABASE_PASSWORD:?" in value for value in values)


def test_the_database_is_not_reachable_from_outside() -> None:
    """The database has no port and only the inner network."""
    database = compose()["services"]["database"]

    assert (False, ["inside"]) == ("ports" in database, database["networks"])


def image(folder: Path) -> dict[str, str]:
    """Carry out the Dockerfile's instructions in a folder; give the environment that a container would have."""
    source, prefix = folder / "src", folder / "opt"
    source.mkdir()
    places = {"/opt/chartward": str(prefix), "/var/lib/chartward": str(folder / "data")}
    environment = {"PATH": f"{Path(sys.executable).resolve().parent}:/usr/bin:/bin", "HOME": str(folder)}
    environment |= {name: value for name, value in os.environ.items() if name.startswith(("PIP_", "SSL_"))}
    for word, rest in instructions():
        moved = rest
        for place, here in places.items():
            moved = moved.replace(place, here)
        if word == "RUN" and "useradd" not in rest:
            subprocess.run(moved, shell=True, cwd=source, env=environment, check=True)
        elif word == "COPY" and not rest.startswith("--from"):
            *names, target = moved.split()
            for name in names:
                if (ROOT / name).is_dir():
                    shutil.copytree(ROOT / name, source / target, ignore=shutil.ignore_patterns("__pycache__"))
                else:
                    shutil.copy(ROOT / name, source / target)
        elif word == "ENV":
            pairs = dict(pair.split("=", 1) for pair in moved.split())
            environment |= {name: value.replace("$PATH", environment["PATH"]) for name, value in pairs.items()}
    shutil.rmtree(source)
    (folder / "data").mkdir()
    return environment


@pytest.mark.skipif("IMAGE_CHECK" not in os.environ, reason="installs everything anew: make image-check")
def test_the_images_commands_serve(tmp_path: Path) -> None:
    """Built and started by the Dockerfile's own words, the service becomes healthy by its own check, and stops."""
    environment = image(tmp_path)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = dict(instructions())
    command = [*json.loads(words["ENTRYPOINT"]), *json.loads(words["CMD"])]
    health = json.loads(words["HEALTHCHECK"].split("CMD ", 1)[1].replace(":8000/", f":{port}/"))
    process = subprocess.Popen(command, env=environment | {"CHARTWARD_PORT": str(port)}, cwd=tmp_path / "data")
    try:
        deadline = time.monotonic() + SECONDS_TO_START
        healthy = False
        while not healthy and time.monotonic() < deadline and process.poll() is None:
            healthy = subprocess.run(health, env=environment, capture_output=True, check=False).returncode == 0
            time.sleep(0.3)
        process.send_signal(signal.SIGTERM)

        assert (True, 0) == (healthy, process.wait(30))
    finally:
        process.kill()
