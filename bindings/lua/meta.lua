---@meta gazette.native
-- The native module, for the Lua language server. A test keeps this file in step with the module.
-- Failures that are to be expected return nil, a message and a code such as "GAZ_ERROR_NOT_FOUND";
-- wrong arguments raise.

---@class gazette.native
---@field version string
local native = {}

---@class gazette.native.Engine the language engine; may be shared with other threads
local engine = {}
---@class gazette.native.Lexicon a mapped list of names; may be shared
local lexicon = {}
---@class gazette.native.Kb a knowledge base open for reading; may be shared
local kb = {}
---@class gazette.native.Cancel a flag that stops long calls; may be shared
local cancel = {}
---@class gazette.native.Snapshot a text that does not change any more; may be shared
local snapshot = {}
---@class gazette.native.Scopes a text whose scopes are read again after every edit; may be shared
local scopes = {}
---@class gazette.native.Document a text under edit; belongs to one thread
local document = {}

---@class gazette.native.Annotation
---@field start integer bytes from 0
---@field finish integer
---@field id integer in the knowledge base; 0 when it has none
---@field layer "entity"|"event"|"quote"|"time"|"check"
---@field type? string of an entity
---@field first boolean first mention of its entity in the document
---@field confidence number

---@class gazette.native.Name
---@field text string
---@field id integer
---@field weight? integer
---@field type? string
---@field rules? integer GAZ_NAME_* of gazette.h

--- Takes an object over that another thread shared. A token is good once.
---@param token string
---@return any object
function native.adopt(token) end

---@return gazette.native.Cancel?, string? message, string? code
function native.cancel() end

--- Annotates a text in one go: JSON Lines as `gazette annotate` prints them.
---@param engine? gazette.native.Engine
---@param kb? gazette.native.Kb
---@param language string
---@param text string
---@param cancel? gazette.native.Cancel
---@param scopes? string as document:scopes() packs them; taken instead of the language's
---@return string? jsonl, string? message, string? code
function native.annotate(engine, kb, language, text, cancel, scopes) end

---@param language string a folder of queries/; an unknown one is plain text
---@param text string
---@return gazette.native.Document?, string? message, string? code
function native.document(language, text) end

--- A document of an editor's lines, whose text is fetched when it is looked at.
---@param language string
---@param scoped boolean nothing is prose until set_scopes has been called
---@param lines integer
---@return gazette.native.Document?, string? message, string? code
function native.document_lines(language, scoped, lines) end

---@param data_dir? string the folder that holds english/
---@return gazette.native.Engine?, string? message, string? code
function native.engine_open(data_dir) end

---@param path string a file or folder
---@return string? dir, string? message, string? code
function native.kb_find(path) end

---@param dir string
---@return gazette.native.Kb?, string? message, string? code
function native.kb_open(dir) end

---@param path string
---@param names gazette.native.Name[]
---@param generation? integer
---@return boolean?, string? message, string? code
function native.lexicon_build(path, names, generation) end

---@param path string
---@return gazette.native.Lexicon?, string? message, string? code
function native.lexicon_open(path) end

--- Answers one Language Server request, see bindings/lsp/gaz_lsp.h.
---@param kb? gazette.native.Kb
---@param message string
---@param cancel? gazette.native.Cancel
---@return string? reply, string? message, string? code
function native.request(kb, message, cancel) end

--- Whether the core itself can read the language, and whether by a grammar (a parser from elsewhere
--- then is of no use) or by what it knows of LaTeX and mail.
---@param language string
---@return boolean known, boolean by_grammar
function native.scope_known(language) end

--- A text, empty at first, whose scopes are read after every edit for the price of the edit.
---@param language string
---@param parser? string shared library with another grammar
---@param query? string the text of its gazette.scm
---@return gazette.native.Scopes?, string? message, string? code
function native.scope_reader(language, parser, query) end

--- Reads what is not prose, for document:set_scopes.
---@param text string|gazette.native.Snapshot
---@param language string
---@param parser? string shared library with another grammar
---@param query? string the text of its gazette.scm
---@param cancel? gazette.native.Cancel
---@return string? packed, string? message, string? code
function native.scopes(text, language, parser, query, cancel) end

--- Tokens, names, times, events and quotes of a text as JSON.
---@param text string
---@param date? string YYYY-MM-DD
---@param cancel? gazette.native.Cancel
---@return string? json, string? message, string? code
function engine:analyze(text, date, cancel) end
function engine:close() end
---@return string token
function engine:share() end

function lexicon:close() end
---@return integer
function lexicon:count() end
---@return integer
function lexicon:generation() end
---@param text string
---@return { start: integer, finish: integer, id: integer, name: integer }[]
function lexicon:scan(text) end
---@return string token
function lexicon:share() end

