"""The product: a POST to the API until the merged post is on the bus; no model, nothing delivered."""

import asyncio
from uuid import uuid4

import httpx
from nats.aio.client import Client
from nats.aio.msg import Msg

from maxsignal_common.events import PostMerged

BODY = {"instrument": "IBM", "timeframe": "D1", "options": {"auto_publish": False}}


class ProductRuns:
    """Starts runs through the API and waits for their post."""

    def __init__(self, client: Client, http: httpx.AsyncClient) -> None:
        self._client = client
        self._http = http
        self._merged: dict[str, asyncio.Event] = {}

    async def listen(self) -> None:
        async def on_merged(message: Msg) -> None:
            self._event((message.headers or {})["ce-subject"]).set()

        await self._client.subscribe(PostMerged.base_subject, cb=on_merged)

    async def run_to_end(self) -> None:
        answer = await self._http.post("/api/runs", json=BODY, headers={"Idempotency-Key": str(uuid4())})
        run_id = answer.raise_for_status().json()["run_id"]
        await asyncio.wait_for(self._event(run_id).wait(), 60)
        del self._merged[run_id]

    def _event(self, run_id: str) -> asyncio.Event:
        # The post may arrive before the API's answer does.
        return self._merged.setdefault(run_id, asyncio.Event())
