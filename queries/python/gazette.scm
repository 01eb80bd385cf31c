; Comments and string literals, docstrings among them; not what is interpolated.
(comment) @gazette.prose
(string_content) @gazette.prose
(interpolation) @gazette.skip
(escape_sequence) @gazette.skip
