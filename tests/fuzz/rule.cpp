// Rule trees of segments, triggers and advice.
#include "insight/rule.hpp"

#include "base/json.hpp"
#include "target.hpp"

using namespace huan;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::taken([&] {
        const boost::json::value json = base::parse_json(fuzz::text_of(data, size));
        insight::Rule rule;
        if (!fuzz::taken([&] { rule = base::from_json<insight::Rule>(json); }, false)) return;
        const boost::json::value written = base::to_json(rule);
        fuzz::promise(base::to_json(base::from_json<insight::Rule>(written)) == written,
                      "a rule reads back as it was written");
        if (!fuzz::taken([&] { insight::check(rule, "rule"); })) return;
        const auto nodes = insight::nodes_of(rule, "rule");
        fuzz::promise(!nodes.empty() && nodes.size() <= insight::largest_rule,
                      "a rule has some nodes, not too many");
        for (const insight::RuleNode& node : nodes)
            fuzz::promise(node.path.starts_with("rule") && !node.kind.empty(), "a node says what it is");
        insight::segments_in(rule);
    });
    return 0;
}
