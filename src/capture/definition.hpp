#pragma once

#include "base/context.hpp"
#include "base/page.hpp"
#include "base/text.hpp"
#include "history/history.hpp"
#include "store/store.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The event dictionary: which events clients send and how often, and what an event means beside being
/// behaviour: an order, a refund, a contact point. What properties they carry says insight's vocabulary.
namespace huan::capture {

/// What an event also is.
enum class EventMeaning {
    behaviour,   ///< Nothing else.
    order,       ///< A purchase: an order is stored.
    refund,      ///< All or part of an order went back.
    touchpoint,  ///< Says through which channel or at which place we met.
};
BOOST_DESCRIBE_ENUM(EventMeaning, behaviour, order, refund, touchpoint)

/// What is declared about an event of a name. Names that are not declared are behaviour, and welcome.
struct EventDefinition {
    std::string name{};
    std::string description{};
    EventMeaning meaning = EventMeaning::behaviour;
    /// Which property fills which field: order {number, amount, discount, currency, store, channel, lines},
    /// refund {number, amount}, touchpoint {channel, place}. What is left out has Segment's name for it.
    std::map<std::string, std::string> fields{};
    bool blocked = false;  ///< Messages of this name are refused.
    bool built_in = false;
    std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(EventDefinition, (), (name, description, meaning, fields, blocked, built_in, version))

/// PUT /api/event_definitions: declares a name, or changes what was declared of it.
struct DefineEvent {
    base::Text<200> name{};
    std::optional<std::int64_t> seen_version{};  ///< Absent for a name that is not declared yet.
    std::optional<base::Note<400>> description{};
    EventMeaning meaning = EventMeaning::behaviour;
    std::map<std::string, std::string> fields{};
    bool blocked = false;
};
BOOST_DESCRIBE_STRUCT(DefineEvent, (), (name, seen_version, description, meaning, fields, blocked))

/// GET /api/event_definitions
struct ListDefinitions {
    std::optional<std::string> search{};  ///< Part of the name or the description, whatever its case.
    std::optional<EventMeaning> meaning{};
    std::optional<bool> blocked{};
    std::optional<bool> seen{};  ///< Whether it ever happened.
    std::optional<std::string> cursor{};
    std::optional<std::int64_t> limit{};
};
BOOST_DESCRIBE_STRUCT(ListDefinitions, (), (search, meaning, blocked, seen, cursor, limit))

/// An event of the dictionary: declared, seen, or both.
struct KnownEventName {
    EventDefinition definition{};
    std::int64_t count = 0;   ///< Times it happened, ever.
    std::int64_t people = 0;  ///< To how many profiles.
    std::int64_t month = 0;   ///< Times in the last 30 days.
};
BOOST_DESCRIBE_STRUCT(KnownEventName, (), (definition, count, people, month))

/// \throws base::Error `event_definition.stale`, `event_definition.bad_field` naming it,
/// `tracking.reserved_name`.
EventDefinition define_event(store::Transaction& tx, const DefineEvent& command, const base::Context& ctx);
/// Most frequent first, then by name.
base::Page<KnownEventName> event_dictionary(store::Store& store, history::History& history,
                                            const ListDefinitions& query, const base::Context& ctx);

/// The definitions that a chunk of messages needs, each read once.
class Definitions {
public:
    explicit Definitions(store::Reader& db) : db_(db) {}
    /// Nothing where the name is not declared.
    const EventDefinition* find(const std::string& name);

private:
    store::Reader& db_;
    std::map<std::string, std::optional<EventDefinition>> known_;
};

namespace errors {
inline constexpr base::ErrorKind definition_stale{base::Category::conflict, "event_definition.stale",
                                                  "Someone changed this event meanwhile."};
inline constexpr base::ErrorKind bad_field{base::Category::invalid, "event_definition.bad_field",
                                           "This meaning has no such field."};
inline constexpr base::ErrorKind blocked{base::Category::invalid, "tracking.blocked",
                                         "Events of this name are blocked in the dictionary."};
}  // namespace errors

}  // namespace huan::capture
