#include "http/files.hpp"

#include "http/gzip.hpp"
#include "http/testing/server_case.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

namespace huan::http::testing {
namespace {

std::string built_console() {
    const std::filesystem::path folder = store::testing::scratch_directory();
    std::filesystem::create_directories(folder / "assets");
    std::ofstream(folder / "index.html") << "<html><head></head><script src=\"/assets/app-1a2b.js\"></script>"
                                         << "<a href=\"//cdn.example\"></a></html>";
    std::ofstream(folder / "h5.html") << "<html>h5</html>";
    std::ofstream(folder / "field.html") << "<html>field</html>";
    std::ofstream(folder / "huan.svg") << "<svg/>";
    std::ofstream(folder / "assets" / "app-1a2b.js") << std::string(5000, 'j');
    std::ofstream(folder.parent_path() / "outside.txt") << "secret";
    std::filesystem::create_symlink(folder.parent_path() / "outside.txt", folder / "link.txt");
    return folder.string();
}

}  // namespace

class FilesCase : public WireCase {
protected:
    void serve(const std::string& base_path = {}) {
        options.base_path = base_path;
        const auto files = std::make_shared<Files>(built_console(), base_path);
        router.set_fallback([files](const Request& request) { return files->find(request); });
        start();
    }
    Reply load(const std::string& target, std::vector<std::pair<std::string, std::string>> headers = {}) {
        return ask(port(), {.target = target, .headers = std::move(headers)});
    }
};
INSTANTIATE_TEST_SUITE_P(Wire, FilesCase, ::testing::Values(store::Engine::sqlite));

TEST_P(FilesCase, hashed_assets_are_kept_for_ever_and_pages_are_asked_for_again) {
    serve();
    const Reply asset = load("/assets/app-1a2b.js");
    EXPECT_EQ(asset.body, std::string(5000, 'j'));
    EXPECT_EQ(asset.header("content-type"), "text/javascript; charset=utf-8");
    EXPECT_EQ(asset.header("cache-control"), "public, max-age=31536000, immutable");
    const Reply page = load("/");
    EXPECT_EQ(page.header("cache-control"), "no-cache");
    EXPECT_NE(page.header("content-security-policy").find("frame-ancestors 'none'"), std::string::npos);
    const Reply same = load("/", {{"If-None-Match", page.header("etag")}});
    EXPECT_EQ(same.status, 304);
    EXPECT_EQ(same.body, "");
    EXPECT_EQ(load("/", {{"If-None-Match", "\"other\""}}).status, 200);
}

TEST_P(FilesCase, text_goes_out_packed) {
    serve();
    const Reply packed = load("/assets/app-1a2b.js", {{"Accept-Encoding", "gzip, deflate, br"}});
    EXPECT_EQ(packed.header("content-encoding"), "gzip");
    EXPECT_EQ(packed.header("vary"), "Accept-Encoding");
    EXPECT_LT(packed.body.size(), 200U);
    EXPECT_EQ(load("/assets/app-1a2b.js", {{"Accept-Encoding", "gzip;q=0"}}).header("content-encoding"), "");
}

TEST_P(FilesCase, pages_of_the_console_are_its_own_business) {
    serve();
    const std::string index = load("/").body;
    EXPECT_EQ(load("/customers/17?tab=orders").body, index);
    EXPECT_EQ(load("/apiary").body, index);
    EXPECT_EQ(load("/h5/claim?token=x").body, "<html>h5</html>");
    EXPECT_EQ(load("/field").body, "<html>field</html>");
    EXPECT_EQ(load("/fields").body, index);
    for (const char* missing :
         {"/api/nothing", "/v1/nothing", "/p/nothing", "/assets/old-9z.js", "/logo.png"})
        EXPECT_EQ(load(missing).status, 404) << missing;
    EXPECT_EQ(ask(port(), {.method = "POST", .target = "/customers"}).status, 404);
    EXPECT_EQ(ask(port(), {.method = "HEAD", .target = "/"}).header("content-length"),
              std::to_string(index.size()));
}

TEST_P(FilesCase, there_is_no_way_out_of_the_directory) {
    serve();
    for (const char* target :
         {"/../outside.txt", "/%2e%2e/outside.txt", "/assets/..%2f..%2foutside.txt", "/link.txt",
          "//etc/passwd", "/assets/%2e%2e/%2e%2e/outside.txt", "/..%5coutside.txt"}) {
        SCOPED_TRACE(target);
        const Reply reply = load(target);
        EXPECT_EQ(reply.body.find("secret"), std::string::npos);
        EXPECT_EQ(reply.body.find("root:"), std::string::npos);
    }
    EXPECT_EQ(load("/link.txt").status, 404);
}

TEST_P(FilesCase, below_a_path_the_pages_know_it) {
    serve("/crm");
    const Reply page = load("/crm/customers");
    EXPECT_NE(page.body.find("src=\"/crm/assets/app-1a2b.js\""), std::string::npos) << page.body;
    EXPECT_NE(page.body.find("href=\"//cdn.example\""), std::string::npos);
    EXPECT_NE(page.body.find("<meta name=\"huan-base\" content=\"/crm\">"), std::string::npos);
    EXPECT_EQ(load("/crm/assets/app-1a2b.js").status, 200);
}

}  // namespace huan::http::testing
