"""One customer, one journey, the next best thing to do.

omo turns what happens at every touchpoint of a shop, online and offline, into customers, journeys and
recommendations, inside your own process: no server, no cloud.

Tables go in as they are (polars, pandas, pyarrow, DuckDB, dicts and lists) and come out as :class:`Table`, which
all of them take. What goes wrong is an :class:`OmoError` with a ``code``.

Examples
--------
>>> import omo
>>> omo.read_identifier("phone", "090-1234-5678")["value"]
'+819012345678'
"""

from omo import identity, journey, measure, plot, recommend, value
from omo._omo import (
    Engine,
    Journeys,
    Resolution,
    Summary,
    Table,
    __version__,
    gtin_check_digit,
    read_identifier,
    read_time,
    resolve,
)
from omo.error import OmoError

__all__ = [
    "Engine",
    "Journeys",
    "OmoError",
    "Resolution",
    "Summary",
    "Table",
    "__version__",
    "gtin_check_digit",
    "identity",
    "journey",
    "measure",
    "plot",
    "read_identifier",
    "read_time",
    "recommend",
    "resolve",
    "value",
]
