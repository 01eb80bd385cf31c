; Running text of reStructuredText. What a directive carries is code as often as not: only those that
; hold text are read.
[
  (title)
  (paragraph)
  (term)
  (classifier)
  (attribution)
  (line)
] @gazette.prose

((directive name: (type) @_name body: (body (content) @gazette.prose))
  (#any-of? @_name "note" "warning" "tip" "hint" "important" "caution" "danger" "error" "attention"
    "admonition" "epigraph" "pull-quote" "highlights" "topic" "sidebar" "compound" "container"
    "versionadded" "versionchanged" "deprecated" "seealso"))
((directive name: (type) @_name body: (body (arguments) @gazette.prose))
  (#any-of? @_name "note" "warning" "tip" "hint" "important" "caution" "danger" "error" "attention"
    "admonition" "topic" "sidebar" "versionadded" "versionchanged" "deprecated" "seealso"))
(footnote body: (body (paragraph) @gazette.prose))
(citation body: (body (paragraph) @gazette.prose))

[
  (literal)
  (literal_block)
  (doctest_block)
  (comment)
  (target)
  (standalone_hyperlink)
  (substitution_definition)
  (substitution_reference)
  (footnote_reference)
  (citation_reference)
  (role)
  (field_name)
] @gazette.skip
