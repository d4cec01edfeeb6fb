#include "history/native.hpp"

#include "history/errors.hpp"

#include <cstring>

namespace huan::history::native {
namespace {

void put_varint(std::string& out, std::uint64_t value) {
    while (value >= 0x80) {
        out.push_back(static_cast<char>(value | 0x80));
        value >>= 7;
    }
    out.push_back(static_cast<char>(value));
}

void put_text(std::string& out, std::string_view text) {
    put_varint(out, text.size());
    out.append(text);
}

template <class Number> void put(std::string& out, Number number) {
    char bytes[sizeof number];
    std::memcpy(bytes, &number, sizeof number);
    out.append(bytes, sizeof number);
}

void put_row(std::string& out, const Row& row) {
    put(out, row.seq);
    put_text(out, row.name);
    put(out, row.profile_id.value);
    put(out, row.occurred_at.ms);
    put(out, row.received_at.ms);
    put(out, row.org_id.value);
    put(out, row.source_id);
    put_text(out, row.channel);
    put_text(out, row.place);
    put(out, static_cast<std::uint8_t>(row.live ? 1 : 0));
    const auto each = [&](auto write) {
        put_varint(out, row.properties.size());
        for (const Property& property : row.properties) write(property);
    };
    each([&](const Property& property) { put_text(out, property.key); });
    each([&](const Property& property) { put(out, static_cast<std::uint8_t>(property.kind)); });
    each([&](const Property& property) { put(out, property.item); });
    each([&](const Property& property) { put_text(out, property.text); });
    each([&](const Property& property) { put(out, property.number); });
}

}  // namespace

void append_rows(std::string& out, std::span<const Row> rows) {
    for (const Row& row : rows) put_row(out, row);
}

const char* Cursor::take(std::size_t size) {
    if (static_cast<std::size_t>(end_ - at_) < size)
        throw base::Error{errors::failed, {}, "History sent a block that ends too early."};
    const char* begin = at_;
    at_ += size;
    return begin;
}

std::uint64_t Cursor::varint() {
    std::uint64_t value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
        const auto byte = static_cast<unsigned char>(*take(1));
        value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
        if ((byte & 0x80) == 0) break;
    }
    return value;
}

std::string_view Cursor::text() {
    const std::size_t size = varint();
    return {take(size), size};
}

template <class Number> Number Cursor::number() {
    Number value;
    std::memcpy(&value, take(sizeof value), sizeof value);
    return value;
}
template std::int64_t Cursor::number<std::int64_t>();
template std::uint64_t Cursor::number<std::uint64_t>();

template <class Number> void Cursor::numbers(std::vector<Number>& out, std::size_t count) {
    const char* begin = take(count * sizeof(Number));
    out.resize(count);
    if (count > 0) std::memcpy(out.data(), begin, count * sizeof(Number));
}
template void Cursor::numbers<std::int64_t>(std::vector<std::int64_t>&, std::size_t);

Decoder::Decoder(const Scan& scan, const std::vector<std::string>& names) : wanted_(scan.columns) {
    for (const std::string& name : names) names_.words.code_of(name);
    for (const std::string& key : scan.properties) columns_.push_back({.array = is_array_key(key)});
}

bool Decoder::visit(std::string_view bytes, const Visit& visit) {
    Cursor cursor(bytes);
    while (!cursor.done()) {
        cursor.varint();  // The number of columns, which the statement settled.
        const std::size_t rows = cursor.varint();
        read_block(cursor, rows);
        if (rows > 0 && !visit(block_)) return false;
    }
    return true;
}

void Decoder::read_block(Cursor& cursor, std::size_t rows) {
    // Every column stands behind its name and type; a block without rows has nothing else.
    const auto column = [&](bool wanted, std::string_view type, auto read) {
        if (!wanted) return;
        cursor.text();
        if (const auto sent = cursor.text(); sent != type)
            throw base::Error{
                errors::failed, {}, "History sent " + std::string(sent) + " for " + std::string(type) + "."};
        if (rows > 0) read();
    };
    const auto numbers = [&](bool wanted, std::vector<std::int64_t>& out) {
        column(wanted, "Int64", [&] { cursor.numbers(out, rows); });
    };
    numbers(true, profile_id_);
    numbers(true, occurred_at_);
    numbers(true, seq_);
    column(true, "UInt32", [&] { cursor.numbers(names_.codes, rows); });
    numbers(wanted_.received_at, received_at_);
    numbers(wanted_.org_id, org_id_);
    numbers(wanted_.source_id, source_id_);
    column(wanted_.live, "UInt8", [&] { cursor.numbers(live_, rows); });
    column(wanted_.channel, "String", [&] { read_words(cursor, channels_, rows); });
    column(wanted_.place, "String", [&] { read_words(cursor, places_, rows); });
    properties_.clear();
    for (Column& property : columns_) {
        property.ends.clear();
        if (property.array) {
            column(true, "Array(UInt8)", [&] { cursor.numbers(kinds_, read_ends(cursor, property, rows)); });
            column(true, "Array(UInt16)", [&] { cursor.numbers(items_, read_ends(cursor, property, rows)); });
            column(true, "Array(String)",
                   [&] { read_texts(cursor, property, read_ends(cursor, property, rows)); });
            column(true, "Array(Int64)",
                   [&] { read_numbers(cursor, property, read_ends(cursor, property, rows)); });
        } else {
            items_.assign(rows, 0);
            column(true, "UInt8", [&] { cursor.numbers(kinds_, rows); });
            column(true, "String", [&] { read_texts(cursor, property, rows); });
            column(true, "Int64", [&] { read_numbers(cursor, property, rows); });
        }
        properties_.push_back({.values = property.values, .ends = property.ends});
    }
    block_ = {.size = rows,
              .profile_id = profile_id_,
              .occurred_at = occurred_at_,
              .seq = seq_,
              .name = names_.codes,
              .names = &names_.words,
              .received_at = received_at_,
              .org_id = org_id_,
              .source_id = source_id_,
              .live = live_,
              .channel = channels_.codes,
              .channels = &channels_.words,
              .place = places_.codes,
              .places = &places_.words,
              .properties = properties_};
}

/// Makes the values, of the kinds and items read before.
void Decoder::read_texts(Cursor& cursor, Column& out, std::size_t count) {
    out.values.resize(count);
    for (std::size_t i = 0; i < count; ++i)
        out.values[i] = {.kind = static_cast<ValueKind>(kinds_[i]), .item = items_[i], .text = cursor.text()};
}

void Decoder::read_numbers(Cursor& cursor, Column& out, std::size_t count) {
    cursor.numbers(numbers_, count);
    for (std::size_t i = 0; i < count; ++i) out.values[i].number = numbers_[i];
}

/// Reads where each row's values end; answers how many values there are.
std::size_t Decoder::read_ends(Cursor& cursor, Column& out, std::size_t rows) {
    cursor.numbers(offsets_, rows);
    out.ends.assign(offsets_.begin(), offsets_.end());
    return offsets_.empty() ? 0 : offsets_.back();
}

void Decoder::read_words(Cursor& cursor, Coded& out, std::size_t rows) {
    out.codes.resize(rows);
    std::string_view last;
    for (std::size_t i = 0; i < rows; ++i) {
        const std::string_view word = cursor.text();
        out.codes[i] = i > 0 && word == last ? out.codes[i - 1] : out.words.code_of(word);
        last = word;
    }
}

}  // namespace huan::history::native
