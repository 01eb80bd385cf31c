; Inside a paragraph, heading or table cell everything is prose but what follows.
(inline) @gazette.prose

[
  (code_span)
  (latex_block)
  (html_tag)
  (uri_autolink)
  (email_autolink)
  (link_destination)
  (link_title)
] @gazette.skip

([(entity_reference) (numeric_character_reference)] @gazette.skip
  (#not-any-of? @gazette.skip "&nbsp;" "&#160;" "&#xa0;" "&#xA0;"))
([(entity_reference) (numeric_character_reference)] @gazette.space
  (#any-of? @gazette.space "&nbsp;" "&#160;" "&#xa0;" "&#xA0;"))

; [text][label]: the label is an address. [text] and [text][] are read by people.
(full_reference_link (link_label) @gazette.skip)
(image (link_label) @gazette.skip)

(emphasis_delimiter) @gazette.space
(hard_line_break) @gazette.space
(inline_link ["[" "]"] @gazette.space)
(full_reference_link ["[" "]"] @gazette.space)
(collapsed_reference_link ["[" "]"] @gazette.space)
(shortcut_link ["[" "]"] @gazette.space)
