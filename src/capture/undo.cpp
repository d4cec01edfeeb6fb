#include "capture/undo.hpp"

#include "base/json.hpp"
#include "capture/row_writer.hpp"
#include "capture/rows.hpp"
#include "capture/rows_import.hpp"

#include <optional>
#include <vector>

namespace huan::capture {
namespace {

using store::Event;
using store::Transaction;

std::string text_in(const Event& event, std::string_view key) {
    const boost::json::value* found = event.properties.if_contains(key);
    return found != nullptr && found->is_string() ? std::string(found->get_string()) : std::string();
}

/// The file may be brought in again: its messages are new then.
void forget_message(Transaction& tx, const Event& event) {
    if (event.name == "lead.captured")
        rows::forget_message(tx, imported_source,
                             lead_message(text_in(event, "lead_kind"), text_in(event, "number")));
    else if (!event.message_id.empty())
        rows::forget_message(tx, imported_source, event.message_id);
}

}  // namespace

/// Where the job stands.
struct Undo::Progress {
    std::int64_t after = 0;  ///< Number of the last event looked at.
    bool facts_over = false;
    UndoOutcome outcome{};
};

/// One stretch of the import's events; false when there are no more.
bool Undo::take_back_facts(Transaction& tx, ImportId id, std::int64_t units, Progress& at,
                           const base::Context& ctx) const {
    const std::vector<Event> events = rows::events_of_import(tx, id, at.after, units);
    std::vector<Event> withdrawn;
    std::vector<std::int64_t> seqs;
    for (const Event& event : events) {
        at.after = event.seq;
        const auto heir = customer::successor(tx, event, id.value);
        const auto rule = rules_.find(event.name);
        if (rule != rules_.end() && !rule->second(tx, event, heir, ctx)) {
            if (customer::fact_of(event)) ++at.outcome.kept;
            continue;
        }
        if (heir) {
            withdrawn.push_back(event);
            customer::hand_over(tx, event, id.value, ctx);
            ++at.outcome.handed_over;
            continue;
        }
        forget_message(tx, event);
        seqs.push_back(event.seq);
        withdrawn.push_back(event);
    }
    at.outcome.facts += store::withdraw(tx, seqs, ctx);
    customer::reread(tx, withdrawn, ctx);
    return static_cast<std::int64_t>(events.size()) == units;
}

bool Undo::take_back_people(Transaction& tx, ImportId id, std::int64_t units, Progress& at,
                            const base::Context& ctx) const {
    const customer::TakenBack taken = customer::take_back_evidence(tx, id.value, units, ctx);
    at.outcome.people += static_cast<std::int64_t>(taken.gone.profiles.size());
    at.outcome.people_kept += taken.kept;
    if (!taken.gone.profiles.empty()) forgetters_.run(tx, taken.gone, ctx);
    return taken.evidence == units;
}

jobs::Step Undo::work(jobs::Chunk& chunk) const {
    const ImportId id{chunk.input.at("import_id").as_int64()};
    return chunk.commit_each([&](std::int64_t units) {
        return jobs::Piece{.units = units,
                           .write = [this, id, units, ctx = chunk.starter](
                                        Transaction& tx, const boost::json::object& position) {
                               Progress at;
                               std::int64_t done = 0;
                               if (!position.empty()) {
                                   at.after = position.at("after").as_int64();
                                   at.facts_over = position.at("facts_over").as_bool();
                                   at.outcome = base::from_json<UndoOutcome>(position.at("outcome"));
                                   done = position.at("done").as_int64();
                               }
                               bool finished = false;
                               if (!at.facts_over)
                                   at.facts_over = !take_back_facts(tx, id, units, at, ctx);
                               else
                                   finished = !take_back_people(tx, id, units, at, ctx);
                               jobs::Step step{.position = {{"after", at.after},
                                                            {"facts_over", at.facts_over},
                                                            {"outcome", base::to_json(at.outcome)},
                                                            {"done", done + units}},
                                               .done = done + units,
                                               .message = "undoing",
                                               .finished = finished};
                               if (position.empty()) step.total = rows::count_events_of_import(tx, id);
                               if (!finished) return step;
                               customer::forget_repeats(tx, id.value);
                               auto row = rows::lock_import(tx, id);
                               row->state = ImportState::undone;
                               row->undo = base::to_json(at.outcome);
                               store::update_row(tx, "import_file", *row);
                               step.result = base::to_object(at.outcome);
                               return step;
                           }};
    });
}

}  // namespace huan::capture
