#include "history/block_builder.hpp"

namespace huan::history {

std::uint32_t Words::code_of(std::string_view word) {
    if (const auto found = codes_.find(word); found != codes_.end()) return found->second;
    const auto code = static_cast<std::uint32_t>(words_.size());
    codes_.emplace(words_.emplace_back(word), code);
    return code;
}

BlockBuilder::BlockBuilder(const Scan& scan) : wanted_(scan.columns), keys_(scan.properties) {
    for (const std::string& name : scan.filter.names) names_.code_of(name);
    for (const std::string& key : keys_) columns_.push_back({.array = is_array_key(key)});
}

void BlockBuilder::add(const Row& row) {
    profile_id_.push_back(row.profile_id.value);
    occurred_at_.push_back(row.occurred_at.ms);
    seq_.push_back(row.seq);
    name_.push_back(names_.code_of(row.name));
    if (wanted_.received_at) received_at_.push_back(row.received_at.ms);
    if (wanted_.org_id) org_id_.push_back(row.org_id.value);
    if (wanted_.source_id) source_id_.push_back(row.source_id);
    if (wanted_.live) live_.push_back(row.live ? 1 : 0);
    if (wanted_.channel) channel_.push_back(channels_.code_of(row.channel));
    if (wanted_.place) place_.push_back(places_.code_of(row.place));
    add_properties(row);
}

void BlockBuilder::add_properties(const Row& row) {
    for (std::size_t k = 0; k < keys_.size(); ++k) {
        Column& column = columns_[k];
        bool found = false;
        for (const Property& property : row.properties) {
            if (property.key != keys_[k]) continue;
            Value value{.kind = property.kind, .item = property.item, .number = property.number};
            if (!property.text.empty()) value.text = texts_.emplace_back(property.text);
            column.values.push_back(value);
            found = true;
            if (!column.array) break;
        }
        if (column.array)
            column.ends.push_back(static_cast<std::uint32_t>(column.values.size()));
        else if (!found)
            column.values.push_back({});
    }
}

const Block& BlockBuilder::block() {
    properties_.clear();
    for (const Column& column : columns_)
        properties_.push_back({.values = column.values, .ends = column.ends});
    block_ = {.size = seq_.size(),
              .profile_id = profile_id_,
              .occurred_at = occurred_at_,
              .seq = seq_,
              .name = name_,
              .names = &names_,
              .received_at = received_at_,
              .org_id = org_id_,
              .source_id = source_id_,
              .live = live_,
              .channel = channel_,
              .channels = &channels_,
              .place = place_,
              .places = &places_,
              .properties = properties_};
    return block_;
}

void BlockBuilder::clear() {
    for (auto* numbers : {&profile_id_, &occurred_at_, &seq_, &received_at_, &org_id_, &source_id_})
        numbers->clear();
    for (auto* codes : {&name_, &channel_, &place_}) codes->clear();
    live_.clear();
    texts_.clear();
    for (Column& column : columns_) {
        column.values.clear();
        column.ends.clear();
    }
}

}  // namespace huan::history
