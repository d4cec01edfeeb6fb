#pragma once

#include "base/context.hpp"
#include "insight/segment.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace huan::insight {

/// GET /api/rule_vocabulary: what a rule can be about, for the console's builder.
struct GetVocabulary {
    std::optional<std::string> event{};  ///< With a name, the properties of that event are looked up too.
};
BOOST_DESCRIBE_STRUCT(GetVocabulary, (), (event))

enum class WordKind { text, number, boolean, mixed };
BOOST_DESCRIBE_ENUM(WordKind, text, number, boolean, mixed)

/// A key that was seen, with some of its values.
struct KnownKey {
    std::string key{};
    WordKind kind = WordKind::text;
    std::vector<std::string> examples{};  ///< Up to 20 of the most frequent texts, for completion.
};
BOOST_DESCRIBE_STRUCT(KnownKey, (), (key, kind, examples))

struct KnownEvent {
    std::string name{};
    std::int64_t count = 0;
    std::int64_t people = 0;
};
BOOST_DESCRIBE_STRUCT(KnownEvent, (), (name, count, people))

struct Vocabulary {
    std::vector<KnownKey> attributes{};
    std::vector<std::string> tags{};
    std::vector<KnownEvent> events{};    ///< Most frequent first.
    std::vector<KnownKey> properties{};  ///< Of the event asked for.
    std::vector<KnownKey> order_properties{};
    std::vector<std::string> consents{};  ///< "channel/purpose"
    std::vector<SegmentName> segments{};
};
BOOST_DESCRIBE_STRUCT(Vocabulary, (),
                      (attributes, tags, events, properties, order_properties, consents, segments))

}  // namespace huan::insight
