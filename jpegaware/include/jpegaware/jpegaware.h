/* SPDX-License-Identifier: Apache-2.0
 * The encoder for C99 and for every language that can call C: pixels and, if there is one, a grid
 * of block qualities in; a JPEG file out. This header promises a stable ABI.
 *
 * Every function that can fail returns JPEGAWARE_OK or one of jpegaware_code, and, where `message`
 * is not null, fills it with one sentence that is fit to show to a user ("" on success). The
 * message is the caller's, so handles that threads share need no lock for it and nothing is kept
 * behind the caller's back. Nothing prints, exits, reads the environment or lets a C++ exception
 * out. Handles and buffers are released by the library that made them, by the function named where
 * they are made; releasing a null pointer does nothing. A handle may be used again after any failure.
 *
 * In C++ alone: what serves comparison (the reference front end, plain rounding, plain
 * instructions; options.h), JPEGs requantized without decoding (requantizer.h), and searches for a
 * size or a score (targets.h).
 */
#ifndef JPEGAWARE_JPEGAWARE_H
#define JPEGAWARE_JPEGAWARE_H

#include <stddef.h>
#include <stdint.h>

#include "jpegaware/export.h"
#include "jpegaware/version.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Results ---------------------------------------------------------------------------- */

/** What kind of failure it was. Numbers are never reused. */
typedef enum jpegaware_code {
  JPEGAWARE_OK = 0,
  JPEGAWARE_INVALID_ARGUMENT = 1, /**< an option, size or map is outside its documented range */
  JPEGAWARE_UNSUPPORTED = 2,      /**< a valid request that this build or format cannot serve */
  JPEGAWARE_OUT_OF_MEMORY = 3,    /**< an allocation failed or a memory limit would be passed */
  JPEGAWARE_ABORTED = 4,          /**< cancelled by its caller, or its deadline passed */
  JPEGAWARE_IO = 5,               /**< reading or writing a file or sink failed */
  JPEGAWARE_BAD_WEIGHTS = 6,      /**< a weights file is missing, damaged or of another network */
  JPEGAWARE_BAD_INPUT = 7,        /**< data is damaged or not what it says it is */
  JPEGAWARE_INTERNAL = 8          /**< a broken promise inside the library: please report it */
} jpegaware_code;

/** One sentence about a failure, zero-terminated UTF-8, cut where it is longer. */
typedef struct jpegaware_message {
  char text[512];
} jpegaware_message;

/** A code in words ("invalid argument"); "unknown code" for other numbers. Never released. */
JPEGAWARE_EXPORT const char* jpegaware_code_text(int code);

/** The version of the library that is running, as JPEGAWARE_VERSION_NUMBER counts it. */
JPEGAWARE_EXPORT int jpegaware_version_number(void);

/** The same as text, e.g. "0.1.0". Never released. */
JPEGAWARE_EXPORT const char* jpegaware_version_text(void);

/* ---- Pixels ----------------------------------------------------------------------------- */

/** How the samples of a picture lie in memory. Colour is sRGB; alpha is ignored. Samples of 16 bits
 *  are in the machine's own byte order, 0 to 65535. */
typedef enum jpegaware_pixel_format {
  JPEGAWARE_GRAY8 = 0,
  JPEGAWARE_RGB8 = 1,
  JPEGAWARE_BGR8 = 2,
  JPEGAWARE_RGBA8 = 3,
  JPEGAWARE_BGRA8 = 4,
  JPEGAWARE_GRAY16 = 5,
  JPEGAWARE_RGB16 = 6,
  JPEGAWARE_BGR16 = 7,
  JPEGAWARE_RGBA16 = 8,
  JPEGAWARE_BGRA16 = 9,
  JPEGAWARE_I420 = 10, /**< planes Y, Cb, Cr; the chroma planes ceil(W/2) x ceil(H/2) */
  JPEGAWARE_NV12 = 11  /**< planes Y and, ceil(W/2) x ceil(H/2), pairs Cb Cr */
} jpegaware_pixel_format;

/** What the numbers of a planar picture mean: BT.601 or BT.709, 0 to 255 or 16 to 235. */
typedef enum jpegaware_ycbcr_coding {
  JPEGAWARE_FULL_601 = 0, /**< JPEG's own */
  JPEGAWARE_LIMITED_601 = 1,
  JPEGAWARE_FULL_709 = 2,
  JPEGAWARE_LIMITED_709 = 3
} jpegaware_ycbcr_coding;

/**
 * Pixels that somebody else owns; read during a call only. Row y of plane p starts at
 * `planes[p] + y * strides_bytes[p]`; a negative stride means bottom-up rows with the plane's
 * pointer at the top one. Start from JPEGAWARE_IMAGE_INIT: it sets struct_size, by which later
 * versions of the library know which members a caller has. Chroma of planar pictures stays at 4:2:0
 * where the file's is; other files get it interpolated.
 */
typedef struct jpegaware_image {
  size_t struct_size;
  int32_t format; /**< a jpegaware_pixel_format */
  int32_t width_px;
  int32_t height_px;
  int32_t ycbcr_coding; /**< a jpegaware_ycbcr_coding, for planar formats */
  const void* planes[3];
  ptrdiff_t strides_bytes[3];
} jpegaware_image;

