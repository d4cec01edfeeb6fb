#include "http/openapi.hpp"

#include "http/testing/server_case.hpp"

#include <gtest/gtest.h>

#include <string>

namespace huan::http::testing {

TEST_P(WireCase, the_description_says_every_route) {
    const boost::json::value api = openapi(router, "1.2.3");
    EXPECT_EQ(api.at("openapi").as_string(), "3.1.0");
    EXPECT_EQ(api.at("info").at("version").as_string(), "1.2.3");
    std::size_t operations = 0;
    for (const auto& path : api.at("paths").as_object()) operations += path.value().as_object().size();
    EXPECT_EQ(operations, router.routes().size());
}

TEST_P(WireCase, the_description_tells_path_query_and_body_apart) {
    const boost::json::value api = openapi(router, "1");
    const boost::json::object& paths = api.at("paths").as_object();
    const boost::json::value& rename = paths.at("/api/notes/{note_id}").at("put");
    EXPECT_EQ(rename.at("operationId").as_string(), "putNotesByNoteId");
    EXPECT_EQ(rename.at("tags").at(0).as_string(), "notes");
    EXPECT_EQ(rename.at("parameters").at(0).at("name").as_string(), "note_id");
    EXPECT_EQ(rename.at("parameters").at(0).at("in").as_string(), "path");
    const boost::json::value& body =
        rename.at("requestBody").at("content").at("application/json").at("schema");
    EXPECT_FALSE(body.at("properties").as_object().contains("note_id"));
    EXPECT_EQ(body.at("required").as_array().size(), 1U);
    const boost::json::value& list = paths.at("/api/notes").at("get");
    EXPECT_EQ(list.at("parameters").as_array().size(), 6U);
    EXPECT_EQ(list.at("parameters").at(0).at("in").as_string(), "query");
    EXPECT_FALSE(list.as_object().contains("requestBody"));
    const boost::json::value& add = paths.at("/api/notes").at("post");
    EXPECT_EQ(add.at("requestBody").at("content").at("application/json").at("schema").at("$ref").as_string(),
              "#/components/schemas/AddNote");
    EXPECT_EQ(add.at("responses")
                  .at("200")
                  .at("content")
                  .at("application/json")
                  .at("schema")
                  .at("$ref")
                  .as_string(),
              "#/components/schemas/Note");
    EXPECT_TRUE(paths.at("/api/notes/{note_id}").at("delete").at("responses").as_object().contains("204"));
}

/// Every "$ref" in `part` leads somewhere in `whole`.
void check_references(const boost::json::value& part, const boost::json::value& whole) {
    if (part.is_array())
        for (const boost::json::value& item : part.get_array()) check_references(item, whole);
    if (!part.is_object()) return;
    for (const auto& member : part.get_object()) {
        if (member.key() != "$ref") {
            check_references(member.value(), whole);
            continue;
        }
        boost::system::error_code missing;
        const std::string pointer = std::string(member.value().as_string()).substr(1);
        EXPECT_NE(whole.find_pointer(pointer, missing), nullptr) << pointer;
    }
}

TEST_P(WireCase, the_description_refers_to_nothing_that_is_missing) {
    const boost::json::value api = openapi(router, "1");
    check_references(api, api);
    const boost::json::object& schemas = api.at("components").at("schemas").as_object();
    EXPECT_TRUE(schemas.contains("Note"));
    EXPECT_TRUE(schemas.contains("Problem"));
    EXPECT_FALSE(schemas.contains("ListNotes"));  // Written out as parameters.
}

TEST_P(WireCase, the_description_says_who_may_call) {
    const boost::json::value api = openapi(router, "1");
    const boost::json::object& paths = api.at("paths").as_object();
    EXPECT_EQ(paths.at("/api/notes").at("post").at("x-permission").as_string(), "customer_write");
    EXPECT_EQ(paths.at("/hello").at("get").at("security").as_array().size(), 0U);
    EXPECT_TRUE(paths.at("/v1/batch").at("post").at("security").at(0).as_object().contains("write_key"));
}

struct Picture {
    std::string album{};
    std::optional<std::int64_t> turn{};
};
BOOST_DESCRIBE_STRUCT(Picture, (), (album, turn))

TEST(ADescription, says_what_an_upload_asks_for_beside_the_file) {
    Router router;
    router.upload("POST /api/pictures", base::Permission::open,
                  [](const Upload&, const Picture& picture, const base::Context&) { return picture; });
    const boost::json::value api = openapi(router, "1");
    const boost::json::value& upload = api.at("paths").at("/api/pictures").at("post");
    EXPECT_TRUE(upload.at("requestBody").at("content").as_object().contains("application/octet-stream"));
    const boost::json::array& parameters = upload.at("parameters").as_array();
    ASSERT_EQ(parameters.size(), 2U);
    EXPECT_EQ(parameters[0].at("name").as_string(), "album");
    EXPECT_EQ(parameters[0].at("in").as_string(), "query");
    EXPECT_TRUE(parameters[0].at("required").as_bool());
    EXPECT_FALSE(parameters[1].at("required").as_bool());
}

}  // namespace huan::http::testing
