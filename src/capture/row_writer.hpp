#pragma once

#include "capture/import_session.hpp"
#include "capture/source.hpp"
#include "store/store.hpp"

#include <exception>
#include <set>
#include <vector>

namespace huan::capture {

/// Under this source the message ids of imported events are known. They are never forgotten: the same file
/// may come back years later.
inline constexpr SourceId imported_source{1};
/// By what a lead of a file is known again.
inline std::string lead_message(const std::string& lead_kind, const std::string& number) {
    return "lead:" + lead_kind + ":" + number;
}

/// Writes what some items of a file say, each kind its way, and counts what became of them.
class RowWriter {
public:
    RowWriter(store::Transaction& tx, const ImportSession& session, const base::Context& ctx,
              ImportOutcome& outcome);

    /// A dry run stores nothing of it, or takes it back.
    void write(const std::vector<ImportItem>& items, bool dry_run);

private:
    /// What we knew of an item's person before the file said anything.
    struct Known {
        bool at_all = false;
        bool by_key = false;  ///< By one of the keys that the mapping chose.
    };
    enum class Fate { created, updated, unchanged, skipped };

    Known look_up(const ImportItem& item) const;
    bool is_key(const customer::Identity& identity) const;
    /// Whether the mode leaves this person alone.
    bool is_left_alone(const ImportItem& item, const Known& known) const;
    void count(const ImportItem& item, Fate fate);
    void refuse(const ImportItem& item, const base::Error& why);
    void refuse_because(const ImportItem& item, const std::exception_ptr& why);
    void note_repeats(const std::vector<ImportItem>& items);

    void write_orders(const std::vector<ImportItem>& items, const std::vector<Known>& known, bool dry_run);
    void write_and_undo(const std::vector<ImportItem>& items, const std::vector<Known>& known);
    void write_one(const ImportItem& item, const Known& known, bool dry_run);
    /// False when a file brought this before: then it does not go with the other file alone.
    bool take_message(const std::string& message_id);
    Fate write_event(const ImportItem& item);
    Fate write_person(const ImportItem& item, const Known& known);
    bool write_facts(const RowReader::Person& person, const customer::Resolved& who);
    bool write_tags(const RowReader::Person& person, const customer::Resolved& who);
    Fate write_lead(const RowReader::Enquiry& lead, base::ProfileId profile);
    Fate write_coupon(const RowReader::Held& held, base::CustomerId customer);

    store::Transaction& tx_;
    const ImportSession& session_;
    const rows::ImportRow& import_;
    const base::Context ctx_;  ///< Says that whatever is written came from this import.
    ImportOutcome& outcome_;
    std::set<customer::IdentityKind> keys_;  ///< Empty: all.
    ImportMode mode_;
    std::vector<ImportNote> notes_;
};

}  // namespace huan::capture
