#pragma once

#include "base/context.hpp"
#include "capture/import.hpp"
#include "http/message.hpp"
#include "store/store.hpp"

/// The files that people get back: templates to fill in, and the rows that were refused.
namespace huan::capture {

enum class TableType { csv, xlsx };

/// A table with the columns of a kind, named in `chinese` or English, that an import recognises by itself:
/// built-in fields, the company's kinds of identities, and the attributes that people have here. The .xlsx
/// explains each column on a second sheet.
http::Response template_file(store::Store& store, ImportKind kind, TableType type, bool chinese);

/// The refused rows as they were, with line and reason behind them: mend it and import it again.
/// \throws base::Error `import.unknown`
http::Response error_file(store::Store& store, ImportId id, TableType type, const base::Context& ctx);

}  // namespace huan::capture
