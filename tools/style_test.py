#!/usr/bin/env python3
"""The house rules that no compiler knows. Prints `file:line: what is wrong`, exits 1 when there is anything.

tools/style_test.py [file...]     without files: everything git would keep
Each rule is a function (path, text) -> [(line, sentence)]; tests/style shows each of them at work.
"""
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent

MODULES = ("base store history http jobs access customer insight offer channel scene capture sales "
           "effect demo server").split()
MAX_WIDTH = 110
MAX_FUNCTION_LINES = 60
MAX_FILE_LINES = 600
CPP = (".cpp", ".hpp")
SCRIPT = (".ts", ".tsx", ".js", ".mjs")
CODE = CPP + SCRIPT + (".py", ".sh", ".sql", ".cmake", ".css")
GENERATED = ("web/src/api/generated.ts", "docs/openapi.json")
OWN_SAMPLES = ("tools/style_test.py", "tests/style/")


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1


def blanked(text, keep_strings=False):
    """C++ text of the same length and lines, with comments, and strings unless kept, turned into spaces."""
    token = re.compile(
        r'//[^\n]*|/\*.*?\*/|R"(?P<mark>[^ ()\\\t\n]{0,16})\(.*?\)(?P=mark)"'
        r'|"(?:\\.|[^"\\\n])*"|(?<![0-9a-fA-F])\'(?:\\.|[^\'\\\n])+\'', re.S)

    def replaced(match):
        found = match.group(0)
        if keep_strings and not found.startswith(("//", "/*")):
            return found
        spaces = re.sub(r"[^\n]", " ", found)
        if found.startswith(("//", "/*")):
            return spaces
        return '"' + spaces[1:-1] + '"' if found.startswith('"') and len(found) > 1 else "0" + spaces[1:]

    return token.sub(replaced, text)


def is_test(path):
    return "_test" in pathlib.PurePath(path).name or "/testing/" in path or not path.startswith("src/")


# --- rules ----------------------------------------------------------------------------------------


def include_direction(path, text):
    """A module includes only itself and the modules above it; the server may include all."""
    parts = path.split("/")
    if parts[0] != "src" or not path.endswith(CPP) or parts[1] not in MODULES:
        return []
    allowed = MODULES[:MODULES.index(parts[1]) + 1]
    problems = []
    for match in re.finditer(r'^[ \t]*#[ \t]*include[ \t]+"([^"]+)"', text, re.M):
        included = match.group(1)
        line = line_of(text, match.start())
        module = included.split("/")[0]
        if included.startswith(".") or "/" not in included:
            problems.append((line, f'"{included}": write includes from src, as "{parts[1]}/..."'))
        elif module not in MODULES:
            problems.append((line, f'"{included}" is not in a module; use <...> for what is not ours'))
        elif module not in allowed:
            problems.append((line, f"{parts[1]} must not include {module}: use events"))
        elif "/testing/" in included and not is_test(path):
            problems.append((line, f'"{included}" is for tests only'))
    return problems


def line_width(path, text):
    if not path.endswith(CODE) or path in GENERATED:
        return []
    return [(number, f"{len(line)} characters, at most {MAX_WIDTH}")
            for number, line in enumerate(text.split("\n"), 1)
            if len(line) > MAX_WIDTH and not re.search(r"https?://\S{40,}", line)]


def file_length(path, text):
    lines = text.count("\n")
    if not path.endswith(CODE) or path in GENERATED or lines <= MAX_FILE_LINES:
        return []
    return [(1, f"{lines} lines, at most {MAX_FILE_LINES}: split the file")]


def white_space(path, text):
    if not path.endswith(CODE) or path in GENERATED:
        return []
    problems = [(line_of(text, m.start()), "white space at the end of the line")
                for m in re.finditer(r"[ \t]+$", text, re.M)]
    problems += [(line_of(text, m.start()), "a tab; use spaces") for m in re.finditer(r"^ *\t", text, re.M)]
    problems += [(line_of(text, m.start()), "a carriage return") for m in re.finditer(r"\r", text)]
    if text and not text.endswith("\n"):
        problems.append((text.count("\n") + 1, "no newline at the end of the file"))
    return problems


