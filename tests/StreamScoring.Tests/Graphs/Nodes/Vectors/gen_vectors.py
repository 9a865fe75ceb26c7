"""Vectors of the operations that tests/reference/golden/nodes lacks, made with numpy.select and pandas: python3 gen_vectors.py DIR"""
import json
import operator
import os
import sys

import numpy as np
import pandas as pd

nan = float("nan")


def cell(v, dtype):
    if v is None:
        return None
    if isinstance(v, (list, tuple)):
        return [cell(x, dtype) for x in v]
    if isinstance(v, (bool, np.bool_)):
        return bool(v)
    if isinstance(v, (float, np.floating)):
        if np.isnan(v):
            return None if dtype == "object" or dtype.startswith("list") else "NaN"
        return "Infinity" if v == np.inf else "-Infinity" if v == -np.inf else float(v)
    if isinstance(v, (int, np.integer)):
        return int(v)
    return str(v)


def col(name, dtype, values):
    return {"name": name, "dtype": dtype, "values": [cell(v, dtype) for v in values]}


def case(out, op, name, params, inputs, expect):
    rows = len(inputs[0]["values"])
    out.append({"id": f"{op}/{name}", "op": op, "params": params, "input": {"rows": rows, "columns": inputs}, "expect": {"rows": rows, "columns": [expect]}, "tol": 0})


def cond(frame, when):
    if isinstance(when, str):
        return frame[when].fillna(False).astype(bool).to_numpy()
    s = frame[when["col"]]
    if when["cmp"] == "contains":
        return s.str.contains(when["value"], regex=when.get("regex", False)).fillna(False).astype(bool).to_numpy()
    other = frame[when["other_col"]] if "other_col" in when else when["value"]
    return getattr(operator, when["cmp"])(s, other).to_numpy()


def case_when():
    out = []
    dtypes = {"s": "object", "x": "float64", "n": "int64", "y": "float64", "b": "bool"}
    frame = pd.DataFrame({
        "s": ["Chrome/70 Safari/537", "Safari/605", "iPhone; CPU", None, "", "Edge/18 Chrome/64", "Zürich iPad", "Android 9"],
        "x": [1.0, -2.0, nan, 0.0, np.inf, -np.inf, 5.5, -0.0], "n": [3, -1, 0, 7, 2, 2, 9, -4], "y": [0.5, 1.5, 2.5, nan, 4.5, 5.5, 6.5, 7.5],
        "b": [True, False, True, False, True, False, True, False]})
    used = [col(c, dtypes[c], frame[c]) for c in frame]

    def add(name, cases, dtype, **kw):
        default = frame[kw["default_col"]] if "default_col" in kw else kw.get("default", None if dtype == "object" else nan)
        choices = [frame[c["then_col"]].to_numpy() if "then_col" in c else c["then"] for c in cases]
        if dtype == "object":
            choices = [np.full(len(frame), c, dtype=object) if np.isscalar(c) else c.astype(object) for c in choices]
            default = np.full(len(frame), default, dtype=object) if default is None or np.isscalar(default) else default.to_numpy()
        r = np.select([cond(frame, c["when"]) for c in cases], choices, default)
        case(out, "pandas.case_when", name, {"cases": cases, "into": "out", **kw}, used, col("out", dtype, r))

    c = lambda col_, cmp_, value, **kw: {"col": col_, "cmp": cmp_, "value": value, **kw}
    add("first-match-counts", [{"when": c("s", "contains", "Edge/"), "then": "edge"}, {"when": c("s", "contains", "Chrome/"), "then": "chrome"},
                               {"when": c("s", "contains", "Safari/"), "then": "safari"}], "object", default="other")
    add("regex-alternatives", [{"when": c("s", "contains", "iPhone|Android", regex=True), "then": "mobile"}, {"when": c("s", "contains", "iPad"), "then": "tablet"}], "object", default="desktop")
    add("empty-text-is-not-missing", [{"when": c("s", "eq", ""), "then": "empty"}], "object", default="rest")
    add("no-default-is-missing", [{"when": c("s", "contains", "Safari/"), "then": "safari"}], "object")
    add("numbers", [{"when": c("x", "gt", 0), "then": 1}, {"when": c("x", "lt", 0), "then": -1}], "int64", default=0)
    add("int-and-float-become-float", [{"when": c("n", "ge", 3), "then": 1}, {"when": c("n", "lt", 0), "then": 0.5}], "float64", default=0)
    add("numbers-without-default", [{"when": c("n", "eq", 2), "then": 2.5}], "float64")
    add("columns-as-choices", [{"when": c("n", "gt", 2), "then_col": "x"}], "float64", default_col="y")
    add("other-column", [{"when": {"col": "x", "cmp": "lt", "other_col": "y"}, "then": "below"}, {"when": {"col": "x", "cmp": "ne", "other_col": "y"}, "then": "other"}], "object", default="same")
    add("boolean-column-as-condition", [{"when": "b", "then": "yes"}], "object", default="no")
    add("missing-makes-ne-true", [{"when": c("x", "ne", 1.0), "then": 1}], "int64", default=0)
    add("nothing-holds", [{"when": c("n", "gt", 100), "then": "big"}], "object", default="small")
    return out


