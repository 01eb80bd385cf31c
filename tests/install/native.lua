-- The native module beside Neovim's own tree-sitter, in one process: neither may disturb the other.
-- Run by `nvim -l`, which ends with a non-zero status when this raises.
package.cpath = assert(vim.env.GAZETTE_BUILD_DIR) .. "/lua/?.so"

local function parsed()
  local parser = vim.treesitter.get_string_parser("local a = 1 -- two\n", "lua")
  return parser:parse()[1]:root():sexpr()
end

local before = parsed()
local native = require("gazette.native")
assert(type(native) == "table", "the module is not a table")
assert(parsed() == before, "Neovim's tree-sitter parses differently beside the module")
assert(before:find("variable_declaration", 1, true), before)
