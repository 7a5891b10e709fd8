/* SPDX-License-Identifier: Apache-2.0 */
/* Stage: encoders with libjpeg's interface. Input: pixels, settings. Output: a JPEG in memory.
 * JPEGAWARE_PEER_ABI: the layout of libjpeg's structures, 62 or 70. */
#include "libjpeg_peer.h"

#include <jconfig.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#undef JPEG_LIB_VERSION
#define JPEG_LIB_VERSION JPEGAWARE_PEER_ABI
#define JCONFIG_INCLUDED /* jpeglib.h would read jconfig.h again and restore the system's layout \
                          */
#include <jpeglib.h>

#define JOIN(a, b) a##b
#define WITH_ABI(name, abi) JOIN(name, abi)

typedef struct jpeg_error_mgr* (*std_error_fn)(struct jpeg_error_mgr*);
typedef void (*create_fn)(j_compress_ptr, int, size_t);
typedef void (*compress_fn)(j_compress_ptr);
typedef void (*mem_dest_fn)(j_compress_ptr, unsigned char**, unsigned long*);
typedef void (*set_quality_fn)(j_compress_ptr, int, boolean);
typedef void (*add_table_fn)(j_compress_ptr, int, const unsigned int*, int, boolean);
typedef void (*start_fn)(j_compress_ptr, boolean);
typedef JDIMENSION (*write_fn)(j_compress_ptr, JSAMPARRAY, JDIMENSION);
typedef void (*set_distance_fn)(j_compress_ptr, float, boolean);
typedef void (*set_int_fn)(j_compress_ptr, int);

/* POSIX lets a function pointer travel as void*; ISO C wants the detour through memory. */
#define FUNCTION(type, pointer) (*(type*)(void*)&(pointer))

struct peer_error {
  struct jpeg_error_mgr manager; /* first: the library hands back a pointer to it */
  jmp_buf jump;
  char message[JMSG_LENGTH_MAX];
};

static void on_error(j_common_ptr info) {
  struct peer_error* error = (struct peer_error*)info->err;
  error->manager.format_message(info, error->message);
  longjmp(error->jump, 1);
}

static void ignore_message(j_common_ptr info) { (void)info; }

/* mozjpeg's table in jpeglib's build has steps of four bytes; see the note on UINT16 below. */
#if JPEGAWARE_PEER_ABI == 70
typedef unsigned int table_step;
#else
typedef UINT16 table_step;
#endif

static void read_steps(j_compress_ptr info, unsigned int steps[NUM_QUANT_TBLS][DCTSIZE2]) {
  for (int table = 0; table < NUM_QUANT_TBLS; ++table) {
    if (info->quant_tbl_ptrs[table] == NULL) continue;
    const table_step* from = (const table_step*)(const void*)info->quant_tbl_ptrs[table];
    for (int k = 0; k < DCTSIZE2; ++k) steps[table][k] = from[k];
  }
}

/* cjpeg allows 16-bit steps at low qualities unless told -baseline; so does this. */
static void choose_quality(const struct jpegaware_peer_functions* f, double quality,
                           j_compress_ptr info) {
  void* set_quality = f->set_quality;
  void* add_table = f->add_quant_table;
  unsigned int below[NUM_QUANT_TBLS][DCTSIZE2] = {{0}};
  unsigned int above[NUM_QUANT_TBLS][DCTSIZE2] = {{0}};
  const int whole = (int)quality;
  const double share = quality - whole;
  if (share > 0.0) {
    FUNCTION(set_quality_fn, set_quality)(info, whole + 1, FALSE);
    read_steps(info, above);
  }
  FUNCTION(set_quality_fn, set_quality)(info, whole, FALSE);
  if (share <= 0.0) return;
  read_steps(info, below);
  for (int table = 0; table < NUM_QUANT_TBLS; ++table) {
    if (info->quant_tbl_ptrs[table] == NULL) continue;
    for (int k = 0; k < DCTSIZE2; ++k) {
      /* Steps of neighbouring qualities differ by one or none: they change one after another, in
       * an order that mixes frequencies (37 is odd), or a few sizes would be all there is. */
      const double turn = (k * 37 % DCTSIZE2 + 0.5) / DCTSIZE2;
      const double step = (1.0 - share) * below[table][k] + share * above[table][k];
      below[table][k] = (unsigned int)(step + turn);
    }
    FUNCTION(add_table_fn, add_table)(info, table, below[table], 100, FALSE);
  }
}

