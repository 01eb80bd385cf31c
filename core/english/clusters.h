/* english/clusters.h - word classes learnt from unlabelled text (data/english/clusters.tsv). */
#ifndef GAZ_ENGLISH_CLUSTERS_H
#define GAZ_ENGLISH_CLUSTERS_H

#include "base/table_image.h"

/* Coarse (64 classes), middle (320) and fine. */
enum { GAZ_CLUSTER_LEVELS = 3, GAZ_CLUSTERS_FINE = 1000 };

typedef struct gaz_clusters gaz_clusters;

/* Reads the table, or its part of the image (may be NULL). Freed with gaz_clusters_free, which accepts NULL; immutable in between. */
gaz_status gaz_clusters_open(const char *path, gaz_table_image *image, gaz_clusters **out,
                             gaz_error *error);
void gaz_clusters_free(gaz_clusters *clusters);

/* The classes of a word, one a level, or NULL when it is not known. The word as written goes first,
 * then in lower case, then with a capital; digits count as one. Linear in `size`. */
const uint16_t *gaz_clusters_find(const gaz_clusters *clusters, const char *word, size_t size);

#endif
