#include "base/json.hpp"
#include "capture/converted.hpp"
#include "capture/origin_reader.hpp"
#include "jobs/clock.hpp"
#include "jobs/post.hpp"

#include <boost/url/parse.hpp>
#include <boost/url/url.hpp>

#include <algorithm>
#include <charconv>
#include <map>
#include <set>

/// Rows of a JSON interface, page by page.
namespace huan::capture {
namespace {

namespace json = boost::json;

constexpr std::size_t longest_page = std::size_t{32} << 20;
constexpr std::size_t most_columns = 500;
constexpr int most_pages = 20'000;
constexpr int most_tries = 4;
constexpr base::Duration longest_wait{60'000};

std::string text_of(const std::optional<base::Note<200>>& note) { return note ? note->value : std::string(); }
std::string text_of(const std::optional<base::Note<60>>& note) { return note ? note->value : std::string(); }

/// What stands at "data.orders"; nullptr where nothing does. An empty path is the value itself.
const json::value* at_path(const json::value& value, std::string_view path) {
    const json::value* found = &value;
    while (!path.empty()) {
        const std::size_t dot = path.find('.');
        const std::string_view key = path.substr(0, dot);
        if (!found->is_object()) return nullptr;
        found = found->get_object().if_contains(key);
        if (found == nullptr) return nullptr;
        path = dot == std::string_view::npos ? std::string_view() : path.substr(dot + 1);
    }
    return found;
}

/// The watermark less the overlap, written as the other system wrote it.
std::string since_of(const std::string& mark, std::int64_t overlap) {
    if (overlap == 0) return mark;
    std::int64_t whole = 0;
    const auto [end, failed] = std::from_chars(mark.data(), mark.data() + mark.size(), whole);
    if (failed == std::errc{} && end == mark.data() + mark.size()) return std::to_string(whole - overlap);
    if (const auto at = base::parse_instant(mark))
        return base::format_instant(*at - base::Duration{overlap * 1000});
    return mark;
}

[[noreturn]] void unreadable_answer(const std::string& why) {
    throw base::Error{errors::bad_answer, "origin.url", why};
}

class HttpReader final : public OriginReader {
public:
    explicit HttpReader(const OriginQuestion& question)
        : question_(question),
          url_(question.origin.url->value) {
        jobs::check_url(url_, question.allow_private, "origin.url");
        const std::string since_param = text_of(question.origin.since_param);
        if (question.since && !since_param.empty())
            set_param(since_param, since_of(*question.since, question.origin.overlap.value_or(0)));
    }

    std::vector<OriginRow> next() override {
        std::vector<OriginRow> rows;
        while (rows.empty() && !ended_) rows = one_page();  // An empty page need not be the last one.
        return rows;
    }

private:
    std::vector<OriginRow> one_page() {
        std::vector<OriginRow> rows;
        if (++pages_ > most_pages) unreadable_answer("It has more than 20,000 pages.");
        const json::value page = fetched();
        const json::array& items = items_of(page);
        for (const json::value& item : items) {
            if (!item.is_object()) unreadable_answer("An element of the list is not an object.");
            rows.push_back(row_of(item));
        }
        go_on(page, items.empty());
        if (question_.sample > 0) {
            ended_ = true;
            if (std::ssize(rows) > question_.sample) rows.resize(question_.sample);
        }
        return rows;
    }

    json::value fetched() {
        jobs::PostRequest request{.url = url_, .get = true, .keep = longest_page};
        request.headers.emplace_back("Accept: application/json");
        if (!question_.secret.empty()) {
            const std::string name = question_.origin.header ? question_.origin.header->value
                                                             : std::string("Authorization");
            request.headers.push_back(name + ": " + question_.secret);
        }
        const jobs::PostLimits limits{.total = std::min(question_.patience, base::Duration{120'000}),
                                      .allow_private = question_.allow_private};
        for (int attempt = 1;; ++attempt) {
            const jobs::PostAnswer answer = jobs::post(request, limits, question_.stop);
            if (answer.refused) throw base::Error{errors::private_origin, "origin.url"};
            if (answer.status == 200 && answer.problem.empty()) return parsed(answer);
            const bool again = answer.status == 0 || answer.status == 429 || answer.status >= 500;
            if (!again || attempt == most_tries || question_.sample > 0) refuse(answer);
            const base::Duration wait = answer.retry_after.value_or(base::Duration{500LL << attempt});
            if (!jobs::rest(question_.stop, std::min(wait, longest_wait))) refuse(answer);
        }
    }

    [[noreturn]] static void refuse(const jobs::PostAnswer& answer) {
        if (answer.status == 0 || !answer.problem.empty())
            throw base::Error{errors::unreachable, "origin.url", answer.problem};
        std::string said = base::is_clean_utf8(answer.body) ? answer.body.substr(0, 300) : "";
        while (!said.empty() && !base::is_clean_utf8(said)) said.pop_back();
        throw base::Error{errors::origin_refused, "origin.url",
                          "It answered with status " + std::to_string(answer.status) + ". " + said};
    }

    static json::value parsed(const jobs::PostAnswer& answer) {
        if (!answer.whole) unreadable_answer("A page is larger than 32 MiB; ask for fewer rows at a time.");
        boost::system::error_code failed;
        json::value value = json::parse(answer.body, failed, {}, {.max_depth = 32});
        if (failed) unreadable_answer("It is not JSON.");
        return value;
    }

    const json::array& items_of(const json::value& page) const {
        const std::string path = text_of(question_.origin.items);
        const json::value* found = at_path(page, path);
        if (found == nullptr) unreadable_answer("There is nothing at \"" + path + "\".");
        if (found->is_array()) return found->get_array();
        if (path.empty() && found->is_object()) {
            const json::array* only = nullptr;
            for (const auto& member : found->get_object()) {
                if (!member.value().is_array()) continue;
                if (only != nullptr) unreadable_answer("It holds several lists; say which one.");
                only = &member.value().get_array();
            }
            if (only != nullptr) return *only;
        }
        unreadable_answer(path.empty() ? "It holds no list." : "\"" + path + "\" is not a list.");
    }

    OriginRow row_of(const json::value& item) {
        OriginRow row{.cells = std::vector<std::string>(columns_.size()), .content = json::serialize(item)};
        flatten(item.get_object(), "", [&](const std::string& key, const json::value& value) {
            const auto [place, is_new] = position_.emplace(key, columns_.size());
            if (is_new) {
                if (columns_.size() == most_columns) unreadable_answer("It has more than 500 fields.");
                columns_.push_back(key);
                row.cells.emplace_back();
            }
            std::string& cell = row.cells[place->second];
            cell = cell_of(value);
            note_order(key, value, cell);
        });
        if (!question_.origin.mark || question_.origin.mark->value.empty()) return row;
        const auto mark = position_.find(question_.origin.mark->value);
        if (mark != position_.end() && !row.cells[mark->second].empty()) row.mark = row.cells[mark->second];
        return row;
    }

    void note_order(const std::string& key, const json::value& value, const std::string& cell) {
        const bool orderly = value.is_number() || (value.is_string() && base::parse_instant(cell));
        if (orderly && std::find(orderly_.begin(), orderly_.end(), key) == orderly_.end())
            orderly_.push_back(key);
    }

    void set_param(const std::string& name, const std::string& value) {
        boost::urls::url changed(boost::urls::parse_uri(url_).value());
        changed.params().set(name, value);
        url_ = std::string(changed.buffer());
    }

    /// Where the next page is; there is none behind an empty one that names none.
    void go_on(const json::value& page, bool is_empty) {
        const std::string next = text_of(question_.origin.next);
        const std::string param = text_of(question_.origin.cursor_param);
        if (next.empty()) {
            ended_ = param.empty() || is_empty;
            if (!ended_) set_param(param, std::to_string(pages_ + 1));
            return;
        }
        const json::value* found = at_path(page, next);
        const std::string cursor = found == nullptr ? std::string() : cell_of(*found);
        ended_ = cursor.empty() || cursor == "false" || cursor == "0";
        if (ended_) return;
        if (!cursors_.insert(cursor).second)
            unreadable_answer("It names the same next page again and again.");
        const auto base_url = boost::urls::parse_uri(url_).value();
        if (cursor.starts_with("http://") || cursor.starts_with("https://") || cursor.starts_with("/")) {
            const auto reference = boost::urls::parse_uri_reference(cursor);
            boost::urls::url whole;
            if (!reference || !boost::urls::resolve(base_url, *reference, whole))
                unreadable_answer("The next page's address cannot be read.");
            Origin other = question_.origin;
            other.url->value = std::string(whole.buffer());
            if (!same_target(question_.origin, other))
                unreadable_answer("The next page lies on another server.");
            url_ = other.url->value;
        } else if (param.empty()) {
            unreadable_answer("It names a next cursor, but no parameter takes it.");
        } else {
            set_param(param, cursor);
        }
    }

    OriginQuestion question_;
    std::string url_;
    std::map<std::string, std::size_t> position_;
    std::set<std::string> cursors_;
    int pages_ = 0;
    bool ended_ = false;
};

}  // namespace

std::unique_ptr<OriginReader> ask_http(const OriginQuestion& question) {
    return std::make_unique<HttpReader>(question);
}

}  // namespace huan::capture
