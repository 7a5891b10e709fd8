/* SPDX-License-Identifier: Apache-2.0
 * C: a PPM file in, a JPEG file out, with one encoder that could serve the next picture too.
 *
 *   cc encode_c.c $(pkg-config --cflags --libs jpegaware)
 *   ./a.out photo.ppm photo.jpg
 */
#include <jpegaware/jpegaware.h>
#include <stdio.h>
#include <stdlib.h>

#include "ppm.h"

static int write_file(void* user, const uint8_t* bytes, size_t size) {
  return fwrite(bytes, 1, size, (FILE*)user) == size ? 0 : 1;
}

static int encode_file(const ppm_picture* picture, FILE* out, jpegaware_message* message) {
  jpegaware_encoder* encoder = NULL;
  jpegaware_image image = JPEGAWARE_IMAGE_INIT;
  int status = jpegaware_encoder_create(&encoder, message);
  image.width_px = picture->width_px;
  image.height_px = picture->height_px;
  image.planes[0] = picture->rgb;
  image.strides_bytes[0] = (ptrdiff_t)picture->width_px * 3;
  if (status == JPEGAWARE_OK) {
    status = jpegaware_encoder_set_quality(encoder, 80, message);
  }
  if (status == JPEGAWARE_OK) {
    status = jpegaware_encoder_encode_to(encoder, &image, write_file, out, message);
  }
  jpegaware_encoder_destroy(encoder);
  return status;
}

int main(int argc, char** argv) {
  ppm_picture picture;
  jpegaware_message message;
  FILE* out;
  int status;
  if (argc != 3 || !ppm_read(argv[1], &picture)) {
    fprintf(stderr, "usage: %s PHOTO.ppm PHOTO.jpg\n", argv[0]);
    return EXIT_FAILURE;
  }
  out = fopen(argv[2], "wb");
  if (out == NULL) {
    perror(argv[2]);
    return EXIT_FAILURE;
  }
  status = encode_file(&picture, out, &message);
  free(picture.rgb);
  if (fclose(out) != 0 && status == JPEGAWARE_OK) {
    status = JPEGAWARE_IO;
    snprintf(message.text, sizeof message.text, "%s could not be written", argv[2]);
  }
  if (status != JPEGAWARE_OK) {
    fprintf(stderr, "%s: %s: %s\n", argv[0], jpegaware_code_text(status), message.text);
    remove(argv[2]);
    return EXIT_FAILURE;
  }
  return EXIT_SUCCESS;
}
