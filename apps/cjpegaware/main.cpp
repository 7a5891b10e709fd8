// SPDX-License-Identifier: Apache-2.0
// cjpegaware: a picture in, a JPEG that spends its bytes where people look out; used as cjpeg is.
#include <string_view>
#include <vector>

#include "stock_run.h"

int main(int argc, char** argv) {
  const std::vector<std::string_view> words(argv + 1, argv + argc);
  return jpegaware::apps::run_stock(argv[0], words);
}
