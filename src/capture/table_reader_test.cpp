#include "capture/table_reader.hpp"

#include "store/testing/on_both_stores.hpp"

#include <gtest/gtest.h>
#include <zlib.h>

#include <filesystem>
#include <fstream>
#include <random>

namespace huan::capture {
namespace {

std::string file_with(const std::string& text) {
    const std::string path = store::testing::scratch_directory() + "/table.csv";
    std::ofstream(path, std::ios::binary) << text;
    return path;
}

std::vector<TableRow> rows_of(TableReader& reader) {
    std::vector<TableRow> rows;
    for (TableRow row; reader.next(row);) rows.push_back(row);
    return rows;
}

using Cells = std::vector<std::string>;

TEST(a_table, is_read_whatever_it_is_separated_by) {
    for (const std::string text :
         {"name,age\n陈刚,41\n李雷,7\n", "name\tage\r\n陈刚\t41\r\n李雷\t7\r\n", "name;age\n陈刚;41\n李雷;7",
          " name  age\n 陈刚   41\n 李雷  7\n", "name,age\r陈刚,41\r李雷,7\r",
          "\xEF\xBB\xBFname|age\n陈刚|41\n李雷|7\n"}) {
        TableReader reader(file_with(text), {});
        EXPECT_EQ(reader.header(), (Cells{"name", "age"})) << text;
        const auto rows = rows_of(reader);
        ASSERT_EQ(rows.size(), 2U) << text;
        EXPECT_EQ(rows[0].cells, (Cells{"陈刚", "41"})) << text;
        EXPECT_EQ(rows[1].line, 3) << text;
    }
}

TEST(a_table, without_header_gets_numbered_columns_and_keeps_its_first_row) {
    TableReader reader(file_with("00001,19970101,11.77\n00002,19970112,12.00\n"), {});
    EXPECT_FALSE(*reader.format().has_header);
    EXPECT_EQ(reader.header(), (Cells{"column 1", "column 2", "column 3"}));
    EXPECT_EQ(rows_of(reader).size(), 2U);
}

TEST(a_table, in_gb18030_is_found_out_and_read) {
    // "姓名,城市\n陈刚,上海\n" in GB18030.
    const std::string text = "\xD0\xD5\xC3\xFB,\xB3\xC7\xCA\xD0\n\xB3\xC2\xB8\xD5,\xC9\xCF\xBA\xA3\n";
    TableReader reader(file_with(text), {});
    EXPECT_EQ(reader.format().encoding, "GB18030");
    EXPECT_EQ(reader.header(), (Cells{"姓名", "城市"}));
    EXPECT_EQ(rows_of(reader).at(0).cells, (Cells{"陈刚", "上海"}));
}

TEST(a_table, may_be_packed) {
    const std::string path = store::testing::scratch_directory() + "/table.csv.gz";
    gzFile file = gzopen(path.c_str(), "wb");
    for (int i = 0; i < 50'000; ++i) gzputs(file, (std::to_string(i) + ",x,y\n").c_str());
    gzclose(file);
    TableReader reader(path, {});
    EXPECT_EQ(rows_of(reader).size(), 50'000U);
    EXPECT_EQ(reader.bytes_read(), reader.bytes_total());
}

TEST(quotes, keep_delimiters_line_breaks_and_quotes) {
    TableReader reader(file_with("a,b\n\"x, \"\"y\"\"\nz\",2\n3,4\n"), {});
    const auto rows = rows_of(reader);
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_EQ(rows[0].cells, (Cells{"x, \"y\"\nz", "2"}));
    EXPECT_EQ(rows[1].line, 4);
}

TEST(a_bad_row, is_named_and_loses_no_other) {
    using namespace std::string_literals;
    TableReader reader(file_with("a,b\n1,2\n3\0,4\n\xFF\xFF,6\n\"7\"x,8\n9,10\n"s), {.encoding = "UTF-8"});
    const auto rows = rows_of(reader);
    ASSERT_EQ(rows.size(), 5U);
    EXPECT_NE(rows[1].problem.find("NUL"), std::string::npos);
    EXPECT_NE(rows[2].problem.find("UTF-8"), std::string::npos);
    EXPECT_NE(rows[3].problem.find("quote"), std::string::npos);
    EXPECT_EQ(rows[4].cells, (Cells{"9", "10"}));
}

TEST(a_bad_row, with_a_quote_that_never_closes_says_so) {
    TableReader reader(file_with("a,b\n1,\"2\n3,4\n"), {});
    const auto rows = rows_of(reader);
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_NE(rows[0].problem.find("never closes"), std::string::npos);
}

TEST(a_file, that_is_no_table_is_refused) {
    EXPECT_THROW(TableReader(file_with("PK\x03\x04 and so on"), {}), base::Error);
    EXPECT_THROW(TableReader("/nowhere/at/all.csv", {}), base::Error);
    TableReader empty(file_with(""), {});
    EXPECT_TRUE(rows_of(empty).empty());
}

TEST(an_exported_cell, is_text_to_a_spreadsheet_and_never_a_formula) {
    EXPECT_EQ(csv_cell("=1+1"), "'=1+1");
    EXPECT_EQ(csv_cell("+8613800138000"), "'+8613800138000");
    EXPECT_EQ(csv_cell("@SUM(A1)"), "'@SUM(A1)");
    EXPECT_EQ(csv_cell("-12.50"), "-12.50");
    EXPECT_EQ(csv_cell("-1+cmd|' /C calc'!A0"), "'-1+cmd|' /C calc'!A0");
    EXPECT_EQ(csv_cell("a,\"b\""), "\"a,\"\"b\"\"\"");
}

TEST(a_cell, that_was_written_is_read_back) {
    std::minstd_rand random(11);
    const std::string alphabet = "ab,\"\n;\t x梅";
    for (int i = 0; i < 500; ++i) {
        Cells cells{"k"};
        for (int n = 0; n < 3; ++n) {
            std::string cell = "v";
            for (auto size = random() % 6; size > 0; --size) cell += "ab,\"\n; x"[random() % 8];
            cells.push_back(cell + "v");
        }
        std::string text = "h1,h2,h3,h4\n";
        for (std::size_t n = 0; n < cells.size(); ++n)
            text.append(n == 0 ? "" : ",").append(csv_cell(cells[n]));
        TableReader reader(file_with(text + "\n"), {.delimiter = ',', .has_header = true});
        const auto rows = rows_of(reader);
        ASSERT_EQ(rows.size(), 1U) << text;
        EXPECT_EQ(rows[0].cells, cells) << text;
    }
}

}  // namespace
}  // namespace huan::capture
