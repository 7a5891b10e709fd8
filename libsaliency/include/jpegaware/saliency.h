/* SPDX-License-Identifier: Apache-2.0
 * The map for C99 and for every language that can call C: what is in a picture, where people will
 * look, and the quality that each luma block deserves. Lives in its own library
 * (jpegaware_saliency); the encoder of <jpegaware/jpegaware.h> takes what it makes. The rules are
 * that header's: results are codes with a sentence in the caller's own message, which may be null.
 */
#ifndef JPEGAWARE_SALIENCY_H
#define JPEGAWARE_SALIENCY_H

#include "jpegaware/jpegaware.h"
#include "saliency/export.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- The network ------------------------------------------------------------------------ */

/** Which program code runs the network. */
typedef enum jpegaware_runtime {
  JPEGAWARE_RUNTIME_OPENCV = 0, /**< default */
  JPEGAWARE_RUNTIME_TORCH = 1   /**< where that module is installed */
} jpegaware_runtime;

/** The network's input: as many pixels as 224 x 160, 320 x 240 and 448 x 336, in the picture's aspect
 *  (within 1:2 and 2:1); the last no more than the picture has, where that is more than the default. */
typedef enum jpegaware_map_size {
  JPEGAWARE_MAP_SMALL = 0,
  JPEGAWARE_MAP_DEFAULT = 1,
  JPEGAWARE_MAP_LARGE = 2
} jpegaware_map_size;

/** Start from JPEGAWARE_MODEL_OPTIONS_INIT and set weights_file. */
typedef struct jpegaware_model_options {
  size_t struct_size;
  const char* weights_file; /**< path of the safetensors file; null: the ones inside the library,
                                 where it was built with JPEGAWARE_EMBED_WEIGHTS */
  const char* module_dir;   /**< folder of the runtime modules; null: where they are installed */
  int32_t runtime;          /**< a jpegaware_runtime */
  int32_t map_size;         /**< a jpegaware_map_size */
  float presence_threshold; /**< least probability of a class that is in the picture, in (0, 1) */
  int32_t reserved;         /**< 0 */
  jpegaware_log_fn log;     /**< told lines for a log; called from every thread that uses the
                                 model, so from several at once; null: nobody */
  void* log_user;           /**< handed to `log` */
} jpegaware_model_options;

#define JPEGAWARE_MODEL_OPTIONS_INIT                                        \
  {                                                                         \
    sizeof(jpegaware_model_options), NULL, NULL, JPEGAWARE_RUNTIME_OPENCV,  \
        JPEGAWARE_MAP_DEFAULT, 0.05F, 0, NULL, NULL                         \
  }

/** A loaded network. Any number of threads may use one at once. */
typedef struct jpegaware_model jpegaware_model;

/** 1 where the library holds weights itself (built with JPEGAWARE_EMBED_WEIGHTS), else 0. */
JPEGAWARE_SALIENCY_EXPORT int jpegaware_has_embedded_weights(void);

/**
 * Loads the weights; release the model with jpegaware_model_destroy() after its last use.
 *
 * @param options  read during the call; its strings are copied, `log_user` must outlive the model
 * @param model    receives it; null on failure
 * JPEGAWARE_BAD_WEIGHTS (which tensor, and why), JPEGAWARE_UNSUPPORTED (no such runtime module),
 * JPEGAWARE_IO.
 */
JPEGAWARE_SALIENCY_EXPORT int jpegaware_model_load(const jpegaware_model_options* options,
                                                   jpegaware_model** model,
                                                   jpegaware_message* message);
JPEGAWARE_SALIENCY_EXPORT void jpegaware_model_destroy(jpegaware_model* model);

/* ---- What the network saw --------------------------------------------------------------- */

/** Cells of equal size over the whole picture, raster order; owned by the heatmap. */
typedef struct jpegaware_grid {
  const float* cells; /**< null where there is no such map */
  int32_t width_cells;
  int32_t height_cells;
} jpegaware_grid;

/** What is in a picture and where; may be kept and used for other sizes of it. Immutable, so
 *  threads may share it. */
typedef struct jpegaware_heatmap jpegaware_heatmap;

/**
 * Runs the network; release the heatmap with jpegaware_heatmap_destroy(). Thread-safe: so many
 * threads as the machine has run at once, further ones wait.
 *
 * @param image    of any size and format; read during the call
 * @param heatmap  receives it; null on failure
 */
JPEGAWARE_SALIENCY_EXPORT int jpegaware_model_heatmap(const jpegaware_model* model,
                                                      const jpegaware_image* image,
                                                      jpegaware_heatmap** heatmap,
                                                      jpegaware_message* message);
JPEGAWARE_SALIENCY_EXPORT void jpegaware_heatmap_destroy(jpegaware_heatmap* heatmap);

/** How much the maps are worth, in [0, 1]; 0 for a null heatmap. */
JPEGAWARE_SALIENCY_EXPORT float jpegaware_heatmap_confidence(const jpegaware_heatmap* heatmap);

