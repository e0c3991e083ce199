#!/usr/bin/env python3
"""Times the queries of the side-by-side bench in one warm process each: dateline's and raw tantivy's. See README.md.

    benches/warm.py                # after `CORPUS=big benches/compare.sh`, whose archives it asks
    benches/warm.py --corpus reuters --rounds 30

The two run in turn, on the clock of the processor; phrases are asked as NEAR/5 too, beside the phrases of the other side.
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


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--corpus", default="big")
    options.add_argument("--rounds", default="20")
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

    theirs = ask([other, "query", index, queries, options.rounds])
    lines = queries.read_text().splitlines(keepends=True)
    near = [line.replace("\tphrase\t", "\tnear\t") for line in lines if "\tphrase\t" in line]
    with tempfile.NamedTemporaryFile("w", suffix=".tsv") as near_file:
        near_file.write(lines[0] + "".join(near))
        near_file.flush()
        sides = []
        for flags in (["--no-total"], []):
            answers = ask([own, archive, queries, options.rounds, *flags])
            nearness = ask([own, archive, near_file.name, options.rounds, *flags])
            sides.append({**answers, **{f"{qid} near": row for qid, row in nearness.items()}})
    theirs.update({f"{qid} near": theirs[qid] for qid in list(theirs) if f"{qid} near" in sides[0]})

    print("| kind | queries | dateline, µs | with exact totals | raw tantivy | ratio | with totals |")
    print("|---|--:|--:|--:|--:|--:|--:|")
    rows = {}
    for qid, (kind, _) in sides[0].items():
        rows.setdefault(kind, []).append(tuple(times[qid][1] for times in (*sides, theirs)))
    rows["all but near"] = [row for kind, of_kind in rows.items() if kind != "near" for row in of_kind]
    for kind, of_kind in rows.items():
        best, total, other = (statistics.median(column) for column in zip(*of_kind))
        print(f"| {kind} | {len(of_kind)} | {best:,.0f} | {total:,.0f} | {other:,.0f} | {best / other:.2f} | {total / other:.2f} |")


main()
