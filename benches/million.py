#!/usr/bin/env python3
"""Shows how time and memory of indexing grow up to a million articles, and how long queries take then. See README.md.

    benches/million.py
    benches/million.py --sizes 40000,200000    # smaller steps
    benches/million.py --keep /tmp/million     # keeps the largest archive, and uses it the next time

The articles are those of the side-by-side bench's generator: needs 7 GB of disk and some 20 minutes.
"""
import argparse, json, os, pathlib, shutil, statistics, subprocess, sys, time

ROOT = pathlib.Path(__file__).resolve().parent.parent


def skip(why):
    print(f"skipped: {why}")
    sys.exit(0)


def make_articles(folder, sgml, bench, count):
    """The file of articles, made where it is not there or too short."""
    articles = folder / "big.jsonl"
    stats = folder / "stats.json"
    if not stats.exists() or json.loads(stats.read_text())["big"]["docs"] < count:
        if not list(sgml.glob("reut2-*.sgm")):
            skip(f"no reut2-*.sgm in {sgml}; DATELINE_CORPORA names the folder above it")
        command = [sys.executable, bench / "prepare.py", "--sgml", sgml, "--out", folder, "--articles", str(count)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"})
    return articles


def head(articles, count, to):
    """The first so many lines; returns the bytes of their titles and bodies."""
    text = 0
    with open(articles, "rb") as lines, open(to, "wb") as out:
        for line in (line for line, _ in zip(lines, range(count))):
            article = json.loads(line)
            text += len(article["title"].encode()) + len(article["body"].encode())
            out.write(line)
    return text


def memory(pid):
    """The process's memory in MB by /proc: its highest mark, what is its own now, and what it has mapped of files now."""
    wanted = {"VmHWM:": 0, "RssAnon:": 0, "RssFile:": 0}
    try:
        for line in open(f"/proc/{pid}/status"):
            name, *rest = line.split()
            if name in wanted:
                wanted[name] = int(rest[0]) / 1000
    except (FileNotFoundError, ProcessLookupError):
        pass
    return tuple(wanted.values())


def index(program, articles, archive):
    """Indexes and returns (wall s, CPU s, highest mark of memory, highest own memory, highest mapped memory), memory in MB."""
    shutil.rmtree(archive, ignore_errors=True)
    archive.mkdir(parents=True)
    before, start = os.times(), time.monotonic()
    process = subprocess.Popen([program, "index", "--archive", archive, "--names", "given", "--quiet", articles])
    highest = (0, 0, 0)
    while process.poll() is None:
        highest = tuple(map(max, highest, memory(process.pid)))
        time.sleep(0.02)
    after = os.times()
    if process.returncode:
        sys.exit(f"indexing failed, exit {process.returncode}")
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return (time.monotonic() - start, cpu, *highest)


def held(path):
    return sum(file.stat().st_size for file in path.rglob("*") if file.is_file()) if path.is_dir() else path.stat().st_size


def warm(archive, queries, flags):
    """The median of each query in milliseconds of the processor, by kind."""
    program = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "release/examples/warm_queries"
    command = [program, archive, queries, "20", *flags]
    out = subprocess.run(command, check=True, capture_output=True, text=True, env={**os.environ, "BENCH_CLOCK": "cpu"}).stdout
    kinds = {}
    for row in map(json.loads, out.splitlines()):
        kinds.setdefault(row["kind"], []).append(statistics.median(row["us"]) / 1000)
    return kinds


def percentile(values, percent):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--sizes", default="40000,200000,1000000")
    options.add_argument("--keep", type=pathlib.Path)
    options = options.parse_args()
    sizes = sorted(int(size) for size in options.sizes.split(","))
    bench = pathlib.Path(os.environ.get("DATELINE_BENCH", ROOT / "../shared/bench"))
    sgml = pathlib.Path(os.environ.get("DATELINE_CORPORA", ROOT / "../shared/corpora")) / "reuters21578"
    work = pathlib.Path(os.environ.get("WORK", ROOT / "target/bench")) / "million"
    if not (bench / "prepare.py").exists():
        skip("no side-by-side bench; DATELINE_BENCH names its folder")
    subprocess.run(["cargo", "build", "--quiet", "--release", "--bin", "dateline", "--example", "warm_queries"], check=True, cwd=ROOT)
    program = os.environ.get("DATELINE") or pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "release/dateline"
    work.mkdir(parents=True, exist_ok=True)

    archive = options.keep or work / "archive"
    if not (options.keep and (options.keep / "archive.db").exists()):
        articles = make_articles(work / "data", sgml, bench, sizes[-1])
        print("| articles | wall s | cpu s | articles per cpu second | peak MB | own, peak MB | mapped, peak MB | index/ / text | archive.db / text |")
        print("|--:|--:|--:|--:|--:|--:|--:|--:|--:|", flush=True)
        for size in sizes:
            part = work / "part.jsonl"
            text = head(articles, size, part)
            wall, cpu, peak, own, mapped = index(program, part, archive)
            part.unlink()
            shares = held(archive / "index") / text, held(archive / "archive.db") / text
            print(f"| {size:,} | {wall:,.1f} | {cpu:,.1f} | {size / cpu:,.0f} | {peak:,.0f} | {own:,.0f} | {mapped:,.0f} "
                  f"| {shares[0]:.3f} | {shares[1]:.3f} |", flush=True)
        print()
    print("| queries | number | median ms | p95 ms | slowest ms | with exact totals: median | p95 | slowest |")
    print("|---|--:|--:|--:|--:|--:|--:|--:|")
    sides = [warm(archive, bench / "queries.tsv", flags) for flags in (["--no-total"], [])]
    for side in sides:
        side["all"] = [time for times in side.values() for time in times]
    for kind, times in sides[0].items():
        cells = [f"{figure:,.2f}" for side in (times, sides[1][kind])
                 for figure in (statistics.median(side), percentile(side, 95), max(side))]
        print(f"| {kind} | {len(times)} | {' | '.join(cells)} |")
    if not options.keep:
        shutil.rmtree(archive)


main()
