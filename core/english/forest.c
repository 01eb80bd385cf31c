/* The file: "GZFO", version, how many numbers, trees and nodes (32 bits each, little-endian), then the nodes. A leaf is the
 * byte 255 and its value in another; another node the byte of its number and either the highest value that goes left,
 * or 255 and the eight bytes of a set. */
#include "english/forest.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/file.h"

enum { VERSION = 1, HEADER = 20, LEAF = 255, SET = 255, FILE_MAX = 1 << 22 };
static const float STEPS = 256;
static const char magic[4] = {'G', 'Z', 'F', 'O'};

typedef struct reader {
  const unsigned char *at, *end;
  gaz_forest *forest;
  uint32_t used; /* nodes */
} reader;

static uint64_t read_number(reader *r, size_t bytes) {
  uint64_t number = 0;
  for (size_t i = 0; i < bytes; i++) number |= (uint64_t)r->at[i] << 8 * i;
  r->at += bytes;
  return number;
}

static bool has(const reader *r, size_t bytes) { return (size_t)(r->end - r->at) >= bytes; }

/* A node and all below it. */
static bool read_node(reader *r, int depth) {
  if (r->used == r->forest->node_count || depth > GAZ_FOREST_DEPTH || !has(r, 2)) return false;
  uint32_t here = r->used++;
  gaz_forest_node *node = &r->forest->nodes[here];
  uint32_t number = (uint32_t)read_number(r, 1);
  if (r->forest->depth < (uint32_t)depth) r->forest->depth = (uint32_t)depth;
  if (number == LEAF) {
    node->value = (float)(int8_t)(uint8_t)read_number(r, 1) / STEPS;
    return true;
  }
  uint64_t cut = read_number(r, 1);
  if (cut == SET) {
    if (!has(r, 8)) return false;
    node->left = read_number(r, 8);
  } else if (cut < GAZ_FOREST_VALUES - 1) {
    node->left = ((uint64_t)2 << cut) - 1;
  } else {
    return false;
  }
  node->number = (uint8_t)number;
  if (number >= r->forest->numbers || !read_node(r, depth + 1)) return false;
  node->right = (uint16_t)(r->used - here); /* below 2^9, by the depth */
  return read_node(r, depth + 1);
}

static bool read_all(reader *r) {
  gaz_forest *forest = r->forest;
  forest->numbers = (uint32_t)read_number(r, 4);
  forest->tree_count = (uint32_t)read_number(r, 4);
  forest->node_count = (uint32_t)read_number(r, 4);
  size_t left = (size_t)(r->end - r->at);
  if (!forest->numbers || forest->numbers > GAZ_FOREST_NUMBERS || forest->node_count > left / 2 ||
      forest->tree_count > forest->node_count)
    return false;
  forest->nodes = calloc((size_t)forest->node_count + 1, sizeof *forest->nodes);
  forest->trees = calloc((size_t)forest->tree_count + 1, sizeof *forest->trees);
  if (!forest->nodes || !forest->trees) return false;
  for (uint32_t t = 0; t < forest->tree_count; t++) {
    forest->trees[t] = r->used;
    if (!read_node(r, 0)) return false;
  }
  return r->used == forest->node_count && r->at == r->end;
}

gaz_status gaz_forest_read(const void *data, size_t size, const char *path, gaz_forest **out,
                           gaz_error *error) {
  static const char unknown[] = "not a model of trees; install it again";
  const unsigned char *bytes = data;
  *out = NULL;
  if (size < HEADER || memcmp(bytes, magic, sizeof magic) != 0)
    return gaz_fail(error, GAZ_ERROR_CORRUPT, path, 0, unknown);
  gaz_forest *forest = calloc(1, sizeof *forest);
  if (!forest) return gaz_fail(error, GAZ_ERROR_MEMORY, path, 0, "out of memory");
  reader r = {bytes + sizeof magic, bytes + size, forest, 0};
  if (read_number(&r, 4) != VERSION || !read_all(&r)) {
    gaz_forest_close(forest);
    return gaz_fail(error, GAZ_ERROR_CORRUPT, path, 0, unknown);
  }
  *out = forest;
  return GAZ_OK;
}

gaz_status gaz_forest_open(const char *path, gaz_forest **out, gaz_error *error) {
  gaz_string file;
  *out = NULL;
  gaz_status status = gaz_read_file(path, FILE_MAX, &file, error);
  if (status) return status;
  status = gaz_forest_read(file.data, file.size, path, out, error);
  gaz_string_free(&file);
  return status;
}

void gaz_forest_close(gaz_forest *forest) {
  if (!forest) return;
  free(forest->nodes);
  free(forest->trees);
  free(forest);
}

/* Every tree takes as many steps, and none is a branch of the program, which the processor would have to guess. */
float gaz_forest_sum(const gaz_forest *forest, const uint8_t *row) {
  float sum = 0;
  for (uint32_t t = 0; t < forest->tree_count; t++) {
    const gaz_forest_node *node = &forest->nodes[forest->trees[t]];
    for (uint32_t step = 0; step < forest->depth; step++) {
      uint32_t goes_left = node->left >> (row[node->number] & (GAZ_FOREST_VALUES - 1)) & 1;
      node += node->right ^ ((node->right ^ 1u) & -goes_left);
    }
    sum += node->value;
  }
  return sum;
}

static void write_number(gaz_buffer *out, uint64_t number, size_t bytes) {
  for (size_t i = 0; i < bytes; i++) gaz_buffer_byte(out, (char)(number >> 8 * i & 255));
}

static void write_node(gaz_buffer *out, const gaz_forest_node *node) {
  write_number(out, node->right ? node->number : LEAF, 1);
  if (!node->right) {
    float value = fmaxf(-127, fminf(127, node->value * STEPS));
    write_number(out, (uint8_t)(int8_t)lroundf(value), 1);
    return;
  }
  /* All values up to one: a row of ones from the lowest bit. */
  bool cut = node->left && !(node->left & (node->left + 1)) && node->left + 1;
  write_number(out, cut ? (uint64_t)(63 - __builtin_clzll(node->left)) : SET, 1);
  if (!cut) write_number(out, node->left, 8);
}

gaz_status gaz_forest_write(const char *path, const gaz_forest *forest, gaz_error *error) {
  gaz_buffer out = {0};
  gaz_string file;
  gaz_buffer_append(&out, magic, sizeof magic);
  write_number(&out, VERSION, 4);
  write_number(&out, forest->numbers, 4);
  write_number(&out, forest->tree_count, 4);
  write_number(&out, forest->node_count, 4);
  for (uint32_t i = 0; i < forest->node_count; i++) write_node(&out, &forest->nodes[i]);
  if (gaz_buffer_take(&out, &file))
    return gaz_fail(error, GAZ_ERROR_MEMORY, path, 0, "out of memory");
  gaz_status status = gaz_replace_file(path, file.data, file.size, error);
  gaz_string_free(&file);
  return status;
}
