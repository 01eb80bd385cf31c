-- Annotates a text outside the editor, in Lua 5.1, LuaJIT or Lua 5.4: who and what is in it.
--
--   LUA_CPATH='PREFIX/lib/lua/5.1/?.so;;' lua5.1 annotate.lua [ARCHIVE/.gazette] <draft.md
local native = require("gazette.native")

local function expect(value, message)
  if not value then
    io.stderr:write("annotate.lua: ", message, "\n")
    os.exit(3)
  end
  return value
end

local engine = expect(native.engine_open())
local kb = arg[1] and expect(native.kb_open(arg[1])) or nil
-- One JSON object a line, as `gazette annotate` prints them.
io.write((expect(native.annotate(engine, kb, "markdown", io.read("*a")))))
