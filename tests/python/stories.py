"""Stories of the shared vectors: a class is made, told facts, and asked one question.

Python answers with tables where the core has lists of records. Here they become the core's records again, so that
one expectation serves three languages.
"""

import datetime
import json
import pathlib
import re
import tempfile

import omo

TOKYO = datetime.timezone(datetime.timedelta(hours=9))


def snake(name):
    return re.sub("[A-Z]", lambda letter: "_" + letter[0].lower(), name)


def snakes(value):
    """Options as Python writes them."""
    if isinstance(value, dict):
        return {snake(key): snakes(inner) for key, inner in value.items()}
    return [snakes(inner) for inner in value] if isinstance(value, list) else value


def file(lines):
    """A file is written as its lines; what is no text is a line of JSON."""
    return "".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines).encode()


def products(rows):
    """Prices of a table stand beside their currency."""
    for row in rows:
        price, currency = row.get("price", " ").split(" ")
        category = row.get("category")
        yield {"id": row["id"], "name": row["name"], "category": category, "price": price or None, "currency": currency or None}


def consents(rows):
    for row in rows:
        yield {**row["identifier"], "purpose": row["purpose"], "channel": row.get("channel"), "status": row["status"], "at": row["at"]}


STEPS = {
    "ingest": lambda shop, records, mapping={}: shop.ingest(records, **mapping),
    "ingestCsv": lambda shop, lines, mapping={}: shop.ingest_csv(file(lines), **mapping),
    "ingestJsonLines": lambda shop, lines, mapping={}: shop.ingest_json_lines(file(lines), **mapping),
    "ingestSegment": lambda shop, lines, options={}: shop.ingest_segment(file(lines), **options),
    "addProducts": lambda shop, rows: shop.add_products(list(products(rows))),
    "addStores": lambda shop, rows: shop.add_stores(rows),
    "setStock": lambda shop, rows: shop.set_stock(rows),
    "addConsents": lambda shop, rows: shop.add_consents(list(consents(rows))),
    "addNotices": lambda shop, notices: shop.add_notices(notices),
    "setSegments": lambda shop, segments: shop.set_segments(segments),
    "addCoupons": lambda shop, coupons: shop.add_coupons(coupons),
    "addSlots": lambda shop, slots: shop.add_slots(slots),
    "countStock": lambda shop, counts: count(shop, counts),
    "recordContact": lambda shop, customer, decision, at: shop.record_contact(customer, snakes(decision), at=at),
}


def count(shop, counts):
    """A table has a time of its own."""
    for row in counts:
        shop.set_stock([{name: row[name] for name in ["store", "product", "quantity"]}], as_of=row["asOf"])


def money(row, name):
    return None if row[name] is None else f"{row[name]:.0f} {row['currency']}"


def customers(shop, purpose):
    def customer(row):
        spent = money(row, "spent")
        return {**row, "id": row["customer_id"], "channels": row["channels"].split(", "), "spent": [spent] if spent else []}

    return {"customers": [customer(row) for row in shop.customers(purpose).to_dicts()]}


def journey(shop, customer, purpose):
    steps = shop.journey(customer, purpose=purpose).to_dicts()
    # A table has instants; the clocks of these stories are Tokyo's.
    told = [{**row, "amount": money(row, "amount"), "occurred_at": row["occurred_at"].astimezone(TOKYO)} for row in steps]
    return {"customer": customer, "steps": told} if told else None


def rfm(shop, today, purpose, options):
    return [{**row, "customer": row["customer_id"]} for row in shop.rfm(today, purpose=purpose, **options).to_dicts()]


def pair(identifier):
    return identifier["kind"], identifier["value"]


