; Running text of AsciiDoc. Listings, literal and passthrough blocks, comments, attributes and macros
; are no prose.
(line) @gazette.prose
(table_cell_content) @gazette.prose

[
  (listing_block)
  (literal_block)
  (passthrough_block)
  (ident_block)
  (line_comment)
  (block_comment)
  (element_attr)
  (block_macro)
  (document_attr)
] @gazette.skip
