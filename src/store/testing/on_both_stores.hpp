#pragma once

#include "base/context.hpp"
#include "store/event.hpp"
#include "store/migration.hpp"
#include "store/store.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <ostream>
#include <string>
#include <utility>

namespace huan::store::testing {

/// A fresh, migrated database, gone when this goes. PostgreSQL's comes from the server named by
/// HUAN_TEST_POSTGRES.
class FreshStore {
public:
    explicit FreshStore(Engine engine);
    ~FreshStore();
    FreshStore(const FreshStore&) = delete;
    FreshStore& operator=(const FreshStore&) = delete;

    Store& operator*() { return *store_; }
    Store* operator->() { return store_.get(); }
    /// To open the same database a second time, as another process would.
    const Options& options() const { return options_; }
    /// Closes and opens again, as after a restart.
    void reopen();

private:
    Options options_;
    std::string database_;
    std::unique_ptr<Store> store_;
};

/// Whether HUAN_TEST_POSTGRES names a server.
bool has_postgres();
/// Empty directory that is removed at process end.
std::string scratch_directory();

/// A case that runs once a store engine: no clock, no network. `INSTANTIATE_ON_BOTH_STORES(MyFixture)`.
class OnBothStores : public ::testing::TestWithParam<Engine> {
protected:
    void SetUp() override {
        if (GetParam() == Engine::postgres && !has_postgres())
            GTEST_SKIP() << "HUAN_TEST_POSTGRES names no server";
        fresh_ = std::make_unique<FreshStore>(GetParam());
    }
    Store& store() { return **fresh_; }
    FreshStore& fresh() { return *fresh_; }
    template <class Work> auto write(Work&& work) { return store().write(std::forward<Work>(work)); }
    template <class Work> auto read(Work&& work) { return store().read(std::forward<Work>(work)); }
    /// How many events of a name the journal holds.
    std::int64_t events_named(const std::string& name);

    /// 2026-03-02 12:00 UTC, a Monday.
    base::Instant noon{1772452800000};
    /// The server itself, at noon.
    base::Context at_noon{.now = noon, .actor = base::system_actor()};
    base::Context at(base::Instant now) const { return {.now = now, .actor = base::system_actor()}; }

private:
    std::unique_ptr<FreshStore> fresh_;
};

#define INSTANTIATE_ON_BOTH_STORES(Fixture)                                                                  \
    INSTANTIATE_TEST_SUITE_P(Store, Fixture,                                                                 \
                             ::testing::Values(huan::store::Engine::sqlite, huan::store::Engine::postgres),  \
                             [](const auto& engine) {                                                        \
                                 return engine.param == huan::store::Engine::sqlite ? "sqlite" : "postgres"; \
                             })

/// The kind of refusal `work` ends in; fails the test when it ends in none.
template <class Work> base::ErrorKind refusal_of(Work&& work) {
    try {
        work();
    } catch (const base::Error& refused) {
        return refused.kind();
    }
    ADD_FAILURE() << "it was not refused";
    return {base::Category::internal, "none", ""};
}

}  // namespace huan::store::testing

namespace huan::base {
inline void PrintTo(const ErrorKind& kind, std::ostream* out) { *out << kind.code; }
}  // namespace huan::base