static void choose_settings(const struct jpegaware_peer_functions* f,
                            const struct jpegaware_peer_request* request, j_compress_ptr info) {
  void* simple_progression = f->simple_progression;
  void* set_distance = f->set_distance;
  void* set_level = f->set_progressive_level;
  void* set_adaptive = f->enable_adaptive_quantization;
  choose_quality(f, request->quality_1_100, info);
  info->optimize_coding = TRUE;
  info->comp_info[0].h_samp_factor = 2;
  info->comp_info[0].v_samp_factor = 2;
  info->comp_info[1].h_samp_factor = info->comp_info[1].v_samp_factor = 1;
  info->comp_info[2].h_samp_factor = info->comp_info[2].v_samp_factor = 1;
  if (set_distance != NULL) {
    FUNCTION(set_int_fn, set_adaptive)(info, request->adaptive_quantization);
    FUNCTION(set_int_fn, set_level)(info, 2);
    if (request->distance > 0.0F) {
      FUNCTION(set_distance_fn, set_distance)(info, request->distance, TRUE);
    }
  } else if (request->progressive) {
    FUNCTION(compress_fn, simple_progression)(info);
  }
}

void WITH_ABI(jpegaware_peer_encode_,
              JPEGAWARE_PEER_ABI)(const struct jpegaware_peer_functions* f,
                                  const struct jpegaware_peer_request* request,
                                  struct jpegaware_peer_result* result) {
  struct jpeg_compress_struct info;
  struct peer_error error;
  void* std_error = f->std_error;
  void* create = f->create_compress;
  void* destroy = f->destroy_compress;
  void* mem_dest = f->mem_dest;
  void* set_defaults = f->set_defaults;
  void* start = f->start_compress;
  void* write = f->write_scanlines;
  void* finish = f->finish_compress;
  memset(result, 0, sizeof *result);
  memset(&info, 0, sizeof info);
  info.err = FUNCTION(std_error_fn, std_error)(&error.manager);
  error.manager.error_exit = on_error;
  error.manager.output_message = ignore_message;
  if (setjmp(error.jump) != 0) {
    snprintf(result->message, sizeof result->message, "%.*s", (int)sizeof result->message - 1,
             error.message);
    FUNCTION(compress_fn, destroy)(&info);
    free(result->bytes);
    result->bytes = NULL;
    return;
  }
  FUNCTION(create_fn, create)(&info, JPEG_LIB_VERSION, sizeof info);
  FUNCTION(mem_dest_fn, mem_dest)(&info, &result->bytes, &result->size);
  info.image_width = (JDIMENSION)request->width_px;
  info.image_height = (JDIMENSION)request->height_px;
  info.input_components = 3;
  info.in_color_space = JCS_RGB;
  FUNCTION(compress_fn, set_defaults)(&info);
  choose_settings(f, request, &info);
  FUNCTION(start_fn, start)(&info, TRUE);
  /* Rows are counted here: jpeglib's mozjpeg has a UINT16 of four bytes, so that its fields lie
   * elsewhere from X_density on, next_scanline among them. What is set above lies before. */
  for (int y = 0; y < request->height_px; ++y) {
    const unsigned char* line = request->rgb + y * request->stride_bytes;
    JSAMPROW row = (JSAMPROW)(size_t)line; /* libjpeg reads rows through pointers to non-const */
    if (FUNCTION(write_fn, write)(&info, &row, 1) != 1) {
      snprintf(error.message, sizeof error.message, "a row of pixels was not taken");
      longjmp(error.jump, 1);
    }
  }
  FUNCTION(compress_fn, finish)(&info);
  FUNCTION(compress_fn, destroy)(&info);
}