#define JPEGAWARE_IMAGE_INIT \
  { sizeof(jpegaware_image), JPEGAWARE_RGB8, 0, 0, 0, {NULL, NULL, NULL}, {0, 0, 0} }

/** Luma blocks of 8 x 8 pixels across (or down) a picture: the sides of every block grid. */
#define JPEGAWARE_BLOCKS(side_px) (((side_px) + 7) / 8)

/* ---- One call --------------------------------------------------------------------------- */

/**
 * Encodes a picture with the same quality everywhere and every other option at its default.
 *
 * @param quality  1..100, libjpeg's scale
 * @param bytes    receives the whole file; release it with jpegaware_free(). Null on failure.
 * @param size     receives its size in bytes
 * Thread-safe.
 */
JPEGAWARE_EXPORT int jpegaware_encode(const jpegaware_image* image, int quality, uint8_t** bytes,
                                      size_t* size, jpegaware_message* message);

/** Releases bytes that this library made. */
JPEGAWARE_EXPORT void jpegaware_free(void* bytes);

/* ---- A reusable encoder ----------------------------------------------------------------- */

/** Options, and scratch memory that is kept from picture to picture. One thread at a time. */
typedef struct jpegaware_encoder jpegaware_encoder;

/**
 * Makes an encoder with default options; release it with jpegaware_encoder_destroy().
 *
 * @param encoder  receives it; null on failure
 */
JPEGAWARE_EXPORT int jpegaware_encoder_create(jpegaware_encoder** encoder,
                                              jpegaware_message* message);
JPEGAWARE_EXPORT void jpegaware_encoder_destroy(jpegaware_encoder* encoder);

/** Quality 1..100 of the whole picture where no quality map is set. Default 75. */
JPEGAWARE_EXPORT int jpegaware_encoder_set_quality(jpegaware_encoder* encoder, int quality,
                                                   jpegaware_message* message);

/** How chroma planes are sampled against luma; not used for grey pictures. */
typedef enum jpegaware_subsampling {
  JPEGAWARE_420 = 0, /**< default */
  JPEGAWARE_422 = 1,
  JPEGAWARE_444 = 2
} jpegaware_subsampling;

/** A jpegaware_subsampling. */
JPEGAWARE_EXPORT int jpegaware_encoder_set_subsampling(jpegaware_encoder* encoder, int subsampling,
                                                       jpegaware_message* message);

/** Chroma's tables are made for so much more quality than luma's (less where it is negative),
 * within 1..100: -99..99. Default 0. */
JPEGAWARE_EXPORT int jpegaware_encoder_set_chroma_quality_offset(jpegaware_encoder* encoder,
                                                                 int offset,
                                                                 jpegaware_message* message);

/**
 * Quantization tables to use instead of those that a quality makes; copied. The blocks of a quality
 * map's highest quality get them in full; in sequential files steps above 255 become 255.
 *
 * @param steps  the tables of Y, Cb and Cr one behind another (a grey picture takes the first),
 * each 64 steps row by row (v * 8 + u, u horizontal), each step 1..32767
 * @param count  3 * 64; a null pointer with count 0 takes the tables away
 */
JPEGAWARE_EXPORT int jpegaware_encoder_set_tables(jpegaware_encoder* encoder, const uint16_t* steps,
                                                  size_t count, jpegaware_message* message);

/** 1: scans chosen by measured size (default). 0: one baseline scan, for hardware decoders. */
JPEGAWARE_EXPORT int jpegaware_encoder_set_progressive(jpegaware_encoder* encoder, int progressive,
                                                       jpegaware_message* message);

/** 1 is the fastest, 9 searches the most; from 7 on about ten times the default's time. Default 5. */
JPEGAWARE_EXPORT int jpegaware_encoder_set_effort(jpegaware_encoder* encoder, int effort,
                                                  jpegaware_message* message);

/** Threads that one encode may use, 1..256, the same bytes for any number. Default 1. */
JPEGAWARE_EXPORT int jpegaware_encoder_set_threads(jpegaware_encoder* encoder, int threads,
                                                   jpegaware_message* message);

/** Larger pictures are refused before anything is allocated. Default 250,000,000. */
JPEGAWARE_EXPORT int jpegaware_encoder_set_max_pixels(jpegaware_encoder* encoder,
                                                      int64_t max_pixels,
                                                      jpegaware_message* message);

/** What would hold more memory is refused before anything is allocated. Default 4 GiB. */
JPEGAWARE_EXPORT int jpegaware_encoder_set_max_memory(jpegaware_encoder* encoder,
                                                      int64_t max_bytes,
                                                      jpegaware_message* message);

/** Wall time that one encode may take, in seconds; then it returns JPEGAWARE_ABORTED. 0: none. */
JPEGAWARE_EXPORT int jpegaware_encoder_set_time_limit(jpegaware_encoder* encoder, double seconds,
                                                      jpegaware_message* message);

