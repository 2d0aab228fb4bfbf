"""Every error of this package: kinds by status, and a class for each code of the API's closed list."""

from .generated.problems import *
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
from .webhook import WebhookVerificationError as WebhookVerificationError
