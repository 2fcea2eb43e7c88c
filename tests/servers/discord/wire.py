"""How an answer goes out."""

import json
from collections.abc import Mapping
from typing import Any

from aiohttp import web


def answer(told: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> web.Response:
    """JSON as Discord sends it: with a charset behind its type, clients would take it for text."""
    return web.Response(
        body=json.dumps(told).encode(),
        status=status,
        headers={**(headers or {}), "Content-Type": "application/json"},
    )
