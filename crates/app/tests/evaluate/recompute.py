"""Reckons a published round again from its archive, without any of Yizhan's code: docs/bundle.md and docs/schemes.md.

For schemes with the kinds and methods of yizhan-2026; says so when it meets another. Standard library only.
Usage: python3 recompute.py ROUND.tar; exit code 1 when it differs.
"""

import hashlib
import json
import re
import sys
import tarfile
import tomllib
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP, Decimal, getcontext

getcontext().prec = 28
MODES = {"half-up": ROUND_HALF_UP, "half-even": ROUND_HALF_EVEN, "down": ROUND_DOWN, "up": ROUND_UP}
ZERO, ONE = Decimal(0), Decimal(1)


class NoValue(Exception):
    """Something is missing, or divided by zero."""


def rounded(number, digits, mode="half-up"):
    """To 20 digits half up first, so that the end of a quotient never decides."""
    with_room = getcontext().copy()
    with_room.prec = 60
    number = number.quantize(Decimal(1).scaleb(-20), rounding=ROUND_HALF_UP, context=with_room)
    return number.quantize(Decimal(1).scaleb(-digits), rounding=MODES[mode], context=with_room)


def number(said):
    """As a scheme writes it: 12, 0.5, "15%", "9"."""
    text = str(said).strip()
    return Decimal(text[:-1]) / 100 if text.endswith("%") else Decimal(text)


TOKEN = re.compile(r"\s*(\d+(?:\.\d+)?%?|[A-Za-z_][A-Za-z_0-9]*|<=|>=|!=|[-+*/()<>=,])")


class Formula:
    """Arithmetic, comparisons, if(…), prior(…)."""

    def __init__(self, text):
        self.tokens, at = [], 0
        while text[at:].strip():
            found = TOKEN.match(text, at)
            if not found:
                raise SystemExit(f"cannot read the formula {text!r}")
            self.tokens.append(found.group(1))
            at = found.end()

    def value(self, row, years=0):
        self.at = 0
        result = self.comparison(row, years)
        if self.at != len(self.tokens):
            raise SystemExit(f"cannot read the formula at {self.tokens[self.at:]}")
        return self.known(result)

    @staticmethod
    def known(result):
        if result is None:
            raise NoValue
        return result

    def peek(self):
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def take(self, *wanted):
        if self.peek() in wanted:
            self.at += 1
            return self.tokens[self.at - 1]
        return None

    def comparison(self, row, years):
        left = self.sum(row, years)
        sign = self.take("<", "<=", ">", ">=", "=", "!=")
        if not sign:
            return left
        right = self.sum(row, years)
        if left is None or right is None:
            return None
        holds = {"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right,
                 "=": left == right, "!=": left != right}[sign]
        return ONE if holds else ZERO

    def sum(self, row, years):
        left = self.product(row, years)
        while sign := self.take("+", "-"):
            right = self.product(row, years)
            left = None if left is None or right is None else (left + right if sign == "+" else left - right)
        return left

    def product(self, row, years):
        left = self.single(row, years)
        while sign := self.take("*", "/"):
            right = self.single(row, years)
            if left is None or right is None or (sign == "/" and right == 0):
                left = None
            else:
                left = left * right if sign == "*" else left / right
        return left

    def single(self, row, years):
        if self.take("("):
            inner = self.comparison(row, years)
            self.take(")")
            return inner
        word = self.tokens[self.at]
        self.at += 1
        if word[0].isdigit():
            return number(word)
        if word == "prior" and self.take("("):
            inner = self.comparison(row, years + 1)
            self.take(")")
            return inner
        if word == "if" and self.take("("):
            parts = [self.comparison(row, years)]
            while self.take(","):
                parts.append(self.comparison(row, years))
            self.take(")")
            return None if parts[0] is None else parts[1] if parts[0] != 0 else parts[2]
        if self.peek() == "(":
            raise SystemExit(f"the function {word} is not known here")
        return row.get(word if years == 0 else f"{word}[-{years}]")


def formula_of(leaf):
    return Formula(leaf.get("formula") or leaf["measure"])


