#include "server/demo_desk.hpp"

#include "access/secret.hpp"
#include "server/data_directory.hpp"
#include "server/demo_mark.hpp"

namespace huan::server {

DemoDesk::DemoDesk(const Config& config, std::function<void()> ring)
    : directory_(absolute_path(config.data)),
      possible_(config.postgres.empty() && ring),
      ring_(std::move(ring)) {}

DemoState DemoDesk::state() const {
    const std::lock_guard lock(mutex_);
    DemoState state{.possible = possible_};
    if (!problem_.empty()) state.problem = problem_;
    const auto mark = DemoMark::load(directory_);
    if (mark) {
        state.stage = mark->finished ? DemoStage::demo : DemoStage::unfinished;
        if (mark->now.ms != 0) state.until = mark->now;
        if (mark->size != 0) state.size = mark->size;
    }
    if (!wish_) return state;
    state.stage = DemoStage::making;
    state.done = done_;
    state.total = total_;
    return state;
}

std::string DemoDesk::ask(const DemoWish& wish) {
    std::string ticket = access::random_token();
    {
        const std::lock_guard lock(mutex_);
        if (!possible_) throw base::Error{errors::demo_on_postgres};
        if (wish_) throw base::Error{errors::demo_being_made};
        wish_ = wish;
        login_ = wish.login;
        ticket_ = ticket;
        problem_.clear();
        done_ = total_ = 0;
    }
    ring_();
    return ticket;
}

std::string DemoDesk::offer() {
    const std::lock_guard lock(mutex_);
    if (ticket_.empty()) ticket_ = access::random_token();
    return ticket_;
}

void DemoDesk::ask_again(const std::string& ticket, std::int64_t size) {
    {
        const std::lock_guard lock(mutex_);
        check_ticket(ticket);
        if (wish_) throw base::Error{errors::demo_being_made};
        wish_ = DemoWish{.size = size, .login = login_};
        problem_.clear();
        done_ = total_ = 0;
    }
    ring_();
}

std::string DemoDesk::let_in(const std::string& ticket) {
    const std::lock_guard lock(mutex_);
    check_ticket(ticket);
    if (wish_) throw base::Error{errors::demo_being_made};
    const auto mark = DemoMark::load(directory_);
    if (!mark || !mark->finished) throw base::Error{errors::demo_bad_ticket, "ticket"};
    ticket_.clear();
    return login_;
}

std::optional<DemoWish> DemoDesk::asked() const {
    const std::lock_guard lock(mutex_);
    return wish_;
}

void DemoDesk::progress(std::int64_t done, std::int64_t total) {
    const std::lock_guard lock(mutex_);
    done_ = done;
    total_ = total;
}

void DemoDesk::ended(const std::string& problem) {
    const std::lock_guard lock(mutex_);
    wish_.reset();
    problem_ = problem;
}

void DemoDesk::check_ticket(const std::string& ticket) const {
    if (ticket_.empty() || !access::same(ticket_, ticket))
        throw base::Error{errors::demo_bad_ticket, "ticket"};
}

}  // namespace huan::server
