; All of a document but commands, formulas, references and what is set as it stands.
(source_file) @gazette.prose

[
  (line_comment)
  (block_comment)
  (comment_environment)
  (inline_formula)
  (displayed_equation)
  (math_environment)
  (verbatim_environment)
  (listing_environment)
  (minted_environment)
  (citation)
  (label_definition)
  (label_reference)
  (label_reference_range)
  (label_number)
  (class_include)
  (package_include)
  (latex_include)
  (graphics_include)
  (bibtex_include)
  (biblatex_include)
  (bibstyle_include)
  (import_include)
  (svg_include)
  (verbatim_include)
  (new_command_definition)
  (old_command_definition)
  (let_command_definition)
  (environment_definition)
  (tikz_library_import)
  (color_definition)
  (color_reference)
  (curly_group_uri)
  (curly_group_path)
  (brack_group_key_value)
  (begin)
  (end)
] @gazette.skip

; Short titles and labels stand beside the text, and cells of a table by themselves.
(_ toc: (_) @gazette.skip)
(enum_item label: (_) @gazette.skip)
(delimiter) @gazette.skip

; \emph{Ada} Brandt is one name.
(command_name) @gazette.space
(_ command: _ @gazette.space)
["{" "}"] @gazette.space
; Port~Elsa, too.
((word) @gazette.space
  (#characters! @gazette.space "~"))
