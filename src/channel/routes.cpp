#include "channel/routes.hpp"

#include "channel/commands.hpp"
#include "channel/queries.hpp"

namespace huan::channel {

using base::Permission;

void routes(http::Router& router) {
    router.query("GET /api/inbox", Permission::customer_token, &list_inbox);
    router.command("POST /api/inbox/{message_id}/read", Permission::customer_token, &read_message);
    router.command("POST /api/customer_tokens", Permission::customer_write, &mint_customer_token,
                   {.secret = true});
    router.query("GET /api/messages", Permission::customer_read, &list_messages);
}

}  // namespace huan::channel