def function_spans(code):
    """(head, first line, last line, lines of tables inside) of each function in blanked C++ text.

    A scan by braces: at namespace or class level a `{` opens a namespace, a class, a table, or a function.
    """
    scopes = []  # of kind, head, where it starts, lines of tables, parentheses open before, line of the brace
    head_start = 0
    parens = 0
    for match in re.finditer(r"[{}();]", code):
        char, at = match.group(0), match.start()
        outside = not scopes or scopes[-1][0] in ("namespace", "class")
        if char == "(":
            parens += 1
        elif char == ")":
            parens = max(0, parens - 1)
        elif char == ";":
            if outside and parens == 0:
                head_start = at + 1
        elif char == "{":
            raw = code[head_start:at]
            start = head_start + len(raw) - len(raw.lstrip())
            head = " ".join(raw.split())
            in_head = outside and parens > 0  # As in `void run(Options options = {}) {`.
            before = code[max(0, at - 200):at].rstrip()[-1:]
            kind = "argument" if in_head else scope_kind(head, outside, before)
            scopes.append([kind, head, start, 0, parens, line_of(code, at)])
            head_start = at + 1
            parens = 0
        elif scopes:
            kind, head, start, tables, parens, opened = scopes.pop()
            last = line_of(code, at)
            if kind == "function":
                yield head, line_of(code, start), last, tables
            elif scopes:
                scopes[-1][3] += last - opened - 1 if kind == "table" and last > opened else tables
            if not scopes or scopes[-1][0] in ("namespace", "class"):
                # `Store() : name_{"a"} {` is still the head of one constructor.
                goes_on = kind == "argument" or code[at + 1:at + 200].lstrip()[:1] in (",", "{")
                head_start = start if goes_on else at + 1


def scope_kind(head, outside, before):
    if not outside:
        return "table" if before == "=" else "block"
    while True:  # Preprocessor lines, attributes and template heads say nothing about the kind.
        shorter = re.sub(r"^(#\s*\w+\s+(<[^>]*>|\"[^\"]*\")?|template ?<([^<>]|<([^<>]|<[^<>]*>)*>)*>"
                         r"|\[\[.*?\]\])\s*", "", head)
        if shorter == head:
            break
        head = shorter
    if re.search(r"\bnamespace\b|^extern\b[^(]*$", head):
        return "namespace"
    if re.match(r"(typedef )?(class|struct|union)\b[^()=]*$", re.sub(r"alignas\(.*?\)", "", head)):
        return "class"
    without_operators = re.sub(r"operator\s*(==|<=>|!=|<=|>=|[-+*/|&^]?=)|[=!<>]=", "", head)
    outer = re.sub(r"\([^()]*(\([^()]*\)[^()]*)*\)", "()", without_operators)
    if "=" in re.sub(r"<[^<>]*>", "", outer) or "(" not in head:
        return "table"
    return "function"


def function_length(path, text):
    """Functions of at most 60 lines; tables and raw strings (SQL) inside do not count."""
    if not path.endswith(CPP):
        return []
    raw_lines = set()
    for match in re.finditer(r'R"([^ ()\\\t\n]{0,16})\(.*?\)\1"', text, re.S):
        raw_lines.update(range(line_of(text, match.start()) + 1, line_of(text, match.end()) + 1))
    problems = []
    for head, first, last, tables in function_spans(blanked(text)):
        lines = last - first + 1 - tables - sum(1 for line in raw_lines if first <= line <= last)
        if lines > MAX_FUNCTION_LINES:
            name = re.search(r"([\w:~]+)\s*\(", head)
            problems.append((first, f"{name.group(1) if name else 'function'} has {lines} lines, "
                                    f"at most {MAX_FUNCTION_LINES}"))
    return problems


def leftovers(path, text):
    if path.endswith(".md") or path in GENERATED or path.startswith(OWN_SAMPLES):
        return []
    problems = [(line_of(text, m.start()), f"{m.group(0)}: do it, or write an issue")
                for m in re.finditer(r"\b(TODO|FIXME|XXX|HACK)\b", text)]
    if path.startswith("web/src/"):
        problems += [(line_of(text, m.start()), f"{m.group(0)} left behind")
                     for m in re.finditer(r"\bconsole\.(log|debug)\b|\bdebugger\b", text)]
    if path.startswith("src/"):
        problems += [(line_of(text, m.start()), f"{m.group(0)} left behind; use the log")
                     for m in re.finditer(r'\bstd::(cerr|clog)\b(?=\s*<<\s*"(DEBUG|debug|here|>>>))', text)]
    if path.endswith(CPP + SCRIPT):
        problems += commented_out(text)
    return problems


def commented_out(text):
    problems = []
    for match in re.finditer(r"^[ \t]*//(?!/)[ \t]*(.*?)[ \t]*$", text, re.M):
        words = match.group(1)
        statement = words.endswith(";") and re.search(r"[=(]|->|::|^(return|break|continue)\b", words)
        opening = re.search(r"^(if|for|while|else|switch|try|}).*\{$", words) or words in ("{", "}", "};")
        if statement or opening or re.match(r"#\s*(include|if|endif|define)\b", words):
            problems.append((line_of(text, match.start()), "commented-out code"))
    return problems


