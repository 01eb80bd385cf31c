-- Installed as a plain package: in a fresh home, with nothing but the checkout linked into a
-- packpath, Neovim must find the plugin, its native module and its help at start-up.
-- Run by a Neovim without configuration; starts the one that is tested.
local editor = dofile("tests/install/editor.lua")
local home = editor.home("packpath")
local package_folder = home .. "/data/nvim/site/pack/gazette/start/gazette"
editor.checkout(package_folder)
local function inside(code)
  return editor.inside(home, code)
end

-- Without the native module: one message, and no error from then on.
local said = inside([[
  assert(vim.fn.exists(":Gazette") == 2, "no command :Gazette")
  local errors = {}
  vim.notify = function(message) errors[#errors + 1] = message end
  for i = 1, 3 do
    vim.cmd.new()
    vim.api.nvim_buf_set_lines(0, 0, -1, true, { "A text about President Ada Okoro." })
    vim.bo.filetype = "markdown"
    vim.wait(100)
    vim.cmd.redraw()
  end
  assert(#errors <= 1, "more than one message: " .. vim.inspect(errors))
  assert(vim.v.errmsg == "", vim.v.errmsg)
  vim.cmd.checkhealth("gazette")
  local text = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, true), "\n")
  assert(text:find("ERROR") and text:find("make"), "checkhealth does not say what to do:\n" .. text)
]])
assert(not said:find("Error"), said)

-- With it, as after `make`.
editor.make(package_folder)
said = inside([[
  local native = require("gazette.native")
  assert(type(native.version) == "string", "no version")
  local engine, problem = native.engine_open()
  assert(engine, "the language data is not found: " .. tostring(problem))
  vim.cmd.new()
  vim.api.nvim_buf_set_lines(0, 0, -1, true, { "A text about President Ada Okoro." })
  vim.bo.filetype = "markdown"
  vim.wait(200)
  vim.cmd.redraw()
  assert(vim.v.errmsg == "", vim.v.errmsg)
]])
assert(not said:find("Error"), said)
