#!/usr/bin/env bash
# Fuzzes each target for so many seconds, and ends with 1 where one of them breaks a promise:
#     fuzz/run.sh 60
#     TARGETS="native search" fuzz/run.sh 600 -max_len=70000
# What follows the seconds goes to libFuzzer, and wins over what stands here.
set -euo pipefail
cd "$(dirname "$0")"

seconds=${1:?how many seconds for each target, as in fuzz/run.sh 60}
shift
broken=""
for target in ${TARGETS:-native nexis factiva proquest lucene search nitf newsml_g2 newsml rcv1 feed wordpress trec}; do
    mkdir -p "corpus/$target"
    # A line of the seeds is an input.
    if [ "$target" = search ]; then
        sed 's/^/N/' seeds/native.txt
        sed 's/^/X/' seeds/nexis.txt
        sed 's/^/F/' seeds/factiva.txt
        sed 's/^/P/' seeds/proquest.txt
        sed 's/^/L/' seeds/lucene.txt
    else
        cat "seeds/$target.txt"
    fi | split --lines=1 --suffix-length=3 - "corpus/$target/seed-"
    # The code is safe Rust, so no sanitizer; overflows and debug assertions are caught. To trace comparisons took 60 % of the time.
    echo "== $target"
    cargo +nightly fuzz run --fuzz-dir . --release --sanitizer none --no-trace-compares "$target" -- -max_total_time="$seconds" -dict=query.dict \
        -max_len=2048 -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 "$@" || broken="$broken $target"
done
[ -z "$broken" ] || { echo "broken:$broken" >&2; exit 1; }
