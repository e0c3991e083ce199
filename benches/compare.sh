#!/usr/bin/env bash
# Measures dateline beside raw tantivy on the same articles, in turn, and prints their ratios. See README.md.
#
#   benches/compare.sh                        # Reuters-21578, three runs
#   CORPUS=reuters,big RUNS=3 benches/compare.sh
#
# DATELINE_BENCH  folder of the side-by-side bench (default ../shared/bench)
# DATELINE_CORPORA  folder that holds reuters21578 (default ../shared/corpora)
# WORK            scratch folder: prepared corpora, indexes, results (default target/bench)
# DATELINE        the program to measure (default: target/release/dateline, built first)
# PEERS           default dateline,tantivy; dateline-names finds names in the text as well, tantivy-tuned is the other peer
# CORPUS, RUNS, COLD_RUNS
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
bench=${DATELINE_BENCH:-$root/../shared/bench}
corpora=${DATELINE_CORPORA:-$root/../shared/corpora}
work=${WORK:-$root/target/bench}
corpus=${CORPUS:-reuters}
peers=${PEERS:-dateline,tantivy}
runs=${RUNS:-3}
cold_runs=${COLD_RUNS:-7}
export PYTHONDONTWRITEBYTECODE=1

skip() { echo "skipped: $1"; exit 0; }
[ -f "$bench/bench.py" ] || skip "no side-by-side bench; DATELINE_BENCH names its folder"
command -v python3 >/dev/null || skip "no python3"
mkdir -p "$work/bin"
bench=$(cd "$bench" && pwd) work=$(cd "$work" && pwd)

if [ ! -f "$work/data/stats.json" ]; then
  ls "$corpora"/reuters21578/reut2-*.sgm >/dev/null 2>&1 ||
    skip "no reuters21578/reut2-*.sgm below the folder named by DATELINE_CORPORA"
  echo "preparing the corpora (once, about a minute)" >&2
  python3 "$bench/prepare.py" --sgml "$corpora/reuters21578" --out "$work/data" >/dev/null
fi
if [ ! -x "$work/bin/tvbench" ]; then
  echo "building raw tantivy's side (once, several minutes)" >&2
  cargo build --quiet --release --locked --manifest-path "$bench/rust/tvbench/Cargo.toml" --target-dir "$work/target"
  cp "$work/target/release/tvbench" "$work/bin/tvbench"
fi
if [ -z "${DATELINE:-}" ]; then
  (cd "$root" && cargo build --quiet --release --bin dateline)
  DATELINE=${CARGO_TARGET_DIR:-$root/target}/release/dateline
fi
DATELINE=$(realpath "$DATELINE")

# own_json ARGS…: the peers for --extra, with the arguments that stand for one query.
own_json() {
  python3 - "$DATELINE" "$@" <<'PY'
import json, sys
program, query = sys.argv[1], sys.argv[2:]
def peer(names):
    return {"index": [program, "index", "--archive", "{idx}", "--names", names, "{jsonl}"],
            "one": [program, "search", "--archive", "{idx}", "-n", "10", *query]}
print(json.dumps({"dateline": peer("given"), "dateline-names": peer("all")}))
PY
}

# measure PHASE QUERY_IDS ARGS…: one pass of the bench; its rows end in results.jsonl.
measure() {
  local phase=$1 ids=$2
  shift 2
  own_json "$@" > "$work/own.json"
  python3 "$bench/bench.py" --work "$work" --extra "$work/own.json" --peers "$peers" --corpus "$corpus" --phases "$phase" \
    --runs "$runs" --cold-queries "$ids" --cold-runs "$cold_runs" | cut -c 1-200 >&2
}

# The bench appends to results.jsonl: what follows its present end is ours.
touch "$work/results.jsonl"
before=$(wc -l < "$work/results.jsonl")
measure index none '{plus}'
measure cold tf3,and1 '{plus}'
measure cold ph1 '{andtext}'
measure cold pl2 '{plus}' --place '{place}'
measure cold nw1 '{plus}' --sort newest
tail -n +"$((before + 1))" "$work/results.jsonl" > "$work/compare.jsonl"

