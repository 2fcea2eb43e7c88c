"""The errors of Anthropic's API: values that a test queues and that the rules raise."""

from collections.abc import Mapping
from typing import Any

from aiohttp import web


class ApiError(Exception):
    """An answer with an error status, in the API's own form."""

    def __init__(
        self,
        message: str,
        *,
        status: int = 400,
        kind: str = "invalid_request_error",
        details: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.status = status
        self.kind = kind
        self.details = details
        self.headers = headers or {}

    def body(self, request_id: str) -> dict[str, Any]:
        """The body, as it also stands in an `error` event of a stream."""
        error: dict[str, Any] = {"type": self.kind, "message": self.message}
        if self.details is not None:
            error["details"] = dict(self.details)
        return {"type": "error", "error": error, "request_id": request_id}

    def response(self, request_id: str) -> web.Response:
        """The whole answer."""
        headers = {"request-id": request_id, **self.headers}
        return web.json_response(self.body(request_id), status=self.status, headers=headers)
