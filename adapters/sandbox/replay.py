"""Replays recordings of the vendors against their Sandboxes, and says where they differ.

`python -m joey.adapters.sandbox.replay DIR`: every `<vendor>.….jsonl` in DIR holds the calls of one
sequence, a JSON object a line: host, method, path, query, request_body, status, response_body.
"""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx
import orjson

from joey.adapters.sandbox.exchange import Json
from joey.adapters.sandbox.likeness import Difference, Ids, Lagging, Likeness
from joey.adapters.sandbox.server import Factory, factories, sandbox_app
from joey.adapters.sandbox.vendor import ReplayRules, Sandbox

_WRITES = ("POST", "PUT", "PATCH", "DELETE")
_MOST = 25


@dataclass(slots=True)
class Report:
    """What came of one file."""

    name: str
    calls: int = 0
    agreed: int = 0
    lagging: int = 0
    throttled: int = 0
    elsewhere: Counter[str] = field(default_factory=Counter[str])
    differences: list[tuple[str, list[Difference]]] = field(default_factory=list[tuple[str, list[Difference]]])

    def lines(self) -> Iterator[str]:
        """The report for a person to read."""
        head = f"{self.name}: {self.calls} calls, {self.agreed} agreed"
        told = [f"{self.lagging} explained by a lagging index"] if self.lagging else []
        told += [f"{self.throttled} throttled by the vendor's clock"] if self.throttled else []
        yield f"{head} ({', '.join(told)} among them)" if told else head
        for host, calls in self.elsewhere.items():
            yield f"  skipped: {calls} to {host}, which no Sandbox stands for"
        for call, found in self.differences:
            yield f"  differs: {call}"
            yield from (f"    {one}" for one in found[:_MOST])
            if len(found) > _MOST:
                yield f"    and {len(found) - _MOST} more"


class Replay:
    """One file against a fresh Sandbox, in process."""

    def __init__(self, vendor: str, sandbox: Sandbox, client: httpx.AsyncClient, report: Report) -> None:
        self._vendor = vendor
        self._rules: ReplayRules = sandbox.rules
        self._client = client
        self._report = report
        self._ids = Ids()
        self._likeness = Likeness(self._rules, self._ids)
        self._lagging = Lagging(self._rules, self._ids, self._likeness)
        self._written: set[str] = set()

    async def call(self, recorded: Mapping[str, Json]) -> None:
        """Make one recorded call, and note how its answer compares."""
        host = recorded.get("host")
        if host and not any(host == one or host.endswith("." + one) for one in self._rules.hosts):
            self._report.elsewhere[host] += 1
            return
        self._report.calls += 1
        if recorded["status"] == 429:
            await self._throttled(recorded)
            return
        known = set(self._ids.recorded)
        answer = await self._send(recorded)
        found = self._compared(recorded, answer)
        if recorded["method"] in _WRITES and not self._lags(recorded):
            self._written |= set(self._ids.recorded) - known
        self._note(recorded, found)

    async def _throttled(self, recorded: Mapping[str, Json]) -> None:
        await self._switch({"rate_limit": {"calls": 0}})
        answer = await self._send(recorded)
        await self._switch({"rate_limit": None})
        self._report.throttled += 1
        self._note(recorded, self._compared(recorded, answer))

    async def _switch(self, switches: Json) -> None:
        await self._client.put(f"/{self._vendor}/_state", content=orjson.dumps({"switches": switches}))

    async def _send(self, recorded: Mapping[str, Json]) -> httpx.Response:
        path = "/".join(str(self._ids.translated(part)) for part in recorded["path"].split("/"))
        content, headers = self._body(recorded)
        return await self._client.request(
            recorded["method"],
            f"/{self._vendor}{path}",
            params=self._ids.translated(recorded.get("query") or {}),
            content=content,
            headers=headers,
        )

    def _body(self, recorded: Mapping[str, Json]) -> tuple[bytes | None, dict[str, str]]:
        given = recorded.get("request_body")
        if given in (None, "", {}) and (recorded["method"] == "GET" or given is None):
            return None, {}
        body = self._ids.translated(given)
        if self._is_form(recorded["path"], body):
            encoded = self._form(given) if isinstance(given, str) else str(httpx.QueryParams(body))
            return encoded.encode(), {"content-type": "application/x-www-form-urlencoded"}
        text = body.encode() if isinstance(body, str) else orjson.dumps(body)
        return text, {"content-type": "application/json"}

    def _form(self, given: str) -> str:
        """A recorded form with our ids; they are words only where nothing is percent-encoded around them."""
        fields = parse_qsl(given, keep_blank_values=True)
        return urlencode([(name, self._ids.translated(value)) for name, value in fields])

    def _is_form(self, path: str, body: Json) -> bool:
        if isinstance(body, str) and body.lstrip()[:1] not in ("{", "[", "<"):
            return "=" in body
        return any(one in path for one in self._rules.forms)

    def _compared(self, recorded: Mapping[str, Json], answer: httpx.Response) -> list[Difference]:
        if recorded["status"] != answer.status_code:
            return [Difference("status", str(recorded["status"]), f"{answer.status_code} {answer.text[:200]}")]
        theirs, ours = recorded.get("response_body") or None, _parsed(answer)
        plain = Likeness(self._rules, self._ids.copy())
        if not self._lags(recorded) or answer.status_code == 429 or not any(plain.differences(theirs, ours)):
            return list(self._likeness.differences(theirs, ours))
        late = list(self._lagging.differences(theirs, ours, self._written))
        self._report.lagging += not late
        return late

    def _lags(self, recorded: Mapping[str, Json]) -> bool:
        return recorded["path"].endswith(self._rules.lagging) if self._rules.lagging else False

    def _note(self, recorded: Mapping[str, Json], found: list[Difference]) -> None:
        if not found:
            self._report.agreed += 1
            return
        call = f"#{recorded.get('index', '?')} {recorded['method']} {recorded['path']}"
        self._report.differences.append((call, found))


