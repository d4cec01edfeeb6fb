#include "demo/demo.hpp"

#include "base/json.hpp"
#include "base/log.hpp"
#include "server/application.hpp"
#include "server/commands.hpp"
#include "server/demo_maker.hpp"
#include "server/demo_mark.hpp"
#include "server/terminal.hpp"

#include <fmt/format.h>

#include <charconv>
#include <chrono>
#include <filesystem>

/// `huan demo`.
namespace huan::server {
namespace {

namespace fs = std::filesystem;

constexpr base::ErrorKind holds_data{
    base::Category::conflict, "demo.holds_data",
    "This directory holds data that is no demo. Give a directory that holds nothing."};
constexpr base::ErrorKind there_already{
    base::Category::conflict, "demo.there_already",
    "This directory holds a demo already. Give --reset to take it away and make it anew."};
constexpr base::ErrorKind bad_number{base::Category::invalid, "demo.bad_number",
                                     "This is not a number, such as 5000, 5k or 1m."};
constexpr base::ErrorKind bad_time{base::Category::invalid, "demo.bad_time",
                                   "This is not a time, such as 2026-11-22T02:00:00Z."};

/// "300", "5k", "1m".
std::int64_t number_of(std::string text, const std::string& field) {
    std::int64_t times = 1;
    if (text.ends_with('k') || text.ends_with('K')) times = 1'000;
    if (text.ends_with('m') || text.ends_with('M')) times = 1'000'000;
    if (times > 1) text.pop_back();
    std::int64_t number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (problem != std::errc{} || end != text.data() + text.size() || number < 0 || number > 1'000'000)
        throw base::Error{bad_number, field};
    return number * times;
}

demo::Order order_of(const DemoOrder& given) {
    demo::Order order{.seed = static_cast<std::uint64_t>(number_of(given.seed, "seed")),
                      .now = base::clock_now(),
                      .size = number_of(given.size, "size")};
    if (given.now.empty()) return order;
    const auto now = base::parse_instant(given.now);
    if (!now) throw base::Error{bad_time, "now"};
    order.now = *now;
    return order;
}

void make_room(const Config& config, const DataDirectory& directory, bool reset) {
    const bool demo = DemoMark::load(directory.path()).has_value();
    if (!demo && fs::exists(directory.records() + "/huan.db")) throw base::Error{holds_data, "data"};
    // Whether the database is empty is seen once it is open.
    if (!demo || !config.postgres.empty()) return;
    if (!reset) throw base::Error{there_already, "data"};
}

void greet_to_unfinished(const DemoState& state, bool chinese, const std::string& link) {
    if (!state.possible)
        fmt::print("{}\n",
                   chinese
                       ? "演示数据没有生成完整。记录在 PostgreSQL 中：请管理员清空数据库，再运行 huan demo。"
                       : "This demo was not finished. Its records are in PostgreSQL: have the "
                         "database emptied, then run huan demo again.");
    else
        fmt::print("{}\n  {}\n",
                   chinese ? "演示数据没有生成完整。打开此链接即可重新生成："
                           : "This demo was not finished. Open this link to have it made anew:",
                   link);
}

}  // namespace

int make_demo(const Config& config, const DemoOrder& given) {
    const demo::Order order = order_of(given);
    base::log::set_level(base::log::Level::warning);
    const auto started = std::chrono::steady_clock::now();
    DataDirectory directory = DataDirectory::own(config.data);
    const std::string path = directory.path();
    make_room(config, directory, given.reset);
    fmt::print("Making a demo with {} customers: 18 months, night by night.\n", grouped(order.size));
    std::fflush(stdout);
    {
        Progress progress("Making the demo, night by night");
        bring_about(config, std::move(directory), order,
                    [&](std::int64_t done, std::int64_t total) { progress.show(done, total); });
    }
    const auto took =
        std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now() - started);
    fmt::print("A demo with {} customers is in {}, made in {} s. Look at it: huan serve --data {}\n",
               grouped(order.size), path, took.count(), path);
    return 0;
}

void greet_to_demo(Application& application, DemoDesk& desk, const std::string& address) {
    const DemoState state = desk.state();
    if (state.stage != DemoStage::demo && state.stage != DemoStage::unfinished) return;
    const bool chinese = application.language() != "en";
    if (state.stage == DemoStage::unfinished) {
        greet_to_unfinished(state, chinese, fmt::format("{}/demo?ticket={}", address, desk.offer()));
        return;
    }
    struct Role {
        const char* login;
        const char* zh;
        const char* en;
    };
    constexpr Role roles[] = {{demo::operator_login, "运营", "Operator"},
                              {demo::agent_login, "坐席", "Agent"},
                              {demo::technician_login, "技师", "Technician"},
                              {demo::manager_login, "店长", "Manager"}};
    fmt::print("{}\n", chinese ? "这是演示数据。以下登录链接各可使用一次，24 小时内有效："
                               : "This is a demo. Each of these links signs in once, within 24 hours:");
    for (const Role& role : roles)
        fmt::print("  {}\t{}{}\n", chinese ? role.zh : role.en, address,
                   application.sign_in_path(role.login));
    fmt::print("{} huan user sign-in-link {} --data {}\n",
               chinese ? "需要新链接：" : "For another one:", demo::operator_login, desk.directory());
}

}  // namespace huan::server