def raw(leaf, row):
    """The value of a leaf; the word "full" for growth from nothing."""
    kind = leaf["kind"]
    if kind in ("level", "new", "ratio", "deduction", "bonus"):
        return formula_of(leaf).value(row)
    if kind == "growth":
        rule = leaf["growth"]
        if rule.get("years", 1) != 1:
            raise SystemExit("growth over several years is not known here")
        now = formula_of(leaf).value(row)
        try:
            base = formula_of(leaf).value(row, 1)
            otherwise = None if base > 0 else rule["zero_base"]
        except NoValue:
            otherwise = rule["missing_base"]
        if otherwise is None:
            growth = now / base - 1
        elif otherwise == "no-value":
            raise NoValue
        elif otherwise == "full" and now > 0:
            return "full"
        else:
            growth = ZERO
        return max(growth, ZERO) if rule.get("fall") == "zero" else growth
    if kind == "checklist":
        there = [(row.get(item["measure"]), number(item["points"])) for item in leaf["items"]]
        if all(value is None for value, _ in there):
            raise NoValue
        return sum((min(max(value, ZERO), ONE) * points for value, points in there if value is not None), ZERO)
    raise SystemExit(f"the kind {kind} is not known here")


def scored(leaf, value, full, peers):
    """Points of a value, not rounded; more is better."""
    kind = leaf["kind"]
    if kind == "checklist":
        return min(value, full)
    if kind in ("bonus", "deduction"):
        if value <= 0:
            return ZERO
        times = value / number(leaf.get("per", 1))
        if leaf.get("whole", True):
            times = times.to_integral_value(rounding="ROUND_FLOOR")
        given = min(times * number(leaf["each"]), number(leaf["cap"]))
        return -given if kind == "deduction" else given
    how = leaf["scoring"]
    if how.get("better", "more") != "more":
        raise SystemExit("where less is better is not known here")
    by = how["by"]
    if by == "steps":
        reached = [number(step["points"]) for step in how["steps"] if value >= number(step["at_least"])]
        return min(max(reached, default=number(how.get("below", 0))), full)
    if by == "target":
        target = number(how["target"])
        share = ONE if value >= target else value / target
    elif by == "efficacy":
        low, high = number(how["min"]), number(how["max"])
        part = ONE if value >= high else (value - low) / (high - low)
        share = (number(how.get("base", 60)) + number(how.get("span", 40)) * part) / 100
    elif by in ("rank", "percentile"):
        better = Decimal(sum(1 for peer in peers if peer > value))
        if by == "rank":
            share = ONE - better / max(len(peers) - 1, 1) * (ONE - number(how.get("last", 0)))
        else:
            share = (len(peers) - better) / len(peers)
    else:
        raise SystemExit(f"the method {by} is not known here")
    return min(max(share, ZERO), ONE) * full


def trimmed(scores, trim):
    scores = sorted(scores)
    kept = scores[trim:len(scores) - trim] if len(scores) > 2 * trim else scores
    return sum(kept, ZERO) / len(kept)


def rows_of(files, scheme, rules):
    """The values of every hub as they are scored."""
    hubs, sample = json.loads(files["hubs.json"]), json.loads(files["sample.json"])
    reviews, corrections = json.loads(files["reviews.json"]), json.loads(files["corrections.json"])
    rows = {}
    for hub in hubs:
        code = hub["code"]
        row = {column: Decimal(text) for column, text in hub["values"].items()}
        for one in corrections:
            if one["hub"] == code:
                row[one["column"]] = Decimal(one["to"])
        for measure in scheme["measures"]:
            said = [Decimal(one["score"]) for one in reviews if one["hub"] == code and one["measure"] == measure["key"]]
            if said and measure.get("kind") == "yes-no" and measure["from"] == "report" and measure["key"] in row:
                proven = row[measure["key"]] * trimmed(said, rules["trim"]) / Decimal(rules["scale"])
                row[measure["key"]] = rounded(proven, 6)
        called = [one["outcome"] for one in sample if one["hub"] == code]
        wrong, held = called.count("wrong"), called.count("held")
        if wrong + held:
            row[rules["sample_measure"]] = rounded(Decimal(wrong) / (wrong + held), rules["sample_digits"])
        rows[code] = row
    return hubs, rows


