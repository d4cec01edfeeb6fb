#pragma once

#include "http/live.hpp"
#include "http/router.hpp"
#include "http/server.hpp"
#include "http/testing/client.hpp"
#include "store/testing/on_both_stores.hpp"

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace huan::http::testing {

enum class Colour { red, green };
BOOST_DESCRIBE_ENUM(Colour, red, green)

using NoteId = base::Id<struct NoteTag>;

/// What the test server keeps: something with a member of every kind.
struct Note {
    NoteId id{};
    base::Text<20> text{};
    Colour colour = Colour::red;
    base::Money price{};
    std::optional<base::Instant> due_at{};
    std::vector<std::string> tags{};
};
BOOST_DESCRIBE_STRUCT(Note, (), (id, text, colour, price, due_at, tags))

struct AddNote {
    base::Text<20> text{};
    std::optional<Colour> colour{};
    std::optional<base::Money> price{};
    std::optional<base::Instant> due_at{};
    std::vector<std::string> tags{};
    boost::json::object extra{};
};
BOOST_DESCRIBE_STRUCT(AddNote, (), (text, colour, price, due_at, tags, extra))

struct RenameNote {
    NoteId note_id{};
    base::Text<20> text{};
};
BOOST_DESCRIBE_STRUCT(RenameNote, (), (note_id, text))

struct FindNote {
    NoteId note_id{};
};
BOOST_DESCRIBE_STRUCT(FindNote, (), (note_id))

struct ListNotes {
    std::optional<std::string> text{};
    std::optional<Colour> colour{};
    std::optional<bool> late{};
    std::optional<base::Instant> due_before{};
    std::optional<std::int64_t> limit{};
    std::vector<std::string> tags{};
};
BOOST_DESCRIBE_STRUCT(ListNotes, (), (text, colour, late, due_before, limit, tags))

namespace errors {
inline constexpr base::ErrorKind unknown{base::Category::unknown, "note.unknown", "There is no such note."};
inline constexpr base::ErrorKind frozen{base::Category::conflict, "note.frozen", "This note cannot change."};
inline constexpr base::ErrorKind wrong{base::Category::unauthenticated, "note.wrong", "That was wrong."};
}  // namespace errors

/// A server on a loopback port over a real store, with a handful of routes. "Authorization: Bearer admin" may
/// do everything, "Bearer agent" only read, "Bearer write_key" only ingest, anything else is refused.
class ServerCase : public store::testing::OnBothStores {
protected:
    void SetUp() override;
    void TearDown() override;

    /// Starts with quick limits; change `options` before.
    void start();
    std::uint16_t port() const { return server->port(); }
    Reply get(const std::string& target, const std::string& who = "admin");
    Reply post(const std::string& target, const std::string& body, const std::string& who = "admin",
               std::vector<std::pair<std::string, std::string>> headers = {});
    std::int64_t notes();

    Router router;
    Live live{Live::Options{base::Duration(200), base::Duration(60'000), 32 * 1024}};
    ServerOptions options;
    std::unique_ptr<Server> server;
    std::atomic<int> asked_store = 0;  ///< How often the store had to say who calls.
    std::atomic<int> audited = 0;
    std::mutex mutex;
    std::vector<std::string> audit;  ///< "POST /api/notes {"text":...} {...}"
    std::string uploaded_path;
    std::string uploaded;
    std::atomic<bool> writer_saw_gone = false;

private:
    void add_routes();
    void add_slow_routes();
};

/// For what happens on the wire and never reaches the records: one store is enough.
class WireCase : public ServerCase {};

}  // namespace huan::http::testing
