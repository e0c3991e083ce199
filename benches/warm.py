#!/usr/bin/env python3
"""Times the queries of the side-by-side bench in one warm process each: dateline's and raw tantivy's. See README.md.

    benches/warm.py                # after `CORPUS=big benches/compare.sh`, whose archives it asks
    benches/warm.py --corpus reuters --rounds 30

The two run in turn, on the clock of the processor; phrases are asked as NEAR/5 too, beside the phrases of the other side, and words
with a wide span of days, beside the same words without.
"""
import argparse, json, os, pathlib, statistics, subprocess, sys, tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent


def skip(why):
    print(f"skipped: {why}")
    sys.exit(0)


def ask(command):
    """Medians in microseconds, by the query's id."""
    out = subprocess.run(command, check=True, capture_output=True, text=True, env={**os.environ, "BENCH_CLOCK": "cpu"}).stdout
    rows = [json.loads(line) for line in out.splitlines()]
    return {row["qid"]: (row["kind"], statistics.median(row["us"])) for row in rows}


def middle_of(passes):
    """Medians over the passes of one side."""
    return {qid: (kind, statistics.median(one[qid][1] for one in passes)) for qid, (kind, _) in passes[0].items()}


# A span of days that three quarters of the articles of the corpus `big` lie in.
WIDE = "date:>=1982"
# The commonest place.
PLACE = "usa"


def variants(lines):
    """Further queries made of those of the bench: lines of a list, and by their ids the query of the other side to set beside."""
    header, made, beside = lines[0], [], {}
    for line in lines[1:]:
        qid, kind, must, any_of, no, place = (line.rstrip("\n").split("\t") + [""] * 6)[:6]
        if kind == "phrase":
            made.append((f"{qid} near", "near", must, any_of, no, place))
        if kind in ("term_freq", "and"):
            made.append((f"{qid} days", f"{kind}, wide date", f"{must} {WIDE}", any_of, no, place))
        if kind == "term_freq":
            made.append((f"{qid} place", f"{kind}, in {PLACE}", must, any_of, no, PLACE))
        beside.update({row[0]: qid for row in made[-3:] if row[0].startswith(f"{qid} ")})
    return header + "".join("\t".join(row) + "\n" for row in made), beside


def at(values, share):
    """The value that so large a share of them is at most."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--corpus", default="big")
    options.add_argument("--rounds", default="10", help="times that each query is asked in a process")
    options.add_argument("--passes", type=int, default=3, help="times that the processes run in turn")
    options = options.parse_args()
    bench = pathlib.Path(os.environ.get("DATELINE_BENCH", ROOT / "../shared/bench"))
    work = pathlib.Path(os.environ.get("WORK", ROOT / "target/bench"))
    queries, other = bench / "queries.tsv", work / "bin/tvbench"
    archive, index = work / f"idx/dateline-{options.corpus}", work / f"idx/tantivy-{options.corpus}"
    for needed in (queries, other, archive, index):
        if not needed.exists():
            skip(f"no {needed}; CORPUS={options.corpus} benches/compare.sh makes the archives")
    subprocess.run(["cargo", "build", "--quiet", "--release", "--example", "warm_queries"], check=True, cwd=ROOT)
    own = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "release/examples/warm_queries"

    made, beside = variants(queries.read_text().splitlines(keepends=True))
    with tempfile.NamedTemporaryFile("w", suffix=".tsv") as more:
        more.write(made)
        more.flush()
        passes = [], [], []
        for _ in range(options.passes):
            passes[2].append(ask([other, "query", index, queries, options.rounds]))
            for side, flags in zip(passes, (["--no-total"], [])):
                asked = ask([own, archive, queries, options.rounds, *flags])
                side.append({**asked, **ask([own, archive, more.name, options.rounds, *flags])})
    *sides, theirs = (middle_of(side) for side in passes)
    theirs.update({qid: theirs[other] for qid, other in beside.items()})

    print("| kind | queries | dateline, µs | with exact totals | raw tantivy | ratio | with totals |")
    print("|---|--:|--:|--:|--:|--:|--:|")
    rows = {}
    for qid, (kind, _) in sides[0].items():
        rows.setdefault(kind, []).append((qid not in beside, *(times[qid][1] for times in (*sides, theirs))))

    def tell(kind, of_kind, middle):
        best, total, other = (middle(column) for column in zip(*(row[1:] for row in of_kind)))
        print(f"| {kind} | {len(of_kind)} | {best:,.0f} | {total:,.0f} | {other:,.0f} | {best / other:.2f} | {total / other:.2f} |")

    for kind, of_kind in rows.items():
        tell(kind, of_kind, statistics.median)
    asked_alike = [row for of_kind in rows.values() for row in of_kind if row[0]]
    for name, share in (("p50", 0.5), ("p95", 0.95)):
        tell(f"{name} of those asked alike", asked_alike, lambda column: at(column, share))


main()
