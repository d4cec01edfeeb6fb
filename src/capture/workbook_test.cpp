#include "capture/workbook.hpp"

#include "capture/converted.hpp"
#include "capture/table_reader.hpp"
#include "store/testing/on_both_stores.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>

namespace huan::capture {
namespace {

class Files : public ::testing::Test {
protected:
    void SetUp() override {
        folder_ = std::filesystem::temp_directory_path() /
                  ("huan-workbook-" + std::to_string(::getpid()) + "-" +
                   ::testing::UnitTest::GetInstance()->current_test_info()->name());
        std::filesystem::create_directories(folder_);
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    std::string file(const std::string& name, const std::string& content) {
        const std::string path = (folder_ / name).string();
        std::ofstream(path, std::ios::binary) << content;
        return path;
    }
    /// A zip archive of these members, as Excel would make it.
    std::string workbook(const std::map<std::string, std::string>& members) {
        const std::string path = (folder_ / "book.xlsx").string();
        archive* zip = archive_write_new();
        archive_write_set_format_zip(zip);
        archive_write_open_filename(zip, path.c_str());
        for (const auto& [name, content] : members) {
            archive_entry* entry = archive_entry_new();
            archive_entry_set_pathname(entry, name.c_str());
            archive_entry_set_size(entry, static_cast<la_int64_t>(content.size()));
            archive_entry_set_filetype(entry, AE_IFREG);
            archive_entry_set_perm(entry, 0644);
            archive_write_header(zip, entry);
            archive_write_data(zip, content.data(), content.size());
            archive_entry_free(entry);
        }
        archive_write_close(zip);
        archive_write_free(zip);
        return path;
    }
    /// A workbook of one visible sheet with these rows, and a hidden one before it.
    std::string sheet(const std::string& rows) {
        return workbook(
            {{"xl/workbook.xml", R"(<workbook xmlns:r="r"><workbookPr/><sheets>)"
                                 R"(<sheet name="old" r:id="rId9" state="hidden"/>)"
                                 R"(<sheet name="客户" r:id="rId1"/></sheets></workbook>)"},
             {"xl/_rels/workbook.xml.rels",
              R"(<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/>)"
              R"(<Relationship Id="rId9" Target="worksheets/sheet9.xml"/></Relationships>)"},
             {"xl/styles.xml",
              R"(<styleSheet><numFmts><numFmt numFmtId="164" )"
              R"(formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/>)"
              R"(<numFmt numFmtId="165" formatCode="&quot;d&quot;0.00"/></numFmts><cellStyleXfs>)"
              R"(<xf numFmtId="14"/></cellStyleXfs>)"
              R"(<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/>)"
              R"(<xf numFmtId="165"/><xf numFmtId="22"/></cellXfs></styleSheet>)"},
             {"xl/sharedStrings.xml", R"(<sst><si><t>姓名</t></si><si><r><t>陈</t></r><r><t>刚</t></r><rPh>)"
                                      R"(<t>chengang</t></rPh></si></sst>)"},
             {"xl/worksheets/sheet1.xml", "<worksheet><sheetData>" + rows + "</sheetData></worksheet>"}});
    }
    using Rows = std::vector<std::vector<std::string>>;
    static Rows rows_of(const Workbook& book) {
        Rows all;
        book.rows(0, [&](std::int64_t, const std::vector<std::string>& cells) {
            all.push_back(cells);
            return true;
        });
        return all;
    }
    /// What the rest of the import reads of it.
    Rows table(const std::string& path) {
        const std::string target = (folder_ / "table.csv").string();
        made_ = converted(path, target);
        if (!made_) return {};
        TableReader reader(target, {.encoding = "UTF-8", .delimiter = ',', .has_header = true});
        Rows all{reader.header()};
        for (TableRow row; reader.next(row);) all.push_back(row.cells);
        return all;
    }

    std::filesystem::path folder_;
    std::optional<Converted> made_;
};
using AWorkbook = Files;
using JsonLines = Files;

TEST_F(AWorkbook, is_read_as_people_see_it) {
    const Workbook book(sheet(
        R"(<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="inlineStr"><is><t>到期</t></is></c></row>)"
        R"(<row r="3"><c r="A3" t="s"><v>1</v></c><c r="B3"><v>13812341234</v></c>)"
        R"(<c r="C3" s="1"><v>46027</v></c>)"
        R"(<c r="D3" s="4"><v>46027.5</v></c><c r="E3"><v>0.10000000000000001</v></c>)"
        R"(<c r="F3" t="b"><v>1</v></c>)"
        R"(<c r="G3" s="2"><v>46027</v></c><c r="H3" s="3"><v>7</v></c><c r="I3" t="str">)"
        R"(<f>A1</f><v>computed</v></c></row>)"));
    EXPECT_EQ(book.sheets(), std::vector<std::string>{"客户"});
    EXPECT_EQ(rows_of(book), (Rows{{"姓名", "", "到期"},
                                   {"陈刚", "13812341234", "2026-01-05", "2026-01-05 12:00:00", "0.1", "TRUE",
                                    "2026-01-05", "7", "computed"}}));
}

TEST_F(AWorkbook, has_its_header_where_the_rows_become_wide) {
    const Rows rows =
        table(sheet(R"(<row r="1"><c r="A1" t="inlineStr"><is><t>Customers of 2026, "all"</t></is></c></row>)"
                    R"(<row r="3"><c r="A3" t="inlineStr"><is><t>name</t></is></c><c r="B3" t="inlineStr">)"
                    R"(<is><t>phone</t></is></c></row>)"
                    R"(<row r="4"><c r="A4" t="inlineStr"><is><t>Anna, "A"</t></is></c><c r="B4">)"
                    R"(<v>13812341234</v></c></row>)"
                    R"(<row r="5"><c r="B5"><v>13812345678</v></c></row>)"));
    EXPECT_EQ(rows, (Rows{{"name", "phone"}, {"Anna, \"A\"", "13812341234"}, {"", "13812345678"}}));
    EXPECT_EQ(made_->from, "xlsx");
    EXPECT_EQ(made_->sheet, "客户");
    EXPECT_EQ(made_->skipped, 1);
}

TEST_F(AWorkbook, that_is_none_or_would_grow_without_end_is_refused_in_words) {
    const std::string bomb =
        workbook({{"xl/workbook.xml",
                   R"(<!DOCTYPE w [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><workbook>&b;</workbook>)"}});
    for (const std::string& path :
         {bomb, workbook({{"readme.txt", "hello"}}), file("cut.xlsx", "PK\x03\x04 cut off")}) {
        SCOPED_TRACE(path);
        EXPECT_EQ(store::testing::refusal_of([&] { Workbook{path}; }), errors::not_a_table);
    }
}

TEST(SerialDate, counts_as_excel_does) {
    EXPECT_EQ(serial_date(1, true), "1904-01-02");
    EXPECT_EQ(serial_date(61, false), "1900-03-01");
    EXPECT_EQ(serial_date(35430, false), "1996-12-31");
    EXPECT_EQ(serial_date(46027.999994, false), "2026-01-05 23:59:59");
    EXPECT_EQ(serial_date(46027.999999, false), "2026-01-06");
    EXPECT_EQ(serial_date(0.25, false), "06:00:00");
    EXPECT_EQ(serial_date(-1, false), "");
    EXPECT_EQ(serial_date(1e12, false), "");
}

TEST(DateFormat, is_told_from_a_number_format) {
    for (const char* date : {"yyyy/m/d", "[$-804]yyyy\"年\"m\"月\"", "[h]:mm", "h:mm AM/PM", "mmm-yy"})
        EXPECT_TRUE(is_date_format(date)) << date;
    for (const char* number :
         {"General", "#,##0.00", "0.00\"days\"", "[Red]0.0", "0%", "0\\d", "@", "0;[Red]d"})
        EXPECT_FALSE(is_date_format(number)) << number;
}

TEST_F(JsonLines, become_columns_with_inner_objects_spread_out) {
    const Rows rows = table(file("events.jsonl",
                                 "{\"id\":7,\"address\":{\"city\":\"上海\"}}\n\n"
                                 "{\"id\":\"8\",\"tags\":[\"a\",1],\"vip\":true,\"gone\":null}\n"));
    EXPECT_EQ(rows, (Rows{{"id", "address.city", "tags", "vip", "gone"},
                          {"7", "上海", "", "", ""},
                          {"8", "", "[\"a\",1]", "true", ""}}));
    EXPECT_EQ(made_->from, "json_lines");
}

TEST_F(JsonLines, that_break_off_are_refused_with_the_line) {
    const std::string path = file("broken.jsonl", "{\"id\":7}\n{\"id\":\n");
    try {
        table(path);
        FAIL();
    } catch (const base::Error& refused) {
        EXPECT_EQ(refused.kind(), errors::not_a_table);
        EXPECT_EQ(refused.detail(), "Line 2 is not a JSON object.");
    }
}

TEST_F(Files, of_text_are_left_as_they_are) { EXPECT_TRUE(table(file("a.csv", "id,name\n1,{x}\n")).empty()); }

}  // namespace
}  // namespace huan::capture
