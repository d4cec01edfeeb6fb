#include "http/session.hpp"

#include "base/log.hpp"
#include "http/errors.hpp"
#include "http/gzip.hpp"
#include "http/head.hpp"
#include "http/problem.hpp"
#include "http/target.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/http/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

// GCC 12 inlines a frame's operator delete but not its operator new, and takes them for a wrong pair.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"
#endif

// An aggregate built inside a co_await expression is freed twice by GCC 12: name it before.
namespace huan::http {
namespace {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;
using ErrorCode = boost::system::error_code;
constexpr asio::use_awaitable_t<Executor> use_task{};
constexpr std::size_t first_buffer = 4 * 1024;
constexpr std::size_t largest_buffer = 64 * 1024;

/// The body of an ordinary request, unpacked into `Request::body`.
class MemoryBody : public BodyTaker {
public:
    MemoryBody(Request& request, std::int64_t limit) : request_(request), reader_(request, limit) {}
    void take(std::string_view piece) override { reader_.feed(piece, into()); }
    void finish() { reader_.finish(into()); }
    std::int64_t wire_bytes() const { return reader_.wire_bytes(); }

private:
    Gunzip::Take into() {
        return [this](std::string_view plain) { request_.body.append(plain); };
    }
    Request& request_;
    BodyReader reader_;
};

/// Pieces of an upload until there are enough for a trip to the disk.
class Pieces : public BodyTaker {
public:
    void take(std::string_view piece) override { bytes.append(piece); }
    std::string bytes{};
};

std::exception_ptr parse_problem(const WireParser& parser, const ErrorCode& failed) {
    if (parser.refused()) return parser.refused();
    if (failed == boost::beast::http::error::header_limit)
        return std::make_exception_ptr(base::Error{errors::headers_too_large});
    return std::make_exception_ptr(
        base::Error{errors::malformed, {}, "This request cannot be read: " + failed.message() + "."});
}

bool starts_below(std::string_view path, std::string_view base_path) {
    return !base_path.empty() && path.starts_with(base_path) &&
           (path.size() == base_path.size() || path[base_path.size()] == '/' ||
            path[base_path.size()] == '?');
}

/// The address the nearest proxy saw: the last one of the list; those before it may be made up.
std::string last_of_list(std::string_view list) {
    const std::size_t comma = list.rfind(',');
    std::string_view last = comma == std::string_view::npos ? list : list.substr(comma + 1);
    while (last.starts_with(' ')) last.remove_prefix(1);
    return std::string(last);
}

}  // namespace

Session::Session(ServerCore& core, std::shared_ptr<NetworkThread> home, Socket socket)
    : core_(core),
      home_(std::move(home)),
      socket_(std::move(socket)),
      gate_(home_->context) {
    gate_.expires_at(Clock::time_point::max());
    ErrorCode ignored;
    address_ = socket_.remote_endpoint(ignored).address().to_string();
    if (address_.starts_with("::ffff:")) address_.erase(0, 7);
    home_->sessions.insert(this);
}

Session::~Session() {
    self_->session = nullptr;
    home_->sessions.erase(this);
    core_.connections.fetch_sub(1);
}

void Session::begin(std::unique_ptr<Session> session, bool refuse) {
    Executor executor = session->home_->context.get_executor();
    asio::co_spawn(executor, live(std::move(session), refuse), asio::detached);
}

Task<> Session::live(std::unique_ptr<Session> session, bool refuse) {
    try {
        if (refuse)
            co_await session->refuse();
        else
            while (co_await session->serve_one()) {}
    } catch (const std::exception& failed) {
        base::log::error("a connection broke off: {}", failed.what());
    }
}

Task<> Session::refuse() {
    idle_ = false;
    const Request request;
    Response response = problem(base::Error{errors::overloaded, {}, "There are too many connections."});
    co_await send(request, response, false, true);
    co_await linger();
}

void Session::check_deadline(Clock::time_point now) {
    if (now < deadline_) return;
    timed_out_ = true;  // The deadline stays: what slips in between is stopped by the next look.
    ErrorCode ignored;
    socket_.cancel(ignored);
}

void Session::wind_down() {
    if (!idle_) {
        gate_.cancel();  // An event stream looks up and sees that the server stops.
        return;
    }
    ErrorCode ignored;
    socket_.cancel(ignored);
}

void Session::cut() {
    cut_ = true;
    ErrorCode ignored;
    socket_.close(ignored);
    gate_.cancel();
}

void Session::deadline_in(Clock::duration time) { deadline_ = Clock::now() + time; }

std::function<void()> Session::arm() {
    awake_ = false;
    return [home = home_, self = self_, turn = ++turn_] {
        const auto call = [self, turn] {
            if (self->session != nullptr) self->session->wake(turn);
        };
        if (home->context.get_executor().running_in_this_thread())
            call();
        else
            asio::post(home->context, call);
    };
}

void Session::wake(std::uint64_t turn) {
    if (turn != turn_) return;
    awake_ = true;
    gate_.cancel();
}

Task<> Session::woken() {
    no_deadline();
    while (!awake_) {
        ErrorCode cancelled;
        auto token = asio::redirect_error(use_task, cancelled);
        co_await gate_.async_wait(token);
    }
}

Task<bool> Session::woken_within(Clock::duration most) {
    no_deadline();
    gate_.expires_after(most);
    ErrorCode cancelled;
    auto token = asio::redirect_error(use_task, cancelled);
    if (!awake_) co_await gate_.async_wait(token);
    gate_.expires_at(Clock::time_point::max());
    co_return awake_;
}

Task<bool> Session::fill() {
    if (begin_ == end_) begin_ = end_ = 0;
    if (begin_ > 0 && end_ == buffer_.size()) {
        std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
        end_ -= begin_;
        begin_ = 0;
    }
    if (end_ == buffer_.size()) {
        if (buffer_.size() >= largest_buffer) co_return false;
        buffer_.resize(std::max(first_buffer, buffer_.size() * 4));
    }
    ErrorCode failed;
    auto token = asio::redirect_error(use_task, failed);
    const auto space = asio::buffer(buffer_.data() + end_, buffer_.size() - end_);
    const std::size_t got = co_await socket_.async_read_some(space, token);
    end_ += got;
    co_return !failed && got > 0;
}

Task<bool> Session::advance(WireParser& parser, std::exception_ptr& refused) {
    if (begin_ < end_) {
        ErrorCode failed;
        begin_ += parser.put(asio::const_buffer(buffer_.data() + begin_, end_ - begin_), failed);
        if (!failed) co_return true;
        if (failed != boost::beast::http::error::need_more) {
            refused = parse_problem(parser, failed);
            co_return false;
        }
    }
    const bool more = co_await fill();
    if (!more && timed_out_) refused = std::make_exception_ptr(base::Error{errors::timeout});
    co_return more;
}

Task<Session::Arrival> Session::read_head(WireParser& parser, std::exception_ptr& refused) {
    while (begin_ < end_ && (buffer_[begin_] == '\r' || buffer_[begin_] == '\n')) ++begin_;
    if (begin_ == end_) {
        if (core_.stopping) co_return Arrival::closed;
        if (buffer_.size() > 4 * first_buffer) buffer_ = std::string();
        idle_ = true;
        deadline_in(core_.options.idle_timeout);
        const bool more = co_await fill();
        idle_ = false;
        if (!more) co_return Arrival::closed;
    }
    deadline_in(core_.options.header_timeout);
    while (!parser.is_header_done()) {
        const bool more = co_await advance(parser, refused);
        if (!more) co_return refused ? Arrival::refused : Arrival::closed;
    }
    no_deadline();
    co_return Arrival::request;
}

void Session::prepare(Exchange& exchange, const WireParser& parser) {
    Request& request = *exchange.request;
    const ServerOptions& options = core_.options;
    std::string_view target = parser.target();
    if (starts_below(target, options.base_path)) target.remove_prefix(options.base_path.size());
    request.id = fmt::format("{}{:x}", core_.id_prefix, core_.requests.fetch_add(1));
    request.address = address_;
    request.base_path = options.base_path;
    if (options.trust_forwarded) {
        if (const std::string_view list = request.header("x-forwarded-for"); !list.empty())
            request.address = last_of_list(list);
        request.secure = request.header("x-forwarded-proto") == "https";
    }
    read_target(request, target.empty() ? "/" : target);
    Router::Match match = core_.router.match(request);
    exchange.route = match.route;
    if (match.route == nullptr) exchange.response = without_route(exchange, match.allow);
}

Response Session::without_route(Exchange& exchange, const std::string& allow) const {
    const Request& request = *exchange.request;
    if (request.method == Method::options && is_cross_origin_path(request.path)) return preflight_answer();
    if (!allow.empty()) {
        Response response = problem(base::Error{errors::method_not_allowed});
        if (request.method == Method::options) {
            response = Response{};
            response.status = 204;
        }
        response.headers.add("allow", allow + ", OPTIONS");
        return response;
    }
    const bool reads = request.method == Method::get || request.method == Method::head;
    if (reads && core_.router.fallback()) {
        if (std::optional<Response> found = core_.router.fallback()(request)) return std::move(*found);
    }
    return problem(base::Error{errors::unknown_path});
}

Task<bool> Session::serve_one() {
    const auto exchange = std::make_shared<Exchange>();
    const ServerOptions& options = core_.options;
    WireParser parser(*exchange->request, options.header_limit, options.most_headers);
    std::exception_ptr refused;
    const Arrival arrival = co_await read_head(parser, refused);
    if (arrival == Arrival::closed) co_return false;
    if (!refused) {
        try {
            prepare(*exchange, parser);
        } catch (...) {
            refused = std::current_exception();
        }
    }
    if (!refused && exchange->route != nullptr) {
        if (exchange->route->kind == RouteKind::upload) {
            co_await receive_upload(exchange, parser, refused);
        } else {
            co_await receive_body(exchange, parser, refused);
            if (!refused) {
                exchange->done = arm();
                core_.dispatcher.handle(exchange);
                co_await woken();
            }
        }
    }
    if (refused) exchange->failed = refused;
    const bool keep = arrival == Arrival::request && parser.is_done() && parser.keep_alive() &&
                      !core_.stopping;
    Response response = exchange->answer();
    const bool sent = co_await send(*exchange->request, response, keep, parser.is_http_1_1());
    if (sent && !keep) co_await linger();
    co_return sent&& keep;
}

Task<> Session::say_continue(const Request& request, const WireParser& parser) {
    if (begin_ < end_ || !parser.is_http_1_1() || request.header("expect") != "100-continue") co_return;
    const std::string_view nothing;
    co_await write("HTTP/1.1 100 Continue\r\n\r\n", nothing);
}

Task<> Session::receive_body(const ExchangePtr& exchange, WireParser& parser, std::exception_ptr& refused) {
    if (parser.is_done()) co_return;
    const std::int64_t limit = exchange->route->options.body_limit;
    std::optional<MemoryBody> body;
    try {
        const auto length = parser.content_length();
        if (length && *length > static_cast<std::uint64_t>(limit)) throw base::Error{errors::too_large};
        body.emplace(*exchange->request, limit);
    } catch (...) {
        refused = std::current_exception();
        co_return;
    }
    co_await say_continue(*exchange->request, parser);
    parser.set_taker(&*body);
    parser.eager(true);
    const Clock::time_point began = Clock::now();
    while (!parser.is_done()) {
        const auto earned = std::chrono::milliseconds(body->wire_bytes() * 1000 / core_.options.least_rate);
        deadline_ = began + core_.options.body_grace + earned;
        const bool more = co_await advance(parser, refused);
        if (more) continue;
        if (!refused)
            refused = std::make_exception_ptr(base::Error{errors::malformed, {}, "The body ends too early."});
        break;
    }
    no_deadline();
    parser.set_taker(nullptr);
    try {
        if (!refused) body->finish();
    } catch (...) {
        refused = std::current_exception();
    }
}

Task<> Session::on_worker(std::function<void()> work, std::exception_ptr& failed) {
    core_.dispatcher.on_worker([wake = arm(), work = std::move(work), &failed] {
        try {
            work();
        } catch (...) {
            failed = std::current_exception();
        }
        wake();
    });
    co_await woken();
}

Task<> Session::receive_upload(const ExchangePtr& exchange, WireParser& parser, std::exception_ptr& refused) {
    core_.dispatcher.admit(exchange, [&refused, wake = arm()](std::exception_ptr why) {
        refused = std::move(why);
        wake();
    });
    co_await woken();
    if (refused) co_return;
    const std::int64_t limit = exchange->route->options.body_limit;
    const auto length = parser.is_done() ? boost::optional<std::uint64_t>(0) : parser.content_length();
    if (length && *length > static_cast<std::uint64_t>(limit)) {
        refused = std::make_exception_ptr(base::Error{errors::too_large});
        co_return;
    }
    co_await say_continue(*exchange->request, parser);
    std::unique_ptr<Spool> spool;
    co_await spool_body(*exchange, parser, spool, refused);
    if (refused) co_return;
    std::string path;
    std::int64_t size = 0;
    std::function<void()> close = [&] {
        path = spool->finish();
        size = spool->size();
    };
    co_await on_worker(std::move(close), refused);
    if (refused) co_return;
    exchange->done = arm();
    core_.dispatcher.handle_upload(exchange, path, size);
    co_await woken();
}

Task<> Session::spool_body(Exchange& exchange, WireParser& parser, std::unique_ptr<Spool>& spool,
                           std::exception_ptr& refused) {
    constexpr std::size_t enough = 256 * 1024;
    const std::int64_t limit = exchange.route->options.body_limit;
    Pieces pieces;
    std::function<void()> open = [&] {
        spool = std::make_unique<Spool>(core_.options.spool, *exchange.request, limit);
    };
    co_await on_worker(std::move(open), refused);
    parser.set_taker(&pieces);
    parser.eager(true);
    Clock::duration reading{0};
    std::int64_t bytes = 0;
    while (!refused && !parser.is_done()) {
        const Clock::time_point began = Clock::now();
        const auto earned = std::chrono::milliseconds(bytes * 1000 / core_.options.least_rate);
        deadline_ = began + core_.options.body_grace + earned - reading;
        const std::size_t before = pieces.bytes.size();
        const bool more = co_await advance(parser, refused);
        reading += Clock::now() - began;
        bytes += static_cast<std::int64_t>(pieces.bytes.size() - before);
        if (!more && !refused)
            refused = std::make_exception_ptr(base::Error{errors::malformed, {}, "The body ends too early."});
        if (refused || (pieces.bytes.size() < enough && !parser.is_done())) continue;
        std::function<void()> store = [&] { spool->write(pieces.bytes); };
        co_await on_worker(std::move(store), refused);
        pieces.bytes.clear();
    }
    no_deadline();
    parser.set_taker(nullptr);
}

}  // namespace huan::http