python3 - "$work" "$peers" "$corpus" <<'PY'
import json, os, statistics, sys

work, peers, corpora = sys.argv[1], sys.argv[2].split(","), sys.argv[3].split(",")
rows = [json.loads(line) for line in open(os.path.join(work, "compare.jsonl"))]
stats = json.load(open(os.path.join(work, "data", "stats.json")))

def median(peer, corpus, phase, key, **more):
    values = [row[key] for row in rows if row["peer"] == peer and row["corpus"] == corpus and row["phase"] == phase
              and not row["rc"] and key in row and all(row[k] == v for k, v in more.items())]
    return statistics.median(values) if values else None

def held(path):
    """Bytes on disk of a file or of everything below a folder."""
    files = [path] if os.path.isfile(path) else [os.path.join(at, name) for at, _, names in os.walk(path) for name in names]
    return sum(os.lstat(file).st_size for file in files)

def parts(peer, corpus):
    """Sizes of archive.db (with its journal) and of index/, wherever they are below the peer's folder."""
    for at, folders, files in os.walk(os.path.join(work, "idx", peer + "-" + corpus)):
        if "archive.db" in files:
            return (sum(held(os.path.join(at, name)) for name in files if name.startswith("archive.db")),
                    held(os.path.join(at, "index")))
    return None, None

def cell(value, digits):
    return "-" if value is None else f"{value:,.{digits}f}"

failed = [row for row in rows if row["rc"]]
for corpus in corpora:
    articles, text = stats[corpus]["docs"], stats[corpus]["text_bytes"]
    loads = [row["load"] for row in rows if row["corpus"] == corpus and "load" in row] or [0]
    print(f"\n{corpus}: {articles:,} articles, {text / 1e6:.1f} MB of text; load average {min(loads)} to {max(loads)} on "
          f"{os.cpu_count()} processors\n")
    lines = [("articles/s, wall", 0, lambda p: median(p, corpus, "index", "docs_s")),
             ("articles per cpu second", 0, lambda p: (lambda s: articles / s if s else None)(median(p, corpus, "index", "cpu"))),
             ("index: wall s", 2, lambda p: median(p, corpus, "index", "wall")),
             ("index: cpu s", 2, lambda p: median(p, corpus, "index", "cpu")),
             ("index: peak MB", 0, lambda p: median(p, corpus, "index", "rss_mb")),
             ("size / text", 3, lambda p: median(p, corpus, "index", "ratio")),
             ("  index/ / text", 3, lambda p: (lambda n: n / text if n else None)(parts(p, corpus)[1])),
             ("  archive.db / text", 3, lambda p: (lambda n: n / text if n else None)(parts(p, corpus)[0]))]
    for qid in dict.fromkeys(row["qid"] for row in rows if row["phase"] == "cold" and row["corpus"] == corpus):
        for key, what in (("wall", "wall"), ("cpu", "cpu")):
            lines.append((f"one query {qid}: {what} ms", 1, lambda p, qid=qid, key=key:
                          (lambda s: None if s is None else 1000 * s)(median(p, corpus, "cold", key, qid=qid))))
    lines.append(("one query: peak MB", 0, lambda p: median(p, corpus, "cold", "rss_mb")))
    against = "tantivy" if "tantivy" in peers else peers[-1]
    others = [peer for peer in peers if peer != against]
    print("| | " + " | ".join(peers + [f"{peer} / {against}" for peer in others]) + " |")
    print("|---|" + "--:|" * (len(peers) + len(others)))
    for name, digits, value in lines:
        found = {peer: value(peer) for peer in peers}
        ratios = [f"{found[p] / found[against]:.2f}" if found[p] and found[against] else "-" for p in others]
        print(f"| {name} | " + " | ".join([cell(found[peer], digits) for peer in peers] + ratios) + " |")
for row in failed[:5]:
    what = f"{row['peer']} {row['phase']} {row.get('qid', '')} on {row['corpus']}"
    print(f"\nfailed: {what}, exit {row['rc']}: {row.get('error') or row.get('err')}")
sys.exit(1 if failed else 0)
PY
