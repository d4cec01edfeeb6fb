"""Each rule of tools/style_test.py is shown to catch what it is for, and to leave good code alone."""
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools"))
import style_test  # noqa: E402

GOOD_CPP = '''\
#include "offer/commands.hpp"

#include "base/error.hpp"
#include "offer/rows.hpp"

#include <boost/json.hpp>

namespace huan::offer {

/// Takes a draft live; see `rows::lock`.
Offer publish(store::Transaction& tx, const PublishOffer& command, base::Instant now) {
    Offer offer = rows::lock(tx, command.offer_id);
    if (offer.status != Status::draft) throw base::Error{errors::not_draft};
    offer.name = {"SELECT the best; update nothing"};  // Same commit: no change without its event.
    return rows::update(tx, offer);
}

}  // namespace huan::offer
'''


def lines(count):
    return "".join(f"    int v{number} = {number};\n" for number in range(count))


class Rules(unittest.TestCase):
    def found(self, rule, path, text):
        return [line for line, _ in rule(path, text)]

    def test_good_code_has_no_problem(self):
        good = GOOD_CPP.replace("SELECT the best; update nothing", "Ten off")
        self.assertEqual(style_test.problems_of("src/offer/commands.cpp", good), [])

    # include direction
    def test_a_module_includes_only_modules_above_it(self):
        rule = style_test.include_direction
        text = '#include "sales/lead.hpp"\n#include "base/id.hpp"\n#include "offer/offer.hpp"\n'
        self.assertEqual(self.found(rule, "src/offer/a.cpp", text), [1])
        self.assertEqual(self.found(rule, "src/base/a.cpp", text), [1, 3])
        self.assertEqual(self.found(rule, "src/server/main.cpp", text), [])
        self.assertEqual(self.found(rule, "tests/loop/story.cpp", text), [])

    def test_includes_are_written_from_src(self):
        rule = style_test.include_direction
        self.assertEqual(self.found(rule, "src/offer/a.cpp", '#include "../base/id.hpp"\n'), [1])
        self.assertEqual(self.found(rule, "src/offer/a.cpp", '#include "offer.hpp"\n'), [1])
        self.assertEqual(self.found(rule, "src/offer/a.cpp", '#include "fmt/core.h"\n'), [1])

    def test_only_tests_include_test_helpers(self):
        rule = style_test.include_direction
        text = '#include "store/testing/stores.hpp"\n'
        self.assertEqual(self.found(rule, "src/offer/commands.cpp", text), [1])
        self.assertEqual(self.found(rule, "src/offer/offer_test.cpp", text), [])

    # size and white space
    def test_wide_lines(self):
        rule = style_test.line_width
        self.assertEqual(self.found(rule, "src/base/a.cpp", "x" * 110 + "\n" + "y" * 111 + "\n"), [2])
        self.assertEqual(self.found(rule, "docs/a.md", "y" * 400), [])
        self.assertEqual(self.found(rule, "web/src/api/generated.ts", "y" * 400), [])
        self.assertEqual(self.found(rule, "src/base/a.cpp", "// 好" + "好" * 106 + "\n"), [])

    def test_long_files(self):
        rule = style_test.file_length
        self.assertEqual(self.found(rule, "src/base/a.cpp", "\n" * 601), [1])
        self.assertEqual(self.found(rule, "src/base/a.cpp", "\n" * 600), [])

    def test_white_space(self):
        rule = style_test.white_space
        self.assertEqual(self.found(rule, "src/base/a.cpp", "a \nb\n\tc\nd"), [1, 3, 4])

    # function length
    def test_long_functions(self):
        rule = style_test.function_length
        function = "namespace huan {\nint f(int a) {\n" + lines(59) + "}\n}\n"
        self.assertEqual(self.found(rule, "src/base/a.cpp", function), [2])
        self.assertEqual(self.found(rule, "src/base/a.cpp", function.replace(lines(59), lines(58))), [])

    def test_long_member_constructor_template_and_test_functions(self):
        rule = style_test.function_length
        for head in ("void Store::open(const Path& path) const noexcept {",
                     "Store::Store(int size) : size_(size), name_{\"a\"} {",
                     "template <class T, class V = std::vector<T>> requires Fits<T> auto make(T t) -> V {",
                     "bool operator==(const A& a, const B& b) {",
                     "TEST_P(OnBothStores, a_draft_goes_live) {",
                     "struct A {\n    int b = 1;\n    void run(std::function<void()> f = {}) {"):
            text = head + "\n" + lines(70) + ("}\n};\n" if head.startswith("struct") else "}\n")
            self.assertEqual(len(self.found(rule, "src/base/a.cpp", text)), 1, head)

    def test_tables_classes_and_statements_in_strings_are_not_functions(self):
        rule = style_test.function_length
        table = "const Refusal refusals[] = {\n" + "    {\"a\", f(1)},\n" * 80 + "};\n"
        self.assertEqual(self.found(rule, "src/base/a.cpp", table), [])
        self.assertEqual(self.found(rule, "src/base/a.cpp", f"void f() {{\n static {table} }}\n"), [])
        members = "class A final : public B<int> {\n" + lines(80) + "};\n"
        self.assertEqual(self.found(rule, "src/base/a.hpp", members), [])
        sql = 'void f() {\n    run(R"sql(\n' + "SELECT {\n" * 80 + ')sql");\n}\n'
        self.assertEqual(self.found(rule, "src/base/a.cpp", sql), [])

    def test_braces_in_comments_and_strings_do_not_confuse(self):
        rule = style_test.function_length
        text = 'void f() {\n    call("}{{", \'{\');  // {\n' + lines(10)
        text += "}\nvoid g() {\n" + lines(55) + "}\n"
        self.assertEqual(self.found(rule, "src/base/a.cpp", text), [])

    # leftovers
    def test_leftovers(self):
        rule = style_test.leftovers
        words = "// TODO: more\n// FIXME\nint hack;\n// XXX\n"
        self.assertEqual(self.found(rule, "src/base/a.cpp", words), [1, 2, 4])
        calls = "console.log(1)\ndebugger\nconsole.error(2)\n"
        self.assertEqual(self.found(rule, "web/src/a.ts", calls), [1, 2])
        self.assertEqual(self.found(rule, "tools/shots.mjs", "console.log(1)\n"), [])

    def test_commented_out_code(self):
        rule = style_test.leftovers
        for code in ("// offer.publish(tx);", "    // return;", "// if (a) {", "// }", "// #include <vector>",
                     "// const int a = 3;"):
            self.assertEqual(self.found(rule, "src/base/a.cpp", code + "\n"), [1], code)
        for prose in ("// The caller commits;", "/// Like `f(x);`", "// Sorted: see order_of().",
                      "}  // namespace a", "// clang-format off"):
            self.assertEqual(self.found(rule, "src/base/a.cpp", prose + "\n"), [], prose)

    def test_machine_paths(self):
        rule = style_test.machine_paths
        own = str(style_test.ROOT)
        self.assertEqual(self.found(rule, "README.md", f"a\n{own}/src\n"), [2])
        self.assertEqual(self.found(rule, "Makefile", "cd /home/ann/huan\n"), [1])
        self.assertEqual(self.found(rule, "src/http/routes.cpp", '"/api/home/x" "/home"\n'), [])
        lock = '{"resolved": "https://registry.example.test/a.tgz"}\n'
        self.assertEqual(self.found(rule, "web/package-lock.json", lock), [1])

    # coroutines
    def test_the_co_await_trap(self):
        rule = style_test.co_await_trap
        for bad in ("co_await f(B{.t = 1});", "auto x = co_await send(conn, Message{a, b});",
                    "co_await f({.t = text});", "if (co_await ask(Query<int>{1})) {}",
                    "co_return co_await f(\n    huan::http::Reply{.status = 200});"):
            self.assertTrue(rule("src/http/a.cpp", f"void g() {{\n{bad}\n}}\n"), bad)
        for good in ("B b{.t = 1};\nco_await f(std::move(b));", "co_await f(std::chrono::seconds{5});",
                     "if (co_await ready()) { B b{1}; }", "auto x = co_await f(a); B b{1};",
                     "co_await run([&](int a) { return B{a}; });",
                     "co_await run([&]() -> asio::awaitable<void> { B b{1}; co_return; });",
                     "// co_await f(B{1})", 'log("co_await f(B{1})");'):
            self.assertEqual(rule("src/http/a.cpp", f"void g() {{\n{good}\n}}\n"), [], good)

    def test_coroutines_stay_in_http(self):
        rule = style_test.coroutines_stay_in_http
        self.assertEqual(self.found(rule, "src/offer/commands.cpp", "\nco_return 1;\n"), [2])
        self.assertEqual(self.found(rule, "src/http/server.cpp", "co_return 1;\n"), [])

    # SQL and migrations
    def test_sql_stands_in_rows(self):
        rule = style_test.sql_in_its_place
        for bad in ('run("SELECT id FROM offer");', 'run(R"sql(\n    UPDATE offer SET a = 1)sql");',
                    'run("INSERT INTO offer VALUES ($1)");', 'run("DELETE FROM offer");'):
            self.assertEqual(len(rule("src/offer/commands.cpp", bad)), 1, bad)
            self.assertEqual(rule("src/offer/rows.cpp", bad), [])
            self.assertEqual(rule("src/offer/rows_coupon.cpp", bad), [])
            self.assertEqual(rule("src/offer/offer_test.cpp", bad), [])
            self.assertEqual(rule("src/store/sqlite.cpp", bad), [])
        self.assertEqual(rule("src/offer/commands.cpp", '// "SELECT x"\nsay("Select a product.");\n'), [])

    def test_migrations_are_named(self):
        rule = style_test.migrations_are_named
        self.assertEqual(self.found(rule, "src/offer/migrations/1_offer.sql", ""), [1])
        self.assertEqual(self.found(rule, "src/offer/migrations/0001_offer.sql", ""), [])


if __name__ == "__main__":
    unittest.main()
