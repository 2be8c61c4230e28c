"""
The compiled part of omo; import `omo` instead.
"""

from datetime import datetime
from omo.typing import IntoProgress, IntoTable
from pandas import DataFrame
from polars import DataFrame as DataFrame2
from pyarrow import Table as Table2
from typing import Any, Final, SupportsIndex, final

__all__ = ["__version__", "Table", "_read", "_repeat", "_wait", "gtin_check_digit", "read_identifier", "read_time"]

__version__: Final[str]

@final
class Table:
    """
    A table of results, which every data frame takes.

    Hand it to ``polars.DataFrame(table)``, ``pandas.DataFrame.from_arrow(table)``, ``pyarrow.table(table)`` or
    ``duckdb.sql("from table")``, or use the methods below; nothing is copied by the first four. It never changes.

    Parameters
    ----------
    data
        What other functions of omo take too: a data frame (polars, pandas, pyarrow, DuckDB or any with
        ``__arrow_c_stream__``), a dict of columns, or a list of dicts.

    Examples
    --------
    >>> table = omo.Table({"customer": ["hanako", "taro"], "orders": [3, 1]})
    >>> table
    customer  orders
    hanako         3
    taro           1
    (2 rows)
    >>> table["orders"]
    [3, 1]
    """
    def __arrow_c_schema__(self, /) -> object:
        """
        The names and types of the columns as an Arrow schema.

        Examples
        --------
        >>> type(omo.Table({"orders": [3, 1]}).__arrow_c_schema__()).__name__
        'PyCapsule'
        """
    def __arrow_c_stream__(self, /, requested_schema: "object" = None) -> object:
        """
        The table as an Arrow stream: the protocol by which data frames take it.

        Examples
        --------
        >>> type(omo.Table({"orders": [3, 1]}).__arrow_c_stream__()).__name__
        'PyCapsule'
        """
    def __getitem__(self, column: str, /) -> list[Any]:
        """
        The values of one column.
        """
    def __len__(self, /) -> int: ...
    def __new__(cls, /, data: IntoTable) -> Table: ...
    def __repr__(self, /) -> str: ...
    def _repr_html_(self, /) -> str: ...
    @property
    def columns(self, /) -> list[str]:
        """
        The columns' names in order.

        Examples
        --------
        >>> omo.Table({"customer": ["hanako"], "orders": [3]}).columns
        ['customer', 'orders']
        """
    def to_arrow(self, /) -> Table2:
        """
        The table as a pyarrow ``Table``.

        Examples
        --------
        >>> omo.Table({"orders": [3, 1]}).to_arrow().num_rows
        2
        """
    def to_dicts(self, /) -> list[dict[str, Any]]:
        """
        The table as a list of dicts, one a row.

        Examples
        --------
        >>> omo.Table({"customer": ["hanako", "taro"], "orders": [3, None]}).to_dicts()
        [{'customer': 'hanako', 'orders': 3}, {'customer': 'taro', 'orders': None}]
        """
    def to_pandas(self, /) -> DataFrame:
        """
        The table as a pandas ``DataFrame``.

        Examples
        --------
        >>> omo.Table({"orders": [3, 1]}).to_pandas().shape
        (2, 1)
        """
    def to_polars(self, /) -> DataFrame2:
        """
        The table as a polars ``DataFrame``.

        Examples
        --------
        >>> omo.Table({"orders": [3, 1]}).to_polars()["orders"].sum()
        4
        """

def _read(table: IntoTable, column: str, kind: str, *, zone: str = "UTC", missing: bool = True, columns: dict[str, str] | None = None) -> Table:
    """
    Reads a column in one of the ways functions do, missing cells allowed or not.
    """

def _repeat(kind: str, value: Any) -> Any:
    """
    Reads a record and gives it back.
    """

def _wait(steps: SupportsIndex, *, tells: bool = True, progress: IntoProgress | None = None) -> int:
    """
    Waits as a long fit would, in steps of a millisecond.
    """

def gtin_check_digit(digits: str) -> int | None:
    """
    The check digit that follows the digits of a GTIN (JAN, EAN, UPC), SSCC or GLN.

    Parameters
    ----------
    digits
        One to seventeen digits, without the check digit.

    Returns
    -------
    int or None
        0 to 9; None when ``digits`` holds anything else.

    Examples
    --------
    >>> omo.gtin_check_digit("629104150021")
    3
    """

def read_identifier(kind: str, text: str) -> dict[str, Any]:
    """
    An identifier in its one canonical spelling.

    Two spellings of one phone number, e-mail address or member id give the same value, so that columns of them
    can be compared and joined.

    Parameters
    ----------
    kind
        What it is: ``"member_id"``, ``"email"``, ``"app_id"``, ``"payment_token"``, ``"name_address"``,
        ``"name_phone"``, ``"phone"``, ``"device"`` or ``"cookie"``.
    text
        The identifier as it was written. Names with an address or phone are written ``name|address``.

    Returns
    -------
    dict
        Its ``"kind"`` and ``"value"``, as in the identifiers of a touchpoint.

    Raises
    ------
    OmoError
        Code ``"format"`` when the kind is not known or the text has not its form.

    Examples
    --------
    >>> omo.read_identifier("phone", "０９０-１２３４-５６７８")
    {'kind': 'phone', 'value': '+819012345678'}
    >>> omo.read_identifier("email", " Hanako@Example.JP ")["value"]
    'hanako@example.jp'
    """

def read_time(text: str, zone: str = "UTC") -> datetime:
    """
    An instant, and what the clock on the wall showed there.

    Parameters
    ----------
    text
        RFC 3339 or ISO 8601, ``2026/3/1 9:05``, ``20260301``, a date alone (its midnight), or whole seconds or
        milliseconds since 1970 in ten or thirteen digits.
    zone
        The clock of times that do not name theirs: an IANA name or an offset such as ``+09:00``.

    Returns
    -------
    datetime.datetime
        With the offset of its clock.

    Raises
    ------
    OmoError
        Code ``"format"`` when it is no time from 1970 to 2199, or the zone is not known.

    Examples
    --------
    >>> omo.read_time("2026/3/1 9:05", zone="Asia/Tokyo").isoformat()
    '2026-03-01T09:05:00+09:00'
    >>> omo.read_time("2026-03-01T09:05:00Z").hour
    9
    """
