; Comments and string literals.
(comment) @gazette.prose
(string_content) @gazette.prose
(preproc_include (string_literal) @gazette.skip)
