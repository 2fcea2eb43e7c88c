"""The errors of Discord's API, and what a person's client does not let them do."""

from collections.abc import Mapping
from typing import Any


class ApiError(Exception):
    """An answer with an error status, in the API's own form: `code` is Discord's number for it."""

    def __init__(
        self, status: int, code: int, message: str, *, fields: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message + "".join(f" {name}: {why}" for name, why in (fields or {}).items()))
        self.status = status
        self.code = code
        self.message = message
        self.fields = fields or {}

    def body(self) -> dict[str, Any]:
        """The body of the answer; `fields` become Discord's nested tree of errors."""
        body: dict[str, Any] = {"message": self.message, "code": self.code}
        if self.fields:
            body["errors"] = {}
        for path, why in self.fields.items():
            place = body["errors"]
            for step in path.split("."):
                place = place.setdefault(step, {})
            place["_errors"] = [{"code": "BASE_TYPE_BAD", "message": why}]
        return body


def bad_form(where: str, why: str) -> ApiError:
    """A body that Discord does not take."""
    return ApiError(400, 50035, "Invalid Form Body", fields={where: why})


def unknown(what: str, code: int) -> ApiError:
    """Something that is not there."""
    return ApiError(404, code, f"Unknown {what}")


class CannotDo(AssertionError):
    """What a person's client would not let them do: press a button that is not there, and the like."""
