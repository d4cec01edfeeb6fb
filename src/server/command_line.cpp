#include "server/command_line.hpp"

#include "base/error.hpp"
#include "base/log.hpp"
#include "server/commands.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <vector>

namespace huan::server {
namespace {

using Keys = std::vector<std::string_view>;

/// Settings given as flags, kept as text until the whole configuration is read.
struct Flags {
    std::string config_file{};
    std::map<std::string, std::string> values{};

    /// `--data-like-this` for each setting of `keys`, or for all.
    void add_to(CLI::App& command, const Keys& keys) {
        command.add_option("--config", config_file, "TOML file with settings");
        for (const Setting& item : settings()) {
            if (!keys.empty() && std::find(keys.begin(), keys.end(), item.key) == keys.end()) continue;
            std::string flag = "--" + std::string(item.key);
            std::replace(flag.begin(), flag.end(), '_', '-');
            const std::string key(item.key);
            command.add_option_function<std::string>(
                flag, [this, key](const std::string& text) { values[key] = text; },
                std::string(item.documentation));
        }
    }
    Config config() const { return load_config(config_file, process_environment(), values); }
};

const Keys data_only = {"data", "postgres", "log_level"};

class Program {
public:
    Program() : app_("Huan: a closed-loop marketing CRM you run yourself.", "huan") {
        app_.require_subcommand(1);
        app_.failure_message(CLI::FailureMessage::help);
        add_serve();
        add_demo();
        add_import();
        add_export();
        add_backup();
        add_restore();
        add_user();
        add_key();
        add_rest();
    }

    int run(int argc, char** argv) {
        try {
            app_.parse(argc, argv);
        } catch (const CLI::ParseError& problem) {
            return app_.exit(problem) == 0 ? 0 : 2;
        }
        try {
            return chosen_();
        } catch (const base::Error& refused) {
            const std::string field = refused.field().empty() ? "" : " (" + refused.field() + ")";
            fmt::print(stderr, "huan: {}{} [{}]\n", refused.detail(), field, refused.kind().code);
        } catch (const std::exception& problem) {
            fmt::print(stderr, "huan: {}\n", problem.what());
        }
        return 1;
    }

private:
    CLI::App* add(const std::string& name, const std::string& what, const Keys& keys,
                  std::function<int()> work) {
        CLI::App* command = app_.add_subcommand(name, what);
        flags_.add_to(*command, keys);
        command->callback([this, work = std::move(work)] { chosen_ = work; });
        return command;
    }

    void add_serve() {
        CLI::App* command = add("serve", "Serve the console and the API.", {}, [this] {
            if (print_settings_) {
                fmt::print("{}", settings_page());
                return 0;
            }
            return serve(flags_.config());
        });
        command->add_flag("--print-settings", print_settings_, "Print docs/settings.md and end");
    }

    void add_demo() {
        CLI::App* command = add("demo", "Fill an empty data directory with a company that does not exist.",
                                data_only, [this] { return make_demo(flags_.config(), demo_); });
        command->add_option("--seed", demo_.seed, "The same seed makes the same company")
            ->capture_default_str();
        command->add_option("--now", demo_.now, "The moment it lasts until (RFC 3339); the present");
        command
            ->add_option("--size", demo_.size,
                         "Customers: 300, 5k, 1m. 20,000 of them live through every night; those beyond come "
                         "in as a list at the end, with few washes or none")
            ->capture_default_str();
        command->add_flag("--reset", demo_.reset, "Take away the demo that is there");
    }

