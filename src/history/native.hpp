#pragma once

#include "history/block.hpp"
#include "history/history.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// ClickHouse's own two formats: RowBinary for what we send and for small answers, Native (columns) for
/// scans.
namespace huan::history::native {

/// Appends rows in the column order of `rows::insert_events`.
void append_rows(std::string& out, std::span<const Row> rows);

/// Reads RowBinary and the pieces of Native. \throws base::Error `history.failed` where the bytes end too
/// early.
class Cursor {
public:
    explicit Cursor(std::string_view bytes) : at_(bytes.data()), end_(bytes.data() + bytes.size()) {}
    bool done() const { return at_ == end_; }
    std::uint64_t varint();
    std::string_view text();
    template <class Number> Number number();
    /// `count` numbers, copied so that they are aligned.
    template <class Number> void numbers(std::vector<Number>& out, std::size_t count);

private:
    const char* take(std::size_t size);
    const char* at_;
    const char* end_;
};

/// Turns the Native blocks of one scan (`rows::scan_events`) into `Block`s, without an allocation per row:
/// texts stay where they are, and the buffers are used again for the next block.
class Decoder {
public:
    /// `names`: what the name codes stand for, as in the statement.
    Decoder(const Scan& scan, const std::vector<std::string>& names);

    /// Visits each block in `bytes`; false when `visit` answered false.
    bool visit(std::string_view bytes, const Visit& visit);

private:
    struct Coded {
        Words words{};
        std::vector<std::uint32_t> codes{};
    };
    struct Column {
        bool array = false;
        std::vector<Value> values{};
        std::vector<std::uint32_t> ends{};
    };
    static void read_words(Cursor& cursor, Coded& out, std::size_t rows);
    void read_texts(Cursor& cursor, Column& out, std::size_t count);
    void read_numbers(Cursor& cursor, Column& out, std::size_t count);
    std::size_t read_ends(Cursor& cursor, Column& out, std::size_t rows);
    void read_block(Cursor& cursor, std::size_t rows);

    Columns wanted_;
    Coded names_, channels_, places_;
    std::vector<std::int64_t> profile_id_, occurred_at_, seq_, received_at_, org_id_, source_id_;
    std::vector<std::uint8_t> live_;
    std::vector<Column> columns_;
    std::vector<PropertyColumn> properties_;
    // Used while reading one column.
    std::vector<std::uint8_t> kinds_;
    std::vector<std::uint16_t> items_;
    std::vector<std::uint64_t> offsets_;
    std::vector<std::int64_t> numbers_;
    Block block_;
};

}  // namespace huan::history::native