def _parsed(answer: httpx.Response) -> Json:
    try:
        return orjson.loads(answer.content) if answer.content else None
    except orjson.JSONDecodeError:
        return answer.text


async def replay_file(path: Path, vendor: str, create: Factory) -> Report:
    """Replay one file; raises ValueError naming the line that isn't JSON."""
    report = Report(path.name)
    made: list[Sandbox] = []

    def remembered(clock: Json) -> Sandbox:
        made.append(create(clock))
        return made[0]

    transport = httpx.ASGITransport(sandbox_app({vendor: remembered}), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://sandbox") as client:
        replay = Replay(vendor, made[0], client, report)
        for recorded in _recorded(path):
            await replay.call(recorded)
    return report


def _recorded(path: Path) -> Iterator[Mapping[str, Json]]:
    """The calls of a file. Its head says where the vendor was; `same_as_index` stands for an earlier call's body."""
    bodies: dict[int, Json] = {}
    base = urlsplit("")
    for number, line in enumerate(path.read_bytes().splitlines(), 1):
        try:
            call = orjson.loads(line)
        except orjson.JSONDecodeError as problem:
            raise ValueError(f"{path}, line {number}: not JSON: {problem}") from problem
        if "method" not in call:
            base = urlsplit(call.get("base_url", ""))
            continue
        if base.hostname and call.get("host") == base.hostname:
            call["host"], call["path"] = None, call["path"].removeprefix(base.path.rstrip("/"))
        body = call.get("response_body")
        if isinstance(body, dict) and body.keys() == {"same_as_index"}:
            call["response_body"] = bodies.get(body["same_as_index"])
        bodies[call.get("index", -1)] = call.get("response_body")
        yield call


def replay(folder: Path, vendors: Mapping[str, Factory]) -> tuple[list[Report], list[Path]]:
    """Replay every file of a folder, each against a fresh Sandbox; also the files of vendors without one."""
    files = sorted(folder.glob("*.jsonl"))
    known = [path for path in files if path.name.partition(".")[0] in vendors]
    skipped = [path for path in files if path not in known]
    return asyncio.run(_all(known, vendors)), skipped


async def _all(paths: Iterable[Path], vendors: Mapping[str, Factory]) -> list[Report]:
    named = ((path, path.name.partition(".")[0]) for path in paths)
    return [await replay_file(path, vendor, vendors[vendor]) for path, vendor in named]


def main(arguments: Sequence[str]) -> int:
    """0: nothing but volatile values differs; 3: something does; 1: there was nothing to replay."""
    folder = Path(arguments[0]) if len(arguments) == 1 else None
    if folder is None or not folder.is_dir():
        sys.stderr.write("usage: python -m joey.adapters.sandbox.replay DIR, a folder of *.jsonl recordings\n")
        return 1
    reports, skipped = replay(folder, factories())
    for path in skipped:
        sys.stdout.write(f"{path.name}: skipped, there is no Sandbox of this vendor yet\n")
    for report in reports:
        sys.stdout.write("\n".join(report.lines()) + "\n")
    sys.stdout.write(_summary(reports, skipped) + "\n")
    if not reports:
        return 1
    return 3 if any(report.differences for report in reports) else 0


def _summary(reports: Sequence[Report], skipped: Sequence[Path]) -> str:
    calls, agreed = sum(one.calls for one in reports), sum(one.agreed for one in reports)
    late, held = sum(one.lagging for one in reports), sum(one.throttled for one in reports)
    return (
        f"{len(reports)} files, {calls} calls: {agreed} agreed (of these {late} explained by lag, {held} "
        f"throttled), {calls - agreed} differ; {len(skipped)} files skipped"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
