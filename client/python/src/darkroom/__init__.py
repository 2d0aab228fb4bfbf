"""Typed client of Darkroom: jobs, live progress, files, characters, storyboards."""

from . import errors as errors
from .body import Content as Content, Form as Form
from .client import Darkroom as Darkroom
from .connection import Response as Response
from .generated import models as models
from .kinds import (
    AuthenticationError as AuthenticationError,
    ConflictError as ConflictError,
    DarkroomError as DarkroomError,
    InvalidRequestError as InvalidRequestError,
    NotFoundError as NotFoundError,
    PermissionDeniedError as PermissionDeniedError,
    RateLimitError as RateLimitError,
    ServerError as ServerError,
    UnreachableError as UnreachableError,
)
from .transport import RequestOptions as RequestOptions
from .webhook import WebhookVerificationError as WebhookVerificationError, verify_webhook as verify_webhook
