// SPDX-License-Identifier: Apache-2.0
// Sets libjpeg's entropy coder, scans and restarts.
#include "level_coding.h"

#include <cstdio>

#include "libjpeg.h"

namespace jpegaware::apps {

void set_coding(jpeg_compress_struct& cinfo, const LevelCoding& coding) {
  cinfo.arith_code = coding.uses_arithmetic ? TRUE : FALSE;
  cinfo.optimize_coding = coding.optimizes && !coding.uses_arithmetic ? TRUE : FALSE;
  if (coding.restart) {
    cinfo.restart_in_rows = coding.restart->in_rows ? coding.restart->count : 0;
    cinfo.restart_interval =
        coding.restart->in_rows ? 0U : static_cast<unsigned>(coding.restart->count);
  }
  if (coding.is_progressive) {
    jpeg_simple_progression(&cinfo);
  }
}

}  // namespace jpegaware::apps