def lists():
    out = []
    prices = [[10.5, 20.0, 0.25], [], None, [None, 3.0], [None], [0.1, 0.2, 0.3, 0.4], [-1.0, -5.0], [1e308, 1e308], [1.0, nan, 2.0]]
    ints = [[3, 1, 2], [], None, [None, 5], [None], [9223372036854775807, 1], [-7], [0, 0], [4]]
    texts = [["b", "a"], [], None, [None, "x"], [None], ["Zürich"], ["", "y"], ["q", None], ["z"]]

    def plain(items, fn):  # the plain definition from left to right; checked below against pandas where pandas keeps the same order
        v = [x for x in items if x is not None and not (isinstance(x, float) and np.isnan(x))]
        if fn == "first" or fn == "last":
            return None if not v else v[0 if fn == "first" else -1]
        if fn in ("sum", "mean"):
            t = 0 if all(isinstance(x, int) for x in v) and fn == "sum" else 0.0
            for x in v:
                t = np.int64(t) + np.int64(x) if isinstance(t, (int, np.int64)) else t + x
            return t if fn == "sum" else (t / len(v) if v else None)
        return None if not v else (min if fn == "min" else max)(v)

    def add(name, items, dtype, fn, result, **kw):
        with np.errstate(all="ignore"):
            r = [None if i is None else (len(i) if fn == "len" else plain(i, fn)) for i in items]
        if "min_count" in kw:
            r = [None if i is None or sum(x is not None and x == x for x in i) < kw["min_count"] else v for i, v in zip(items, r)]
        if fn in ("sum", "mean", "min", "max") and dtype == "list<float64>":
            e = pd.Series([i if i is not None else [] for i in items]).explode().astype("float64")
            g = e.groupby(level=0)
            p = g.sum(min_count=kw.get("min_count", 0)) if fn == "sum" else getattr(g, fn)()
            for i, (a, b) in enumerate(zip(r, p)):
                if items[i] is not None:
                    assert (a is None and np.isnan(b)) or np.isclose(a, b, rtol=1e-15), (name, i, a, b)
        case(out, "pandas.list", name, {"cols": "l", "fn": fn, "into": "out", **kw}, [col("l", dtype, items)], col("out", result, [("NaN" if v is None and result == "float64" else v) for v in r]))

    add("len", prices, "list<float64>", "len", "Int64")
    add("sum", prices, "list<float64>", "sum", "float64")
    add("sum-min-count", prices, "list<float64>", "sum", "float64", min_count=1)
    add("mean", prices, "list<float64>", "mean", "float64")
    add("min", prices, "list<float64>", "min", "float64")
    add("max", prices, "list<float64>", "max", "float64")
    add("first", prices, "list<float64>", "first", "float64")
    add("last", prices, "list<float64>", "last", "float64")
    add("int-sum-wraps", ints, "list<int64>", "sum", "Int64")
    add("int-min", ints, "list<int64>", "min", "Int64")
    add("int-max", ints, "list<int64>", "max", "Int64")
    add("int-mean", [i if i is None else [x for x in i if x is None or x < 2**60] for i in ints], "list<int64>", "mean", "float64")
    add("text-first", texts, "list<string>", "first", "object")
    add("text-last", texts, "list<string>", "last", "object")
    add("text-len", texts, "list<string>", "len", "Int64")
    return out


if __name__ == "__main__":
    for file, cases in (("case_when", case_when()), ("list", lists())):
        with open(os.path.join(sys.argv[1], file + ".jsonl"), "w", encoding="utf-8") as f:
            for c in cases:
                f.write(json.dumps(c, ensure_ascii=False, separators=(",", ":"), allow_nan=False) + "\n")
        print(file, len(cases))
