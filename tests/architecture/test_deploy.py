"""The compose stack's promises, read from the files: what runs, how it is fenced in, how it stops."""

import importlib.util
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from maxsignal_common.facts import Method
from scripts import service_code
from tests.architecture.house import COMPOSE, DOCKERFILE, ROOT, SERVICES, compose, compose_services

INFRASTRUCTURE = {"credentials", "nats", "postgres", "roles", "migrate"}
ONE_SHOTS = {name for name, service in compose_services().items() if service["restart"] == "no"}
OURS = {name for name, service in compose_services().items() if service["image"].startswith("max-signal/")}

every_service = pytest.mark.parametrize(
    ("name", "service"), compose_services().items(), ids=compose_services()
)


def _seconds(duration: str) -> int:
    return int(duration.removesuffix("s"))


def _program(tool: str) -> str:
    return str(Path(sys.executable).with_name(tool))


def test_compose_runs_every_service() -> None:
    analyzers = {f"analyzer-{method}" for method in Method}
    ours = {*SERVICES, *analyzers, "publisher-bot"} - {"analyzer"}
    assert compose_services().keys() - INFRASTRUCTURE == ours


@pytest.mark.parametrize("path", sorted(COMPOSE.parent.glob("*.yaml")), ids=lambda path: path.name)
def test_compose_file_follows_the_specification(path: Path) -> None:
    tool = [_program("check-jsonschema"), "--builtin-schema", "vendor.compose-spec", str(path)]
    subprocess.run(tool, check=True, capture_output=True)


def test_dockerfile_passes_its_linter() -> None:
    subprocess.run([_program("hadolint"), DOCKERFILE], check=True)


@every_service
def test_service_is_fenced_in(name: str, service: dict[str, Any]) -> None:
    assert service["read_only"]
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert {"memory", "pids"} <= service["deploy"]["resources"]["limits"].keys()
    assert {"max-size", "max-file"} <= service["logging"]["options"].keys()
    assert "container_name" not in service, f"{name} could not be scaled"
    assert "docker.sock" not in str(service)


@every_service
def test_service_has_a_healthcheck_or_ends(name: str, service: dict[str, Any]) -> None:
    if name in ONE_SHOTS:
        assert service.get("healthcheck", {"disable": True}) == {"disable": True}
    else:
        assert service["restart"] == "unless-stopped"
        assert service["healthcheck"]["test"][0] in {"CMD", "CMD-SHELL"}
        assert {"interval", "timeout", "start_period", "start_interval"} <= service["healthcheck"].keys()


@pytest.mark.parametrize("name", sorted(ONE_SHOTS))
def test_one_shot_is_waited_for_by_someone(name: str) -> None:
    """If nobody depends on it, `up --wait` takes its good end for a failure."""
    conditions = [service.get("depends_on", {}).get(name, {}) for service in compose_services().values()]
    assert {"condition": "service_completed_successfully"} in conditions


@every_service
def test_image_is_pinned_by_a_tag(name: str, service: dict[str, Any]) -> None:
    """By digest it could not be replaced by a mirror's or a lab's image; `latest` is whatever it was."""
    image = service["image"]
    ours = rf"max-signal/{name.partition('-')[0]}:\$\{{TAG:-dev\}}"
    assert re.fullmatch(ours if name in OURS else r"\w+:\d+\.\d+[\w.-]*", image)


@pytest.mark.parametrize("name", sorted(OURS))
def test_own_service_runs_its_code_and_stops_in_time(name: str) -> None:
    service = compose_services()[name]
    python, dash_m, module, *_ = service["command"]
    assert (python, dash_m) == ("python", "-m")
    assert importlib.util.find_spec(module)
    assert "user" not in service, "the image's own user is not root"
    assert service["init"]
    assert _seconds(service["stop_grace_period"]) > service["environment"]["GRACEFUL_TIMEOUT_S"]


