"""Refusals: what a person asked for and may not have, in words for that person."""


class DomainError(Exception):
    """A rule says no. The message says what, where and what to do next.

    `code` is a stable slug for programs, `status` the HTTP status: 409 when the state of things
    forbids it, 403 when the person may not, 400 when what was sent is wrong.
    """

    code = "refused"
    status = 409

    def __init__(self, message: str, *, code: str | None = None) -> None:
        super().__init__(message)
        if code is not None:
            self.code = code


class NotAllowed(DomainError):
    code = "not_allowed"
    status = 403


class BadInput(DomainError):
    code = "bad_input"
    status = 400
