-- Installed by lazy.nvim with the specification of the README, without lazy.nvim and without a network:
-- Neovim is set up as lazy.nvim leaves it (no plugins loaded by Neovim, no packages, a byte-code cache,
-- the plugin's folder put into 'runtimepath' when it is wanted, its plugin/ sourced then).
local editor = dofile("tests/install/editor.lua")
local home = editor.home("lazy")

-- The specification, as it stands in the README.
local readme = assert(io.open("README.md")):read("*a")
local written = assert(
  readme:match("lazy%.nvim%]%b():\n\n```lua\n(.-)\n```"),
  "the README has no specification for lazy.nvim"
)
local spec = assert(loadstring("return " .. written))()
assert(type(spec.url) == "string" and spec.build == "make", "an address, and what builds it")
assert(vim.uv.fs_stat("Makefile"), "`make` has something to do")
for key in pairs(spec) do -- nothing that would keep the plugin from being loaded at start-up
  assert(({ url = true, name = true, build = true })[key], "unknown to this test: " .. key)
end

local plugin = home .. "/data/nvim/lazy/" .. spec.name
editor.checkout(plugin)
editor.make(plugin)
vim.fn.mkdir(home .. "/archive", "p")
local article = home .. "/archive/a.txt"
local file = assert(io.open(article, "w"))
file:write("President Ada Okoro arrived in Berlin on Monday. Ada Okoro left on Tuesday.\n")
file:close()
local indexed = vim.system({ vim.env.GAZETTE_PROGRAM, "index", home .. "/archive" }):wait()
assert(indexed.code == 0, indexed.stderr)

-- What lazy.nvim does at start-up, and when a plugin is wanted.
local LAZY = ("local plugin, article = %q, %q\n"):format(plugin, article)
  .. [[
vim.loader.enable()
vim.go.loadplugins = false
vim.go.packpath = vim.env.VIMRUNTIME
local config = vim.fn.stdpath("config")
local library = vim.fn.fnamemodify(vim.v.progpath, ":p:h:h") .. "/lib/nvim"
vim.opt.runtimepath = { config, vim.fn.stdpath("data") .. "/site", vim.env.VIMRUNTIME, library, config .. "/after" }
function _G.load_plugin()
  vim.opt.runtimepath:prepend(plugin)
  for name in vim.fs.dir(plugin .. "/plugin") do
    vim.cmd.source(plugin .. "/plugin/" .. name)
  end
end
function _G.marked()
  vim.cmd.edit(article)
  local attached = vim.wait(10000, function() return require("gazette.buffer").get(0) ~= nil end, 5)
  assert(attached, "the article is not annotated: " .. vim.v.errmsg)
  vim.cmd.redraw()
  local marks = require("gazette.buffer").get(0).document:annotations()
  assert(#marks > 0, "nothing is marked")
  assert(vim.v.errmsg == "", vim.v.errmsg)
end
]]
local function run(before, code)
  local init = home .. "/init.lua"
  local out = assert(io.open(init, "w"))
  out:write(LAZY, before)
  out:close()
  local said = editor.inside(home, code, { "-u", init })
  assert(not said:find("Error"), said)
end

-- As written: loaded at start-up.
run(
  "load_plugin() vim.cmd.runtime({ 'plugin/**/*.{vim,lua}', bang = true })",
  [[
  assert(vim.fn.exists(":Gazette") == 2, "no command :Gazette")
  marked()
  vim.cmd.helptags(vim.fn.fnamemodify(vim.api.nvim_get_runtime_file("doc/gazette.txt", false)[1], ":h"))
  vim.cmd.help("gazette-scopes")
  assert(vim.bo.buftype == "help", "no help")
  vim.cmd.checkhealth("gazette")
  local health = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, true), "\n")
  assert(not health:find("ERROR"), health)
]]
)

-- With `ft`: loaded for the first file of a kind, whose event is then sent again to the new groups.
run(
  [[
  vim.cmd.filetype("on")
  vim.api.nvim_create_autocmd("FileType", { pattern = "text", once = true, nested = true, callback = function(event)
    load_plugin()
    vim.api.nvim_exec_autocmds("FileType", { buffer = event.buf, group = "gazette", modeline = false })
  end })
]],
  "marked()"
)

-- With `cmd`: a command stands in for the plugin's until it is used.
run(
  [[
  vim.cmd.filetype("on")
  vim.api.nvim_create_user_command("Gazette", function(command)
    vim.api.nvim_del_user_command("Gazette")
    load_plugin()
    vim.cmd({ cmd = "Gazette", args = command.fargs })
  end, { nargs = "*" })
]],
  [[
  vim.cmd.edit(]]
    .. ("%q"):format(article)
    .. [[)
  assert(package.loaded["gazette.buffer"] == nil, "loaded before it is wanted")
  vim.cmd("Gazette toggle on")
  marked()
]]
)
print("3 ways of loading passed")
