; What a browser shows as running text. Scripts and styles are raw_text, never text.
(text) @gazette.prose
((entity) @gazette.skip
  (#not-any-of? @gazette.skip "&nbsp;" "&#160;" "&#xa0;" "&#xA0;" "&ensp;" "&emsp;" "&thinsp;"))
((entity) @gazette.space
  (#any-of? @gazette.space "&nbsp;" "&#160;" "&#xa0;" "&#xA0;" "&ensp;" "&emsp;" "&thinsp;"))

((element (start_tag (tag_name) @_name)) @gazette.skip
  (#any-of? @_name "code" "pre" "kbd" "samp" "var" "textarea" "svg" "math" "template" "noscript"))

; Tags that stand inside a name without ending it.
([(start_tag (tag_name) @_name) (end_tag (tag_name) @_name)] @gazette.space
  (#any-of? @_name "a" "abbr" "b" "bdi" "cite" "em" "font" "i" "mark" "small" "span" "strong" "u"))
