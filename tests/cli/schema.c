/* Checks lines of JSON against a schema: schema SCHEMA.json [FILE]. Knows the part of JSON Schema that
 * describes our outputs: type, enum, const, required, properties, additionalProperties (false or a
 * schema), items, minItems, minimum, oneOf, $ref into "$defs". Anything else in a schema is an error, so
 * that no rule is passed over in silence. */
#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const json_t *whole;
static char reason[1200];

static bool check(const json_t *schema, const json_t *value, const char *path);

static bool fail(const char *path, const char *what) {
  snprintf(reason, sizeof reason, "%s: %s", path[0] ? path : "(the line)", what);
  return false;
}

static bool is_type(const json_t *value, const char *name) {
  if (strcmp(name, "object") == 0) return json_is_object(value);
  if (strcmp(name, "array") == 0) return json_is_array(value);
  if (strcmp(name, "string") == 0) return json_is_string(value);
  if (strcmp(name, "integer") == 0) return json_is_integer(value);
  if (strcmp(name, "number") == 0) return json_is_number(value);
  if (strcmp(name, "boolean") == 0) return json_is_boolean(value);
  return strcmp(name, "null") == 0 && json_is_null(value);
}

static bool check_type(const json_t *types, const json_t *value, const char *path) {
  if (json_is_string(types))
    return is_type(value, json_string_value(types)) || fail(path, json_string_value(types));
  size_t i;
  json_t *type;
  json_array_foreach(types, i, type) {
    if (is_type(value, json_string_value(type))) return true;
  }
  return fail(path, "none of the types");
}

static bool check_members(const json_t *schema, const json_t *value, const char *path) {
  const json_t *properties = json_object_get(schema, "properties"),
               *others = json_object_get(schema, "additionalProperties");
  const char *name;
  json_t *member;
  json_object_foreach((json_t *)value, name, member) {
    char below[512];
    snprintf(below, sizeof below, "%.400s.%.100s", path, name);
    const json_t *rule = json_object_get(properties, name);
    if (!rule && json_is_false(others)) return fail(below, "a member that is not documented");
    if (!rule && json_is_object(others)) rule = others;
    if (rule && !check(rule, member, below)) return false;
  }
  return true;
}

static bool check_rule(const json_t *schema, const char *rule, const json_t *with,
                       const json_t *value, const char *path) {
  size_t i;
  json_t *one;
  if (strcmp(rule, "$ref") == 0) {
    const json_t *target = json_object_get(json_object_get(whole, "$defs"),
                                           json_string_value(with) + strlen("#/$defs/"));
    return target ? check(target, value, path) : fail(path, "a $ref to nothing");
  }
  if (strcmp(rule, "type") == 0) return check_type(with, value, path);
  if (strcmp(rule, "const") == 0) return json_equal(with, value) || fail(path, "not the constant");
  if (strcmp(rule, "minimum") == 0)
    return json_number_value(value) >= json_number_value(with) || !json_is_number(value) ||
           fail(path, "too small");
  if (strcmp(rule, "minItems") == 0)
    return json_array_size(value) >= (size_t)json_integer_value(with) ||
           fail(path, "too few items");
  if (strcmp(rule, "properties") == 0)
    return !json_is_object(value) || check_members(schema, value, path);
  if (strcmp(rule, "additionalProperties") == 0) {
    return json_object_get(schema, "properties") || !json_is_object(value) ||
           check_members(schema, value, path);
  }
  if (strcmp(rule, "enum") == 0) {
    json_array_foreach(with, i, one) {
      if (json_equal(one, value)) return true;
    }
    return fail(path, "not one of the words");
  }
  if (strcmp(rule, "required") == 0) {
    json_array_foreach(with, i, one) {
      if (json_is_object(value) && !json_object_get(value, json_string_value(one)))
        return fail(path, json_string_value(one));
    }
    return true;
  }
  if (strcmp(rule, "items") == 0) {
    json_array_foreach(value, i, one) {
      if (!check(with, one, path)) return false;
    }
    return true;
  }
  if (strcmp(rule, "oneOf") == 0) {
    char first[sizeof reason] = "";
    json_array_foreach(with, i, one) {
      if (check(one, value, path)) return true;
      /* The reason worth telling is that of the alternative of the same kind. */
      const json_t *kind =
          json_object_get(json_object_get(json_object_get(one, "properties"), "kind"), "const");
      if (!first[0] || (kind && json_equal(kind, json_object_get(value, "kind"))))
        memcpy(first, reason, sizeof first);
    }
    memcpy(reason, first, sizeof first);
    return false;
  }
  if (strcmp(rule, "$defs") == 0 || strcmp(rule, "$comment") == 0) return true;
  return fail(path, "a rule this checker does not know");
}

static bool check(const json_t *schema, const json_t *value, const char *path) {
  const char *rule;
  json_t *with;
  json_object_foreach((json_t *)schema, rule, with) {
    if (!check_rule(schema, rule, with, value, path)) return false;
  }
  return true;
}

int main(int argc, char **argv) {
  json_error_t error;
  if (argc < 2 || !(whole = json_load_file(argv[1], 0, &error))) {
    fprintf(stderr, "%s: not a schema: %s\n", argc < 2 ? "schema" : argv[1],
            argc < 2 ? "none given" : error.text);
    return 2;
  }
  FILE *file = argc > 2 ? fopen(argv[2], "r") : stdin;
  char *line = NULL;
  size_t capacity = 0, number = 0, bad = 0;
  while (file && getline(&line, &capacity, file) >= 0) {
    number++;
    json_t *value = json_loads(line, 0, &error);
    if (!value) snprintf(reason, sizeof reason, "not JSON: %s", error.text);
    if ((!value || !check(whole, value, "")) && bad++ < 10)
      fprintf(stderr, "%s:%zu: %s\n  %.300s\n", argc > 2 ? argv[2] : "-", number, reason, line);
    json_decref(value);
  }
  free(line);
  if (!number) fprintf(stderr, "%s: no lines\n", argc > 2 ? argv[2] : "-");
  return bad || !number ? 1 : 0;
}
