"""Who is whom in steps, and what is made of customers once they are found.

A :class:`Linker` whose comparisons and blocking may be named, and whose model may be kept, and a :class:`LiveLinker` for
records that come one at a time. Then one golden record of all that is known of each customer, who lives together, and keys by which two shops find the customers they share without
showing them.

Examples
--------
>>> people = {"id": ["a", "b"], "name": ["Hanako Yamada", "hanako yamada"], "email": ["hanako@example.jp", None]}
>>> found = omo.resolve(people)
>>> golden = omo.identity.golden_records(people, found.customers)
>>> len(golden) == len(found)
True
"""

from omo import compare
from omo._omo import GoldenRecords, Households, Linker, LiveLinker, clk, clk_pairs, golden_records, households

__all__ = [
    "GoldenRecords",
    "Households",
    "Linker",
    "LiveLinker",
    "clk",
    "clk_pairs",
    "compare",
    "golden_records",
    "households",
]
