#!/usr/bin/env bash
# Measures dateline beside other engines on the same articles, in turn, and prints one table a corpus. See README.md.
#
#   benches/compare.sh                                   # beside raw tantivy: Reuters-21578, three runs
#   PEERS=all RUNS=1 CORPUS=reuters,big benches/compare.sh > benches/compared.md
#
# DATELINE_BENCH  folder of the side-by-side bench (default ../shared/bench)
# DATELINE_CORPORA  folder that holds reuters21578 (default ../shared/corpora)
# WORK            scratch folder: prepared corpora, engines, indexes, results (default target/bench)
# DATELINE, WARM  the programs to measure (default: target/release/dateline and examples/warm_queries, built first)
# PEERS           default dateline,tantivy. `all`: every engine that the bench's setup.sh has installed in WORK. dateline finds the
#                 names that files carry, dateline-names those in the text as well
# CORPUS, RUNS, ROUNDS, COLD_RUNS
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
bench=${DATELINE_BENCH:-$root/../shared/bench}
corpora=${DATELINE_CORPORA:-$root/../shared/corpora}
work=${WORK:-$root/target/bench}
corpus=${CORPUS:-reuters}
peers=${PEERS:-dateline,tantivy}
runs=${RUNS:-3}
rounds=${ROUNDS:-20}
cold_runs=${COLD_RUNS:-7}
export PYTHONDONTWRITEBYTECODE=1
# Warm queries by the processor's clock, which other work on the machine disturbs less.
export BENCH_CLOCK=${BENCH_CLOCK:-cpu}

skip() { echo "skipped: $1"; exit 0; }
[ -f "$bench/bench.py" ] || skip "no side-by-side bench; DATELINE_BENCH names its folder"
command -v python3 >/dev/null || skip "no python3"
mkdir -p "$work/bin"
bench=$(cd "$bench" && pwd) work=$(cd "$work" && pwd)
# The bench finds its PostgreSQL here.
export PGHOST=${PGHOST:-$work/pg}

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
built=${CARGO_TARGET_DIR:-$root/target}/release
if [ -z "${DATELINE:-}" ] || [ -z "${WARM:-}" ]; then
  (cd "$root" && cargo build --quiet --release --bin dateline --example warm_queries)
fi
DATELINE=$(realpath "${DATELINE:-$built/dateline}") WARM=$(realpath "${WARM:-$built/examples/warm_queries}")

# own_json ARGS…: the peers for --extra, with the arguments that stand for one query.
own_json() {
  python3 - "$DATELINE" "$WARM" "$@" <<'PY'
import json, sys
program, warm, query = sys.argv[1], sys.argv[2], sys.argv[3:]
def peer(names):
    return {"index": [program, "index", "--archive", "{idx}", "--names", names, "{jsonl}"],
            "query": [warm, "{idx}", "{queries}", "{rounds}", "--no-total"],
            "one": [program, "search", "--archive", "{idx}", "-n", "10", *query]}
print(json.dumps({"dateline": peer("given"), "dateline-names": peer("all")}))
PY
}

# measure CORPUS PHASE QUERY_IDS ARGS…: one pass of the bench; its rows end in results.jsonl.
measure() {
  local on=$1 phase=$2 ids=$3
  shift 3
  own_json "$@" > "$work/own.json"
  python3 "$bench/bench.py" --work "$work" --extra "$work/own.json" --peers "$(peers_for "$on")" --corpus "$on" --phases "$phase" \
    --runs "$runs" --rounds "$rounds" --cold-queries "$ids" --cold-runs "$cold_runs" --timeout 1800 | cut -c 1-200 >&2
}

# peers_for CORPUS: those asked for. `all` are those that can take the corpus: some hold everything in memory, some need a file each.
peers_for() {
  if [ "$peers" != all ]; then echo "$peers"; return; fi
  local big=dateline,dateline-names,tantivy,tantivy-tuned,seekstorm,lucene,fts5,groonga,postgres
  if [ "$1" = big ]; then echo "$big"; else echo "$big,tantivy-cli,xapian,duckdb,bm25s,recoll,omega,fts5-cli,ripgrep"; fi
}

# The bench appends to results.jsonl: what follows its present end is ours.
touch "$work/results.jsonl"
before=$(wc -l < "$work/results.jsonl")
for on in ${corpus//,/ }; do
  measure "$on" index none '{plus}'
  measure "$on" query none '{plus}'
  measure "$on" cold tf3,and1 '{plus}'
  measure "$on" cold ph1 '{andtext}'
  measure "$on" cold pl2 '{plus}' --place '{place}'
  measure "$on" cold nw1 '{plus}' --sort newest
  measure "$on" cold fa2 '{plus}' --facet place
done
tail -n +"$((before + 1))" "$work/results.jsonl" > "$work/compare.jsonl"
"$root/benches/compare_table.py" "$work" "$corpus"
