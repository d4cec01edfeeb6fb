#pragma once

#include "base/page.hpp"
#include "customer/asset.hpp"
#include "customer/file_store.hpp"
#include "http/router.hpp"

/// Files that belong to a person or to something they have: contracts, policies, invoices, pictures.
namespace huan::customer {

using DocumentId = base::Id<struct DocumentTag>;

enum class DocumentKind { contract, policy, invoice, identity, photo, recording, other };
BOOST_DESCRIBE_ENUM(DocumentKind, contract, policy, invoice, identity, photo, recording, other)

inline constexpr std::int64_t largest_document = 25 << 20;

/// POST /api/customers/{customer_id}/documents: the body is the file, the rest stands in the query string.
struct AddDocument {
    CustomerId customer_id{};
    base::Text<200> name{};  ///< As the file was called.
    std::optional<DocumentKind> kind{};
    std::optional<AssetId> asset_id{};  ///< An asset or car of this person.
    std::optional<base::Note<400>> note{};
};
BOOST_DESCRIBE_STRUCT(AddDocument, (), (customer_id, name, kind, asset_id, note))

struct DocumentById {
    DocumentId document_id{};
};
BOOST_DESCRIBE_STRUCT(DocumentById, (), (document_id))

/// Newest first.
struct ListDocuments {
    CustomerId customer_id{};
    std::optional<DocumentKind> kind{};
    std::optional<AssetId> asset_id{};
    std::optional<std::string> cursor{};
    std::optional<std::int64_t> limit{};
};
BOOST_DESCRIBE_STRUCT(ListDocuments, (), (customer_id, kind, asset_id, cursor, limit))

struct DocumentView {
    DocumentId id{};
    CustomerId customer_id{};
    std::optional<AssetId> asset_id{};
    std::string asset_name{};  ///< Name, model or plate of what it belongs to.
    DocumentKind kind{};
    std::string name{};
    std::string note{};
    std::string content_type{};
    std::int64_t size = 0;  ///< Bytes.
    bool shows = false;     ///< A browser can show it; others are downloaded.
    std::string added_by{};
    Instant added_at{};
};
BOOST_DESCRIBE_STRUCT(DocumentView, (),
                      (id, customer_id, asset_id, asset_name, kind, name, note, content_type, size, shows,
                       added_by, added_at))

/// Keeps the file at `path` as a document. \throws base::Error `customer.unknown`, `asset.unknown`,
/// `document.bad_content`, `document.too_large`, `document.empty`.
DocumentView add_document(store::Store& store, FileStore& files, const std::string& path,
                          const AddDocument& command, const base::Context& ctx);
/// The document is gone, and its bytes with it where no other document has them. \throws `document.unknown`.
void remove_document(store::Store& store, FileStore& files, const DocumentById& command,
                     const base::Context& ctx);
base::Page<DocumentView> list_documents(store::Reader& db, const ListDocuments& query,
                                        const base::Context& ctx);

/// Within a transaction: takes the documents of these profiles out of the database (for who erases people).
/// Their files go with the next `remove_unused_files`.
std::int64_t forget_documents(store::Transaction& tx, const std::vector<ProfileId>& profiles);
/// Removes files that no document has any more; answers how many.
std::int64_t remove_unused_files(store::Store& store, FileStore& files);

/// Opening a document needs `customer_reveal`, for it shows what the console masks, and stands on the audit
/// log.
void document_routes(http::Router& router, store::Store& store, FileStore& files);

}  // namespace huan::customer
