-- The native module in a plain Lua: 5.1, LuaJIT and 5.4 run this same file.
--   lua test_native.lua SCRATCH_FOLDER META_FILE
local scratch, meta_file = arg[1], arg[2]
local native = require("gazette.native")

local checks, failures = 0, 0
local function check(condition, what)
  checks = checks + 1
  if not condition then
    failures = failures + 1
    io.stderr:write("failed: ", what, " (line ", debug.getinfo(2, "l").currentline, ")\n")
  end
end
local function equal(got, expected, what)
  checks = checks + 1
  if got ~= expected then
    failures = failures + 1
    io.stderr:write(
      ("failed: %s: %s, not %s (line %d)\n"):format(
        what,
        tostring(got),
        tostring(expected),
        debug.getinfo(2, "l").currentline
      )
    )
  end
end

-- Names -> lexicon -> document ------------------------------------------------------------------
-- Lua 5.1 and LuaJIT have the same _VERSION, and may run at once.
local image = ("%s/native.%s%s.gzl"):format(scratch, jit and "jit" or "", _VERSION:gsub("%W", ""))
local names = {
  { text = "Ada Brandt", id = 1, weight = 5, type = "PERSON" },
  { text = "Port Elsa", id = 2, weight = 5, type = "GPE" },
}
equal(native.lexicon_build(image, names, 7), true, "a lexicon is built")
local lexicon = assert(native.lexicon_open(image))
os.remove(image)
equal(lexicon:count(), 2, "names")
equal(lexicon:generation(), 7, "generation")
local found = lexicon:scan("In Port Elsa, Ada Brandt spoke.")
equal(#found, 2, "matches")
equal(found[1].start, 3, "start of the first")
equal(found[2].id, 1, "id of the second")

local document = assert(native.document("markdown", "Ada Brandt in `Port Elsa`, in Port\nElsa.\n"))
document:set_lexicon(lexicon)
local annotations = document:annotations()
equal(#annotations, 2, "annotations outside code")
equal(annotations[1].type, "PERSON", "type")
equal(annotations[1].layer, "entity", "layer")
equal(annotations[1].first, true, "first mention")
equal(annotations[2].finish - annotations[2].start, 9, "across the line break")
equal(document:edit(0, 3, "Eva"), true, "an edit")
equal(#document:annotations(), 1, "after the edit")
equal(document:text(), "Eva Brandt in `Port Elsa`, in Port\nElsa.\n", "text")
equal(document:at(1, 1).id, 2, "at a place")

-- Lines of an editor ----------------------------------------------------------------------------
local lines = assert(native.document_lines("text", false, 1000))
lines:set_lexicon(lexicon)
local from, to = lines:missing(10, 12)
equal(from, 10, "missing from")
equal(to, 12, "missing to")
equal(lines:set_lines(10, { "Ada", "Brandt" }), true, "lines set")
equal(lines:missing(10, 12), nil, "nothing missing")
local marks = {}
equal(lines:marks(10, marks), 1, "marks of a line")
equal(table.concat(marks, " ", 1, 5), "0 3 0 1 0", "start end layer type first")
equal(lines:line_count(), 1000, "line count")

-- Expected failures are values, wrong arguments raise ---------------------------------------------
local nothing, message, code = native.lexicon_open(scratch .. "/no such file")
equal(nothing, nil, "a missing file")
check(type(message) == "string" and #message > 0, "has a message")
check(type(code) == "string" and code:find("^GAZ_ERROR_"), "and a code")
nothing, message, code = document:edit(5, 500, "")
equal(code, "GAZ_ERROR_ARGUMENT", "an edit outside the text")
for what, call in pairs({
  ["no argument"] = function()
    native.document()
  end,
  ["another object"] = function()
    document:set_lexicon(document)
  end,
  ["a closed object"] = function()
    local other = native.document("text", "")
    other:close()
    other:close()
    other:text()
  end,
  ["a made-up token"] = function()
    native.adopt("gazette:0000000000001000:0000000000000000")
  end,
  ["not a token"] = function()
    native.adopt("x")
  end,
  ["scopes from elsewhere"] = function()
    document:set_scopes("abc")
  end,
  ["negative"] = function()
    document:annotations(-1, 2)
  end,
  ["not lines"] = function()
    lines:set_lines(0, { {} })
  end,
}) do
  check(not pcall(call), what .. " raises")
end
check(getmetatable(document) == "gazette", "the metatable is out of reach")

-- Objects travel as tokens -------------------------------------------------------------------------
local token = lexicon:share()
local adopted = native.adopt(token)
lexicon:close()
equal(adopted:count(), 2, "an adopted object outlives the first")
local snapshot = document:snapshot()
local copy = native.adopt(snapshot:share())
snapshot:close()
equal(copy:text(), document:text(), "a snapshot")
check(document.share == nil, "documents stay in their state")
local packed = native.scopes(copy, "markdown")
check(type(packed) == "string" and #packed % 12 == 0 and #packed > 0, "scopes")
equal(document:set_scopes(packed), true, "scopes set")
document:forget_delta() -- this one reads its scopes itself, and took it
local start, old_end, delta = document:take_delta()
equal(start .. " " .. old_end, "0 0", "at first all of the text is new")
equal(delta:text(), document:text(), "all of it")
local scopes = native.adopt(assert(native.scope_reader("markdown")):share())
local fresh, since, upto = scopes:update(start, old_end, delta, true)
equal(fresh, packed, "its scopes are read")
equal(since .. " " .. upto, "0 " .. #document:text(), "those of the whole text")
equal(document:set_scopes(fresh, since, upto), true, "and set")
assert(document:edit(3, 4, "xyz"))
assert(document:edit(1, 1, "?"))
start, old_end, delta = document:take_delta()
equal(start .. " " .. old_end, "1 4", "then what changed, in one piece")
equal(delta:text(), document:text():sub(2, 7), "its text")
equal(
  select(3, scopes:update(9000, 9001, "", true)),
  "GAZ_ERROR_ARGUMENT",
  "an edit outside of the text"
)
local alike = assert(native.adopt(scopes:share()):like())
equal((alike:update(0, 0, copy:text(), true)), packed, "a reader like another reads the same")
local lined = assert(native.document_lines("markdown", true, 1))
equal(select(3, lined:scopes()), "GAZ_ERROR_NOT_FOUND", "not known yet")
assert(lined:set_lines(0, { "Ada `Brandt` Elsa" }))
local holes = native.scopes("Ada `Brandt` Elsa", "markdown")
assert(lined:set_scopes(holes))
equal(lined:scopes(), holes, "the scopes that were set")
-- Blank lines between pieces of prose hold holes without a byte: they come back as what can be set again.
local blanks = "# Ada\n\n\nBrandt `x`\n\n- Elsa\n\n```\n\nPort\n\n```\n\nAda\n"
local first, again = native.document("", blanks), native.document("", blanks)
assert(first:set_scopes(native.scopes(blanks, "markdown")))
assert(again:set_scopes(first:scopes()))
equal(again:scopes(), first:scopes(), "scopes with blank lines")
equal(type(native.annotate(nil, nil, "", blanks, nil, first:scopes())), "string", "and are taken")
equal(
  native.annotate(nil, nil, "markdown", "Ada `x`"),
  native.annotate(nil, nil, "", "Ada `x`", nil, native.scopes("Ada `x`", "markdown")),
  "scopes that are known"
)
equal(pcall(native.annotate, nil, nil, "", "Ada", nil, "nonsense"), false, "packed scopes only")
local cancel = native.cancel()
cancel:set()
equal(select(3, scopes:update(0, 0, "x", true, cancel)), "GAZ_ERROR_CANCELLED", "cancelled")
scopes:close()
nothing, message, code = native.scopes(("word "):rep(100000), "markdown", nil, nil, cancel)
equal(code, "GAZ_ERROR_CANCELLED", "cancelled")
nothing, message, code = native.scopes("text", "klingon")
equal(code, "GAZ_ERROR_NOT_FOUND", "no grammar")
equal(
  native.request(nil, '{"jsonrpc":"2.0","id":1,"method":"nonsense"}'):match('"code":%s*(%-%d+)'),
  "-32601",
  "no such method"
)

-- The knowledge base is missing: a value -------------------------------------------------------------
nothing, message, code = native.kb_open(scratch .. "/nowhere")
equal(code, "GAZ_ERROR_NOT_FOUND", "no knowledge base")

-- meta.lua says what there is ----------------------------------------------------------------------
local described = {}
for line in io.lines(meta_file) do
  local class, name = line:match("^function (%w+)[.:]([%w_]+)%(")
  if class then
    described[class .. "." .. name] = true
  end
end
local there = {}
for name, value in pairs(native) do
  if type(value) == "function" then
    there["native." .. name] = true
  end
end
local objects =
  { lexicon = adopted, document = document, cancel = cancel, snapshot = copy, scopes = scopes }
local registry = debug.getregistry()
for _, class in ipairs({ "engine", "kb" }) do
  objects[class] = registry["gazette." .. class]
end
for class, object in pairs(objects) do
  local metatable = type(object) == "table" and object or debug.getmetatable(object)
  for name in pairs(metatable.__index) do
    there[class .. "." .. name] = true
  end
end
for name in pairs(described) do
  check(there[name], "described but missing: " .. name)
end
for name in pairs(there) do
  check(described[name], "not described in meta.lua: " .. name)
end

collectgarbage()
collectgarbage()
print(
  ("%s: %d checks passed, %d failed"):format(
    jit and jit.version or _VERSION,
    checks - failures,
    failures
  )
)
os.exit(failures == 0 and checks > 0 and 0 or 1)
