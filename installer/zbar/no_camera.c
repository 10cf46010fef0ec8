/* Stands for zbar's video part: pictures only. */
#include "config.h"
#include "image.h"

struct zbar_video_s;
void _zbar_video_recycle_image(zbar_image_t *image) {}
void _zbar_video_recycle_shadow(zbar_image_t *image) {}
int zbar_video_init(struct zbar_video_s *video, unsigned long format) { return -1; }
