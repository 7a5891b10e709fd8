// SPDX-License-Identifier: Apache-2.0
// cjpegaware: a picture in, a JPEG that spends its bytes where people look out; used as cjpeg is.
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "completion.h"
#include "encode_picture.h"
#include "help.h"
#include "input_picture.h"
#include "options.h"
#include "output_files.h"
#include "quality_plan.h"
#include "report.h"
#include "request.h"
#include "safe_output.h"
#include "stock_run.h"
#include "words.h"

namespace jpegaware::apps {
namespace {

/// The run in order: read, map, encode, write.
Result<int> run(const char* program, const Request& request) {
  StageClock clock(request.reports);
  if (auto checked = check_output_names(request); !checked) {
    return std::move(checked).error();
  }
  auto input = read_input_picture(request);
  if (!input) {
    return std::move(input).error();
  }
  clock.finish("read");
  auto plan = plan_quality(input->picture, input->orientation, request, clock);
  if (!plan) {
    return std::move(plan).error();
  }
  auto encoded = encode_picture(*input, *plan, request, clock);
  if (!encoded) {
    return std::move(encoded).error();
  }
  if (auto written = write_files(*input, *plan, *encoded, clock, request); !written) {
    return std::move(written).error();
  }
  return report(program, *input, *plan, *encoded, clock, request);
}

int fail(const char* program, const Error& error) {
  std::fprintf(stderr, "%s: %s\n", program, error.message.c_str());
  return EXIT_FAILURE;
}

int print_completion(const char* program, const CommandLine& line) {
  const std::string shell(value_of(line, SwitchId::kCompletion));
  const bool is_zsh = matches(shell, "zsh", 1);
  if (!is_zsh && !matches(shell, "bash", 1)) {
    return fail(program, {ErrorCode::kInvalidArgument,
                          "-completion " + shell + ": one of bash and zsh is needed"});
  }
  const std::string script =
      is_zsh ? zsh_completion(all_options()) : bash_completion(all_options());
  std::fputs(script.c_str(), stdout);
  return EXIT_SUCCESS;
}

}  // namespace
}  // namespace jpegaware::apps

int main(int argc, char** argv) {
  using namespace jpegaware::apps;  // NOLINT(google-build-using-namespace): main is this program
  const char* program = program_name(argc, argv);
  const auto words = command_words(argc, argv);
  if (!words) {
    return fail(program, words.error());
  }
  if (says_stock(words->all)) {
    return run_stock(program, words->stock);
  }
  const CommandLine line = parse_command_line(words->all, all_options());
  if (says(line, SwitchId::kHelp)) {
    std::fputs(help_text(program, all_options()).c_str(), stdout);
    return EXIT_SUCCESS;
  }
  if (says(line, SwitchId::kCompletion)) {
    return print_completion(program, line);
  }
  if (says(line, SwitchId::kVersion)) {
    print_version();
    return EXIT_SUCCESS;
  }
  const auto request = make_request(line);
  if (!request) {
    return fail(program, request.error());
  }
  const auto status = run(program, *request);
  return status ? *status : fail(program, status.error());
}