ASKS = {
    "assignments": lambda shop, purpose: [list(row.values()) for row in shop.assignments(purpose=purpose).to_dicts()],
    "customers": customers,
    "customer": lambda shop, identifier, purpose: shop.customer(*pair(identifier), purpose=purpose),
    "explain": lambda shop, a, b, purpose: shop.explain(pair(a), pair(b), purpose=purpose),
    "journey": journey,
    "rfm": rfm,
    "recommend": lambda shop, customer, moment, n: shop.recommend(customer, n=n, **moment),
    "nextBestActions": lambda shop, customer, moment: shop.next_best_actions(customer, **moment),
    "bestActions": lambda shop, moment, n: shop.best_actions(n=n, **moment),
    "report": lambda shop, options: shop.report(**options),
    "quarantined": lambda shop, purpose: shop.quarantined(purpose=purpose),
    "profile": lambda shop, customer, now, purpose: shop.profile(customer, now=now, purpose=purpose),
    "contextCard": lambda shop, customer, now, purpose, language: shop.context_card(
        customer, now=now, purpose=purpose, language=language),
    "segments": lambda shop, customer, now, purpose: shop.segments(customer, now=now, purpose=purpose),
    "segmentMembers": lambda shop, name, now, purpose: shop.segment_members(name, now=now, purpose=purpose),
    "explainSegment": lambda shop, customer, name, now, purpose, language: shop.explain_segment(
        customer, name, now=now, purpose=purpose, language=language),
    "whatIf": lambda shop, identity: shop.what_if(identity),
    "withheldRows": lambda shop, list, purpose: shop.withheld_rows(list, purpose=purpose),
    "breach": lambda shop, breach, purpose: shop.breach(breach, purpose=purpose),
    "exportPage": lambda shop, who, purpose, language: shop.export(who, purpose=purpose, format="html", language=language),
    "pseudonymous": lambda shop, recipient, key, purpose: shop.pseudonymous(recipient, key.encode(), purpose=purpose),
    "anonymous": lambda shop, options, secret: shop.anonymous(options, secret.encode()),
    "coupons": lambda shop: shop.coupons(),
    "slots": lambda shop: shop.slots(),
    "countedStock": lambda shop: shop.counted_stock(),
    "contacts": lambda shop, customer, purpose: shop.contacts(customer, purpose=purpose),
    "why": lambda shop, customer, decision, language: shop.why(customer, decision, language=language),
    "heldBack": lambda shop, customer, moment: shop.held_back(customer, **moment),
    "planActions": lambda shop, moment, options: shop.plan_actions(**moment, **options),
    "clienteling": lambda shop, store, now, n, language: shop.clienteling(store, now=now, n=n, language=language),
}

JOURNEYS = {
    "funnel": lambda journeys, stages, within_days: journeys.funnel(stages, within_days=within_days),
    "crossings": lambda journeys: journeys.crossings(),
    "map": lambda journeys: journeys.map(),
    "transitions": lambda journeys, by: journeys.transitions(by),
    "sessions": lambda journeys: [{**row, "customer": row["customer_id"]} for row in journeys.sessions().to_dicts()],
}

def step_matrix(journeys, steps, by):
    matrix = journeys.step_matrix(steps, by=by)
    names, *columns = [matrix[name] for name in matrix.columns]
    rows = [list(row) for row in zip(*columns, strict=True)]
    named = [{"name": name, "shares": row} for name, row in zip(names, rows, strict=True) if name != "(ended)"]
    return {"customers": journeys.customers, "rows": named, "ended": rows[-1]}


ANALYSIS = {
    "funnel": lambda journeys, steps, options: journeys.funnel(steps, **snakes(options)),
    "follows": lambda journeys, by, order: journeys.transitions(by, order=order, shares=True),
    "stepMatrix": step_matrix,
    "variants": lambda journeys, by, merged: journeys.variants(by, merged=merged),
    "map": lambda journeys, options: journeys.map(**snakes(options)),
    "painPoints": lambda journeys, options: journeys.pain_points(**snakes(options)),
    "attribute": lambda journeys, options: credits(journeys.attribute(**snakes(options))),
}


def credits(table):
    return [{name: row[name] for name in ["channel", "conversions", "value"]} for row in table.to_dicts()]


