#include "http/testing/server_case.hpp"

#include <chrono>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <thread>
#include <utility>

namespace huan::http::testing {
namespace {

using base::Permission;

Note add(store::Transaction& tx, const AddNote& command, const base::Context&) {
    if (command.text.value == "frozen") throw base::Error{errors::frozen, "text"};
    Note note{NoteId{tx.next_id()},
              command.text,
              command.colour.value_or(Colour::red),
              command.price.value_or(base::Money{}),
              command.due_at,
              command.tags};
    tx.execute("INSERT INTO note (id, text) VALUES ($1, $2)", note.id, note.text);
    if (command.text.value == "late") throw std::runtime_error("secret detail of a failure");
    return note;
}

Note find(store::Reader& db, const FindNote& query, const base::Context&) {
    const std::optional<std::string> text =
        db.value<std::string>("SELECT text FROM note WHERE id = $1", query.note_id);
    if (!text) throw base::Error{errors::unknown, "note_id"};
    Note note;
    note.id = query.note_id;
    note.text.value = *text;
    return note;
}

Note rename(store::Transaction& tx, const RenameNote& command, const base::Context& ctx) {
    if (tx.execute("UPDATE note SET text = $2 WHERE id = $1", command.note_id, command.text) == 0)
        throw base::Error{errors::unknown, "note_id"};
    return find(tx, FindNote{command.note_id}, ctx);
}

void remove(store::Transaction& tx, const FindNote& command, const base::Context&) {
    tx.execute("DELETE FROM note WHERE id = $1", command.note_id);
}

/// Echoes what was asked, as a page.
base::Page<boost::json::object> list(store::Reader& db, const ListNotes& query, const base::Context&) {
    base::Page<boost::json::object> page;
    page.items.push_back(base::to_object(query));
    page.total = db.value<std::int64_t>("SELECT count(*) FROM note");
    return page;
}

base::Actor actor_of(const Request& request) {
    const std::string_view given = request.header("authorization");
    base::Actor actor;
    if (given.empty()) return actor;
    actor.kind = base::ActorKind::user;
    actor.id = 7;
    actor.name = given.substr(given.find(' ') + 1);
    actor.org_id = base::OrgId{4};
    actor.org_path = "/1/4/";
    actor.scope = base::DataScope::subtree;
    if (actor.name == "admin") {
        actor.permissions = base::Permissions::all();
    } else if (actor.name == "agent") {
        actor.id = 8;
        actor.permissions = base::Permissions{Permission::customer_read};
    } else if (actor.name == "write_key") {
        actor.kind = base::ActorKind::key;
        actor.permissions = base::Permissions{Permission::ingest};
    } else {
        throw base::Error{errors::wrong};
    }
    return actor;
}

}  // namespace

void ServerCase::SetUp() {
    OnBothStores::SetUp();
    if (IsSkipped()) return;
    write(
        [](store::Transaction& tx) { tx.run("CREATE TABLE note (id BIGINT NOT NULL, text TEXT NOT NULL)"); });
    Hooks hooks;
    hooks.authenticate = [this](store::Reader&, const Request& request, const Route&, base::Instant now) {
        ++asked_store;
        return base::Context{now, actor_of(request)};
    };
    hooks.recall = [](const Request& request, const Route&,
                      base::Instant now) -> std::optional<base::Context> {
        if (!request.headers.has("x-known")) return {};
        return base::Context{now, actor_of(request)};
    };
    hooks.after_command = [this](store::Transaction& tx, const base::Context& ctx, const Executed& done) {
        tx.execute("INSERT INTO note (id, text) VALUES (-1, $1)", "audit " + ctx.actor.name);
        ++audited;
        const std::lock_guard lock(mutex);
        audit.push_back(done.route.name() + " " + boost::json::serialize(done.asked) + " " +
                        boost::json::serialize(done.answered));
    };
    router.set_hooks(std::move(hooks));
    add_routes();
    add_slow_routes();
    live.topic("job", Permission::customer_read);
    live.topic("ring", Permission::report_read);
    live.routes(router);
    options.port = 0;
    options.spool = store::testing::scratch_directory();
}

void ServerCase::TearDown() {
    if (server) server->stop(std::chrono::seconds(5));
    server.reset();
}

void ServerCase::start() {
    server = std::make_unique<Server>(router, store(), options);
    server->start();
}

Reply ServerCase::get(const std::string& target, const std::string& who) {
    return ask(port(), {.target = target, .headers = {{"Authorization", "Bearer " + who}}});
}

Reply ServerCase::post(const std::string& target, const std::string& body, const std::string& who,
                       std::vector<std::pair<std::string, std::string>> headers) {
    if (!who.empty()) headers.emplace_back("Authorization", "Bearer " + who);
    return ask(port(), {.method = "POST", .target = target, .body = body, .headers = std::move(headers)});
}

std::int64_t ServerCase::notes() {
    return read(
        [](store::Reader& db) { return *db.value<std::int64_t>("SELECT count(*) FROM note WHERE id > 0"); });
}

void ServerCase::add_routes() {
    router.command("POST /api/notes", Permission::customer_write, &add);
    router.command("PUT /api/notes/{note_id}", Permission::customer_write, &rename);
    router.command("DELETE /api/notes/{note_id}", Permission::customer_write, &remove);
    router.query("GET /api/notes", Permission::customer_read, &list);
    router.query("GET /api/notes/{note_id}", Permission::customer_read, &find);
    RouteOptions secret;
    secret.secret = true;
    router.command("POST /api/secrets", Permission::customer_write, &add, secret);
    router.command("POST /api/guess", Permission::open,
                   [](store::Transaction& tx, const AddNote& command, const base::Context&,
                      const http::Request& request) {
                       tx.execute("INSERT INTO note (id, text) VALUES ($1, $2)", tx.next_id(),
                                  request.address);
                       http::Reply<Note> reply;
                       if (command.text.value == "right")
                           reply.headers.add("set-cookie", set_cookie({.name = "a", .value = "1"}));
                       else
                           reply.refused = base::Error{errors::wrong};
                       return reply;
                   });
    router.blocking("POST /api/work", Permission::customer_write,
                    [](const AddNote& command, const base::Context&) {
                        if (command.text.value == "frozen") throw base::Error{errors::frozen};
                        return command;
                    });
    router.raw("GET /hello", Permission::open,
               [](const std::shared_ptr<const Request>&, const base::Context&, const Answer& answer) {
                   answer(text("hello"));
               });
    router.raw("GET /silent", Permission::open,
               [](const std::shared_ptr<const Request>&, const base::Context&, const Answer&) {});
    router.raw(
        "POST /v1/batch", Permission::ingest,
        [](const std::shared_ptr<const Request>& request, const base::Context& ctx, const Answer& answer) {
            if (request->body == "fail") throw base::Error{errors::frozen};
            answer(text(std::to_string(request->body.size()) + " " + ctx.actor.name));
        });
    router.raw("GET /echo/{word}", Permission::open,
               [](const std::shared_ptr<const Request>& request, const base::Context&, const Answer& answer) {
                   const std::string word(request->param("word").value_or(""));
                   Response response = text(word + " " + request->address + " " + request->base_path);
                   response.headers.add("x-word", word);
                   answer(std::move(response));
               });
    router.upload("POST /api/imports", Permission::customer_write,
                  [this](const Upload& upload, const base::Context&) {
                      std::ifstream in(upload.path, std::ios::binary);
                      uploaded.assign(std::istreambuf_iterator<char>(in), {});
                      uploaded_path = upload.path;
                      return boost::json::object{{"size", upload.size}};
                  },
                  {.body_limit = 8 << 20});
}

void ServerCase::add_slow_routes() {
    router.blocking("GET /api/slow", Permission::open, [](const http::Request&, const base::Context&) {
        std::this_thread::sleep_for(std::chrono::milliseconds(400));
        return text("slow");
    });
    router.command("POST /api/hold", Permission::customer_write,
                   [](store::Transaction&, const Nothing&, const base::Context&) {
                       std::this_thread::sleep_for(std::chrono::milliseconds(500));
                   });
    router.blocking("GET /api/big", Permission::open, [](const http::Request& request, const base::Context&) {
        const std::int64_t pieces = std::stoll(std::string(request.query_value("pieces").value_or("100")));
        return download("账单.csv", "text/csv", [pieces](Sink& sink) {
            for (std::int64_t i = 0; i < pieces; ++i)
                sink.write(std::string(10'000, static_cast<char>('a' + i % 26)));
        });
    });
    router.blocking("GET /api/endless", Permission::open, [this](const http::Request&, const base::Context&) {
        return download("x.csv", "text/csv", [this](Sink& sink) {
            try {
                for (;;) sink.write(std::string(10'000, 'x'));
            } catch (const Gone&) {
                writer_saw_gone = true;
                throw;
            }
        });
    });
    router.blocking("GET /api/broken", Permission::open, [](const http::Request&, const base::Context&) {
        return download("x.csv", "text/csv", [](Sink& sink) {
            sink.write("begin");
            throw std::runtime_error("the rest is lost");
        });
    });
    router.blocking("GET /api/file", Permission::open, [this](const http::Request&, const base::Context&) {
        const std::string path = options.spool + "/file.txt";
        std::ofstream(path) << std::string(200'000, 'f');
        return download_file("file.txt", "text/plain", path);
    });
}

}  // namespace huan::http::testing