function kb:close() end
---@param prefix string
---@param limit? integer
---@return string? json, string? message, string? code
function kb:complete(prefix, limit) end
---@param json string one line of corrections.jsonl
---@param cancel? gazette.native.Cancel ends waiting for another writer
---@return boolean?, string? message, string? code
function kb:correct(json, cancel) end
---@return integer
function kb:generation() end
---@return gazette.native.Lexicon? lexicon of this generation
function kb:lexicon() end
---@param query string a name or an id
---@param format? "json"|"text"|"markdown"
---@return string? dossier, string? message, string? code
function kb:lookup(query, format) end
---@param entity integer
---@param limit? integer
---@return string? json, string? message, string? code
function kb:mentions(entity, limit) end
---@return boolean moved to a newer generation
function kb:refresh() end
---@param query string
---@param limit? integer
---@param format? "json"|"jsonl"|"text"|"markdown"
---@return string? sentences, string? message, string? code
function kb:search(query, limit, format) end
---@return string token
function kb:share() end
---@return string? json, string? message, string? code
function kb:stats() end
---@param entity? string
---@param from? string EDTF
---@param to? string EDTF
---@param format? "jsonl"|"text"|"markdown"
---@return string? timeline, string? message, string? code
function kb:timeline(entity, from, to, format) end

function cancel:close() end
function cancel:set() end
---@return string token
function cancel:share() end

function snapshot:close() end
---@return string token
function snapshot:share() end
---@return string
function snapshot:text() end

function scopes:close() end
---@return string token
function scopes:share() end
--- One for another text of the same language, without compiling its queries again.
---@return gazette.native.Scopes?, string? message, string? code
function scopes:like() end
--- Replaces [start, old_end) of the text; returns what is not prose in [from, to) of it now, which
--- is where that may have changed since the last answer that was taken over.
---@param start integer
---@param old_end integer
---@param text string|gazette.native.Snapshot
---@param taken boolean whether the last answer was
---@param cancel? gazette.native.Cancel
---@return string? packed, integer|string from, integer|string to
function scopes:update(start, old_end, text, taken, cancel) end

---@param start? integer
---@param finish? integer
---@return gazette.native.Annotation[]
function document:annotations(start, finish) end
--- The innermost annotation at a place.
---@param line integer
---@param column integer
---@return gazette.native.Annotation?
function document:at(line, column) end
function document:close() end
---@param start integer
---@param old_end integer
---@param text string
---@return boolean?, string? message, string? code
function document:edit(start, old_end, text) end
--- The next delta is the whole text, in place of nothing.
function document:forget_delta() end
---@return integer
function document:line_count() end
---@param line integer
---@return integer offset in bytes
function document:line_offset(line) end
--- Which entity is meant may have been decided anew: `repaint` looks at every line again.
function document:compare_shown() end
--- Lines [first, first + old_count) became new_count others, whose text is to be fetched.
---@param first integer
---@param old_count integer
---@param new_count integer
---@return boolean?, string? message, string? code
function document:lines_changed(first, old_count, new_count) end
--- Fills `out` with start, end, layer, type, flags of each annotation of the line; flags are 1 for a
--- first mention, 2 for what the archive does not know.
---@param line integer
---@param out integer[]
---@return integer count
function document:marks(line, out) end
--- Which of the lines [first, last) have to be fetched.
---@param first integer
---@param last integer
---@return integer? from, integer? to
function document:missing(first, last) end
--- The editor has taken away everything it showed.
function document:nothing_shown() end
function document:number_firsts() end
--- The candidates of the name at a place, and what speaks for each.
---@param line integer
---@param column integer
---@return { id: integer, type: string, weight: integer, document: integer, paragraph: integer, share: number }[]
function document:reasons(line, column) end
--- The first of the lines [first, last) whose marks the editor, which keeps them, was not told as they
--- are: fills `out` as `marks` does. With `clear` it may show some of the line, which have to go.
---@param first integer
---@param last integer
---@param out integer[]
---@return integer? line, integer? count, boolean? clear
function document:repaint(first, last, out) end
--- Matches the lines [first, last); returns which lines look different now.
---@param first integer
---@param last integer
---@return integer? changed_first, integer? changed_end
function document:refresh(first, last) end
--- Annotations made elsewhere for the lines [first, last): six numbers each, see document.c.
---@param first integer
---@param last integer
---@param extras number[]
---@return boolean?, string? message, string? code
function document:set_extras(first, last, extras) end
---@param lexicon? gazette.native.Lexicon
function document:set_lexicon(lexicon) end
---@param first integer
---@param lines string[]
---@return boolean?, string? message, string? code
function document:set_lines(first, lines) end
---@param packed string from native.scopes, or from scopes:update with the two other arguments
---@param start? integer
---@param finish? integer
---@return boolean?, string? message, string? code
function document:set_scopes(packed, start, finish) end
--- What is not prose in all of the text; nil while that is not known.
---@return string? packed, string? message, string? code
function document:scopes() end
---@return gazette.native.Snapshot?, string? message, string? code
function document:snapshot() end
--- Everything that changed since the last call, as one edit; at first the whole text.
---@return integer? start, integer|string old_end, gazette.native.Snapshot text
function document:take_delta() end
---@return string?, string? message, string? code
function document:text() end
--- Goes up with every change of text.
---@return integer
function document:version() end

return native