    void add_import() {
        CLI::App* command =
            add("import", "Import people, orders, events... from .xlsx, CSV, TSV, JSON Lines or blanks.",
                data_only, [this] { return import_file(flags_.config(), import_); });
        command->add_option("file", import_.file, "The table; may be gzip-packed")
            ->required()
            ->check(CLI::ExistingPath);
        command->add_option("--kind", import_.kind, "What a row is")
            ->check(
                CLI::IsMember({"customers", "identities", "orders", "events", "tags", "coupons", "leads"}));
        command->add_option("--mapping", import_.mapping,
                            "JSON file with the mapping, or column=field,column=field");
        command->add_option("--currency", import_.currency, "Currency of a fresh data directory (ISO 4217)");
        command->add_option("--errors", import_.errors, "Where refused rows go, with the reason");
        command->add_flag("--dry-run", import_.dry_run, "Say what would happen and change nothing");
    }

    void add_export() {
        CLI::App* command = add("export", "Export a list as CSV or .xlsx, or everything as one archive.",
                                data_only, [this] { return export_list(flags_.config(), export_); });
        command
            ->add_option("list", export_.kind,
                         "customers, orders, leads, segments/12/members... as below /api/; or everything")
            ->required();
        command->add_option("file", export_.file, "Where to: .csv, .xlsx, of everything .zip; - for stdout")
            ->default_val("-");
    }

    void add_backup() {
        CLI::App* command = add("backup",
                                "Write one consistent state to a new directory, also while serving.",
                                data_only, [this] { return backup(flags_.config(), path_); });
        command->add_option("target", path_, "Directory that does not exist yet")->required();
    }

    void add_restore() {
        CLI::App* command = add("restore",
                                "Make a data directory from a backup. Refuses one that holds data.",
                                data_only, [this] { return restore(flags_.config(), path_); });
        command->add_option("source", path_, "Directory written by huan backup")
            ->required()
            ->check(CLI::ExistingDirectory);
    }

    void add_user() {
        CLI::App* command =
            add("user", "Manage users.", data_only, [this] { return manage_user(flags_.config(), user_); });
        command->add_option("action", user_.action)
            ->required()
            ->check(CLI::IsMember({"list", "add", "reset-password", "sign-in-link", "set-up-link"}));
        command->add_option("login", user_.login, "Sign-in name");
        command->add_option("--name", user_.name, "Full name, for add");
        command->add_option("--role", user_.role,
                            "admin, operator, manager, agent, technician or analyst, for add");
    }

    void add_key() {
        CLI::App* command =
            add("key", "Manage API keys.", data_only, [this] { return manage_key(flags_.config(), key_); });
        command->add_option("action", key_.action)
            ->required()
            ->check(CLI::IsMember({"list", "add", "revoke"}));
        command->add_option("--kind", key_.kind, "write (ingest only) or server")
            ->check(CLI::IsMember({"write", "server"}));
        command->add_option("--name", key_.name, "What the key is for");
        command->add_option("--id", key_.id, "Which key to revoke");
    }

    void add_rest() {
        add("migrate", "Bring the schema of a data directory up to date.", data_only,
            [this] { return migrate_data(flags_.config()); });
        add("status", "Say what a data directory holds.", data_only, [this] {
            return show_status(flags_.config(), as_json_);
        })->add_flag("--json", as_json_, "For scripts");
        CLI::App* examining =
            add("doctor", "Check this machine and a data directory, and say what to mend. Changes nothing.",
                {}, [this] { return doctor(flags_.config(), as_json_, whole_history_); });
        examining->add_flag("--json", as_json_, "For scripts");
        examining->add_flag("--history", whole_history_,
                            "Compare history with the journal, row for row, while it is served");
        add("version", "Print the version.", {"log_level"}, [] {
            fmt::print("{}\n", version_text());
            return 0;
        });
    }

    CLI::App app_;
    Flags flags_;
    std::function<int()> chosen_;
    bool print_settings_ = false;
    bool as_json_ = false;
    bool whole_history_ = false;
    std::string path_;
    DemoOrder demo_;
    ImportOrder import_;
    ExportOrder export_;
    UserOrder user_;
    KeyOrder key_;
};

}  // namespace

int run(int argc, char** argv) { return Program().run(argc, argv); }

}  // namespace huan::server
