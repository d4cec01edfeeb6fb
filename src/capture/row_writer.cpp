#include "capture/row_writer.hpp"

#include "capture/mapping.hpp"
#include "capture/rows.hpp"
#include "customer/commands.hpp"
#include "customer/evidence.hpp"
#include "customer/queries.hpp"
#include "offer/commands.hpp"

#include <algorithm>

namespace huan::capture {
namespace {

/// Longer ones would not fit where they are kept.
constexpr std::size_t longest_message_id = 200;

/// Undoes what a dry run stored. No failure: the work goes on after it.
struct DryRun {};

/// Undoing an import finds its traces by this.
base::Context as_import(base::Context ctx, ImportId import) {
    ctx.actor.source_id = ctx.actor.import_id = import.value;
    return ctx;
}

}  // namespace

RowWriter::RowWriter(store::Transaction& tx, const ImportSession& session, const base::Context& ctx,
                     ImportOutcome& outcome)
    : tx_(tx),
      session_(session),
      import_(session.import()),
      ctx_(as_import(ctx, session.import().id)),
      outcome_(outcome),
      mode_(session.mapping().mode.value_or(ImportMode::upsert)) {
    for (const std::string& field : session.mapping().keys)
        if (const auto kind = identity_in(field)) keys_.insert(*kind);
}

void RowWriter::write(const std::vector<ImportItem>& items, bool dry_run) {
    std::vector<Known> known;
    for (const ImportItem& item : items) {
        known.push_back(look_up(item));
        if (!item.refused && item.first_of_person && !known.back().at_all && mode_ != ImportMode::update)
            ++outcome_.customers;
    }
    if (import_.kind == ImportKind::orders)
        write_orders(items, known, dry_run);
    else if (dry_run)
        write_and_undo(items, known);
    else
        for (std::size_t i = 0; i < items.size(); ++i) write_one(items[i], known[i], false);
    for (const ImportItem& item : items) outcome_.rows += item.size();
    note_repeats(items);
    for (const ImportNote& item : notes_) rows::add_note(tx_, item);
}

/// The dry run of what cannot be foretold without doing it.
void RowWriter::write_and_undo(const std::vector<ImportItem>& items, const std::vector<Known>& known) {
    try {
        tx_.nested([&] {
            for (std::size_t i = 0; i < items.size(); ++i) write_one(items[i], known[i], true);
            throw DryRun{};
        });
    } catch (const DryRun&) {
        // Counted, and undone.
    }
}

RowWriter::Known RowWriter::look_up(const ImportItem& item) const {
    Known known;
    // Without a mode it matters only for counting people, each once.
    if (item.refused || (mode_ == ImportMode::upsert && !item.first_of_person)) return known;
    for (const customer::Identity& identity : item.identities(import_.kind)) {
        const bool found = customer::find_by_identity(tx_, identity, ctx_).has_value();
        known.at_all |= found;
        known.by_key |= found && is_key(identity);
    }
    return known;
}

bool RowWriter::is_key(const customer::Identity& identity) const {
    return keys_.empty() || keys_.contains(identity.kind);
}

bool RowWriter::is_left_alone(const ImportItem& item, const Known& known) const {
    // Somebody whom an earlier row of the file made is known by now, also where a dry run took that back.
    if (mode_ == ImportMode::insert) return known.by_key || !item.first_of_person;
    return mode_ == ImportMode::update && !known.by_key;
}

void RowWriter::count(const ImportItem& item, Fate fate) {
    switch (fate) {
        case Fate::created: outcome_.created += item.size(); break;
        case Fate::updated: outcome_.updated += item.size(); break;
        case Fate::unchanged: outcome_.unchanged += item.size(); break;
        case Fate::skipped: outcome_.skipped += item.size(); return;
    }
    if (!item.at) return;
    if (!outcome_.earliest || *item.at < *outcome_.earliest) outcome_.earliest = item.at;
    if (!outcome_.latest || *item.at > *outcome_.latest) outcome_.latest = item.at;
}

void RowWriter::refuse(const ImportItem& item, const base::Error& why) {
    outcome_.refused += item.size();
    for (std::size_t i = 0; i < item.rows.size(); ++i) notes_.push_back(session_.note(item, i, why));
}

void RowWriter::refuse_because(const ImportItem& item, const std::exception_ptr& why) {
    try {
        std::rethrow_exception(why);
    } catch (const base::Error& refused) {
        refuse(item, refused);
    } catch (const std::exception& failed) {
        refuse(item, base::Error{errors::unreadable, {}, failed.what()});
    }
}

void RowWriter::note_repeats(const std::vector<ImportItem>& items) {
    for (const ImportItem& item : items) {
        if (item.repeats_line == 0 || item.refused) continue;
        outcome_.repeated += item.size();
        for (const TableRow& row : item.rows)
            notes_.push_back({.import_id = import_.id,
                              .line = row.line,
                              .kind = "repeated",
                              .code = "import.repeated",
                              .reason = "Repeats line " + std::to_string(item.repeats_line) + " exactly.",
                              .original = cells_json(row)});
    }
}

void RowWriter::write_orders(const std::vector<ImportItem>& items, const std::vector<Known>& known,
                             bool dry_run) {
    std::vector<customer::RecordOrder> orders;
    std::vector<const ImportItem*> sources;
    for (std::size_t i = 0; i < items.size(); ++i) {
        const ImportItem& item = items[i];
        if (item.refused) {
            refuse(item, *item.refused);
        } else if (is_left_alone(item, known[i])) {
            count(item, Fate::skipped);
        } else if (dry_run && item.order.number && item.repeats_line != 0) {
            count(item, Fate::unchanged);  // The first of its number may have been taken back before.
        } else {
            orders.push_back(item.order);
            sources.push_back(&item);
        }
    }
    const std::vector<customer::OrderOutcome> stored = dry_run ? customer::check_orders(tx_, orders, ctx_)
                                                               : customer::record_orders(tx_, orders, ctx_);
    for (std::size_t i = 0; i < stored.size(); ++i) {
        if (stored[i].error) {
            refuse_because(*sources[i], stored[i].error);
            continue;
        }
        count(*sources[i], stored[i].unchanged ? Fate::unchanged : Fate::created);
        ++outcome_.orders;
        outcome_.amount += orders[i].amount;
    }
}

void RowWriter::write_one(const ImportItem& item, const Known& known, bool dry_run) {
    if (item.refused) return refuse(item, *item.refused);
    if (is_left_alone(item, known)) return count(item, Fate::skipped);
    if (dry_run && import_.kind == ImportKind::customers && item.repeats_line != 0)
        return count(item, Fate::unchanged);
    try {
        Fate fate{};
        tx_.nested([&] {
            fate = import_.kind == ImportKind::events ? write_event(item) : write_person(item, known);
        });
        count(item, fate);
    } catch (const base::Error& refused) {
        // Trouble of the store is not the row's: the piece is tried again as a whole.
        if (base::http_status(refused.kind().category) >= 500) throw;
        refuse(item, refused);
    }
}

bool RowWriter::take_message(const std::string& message_id) {
    if (rows::take_message(tx_, imported_source, message_id, ctx_.now)) return true;
    customer::note_repeat(tx_, customer::message_fact(message_id), {}, ctx_);
    return false;
}

RowWriter::Fate RowWriter::write_event(const ImportItem& item) {
    const RowReader::Behaviour& event = item.behaviour;
    if (!take_message(event.message_id)) return Fate::unchanged;
    const auto who = customer::resolve(tx_, event.identities, import_.org_id, ctx_,
                                       {.at = event.occurred_at, .live = false});
    customer::seen(tx_, who.customer_id, event.occurred_at);
    store::append(tx_,
                  {.name = event.name,
                   .profile_id = who.profile_id,
                   .occurred_at = event.occurred_at,
                   .source_id = import_.id.value,
                   .message_id = event.message_id,
                   .channel = event.channel,
                   .place = event.place,
                   .live = false,
                   .properties = event.properties},
                  ctx_);
    return Fate::created;
}

RowWriter::Fate RowWriter::write_person(const ImportItem& item, const Known& known) {
    const RowReader::Person& person = item.person;
    const auto all_known = [&](base::CustomerId customer) {
        return std::all_of(person.identities.begin(), person.identities.end(),
                           [&](const customer::Identity& identity) {
                               return customer::is_known_as(tx_, customer, identity);
                           });
    };
    const auto before = customer::find_by_identity(tx_, person.identities[0], ctx_);
    const bool linked = before && all_known(before->customer_id);
    const auto who = customer::resolve(tx_, person.identities, import_.org_id, ctx_,
                                       {.at = person.first_seen.value_or(ctx_.now), .live = false});
    if (person.first_seen) customer::seen(tx_, who.customer_id, *person.first_seen);
    const bool changed = write_facts(person, who) || !linked;
    switch (import_.kind) {
        case ImportKind::leads: return write_lead(person.enquiry, who.profile_id);
        case ImportKind::coupons: return write_coupon(person.held, who.customer_id);
        case ImportKind::tags: return write_tags(person, who) ? Fate::created : Fate::unchanged;
        case ImportKind::identities: return linked ? Fate::unchanged : Fate::created;
        default: break;
    }
    const bool new_person = item.first_of_person && !known.at_all;
    if (new_person) return Fate::created;
    return changed ? Fate::updated : Fate::unchanged;
}

/// Attributes, consent, and the tags that come with them. Answers whether anything changed.
bool RowWriter::write_facts(const RowReader::Person& person, const customer::Resolved& who) {
    int changes = customer::observe_attributes(tx_,
                                               {.profile_id = who.profile_id,
                                                .attributes = person.attributes,
                                                .at = ctx_.now,
                                                .message_id = "import:" + std::to_string(import_.id.value),
                                                .live = false},
                                               ctx_);
    if (import_.kind != ImportKind::tags) changes += write_tags(person, who) ? 1 : 0;
    for (const std::string& channel : person.refused_channels)
        changes += customer::observe_consent(tx_, who.profile_id,
                                             {.channel = {channel},
                                              .purpose = {"marketing"},
                                              .granted = false,
                                              .proof = base::Note<400>{import_.file_name}},
                                             ctx_)
                       ? 1
                       : 0;
    return changes > 0;
}

bool RowWriter::write_tags(const RowReader::Person& person, const customer::Resolved& who) {
    if (person.tags.empty()) return false;
    bool changed = false;
    const std::vector<customer::TagView> held = customer::tags_of(tx_, who.customer_id, ctx_.now);
    for (const std::string& tag : person.tags) {
        const auto there = std::find_if(held.begin(), held.end(),
                                        [&](const customer::TagView& view) { return view.tag == tag; });
        if (person.tags_removed) {
            if (there == held.end()) continue;
            customer::remove_tag(tx_, {.customer_id = who.customer_id, .tag = {tag}, .live = false}, ctx_);
        } else {
            const bool known = there != held.end() &&
                               (!person.tags_until || there->until == person.tags_until);
            if (!customer::observe_tag(tx_, who.profile_id, tag, person.tags_until, ctx_) || known) continue;
        }
        changed = true;
    }
    return changed;
}

/// Says that the lead came in; the sales module makes it. Unchanged when it was said before.
RowWriter::Fate RowWriter::write_lead(const RowReader::Enquiry& lead, base::ProfileId profile) {
    const std::string message = lead_message(lead.kind, lead.number);
    if (message.size() > longest_message_id) throw base::Error{base::errors::bad_text, "lead_number"};
    if (!take_message(message)) return Fate::unchanged;
    store::append(tx_,
                  {.name = "lead.captured",
                   .profile_id = profile,
                   .occurred_at = lead.at.ms != 0 ? lead.at : ctx_.now,
                   .org_id = import_.org_id,
                   .source_id = import_.id.value,
                   .message_id = message.substr(0, 100),
                   .live = false,
                   .properties = {{"lead_kind", lead.kind},
                                  {"source", lead.source},
                                  {"note", lead.note},
                                  {"number", lead.number},
                                  {"won", lead.won},
                                  {"import_id", import_.id.value}}},
                  ctx_);
    return Fate::created;
}

RowWriter::Fate RowWriter::write_coupon(const RowReader::Held& held, base::CustomerId customer) {
    const offer::Brought brought = offer::bring_coupon(tx_,
                                                       {.coupon_type = held.coupon_type,
                                                        .customer_id = customer,
                                                        .code = held.code,
                                                        .number = held.number,
                                                        .channel = held.channel,
                                                        .claimed_at = held.claimed_at,
                                                        .usable_until = held.usable_until},
                                                       ctx_);
    return brought.unchanged ? Fate::unchanged : Fate::created;
}

}  // namespace huan::capture
