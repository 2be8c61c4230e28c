"""Pictures in notebooks: Vega-Lite specs as charts.

The core draws nothing; it writes Vega-Lite specs. Here they become Altair charts where Altair is installed
(``pip install "omo-py[plot]"``), and otherwise something a notebook shows just the same.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Chart", "chart"]

_MIME = "application/vnd.vegalite.v6+json"


class Chart:
    """A Vega-Lite spec that notebooks show, for where Altair is not installed.

    Attributes
    ----------
    spec : dict
        The spec.

    Examples
    --------
    >>> omo.plot.Chart({"mark": "bar"}).spec["mark"]
    'bar'
    """

    def __init__(self, spec: Mapping[str, Any]) -> None:
        self.spec = dict(spec)

    def to_json(self) -> str:
        """The spec as JSON, for vega-embed or a file.

        Examples
        --------
        >>> omo.plot.Chart({"mark": "bar"}).to_json()
        '{"mark": "bar"}'
        """
        return json.dumps(self.spec, ensure_ascii=False)

    def __repr__(self) -> str:
        return f"omo.plot.Chart({self.spec.get('title', 'without a title')!r})"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        return {_MIME: self.spec, "text/plain": repr(self)}


def chart(spec: str | Mapping[str, Any]) -> Any:
    """A Vega-Lite spec as a chart that a notebook shows.

    Parameters
    ----------
    spec
        The spec, as JSON or as a dict.

    Returns
    -------
    altair.TopLevelMixin or Chart
        An Altair chart, with all that Altair can do with it, or a :class:`Chart` where it is not installed.

    Examples
    --------
    >>> spec = {"data": {"values": [{"orders": 3}]}, "mark": "bar", "encoding": {"x": {"field": "orders", "type": "quantitative"}}}
    >>> omo.plot.chart(spec).to_dict()["mark"]
    'bar'
    """
    spec = json.loads(spec) if isinstance(spec, str) else spec
    try:
        import altair
    except ImportError:
        return Chart(spec)
    return altair.Chart.from_dict(dict(spec))