/** Classes found, most probable first; 0 for a null heatmap. */
JPEGAWARE_SALIENCY_EXPORT int jpegaware_heatmap_class_count(const jpegaware_heatmap* heatmap);

/** Name of class `index`, owned by the heatmap; null outside [0, class count). */
JPEGAWARE_SALIENCY_EXPORT const char* jpegaware_heatmap_class_name(
    const jpegaware_heatmap* heatmap, int index);

/** Softmax probability of class `index`; 0 outside [0, class count). */
JPEGAWARE_SALIENCY_EXPORT float jpegaware_heatmap_class_probability(
    const jpegaware_heatmap* heatmap, int index);

/** Map of class `index`, in [0, 1] with maximum 1; no cells outside [0, class count). */
JPEGAWARE_SALIENCY_EXPORT jpegaware_grid jpegaware_heatmap_class_map(
    const jpegaware_heatmap* heatmap, int index);

/** Where people will look: a density whose sum is 1; no cells where the network does not say. */
JPEGAWARE_SALIENCY_EXPORT jpegaware_grid jpegaware_heatmap_gaze(const jpegaware_heatmap* heatmap);

/* ---- From there to qualities ------------------------------------------------------------ */

/** Which of the heatmap's heads make the map. */
typedef enum jpegaware_heads {
  JPEGAWARE_HEADS_JOINED = 0, /**< default */
  JPEGAWARE_HEADS_CLASS_ACTIVATION = 1,
  JPEGAWARE_HEADS_GAZE = 2
} jpegaware_heads;

/**
 * One value in [0, 1] a luma block, linear, maximum 1, snapped to the picture's edges.
 *
 * @param image     the picture that the heatmap is of, at this or another size: read for its edges
 * @param heads     a jpegaware_heads
 * @param saliency  receives JPEGAWARE_BLOCKS(width) * JPEGAWARE_BLOCKS(height) floats
 * @param count     how many it has room for; another number is refused
 * Thread-safe.
 */
JPEGAWARE_SALIENCY_EXPORT int jpegaware_heatmap_saliency(const jpegaware_heatmap* heatmap,
                                                         const jpegaware_image* image, int heads,
                                                         float* saliency, size_t count,
                                                         jpegaware_message* message);

/**
 * A grey picture of any size (a mask, a map from elsewhere) as saliency, linear, 1 matters most.
 * Where it has one sample a luma block it is taken as it is, any other size is resized by area.
 * Neither is snapped to edges or divided by its maximum.
 *
 * @param samples         width * height floats in [0, 1], raster order
 * @param width_px        the picture that is to be encoded
 * @param saliency        receives JPEGAWARE_BLOCKS(width_px) * JPEGAWARE_BLOCKS(height_px) floats;
 *                        must not overlap `samples`
 * @param saliency_count  how many it has room for; another number is refused
 * Thread-safe.
 */
JPEGAWARE_SALIENCY_EXPORT int jpegaware_fit_saliency(const float* samples, int width, int height,
                                                     int width_px, int height_px, float* saliency,
                                                     size_t saliency_count,
                                                     jpegaware_message* message);

/** How saliency becomes quality. Start from JPEGAWARE_QUALITY_MAPPING_INIT. */
typedef struct jpegaware_quality_mapping {
  size_t struct_size;
  int32_t region_quality;     /**< 1..100: what blocks of saliency 1 get */
  int32_t strength;           /**< 0 is uniform, 100 takes most from what matters least;
                                   -1: the library's default */
  int32_t background_quality; /**< the lowest quality directly, 1..region_quality; 0: by strength */
  int32_t levels;             /**< steps of the map, 2..100; 0: continuous; -1: the default */
} jpegaware_quality_mapping;

#define JPEGAWARE_QUALITY_MAPPING_INIT \
  { sizeof(jpegaware_quality_mapping), 75, -1, 0, -1 }

/**
 * One quality a luma block, 1..100, from one saliency a luma block.
 *
 * @param count    width_blocks * height_blocks: the number of values in both arrays
 * @param quality  receives them; may be `saliency` itself
 * Thread-safe.
 */
JPEGAWARE_SALIENCY_EXPORT int jpegaware_map_quality(const float* saliency, size_t count,
                                                    int width_blocks, int height_blocks,
                                                    const jpegaware_quality_mapping* mapping,
                                                    float* quality, jpegaware_message* message);

/**
 * All of it in one call: pixels to what jpegaware_encoder_set_quality_map() takes, of all heads.
 *
 * @param quality  receives JPEGAWARE_BLOCKS(width) * JPEGAWARE_BLOCKS(height) floats
 * @param count    how many it has room for; another number is refused
 * Thread-safe.
 */
JPEGAWARE_SALIENCY_EXPORT int jpegaware_model_quality_map(const jpegaware_model* model,
                                                          const jpegaware_image* image,
                                                          const jpegaware_quality_mapping* mapping,
                                                          float* quality, size_t count,
                                                          jpegaware_message* message);

#ifdef __cplusplus
}
#endif

#endif /* JPEGAWARE_SALIENCY_H */
