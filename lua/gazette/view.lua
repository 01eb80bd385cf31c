--- Pages made from the knowledge base: gazette://entity/ID, gazette://timeline/NAME,
--- gazette://search/WORDS. Markdown, read-only; <CR>, gf and gd follow what is under the cursor.
local knowledge = require("gazette.kb")
local worker = require("gazette.worker")

local M = {}

local QUESTION = [[
  local native, cancel, kb, what, argument, from, to = ...
  local handle = native.adopt(kb)
  local text, problem
  if what == "entity" then
    text, problem = handle:lookup(argument, "markdown")
  elseif what == "timeline" then
    text, problem = handle:timeline(argument, from or nil, to or nil, "markdown")
  elseif what == "search" then
    text, problem = handle:search(argument, 100, "markdown")
  else
    problem = "no such page"
  end
  handle:close()
  return text, problem
]]

-- What an empty answer means.
local NOTHING = {
  timeline = "the archive tells of no event with that name in that time",
  search = "no sentence of the archive has these words",
}

---@param text string
local function encode(text)
  return (text:gsub("[%%/?#\n]", function(char)
    return ("%%%02X"):format(char:byte())
  end))
end

---@param text string
local function decode(text)
  return (text:gsub("%%(%x%x)", function(code)
    return string.char(tonumber(code, 16))
  end))
end

--- The file a link of a page means, relative to the archive, and its place.
---@param target string
---@param archive string
---@return string? path, integer? line, integer? column
local function resolve(target, archive)
  local path, line, column = target:match("^(.-)#L(%d+)C?(%d*)")
  if not path then
    path, line, column = target:match("^(.-):(%d+):?(%d*)$")
  end
  path = decode(path or target):gsub("^<", ""):gsub(">$", "")
  local function exists(candidate)
    return vim.uv.fs_stat(candidate) ~= nil
  end
  if path == "" then
    return nil
  end
  for _, candidate in ipairs({
    path,
    archive .. "/" .. path,
    (path:gsub("#%d+$", "")),
    archive .. "/" .. path:gsub("#%d+$", ""),
  }) do
    if candidate:sub(1, 1) == "/" and exists(candidate) then
      return candidate, tonumber(line), tonumber(column)
    end
  end
end

--- The link under the cursor, or the only or first one of the line: [text](target), <target>,
--- path:line.
---@param line string
---@param column integer 0-based
---@return string? target
local function link_at(line, column)
  local first
  for _, pattern in ipairs({
    "()%[[^%]]*%]%(<?([^%)>]+)>?%)()",
    "()<([^>]+)>()",
    "()`([^`]+:%d+)`()",
    "()([^%s%(%)%[%]]+:%d+)()",
  }) do
    for start, target, finish in line:gmatch(pattern) do
      if column + 1 >= start and column + 1 < finish then
        return target
      end
      first = first or target
    end
  end
  return first
end

--- Follows what is under the cursor of a page.
---@return boolean followed
function M.follow()
  local buffer = vim.api.nvim_get_current_buf()
  local cursor = vim.api.nvim_win_get_cursor(0)
  local line = vim.api.nvim_get_current_line()
  local target = link_at(line, cursor[2])
  if not target then
    return false
  end
  if target:find("^gazette://") then
    vim.cmd.edit(vim.fn.fnameescape(target))
    return true
  end
  local path, row, column = resolve(target, vim.b[buffer].gazette_archive or "")
  if not path then
    vim.notify("Gazette: no such source: " .. target, vim.log.levels.WARN)
    return false
  end
  vim.cmd("normal! m'")
  vim.cmd.edit(vim.fn.fnameescape(path))
  if row then
    row = math.min(row, vim.api.nvim_buf_line_count(0))
    vim.api.nvim_win_set_cursor(0, { row, math.max((column or 1) - 1, 0) })
    vim.cmd("normal! zvzz")
  end
  return true
end

local function set_page(buffer, text)
  if not vim.api.nvim_buf_is_valid(buffer) then
    return
  end
  local lines = vim.split((text:gsub("\n$", "")), "\n", { plain = true })
  vim.bo[buffer].modifiable = true
  vim.api.nvim_buf_set_lines(buffer, 0, -1, false, lines)
  vim.bo[buffer].modifiable = false
  vim.bo[buffer].modified = false
end

--- Fills a page's buffer (BufReadCmd).
---@param buffer integer
---@param name string gazette://WHAT/ARGUMENT
function M.read(buffer, name)
  local what, argument = name:match("^gazette://(%w+)/(.*)$")
  local dir = vim.b[buffer].gazette_kb or M.current_dir()
  vim.bo[buffer].buftype = "nofile"
  vim.bo[buffer].swapfile = false
  vim.bo[buffer].bufhidden = "hide"
  local kb, problem
  if dir then
    kb, problem = knowledge.open(dir)
  end
  if not kb or not what then
    set_page(buffer, "No knowledge base: " .. (problem or "none found") .. "\n")
    return
  end
  vim.b[buffer].gazette_kb = dir
  vim.b[buffer].gazette_archive = knowledge.archive(kb)
  vim.bo[buffer].filetype = "markdown"
  for _, key in ipairs({ "<CR>", "gf" }) do
    vim.keymap.set("n", key, M.follow, { buffer = buffer, desc = "Gazette: open the source" })
  end
  argument = decode(argument)
  local from, to
  if what == "timeline" then
    argument, from, to = argument:match("^([^?]*)%??([^.]*)%.?%.?(.*)$")
  end
  local done, text, why = false, nil, nil
  worker.run(QUESTION, function(result, message)
    done, text, why = true, result, message
    if result and vim.trim(result) == "" then
      result, message = nil, NOTHING[what]
    end
    set_page(buffer, result or ("Nothing found: " .. tostring(message)))
  end, kb.handle:share(), what, argument, from ~= "" and from or false, to ~= "" and to or false)
  vim.wait(200, function()
    return done
  end, 1) -- nearly always there at once: no flicker
  return text, why
end

--- The knowledge base of the current buffer, of any annotated one, or of the working folder.
---@return string? dir
function M.current_dir()
  local state = require("gazette.buffer").get(0)
  if state then
    return state.kb.dir
  end
  if vim.b.gazette_kb then
    return vim.b.gazette_kb
  end
  local found = knowledge.find(vim.api.nvim_buf_get_name(0))
  if found then
    return found
  end
  for dir in pairs(knowledge.all()) do
    return dir
  end
end

--- Opens a page in the current window, or in a split where the buffer cannot be left.
---@param what "entity"|"timeline"|"search"
---@param argument string
---@param dir? string
function M.open(what, argument, dir)
  dir = dir or M.current_dir()
  if not dir then
    vim.notify(
      "Gazette: no knowledge base found; :Gazette index FOLDER makes one",
      vim.log.levels.WARN
    )
    return
  end
  local buffer = vim.fn.bufadd("gazette://" .. what .. "/" .. encode(argument))
  vim.b[buffer].gazette_kb = dir
  vim.bo[buffer].buflisted = true
  vim.cmd.split()
  vim.cmd.buffer(buffer)
end

return M
