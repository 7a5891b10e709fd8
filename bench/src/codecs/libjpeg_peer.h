/* SPDX-License-Identifier: Apache-2.0 */
/* Stage: encoders with libjpeg's interface. Input: pixels, settings. Output: a JPEG in memory.
 * One C source, compiled once for each layout of libjpeg's structures (62: libjpeg-turbo, jpegli;
 * 70: the mozjpeg build in PyPI's jpeglib), because the layouts cannot meet in one program unit. */
#ifndef JPEGAWARE_BENCH_LIBJPEG_PEER_H
#define JPEGAWARE_BENCH_LIBJPEG_PEER_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Functions of a loaded library. The last four exist in jpegli only and are null elsewhere. */
struct jpegaware_peer_functions {
  void* std_error;
  void* create_compress;
  void* destroy_compress;
  void* mem_dest;
  void* set_defaults;
  void* set_quality;
  void* add_quant_table;
  void* simple_progression;
  void* start_compress;
  void* write_scanlines;
  void* finish_compress;
  void* quality_to_distance;
  void* set_distance;
  void* set_progressive_level;
  void* enable_adaptive_quantization;
};

struct jpegaware_peer_request {
  const unsigned char* rgb;
  int width_px;
  int height_px;
  ptrdiff_t stride_bytes;
  double quality_1_100;      /* between whole qualities: steps between theirs */
  int progressive;           /* libjpeg-turbo: simple progression; mozjpeg, jpegli: always */
  float distance;            /* jpegli: Butteraugli distance instead of the quality, if above 0 */
  int adaptive_quantization; /* jpegli */
};

struct jpegaware_peer_result {
  unsigned char* bytes; /* from malloc(), the caller's to free; null on failure */
  unsigned long size;
  char message[200]; /* why it failed */
};

/* Encodes at 4:2:0 with optimized Huffman tables. Thread-safe. */
void jpegaware_peer_encode_62(const struct jpegaware_peer_functions* functions,
                              const struct jpegaware_peer_request* request,
                              struct jpegaware_peer_result* result);
void jpegaware_peer_encode_70(const struct jpegaware_peer_functions* functions,
                              const struct jpegaware_peer_request* request,
                              struct jpegaware_peer_result* result);

#ifdef __cplusplus
}
#endif

#endif