/** What the two numbers of JFIF's pixel density count. */
typedef enum jpegaware_density_unit {
  JPEGAWARE_ASPECT_ONLY = 0, /**< default, with 1:1 */
  JPEGAWARE_PER_INCH = 1,
  JPEGAWARE_PER_CENTIMETRE = 2
} jpegaware_density_unit;

/** The pixel density that the file names: a jpegaware_density_unit, and 1..65535 each way. */
JPEGAWARE_EXPORT int jpegaware_encoder_set_density(jpegaware_encoder* encoder, int unit, int x,
                                                   int y, jpegaware_message* message);

/** 1: the file carries 27 bytes that say which qualities it was made for, so that a second run over
 *  it loses nothing more (default). 0: it does not. */
JPEGAWARE_EXPORT int jpegaware_encoder_set_mark(jpegaware_encoder* encoder, int mark,
                                                jpegaware_message* message);

/** A colour profile to embed; copied. Size 0 takes it away. */
JPEGAWARE_EXPORT int jpegaware_encoder_set_icc_profile(jpegaware_encoder* encoder,
                                                       const uint8_t* profile, size_t size,
                                                       jpegaware_message* message);

/**
 * Adds a marker segment (EXIF, XMP, a comment) behind those added before; copied.
 *
 * @param marker   0xE0..0xEF (APPn) or 0xFE (COM)
 * @param payload  what follows the segment's length, at most 65,533 bytes
 */
JPEGAWARE_EXPORT int jpegaware_encoder_add_segment(jpegaware_encoder* encoder, int marker,
                                                   const uint8_t* payload, size_t size,
                                                   jpegaware_message* message);

/** Takes away every added segment. */
JPEGAWARE_EXPORT int jpegaware_encoder_clear_segments(jpegaware_encoder* encoder,
                                                      jpegaware_message* message);

/**
 * The quality that each luma block should look like, 1..100, raster order; copied, and used until
 * another is set. Pictures of another grid are then refused by encode.
 *
 * @param count  width_blocks * height_blocks, each JPEGAWARE_BLOCKS() of a side. A null pointer
 *               with count 0 takes the map away: uniform again.
 */
JPEGAWARE_EXPORT int jpegaware_encoder_set_quality_map(jpegaware_encoder* encoder,
                                                       const float* quality, size_t count,
                                                       int width_blocks, int height_blocks,
                                                       jpegaware_message* message);

/** Returns other than 0 to stop the encode, which then returns JPEGAWARE_ABORTED. */
typedef int (*jpegaware_cancel_fn)(void* user);

/** Asked between rows of blocks, perhaps from worker threads, never concurrently; null: never. */
JPEGAWARE_EXPORT int jpegaware_encoder_set_cancel(jpegaware_encoder* encoder,
                                                  jpegaware_cancel_fn cancel, void* user,
                                                  jpegaware_message* message);

/** Told how much of an encode is done: rises to 1. */
typedef void (*jpegaware_progress_fn)(void* user, double done_0_1);

/** Told after each stage, from the calling thread; null: nobody. */
JPEGAWARE_EXPORT int jpegaware_encoder_set_progress(jpegaware_encoder* encoder,
                                                    jpegaware_progress_fn progress, void* user,
                                                    jpegaware_message* message);

/** Told one line for a log, zero-terminated, valid during the call. */
typedef void (*jpegaware_log_fn)(void* user, const char* line);

/** Told a line a stage, from the calling thread; null: nobody. */
JPEGAWARE_EXPORT int jpegaware_encoder_set_log(jpegaware_encoder* encoder, jpegaware_log_fn log,
                                               void* user, jpegaware_message* message);

/**
 * An upper bound of what the library itself holds at once while it encodes a picture of this size
 * and format with these options: what jpegaware_encoder_set_max_memory() compares with. The
 * caller's pixels, the file's bytes and the stacks of threads are not in it.
 *
 * @param image  its pixels are not read
 * @param bytes  receives the bound; 0 on failure
 */
JPEGAWARE_EXPORT int jpegaware_encoder_memory_bytes(const jpegaware_encoder* encoder,
                                                    const jpegaware_image* image, int64_t* bytes,
                                                    jpegaware_message* message);

/** Encodes into memory; `bytes` and `size` as in jpegaware_encode(). */
JPEGAWARE_EXPORT int jpegaware_encoder_encode(jpegaware_encoder* encoder,
                                              const jpegaware_image* image, uint8_t** bytes,
                                              size_t* size, jpegaware_message* message);

/** Takes the file's next bytes; returns 0, or another number to end the encode with JPEGAWARE_IO. */
typedef int (*jpegaware_write_fn)(void* user, const uint8_t* bytes, size_t size);

/** Encodes into a caller's sink, in order, from the calling thread. Bytes already given when an
 *  error is returned are of no use. */
JPEGAWARE_EXPORT int jpegaware_encoder_encode_to(jpegaware_encoder* encoder,
                                                 const jpegaware_image* image,
                                                 jpegaware_write_fn write, void* user,
                                                 jpegaware_message* message);

#ifdef __cplusplus
}
#endif

#endif /* JPEGAWARE_JPEGAWARE_H */
