#!/usr/bin/env python3
"""clang-tidy over our own sources, two at a time; a file found clean is not looked at again until it, a
header of ours that it includes, the list of checks or its command line changes.

tools/tidy.py [--preset release] [file...]     needs the preset configured (tools/build.sh)
Tests are left out: what the checks look for matters where it runs for years.
"""
import argparse
import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
SRC = ROOT / "src"
WORK = ROOT / "build" / "tidy"
TIDY = "clang-tidy-16"
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]+"([^"]+)"', re.M)
# What GCC understands and Clang does not, and our warnings: they are GCC's business.
GCC_ONLY = re.compile(r"-include \S+|-fpch-preprocess|-ffile-prefix-map=\S+|-Winvalid-pch|-W(?!p,)\S+|-o \S+")


def commands(preset):
    with open(ROOT / "build" / preset / "compile_commands.json", encoding="utf-8") as file:
        entries = json.load(file)
    for entry in entries:
        path = pathlib.Path(entry["file"])
        if SRC not in path.parents or path.name.endswith("_test.cpp") or "testing" in path.parts:
            continue
        command = entry["command"]
        compiler = re.search(r"\S*(?:c\+\+|g\+\+)\S* ", command)
        entry["command"] = GCC_ONLY.sub("", command[compiler.start():] if compiler else command)
        yield path, entry


def headers_of(path, seen):
    """Our headers that `path` includes, directly or not."""
    for name in INCLUDE.findall(path.read_text(encoding="utf-8")):
        header = SRC / name
        if header not in seen and header.is_file():
            seen.add(header)
            headers_of(header, seen)
    return seen


def key_of(path, command, fixed):
    digest = hashlib.sha256(fixed)
    digest.update(command.replace(str(ROOT), "").encode())
    for file in [path, *sorted(headers_of(path, set()))]:
        digest.update(str(file.relative_to(ROOT)).encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def tidy(path):
    start = time.monotonic()
    done = subprocess.run([TIDY, "-p", str(WORK), "--quiet", str(path)], cwd=ROOT, capture_output=True,
                          text=True, check=False)
    return path, done.returncode, done.stdout, time.monotonic() - start


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--preset", default=os.environ.get("HUAN_PRESET", "release"))
    parser.add_argument("--jobs", type=int, default=int(os.environ.get("HUAN_JOBS", "2")))
    parser.add_argument("files", nargs="*")
    options = parser.parse_args()

    entries = dict(commands(options.preset))
    WORK.mkdir(parents=True, exist_ok=True)
    (WORK / "compile_commands.json").write_text(json.dumps(list(entries.values())), encoding="utf-8")
    version = subprocess.run([TIDY, "--version"], capture_output=True, check=True).stdout
    fixed = version + (ROOT / ".clang-tidy").read_bytes()
    clean = WORK / "clean"
    clean.mkdir(exist_ok=True)

    chosen = [pathlib.Path(name).resolve() for name in options.files] or sorted(entries)
    keys = {path: key_of(path, entries[path]["command"], fixed) for path in chosen if path in entries}
    todo = [path for path, key in keys.items() if not (clean / key).exists()]
    problems = 0
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for path, status, output, seconds in pool.map(tidy, todo):
            name = path.relative_to(ROOT)
            if status == 0:
                (clean / keys[path]).touch()
            else:
                problems += 1
                print(output.replace(f"{ROOT}/", "").strip())
            if seconds > 20:
                print(f"{name} took {seconds:.0f} s")
    for old in clean.iterdir():
        if time.time() - old.stat().st_mtime > 30 * 86400:
            old.unlink()
    print(f"clang-tidy: {len(keys)} files, {len(keys) - len(todo)} unchanged since found clean, "
          f"{problems} with problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
