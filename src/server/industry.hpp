#pragma once

#include "server/onboarding.hpp"

/// What a company of an industry begins with.
namespace huan::server {

/// Gives the commands of the industry's template, in the language of the installation.
void apply_template(store::Transaction& tx, Industry industry, const base::Context& ctx);

}  // namespace huan::server
