/* SPDX-License-Identifier: Apache-2.0
 * What the C and C++ examples share: a binary PPM file of 8 bits a sample as bytes in memory. */
#ifndef EXAMPLES_PPM_H
#define EXAMPLES_PPM_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct ppm_picture {
  int width_px;
  int height_px;
  uint8_t* rgb; /* width * height * 3 bytes, released with free() */
} ppm_picture;

/* Returns 1 and fills `picture`, or 0 for anything but a whole P6 file of at most 255. */
static int ppm_read(const char* path, ppm_picture* picture) {
  size_t size = 0;
  int highest = 0;
  FILE* file = fopen(path, "rb");
  picture->rgb = NULL;
  if (file == NULL) {
    return 0;
  }
  if (fscanf(file, "P6 %5d %5d %3d", &picture->width_px, &picture->height_px, &highest) == 3 &&
      fgetc(file) != EOF && highest == 255 && picture->width_px > 0 && picture->height_px > 0) {
    size = (size_t)picture->width_px * (size_t)picture->height_px * 3;
    picture->rgb = (uint8_t*)malloc(size);
    if (picture->rgb != NULL && fread(picture->rgb, 1, size, file) != size) {
      free(picture->rgb);
      picture->rgb = NULL;
    }
  }
  fclose(file);
  return picture->rgb != NULL;
}

#endif /* EXAMPLES_PPM_H */
