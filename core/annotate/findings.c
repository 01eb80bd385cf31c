/* Findings as JSON Lines. */
#include <string.h>

#include "annotate/findings.h"

static void print_line(gaz_buffer *buffer, const gaz_finding *finding, const char *text,
                       uint32_t line, uint32_t column) {
  gaz_buffer_printf(buffer,
                    "{\"start\":%u,\"end\":%u,\"line\":%u,\"column\":%u,\"text\":", finding->start,
                    finding->end, line, column);
  gaz_buffer_json(buffer, text + finding->start, finding->end - finding->start);
  gaz_buffer_printf(buffer, ",\"layer\":\"%s\",\"id\":", gaz_layer_name(finding->layer));
  if (finding->id)
    gaz_buffer_printf(buffer, "%u", finding->id);
  else
    gaz_buffer_string(buffer, "null");
  gaz_buffer_string(buffer, ",\"type\":");
  gaz_buffer_json(buffer, finding->type, strlen(finding->type));
  gaz_buffer_string(buffer, ",\"name\":");
  if (finding->name)
    gaz_buffer_json(buffer, finding->name, strlen(finding->name));
  else
    gaz_buffer_string(buffer, "null");
  gaz_buffer_printf(buffer, ",\"confidence\":%.2f}\n", (double)finding->confidence);
}

void gaz_findings_print(gaz_buffer *buffer, const gaz_findings *findings, const char *text) {
  uint32_t line = 1, line_start = 0, at = 0;
  for (size_t i = 0; i < findings->count; i++) {
    const gaz_finding *finding = &findings->items[i];
    for (; at < finding->start; at++) {
      if (text[at] != '\n') continue;
      line++;
      line_start = at + 1;
    }
    print_line(buffer, finding, text, line, finding->start - line_start + 1);
  }
}
