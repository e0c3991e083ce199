#!/usr/bin/env python3
"""Are the measures those of trec_eval? Compares `dateline eval --run` with pytrec_eval on random runs and judgments.

    python3 benches/trec_eval.py                # 1,000 random cases; needs target/release/dateline and pytrec_eval
    python3 benches/trec_eval.py --cases 200    # fewer
    python3 benches/trec_eval.py --seed 7       # others
    python3 benches/trec_eval.py --qrels QRELS --run RUN    # these files instead

pytrec_eval is trec_eval's own C code behind Python (`pip install pytrec_eval-terrier`); without it the script says so and exits 0.

The cases are made to be hard: scores with many ties, scores that differ as doubles and are equal as floats, ranks that contradict the
scores, judgments of several grades and below 0, queries without a relevant article, without an answer, without judgments, runs of up to
1,500 answers, docnos whose order depends on how bytes are compared. Every line that dateline prints, for each query and for all, with
and without --complete, must have the same four places. A case with a docno twice must be refused. Exit 1 on any difference.
"""
import argparse
import os
import random
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
MEASURES = ["map", "ndcg_cut_10", "P_10", "recip_rank", "recall_100"]
LETTERS = "aAbBzZ09-_.é国"


def main():
    args = arguments()
    try:
        import pytrec_eval
    except ImportError:
        print("skipped: there is no pytrec_eval; pip install pytrec_eval-terrier")
        return 0
    if not os.access(args.dateline, os.X_OK):
        print(f"error: no program at {args.dateline}; run cargo build --release, or name one with --dateline")
        return 2
    if args.run:
        values, differences = compare(args.dateline, pytrec_eval, args.qrels, args.run)
        return report([f"{args.run}: {difference}" for difference in differences], values, 1, 0)

    problems, values, refused = [], 0, 0
    with tempfile.TemporaryDirectory(prefix="dateline-trec-eval-") as folder:
        qrels, run = os.path.join(folder, "qrels"), os.path.join(folder, "run")
        for case in range(args.cases):
            chance = random.Random(f"{args.seed} {case}")
            judgments, answers = random_case(chance)
            write(qrels, judgments)
            write(run, answers)
            count, differences = compare(args.dateline, pytrec_eval, qrels, run)
            values += count
            problems += [f"case {case}: {difference}" for difference in differences]
            if chance.random() < 0.1:
                write(run, answers + [chance.choice(answers)])
                refused += 1
                if evaluate(args.dateline, qrels, run, []).returncode != 2:
                    problems.append(f"case {case}: a docno that stands twice in a run is not refused")
    return report(problems, values, args.cases, refused)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    default = os.environ.get("DATELINE", os.path.join(ROOT, "target", "release", "dateline"))
    parser.add_argument("--dateline", default=default, metavar="PATH")
    parser.add_argument("--cases", type=int, default=1000, metavar="N")
    parser.add_argument("--seed", type=int, default=1, metavar="N")
    parser.add_argument("--qrels", metavar="FILE")
    parser.add_argument("--run", metavar="FILE")
    args = parser.parse_args()
    if bool(args.qrels) != bool(args.run):
        parser.error("--qrels and --run go together")
    return args


def report(problems, values, cases, refused):
    for problem in problems[:20]:
        print(problem)
    print(f"{cases} cases, {values} values compared, {refused} runs with a docno twice: {len(problems)} differences")
    return 1 if problems else 0


def random_case(chance):
    """Returns the lines of qrels and of a run."""
    docnos = list({"".join(chance.choices(LETTERS, k=chance.randint(1, 6))) for _ in range(chance.choice([5, 30, 300, 2000]))})
    queries = [str(number) for number in range(1, chance.randint(2, 12))]
    highest = chance.choice([1, 1, 2, 3, 7])
    judgments, answers = [], []
    for query in queries:
        fate = chance.random()
        if fate > 0.1 or query == "1":
            judged = chance.sample(docnos, chance.randint(1, min(len(docnos), 200)))
            lowest = 0 if chance.random() < 0.7 else -2
            has_relevant = chance.random() > 0.1
            for at, docno in enumerate(judged):
                # trec_eval reads memory that is not its own where all judgments of a query are below 0.
                grade = chance.randint(0 if at == 0 else lowest, highest if has_relevant else 0)
                judgments.append(f"{query}{chance.choice([' 0 ', chr(9) + 'Q0' + chr(9)])}{docno} {grade}")
        if not 0.1 < fate < 0.2 or query == "1":
            found = chance.sample(docnos, chance.randint(1, min(len(docnos), 1500)))
            score = scores(chance)
            for docno in found:
                answers.append(f"{query} Q0 {docno} {chance.randint(1, 1000)} {score()} run")
    chance.shuffle(judgments)
    chance.shuffle(answers)
    return judgments, answers


def scores(chance):
    """Returns what draws scores, in one of several ways."""
    kind = chance.randint(0, 4)
    if kind == 0:
        return lambda: repr(chance.uniform(-5, 30))
    if kind == 1:
        return lambda: str(chance.randint(0, 5))
    if kind == 2:
        return lambda: repr(1 + chance.randint(0, 40) * 1e-8)
    if kind == 3:
        return lambda: f"{chance.uniform(0, 1):.3e}"
    return lambda: "1"


def compare(dateline, pytrec_eval, qrels, run):
    """Returns how many values were compared, and what differs."""
    judgments = table(qrels, 3, int)
    answers = table(run, 4, float)
    expected = pytrec_eval.RelevanceEvaluator(judgments, {"map", "ndcg_cut_10", "P_10", "recip_rank", "recall_100"})
    expected = expected.evaluate(answers)
    problems, count = [], 0
    for flags in [], ["--complete"]:
        ran = evaluate(dateline, qrels, run, flags)
        if ran.returncode != 0:
            return count, [f"exit {ran.returncode}: {ran.stderr.strip()}"]
        printed = {(measure.strip(), query): value for measure, query, value in rows(ran.stdout)}
        counted = sorted(judgments if flags else expected)
        for measure in MEASURES:
            values = {query: expected[query][measure] if query in expected else 0.0 for query in counted}
            values["all"] = sum(values[query] for query in counted) / len(counted)
            for query, value in values.items():
                count += 1
                if printed.get((measure, query)) != f"{value:.4f}":
                    problems.append(f"{measure} of {query} {flags}: {printed.get((measure, query))}, trec_eval {value:.4f}")
        if printed.get(("num_q", "all")) != str(len(counted)):
            problems.append(f"num_q {flags}: {printed.get(('num_q', 'all'))}, trec_eval {len(counted)}")
    return count, problems


def evaluate(dateline, qrels, run, flags):
    command = [dateline, "eval", "--qrels", qrels, "--run", run, "--by-query", *flags]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8")


def table(path, column, kind):
    """Returns query → docno → value."""
    read = {}
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            cells = line.split()
            read.setdefault(cells[0], {})[cells[2]] = kind(cells[column])
    return read


def rows(text):
    return [line.split("\t") for line in text.splitlines()]


def write(path, lines):
    with open(path, "w", encoding="utf-8") as file:
        file.write("".join(f"{line}\n" for line in lines))


if __name__ == "__main__":
    sys.exit(main())
