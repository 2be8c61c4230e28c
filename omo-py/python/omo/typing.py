"""What functions of omo take, for type checkers."""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol, Union

__all__ = ["ArrowStream", "IntoBytes", "IntoIds", "IntoInteractions", "IntoProgress", "IntoSessions", "IntoSpan", "IntoTable", "IntoTime", "SparseMatrix"]


class ArrowStream(Protocol):
    """Whatever hands over its rows as an Arrow stream: polars, pandas, pyarrow, DuckDB, and omo's own tables.

    Examples
    --------
    >>> hasattr(omo.Table({"orders": [3]}), "__arrow_c_stream__")
    True
    """

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """A capsule named ``arrow_array_stream``."""


#: Anything that is a table: a data frame, a dict of columns, or a list of dicts.
IntoTable = Union[ArrowStream, Mapping[str, "Sequence[Any] | Iterable[Any]"], Sequence[Mapping[str, Any]]]

#: What to show while a long call runs: True for a bar (with ``tqdm``), or a function of the share done.
IntoProgress = Union[bool, Callable[[float], object]]

#: Ids: a list, array or series of texts or whole numbers, or a table with a column of them.
IntoIds = Union[ArrowStream, Sequence[Union[str, int]], Mapping[str, "Sequence[Any] | Iterable[Any]"]]



class SparseMatrix(Protocol):
    """A sparse matrix as scipy has them, customers by items.

    Examples
    --------
    >>> hasattr(omo.Table({"orders": [3]}), "tocoo")
    False
    """

    @property
    def shape(self) -> tuple[int, int]:
        """How many rows and columns it has.

        Examples
        --------
        >>> hasattr(omo.typing.SparseMatrix, "shape")
        True
        """

    def tocoo(self) -> Any:
        """The same as lists of rows, columns and values.

        Examples
        --------
        >>> hasattr(omo.typing.SparseMatrix, "tocoo")
        True
        """


#: Interactions: a table of customers and items, or a sparse matrix of them.
IntoInteractions = Union[IntoTable, SparseMatrix]

#: Sessions: a list of lists of items, the oldest first, or a table with ``session`` and ``item``.
IntoSessions = Union[IntoTable, Iterable["Iterable[str] | Iterable[int]"]]

#: A file: its bytes, or its path.
IntoBytes = Union[bytes, bytearray, str, "os.PathLike[str]"]

#: A span of time: text as ``"7d"``, ``"12h"`` or ``"30m"``, a timedelta, or days.
IntoSpan = Union[str, datetime.timedelta, float]

#: A time or a day; without a zone it is on the shop's clock.
IntoTime = Union[datetime.datetime, datetime.date, str]
