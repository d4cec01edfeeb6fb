#!/usr/bin/env python3
"""Reads what a test run left behind and prints `passed failed skipped`.

tools/suites.py gtest|tap|vitest|unittest <file>
A missing or unreadable file counts as one failure: the run did not get to its end.
"""
import json
import re
import sys


def gtest(text):
    cases = [case for suite in json.loads(text)["testsuites"] for case in suite["testsuite"]]
    failed = sum(1 for case in cases if case.get("failures"))
    skipped = sum(1 for case in cases if case.get("result") in ("SKIPPED", "SUPPRESSED")
                  or case.get("status") == "NOTRUN")
    return len(cases) - failed - skipped, failed, skipped


def tap(text):
    def count(word):
        return sum(int(number) for number in re.findall(rf"^# {word} (\d+)$", text, re.M)[-1:])
    if not re.search(r"^# pass \d+$", text, re.M):
        raise ValueError("no summary")
    return count("pass"), count("fail") + count("cancelled"), count("skipped") + count("todo")


def vitest(text):
    result = json.loads(text)
    failed = result["numFailedTests"]
    if not result["success"] and not failed:
        failed = max(1, result.get("numFailedTestSuites", 0))  # A file that could not even be loaded.
    return result["numPassedTests"], failed, result["numPendingTests"] + result.get("numTodoTests", 0)


def unittest(text):
    total = int(re.search(r"^Ran (\d+) tests?", text, re.M).group(1))
    counts = {word: int(number) for word, number in re.findall(r"(failures|errors|skipped)=(\d+)", text)}
    failed = counts.get("failures", 0) + counts.get("errors", 0)
    return total - failed - counts.get("skipped", 0), failed, counts.get("skipped", 0)


def main(kind, path):
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            print(*{"gtest": gtest, "tap": tap, "vitest": vitest, "unittest": unittest}[kind](file.read()))
    except (OSError, ValueError, KeyError, AttributeError):
        print(0, 1, 0)


if __name__ == "__main__":
    main(*sys.argv[1:3])
