-- Installed as a plain package: in a fresh home, with nothing but the checkout linked into a
-- packpath, Neovim must find the plugin, its native module and its help at start-up.
-- Run by a Neovim without configuration; starts the one that is tested.
local home = vim.env.GAZETTE_BUILD_DIR .. "/tests/install/packpath-" .. vim.env.GAZETTE_NVIM_SERIES
vim.fn.delete(home, "rf")
local start = home .. "/data/nvim/site/pack/gazette/start"
vim.fn.mkdir(start .. "/gazette", "p")
local root = vim.fn.getcwd()
-- What git carries, and native.so where `make` puts it.
for _, name in ipairs({ "plugin", "queries", "data", "doc" }) do
  if vim.uv.fs_stat(root .. "/" .. name) then
    assert(vim.uv.fs_symlink(root .. "/" .. name, start .. "/gazette/" .. name))
  end
end
assert(vim.system({ "cp", "-r", root .. "/lua", start .. "/gazette/lua" }):wait().code == 0)
vim.fn.delete(start .. "/gazette/lua/gazette/native.so")
local native = start .. "/gazette/lua/gazette/native.so"

local script = home .. "/inside.lua"
local function inside(code)
  local file = assert(io.open(script, "w"))
  file:write("local ok, problem = pcall(function()\n", code, "\nend)\n")
  file:write('if not ok then io.stderr:write("INSIDE: ", problem, "\\n") end\n')
  file:write('vim.cmd(ok and "qall!" or "cquit 1")\n')
  file:close()
  local result = vim
    .system({ vim.env.GAZETTE_NVIM, "--headless", "-n", "-S", script }, {
      cwd = home,
      timeout = 60000,
      env = {
        HOME = home,
        XDG_CONFIG_HOME = home .. "/config",
        XDG_DATA_HOME = home .. "/data",
        XDG_STATE_HOME = home .. "/state",
        XDG_CACHE_HOME = home .. "/cache",
        GAZETTE_DATA = "", -- to be found beside the module
      },
    })
    :wait()
  assert(result.code == 0, ("status %d\n%s%s"):format(result.code, result.stdout, result.stderr))
  return result.stderr
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
assert(vim.uv.fs_copyfile(vim.env.GAZETTE_BUILD_DIR .. "/lua/gazette/native.so", native))
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
