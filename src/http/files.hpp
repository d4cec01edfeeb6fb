#pragma once

#include "http/message.hpp"

#include <boost/unordered/unordered_flat_map.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace huan::http {

/// The built web console, read into memory once. A path is looked up among the files that were found, so
/// there is no way out of the directory.
class Files {
public:
    /// Reads every file below `directory`; none when it is not there. Links in HTML pages get `base_path` in
    /// front.
    Files(const std::string& directory, const std::string& base_path);

    /// The file of a path; for pages of the console (no file, not below /api, /v1 or /p) its index.html, or
    /// the page named as their first folder where there is one: h5.html for "/h5/claim", field.html for
    /// "/field". Answers 304 where the caller has it already, and packed where they take that.
    std::optional<Response> find(const Request& request) const;
    std::size_t count() const { return files_.size(); }

private:
    struct File {
        std::shared_ptr<const std::string> plain{};
        std::shared_ptr<const std::string> packed{};  ///< Empty where packing does not help.
        std::string type{};
        std::string tag{};
        bool immutable = false;
    };
    void add(const std::string& path, std::string content, const std::string& base_path);
    const File* file_of(std::string_view path) const;
    static Response answer(const File& file, const Request& request);

    boost::unordered_flat_map<std::string, File> files_;
};

}  // namespace huan::http
