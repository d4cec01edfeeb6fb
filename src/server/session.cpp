#include "server/session.hpp"

#include "base/error.hpp"
#include "base/log.hpp"
#include "store/store.hpp"

namespace huan::server {

Session::Session(const Config& config) {
    std::optional<DataDirectory> owned = DataDirectory::try_own(config.data);
    if (owned) {
        base::log::set_level(base::log::Level::warning);  // The command's own output is what counts here.
        Config here = config;
        here.listen = "127.0.0.1";
        here.port = 0;
        application_ = std::make_unique<Application>(here, std::move(*owned));
        application_->start();
        client_ = std::make_unique<LocalClient>(application_->local());
        return;
    }
    const auto access = LocalAccess::load(absolute_path(config.data) + "/huan.local");
    if (!access)
        throw base::Error{
            store::errors::locked, "data",
            "Another huan process owns " + absolute_path(config.data) + " and cannot be spoken to yet."};
    client_ = std::make_unique<LocalClient>(*access);
}

}  // namespace huan::server
