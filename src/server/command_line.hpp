#pragma once

namespace huan::server {

/// The `huan` program: parses the command line, runs the command, answers the exit code.
/// 0 done; 1 refused or failed (said on stderr); 2 the command line itself is wrong.
int run(int argc, char** argv);

}  // namespace huan::server
