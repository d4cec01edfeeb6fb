// Spreadsheets (.xlsx) that people import.
#include "capture/workbook.hpp"

#include "base/text.hpp"
#include "target.hpp"

using namespace huan;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::taken(
        [&] {
            const capture::Workbook book(fuzz::file_of(fuzz::text_of(data, size)));
            for (std::size_t sheet = 0; sheet < book.sheets().size(); ++sheet) {
                std::int64_t last = 0;
                book.rows(sheet, [&](std::int64_t number, const std::vector<std::string>& cells) {
                    fuzz::promise(number > last, "rows come in their order");
                    last = number;
                    for (const std::string& cell : cells)
                        fuzz::promise(base::is_clean_utf8(cell), "cells are UTF-8");
                    return true;
                });
            }
        },
        false);
    return 0;
}
