; Prose of Markdown, block structure. `inline` is read further by markdown_inline.
(inline) @gazette.inline
(pipe_table_cell) @gazette.inline
(inline (block_continuation) @gazette.space)

[
  (fenced_code_block)
  (indented_code_block)
  (html_block)
  (link_reference_definition)
  (minus_metadata)
  (plus_metadata)
] @gazette.skip
