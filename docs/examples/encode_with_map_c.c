/* SPDX-License-Identifier: Apache-2.0
 * C: a PPM file in, a JPEG file out that spends its bytes where people look; prints what was seen.
 *
 *   cc encode_with_map_c.c $(pkg-config --cflags --libs jpegaware-saliency)
 *   ./a.out photo.ppm photo.jpg $(pkg-config --variable=weights jpegaware-saliency)
 */
#include <jpegaware/saliency.h>
#include <stdio.h>
#include <stdlib.h>

#include "ppm.h"

static void print_classes(const jpegaware_heatmap* heatmap) {
  int i;
  for (i = 0; i < jpegaware_heatmap_class_count(heatmap); ++i) {
    printf("%s %.2f\n", jpegaware_heatmap_class_name(heatmap, i),
           (double)jpegaware_heatmap_class_probability(heatmap, i));
  }
}

/* The qualities of one picture's blocks. Where nobody asks what is in the picture,
 * jpegaware_model_quality_map() does all of it in one call. */
static int make_qualities(const jpegaware_model* model, const jpegaware_image* image, float* quality,
                          size_t count, jpegaware_message* message) {
  jpegaware_quality_mapping mapping = JPEGAWARE_QUALITY_MAPPING_INIT;
  jpegaware_heatmap* heatmap = NULL;
  int status = jpegaware_model_heatmap(model, image, &heatmap, message);
  mapping.region_quality = 80;
  if (status == JPEGAWARE_OK) {
    print_classes(heatmap);
    status = jpegaware_heatmap_saliency(heatmap, image, JPEGAWARE_HEADS_JOINED, quality, count, message);
  }
  if (status == JPEGAWARE_OK) {
    status = jpegaware_map_quality(quality, count, JPEGAWARE_BLOCKS(image->width_px),
                                   JPEGAWARE_BLOCKS(image->height_px), &mapping, quality, message);
  }
  jpegaware_heatmap_destroy(heatmap);
  return status;
}

static int write_file(void* user, const uint8_t* bytes, size_t size) {
  return fwrite(bytes, 1, size, (FILE*)user) == size ? 0 : 1;
}

static int encode_file(const jpegaware_model* model, const jpegaware_image* image, FILE* out,
                       jpegaware_message* message) {
  const int width_blocks = JPEGAWARE_BLOCKS(image->width_px);
  const int height_blocks = JPEGAWARE_BLOCKS(image->height_px);
  const size_t count = (size_t)width_blocks * (size_t)height_blocks;
  jpegaware_encoder* encoder = NULL;
  float* quality = (float*)malloc(count * sizeof(float));
  int status = quality == NULL ? JPEGAWARE_OUT_OF_MEMORY
                               : make_qualities(model, image, quality, count, message);
  if (status == JPEGAWARE_OK) {
    status = jpegaware_encoder_create(&encoder, message);
  }
  if (status == JPEGAWARE_OK) {
    status = jpegaware_encoder_set_quality_map(encoder, quality, count, width_blocks, height_blocks,
                                               message);
  }
  if (status == JPEGAWARE_OK) {
    status = jpegaware_encoder_encode_to(encoder, image, write_file, out, message);
  }
  free(quality);
  jpegaware_encoder_destroy(encoder);
  return status;
}

int main(int argc, char** argv) {
  jpegaware_model_options options = JPEGAWARE_MODEL_OPTIONS_INIT;
  jpegaware_image image = JPEGAWARE_IMAGE_INIT;
  jpegaware_message message = {""};
  jpegaware_model* model = NULL;
  ppm_picture picture;
  FILE* out;
  int status;
  if (argc != 4 || !ppm_read(argv[1], &picture)) {
    fprintf(stderr, "usage: %s PHOTO.ppm PHOTO.jpg WEIGHTS\n", argv[0]);
    return EXIT_FAILURE;
  }
  image.width_px = picture.width_px;
  image.height_px = picture.height_px;
  image.planes[0] = picture.rgb;
  image.strides_bytes[0] = (ptrdiff_t)picture.width_px * 3;
  options.weights_file = argv[3];
  out = fopen(argv[2], "wb");
  status = out == NULL ? JPEGAWARE_IO : jpegaware_model_load(&options, &model, &message);
  if (status == JPEGAWARE_OK) {
    status = encode_file(model, &image, out, &message);
  }
  jpegaware_model_destroy(model);
  free(picture.rgb);
  if (out != NULL && fclose(out) != 0 && status == JPEGAWARE_OK) {
    status = JPEGAWARE_IO;
  }
  if (status != JPEGAWARE_OK) {
    fprintf(stderr, "%s: %s: %s\n", argv[0], jpegaware_code_text(status), message.text);
    remove(argv[2]);
    return EXIT_FAILURE;
  }
  return EXIT_SUCCESS;
}
