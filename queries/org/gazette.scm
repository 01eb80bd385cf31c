; Running text of Org: headlines, paragraphs, list items, table cells, footnotes. Blocks, drawers,
; properties, timestamps and directives other than #+TITLE are no prose.
(item) @gazette.prose
(paragraph) @gazette.prose
(fndef description: (description) @gazette.prose)
(cell contents: (contents) @gazette.prose)
(directive name: (expr) @_name value: (value) @gazette.prose
  (#any-of? @_name "TITLE" "title" "Title" "SUBTITLE" "subtitle" "CAPTION" "caption"))
((block name: (expr) @_name contents: (contents) @gazette.prose)
  (#any-of? @_name "QUOTE" "quote" "VERSE" "verse" "CENTER" "center" "ABSTRACT" "abstract"))

[
  (property_drawer)
  (drawer)
  (plan)
  (timestamp)
  (tag_list)
  (comment)
  (latex_env)
  (formula)
  (priority)
  (inline_code_block)
  (link)
] @gazette.skip

; A paragraph begins with the directives about it.
((directive name: (expr) @_name) @gazette.skip
  (#not-any-of? @_name "TITLE" "title" "Title" "SUBTITLE" "subtitle" "CAPTION" "caption"))

; [[address][what is read]]
(link_desc url: (expr) @gazette.skip)
(link_desc ["[[" "][" "]]"] @gazette.space)
