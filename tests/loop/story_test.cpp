// Replays every *.story on both stores: "day N hh:mm  step  sentence  -> what came of it".
#include "invariants.hpp"
#include "store/testing/on_both_stores.hpp"
#include "world.hpp"

#include <filesystem>
#include <fstream>

namespace huan::loop {
namespace {

class StoriesOnBothStores : public store::testing::OnBothStores {};
INSTANTIATE_ON_BOTH_STORES(StoriesOnBothStores);

/// Tells the story of a file, line by line, and looks at everything at the end.
void replay(const std::filesystem::path& path, store::Store& store) {
    World world(store);
    Invariants invariants(store);
    std::ifstream file(path);
    int number = 0;
    for (std::string text; std::getline(file, text);) {
        ++number;
        if (text.empty() || text[0] == '#') continue;
        SCOPED_TRACE(path.filename().string() + ":" + std::to_string(number) + ": " + text);
        const auto line = line_of(text);
        ASSERT_TRUE(line) << "this is not a line of a story";
        const Step step = World::step_of(*line);
        EXPECT_EQ(world.tell(step), line->outcome);
        const auto broken = invariants.after_step(false, World::at(step.minute));
        EXPECT_FALSE(broken) << broken->promise << ": " << broken->what;
    }
    auto broken = invariants.of_everything(world.at().now);
    if (!broken) broken = invariants.of_analyses(world.insight(), world.segments(), world.at());
    EXPECT_FALSE(broken) << broken->promise << ": " << broken->what;
}

TEST_P(StoriesOnBothStores, come_out_as_they_are_told) {
    int stories = 0;
    for (const auto& entry : std::filesystem::directory_iterator(HUAN_SOURCE_DIR "/tests/loop")) {
        if (entry.path().extension() != ".story") continue;
        ++stories;
        store::testing::FreshStore fresh(GetParam());
        replay(entry.path(), *fresh);
    }
    EXPECT_GT(stories, 0);
}

}  // namespace
}  // namespace huan::loop
