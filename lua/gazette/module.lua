--- The native module: loaded once, missed once.
local M = {}

---@type table|false|nil
local native
---@type string?
local problem

--- The plugin's own folder.
---@return string
function M.root()
  local here = debug.getinfo(1, "S").source:sub(2)
  return vim.fn.fnamemodify(here, ":p:h:h:h")
end

--- The native module, or nil and why not.
---@return table? native
---@return string? problem
function M.load()
  if native == nil then
    local ok, result = pcall(require, "gazette.native")
    native = ok and result or false
    if not ok then
      local built = vim.uv.fs_stat(M.root() .. "/lua/gazette/native.so")
      problem = built and ("the native module does not load: " .. tostring(result):gsub("\n.*", ""))
        or ("the native module is not built: run `make` in " .. M.root())
    end
  end
  return native or nil, problem
end

local told = false

--- The same; says once, and only once, what is wrong.
---@return table? native
function M.load_or_tell()
  local module, why = M.load()
  if not module and not told then
    told = true
    require("gazette.say").tell(why .. " (see :checkhealth gazette)", vim.log.levels.WARN)
  end
  return module
end

--- Where `require` finds native.so, for worker threads, whose Lua has no runtimepath.
---@return string? path
function M.path()
  local found = vim.api.nvim_get_runtime_file("lua/gazette/native.so", false)[1]
  return found or package.searchpath("gazette.native", package.cpath)
end

return M
