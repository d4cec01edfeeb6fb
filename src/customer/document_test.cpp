#include "customer/document.hpp"

#include "customer/errors.hpp"
#include "customer/testing/company.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace huan::customer {
namespace {

namespace fs = std::filesystem;
using store::Reader;
using store::Transaction;
using store::testing::refusal_of;

/// A ZIP archive of empty files of these names.
std::string zip_of(const std::vector<std::string>& names) {
    const auto number = [](std::size_t value, int width) {
        std::string text;
        for (int i = 0; i < width; ++i) text += static_cast<char>(value >> (8 * i) & 0xFF);
        return text;
    };
    std::string archive;
    std::string directory;
    for (const std::string& name : names) {
        directory += std::string("PK\x01\x02", 4) + std::string(24, '\0') + number(name.size(), 2) +
                     std::string(12, '\0') + number(archive.size(), 4) + name;
        archive += std::string("PK\x03\x04", 4) + std::string(22, '\0') + number(name.size(), 2) +
                   number(0, 2) + name;
    }
    return archive + directory + std::string("PK\x05\x06", 4) + std::string(8, '\0') +
           number(directory.size(), 4) + number(archive.size(), 4) + number(0, 2);
}

std::string old_office(const std::string& stream) {
    std::string bytes = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
    for (const char c : stream) bytes.append({c, '\0'});
    return bytes;
}

TEST(ContentType, is_what_the_bytes_say_whatever_the_name) {
    const std::pair<std::string, const char*> contents[] = {
        {"%PDF-1.7\n...", "application/pdf"},
        {"\xFF\xD8\xFF\xE0 jpeg", "image/jpeg"},
        {"\x89PNG\r\n\x1A\n...", "image/png"},
        {"RIFF....WEBPVP8 ", "image/webp"},
        {"RIFF....WAVEfmt ", "audio/wav"},
        {std::string("\0\0\0\x18", 4) + "ftypheic....", "image/heic"},
        {"#!AMR\n....", "audio/amr"},
        {zip_of({"[Content_Types].xml", "word/document.xml"}),
         "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
        {zip_of({"_rels/.rels", "xl/workbook.xml", "[Content_Types].xml"}),
         "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
        {zip_of({"OFD.xml"}), "application/ofd"},
        {old_office("Workbook"), "application/vnd.ms-excel"},
        {"合同编号 2026-17\n甲方：……\n", "text/plain"},
    };
    for (const auto& [bytes, mime] : contents) EXPECT_EQ(content_type_of(bytes).mime, mime);
    const std::string refused[] = {
        "MZ\x90 a program",
        "\x7F"
        "ELF a program",
        "<html><script>alert(1)</script></html>",
        "  <svg onload='x'/>",
        "#!/bin/sh\nrm",
        std::string("XXXX\0\0\0\0WEBPVP8 ", 16),
        zip_of({"a.exe"}),
        zip_of({"[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"}),
        old_office("Workbook") + old_office("_VBA_PROJECT"),
        "PK\x03\x04 cut off",
        std::string("a\0b", 3),
        "\xC3\x28 no text",
        "",
    };
    for (const std::string& bytes : refused) EXPECT_EQ(content_type_of(bytes).mime, "") << bytes;
}

TEST(ContentType, gives_the_name_its_extension_and_takes_folders_from_it) {
    const ContentType pdf = content_type_of("%PDF-1.7");
    EXPECT_EQ(safe_file_name("合同.PDF", pdf), "合同.PDF");
    EXPECT_EQ(safe_file_name("invoice.exe", pdf), "invoice.exe.pdf");
    EXPECT_EQ(safe_file_name("../../etc/passwd", pdf), "passwd.pdf");
    EXPECT_EQ(safe_file_name("C:\\scans\\a\r\n\"b\".pdf", pdf), "ab.pdf");
    EXPECT_EQ(safe_file_name("...", pdf), "document.pdf");
    EXPECT_EQ(safe_file_name("a.jpeg", content_type_of("\xFF\xD8\xFF")), "a.jpeg");
}

class Documents : public testing::Company {
protected:
    void SetUp() override {
        Company::SetUp();
        directory_ = store::testing::scratch_directory();
        fs::create_directories(directory_ / "files");
        files_ = std::make_unique<FileStore>((directory_ / "files").string());
    }
    void TearDown() override { Company::TearDown(); }
    DocumentView added(CustomerId whose, const std::string& bytes, std::optional<AssetId> asset = {}) {
        return added(whose, bytes, at_noon, asset);
    }
    DocumentView added(CustomerId whose, const std::string& bytes, const base::Context& ctx,
                       std::optional<AssetId> asset = {}) {
        const std::string path = (directory_ / "upload").string();
        std::ofstream(path, std::ios::binary) << bytes;
        return add_document(store(), *files_, path,
                            {.customer_id = whose, .name = {"policy.pdf"}, .asset_id = asset}, ctx);
    }
    std::vector<DocumentView> of(CustomerId whose) {
        return read([&](Reader& db) { return list_documents(db, {.customer_id = whose}, at_noon).items; });
    }
    void removed(DocumentId id) { remove_document(store(), *files_, {id}, at_noon); }
    std::int64_t on_disk() {
        std::int64_t count = 0;
        for (const auto& entry : fs::recursive_directory_iterator(directory_ / "files"))
            count += entry.is_regular_file() ? 1 : 0;
        return count;
    }

    fs::path directory_;
    std::unique_ptr<FileStore> files_;
};

const std::string pdf = "%PDF-1.7 the contract";

TEST_P(Documents, keep_the_same_bytes_once_and_let_go_of_them_with_the_last) {
    const CustomerId anna = named("Anna", {phone("13812341234")});
    const CustomerId bert = named("Bert", {phone("13812345678")});
    const DocumentView first = added(anna, pdf);
    const DocumentView second = added(bert, pdf);
    added(bert, pdf + " and another");
    EXPECT_EQ(first.content_type, "application/pdf");
    EXPECT_EQ(first.size, std::ssize(pdf));
    EXPECT_EQ(on_disk(), 2);
    std::ifstream file(files_->path_of(FileStore::hash_of(pdf)), std::ios::binary);
    EXPECT_EQ(std::string(std::istreambuf_iterator<char>(file), {}), pdf);

    removed(first.id);
    EXPECT_EQ(on_disk(), 2) << "Bert still has it";
    EXPECT_TRUE(of(anna).empty());
    EXPECT_EQ(refusal_of([&] { removed(first.id); }), errors::unknown_document);
    removed(second.id);
    EXPECT_EQ(on_disk(), 1);
    EXPECT_EQ(number_of("SELECT count(*) FROM stored_file"), 1);
    EXPECT_EQ(of(bert).size(), 1U);
    added(anna, pdf);
    EXPECT_EQ(on_disk(), 2) << "it may come again";
    EXPECT_EQ(events_named("document.added"), 4);
    EXPECT_EQ(events_named("document.removed"), 2);
}

TEST_P(Documents, belong_to_what_the_person_has_and_follow_when_people_become_one) {
    const CustomerId anna = named("Anna", {phone("13812341234")});
    const CustomerId bert = named("Bert", {external("17")});
    const Vehicle car = run(&set_vehicle, {.plate = {"沪A8K321"}, .customer_id = anna});
    const AssetView asset = run(
        &add_asset, {.customer_id = anna, .kind = AssetKind::contract, .name = {{"Yearly washing card"}}});
    EXPECT_EQ(added(anna, pdf, AssetId{car.id.value}).asset_name, "沪A8K321");
    EXPECT_EQ(added(anna, pdf, asset.id).asset_name, "Yearly washing card");
    EXPECT_EQ(refusal_of([&] { added(bert, pdf, asset.id); }), errors::unknown_asset);
    EXPECT_EQ(
        read([&](Reader& db) {
            return list_documents(db, {.customer_id = anna, .asset_id = asset.id}, at_noon).items.size();
        }),
        1U);
    met({phone("13812341234"), external("17")});
    EXPECT_EQ(of(bert).size(), 2U);
}

TEST_P(Documents, are_refused_and_nothing_is_kept_when) {
    const CustomerId anna = met({external("anna")}, someone_at("/1/4/")).customer_id;
    EXPECT_EQ(refusal_of([&] { added(anna, "MZ\x90 a program"); }), errors::document_bad_content);
    EXPECT_EQ(refusal_of([&] { added(anna, ""); }), errors::document_empty);
    EXPECT_EQ(refusal_of([&] { added(anna, pdf + std::string(largest_document, ' ')); }),
              errors::document_too_large);
    EXPECT_EQ(refusal_of([&] { added(CustomerId{99}, pdf); }), errors::unknown);
    EXPECT_EQ(refusal_of([&] { added(anna, pdf, someone_at("/1/5/")); }), errors::unknown);
    EXPECT_EQ(on_disk(), 0);
    const DocumentView made = added(anna, pdf);
    EXPECT_EQ(refusal_of([&] { remove_document(store(), *files_, {made.id}, someone_at("/1/5/")); }),
              errors::unknown_document);
    EXPECT_EQ(on_disk(), 1);
}

TEST_P(Documents, are_listed_page_by_page_newest_first_and_forgotten_as_a_whole) {
    const CustomerId anna = named("Anna", {phone("13812341234")});
    for (int i = 0; i < 5; ++i) added(anna, pdf + std::to_string(i));
    std::vector<DocumentId> seen;
    ListDocuments query{.customer_id = anna, .limit = 2};
    do {
        const auto page = read([&](Reader& db) { return list_documents(db, query, at_noon); });
        for (const DocumentView& item : page.items) seen.push_back(item.id);
        query.cursor = page.next_cursor;
    } while (query.cursor);
    EXPECT_EQ(seen.size(), 5U);
    EXPECT_TRUE(std::ranges::is_sorted(seen, std::greater{}));
    EXPECT_EQ(write([&](Transaction& tx) { return forget_documents(tx, profiles_of(tx, anna)); }), 5);
    EXPECT_EQ(remove_unused_files(store(), *files_), 5);
    EXPECT_EQ(on_disk(), 0);
}

INSTANTIATE_ON_BOTH_STORES(Documents);

}  // namespace
}  // namespace huan::customer
