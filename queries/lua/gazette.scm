; Comments and string literals.
(comment) @gazette.prose
(string_content) @gazette.prose
(escape_sequence) @gazette.skip
