/* gaz_lsp.h - Language Server requests over the core, for any transport.
 *
 * One JSON-RPC request in, one response out. No state is kept between requests: what the client
 * knows about the place a request is about travels with it, in params.gazette:
 *
 *   entity     the id of the entity under the cursor
 *   event      the id of the event under the cursor
 *   text       the words under the cursor
 *   range      their range, as in the protocol
 *   prefix     what stands before the cursor, for completion
 *   annotations  those of the whole document, for documentSymbol and documentHighlight: a flat list
 *              of start line, start character, end line, end character, layer, type, id, text
 *
 * Positions are in UTF-8 units; `initialize` says so. The knowledge base may be NULL: then nothing
 * is found. A request that is not understood is answered by an error object, never by a status.
 */
#ifndef GAZ_LSP_H
#define GAZ_LSP_H

#include "gazette.h"

/* Answers `message`. `reply` is a JSON-RPC response, or empty for a notification; it belongs to the
 * caller. GAZ_ERROR_MEMORY and GAZ_ERROR_CANCELLED are the only failures. Thread-safe. */
gaz_status gaz_lsp_request(gaz_kb *kb, const char *message, size_t size, const gaz_cancel *cancel,
                           gaz_string *reply, gaz_error *error);

#endif