#: What a table of Python leaves out: to an expectation of these it says nothing.
LEFT_OUT = {
    "customers": {"withheld", "hidden", "unidentified", "identifiers"},
    "thresholds": {"best", "truePairs", "rightPairs"},
    "completeness": {"rows"},
    "termFrequencies": {"adjusted", "usualBits"},
}

#: Questions that Python people ask of a table.
NOT_ASKED = {"bestCustomers": "sort the table of customers", "chart": "Altair writes specifications in its own way"}


def tell(methods, to, told):
    ((name, arguments),) = told.items()
    return methods[name](to, *arguments.values())


def saved(model):
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, "model.json")
        model.save(path)
        return path.read_text(encoding="utf-8")


def recommended(table):
    return [{name: row[name] for name in ["item", "score", "reason"]} for row in table.to_dicts()]


def similar(model, item, n):
    return [{"item": row["similar"], "score": row["score"]} for row in model.similar_items([item], n).to_dicts()]


RECOMMENDERS = {
    # A visitor's clicks are a list of their own, a customer is one of several.
    "recommend": lambda model, who, question: recommended(model.recommend([who], **snakes(question))),
    "recommendFor": lambda model, rows, question: recommended(
        model.recommend_for({**table(rows), "customer_id": ["new"] * len(rows)}, **snakes(question))
    ),
    "similarItems": similar,
    "save": saved,
}


def recommender(model, rows, ask, more=None, **options):
    fitted = getattr(omo.recommend, model)(**options).fit(table(rows))
    if more:
        (fitted.observe if model == "Session" else fitted.update)(table(more))
    return tell(RECOMMENDERS, fitted, ask)


def table(rows):
    names = dict.fromkeys(name for row in rows for name in row)
    return {snake(name): [row.get(name) for row in rows] for name in names}


def allocation(offers, question):
    found = omo.recommend.allocate(table(offers), **question)
    told = {name: getattr(found, name) for name in ["value", "cost", "bound", "gap", "price"]}
    return {**told, "chosen": found.chosen}


def uplift(rows, question, ask, **options):
    model, sent = omo.recommend.Uplift(**options), table(rows)
    question = {name: snake(said) if name != "control" else said for name, said in question.items()}
    if "crossFit" in ask:
        return model.cross_fit(sent, **question, **ask["crossFit"])
    fitted = model.fit(sent, **question)
    return saved(fitted) if "save" in ask else fitted.predict(table(ask["predict"]["rows"]))


def bandit(model, arms, dimensions, seen, ask, **options):
    made = getattr(omo.recommend, model)(arms, dimensions, **options)
    for one in seen:
        made.observe(**one)
    return saved(made) if "save" in ask else made.choose(**ask["choose"])


def off_policy(log, policy, **options):
    # Arms are names, whatever they look like.
    other = policy and {arm: [row[arm] for row in policy] for arm in policy[0]}
    return omo.recommend.off_policy(table(log), other, **options)


def signage(catalogue, shows, **options):
    screen, shown = omo.recommend.Signage(table(catalogue), **options), None
    for show in shows:
        shown = screen.show(table(show["present"]), **show["question"])
    return shown


def ranking(recommended, truth, ask, history=None, **options):
    def judged(rows):
        return omo.measure.ranking(table(rows), table(truth), history=history and table(history), **options)

    ((method, asked),) = ask.items()
    if method == "compare":
        return judged(recommended).compare(judged(asked["other"]), asked["metric"])
    found = getattr(judged(recommended), method)()
    return [nested(row) for row in found.to_dicts()] if method == "scores" else found


def nested(scores):
    """Shares of repeats stand in a row of their own where the core has a record."""
    repeats = {"listShare": scores.pop("list_repeats"), "truthShare": scores.pop("truth_repeats")}
    repeats |= {name: scores.pop(snake(name)) for name in ["recallRepeat", "recallNew"]}
    return {**scores, "repeats": repeats if repeats["listShare"] is not None else None}


