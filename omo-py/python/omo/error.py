"""The one error."""

__all__ = ["OmoError"]


class OmoError(ValueError):
    """Why a call could not be answered.

    Its message names columns, options and row numbers, never what a row holds: rows hold people. A value of the
    wrong *type*, such as a number where a table is due, is a ``TypeError`` instead.

    Attributes
    ----------
    code : str
        A stable word, the same in Rust and JavaScript: ``"option"``, ``"column"``, ``"length"``, ``"format"``,
        ``"unknown"``, ``"purpose"``, ``"model"``, ``"store"``, ``"fit"`` or ``"cancelled"``.

    Examples
    --------
    >>> try:
    ...     omo.read_time("yesterday")
    ... except omo.OmoError as error:
    ...     print(error.code)
    format
    """

    code: str

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.code = code

    def __reduce__(self) -> tuple[type["OmoError"], tuple[str, str]]:
        # Errors travel between processes, and the default would call the class with the message alone.
        return type(self), (str(self), self.code)


OmoError.__module__ = "omo"
