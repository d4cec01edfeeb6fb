#include "insight/insight.hpp"

#include "customer/queries.hpp"
#include "insight/errors.hpp"
#include "insight/everybody.hpp"
#include "insight/rows.hpp"
#include "insight/shown.hpp"
#include "insight/surroundings.hpp"

#include <algorithm>

namespace huan::insight {
namespace {

constexpr std::uint64_t sample_size = 10;
constexpr std::size_t most_overlaps = 10;

/// A question about everybody, made ready from the records.
struct Question {
    Plan plan;
    Aliases aliases;
    Within within;
};

Question question(store::Reader& db, std::span<const Rule> rules, const Surroundings& around, Within within,
                  bool stage) {
    return {Plan::compile(rules, around, stage), Aliases(customer::moved_profiles(db)), std::move(within)};
}

struct Answers {
    std::vector<People> found;         ///< One for each rule.
    std::vector<std::int64_t> stages;  ///< By stage, for a plan with stages.
    std::int64_t people = 0;           ///< Everybody known.
};

Answers ask(history::History& history, Question& question, base::Instant as_of) {
    Answers answers;
    answers.found.resize(question.plan.rules());
    answers.stages.resize(7);
    if (question.within) question.plan.see_everybody();  // Only a scan can count who is known among some.
    fold_everybody(history, question.aliases, question.plan, as_of, [&](const Person& person) {
        const auto id = static_cast<std::uint64_t>(person.customer_id.value);
        if (question.within && !question.within->contains(id)) return;
        ++answers.people;
        if (question.plan.needs_stage()) ++answers.stages[static_cast<std::size_t>(person.fold.stage())];
        for (std::size_t rule = 0; rule < answers.found.size(); ++rule)
            if (person.fold.holds(rule)) answers.found[rule].add(id);
    });
    if (!question.plan.needs_everybody()) answers.people = count_everybody(history, question.aliases, as_of);
    return answers;
}

std::int64_t size_of(const People& people) { return static_cast<std::int64_t>(people.cardinality()); }

/// The rule and everything in it, in the order of `nodes_of`.
void collect(const Rule& rule, std::vector<Rule>& out) {
    out.push_back(rule);
    for (const auto* group : {&rule.all, &rule.any, &rule.none})
        if (*group)
            for (const Rule& child : **group) collect(child, out);
}

std::vector<base::CustomerId> sample_of(const People& people) {
    const std::uint64_t size = people.cardinality();
    const std::uint64_t wanted = std::min(size, sample_size);
    std::vector<base::CustomerId> ids;
    for (std::uint64_t i = 0; i < wanted; ++i) {
        std::uint64_t id = 0;
        people.select(i * size / wanted, &id);
        ids.push_back(base::CustomerId{static_cast<std::int64_t>(id)});
    }
    return ids;
}

std::vector<SegmentOverlap> overlaps_with(store::Reader& db, const std::vector<SegmentId>& segments,
                                          const People& people, const base::Context& ctx) {
    std::vector<SegmentOverlap> overlaps;
    for (const SegmentId id : segments) {
        const rows::SegmentRow row = visible_segment(db, id, ctx);
        const People others = rows::people_of(db, row.snapshot_id);
        overlaps.push_back({id, row.name, size_of(others), size_of(others & people)});
    }
    return overlaps;
}

/// The part of a page that history or the snapshot has: some ids of the set, from the cursor on.
std::vector<base::CustomerId> page_of(const People& people, const ListMembers& query,
                                      SegmentMemberPage& page) {
    const std::int64_t limit = base::page_limit(query.limit);
    std::uint64_t rank = 0;
    if (query.cursor && !query.cursor->empty()) {
        try {
            rank = people.rank(std::stoull(base::read_cursor(*query.cursor, 1).front()));
        } catch (const std::logic_error&) {
            throw base::Error{base::errors::not_allowed, "cursor"};
        }
    }
    page.total = size_of(people);
    std::vector<base::CustomerId> ids;
    for (std::uint64_t id = 0; static_cast<std::int64_t>(ids.size()) < limit && people.select(rank, &id);
         ++rank)
        ids.push_back(base::CustomerId{static_cast<std::int64_t>(id)});
    if (rank < people.cardinality() && !ids.empty())
        page.next_cursor = base::make_cursor({std::to_string(ids.back().value)});
    return ids;
}

std::vector<SegmentMember> members_of(store::Reader& db, const std::vector<base::CustomerId>& ids) {
    const auto stages = rows::stages_of(db, ids);
    std::vector<SegmentMember> members;
    for (const customer::Customer& person : customer::list_customers(db, ids)) {
        SegmentMember member{person.id, person.name, {}};
        if (const auto stage = stages.find(person.id); stage != stages.end()) member.stage = stage->second;
        members.push_back(std::move(member));
    }
    return members;
}

}  // namespace

Insight::Insight(store::Store& store, history::History& history, std::function<void()> catch_up)
    : store_(store),
      history_(history),
      catch_up_(std::move(catch_up)) {}

SegmentPreview Insight::preview(const PreviewSegment& query, const base::Context& ctx) {
    check(query.rule, "rule");
    const std::vector<SegmentId> compared = query.overlap_with.value_or(std::vector<SegmentId>{});
    if (compared.size() > most_overlaps)
        throw base::Error{base::errors::out_of_range, "overlap_with", "At most 10 segments."};
    SegmentPreview preview{.as_of = query.as_of.value_or(ctx.now)};
    std::vector<Rule> parts;
    collect(query.rule, parts);
    if (catch_up_) catch_up_();
    Question asked = store_.read([&](store::Reader& db) {
        require_references(db, query.rule, "rule", ctx);
        const Surroundings around = surroundings(db);
        Plan::compile(std::span(&query.rule, 1), around);  // Refusals name the place in the whole rule.
        preview.refers_to.clear();
        for (const SegmentId id : segments_in(query.rule))
            preview.refers_to.push_back({id, rows::find_segment(db, id)->name});
        return question(db, parts, around, people_seen_by(db, ctx.actor), false);
    });
    const Answers answers = ask(history_, asked, preview.as_of);
    const std::vector<RuleNode> nodes = nodes_of(query.rule, "rule");
    for (std::size_t i = 0; i < nodes.size(); ++i)
        preview.parts.push_back({nodes[i].path, size_of(answers.found[i])});
    preview.size = size_of(answers.found.front());
    preview.people = answers.people;
    store_.read([&](store::Reader& db) {
        preview.overlaps = overlaps_with(db, compared, answers.found.front(), ctx);
        preview.sample.clear();
        for (const customer::Customer& person :
             customer::list_customers(db, sample_of(answers.found.front())))
            preview.sample.push_back({person.id, person.name});
    });
    return preview;
}

SegmentMemberPage Insight::list_members(const ListMembers& query, const base::Context& ctx) {
    SegmentMemberPage page;
    People people;
    std::optional<Question> asked;
    if (query.as_of && catch_up_) catch_up_();
    store_.read([&](store::Reader& db) {
        const rows::SegmentRow row = visible_segment(db, query.segment_id, ctx);
        if (query.as_of) {
            const Rule rule = base::from_json<Rule>(row.rule);
            asked.emplace(
                question(db, std::span(&rule, 1), surroundings(db), people_within(db, row.org_path), false));
        } else if (const auto head = rows::find_snapshot(db, row.snapshot_id)) {
            people = rows::people_of(db, head->id);
            page.as_of = head->as_of;
            page.is_snapshot = true;
        }
    });
    if (asked) {
        people = ask(history_, *asked, *query.as_of).found.front();
        page.as_of = *query.as_of;
    }
    const std::vector<base::CustomerId> ids = page_of(people, query, page);
    page.items = store_.read([&](store::Reader& db) { return members_of(db, ids); });
    return page;
}

LifeCycle Insight::life_cycle(const GetLifeCycle& query, const base::Context& ctx) {
    LifeCycle answer{.as_of = query.as_of.value_or(ctx.now)};
    if (catch_up_) catch_up_();
    Question asked = store_.read([&](store::Reader& db) {
        const Surroundings around = surroundings(db);
        answer.policy = around.policy;
        return question(db, {}, around, people_seen_by(db, ctx.actor), true);
    });
    const Answers answers = ask(history_, asked, answer.as_of);
    answer.people = answers.people;
    base::for_each_value<Stage>([&](std::string_view, Stage stage) {
        answer.stages.push_back({stage, answers.stages[static_cast<std::size_t>(stage)]});
    });
    return answer;
}

}  // namespace huan::insight
