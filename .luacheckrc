-- Neovim runs Lua 5.1 in LuaJIT; the same files must read as Lua 5.1.
std = "luajit"
cache = false
max_line_length = false
read_globals = { "vim" }
-- Options and variables are set by assigning to fields of vim.
globals = { "vim.g", "vim.b", "vim.w", "vim.o", "vim.bo", "vim.wo", "vim.go", "vim.opt", "vim.opt_local", "vim.env", "vim.notify" }
-- 212: callbacks take what they are given. 241: a table that keeps handles alive is never read.
-- 512: a loop that returns at once asks for any element.
ignore = { "212", "241", "512" }
-- meta.lua declares what C defines.
exclude_files = { "build/", "bindings/lua/meta.lua" }
-- Run by a plain Lua, outside Neovim. 311: results are taken to be thrown away by the next check.
files["examples/"] = { std = "min" }
files["tests/lua/"] = { std = "max", ignore = { "311", "331" } }
files["tests/bench/"] = { ignore = { "311" } } -- frees what it filled