def evaluate(files, manifest):
    """Score, rank and grade of every hub."""
    scheme = tomllib.loads(files["scheme.toml"].decode(), parse_float=Decimal)
    hubs, rows = rows_of(files, scheme, manifest["rules"])
    leaf_digits = scheme.get("rounding", {"digits": 4, "mode": "half-up"})
    children = {}
    for node in scheme["indicators"]:
        children.setdefault(node.get("under"), []).append(node)
    points = {code: {} for code in rows}
    vetoed = {code: [] for code in rows}
    for node in scheme["indicators"]:
        if "kind" not in node:
            continue
        if node["kind"] == "veto":
            for code, row in rows.items():
                try:
                    if Formula(node["condition"]).value(row) != 0:
                        vetoed[code].append(node["leads_to"])
                except NoValue:
                    pass
            continue
        values = {}
        for code, row in rows.items():
            try:
                values[code] = raw(node, row)
            except NoValue:
                pass
        peers = [value for value in values.values() if value != "full"]
        full = number(node.get("points", 0))
        for code in rows:
            value = values.get(code)
            given = ZERO if value is None else full if value == "full" else scored(node, value, full, peers)
            points[code][node["code"]] = rounded(given, leaf_digits["digits"], leaf_digits["mode"])

    def group(code, node):
        if "kind" in node:
            return points[code].get(node["code"], ZERO)
        whole = sum((group(code, child) for child in children.get(node["code"], [])), ZERO)
        if "cap" in node:
            whole = min(whole, number(node["cap"]))
        points[code][node["code"]] = whole
        return whole

    total, grades = scheme["total"], [grade["name"] for grade in scheme["grades"]]
    units = []
    for hub in hubs:
        code = hub["code"]
        whole = max(sum((group(code, node) for node in children[None]), ZERO), number(total.get("floor", 0)))
        score = rounded(whole, total["rounding"]["digits"], total["rounding"]["mode"])
        if "ceiling" in total:
            score = min(score, number(total["ceiling"]))
        happened = list(vetoed[code])
        for gate in scheme.get("gates", []):
            if points[code][gate["indicator"]] < number(gate["at_least"]):
                happened.append(gate["leads_to"])
        for what in scheme.get("consequences", []):
            if (what["when"] == "no-report" and hub["no_report"]) or (what["when"] == "fraud" and hub["fraud"]):
                happened.append(what["leads_to"])
        limit = max((grades.index(one["best_grade"]) for one in happened if "best_grade" in one), default=0)
        breaks = [points[code][one] for one in scheme.get("ranking", {}).get("tie_break", [])]
        units.append({"hub": code, "score": score, "key": [score, *breaks], "limit": limit, "rank": None, "grade": grades[-1]})
    rank_and_grade(scheme, units)
    return {unit["hub"]: (unit["score"], unit["rank"], unit["grade"]) for unit in units}


def rank_and_grade(scheme, units):
    grades = scheme["grades"]
    ranked = sorted((unit for unit in units if unit["limit"] < len(grades) - 1), key=lambda unit: unit["key"], reverse=True)
    taken, closed = [0] * len(grades), [False] * len(grades)
    at = 0
    while at < len(ranked):
        tie = [unit for unit in ranked if unit["key"] == ranked[at]["key"]]
        rest = tie
        for unit in tie:
            unit["rank"] = at + 1
        for place, grade in enumerate(grades):
            able, rest = [one for one in rest if one["limit"] <= place], [one for one in rest if one["limit"] > place]
            if not able:
                continue
            if able[0]["score"] < number(grade.get("floor", 0)) or closed[place]:
                rest = rest + able
                continue
            if "share" in grade:
                places = rounded(number(grade["share"]) * len(units), 0, grade["share_rounds"])
                if taken[place] + len(able) > places:
                    closed[place] = True
                    rest = rest + able
                    continue
            taken[place] += len(able)
            for unit in able:
                unit["grade"] = grade["name"]
        at += len(tie)


def main(path):
    with tarfile.open(path) as archive:
        files = {one.name: archive.extractfile(one).read() for one in archive.getmembers() if one.isfile()}
    manifest = json.loads(files["round.json"])
    wrong = []
    for name, wanted in manifest["files"].items():
        if hashlib.sha256(files.get(name, b"")).hexdigest() != wanted:
            wrong.append(f"{name}: another content")
    sample = json.loads(files["sample.json"])
    for hub in json.loads(files["hubs.json"]):
        code = hub["code"]
        population = files[f"population/{code}.txt"].decode().split()
        order = sorted(population, key=lambda one: hashlib.sha256(f"{manifest['seed']}/{one}".encode()).hexdigest())
        drawn = order[:-(-len(order) * manifest["rules"]["sample_percent"] // 100)]
        own = sorted((one for one in sample if one["hub"] == code), key=lambda one: one["position"])
        if [one["reference"] for one in own] != drawn:
            wrong.append(f"{code}: another sample")
    again = evaluate(files, manifest)
    for one in json.loads(files["result.json"]):
        score, rank, grade = again[one["hub"]]
        if (Decimal(one["score"]), one["rank"], one["grade"]) != (score, rank, grade):
            wrong.append(f"{one['hub']}: {one['score']} {one['rank']} {one['grade']}, again {score} {rank} {grade}")
    print("\n".join(wrong) if wrong else f"same: {len(again)} hubs")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