def engine(config, steps, ask):
    linker, config = config.get("linker"), {name: said for name, said in config.items() if name != "linker"}
    with tempfile.TemporaryDirectory() as folder:
        # Python reads a model from the file that another language may have as an object.
        file = pathlib.Path(folder, "model.json")
        file.write_text(json.dumps(linker))
        shop = omo.Engine(**snakes(config), linker=file if linker else None)
    receipts = [tell(STEPS, shop, step) for step in steps]
    return receipts if "receipts" in ask else tell(ASKS, shop, ask)


def journeys(touchpoints, ask, **options):
    table = {snake(name): [row[name] for row in touchpoints] for name in touchpoints[0]}
    return tell(JOURNEYS, omo.Journeys(table, **options), ask)


def columns(rows):
    return {name: [row[name] for row in rows] for name in rows[0]}


def thresholds(found, truth=None):
    """Scores stand in a row of their own where the core has records."""

    def scores(row, prefix="", **more):
        return {**{name: row[prefix + name] for name in ["precision", "recall", "f1"]}, **more} if truth or prefix == "estimated_" else None

    def told(row):
        names = {name: row[name] for name in ["threshold", "customers", "found_pairs"]}
        pairs = scores(row, found_pairs=row["found_pairs"])
        return {**names, "estimated": scores(row, "estimated_"), "pair_scores": pairs, "b_cubed": scores(row, "b_cubed_")}

    return {"used": found.threshold, "rows": [told(row) for row in found.thresholds(columns(truth) if truth else None).to_dicts()]}


def unlinkables(found):
    rows = found.unlinkables.to_dicts()
    # Below the first threshold of the table every record says enough.
    share = next((row["share"] for row in rows if row["threshold"] == found.threshold), 0.0)
    return {"used": found.threshold, "share": share, "thresholds": rows}


def completeness(found):
    kinds = {column["column"]: column["kind"] for column in found.report["columns"]}
    told = {}
    for row in found.completeness.to_dicts():
        if row["source"] is None:
            told[row["column"]] = {"column": row["column"], "kind": kinds[row["column"]], "filled": row["filled"], "sources": []}
        else:
            told[row["column"]]["sources"].append({"source": row["source"], "filled": row["filled"]})
    return list(told.values())


def term_frequencies(found, limit):
    told = {column["column"]: [] for column in found.report["columns"] if column["levels"]}
    for row in found.term_frequencies(limit).to_dicts():
        value = {"value": row["value"], "rows": row["records"], "share": row["share"], "bits": row["weight"]}
        told[row["column"]].append(value)
    return [{"column": column, "values": values} for column, values in told.items()]


RESOLUTIONS = {
    "customers": lambda found: found.customers,
    "pairs": lambda found: found.pairs,
    "report": lambda found: found.report,
    "explain": lambda found, a, b: found.explain(a, b),
    "evaluate": lambda found, truth: found.evaluate(columns(truth)),
    "cluster": lambda found, threshold: found.cluster(threshold),
    "thresholds": thresholds,
    "errors": lambda found, truth, limit: found.errors(columns(truth), limit),
    "histogram": lambda found: [{"from": row["weight"], "pairs": row["pairs"]} for row in found.histogram.to_dicts()],
    "unlinkables": unlinkables,
    "completeness": completeness,
    "termFrequencies": term_frequencies,
    "patterns": lambda found, limit: found.patterns(limit),
    "review": lambda found, n: found.review(n),
    "learn": lambda found, answers: found.learn({snake(name): column for name, column in columns(answers).items()}),
    "how": lambda found, id: found.how(id),
    "weakest": lambda found, n: found.weakest(n),
    "dashboard": lambda found, language: found.dashboard(language),
}


def resolution(records, ask, labels=None, **options):
    table = columns(records)
    if not labels:
        return tell(RESOLUTIONS, omo.resolve(table, **options), ask)
    return tell(RESOLUTIONS, omo.identity.Linker(**options).fit(table, labels=columns(labels)).predict(table), ask)


def snake_columns(rows):
    return {snake(name): column for name, column in columns(rows).items()}