def machine_paths(path, text):
    """Nothing may depend on the machine it was written on."""
    if path.startswith(OWN_SAMPLES):
        return []
    own = re.escape(str(ROOT)) + r"(?![\w-])" if len(ROOT.parts) > 2 else r"(?!)"
    problems = [(line_of(text, m.start()), f"machine path {m.group(0)}")
                for m in re.finditer(own + r"|(?<![\w.])/(?:home|Users)/[a-z]\w*|(?<![\w./])/root\b", text)]
    if path.endswith("package-lock.json"):
        problems += [(line_of(text, m.start()), "a lock file names no registry")
                     for m in re.finditer(r'"resolved": "http', text)]
    return problems


def co_await_trap(path, text):
    """GCC 12 frees an aggregate temporary twice inside a co_await expression: name it, then move it in."""
    if not path.endswith(CPP):
        return []
    code = blanked(text)
    problems = []
    for match in re.finditer(r"\bco_await\b", code):
        problems += [(line_of(text, at), "aggregate temporary inside co_await: name it, then move it in")
                     for at in temporaries(code, match.end())]
    return sorted(set(problems))


def temporaries(code, at):
    depth = 0
    while at < len(code):
        char = code[at]
        if char in "([":
            depth += 1
        elif char in ")]":
            depth -= 1
        elif char == "{":
            before = code[max(0, at - 300):at].rstrip()
            end = closing_brace(code, at)
            lambda_body = (before.endswith((")", "]")) or re.search(r"\b(mutable|noexcept)$", before)
                           or re.search(r"->\s*[\w:<>, *&]+$", before))
            if not lambda_body and not re.search(r"std::(?!array\b)[\w:]+(<[^;{}()]*>)?$", before):
                yield at
            at = end
        if depth < 0 or (depth == 0 and char in ";"):
            return
        at += 1


def closing_brace(code, at):
    depth = 0
    for match in re.finditer(r"[{}]", code[at:]):
        depth += 1 if match.group(0) == "{" else -1
        if depth == 0:
            return at + match.start()
    return len(code)


def sql_in_its_place(path, text):
    """SQL is named and stands in rows*.cpp or a .sql file; only store and history know more of it."""
    if not path.endswith(CPP) or is_test(path) or path.startswith(("src/store/", "src/history/")):
        return []
    if re.match(r"src/\w+/rows\w*\.[ch]pp$", path):
        return []
    statement = (r'(?:R"[^ ()\\\t\n]{0,16}\(|")\s*'
                 r"(SELECT\s|INSERT\s+INTO\s|UPDATE\s+\S+\s+SET\b|DELETE\s+FROM\s|WITH\s+\w+\s+AS\b"
                 r"|CREATE\s+TABLE)")
    return [(line_of(text, m.start()), f"SQL ({m.group(1).split()[0]}) outside rows.cpp")
            for m in re.finditer(statement, blanked(text, keep_strings=True))]


def coroutines_stay_in_http(path, text):
    """Commands and queries are plain functions; coroutines live in http, channel clients and the server."""
    if not path.endswith(CPP) or not re.match(r"src/(?!http/|channel/|server/)", path):
        return []
    return [(line_of(text, m.start()), f"{m.group(0)}: coroutines live only in http and channel clients")
            for m in re.finditer(r"\bco_(?:await|return|yield)\b", blanked(text))]


def migrations_are_named(path, _text):
    if "/migrations/" not in path or re.search(r"^src/[a-z]+/migrations/\d{4}_[a-z0-9_]+\.sql$", path):
        return []
    return [(1, "a migration is named NNNN_name.sql")]


RULES = [include_direction, line_width, file_length, white_space, function_length, leftovers, machine_paths,
         co_await_trap, sql_in_its_place, coroutines_stay_in_http, migrations_are_named]


def problems_of(path, text):
    return sorted(problem for rule in RULES for problem in rule(path, text))


def project_files():
    git = ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-co", "--exclude-standard", "-z"]
    listed = subprocess.run(git, cwd=ROOT, check=False, capture_output=True, text=True)
    if listed.returncode == 0:
        names = listed.stdout.split("\0")
    else:  # An unpacked archive: all but what is built and downloaded.
        names = [str(path.relative_to(ROOT)) for path in ROOT.rglob("*")
                 if not {"build", "data", "dist", "node_modules", ".git"} & set(path.relative_to(ROOT).parts)]
    return sorted({name for name in names if name and (ROOT / name).is_file()})


def main(arguments):
    names = [str(pathlib.Path(name).resolve().relative_to(ROOT)) for name in arguments] or project_files()
    count = 0
    for name in names:
        try:
            text = (ROOT / name).read_bytes().decode("utf-8")
        except (UnicodeDecodeError, FileNotFoundError):
            continue  # An image, a font, or a file just removed.
        for line, sentence in problems_of(name, text):
            print(f"{name}:{line}: {sentence}")
            count += 1
    print(f"style: {len(names)} files, {count} problems")
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
