"""What is made of customers once they are found.

One golden record of all that is known of each, who lives together, and keys by which two shops find the customers they
share without showing them.

Examples
--------
>>> people = {"id": ["a", "b"], "name": ["Hanako Yamada", "hanako yamada"], "email": ["hanako@example.jp", None]}
>>> found = omo.resolve(people)
>>> golden = omo.identity.golden_records(people, found.customers)
>>> len(golden) == len(found)
True
"""

from omo._omo import GoldenRecords, Households, clk, clk_pairs, golden_records, households

__all__ = ["GoldenRecords", "Households", "clk", "clk_pairs", "golden_records", "households"]
