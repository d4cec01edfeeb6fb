#include "insight/rule.hpp"

#include "base/schema.hpp"
#include "insight/errors.hpp"
#include "insight/matcher.hpp"
#include "insight/plan.hpp"

#include <gtest/gtest.h>

namespace huan::insight {
namespace {

Rule rule(const std::string& json) {
    Rule read = base::from_json<Rule>(base::parse_json(json), "rule");
    check(read, "rule");
    return read;
}

std::string nested(int groups) {
    std::string json = R"({"tag": {"tag": "vip"}})";
    for (int i = 0; i < groups; ++i) json = R"({"all": [)" + json + "]}";
    return json;
}

std::string many(int conditions) {
    std::string json;
    for (int i = 0; i < conditions; ++i) json.append(i == 0 ? "" : ",").append(R"({"tag": {"tag": "vip"}})");
    return R"({"any": [)" + json + "]}";
}

std::string event(const std::string& rest) {
    return R"({"events": {"names": ["page.viewed"], "measure": "count", "compare": "ge", "value": 1)" + rest +
           "}}";
}

struct Refusal {
    const char* when;
    std::string json;
    base::ErrorKind because;
    const char* field;
};
const Refusal refusals[] = {
    {"it is empty", "{}", errors::rule_empty, "rule"},
    {"a group is empty", R"({"all": []})", errors::rule_empty, "rule.all"},
    {"a node is two things", R"({"tag": {"tag": "a"}, "segment": {"segment_id": 1}})", errors::rule_ambiguous,
     "rule.segment"},
    {"a kind is unknown", R"({"sequence": {}})", base::errors::unknown_field, "rule.sequence"},
    {"something inside is of the wrong type", R"({"any": [{"tag": {"tag": "a"}}, {"tag": {"tag": 5}}]})",
     base::errors::wrong_type, "rule.any[1].tag.tag"},
    {"it is no object", R"({"all": ["x"]})", base::errors::wrong_type, "rule.all[0]"},
    {"groups are too deep", nested(9), errors::rule_too_deep,
     "rule.all[0].all[0].all[0].all[0].all[0].all[0].all[0]"
     ".all[0].all[0]"},
    {"it has too many conditions", many(200), errors::rule_too_large, "rule.any[199]"},
    {"an operator lacks its value", R"({"attribute": {"key": "city", "op": "eq"}})", base::errors::required,
     "rule.attribute.value"},
    {"an operator is unknown", R"({"attribute": {"key": "city", "op": "like", "value": "x"}})",
     base::errors::not_allowed, "rule.attribute.op"},
    {"a list is given to eq", R"({"attribute": {"key": "city", "op": "eq", "values": ["x"]}})",
     errors::rule_operator, "rule.attribute.values"},
    {"in has no list", R"({"attribute": {"key": "city", "op": "in", "values": []}})", base::errors::required,
     "rule.attribute.values"},
    {"exists has a value", R"({"attribute": {"key": "city", "op": "exists", "value": 1}})",
     errors::rule_operator, "rule.attribute.value"},
    {"true is to be greater", R"({"attribute": {"key": "vip", "op": "gt", "value": true}})",
     errors::rule_operator, "rule.attribute.value"},
    {"contains has a number", R"({"attribute": {"key": "city", "op": "contains", "value": 5}})",
     errors::rule_operator, "rule.attribute.value"},
    {"a date and a value are given",
     R"({"attribute": {"key": "due", "op": "le", "value": "x", "in_days": 3}})", errors::rule_operator,
     "rule.attribute.value"},
    {"a value is an object", R"({"attribute": {"key": "city", "op": "eq", "value": {}}})",
     base::errors::wrong_type, "rule.attribute.value"},
    {"a number has five decimals", R"({"attribute": {"key": "a", "op": "eq", "value": 0.00001}})",
     base::errors::out_of_range, "rule.attribute.value"},
    {"no event is named", R"({"events": {"names": [], "measure": "count", "compare": "ge", "value": 1}})",
     base::errors::required, "rule.events.names"},
    {"a sum is of nothing", R"({"events": {"names": ["a"], "measure": "sum", "compare": "ge", "value": 1}})",
     base::errors::required, "rule.events.property"},
    {"a count is of a property", event(R"(, "property": "price")"), errors::rule_measure,
     "rule.events.property"},
    {"between has one end", R"({"orders": {"measure": "count", "compare": "between", "value": 1}})",
     base::errors::required, "rule.orders.upper"},
    {"between is upside down",
     R"({"orders": {"measure": "count", "compare": "between", "value": 3, "upper": 2}})",
     errors::rule_measure, "rule.orders.upper"},
    {"only between has two ends", event(R"(, "upper": 2)"), errors::rule_measure, "rule.events.upper"},
    {"a window is of both sorts", event(R"(, "window": {"last_days": 3, "to": "2026-01-01T00:00:00Z"})"),
     errors::rule_window, "rule.events.window.last_days"},
    {"a window ends before it starts",
     event(R"(, "window": {"from": "2026-01-01T00:00:00Z", "to": "2026-01-01T00:00:00Z"})"),
     errors::rule_window, "rule.events.window.to"},
    {"a window has no days", event(R"(, "window": {"last_days": 0})"), base::errors::out_of_range,
     "rule.events.window.last_days"},
    {"a filter is wrong",
     event(R"(, "where": [{"property": "a", "op": "exists"}, {"property": "b", "op": "lt"}])"),
     base::errors::required, "rule.events.where[1].value"},
    {"an instant does not exist", event(R"(, "window": {"from": "2026-02-30T00:00:00Z"})"),
     base::errors::bad_instant, "rule.events.window.from"},
    {"no stage is named", R"({"stage": {"stages": []}})", base::errors::required, "rule.stage.stages"},
    {"a stage is unknown", R"({"stage": {"stages": ["fresh"]}})", base::errors::not_allowed,
     "rule.stage.stages[0]"},
    {"a kind of asset is unknown", R"({"asset": {"kinds": ["boat"]}})", base::errors::not_allowed,
     "rule.asset.kinds[0]"},
    {"a kind of asset stands twice", R"({"asset": {"kinds": ["policy", "policy"]}})",
     base::errors::not_allowed, "rule.asset.kinds"},
    {"a due date ends before it starts", R"({"asset": {"due": {"from_days": 3, "to_days": 2}}})",
     errors::rule_window, "rule.asset.due.to_days"},
    {"no asset is enough", R"({"asset": {"at_least": 0}})", base::errors::out_of_range,
     "rule.asset.at_least"},
    {"a fact of an asset lacks its value", R"({"asset": {"where": [{"property": "party", "op": "eq"}]}})",
     base::errors::required, "rule.asset.where[0].value"},
    {"a text holds U+0000", "{\"tag\": {\"tag\": \"a\\u0000\"}}", base::errors::bad_text, "rule.tag.tag"},
};

TEST(RuleTree, is_refused_by_name_and_place_when) {
    for (const Refusal& row : refusals) {
        SCOPED_TRACE(row.when);
        try {
            rule(row.json);
            ADD_FAILURE() << "it was not refused";
        } catch (const base::Error& refused) {
            EXPECT_STREQ(refused.kind().code, row.because.code);
            EXPECT_EQ(refused.field(), row.field);
        }
    }
}

TEST(RuleTree, survives_the_way_through_json) {
    const std::string json =
        R"({"all":[{"attribute":{"op":"in","values":["Shanghai",5,true,2.5],"key":"city"}},)"
        R"({"none":[{"consent":{"channel":"sms","purpose":"marketing"}},)"
        R"({"stage":{"stages":["new","lost"]}}]},)"
        R"({"orders":{"where":[],"window":{"last_days":30},"measure":"sum","figure":"quantity",)"
        R"("compare":"between","value":1,"upper":4}},{"segment":{"segment_id":77}}]})";
    const Rule read = rule(json);
    EXPECT_EQ(base::to_json(read), base::parse_json(json));
    EXPECT_EQ(segments_in(read), (std::vector<SegmentId>{SegmentId{77}}));
}

TEST(RuleTree, lists_its_nodes_in_reading_order) {
    const std::vector<RuleNode> nodes =
        nodes_of(rule(R"({"any": [{"tag": {"tag": "vip"}}, {"none": [)"
                      R"({"attribute": {"key": "city", "op": "exists"}}]}]})"),
                 "rule");
    std::string lines;
    for (const RuleNode& node : nodes)
        lines += fmt::format("{} {} {} {}\n", node.depth, node.path, node.kind, node.subject);
    EXPECT_EQ(lines,
              "0 rule any \n1 rule.any[0] tag vip\n1 rule.any[1] none \n"
              "2 rule.any[1].none[0] attribute city\n");
}

TEST(RuleTree, has_a_schema_that_closes_on_itself) {
    base::SchemaBook book;
    EXPECT_EQ(book.schema_of<Rule>().at("$ref"), "#/components/schemas/Rule");
    const boost::json::object& properties = book.components().at("Rule").at("properties").as_object();
    EXPECT_EQ(properties.size(), 11U);
    EXPECT_EQ(properties.at("all").at("items").at("$ref"), "#/components/schemas/Rule");
    const boost::json::object& attribute = book.components().at("AttributeRule").at("properties").as_object();
    EXPECT_TRUE(attribute.contains("key") && attribute.contains("op") && attribute.contains("in_days"));
}

TEST(RuleTree, does_not_lead_back_to_itself) {
    std::map<std::int64_t, Rule> segments;
    Surroundings around;
    around.segment = [&](SegmentId id) { return segments.at(id.value); };
    segments[1] = rule(R"({"all": [{"tag": {"tag": "a"}}, {"segment": {"segment_id": 2}}]})");
    segments[2] = rule(R"({"none": [{"segment": {"segment_id": 1}}]})");
    const Rule start = rule(R"({"any": [{"tag": {"tag": "b"}}, {"segment": {"segment_id": 1}}]})");
    try {
        Plan::compile(std::span(&start, 1), around);
        FAIL() << "it was not refused";
    } catch (const base::Error& refused) {
        EXPECT_EQ(refused.kind(), errors::rule_cycle);
        EXPECT_EQ(refused.field(), "rule.any[1].segment.segment_id");
    }
    segments[2] = rule(R"({"tag": {"tag": "c"}})");
    EXPECT_NO_THROW(Plan::compile(std::span(&start, 1), around));
}

TEST(Decimals, are_read_from_text_only_where_it_is_plainly_a_number) {
    EXPECT_EQ(read_decimal("12.5"), 125'000);
    EXPECT_EQ(read_decimal("-0.0001"), -1);
    EXPECT_EQ(read_decimal("007"), 70'000);
    EXPECT_EQ(read_decimal("99999999999999"), 999'999'999'999'990'000);
    for (const char* text : {"", "-", ".5", "5.", "1e3", "1,000", " 1", "1.00001", "100000000000000", "0x1"})
        EXPECT_FALSE(read_decimal(text)) << text;
}

}  // namespace
}  // namespace huan::insight
