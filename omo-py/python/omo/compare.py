"""How two values of a column are compared, for :class:`omo.identity.Linker`.

Each comparison is a ladder of levels, from equality down to difference. What a column holds says how its cells are
spelt first, so that width, case, old kanji, Japanese eras or a country's number do not matter.

Examples
--------
>>> compare = omo.identity.compare
>>> [level["name"] for level in compare.date("birthday", levels=[compare.level("a day off", days=1)])["levels"]]
['a day off']
"""

from omo._omo import (
    compare_address as address,
    compare_date as date,
    compare_distance_km as distance_km,
    compare_email as email,
    compare_exact as exact,
    compare_identifier as identifier,
    compare_name as name,
    compare_number as number,
    compare_phone as phone,
    compare_set as set,
    compare_text as text,
    level,
)

__all__ = ["address", "date", "distance_km", "email", "exact", "identifier", "level", "name", "number", "phone", "set", "text"]
