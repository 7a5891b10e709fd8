// SPDX-License-Identifier: Apache-2.0
// The messages that stock cjpeg's readers give beside libjpeg's own: interface text, kept to the
// letter because scripts match on it.
#pragma once

#include <cstdio>

#include "libjpeg.h"

namespace jpegaware::apps {

/// Numbers follow libjpeg's, from 1000 (its add-on range).
enum StockMessage : int {
  kStockFirst = 1000,
  kBmpBadColormap,
  kBmpBadDepth,
  kBmpBadHeader,
  kBmpBadPlanes,
  kBmpCompressed,
  kBmpEmpty,
  kBmpNot,
  kBmpOutOfRange,
  kTraceBmp,
  kTraceBmpMapped,
  kTraceBmpOs2,
  kTraceBmpOs2Mapped,
  kGifBadCodeSize,
  kGifEmpty,
  kGifNoImage,
  kGifNot,
  kTraceGif,
  kTraceGifVersion,
  kTraceGifExtension,
  kTraceGifNonSquare,
  kWarnGifBadData,
  kWarnGifChar,
  kWarnGifEndCode,
  kWarnGifNoMoreData,
  kPpmNonNumeric,
  kPpmNot,
  kPpmOutOfRange,
  kTracePgm,
  kTracePgmText,
  kTracePpm,
  kTracePpmText,
  kTargaBadColormap,
  kTargaBadHeader,
  kTraceTarga,
  kTraceTargaGray,
  kTraceTargaMapped,
  kUngetFailed,
  kUnknownFormat,
  kStockLast = kUnknownFormat,
};

/// Makes `errors` know the messages above.
void install_stock_messages(jpeg_error_mgr& errors);

/// Stock cjpeg's usage text under this program's name.
void print_stock_usage(std::FILE* stream, const char* program);

/// Stock cjpeg's `-version` line, and what its first `-verbose` prints.
void print_stock_version(std::FILE* stream);
void print_stock_banner(std::FILE* stream, const jpeg_error_mgr& errors);

}  // namespace jpegaware::apps
