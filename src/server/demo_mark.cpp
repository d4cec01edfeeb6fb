#include "server/demo_mark.hpp"

#include "base/json.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>

namespace huan::server {
namespace {

std::string file_in(const std::string& directory) { return directory + "/demo.json"; }

}  // namespace

std::optional<DemoMark> DemoMark::load(const std::string& directory) {
    std::ifstream file(file_in(directory));
    if (!file) return {};
    std::stringstream text;
    text << file.rdbuf();
    try {
        return base::from_json<DemoMark>(base::parse_json(text.str()));
    } catch (const base::Error&) {
        return DemoMark{};  // Cut off while it was written: a demo that was not finished.
    }
}

void DemoMark::save(const std::string& directory) const {
    const std::string part = file_in(directory) + ".part";
    std::ofstream(part) << boost::json::serialize(base::to_object(*this)) << '\n';
    std::filesystem::rename(part, file_in(directory));
}

}  // namespace huan::server
