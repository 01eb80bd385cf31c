; Running text of Typst, inside function calls too; not code, strings, formulas, labels.
(text) @gazette.prose

[
  (comment)
  (raw_span)
  (raw_blck)
  (math)
  (label)
  (ref)
  (url)
] @gazette.skip

(strong "*" @gazette.space)
(emph "_" @gazette.space)
((shorthand) @gazette.space
  (#eq? @gazette.space "~"))
