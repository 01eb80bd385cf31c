--- A Neovim in a fresh home, with a checkout as a user has it.
local M = {}

--- An empty folder for a test's home.
---@param name string
---@return string
function M.home(name)
  local home = ("%s/tests/install/%s-%s"):format(
    vim.env.GAZETTE_BUILD_DIR,
    name,
    vim.env.GAZETTE_NVIM_SERIES
  )
  vim.fn.delete(home, "rf")
  vim.fn.mkdir(home, "p")
  return home
end

local function copy(from, to)
  assert(vim.system({ "cp", "-r", from, to }):wait().code == 0, "cannot copy " .. from)
end

--- What git carries of the plugin, before `make`.
---@param target string
function M.checkout(target)
  local root = vim.fn.getcwd()
  vim.fn.mkdir(target, "p")
  for _, name in ipairs({ "plugin", "queries", "data" }) do
    assert(vim.uv.fs_symlink(root .. "/" .. name, target .. "/" .. name))
  end
  copy(root .. "/doc", target .. "/doc")
  copy(root .. "/lua", target .. "/lua")
  vim.fn.delete(target .. "/lua/gazette/native.so")
  vim.fn.delete(target .. "/doc/tags")
end

--- native.so where `make` puts it.
---@param target string
function M.make(target)
  local native = "/lua/gazette/native.so"
  assert(vim.uv.fs_copyfile(vim.env.GAZETTE_BUILD_DIR .. native, target .. native))
end

--- Runs code in a Neovim that has started; what it says on stderr.
---@param home string
---@param code string
---@param arguments? string[]
---@return string
function M.inside(home, code, arguments)
  local script = home .. "/inside.lua"
  local file = assert(io.open(script, "w"))
  file:write("local ok, problem = pcall(function()\n", code, "\nend)\n")
  file:write('if not ok then io.stderr:write("INSIDE: ", problem, "\\n") end\n')
  file:write('vim.cmd(ok and "qall!" or "cquit 1")\n')
  file:close()
  local command = { vim.env.GAZETTE_NVIM, "--headless", "-n", "-S", script }
  local result = vim
    .system(vim.list_extend(command, arguments or {}), {
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

return M
