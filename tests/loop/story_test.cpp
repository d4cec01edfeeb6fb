// Replays every *.story on both stores: "day N  step  sentence  -> what came of it".
#include "store/testing/on_both_stores.hpp"
#include "world.hpp"

#include <filesystem>
#include <fstream>

namespace huan::loop {
namespace {

class StoriesOnBothStores : public store::testing::OnBothStores {};
INSTANTIATE_ON_BOTH_STORES(StoriesOnBothStores);

TEST_P(StoriesOnBothStores, come_out_as_they_are_told) {
    int stories = 0;
    for (const auto& entry : std::filesystem::directory_iterator(HUAN_SOURCE_DIR "/tests/loop")) {
        if (entry.path().extension() != ".story") continue;
        ++stories;
        store::testing::FreshStore fresh(GetParam());
        World world(*fresh);
        std::ifstream file(entry.path());
        static const std::regex line_of(R"(day (\d+)\s+\w+\s+(.*?)\s*->\s*(.*?)\s*)");
        int number = 0;
        for (std::string line; std::getline(file, line);) {
            ++number;
            if (line.empty() || line[0] == '#') continue;
            SCOPED_TRACE(entry.path().filename().string() + ":" + std::to_string(number) + ": " + line);
            std::smatch said;
            ASSERT_TRUE(std::regex_match(line, said, line_of)) << "this is not a line of a story";
            std::string came;
            try {
                came = world.tell(std::stoi(said[1]), said[2]);
            } catch (const base::Error& refused) {
                came = refused.kind().code;
            }
            EXPECT_EQ(came, said[3].str());
        }
        const auto failures = fresh->read([](store::Reader& db) { return store::reactor_failures(db, 10); });
        EXPECT_TRUE(failures.empty()) << failures.front().reactor << ": " << failures.front().problem;
    }
    EXPECT_GT(stories, 0);
}

}  // namespace
}  // namespace huan::loop
