"""
The compiled part of omo; import `omo` instead.
"""

from _typeshed import SupportsGetItem
from datetime import datetime
from omo.typing import IntoBytes, IntoIds, IntoInteractions, IntoProgress, IntoSessions, IntoTable, IntoTime
from os import PathLike
from pandas import DataFrame
from polars import DataFrame as DataFrame2
from pyarrow import Table as Table2
from typing import Any, Final, SupportsFloat, SupportsIndex, final

__all__ = ["__version__", "Allocation", "Als", "BgBb", "BgNbd", "Ease", "Engine", "Experiment", "GammaGamma", "GoldenRecords", "Households", "ItemKnn", "Journeys", "KpiTree", "LinUcb", "Linker", "LiveLinker", "MbgNbd", "NextBasket", "ParetoNbd", "Popular", "Qini", "Ranking", "Resolution", "Session", "Signage", "Summary", "Table", "Thompson", "Uplift", "_read", "_repeat", "_wait", "allocate", "attribute", "calibration_chart", "choose_order", "clk", "clk_pairs", "compare_address", "compare_date", "compare_distance_km", "compare_email", "compare_exact", "compare_identifier", "compare_name", "compare_number", "compare_phone", "compare_set", "compare_text", "experiment", "fan_score", "golden_records", "gtin_check_digit", "held_out", "households", "incremental_sales", "kpi_tree", "level", "maturity", "off_policy", "pair_scores", "parity", "power", "qini", "ranking", "ranking_report", "read_identifier", "read_time", "resolve", "rfm", "rfm_chart", "sample_size", "summary", "tracking_chart"]

__version__: Final[str]

@final
class Allocation:
    """
    Who gets which coupon; :func:`allocate` makes it.

    Examples
    --------
    >>> offers = {"customer_id": ["hanako", "taro"], "coupon": ["5%", "5%"], "value": [300, 400], "cost": [100, 200]}
    >>> len(omo.recommend.allocate(offers, budget=200))
    1
    """
    def __len__(self, /) -> int: ...
    def __repr__(self, /) -> str: ...
    @property
    def bound(self, /) -> float:
        """
        What no choice within the limits can exceed.

        Examples
        --------
        >>> offers = {"customer_id": ["hanako", "taro"], "coupon": ["5%", "5%"], "value": [300, 400], "cost": [100, 200]}
        >>> omo.recommend.allocate(offers, budget=200).bound
        500.0
        """
    @property
    def chosen(self, /) -> Table:
        """
        What is given: ``customer_id``, ``coupon``, ``value``, ``cost``, in order of customers.

        Examples
        --------
        >>> offers = {"customer_id": [7, 3], "coupon": ["5%", "5%"], "value": [300, 400], "cost": [100, 200]}
        >>> omo.recommend.allocate(offers).chosen["customer_id"]
        [3, 7]
        """
    @property
    def cost(self, /) -> float:
        """
        What they are expected to cost together; never more than the budget.

        Examples
        --------
        >>> offers = {"customer_id": ["hanako", "taro"], "coupon": ["5%", "5%"], "value": [300, 400], "cost": [100, 200]}
        >>> omo.recommend.allocate(offers, budget=200).cost
        200.0
        """
    @property
    def gap(self, /) -> float:
        """
        By how much the best choice could be better at most: ``bound`` less ``value``.

        Examples
        --------
        >>> offers = {"customer_id": ["hanako", "taro"], "coupon": ["5%", "5%"], "value": [300, 400], "cost": [100, 200]}
        >>> omo.recommend.allocate(offers, budget=300).gap
        0.0
        """
    @property
    def piece_prices(self, /) -> dict[str, Any]:
        """
        What one more piece of a coupon would bring, by coupon; only those of which there are too few.

        Examples
        --------
        >>> offers = {"customer_id": ["hanako", "taro"], "coupon": ["fitting"] * 2, "value": [300, 400], "cost": [0, 0]}
        >>> omo.recommend.allocate(offers, pieces={"fitting": 1}).piece_prices
        {'fitting': 350.0}
        """
    @property
    def price(self, /) -> float:
        """
        What one more unit of money would bring; 0 where the budget is not used up.

        Examples
        --------
        >>> offers = {"customer_id": ["hanako", "taro"], "coupon": ["5%", "5%"], "value": [300, 400], "cost": [100, 200]}
        >>> omo.recommend.allocate(offers, budget=200).price
        2.0
        """
    @property
    def value(self, /) -> float:
        """
        What the coupons are expected to bring together.

        Examples
        --------
        >>> offers = {"customer_id": ["hanako", "taro"], "coupon": ["5%", "5%"], "value": [300, 400], "cost": [100, 200]}
        >>> omo.recommend.allocate(offers).value
        700.0
        """

@final
class Als:
    """
    Customers and items as points, so that the product of two says how much they belong together: implicit ALS.

    A customer's point is drawn from the own items when it is asked for, in microseconds, so new customers need no fit.

    Parameters
    ----------
    factors
        How many numbers a point has. 64.
    epochs
        How often customers and items are placed anew. 15.
    l2
        How strongly points are drawn to 0.
    frequency
        How the draw grows with how much is known of a point, from 0, not at all, to 1, in proportion.
    alpha
        How much an interaction counts beside the absence of one.
    weights
        What the weight of an interaction counts: ``"ones"`` (the default), ``"logs"`` or ``"plain"``.
    half_life
        Days after which a customer's own item speaks half as loud. Nothing is forgotten without it.
    seed
        Where items stand before they are placed: the same seed, the same model.

    Examples
    --------
    >>> bought = {"customer_id": ["a", "a", "b", "b", "c"], "item": ["tea", "cup", "tea", "cup", "tea"]}
    >>> model = omo.recommend.Als(factors=2).fit(bought)
    >>> model.recommend(["c"], n=1).to_dicts()[0]["reason"]
    '2 customers bought it as well as tea'
    """
    def __new__(cls, /, *, factors: SupportsIndex | None = None, epochs: SupportsIndex | None = None, l2: SupportsFloat | SupportsIndex | None = None, frequency: SupportsFloat | SupportsIndex | None = None, alpha: SupportsFloat | SupportsIndex | None = None, weights: str | None = None, half_life: SupportsFloat | SupportsIndex | None = None, seed: SupportsIndex | None = None) -> Als: ...
    def __repr__(self, /) -> str: ...
    def exclusions(self, /, customers: IntoIds | None = None, n: SupportsIndex = 10, exclude_seen: bool = True, *, allow: IntoIds | None = None, exclude: dict[str, IntoIds] | None = None) -> Table:
        """
        What kept better items out of the lists that :meth:`recommend` gives for the same arguments.

        Parameters
        ----------
        customers
            As for :meth:`recommend`.
        n
            How many items each.
        exclude_seen
            Leave out what the customer has to do with already: the cause ``already_bought``.
        allow
            Nothing but these items.
        exclude
            Items that must not be, by cause.

        Returns
        -------
        Table
            ``customer_id``, ``cause``, ``items``.

        Examples
        --------
        >>> bought = {"customer_id": ["a", "a", "b", "b", "c"], "item": ["tea", "cup", "tea", "cup", "tea"]}
        >>> model = omo.recommend.Als().fit(bought)
        >>> model.exclusions(["c"], n=1, exclude={"out_of_stock": ["cup"]})["cause"]
        ['already_bought', 'out_of_stock']
        """
    def fit(self, /, table: IntoInteractions, *, zone: str = "UTC", columns: dict[str, str] | None = None, customers: IntoIds | None = None, items: IntoIds | None = None) -> "Als":
        """
        Learns from a table of interactions, or from a sparse matrix.

        Parameters
        ----------
        table
            A table with ``customer_id`` and ``item``, and if there are such ``weight`` (how often, how many stars; 1 without it)
            and ``occurred_at``; rows of one customer and item add up. Or a sparse matrix of scipy, customers by items.
        zone
            The clock of times that do not name theirs.
        columns
            Their column to omo's, ``{"user": "customer_id"}``.
        customers
            Of a matrix, the ids of its rows; their numbers without it.
        items
            Of a matrix, the ids of its columns; their numbers without it.

        Returns
        -------
        Als
            The model itself, fitted.

        Raises
        ------
        OmoError
            Code ``"column"`` for a weight that is below 0 or no number and for a missing cell, naming the row; ``"option"`` for
            an option out of its range.

        Examples
        --------
        >>> bought = {"customer_id": ["a", "a", "b", "b", "c"], "item": ["tea", "cup", "tea", "cup", "tea"]}
        >>> omo.recommend.Als().fit(bought)
        omo.recommend.Als(3 customers, 2 items)
        """
    @staticmethod
    def load(path: str | PathLike[str]) -> Als:
        """
        The model that :meth:`save` wrote.

        Parameters
        ----------
        path
            The file.

        Raises
        ------
        OmoError
            Code ``"model"`` for another kind or version and for a file that was cut off.

        Examples
        --------
        >>> import tempfile, os
        >>> path = os.path.join(tempfile.mkdtemp(), "model.json")
        >>> _ = open(path, "w").write("{}")
        >>> try:
        ...     omo.recommend.Als.load(path)
        ... except omo.OmoError as error:
        ...     error.code
        'model'
        """
    def recommend(self, /, customers: IntoIds | None = None, n: SupportsIndex = 10, exclude_seen: bool = True, *, allow: IntoIds | None = None, exclude: dict[str, IntoIds] | None = None, language: str = "en") -> Table:
        """
        The best items for each customer, with reasons.

        A customer the model does not know sees what most have; so do lists that are not full otherwise, and ``n`` items come
        back whenever ``n`` are allowed.

        Parameters
        ----------
        customers
            Ids, or a table with ``customer_id``; all that the model knows without it.
        n
            How many items each.
        exclude_seen
            Leave out what the customer has to do with already.
        allow
            Nothing but these items: ids, or a table with ``item``.
        exclude
            Items that must not be, by cause: ``{"out_of_stock": [...]}``.
        language
            Of the reasons: ``"en"`` or ``"ja"``.

        Returns
        -------
        Table
            ``customer_id``, ``rank``, ``item``, ``score``, ``reason``; best first, customers in the order asked.

        Examples
        --------
        >>> bought = {"customer_id": ["a", "a", "b", "b", "c"], "item": ["tea", "cup", "tea", "cup", "tea"]}
        >>> model = omo.recommend.Als().fit(bought)
        >>> model.recommend(["c"], n=1)["item"]
        ['cup']
        """
    def recommend_for(self, /, table: IntoInteractions, n: SupportsIndex = 10, exclude_seen: bool = True, *, allow: IntoIds | None = None, exclude: dict[str, IntoIds] | None = None, language: str = "en", zone: str = "UTC", columns: dict[str, str] | None = None, customers: IntoIds | None = None, items: IntoIds | None = None) -> Table:
        """
        The best items for people the model need not know, by what they have to do with: no fit, no waiting.

        Parameters
        ----------
        table
            Their interactions, as for :meth:`fit`; items the model never saw say nothing.
        n
            How many items each.
        exclude_seen
            Leave out what they have to do with already.
        allow
            Nothing but these items.
        exclude
            Items that must not be, by cause.
        language
            Of the reasons: ``"en"`` or ``"ja"``.
        zone
            The clock of times that do not name theirs.
        columns
            Their column to omo's.
        customers
            Of a matrix, the ids of its rows.
        items
            Of a matrix, the ids of its columns: those the model was fitted with.

        Returns
        -------
        Table
            As of :meth:`recommend`, customers in the order of their ids.

        Examples
        --------
        >>> bought = {"customer_id": ["a", "a", "b", "b", "c"], "item": ["tea", "cup", "tea", "cup", "tea"]}
        >>> model = omo.recommend.Als().fit(bought)
        >>> model.recommend_for({"customer_id": ["new"], "item": ["cup"]}, n=1)["item"]
        ['tea']
        """
    def save(self, /, path: str | PathLike[str]) -> None:
        """
        Writes the model with all it was told to a file, which Rust and JavaScript read as well.

        Parameters
        ----------
        path
            The file; what is there is overwritten. It holds the customers' ids and items: keep it as you keep those.

        Examples
        --------
        >>> import tempfile, os
        >>> bought = {"customer_id": ["a", "a", "b", "b", "c"], "item": ["tea", "cup", "tea", "cup", "tea"]}
        >>> path = os.path.join(tempfile.mkdtemp(), "model.json")
        >>> omo.recommend.Als().fit(bought).save(path)
        >>> omo.recommend.Als.load(path)
        omo.recommend.Als(3 customers, 2 items)
        """
    def similar_items(self, /, items: IntoIds, n: SupportsIndex = 10) -> Table:
        """
        The items most like each item.

        Parameters
        ----------
        items
            Ids, or a table with ``item``; an item the model does not know has no rows in the answer.
        n
            How many each.

        Returns
        -------
        Table
            ``item``, ``rank``, ``similar``, ``score``; the most like first.

        Examples
        --------
        >>> bought = {"customer_id": ["a", "a", "b", "b", "c"], "item": ["tea", "cup", "tea", "cup", "tea"]}
        >>> model = omo.recommend.Als().fit(bought)
        >>> model.similar_items(["tea", "moon"])["similar"]
        ['cup']
        """
    def update(self, /, table: IntoInteractions, *, zone: str = "UTC", columns: dict[str, str] | None = None, customers: IntoIds | None = None, items: IntoIds | None = None) -> "Als":
        """
        Tells the fitted model of more interactions, of customers and items it knows or not.

        The items stay where they are, and the answers know what was told: fit again to learn from it.

        Parameters
        ----------
        table
            As for :meth:`fit`.
        zone
            The clock of times that do not name theirs.
        columns
            Their column to omo's.
        customers
            Of a matrix, the ids of its rows.
        items
            Of a matrix, the ids of its columns.

        Returns
        -------
        Als
            The model itself.

        Examples
        --------
        >>> bought = {"customer_id": ["a", "a", "b", "b", "c"], "item": ["tea", "cup", "tea", "cup", "tea"]}
        >>> model = omo.recommend.Als().fit(bought)
        >>> model.update({"customer_id": ["d"], "item": ["cup"]})
        omo.recommend.Als(4 customers, 2 items)
        """

@final
class BgBb:
    """
    BG/BB: customers who in each period buy or do not, and may leave at its start (Fader, Hardie and Shang 2010).

    ``frequency`` counts periods with a purchase, ``recency`` is the last of them, ``age`` how many there were after the first
    purchase; the papers' ``n`` and lifetimes' ``n_periods`` are read as well.

    Examples
    --------
    >>> givers = {"frequency": [0, 1, 1, 2, 2, 3], "recency": [0, 1, 3, 2, 3, 3], "age": [3] * 6,
    ...           "customers": [500, 90, 60, 50, 70, 130]}
    >>> sorted(omo.value.BgBb().fit(givers).params)
    ['alpha', 'beta', 'delta', 'gamma']
    """
    def __new__(cls, /) -> BgBb: ...
    def __repr__(self, /) -> str: ...
    @property
    def converged(self, /) -> bool:
        """
        Whether the model is fitted; a fit that finds no top raises instead.

        Examples
        --------
        >>> omo.value.BgBb().converged
        False
        """
    def expected(self, /, t: SupportsFloat | SupportsIndex, summary: IntoTable | None = None) -> list[float]:
        """
        In how many of the next ``t`` periods each customer is expected to buy.

        Parameters
        ----------
        t
            How many periods, a whole number.
        summary
            Other customers than those it was fitted to.

        Returns
        -------
        list of float
            One number a row.

        Examples
        --------
        >>> givers = {"frequency": [0, 1, 1, 2, 2, 3], "recency": [0, 1, 3, 2, 3, 3], "age": [3] * 6,
        ...           "customers": [500, 90, 60, 50, 70, 130]}
        >>> expected = omo.value.BgBb().fit(givers).expected(3)
        >>> expected[0] < expected[5] < 3
        True
        """
    def fit(self, /, summary: IntoTable) -> "BgBb":
        """
        Fits the model by maximum likelihood.

        Parameters
        ----------
        summary
            A table with ``frequency``, ``recency`` and ``age`` in whole periods, such as :func:`summary` gives with
            ``period="week", once_per="week"``; a column ``customers`` (also ``weights``) says how many customers a row stands for.

        Returns
        -------
        BgBb
            The model itself, fitted.

        Raises
        ------
        OmoError
            Code ``"fit"`` where the likelihood has no top, saying why; ``"column"`` for a history that cannot be.

        Examples
        --------
        >>> givers = {"frequency": [0, 1, 1, 2, 2, 3], "recency": [0, 1, 3, 2, 3, 3], "age": [3] * 6,
        ...           "customers": [500, 90, 60, 50, 70, 130]}
        >>> omo.value.BgBb().fit(givers).converged
        True
        """
    @staticmethod
    def load(path: str | PathLike[str]) -> BgBb:
        """
        A model that a file keeps; ask it about a table.

        Parameters
        ----------
        path
            The file.

        Raises
        ------
        OmoError
            Code ``"model"`` when the file holds no such model.

        Examples
        --------
        >>> import tempfile, pathlib
        >>> file = pathlib.Path(tempfile.mkdtemp()) / "model.json"
        >>> shop = {"frequency": [0, 1, 1, 2, 2, 3], "recency": [0, 1, 3, 2, 3, 3], "age": [3] * 6,
        ...         "customers": [500, 90, 60, 50, 70, 130]}
        >>> omo.value.BgBb().fit(shop).save(file)
        >>> len(omo.value.BgBb.load(file).p_alive(shop))
        6
        """
    @property
    def log_likelihood(self, /) -> float:
        """
        The log-likelihood of all customers together, in the unit of the table.

        Examples
        --------
        >>> shop = {"frequency": [0, 1, 1, 2, 2, 3], "recency": [0, 1, 3, 2, 3, 3], "age": [3] * 6,
        ...         "customers": [500, 90, 60, 50, 70, 130]}
        >>> omo.value.BgBb().fit(shop).log_likelihood < 0
        True
        """
    def p_alive(self, /, summary: IntoTable | None = None) -> list[float]:
        """
        How likely each customer is still one in the period that comes next.

        Parameters
        ----------
        summary
            Other customers than those it was fitted to.

        Returns
        -------
        list of float
            One number from 0 to 1 a row.

        Examples
        --------
        >>> givers = {"frequency": [0, 1, 1, 2, 2, 3], "recency": [0, 1, 3, 2, 3, 3], "age": [3] * 6,
        ...           "customers": [500, 90, 60, 50, 70, 130]}
        >>> alive = omo.value.BgBb().fit(givers).p_alive()
        >>> alive[1] < alive[2]
        True
        """
    @property
    def params(self, /) -> dict[str, Any]:
        """
        The parameters by name, in the unit of the table.

        Examples
        --------
        >>> shop = {"frequency": [0, 1, 1, 2, 2, 3], "recency": [0, 1, 3, 2, 3, 3], "age": [3] * 6,
        ...         "customers": [500, 90, 60, 50, 70, 130]}
        >>> omo.value.BgBb().fit(shop).params["gamma"] > 0
        True
        """
    def save(self, /, path: str | PathLike[str]) -> None:
        """
        Keeps the parameters in a file of JSON; no customer is in it.

        Parameters
        ----------
        path
            The file.

        Examples
        --------
        >>> import tempfile, pathlib
        >>> file = pathlib.Path(tempfile.mkdtemp()) / "model.json"
        >>> shop = {"frequency": [0, 1, 1, 2, 2, 3], "recency": [0, 1, 3, 2, 3, 3], "age": [3] * 6,
        ...         "customers": [500, 90, 60, 50, 70, 130]}
        >>> model = omo.value.BgBb().fit(shop)
        >>> model.save(file)
        >>> omo.value.BgBb.load(file).params == model.params
        True
        """
    @property
    def standard_errors(self, /) -> dict[str, Any]:
        """
        Standard errors of the parameters by name, from the curvature of the likelihood.

        Examples
        --------
        >>> shop = {"frequency": [0, 1, 1, 2, 2, 3], "recency": [0, 1, 3, 2, 3, 3], "age": [3] * 6,
        ...         "customers": [500, 90, 60, 50, 70, 130]}
        >>> omo.value.BgBb().fit(shop).standard_errors["gamma"] > 0
        True
        """

@final
class BgNbd:
    """
    BG/NBD: customers who buy at random times and may leave after each repeat purchase (Fader, Hardie and Lee 2005).

    With covariates, which are columns of the summary with a number or yes and no for each customer, customers who differ
    in them buy and leave differently (Fader and Hardie, *Incorporating time-invariant covariates*, 2007).
    Then ``params`` has ``purchase:NAME`` (``alpha`` is divided by e to it), ``dropout_a:NAME`` and ``dropout_b:NAME`` (``a`` and ``b`` are multiplied), for each unit of the covariate; the other parameters are of a customer whose covariates are all 0.

    Parameters
    ----------
    covariates
        Columns by which customers buy more or less often and leave sooner or later.
    purchase_covariates
        Columns by which they only buy more or less often.
    dropout_covariates
        Columns by which they only leave sooner or later.

    Examples
    --------
    >>> shop = {"frequency": [0, 1, 1, 2, 3, 5, 12], "recency": [0, 6, 21, 9, 33, 32, 38],
    ...         "age": [39] * 7, "customers": [100, 8, 2, 10, 6, 12, 4]}
    >>> model = omo.value.BgNbd().fit(shop)
    >>> sorted(model.params) == ['a', 'alpha', 'b', 'r']
    True
    >>> shop["acquired_online"] = [False, True, False, True, True, False, True]
    >>> model = omo.value.BgNbd(purchase_covariates=["acquired_online"]).fit(shop)
    >>> model.params["purchase:acquired_online"] > 0
    True
    """
    def __new__(cls, /, covariates: SupportsGetItem[int, str] = ..., *, purchase_covariates: SupportsGetItem[int, str] = ..., dropout_covariates: SupportsGetItem[int, str] = ...) -> BgNbd: ...
    def __repr__(self, /) -> str: ...
    @property
    def converged(self, /) -> bool:
        """
        Whether the model is fitted; a fit that finds no top raises instead.

        Examples
        --------
        >>> omo.value.BgNbd().converged
        False
        """
    def discounted(self, /, steps: SupportsIndex = 12, *, step: SupportsFloat | SupportsIndex = 1.0, discount: SupportsFloat | SupportsIndex = 0.01, summary: IntoTable | None = None) -> list[float]:
        """
        How many purchases to expect of each customer in steps to come, each worth less than the one before.

        The sum over steps i from 1 of what is expected in step i, divided by ``(1 + discount) ** i``. Times the customer's
        expected spend it is the lifetime value: see :meth:`GammaGamma.lifetime_value`.

        Parameters
        ----------
        steps
            How many steps.
        step
            How long each is, in the unit of the table: 4.345 weeks are a month.
        discount
            By how much what comes a step later is worth less.
        summary
            Other customers than those it was fitted to.

        Examples
        --------
        >>> shop = {"frequency": [0, 1, 1, 2, 3, 5, 12], "recency": [0, 6, 21, 9, 33, 32, 38],
        ...         "age": [39] * 7, "customers": [100, 8, 2, 10, 6, 12, 4]}
        >>> model = omo.value.BgNbd().fit(shop)
        >>> sum(model.discounted(12)) < sum(model.expected(12))
        True
        """
    def expected(self, /, t: SupportsFloat | SupportsIndex, summary: IntoTable | None = None) -> list[float]:
        """
        How many purchases to expect of each customer in the next ``t``.

        Parameters
        ----------
        t
            How long, in the unit of the table.
        summary
            Other customers than those it was fitted to.

        Returns
        -------
        list of float
            One number a row.

        Examples
        --------
        >>> shop = {"frequency": [0, 1, 1, 2, 3, 5, 12], "recency": [0, 6, 21, 9, 33, 32, 38],
        ...         "age": [39] * 7, "customers": [100, 8, 2, 10, 6, 12, 4]}
        >>> expected = omo.value.BgNbd().fit(shop).expected(12)
        >>> len(expected), expected[0] < expected[6]
        (7, True)
        """
    def expected_new(self, /, t: SupportsFloat | SupportsIndex, covariates: dict[str, SupportsFloat | SupportsIndex] | None = None) -> float:
        """
        How many repeat purchases to expect of a new customer within ``t`` of the first purchase.

        Parameters
        ----------
        t
            How long, in the unit of the table.
        covariates
            What is known of the customer, ``{"acquired_online": 1}``, for a model with covariates.

        Examples
        --------
        >>> shop = {"frequency": [0, 1, 1, 2, 3, 5, 12], "recency": [0, 6, 21, 9, 33, 32, 38],
        ...         "age": [39] * 7, "customers": [100, 8, 2, 10, 6, 12, 4]}
        >>> omo.value.BgNbd().fit(shop).expected_new(0.0)
        0.0
        """
    def fit(self, /, summary: IntoTable) -> "BgNbd":
        """
        Fits the model by maximum likelihood.

        Parameters
        ----------
        summary
            What :func:`summary` gives, or any table with ``frequency``, ``recency`` and ``age`` (also ``T``), all in one unit of
            time; a column ``customers`` (also ``weights``) says how many customers a row stands for.

        Returns
        -------
        BgNbd
            The model itself, fitted.

        Raises
        ------
        OmoError
            Code ``"fit"`` where the likelihood has no top, saying why; ``"column"`` for a history that cannot be, and for a
            covariate that is missing, the same for all or follows from others.

        Examples
        --------
        >>> omo.value.BgNbd().fit({"frequency": [0, 0], "recency": [0, 0], "age": [5, 9]})
        Traceback (most recent call last):
            ...
        omo.OmoError: the model does not fit: no customer came back, which says nothing about when they do; give it a longer time
        """
    @staticmethod
    def load(path: str | PathLike[str]) -> BgNbd:
        """
        A model that a file keeps; ask it about a table.

        Parameters
        ----------
        path
            The file.

        Raises
        ------
        OmoError
            Code ``"model"`` when the file holds no such model.

        Examples
        --------
        >>> import tempfile, pathlib
        >>> file = pathlib.Path(tempfile.mkdtemp()) / "model.json"
        >>> shop = {"frequency": [0, 1, 1, 2, 3, 5, 12], "recency": [0, 6, 21, 9, 33, 32, 38],
        ...         "age": [39] * 7, "customers": [100, 8, 2, 10, 6, 12, 4]}
        >>> omo.value.BgNbd().fit(shop).save(file)
        >>> len(omo.value.BgNbd.load(file).p_alive(shop))
        7
        """
    @property
    def log_likelihood(self, /) -> float:
        """
        The log-likelihood of all customers together, in the unit of the table.

        Examples
        --------
        >>> shop = {"frequency": [0, 1, 1, 2, 3, 5, 12], "recency": [0, 6, 21, 9, 33, 32, 38],
        ...         "age": [39] * 7, "customers": [100, 8, 2, 10, 6, 12, 4]}
        >>> omo.value.BgNbd().fit(shop).log_likelihood < 0
        True
        """
    def p_alive(self, /, summary: IntoTable | None = None) -> list[float]:
        """
        How likely each customer still is one: that the silence since the last purchase is chance.

        Parameters
        ----------
        summary
            Other customers than those it was fitted to.

        Returns
        -------
        list of float
            One number from 0 to 1 a row.

        Examples
        --------
        >>> shop = {"frequency": [0, 1, 1, 2, 3, 5, 12], "recency": [0, 6, 21, 9, 33, 32, 38],
        ...         "age": [39] * 7, "customers": [100, 8, 2, 10, 6, 12, 4]}
        >>> alive = omo.value.BgNbd().fit(shop).p_alive()
        >>> alive[1] < alive[2]
        True
        """
    @property
    def params(self, /) -> dict[str, Any]:
        """
        The parameters by name, in the unit of the table.

        Examples
        --------
        >>> shop = {"frequency": [0, 1, 1, 2, 3, 5, 12], "recency": [0, 6, 21, 9, 33, 32, 38],
        ...         "age": [39] * 7, "customers": [100, 8, 2, 10, 6, 12, 4]}
        >>> omo.value.BgNbd().fit(shop).params["alpha"] > 0
        True
        """
    def predict(self, /, t: SupportsFloat | SupportsIndex, summary: IntoTable | None = None) -> Table:
        """
        Customers with what to expect of them, as a table.

        Parameters
        ----------
        t
            How long, in the unit of the table.
        summary
            Other customers than those it was fitted to.

        Returns
        -------
        Table
            ``customer_id`` (the row's number where there is none), ``frequency``, ``p_alive`` and ``expected``.

        Examples
        --------
        >>> shop = {"frequency": [0, 1, 1, 2, 3, 5, 12], "recency": [0, 6, 21, 9, 33, 32, 38],
        ...         "age": [39] * 7, "customers": [100, 8, 2, 10, 6, 12, 4]}
        >>> omo.value.BgNbd().fit(shop).predict(12).columns
        ['customer_id', 'frequency', 'p_alive', 'expected']
        """
    def save(self, /, path: str | PathLike[str]) -> None:
        """
        Keeps the parameters in a file of JSON; no customer is in it.

        Parameters
        ----------
        path
            The file.

        Examples
        --------
        >>> import tempfile, pathlib
        >>> file = pathlib.Path(tempfile.mkdtemp()) / "model.json"
        >>> shop = {"frequency": [0, 1, 1, 2, 3, 5, 12], "recency": [0, 6, 21, 9, 33, 32, 38],
        ...         "age": [39] * 7, "customers": [100, 8, 2, 10, 6, 12, 4]}
        >>> model = omo.value.BgNbd().fit(shop)
        >>> model.save(file)
        >>> omo.value.BgNbd.load(file).params == model.params
        True
        """
    @property
    def standard_errors(self, /) -> dict[str, Any]:
        """
        Standard errors of the parameters by name, from the curvature of the likelihood.

        Examples
        --------
        >>> shop = {"frequency": [0, 1, 1, 2, 3, 5, 12], "recency": [0, 6, 21, 9, 33, 32, 38],
        ...         "age": [39] * 7, "customers": [100, 8, 2, 10, 6, 12, 4]}
        >>> omo.value.BgNbd().fit(shop).standard_errors["alpha"] > 0
        True
        """

@final
class Ease:
    """
    For each item the items that foretell it, each weighed beside all others: EASE, in closed form.

    Where two items always come together, they share what they have to say, which makes it the best of the simple models on
    most shops' tables. Fitting takes the number of items to the power of three: 10,000 items take seconds on two cores.

    Parameters
    ----------
    l2
        How strongly weights are drawn to 0: the more, the more customers it takes to believe. 250.
    keep
        How many items speak for each item: fewer make smaller files, more come nearer to all of them. 1,024.
    item_cap
        So many items, those of most customers, are solved for together; the others are known by their cosine alone. 10,000.
    weights
        What the weight of an interaction counts: ``"ones"`` (the default), ``"logs"`` or ``"plain"``.
    half_life
        Days after which a customer's own item speaks half as loud. Nothing is forgotten without it.

    Examples
    --------
    >>> bought = {"customer_id": ["a", "a", "b", "b", "c"], "item": ["tea", "cup", "tea", "cup", "tea"]}
    >>> model = omo.recommend.Ease(l2=1.0).fit(bought)
    >>> model.recommend(["c"], n=1).to_dicts()[0]["reason"]
    '2 customers bought it as well as tea'
    """
    def __new__(cls, /, *, l2: SupportsFloat | SupportsIndex | None = None, keep: SupportsIndex | None = None, item_cap: SupportsIndex | None = None, weights: str | None = None, half_life: SupportsFloat | SupportsIndex | None = None) -> Ease: ...
    def __repr__(self, /) -> str: ...
    def exclusions(self, /, customers: IntoIds | None = None, n: SupportsIndex = 10, exclude_seen: bool = True, *, allow: IntoIds | None = None, exclude: dict[str, IntoIds] | None = None) -> Table:
        """
        What kept better items out of the lists that :meth:`recommend` gives for the same arguments.

        Parameters
        ----------
        customers
            As for :meth:`recommend`.
        n
            How many items each.
        exclude_seen
            Leave out what the customer has to do with already: the cause ``already_bought``.
        allow
            Nothing but these items.
        exclude
            Items that must not be, by cause.

        Returns
        -------
        Table
            ``customer_id``, ``cause``, ``items``.

        Examples
        --------
        >>> bought = {"customer_id": ["a", "a", "b", "b", "c"], "item": ["tea", "cup", "tea", "cup", "tea"]}
        >>> model = omo.recommend.Ease().fit(bought)
        >>> model.exclusions(["c"], n=1, exclude={"out_of_stock": ["cup"]})["cause"]
        ['already_bought', 'out_of_stock']
        """
    def fit(self, /, table: IntoInteractions, *, zone: str = "UTC", columns: dict[str, str] | None = None, customers: IntoIds | None = None, items: IntoIds | None = None) -> "Ease":
        """
        Learns from a table of interactions, or from a sparse matrix.

        Parameters
        ----------
        table
            A table with ``customer_id`` and ``item``, and if there are such ``weight`` (how often, how many stars; 1 without it)
            and ``occurred_at``; rows of one customer and item add up. Or a sparse matrix of scipy, customers by items.
        zone
            The clock of times that do not name theirs.
        columns
            Their column to omo's, ``{"user": "customer_id"}``.
        customers
            Of a matrix, the ids of its rows; their numbers without it.
        items
            Of a matrix, the ids of its columns; their numbers without it.

        Returns
        -------
        Ease
            The model itself, fitted.

        Raises
        ------
        OmoError
            Code ``"column"`` for a weight that is below 0 or no number and for a missing cell, naming the row; ``"option"`` for
            an option out of its range.

        Examples
        --------
        >>> bought = {"customer_id": ["a", "a", "b", "b", "c"], "item": ["tea", "cup", "tea", "cup", "tea"]}
        >>> omo.recommend.Ease().fit(bought)
        omo.recommend.Ease(3 customers, 2 items)
        """
    @staticmethod
    def load(path: str | PathLike[str]) -> Ease:
        """
        The model that :meth:`save` wrote.

        Parameters
        ----------
        path
            The file.

        Raises
        ------
        OmoError
            Code ``"model"`` for another kind or version and for a file that was cut off.

        Examples
        --------
        >>> import tempfile, os
        >>> path = os.path.join(tempfile.mkdtemp(), "model.json")
        >>> _ = open(path, "w").write("{}")
        >>> try:
        ...     omo.recommend.Ease.load(path)
        ... except omo.OmoError as error:
        ...     error.code
        'model'
        """
    def recommend(self, /, customers: IntoIds | None = None, n: SupportsIndex = 10, exclude_seen: bool = True, *, allow: IntoIds | None = None, exclude: dict[str, IntoIds] | None = None, language: str = "en") -> Table:
        """
        The best items for each customer, with reasons.

        A customer the model does not know sees what most have; so do lists that are not full otherwise, and ``n`` items come
        back whenever ``n`` are allowed.

        Parameters
        ----------
        customers
            Ids, or a table with ``customer_id``; all that the model knows without it.
        n
            How many items each.
        exclude_seen
            Leave out what the customer has to do with already.
        allow
            Nothing but these items: ids, or a table with ``item``.
        exclude
            Items that must not be, by cause: ``{"out_of_stock": [...]}``.
        language
            Of the reasons: ``"en"`` or ``"ja"``.

        Returns
        -------
        Table
            ``customer_id``, ``rank``, ``item``, ``score``, ``reason``; best first, customers in the order asked.

        Examples
        --------
        >>> bought = {"customer_id": ["a", "a", "b", "b", "c"], "item": ["tea", "cup", "tea", "cup", "tea"]}
        >>> model = omo.recommend.Ease().fit(bought)
        >>> model.recommend(["c"], n=1)["item"]
        ['cup']
        """
    def recommend_for(self, /, table: IntoInteractions, n: SupportsIndex = 10, exclude_seen: bool = True, *, allow: IntoIds | None = None, exclude: dict[str, IntoIds] | None = None, language: str = "en", zone: str = "UTC", columns: dict[str, str] | None = None, customers: IntoIds | None = None, items: IntoIds | None = None) -> Table:
        """
        The best items for people the model need not know, by what they have to do with: no fit, no waiting.

        Parameters
        ----------
        table
            Their interactions, as for :meth:`fit`; items the model never saw say nothing.
        n
            How many items each.
        exclude_seen
            Leave out what they have to do with already.
        allow
            Nothing but these items.
        exclude
            Items that must not be, by cause.
        language
            Of the reasons: ``"en"`` or ``"ja"``.
        zone
            The clock of times that do not name theirs.
        columns
            Their column to omo's.
        customers
            Of a matrix, the ids of its rows.
        items
            Of a matrix, the ids of its columns: those the model was fitted with.

        Returns
        -------
        Table
            As of :meth:`recommend`, customers in the order of their ids.

        Examples
        --------
        >>> bought = {"customer_id": ["a", "a", "b", "b", "c"], "item": ["tea", "cup", "tea", "cup", "tea"]}
        >>> model = omo.recommend.Ease().fit(bought)
        >>> model.recommend_for({"customer_id": ["new"], "item": ["cup"]}, n=1)["item"]
        ['tea']
        """
    def save(self, /, path: str | PathLike[str]) -> None:
        """
        Writes the model with all it was told to a file, which Rust and JavaScript read as well.

        Parameters
        ----------
        path
            The file; what is there is overwritten. It holds the customers' ids and items: keep it as you keep those.

        Examples
        --------
        >>> import tempfile, os
        >>> bought = {"customer_id": ["a", "a", "b", "b", "c"], "item": ["tea", "cup", "tea", "cup", "tea"]}
        >>> path = os.path.join(tempfile.mkdtemp(), "model.json")
        >>> omo.recommend.Ease().fit(bought).save(path)
        >>> omo.recommend.Ease.load(path)
        omo.recommend.Ease(3 customers, 2 items)
        """
    def similar_items(self, /, items: IntoIds, n: SupportsIndex = 10) -> Table:
        """
        The items most like each item.

        Parameters
        ----------
        items
            Ids, or a table with ``item``; an item the model does not know has no rows in the answer.
        n
            How many each.

        Returns
        -------
        Table
            ``item``, ``rank``, ``similar``, ``score``; the most like first.

        Examples
        --------
        >>> bought = {"customer_id": ["a", "a", "b", "b", "c"], "item": ["tea", "cup", "tea", "cup", "tea"]}
        >>> model = omo.recommend.Ease().fit(bought)
        >>> model.similar_items(["tea", "moon"])["similar"]
        ['cup']
        """
    def update(self, /, table: IntoInteractions, *, zone: str = "UTC", columns: dict[str, str] | None = None, customers: IntoIds | None = None, items: IntoIds | None = None) -> "Ease":
        """
        Tells the fitted model of more interactions, of customers and items it knows or not.

        The weights stay, and the answers know what was told: fit again to learn from it.

        Parameters
        ----------
        table
            As for :meth:`fit`.
        zone
            The clock of times that do not name theirs.
        columns
            Their column to omo's.
        customers
            Of a matrix, the ids of its rows.
        items
            Of a matrix, the ids of its columns.

        Returns
        -------
        Ease
            The model itself.

        Examples
        --------
        >>> bought = {"customer_id": ["a", "a", "b", "b", "c"], "item": ["tea", "cup", "tea", "cup", "tea"]}
        >>> model = omo.recommend.Ease().fit(bought)
        >>> model.update({"customer_id": ["d"], "item": ["cup"]})
        omo.recommend.Ease(4 customers, 2 items)
        """

@final
class Engine:
    """
    A shop that knows its customers: facts go in, customers, journeys and advice come out.

    Everything stays in this process: in memory, or in one file with a ``path``. It may be used from several threads
    at once: readers go on beside each other, and wait only while a load is added. In a ``with`` block the file is
    closed at its end.

    Parameters
    ----------
    path
        The file, made if there is none; what a call has returned is on the disk. In memory when left out. One process
        at a time may have it open.
    zone
        The shop's zone, for times that do not name theirs: an IANA name or an offset such as ``+09:00``.
    identity
        A dict that changes who is taken for whom.
    linker
        A model of how people's records look alike: a :class:`~omo.identity.LiveLinker`, or the file that its ``save`` wrote.
        What touchpoints say of people (``traits`` called as the model's columns, e-mail addresses and phone numbers) is then
        compared as they come and go; who looks alike is one customer, as far as identifiers allow. No file of the shop holds
        the model; it holds values that two of its records had, so freeze it anew when people were erased from these.
    journey
        A dict of the keywords of :class:`Journeys` (``session_gap_minutes``, ``conversion_days``,
        ``crossing_days``, ``channels``, ``stages``).
    next_best_action
        A dict that changes what is worth doing.
    contact_policy
        A dict that changes how often and when people may be contacted: ``{"caps": [{"most": 2, "days": 7, "channel":
        "line"}], "quiet_from": 21, "quiet_until": 9}``; and ``after_complaint_days``, ``after_purchase_days``,
        ``unanswered``, ``rest_days`` and ``ahead_days``.
    offers
        A dict that changes what a ``fitting``, a ``visit``, a ``pickup`` and a ``coupon`` add to an offer, how strong a
        recommendation is (``recommend``, ``ideas``), and how stock is read (``safety``, ``stock_hours``,
        ``promised_days``).
    contact_channels
        Channels through which the shop can write to a customer, the dearest to the customer first; app, line,
        email, sms and phone when left out.
    online_store
        The store or warehouse, by its id in the stock, from which online orders are sent.
    key
        What the file is encrypted with, where the package was built with encryption.
    purposes
        A dict that changes what each purpose may see: ``{"analytics": {"shows": ["products"]}}``. ``service``,
        ``marketing``, ``analytics``, ``third_party`` and ``legal`` each have ``consent``, ``objection``,
        ``identifiers``, ``shows``, ``sensitive``, ``third_party`` and ``days``.
    sensitive
        Which facts are sensitive: ``{"rules": [{"data": "health", "categories": ["medicine"]}]}``.
    third_party
        Which facts come from elsewhere (``channels``, ``sources``), and what a consent to join them names.
    rights
        Within how many days requests are answered: ``{"access_days": 14}``.
    retention
        How long facts are kept: ``{"rules": [{"name": "browsing", "actions": ["view"], "erase_after": 365}]}``.
    profile
        A dict that changes how profiles are made (``survivorship``, ``default``, ``trusted``, ``window``, ``half_life``,
        ``weights``, ``top``).
    card
        A dict that changes what :meth:`context_card` tells (``steps``, ``open``, ``hints``).
    actions
        The shop's own words for actions, of which segments may speak.
    secret
        What the marks of erased people are made with, the same each time: without it nobody who holds the file can try
        out whose they are. Keep it elsewhere.

    Raises
    ------
    OmoError
        Code ``"option"`` when a key is misspelt or a value out of range, ``"store"`` when the file cannot be opened.

    Examples
    --------
    >>> shop = omo.Engine(zone="Asia/Tokyo")
    >>> shop.ingest([
    ...     {"id": 1, "occurred_at": "2026-03-01 09:00", "channel": "ec", "action": "view",
    ...      "cookie": "c1", "email": "hanako@example.jp", "product": "kettle"},
    ...     {"id": 2, "occurred_at": "2026-03-02 18:00", "channel": "pos", "action": "purchase", "store": "ginza",
    ...      "email": "Hanako@example.jp", "product": "kettle", "amount": "4980 JPY"},
    ... ])
    {'accepted': 2, 'duplicates': 0, 'quarantined': 0, 'notes': 0}
    >>> shop.customer("cookie", "c1")["purchases"]
    1
    """
    def __enter__(self, /) -> Engine: ...
    def __exit__(self, /, *_cause) -> None: ...
    def __len__(self, /) -> int:
        """
        How many touchpoints it holds.
        """
    def __new__(cls, /, path: "str | PathLike[str] | None" = None, *, zone: str = "UTC", identity: "dict[str, object] | None" = None, linker: "identity.LiveLinker | str | PathLike[str] | None" = None, journey: "dict[str, object] | None" = None, next_best_action: "dict[str, object] | None" = None, contact_policy: "dict[str, object] | None" = None, offers: "dict[str, object] | None" = None, contact_channels: "list[str] | None" = None, online_store: str | None = None, purposes: "dict[str, object] | None" = None, sensitive: "dict[str, object] | None" = None, third_party: "dict[str, object] | None" = None, rights: "dict[str, object] | None" = None, retention: "dict[str, object] | None" = None, profile: "dict[str, object] | None" = None, card: "dict[str, object] | None" = None, actions: "list[str] | None" = None, key: str | None = None, secret: str | None = None) -> Engine: ...
    def __repr__(self, /) -> str: ...
    def add_consents(self, /, data: IntoTable, *, columns: dict[str, str] | None = None, constants: dict[str, str] | None = None, issuer: str | None = None) -> None:
        """
        Adds consents and withdrawals: the latest word holds, whatever order they come in.

        Parameters
        ----------
        data
            A table with the columns ``kind`` and ``value`` of an identifier, ``purpose``, ``status``
            (``"granted"`` or ``"withdrawn"``) and ``at``, and if there are such ``channel`` and ``notice``.
        columns
            Their column to omo's word.
        constants
            A word to its value where a row has none.
        issuer
            Who gives out the member ids, put before them.

        Raises
        ------
        OmoError
            Code ``"column"`` for a column or a row that must be mended; nothing is added then.

        Examples
        --------
        >>> omo.Engine().add_consents([{"kind": "email", "value": "hanako@example.jp", "purpose": "marketing",
        ...                             "status": "granted", "at": "2026-03-01"}])
        """
    def add_coupons(self, /, coupons: "list[dict[str, object]]") -> None:
        """
        Adds coupons, or replaces those with the same id.

        A coupon is given once to a customer, and no more often than it has pieces, by the contacts that were recorded.
        From the first coupon, slot, contact or count with its time on, :meth:`next_best_actions` chooses among all that
        could be done and says when.

        Parameters
        ----------
        coupons
            Dicts with ``id`` and ``discount`` (``"10%"`` or ``"500 JPY"``), and if there are such ``product``,
            ``category``, ``minimum`` (a price such as ``"3000 JPY"``), ``from``, ``until``, ``channels`` and ``pieces``.

        Raises
        ------
        OmoError
            Code ``"column"`` for a coupon that must be mended, ``"option"`` for one that ends before it begins; nothing is
            added then.

        Examples
        --------
        >>> shop = omo.Engine()
        >>> shop.add_coupons([{"id": "spring", "discount": "10%", "category": "tea", "pieces": 500}])
        >>> shop.coupons()[0]["discount"]
        '10%'
        """
    def add_notices(self, /, notices: "list[dict[str, object]]") -> None:
        """
        Adds notices: versions of what the shop tells people about their data.

        A version that is there does not change, and from the first on a yes that names a notice must fit one.

        Parameters
        ----------
        notices
            Dicts with ``id``, ``version``, ``from``, and if they say so ``text`` (by language), ``purposes``,
            ``data_categories`` and ``recipients``.

        Examples
        --------
        >>> shop = omo.Engine()
        >>> shop.add_notices([{"id": "members", "version": "1", "from": "2026-01-01", "purposes": ["service"]}])
        >>> shop.consent("email:hanako@example.jp", purpose="marketing", granted=True, at="2026-03-01",
        ...              notice="members")["quarantined"]
        1
        """
    def add_products(self, /, data: IntoTable, *, columns: dict[str, str] | None = None, constants: dict[str, str] | None = None) -> None:
        """
        Adds products, or replaces those with the same id.

        Parameters
        ----------
        data
            A table with the columns ``id`` and ``name``, and if there are such ``category``, ``price`` and
            ``currency``.
        columns
            Their column to omo's word.
        constants
            A word to its value where a row has none.

        Raises
        ------
        OmoError
            Code ``"column"`` for a column or a row that must be mended; nothing is added then.

        Examples
        --------
        >>> shop = omo.Engine()
        >>> shop.add_products({"jan": ["tea"], "name": ["Green tea"], "price": [300]}, columns={"jan": "id"},
        ...                   constants={"currency": "JPY"})
        """
    def add_slots(self, /, slots: "list[dict[str, object]]") -> None:
        """
        Adds slots for fittings, visits and pickups.

        Of the same store, kind and beginning the one told last holds.

        Parameters
        ----------
        slots
            Dicts with ``store``, ``kind`` (``"fitting"``, ``"visit"`` or ``"pickup"``), ``from``, and ``capacity``: how many
            people it may be offered to in all; and if it is known ``until``.

        Raises
        ------
        OmoError
            Code ``"column"`` for a slot that must be mended, ``"option"`` for one that ends before it begins; nothing is
            added then.

        Examples
        --------
        >>> shop = omo.Engine(zone="Asia/Tokyo")
        >>> shop.add_slots([{"store": "ginza", "kind": "fitting", "from": "2026-03-07 15:00", "capacity": 2}])
        >>> shop.slots()[0]["from"]
        '2026-03-07T15:00:00+09:00'
        """
    def add_stores(self, /, data: IntoTable, *, columns: dict[str, str] | None = None, constants: dict[str, str] | None = None) -> None:
        """
        Adds stores, or replaces those with the same id.

        Parameters
        ----------
        data
            A table with the columns ``id``, ``name``, ``latitude`` and ``longitude``, in degrees.
        columns
            Their column to omo's word.
        constants
            A word to its value where a row has none.

        Raises
        ------
        OmoError
            Code ``"column"`` for a column or a row that must be mended; nothing is added then.

        Examples
        --------
        >>> omo.Engine().add_stores([{"id": "ginza", "name": "Ginza", "latitude": 35.67, "longitude": 139.76}])
        """
    def advance(self, /, now: IntoTime) -> None:
        """
        Says how late it is: who enters or leaves segments by time alone is found.

        What happens advances time too; it never goes back.

        Parameters
        ----------
        now
            The time it is: a datetime, a date or text, on the shop's clock unless it names its own.

        Examples
        --------
        >>> omo.Engine().advance("2026-03-10")
        """
    def anonymous(self, /, options: "dict[str, object]", secret: SupportsGetItem[int, SupportsIndex]) -> dict[str, Any]:
        """
        Lines of touchpoints as an anonymous table (匿名加工情報): whoever is in it is like ``k`` people or more.

        Parameters
        ----------
        options
            A dict with ``k``, ``quasi`` (columns by which people could be recognised, and how they become coarser),
            ``dates``, ``keep``, ``shift_days``, ``clock`` and ``suppress``. The columns: ``person``,
            ``occurred_at``, ``channel``, ``store``, ``action``, ``product``, ``category``, ``quantity``,
            ``amount`` (in minor units) and ``currency``.
        secret
            Decides the order and by how many days each person's times move; kept from who gets the table.

        Returns
        -------
        dict
            The ``table`` (``columns`` and ``rows``), and the ``report`` of what was done.

        Raises
        ------
        OmoError
            Code ``"option"`` for options that cannot be, ``"column"`` for a column that is not there.

        Examples
        --------
        >>> shop = omo.Engine()
        >>> receipt = shop.ingest([{"id": n, "occurred_at": "2026-03-01", "channel": "ec", "action": "view",
        ...                         "email": f"p{n}@example.jp"} for n in range(3)])
        >>> shop.anonymous({"k": 3, "quasi": [{"column": "channel"}]}, b"secret")["table"]["rows"]
        [['ec'], ['ec'], ['ec']]
        """
    def assignments(self, /, *, purpose: str) -> Table:
        """
        Which customer each touchpoint is of, oldest first.

        Parameters
        ----------
        purpose
            What the answer is for. Touchpoints that it may not see are left out, and counted in the table's ``withheld``.

        Returns
        -------
        Table
            ``touchpoint`` and ``customer_id``, None for a stranger's. Compare it with the truth by
            :func:`omo.measure.pair_scores`.

        Examples
        --------
        >>> shop = omo.Engine(zone="Asia/Tokyo")
        >>> receipt = shop.ingest([
        ...     {"id": 1, "occurred_at": "2026-03-01 09:00", "channel": "ec", "action": "view",
        ...      "email": "hanako@example.jp", "product": "kettle"},
        ...     {"id": 2, "occurred_at": "2026-03-02 18:00", "channel": "pos", "action": "purchase",
        ...      "email": "Hanako@example.jp", "product": "kettle", "amount": "4980 JPY"},
        ... ])
        >>> shop.assignments(purpose="analytics")["customer_id"]
        ['1', '1']
        """
    def backup(self, /, path: str | PathLike[str]) -> None:
        """
        Copies the file, as it is now, to a new one, while it stays in use.

        Parameters
        ----------
        path
            The new file, which must not be there.

        Examples
        --------
        >>> import tempfile, os
        >>> folder = tempfile.mkdtemp()
        >>> shop = omo.Engine(os.path.join(folder, "shop.omo"))
        >>> receipt = shop.ingest([{"id": 1, "occurred_at": "2026-03-01", "channel": "ec", "action": "view",
        ...                         "email": "h@example.jp"}])
        >>> shop.backup(os.path.join(folder, "copy.omo"))
        >>> shop.close()
        >>> len(omo.Engine(os.path.join(folder, "copy.omo")))
        1
        """
    def best_actions(self, /, *, now: IntoTime, store: str | None = None, channel: str | None = None, purpose: str = "marketing", language: str = "en", n: SupportsIndex = 10) -> list[dict[str, Any]]:
        """
        The best things to do over all customers whom the shop may address, best first.

        Parameters
        ----------
        now
            The time it is: a datetime, a date or text, on the shop's clock unless it names its own.
        store
            The store the customer is in; what is recommended must be in stock there.
        channel
            The channel it is shown or sent through.
        purpose
            What for; ``"marketing"`` needs consent, staff who serve the customer say ``"service"``.
        language
            Of the words: ``"en"`` or ``"ja"``.
        n
            How many.

        Returns
        -------
        list of dict
            As of :meth:`next_best_actions`, each for another ``customer``.

        Examples
        --------
        >>> shop = omo.Engine()
        >>> receipt = shop.ingest([{"id": 1, "occurred_at": "2026-03-01", "channel": "ec", "action": "cart",
        ...                         "email": "hanako@example.jp", "product": "kettle", "store": "ginza"}])
        >>> shop.add_consents([{"kind": "email", "value": "hanako@example.jp", "purpose": "marketing",
        ...                     "status": "granted", "at": "2026-03-01"}])
        >>> shop.set_stock({"store": ["ginza"], "product": ["kettle"], "quantity": [9]})
        >>> [advice["product"] for advice in shop.best_actions(now="2026-03-02")]
        ['kettle']
        """
    def breach(self, /, breach: "dict[str, object]", *, purpose: str, rules: "dict[str, object] | None" = None) -> dict[str, Any]:
        """
        Who and what a leak touched, whether it is to be reported, and by when.

        Parameters
        ----------
        breach
            A dict with ``known_at``, and where they are known ``from``, ``until``, ``channels``, ``stores``,
            ``customers`` and ``malicious``.
        purpose
            What the answer is for. It tells whom sensitive data are of, whatever they said, so it must be one that sees all
            there is of everybody, as ``"legal"`` does by its preset.
        rules
            A dict that changes from how many people on it is reported, and within how many days.

        Returns
        -------
        dict
            The ``customers``, how many ``persons``, what was ``touched``, the ``grounds`` to report it, and by when
            the ``first_report`` and the ``full_report`` are due.

        Raises
        ------
        OmoError
            Code ``"purpose"`` for one that does not see all.

        Examples
        --------
        >>> shop = omo.Engine()
        >>> receipt = shop.ingest([{"id": 1, "occurred_at": "2026-03-01", "channel": "pharmacy", "action": "purchase",
        ...                         "email": "hanako@example.jp"}])
        >>> shop.breach({"known_at": "2026-04-01T09:00:00+09:00"}, purpose="legal")["grounds"]
        ['sensitive']
        """
    def changes(self, /, since: SupportsIndex = 0) -> list[dict[str, Any]]:
        """
        What happened to customers after the change with this number, oldest first.

        Parameters
        ----------
        since
            The number of the last change that is known; 0 for all since the engine was made or opened, where numbers
            go on.

        Returns
        -------
        list of dict
            ``number``, ``kind`` (``"created"``, ``"merged"``, ``"split"``, ``"renamed"``, ``"removed"``), ``customer``,
            and ``from`` or ``into``: ids that were a customer's once still find who it is now.

        Examples
        --------
        >>> shop = omo.Engine()
        >>> receipt = shop.ingest([
        ...     {"id": 1, "occurred_at": "2026-03-01", "channel": "ec", "action": "view", "cookie": "c1"},
        ...     {"id": 2, "occurred_at": "2026-03-02", "channel": "pos", "action": "purchase", "email": "h@example.jp"},
        ... ])
        >>> receipt = shop.ingest([{"id": 3, "occurred_at": "2026-03-03", "channel": "ec", "action": "view",
        ...                         "cookie": "c1", "email": "h@example.jp"}])
        >>> shop.changes(since=2)
        [{'number': 3, 'kind': 'merged', 'customer': '1', 'from': ['1', '2'], 'into': []}]
        """
    def checkpoint(self, /) -> None:
        """
        Keeps a snapshot in the file, so that it opens fast after whatever happens.

        Examples
        --------
        >>> import tempfile, os
        >>> folder = tempfile.mkdtemp()
        >>> shop = omo.Engine(os.path.join(folder, "shop.omo"))
        >>> receipt = shop.ingest([{"id": 1, "occurred_at": "2026-03-01", "channel": "ec", "action": "view",
        ...                         "email": "h@example.jp"}])
        >>> shop.checkpoint()
        >>> shop.close()
        """
    def clienteling(self, /, store: str, *, now: IntoTime, n: SupportsIndex = 10, language: str = "en") -> list[dict[str, Any]]:
        """
        The customers of a store whom its staff should serve or write to next, the best first.

        Those who go to this store most, for whom something can be done there, and who agreed to hear from the shop; and
        those who wait for an answer. Who objected to service is not in it.

        Parameters
        ----------
        store
            The store.
        now
            The time it is: a datetime, a date or text, on the shop's clock unless it names its own.
        n
            How many.
        language
            Of the words: ``"en"`` or ``"ja"``.

        Returns
        -------
        list of dict
            Each with the ``customer``, the next best ``action`` with its reasons, when the customer was ``last_seen``, and
            what is ``open`` and the ``hints`` of the :meth:`context_card`.

        Raises
        ------
        OmoError
            Code ``"unknown"`` for a store that nobody has heard of.

        Examples
        --------
        >>> shop = omo.Engine()
        >>> receipt = shop.ingest([{"id": 1, "occurred_at": "2026-03-01", "channel": "ec", "action": "cart",
        ...                         "email": "hanako@example.jp", "product": "kettle", "store": "ginza"}])
        >>> shop.set_stock({"store": ["ginza"], "product": ["kettle"], "quantity": [9]})
        >>> receipt = shop.consent("1", purpose="marketing", granted=True, at="2026-03-01")
        >>> [client["action"]["words"] for client in shop.clienteling("ginza", now="2026-03-02 10:00")]
        ['invite to ginza for kettle by app']
        """
    def close(self, /) -> None:
        """
        Keeps a snapshot in the file, so that it opens fast, and closes it.

        What is in memory can still be asked for; nothing more is taken. Without a file it does nothing.

        Raises
        ------
        OmoError
            Code ``"store"`` when the snapshot could not be kept; the file is closed all the same, and nothing is lost.

        Examples
        --------
        >>> import tempfile, os
        >>> path = os.path.join(tempfile.mkdtemp(), "shop.omo")
        >>> with omo.Engine(path) as shop:
        ...     receipt = shop.ingest([{"id": 1, "occurred_at": "2026-03-01", "channel": "ec", "action": "view",
        ...                             "email": "hanako@example.jp"}])
        >>> with omo.Engine(path) as shop:
        ...     len(shop)
        1
        """
    def compact(self, /) -> None:
        """
        Makes the engine and its file anew of what they still know: no byte of what was erased is left in them.

        Examples
        --------
        >>> shop = omo.Engine()
        >>> receipt = shop.ingest([{"id": 1, "occurred_at": "2026-03-01", "channel": "ec", "action": "view",
        ...                         "email": "h@example.jp"}])
        >>> erased = shop.erase("1", at="2026-04-01")
        >>> shop.compact()
        >>> b"h@example.jp" in shop.snapshot()
        False
        """
    def consent(self, /, who: str, *, purpose: str, granted: bool, at: IntoTime, channel: "str | None" = None, notice: "str | None" = None, version: "str | None" = None, expires: IntoTime | None = None, data: "list[str] | None" = None, evidence: "str | None" = None) -> dict[str, Any]:
        """
        Records what somebody said: yes or no to a purpose. The latest word holds, whatever order they come in.

        Parameters
        ----------
        who
            An identifier such as ``"email:hanako@example.jp"``; or the id of a customer or a touchpoint, and the
            word is recorded in the name of all identifiers the customer is known by.
        purpose
            What for: ``"service"``, ``"marketing"``, ``"analytics"`` or ``"third_party"``.
        granted
            Yes, or no.
        at
            When it was said.
        channel
            Through which channel the shop may speak; all when left out.
        notice
            Which notice was shown; it must be one of :meth:`add_notices`, once there are any.
        version
            Which version of it.
        expires
            When the yes ends.
        data
            Kinds of data it is about that need a yes of their own, such as ``["health"]`` or ``["third_party"]``.
        evidence
            Where the proof is.

        Returns
        -------
        dict
            How many records were ``accepted``, and how many ``quarantined`` because their notice says nothing of
            them; the reason is in :meth:`quarantined`.

        Raises
        ------
        OmoError
            Code ``"unknown"`` for an id that is not known, ``"format"`` for an identifier that has not its form.

        Examples
        --------
        >>> shop = omo.Engine()
        >>> receipt = shop.ingest([{"id": 1, "occurred_at": "2026-03-01", "channel": "ec", "action": "view",
        ...                         "email": "hanako@example.jp"}])
        >>> shop.consent("email:hanako@example.jp", purpose="marketing", granted=True, at="2026-03-02")["accepted"]
        1
        >>> len(shop.customers("marketing"))
        1
        >>> receipt = shop.consent("1", purpose="marketing", granted=False, at="2026-03-03")
        >>> len(shop.customers("marketing"))
        0
        """
    def contacts(self, /, customer_id: str, *, purpose: str = "service") -> list[dict[str, Any]]:
        """
        What was recorded of contacts with a customer, the earliest first.

        Parameters
        ----------
        customer_id
            The customer's id.
        purpose
            What the answer is for; what it may not see is left out.

        Returns
        -------
        list of dict
            Each with its ``id``, ``at``, ``action``, and what else was recorded.

        Raises
        ------
        OmoError
            Code ``"unknown"`` for a customer id that is not known.

        Examples
        --------
        >>> shop = omo.Engine()
        >>> receipt = shop.ingest([{"id": 1, "occurred_at": "2026-03-01", "channel": "ec", "action": "view",
        ...                         "email": "hanako@example.jp"}])
        >>> decision = shop.record_contact("1", {"action": "coupon", "channel": "line"}, at="2026-03-02")
        >>> [contact["channel"] for contact in shop.contacts("1")]
        ['line']
        """
    def context_card(self, /, customer_id: str, *, now: IntoTime, purpose: str = "service", language: str = "en") -> dict[str, Any] | None:
        """
        What whoever serves a customer must know, so that nobody has to repeat themselves.

        Parameters
        ----------
        customer_id
            The customer's id.
        now
            The time it is: a datetime, a date or text, on the shop's clock unless it names its own.
        purpose
            What the answer is for; parts that it may not see are left empty and named in ``withheld``.
        language
            Of the words: ``"en"`` or ``"ja"``.

        Returns
        -------
        dict or None
            The latest ``steps``, what is ``open``, ``hints`` on what to say and to avoid, ``products`` and ``categories`` of
            interest, ``stores``, ``channels`` and ``traits``; None for an unknown id, or where the purpose may not see
            the customer.

        Examples
        --------
        >>> shop = omo.Engine(zone="Asia/Tokyo")
        >>> receipt = shop.ingest([
        ...     {"id": 1, "occurred_at": "2026-03-02 18:00", "channel": "pos", "action": "purchase",
        ...      "email": "hanako@example.jp", "product": "kettle", "amount": "4980 JPY"},
        ...     {"id": 2, "occurred_at": "2026-03-04 09:00", "channel": "phone", "action": "inquiry",
        ...      "email": "hanako@example.jp", "about": "loose lid"},
        ... ])
        >>> card = shop.context_card("1", now="2026-03-05 09:00")
        >>> card["steps"][0]["words"], [matter["kind"] for matter in card["open"]]
        ('yesterday: inquiry, loose lid (phone)', ['inquiry'])
        """
    def correct(self, /, touchpoint: Any) -> None:
        """
        Puts a touchpoint in the place of the one with its id.

        Parameters
        ----------
        touchpoint
            The whole touchpoint as omo has it: ``id``, ``occurred_at``, ``channel``, ``action``, ``identifiers`` and
            the rest, as in :meth:`ingest` with nested ``identifiers`` and ``lines``.

        Examples
        --------
        >>> shop = omo.Engine()
        >>> receipt = shop.ingest([{"id": 1, "occurred_at": "2026-03-01", "channel": "ec", "action": "view",
        ...                         "email": "hanko@example.jp"}])
        >>> shop.correct({"id": "1", "occurred_at": "2026-03-01T00:00:00Z", "channel": "ec", "action": "view",
        ...               "identifiers": [{"kind": "email", "value": "hanako@example.jp"}]})
        >>> shop.customer("email", "hanako@example.jp")["id"]
        '1'
        """
    def counted_stock(self, /) -> list[dict[str, Any]]:
        """
        The stock of which it is known when it was counted: see ``as_of`` of :meth:`set_stock`.

        Returns
        -------
        list of dict
            Each with ``store``, ``product``, ``quantity`` and ``as_of``.

        Examples
        --------
        >>> shop = omo.Engine()
        >>> shop.set_stock({"store": ["ginza"], "product": ["tea"], "quantity": [3]}, as_of="2026-03-02")
        >>> shop.counted_stock()[0]["as_of"]
        '2026-03-02T00:00:00+00:00'
        """
    def coupons(self, /) -> list[dict[str, Any]]:
        """
        The coupons, in order of their ids.

        Returns
        -------
        list of dict
            As they were added.

        Examples
        --------
        >>> omo.Engine().coupons()
        []
        """
    def crossings(self, /, since: SupportsIndex = 0, *, purpose: str = "service") -> list[dict[str, Any]]:
        """
        Who entered and left segments, the oldest first.

        Parameters
        ----------
        since
            The number of the last crossing you know; 0 tells all.
        purpose
            What the answer is for; of customers whom it may not see nothing is told.

        Returns
        -------
        list of dict
            Each with its ``number``, ``customer``, ``segment``, whether the customer ``entered`` (or left), ``at`` when, and
            ``moved`` where only the customer's id is new.

        Examples
        --------
        >>> shop = omo.Engine()
        >>> shop.set_segments({"lately": {"event": {"action": "purchase"}, "within": "30d"}})
        >>> receipt = shop.ingest([{"id": 1, "occurred_at": "2026-03-01", "channel": "pos", "action": "purchase",
        ...                         "email": "hanako@example.jp"}])
        >>> shop.advance("2026-05-01")
        >>> [(one["number"], one["segment"], one["entered"], one["at"][:10]) for one in shop.crossings()]
        [(1, 'lately', True, '2026-03-01'), (2, 'lately', False, '2026-03-31')]
        """
    def customer(self, /, kind: "str | None" = None, value: "str | None" = None, *, purpose: str = "service", id: "str | None" = None, **identifier: "str") -> dict[str, Any] | None:
        """
        The customer with an identifier, or with an id.

        Parameters
        ----------
        kind
            What the identifier is, as in :func:`read_identifier`.
        value
            The identifier, in any spelling.
        purpose
            What the answer is for; some may not see identifiers, some may not see everybody.
        id
            The customer's id, or that of one of their touchpoints, in place of ``kind`` and ``value``.
        identifier
            One identifier by its kind, in place of these: ``email="hanako@example.jp"``.

        Returns
        -------
        dict or None
            None for a stranger, or where the purpose may not see the customer. ``withheld`` says what else it may
            not see, and why; it is not there where it sees all.

        Raises
        ------
        OmoError
            Code ``"format"`` when the kind is not known or the value has not its form.

        Examples
        --------
        >>> shop = omo.Engine(zone="Asia/Tokyo")
        >>> receipt = shop.ingest([
        ...     {"id": 1, "occurred_at": "2026-03-01 09:00", "channel": "ec", "action": "view",
        ...      "email": "hanako@example.jp", "product": "kettle"},
        ...     {"id": 2, "occurred_at": "2026-03-02 18:00", "channel": "pos", "action": "purchase",
        ...      "email": "Hanako@example.jp", "product": "kettle", "amount": "4980 JPY"},
        ... ])
        >>> hanako = shop.customer("email", " hanako@EXAMPLE.jp")
        >>> hanako["id"], hanako["touchpoints"], hanako["spent"]
        ('1', 2, ['4980 JPY'])
        >>> shop.customer(email="hanako@example.jp")["id"], shop.customer(id="2")["id"]
        ('1', '1')
        """
    def customers(self, /, purpose: str = "analytics") -> Table:
        """
        All customers the purpose may see, the longest known first.

        Parameters
        ----------
        purpose
            What the answer is for: ``"service"``, ``"marketing"``, ``"analytics"``, ``"third_party"`` or
            ``"legal"``. Customers whom it may not see are left out, and counted in the table's ``withheld``.

        Returns
        -------
        Table
            ``customer_id`` (the id of the oldest touchpoint), ``first_seen``, ``last_seen``, ``touchpoints``,
            ``online``, ``offline``, ``purchases``, ``spent`` in the shop's main ``currency``, and ``channels``.

        Examples
        --------
        >>> shop = omo.Engine(zone="Asia/Tokyo")
        >>> receipt = shop.ingest([
        ...     {"id": 1, "occurred_at": "2026-03-01 09:00", "channel": "ec", "action": "view",
        ...      "email": "hanako@example.jp", "product": "kettle"},
        ...     {"id": 2, "occurred_at": "2026-03-02 18:00", "channel": "pos", "action": "purchase",
        ...      "email": "Hanako@example.jp", "product": "kettle", "amount": "4980 JPY"},
        ... ])
        >>> customers = shop.customers()
        >>> customers["customer_id"], customers["spent"], customers["channels"]
        (['1'], [4980.0], ['ec, pos'])
        """
    def decisions(self, /, *, purpose: str) -> list[dict[str, Any]]:
        """
        The links and splits that hold.

        Parameters
        ----------
        purpose
            What the answer is for. Those of records that it may not see are left out.

        Returns
        -------
        list of dict
            ``kind`` (``"link"`` or ``"split"``), ``records``, and ``turn``, which counts how often it was taken and taken
            back.

        Examples
        --------
        >>> shop = omo.Engine()
        >>> receipt = shop.ingest([{"id": 1, "occurred_at": "2026-03-01", "channel": "ec", "action": "view",
        ...                         "email": "h@example.jp"}])
        >>> news = shop.split(["1"])
        >>> shop.decisions(purpose="service")
        [{'kind': 'split', 'records': ['1'], 'turn': 1}]
        """
    def disclose(self, /, record: "dict[str, object]") -> None:
        """
        Takes a record of what was given to others, or got from them (第三者提供記録).

        Parameters
        ----------
        record
            A dict with ``at``, ``direction`` (``"given"`` or ``"received"``), ``party``, ``items``, ``basis``,
            ``identifiers``, and where the basis or the law asks for it ``consent``, ``country`` and ``obtained``.

        Raises
        ------
        OmoError
            Code ``"option"`` for a record that lacks what it must say.

        Examples
        --------
        >>> shop = omo.Engine()
        >>> shop.disclose({"at": "2026-03-01", "direction": "given", "party": "Example Agency", "items": ["purchases"],
        ...                "basis": "consent", "consent": "form 7",
        ...                "identifiers": [{"kind": "email", "value": "hanako@example.jp"}]})
        >>> shop.disclosures()[0]["party"]
        'Example Agency'
        """
    def disclosures(self, /, customer_id: "str | None" = None, *, purpose: "str | None" = None) -> list[dict[str, Any]]:
        """
        What was given to others, and got from them, the earliest first.

        Parameters
        ----------
        customer_id
            Of one customer; of all, without whom it was about, when left out.
        purpose
            What the answer about one customer is for; of all, none is asked.

        Returns
        -------
        list of dict
            The records.

        Examples
        --------
        >>> omo.Engine().disclosures()
        []
        """
    def erase(self, /, customer: str, at: IntoTime) -> dict[str, Any] | None:
        """
        Erases a customer: facts, consents, decisions, and what quarantine holds of them.

        Old files bring nobody back; who comes again after ``at`` is a new customer. :meth:`compact` leaves no byte of
        what was erased.

        Parameters
        ----------
        customer
            The customer's id.
        at
            When it was asked for.

        Returns
        -------
        dict or None
            How many ``touchpoints``, ``consents`` and ``quarantined`` records went; None for an unknown id.

        Examples
        --------
        >>> shop = omo.Engine()
        >>> facts = [{"id": 1, "occurred_at": "2026-03-01", "channel": "ec", "action": "view", "email": "h@example.jp"}]
        >>> receipt = shop.ingest(facts)
        >>> shop.erase("1", at="2026-04-01")
        {'touchpoints': 1, 'consents': 0, 'quarantined': 0}
        >>> shop.ingest(facts)["erased"], len(shop)
        (1, 0)
        """
    def explain(self, /, a: tuple[str, str], b: tuple[str, str], *, purpose: str = "service") -> list[dict[str, Any]] | None:
        """
        Which facts make two identifiers one customer's.

        Parameters
        ----------
        a
            One identifier, as a pair ``("email", "hanako@example.jp")``.
        b
            The other.
        purpose
            What the answer is for; it must be one that may see identifiers.

        Returns
        -------
        list of dict or None
            A chain of links from ``a`` to ``b``, each with the oldest ``touchpoint`` that shows both its ends and
            how many do; None when the two are not one customer's. Where a shop with a ``linker`` knows two touchpoints by
            what they say of somebody, the link has ``alike``: the ``touchpoint`` that shows its other end, and how many
            ``bits`` speak for one person.

        Raises
        ------
        OmoError
            Code ``"purpose"`` when the purpose may not see identifiers.

        Examples
        --------
        >>> shop = omo.Engine()
        >>> receipt = shop.ingest([{"id": 1, "occurred_at": "2026-03-01", "channel": "ec", "action": "view",
        ...                         "cookie": "c1", "email": "hanako@example.jp"}])
        >>> [link["touchpoint"] for link in shop.explain(("cookie", "c1"), ("email", "hanako@example.jp"))]
        ['1']
        """
    def explain_segment(self, /, customer_id: str, name: str, *, now: IntoTime, language: str = "en", purpose: str = "service") -> dict[str, Any] | None:
        """
        Why a customer belongs to a segment, or does not.

        Parameters
        ----------
        customer_id
            The customer's id.
        name
            The segment's name.
        now
            The time it is: a datetime, a date or text, on the shop's clock unless it names its own.
        language
            Of the words: ``"en"`` or ``"ja"``.
        purpose
            What the answer is for.

        Returns
        -------
        dict or None
            Whether it ``holds``, what it asks and the number found in ``words``, the ``facts`` behind it, and the same of its
            ``parts``; None for an unknown id, or where the purpose may not see the customer.

        Raises
        ------
        OmoError
            Code ``"unknown"`` for a segment that is not known.

        Examples
        --------
        >>> shop = omo.Engine()
        >>> receipt = shop.ingest([{"id": 1, "occurred_at": "2026-03-01", "channel": "pos", "action": "purchase",
        ...                         "email": "hanako@example.jp"}])
        >>> shop.set_segments({"regular": {"event": {"action": "purchase"}, "count": {"at_least": 2}, "within": "90d"}})
        >>> why = shop.explain_segment("1", "regular", now="2026-03-10")
        >>> why["holds"], why["words"], why["facts"]
        (False, 'purchase, within 90d: times at least 2 (is 1)', ['1'])
        """
    def export(self, /, who: str, *, purpose: str = "legal", format: str = "dict", language: str = "en") -> Any:
        """
        All that is held of a customer: what a request for access (開示請求) is answered with.

        Parameters
        ----------
        who
            The id of a customer or a touchpoint, or an identifier such as ``"email:hanako@example.jp"``.
        purpose
            What the answer is for; a person may ask to see all, which is ``"legal"``.
        format
            ``"dict"``, or ``"html"`` for one page that needs no network.
        language
            Of the page: ``"en"`` or ``"ja"``.

        Returns
        -------
        dict or str
            ``customer``, ``touchpoints``, ``consents``, ``notices``, ``requests``, ``disclosures``, ``decisions``
            and what was ``withheld``; or the page.

        Raises
        ------
        OmoError
            Code ``"unknown"`` for a stranger, and for a customer whom the purpose may not see.

        Examples
        --------
        >>> shop = omo.Engine()
        >>> receipt = shop.ingest([{"id": 1, "occurred_at": "2026-03-01", "channel": "ec", "action": "view",
        ...                         "email": "hanako@example.jp", "product": "kettle"}])
        >>> shop.export("email:hanako@example.jp")["touchpoints"][0]["lines"]
        [{'product': 'kettle', 'quantity': 1}]
        >>> "hanako@example.jp" in shop.export("1", format="html", language="ja")
        True
        """
    def fold(self, /, customer_id: str, step: "typing.Callable[[typing.Any, dict[str, typing.Any]], typing.Any]", start: "typing.Any", *, purpose: str = "service") -> "typing.Any":
        """
        What a function of your own makes of a customer's touchpoints, taken one by one, oldest first.

        Parameters
        ----------
        customer_id
            The customer's id.
        step
            A function of what is known so far and the next fact, which gives what is known then. A fact is a dict with ``id``,
            ``at``, ``channel``, ``side``, ``store``, ``action``, ``about``, ``lines`` (each with ``product``, ``category``,
            ``quantity`` and ``amount``) and ``traits``.
        start
            What is known before the first fact.
        purpose
            What the answer is for.

        Returns
        -------
        object
            What the function gave for the last fact; None for an unknown id, or where the purpose may not see the customer.

        Raises
        ------
        OmoError
            Code ``"purpose"`` for one that may see the customer and not the steps of the journey.

        Examples
        --------
        >>> shop = omo.Engine()
        >>> receipt = shop.ingest([{"id": 1, "occurred_at": "2026-03-01", "channel": "pos", "action": "purchase",
        ...                         "email": "hanako@example.jp", "product": "kettle", "amount": "4980 JPY"}])
        >>> shop.fold("1", lambda bought, fact: bought + [line["product"] for line in fact["lines"]], [])
        ['kettle']
        """
    def held_back(self, /, customer_id: str, *, now: IntoTime, store: str | None = None, channel: str | None = None, purpose: str = "marketing") -> list[dict[str, Any]]:
        """
        What was held back when the :meth:`next_best_actions` for a customer were chosen, counted by cause.

        Parameters
        ----------
        customer_id
            The customer's id.
        now
            The time it is: a datetime, a date or text, on the shop's clock unless it names its own.
        store
            The store the customer is in.
        channel
            The channel it is shown or sent through.
        purpose
            What for.

        Returns
        -------
        list of dict
            Each with a ``cause`` (such as ``"stale_stock"``, ``"contact_cap"``, ``"quiet_hours"``, ``"coupon_terms"``,
            ``"no_slot"``) and how many ``items``.

        Raises
        ------
        OmoError
            Code ``"unknown"`` for a customer id that is not known.

        Examples
        --------
        >>> shop = omo.Engine()
        >>> receipt = shop.ingest([{"id": 1, "occurred_at": "2026-03-01", "channel": "ec", "action": "cart",
        ...                         "email": "hanako@example.jp", "product": "kettle"}])
        >>> shop.held_back("1", now="2026-03-02")
        [{'cause': 'no_consent', 'items': 1}]
        """
    def ingest(self, /, data: IntoTable, *, source: str = "", columns: dict[str, str] | None = None, constants: dict[str, str] | None = None, actions: dict[str, str] | None = None, channels: dict[str, str] | None = None, zone: str | None = None, issuer: str | None = None, issuers: dict[str, str] | None = None, progress: IntoProgress | None = None) -> dict[str, Any]:
        """
        Takes touchpoints in, from a table or a list of dicts.

        A row is a touchpoint; rows of one id are the lines of one receipt. Late, repeated and out-of-order
        facts are normal, and the outcome does not hang on the order of loads. A record that cannot be read
        stops nothing: it is quarantined with row, reason and code, see :meth:`quarantined`. After Ctrl-C
        a load is in whole or not at all.

        Parameters
        ----------
        data
            A table (polars, pandas, pyarrow, DuckDB, a dict of columns), or a list of dicts. Dicts may nest
            ``identifiers: [{"kind": ..., "value": ...}]``, ``lines: [{"product": ..., "quantity": ...,
            "amount": ...}]`` and ``traits: {"rank": ...}``, and ``columns`` may name a path such as ``customer.email``.
        source
            The source's name, put before its ids (``"pos"`` makes ``pos:<id>``) and shown in
            :meth:`quarantined`.
        columns
            Their column to omo's word, ``{"receipt_no": "id"}``; ``"ignore"`` for one not to be read. A column
            that is already named like a word is that word. The words: id, occurred_at, channel, store, action,
            member_id, email, phone, app_id, payment_token, device, cookie, name, address, postcode, product,
            quantity, unit_price, amount, currency, about, coupon, and ``traits.NAME`` for what a record says about
            the customer: ``{"tier": "traits.rank"}``.
        constants
            A word to its value where a record has none, ``{"channel": "pos", "currency": "JPY"}``.
        actions
            Their word for an action to omo's, ``{"sale": "purchase"}``.
        channels
            Their name of a channel to yours.
        zone
            The clock of times that do not name theirs; the shop's zone when left out.
        issuer
            Who gives out the member ids, put before them: ``"card"`` makes ``card:<id>``.
        issuers
            Columns of member ids that somebody else gives out, and who: ``{"account": "ec"}``.
        progress
            True for a bar, or a function of the share done.

        Returns
        -------
        dict
            How many facts were ``accepted``, how many were ``duplicates``, how many records were ``quarantined``
            and how many ``notes`` were made.

        Raises
        ------
        OmoError
            Code ``"option"`` for an unknown word, ``"column"`` for a column that is not there.

        Examples
        --------
        >>> tills = {"receipt": [7, 7, 8], "sold_at": ["2026-03-01 18:22", "2026-03-01 18:22", "soon"],
        ...          "card": [1234, 1234, None], "jan": ["tea", "cup", "tea"], "price": [300, 900, 300]}
        >>> shop = omo.Engine(zone="Asia/Tokyo")
        >>> shop.ingest(tills, source="pos", issuer="card",
        ...             columns={"receipt": "id", "sold_at": "occurred_at", "card": "member_id", "jan": "product",
        ...                      "price": "amount"},
        ...             constants={"channel": "pos", "action": "purchase", "currency": "JPY"})
        {'accepted': 1, 'duplicates': 0, 'quarantined': 1, 'notes': 0}
        >>> shop.customer("member_id", "card:1234")["spent"]
        ['1200 JPY']
        """
    def ingest_csv(self, /, data: IntoBytes, *, source: str = "", columns: dict[str, str] | None = None, constants: dict[str, str] | None = None, actions: dict[str, str] | None = None, channels: dict[str, str] | None = None, zone: str | None = None, issuer: str | None = None, issuers: dict[str, str] | None = None, progress: IntoProgress | None = None) -> dict[str, Any]:
        """
        Takes touchpoints in from CSV with a header, in UTF-8.

        As :meth:`ingest`, each line a row.

        Parameters
        ----------
        data
            The file: bytes, or its path.
        source
            The source's name, put before its ids (``"pos"`` makes ``pos:<id>``) and shown in
            :meth:`quarantined`.
        columns
            Their column to omo's word, ``{"receipt_no": "id"}``; ``"ignore"`` for one not to be read. A column
            that is already named like a word is that word. The words: id, occurred_at, channel, store, action,
            member_id, email, phone, app_id, payment_token, device, cookie, name, address, postcode, product,
            quantity, unit_price, amount, currency, about, coupon, and ``traits.NAME`` for what a record says about
            the customer: ``{"tier": "traits.rank"}``.
        constants
            A word to its value where a record has none, ``{"channel": "pos", "currency": "JPY"}``.
        actions
            Their word for an action to omo's, ``{"sale": "purchase"}``.
        channels
            Their name of a channel to yours.
        zone
            The clock of times that do not name theirs; the shop's zone when left out.
        issuer
            Who gives out the member ids, put before them: ``"card"`` makes ``card:<id>``.
        issuers
            Columns of member ids that somebody else gives out, and who: ``{"account": "ec"}``.
        progress
            True for a bar, or a function of the share done.

        Returns
        -------
        dict
            How many facts were ``accepted``, how many were ``duplicates``, how many records were ``quarantined``
            and how many ``notes`` were made.

        Raises
        ------
        OmoError
            As for :meth:`ingest`; code ``"format"`` when the header is not UTF-8.
        OSError
            When the file cannot be opened.

        Examples
        --------
        >>> shop = omo.Engine(zone="Asia/Tokyo")
        >>> shop.ingest_csv(b"id,occurred_at,action,email\\n1,2026-03-01 09:00,view,hanako@example.jp\\n",
        ...                 constants={"channel": "ec"})
        {'accepted': 1, 'duplicates': 0, 'quarantined': 0, 'notes': 0}
        """
    def ingest_json_lines(self, /, data: IntoBytes, *, source: str = "", columns: dict[str, str] | None = None, constants: dict[str, str] | None = None, actions: dict[str, str] | None = None, channels: dict[str, str] | None = None, zone: str | None = None, issuer: str | None = None, issuers: dict[str, str] | None = None, progress: IntoProgress | None = None) -> dict[str, Any]:
        """
        Takes touchpoints in from JSON Lines, flat or nested, in UTF-8.

        As :meth:`ingest` with a list of dicts, each line a dict.

        Parameters
        ----------
        data
            The file: bytes, or its path.
        source
            The source's name, put before its ids (``"pos"`` makes ``pos:<id>``) and shown in
            :meth:`quarantined`.
        columns
            Their column to omo's word, ``{"receipt_no": "id"}``; ``"ignore"`` for one not to be read. A column
            that is already named like a word is that word. The words: id, occurred_at, channel, store, action,
            member_id, email, phone, app_id, payment_token, device, cookie, name, address, postcode, product,
            quantity, unit_price, amount, currency, about, coupon, and ``traits.NAME`` for what a record says about
            the customer: ``{"tier": "traits.rank"}``.
        constants
            A word to its value where a record has none, ``{"channel": "pos", "currency": "JPY"}``.
        actions
            Their word for an action to omo's, ``{"sale": "purchase"}``.
        channels
            Their name of a channel to yours.
        zone
            The clock of times that do not name theirs; the shop's zone when left out.
        issuer
            Who gives out the member ids, put before them: ``"card"`` makes ``card:<id>``.
        issuers
            Columns of member ids that somebody else gives out, and who: ``{"account": "ec"}``.
        progress
            True for a bar, or a function of the share done.

        Returns
        -------
        dict
            How many facts were ``accepted``, how many were ``duplicates``, how many records were ``quarantined``
            and how many ``notes`` were made.

        Raises
        ------
        OmoError
            As for :meth:`ingest`.
        OSError
            When the file cannot be opened.

        Examples
        --------
        >>> shop = omo.Engine()
        >>> shop.ingest_json_lines(b'{"id": 1, "ts": 1772356800000, "event": "check_in", "user": {"phone": "090-1234-5678"}}',
        ...                        columns={"ts": "occurred_at", "event": "action", "user.phone": "phone"},
        ...                        constants={"channel": "app"})
        {'accepted': 1, 'duplicates': 0, 'quarantined': 0, 'notes': 0}
        """
    def ingest_segment(self, /, data: IntoBytes, *, source: str = "ec", channel: str = "ec", issuer: str = "ec", currency: str | None = None, zone: str | None = None, events: dict[str, str] | None = None, progress: IntoProgress | None = None) -> dict[str, Any]:
        """
        Takes touchpoints in from events of the Segment specification, as JSON Lines.

        Parameters
        ----------
        data
            The file: bytes, or its path.
        source
            The source's name, put before message ids.
        channel
            The channel of events that do not name theirs; screens are of the channel ``app``.
        issuer
            Who gives out the user ids, put before them.
        currency
            The currency of prices that do not say theirs.
        zone
            The clock of times that do not name theirs; the shop's zone when left out.
        events
            Your own names of tracked events to actions, ``{"Size Guide Opened": "view"}``.
        progress
            True for a bar, or a function of the share done.

        Returns
        -------
        dict
            How many facts were ``accepted``, how many were ``duplicates``, how many records were ``quarantined``
            and how many ``notes`` were made.

        Raises
        ------
        OmoError
            Code ``"option"`` for an option out of range.
        OSError
            When the file cannot be opened.

        Examples
        --------
        >>> shop = omo.Engine()
        >>> shop.ingest_segment(b'{"type": "track", "messageId": "m1", "timestamp": "2026-03-01T09:20:00Z", "anonymousId": "c1", '
        ...                     b'"event": "Product Viewed", "properties": {"product_id": "kettle"}}')
        {'accepted': 1, 'duplicates': 0, 'quarantined': 0, 'notes': 0}
        """
    def journey(self, /, customer_id: str, *, purpose: str = "service") -> Table:
        """
        What a customer did across all channels, oldest first.

        Parameters
        ----------
        customer_id
            The customer's id.
        purpose
            What the answer is for.

        Returns
        -------
        Table
            ``touchpoint``, ``occurred_at``, ``channel``, ``side``, ``store``, ``action``, ``stage``, ``session``,
            ``products``, ``amount``, ``currency``, ``about``. No rows for an id that is not known, or where the
            purpose may not see the customer. What it may not see of the journey is in the table's ``withheld``.

        Examples
        --------
        >>> shop = omo.Engine(zone="Asia/Tokyo")
        >>> receipt = shop.ingest([
        ...     {"id": 1, "occurred_at": "2026-03-01 09:00", "channel": "ec", "action": "view",
        ...      "email": "hanako@example.jp", "product": "kettle"},
        ...     {"id": 2, "occurred_at": "2026-03-02 18:00", "channel": "pos", "action": "purchase",
        ...      "email": "Hanako@example.jp", "product": "kettle", "amount": "4980 JPY"},
        ... ])
        >>> shop.journey("1")["action"]
        ['view', 'purchase']
        """
    def journeys(self, /, *, purpose: str = "analytics") -> Journeys:
        """
        The journeys of all customers: funnels, crossings, the journey map.

        How touchpoints felt is what their trait ``feeling`` says (a column ``traits.feeling``): a number on any one scale.
        Calendars are those of the shop's clock.

        Parameters
        ----------
        purpose
            What the answer is for: ``"service"``, ``"marketing"``, ``"analytics"``, ``"third_party"`` or
            ``"legal"``. Customers whom it may not see are left out.

        Returns
        -------
        Journeys
            They do not change when the shop's facts do.

        Examples
        --------
        >>> shop = omo.Engine(zone="Asia/Tokyo")
        >>> receipt = shop.ingest([
        ...     {"id": 1, "occurred_at": "2026-03-01 09:00", "channel": "ec", "action": "view",
        ...      "email": "hanako@example.jp", "product": "kettle"},
        ...     {"id": 2, "occurred_at": "2026-03-02 18:00", "channel": "pos", "action": "purchase",
        ...      "email": "Hanako@example.jp", "product": "kettle", "amount": "4980 JPY"},
        ... ])
        >>> shop.journeys().crossings()["bought_in_store_after_online"]
        1
        """
    def link(self, /, a: str, b: str) -> bool:
        """
        Two records are one customer's, whatever they show; it lasts until :meth:`unlink`.

        Parameters
        ----------
        a
            The id of a touchpoint, such as a customer's id.
        b
            That of another.

        Returns
        -------
        bool
            Whether it was news.

        Examples
        --------
        >>> shop = omo.Engine()
        >>> receipt = shop.ingest([
        ...     {"id": 1, "occurred_at": "2026-03-01", "channel": "ec", "action": "view", "cookie": "c1"},
        ...     {"id": 2, "occurred_at": "2026-03-02", "channel": "pos", "action": "purchase", "email": "h@example.jp"},
        ... ])
        >>> shop.link("1", "2"), len(shop.customers()["customer_id"])
        (True, 1)
        >>> shop.unlink("1", "2"), len(shop.customers()["customer_id"])
        (True, 2)
        """
    def next_best_actions(self, /, customer_id: str, *, now: IntoTime, store: str | None = None, channel: str | None = None, purpose: str = "marketing", language: str = "en") -> list[dict[str, Any]]:
        """
        The best things to do for a customer, best first; doing nothing is one of them.

        Parameters
        ----------
        customer_id
            The customer's id.
        now
            The time it is: a datetime, a date or text, on the shop's clock unless it names its own.
        store
            The store the customer is in; what is recommended must be in stock there.
        channel
            The channel it is shown or sent through.
        purpose
            What for; ``"marketing"`` needs consent, staff who serve the customer say ``"service"``.
        language
            Of the words: ``"en"`` or ``"ja"``.

        Returns
        -------
        list of dict
            Each with its ``action``, ``product``, ``store``, ``channel``, ``score``, the whole in ``words``, and
            ``reasons``. Once the shop told of coupons, slots, contacts or a contact policy, with the time ``at`` which to
            contact the customer, the ``coupon`` and the ``slot`` too, where there are such; what was refused is the
            reason to do ``nothing``, and counted by :meth:`held_back`.

        Raises
        ------
        OmoError
            Code ``"unknown"`` for a customer id that is not known.

        Examples
        --------
        >>> shop = omo.Engine(zone="Asia/Tokyo")
        >>> receipt = shop.ingest([
        ...     {"id": 1, "occurred_at": "2026-03-01 09:00", "channel": "ec", "action": "view",
        ...      "email": "hanako@example.jp", "product": "kettle"},
        ...     {"id": 2, "occurred_at": "2026-03-02 18:00", "channel": "pos", "action": "purchase",
        ...      "email": "Hanako@example.jp", "product": "kettle", "amount": "4980 JPY"},
        ... ])
        >>> [advice["action"] for advice in shop.next_best_actions("1", now="2026-03-10")]
        ['nothing']
        """
    def notes(self, /) -> Table:
        """
        What was left out of records that were otherwise good.

        Where and why, and nothing of what stood there, so that no purpose is asked.

        Returns
        -------
        Table
            ``source``, ``row`` (from 1), ``column``, ``code`` and ``reason``.

        Examples
        --------
        >>> shop = omo.Engine()
        >>> receipt = shop.ingest([{"id": 1, "occurred_at": "2026-03-01", "channel": "ec", "action": "view",
        ...                         "email": "none"}])
        >>> shop.notes()["code"]
        ['identifier']
        """
    def plan_actions(self, /, *, now: IntoTime, n: SupportsIndex | None = None, budget: str | None = None, purpose: str = "marketing", language: str = "en") -> dict[str, Any]:
        """
        The best thing to do for each customer, planned together.

        No more is offered than there are pieces in a store, pieces of a coupon and places in a slot; the best go first, and
        who comes too late gets what is next best for them. It is only a plan: what is done is recorded by
        :meth:`record_contact`, and the next plan goes on from there.

        Parameters
        ----------
        now
            The time it is: a datetime, a date or text, on the shop's clock unless it names its own.
        n
            For how many customers something is done at most; for all when left out.
        budget
            How much all coupons together may take off at most, such as ``"100000 JPY"``.
        purpose
            What for; ``"marketing"`` needs consent.
        language
            Of the words: ``"en"`` or ``"ja"``.

        Returns
        -------
        dict
            ``actions``, a list of dicts as of :meth:`next_best_actions`, one for each ``customer``; and ``excluded``, what
            was held back, counted by ``cause``.

        Raises
        ------
        OmoError
            Code ``"column"`` for a budget that is no sum.

        Examples
        --------
        >>> shop = omo.Engine()
        >>> receipt = shop.ingest([{"id": n, "occurred_at": "2026-03-01", "channel": "ec", "action": "cart",
        ...                         "email": f"{n}@example.jp", "product": "kettle", "store": "ginza"} for n in range(500)])
        >>> shop.add_consents([{"kind": "email", "value": f"{n}@example.jp", "purpose": "marketing",
        ...                     "status": "granted", "at": "2026-03-01"} for n in range(500)])
        >>> shop.set_stock({"store": ["ginza"], "product": ["kettle"], "quantity": [5]})
        >>> plan = shop.plan_actions(now="2026-03-02 10:00")
        >>> len(plan["actions"]), plan["excluded"]
        (5, [{'cause': 'no_capacity', 'items': 495}])
        """
    def profile(self, /, customer_id: str, *, now: IntoTime, purpose: str = "service") -> dict[str, Any] | None:
        """
        What a customer's touchpoints say: traits and who said them, counters, interests.

        Parameters
        ----------
        customer_id
            The customer's id.
        now
            The time it is: a datetime, a date or text, on the shop's clock unless it names its own. What happened after it
            is not known yet.
        purpose
            What the answer is for.

        Returns
        -------
        dict or None
            ``traits`` (each with its ``value``, the ``touchpoint`` that said so and the rule by which it survived),
            ``counters``, and the ``products`` and ``categories`` of most interest; None for an unknown id, or where the
            purpose may not see the customer.

        Examples
        --------
        >>> shop = omo.Engine(zone="Asia/Tokyo")
        >>> receipt = shop.ingest([
        ...     {"id": 1, "occurred_at": "2026-03-01 09:00", "channel": "ec", "action": "view",
        ...      "email": "hanako@example.jp", "product": "kettle"},
        ...     {"id": 2, "occurred_at": "2026-03-02 18:00", "channel": "pos", "action": "purchase", "store": "ginza",
        ...      "email": "Hanako@example.jp", "product": "kettle", "amount": "4980 JPY"},
        ... ])
        >>> profile = shop.profile("1", now="2026-03-12 18:00")
        >>> profile["counters"]["visits"], profile["counters"]["days_since_purchase"], profile["products"][0]["name"]
        (1, 10, 'kettle')
        """
    def pseudonymous(self, /, recipient: str, key: bytes, *, version: SupportsIndex = 1, purpose: str = "analytics", options: "dict[str, object] | None" = None) -> dict[str, Any]:
        """
        Touchpoints without names (仮名加工情報): each customer by a pseudonym that is the recipient's alone.

        Parameters
        ----------
        recipient
            For whom.
        key
            At least 16 bytes, kept from the recipient.
        version
            Of the key.
        purpose
            What the recipient does with it; customers and facts that it may not see are left out.
        options
            A dict with ``abouts``, ``sensitive`` and ``strangers``: what is let through as well.

        Returns
        -------
        dict
            ``recipient``, ``version``, ``touchpoints``, and what was ``withheld``.

        Examples
        --------
        >>> shop = omo.Engine()
        >>> receipt = shop.ingest([{"id": 1, "occurred_at": "2026-03-01", "channel": "ec", "action": "view",
        ...                         "email": "hanako@example.jp"}])
        >>> shop.pseudonymous("laboratory", b"sixteen bytes or more")["touchpoints"][0]["person"][:3]
        'p1-'
        """
    def quarantined(self, /, *, purpose: str) -> Table:
        """
        Records that could not be taken in, to be mended and loaded again.

        Parameters
        ----------
        purpose
            What the answer is for: records hold cells as they came, of persons whom nobody knows yet, so it must be one that
            sees all there is of everybody, as ``"service"`` and ``"legal"`` do by their presets.

        Returns
        -------
        Table
            ``source``, ``row`` (from 1), ``column``, ``code``, ``reason`` and the ``record`` as it came, which may
            name people.

        Raises
        ------
        OmoError
            Code ``"purpose"`` for one that does not see all.

        Examples
        --------
        >>> shop = omo.Engine()
        >>> receipt = shop.ingest([{"id": 1, "occurred_at": "soon", "channel": "ec", "action": "view"}])
        >>> shop.quarantined(purpose="service")["code"]
        ['time']
        """
    def recommend(self, /, customer_id: str | None = None, *, now: IntoTime, store: str | None = None, channel: str | None = None, purpose: str = "marketing", language: str = "en", n: SupportsIndex = 10) -> dict[str, Any]:
        """
        The best products for a customer, from what is in stock, with reasons.

        Parameters
        ----------
        customer_id
            The customer's id; None for a stranger.
        now
            The time it is: a datetime, a date or text, on the shop's clock unless it names its own.
        store
            The store the customer is in; what is recommended must be in stock there.
        channel
            The channel it is shown or sent through.
        purpose
            What for; ``"marketing"`` needs consent, staff who serve the customer say ``"service"``.
        language
            Of the words: ``"en"`` or ``"ja"``.
        n
            How many.

        Returns
        -------
        dict
            ``products`` (each with ``product``, ``name``, ``score`` and ``reasons``), what was ``excluded`` and why,
            and whether the answer is ``personal``: where consent is missing it is what a stranger would get.

        Raises
        ------
        OmoError
            Code ``"unknown"`` for a customer id that is not known.

        Examples
        --------
        >>> shop = omo.Engine(zone="Asia/Tokyo")
        >>> receipt = shop.ingest([
        ...     {"id": 1, "occurred_at": "2026-03-01 09:00", "channel": "ec", "action": "view",
        ...      "email": "hanako@example.jp", "product": "kettle"},
        ...     {"id": 2, "occurred_at": "2026-03-02 18:00", "channel": "pos", "action": "purchase",
        ...      "email": "Hanako@example.jp", "product": "kettle", "amount": "4980 JPY"},
        ... ])
        >>> answer = shop.recommend(now="2026-03-10")
        >>> answer["personal"], [product["name"] for product in answer["products"]]
        (False, ['kettle'])
        """
    def record_contact(self, /, customer_id: str, decision: "dict[str, object]", *, at: IntoTime | None = None) -> str | None:
        """
        Records that a customer was contacted, or will be: the log of decisions.

        By it the contact policy, the pieces of coupons and the places of slots are counted, and :meth:`why` tells the
        customer the reasons.

        Parameters
        ----------
        customer_id
            The customer's id; or an identifier such as ``"email:hanako@example.jp"``.
        decision
            An answer of :meth:`next_best_actions` or :meth:`plan_actions` as it is; or a dict with ``action``, and if there
            are such ``channel``, ``product``, ``store``, ``coupon``, ``slot``, ``reasons``, ``at`` and ``id``.
        at
            When; the decision's own time when left out.

        Returns
        -------
        str or None
            The decision's id; None for somebody who was erased.

        Raises
        ------
        OmoError
            Code ``"unknown"`` for a customer who is not known, ``"option"`` for an action that is none, ``"column"`` where no
            time is given.

        Examples
        --------
        >>> shop = omo.Engine()
        >>> receipt = shop.ingest([{"id": 1, "occurred_at": "2026-03-01", "channel": "ec", "action": "cart",
        ...                         "email": "hanako@example.jp", "product": "kettle", "store": "ginza"}])
        >>> shop.set_stock({"store": ["ginza"], "product": ["kettle"], "quantity": [9]})
        >>> receipt = shop.consent("1", purpose="marketing", granted=True, at="2026-03-01")
        >>> first = shop.next_best_actions("1", now="2026-03-02")[0]
        >>> decision = shop.record_contact("1", first, at="2026-03-02 10:00")
        >>> shop.why("1", decision)["words"]
        '2026-03-02 10:00: invite to ginza for kettle by app, because: left in the cart yesterday; ginza has 9; agreed to app'
        """
    def remove(self, /, touchpoint: str) -> bool:
        """
        Takes a touchpoint out, as if it had never been there; whether it was there.

        Parameters
        ----------
        touchpoint
            Its id.

        Examples
        --------
        >>> shop = omo.Engine()
        >>> receipt = shop.ingest([{"id": 1, "occurred_at": "2026-03-01", "channel": "ec", "action": "view",
        ...                         "email": "h@example.jp"}])
        >>> shop.remove("1"), shop.remove("1"), len(shop)
        (True, False, 0)
        """
    def report(self, /, *, title: str = "", subtitle: str = "", language: str = "en", now: IntoTime | None = None, footnotes: "list[str] | None" = None) -> str:
        """
        The shop on one HTML page: journey map, funnel, advice, and what the sources held.

        The page needs no network, and names customers by the id of their oldest touchpoint only.

        Parameters
        ----------
        title
            The heading, usually the shop's name.
        subtitle
            A line below it; the period when left out.
        language
            Of the words: ``"en"`` or ``"ja"``.
        now
            As of when something is recommended; the last fact's time when left out.
        footnotes
            What a careful reader should know, each a sentence.

        Returns
        -------
        str
            To be written to a file, or shown by ``IPython.display.HTML``.

        Examples
        --------
        >>> shop = omo.Engine(zone="Asia/Tokyo")
        >>> receipt = shop.ingest([
        ...     {"id": 1, "occurred_at": "2026-03-01 09:00", "channel": "ec", "action": "view",
        ...      "email": "hanako@example.jp", "product": "kettle"},
        ...     {"id": 2, "occurred_at": "2026-03-02 18:00", "channel": "pos", "action": "purchase",
        ...      "email": "Hanako@example.jp", "product": "kettle", "amount": "4980 JPY"},
        ... ])
        >>> page = shop.report(title="Kettles of Ginza")
        >>> page.startswith("<!doctype html>"), "Kettles of Ginza" in page
        (True, True)
        """
    def request(self, /, id: str, kind: str, who: str, *, received_at: IntoTime, channel: "str | None" = None, about: "str | None" = None) -> None:
        """
        Takes what somebody asks for.

        Parameters
        ----------
        id
            The shop's number for it.
        kind
            ``"access"``, ``"correction"``, ``"stop_use"``, ``"erasure"`` or ``"stop_third_party"``.
        who
            The id of a customer or a touchpoint, or an identifier such as ``"email:hanako@example.jp"``.
        received_at
            When it came in.
        channel
            Through which channel.
        about
            What exactly.

        Raises
        ------
        OmoError
            Code ``"option"`` for an id that another request has, ``"unknown"`` for nobody.

        Examples
        --------
        >>> shop = omo.Engine()
        >>> shop.request("r1", "access", "email:hanako@example.jp", received_at="2026-03-01")
        >>> [status["request"]["id"] for status in shop.requests("2026-03-20", purpose="legal", overdue=True)]
        ['r1']
        """
    def requests(self, /, now: IntoTime, *, purpose: str, overdue: bool = False) -> list[dict[str, Any]]:
        """
        Where each request stands, the first due first.

        Parameters
        ----------
        now
            The time it is.
        purpose
            What the answer is for. Requests of whom it may not see are left out: who stopped the use of their data is
            seen for ``"legal"`` alone, by the presets.
        overdue
            Only those that should have been answered.

        Returns
        -------
        list of dict
            The ``request``, its ``state``, since when it stands so, by when it is ``due``, and why it was refused.

        Examples
        --------
        >>> shop = omo.Engine(rights={"access_days": 30})
        >>> shop.request("r1", "access", "email:hanako@example.jp", received_at="2026-03-01")
        >>> [one["state"] for one in shop.requests("2026-03-20", purpose="legal")]
        ['received']
        >>> shop.requests("2026-03-20", purpose="legal", overdue=True)
        []
        """
    @staticmethod
    def restore(snapshot: SupportsGetItem[int, SupportsIndex], **options: "object") -> Engine:
        """
        The engine that a :meth:`snapshot` holds, in memory.

        Parameters
        ----------
        snapshot
            What :meth:`snapshot` gave.
        options
            The keywords of :class:`Engine`.

        Examples
        --------
        >>> shop = omo.Engine(zone="Asia/Tokyo")
        >>> receipt = shop.ingest([{"id": 1, "occurred_at": "2026-03-01", "channel": "ec", "action": "view",
        ...                         "email": "hanako@example.jp"}])
        >>> omo.Engine.restore(shop.snapshot(), zone="Asia/Tokyo")
        omo.Engine(1 touchpoints)
        """
    def rfm(self, /, today: IntoTime, *, bins: SupportsIndex = 5, purpose: str = "analytics") -> Table:
        """
        How lately, how often and for how much each customer bought.

        Amounts in currencies other than the shop's main one are left out.

        Parameters
        ----------
        today
            The day from which recency counts: a datetime, a date or text. Later purchases do not count.
        bins
            The best score; scores go from 1.
        purpose
            What the answer is for: ``"service"``, ``"marketing"``, ``"analytics"``, ``"third_party"`` or
            ``"legal"``. Customers whom it may not see are left out.

        Returns
        -------
        Table
            ``customer_id``, ``recency_days``, ``frequency`` (days with a purchase), ``monetary`` in ``currency``,
            the scores ``r``, ``f``, ``m``, and the ``segment``.

        Raises
        ------
        OmoError
            Code ``"option"`` when ``bins`` is not from 2 to 100.

        Examples
        --------
        >>> shop = omo.Engine(zone="Asia/Tokyo")
        >>> receipt = shop.ingest([
        ...     {"id": 1, "occurred_at": "2026-03-01 09:00", "channel": "ec", "action": "view",
        ...      "email": "hanako@example.jp", "product": "kettle"},
        ...     {"id": 2, "occurred_at": "2026-03-02 18:00", "channel": "pos", "action": "purchase",
        ...      "email": "Hanako@example.jp", "product": "kettle", "amount": "4980 JPY"},
        ... ])
        >>> value = shop.rfm("2026-03-10")
        >>> value["recency_days"], value["monetary"], value["currency"]
        ([8], [4980.0], ['JPY'])
        """
    def segment_members(self, /, name: str, *, now: IntoTime, purpose: str = "analytics") -> list[str]:
        """
        The customers who belong to a segment.

        Parameters
        ----------
        name
            The segment's name.
        now
            The time it is: a datetime, a date or text, on the shop's clock unless it names its own.
        purpose
            What the answer is for; customers whom it may not see are left out.

        Returns
        -------
        list of str
            Their ids, the longest known first.

        Raises
        ------
        OmoError
            Code ``"unknown"`` for a segment that is not known.

        Examples
        --------
        >>> shop = omo.Engine()
        >>> receipt = shop.ingest([{"id": 1, "occurred_at": "2026-03-01", "channel": "pos", "action": "purchase",
        ...                         "email": "hanako@example.jp"}])
        >>> shop.set_segments({"lately": {"event": {"action": "purchase"}, "within": "30d"}})
        >>> shop.segment_members("lately", now="2026-03-10")
        ['1']
        """
    def segments(self, /, customer_id: str, *, now: IntoTime, purpose: str = "service") -> list[str] | None:
        """
        The segments to which a customer belongs.

        Parameters
        ----------
        customer_id
            The customer's id.
        now
            The time it is: a datetime, a date or text, on the shop's clock unless it names its own.
        purpose
            What the answer is for.

        Returns
        -------
        list of str or None
            Their names in order; None for an unknown id, or where the purpose may not see the customer.

        Examples
        --------
        >>> shop = omo.Engine()
        >>> receipt = shop.ingest([{"id": 1, "occurred_at": "2026-03-01", "channel": "pos", "action": "purchase",
        ...                         "email": "hanako@example.jp"}])
        >>> shop.set_segments({"lately": {"event": {"action": "purchase"}, "within": "30d"}})
        >>> shop.segments("1", now="2026-03-10"), shop.segments("1", now="2026-04-10")
        (['lately'], [])
        """
    def set_segments(self, /, segments: "dict[str, object]") -> None:
        """
        Sets the shop's segments, in the place of all that were set before.

        From then on every load and every :meth:`advance` finds who enters and who leaves: :meth:`crossings`. The segments
        are kept like all that the engine is told.

        Parameters
        ----------
        segments
            A dict of names and conditions; an empty one takes all away. A condition is a dict with one of ``event`` (with
            ``count``), ``never``, ``sequence``, ``sum``, ``avg``, ``min``, ``max``, ``distinct``, ``recency``, ``interest``,
            ``trait``, ``segment``, or ``all``, ``any`` or ``not`` of other conditions. Facts are meant by ``action``,
            ``channel``, ``store``, ``about``, ``product``, ``category`` and ``side``; ranges are ``at_least``,
            ``more_than``, ``at_most``, ``less_than`` and ``is``; windows are ``within`` a length of time such as ``"30d"``, or
            from ``since`` to before ``until``.

        Raises
        ------
        OmoError
            Code ``"option"`` with the path of what is wrong, and what it may have been meant to be.

        Examples
        --------
        >>> shop = omo.Engine()
        >>> shop.set_segments({
        ...     "regular": {"event": {"action": "purchase"}, "count": {"at_least": 2}, "within": "90d"},
        ...     "lapsing": {"all": [{"segment": "regular"}, {"recency": {}, "at_least": "30d"}]},
        ... })
        >>> shop.set_segments({"vip": {"event": {"action": "purchse"}}})
        Traceback (most recent call last):
            ...
        omo.OmoError: options: `vip.event.action`: the action `purchse` is not known, did you mean `purchase`?
        """
    def set_stock(self, /, data: IntoTable, *, as_of: IntoTime | None = None, columns: dict[str, str] | None = None, constants: dict[str, str] | None = None) -> None:
        """
        Sets how many pieces of a product a store has.

        Once any stock is set, only what is in stock is recommended.

        Parameters
        ----------
        data
            A table with the columns ``store``, ``product`` and ``quantity``.
        as_of
            When it was counted: the latest count holds, whatever order they come in, and what was counted too long ago
            (``stock_hours`` of ``offers``) is promised to nobody. When left out it is what is there now.
        columns
            Their column to omo's word.
        constants
            A word to its value where a row has none.

        Raises
        ------
        OmoError
            Code ``"column"`` for a column or a row that must be mended; nothing is set then.

        Examples
        --------
        >>> omo.Engine().set_stock({"store": ["ginza"], "product": ["kettle"], "quantity": [3]})
        """
    def show_notice(self, /, shown: "dict[str, object]") -> None:
        """
        Adds that somebody was shown a notice.

        Parameters
        ----------
        shown
            A dict with ``at``, ``identifier`` (``{"kind": ..., "value": ...}``), ``notice``, ``version``, and if it
            says so ``language`` and ``channel``.

        Raises
        ------
        OmoError
            Code ``"unknown"`` for a version of a notice that was not told.

        Examples
        --------
        >>> shop = omo.Engine()
        >>> shop.add_notices([{"id": "members", "version": "1", "from": "2026-01-01"}])
        >>> shop.show_notice({"at": "2026-03-01", "notice": "members", "version": "1",
        ...                   "identifier": {"kind": "email", "value": "hanako@example.jp"}})
        """
    def slots(self, /) -> list[dict[str, Any]]:
        """
        The slots, in order of stores, kinds and times.

        Returns
        -------
        list of dict
            As they were added.

        Examples
        --------
        >>> omo.Engine().slots()
        []
        """
    def snapshot(self, /) -> bytes:
        """
        The engine as bytes, for :meth:`restore`; nothing that was erased is in them.

        Returns
        -------
        bytes
            All that it was told and still knows.

        Examples
        --------
        >>> shop = omo.Engine()
        >>> receipt = shop.ingest([{"id": 1, "occurred_at": "2026-03-01", "channel": "ec", "action": "view",
        ...                         "email": "h@example.jp"}])
        >>> len(omo.Engine.restore(shop.snapshot()))
        1
        """
    def split(self, /, records: SupportsGetItem[int, str]) -> bool:
        """
        These records are of somebody else than all that shows the same identifiers; it lasts until :meth:`unsplit`.

        Parameters
        ----------
        records
            Ids of touchpoints.

        Returns
        -------
        bool
            Whether it was news.

        Examples
        --------
        >>> shop = omo.Engine()
        >>> receipt = shop.ingest([{"id": n, "occurred_at": f"2026-03-0{n}", "channel": "pos", "action": "visit",
        ...                         "phone": "090-1234-5670"} for n in (1, 2, 3)])
        >>> shop.split(["2", "3"]), shop.customers("service")["touchpoints"]
        (True, [1, 2])
        """
    def step(self, /, request: str, step: str, *, at: IntoTime, reason: "str | None" = None, days: "int | None" = None, by: "str | None" = None) -> None:
        """
        Takes what was done about a request.

        Parameters
        ----------
        request
            Its id.
        step
            ``"verified"``, ``"extended"``, ``"cancelled"``, ``"refused"`` or ``"done"``. A stop that is done closes
            what it stops.
        at
            When.
        reason
            Why it was refused, such as ``"not_verified"`` or ``"no_data"``.
        days
            By how many days the due date moves.
        by
            By whom, in the shop.

        Raises
        ------
        OmoError
            Code ``"option"`` for a step that makes no sense now.

        Examples
        --------
        >>> shop = omo.Engine()
        >>> shop.request("r1", "stop_use", "email:hanako@example.jp", received_at="2026-03-01")
        >>> shop.step("r1", "verified", at="2026-03-02")
        >>> shop.step("r1", "done", at="2026-03-03")
        >>> shop.requests("2026-03-04", purpose="legal")[0]["state"]
        'done'
        """
    def summary(self, /) -> Summary:
        """
        What the shop holds, on one screen.

        Returns
        -------
        Summary
            Counts, the funnel and the crossings; no customer is named.

        Examples
        --------
        >>> shop = omo.Engine(zone="Asia/Tokyo")
        >>> receipt = shop.ingest([
        ...     {"id": 1, "occurred_at": "2026-03-01 09:00", "channel": "ec", "action": "view",
        ...      "email": "hanako@example.jp", "product": "kettle"},
        ...     {"id": 2, "occurred_at": "2026-03-02 18:00", "channel": "pos", "action": "purchase",
        ...      "email": "Hanako@example.jp", "product": "kettle", "amount": "4980 JPY"},
        ... ])
        >>> print(str(shop.summary()).splitlines()[0])
          Touchpoints          2   online 1, offline 1
        """
    def sweep(self, /, now: IntoTime) -> dict[str, Any]:
        """
        Erases what has had its time by the rules of ``retention``, and says what that was.

        Old files do not bring it back.

        Parameters
        ----------
        now
            The time it is.

        Returns
        -------
        dict
            The ``touchpoints`` with the ``rule`` of each, and how many ``disclosures`` and ``quarantined`` records
            went.

        Examples
        --------
        >>> shop = omo.Engine(retention={"rules": [{"name": "browsing", "actions": ["view"], "erase_after": 365}]})
        >>> receipt = shop.ingest([{"id": 1, "occurred_at": "2026-03-01", "channel": "ec", "action": "view"}])
        >>> [gone["rule"] for gone in shop.sweep("2027-03-02")["touchpoints"]], len(shop)
        (['browsing'], 0)
        """
    def unlink(self, /, a: str, b: str) -> bool:
        """
        Takes a :meth:`link` back; whether it held.

        Parameters
        ----------
        a
            The id of one touchpoint.
        b
            That of the other.

        Examples
        --------
        >>> shop = omo.Engine()
        >>> receipt = shop.ingest([{"id": n, "occurred_at": "2026-03-01", "channel": "ec", "action": "view",
        ...                         "cookie": f"c{n}"} for n in (1, 2)])
        >>> shop.link("1", "2"), shop.unlink("1", "2"), shop.unlink("1", "2")
        (True, True, False)
        """
    def unsplit(self, /, records: SupportsGetItem[int, str]) -> bool:
        """
        Takes a :meth:`split` of these records back; whether it held.

        Parameters
        ----------
        records
            Ids of touchpoints, the same as were split off.

        Examples
        --------
        >>> shop = omo.Engine()
        >>> receipt = shop.ingest([{"id": 1, "occurred_at": "2026-03-01", "channel": "ec", "action": "view",
        ...                         "email": "h@example.jp"}])
        >>> shop.split(["1"]), shop.unsplit(["1"]), shop.unsplit(["1"])
        (True, True, False)
        """
    def verify_audit(self, /) -> dict[str, Any]:
        """
        Reads all that was told and compares it with the chain of its digests, which still fits after erasures.

        Returns
        -------
        dict
            Whether it is ``intact``, how many ``entries`` fit, how many of them are ``erased``, the ``head`` of the
            chain, and the first that is ``broken``.

        Examples
        --------
        >>> shop = omo.Engine()
        >>> receipt = shop.ingest([{"id": 1, "occurred_at": "2026-03-01", "channel": "ec", "action": "view",
        ...                         "email": "h@example.jp"}])
        >>> audit = shop.verify_audit()
        >>> audit["intact"], audit["erased"]
        (True, 0)
        """
    def what_if(self, /, identity: dict) -> dict[str, Any]:
        """
        What other rules of identity would make of the facts there are: how many customers would merge or split.

        Parameters
        ----------
        identity
            A dict as for :class:`Engine`.

        Returns
        -------
        dict
            How many ``customers`` there are and ``would_be``, how many would be ``merged`` or ``split``, and the touchpoints
            that name nobody: ``unidentified`` and ``would_be_unidentified``.

        Examples
        --------
        >>> shop = omo.Engine()
        >>> receipt = shop.ingest([{"id": n, "occurred_at": f"2026-03-0{n}", "channel": "ec", "action": "view",
        ...                         "email": f"p{n}@example.jp", "phone": "090-1234-5670"} for n in (1, 2)])
        >>> what = shop.what_if({"owners": {"phone": 2}})
        >>> what["customers"], what["would_be"], what["merged"], what["split"]
        (2, 1, 1, 0)
        """
    def why(self, /, customer_id: str, decision: str, *, language: str = "en") -> dict[str, Any]:
        """
        Why a customer got what a decision says, in words for the customer.

        The answer to "why did I get this?". Of other people it says nothing, not even how many.

        Parameters
        ----------
        customer_id
            The customer's id.
        decision
            The id that :meth:`record_contact` gave.
        language
            Of the words: ``"en"`` or ``"ja"``.

        Returns
        -------
        dict
            ``words``, the ``reasons`` one by one, and ``at``.

        Raises
        ------
        OmoError
            Code ``"unknown"`` for a customer who is not known, and for a decision that is not theirs.

        Examples
        --------
        >>> shop = omo.Engine()
        >>> receipt = shop.ingest([{"id": 1, "occurred_at": "2026-03-01", "channel": "ec", "action": "view",
        ...                         "email": "hanako@example.jp", "product": "tea"}])
        >>> decision = shop.record_contact("1", {"action": "remind_online", "channel": "line", "product": "tea",
        ...                                      "reasons": [{"kind": "viewed", "times": 1, "days_ago": 1}]}, at="2026-03-02")
        >>> shop.why("1", decision, language="ja")["words"]
        '2026-03-02 00:00：LINEでteaをお知らせ。理由：1回閲覧、最近は1日前'
        """
    def withheld(self, /, customer_id: "str | None" = None, *, purpose: str = "analytics") -> list[dict[str, Any]]:
        """
        What a purpose may not see, how much of it, and why.

        Parameters
        ----------
        customer_id
            Of one customer's journey; of all customers when left out.
        purpose
            What for.

        Returns
        -------
        list of dict
            ``what``, ``count`` and ``why``, each a word.

        Examples
        --------
        >>> shop = omo.Engine()
        >>> receipt = shop.ingest([{"id": 1, "occurred_at": "2026-03-01", "channel": "ec", "action": "view",
        ...                         "email": "hanako@example.jp"}])
        >>> shop.withheld(purpose="marketing")
        [{'what': 'customers', 'count': 1, 'why': 'no_consent'}]
        """
    def withheld_rows(self, /, list: str, *, purpose: str) -> list[dict[str, Any]]:
        """
        How many rows of a list a purpose may not see, by cause; nothing of whom they are.

        With the rows that the list answers they are all there are, but for crossings of customers who are no more.

        Parameters
        ----------
        list
            Which: ``"customers"``, ``"assignments"``, ``"decisions"``, ``"requests"``, ``"quarantined"`` or
            ``"crossings"``, each by the name of its method.
        purpose
            What for.

        Returns
        -------
        list of dict
            The ``list``, the ``count`` and ``why``, a row for each cause.

        Examples
        --------
        >>> shop = omo.Engine()
        >>> receipt = shop.ingest([{"id": n, "occurred_at": "2026-03-01", "channel": "ec", "action": "view",
        ...                         "cookie": f"c{n}"} for n in (1, 2)])
        >>> news = shop.link("1", "2")
        >>> shop.decisions(purpose="marketing"), shop.withheld_rows("decisions", purpose="marketing")
        ([], [{'list': 'decisions', 'count': 1, 'why': 'no_consent'}])
        """

@final
class Experiment:
    """
    What an experiment says; :func:`experiment` makes it.

    ``difference``, ``statistic`` and so on are those of the first comparison; :attr:`comparisons` has all.

    Examples
    --------
    >>> sent = {"arm": ["mail", "mail", "none", "none"], "spend": [3.0, 5.0, 1.0, 2.0]}
    >>> omo.value.experiment(sent, "spend").difference
    2.5
    """
    def __repr__(self, /) -> str: ...
    def _repr_html_(self, /) -> Any: ...
    @property
    def adjusted(self, /) -> dict[str, Any] | None:
        """
        The difference with what the covariate explains taken off (CUPED); None without a covariate.

        Examples
        --------
        >>> sent = {"arm": ["mail", "mail", "none", "none"], "spend": [3.0, 5.0, 1.0, 2.0], "before": [2, 4, 2, 3]}
        >>> sorted(omo.value.experiment(sent, "spend", covariate="before").adjusted)
        ['difference', 'lower', 'p_value', 'statistic', 'theta', 'upper', 'variance_reduction']
        """
    @property
    def always_valid_interval(self, /) -> tuple[float, float]:
        """
        The interval of the difference that holds at all times together.

        Examples
        --------
        >>> sent = {"arm": ["mail", "mail", "none", "none"], "spend": [3.0, 5.0, 1.0, 2.0]}
        >>> low, high = omo.value.experiment(sent, "spend").always_valid_interval
        >>> low < 2.5 < high
        True
        """
    @property
    def always_valid_p_value(self, /) -> float:
        """
        The p-value that may be looked at every day.

        Examples
        --------
        >>> sent = {"arm": ["mail", "mail", "none", "none"], "spend": [3.0, 5.0, 1.0, 2.0]}
        >>> 0 < omo.value.experiment(sent, "spend").always_valid_p_value <= 1
        True
        """
    @property
    def arms(self, /) -> Table:
        """
        How many customers each arm has, and the share it was to have.

        Examples
        --------
        >>> sent = {"arm": ["mail", "mail", "none", "none"], "spend": [3.0, 5.0, 1.0, 2.0]}
        >>> omo.value.experiment(sent, "spend").arms["customers"]
        [2, 2]
        """
    def chart(self, /, language: str = "en") -> Any:
        """
        Differences with their intervals as a picture for a notebook.

        Parameters
        ----------
        language
            Of the words: ``"en"`` or ``"ja"``.

        Examples
        --------
        >>> sent = {"arm": ["mail", "mail", "none", "none"], "spend": [3.0, 5.0, 1.0, 2.0]}
        >>> "vega-lite" in omo.value.experiment(sent, "spend").chart().to_json()
        True
        """
    @property
    def comparisons(self, /) -> Table:
        """
        Every metric of every arm beside the control's, one row each.

        Examples
        --------
        >>> sent = {"arm": ["mail", "mail", "none", "none"], "spend": [3.0, 5.0, 1.0, 2.0]}
        >>> omo.value.experiment(sent, "spend").comparisons["difference"]
        [2.5]
        """
    @property
    def control(self, /) -> str:
        """
        The arm that others are compared with.

        Examples
        --------
        >>> sent = {"arm": ["mail", "mail", "none", "none"], "spend": [3.0, 5.0, 1.0, 2.0]}
        >>> omo.value.experiment(sent, "spend").control
        'none'
        """
    @property
    def difference(self, /) -> float:
        """
        The arm's mean less the control's.

        Examples
        --------
        >>> sent = {"arm": ["mail", "mail", "none", "none"], "spend": [3.0, 5.0, 1.0, 2.0]}
        >>> omo.value.experiment(sent, "spend").difference
        2.5
        """
    @property
    def hypothesis(self, /) -> str:
        """
        What was believed before.

        Examples
        --------
        >>> sent = {"arm": ["mail", "mail", "none", "none"], "spend": [3.0, 5.0, 1.0, 2.0]}
        >>> omo.value.experiment(sent, "spend", hypothesis="mails sell").hypothesis
        'mails sell'
        """
    @property
    def interval(self, /) -> tuple[float, float]:
        """
        The interval of the difference, for an experiment whose end was set before.

        Examples
        --------
        >>> sent = {"arm": ["mail", "mail", "none", "none"], "spend": [3.0, 5.0, 1.0, 2.0]}
        >>> low, high = omo.value.experiment(sent, "spend").interval
        >>> low < 2.5 < high
        True
        """
    @property
    def lift(self, /) -> float | None:
        """
        The difference as a share of the control's mean; None where that is 0.

        Examples
        --------
        >>> sent = {"arm": ["mail", "mail", "none", "none"], "spend": [3.0, 5.0, 1.0, 1.0]}
        >>> omo.value.experiment(sent, "spend").lift
        3.0
        """
    @property
    def mismatch(self, /) -> dict[str, Any]:
        """
        Whether the arms have as many customers as they were to have: ``chi_square``, ``p_value`` and ``warning``.

        Examples
        --------
        >>> sent = {"arm": ["mail", "mail", "none", "none"], "spend": [3.0, 5.0, 1.0, 2.0]}
        >>> omo.value.experiment(sent, "spend").mismatch
        {'chi_square': 0.0, 'p_value': 1.0, 'warning': False}
        """
    @property
    def p_value(self, /) -> float:
        """
        How likely so large a difference is, either way, where there is none.

        Examples
        --------
        >>> sent = {"arm": ["mail", "mail", "none", "none"], "spend": [3.0, 5.0, 1.0, 2.0]}
        >>> 0 < omo.value.experiment(sent, "spend").p_value < 1
        True
        """
    @property
    def statistic(self, /) -> float:
        """
        The z of two proportions, or Welch's t.

        Examples
        --------
        >>> sent = {"arm": ["mail", "mail", "none", "none"], "spend": [3.0, 5.0, 1.0, 2.0]}
        >>> round(omo.value.experiment(sent, "spend").statistic, 3)
        2.236
        """
    @property
    def theta(self, /) -> float | None:
        """
        CUPED's theta: how much of the outcome goes with one of the covariate; None without one.

        Examples
        --------
        >>> sent = {"arm": ["mail", "mail", "none", "none"], "spend": [3.0, 5.0, 1.0, 2.0]}
        >>> omo.value.experiment(sent, "spend").theta is None
        True
        """

@final
class GammaGamma:
    """
    Gamma-Gamma: what customers spend on a purchase (Fader and Hardie 2013).

    Examples
    --------
    >>> shop = {"frequency": [2, 1, 4, 1, 3, 2, 1, 6, 2, 1, 1, 3],
    ...         "monetary": [22.0, 11.5, 40.0, 95.0, 18.0, 31.0, 9.0, 55.0, 12.0, 24.0, 60.0, 28.0]}
    >>> model = omo.value.GammaGamma().fit(shop)
    >>> sorted(model.params)
    ['p', 'q', 'v']
    >>> spend = model.expected_spend()
    >>> spend[1] > 11.5, spend[3] < 95.0
    (True, True)
    """
    def __new__(cls, /) -> GammaGamma: ...
    def __repr__(self, /) -> str: ...
    @property
    def converged(self, /) -> bool:
        """
        Whether the model is fitted; a fit that finds no top raises instead.

        Examples
        --------
        >>> omo.value.GammaGamma().converged
        False
        """
    @property
    def correlation(self, /) -> float:
        """
        How frequency and mean spend go together, from -1 to 1; the model takes it for 0, and is not to be believed far from it.

        Examples
        --------
        >>> shop = {"frequency": [2, 1, 4, 1, 3, 2, 1, 6, 2, 1, 1, 3],
        ...         "monetary": [22, 11.5, 40, 95, 18, 31, 9, 55, 12, 24, 60, 28]}
        >>> -1 < omo.value.GammaGamma().fit(shop).correlation < 1
        True
        """
    def expected_spend(self, /, summary: IntoTable | None = None) -> list[float | None]:
        """
        What each customer is expected to spend on a purchase; None where the model knows no mean.

        Parameters
        ----------
        summary
            Other customers than those it was fitted to.

        Returns
        -------
        list of float or None
            One number a row.

        Examples
        --------
        >>> shop = {"frequency": [2, 1, 4, 1, 3, 2, 1, 6, 2, 1, 1, 3],
        ...         "monetary": [22, 11.5, 40, 95, 18, 31, 9, 55, 12, 24, 60, 28]}
        >>> len(omo.value.GammaGamma().fit(shop).expected_spend())
        12
        """
    def fit(self, /, summary: IntoTable) -> "GammaGamma":
        """
        Fits the model by maximum likelihood, to customers with repeat purchases of a mean above 0.

        Parameters
        ----------
        summary
            What :func:`summary` gives, or any table with ``frequency`` and ``monetary`` (also ``monetary_value``).

        Returns
        -------
        GammaGamma
            The model itself, fitted.

        Raises
        ------
        OmoError
            Code ``"fit"`` where the likelihood has no top, saying why.

        Examples
        --------
        >>> shop = {"frequency": [2, 1, 4, 1, 3, 2, 1, 6, 2, 1, 1, 3, 0],
        ...         "monetary": [22, 11.5, 40, 95, 18, 31, 9, 55, 12, 24, 60, 28, 0]}
        >>> omo.value.GammaGamma().fit(shop).left_out
        1.0
        """
    @property
    def left_out(self, /) -> float:
        """
        How many customers it could not learn from: without a repeat purchase, or with a mean of 0 or less.

        Examples
        --------
        >>> shop = {"frequency": [2, 1, 4, 1, 3, 2, 1, 6, 2, 1, 1, 3],
        ...         "monetary": [22, 11.5, 40, 95, 18, 31, 9, 55, 12, 24, 60, 28]}
        >>> omo.value.GammaGamma().fit(shop).left_out
        0.0
        """
    def lifetime_value(self, /, model: Any, steps: SupportsIndex = 12, *, step: SupportsFloat | SupportsIndex = 1.0, discount: SupportsFloat | SupportsIndex = 0.01, summary: IntoTable | None = None) -> list[float | None]:
        """
        What each customer is worth in the time to come: discounted purchases times expected spend.

        Parameters
        ----------
        model
            A fitted :class:`BgNbd`, :class:`MbgNbd`, :class:`ParetoNbd` or :class:`BgBb`.
        steps
            How many steps.
        step
            How long each is, in the unit of that model: 4.345 weeks are a month.
        discount
            By how much what comes a step later is worth less.
        summary
            Customers with frequency, recency, age and monetary; those this model was fitted to when left out.

        Returns
        -------
        list of float or None
            One number a row, in the unit of money.

        Examples
        --------
        >>> shop = {"frequency": [0, 1, 1, 2, 3, 5, 12], "recency": [0, 6, 21, 9, 33, 32, 38],
        ...         "age": [39] * 7, "customers": [100, 8, 2, 10, 6, 12, 4],
        ...         "monetary": [0, 95, 22, 60, 18, 95, 40]}
        >>> worth = omo.value.GammaGamma().fit(shop).lifetime_value(omo.value.BgNbd().fit(shop), 12, summary=shop)
        >>> worth[5] > worth[1]
        True
        """
    def lifetime_value_for_good(self, /, model: Any, rate: SupportsFloat | SupportsIndex, *, summary: IntoTable | None = None) -> list[float | None]:
        """
        What each customer is worth ever after: purchases without an end, discounted by their time, times expected spend.

        Parameters
        ----------
        model
            A fitted :class:`ParetoNbd`, which alone knows purchases without an end.
        rate
            The discount as a continuous rate a unit of that model's time: 15 % a year is ``math.log(1.15) / 52`` a week.
        summary
            Customers with frequency, recency, age and monetary; those this model was fitted to when left out.

        Returns
        -------
        list of float or None
            One number a row, in the unit of money.

        Raises
        ------
        OmoError
            Code ``"option"`` for a rate that is not above 0, and for another model than Pareto/NBD.

        Examples
        --------
        >>> shop = {"frequency": [0, 1, 1, 2, 3, 5, 12], "recency": [0, 6, 21, 9, 33, 32, 38],
        ...         "age": [39] * 7, "customers": [100, 8, 2, 10, 6, 12, 4],
        ...         "monetary": [0, 95, 22, 60, 18, 95, 40]}
        >>> spend, model = omo.value.GammaGamma().fit(shop), omo.value.ParetoNbd().fit(shop)
        >>> for_good = spend.lifetime_value_for_good(model, 0.003, summary=shop)
        >>> for_good[5] > spend.lifetime_value(model, 12, discount=0.003, summary=shop)[5]
        True
        """
    @staticmethod
    def load(path: str | PathLike[str]) -> GammaGamma:
        """
        A model that a file keeps; ask it about a table.

        Parameters
        ----------
        path
            The file.

        Raises
        ------
        OmoError
            Code ``"model"`` when the file holds no such model.

        Examples
        --------
        >>> import tempfile, pathlib
        >>> file = pathlib.Path(tempfile.mkdtemp()) / "model.json"
        >>> shop = {"frequency": [2, 1, 4, 1, 3, 2, 1, 6, 2, 1, 1, 3],
        ...         "monetary": [22, 11.5, 40, 95, 18, 31, 9, 55, 12, 24, 60, 28]}
        >>> omo.value.GammaGamma().fit(shop).save(file)
        >>> len(omo.value.GammaGamma.load(file).expected_spend(shop))
        12
        """
    @property
    def log_likelihood(self, /) -> float:
        """
        The log-likelihood of all customers together, in the unit of the table.

        Examples
        --------
        >>> shop = {"frequency": [2, 1, 4, 1, 3, 2, 1, 6, 2, 1, 1, 3],
        ...         "monetary": [22, 11.5, 40, 95, 18, 31, 9, 55, 12, 24, 60, 28]}
        >>> omo.value.GammaGamma().fit(shop).log_likelihood < 0
        True
        """
    @property
    def params(self, /) -> dict[str, Any]:
        """
        The parameters by name, in the unit of the table.

        Examples
        --------
        >>> shop = {"frequency": [2, 1, 4, 1, 3, 2, 1, 6, 2, 1, 1, 3],
        ...         "monetary": [22, 11.5, 40, 95, 18, 31, 9, 55, 12, 24, 60, 28]}
        >>> omo.value.GammaGamma().fit(shop).params["q"] > 0
        True
        """
    def save(self, /, path: str | PathLike[str]) -> None:
        """
        Keeps the parameters in a file of JSON; no customer is in it.

        Parameters
        ----------
        path
            The file.

        Examples
        --------
        >>> import tempfile, pathlib
        >>> file = pathlib.Path(tempfile.mkdtemp()) / "model.json"
        >>> shop = {"frequency": [2, 1, 4, 1, 3, 2, 1, 6, 2, 1, 1, 3],
        ...         "monetary": [22, 11.5, 40, 95, 18, 31, 9, 55, 12, 24, 60, 28]}
        >>> model = omo.value.GammaGamma().fit(shop)
        >>> model.save(file)
        >>> omo.value.GammaGamma.load(file).params == model.params
        True
        """
    @property
    def standard_errors(self, /) -> dict[str, Any]:
        """
        Standard errors of the parameters by name, from the curvature of the likelihood.

        Examples
        --------
        >>> shop = {"frequency": [2, 1, 4, 1, 3, 2, 1, 6, 2, 1, 1, 3],
        ...         "monetary": [22, 11.5, 40, 95, 18, 31, 9, 55, 12, 24, 60, 28]}
        >>> omo.value.GammaGamma().fit(shop).standard_errors["q"] > 0
        True
        """

@final
class GoldenRecords:
    """
    One record for each customer, and why it is so: what :func:`golden_records` makes.

    It never changes. Its length is the number of customers.

    Examples
    --------
    >>> people = {"id": ["a", "b"], "name": ["Hanako Yamada", "unknown"]}
    >>> whose = {"record_id": ["a", "b"], "customer_id": ["1", "1"]}
    >>> omo.identity.golden_records(people, whose)
    omo.identity.GoldenRecords(2 records, 1 customer)
    """
    def __len__(self, /) -> int: ...
    def __repr__(self, /) -> str: ...
    def explain(self, /, customer_id: str) -> list[dict[str, Any]]:
        """
        Where the values of one customer come from, and why.

        Parameters
        ----------
        customer_id
            The customer's id, as text.

        Returns
        -------
        list of dict
            For each field that has a value what :attr:`provenance` tells of it.

        Raises
        ------
        OmoError
            Code ``"unknown"`` when there is no such customer.

        Examples
        --------
        >>> people = {"id": ["a", "b"], "name": ["Hanako Yamada", "unknown"]}
        >>> golden = omo.identity.golden_records(people, {"record_id": ["a", "b"], "customer_id": ["1", "1"]})
        >>> golden.explain("1")[0]["record_id"]
        'a'
        """
    @property
    def provenance(self, /) -> Table:
        """
        Where each value comes from, and why.

        Returns
        -------
        Table
            ``customer_id``, ``field``, ``value``, ``record_id`` (the record it was taken from), ``strategy`` (the field's),
            ``decided_by`` (``"unanimous"``, the strategy that left one value, or ``"lowest_id"``), ``agreeing`` (how many of
            the customer's records say the same), ``records`` (how many say something).

        Examples
        --------
        >>> people = {"id": ["a", "b", "c"], "name": ["Hanako Yamada", "hanako yamada", "Hana Yamada"]}
        >>> whose = {"record_id": ["a", "b", "c"], "customer_id": ["1", "1", "1"]}
        >>> why = omo.identity.golden_records(people, whose).provenance
        >>> why["record_id"], why["decided_by"], why["agreeing"], why["records"]
        (['a'], ['most_frequent'], [2], [3])
        """
    @property
    def records(self, /) -> Table:
        """
        The golden records, in order of the customers' lowest record ids.

        Returns
        -------
        Table
            ``customer_id`` and the fields, as text.

        Examples
        --------
        >>> people = {"id": ["a", "b"], "name": ["Hanako Yamada", "unknown"]}
        >>> whose = {"record_id": ["a", "b"], "customer_id": ["1", "1"]}
        >>> omo.identity.golden_records(people, whose).records.to_dicts()
        [{'customer_id': '1', 'name': 'Hanako Yamada'}]
        """

@final
class Households:
    """
    Who lives together, what :func:`households` finds: a table beside the customers, which makes nobody one with anybody.

    It never changes. Its length is the number of households of two or more.

    Examples
    --------
    >>> people = {"id": ["a", "b"], "name": ["Hanako Yamada", "Taro Yamada"], "address": ["12 High Street, London", "12 High St. London"]}
    >>> len(omo.identity.households(people, address="address", name="name"))
    1
    """
    def __len__(self, /) -> int: ...
    def __repr__(self, /) -> str: ...
    @property
    def customers(self, /) -> Table:
        """
        The household of each customer, in order of the customers' lowest record ids.

        Returns
        -------
        Table
            ``customer_id``, ``household_id`` (the id of the household's first customer; one's own where one lives alone).

        Examples
        --------
        >>> people = {"id": ["a"], "name": ["Hanako Yamada"], "address": ["12 High Street, London"]}
        >>> omo.identity.households(people, address="address", name="name").customers.to_dicts()
        [{'customer_id': 'a', 'household_id': 'a'}]
        """
    @property
    def report(self, /) -> dict[str, Any]:
        """
        What was found and what was refused, in numbers.

        Returns
        -------
        dict
            ``customers``, how many of them live ``together`` with another, ``households`` of two or more;
            ``without_address`` (customers of whom no address with a house number is known), ``refused_addresses`` (of too
            many customers), ``largest_refused`` (the customers at the largest of them), ``refused_joins`` (of households
            that would have become too large).

        Examples
        --------
        >>> people = {"id": ["a"], "name": ["Hanako Yamada"], "address": ["somewhere"]}
        >>> omo.identity.households(people, address="address", name="name").report["without_address"]
        1
        """

@final
class ItemKnn:
    """
    For each item those that the same customers have: quick to learn, and it takes any number of items.

    Parameters
    ----------
    neighbours
        How many similar items each item keeps. 100.
    weighting
        How items are compared: ``"bm25"`` (the default), ``"cosine"`` or ``"tf_idf"``.
    weights
        What the weight of an interaction counts: ``"ones"`` (the default), ``"logs"`` or ``"plain"``.
    k1
        Of BM25: how soon a weight has said all it can. 1.2.
    b
        Of BM25: how much less an item says for being of many customers, from 0 to 1. 0.2.
    shrinkage
        Of a cosine: how much it takes to believe that items are alike. 0.
    most_items
        Customers who have more items teach nothing. 5,000.
    half_life
        Days after which a customer's own item speaks half as loud. Nothing is forgotten without it.

    Examples
    --------
    >>> bought = {"customer_id": ["a", "a", "b", "b", "c"], "item": ["tea", "cup", "tea", "cup", "tea"]}
    >>> model = omo.recommend.ItemKnn(weighting="cosine").fit(bought)
    >>> round(model.similar_items(["cup"])["score"][0], 3)
    0.816
    """
    def __new__(cls, /, *, neighbours: SupportsIndex | None = None, weighting: str | None = None, weights: str | None = None, k1: SupportsFloat | SupportsIndex | None = None, b: SupportsFloat | SupportsIndex | None = None, shrinkage: SupportsFloat | SupportsIndex | None = None, most_items: SupportsIndex | None = None, half_life: SupportsFloat | SupportsIndex | None = None) -> ItemKnn: ...
    def __repr__(self, /) -> str: ...
    def exclusions(self, /, customers: IntoIds | None = None, n: SupportsIndex = 10, exclude_seen: bool = True, *, allow: IntoIds | None = None, exclude: dict[str, IntoIds] | None = None) -> Table:
        """
        What kept better items out of the lists that :meth:`recommend` gives for the same arguments.

        Parameters
        ----------
        customers
            As for :meth:`recommend`.
        n
            How many items each.
        exclude_seen
            Leave out what the customer has to do with already: the cause ``already_bought``.
        allow
            Nothing but these items.
        exclude
            Items that must not be, by cause.

        Returns
        -------
        Table
            ``customer_id``, ``cause``, ``items``.

        Examples
        --------
        >>> bought = {"customer_id": ["a", "a", "b", "b", "c"], "item": ["tea", "cup", "tea", "cup", "tea"]}
        >>> model = omo.recommend.ItemKnn().fit(bought)
        >>> model.exclusions(["c"], n=1, exclude={"out_of_stock": ["cup"]})["cause"]
        ['already_bought', 'out_of_stock']
        """
    def fit(self, /, table: IntoInteractions, *, zone: str = "UTC", columns: dict[str, str] | None = None, customers: IntoIds | None = None, items: IntoIds | None = None) -> "ItemKnn":
        """
        Learns from a table of interactions, or from a sparse matrix.

        Parameters
        ----------
        table
            A table with ``customer_id`` and ``item``, and if there are such ``weight`` (how often, how many stars; 1 without it)
            and ``occurred_at``; rows of one customer and item add up. Or a sparse matrix of scipy, customers by items.
        zone
            The clock of times that do not name theirs.
        columns
            Their column to omo's, ``{"user": "customer_id"}``.
        customers
            Of a matrix, the ids of its rows; their numbers without it.
        items
            Of a matrix, the ids of its columns; their numbers without it.

        Returns
        -------
        ItemKnn
            The model itself, fitted.

        Raises
        ------
        OmoError
            Code ``"column"`` for a weight that is below 0 or no number and for a missing cell, naming the row; ``"option"`` for
            an option out of its range.

        Examples
        --------
        >>> bought = {"customer_id": ["a", "a", "b", "b", "c"], "item": ["tea", "cup", "tea", "cup", "tea"]}
        >>> omo.recommend.ItemKnn().fit(bought)
        omo.recommend.ItemKnn(3 customers, 2 items)
        """
    @staticmethod
    def load(path: str | PathLike[str]) -> ItemKnn:
        """
        The model that :meth:`save` wrote.

        Parameters
        ----------
        path
            The file.

        Raises
        ------
        OmoError
            Code ``"model"`` for another kind or version and for a file that was cut off.

        Examples
        --------
        >>> import tempfile, os
        >>> path = os.path.join(tempfile.mkdtemp(), "model.json")
        >>> _ = open(path, "w").write("{}")
        >>> try:
        ...     omo.recommend.ItemKnn.load(path)
        ... except omo.OmoError as error:
        ...     error.code
        'model'
        """
    def recommend(self, /, customers: IntoIds | None = None, n: SupportsIndex = 10, exclude_seen: bool = True, *, allow: IntoIds | None = None, exclude: dict[str, IntoIds] | None = None, language: str = "en") -> Table:
        """
        The best items for each customer, with reasons.

        A customer the model does not know sees what most have; so do lists that are not full otherwise, and ``n`` items come
        back whenever ``n`` are allowed.

        Parameters
        ----------
        customers
            Ids, or a table with ``customer_id``; all that the model knows without it.
        n
            How many items each.
        exclude_seen
            Leave out what the customer has to do with already.
        allow
            Nothing but these items: ids, or a table with ``item``.
        exclude
            Items that must not be, by cause: ``{"out_of_stock": [...]}``.
        language
            Of the reasons: ``"en"`` or ``"ja"``.

        Returns
        -------
        Table
            ``customer_id``, ``rank``, ``item``, ``score``, ``reason``; best first, customers in the order asked.

        Examples
        --------
        >>> bought = {"customer_id": ["a", "a", "b", "b", "c"], "item": ["tea", "cup", "tea", "cup", "tea"]}
        >>> model = omo.recommend.ItemKnn().fit(bought)
        >>> model.recommend(["c"], n=1)["item"]
        ['cup']
        """
    def recommend_for(self, /, table: IntoInteractions, n: SupportsIndex = 10, exclude_seen: bool = True, *, allow: IntoIds | None = None, exclude: dict[str, IntoIds] | None = None, language: str = "en", zone: str = "UTC", columns: dict[str, str] | None = None, customers: IntoIds | None = None, items: IntoIds | None = None) -> Table:
        """
        The best items for people the model need not know, by what they have to do with: no fit, no waiting.

        Parameters
        ----------
        table
            Their interactions, as for :meth:`fit`; items the model never saw say nothing.
        n
            How many items each.
        exclude_seen
            Leave out what they have to do with already.
        allow
            Nothing but these items.
        exclude
            Items that must not be, by cause.
        language
            Of the reasons: ``"en"`` or ``"ja"``.
        zone
            The clock of times that do not name theirs.
        columns
            Their column to omo's.
        customers
            Of a matrix, the ids of its rows.
        items
            Of a matrix, the ids of its columns: those the model was fitted with.

        Returns
        -------
        Table
            As of :meth:`recommend`, customers in the order of their ids.

        Examples
        --------
        >>> bought = {"customer_id": ["a", "a", "b", "b", "c"], "item": ["tea", "cup", "tea", "cup", "tea"]}
        >>> model = omo.recommend.ItemKnn().fit(bought)
        >>> model.recommend_for({"customer_id": ["new"], "item": ["cup"]}, n=1)["item"]
        ['tea']
        """
    def save(self, /, path: str | PathLike[str]) -> None:
        """
        Writes the model with all it was told to a file, which Rust and JavaScript read as well.

        Parameters
        ----------
        path
            The file; what is there is overwritten. It holds the customers' ids and items: keep it as you keep those.

        Examples
        --------
        >>> import tempfile, os
        >>> bought = {"customer_id": ["a", "a", "b", "b", "c"], "item": ["tea", "cup", "tea", "cup", "tea"]}
        >>> path = os.path.join(tempfile.mkdtemp(), "model.json")
        >>> omo.recommend.ItemKnn().fit(bought).save(path)
        >>> omo.recommend.ItemKnn.load(path)
        omo.recommend.ItemKnn(3 customers, 2 items)
        """
    def similar_items(self, /, items: IntoIds, n: SupportsIndex = 10) -> Table:
        """
        The items most like each item.

        Parameters
        ----------
        items
            Ids, or a table with ``item``; an item the model does not know has no rows in the answer.
        n
            How many each.

        Returns
        -------
        Table
            ``item``, ``rank``, ``similar``, ``score``; the most like first.

        Examples
        --------
        >>> bought = {"customer_id": ["a", "a", "b", "b", "c"], "item": ["tea", "cup", "tea", "cup", "tea"]}
        >>> model = omo.recommend.ItemKnn().fit(bought)
        >>> model.similar_items(["tea", "moon"])["similar"]
        ['cup']
        """
    def update(self, /, table: IntoInteractions, *, zone: str = "UTC", columns: dict[str, str] | None = None, customers: IntoIds | None = None, items: IntoIds | None = None) -> "ItemKnn":
        """
        Tells the fitted model of more interactions, of customers and items it knows or not.

        It learns anew from all it was ever told, so a model told in parts equals one fitted to the whole.

        Parameters
        ----------
        table
            As for :meth:`fit`.
        zone
            The clock of times that do not name theirs.
        columns
            Their column to omo's.
        customers
            Of a matrix, the ids of its rows.
        items
            Of a matrix, the ids of its columns.

        Returns
        -------
        ItemKnn
            The model itself.

        Examples
        --------
        >>> bought = {"customer_id": ["a", "a", "b", "b", "c"], "item": ["tea", "cup", "tea", "cup", "tea"]}
        >>> model = omo.recommend.ItemKnn().fit(bought)
        >>> model.update({"customer_id": ["d"], "item": ["cup"]})
        omo.recommend.ItemKnn(4 customers, 2 items)
        """

@final
class Journeys:
    """
    What customers did across all channels: sessions, funnels, crossings, the journey map.

    A table of touchpoints that are already joined to customers; :meth:`Engine.journeys` gives the same for the
    customers an engine found. It never changes. In a notebook it shows the journey map.

    Parameters
    ----------
    table
        A table with the columns ``customer_id``, ``occurred_at``, ``channel`` and ``action``, and if there are
        such ``store``, ``item``, ``amount`` (or ``value``) and ``feeling`` (how it felt, on any one scale: a review's stars, an
        answer to a survey), in any order of rows. Rows that lack one of the first four, or whose time
        is before 1970 or after 2199, are left out and listed in :attr:`rejected`.
    session_gap_minutes
        Minutes of silence after which a new session begins.
    conversion_days
        Days within which a purchase counts as following from a touchpoint.
    crossing_days
        Days within which a purchase on one side counts as following from the other side.
    channels
        Channels whose side is not the usual one of their name, ``{"pop_up_van": "offline"}``.
    stages
        Stages that differ from the usual ones, ``[{"channel": "app", "action": "quiz", "stage": "consider"}]``;
        the first that fits decides, and without a channel it holds on all.
    zone
        The clock of times that do not name theirs, and of calendars.
    columns
        Their column to omo's, ``{"user": "customer_id"}``.

    Raises
    ------
    OmoError
        Code ``"column"`` when a column is missing or holds something else, ``"option"`` when an option lies
        outside what it can be.

    Examples
    --------
    >>> journeys = omo.Journeys({
    ...     "customer_id": ["hanako", "taro", "hanako"],
    ...     "occurred_at": ["2026-03-01 09:00", "2026-03-01 10:00", "2026-03-03 09:00"],
    ...     "channel": ["ec", "ec", "pos"],
    ...     "action": ["view", "view", "purchase"],
    ... })
    >>> len(journeys), journeys.customers
    (3, 2)
    >>> journeys.funnel(["consider", "buy"])
    stage     customers  share  median_hours
    consider          2    1.0
    buy               1    0.5          48.0
    (2 rows)
    """
    def __len__(self, /) -> int:
        """
        How many touchpoints there are, without rejected rows.
        """
    def __new__(cls, /, table: IntoTable, *, session_gap_minutes: SupportsIndex = 30, conversion_days: SupportsIndex = 30, crossing_days: SupportsIndex = 7, channels: "dict[str, str] | None" = None, stages: "list[dict[str, str]] | None" = None, zone: str = "UTC", columns: dict[str, str] | None = None) -> Journeys: ...
    def __repr__(self, /) -> str: ...
    def _repr_html_(self, /) -> str: ...
    def attribute(self, /, model: str = "markov", *, order: SupportsIndex = 1, half_life_days: SupportsFloat | SupportsIndex = 7.0, first_share: SupportsFloat | SupportsIndex = 0.4, last_share: SupportsFloat | SupportsIndex = 0.4, by: str = "channel", conversion: str | None = None, lookback_days: SupportsIndex | None = None, bootstrap: SupportsIndex = 0, confidence: SupportsFloat | SupportsIndex = 0.9, seed: SupportsIndex = 0) -> Table:
        """
        How much of each purchase every channel on the way to it is given, online and offline alike.

        Parameters
        ----------
        model
            As in :func:`omo.journey.attribute`.
        order
            How many touches back a Markov chain remembers, 1 to 4.
        half_life_days
            Of time decay: days before the purchase after which a touch is given half.
        first_share
            Of position: the share of the first touch.
        last_share
            Of position: the share of the last touch.
        by
            What is credited: ``"channel"``, ``"action"`` or ``"stage"``.
        conversion
            The action that is a conversion; ``"purchase"`` where that occurs, else all of stage buy, when left out.
        lookback_days
            Days before a conversion in which touches count; ``conversion_days`` when left out.
        bootstrap
            How many times paths are drawn anew for intervals.
        confidence
            The share of drawings that an interval holds.
        seed
            Where the drawing starts.

        Returns
        -------
        Table
            As :func:`omo.journey.attribute` gives it.

        Examples
        --------
        >>> journeys = omo.Journeys([
        ...     {"customer_id": "hanako", "occurred_at": "2026-03-01", "channel": "flyer", "action": "view"},
        ...     {"customer_id": "hanako", "occurred_at": "2026-03-02", "channel": "ec", "action": "view"},
        ...     {"customer_id": "hanako", "occurred_at": "2026-03-03", "channel": "pos", "action": "purchase", "amount": 500},
        ... ])
        >>> journeys.attribute("linear")
        channel  conversions  value
        ec               0.5  250.0
        flyer            0.5  250.0
        (2 rows)
        """
    def back_and_forth(self, /, by: str = "channel", *, moves: SupportsIndex = 3) -> Table:
        """
        Going back and forth between two channels, and staying at one.

        Parameters
        ----------
        by
            What touchpoints are called by: ``"channel"``, ``"action"``, ``"stage"``, ``"side"`` or ``"event"``, which is
            channel and action.
        moves
            How many moves in a row count.

        Returns
        -------
        Table
            The ``first`` and the ``second`` of the two (the same for staying), ``customers``, ``times``, and the most
            touchpoints in one go, ``longest``; most customers first.

        Examples
        --------
        >>> journeys = omo.Journeys([
        ...     {"customer_id": "hanako", "occurred_at": "2026-03-01", "channel": "ec", "action": "view"},
        ...     {"customer_id": "hanako", "occurred_at": "2026-03-03", "channel": "pos", "action": "purchase"},
        ...     {"customer_id": "taro", "occurred_at": "2026-03-09", "channel": "ec", "action": "view"},
        ... ])
        >>> journeys.back_and_forth(moves=1)
        first  second  customers  times  longest
        ec     pos             1      1        2
        (1 row)
        """
    def chart(self, /, kind: str = "map", language: str = "en") -> Any:
        """
        A picture for a notebook.

        Parameters
        ----------
        kind
            ``"map"`` (stages by channels), ``"funnel"``, ``"waterfall"`` (who is lost on the way), ``"crossings"``,
            ``"flows"`` between channels, ``"step_matrix"``, ``"retention"`` by weeks of the shop's clock, or
            ``"attribution"`` of purchases by a Markov chain.
        language
            Of the words: ``"en"`` or ``"ja"``.

        Returns
        -------
        altair.TopLevelMixin or omo.plot.Chart
            As :func:`omo.plot.chart` gives it.

        Examples
        --------
        >>> journeys = omo.Journeys([
        ...     {"customer_id": "hanako", "occurred_at": "2026-03-01", "channel": "ec", "action": "view"},
        ...     {"customer_id": "hanako", "occurred_at": "2026-03-03", "channel": "pos", "action": "purchase"},
        ... ])
        >>> "vega-lite" in journeys.chart("funnel").to_json()
        True
        """
    def cluster_profiles(self, /, count: SupportsIndex = 4, *, by: str = "channel", seed: SupportsIndex = 0) -> Table:
        """
        What the groups of :meth:`clusters` are like.

        Parameters
        ----------
        count
            As there.
        by
            As there.
        seed
            As there.

        Returns
        -------
        Table
            ``cluster``, its ``customers``, the mean ``touchpoints``, and their mean share at each name.

        Examples
        --------
        >>> journeys = omo.Journeys([
        ...     {"customer_id": "hanako", "occurred_at": "2026-03-01", "channel": "ec", "action": "view"},
        ...     {"customer_id": "hanako", "occurred_at": "2026-03-03", "channel": "pos", "action": "purchase"},
        ...     {"customer_id": "taro", "occurred_at": "2026-03-09", "channel": "ec", "action": "view"},
        ... ])
        >>> journeys.cluster_profiles(1).columns
        ['cluster', 'customers', 'touchpoints', 'ec', 'pos']
        """
    def clusters(self, /, count: SupportsIndex = 4, *, by: str = "channel", seed: SupportsIndex = 0) -> Table:
        """
        Customers in groups of alike journeys, by the shares of their touchpoints.

        Parameters
        ----------
        count
            How many groups; fewer come out where fewer differ.
        by
            What touchpoints are called by: ``"channel"``, ``"action"``, ``"stage"``, ``"side"`` or ``"event"``, which is
            channel and action.
        seed
            Where the search begins: the same seed gives the same groups.

        Returns
        -------
        Table
            ``customer_id`` and ``cluster``, counted from 0, the largest first.

        Examples
        --------
        >>> journeys = omo.Journeys([
        ...     {"customer_id": "hanako", "occurred_at": "2026-03-01", "channel": "ec", "action": "view"},
        ...     {"customer_id": "hanako", "occurred_at": "2026-03-03", "channel": "pos", "action": "purchase"},
        ...     {"customer_id": "taro", "occurred_at": "2026-03-09", "channel": "ec", "action": "view"},
        ... ])
        >>> len(set(journeys.clusters(2)["cluster"]))
        2
        """
    def crossing_rates(self, /, within: "IntoSpan | None" = None) -> Table:
        """
        How often one side leads to the other, beside how often that happens anyway.

        The base rate is the share of all windows of that length, wherever they begin, that hold the second thing: a rate near
        it says that one does not lead to the other.

        Parameters
        ----------
        within
            The window: ``"7d"``, a ``timedelta`` or days; ``crossing_days`` when left out.

        Returns
        -------
        Table
            ``what`` (research online and purchase offline, showrooming, coupon online used in store, ordered online and
            picked up), the ``customers`` who did the first thing, how many ``crossed``, the ``rate`` at which the second
            follows, its ``base_rate``, and their ratio, the ``lift``.

        Examples
        --------
        >>> journeys = omo.Journeys([
        ...     {"customer_id": "hanako", "occurred_at": "2026-03-01", "channel": "ec", "action": "view"},
        ...     {"customer_id": "hanako", "occurred_at": "2026-03-03", "channel": "pos", "action": "purchase"},
        ...     {"customer_id": "taro", "occurred_at": "2026-03-09", "channel": "ec", "action": "view"},
        ... ])
        >>> journeys.crossing_rates("2d")["rate"][0]
        1.0
        """
    def crossings(self, /) -> dict[str, Any]:
        """
        How customers move between online and offline.

        Returns
        -------
        dict
            Customers on each side and both, moves between the sides, and how many customers bought in a store
            after they were online, and so on.

        Examples
        --------
        >>> journeys = omo.Journeys([
        ...     {"customer_id": "hanako", "occurred_at": "2026-03-01", "channel": "ec", "action": "view"},
        ...     {"customer_id": "hanako", "occurred_at": "2026-03-03", "channel": "pos", "action": "purchase"},
        ... ])
        >>> journeys.crossings()["online_to_offline"]
        1
        """
    def customer_ids(self, /) -> list[str]:
        """
        The ids of all customers, in order.

        Examples
        --------
        >>> journeys = omo.Journeys([
        ...     {"customer_id": "hanako", "occurred_at": "2026-03-01", "channel": "ec", "action": "view"},
        ...     {"customer_id": "hanako", "occurred_at": "2026-03-03", "channel": "pos", "action": "purchase"},
        ... ])
        >>> journeys.customer_ids()
        ['hanako']
        """
    @property
    def customers(self, /) -> int:
        """
        How many customers have a touchpoint.

        Examples
        --------
        >>> journeys = omo.Journeys([
        ...     {"customer_id": "hanako", "occurred_at": "2026-03-01", "channel": "ec", "action": "view"},
        ...     {"customer_id": "hanako", "occurred_at": "2026-03-03", "channel": "pos", "action": "purchase"},
        ... ])
        >>> journeys.customers
        1
        """
    def deviations(self, /, pattern: str) -> Table:
        """
        What each deviation from an expected journey costs.

        Journeys are laid beside the pattern with as few deviations as can be. A deviation does not cause what is lost with
        it; it says where to look.

        Parameters
        ----------
        pattern
            Steps in order with ``>`` between them, ``"view > cart? > purchase+ > ..."``: named as in :meth:`funnel`; ``?`` may
            be left out, ``+`` comes once or more, ``*`` any number of times, and ``...`` is anything.

        Returns
        -------
        Table
            ``deviation`` (``"skipped"`` or ``"extra"``), ``what``, ``customers``, ``times``, the ``conversion`` of these
            customers, that of those as expected, ``expected``, and ``lost_sales``, most first. The first row, ``"none"``, has
            those whose journey is as expected.

        Examples
        --------
        >>> journeys = omo.Journeys([
        ...     {"customer_id": "hanako", "occurred_at": "2026-03-01", "channel": "ec", "action": "view"},
        ...     {"customer_id": "hanako", "occurred_at": "2026-03-03", "channel": "pos", "action": "purchase"},
        ...     {"customer_id": "taro", "occurred_at": "2026-03-09", "channel": "ec", "action": "view"},
        ... ])
        >>> journeys.deviations("view > purchase")
        deviation  what      customers  times  conversion  expected  lost_sales
        none                         1      1         1.0       1.0         0.0
        skipped    purchase          1      1         0.0       1.0         1.0
        (2 rows)
        """
    def funnel(self, /, stages: "list[str] | None" = None, *, within_days: SupportsIndex | None = None, within: "IntoSpan | None" = None, each_step: bool = False, order: str = "this", open: bool = False, exclude: "list[str] | None" = None, hold: "str | None" = None, totals: bool = False, by: "str | None" = None, quantiles: "list[float] | None" = None, every: "IntoSpan | None" = None, until: IntoTime | None = None, zone: "str | None" = None) -> Table:
        """
        How many customers take steps, one after the other, and how long they need.

        Other touchpoints may lie between, each customer counts once, and a touchpoint takes one step only.

        Parameters
        ----------
        stages
            The steps: stages (``"know"``, ``"consider"``, ``"visit"``, ``"buy"``, ``"use"``, ``"support"``, ``"return"``), or
            actions and channels (``"view"``, ``"ec"``, ``"ec:view"``, ``"cart|favorite"``); know, consider, buy and use, as
            far as they occur, when left out.
        within_days
            Days of 24 hours within which all steps must lie.
        within
            The same as a span: ``"7d"``, ``"12h"``, a ``timedelta`` or days.
        each_step
            Whether the span counts from each step to the next, and not from the first.
        order
            ``"this"`` order with anything between, ``"any"`` order, or ``"exact"``: one directly after the other.
        open
            Whether customers may come in at any step: each step then counts who took it at all.
        exclude
            What ends a way when it lies between its steps, named as steps are.
        hold
            What is the same on one way: ``"store"``, ``"item"`` or ``"session"``.
        totals
            Whether ways are counted and not customers: one way after the other.
        by
            A property of the first touchpoint by which customers are told apart: ``"channel"``, ``"action"``,
            ``"stage"``, ``"side"`` or ``"store"``.
        quantiles
            Quantiles of the time from the step before, ``[0.25, 0.75]``: columns ``q25_hours`` and ``q75_hours``.
        every
            The length of a cohort, ``"7d"``, in UTC, whole weeks from Monday; or ``"day"``, ``"week"``, ``"month"``,
            ``"quarter"`` or ``"year"`` of the calendar. Customers are told apart by the time of their first step.
        zone
            The clock of that calendar: the one that the journeys were read with when left out.
        until
            Until when facts are known: the last touchpoint when left out.

        Returns
        -------
        Table
            ``stage`` (``step`` where steps are not stages), ``customers`` who came at least this far, their ``share`` of the
            first step, and the ``median_hours`` from the step before. With ``every`` first ``cohort`` (the first day of a unit
            of the calendar, the first instant of a span) and ``over``, which is false while more may still come; with ``by`` first ``segment``.

        Examples
        --------
        >>> journeys = omo.Journeys([
        ...     {"customer_id": "hanako", "occurred_at": "2026-03-01", "channel": "ec", "action": "view"},
        ...     {"customer_id": "hanako", "occurred_at": "2026-03-03", "channel": "pos", "action": "purchase"},
        ... ])
        >>> journeys.funnel(["consider", "buy"], within_days=1)["customers"]
        [1, 0]
        >>> journeys.funnel(["view", "purchase"], within="7d")
        step      customers  share  median_hours
        view              1    1.0
        purchase          1    1.0          48.0
        (2 rows)
        """
    def map(self, /, *, feelings: "dict[str, float] | None" = None) -> dict[str, Any]:
        """
        The journey map as data: stages by channels, and how customers move between them.

        Parameters
        ----------
        feelings
            A number for actions that say how customers feel, ``{"complaint": -1, "review": 0.5}``, on the scale of the table's
            column ``feeling``, if it has one: what a touchpoint says itself goes before what its action says.

        Returns
        -------
        dict
            Totals, ``stages``, ``channels``, ``cells`` (each with ``conversion``, the share of its customers who go on to buy,
            and ``dwell_minutes``, the median time to the next touchpoint of a session), ``flows`` and ``crossings``. Totals,
            stages, channels and cells have ``felt``, how many of their touchpoints tell how it felt, each itself or by what came
            next in its session, and ``feeling``, the mean of these.

        Raises
        ------
        OmoError
            Code ``"option"`` for feelings that are no finite numbers.

        Examples
        --------
        >>> journeys = omo.Journeys([
        ...     {"customer_id": "hanako", "occurred_at": "2026-03-01", "channel": "ec", "action": "view"},
        ...     {"customer_id": "hanako", "occurred_at": "2026-03-03", "channel": "pos", "action": "purchase"},
        ... ])
        >>> journeys.map()["cells"][0]["conversion"]
        1.0
        >>> reviewed = omo.Journeys({"customer_id": ["a", "a"], "occurred_at": ["2026-03-01 09:00", "2026-03-01 09:05"],
        ...                          "channel": ["ec", "ec"], "action": ["view", "review"], "feeling": [None, 4]})
        >>> [(cell["stage"], cell["dwell_minutes"], cell["felt"], cell["feeling"]) for cell in reviewed.map()["cells"]]
        [('consider', 5.0, 1, 4.0), ('use', None, 1, 4.0)]
        """
    def next_touch(self, /, customer_ids: "list[str] | None" = None, *, order: SupportsIndex = 3, by: str = "channel", top: SupportsIndex = 3, held_out: SupportsFloat | SupportsIndex = 0.1) -> Table:
        """
        What customers do next, and how likely.

        A Markov chain that falls back on shorter memories, with chances that were calibrated on customers who were held out.

        Parameters
        ----------
        customer_ids
            Whom to ask about; everybody when left out. Strangers have no rows.
        order
            How many touchpoints back it remembers, 1 to 8.
        by
            What touchpoints are called by: ``"channel"``, ``"action"``, ``"stage"``, ``"side"`` or ``"event"``, which is
            channel and action.
        top
            How many of the likeliest.
        held_out
            The share of customers on whom chances are calibrated.

        Returns
        -------
        Table
            ``customer_id``, ``next`` and its ``chance``.

        Examples
        --------
        >>> journeys = omo.Journeys([
        ...     {"customer_id": "hanako", "occurred_at": "2026-03-01", "channel": "ec", "action": "view"},
        ...     {"customer_id": "hanako", "occurred_at": "2026-03-03", "channel": "pos", "action": "purchase"},
        ...     {"customer_id": "taro", "occurred_at": "2026-03-09", "channel": "ec", "action": "view"},
        ... ])
        >>> journeys.next_touch(["taro"], top=1)["next"]
        ['pos']
        """
    def next_touch_report(self, /, *, order: SupportsIndex = 3, by: str = "channel", held_out: SupportsFloat | SupportsIndex = 0.1) -> dict[str, Any]:
        """
        How far the chances of :meth:`next_touch` can be trusted, on customers who were held out.

        Parameters
        ----------
        order
            As there.
        by
            As there.
        held_out
            As there.

        Returns
        -------
        dict
            ``moves``, ``hit_rate``, ``perplexity``, the ``power`` to which chances were taken, ``calibration`` in tenths, and
            the mean distance, ``calibration_error``.

        Examples
        --------
        >>> journeys = omo.Journeys([
        ...     {"customer_id": "hanako", "occurred_at": "2026-03-01", "channel": "ec", "action": "view"},
        ...     {"customer_id": "hanako", "occurred_at": "2026-03-03", "channel": "pos", "action": "purchase"},
        ...     {"customer_id": "taro", "occurred_at": "2026-03-09", "channel": "ec", "action": "view"},
        ... ])
        >>> journeys.next_touch_report()["power"] > 0
        True
        """
    def pain_points(self, /, *, feelings: "dict[str, float] | None" = None) -> Table:
        """
        The cells of the journey map by the sales they lose beside the same stage on other channels, most first.

        Parameters
        ----------
        feelings
            A number for actions that say how customers feel, ``{"complaint": -1, "review": 0.5}``, on the scale of the table's
            column ``feeling``, if it has one: what a touchpoint says itself goes before what its action says.

        Returns
        -------
        Table
            ``stage``, ``channel``, ``customers``, ``conversion``, the ``expected`` one of the stage, ``lost_sales``,
            ``lost_amount``, ``z``, ``dwell_minutes`` to the next touchpoint of a session, and the mean ``feeling`` of what
            follows there.

        Raises
        ------
        OmoError
            Code ``"option"`` for feelings that are no finite numbers.

        Examples
        --------
        >>> journeys = omo.Journeys([
        ...     {"customer_id": "hanako", "occurred_at": "2026-03-01", "channel": "ec", "action": "view"},
        ...     {"customer_id": "hanako", "occurred_at": "2026-03-03", "channel": "pos", "action": "purchase"},
        ...     {"customer_id": "taro", "occurred_at": "2026-03-09", "channel": "ec", "action": "view"},
        ... ])
        >>> journeys.pain_points()["stage"]
        ['consider', 'buy']
        >>> reviewed = omo.Journeys({"customer_id": ["a", "a"], "occurred_at": ["2026-03-01 09:00", "2026-03-01 09:05"],
        ...                          "channel": ["ec", "ec"], "action": ["view", "review"], "feeling": [None, 4]})
        >>> reviewed.pain_points()["feeling"]
        [4.0, 4.0]
        """
    def path_tree(self, /, anchor: str, *, depth: SupportsIndex = 5, backwards: bool = False, by: str = "channel") -> Table:
        """
        What follows a customer's first touchpoint of a kind, or what comes before it, as a tree.

        Parameters
        ----------
        anchor
            Where the tree begins: a stage, an action, a channel, or ``"ec:view"``.
        depth
            How many steps from there, 1 to 50.
        backwards
            Whether to look at what comes before; paths then lead away from the anchor, back in time.
        by
            What touchpoints are called by: ``"channel"``, ``"action"``, ``"stage"``, ``"side"`` or ``"event"``, which is
            channel and action.

        Returns
        -------
        Table
            ``path``, ``customers``, and the ``share`` of those who came to the step before; the most frequent branch first.

        Examples
        --------
        >>> journeys = omo.Journeys([
        ...     {"customer_id": "hanako", "occurred_at": "2026-03-01", "channel": "ec", "action": "view"},
        ...     {"customer_id": "hanako", "occurred_at": "2026-03-03", "channel": "pos", "action": "purchase"},
        ...     {"customer_id": "taro", "occurred_at": "2026-03-09", "channel": "ec", "action": "view"},
        ... ])
        >>> journeys.path_tree("view", by="action")
        path             customers  share
        view                     2    1.0
        view > purchase          1    0.5
        (2 rows)
        """
    def paths(self, /, *, by: str = "channel", conversion: str | None = None, lookback_days: SupportsIndex | None = None) -> Table:
        """
        The paths of touches to each conversion, online and offline alike, and those that ended in none.

        A path begins after the conversion before it. A conversion without any touch before it is its own path, of the
        channel it was made on.

        Parameters
        ----------
        by
            What paths are made of: ``"channel"``, ``"action"`` or ``"stage"``.
        conversion
            The action that is a conversion; ``"purchase"`` where that occurs, else all of stage buy, when left out.
        lookback_days
            Days before a conversion in which touches count; ``conversion_days`` when left out.

        Returns
        -------
        Table
            ``path``, ``conversions``, ``value`` and ``nulls``, as :func:`omo.journey.attribute` takes them; the most
            frequent first.

        Examples
        --------
        >>> journeys = omo.Journeys([
        ...     {"customer_id": "hanako", "occurred_at": "2026-03-01", "channel": "flyer", "action": "view"},
        ...     {"customer_id": "hanako", "occurred_at": "2026-03-02", "channel": "ec", "action": "view"},
        ...     {"customer_id": "hanako", "occurred_at": "2026-03-03", "channel": "pos", "action": "purchase", "amount": 500},
        ... ])
        >>> journeys.paths()
        path        conversions  value  nulls
        flyer > ec          1.0  500.0    0.0
        (1 row)
        """
    @property
    def rejected(self, /) -> Table:
        """
        Rows that were left out, and why.

        Examples
        --------
        >>> journeys = omo.Journeys({"customer_id": ["hanako"], "occurred_at": ["soon"], "channel": ["ec"], "action": ["view"]})
        >>> journeys.rejected
        row  column       code  reason
          0  occurred_at  time  the time is before 1970 or after 2199
        (1 row)
        """
    def retention(self, /, every: "IntoSpan" = ..., *, first: str = "*", again: str = "*", zone: "str | None" = None) -> Table:
        """
        Who of each cohort comes back.

        Parameters
        ----------
        every
            The length of a period: ``"7d"``, a ``timedelta`` or days; whole weeks begin on Monday, in UTC. Or ``"day"``,
            ``"week"``, ``"month"``, ``"quarter"`` or ``"year"`` of the calendar.
        first
            What begins: customers are told apart by the first time they do it; ``"*"`` is any touchpoint.
        again
            What counts as being there.
        zone
            The clock of the calendar: the one that the journeys were read with when left out.

        Returns
        -------
        Table
            ``cohort`` (the first day of a unit of the calendar, the first instant of a span), its ``customers``, the ``period`` after it (0 is its own), how many ``returned``, their ``share``, and
            ``over``, which is false while more may still come.

        Examples
        --------
        >>> journeys = omo.Journeys([
        ...     {"customer_id": "hanako", "occurred_at": "2026-03-01", "channel": "ec", "action": "view"},
        ...     {"customer_id": "hanako", "occurred_at": "2026-03-03", "channel": "pos", "action": "purchase"},
        ...     {"customer_id": "taro", "occurred_at": "2026-03-09", "channel": "ec", "action": "view"},
        ... ])
        >>> journeys.retention("7d")["returned"]
        [1, 1, 0, 1]
        >>> journeys.retention("month", zone="Asia/Tokyo")
        cohort      customers  period  returned  share  over
        2026-03-01          2       0         2    1.0  False
        (1 row)
        """
    def sessions(self, /) -> Table:
        """
        All sessions, in order of customers and time.

        A session ends with a pause longer than ``session_gap_minutes``, with a change between online and offline,
        and with a change of store.

        Returns
        -------
        Table
            ``customer_id``, ``started_at``, ``ended_at``, ``side``, ``channel`` (the first), ``store``,
            ``touchpoints``.

        Examples
        --------
        >>> journeys = omo.Journeys([
        ...     {"customer_id": "hanako", "occurred_at": "2026-03-01", "channel": "ec", "action": "view"},
        ...     {"customer_id": "hanako", "occurred_at": "2026-03-03", "channel": "pos", "action": "purchase"},
        ... ])
        >>> journeys.sessions()["channel"]
        ['ec', 'pos']
        """
    def silences(self, /, as_of: IntoTime | None = None) -> Table:
        """
        How likely each customer's silence is for someone who still comes as before.

        Parameters
        ----------
        as_of
            Until when facts are known; the last touchpoint when left out.

        Returns
        -------
        Table
            ``customer_id``, ``last_at`` and its ``channel``, ``silent_days``, the ``usual_days`` between visits, and the
            ``chance`` of such a silence: who is below 0.05 has dropped off by their own rhythm.

        Examples
        --------
        >>> journeys = omo.Journeys([
        ...     {"customer_id": "hanako", "occurred_at": "2026-03-01", "channel": "ec", "action": "view"},
        ...     {"customer_id": "hanako", "occurred_at": "2026-03-03", "channel": "pos", "action": "purchase"},
        ...     {"customer_id": "taro", "occurred_at": "2026-03-09", "channel": "ec", "action": "view"},
        ... ])
        >>> journeys.silences()["silent_days"]
        [6.0, 0.0]
        """
    def step_matrix(self, /, steps: SupportsIndex = 10, by: str = "channel") -> Table:
        """
        Where customers are at each of their first steps.

        Parameters
        ----------
        steps
            How many steps from the first touchpoint on.
        by
            What a step is called by: ``"channel"``, ``"action"``, ``"stage"``, ``"side"`` or ``"event"``, which is channel
            and action.

        Returns
        -------
        Table
            A row for each name, with the share of all customers in the columns ``"1"``, ``"2"`` …; the last row,
            ``(ended)``, has those whose journey was over before.

        Examples
        --------
        >>> journeys = omo.Journeys([
        ...     {"customer_id": "hanako", "occurred_at": "2026-03-01", "channel": "ec", "action": "view"},
        ...     {"customer_id": "hanako", "occurred_at": "2026-03-03", "channel": "pos", "action": "purchase"},
        ...     {"customer_id": "taro", "occurred_at": "2026-03-03", "channel": "pos", "action": "purchase"},
        ... ])
        >>> journeys.step_matrix(2)
        channel    1    2
        ec       0.5  0.0
        pos      0.5  0.5
        (ended)  0.0  0.5
        (3 rows)
        """
    def switches(self, /) -> Table:
        """
        Moves from channel to channel, by the stage they lead to.

        Returns
        -------
        Table
            ``stage``, ``from``, ``to``, ``count``, and the ``share`` of all moves to that stage from that channel, staying
            included.

        Examples
        --------
        >>> journeys = omo.Journeys([
        ...     {"customer_id": "hanako", "occurred_at": "2026-03-01", "channel": "ec", "action": "view"},
        ...     {"customer_id": "hanako", "occurred_at": "2026-03-03", "channel": "pos", "action": "purchase"},
        ...     {"customer_id": "taro", "occurred_at": "2026-03-09", "channel": "ec", "action": "view"},
        ... ])
        >>> journeys.switches()
        stage  from  to   count  share
        buy    ec    pos      1    1.0
        (1 row)
        """
    def time_to(self, /, start: str, end: str) -> Table:
        """
        The share of customers to whom something has not happened yet, over time (Kaplan and Meier).

        Who has not come to it by the last touchpoint of the table counts as long as they were seen.

        Parameters
        ----------
        start
            What begins: the first time a customer does it; ``"*"`` is any touchpoint.
        end
            What is waited for.

        Returns
        -------
        Table
            ``days``, customers ``at_risk``, ``events``, ``survival``, and its interval of 95 %, ``low`` and ``high``.

        Examples
        --------
        >>> journeys = omo.Journeys([
        ...     {"customer_id": "hanako", "occurred_at": "2026-03-01", "channel": "ec", "action": "view"},
        ...     {"customer_id": "hanako", "occurred_at": "2026-03-03", "channel": "pos", "action": "purchase"},
        ...     {"customer_id": "taro", "occurred_at": "2026-03-09", "channel": "ec", "action": "view"},
        ... ])
        >>> journeys.time_to("view", "purchase")["survival"]
        [0.0]
        """
    def timeline(self, /, customer_id: str) -> Table:
        """
        What one customer did, oldest first.

        Parameters
        ----------
        customer_id
            The customer's id.

        Returns
        -------
        Table
            ``occurred_at``, ``channel``, ``side``, ``action``, ``stage``, ``session``, ``store``, ``amount`` (0 where
            a touchpoint has none); no rows for a stranger.

        Examples
        --------
        >>> journeys = omo.Journeys([
        ...     {"customer_id": "hanako", "occurred_at": "2026-03-01", "channel": "ec", "action": "view"},
        ...     {"customer_id": "hanako", "occurred_at": "2026-03-03", "channel": "pos", "action": "purchase"},
        ... ])
        >>> journeys.timeline("hanako")["stage"]
        ['consider', 'buy']
        """
    def transitions(self, /, by: str = "channel", *, order: SupportsIndex = 1, shares: bool = False) -> Table:
        """
        How often one follows directly after another.

        Parameters
        ----------
        by
            What is counted: ``"channel"``, ``"action"``, ``"stage"``, ``"side"`` or ``"event"``, which is channel and
            action.
        order
            How many touchpoints stand in ``from``, 1 to 8.
        shares
            Whether to tell how likely each move is.

        Returns
        -------
        Table
            ``from``, ``to`` and ``count``, the most frequent first; staying where one is is included. With ``shares`` or a
            higher ``order`` also ``share``, of all that followed ``from``.

        Examples
        --------
        >>> journeys = omo.Journeys([
        ...     {"customer_id": "hanako", "occurred_at": "2026-03-01", "channel": "ec", "action": "view"},
        ...     {"customer_id": "hanako", "occurred_at": "2026-03-03", "channel": "pos", "action": "purchase"},
        ... ])
        >>> journeys.transitions("action")
        from  to        count
        view  purchase      1
        (1 row)
        """
    def transitions_against(self, /, other: Journeys, *, by: str = "channel", order: SupportsIndex = 1) -> Table:
        """
        How these customers differ from others in what follows, the surest difference first.

        Parameters
        ----------
        other
            The journeys of the others.
        by
            What touchpoints are called by: ``"channel"``, ``"action"``, ``"stage"``, ``"side"`` or ``"event"``, which is
            channel and action.
        order
            How many touchpoints stand in ``from``, 1 to 8.

        Returns
        -------
        Table
            ``from``, ``to``, ``count`` and ``share`` here, ``other_count`` and ``other_share`` there, their ``difference``, in
            standard errors ``z`` (two proportions), ``p``, and ``q``, which is for looking at all rows (Benjamini, Hochberg).

        Examples
        --------
        >>> journeys = omo.Journeys([
        ...     {"customer_id": "hanako", "occurred_at": "2026-03-01", "channel": "ec", "action": "view"},
        ...     {"customer_id": "hanako", "occurred_at": "2026-03-03", "channel": "pos", "action": "purchase"},
        ...     {"customer_id": "taro", "occurred_at": "2026-03-09", "channel": "ec", "action": "view"},
        ... ])
        >>> journeys.transitions_against(journeys)["difference"]
        [0.0]
        """
    def variants(self, /, by: str = "channel", *, merged: bool = False) -> Table:
        """
        The whole paths customers took, the most frequent first.

        Parameters
        ----------
        by
            What touchpoints are called by: ``"channel"``, ``"action"``, ``"stage"``, ``"side"`` or ``"event"``, which is
            channel and action.
        merged
            Whether touchpoints of one name directly after each other are one step.

        Returns
        -------
        Table
            ``path``, ``customers`` and their ``share``.

        Examples
        --------
        >>> journeys = omo.Journeys([
        ...     {"customer_id": "hanako", "occurred_at": "2026-03-01", "channel": "ec", "action": "view"},
        ...     {"customer_id": "hanako", "occurred_at": "2026-03-03", "channel": "pos", "action": "purchase"},
        ...     {"customer_id": "taro", "occurred_at": "2026-03-09", "channel": "ec", "action": "view"},
        ... ])
        >>> journeys.variants()
        path      customers  share
        ec                1    0.5
        ec > pos          1    0.5
        (2 rows)
        """

@final
class KpiTree:
    """
    Sales that are not split by channel; :func:`kpi_tree` makes it.

    Examples
    --------
    >>> sales = {"customer_id": ["hanako", "taro"], "side": ["offline", "online"], "amount": [100, 50]}
    >>> omo.value.kpi_tree(sales)
    omo.value.KpiTree(sales=150 of 2 customers)
    """
    def __repr__(self, /) -> str: ...
    def change(self, /, before: KpiTree) -> Table:
        """
        Why sales changed since another tree, by kind of customer and factor, without a rest.

        Parameters
        ----------
        before
            The tree of the time before.

        Examples
        --------
        >>> before = omo.value.kpi_tree({"customer_id": ["a"], "side": ["online"], "amount": [100]})
        >>> after = omo.value.kpi_tree({"customer_id": ["a", "b"], "side": ["online", "online"], "amount": [100, 100]})
        >>> after.change(before)["change"]
        [0.0, 100.0, 0.0]
        """
    def chart(self, /, language: str = "en") -> Any:
        """
        The tree as a picture for a notebook.

        Parameters
        ----------
        language
            Of the words: ``"en"`` or ``"ja"``.

        Examples
        --------
        >>> sales = {"customer_id": ["hanako"], "side": ["online"], "amount": [100]}
        >>> "vega-lite" in omo.value.kpi_tree(sales).chart().to_json()
        True
        """
    @property
    def credit(self, /) -> dict[str, Any]:
        """
        Every sale once by who took the money and who helped, and what each side's view has.

        Examples
        --------
        >>> sales = {"customer_id": ["hanako"], "side": ["online"], "helped": [True], "amount": [100]}
        >>> omo.value.kpi_tree(sales).credit["online_helped"]
        100.0
        """
    @property
    def nodes(self, /) -> Table:
        """
        The factors of sales, for all and for each kind of customer: ``sales`` is the product of the others.

        Examples
        --------
        >>> sales = {"customer_id": ["hanako", "taro"], "side": ["offline", "online"], "amount": [100, 50]}
        >>> omo.value.kpi_tree(sales).nodes["sales"]
        [150.0, 100.0, 50.0, 0.0]
        """

@final
class LinUcb:
    """
    LinUCB: the arm that may be the best, by a linear model for each arm and a bonus for what is not known (Li and others 2010).

    The best by what is expected plus ``alpha`` standard deviations is chosen, of equals the first by name; and in a share of cases
    any that is allowed, so that the log can say what another way of choosing would have brought. Expectations go through 0: a context
    that is to have a constant holds a 1.

    Parameters
    ----------
    arms
        The names of the arms.
    dimensions
        How many numbers a context has, at most 64.
    alpha
        How many standard deviations of what is not known are added.
    penalty
        How much weights are drawn to 0, in observations.
    exploration
        How often any allowed arm is tried, from 0 to 1.

    Examples
    --------
    >>> bandit = omo.recommend.LinUcb(["5%", "gift"], dimensions=2)
    >>> for member in [0, 1] * 10:
    ...     bandit.observe("5%", [1, member], 1.0)
    ...     bandit.observe("gift", [1, member], 3.0 * member)
    >>> bandit.choose([1, 1], seed=1)["arm"], bandit.choose([1, 0], seed=1)["arm"]
    ('gift', '5%')
    """
    def __new__(cls, /, arms: SupportsGetItem[int, str], dimensions: SupportsIndex, *, alpha: SupportsFloat | SupportsIndex | None = None, penalty: SupportsFloat | SupportsIndex | None = None, exploration: SupportsFloat | SupportsIndex | None = None) -> LinUcb: ...
    def __repr__(self, /) -> str: ...
    @property
    def arms(self, /) -> Table:
        """
        What is known of each arm: ``arm``, ``count``, ``mean_reward``.

        Examples
        --------
        >>> omo.recommend.LinUcb(["gift", "5%"], 1).arms["arm"]
        ['5%', 'gift']
        """
    def choose(self, /, context: SupportsGetItem[int, SupportsFloat | SupportsIndex] | None = None, allowed: IntoIds | None = None, seed: SupportsIndex = 0) -> "dict[str, typing.Any] | None":
        """
        Chooses an arm for a context.

        Log the propensity with the reward: :func:`off_policy` needs it. The same state, context and seed choose the same arm, so
        take another seed for each choice, such as its number.

        Parameters
        ----------
        context
            The numbers that rewards hang on; none where there are no dimensions.
        allowed
            Names of the arms that may be chosen; all when left out.
        seed
            Where chance starts.

        Returns
        -------
        dict or None
            ``arm`` and ``propensity``, the probability with which it was chosen; None where no arm is allowed.

        Raises
        ------
        OmoError
            Code ``"length"`` or ``"column"`` for a context that cannot be, ``"unknown"`` for an arm that is none.

        Examples
        --------
        >>> bandit = omo.recommend.LinUcb(["5%", "gift"], 1)
        >>> bandit.choose([1.0], allowed=["gift"], seed=7)
        {'arm': 'gift', 'propensity': 1.0}
        """
    @staticmethod
    def load(path: str | PathLike[str]) -> "LinUcb":
        """
        Reads what :meth:`save` wrote.

        Parameters
        ----------
        path
            The file.

        Returns
        -------
        LinUcb
            The same as was saved: it chooses the same arms.

        Raises
        ------
        OmoError
            Code ``"model"`` for a file of another kind or version, or one that was cut off.

        Examples
        --------
        >>> import os, tempfile
        >>> path = os.path.join(tempfile.mkdtemp(), "bandit.json")
        >>> omo.recommend.LinUcb(["5%", "gift"], 1).save(path)
        >>> omo.recommend.LinUcb.load(path)
        omo.recommend.LinUcb(5%, gift)
        """
    def observe(self, /, arm: str, context: SupportsGetItem[int, SupportsFloat | SupportsIndex] | None, reward: SupportsFloat | SupportsIndex) -> None:
        """
        Learns what came of an arm.

        Parameters
        ----------
        arm
            Its name.
        context
            The context it was chosen in; none where there are no dimensions.
        reward
            What came of it.

        Raises
        ------
        OmoError
            Code ``"unknown"`` for an arm that is none, ``"length"`` or ``"column"`` for a context or reward that cannot be.

        Examples
        --------
        >>> bandit = omo.recommend.LinUcb(["5%", "gift"], 1)
        >>> bandit.observe("gift", [1.0], 3.0)
        >>> bandit.arms["count"]
        [0, 1]
        """
    def save(self, /, path: str | PathLike[str]) -> None:
        """
        Writes what was learnt to a file.

        Parameters
        ----------
        path
            The file.

        Examples
        --------
        >>> import os, tempfile
        >>> path = os.path.join(tempfile.mkdtemp(), "bandit.json")
        >>> omo.recommend.LinUcb(["5%", "gift"], 1).save(path)
        """

@final
class Linker:
    """
    Learns from records how they agree when they are one customer's, to find customers in these or in others.

    :func:`omo.resolve` does all of it in one call. Here comparisons and blocking may be named, the model kept,
    labels taught, and other records looked at with what was learned.

    Parameters
    ----------
    comparisons
        How columns are compared, each of ``omo.identity.compare``; all columns that tell people apart when left out.
    block_on
        Which keys two records must share to be compared: each rule a column, a part of one such as ``"surname:4"`` or
        ``"birth_date:year"``, or a list of them; chosen by the matches they find for each pair when left out.
    columns
        What columns hold, as in :func:`omo.resolve`.
    threshold
        Bits of evidence from which records are one customer; even odds, 0, when left out.
    link
        ``"all"``, or ``"across_sources"`` where two records of one source are never compared.
    one_to_one
        Whether each source has each customer once at most; found from the records when left out.

    Raises
    ------
    OmoError
        Code ``"option"`` for a comparison that is misspelt.

    Examples
    --------
    >>> compare = omo.identity.compare
    >>> linker = omo.identity.Linker(
    ...     comparisons=[compare.name("name"), compare.email("email")],
    ...     block_on=["name:4", ["email"]],
    ... )
    >>> people = {"id": ["a", "b"], "name": ["Hanako Yamada"] * 2, "email": ["h@example.jp", "h@example.jp"]}
    >>> len(linker.fit(people).predict(people))
    1
    """
    def __new__(cls, /, comparisons: "list[dict] | None" = None, block_on: "list[str | list[str]] | None" = None, *, columns: "dict[str, str] | None" = None, threshold: "float | None" = None, link: "str | None" = None, one_to_one: "bool | None" = None) -> Linker: ...
    def __repr__(self, /) -> str: ...
    def cluster(self, /, threshold: "float | None" = None) -> Table:
        """
        Whose each record is that was looked at last.

        Parameters
        ----------
        threshold
            Bits of evidence, not below those of the last :meth:`predict`: nothing is compared again.

        Returns
        -------
        Table
            ``record_id``, ``customer_id``.

        Raises
        ------
        OmoError
            Code ``"model"`` before :meth:`predict`.

        Examples
        --------
        >>> people = {"id": ["a", "b"], "name": ["Hanako Yamada", "Taro Sato"], "town": ["Fujisawa", "Kamakura"]}
        >>> linker = omo.identity.Linker()
        >>> _ = linker.fit(people).predict(people)
        >>> linker.cluster()["customer_id"]
        ['a', 'b']
        """
    def evaluate(self, /, truth: IntoTable) -> dict[str, Any]:
        """
        How good what was found last is, held against the truth, as :meth:`Resolution.evaluate`.

        Parameters
        ----------
        truth
            A table with the column of ids, or ``record_id``, and ``customer_id`` or ``cluster``.

        Returns
        -------
        dict
            ``pairs`` and ``b_cubed``.

        Raises
        ------
        OmoError
            Code ``"model"`` before :meth:`predict`; ``"column"`` when a column is missing.

        Examples
        --------
        >>> people = {"id": ["a", "b"], "name": ["Hanako Yamada", "Taro Sato"], "town": ["Fujisawa", "Kamakura"]}
        >>> linker = omo.identity.Linker()
        >>> _ = linker.fit(people).predict(people)
        >>> linker.evaluate({"id": ["a", "b"], "customer_id": ["hanako", "taro"]})["b_cubed"]["f1"]
        1.0
        """
    def explain(self, /, a: str, b: str) -> list[dict[str, Any]]:
        """
        What speaks for and against two of the records that were looked at last, as :meth:`Resolution.explain`.

        Parameters
        ----------
        a
            The id of one record, as text.
        b
            The id of the other.

        Returns
        -------
        list of dict
            ``column``, ``level``, ``bits``.

        Raises
        ------
        OmoError
            Code ``"model"`` before :meth:`predict`; ``"unknown"`` when there is no such record.

        Examples
        --------
        >>> people = {"id": ["a", "b"], "name": ["Hanako Yamada", "Taro Sato"], "town": ["Fujisawa", "Kamakura"]}
        >>> linker = omo.identity.Linker()
        >>> _ = linker.fit(people).predict(people)
        >>> linker.explain("a", "b")[0]["column"]
        'prior'
        """
    def fit(self, /, table: IntoTable, *, id: "str | None" = None, source: "str | None" = None, labels: "Columns | None" = None) -> "Linker":
        """
        Learns what agreements weigh and which keys pay.

        Parameters
        ----------
        table
            One row a record, as in :func:`omo.resolve`.
        id
            The column of ids; ``id``, ``unique_id`` or ``record_id`` when left out.
        source
            The column that says where a record is from.
        labels
            Whose some of the records are, where that is known: a table with the column of ids, or ``record_id``, and
            ``customer_id`` or ``cluster``. None are needed.

        Returns
        -------
        Linker
            Itself.

        Raises
        ------
        OmoError
            Code ``"column"`` when a column is missing or holds something else, or an id is missing or occurs twice;
            ``"option"`` when a comparison or a rule names a column that is not there.

        Examples
        --------
        >>> people = {"id": ["a", "b"], "name": ["Hanako Yamada", "Taro Sato"], "town": ["Fujisawa", "Kamakura"]}
        >>> omo.identity.Linker().fit(people)
        omo.identity.Linker(fitted)
        """
    @staticmethod
    def from_splink(path: str | PathLike[str]) -> Linker:
        """
        A linker that learned what Splink did: a model that Splink 4 or 5 saved with ``save_model_to_json``.

        Parameters
        ----------
        path
            The file.

        Returns
        -------
        Linker
            Ready for :meth:`predict`.

        Raises
        ------
        OmoError
            Code ``"format"`` naming the comparison and the level, or the rule, that cannot be read; ``"model"`` when the
            file holds no model.

        Examples
        --------
        >>> import json, pathlib, tempfile
        >>> levels = [
        ...     {"sql_condition": '"name_l" IS NULL OR "name_r" IS NULL', "is_null_level": True},
        ...     {"sql_condition": '"name_l" = "name_r"', "m_probability": 0.9, "u_probability": 0.01},
        ...     {"sql_condition": "ELSE", "m_probability": 0.1, "u_probability": 0.99},
        ... ]
        >>> settings = {
        ...     "link_type": "dedupe_only",
        ...     "probability_two_random_records_match": 0.01,
        ...     "comparisons": [{"output_column_name": "name", "comparison_levels": levels}],
        ...     "blocking_rules_to_generate_predictions": [{"blocking_rule": 'l."name" = r."name"'}],
        ... }
        >>> file = pathlib.Path(tempfile.mkdtemp()) / "splink.json"
        >>> _ = file.write_text(json.dumps(settings))
        >>> omo.identity.Linker.from_splink(file).model["block_on"]
        [['name']]
        """
    def live(self, /, table: IntoTable, *, id: "str | None" = None, source: "str | None" = None) -> LiveLinker:
        """
        A linker that is told of records one at a time, and begins with these.

        What the model takes from a table, such as how frequent values are and how names are read, is taken from this one and
        stays as it is: then what two records weigh hangs on no other.

        Parameters
        ----------
        table
            One row a record, with the columns that are compared.
        id
            The column of ids; ``id``, ``unique_id`` or ``record_id`` when left out.
        source
            The column that says where a record is from.

        Returns
        -------
        LiveLinker
            With the records of the table.

        Raises
        ------
        OmoError
            Code ``"model"`` before :meth:`fit`; ``"column"`` and ``"option"`` as there.

        Examples
        --------
        >>> people = {"id": ["a", "b"], "name": ["Hanako Yamada", "Taro Sato"], "email": ["h@example.jp", "t@example.jp"]}
        >>> live = omo.identity.Linker().fit(people).live(people)
        >>> live.insert("c", {"name": "Jiro Ito", "email": "j@example.jp"})
        [{'kind': 'created', 'customer': 'c', 'from': [], 'into': []}]
        >>> live.update("c", {"name": "hanako yamada", "email": "H@example.jp"})
        [{'kind': 'merged', 'customer': 'a', 'from': ['a', 'c'], 'into': []}]
        """
    @staticmethod
    def load(path: str | PathLike[str]) -> Linker:
        """
        A linker that learned what a file keeps.

        Parameters
        ----------
        path
            The file.

        Returns
        -------
        Linker
            Ready for :meth:`predict`.

        Raises
        ------
        OmoError
            Code ``"model"`` or ``"option"`` when the file holds no model that this version reads.

        Examples
        --------
        >>> import tempfile, pathlib
        >>> people = {"id": ["a", "b"], "name": ["Hanako Yamada", "Taro Sato"], "town": ["Fujisawa", "Kamakura"]}
        >>> file = pathlib.Path(tempfile.mkdtemp()) / "model.json"
        >>> omo.identity.Linker().fit(people).save(file)
        >>> len(omo.identity.Linker.load(file).predict(people))
        2
        """
    @property
    def model(self, /) -> dict[str, Any]:
        """
        What was learned, as a dict that :func:`omo.resolve` takes.

        Returns
        -------
        dict
            ``comparisons`` with ``m`` and ``u`` of each level, ``block_on``, ``prior`` and ``options``.

        Raises
        ------
        OmoError
            Code ``"model"`` before :meth:`fit`.

        Examples
        --------
        >>> people = {"id": ["a", "b"], "name": ["Hanako Yamada", "Taro Sato"], "town": ["Fujisawa", "Kamakura"]}
        >>> linker = omo.identity.Linker().fit(people)
        >>> len(omo.resolve(people, model=linker.model))
        2
        """
    def predict(self, /, table: IntoTable, *, id: "str | None" = None, source: "str | None" = None, threshold: "float | None" = None) -> Resolution:
        """
        Finds customers with what was learned, among the records that taught it or others.

        Parameters
        ----------
        table
            One row a record, with the columns that are compared.
        id
            The column of ids; ``id``, ``unique_id`` or ``record_id`` when left out.
        source
            The column that says where a record is from.
        threshold
            Bits of evidence from which records are one customer; that of the linker when left out.

        Returns
        -------
        Resolution
            Pairs, customers, and what speaks for them.

        Raises
        ------
        OmoError
            Code ``"model"`` before :meth:`fit`; ``"column"`` and ``"option"`` as there.

        Examples
        --------
        >>> people = {"id": ["a", "b"], "name": ["Hanako Yamada", "Taro Sato"], "town": ["Fujisawa", "Kamakura"]}
        >>> omo.identity.Linker().fit(people).predict(people).pairs.columns
        ['record_id_a', 'record_id_b', 'weight', 'probability']
        """
    def save(self, /, path: str | PathLike[str]) -> None:
        """
        Keeps what was learned, and no record, as JSON in a file.

        Parameters
        ----------
        path
            The file.

        Raises
        ------
        OmoError
            Code ``"model"`` before :meth:`fit`.

        Examples
        --------
        >>> import tempfile, pathlib
        >>> people = {"id": ["a", "b"], "name": ["Hanako Yamada", "Taro Sato"], "town": ["Fujisawa", "Kamakura"]}
        >>> file = pathlib.Path(tempfile.mkdtemp()) / "model.json"
        >>> omo.identity.Linker().fit(people).save(file)
        >>> omo.identity.Linker.load(file)
        omo.identity.Linker(fitted)
        """

@final
class LiveLinker:
    """
    Who is whom, record by record: what the linker finds in the whole table, after each that comes, changes or goes.

    It is made by :meth:`Linker.live`. A record that comes is compared with those that share a key with it, and only what hangs
    together with it is put together anew. Which customers there are hangs on the records alone: neither on the order in which
    they came nor on what was removed since. A customer is called by the smallest of the ids of its records. Its length is the
    number of records.

    Examples
    --------
    >>> people = {"id": ["a", "b"], "name": ["Hanako Yamada", "Taro Sato"], "email": ["h@example.jp", "t@example.jp"]}
    >>> live = omo.identity.Linker().fit(people).live(people)
    >>> guest = {"name": "hanako yamada", "email": "H@example.jp"}
    >>> live.find(guest)[0]["customer"]
    'a'
    >>> _ = live.insert("c", guest)
    >>> live.customer_of("c"), live.records_of("a")
    ('a', ['a', 'c'])
    """
    def __len__(self, /) -> int:
        """
        How many records there are.
        """
    def __repr__(self, /) -> str: ...
    def candidates(self, /, record: dict, *, source: "str | None" = None) -> list[str]:
        """
        The records with which one would be compared if it came: those that share a key with it.

        Parameters
        ----------
        record
            What it says, by columns.
        source
            Where it is from.

        Returns
        -------
        list of str
            Their ids, in order.

        Raises
        ------
        OmoError
            Code ``"column"`` for a column that was not in the table.

        Examples
        --------
        >>> people = {"id": ["a", "b"], "name": ["Hanako Yamada", "Taro Sato"], "email": ["h@example.jp", "t@example.jp"]}
        >>> omo.identity.Linker().fit(people).live(people).candidates({"name": "Hanako"})
        ['a', 'b']
        """
    def compact(self, /) -> None:
        """
        Lets go of what removed records leave behind: values that no record has any more.

        Examples
        --------
        >>> people = {"id": ["a", "b"], "name": ["Hanako Yamada", "Taro Sato"], "email": ["h@example.jp", "t@example.jp"]}
        >>> live = omo.identity.Linker().fit(people).live(people)
        >>> live.compact()
        """
    def customer_of(self, /, id: str) -> str | None:
        """
        The customer of a record.

        Parameters
        ----------
        id
            The id of the record.

        Returns
        -------
        str or None
            The smallest id of the customer's records; ``None`` when there is no such record.

        Examples
        --------
        >>> people = {"id": ["a", "b"], "name": ["Hanako Yamada", "Taro Sato"], "email": ["h@example.jp", "t@example.jp"]}
        >>> omo.identity.Linker().fit(people).live(people).customer_of("b")
        'b'
        """
    @property
    def customers(self, /) -> Table:
        """
        Whose each record is, in order of the ids.

        Returns
        -------
        Table
            ``record_id``, ``customer_id``.

        Examples
        --------
        >>> people = {"id": ["a", "b"], "name": ["Hanako Yamada", "Taro Sato"], "email": ["h@example.jp", "t@example.jp"]}
        >>> omo.identity.Linker().fit(people).live(people).customers["customer_id"]
        ['a', 'b']
        """
    def explain(self, /, a: str, b: str) -> list[dict[str, Any]]:
        """
        What speaks for and against two records being one customer's, as :meth:`Resolution.explain`.

        Parameters
        ----------
        a
            The id of one record.
        b
            The id of the other.

        Returns
        -------
        list of dict
            ``column``, ``level``, ``bits``.

        Raises
        ------
        OmoError
            Code ``"unknown"`` when there is no such record.

        Examples
        --------
        >>> people = {"id": ["a", "b"], "name": ["Hanako Yamada", "Taro Sato"], "email": ["h@example.jp", "t@example.jp"]}
        >>> omo.identity.Linker().fit(people).live(people).explain("a", "b")[0]["column"]
        'prior'
        """
    def find(self, /, record: dict, n: SupportsIndex = 5, *, source: "str | None" = None) -> list[dict[str, Any]]:
        """
        Which customer a record may be of, without that it comes.

        Parameters
        ----------
        record
            What it says, by columns.
        n
            So many customers at most, the likeliest first.
        source
            Where it is from.

        Returns
        -------
        list of dict
            ``customer``, ``bits`` (what all of their records say together; 0 is even odds), ``probability`` (the odds as a
            share), ``record`` (the record most like it) and ``record_bits`` (what that one says). Those for whom little speaks
            are there as well.

        Raises
        ------
        OmoError
            Code ``"column"`` for a column that was not in the table.

        Examples
        --------
        >>> people = {"id": ["a", "b"], "name": ["Hanako Yamada", "Taro Sato"], "email": ["h@example.jp", "t@example.jp"]}
        >>> live = omo.identity.Linker().fit(people).live(people)
        >>> found = live.find({"email": "T@example.jp"}, n=1)
        >>> found[0]["customer"], found[0]["probability"] > 0.5
        ('b', True)
        """
    def insert(self, /, id: str, record: dict, *, source: "str | None" = None) -> list[dict[str, Any]]:
        """
        A record comes.

        Parameters
        ----------
        id
            The id of the record, as text, which no other has.
        record
            What it says, by columns, as in a row of the table; columns that are left out say nothing.
        source
            Where it is from.

        Returns
        -------
        list of dict
            What happened to customers: ``kind`` (``"created"``, ``"merged"``, ``"split"``, ``"renamed"``, ``"removed"``),
            ``customer``, and ``from`` or ``into``. A record that comes to a customer, who keeps their name, is no news.

        Raises
        ------
        OmoError
            Code ``"column"`` when the record is there, or for a column that was not in the table.

        Examples
        --------
        >>> people = {"id": ["a", "b"], "name": ["Hanako Yamada", "Taro Sato"], "email": ["h@example.jp", "t@example.jp"]}
        >>> live = omo.identity.Linker().fit(people).live(people)
        >>> live.insert("c", {"name": "Jiro Ito", "email": None})
        [{'kind': 'created', 'customer': 'c', 'from': [], 'into': []}]
        """
    @staticmethod
    def load(path: str | PathLike[str], table: IntoTable, *, id: "str | None" = None, source: "str | None" = None) -> LiveLinker:
        """
        A live linker with the model of a file and these records.

        Parameters
        ----------
        path
            The file.
        table
            One row a record, with the columns that are compared.
        id
            The column of ids; ``id``, ``unique_id`` or ``record_id`` when left out.
        source
            The column that says where a record is from.

        Returns
        -------
        LiveLinker
            The same as that which was kept, if the records are the same.

        Raises
        ------
        OmoError
            Code ``"model"`` or ``"option"`` when the file holds no model that this version reads; ``"column"`` as for
            :meth:`Linker.fit`.

        Examples
        --------
        >>> import tempfile, pathlib
        >>> people = {"id": ["a", "b"], "name": ["Hanako Yamada", "Taro Sato"], "email": ["h@example.jp", "t@example.jp"]}
        >>> file = pathlib.Path(tempfile.mkdtemp()) / "live.json"
        >>> omo.identity.Linker().fit(people).live(people).save(file)
        >>> omo.identity.LiveLinker.load(file, people)
        omo.identity.LiveLinker(2 records, 2 customers)
        """
    @property
    def records(self, /) -> dict[str, Any]:
        """
        All records, in order of their ids, with the columns that are compared: what :meth:`load` takes.

        Returns
        -------
        dict
            Columns as lists: ``id``, ``source`` where records are from several, and those that are compared.

        Examples
        --------
        >>> people = {"id": ["a", "b"], "name": ["Hanako Yamada", "Taro Sato"], "email": ["h@example.jp", None]}
        >>> omo.identity.Linker().fit(people).live(people).records["email"]
        ['h@example.jp', None]
        """
    def records_of(self, /, id: str) -> list[str]:
        """
        The records of a customer.

        Parameters
        ----------
        id
            The id of any of them.

        Returns
        -------
        list of str
            Their ids, in order; none when there is no such record.

        Examples
        --------
        >>> people = {"id": ["a", "b"], "name": ["Hanako Yamada", "Taro Sato"], "email": ["h@example.jp", "t@example.jp"]}
        >>> omo.identity.Linker().fit(people).live(people).records_of("b")
        ['b']
        """
    def remove(self, /, id: str) -> list[dict[str, Any]]:
        """
        A record goes: it is as if it had never been there.

        Parameters
        ----------
        id
            The id of the record.

        Returns
        -------
        list of dict
            As of :meth:`insert`.

        Raises
        ------
        OmoError
            Code ``"unknown"`` when there is no such record.

        Examples
        --------
        >>> people = {"id": ["a", "b"], "name": ["Hanako Yamada", "Taro Sato"], "email": ["h@example.jp", "t@example.jp"]}
        >>> live = omo.identity.Linker().fit(people).live(people)
        >>> live.remove("b")
        [{'kind': 'removed', 'customer': 'b', 'from': [], 'into': []}]
        """
    def save(self, /, path: str | PathLike[str]) -> None:
        """
        Keeps the model, and what it took from the table, as JSON in a file.

        It holds values that two records or more shared, and how names are read: keep it where :attr:`records` are kept.

        Parameters
        ----------
        path
            The file.

        Examples
        --------
        >>> import tempfile, pathlib
        >>> people = {"id": ["a", "b"], "name": ["Hanako Yamada", "Taro Sato"], "email": ["h@example.jp", "t@example.jp"]}
        >>> file = pathlib.Path(tempfile.mkdtemp()) / "live.json"
        >>> live = omo.identity.Linker().fit(people).live(people)
        >>> live.save(file)
        >>> omo.identity.LiveLinker.load(file, live.records)
        omo.identity.LiveLinker(2 records, 2 customers)
        """
    def update(self, /, id: str, record: dict, *, source: "str | None" = None) -> list[dict[str, Any]]:
        """
        A record is another now.

        Parameters
        ----------
        id
            The id of the record.
        record
            All that it says now.
        source
            Where it is from.

        Returns
        -------
        list of dict
            As of :meth:`insert`.

        Raises
        ------
        OmoError
            Code ``"unknown"`` when there is no such record, ``"column"`` for a column that was not in the table.

        Examples
        --------
        >>> people = {"id": ["a", "b"], "name": ["Hanako Yamada", "Taro Sato"], "email": ["h@example.jp", "t@example.jp"]}
        >>> live = omo.identity.Linker().fit(people).live(people)
        >>> live.update("b", {"name": "Hanako Yamada", "email": "h@example.jp"})
        [{'kind': 'merged', 'customer': 'a', 'from': ['a', 'b'], 'into': []}]
        """

@final
class MbgNbd:
    """
    MBG/NBD: as BG/NBD, where customers may leave after the first purchase too (Batislam and others 2007).

    With covariates, which are columns of the summary with a number or yes and no for each customer, customers who differ
    in them buy and leave differently (Fader and Hardie, *Incorporating time-invariant covariates*, 2007).
    Then ``params`` has ``purchase:NAME`` (``alpha`` is divided by e to it), ``dropout_a:NAME`` and ``dropout_b:NAME`` (``a`` and ``b`` are multiplied), for each unit of the covariate; the other parameters are of a customer whose covariates are all 0.

    Parameters
    ----------
    covariates
        Columns by which customers buy more or less often and leave sooner or later.
    purchase_covariates
        Columns by which they only buy more or less often.
    dropout_covariates
        Columns by which they only leave sooner or later.

    Examples
    --------
    >>> shop = {"frequency": [0, 1, 1, 2, 3, 5, 12], "recency": [0, 6, 21, 9, 33, 32, 38],
    ...         "age": [39] * 7, "customers": [100, 8, 2, 10, 6, 12, 4]}
    >>> model = omo.value.MbgNbd().fit(shop)
    >>> sorted(model.params) == ['a', 'alpha', 'b', 'r']
    True
    >>> shop["acquired_online"] = [False, True, False, True, True, False, True]
    >>> model = omo.value.MbgNbd(purchase_covariates=["acquired_online"]).fit(shop)
    >>> model.params["purchase:acquired_online"] > 0
    True
    """
    def __new__(cls, /, covariates: SupportsGetItem[int, str] = ..., *, purchase_covariates: SupportsGetItem[int, str] = ..., dropout_covariates: SupportsGetItem[int, str] = ...) -> MbgNbd: ...
    def __repr__(self, /) -> str: ...
    @property
    def converged(self, /) -> bool:
        """
        Whether the model is fitted; a fit that finds no top raises instead.

        Examples
        --------
        >>> omo.value.MbgNbd().converged
        False
        """
    def discounted(self, /, steps: SupportsIndex = 12, *, step: SupportsFloat | SupportsIndex = 1.0, discount: SupportsFloat | SupportsIndex = 0.01, summary: IntoTable | None = None) -> list[float]:
        """
        How many purchases to expect of each customer in steps to come, each worth less than the one before.

        The sum over steps i from 1 of what is expected in step i, divided by ``(1 + discount) ** i``. Times the customer's
        expected spend it is the lifetime value: see :meth:`GammaGamma.lifetime_value`.

        Parameters
        ----------
        steps
            How many steps.
        step
            How long each is, in the unit of the table: 4.345 weeks are a month.
        discount
            By how much what comes a step later is worth less.
        summary
            Other customers than those it was fitted to.

        Examples
        --------
        >>> shop = {"frequency": [0, 1, 1, 2, 3, 5, 12], "recency": [0, 6, 21, 9, 33, 32, 38],
        ...         "age": [39] * 7, "customers": [100, 8, 2, 10, 6, 12, 4]}
        >>> model = omo.value.MbgNbd().fit(shop)
        >>> sum(model.discounted(12)) < sum(model.expected(12))
        True
        """
    def expected(self, /, t: SupportsFloat | SupportsIndex, summary: IntoTable | None = None) -> list[float]:
        """
        How many purchases to expect of each customer in the next ``t``.

        Parameters
        ----------
        t
            How long, in the unit of the table.
        summary
            Other customers than those it was fitted to.

        Returns
        -------
        list of float
            One number a row.

        Examples
        --------
        >>> shop = {"frequency": [0, 1, 1, 2, 3, 5, 12], "recency": [0, 6, 21, 9, 33, 32, 38],
        ...         "age": [39] * 7, "customers": [100, 8, 2, 10, 6, 12, 4]}
        >>> expected = omo.value.MbgNbd().fit(shop).expected(12)
        >>> len(expected), expected[0] < expected[6]
        (7, True)
        """
    def expected_new(self, /, t: SupportsFloat | SupportsIndex, covariates: dict[str, SupportsFloat | SupportsIndex] | None = None) -> float:
        """
        How many repeat purchases to expect of a new customer within ``t`` of the first purchase.

        Parameters
        ----------
        t
            How long, in the unit of the table.
        covariates
            What is known of the customer, ``{"acquired_online": 1}``, for a model with covariates.

        Examples
        --------
        >>> shop = {"frequency": [0, 1, 1, 2, 3, 5, 12], "recency": [0, 6, 21, 9, 33, 32, 38],
        ...         "age": [39] * 7, "customers": [100, 8, 2, 10, 6, 12, 4]}
        >>> omo.value.MbgNbd().fit(shop).expected_new(0.0)
        0.0
        """
    def fit(self, /, summary: IntoTable) -> "MbgNbd":
        """
        Fits the model by maximum likelihood.

        Parameters
        ----------
        summary
            What :func:`summary` gives, or any table with ``frequency``, ``recency`` and ``age`` (also ``T``), all in one unit of
            time; a column ``customers`` (also ``weights``) says how many customers a row stands for.

        Returns
        -------
        MbgNbd
            The model itself, fitted.

        Raises
        ------
        OmoError
            Code ``"fit"`` where the likelihood has no top, saying why; ``"column"`` for a history that cannot be, and for a
            covariate that is missing, the same for all or follows from others.

        Examples
        --------
        >>> omo.value.MbgNbd().fit({"frequency": [0, 0], "recency": [0, 0], "age": [5, 9]})
        Traceback (most recent call last):
            ...
        omo.OmoError: the model does not fit: no customer came back, which says nothing about when they do; give it a longer time
        """
    @staticmethod
    def load(path: str | PathLike[str]) -> MbgNbd:
        """
        A model that a file keeps; ask it about a table.

        Parameters
        ----------
        path
            The file.

        Raises
        ------
        OmoError
            Code ``"model"`` when the file holds no such model.

        Examples
        --------
        >>> import tempfile, pathlib
        >>> file = pathlib.Path(tempfile.mkdtemp()) / "model.json"
        >>> shop = {"frequency": [0, 1, 1, 2, 3, 5, 12], "recency": [0, 6, 21, 9, 33, 32, 38],
        ...         "age": [39] * 7, "customers": [100, 8, 2, 10, 6, 12, 4]}
        >>> omo.value.MbgNbd().fit(shop).save(file)
        >>> len(omo.value.MbgNbd.load(file).p_alive(shop))
        7
        """
    @property
    def log_likelihood(self, /) -> float:
        """
        The log-likelihood of all customers together, in the unit of the table.

        Examples
        --------
        >>> shop = {"frequency": [0, 1, 1, 2, 3, 5, 12], "recency": [0, 6, 21, 9, 33, 32, 38],
        ...         "age": [39] * 7, "customers": [100, 8, 2, 10, 6, 12, 4]}
        >>> omo.value.MbgNbd().fit(shop).log_likelihood < 0
        True
        """
    def p_alive(self, /, summary: IntoTable | None = None) -> list[float]:
        """
        How likely each customer still is one: that the silence since the last purchase is chance.

        Parameters
        ----------
        summary
            Other customers than those it was fitted to.

        Returns
        -------
        list of float
            One number from 0 to 1 a row.

        Examples
        --------
        >>> shop = {"frequency": [0, 1, 1, 2, 3, 5, 12], "recency": [0, 6, 21, 9, 33, 32, 38],
        ...         "age": [39] * 7, "customers": [100, 8, 2, 10, 6, 12, 4]}
        >>> alive = omo.value.MbgNbd().fit(shop).p_alive()
        >>> alive[1] < alive[2]
        True
        """
    @property
    def params(self, /) -> dict[str, Any]:
        """
        The parameters by name, in the unit of the table.

        Examples
        --------
        >>> shop = {"frequency": [0, 1, 1, 2, 3, 5, 12], "recency": [0, 6, 21, 9, 33, 32, 38],
        ...         "age": [39] * 7, "customers": [100, 8, 2, 10, 6, 12, 4]}
        >>> omo.value.MbgNbd().fit(shop).params["alpha"] > 0
        True
        """
    def predict(self, /, t: SupportsFloat | SupportsIndex, summary: IntoTable | None = None) -> Table:
        """
        Customers with what to expect of them, as a table.

        Parameters
        ----------
        t
            How long, in the unit of the table.
        summary
            Other customers than those it was fitted to.

        Returns
        -------
        Table
            ``customer_id`` (the row's number where there is none), ``frequency``, ``p_alive`` and ``expected``.

        Examples
        --------
        >>> shop = {"frequency": [0, 1, 1, 2, 3, 5, 12], "recency": [0, 6, 21, 9, 33, 32, 38],
        ...         "age": [39] * 7, "customers": [100, 8, 2, 10, 6, 12, 4]}
        >>> omo.value.MbgNbd().fit(shop).predict(12).columns
        ['customer_id', 'frequency', 'p_alive', 'expected']
        """
    def save(self, /, path: str | PathLike[str]) -> None:
        """
        Keeps the parameters in a file of JSON; no customer is in it.

        Parameters
        ----------
        path
            The file.

        Examples
        --------
        >>> import tempfile, pathlib
        >>> file = pathlib.Path(tempfile.mkdtemp()) / "model.json"
        >>> shop = {"frequency": [0, 1, 1, 2, 3, 5, 12], "recency": [0, 6, 21, 9, 33, 32, 38],
        ...         "age": [39] * 7, "customers": [100, 8, 2, 10, 6, 12, 4]}
        >>> model = omo.value.MbgNbd().fit(shop)
        >>> model.save(file)
        >>> omo.value.MbgNbd.load(file).params == model.params
        True
        """
    @property
    def standard_errors(self, /) -> dict[str, Any]:
        """
        Standard errors of the parameters by name, from the curvature of the likelihood.

        Examples
        --------
        >>> shop = {"frequency": [0, 1, 1, 2, 3, 5, 12], "recency": [0, 6, 21, 9, 33, 32, 38],
        ...         "age": [39] * 7, "customers": [100, 8, 2, 10, 6, 12, 4]}
        >>> omo.value.MbgNbd().fit(shop).standard_errors["alpha"] > 0
        True
        """

@final
class NextBasket:
    """
    What each customer will put into the next basket: things bought before that are due again, and new ones.

    Two regularised logistic models guess each customer's last basket out of all before it, one for items bought before and
    one for new items. They see how often, how lately and in what rhythm the customer bought an item, how often it is bought again by
    anyone, what customers who buy alike bought lately (UP-CF@r), and what lies in baskets with the customer's last. Strangers are told
    what most baskets hold. Answers have the same bits on every machine and for any order of rows.

    Parameters
    ----------
    neighbours
        How many customers who buy alike are asked; 300 when left out.
    new_items
        How many items that a customer never bought are weighed against those bought before; 50 when left out.
    ridge
        How much it takes to leave the weights that are known beforehand; 1 when left out.

    Raises
    ------
    OmoError
        Code ``"option"`` for an option out of its range.

    Examples
    --------
    >>> weeks = ["2026-03-01", "2026-03-08", "2026-03-15", "2026-03-22"]
    >>> bought = {
    ...     "customer_id": ["hanako"] * 5 + ["taro"],
    ...     "item": ["milk"] * 4 + ["lamp", "pan"],
    ...     "occurred_at": [*weeks, "2026-03-01", "2026-03-02"],
    ... }
    >>> model = omo.recommend.NextBasket().fit(bought)
    >>> model.recommend(["hanako"], n=2, now="2026-03-28")["item"]
    ['milk', 'lamp']
    >>> model.recommend(["hanako"], n=1, now="2026-03-28")["reason"]
    ['you buy it about every 7 days, last 6 days ago']
    """
    def __new__(cls, /, *, neighbours: SupportsIndex | None = None, new_items: SupportsIndex | None = None, ridge: SupportsFloat | SupportsIndex | None = None) -> NextBasket: ...
    def __repr__(self, /) -> str: ...
    def exclusions(self, /, customers: IntoIds | None = None, n: SupportsIndex = 10, *, allow: IntoIds | None = None, exclude: dict[str, IntoIds] | None = None, now: IntoTime | None = None, repeat_share: SupportsFloat | SupportsIndex | None = None, zone: str = "UTC") -> Table:
        """
        What kept items out of the lists that :meth:`recommend` gives for the same arguments.

        Parameters
        ----------
        customers
            As for :meth:`recommend`.
        n
            As for :meth:`recommend`.
        allow
            As for :meth:`recommend`.
        exclude
            As for :meth:`recommend`.
        now
            As for :meth:`recommend`.
        repeat_share
            As for :meth:`recommend`.
        zone
            As for :meth:`recommend`.

        Returns
        -------
        Table
            ``customer_id``, ``cause``, ``items``: how many items would have stood in the list.

        Examples
        --------
        >>> model = omo.recommend.NextBasket().fit({"customer_id": [7], "item": ["tea"], "occurred_at": ["2026-03-01"]})
        >>> model.exclusions([7], exclude={"out_of_stock": ["tea"]})
        customer_id  cause         items
        7            out_of_stock      1
        (1 row)
        """
    def fit(self, /, table: IntoTable, *, until: IntoTime | None = None, zone: str = "UTC", columns: dict[str, str] | None = None) -> NextBasket:
        """
        Learns from baskets.

        Parameters
        ----------
        table
            A table with the columns ``customer_id``, ``item`` and ``occurred_at``, one row a product, in any order. With a
            column ``basket``, rows of one customer with one value are one basket, and of baskets of one time the smaller value is the
            earlier; without it, rows of one customer at one time are.
        until
            What was bought later is not known: a datetime, a date or text.
        zone
            The shop's clock, whose days are counted.
        columns
            Their column to omo's, ``{"user": "customer_id"}``.

        Returns
        -------
        NextBasket
            The model itself, fitted.

        Raises
        ------
        OmoError
            Code ``"column"`` when a column is missing or a row of it cannot be read.

        Examples
        --------
        >>> omo.recommend.NextBasket().fit({"customer_id": [7], "item": ["tea"], "occurred_at": ["2026-03-01"]})
        omo.recommend.NextBasket(1 customers, 1 items, 1 baskets)
        """
    @staticmethod
    def load(path: str | PathLike[str]) -> NextBasket:
        """
        The model that :meth:`save` wrote.

        Parameters
        ----------
        path
            The file.

        Raises
        ------
        OmoError
            Code ``"model"`` for another kind or version and for a file that was cut off.

        Examples
        --------
        >>> import tempfile, os
        >>> path = os.path.join(tempfile.mkdtemp(), "model.json")
        >>> _ = open(path, "w").write("{}")
        >>> try:
        ...     omo.recommend.NextBasket.load(path)
        ... except omo.OmoError as error:
        ...     error.code
        'model'
        """
    def recommend(self, /, customers: IntoIds | None = None, n: SupportsIndex = 10, *, allow: IntoIds | None = None, exclude: dict[str, IntoIds] | None = None, now: IntoTime | None = None, repeat_share: SupportsFloat | SupportsIndex | None = None, language: str = "en", zone: str = "UTC") -> Table:
        """
        Lists of items for customers.

        Parameters
        ----------
        customers
            Their ids, or a table with a column ``customer_id``; all that were fitted when left out. Who is not known is told what most
            baskets hold.
        n
            How many items for each.
        allow
            Items that may be recommended, all when left out: asked within the search, so that ``n`` come back whenever so many are allowed.
        exclude
            Items that may not, by cause: ``{"out_of_stock": [...]}``.
        now
            What a customer bought later is not known yet, and reasons count their days up to here; the last basket of all when left out.
        repeat_share
            Which share of a list is to be what the customer bought before, from 0 to 1; as learnt when left out.
        language
            Of the reasons: ``"en"`` or ``"ja"``.
        zone
            The clock of ``now``.

        Returns
        -------
        Table
            ``customer_id``, ``rank``, ``item``, ``score``, ``reason``.

        Raises
        ------
        OmoError
            Code ``"model"`` before :meth:`fit`, ``"option"`` for an option out of its range.

        Examples
        --------
        >>> model = omo.recommend.NextBasket().fit({"customer_id": [7], "item": ["tea"], "occurred_at": ["2026-03-01"]})
        >>> model.recommend([7, 8], now="2026-03-03")["reason"]
        ['you bought it 2 days ago', '1 customer bought it']
        """
    def recommend_for(self, /, table: IntoTable, n: SupportsIndex = 10, *, allow: IntoIds | None = None, exclude: dict[str, IntoIds] | None = None, now: IntoTime | None = None, repeat_share: SupportsFloat | SupportsIndex | None = None, language: str = "en", zone: str = "UTC", columns: dict[str, str] | None = None) -> Table:
        """
        Lists of items for people the model need not know, by what they bought: no fit, no waiting.

        Parameters
        ----------
        table
            Their purchases, as for :meth:`fit`; items the model never saw say nothing.
        n
            How many items for each.
        allow
            As for :meth:`recommend`.
        exclude
            As for :meth:`recommend`.
        now
            As for :meth:`recommend`.
        repeat_share
            As for :meth:`recommend`.
        language
            Of the reasons: ``"en"`` or ``"ja"``.
        zone
            The clock of times that do not name theirs.
        columns
            Their column to omo's.

        Returns
        -------
        Table
            As of :meth:`recommend`, customers in the order of their ids.

        Examples
        --------
        >>> model = omo.recommend.NextBasket().fit({"customer_id": [7], "item": ["tea"], "occurred_at": ["2026-03-01"]})
        >>> new = {"customer_id": ["new"], "item": ["tea"], "occurred_at": ["2026-03-02"]}
        >>> model.recommend_for(new, now="2026-03-05")["reason"]
        ['you bought it 3 days ago']
        """
    def save(self, /, path: str | PathLike[str]) -> None:
        """
        Writes the model with all it was told to a file, which Rust and JavaScript read as well.

        Parameters
        ----------
        path
            The file; what is there is overwritten. It holds the customers' ids and items: keep it as you keep those.

        Examples
        --------
        >>> import tempfile, os
        >>> bought = {"customer_id": ["hanako"], "item": ["tea"], "occurred_at": ["2026-03-01"]}
        >>> path = os.path.join(tempfile.mkdtemp(), "model.json")
        >>> omo.recommend.NextBasket().fit(bought).save(path)
        >>> omo.recommend.NextBasket.load(path)
        omo.recommend.NextBasket(1 customers, 1 items, 1 baskets)
        """
    def similar_items(self, /, items: IntoIds, n: SupportsIndex = 10) -> Table:
        """
        The items that lie most in baskets with each item: what goes with it, not what could stand in its place.

        Parameters
        ----------
        items
            Ids, or a table with ``item``; an item the model does not know has no rows in the answer.
        n
            How many each.

        Returns
        -------
        Table
            ``item``, ``rank``, ``similar``, ``score`` (the cosine of both over baskets, shrunk); the most like first.

        Examples
        --------
        >>> bought = {"customer_id": [7, 7], "item": ["tea", "cup"], "occurred_at": ["2026-03-01"] * 2}
        >>> omo.recommend.NextBasket().fit(bought).similar_items(["tea"]).to_dicts()
        [{'item': 'tea', 'rank': 1, 'similar': 'cup', 'score': 0.25}]
        """
    def update(self, /, table: IntoTable, *, zone: str = "UTC", columns: dict[str, str] | None = None) -> "NextBasket":
        """
        Tells the fitted model of more purchases, of customers and items it knows or not.

        Histories go on, and how much each sign counts stays as it was learnt: fit again to learn that. A ``basket`` is a new one;
        without the column, rows join what their customer bought at the same time before.

        Parameters
        ----------
        table
            As for :meth:`fit`.
        zone
            The shop's clock, whose days are counted.
        columns
            Their column to omo's.

        Returns
        -------
        NextBasket
            The model itself.

        Raises
        ------
        OmoError
            Code ``"model"`` before :meth:`fit`, ``"column"`` when a column is missing or a row of it cannot be read.

        Examples
        --------
        >>> model = omo.recommend.NextBasket().fit({"customer_id": [7], "item": ["tea"], "occurred_at": ["2026-03-01"]})
        >>> model.update({"customer_id": [8, 8], "item": ["tea", "rice"], "occurred_at": ["2026-03-02"] * 2})
        omo.recommend.NextBasket(2 customers, 2 items, 2 baskets)
        """

@final
class ParetoNbd:
    """
    Pareto/NBD: customers who buy at random times and may leave at any time (Schmittlein, Morrison and Colombo 1987).

    With covariates, which are columns of the summary with a number or yes and no for each customer, customers who differ
    in them buy and leave differently (Fader and Hardie, *Incorporating time-invariant covariates*, 2007).
    Then ``params`` has ``purchase:NAME`` and ``dropout:NAME`` (``alpha`` and ``beta`` are divided by e to them: above 0 is oftener and sooner), for each unit of the covariate; the other parameters are of a customer whose covariates are all 0.

    Parameters
    ----------
    covariates
        Columns by which customers buy more or less often and leave sooner or later.
    purchase_covariates
        Columns by which they only buy more or less often.
    dropout_covariates
        Columns by which they only leave sooner or later.

    Examples
    --------
    >>> shop = {"frequency": [0, 1, 1, 2, 3, 5, 12], "recency": [0, 6, 21, 9, 33, 32, 38],
    ...         "age": [39] * 7, "customers": [100, 8, 2, 10, 6, 12, 4]}
    >>> model = omo.value.ParetoNbd().fit(shop)
    >>> sorted(model.params) == ['alpha', 'beta', 'r', 's']
    True
    >>> shop["acquired_online"] = [False, True, False, True, True, False, True]
    >>> model = omo.value.ParetoNbd(purchase_covariates=["acquired_online"]).fit(shop)
    >>> model.params["purchase:acquired_online"] > 0
    True
    """
    def __new__(cls, /, covariates: SupportsGetItem[int, str] = ..., *, purchase_covariates: SupportsGetItem[int, str] = ..., dropout_covariates: SupportsGetItem[int, str] = ...) -> ParetoNbd: ...
    def __repr__(self, /) -> str: ...
    @property
    def converged(self, /) -> bool:
        """
        Whether the model is fitted; a fit that finds no top raises instead.

        Examples
        --------
        >>> omo.value.ParetoNbd().converged
        False
        """
    def discounted(self, /, steps: SupportsIndex = 12, *, step: SupportsFloat | SupportsIndex = 1.0, discount: SupportsFloat | SupportsIndex = 0.01, summary: IntoTable | None = None) -> list[float]:
        """
        How many purchases to expect of each customer in steps to come, each worth less than the one before.

        The sum over steps i from 1 of what is expected in step i, divided by ``(1 + discount) ** i``. Times the customer's
        expected spend it is the lifetime value: see :meth:`GammaGamma.lifetime_value`.

        Parameters
        ----------
        steps
            How many steps.
        step
            How long each is, in the unit of the table: 4.345 weeks are a month.
        discount
            By how much what comes a step later is worth less.
        summary
            Other customers than those it was fitted to.

        Examples
        --------
        >>> shop = {"frequency": [0, 1, 1, 2, 3, 5, 12], "recency": [0, 6, 21, 9, 33, 32, 38],
        ...         "age": [39] * 7, "customers": [100, 8, 2, 10, 6, 12, 4]}
        >>> model = omo.value.ParetoNbd().fit(shop)
        >>> sum(model.discounted(12)) < sum(model.expected(12))
        True
        """
    def discounted_for_good(self, /, rate: SupportsFloat | SupportsIndex, *, summary: IntoTable | None = None) -> list[float]:
        """
        How many purchases to expect of each customer ever after, each discounted by its time.

        DERT of Fader, Hardie and Lee, *RFM and CLV* (2005).

        Parameters
        ----------
        rate
            The discount as a continuous rate a unit of the table's time: 15 % a year is ``math.log(1.15) / 52`` a week.
        summary
            Other customers than those it was fitted to.

        Returns
        -------
        list of float
            One number a row.

        Raises
        ------
        OmoError
            Code ``"option"`` for a rate that is not above 0: without a discount there is no end.

        Examples
        --------
        >>> shop = {"frequency": [0, 1, 1, 2, 3, 5, 12], "recency": [0, 6, 21, 9, 33, 32, 38],
        ...         "age": [39] * 7, "customers": [100, 8, 2, 10, 6, 12, 4]}
        >>> model = omo.value.ParetoNbd().fit(shop)
        >>> sum(model.discounted_for_good(0.003)) > sum(model.discounted(520, discount=0.003))
        True
        """
    def expected(self, /, t: SupportsFloat | SupportsIndex, summary: IntoTable | None = None) -> list[float]:
        """
        How many purchases to expect of each customer in the next ``t``.

        Parameters
        ----------
        t
            How long, in the unit of the table.
        summary
            Other customers than those it was fitted to.

        Returns
        -------
        list of float
            One number a row.

        Examples
        --------
        >>> shop = {"frequency": [0, 1, 1, 2, 3, 5, 12], "recency": [0, 6, 21, 9, 33, 32, 38],
        ...         "age": [39] * 7, "customers": [100, 8, 2, 10, 6, 12, 4]}
        >>> expected = omo.value.ParetoNbd().fit(shop).expected(12)
        >>> len(expected), expected[0] < expected[6]
        (7, True)
        """
    def expected_new(self, /, t: SupportsFloat | SupportsIndex, covariates: dict[str, SupportsFloat | SupportsIndex] | None = None) -> float:
        """
        How many repeat purchases to expect of a new customer within ``t`` of the first purchase.

        Parameters
        ----------
        t
            How long, in the unit of the table.
        covariates
            What is known of the customer, ``{"acquired_online": 1}``, for a model with covariates.

        Examples
        --------
        >>> shop = {"frequency": [0, 1, 1, 2, 3, 5, 12], "recency": [0, 6, 21, 9, 33, 32, 38],
        ...         "age": [39] * 7, "customers": [100, 8, 2, 10, 6, 12, 4]}
        >>> omo.value.ParetoNbd().fit(shop).expected_new(0.0)
        0.0
        """
    def fit(self, /, summary: IntoTable) -> "ParetoNbd":
        """
        Fits the model by maximum likelihood.

        Parameters
        ----------
        summary
            What :func:`summary` gives, or any table with ``frequency``, ``recency`` and ``age`` (also ``T``), all in one unit of
            time; a column ``customers`` (also ``weights``) says how many customers a row stands for.

        Returns
        -------
        ParetoNbd
            The model itself, fitted.

        Raises
        ------
        OmoError
            Code ``"fit"`` where the likelihood has no top, saying why; ``"column"`` for a history that cannot be, and for a
            covariate that is missing, the same for all or follows from others.

        Examples
        --------
        >>> omo.value.ParetoNbd().fit({"frequency": [0, 0], "recency": [0, 0], "age": [5, 9]})
        Traceback (most recent call last):
            ...
        omo.OmoError: the model does not fit: no customer came back, which says nothing about when they do; give it a longer time
        """
    @staticmethod
    def load(path: str | PathLike[str]) -> ParetoNbd:
        """
        A model that a file keeps; ask it about a table.

        Parameters
        ----------
        path
            The file.

        Raises
        ------
        OmoError
            Code ``"model"`` when the file holds no such model.

        Examples
        --------
        >>> import tempfile, pathlib
        >>> file = pathlib.Path(tempfile.mkdtemp()) / "model.json"
        >>> shop = {"frequency": [0, 1, 1, 2, 3, 5, 12], "recency": [0, 6, 21, 9, 33, 32, 38],
        ...         "age": [39] * 7, "customers": [100, 8, 2, 10, 6, 12, 4]}
        >>> omo.value.ParetoNbd().fit(shop).save(file)
        >>> len(omo.value.ParetoNbd.load(file).p_alive(shop))
        7
        """
    @property
    def log_likelihood(self, /) -> float:
        """
        The log-likelihood of all customers together, in the unit of the table.

        Examples
        --------
        >>> shop = {"frequency": [0, 1, 1, 2, 3, 5, 12], "recency": [0, 6, 21, 9, 33, 32, 38],
        ...         "age": [39] * 7, "customers": [100, 8, 2, 10, 6, 12, 4]}
        >>> omo.value.ParetoNbd().fit(shop).log_likelihood < 0
        True
        """
    def p_alive(self, /, summary: IntoTable | None = None) -> list[float]:
        """
        How likely each customer still is one: that the silence since the last purchase is chance.

        Parameters
        ----------
        summary
            Other customers than those it was fitted to.

        Returns
        -------
        list of float
            One number from 0 to 1 a row.

        Examples
        --------
        >>> shop = {"frequency": [0, 1, 1, 2, 3, 5, 12], "recency": [0, 6, 21, 9, 33, 32, 38],
        ...         "age": [39] * 7, "customers": [100, 8, 2, 10, 6, 12, 4]}
        >>> alive = omo.value.ParetoNbd().fit(shop).p_alive()
        >>> alive[1] < alive[2]
        True
        """
    @property
    def params(self, /) -> dict[str, Any]:
        """
        The parameters by name, in the unit of the table.

        Examples
        --------
        >>> shop = {"frequency": [0, 1, 1, 2, 3, 5, 12], "recency": [0, 6, 21, 9, 33, 32, 38],
        ...         "age": [39] * 7, "customers": [100, 8, 2, 10, 6, 12, 4]}
        >>> omo.value.ParetoNbd().fit(shop).params["alpha"] > 0
        True
        """
    def predict(self, /, t: SupportsFloat | SupportsIndex, summary: IntoTable | None = None) -> Table:
        """
        Customers with what to expect of them, as a table.

        Parameters
        ----------
        t
            How long, in the unit of the table.
        summary
            Other customers than those it was fitted to.

        Returns
        -------
        Table
            ``customer_id`` (the row's number where there is none), ``frequency``, ``p_alive`` and ``expected``.

        Examples
        --------
        >>> shop = {"frequency": [0, 1, 1, 2, 3, 5, 12], "recency": [0, 6, 21, 9, 33, 32, 38],
        ...         "age": [39] * 7, "customers": [100, 8, 2, 10, 6, 12, 4]}
        >>> omo.value.ParetoNbd().fit(shop).predict(12).columns
        ['customer_id', 'frequency', 'p_alive', 'expected']
        """
    def save(self, /, path: str | PathLike[str]) -> None:
        """
        Keeps the parameters in a file of JSON; no customer is in it.

        Parameters
        ----------
        path
            The file.

        Examples
        --------
        >>> import tempfile, pathlib
        >>> file = pathlib.Path(tempfile.mkdtemp()) / "model.json"
        >>> shop = {"frequency": [0, 1, 1, 2, 3, 5, 12], "recency": [0, 6, 21, 9, 33, 32, 38],
        ...         "age": [39] * 7, "customers": [100, 8, 2, 10, 6, 12, 4]}
        >>> model = omo.value.ParetoNbd().fit(shop)
        >>> model.save(file)
        >>> omo.value.ParetoNbd.load(file).params == model.params
        True
        """
    @property
    def standard_errors(self, /) -> dict[str, Any]:
        """
        Standard errors of the parameters by name, from the curvature of the likelihood.

        Examples
        --------
        >>> shop = {"frequency": [0, 1, 1, 2, 3, 5, 12], "recency": [0, 6, 21, 9, 33, 32, 38],
        ...         "age": [39] * 7, "customers": [100, 8, 2, 10, 6, 12, 4]}
        >>> omo.value.ParetoNbd().fit(shop).standard_errors["alpha"] > 0
        True
        """

@final
class Popular:
    """
    What most have, by store, channel and time of the year, lately above all: for strangers, and to beat.

    Parameters
    ----------
    half_life
        Days after which a purchase counts half. 30.
    prior
        How many purchases in a place it takes to believe the place as much as the whole shop. 50.
    season
        Whether what is bought more at this time of the year counts more; worth it with sales of more than a year.

    Examples
    --------
    >>> bought = {"customer_id": ["a", "b", "c"], "item": ["tea", "tea", "cup"], "store": ["ginza", "ginza", "ueno"]}
    >>> model = omo.recommend.Popular(prior=1.0).fit(bought)
    >>> model.recommend(["new"], n=1).to_dicts()[0]["reason"]
    '2 customers bought it'
    >>> model.recommend(["new"], n=1, store="ueno").to_dicts()[0]["reason"]
    '1 customer bought it at ueno'
    """
    def __new__(cls, /, *, half_life: SupportsFloat | SupportsIndex | None = None, prior: SupportsFloat | SupportsIndex | None = None, season: bool | None = None) -> Popular: ...
    def __repr__(self, /) -> str: ...
    def exclusions(self, /, customers: IntoIds | None = None, n: SupportsIndex = 10, exclude_seen: bool = True, *, now: IntoTime | None = None, store: "object" = None, channel: "object" = None, allow: IntoIds | None = None, exclude: dict[str, IntoIds] | None = None, zone: str = "UTC") -> Table:
        """
        What kept better items out of the lists that :meth:`recommend` gives for the same arguments.

        Parameters
        ----------
        customers
            As for :meth:`recommend`.
        n
            How many items each.
        exclude_seen
            Leave out what the customer has to do with already: the cause ``already_bought``.
        now
            The day of the question.
        store
            Where the customer is.
        channel
            Through which channel it is shown.
        allow
            Nothing but these items.
        exclude
            Items that must not be, by cause.
        zone
            The clock of ``now``.

        Returns
        -------
        Table
            ``customer_id``, ``cause``, ``items``.

        Examples
        --------
        >>> model = omo.recommend.Popular().fit({"customer_id": ["a", "b", "b"], "item": ["tea", "tea", "cup"]})
        >>> model.exclusions(["a"], n=1).to_dicts()
        [{'customer_id': 'a', 'cause': 'already_bought', 'items': 1}]
        """
    def fit(self, /, table: IntoInteractions, *, zone: str = "UTC", columns: dict[str, str] | None = None, customers: IntoIds | None = None, items: IntoIds | None = None) -> "Popular":
        """
        Counts a table of purchases or other interactions, or a sparse matrix.

        Parameters
        ----------
        table
            A table with ``customer_id`` and ``item``, and if there are such ``occurred_at``, ``store``, ``channel``, ``category``
            (of the item) and ``weight`` (0: not at all). A customer who buys an item twice in one day and place counts once.
            Or a sparse matrix of scipy, customers by items.
        zone
            The clock of times that do not name theirs.
        columns
            Their column to omo's, ``{"user": "customer_id"}``.
        customers
            Of a matrix, the ids of its rows.
        items
            Of a matrix, the ids of its columns.

        Returns
        -------
        Popular
            The model itself, fitted.

        Raises
        ------
        OmoError
            Code ``"column"`` for a weight that is below 0 or no number and for a missing cell, naming the row.

        Examples
        --------
        >>> omo.recommend.Popular().fit({"customer_id": ["a", "b"], "item": ["tea", "cup"]})
        omo.recommend.Popular(2 customers, 2 items)
        """
    @staticmethod
    def load(path: str | PathLike[str]) -> Popular:
        """
        The model that :meth:`save` wrote.

        Parameters
        ----------
        path
            The file.

        Raises
        ------
        OmoError
            Code ``"model"`` for another kind or version and for a file that was cut off.

        Examples
        --------
        >>> import tempfile, os
        >>> path = os.path.join(tempfile.mkdtemp(), "model.json")
        >>> _ = open(path, "w").write("{}")
        >>> try:
        ...     omo.recommend.Popular.load(path)
        ... except omo.OmoError as error:
        ...     error.code
        'model'
        """
    def recommend(self, /, customers: IntoIds | None = None, n: SupportsIndex = 10, exclude_seen: bool = True, *, now: IntoTime | None = None, store: "object" = None, channel: "object" = None, allow: IntoIds | None = None, exclude: dict[str, IntoIds] | None = None, language: str = "en", zone: str = "UTC") -> Table:
        """
        What most have, for each customer without what that customer has.

        Where items have categories, the list of a customer who has anything is drawn to the own categories.

        Parameters
        ----------
        customers
            Ids, or a table with ``customer_id``; all that the model knows without it.
        n
            How many items each.
        exclude_seen
            Leave out what the customer has to do with already.
        now
            The day of the question, for the season; the last day that was told without it.
        store
            Where the customer is; a store the model never saw is the whole shop.
        channel
            Through which channel it is shown.
        allow
            Nothing but these items: ids, or a table with ``item``.
        exclude
            Items that must not be, by cause: ``{"out_of_stock": [...]}``.
        language
            Of the reasons: ``"en"`` or ``"ja"``.
        zone
            The clock of ``now``.

        Returns
        -------
        Table
            ``customer_id``, ``rank``, ``item``, ``score``, ``reason``; best first, customers in the order asked.

        Examples
        --------
        >>> model = omo.recommend.Popular().fit({"customer_id": ["a", "b", "b"], "item": ["tea", "tea", "cup"]})
        >>> model.recommend(["a", "new"], n=1)["item"]
        ['cup', 'tea']
        """
    def recommend_for(self, /, table: IntoInteractions, n: SupportsIndex = 10, exclude_seen: bool = True, *, now: IntoTime | None = None, store: "object" = None, channel: "object" = None, allow: IntoIds | None = None, exclude: dict[str, IntoIds] | None = None, language: str = "en", zone: str = "UTC", columns: dict[str, str] | None = None, customers: IntoIds | None = None, items: IntoIds | None = None) -> Table:
        """
        As :meth:`recommend`, for people the model need not know, by what they have to do with.

        Parameters
        ----------
        table
            Their interactions, as for :meth:`fit`; items the model never saw say nothing.
        n
            How many items each.
        exclude_seen
            Leave out what they have to do with already.
        now
            The day of the question.
        store
            Where they are.
        channel
            Through which channel it is shown.
        allow
            Nothing but these items.
        exclude
            Items that must not be, by cause.
        language
            Of the reasons: ``"en"`` or ``"ja"``.
        zone
            The clock of times that do not name theirs.
        columns
            Their column to omo's.
        customers
            Of a matrix, the ids of its rows.
        items
            Of a matrix, the ids of its columns: those the model was fitted with.

        Returns
        -------
        Table
            As of :meth:`recommend`, customers in the order of their ids.

        Examples
        --------
        >>> model = omo.recommend.Popular().fit({"customer_id": ["a", "b", "b"], "item": ["tea", "tea", "cup"]})
        >>> model.recommend_for({"customer_id": ["new"], "item": ["tea"]}, n=1)["item"]
        ['cup']
        """
    def save(self, /, path: str | PathLike[str]) -> None:
        """
        Writes the model with all it was told to a file, which Rust and JavaScript read as well.

        Parameters
        ----------
        path
            The file; what is there is overwritten. It holds the customers' ids and items: keep it as you keep those.

        Examples
        --------
        >>> import tempfile, os
        >>> bought = {"customer_id": ["a", "b"], "item": ["tea", "cup"]}
        >>> path = os.path.join(tempfile.mkdtemp(), "model.json")
        >>> omo.recommend.Popular().fit(bought).save(path)
        >>> omo.recommend.Popular.load(path)
        omo.recommend.Popular(2 customers, 2 items)
        """
    def similar_items(self, /, items: IntoIds, n: SupportsIndex = 10) -> Table:
        """
        What most have of each item's category; of all items where there are no categories.

        Parameters
        ----------
        items
            Ids, or a table with ``item``; an item the model does not know has no rows in the answer.
        n
            How many each.

        Returns
        -------
        Table
            ``item``, ``rank``, ``similar``, ``score``.

        Examples
        --------
        >>> bought = {"customer_id": ["a", "b", "b", "c"], "item": ["tea", "tea", "cup", "mug"], "category": ["drink", "drink", "ware", "ware"]}
        >>> omo.recommend.Popular().fit(bought).similar_items(["cup"])["similar"]
        ['mug']
        """
    def update(self, /, table: IntoInteractions, *, zone: str = "UTC", columns: dict[str, str] | None = None, customers: IntoIds | None = None, items: IntoIds | None = None) -> "Popular":
        """
        Tells the fitted model of more, of customers and items it knows or not.

        It counts anew all it was ever told, so a model told in parts equals one fitted to the whole.

        Parameters
        ----------
        table
            As for :meth:`fit`.
        zone
            The clock of times that do not name theirs.
        columns
            Their column to omo's.
        customers
            Of a matrix, the ids of its rows.
        items
            Of a matrix, the ids of its columns.

        Returns
        -------
        Popular
            The model itself.

        Examples
        --------
        >>> model = omo.recommend.Popular().fit({"customer_id": ["a", "b"], "item": ["tea", "cup"]})
        >>> model.update({"customer_id": ["c"], "item": ["cup"]}).recommend(["new"], n=1)["item"]
        ['cup']
        """

@final
class Qini:
    """
    How well a score ranks customers by what a treatment does to them; :func:`qini` makes it.

    Examples
    --------
    >>> sent = {"outcome": [1, 0, 1, 0, 0, 1], "treatment": [1, 0, 1, 0, 1, 0], "score": [0.9, 0.8, 0.7, 0.3, 0.2, 0.1]}
    >>> round(omo.value.qini(sent).qini, 3)
    0.846
    """
    def __repr__(self, /) -> str: ...
    @property
    def auuc(self, /) -> float | None:
        """
        The area under the uplift curve as a share of a perfect one's; None where outcomes are not 0 and 1.

        Examples
        --------
        >>> sent = {"outcome": [1, 0, 1, 0, 0, 1], "treatment": [1, 0, 1, 0, 1, 0], "score": [0.9, 0.8, 0.7, 0.3, 0.2, 0.1]}
        >>> omo.value.qini(sent).auuc
        1.0
        """
    def chart(self, /, language: str = "en") -> Any:
        """
        The Qini curve as a picture for a notebook.

        Parameters
        ----------
        language
            Of the words: ``"en"`` or ``"ja"``.

        Examples
        --------
        >>> sent = {"outcome": [9, 0, 7], "treatment": [1, 0, 1], "score": [0.9, 0.8, 0.7]}
        >>> "vega-lite" in omo.value.qini(sent).chart().to_json()
        True
        """
    @property
    def curve(self, /) -> Table:
        """
        The curves: ``customers``, ``qini``, ``uplift`` and ``chance``, a row for each different score from the best on.

        Examples
        --------
        >>> sent = {"outcome": [1, 0, 1, 0], "treatment": [1, 0, 0, 1], "score": [4, 3, 2, 1]}
        >>> omo.value.qini(sent).curve["customers"]
        [0.0, 1.0, 2.0, 3.0, 4.0]
        """
    @property
    def qini(self, /) -> float | None:
        """
        The Qini coefficient; None where outcomes are not 0 and 1.

        Examples
        --------
        >>> sent = {"outcome": [9, 0, 7], "treatment": [1, 0, 1], "score": [0.9, 0.8, 0.7]}
        >>> omo.value.qini(sent).qini is None
        True
        """
    @property
    def qini_area(self, /) -> float:
        """
        The area between the Qini curve and chance, in outcomes a customer.

        Examples
        --------
        >>> sent = {"outcome": [1, 0, 1, 0], "treatment": [1, 0, 0, 1], "score": [1, 1, 1, 1]}
        >>> omo.value.qini(sent).qini_area
        0.0
        """
    @property
    def uplift_area(self, /) -> float:
        """
        The area between the uplift curve and chance, in outcomes a customer.

        Examples
        --------
        >>> sent = {"outcome": [1, 0, 1, 0], "treatment": [1, 0, 0, 1], "score": [1, 1, 1, 1]}
        >>> omo.value.qini(sent).uplift_area
        0.0
        """

@final
class Ranking:
    """
    How recommended items did, over all customers and of each; :func:`ranking` makes it.

    Examples
    --------
    >>> truth = {"customer_id": ["hanako", "taro"], "item": ["rice", "salt"]}
    >>> omo.measure.ranking(truth, truth, n=[5, 10])
    omo.measure.Ranking(n=5, customers=2, recall=1.0000, hit_rate=1.0000, ndcg=1.0000)
    """
    def __repr__(self, /) -> str: ...
    def compare(self, /, other: Ranking, metric: str = "ndcg", *, n: SupportsIndex | None = None, alpha: SupportsFloat | SupportsIndex = 0.05) -> dict[str, Any]:
        """
        Whether this is better than another ranking of the same customers, or was lucky: a paired test.

        Parameters
        ----------
        other
            Judged on the same truth.
        metric
            ``"recall"``, ``"precision"``, ``"hit_rate"``, ``"ndcg"``, ``"ndcg_whole"`` or ``"mrr"``.
        n
            Which length of lists; the first when left out.
        alpha
            How often a difference may be told where there is none.

        Returns
        -------
        dict
            ``customers``, ``first``, ``second``, ``difference``, ``standard_error``, ``lower``, ``upper`` and ``p_value`` (Student's paired
            t, two-sided).

        Raises
        ------
        OmoError
            Code ``"length"`` when the two judged different customers.

        Examples
        --------
        >>> truth = {"customer_id": ["a", "b", "c"], "item": ["tea", "tea", "rice"]}
        >>> guess = {"customer_id": ["a", "b", "c"], "item": ["tea", "rice", "rice"]}
        >>> paired = omo.measure.ranking(truth, truth).compare(omo.measure.ranking(guess, truth), "recall")
        >>> round(paired["difference"], 3)
        0.333
        """
    def customers(self, /, n: SupportsIndex | None = None) -> Table:
        """
        The scores of each customer.

        Parameters
        ----------
        n
            Which length of lists; the first when left out.

        Examples
        --------
        >>> truth = {"customer_id": ["hanako", "taro"], "item": ["rice", "salt"]}
        >>> guess = {"customer_id": ["hanako"], "item": ["rice"]}
        >>> omo.measure.ranking(guess, truth).customers()["hit_rate"]
        [1.0, 0.0]
        """
    def scores(self, /) -> Table:
        """
        The scores over all customers, one row a length of lists.

        ``recall``: how much of the truth is in the list. ``precision``: how many of the ``n`` places hold something of it.
        ``hit_rate``: how many customers have at least one (PHR). ``ndcg``: discounted gain over the best that ``n`` places can have;
        ``ndcg_whole``: over that of the whole truth, as papers on next baskets have it. ``mrr``: one over the first such place.
        ``coverage``: how many items stand in any list. With a history: ``novelty`` in bits, the share of repeats in lists and in the
        truth, and how much of the repeats and of what is new was found.

        Examples
        --------
        >>> truth = {"customer_id": ["hanako", "taro"], "item": ["rice", "salt"]}
        >>> omo.measure.ranking(truth, truth, n=[1, 2]).scores()["precision"]
        [1.0, 0.5]
        """

@final
class Resolution:
    """
    Which records are one customer, and why: what :func:`resolve` finds.

    It never changes. Its length is the number of customers.

    Examples
    --------
    >>> people = {"id": ["a", "b"], "name": ["Hanako Yamada", "Taro Sato"], "email": ["hanako@example.jp", "taro@example.jp"]}
    >>> found = omo.resolve(people)
    >>> len(found)
    2
    """
    def __len__(self, /) -> int:
        """
        How many customers there are.
        """
    def __repr__(self, /) -> str: ...
    def _repr_html_(self, /) -> str: ...
    def chart(self, /, kind: str = "weights", *, language: str = "en", pair: tuple[str, str] | None = None, truth: IntoTable | None = None, limit: SupportsIndex = 10) -> Any:
        """
        A picture for notebooks.

        Parameters
        ----------
        kind
            ``"weights"`` (what each agreement weighs), ``"histogram"`` (how much pairs weigh), ``"blocking"`` (which
            pairs were compared), ``"thresholds"`` (precision and recall by threshold), ``"unlinkables"``,
            ``"completeness"``, ``"terms"`` (the most frequent values), ``"patterns"`` (the commonest ways to agree) or
            ``"waterfall"`` (what speaks for and against one pair).
        language
            Of the words: ``"en"`` or ``"ja"``.
        pair
            The ids of the two records of a waterfall.
        truth
            For thresholds, a table as :meth:`evaluate` takes it.
        limit
            How many values of a column or ways to agree.

        Returns
        -------
        altair.TopLevelMixin or omo.plot.Chart
            As :func:`omo.plot.chart` gives it.

        Raises
        ------
        OmoError
            Code ``"option"`` for another kind or language, or a waterfall without a pair; ``"unknown"`` when there is no
            such record.

        Examples
        --------
        >>> found = omo.resolve({"id": ["a", "b"], "name": ["Hanako Yamada", "Taro Sato"]})
        >>> "vega-lite" in found.chart("waterfall", pair=("a", "b")).to_json()
        True
        """
    def cluster(self, /, threshold: "float | None" = None) -> Table:
        """
        Whose each record is at a higher threshold: nothing is compared again.

        Parameters
        ----------
        threshold
            Bits of evidence; those that were used when left out, or when lower.

        Returns
        -------
        Table
            ``record_id``, ``customer_id``.

        Examples
        --------
        >>> people = {"id": ["a", "b"], "name": ["Hanako Yamada", "Hanako Yamada"], "town": ["Fujisawa", "Fujisawa"]}
        >>> omo.resolve(people).cluster(1000)["customer_id"]
        ['a', 'b']
        """
    @property
    def completeness(self, /) -> Table:
        """
        How much of each column is filled with values that say something, in all records and in those of each source.

        Returns
        -------
        Table
            ``column``, ``source`` (missing for all records together), ``filled`` as a share.

        Examples
        --------
        >>> found = omo.resolve({"id": ["a", "b", "c"], "name": ["Hanako Yamada", "Taro Sato", "unknown"]})
        >>> [round(share, 2) for share in found.completeness["filled"]]
        [0.67]
        """
    @property
    def customers(self, /) -> Table:
        """
        Whose each record is, in the order of the records.

        Returns
        -------
        Table
            ``record_id``, ``customer_id`` (the id of the customer's first record).

        Examples
        --------
        >>> found = omo.resolve({"id": [7], "name": ["Hanako Yamada"]})
        >>> found.customers.to_dicts()
        [{'record_id': '7', 'customer_id': '7'}]
        """
    def dashboard(self, /, language: str = "en") -> str:
        """
        One HTML page with what was found and why; it needs no network and runs no script.

        What columns were taken for, what agreements weigh, which pairs were compared, how much pairs weigh, what higher
        thresholds would find, and the customers to look at first. It holds ids of records, and no other cell of them.

        Parameters
        ----------
        language
            Of the words: ``"en"`` or ``"ja"``.

        Returns
        -------
        str
            The page.

        Examples
        --------
        >>> found = omo.resolve({"id": ["a", "b"], "name": ["Hanako Yamada", "Taro Sato"]})
        >>> found.dashboard("ja")[:15]
        '<!doctype html>'
        """
    def errors(self, /, truth: IntoTable, limit: SupportsIndex = 100) -> Table:
        """
        What was found wrong and what was not found, those first in which the weights are surest.

        Parameters
        ----------
        truth
            A table as :meth:`evaluate` takes it.
        limit
            How many of either kind at most.

        Returns
        -------
        Table
            ``kind`` (``"false_positive"``: one customer's here, two people's in truth; ``"false_negative"``: the other
            way round), ``record_id_a``, ``record_id_b``, ``weight`` in bits, and ``cause``: ``"weight"`` (their own
            evidence is on the wrong side of the threshold), ``"others"`` (records between them joined them or kept
            them apart), ``"blocking"`` (they were never compared).

        Raises
        ------
        OmoError
            Code ``"column"`` when a column of the truth is missing, or an id is missing or occurs twice.

        Examples
        --------
        >>> found = omo.resolve({"id": ["a", "b"], "name": ["Hanako Yamada", "Taro Sato"]})
        >>> found.errors({"id": ["a", "b"], "customer_id": ["one", "one"]})["kind"]
        ['false_negative']
        """
    def evaluate(self, /, truth: IntoTable) -> dict[str, Any]:
        """
        How good it is, held against the truth.

        Parameters
        ----------
        truth
            A table with the column of ids, called as it was in :func:`resolve`, and a column ``customer_id`` or else
            ``cluster``. A record without one, or that is not in the table, belongs to nobody; one that was never
            resolved does not count.

        Returns
        -------
        dict
            ``pairs``, as :func:`omo.measure.pair_scores` gives them, and ``b_cubed``: ``precision``, ``recall`` and
            ``f1`` of Bagga and Baldwin (1998), to which every record counts the same.

        Raises
        ------
        OmoError
            Code ``"column"`` when a column is missing, or an id is missing or occurs twice.

        Examples
        --------
        >>> found = omo.resolve({"id": ["a", "b"], "name": ["Hanako Yamada", "Taro Sato"]})
        >>> scores = found.evaluate({"id": ["b", "a"], "customer_id": ["taro", "hanako"]})
        >>> scores["pairs"]["true_pairs"], scores["b_cubed"]["recall"]
        (0, 1.0)
        """
    def explain(self, /, a: str, b: str) -> list[dict[str, Any]]:
        """
        What speaks for and against two records being one customer's.

        Any two can be asked about, whether they were found to be one customer's or not.

        Parameters
        ----------
        a
            The id of one record, as text.
        b
            The id of the other.

        Returns
        -------
        list of dict
            ``column`` (``"prior"`` for the odds before anything is compared), ``level`` (how they agree), ``bits``;
            their sum is the weight of the pair. Of a name in several scripts also ``compared``, which is ``"writing"``,
            ``"reading"``, ``"both"`` or ``"neither"``, and ``reading``, the column that has its reading, if one does.

        Raises
        ------
        OmoError
            Code ``"unknown"`` when there is no such record.

        Examples
        --------
        >>> found = omo.resolve({"id": ["a", "b"], "name": ["Hanako Yamada", "Taro Sato"]})
        >>> [sorted(evidence) for evidence in found.explain("a", "b")][0]
        ['bits', 'column', 'level']
        """
    @property
    def histogram(self, /) -> Table:
        """
        How many of the pairs found weigh how much, bit by bit.

        Returns
        -------
        Table
            ``weight`` (where the bit begins) and ``pairs``, lightest first.

        Examples
        --------
        >>> found = omo.resolve({"id": ["a", "b"], "name": ["Hanako Yamada", "Taro Sato"]})
        >>> found.histogram.columns
        ['weight', 'pairs']
        """
    def how(self, /, id: str) -> dict[str, Any]:
        """
        How the customer of a record came together, join by join.

        Parameters
        ----------
        id
            The id of a record, as text.

        Returns
        -------
        dict
            ``customer_id``, its ``records``, the ``merges`` from the strongest to the weakest (two groups at a time, each
            by one of its records, and the evidence in bits at which they joined), the ``weakest`` of them or None, how
            many ``pairs`` were found among the records, their ``density`` (share of all pairs), and the ``bridges``:
            pairs without which the customer would fall into two.

        Raises
        ------
        OmoError
            Code ``"unknown"`` when there is no such record.

        Examples
        --------
        >>> found = omo.resolve({"id": ["a", "b"], "name": ["Hanako Yamada", "Taro Sato"]})
        >>> found.how("a")["records"]
        ['a']
        """
    def learn(self, /, answers: IntoTable) -> dict[str, Any]:
        """
        The model that agrees better with what people say of pairs.

        The answers may be of pairs that :meth:`review` picked, or of any others. Few answers change little.

        Parameters
        ----------
        answers
            A table of ``record_id_a``, ``record_id_b`` and ``same``, whether the two are one customer's.

        Returns
        -------
        dict
            The model, for :func:`omo.resolve`.

        Raises
        ------
        OmoError
            Code ``"column"`` when a column is missing, or a record was not resolved.

        Examples
        --------
        >>> found = omo.resolve({"id": ["a", "b"], "name": ["Hanako Yamada", "Taro Sato"]})
        >>> model = found.learn({"record_id_a": ["a"], "record_id_b": ["b"], "same": [False]})
        >>> [learned["comparison"]["column"] for learned in model["comparisons"]]
        ['name']
        """
    @property
    def model(self, /) -> dict[str, Any]:
        """
        What was learned, for :func:`omo.resolve` to use again.

        Returns
        -------
        dict
            ``comparisons`` with ``m`` and ``u`` of each level, ``block_on``, ``prior`` and ``options``.

        Examples
        --------
        >>> found = omo.resolve({"id": ["a", "b"], "name": ["Hanako Yamada", "Taro Sato"]})
        >>> [learned["comparison"]["column"] for learned in found.model["comparisons"]]
        ['name']
        """
    @property
    def pairs(self, /) -> Table:
        """
        The pairs of records whose evidence reaches the threshold, in the order of the records.

        Two records of one customer need not be a pair: each may be one with a third.

        Returns
        -------
        Table
            ``record_id_a``, ``record_id_b``, ``weight`` (the evidence in bits; 0 is even odds), ``probability``
            (the odds as a share).

        Examples
        --------
        >>> found = omo.resolve({"id": [7], "name": ["Hanako Yamada"]})
        >>> found.pairs.columns
        ['record_id_a', 'record_id_b', 'weight', 'probability']
        """
    def patterns(self, /, limit: SupportsIndex = 20) -> list[dict[str, Any]]:
        """
        The commonest ways in which the pairs found agree, each with an example.

        Parameters
        ----------
        limit
            How many ways.

        Returns
        -------
        list of dict
            ``pairs`` that agree so, their ``share``, their mean ``weight``, ``record_id_a`` and ``record_id_b`` of an
            example, and its ``evidence`` as :meth:`explain` gives it.

        Examples
        --------
        >>> found = omo.resolve({"id": ["a", "b"], "name": ["Hanako Yamada", "Taro Sato"]}, threshold=-99)
        >>> found.patterns(5)[0]["pairs"]
        1
        """
    @property
    def report(self, /) -> dict[str, Any]:
        """
        What was chosen, and why.

        Returns
        -------
        dict
            ``columns`` (for each its ``kind``, the share ``filled``, ``distinct`` values, and the ``levels`` of
            agreement with ``m``, ``u`` and ``bits``), ``blocking`` (which agreements make two records worth
            comparing, and how many pairs each added), ``pairs`` (how many were compared), ``threshold``,
            ``warnings``.

        Examples
        --------
        >>> found = omo.resolve({"id": [7], "name": ["Hanako Yamada"]})
        >>> found.report["pairs"]
        0
        """
    def review(self, /, n: SupportsIndex = 20) -> Table:
        """
        The pairs whose answer by a person would teach the most: those nearest to the threshold, of many kinds.

        Parameters
        ----------
        n
            How many pairs at most.

        Returns
        -------
        Table
            ``record_id_a``, ``record_id_b``, ``weight`` in bits, above the threshold or below it. With a column ``same``
            it is what :meth:`learn` takes.

        Examples
        --------
        >>> found = omo.resolve({"id": ["a", "b"], "name": ["Hanako Yamada", "Taro Sato"]}, threshold=-99)
        >>> found.review(1)["record_id_b"]
        ['b']
        """
    def term_frequencies(self, /, limit: SupportsIndex = 10) -> Table:
        """
        The most frequent values of each column, and what each says when two records have it.

        Parameters
        ----------
        limit
            How many values of a column.

        Returns
        -------
        Table
            ``column``, ``value`` (as it is compared: in one spelling), ``records`` that have it, their ``share`` of those
            that have any, and ``weight`` in bits.

        Examples
        --------
        >>> found = omo.resolve({"id": ["a", "b", "c"], "town": ["Osaka", "Kyoto", "osaka"]})
        >>> found.term_frequencies(1).to_dicts()[0]["records"]
        2
        """
    @property
    def threshold(self, /) -> float:
        """
        Bits of evidence from which records are one customer.

        Examples
        --------
        >>> found = omo.resolve({"id": ["a", "b"], "name": ["Hanako Yamada", "Taro Sato"]}, threshold=6.5)
        >>> found.threshold
        6.5
        """
    def thresholds(self, /, truth: IntoTable | None = None) -> Table:
        """
        What would be found at the threshold that was used and at every higher one; nothing is compared again.

        Without a truth precision and recall are estimated from the weights: each pair of one customer came to be in
        one join, whose evidence says how likely it is right, and the learned odds say how many true pairs there are.
        The estimate is as good as the weights are.

        Parameters
        ----------
        truth
            A table as :meth:`evaluate` takes it.

        Returns
        -------
        Table
            ``threshold`` in bits, ``customers``, ``found_pairs``, ``estimated_precision``, ``estimated_recall``,
            ``estimated_f1``; and with a truth ``precision``, ``recall`` and ``f1`` of pairs, ``b_cubed_precision``,
            ``b_cubed_recall`` and ``b_cubed_f1``.

        Raises
        ------
        OmoError
            Code ``"column"`` when a column of the truth is missing, or an id is missing or occurs twice.

        Examples
        --------
        >>> found = omo.resolve({"id": ["a", "b"], "name": ["Hanako Yamada", "Taro Sato"]})
        >>> found.thresholds().to_dicts()[0]["customers"]
        2
        """
    @property
    def unlinkables(self, /) -> Table:
        """
        How many records say too little to be linked: those that do not reach a threshold even against themselves.

        Returns
        -------
        Table
            ``threshold`` in bits, ``records`` that cannot reach it, and their ``share``.

        Examples
        --------
        >>> found = omo.resolve({"id": ["a", "b"], "name": ["Hanako Yamada", "Taro Sato"]})
        >>> found.unlinkables["share"][-1]
        1.0
        """
    def weakest(self, /, n: SupportsIndex = 20) -> list[dict[str, Any]]:
        """
        The customers that would fall apart first at a higher threshold.

        Parameters
        ----------
        n
            How many customers at most.

        Returns
        -------
        list of dict
            As :meth:`how` gives them, weakest first.

        Examples
        --------
        >>> found = omo.resolve({"id": ["a", "b"], "name": ["Hanako Yamada", "Taro Sato"]})
        >>> found.weakest(3)
        []
        """

@final
class Session:
    """
    What next to somebody who is looking at things now, known or not.

    Sessions that share items with this one speak (VMIS-kNN, Kersbergen and others, SIGMOD 2022), what others looked at
    right next to the last item, and the session's own items, as people come back to what they looked at. How much each
    counts is learnt from the newest sessions as :meth:`fit` is called; nothing is to be tuned.

    Parameters
    ----------
    neighbours
        How many similar sessions speak.
    recent
        Of how many sessions at most, the newest, each item is remembered.
    clicks
        How many of a session's last clicks are held against other sessions.
    half_life
        Days after which a click counts half in what is popular, which fills lists that nothing better fills.
    published
        VMIS-kNN as it was published, to be held against others: nothing is learned, what the session clicked does not
        come again, and the last item is not shown.

    Examples
    --------
    >>> clicks = {
    ...     "session": [1, 1, 2, 2, 3, 3],
    ...     "item": ["tea", "pot", "tea", "cup", "tea", "pot"],
    ...     "occurred_at": ["2026-03-01 09:00", "2026-03-01 09:01", "2026-03-02 09:00", "2026-03-02 09:01",
    ...                     "2026-03-03 09:00", "2026-03-03 09:01"],
    ... }
    >>> shop = omo.recommend.Session().fit(clicks)
    >>> shop.recommend([["tea"]], n=2, exclude={"already_bought": ["tea"]})["item"]
    ['pot', 'cup']
    """
    def __new__(cls, /, *, neighbours: "int | None" = None, recent: "int | None" = None, clicks: "int | None" = None, half_life: "float | None" = None, published: bool = False) -> Session: ...
    def __repr__(self, /) -> str: ...
    def exclusions(self, /, sessions: IntoSessions, n: SupportsIndex = 20, *, allow: "IntoIds | None" = None, exclude: "dict[str, IntoIds] | None" = None, zone: str = "UTC") -> Table:
        """
        What kept items out of the lists that :meth:`recommend` gives for the same arguments.

        Parameters
        ----------
        sessions
            As for :meth:`recommend`.
        n
            How many.
        allow
            The only items that may be shown; all when left out.
        exclude
            Items that may not, by cause.
        zone
            The clock of times that do not name theirs.

        Returns
        -------
        Table
            ``session``, ``cause`` and ``items``: how many that would have stood in the list were kept out.

        Examples
        --------
        >>> clicks = {"session": [1, 1], "item": ["a", "b"], "occurred_at": ["2026-03-01", "2026-03-02"]}
        >>> shop = omo.recommend.Session().fit(clicks)
        >>> shop.exclusions([["a"]], n=1, exclude={"out_of_stock": ["a", "b"]})["items"]
        [2]
        """
    def fit(self, /, table: IntoTable, *, zone: str = "UTC", columns: dict[str, str] | None = None) -> "Session":
        """
        Reads all sessions, and learns how much each kind of evidence counts.

        Parameters
        ----------
        table
            A table with ``session``, ``item`` and ``occurred_at``, a click a row. The order of rows does not matter,
            save that clicks of one session at the same time come one after the other as the rows do.
        zone
            The clock of times that do not name theirs.
        columns
            Their column to omo's, ``{"visit": "session"}``.

        Returns
        -------
        Session
            The model itself, fitted.

        Raises
        ------
        OmoError
            Code ``"column"`` when a column is missing, a cell is empty or holds something else; ``"option"`` when an
            option lies outside what it can be.

        Examples
        --------
        >>> clicks = {"session": [1, 1], "item": [7, 8], "occurred_at": ["2026-03-01", "2026-03-02"]}
        >>> omo.recommend.Session().fit(clicks).recommend([[7]], n=1)["item"]
        [8]
        """
    @staticmethod
    def load(path: str | PathLike[str]) -> Session:
        """
        The model that :meth:`save` wrote.

        Parameters
        ----------
        path
            Where it is.

        Returns
        -------
        Session
            The model.

        Raises
        ------
        OmoError
            Code ``"model"`` for a file of another kind or version, or one that was cut off.

        Examples
        --------
        >>> import tempfile, pathlib
        >>> path = pathlib.Path(tempfile.mkdtemp()) / "session.json"
        >>> omo.recommend.Session().fit({"session": [1], "item": [7], "occurred_at": ["2026-03-01"]}).save(path)
        >>> omo.recommend.Session.load(path).recommend([[7]], n=1)["item"]
        [7]
        """
    def observe(self, /, table: IntoTable, *, zone: str = "UTC", columns: dict[str, str] | None = None) -> "Session":
        """
        Takes clicks in that happened since: the model then knows them as if it had been fitted with them.

        How much each kind of evidence counts is not learnt anew. Sessions go on under the name they had when fitted or
        observed; a model that was saved without these takes all sessions for new ones.

        Parameters
        ----------
        table
            As for :meth:`fit`. Clicks come in order of time: one earlier than the last of its session counts as if it
            came with that.
        zone
            The clock of times that do not name theirs.
        columns
            Their column to omo's, ``{"visit": "session"}``.

        Returns
        -------
        Session
            The model itself.

        Examples
        --------
        >>> shop = omo.recommend.Session()
        >>> shop = shop.fit({"session": [1, 1], "item": [7, 8], "occurred_at": ["2026-03-01", "2026-03-02"]})
        >>> shop = shop.observe({"session": [2, 2], "item": [7, 9], "occurred_at": ["2026-03-03", "2026-03-04"]})
        >>> sorted(shop.recommend([[7]], n=2, exclude={"already_bought": [7]})["item"])
        [8, 9]
        """
    def recommend(self, /, sessions: IntoSessions, n: SupportsIndex = 20, *, allow: "IntoIds | None" = None, exclude: "dict[str, IntoIds] | None" = None, language: str = "en", zone: str = "UTC") -> Table:
        """
        The items most likely to be clicked next in each session.

        Parameters
        ----------
        sessions
            A list of lists of items, the oldest click first, or a table with ``session`` and ``item``, and if there is
            such ``occurred_at``. Items that the model does not know are passed over; a session without any known one
            gets what is popular.
        n
            How many.
        allow
            The only items that may be shown; all when left out.
        exclude
            Items that may not, by cause: ``{"out_of_stock": [...]}``.
        language
            ``"en"`` or ``"ja"``, for the reasons.
        zone
            The clock of times that do not name theirs.

        Returns
        -------
        Table
            ``session`` (the place in the list from 0, or the id in the table), ``rank``, ``item``, ``score`` (the
            chance, as far as the model knows, that it is clicked next) and ``reason``.

        Raises
        ------
        OmoError
            Code ``"model"`` before the model is fitted, ``"option"`` for a cause that is none.

        Examples
        --------
        >>> clicks = {"session": [1, 1, 2, 2], "item": ["a", "b", "a", "b"],
        ...           "occurred_at": ["2026-03-01", "2026-03-02", "2026-03-03", "2026-03-04"]}
        >>> shop = omo.recommend.Session().fit(clicks)
        >>> shop.recommend([["a"], []], n=1)["session"]
        [0, 1]
        """
    def save(self, /, path: str | PathLike[str], *, sessions: bool = False) -> None:
        """
        Writes the model to a file, which Rust and the browser read as well.

        Parameters
        ----------
        path
            Where to.
        sessions
            Whether sessions keep their names in it, so that they go on when it is loaded: leave it where others read the file.

        Examples
        --------
        >>> import tempfile, pathlib
        >>> shop = omo.recommend.Session().fit({"session": [1], "item": [7], "occurred_at": ["2026-03-01"]})
        >>> path = pathlib.Path(tempfile.mkdtemp()) / "session.json"
        >>> shop.save(path)
        >>> omo.recommend.Session.load(path).recommend([[]], n=1)["item"]
        [7]
        """

@final
class Signage:
    """
    What a screen shows to the people before it, without telling on any of them.

    Hand it only people who have agreed to that. What it promises, whatever people like:

    1. What is shown is in the catalogue, in no sensitive category, and more than ``k`` of those who were here when it was decided like
       it: ``k`` do without any single one.
    2. A person has one vote in all, and what wins is more than that ahead: nobody's coming or going turns one content into another.
    3. Between decisions, which fall on the clock and not on anybody's step, nothing changes.
    4. What is shown changes only if at least ``k`` persons have come or gone since it was decided.

    It remembers who was here when it last decided, in memory alone, and cannot be saved.

    Parameters
    ----------
    catalogue
        A table of ``item`` and ``category``: what a screen may show.
    k
        How many people must like something besides any single one of them, at least 3.
    sensitive
        Categories that are never shown for anybody's sake: health, lingerie. What has no category is not shown either.
    fallback
        The shop's own items, shown whenever nothing is safe.
    minutes
        Minutes between decisions.
    share
        The share of a person's likes that an item must have for the person to count.

    Examples
    --------
    >>> screen = omo.recommend.Signage({"item": ["tea", "plaster"], "category": ["drinks", "health"]},
    ...                                sensitive=["health"], fallback=["store map"])
    >>> here = {"customer_id": [1, 2, 3, 4] * 2, "item": ["tea"] * 4 + ["plaster"] * 4, "score": [1] * 4 + [9] * 4}
    >>> shown = screen.show(here, now="2026-05-01 10:03")
    >>> shown["items"], shown["reason"]
    (['tea'], 'liked by more than 3 people here')
    """
    def __new__(cls, /, catalogue: IntoTable, *, k: SupportsIndex | None = None, sensitive: SupportsGetItem[int, str] | None = None, fallback: SupportsGetItem[int, str] | None = None, minutes: SupportsIndex | None = None, share: SupportsFloat | SupportsIndex | None = None) -> Signage: ...
    def show(self, /, present: IntoTable, *, now: IntoTime, zone: str = "UTC", language: str = "en") -> dict[str, Any]:
        """
        What to show now.

        Parameters
        ----------
        present
            Who is here: a table of ``customer_id``, ``item`` and ``score``, a row for each person and item. A person without likes is a
            row without an item.
        now
            The time: a datetime or text.
        zone
            The zone of a time that names none.
        language
            ``"en"`` or ``"ja"``.

        Returns
        -------
        dict
            ``items`` (one, or the shop's own), ``own`` (whether it is the shop's own), ``reason``, and ``until`` (when the next decision may
            fall).

        Raises
        ------
        OmoError
            Code ``"column"`` for a column that is missing or a score that is no number.

        Examples
        --------
        >>> screen = omo.recommend.Signage({"item": ["tea"], "category": ["drinks"]}, fallback=["store map"])
        >>> screen.show({"customer_id": [1], "item": ["tea"], "score": [1.0]}, now="2026-05-01 10:03")["items"]
        ['store map']
        """

@final
class Summary:
    """
    What a shop holds: print it, or take it apart with :meth:`to_dict`.

    Examples
    --------
    >>> print(omo.Engine().summary().to_dict()["customers"])
    0
    """
    def __repr__(self, /) -> str: ...
    def __str__(self, /) -> str: ...
    def _repr_html_(self, /) -> str: ...
    def to_dict(self, /) -> dict[str, Any]:
        """
        The same as a dict.

        Examples
        --------
        >>> omo.Engine().summary().to_dict()["touchpoints"]
        0
        """

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
    @property
    def withheld(self, /) -> list[dict[str, Any]]:
        """
        What the purpose of the question may not see, by cause: ``count`` and ``why``, and ``what`` or of which ``list``.

        Empty where the purpose sees all, and for tables that no purpose was asked for. Data frames made of the table do not
        have it.

        Examples
        --------
        >>> shop = omo.Engine()
        >>> receipt = shop.ingest([{"id": 1, "occurred_at": "2026-03-01", "channel": "ec", "action": "view",
        ...                         "email": "hanako@example.jp"}])
        >>> shop.customers(purpose="marketing").withheld
        [{'what': 'customers', 'count': 1, 'why': 'no_consent'}]
        """

@final
class Thompson:
    """
    Thompson sampling: each arm as often as it is likely to be the best.

    Without contexts rewards are from 0 to 1, and what is believed of an arm is a beta distribution; with contexts it is what Bayesian
    linear regression believes (Agrawal and Goyal 2013). The propensity is the probability that the chosen arm is the best, an
    integral over all beliefs and not a count of draws. Expectations go through 0: a context that is to have a constant holds a 1.

    Parameters
    ----------
    arms
        The names of the arms.
    dimensions
        How many numbers a context has, at most 64; 0 for no contexts.
    successes
        Without contexts: how many successes each arm is believed to have had before, at least 1.
    failures
        The same of failures.
    penalty
        With contexts: how much weights are drawn to 0, in observations.
    noise
        The standard deviation of rewards around what the context says.

    Examples
    --------
    >>> bandit = omo.recommend.Thompson(["5%", "gift"])
    >>> for _ in range(50):
    ...     bandit.observe("gift", None, 1)
    ...     bandit.observe("5%", None, 0)
    >>> chosen = bandit.choose(seed=1)
    >>> chosen["arm"], chosen["propensity"] > 0.999999
    ('gift', True)
    """
    def __new__(cls, /, arms: SupportsGetItem[int, str], dimensions: SupportsIndex = 0, *, successes: SupportsFloat | SupportsIndex | None = None, failures: SupportsFloat | SupportsIndex | None = None, penalty: SupportsFloat | SupportsIndex | None = None, noise: SupportsFloat | SupportsIndex | None = None) -> Thompson: ...
    def __repr__(self, /) -> str: ...
    @property
    def arms(self, /) -> Table:
        """
        What is known of each arm: ``arm``, ``count``, ``mean_reward``.

        Examples
        --------
        >>> omo.recommend.Thompson(["gift", "5%"], 1).arms["arm"]
        ['5%', 'gift']
        """
    def choose(self, /, context: SupportsGetItem[int, SupportsFloat | SupportsIndex] | None = None, allowed: IntoIds | None = None, seed: SupportsIndex = 0) -> "dict[str, typing.Any] | None":
        """
        Chooses an arm for a context.

        Log the propensity with the reward: :func:`off_policy` needs it. The same state, context and seed choose the same arm, so
        take another seed for each choice, such as its number.

        Parameters
        ----------
        context
            The numbers that rewards hang on; none where there are no dimensions.
        allowed
            Names of the arms that may be chosen; all when left out.
        seed
            Where chance starts.

        Returns
        -------
        dict or None
            ``arm`` and ``propensity``, the probability with which it was chosen; None where no arm is allowed.

        Raises
        ------
        OmoError
            Code ``"length"`` or ``"column"`` for a context that cannot be, ``"unknown"`` for an arm that is none.

        Examples
        --------
        >>> bandit = omo.recommend.Thompson(["5%", "gift"], 1)
        >>> bandit.choose([1.0], allowed=["gift"], seed=7)
        {'arm': 'gift', 'propensity': 1.0}
        """
    @staticmethod
    def load(path: str | PathLike[str]) -> "Thompson":
        """
        Reads what :meth:`save` wrote.

        Parameters
        ----------
        path
            The file.

        Returns
        -------
        Thompson
            The same as was saved: it chooses the same arms.

        Raises
        ------
        OmoError
            Code ``"model"`` for a file of another kind or version, or one that was cut off.

        Examples
        --------
        >>> import os, tempfile
        >>> path = os.path.join(tempfile.mkdtemp(), "bandit.json")
        >>> omo.recommend.Thompson(["5%", "gift"], 1).save(path)
        >>> omo.recommend.Thompson.load(path)
        omo.recommend.Thompson(5%, gift)
        """
    def observe(self, /, arm: str, context: SupportsGetItem[int, SupportsFloat | SupportsIndex] | None, reward: SupportsFloat | SupportsIndex) -> None:
        """
        Learns what came of an arm.

        Parameters
        ----------
        arm
            Its name.
        context
            The context it was chosen in; none where there are no dimensions.
        reward
            What came of it.

        Raises
        ------
        OmoError
            Code ``"unknown"`` for an arm that is none, ``"length"`` or ``"column"`` for a context or reward that cannot be.

        Examples
        --------
        >>> bandit = omo.recommend.Thompson(["5%", "gift"], 1)
        >>> bandit.observe("gift", [1.0], 3.0)
        >>> bandit.arms["count"]
        [0, 1]
        """
    def save(self, /, path: str | PathLike[str]) -> None:
        """
        Writes what was learnt to a file.

        Parameters
        ----------
        path
            The file.

        Examples
        --------
        >>> import os, tempfile
        >>> path = os.path.join(tempfile.mkdtemp(), "bandit.json")
        >>> omo.recommend.Thompson(["5%", "gift"], 1).save(path)
        """

@final
class Uplift:
    """
    What a treatment changes, customer by customer.

    Each treatment is held against the control. The T-learner fits a model to each side and takes the difference of what they
    expect; the X-learner (Künzel and others 2019) goes on to fit models to what each did beyond what the other side's model
    expects, which is better where one side is small. Models are ridge regressions, and logistic ones where outcomes are 0 and 1;
    numbers are taken in standard deviations, words as columns of 0 and 1, and what is missing has a weight of its own. Who was treated
    must have been chance, or hang on nothing but the features. The order of rows does not matter.

    Parameters
    ----------
    method
        ``"t"`` or ``"x"``.
    outcome
        ``"amount"`` or ``"chance"``; nothing but 0 and 1 is a chance when left out.
    penalty
        How much weights are drawn to 0: as many customers as this would have to speak against a weight of 1.
    words
        How many words of a column get a weight of their own, the most frequent first; the others share one.

    Examples
    --------
    >>> sent = {"member": [1, 1, 0, 0], "treated": [0, 1, 0, 1], "outcome": [3.0, 5.0, 1.0, 1.5]}
    >>> model = omo.recommend.Uplift(penalty=0).fit(sent)
    >>> [round(uplift, 6) for uplift in model.predict({"member": [1, 0]})["uplift"]]
    [2.0, 0.5]
    """
    def __new__(cls, /, *, method: str | None = None, outcome: str | None = None, penalty: SupportsFloat | SupportsIndex | None = None, words: SupportsIndex | None = None) -> Uplift: ...
    def __repr__(self, /) -> str: ...
    @property
    def coefficients(self, /) -> Table:
        """
        All weights of all models: ``treatment``, ``model``, ``feature``, ``weight``.

        Weights are for a standard deviation of a number and for having a word. The control's model, which all treatments share, has
        no treatment, and the intercept no feature.

        Examples
        --------
        >>> sent = {"treated": [False, True], "outcome": [3.0, 5.0]}
        >>> omo.recommend.Uplift().fit(sent).coefficients["weight"]
        [3.0, 5.0]
        """
    def cross_fit(self, /, table: IntoTable, treated: str = "treated", outcome: str = "outcome", *, control: str | None = None, features: SupportsGetItem[int, str] | None = None, folds: SupportsIndex = 5, seed: SupportsIndex = 0, treatment: str | None = None) -> Table:
        """
        What each treatment is expected to change, by models that did not see the customer: for honest curves.

        Customers are shared among folds and each fold is answered by a model of the others; the model itself is not fitted.

        Parameters
        ----------
        table
            As in :meth:`fit`.
        treated
            As in :meth:`fit`.
        outcome
            As in :meth:`fit`.
        control
            As in :meth:`fit`.
        features
            As in :meth:`fit`.
        folds
            How many folds.
        seed
            Where chance starts.
        treatment
            Only this treatment.

        Returns
        -------
        Table
            As :meth:`predict`.

        Examples
        --------
        >>> sent = {"member": [1, 0] * 40, "treatment": [0, 0, 1, 1] * 20, "outcome": [1, 1, 5, 1.5] * 20}
        >>> found = omo.recommend.Uplift(penalty=1).cross_fit(sent, treated="treatment")
        >>> omo.value.qini({**sent, "score": found["uplift"]}).qini_area > 0
        True
        """
    def fit(self, /, table: IntoTable, treated: str = "treated", outcome: str = "outcome", *, control: str | None = None, features: SupportsGetItem[int, str] | None = None) -> "Uplift":
        """
        Learns from an experiment.

        Parameters
        ----------
        table
            One row a customer: who was treated, the outcome, and features. A column ``customer_id`` is no feature.
        treated
            The column that says who was treated: flags, 0 and 1, or the names of arms.
        outcome
            The column of outcomes: amounts, or 0 and 1.
        control
            The arm that was not treated; the one called 0, control, holdout, none or no when left out.
        features
            The columns to learn from; all others when left out.

        Returns
        -------
        Uplift
            The model itself, fitted.

        Raises
        ------
        OmoError
            Code ``"column"`` when a column is missing or not what it must be, or an arm has nobody; ``"option"`` for a control that is
            no arm; ``"fit"`` where columns are the same and there is no penalty.

        Examples
        --------
        >>> sent = {"arm": ["none", "5%", "none", "5%"], "visit": [0, 1, 1, 1], "channel": ["web", "web", "shop", None]}
        >>> omo.recommend.Uplift(method="x").fit(sent, treated="arm", outcome="visit")
        omo.recommend.Uplift(5%)
        """
    @staticmethod
    def load(path: str | PathLike[str]) -> "Uplift":
        """
        Reads a model that :meth:`save` wrote.

        Parameters
        ----------
        path
            The file.

        Returns
        -------
        Uplift
            The model, with default options for fitting anew.

        Raises
        ------
        OmoError
            Code ``"model"`` for a file of another kind or version, or one that was cut off.

        Examples
        --------
        >>> import os, tempfile
        >>> path = os.path.join(tempfile.mkdtemp(), "uplift.json")
        >>> omo.recommend.Uplift().fit({"treated": [0, 1], "outcome": [3.0, 5.0]}).save(path)
        >>> omo.recommend.Uplift.load(path)
        omo.recommend.Uplift(1)
        """
    def predict(self, /, table: IntoTable, *, treatment: str | None = None) -> Table:
        """
        What each treatment is expected to change for each customer.

        Parameters
        ----------
        table
            Features, as the model learnt from; other columns are not looked at. Words never seen count as others.
        treatment
            Only this treatment.

        Returns
        -------
        Table
            ``customer_id`` where the table has one, ``treatment``, ``uplift``; rows in the order of the table, treatments in order.

        Examples
        --------
        >>> sent = {"treated": [False, True], "outcome": [3.0, 5.0]}
        >>> omo.recommend.Uplift().fit(sent).predict({"customer_id": ["hanako"]})
        customer_id  treatment  uplift
        hanako       1             2.0
        (1 row)
        """
    def save(self, /, path: str | PathLike[str]) -> None:
        """
        Writes the model to a file.

        Parameters
        ----------
        path
            The file.

        Examples
        --------
        >>> import os, tempfile
        >>> path = os.path.join(tempfile.mkdtemp(), "uplift.json")
        >>> omo.recommend.Uplift().fit({"treated": [0, 1], "outcome": [3.0, 5.0]}).save(path)
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

def allocate(offers: IntoTable, budget: "float | None" = None, *, pieces: "dict[str, int] | None" = None, columns: dict[str, str] | None = None) -> Allocation:
    """
    Gives each customer one coupon at most, so that together they bring the most that the budget allows.

    What comes out is within the budget, and says how far from the best it can be: :attr:`Allocation.bound` is more than any
    choice brings (Lagrange's multipliers on the multiple-choice knapsack problem; Sinha and Zoltners 1979). Offers that bring
    nothing are not given.

    Parameters
    ----------
    offers
        A table of ``customer_id``, ``coupon``, ``value`` (what giving it is expected to bring, such as an uplift times a margin)
        and ``cost`` (what giving it is expected to cost, at least 0), one row for each coupon a customer could be given. The
        order of rows does not matter.
    budget
        What all coupons together may cost; everything that pays is given when left out.
    pieces
        How many pieces of a coupon there are, ``{"fitting": 20}``; others have no limit.
    columns
        Names of columns that are others in your table, ``{"uplift": "value"}``.

    Returns
    -------
    Allocation
        Who gets what, its value and cost, and the bound.

    Raises
    ------
    OmoError
        Code ``"option"`` for a budget below 0 or NaN, and for pieces that are no whole numbers; ``"column"`` for a value or cost
        that is missing or no number, a cost below 0, and a coupon that stands twice for one customer.

    Examples
    --------
    >>> offers = {"customer_id": ["hanako", "hanako", "taro", "yuki"], "coupon": ["5%", "10%", "5%", "10%"],
    ...           "value": [300, 500, 400, 200], "cost": [100, 300, 200, 300]}
    >>> found = omo.recommend.allocate(offers, budget=500)
    >>> found
    omo.recommend.Allocation(2 coupons, value 900 of at most 900, cost 500)
    >>> found.chosen.to_dicts()[0]
    {'customer_id': 'hanako', 'coupon': '10%', 'value': 500.0, 'cost': 300.0}
    """

def attribute(table: IntoTable, model: str = "markov", *, order: SupportsIndex = 1, half_life: SupportsFloat | SupportsIndex = 2.0, first_share: SupportsFloat | SupportsIndex = 0.4, last_share: SupportsFloat | SupportsIndex = 0.4, bootstrap: SupportsIndex = 0, confidence: SupportsFloat | SupportsIndex = 0.9, seed: SupportsIndex = 0, separator: str = ">", columns: dict[str, str] | None = None) -> Table:
    """
    How much of each sale every channel on the way to it is given.

    No credit is negative, and credits sum to the conversions.

    Parameters
    ----------
    table
        A table with the columns ``path`` (``"signage > ec > store"``) and ``conversions``, and if there are such ``value``
        (of these conversions together) and ``nulls`` (how often the path ended in none). Other columns do not matter.
    model
        ``"first"``, ``"last"``, ``"linear"``, ``"time_decay"``, ``"position"``, ``"markov"`` (what is lost without a
        channel; solved, not simulated) or ``"shapley"`` (its mean part in what coalitions of channels sell).
    order
        How many touches back a Markov chain remembers, 1 to 4; :func:`choose_order` finds a good one.
    half_life
        Of time decay: touches before the last after which a touch is given half.
    first_share
        Of position: the share of the first touch.
    last_share
        Of position: the share of the last touch.
    bootstrap
        How many times paths are drawn anew for intervals; 200 is a good number.
    confidence
        The share of drawings that an interval holds.
    seed
        Where the drawing starts: the same seed gives the same intervals.
    separator
        What stands between two channels.
    columns
        Their column to omo's, ``{"total_conversions": "conversions"}``.

    Returns
    -------
    Table
        ``channel``, ``conversions`` and ``value``, the most conversions first; for a Markov chain ``removal``, the share of
        conversions that are lost without the channel; with ``bootstrap`` also ``conversions_low``, ``conversions_high``,
        ``value_low`` and ``value_high``.

    Raises
    ------
    OmoError
        Code ``"column"`` when a column is missing, a path names no channel or a number is negative, ``"option"`` for an
        unknown model or an option outside what it can be.

    Examples
    --------
    >>> paths = {"path": ["signage > ec", "ec"], "conversions": [3, 1], "nulls": [0, 6]}
    >>> omo.journey.attribute(paths, model="linear")
    channel  conversions  value
    ec               2.5    0.0
    signage          1.5    0.0
    (2 rows)
    """

def calibration_chart(model: Any, purchases: IntoTable, *, until: IntoTime, holdout_until: IntoTime, period: str = "day", zone: str = "UTC", language: str = "en") -> Any:
    """
    How well a model forecasts, by how often customers had bought before, as a picture for a notebook.

    Parameters
    ----------
    model
        A fitted :class:`BgNbd`, :class:`MbgNbd` or :class:`ParetoNbd`.
    purchases
        As for :func:`summary`; for a model with covariates also these, of which what stands at the first purchase counts.
    until
        The last day the model has seen.
    holdout_until
        The last day to look at.
    period
        The unit of time the model was fitted in: ``"day"`` or ``"week"``.
    zone
        The shop's clock, whose days are counted.
    language
        Of the words: ``"en"`` or ``"ja"``.

    Examples
    --------
    >>> shop = {"frequency": [0, 1, 1, 2, 3, 5, 12], "recency": [0, 6, 21, 9, 33, 32, 38],
    ...         "age": [39] * 7, "customers": [100, 8, 2, 10, 6, 12, 4]}
    >>> bought = {"customer_id": ["hanako", "hanako", "taro"], "occurred_at": ["2026-03-01", "2026-03-09", "2026-03-04"]}
    >>> chart = omo.value.calibration_chart(omo.value.BgNbd().fit(shop), bought, until="2026-03-08", holdout_until="2026-03-31")
    >>> "vega-lite" in chart.to_json()
    True
    """

def choose_order(table: IntoTable, *, orders: SupportsIndex = 4, held_out: SupportsFloat | SupportsIndex = 0.2, seed: SupportsIndex = 0, separator: str = ">", columns: dict[str, str] | None = None) -> dict[str, Any]:
    """
    Which order of a Markov chain foretells paths best that it has not seen.

    Parameters
    ----------
    table
        A table as :func:`attribute` takes it.
    orders
        The highest order, 1 to 4.
    held_out
        The share of paths that is held out.
    seed
        Which paths these are.
    separator
        What stands between two channels.
    columns
        Their column to omo's, ``{"total_conversions": "conversions"}``.

    Returns
    -------
    dict
        ``best``, the order under which what was held out is likeliest, and ``rows`` with ``order``, ``log_likelihood``
        and ``perplexity`` (to how many equally likely next touches the future is narrowed: less is better).

    Examples
    --------
    >>> paths = {"path": ["signage > ec", "ec"], "conversions": [30, 10], "nulls": [0, 60]}
    >>> omo.journey.choose_order(paths, orders=2)["best"]
    2
    """

def clk(table: IntoTable, *, id: str = "id", fields: "list[str] | dict[str, str]", key: bytes, weights: "dict[str, float] | None" = None, hashing: str = "independent", fold: bool = False) -> Table:
    """
    Turn records into keyed Bloom filters, to be linked by somebody who must not see the records.

    Both sides call this with the same secret ``key`` and the same options, hand over what comes out, and link it with
    :func:`clk_pairs`. Similar records get similar filters of 1,024 bits (Schnell, Bachteler and Reiher, 2011); without
    the key nobody can try names. They are pseudonyms, not anonymity: who holds many can count patterns, so give them
    to none but who links.

    Parameters
    ----------
    table
        One row a record: a column of ids and the fields. Cells that say nothing set no bits.
    id
        The column of ids, each of which occurs once. They are handed over: they must not tell who it is either.
    fields
        The columns that both sides have, under names that both use: a list, or a dict that says what they hold in the
        words of :func:`omo.resolve`, ``{"born": "date", "surname": "family_name"}``. Days, names, phones and e-mails are
        read to one spelling first; all else is compared letter by letter.
    key
        The shared secret: at least 16 random bytes, ``secrets.token_bytes(32)``. It is in no answer and no message.
    weights
        How much a field counts, where that is not 1: ``{"surname": 2}``.
    hashing
        ``"independent"``, or ``"double"`` for bits a + i b from two numbers, which are easier to attack.
    fold
        Whether one half is folded onto the other: 512 bits, harder to attack, less accurate.

    Returns
    -------
    Table
        ``record_id``, ``clk`` (256 hexadecimal digits; 128 when folded).

    Raises
    ------
    OmoError
        Code ``"option"`` for a key that is too short, a field that is no column and a weight that is none;
        ``"column"`` when an id is missing or occurs twice.

    Examples
    --------
    >>> people = {"id": ["1", "2"], "name": ["Hanako Yamada", "Taro Sato"], "born": ["1985-05-03", "1990-01-02"]}
    >>> ours = omo.identity.clk(people, fields={"name": "full_name", "born": "date"}, key=b"sixteen bytes or more")
    >>> ours.columns, len(ours["clk"][0])
    (['record_id', 'clk'], 256)
    """

def clk_pairs(a: IntoTable, b: IntoTable, *, least: SupportsFloat | SupportsIndex = 0.8, one_to_one: bool = True) -> Table:
    """
    Which filters of two sides stand for one person: what :func:`clk` gave here and there.

    Parameters
    ----------
    a
        A table with ``record_id`` and ``clk``.
    b
        The other side's.
    least
        The least likeness of a pair, above 0 and at most 1. Fields that are missing on one side lower it.
    one_to_one
        Whether each record is in one pair at most, the most alike first; for sides that have nobody twice.

    Returns
    -------
    Table
        ``record_id_a``, ``record_id_b``, ``dice`` (twice the bits they share over the bits they have), the most alike
        first.

    Raises
    ------
    OmoError
        Code ``"column"`` for a column that is missing and a row that holds no filter, or one of another length;
        ``"option"`` when ``least`` is out of range.

    Examples
    --------
    >>> def encode(people):
    ...     return omo.identity.clk(people, fields=["name", "city"], key=b"sixteen bytes or more")
    >>> ours = encode({"id": ["1", "2"], "name": ["Hanako Yamada", "Taro Sato"], "city": ["Ueno", "Kobe"]})
    >>> theirs = encode({"id": ["x"], "name": ["Hanako Yamda"], "city": ["Ueno"]})
    >>> pairs = omo.identity.clk_pairs(ours, theirs)
    >>> pairs["record_id_a"], pairs["record_id_b"]
    (['1'], ['x'])
    """

def compare_address(column: str, *, levels: "list[dict] | None" = None, term_frequency: bool = True) -> dict[str, Any]:
    """
    Postal addresses, Japanese and Western.

    Parameters
    ----------
    column
        The column.
    levels
        Levels of one's own between equality and difference, best first, each a :func:`level`.
    term_frequency
        Whether rare values say more than frequent ones: equal values, and those of a level that says how much.

    Returns
    -------
    dict
        The comparison, for :class:`Linker`.

    Examples
    --------
    >>> omo.identity.compare.address("what")["column"]
    'what'
    """

def compare_date(column: str, *, month: "str | None" = None, day: "str | None" = None, levels: "list[dict] | None" = None, term_frequency: bool = True) -> dict[str, Any]:
    """
    Days, such as birthdays, in any usual way of writing; or in columns of their years, months and days.

    Parameters
    ----------
    column
        The column of days, or of years where the others are named.
    month
        The column that has the month.
    day
        The column that has the day of the month.
    levels
        Levels of one's own between equality and difference, best first, each a :func:`level`.
    term_frequency
        Whether rare days say more than frequent ones.

    Returns
    -------
    dict
        The comparison, for :class:`Linker`.

    Examples
    --------
    >>> omo.identity.compare.date("birth_year", month="birth_month", day="birth_day")["day"]
    'birth_day'
    """

def compare_distance_km(column: str, within: SupportsGetItem[int, SupportsFloat | SupportsIndex], *, term_frequency: bool = True) -> dict[str, Any]:
    """
    Places, written ``latitude, longitude`` in degrees, with a level for each distance.

    Parameters
    ----------
    column
        The column.
    within
        Distances in kilometres, the shortest first.
    term_frequency
        Whether rare places say more than frequent ones.

    Returns
    -------
    dict
        The comparison, for :class:`Linker`.

    Examples
    --------
    >>> [level["km"] for level in omo.identity.compare.distance_km("home", [1, 10])["levels"]]
    [1.0, 10.0]
    """

def compare_email(column: str, *, levels: "list[dict] | None" = None, term_frequency: bool = True) -> dict[str, Any]:
    """
    E-mail addresses; of lists of them one in common tells.

    Parameters
    ----------
    column
        The column.
    levels
        Levels of one's own between equality and difference, best first, each a :func:`level`.
    term_frequency
        Whether rare values say more than frequent ones: equal values, and those of a level that says how much.

    Returns
    -------
    dict
        The comparison, for :class:`Linker`.

    Examples
    --------
    >>> omo.identity.compare.email("what")["column"]
    'what'
    """

def compare_exact(column: str, *, levels: "list[dict] | None" = None, term_frequency: bool = True) -> dict[str, Any]:
    """
    Values that are equal or not.

    Parameters
    ----------
    column
        The column.
    levels
        Levels of one's own between equality and difference, best first, each a :func:`level`.
    term_frequency
        Whether rare values say more than frequent ones: equal values, and those of a level that says how much.

    Returns
    -------
    dict
        The comparison, for :class:`Linker`.

    Examples
    --------
    >>> omo.identity.compare.exact("what")["column"]
    'what'
    """

def compare_identifier(column: str, *, levels: "list[dict] | None" = None, term_frequency: bool = True) -> dict[str, Any]:
    """
    Identifiers that a system gave, such as member cards: the same is the same customer, unless many have it.

    Parameters
    ----------
    column
        The column.
    levels
        Levels of one's own between equality and difference, best first, each a :func:`level`.
    term_frequency
        Whether rare values say more than frequent ones: equal values, and those of a level that says how much.

    Returns
    -------
    dict
        The comparison, for :class:`Linker`.

    Examples
    --------
    >>> omo.identity.compare.identifier("what")["column"]
    'what'
    """

def compare_name(column: str, *, reading: "str | None" = None, levels: "list[dict] | None" = None, term_frequency: bool = True) -> dict[str, Any]:
    """
    Names of persons, or parts of them, in any script.

    Without levels of one's own the column tells whether they are whole names, given names or family names, each of which has
    its usual levels. Names of two generations (Jr. and Sr., II and III) differ.

    Parameters
    ----------
    column
        The column.
    reading
        The column that has the reading of the name in kana.
    levels
        Levels of one's own between equality and difference, best first, each a :func:`level`.
    term_frequency
        Whether rare names say more than frequent ones.

    Returns
    -------
    dict
        The comparison, for :class:`Linker`.

    Examples
    --------
    >>> omo.identity.compare.name("name", reading="kana")["reading"]
    'kana'
    """

def compare_number(column: str, *, levels: "list[dict] | None" = None, term_frequency: bool = True) -> dict[str, Any]:
    """
    Quantities, which may be near one another.

    Parameters
    ----------
    column
        The column.
    levels
        Levels of one's own between equality and difference, best first, each a :func:`level`.
    term_frequency
        Whether rare values say more than frequent ones: equal values, and those of a level that says how much.

    Returns
    -------
    dict
        The comparison, for :class:`Linker`.

    Examples
    --------
    >>> omo.identity.compare.number("what")["column"]
    'what'
    """

def compare_phone(column: str, *, levels: "list[dict] | None" = None, term_frequency: bool = True) -> dict[str, Any]:
    """
    Phone numbers, with or without their country; of lists of them one in common tells.

    Parameters
    ----------
    column
        The column.
    levels
        Levels of one's own between equality and difference, best first, each a :func:`level`.
    term_frequency
        Whether rare values say more than frequent ones: equal values, and those of a level that says how much.

    Returns
    -------
    dict
        The comparison, for :class:`Linker`.

    Examples
    --------
    >>> omo.identity.compare.phone("what")["column"]
    'what'
    """

def compare_set(column: str, *, levels: "list[dict] | None" = None, term_frequency: bool = True) -> dict[str, Any]:
    """
    Sets of texts: lists, or texts with ``|``, ``;`` or ``,`` between them.

    Two are equal, mostly the same, have something in common, or differ.

    Parameters
    ----------
    column
        The column.
    levels
        Levels of one's own between equality and difference, best first, each a :func:`level`.
    term_frequency
        Whether rare values say more than frequent ones: equal values, and those of a level that says how much.

    Returns
    -------
    dict
        The comparison, for :class:`Linker`.

    Examples
    --------
    >>> omo.identity.compare.set("what")["column"]
    'what'
    """

def compare_text(column: str, *, levels: "list[dict] | None" = None, term_frequency: bool = True) -> dict[str, Any]:
    """
    Texts of any kind.

    Parameters
    ----------
    column
        The column.
    levels
        Levels of one's own between equality and difference, best first, each a :func:`level`.
    term_frequency
        Whether rare values say more than frequent ones: equal values, and those of a level that says how much.

    Returns
    -------
    dict
        The comparison, for :class:`Linker`.

    Examples
    --------
    >>> omo.identity.compare.text("what")["column"]
    'what'
    """

def experiment(table: IntoTable, metric: "str | list[str]" = ..., *, arm: str = "arm", control: str | None = None, treatment: "str | list[str] | None" = None, covariate: str | None = None, shares: dict[str, SupportsFloat | SupportsIndex] | None = None, alpha: SupportsFloat | SupportsIndex = 0.05, tuning: SupportsFloat | SupportsIndex = 5000.0, hypothesis: str = "") -> Experiment:
    """
    Compares the arms of an experiment: whether what was done helped, by how much, and how sure that is.

    A metric of nothing but 0 and 1 is a share (two-proportion z, pooled; Wald's interval), others are means (Welch's t). With
    ``covariate``, a number from before the experiment, each difference is told again with what that explains taken off (CUPED). The
    always-valid interval and p-value may be looked at every day (the confidence sequence of Waudby-Smith and others 2021).

    Parameters
    ----------
    table
        A table with one row a customer.
    metric
        The column of outcomes, or several.
    arm
        The column that says in which arm a customer is.
    control
        The arm that others are compared with; the one called control, holdout, none or no when left out.
    treatment
        The arm that is compared, or several; all others when left out.
    covariate
        A column known before the experiment began.
    shares
        The share of customers that each arm was to have, ``{"control": 0.1, "coupon": 0.9}``; equal ones when left out.
    alpha
        How often an effect may be told where there is none.
    tuning
        Of how many customers the always-valid interval is to be the narrowest.
    hypothesis
        What was believed before, to be kept with the result.

    Returns
    -------
    Experiment
        The comparisons, the sizes of arms, and whether those are what they were to be.

    Raises
    ------
    OmoError
        Code ``"column"`` when a column is missing, holds no numbers or an arm has fewer than two customers; ``"option"`` for an
        option out of range; ``"unknown"`` for an arm that is none.

    Examples
    --------
    >>> sent = {"arm": ["mail"] * 400 + ["none"] * 400, "visit": [1] * 90 + [0] * 310 + [1] * 60 + [0] * 340}
    >>> found = omo.value.experiment(sent, metric="visit", hypothesis="mails bring visits")
    >>> found
    omo.value.Experiment(visit of mail: +0.075 (0.021 to 0.129), p = 0.0066)
    >>> round(found.statistic, 3), found.mismatch["warning"]
    (2.717, False)
    """

def fan_score(table: IntoTable, signs: dict[str, SupportsFloat | SupportsIndex]) -> list[float]:
    """
    Scores customers from 0 to 100 by signs of being a fan: each sign ranks them among each other, the score is the mean by weight.

    Parameters
    ----------
    table
        A table with one row a customer.
    signs
        Columns of numbers with their weights, ``{"visits": 2, "reviews": 1}``; a weight below 0 says that fewer are better, as of days
        since the last visit.

    Returns
    -------
    list of float
        One score a row.

    Raises
    ------
    OmoError
        Code ``"column"`` when a column is missing or holds no numbers, ``"option"`` where no weight is other than 0.

    Examples
    --------
    >>> omo.value.fan_score({"visits": [9, 1, 1, 3], "silent_days": [2, 80, 5, 30]}, {"visits": 1, "silent_days": -1})
    [87.5, 18.75, 43.75, 50.0]
    """

def golden_records(table: IntoTable, customers: IntoTable, *, id: str = "id", strategies: "dict[str, str] | None" = None, default: str = "most_frequent", time: str | None = None, source: str | None = None, trusted: SupportsGetItem[int, str] | None = None) -> GoldenRecords:
    """
    Make one record of all records of each customer: of each field the value that holds, and where it comes from.

    Fields survive one by one, so a golden record may hold one record's name and another's phone. Where a strategy
    leaves several values, the most frequent, most trusted, most recent and longest one decides, and at last the lower
    id. A cell that says nothing, such as ``unknown`` or ``000-0000-0000``, survives only where no other says more.

    Parameters
    ----------
    table
        One row a record: a column of ids and the fields. Cells may be text, numbers, flags or times.
    customers
        Whose each record is: a table with ``record_id`` and ``customer_id``, such as :attr:`Resolution.customers`.
    id
        The column of ids, each of which occurs once.
    strategies
        Strategies of fields that have one of their own, ``{"phone": "most_recent"}``: ``"most_frequent"`` (case, width and
        blanks do not matter), ``"most_recent"``, ``"most_trusted"``, ``"longest"``, or ``"first"`` (of the rows as they
        stand, the only one to which their order matters).
    default
        The strategy of all other fields.
    time
        The column that says when a record was true: numbers, or times such as 2026-03-01.
    source
        The column that says where a record comes from. It and ``time`` become fields only with a strategy.
    trusted
        Sources, the most trusted first; all others come after them.

    Returns
    -------
    GoldenRecords
        The records, and for each value the record it comes from and why.

    Raises
    ------
    OmoError
        Code ``"option"`` for a strategy or a column that is not there, or a strategy without the column it needs;
        ``"column"`` when an id is missing or occurs twice, a record has no customer, or times cannot be compared.

    Examples
    --------
    >>> people = {
    ...     "id": ["till", "web", "call"],
    ...     "name": ["Hanako Yamada", "hanako yamada", "unknown"],
    ...     "phone": ["03-1234-5670", "090-1234-5670", "090-1234-5670"],
    ...     "seen": ["2026-03-09", "2026-01-02", "2025-07-01"],
    ... }
    >>> whose = {"record_id": ["till", "web", "call"], "customer_id": ["hanako"] * 3}
    >>> golden = omo.identity.golden_records(people, whose, strategies={"phone": "most_recent"}, time="seen")
    >>> golden.records
    customer_id  name           phone
    hanako       Hanako Yamada  03-1234-5670
    (1 row)
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

def held_out(table: IntoTable, *, last: SupportsIndex | None = None, share: SupportsFloat | SupportsIndex | None = None, since: IntoTime | None = None, zone: str = "UTC") -> list[bool]:
    """
    Each customer's rows that a recommender must not see, because it is judged by them.

    Parameters
    ----------
    table
        ``customer_id`` and ``occurred_at``.
    last
        How many of each customer's last different times are held out; who has no more keeps all.
    share
        Instead: about which share of all rows, the latest.
    since
        Instead: from when on.
    zone
        The shop's clock.

    Returns
    -------
    list of bool
        One flag a row: keep with ``frame.filter(~flags)`` what is learnt from.

    Raises
    ------
    OmoError
        Code ``"option"`` when more than one rule is named.

    Examples
    --------
    >>> bought = {"customer_id": ["hanako", "hanako", "taro"], "occurred_at": ["2026-03-01", "2026-03-06", "2026-03-11"]}
    >>> omo.measure.held_out(bought, last=1)
    [False, True, False]
    >>> omo.measure.held_out(bought, since="2026-03-06")
    [False, True, True]
    """

def households(table: IntoTable, customers: IntoTable | None = None, *, id: str = "id", address: "str | list[str]", name: str | None = None, family_name: str | None = None, phone: str | None = None, most: SupportsIndex = 12) -> Households:
    """
    Find who lives together: customers who share an address, down to the room, and a family name or a phone.

    It makes nobody one with anybody. An address of more customers than ``most``, such as an office or a dormitory, ties
    nobody and is counted. All addresses of a customer count; where people move, hand in golden records, which have one.

    Parameters
    ----------
    table
        One row a record: a column of ids, the address, and names or phones.
    customers
        Whose each record is: a table with ``record_id`` and ``customer_id``, such as :attr:`Resolution.customers`. When
        left out, each record is a customer of its own.
    id
        The column of ids, each of which occurs once.
    address
        The column of addresses, or a list of columns in the order in which an address is written.
    name
        The column of whole names.
    family_name
        The column of family names, where they stand alone.
    phone
        The column of phones. It, ``name`` or ``family_name`` must be given.
    most
        The most customers of one household, and at one address.

    Returns
    -------
    Households
        The household of each customer, and what was refused.

    Raises
    ------
    OmoError
        Code ``"option"`` for a column that is not there or not given and for ``most`` below 2, ``"column"`` when an id is
        missing or occurs twice or a record has no customer.

    Examples
    --------
    >>> people = {
    ...     "id": ["a", "b", "c"],
    ...     "name": ["山田 花子", "山田　太郎", "山田 一郎"],
    ...     "address": ["東京都中央区銀座3丁目5番1号101号室", "中央区銀座3-5-1-101", "中央区銀座3-5-1-102"],
    ... }
    >>> omo.identity.households(people, address="address", name="name").customers
    customer_id  household_id
    a            a
    b            a
    c            c
    (3 rows)
    """

def incremental_sales(table: IntoTable, parts: "str | list[str]", *, treated: str = "treated", cost: SupportsFloat | SupportsIndex = 0.0, alpha: SupportsFloat | SupportsIndex = 0.05) -> dict[str, Any]:
    """
    What a coupon brought beyond what would have been bought without it, against customers held out.

    Parameters
    ----------
    table
        A table with one row a customer.
    parts
        Columns of sales that hold no sale twice: while the coupon held, in the weeks after (what was only pulled forward comes
        off there), in other channels (what was taken from them comes off there).
    treated
        The column that says for whom the coupon was, used or not: true or false, or 1 and 0.
    cost
        What it cost in all.
    alpha
        How often an effect may be told where there is none.

    Returns
    -------
    dict
        ``net``, ``lower``, ``upper``, ``p_value``, ``cost``, ``customers``, and of each of the ``parts`` its ``sales`` with their interval.

    Examples
    --------
    >>> sales = {"treated": [1, 1, 1, 0, 0, 0], "during": [30, 20, 40, 10, 0, 20], "after": [5, 0, 10, 10, 5, 15]}
    >>> omo.value.incremental_sales(sales, ["during", "after"], cost=9)["net"]
    36.0
    """

def kpi_tree(sales: IntoTable) -> KpiTree:
    """
    Sales that are not split by channel: customers times purchases times pieces times price, and each sale seen from both sides.

    Parameters
    ----------
    sales
        A table with the columns ``customer_id``, ``side`` (``"online"`` or ``"offline"``) and ``amount``, and if there are such ``helped``
        (whether the other side had a part) and ``items``, one row a purchase.

    Returns
    -------
    KpiTree
        The factors for all and for each kind of customer, and the credit of both sides.

    Raises
    ------
    OmoError
        Code ``"column"`` when a column is missing or a row of it cannot be read.

    Examples
    --------
    >>> sales = {"customer_id": ["hanako", "hanako", "taro"], "side": ["offline", "online", "offline"],
    ...          "helped": [True, False, False], "items": [2, 2, 2], "amount": [100, 50, 30]}
    >>> tree = omo.value.kpi_tree(sales)
    >>> tree.credit["store_view"], tree.credit["online_view"], tree.credit["shared"]
    (130.0, 150.0, 100.0)
    """

def level(name: str, **measures) -> dict[str, Any]:
    """
    One level of a comparison, which holds where any of its measures does.

    Parameters
    ----------
    name
        What it is called.
    measures
        ``jaro_winkler``, ``words``, ``near_words`` and ``each_word`` (which let a letter differ, and of the one with fewer
        words), ``bigrams`` or ``overlap`` (at least so alike, from 0 to 1), ``edits`` (so many
        letters differ at most), ``start`` or ``end`` (so many letters are equal there), ``days``, ``difference`` or
        ``km`` (at most), ``ratio`` (at least), ``begins``, ``sound``, ``turned``, ``same_key``, ``same_reading``,
        ``same_family``, ``same_given`` or ``one_part`` (``True``), and ``swapped_with`` (a column); beside them
        ``term_frequency``, how much it counts, from 0 to 1, that the more frequent of the two values is rare.

    Returns
    -------
    dict
        The level, for the ``levels`` of a comparison.

    Raises
    ------
    OmoError
        Code ``"option"`` for a measure that there is not.

    Examples
    --------
    >>> omo.identity.compare.level("nearly", edits=1, jaro_winkler=0.92)["edits"]
    1
    """

def maturity(measures: "dict[str, float]") -> dict[str, Any]:
    """
    How far a shop is from many channels to one, from data: a score, a rung of the ladder, and what holds it back.

    Parameters
    ----------
    measures
        Shares from 0 to 1 of what is known: ``linked_customers``, ``known_purchases``, ``crossing_purchases``, ``shared_benefits``,
        ``pooled_stock``, ``parity``, ``consent`` and ``measured_changes``.

    Returns
    -------
    dict
        ``score`` (0 to 100), ``level`` (``multi_channel``, ``cross_channel``, ``omni_channel`` or ``omo``), ``weakest`` and ``unknown``.

    Raises
    ------
    OmoError
        Code ``"option"`` for a measure that is misspelt or no share.

    Examples
    --------
    >>> omo.value.maturity({"linked_customers": 0.9, "known_purchases": 0.95, "pooled_stock": 0.1, "parity": 0.95})["level"]
    'cross_channel'
    """

def off_policy(log: IntoTable, policy: IntoTable | None = None, *, context: SupportsGetItem[int, str] | None = None, clip: SupportsFloat | SupportsIndex | None = None, level: SupportsFloat | SupportsIndex | None = None, penalty: SupportsFloat | SupportsIndex = 1.0, folds: SupportsIndex = 5, seed: SupportsIndex = 0, columns: dict[str, str] | None = None) -> dict[str, Any]:
    """
    What another way of choosing would have brought, from a log with propensities.

    The log says what came of each choice and how likely it was. What the other way would have done is a column ``target`` of the log,
    the probability that it would have chosen the same arm; or a table ``policy`` with a column for each arm. Estimates are by inverse
    propensities (``ips``), by weights that add up to 1 (``snips``; Swaminathan and Joachims 2015), and where there is a model of rewards
    by that alone (``direct``) and by both (``doubly_robust``; Dudík, Langford and Li 2011). The model is given as columns ``expected`` (of
    the arm that was chosen) and ``expected_of_policy`` (of the other way's choice), or, where ``context`` is named, a ridge regression
    for each arm, cross-fitted so that no row is answered by what has seen it.

    Parameters
    ----------
    log
        One row a choice: ``reward``, ``propensity``, and ``target``, or ``arm`` where there is a ``policy``.
    policy
        A table of as many rows with a column for each arm: the probability that the other way would have chosen it; they add up to 1.
    context
        The columns of the log to learn rewards from; needs a ``policy``.
    clip
        No row counts more than this.
    level
        How often the intervals are to hold the truth.
    penalty
        How much the weights of the model of rewards are drawn to 0, in observations.
    folds
        Among how many folds rows are shared for the model.
    seed
        Where chance starts.
    columns
        Names of columns that are others in your log, ``{"clicked": "reward"}``.

    Returns
    -------
    dict
        ``logged``, ``ips``, ``snips``, ``direct``, ``doubly_robust``, each a dict of ``value``, ``standard_error``, ``low`` and ``high`` (the
        last two estimates None without a model); ``effective_sample_size``, ``largest_weight`` and ``clipped``.

    Raises
    ------
    OmoError
        Code ``"column"`` for a propensity that is missing, 0 or above 1, and for other numbers that cannot be; ``"option"`` for an option
        out of range.

    Examples
    --------
    >>> log = {"arm": ["5%", "gift"] * 50, "reward": [1, 3] * 50, "propensity": [0.5] * 100, "member": [0, 0, 1, 1] * 25}
    >>> always = {"5%": [0.0] * 100, "gift": [1.0] * 100}
    >>> found = omo.recommend.off_policy(log, always, context=["member"])
    >>> found["logged"]["value"], found["snips"]["value"], round(found["doubly_robust"]["value"], 6)
    (2.0, 3.0, 3.0)
    """

def pair_scores(truth: IntoTable, found: IntoTable) -> dict[str, Any]:
    """
    How many records that belong together were put together, and how many that do not.

    Both tables have the columns ``touchpoint`` and ``customer_id``, such as :meth:`Engine.assignments` gives;
    without a ``touchpoint`` column, rows stand in the same order. A record without a customer belongs to nobody.

    Parameters
    ----------
    truth
        Whose each record is.
    found
        Whose it was found to be; records that it lacks were found to be nobody's.

    Returns
    -------
    dict
        ``precision``, ``recall`` and ``f1`` of pairs, and how many pairs are true (``true_pairs``), were found
        (``found_pairs``), and are both (``right_pairs``).

    Raises
    ------
    OmoError
        Code ``"column"`` when a column is missing, ``"length"`` when tables without ids differ in length.

    Examples
    --------
    >>> truth = {"touchpoint": ["a", "b", "c"], "customer_id": ["hanako", "hanako", "taro"]}
    >>> found = {"touchpoint": ["c", "b", "a"], "customer_id": ["1", "1", "1"]}
    >>> scores = omo.measure.pair_scores(truth, found)
    >>> scores["recall"], scores["found_pairs"]
    (1.0, 3)
    """

def parity(table: IntoTable, *, about: "list[str] | None" = None, tolerance: SupportsFloat | SupportsIndex = 0.0) -> dict[str, Any]:
    """
    What channels say differently about the same thing: price, stock, promotion, opening hours.

    Parameters
    ----------
    table
        A table with the columns ``item`` and ``channel``, one row for what a channel says of an item.
    about
        The columns that should be alike; all others when left out. An empty cell says nothing.
    tolerance
        By which share of the larger one numbers may differ.

    Returns
    -------
    dict
        ``share`` of items that are alike, ``shares`` of each column, ``differences``, and items ``alone`` in one channel.

    Raises
    ------
    OmoError
        Code ``"column"`` when a column is missing.

    Examples
    --------
    >>> says = {"item": ["kettle", "kettle"], "channel": ["ec", "store"], "price": [4980, 5480], "hours": ["10-20", "10-20"]}
    >>> found = omo.value.parity(says)
    >>> found["shares"]
    {'hours': 1.0, 'price': 0.0}
    >>> found["differences"][0]["other_value"]
    '5480'
    """

def power(customers: SupportsFloat | SupportsIndex, baseline: SupportsFloat | SupportsIndex, difference: SupportsFloat | SupportsIndex, *, standard_deviation: SupportsFloat | SupportsIndex | None = None, alpha: SupportsFloat | SupportsIndex = 0.05) -> float:
    """
    How likely two arms of so many customers each find a difference.

    Parameters
    ----------
    customers
        Of each arm.
    baseline
        The mean without treatment; a share unless ``standard_deviation`` is given.
    difference
        The difference that is to be found.
    standard_deviation
        How much one customer's outcome varies, where it is no share.
    alpha
        How often an effect may be told where there is none.

    Examples
    --------
    >>> round(omo.value.power(3841, 0.10, 0.02), 3)
    0.8
    """

def qini(table: IntoTable, outcome: str = "outcome", treatment: str = "treatment", score: str = "score", *, treated: str | None = None, control: str | None = None) -> Qini:
    """
    Holds a score against an experiment: whether it finds the customers whom a treatment moves.

    The Qini curve is ``Y_t - Y_c * t / c`` and the uplift curve ``(Y_t / t - Y_c / c) * (t + c)`` of the best so many, with a point for each
    different score. ``qini`` and ``auuc`` are the areas above chance as shares of those of a perfect score, as scikit-uplift's
    ``qini_auc_score`` and ``uplift_auc_score`` are; ``qini_area`` and ``uplift_area`` are the areas themselves, in outcomes a customer.

    Parameters
    ----------
    table
        A table with one row a customer.
    outcome
        The column of outcomes: 0 and 1, or amounts, which have areas but no perfect score.
    treatment
        The column that says who was treated: true or false, 1 or 0, or names of arms.
    score
        The column of scores, the best first to be treated.
    treated
        The name of the arm that was treated, where the column holds names; other arms than this and ``control`` are left out.
    control
        The name of the arm that was not; the one called control, holdout, none or no when left out.

    Returns
    -------
    Qini
        The coefficients and the curves.

    Raises
    ------
    OmoError
        Code ``"column"`` when a column is missing, holds no numbers, or everybody or nobody was treated.

    Examples
    --------
    >>> sent = {"outcome": [1, 0, 1, 0, 0, 1], "treatment": [1, 0, 1, 0, 1, 0], "score": [0.9, 0.8, 0.7, 0.3, 0.2, 0.1]}
    >>> omo.value.qini(sent)
    omo.value.Qini(qini=0.846154, auuc=1.000000, 6 customers)
    """

def ranking(recommended: IntoTable, truth: IntoTable, n: "int | list[int]" = ..., *, history: IntoTable | None = None, items: SupportsIndex | None = None) -> Ranking:
    """
    Judges recommended items by what customers took afterwards.

    The customers of ``truth`` are judged; who was recommended nothing has 0, who took nothing is left out.

    Parameters
    ----------
    recommended
        A table with ``customer_id`` and ``item``, such as recommenders give; the best first by ``rank`` if there is such a
        column, else by ``score`` (higher is better), else in the order of rows.
    truth
        What customers took afterwards: ``customer_id`` and ``item``.
    n
        How many items of each list count, or several lengths.
    history
        What customers had taken before: ``customer_id`` and ``item``. It tells repeats from what is new, and how surprising
        items are.
    items
        How many items there are to recommend; those of the three tables when left out.

    Returns
    -------
    Ranking
        The scores, over all customers and of each.

    Raises
    ------
    OmoError
        Code ``"column"`` when a column is missing, ``"option"`` for a length of 0.

    Examples
    --------
    >>> recommended = {"customer_id": ["hanako", "hanako", "taro"], "item": ["tea", "rice", "salt"], "rank": [1, 2, 1]}
    >>> truth = {"customer_id": ["hanako", "taro"], "item": ["rice", "salt"]}
    >>> judged = omo.measure.ranking(recommended, truth, n=2)
    >>> judged.scores()["recall"], judged.scores()["mrr"]
    ([1.0], [0.75])
    """

def ranking_report(rankings: dict[str, Ranking], path: str | PathLike[str] | None = None, *, n: SupportsIndex | None = None, language: str = "en") -> Any | None:
    """
    Recommenders side by side, as a picture for a notebook or as a file.

    Parameters
    ----------
    rankings
        Rankings by name, judged on the same truth.
    path
        Where to write one HTML file that needs no network, with paired tests and tables; a chart comes back when left out.
    n
        Which length of lists; the first when left out.
    language
        Of the words: ``"en"`` or ``"ja"``.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> truth = {"customer_id": ["a", "b", "c"], "item": ["tea", "tea", "rice"]}
    >>> guess = {"customer_id": ["a", "b", "c"], "item": ["tea", "rice", "rice"]}
    >>> both = {"perfect": omo.measure.ranking(truth, truth), "guess": omo.measure.ranking(guess, truth)}
    >>> "vega-lite" in omo.measure.ranking_report(both).to_json()
    True
    >>> file = pathlib.Path(tempfile.mkdtemp()) / "recommenders.html"
    >>> omo.measure.ranking_report(both, file)
    >>> "perfect" in file.read_text(encoding="utf-8")
    True
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

def resolve(table: IntoTable, *, id: "str | None" = None, source: "str | None" = None, columns: "dict[str, str] | None" = None, threshold: "float | None" = None, model: "dict | None" = None, link: "str | None" = None, one_to_one: "bool | None" = None) -> Resolution:
    """
    Which records are one customer, by statistics: no identifier, no labels, no tuning.

    Records of people differ in spelling, lack cells and share surnames. Every agreement and disagreement of two
    records is weighed in bits, by how much likelier it is for one person than for two (Fellegi and Sunter, 1969);
    the weights are learned from the records themselves. Of values that are equal, or nearly so, the rare say more than
    the frequent. A column that another tells, as a postcode tells the city, says nothing where that one agrees, so that no
    evidence counts twice. :class:`Engine` is for records that share identifiers.

    Parameters
    ----------
    table
        One row a record: a column of ids, and columns that say something of a person, such as names, a birthday,
        an e-mail, a phone, an address. They hold text, numbers, flags or times, or lists of these, such as all e-mails
        of a customer, of which one in common tells; missing cells say nothing.
    id
        The column of ids, each of which occurs once; ``id``, ``unique_id`` or ``record_id`` when left out.
    source
        The column that says where a record is from, such as a till or a shop.
    columns
        What columns hold, where the guess from name and content is not to decide, ``{"ref": "ignore"}``:
        ``"given_name"``, ``"family_name"``, ``"full_name"``, their readings in kana ``"given_kana"``,
        ``"family_kana"``, ``"full_kana"``, ``"date"``, ``"email"``, ``"phone"``, ``"postcode"``, ``"address"``,
        ``"number"`` (one that a person has one of), ``"identifier"`` (a card or an account: the same is the same
        customer, unless many have it or nearly all else speaks against), ``"category"`` (a word that many share), ``"quantity"``,
        ``"place"`` (latitude, longitude), ``"set"`` (lists, or texts with ``|``, ``;`` or ``,`` between), ``"text"`` or
        ``"ignore"``.
    threshold
        Bits of evidence from which records are one customer; even odds, 0, when left out.
    model
        What a :class:`omo.identity.Linker` learned before, as its ``model``; nothing is learned then.
    link
        ``"all"``, or ``"across_sources"`` where two records of one source are never compared.
    one_to_one
        Whether each source has each customer once at most; found from the records when left out.

    Returns
    -------
    Resolution
        Customers, pairs, and what was chosen and why.

    Raises
    ------
    OmoError
        Code ``"column"`` when a column is missing or holds something else, or an id is missing or occurs twice;
        ``"option"`` when ``columns`` names a column or a kind that is not there.

    Examples
    --------
    >>> found = omo.resolve({
    ...     "id": ["web-1", "till-1", "web-2"],
    ...     "first_name": ["Hanako", "hanako", "Taro"],
    ...     "surname": ["Yamada", "Yamada", "Sato"],
    ...     "email": ["hanako@example.jp", "Hanako@example.jp", "taro@example.jp"],
    ... })
    >>> found.customers
    record_id  customer_id
    web-1      web-1
    till-1     web-1
    web-2      web-2
    (3 rows)

    A list is all that a record has of something, and one element in common tells:

    >>> found = omo.resolve({
    ...     "id": ["web-1", "till-1", "web-2"],
    ...     "first_name": ["Hanako", "Hanako", "Taro"],
    ...     "emails": [["h@example.jp", "hanako@example.jp"], ["H@example.jp"], ["taro@example.jp"]],
    ... })
    >>> [evidence["level"] for evidence in found.explain("web-1", "till-1")][-1]
    'something in common'
    """

def rfm(table: IntoTable, *, today: IntoTime, bins: SupportsIndex = 5, zone: str = "UTC") -> Table:
    """
    How lately, how often and for how much each customer bought, with scores and a segment.

    Several purchases on one day are one day of buying. A negative amount lowers the sum and is no purchase.
    Purchases after ``today`` are not yet known and do not count.

    Parameters
    ----------
    table
        A table with the columns ``customer_id``, ``occurred_at`` and ``amount`` (or ``value``), one row a receipt.
    today
        The day from which recency counts: a datetime, a date or text.
    bins
        The best score; scores go from 1. 5 are quintiles.
    zone
        The shop's clock, whose days are counted.

    Returns
    -------
    Table
        ``customer_id``, ``recency_days``, ``frequency`` (days with a purchase), ``monetary``, the scores ``r``,
        ``f``, ``m`` (more is better), and the ``segment``.

    Raises
    ------
    OmoError
        Code ``"column"`` when a column is missing or a row of it cannot be read, ``"option"`` when ``bins`` is not
        from 2 to 100.

    Examples
    --------
    >>> bought = {"customer_id": ["hanako", "hanako", "taro"], "occurred_at": ["2026-03-01", "2026-03-06", "2025-12-11"],
    ...           "amount": [300, 500, 900]}
    >>> omo.value.rfm(bought, today="2026-03-11", bins=2)
    customer_id  recency_days  frequency  monetary  r  f  m  segment
    hanako                  5          2       800  2  2  1  champion
    taro                   90          1       900  1  1  2  lost
    (2 rows)
    """

def rfm_chart(table: IntoTable, *, today: IntoTime, bins: SupportsIndex = 5, zone: str = "UTC", language: str = "en") -> Any:
    """
    How many customers have each pair of recency and frequency scores, as a picture for a notebook.

    Parameters
    ----------
    table
        As for :func:`rfm`.
    today
        The day from which recency counts.
    bins
        The best score.
    zone
        The shop's clock, whose days are counted.
    language
        Of the words: ``"en"`` or ``"ja"``.

    Examples
    --------
    >>> bought = {"customer_id": ["hanako", "taro"], "occurred_at": ["2026-03-01", "2026-02-01"], "amount": [300, 900]}
    >>> "vega-lite" in omo.value.rfm_chart(bought, today="2026-03-11").to_json()
    True
    """

def sample_size(baseline: SupportsFloat | SupportsIndex, difference: SupportsFloat | SupportsIndex, *, standard_deviation: SupportsFloat | SupportsIndex | None = None, alpha: SupportsFloat | SupportsIndex = 0.05, power: SupportsFloat | SupportsIndex = 0.8) -> int:
    """
    How many customers each of two equal arms needs to find a difference.

    Parameters
    ----------
    baseline
        The mean without treatment; a share unless ``standard_deviation`` is given.
    difference
        The difference that is to be found.
    standard_deviation
        How much one customer's outcome varies, where it is no share.
    alpha
        How often an effect may be told where there is none.
    power
        How often it is to be found where it is there.

    Examples
    --------
    >>> omo.value.sample_size(0.10, 0.02)
    3841
    """

def summary(purchases: IntoTable, *, until: IntoTime | None = None, period: str = "day", once_per: str = "day", holdout_until: IntoTime | None = None, zone: str = "UTC", columns: dict[str, str] | None = None, covariates: SupportsGetItem[int, str] = ...) -> Table:
    """
    How often each customer came back, how lately and for how much: what repeat-buying models learn from.

    The conventions are those of lifetimes: the first purchase makes a customer and counts no more, purchases of one day are
    one, ``recency`` and ``age`` count from the first purchase, ``monetary`` is the mean of what came after it. A negative amount
    is no purchase; it lowers the purchase before it. Purchases after ``until`` are not yet known.

    ============================================================  =======================================================
    lifetimes                                                     omo
    ============================================================  =======================================================
    ``summary_data_from_transaction_data(df, "id", "date",``      ``summary(df, until=...,``
    ``observation_period_end=...)``                               ``columns={"id": "customer_id", "date": "occurred_at"})``
    ``freq="D"``                                                  the default
    ``freq="D", freq_multiplier=7``                               ``period="week"``
    ``freq="W"``                                                  ``period="week", once_per="week"``
    ``calibration_and_holdout_data(...)``                         ``summary(..., until=..., holdout_until=...)``
    ``T``, ``monetary_value``                                     ``age``, ``monetary`` (both names are read)
    ``BetaGeoFitter``, ``ModifiedBetaGeoFitter``                  :class:`BgNbd`, :class:`MbgNbd`
    ``ParetoNBDFitter``, ``GammaGammaFitter``                     :class:`ParetoNbd`, :class:`GammaGamma`
    ``BetaGeoBetaBinomFitter``                                    :class:`BgBb`
    ``fit(frequency, recency, T)``                                ``fit(summary)``
    ``penalizer_coef``, ``tol``                                   not needed
    ``params_``, ``-_negative_log_likelihood_ * n``               ``params``, ``log_likelihood`` (in the table's own time)
    ``conditional_probability_alive(x, t_x, T)``                  ``p_alive()``
    ``conditional_expected_number_of_purchases_up_to_time(t)``    ``expected(t)``
    ``expected_number_of_purchases_up_to_time(t)``                ``expected_new(t)``
    ``conditional_expected_average_profit(x, m)``                 ``GammaGamma().fit(summary).expected_spend()``
    ``customer_lifetime_value(model, ..., time, discount_rate)``  ``lifetime_value(model, steps, step, discount)``
    pymc-marketing ``purchase_covariate_cols``                    ``BgNbd(purchase_covariates=[...])``
    pymc-marketing ``dropout_covariate_cols``                     ``BgNbd(dropout_covariates=[...])``
    ``DERT`` of BTYD and CLVTools                                 ``ParetoNbd.discounted_for_good(rate)``
    ============================================================  =======================================================

    Parameters
    ----------
    purchases
        A table with the columns ``customer_id`` and ``occurred_at``, and if there is such ``amount`` (or ``value``), one row a
        receipt, in any order.
    until
        The last day that counts: a datetime, a date or text; the day of the last purchase when left out.
    period
        The unit of ``recency`` and ``age``: ``"day"`` or ``"week"`` (seven days, with fractions).
    once_per
        Purchases within one ``"day"`` or one ``"week"`` from Monday are one.
    holdout_until
        The last day of a time held out, which begins after ``until``: to see how good forecasts are.
    zone
        The shop's clock, whose days are counted.
    columns
        Their column to omo's, ``{"user": "customer_id"}``.
    covariates
        Columns of which each customer keeps what stood at the first purchase, such as whether it was online; see
        :class:`BgNbd` for models that look at them.

    Returns
    -------
    Table
        ``customer_id``, ``frequency``, ``recency``, ``age`` and, where there are amounts, ``monetary``; with ``holdout_until`` also
        ``holdout_frequency``, ``holdout_age`` and ``holdout_monetary``; then the ``covariates``.

    Raises
    ------
    OmoError
        Code ``"column"`` when a column is missing or a row of it cannot be read, ``"option"`` for a period that is none and a
        holdout that does not end after ``until``.

    Examples
    --------
    >>> bought = {"customer_id": ["hanako", "hanako", "hanako", "taro"],
    ...           "occurred_at": ["2026-03-01", "2026-03-06", "2026-03-15", "2026-03-11"], "amount": [300, 500, 700, 900]}
    >>> omo.value.summary(bought, until="2026-03-31")
    customer_id  frequency  recency   age  monetary
    hanako               2     14.0  30.0     600.0
    taro                 0      0.0  20.0       0.0
    (2 rows)
    >>> bought["online"] = [True, False, False, False]
    >>> omo.value.summary(bought, until="2026-03-31", covariates=["online"])["online"]
    [True, False]
    """

def tracking_chart(model: Any, purchases: IntoTable, *, until: IntoTime, holdout_until: IntoTime, period: str = "day", zone: str = "UTC", language: str = "en") -> Any:
    """
    Cumulative repeat purchases as they came and as a model expects them, as a picture for a notebook.

    Parameters
    ----------
    model
        A fitted :class:`BgNbd`, :class:`MbgNbd` or :class:`ParetoNbd`.
    purchases
        As for :func:`summary`; for a model with covariates also these, of which what stands at the first purchase counts.
    until
        The last day the model has seen.
    holdout_until
        The last day to look at.
    period
        The unit of time the model was fitted in: ``"day"`` or ``"week"``.
    zone
        The shop's clock, whose days are counted.
    language
        Of the words: ``"en"`` or ``"ja"``.

    Examples
    --------
    >>> shop = {"frequency": [0, 1, 1, 2, 3, 5, 12], "recency": [0, 6, 21, 9, 33, 32, 38],
    ...         "age": [39] * 7, "customers": [100, 8, 2, 10, 6, 12, 4]}
    >>> bought = {"customer_id": ["hanako", "hanako", "taro"], "occurred_at": ["2026-03-01", "2026-03-09", "2026-03-04"]}
    >>> chart = omo.value.tracking_chart(omo.value.BgNbd().fit(shop), bought, until="2026-03-08", holdout_until="2026-03-31")
    >>> "vega-lite" in chart.to_json()
    True
    """
