"""The two error shapes that Spotify has: the Web API's and the accounts service's."""


class ApiError(Exception):
    """Answered as `{"error": {"status", "message"}}`, with a `reason` where there is one."""

    def __init__(
        self, status: int, message: str, reason: str = "", retry_after: int | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.reason = reason
        self.retry_after = retry_after
        """Seconds to wait; None where the answer does not tell."""


class TokenError(Exception):
    """Answered as `{"error", "error_description"}`."""

    def __init__(self, error: str, description: str, status: int = 400) -> None:
        super().__init__(description)
        self.error = error
        self.description = description
        self.status = status
