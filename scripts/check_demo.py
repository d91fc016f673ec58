#!/usr/bin/env python3
"""Passes a demo that linked well: scripts/linkage demo --json | scripts/check_demo.py

Reads the summary of a run from standard input. The bounds are well below what the demo reaches: they catch a broken
linkage, and are no promise of accuracy.
"""

import json
import sys

BOUNDS = {"precision": 0.85, "recall": 0.85, "f1": 0.90}


def main():
    summary = json.load(sys.stdin)
    quality = summary["quality"]
    pairs = min(quality["pairs"], key=lambda row: abs(row["probability"] - 0.95))
    clusters = quality["clusters"][-1]
    found = {
        "links": {name: pairs[name] for name in BOUNDS},
        "clusters": {
            "precision": clusters["pairwisePrecision"],
            "recall": clusters["pairwiseRecall"],
            "f1": clusters["pairwiseF1"],
        },
    }
    low = []
    for what, figures in found.items():
        print(what + ": " + ", ".join(f"{name} {value:.4f}" for name, value in figures.items()))
        low += [f"{name} of {what}" for name, value in figures.items() if value < BOUNDS[name]]
    if low:
        sys.exit("too low: " + ", ".join(low) + f" (wanted: {BOUNDS})")
    records = sum(source["linked"] for source in summary["sources"])
    print(f"the demo linked {records} records in {summary['wallSeconds']:.0f} s")


if __name__ == "__main__":
    main()
