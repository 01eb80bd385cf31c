-- Neovim runs Lua 5.1 in LuaJIT; the same files must read as Lua 5.1.
std = "luajit"
cache = false
max_line_length = 120
read_globals = { "vim" }
-- Options and variables are set by assigning to fields of vim.
globals = { "vim.g", "vim.b", "vim.w", "vim.o", "vim.bo", "vim.wo", "vim.go", "vim.opt", "vim.opt_local", "vim.env" }
ignore = { "212/_.*", "631" }
exclude_files = { "build/", "lua/gazette/native.so" }
-- Run by a plain Lua, outside Neovim.
files["examples/"] = { std = "min" }
files["tests/lua/"] = { std = "min" }
