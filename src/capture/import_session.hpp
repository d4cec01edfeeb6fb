#pragma once

#include "access/settings.hpp"
#include "capture/row_reader.hpp"
#include "capture/rows_import.hpp"
#include "customer/identity.hpp"

#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace huan::capture {

/// One thing that a file says, mostly by one row: an order may take several.
struct ImportItem {
    std::vector<TableRow> rows{};          ///< At least one.
    std::optional<base::Error> refused{};  ///< Why it cannot be used.
    std::size_t refused_row = 0;           ///< Which of its rows is at fault.
    customer::RecordOrder order{};
    RowReader::Person person{};
    RowReader::Behaviour behaviour{};
    std::optional<base::Instant> at{};  ///< The date it says.
    std::int64_t repeats_line = 0;      ///< 0: the first of its content.
    bool first_of_person = false;       ///< Nobody in the file before it is known by the same first key.

    const std::vector<customer::Identity>& identities(ImportKind kind) const;
    std::int64_t size() const { return static_cast<std::int64_t>(rows.size()); }
};

/// An open file and what must be remembered over all its rows: a hash of each row's content and of each
/// person. Made anew after a restart by reading up to where the job stands.
class ImportSession {
public:
    ImportSession(rows::ImportRow import, const access::Settings& settings, customer::KindRules kinds);

    /// Reads whole items until they have `least` rows between them, or the file ends.
    std::vector<ImportItem> read(std::int64_t least);
    /// Reads until `rows` rows are behind it; an item must end there.
    void skip_to(std::int64_t rows);

    std::int64_t rows() const { return rows_; }
    bool at_end() const { return !waiting_; }
    /// Rows of the whole file, by how much of it is read.
    std::int64_t estimated_total() const;
    const rows::ImportRow& import() const { return import_; }
    const Mapping& mapping() const { return reader_.mapping(); }

    /// What the report says of row `at` of a refused item; it names the column, as whoever wrote the file
    /// knows no fields.
    ImportNote note(const ImportItem& item, std::size_t at, const base::Error& why) const;

private:
    struct Seen {
        std::int64_t first_line = 0;
        std::uint32_t count = 0;
        std::uint32_t content = 0;  ///< Of an order by its number: a hash of what it says.
    };

    void fetch();
    ImportItem next();
    void interpret(ImportItem& item);
    void interpret_order(ImportItem& item);
    void interpret_event(ImportItem& item);
    void interpret_person(ImportItem& item);
    void know(ImportItem& item, const std::vector<customer::Identity>& identities);
    /// 1 for the first item of exactly this content, 2 for the next...
    std::int64_t occurrence(ImportItem& item, const std::string& content);
    std::string event_id(ImportItem& item);
    std::string lead_number(ImportItem& item);
    std::string coupon_number(ImportItem& item);
    /// Refuses an order whose number the file gave to another one before.
    void check_number(ImportItem& item, const std::string& content);

    rows::ImportRow import_;
    std::vector<std::string> columns_;
    TableReader table_;
    RowReader reader_;
    std::string region_;
    customer::KindRules kinds_;
    bool rows_by_number_;
    std::optional<TableRow> waiting_;  ///< Read, but of the next item.
    std::int64_t rows_ = 0;
    std::int64_t counted_ = 0;  ///< By a dry run; 0: not yet.
    std::unordered_map<std::size_t, Seen> contents_;
    std::unordered_set<std::size_t> people_;
};

/// How `format` reads its table.
TableFormat table_format(const FileFormat& format);
/// A row's cells as a JSON list, for the report.
std::string cells_json(const TableRow& row);

}  // namespace huan::capture
