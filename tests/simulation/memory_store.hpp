#pragma once

#include "store/event.hpp"
#include "store/ids.hpp"
#include "store/sqlite.hpp"

#include <cstdint>
#include <string>

namespace huan::simulation {

/// The embedded store without threads and without a disk: each command runs at once, on the caller's thread,
/// in a savepoint of its own as in the server's groups. It can be put back to where `mark` was called.
class MemoryStore : public store::Store {
public:
    MemoryStore();

    /// What comes from now on can be taken back.
    void mark();
    /// Everything is as it was at `mark`, ids included.
    void rewind();

    void submit(Write work, Done done) override;
    void submit_read(Read work, Done done) override;
    store::Engine engine() const override { return store::Engine::sqlite; }
    store::Reactors& reactors() override { return reactors_; }
    void on_lost(std::function<void()>) override {}
    std::size_t backlog() const override { return 0; }
    void backup(const std::string& path) override;
    void scrub() override {}

private:
    class Counter : public store::Ids {
    public:
        std::int64_t next() override { return value++; }
        std::int64_t value = first;
    };

    store::SqliteConnection connection_;
    Counter ids_;
    std::int64_t marked_ = 0;
    store::Reactors reactors_;
};

}  // namespace huan::simulation
