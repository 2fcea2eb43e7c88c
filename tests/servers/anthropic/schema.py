"""Which JSON schemas Anthropic's structured outputs admit: a small dialect."""

from collections.abc import Mapping
from typing import Any

from tests.servers.anthropic.errors import ApiError

_ANYWHERE = frozenset(
    {"type", "title", "description", "enum", "const", "default", "anyOf", "allOf", "$ref", "$defs"}
)
_BY_TYPE: Mapping[str, frozenset[str]] = {
    "object": frozenset({"properties", "required", "additionalProperties"}),
    "array": frozenset({"items", "minItems"}),
    "string": frozenset({"format"}),
    "integer": frozenset(),
    "number": frozenset(),
    "boolean": frozenset(),
    "null": frozenset(),
}
_FORMATS = frozenset(
    {"date-time", "time", "date", "duration", "email", "hostname", "uri", "ipv4", "ipv6", "uuid"}
)
_REFERENCE = "#/$defs/"


def check_format(form: object, where: str = "output_config.format") -> None:
    """Raise `ApiError` unless this is a format with a schema of the dialect."""
    if not isinstance(form, dict) or form.get("type") != "json_schema":
        raise ApiError(f"{where}.type: Input should be 'json_schema'")
    if extra := form.keys() - {"type", "schema"}:
        raise ApiError(f"{where}.{min(extra)}: Extra inputs are not permitted")
    if not isinstance(form.get("schema"), dict):
        raise ApiError(f"{where}.schema: Field required")
    definitions = form["schema"].get("$defs", {})
    _Dialect(definitions, f"{where}.schema").check(form["schema"], "", ())
    for name, schema in definitions.items():
        _Dialect(definitions, f"{where}.schema").check(schema, f".$defs.{name}", (name,))


class _Dialect:
    def __init__(self, definitions: Mapping[str, Any], root: str) -> None:
        self.definitions = definitions
        self.root = root

    def check(self, schema: object, path: str, inside: tuple[str, ...]) -> None:
        """Check a schema and all below it; `inside` are the definitions it stands in."""
        if not isinstance(schema, dict):
            raise self._wrong(path, "a schema has to be an object")
        if "$ref" in schema:
            return self._follow(schema["$ref"], path, inside)
        variants = [*schema.get("anyOf", ()), *schema.get("allOf", ())]
        kind = schema.get("type")
        if kind is None and not variants and not schema.keys() & {"enum", "const"}:
            raise self._wrong(path, "needs a type, anyOf, allOf, enum or const")
        if kind is not None and kind not in _BY_TYPE:
            raise self._wrong(path, f"type {kind!r} is not supported")
        if extra := schema.keys() - _ANYWHERE - _BY_TYPE.get(kind or "", frozenset()):
            raise self._wrong(path, f"For '{kind}' type, property '{min(extra)}' is not supported")
        for number, variant in enumerate(variants):
            self.check(variant, f"{path}.anyOf.{number}", inside)
        if kind == "object":
            self._object(schema, path, inside)
        elif kind == "array":
            self._array(schema, path, inside)
        elif kind == "string" and schema.get("format", "uuid") not in _FORMATS:
            raise self._wrong(path, f"format {schema['format']!r} is not supported")
        return None

    def _object(self, schema: dict[str, Any], path: str, inside: tuple[str, ...]) -> None:
        properties, required = schema.get("properties", {}), schema.get("required")
        if schema.get("additionalProperties") is not False:
            raise self._wrong(
                path, "For 'object' type, 'additionalProperties' must be explicitly set to false"
            )
        if not isinstance(required, list):
            raise self._wrong(path, "For 'object' type, 'required' must be given")
        if unknown := set(required) - properties.keys():
            raise self._wrong(path, f"required names {min(unknown)!r}, which is no property")
        for name, each in properties.items():
            self.check(each, f"{path}.properties.{name}", inside)

    def _array(self, schema: dict[str, Any], path: str, inside: tuple[str, ...]) -> None:
        if schema.get("minItems", 0) not in {0, 1}:
            raise self._wrong(path, "For 'array' type, 'minItems' values other than 0 or 1 are not supported")
        if "items" not in schema:
            raise self._wrong(path, "For 'array' type, 'items' must be given")
        self.check(schema["items"], f"{path}.items", inside)

    def _follow(self, target: object, path: str, inside: tuple[str, ...]) -> None:
        name = str(target).removeprefix(_REFERENCE)
        if name == target or name not in self.definitions:
            raise self._wrong(path, f"$ref {target!r} leads nowhere")
        if name in inside:
            raise self._wrong(path, "recursive schemas are not supported")
        self.check(self.definitions[name], path, (*inside, name))

    def _wrong(self, path: str, words: str) -> ApiError:
        return ApiError(f"{self.root}{path}: {words}")
