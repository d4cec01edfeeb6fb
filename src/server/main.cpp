#include "server/command_line.hpp"

int main(int argc, char** argv) { return huan::server::run(argc, argv); }