def test_every_image_is_built_once_from_locked_requirements() -> None:
    builds = [
        service["build"]["args"]["SERVICE"] for service in compose_services().values() if "build" in service
    ]
    assert sorted(builds) == sorted([*SERVICES, "common"])
    assert [name for name in builds if not (ROOT / f"requirements/{name}.txt").exists()] == []
    unbuilt = [
        service for name, service in compose_services().items() if name in OURS and "build" not in service
    ]
    assert {service["pull_policy"] for service in unbuilt} == {"never"}


def test_only_the_api_is_published_and_only_on_loopback() -> None:
    published = {name: service["ports"] for name, service in compose_services().items() if "ports" in service}
    assert published == {"api": ["127.0.0.1:${API_PORT:-8000}:8000"]}


def test_only_those_who_must_reach_the_internet() -> None:
    assert compose()["networks"]["backend"] == {"internal": True}
    outward = {
        name for name, service in compose_services().items() if "egress" in service.get("networks", [])
    }
    telegram = {"publisher", "publisher-bot"}
    assert outward == {"ingest", "merger", *telegram, *(f"analyzer-{method}" for method in Method)}


def test_only_those_who_ask_models_get_the_key() -> None:
    told = {name for name, one in compose_services().items() if "LLM_API_KEY" in one.get("environment", {})}
    assert told == {"merger", *(f"analyzer-{method}" for method in Method)}


def test_every_container_sees_only_its_own_credentials(tmp_path: Path) -> None:
    subprocess.run(["sh", ROOT / "deploy/compose/credentials.sh", tmp_path], check=True)
    for name, service in compose_services().items():
        mounts = [one for one in service.get("volumes", []) if isinstance(one, dict)]
        assert [one["volume"]["subpath"] for one in mounts] in ([name], [name.partition("-")[0]], []), name
        assert all((tmp_path / one["volume"]["subpath"]).is_dir() for one in mounts)


def test_credentials_are_made_once_and_start_with_a_letter(tmp_path: Path) -> None:
    made = []
    for _ in range(2):
        subprocess.run(["sh", ROOT / "deploy/compose/credentials.sh", tmp_path], check=True)
        made.append({path.name: path.read_text() for path in (tmp_path / "passwords").iterdir()})
    assert made[0] == made[1]
    assert len(set(made[0].values())) == len(SERVICES) + 2
    assert all(re.fullmatch(r"s[0-9a-f]{48}", password) for password in made[0].values())
    assert {path.stat().st_mode & 0o777 for path in tmp_path.rglob("*") if path.is_file()} == {0o640}


def test_only_readers_of_stored_keys_get_the_key_that_opens_them(tmp_path: Path) -> None:
    script = ["sh", str(ROOT / "deploy/compose/credentials.sh"), str(tmp_path)]
    subprocess.run(script, check=True)
    (tmp_path / "api/master.key").write_text(f"k2 {'ab' * 32}\n")
    subprocess.run(script, check=True)
    holders = {path.parent.name for path in tmp_path.rglob("master.key")}
    told = {
        name for name, one in compose_services().items() if "MASTER_KEY_FILE" in one.get("environment", {})
    }
    assert holders == {name.partition("-")[0] for name in told}
    assert holders == {"api", "analyzer", "ingest", "merger", "publisher"}
    assert {path.read_text() for path in tmp_path.rglob("master.key")} == {f"k2 {'ab' * 32}\n"}


def test_dockerfile_needs_no_frontend_and_no_digest() -> None:
    text = DOCKERFILE.read_text()
    assert not text.startswith("# syntax=")
    assert "@sha256:" not in text
    assert re.findall(r"^USER (.+)$", text, re.MULTILINE) == ["10001:10001"]


@pytest.mark.parametrize("name", [*SERVICES, "common"])
def test_image_holds_the_code_of_its_service_and_its_libraries(name: str, tmp_path: Path) -> None:
    service_code.main(name, str(tmp_path))
    packages = {path.name.removeprefix("maxsignal_") for path in tmp_path.iterdir()}
    assert {name, "common"} <= packages <= {name, "common", "llm", "methods", "posts"}
