"""The base of every API: django-ninja made to follow the REST-API Design Rules 2.2 of Logius.

Errors are problem+json and wrong input is 400 with all problems at once; every answer names its
version; fields are camelCase outside and snake_case inside; addresses have no trailing slash and
carry nothing about a person. Put each API under ``/api/v<major>``, and declare on each operation
who may call it, below the route::

    api = SamenAPI(title="Help directory", version="1.0.0", base_path="/api/v1")

    @api.get("/organisations", response=list[Organisation])
    @public
    def organisations(request): ...

Reference: https://gitdocumentatie.logius.nl/publicatie/api/adr/2.2/
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Annotated, Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from pydantic import ConfigDict, StringConstraints
from pydantic.alias_generators import to_camel

from samen.kernel.errors import InvalidInput, Problem
from samen.platform.web.access import public
from samen.platform.web.problems import CONTENT_TYPE, invalid_input_response, problem_response

LOGGER = logging.getLogger("samen.api")
VERSION_HEADER = "API-Version"
NonEmptyStr = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
"""A required text: django-ninja takes an empty string for one, which is not meant."""


class CamelSchema(Schema):
    """Fields in snake_case here, in camelCase in the API; unknown fields are refused."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="forbid")


class SamenAPI(NinjaAPI):
    """An API whose document and behaviour follow the design rules.

    Args:
        title: what it is about.
        version: full version, ``major.minor.patch``.
        base_path: where it is mounted: ``/api/v1``; ends with the major version.
        contact: ``name``, ``email`` and ``url`` of who answers questions about it.
    """

    def __init__(
        self,
        *,
        title: str,
        version: str,
        base_path: str,
        contact: dict[str, str],
        description: str = "",
        **options: Any,
    ) -> None:
        if not base_path.endswith(f"/v{version.split('.')[0]}"):
            raise ValueError(f"{base_path} must end with the major version of {version}")
        super().__init__(
            title=title,
            version=version,
            description=description,
            servers=[{"url": base_path}],
            docs_url=None,
            docs_decorator=_for_every_site,
            openapi_extra={"info": {"contact": contact}},
            **options,
        )
        self.add_exception_handler(InvalidInput, lambda _, error: invalid_input_response(error))
        self.add_exception_handler(ValidationError, _invalid)
        self.add_exception_handler(HttpError, _http_error)
        self.add_exception_handler(Http404, lambda *_: _problem(404, "There is nothing here."))
        self.add_exception_handler(
            PermissionDenied, lambda *_: _problem(403, "This is not for you to see or do.")
        )
        self.add_exception_handler(Exception, _failed)

    def create_response(self, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().create_response(*args, **kwargs)
        response[VERSION_HEADER] = self.version
        return response

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """The OpenAPI 3.1 document; paths are relative to ``servers``, which holds the version."""
        del path_prefix, path_params
        document = super().get_openapi_schema(path_prefix="")
        schemas = document["components"].setdefault("schemas", {})
        schemas["Problem"] = PROBLEM_SCHEMA
        for item in document["paths"].values():
            for operation in item.values():
                _complete(operation)
        return document


def _for_every_site(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The document is public and readable from any site, as the rules ask of ``openapi.json``."""

    @public
    def document(request: HttpRequest, **parameters: Any) -> HttpResponse:
        response = view(request, **parameters)
        response["Access-Control-Allow-Origin"] = "*"
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response

    return document


def _complete(operation: dict[str, Any]) -> None:
    """Add what the rules ask of every operation: the version header and the error answers."""
    responses = operation["responses"] = {
        str(status): answer for status, answer in operation["responses"].items()
    }
    for status, answer in responses.items():
        if status[0] in "23":
            answer.setdefault("headers", {})[VERSION_HEADER] = {
                "description": "The full version of this API",
                "schema": {"type": "string"},
                "example": "1.0.0",
            }
    errors = {"500": "Internal Server Error"}
    if operation.get("parameters") or "requestBody" in operation:
        errors["400"] = "Bad Request"
    if operation.get("security"):
        errors |= {"401": "Unauthorized", "403": "Forbidden"}
    if any(parameter["in"] == "path" for parameter in operation.get("parameters", ())):
        errors["404"] = "Not Found"
    for status, description in sorted(errors.items()):
        responses[status] = {
            "description": description,
            "content": {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }


PROBLEM_SCHEMA: dict[str, Any] = {
    "title": "Problem",
    "description": "An error as RFC 9457 describes it",
    "type": "object",
    "required": ["status", "title", "detail"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "status": {"type": "integer"},
        "title": {"type": "string"},
        "detail": {"type": "string"},
        "invalidParams": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["name", "reason", "code"],
                "properties": {
                    "name": {"type": "string"},
                    "reason": {"type": "string"},
                    "code": {"type": "string"},
                },
            },
        },
    },
}


def _problem(status: int, detail: str) -> HttpResponse:
    return problem_response(status, detail)


def _http_error(_: HttpRequest, error: HttpError) -> HttpResponse:
    return _problem(error.status_code, error.message)


def _invalid(_: HttpRequest, error: ValidationError) -> HttpResponse:
    """Every problem with its place; pydantic's message, never the value that was sent."""
    problems = [
        Problem(
            ".".join(str(step) for step in item["loc"][1:]) or str(item["loc"][0]),
            item["msg"],
            code=item["type"],
        )
        for item in error.errors
    ]
    return invalid_input_response(InvalidInput(problems))


def _failed(_: HttpRequest, error: Exception) -> HttpResponse:
    LOGGER.error("operation failed", exc_info=(type(error), error, error.__traceback__))
    return _problem(500, "Something went wrong here; it has been noted.")
