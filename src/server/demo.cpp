#include "demo/demo.hpp"

#include "base/json.hpp"
#include "base/log.hpp"
#include "server/application.hpp"
#include "server/commands.hpp"
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

/// Everything but the lock that is held on the directory.
void clear(const DataDirectory& directory) {
    for (const fs::directory_entry& entry : fs::directory_iterator(directory.path()))
        if (entry.path().filename() != "huan.lock") fs::remove_all(entry.path());
}

void make_room(const Config& config, const DataDirectory& directory, bool reset) {
    const bool demo = DemoMark::load(directory.path()).has_value();
    if (!demo && fs::exists(directory.records() + "/huan.db")) throw base::Error{holds_data, "data"};
    if (!demo) return;
    if (!reset) throw base::Error{there_already, "data"};
    if (!config.postgres.empty())
        throw base::Error{there_already, "postgres",
                          "Empty the PostgreSQL database first; it is not taken away here."};
    clear(directory);
}

}  // namespace

int make_demo(const Config& config, const DemoOrder& given) {
    const demo::Order order = order_of(given);
    base::log::set_level(base::log::Level::warning);
    const auto started = std::chrono::steady_clock::now();
    {
        DataDirectory directory = DataDirectory::own(config.data);
        make_room(config, directory, given.reset);
    }
    DataDirectory directory = DataDirectory::own(config.data);
    const std::string path = directory.path();
    DemoMark mark{.seed = static_cast<std::int64_t>(order.seed), .now = order.now, .size = order.size};
    mark.save(path);  // First, so that one that was broken off is known for what it is.
    Config here = config;
    here.listen = "127.0.0.1";
    here.port = 0;
    Application application(here, std::move(directory), Application::Purpose::fill);
    fmt::print("Making a demo with {} customers: 18 months, night by night.\n", grouped(order.size));
    std::fflush(stdout);
    {
        Progress progress("Making the demo, night by night");
        application.fill(order, [&](std::int64_t done, std::int64_t total) { progress.show(done, total); });
    }
    mark.finished = true;
    mark.save(path);
    const auto took =
        std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now() - started);
    fmt::print("A demo with {} customers is in {}, made in {} s. Look at it: huan serve --data {}\n",
               grouped(order.size), path, took.count(), path);
    return 0;
}

void greet_to_demo(Application& application, const std::string& directory, const std::string& address) {
    const auto mark = DemoMark::load(directory);
    if (!mark) return;
    const bool chinese = application.language() != "en";
    if (!mark->finished) {
        fmt::print("{}\n", chinese ? "演示数据没有生成完整：请运行 huan demo --reset 重新生成。"
                                   : "This demo was not finished. Run huan demo --reset to make it anew.");
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
    fmt::print("{}\n", chinese ? "需要新链接：huan user sign-in-link <登录名> --data <目录>"
                               : "For another one: huan user sign-in-link <login> --data <directory>");
}

}  // namespace huan::server
