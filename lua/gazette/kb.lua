--- Knowledge bases: found for a file, opened once each, moved to the next generation when there is
--- one.
local config = require("gazette.config")
local module = require("gazette.module")

local M = {}

---@class gazette.Kb
---@field dir string the folder with kb.sqlite3
---@field handle table native knowledge base
---@field lexicon? table native lexicon
---@field generation number
---@field archive? string

---@type table<string, gazette.Kb>
local open = {}
---@type table<string, uv.uv_fs_poll_t>
local watchers = {}
---@type fun(kb: gazette.Kb)[]
local listeners = {}

--- A folder that holds a knowledge base?
---@param dir string
---@return boolean
local function is_kb(dir)
  return vim.uv.fs_stat(dir .. "/kb.sqlite3") ~= nil
end

--- The folder of the knowledge base for a file: the option, then upward, then the default one.
---@param file string
---@return string? dir
function M.find(file)
  local chosen = config.get().kb
  if chosen then
    return (vim.fn.fnamemodify(vim.fs.normalize(chosen), ":p"):gsub("(.)/$", "%1"))
  end
  local on_disk = file ~= "" and not file:find("^%a[%w+.-]+://") -- no page such as health://
  local start = on_disk and vim.fs.dirname(vim.fn.fnamemodify(file, ":p")) or vim.uv.cwd()
  local found = vim.fs.find(function(name, path)
    return name == ".gazette" and is_kb(path .. "/" .. name)
  end, { upward = true, path = start, type = "directory", limit = 1 })[1]
  if found then
    return found
  end
  local data = vim.env.XDG_DATA_HOME or (vim.env.HOME and vim.env.HOME .. "/.local/share")
  local default = data and data .. "/gazette/default"
  return default and is_kb(default) and default or nil
end

local function watch(kb)
  local poll = assert(vim.uv.new_fs_poll())
  watchers[kb.dir] = poll
  poll:start(
    kb.dir .. "/lexicon.gzl",
    1000,
    vim.schedule_wrap(function()
      M.refresh(kb)
    end)
  )
end

--- Opens the knowledge base in `dir`, once.
---@param dir string
---@return gazette.Kb?
---@return string? problem
function M.open(dir)
  if open[dir] then
    return open[dir]
  end
  local native = module.load_or_tell()
  if not native then
    return nil, "no native module"
  end
  local handle, problem = native.kb_open(dir)
  if not handle then
    return nil, problem
  end
  local kb =
    { dir = dir, handle = handle, lexicon = handle:lexicon(), generation = handle:generation() }
  open[dir] = kb
  if not kb.lexicon then
    require("gazette.say").tell(
      "no names in " .. dir .. "; index it again (see :checkhealth gazette)",
      vim.log.levels.WARN
    )
  end
  watch(kb)
  return kb
end

--- Moves to the generation that is published now, if it is a newer one.
---@param kb gazette.Kb
function M.refresh(kb)
  if open[kb.dir] ~= kb then
    return
  end
  local moved = kb.handle:refresh()
  local generation = kb.handle:generation()
  if not moved and generation == kb.generation and kb.lexicon then
    return
  end
  kb.generation = generation
  kb.archive = nil
  kb.lexicon = kb.handle:lexicon()
  for _, listener in ipairs(listeners) do
    listener(kb)
  end
end

--- Calls `listener` whenever an open knowledge base has moved to another generation.
---@param listener fun(kb: gazette.Kb)
function M.on_refresh(listener)
  listeners[#listeners + 1] = listener
end

--- The knowledge bases that are open.
---@return table<string, gazette.Kb>
function M.all()
  return open
end

--- The folder of the archive a knowledge base was made from, which need not be the one it is in.
---@param kb gazette.Kb
---@return string
function M.archive(kb)
  if not kb.archive then
    local json = kb.handle:mentions(0, 0) -- of nobody: with the root
    local ok, answer = pcall(vim.json.decode, json or "", { luanil = { object = true } })
    kb.archive = ok and answer.root
      or vim.fs.basename(kb.dir) == ".gazette" and vim.fs.dirname(kb.dir)
      or kb.dir
  end
  return kb.archive
end

return M
