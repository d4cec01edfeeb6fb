#include "server/privacy.hpp"

#include "access/record.hpp"
#include "access/settings.hpp"
#include "base/json.hpp"
#include "base/log.hpp"
#include "capture/tracking.hpp"
#include "customer/document.hpp"
#include "customer/erase.hpp"
#include "customer/errors.hpp"
#include "customer/queries.hpp"
#include "server/personal_data.hpp"
#include "server/rows_privacy.hpp"
#include "store/paging.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <thread>

#include <fcntl.h>
#include <unistd.h>

namespace huan::server {
namespace {

namespace fs = std::filesystem;
using base::Permission;
using base::ProfileId;
using store::Transaction;

constexpr const char* confirmation = "ERASE";
/// Larger records are rewritten while the company rests.
constexpr std::uintmax_t rewritten_at_once = 256 << 20;
/// A business day's cut lies where the company rests, and for some hours behind it.
constexpr base::Duration rest{5LL * 3'600'000};
constexpr base::Duration day{24LL * 3'600'000};
constexpr std::int64_t at_once = 200;

std::vector<ProfileId> profiles_in(const boost::json::value& list) {
    std::vector<ProfileId> profiles;
    for (const boost::json::value& id : list.as_array()) profiles.emplace_back(ProfileId{id.as_int64()});
    return profiles;
}

boost::json::value list_of(const std::vector<ProfileId>& profiles) {
    boost::json::array list;
    for (const ProfileId id : profiles) list.push_back(id.value);
    return list;
}

Erasure shown(const rows::ErasureRow& row) {
    return {.id = row.id,
            .customer_id = row.customer_id,
            .reason = row.reason,
            .state = row.state,
            .events = row.events,
            .requested_by_name = row.requested_by_name,
            .requested_at = row.requested_at,
            .removed_at = row.removed_at,
            .finished_at = row.finished_at};
}

Term shown(const rows::TermRow& row) {
    return {.subject = row.subject,
            .days = row.days,
            .last_run_at = row.last_run_at,
            .last_removed = row.last_removed};
}

Erasure queue(Transaction& tx, base::CustomerId customer, const std::vector<ProfileId>& profiles,
              const base::OrgId org, const std::string& org_path, ErasureReason reason,
              const base::Context& ctx) {
    rows::ErasureRow row{.id = ErasureId{tx.next_id()},
                         .org_id = org,
                         .org_path = org_path,
                         .customer_id = customer,
                         .profiles = list_of(profiles),
                         .files = boost::json::array{},
                         .reason = reason,
                         .state = ErasureState::requested,
                         .requested_by_name = ctx.actor.name,
                         .requested_at = ctx.now};
    store::insert_row(tx, "erasure", row);
    jobs::queue(tx,
                {.kind = Privacy::job_kind,
                 .title = "customer " + std::to_string(customer.value),
                 .input = {{"erasure_id", row.id.value}}},
                ctx);
    return shown(row);
}

const rows::Table& table_named(const std::vector<rows::Table>& tables, std::string_view name) {
    return *std::find_if(tables.begin(), tables.end(),
                         [&](const rows::Table& table) { return table.name == name; });
}

bool rests(const access::Settings& settings, base::Instant now) {
    const base::Zone zone = settings.zone();
    return now - zone.start_of(zone.day_of(now)) < rest;
}

/// On the disk when this returns.
void append_line(const std::string& path, const std::string& line) {
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    const bool written = file >= 0 && ::write(file, line.data(), line.size()) == std::ssize(line) &&
                         ::fsync(file) == 0;
    if (file >= 0) ::close(file);
    if (!written) throw std::runtime_error("the list of erased people cannot be written");
}

}  // namespace

Erasure erase_customer(Transaction& tx, const EraseCustomer& command, const base::Context& ctx) {
    if (command.confirm != confirmation) throw base::Error{errors::not_confirmed, "confirm"};
    const auto customer = customer::find_customer(tx, command.customer_id);
    if (!customer || !base::may_see(ctx.actor, customer->org_path, customer->owner_id))
        throw base::Error{customer::errors::unknown, "customer_id"};
    if (customer::erased_at(tx, customer->id) || rows::is_being_erased(tx, customer->id))
        throw base::Error{errors::erased, "customer_id"};
    return queue(tx, customer->id, customer::profiles_of(tx, customer->id), customer->org_id,
                 customer->org_path, command.reason, ctx);
}

base::Page<Erasure> list_erasures(store::Reader& db, const ListErasures& query, const base::Context& ctx) {
    const std::int64_t limit = base::page_limit(query.limit);
    auto found = store::page_of(rows::erasures(db, store::before_id(query.cursor), limit + 1), limit);
    base::Page<Erasure> page{.next_cursor = std::move(found.next_cursor)};
    for (const rows::ErasureRow& row : found.items)
        if (base::may_see(ctx.actor, row.org_path)) page.items.push_back(shown(row));
    return page;
}

PersonCopy copy_of_person(Transaction& tx, const CopyOfPerson& command, const base::Context& ctx) {
    const auto customer = customer::find_customer(tx, command.customer_id);
    if (!customer || !base::may_see(ctx.actor, customer->org_path, customer->owner_id))
        throw base::Error{customer::errors::unknown, "customer_id"};
    const std::vector<ProfileId> profiles = customer::profiles_of(tx, customer->id);
    const std::vector<rows::Table> tables = rows::tables_of_migrations();
    PersonCopy copy{
        .customer_id = customer->id, .made_at = ctx.now, .files = rows::files_about(tx, profiles)};
    copy.data["customer"] = rows::rows_about(tx, table_named(tables, "customer"), "id", customer->id.value);
    for (const PersonalTable& personal : personal_tables()) {
        if (personal.table == "search_token") continue;  // Made from the names and keys.
        const rows::Table& table = table_named(tables, personal.table);
        boost::json::array all;
        if (personal.by == "customer_id")
            all = rows::rows_about(tx, table, personal.by, customer->id.value);
        else
            for (const ProfileId profile : profiles)
                for (boost::json::value& row : rows::rows_about(tx, table, personal.by, profile.value))
                    all.push_back(std::move(row));
        copy.data[personal.table] = std::move(all);
    }
    return copy;
}

Terms list_terms(store::Reader& db, const base::Context&) {
    Terms terms;
    for (const rows::TermRow& row : rows::terms(db)) terms.items.push_back(shown(row));
    return terms;
}

Term set_term(Transaction& tx, const SetTerm& command, const base::Context& ctx) {
    if (command.days && (*command.days < 1 || *command.days > 36'500))
        throw base::Error{errors::bad_term, "days"};
    for (rows::TermRow row : rows::terms(tx)) {
        if (row.subject != command.subject) continue;
        row.days = command.days;
        row.changed_at = ctx.now;
        row.changed_by_name = ctx.actor.name;
        rows::save_term(tx, row);
        return shown(row);
    }
    throw base::Error{base::errors::out_of_range, "subject"};
}

Privacy::Privacy(store::Store& store, history::Shipper& shipper, const DataDirectory& directory,
                 customer::FileStore& files, customer::Forgetters forgetters)
    : store_(store),
      shipper_(shipper),
      directory_(directory),
      files_(files),
      forgetters_(std::move(forgetters)) {}

jobs::Step Privacy::work(jobs::Chunk& chunk) {
    const ErasureId id{chunk.input.at("erasure_id").as_int64()};
    std::vector<ProfileId> profiles;
    // Who is erased stands on the list before they are gone: a backup restored in between is caught.
    store_.read([&](store::Reader& db) {
        for (const rows::ErasureRow& row : rows::erasures(db, id.value + 1, 1))
            profiles = profiles_in(row.profiles);
    });
    remember(profiles);
    return chunk.commit([&](Transaction& tx) {
        erase(tx, id, chunk.starter);
        return jobs::Step{.done = 1, .total = 1, .message = "erasing", .finished = true};
    });
}

/// Files cannot go with a transaction: their names stay in the erasure until `scrub` has removed them.
void Privacy::erase(Transaction& tx, ErasureId id, const base::Context& ctx) {
    auto row = rows::lock_erasure(tx, id);
    if (!row || row->state != ErasureState::requested) return;
    const std::vector<ProfileId> profiles = profiles_in(row->profiles);
    const std::set<std::string> telling = customer::telling_texts(tx, profiles);
    row->events = rows::events_about(tx, profiles);

    boost::json::array files;
    for (const std::int64_t import : rows::imports_about(tx, profiles))
        if (const auto path = rows::forget_file(tx, import))
            files.emplace_back(fs::path(kept_import(*path)).lexically_relative(directory_.path()).string());
    for (const std::string& hash : rows::take_photos(tx, profiles))
        files.emplace_back(
            fs::path(directory_.photos() + "/" + hash).lexically_relative(directory_.path()).string());
    row->files = std::move(files);
    customer::forget_documents(tx, profiles);
    customer::erase_person(tx, row->customer_id, profiles, ctx);
    forgetters_.run(tx, {.profiles = profiles, .customers = {row->customer_id}}, ctx);

    const auto each = [&](const PersonalTable& table, const auto& act) {
        if (table.by == "customer_id")
            act(row->customer_id.value);
        else
            for (const ProfileId profile : profiles) act(profile.value);
    };
    for (const PersonalTable& table : personal_tables()) {
        if (table.when == WhenErased::removed)
            each(table, [&](std::int64_t who) { rows::remove_rows(tx, table.table, table.by, who); });
        for (const std::string_view column : table.blanked)
            each(table,
                 [&](std::int64_t who) { rows::blank_column(tx, table.table, table.by, who, column); });
    }
    const std::vector<rows::Table> tables = rows::tables_of_migrations();
    for (const std::string_view noting : noting_tables())
        for (const std::string& text : telling) rows::strike_out(tx, table_named(tables, noting), text);

    rows::forget_answers(tx, row->customer_id);
    rows::blank_audit(tx, "customer_id " + std::to_string(row->customer_id.value));

    row->state = ErasureState::removed;
    row->removed_at = ctx.now;
    store::update_row(tx, "erasure", *row);
}

/// By name only: a restored data directory lies elsewhere.
std::string Privacy::kept_import(const std::string& path) const {
    return directory_.imports() + "/" + fs::path(path).filename().string();
}

void Privacy::remember(const std::vector<ProfileId>& profiles) const {
    std::string lines;
    for (const ProfileId id : profiles) lines += std::to_string(id.value) + "\n";
    append_line(directory_.erased(), lines);
}

/// Whole archives go too: they are copies, and can be made again.
void Privacy::remove_files(const std::vector<rows::ErasureRow>& erasures) const {
    std::error_code ignored;
    for (const rows::ErasureRow& erasure : erasures)
        for (const boost::json::value& file : erasure.files.as_array()) {
            const std::string path = directory_.path() + "/" + std::string(file.as_string());
            // The same picture may have come again, of somebody else.
            if (path.starts_with(directory_.photos()) && store_.read([&](store::Reader& db) {
                    return rows::is_photo(db, fs::path(path).filename().string());
                }))
                continue;
            fs::remove(path, ignored);
            fs::remove(path + ".book", ignored);  // The workbook that an import's table was read from.
        }
    for (const auto& archive : fs::directory_iterator(directory_.exports(), ignored))
        fs::remove_all(archive.path(), ignored);
    customer::remove_unused_files(store_, files_);
}

void Privacy::scrub(base::Instant now) {
    // One that is removed while records are rewritten may be in the new file: it waits for the next time.
    const auto removed = store_.read([](store::Reader& db) { return rows::removed_erasures(db); });
    if (removed.empty()) return;
    remove_files(removed);
    std::error_code missing;
    const std::uintmax_t size = fs::file_size(directory_.records() + "/huan.db", missing);
    if (!missing && size > rewritten_at_once &&
        !store_.read([&](store::Reader& db) { return rests(access::settings(db), now); }))
        return;
    shipper_.catch_up();
    for (int tries = 0; tries < 150 && !shipper_.history().is_clean(); ++tries)
        std::this_thread::sleep_for(std::chrono::milliseconds{200});
    if (!shipper_.history().is_clean()) return;  // Somebody is reading; the next time.
    store_.scrub();
    store_.write([&](Transaction& tx) {
        for (rows::ErasureRow row : removed) {
            row.state = ErasureState::done;
            row.files = boost::json::array{};
            row.finished_at = now;
            store::update_row(tx, "erasure", row);
        }
    });
    base::log::info("privacy: {} erasures are done", removed.size());
}

void Privacy::keep_terms(base::Instant now, const std::stop_token& stop) {
    const base::Context ctx{.now = now, .actor = base::system_actor()};
    for (rows::TermRow term : store_.read([](store::Reader& db) { return rows::terms(db); })) {
        if (!term.days || stop.stop_requested()) continue;
        term.last_removed = keep_term(term.subject, now - day * *term.days, ctx, stop);
        term.last_run_at = now;
        store_.write([&](Transaction& tx) { rows::save_term(tx, term); });
    }
}

std::int64_t Privacy::keep_term(KeptSubject subject, base::Instant before, const base::Context& ctx,
                                const std::stop_token& stop) {
    switch (subject) {
        case KeptSubject::behaviour: return forget_behaviour(before, ctx, stop);
        case KeptSubject::import_files: {
            std::int64_t removed = 0;
            for (const std::int64_t id :
                 store_.read([&](store::Reader& db) { return rows::files_before(db, before, 10'000); })) {
                std::error_code ignored;
                const auto path = store_.write([&](Transaction& tx) { return rows::forget_file(tx, id); });
                if (!path) continue;
                fs::remove(kept_import(*path) + ".book", ignored);
                removed += fs::remove(kept_import(*path), ignored) ? 1 : 0;
            }
            return removed;
        }
        case KeptSubject::refused_messages:
            return store_.write([&](Transaction& tx) { return rows::forget_refused(tx, before); });
        case KeptSubject::audit: {
            std::int64_t removed = 0, some = 0;
            do {
                some = store_.write([&](Transaction& tx) { return rows::forget_audit(tx, before, 1'000); });
                removed += some;
            } while (some == 1'000 && !stop.stop_requested());
            return removed;
        }
        case KeptSubject::silent_people: return erase_silent(before, ctx);
    }
    return 0;
}

/// What clients sent; facts of ours (orders, coupons, leads...) have no term of their own.
std::int64_t Privacy::forget_behaviour(base::Instant before, const base::Context& ctx,
                                       const std::stop_token& stop) {
    std::int64_t removed = 0;
    for (std::int64_t after = 0; !stop.stop_requested();) {
        const auto events =
            store_.read([&](store::Reader& db) { return rows::events_before(db, before, after, at_once); });
        std::vector<std::int64_t> old;
        for (const rows::OldEvent& event : events) {
            after = event.seq;
            if (!capture::is_reserved_name(event.name)) old.push_back(event.seq);
        }
        removed += store_.write([&](Transaction& tx) { return store::withdraw(tx, old, ctx); });
        if (std::ssize(events) < at_once) break;
    }
    return removed;
}

std::int64_t Privacy::erase_silent(base::Instant before, const base::Context& ctx) {
    return store_.write([&](Transaction& tx) {
        std::int64_t queued = 0;
        for (const base::CustomerId id : rows::silent_since(tx, before, at_once)) {
            const auto customer = customer::find_customer(tx, id).value();
            queue(tx, id, customer::profiles_of(tx, id), customer.org_id, customer.org_path,
                  ErasureReason::term_over, ctx);
            ++queued;
        }
        return queued;
    });
}

void Privacy::erase_again(base::Instant now) {
    const base::Context ctx{.now = now, .actor = base::system_actor()};
    std::ifstream list(directory_.erased());
    std::set<base::CustomerId> back;
    store_.read([&](store::Reader& db) {
        for (std::int64_t id = 0; list >> id;) {
            const base::CustomerId customer = customer::customer_of(db, ProfileId{id});
            if (customer && !customer::erased_at(db, base::CustomerId{id})) back.insert(customer);
        }
    });
    for (const base::CustomerId id : back)
        store_.write([&](Transaction& tx) {
            if (rows::is_being_erased(tx, id)) return;
            const auto customer = customer::find_customer(tx, id);
            if (!customer) return;
            base::log::warning("privacy: customer {} had been erased and is known again: erased once more",
                               id.value);
            queue(tx, id, customer::profiles_of(tx, id), customer->org_id, customer->org_path,
                  ErasureReason::asked, ctx);
        });
}

void Privacy::routes(http::Router& router) {
    router.command("POST /api/customers/{customer_id}/erase", Permission::settings_manage, &erase_customer);
    router.query("GET /api/erasures", Permission::settings_manage, &list_erasures);
    // Its answer does not belong on the audit log; that it was asked for does.
    router.blocking("POST /api/customers/{customer_id}/copy", Permission::customer_reveal,
                    [this](const CopyOfPerson& command, const base::Context& ctx) {
                        return store_.write([&](Transaction& tx) {
                            access::record(
                                tx, ctx,
                                {.route = "POST /api/customers/{customer_id}/copy",
                                 .object = "customer_id " + std::to_string(command.customer_id.value)});
                            return copy_of_person(tx, command, ctx);
                        });
                    });
    router.query("GET /api/retention", Permission::settings_manage,
                 [](store::Reader& db, const http::Nothing&, const base::Context& ctx) {
                     return list_terms(db, ctx);
                 });
    router.command("PUT /api/retention/{subject}", Permission::settings_manage, &set_term);
}

}  // namespace huan::server
