"""Why a measurement could not be made."""


class BenchError(Exception):
    """Base of these errors; the message says what to do."""


class MissingError(BenchError):
    """Something to measure with, or to compare with, is not installed."""


class UnequalAnswersError(BenchError):
    """The frameworks answer a request differently, so that their times can't be compared."""


class VisitFailedError(BenchError):
    """A page did not come up in the browser."""
