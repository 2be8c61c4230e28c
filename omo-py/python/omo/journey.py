"""What each channel on the way to a sale is given.

:class:`omo.Journeys` answers what happened; here are the questions that take other tables.

==================================================  ===========================================================
coming from                                         here
==================================================  ===========================================================
ChannelAttribution ``heuristic_models(D, ...)``     ``attribute(table, "first")``, ``"last"``, ``"linear"``
ChannelAttribution ``markov_model(D, order=2)``     ``attribute(table, "markov", order=2)``: solved, not simulated
ChannelAttribution ``choose_order(D, ...)``         ``choose_order(table)["best"]``
retentioneering ``Eventstream(df)``                 ``omo.Journeys(df, columns={"user_id": "customer_id"})``
retentioneering ``transition_graph``                ``journeys.transitions("event", shares=True)``
retentioneering ``funnel(steps=...)``               ``journeys.funnel(steps, within="7d")``
retentioneering ``step_matrix(max_steps=10)``       ``journeys.step_matrix(10, by="event")``
retentioneering ``clusters``, ``cohorts``           ``journeys.clusters(4)``, ``journeys.retention("7d")``
pm4py ``discover_dfg``, ``get_variants``            ``journeys.transitions("action")``, ``journeys.variants("action")``
pm4py ``get_rework_cases_per_activity``             ``journeys.back_and_forth("action")``
pm4py ``conformance_diagnostics_alignments``        ``journeys.deviations("view > cart? > purchase")``
==================================================  ===========================================================

Examples
--------
>>> omo.journey.attribute({"path": ["flyer > ec", "ec"], "conversions": [1, 1]}, model="first")["channel"]
['ec', 'flyer']
"""

from omo._omo import attribute, choose_order

__all__ = ["attribute", "choose_order"]