GOLDEN = {"records": lambda golden: golden.records, "provenance": lambda golden: golden.provenance}

HOUSEHOLDS = {"customers": lambda homes: homes.customers, "report": lambda homes: homes.report}


def golden(records, customers, ask, **options):
    return tell(GOLDEN, omo.identity.golden_records(columns(records), snake_columns(customers), **options), ask)


def households(records, customers, ask, **options):
    whose = snake_columns(customers) if customers else None
    return tell(HOUSEHOLDS, omo.identity.households(columns(records), whose, **{"address": [], **options}), ask)


def comparison(how, column, within=None, **options):
    if how == "level":
        return omo.identity.compare.level(column, **options)
    if within:
        return omo.identity.compare.distance_km(column, within)
    if "levels" in options:
        options["levels"] = snakes(options["levels"])
    return getattr(omo.identity.compare, how)(column, **options)


LIVE_STEPS = {
    "insert": lambda live, id, record: live.insert(id, record),
    "update": lambda live, id, record: live.update(id, record),
    "remove": lambda live, id: live.remove(id),
}

LIVE = {
    "customers": lambda live: live.customers,
    "customerOf": lambda live, id: live.customer_of(id),
    "recordsOf": lambda live, id: live.records_of(id),
    "candidates": lambda live, record: live.candidates(record),
    "find": lambda live, record, n: live.find(record, n),
    "explain": lambda live, a, b: live.explain(a, b),
    "toJson": saved,
}


def live_linker(records, steps, ask, **options):
    live = omo.identity.Linker(**options).fit(columns(records)).live(columns(records))
    news = [tell(LIVE_STEPS, live, step) for step in steps]
    return news if "news" in ask else tell(LIVE, live, ask)


def analysis(touchpoints, ask, **options):
    table = {snake(name): [row[name] for row in touchpoints] for name in touchpoints[0]}
    return tell(ANALYSIS, omo.Journeys(table, **options), ask)


def attribution(paths, **options):
    return credits(omo.journey.attribute(columns(paths), **options))


def worth(model, summary, t):
    fitted = getattr(omo.value, model)().fit(columns(summary))
    told = {"params": dict(fitted.params), "logLikelihood": fitted.log_likelihood}
    if model == "GammaGamma":
        return {**told, "expectedSpend": fitted.expected_spend()}
    return {**told, "expected": fitted.expected(t), "pAlive": fitted.p_alive()}


def kpi(sales, ask, before=None):
    def tree(rows):
        names = dict.fromkeys(name for row in rows for name in row)
        return omo.value.kpi_tree({snake(name): [row[name] for row in rows] for name in names})

    return tree(sales).change(tree(before)) if before else getattr(tree(sales), ask)


CALLS = {
    "allocation": allocation,
    "analysis": analysis,
    "attribution": attribution,
    "bandit": bandit,
    "books": engine,
    "clk": lambda records, key, **options: omo.identity.clk(columns(records), key=key.encode(), **options),
    "clkPairs": lambda a, b, **options: omo.identity.clk_pairs(snake_columns(a), snake_columns(b), **options),
    "comparison": comparison,
    "engine": engine,
    "goldenRecords": golden,
    "households": households,
    "journeys": journeys,
    "kpi": kpi,
    "liveLinker": live_linker,
    "maturity": lambda measures: omo.value.maturity(snakes(measures)),
    "offPolicy": off_policy,
    "offers": engine,
    "ranking": ranking,
    "recommender": recommender,
    "resolution": resolution,
    "signage": signage,
    "uplift": uplift,
    "worth": worth,
}


def part(answer, expect, left_out):
    """An answer with the expected keys alone: of a story's long answers a case names those that matter."""
    if isinstance(answer, list) and isinstance(expect, list) and len(answer) == len(expect):
        return [part(one, other, left_out) for one, other in zip(answer, expect, strict=True)]
    if isinstance(answer, dict) and isinstance(expect, dict):
        return {key: other if key in left_out else part(answer.get(key), other, left_out) for key, other in expect.items()}
    return answer
