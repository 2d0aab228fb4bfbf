"""From an answer that is no success to the error that is raised."""

from __future__ import annotations

import json
import re
from typing import Any, Mapping

from .generated.problems import PROBLEMS
from .kinds import DarkroomError, kind_of

_MARKUP = re.compile(r"<[^>]*>|\s+")


def refusal_of(status: int, content_type: str, request_id: str | None, body: bytes, url: str) -> DarkroomError:
    """The error of a refused request. What is no problem body becomes one with code `http_<status>`."""
    problem = _problem_of(body)
    if problem is None:
        words = _MARKUP.sub(" ", body.decode("utf-8", "replace")).strip()[:200]
        told = content_type.split(";")[0] or "no content"
        message = (
            f"{url} is no Darkroom edge, or something stands before it: "
            f"it answered {status} ({told}{': ' + words if words else ''})"
        )
        return kind_of(status)(status, f"http_{status}", message, None, request_id)
    code = problem["code"]
    detail = problem["detail"]
    # The first of them is often what the whole says.
    further = [item for item in problem["errors"] if item.get("message", "") not in detail]
    where = "".join(f"\n  {item.get('pointer', '')}: {item.get('message', '')}" for item in further)
    kind = PROBLEMS.get(code, kind_of(status))
    return kind(status, code, f"{detail}{where}", problem, request_id)


def _problem_of(body: bytes) -> Mapping[str, Any] | None:
    try:
        problem = json.loads(body)
    except ValueError:
        return None
    if not isinstance(problem, dict):
        return None
    code, detail, errors = (problem.get(name) for name in ("code", "detail", "errors"))
    if not isinstance(code, str) or not isinstance(detail, str) or not isinstance(errors, list):
        return None
    return problem if all(isinstance(item, dict) for item in errors) else None
