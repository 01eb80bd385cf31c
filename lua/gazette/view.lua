--- Pages made from the knowledge base: gazette://entity/ID, gazette://timeline/NAME,
--- gazette://search/WORDS. Markdown, read-only; <CR>, gf and gd follow what is under the cursor.
local knowledge = require("gazette.kb")
local say = require("gazette.say")
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
  path = (path or target):gsub("^<", ""):gsub(">$", "")
  if path == "" then
    return nil
  end
  for _, name in ipairs({ path, (path:gsub("#%d+$", "")), decode(path) }) do
    local candidate = name:sub(1, 1) == "/" and name or archive .. "/" .. name
    if candidate:sub(1, 1) == "/" and vim.uv.fs_stat(candidate) then
      return candidate, tonumber(line), tonumber(column)
    end
  end
end

--- The link under the cursor, or the first one of the line: [text](target), <target>, path:line.
---@param line string
---@param column integer 0-based
---@return string? target
---@return boolean? here it is under the cursor
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
        return target, true
      end
      first = first or target
    end
  end
  return first
end

--- Shows the page of that name in the current window. `dir` is its knowledge base's.
local show ---@type fun(name: string, dir: string)

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
    show(target, vim.b[buffer].gazette_kb)
    return true
  end
  local path, row, column = resolve(target, vim.b[buffer].gazette_archive or "")
  if not path then
    say.tell("no such source: " .. target, vim.log.levels.WARN)
    return false
  end
  if vim.api.nvim_win_get_config(0).relative ~= "" then
    vim.api.nvim_win_close(0, true) -- a hover; the text it is about has the window
  end
  vim.cmd("normal! m'")
  local opened, why = pcall(vim.cmd.edit, vim.fn.fnameescape(path))
  if not opened then
    say.tell(tostring(why):gsub("^.-(E%d+:)", "%1"), vim.log.levels.ERROR)
    return false
  end
  if row then
    row = math.min(row, vim.api.nvim_buf_line_count(0))
    vim.api.nvim_win_set_cursor(0, { row, math.max((column or 1) - 1, 0) })
    vim.cmd("normal! zvzz")
  end
  return true
end

--- gd of a page: the source under the cursor, else what gd is in any text.
local function follow_or_define()
  local column = vim.api.nvim_win_get_cursor(0)[2]
  local _, here = link_at(vim.api.nvim_get_current_line(), column)
  if here then
    M.follow()
  else
    vim.lsp.buf.definition()
  end
end

local function set_page(buffer, text)
  if not vim.api.nvim_buf_is_valid(buffer) then
    return
  end
  local lines = vim.split((text:gsub("\n$", "")), "\n", { plain = true })
  if vim.deep_equal(lines, vim.api.nvim_buf_get_lines(buffer, 0, -1, false)) then
    return
  end
  vim.bo[buffer].modifiable = true
  vim.api.nvim_buf_set_lines(buffer, 0, -1, false, lines)
  vim.bo[buffer].modifiable = false
  vim.bo[buffer].modified = false
end

---@type table<integer, integer> by buffer, how often its page was asked for
local asked = {}

--- Asks for a page, and puts it into its buffer when it is there.
---@param buffer integer
---@param kb gazette.Kb
---@param done? fun()
local function fill(buffer, kb, done)
  local what, argument = vim.api.nvim_buf_get_name(buffer):match("^gazette://(%w+)/(.*)$")
  local from, to
  if what == "timeline" then
    argument, from, to = argument:match("^([^?]*)%??([^.]*)%.?%.?(.*)$")
  end
  local number = (asked[buffer] or 0) + 1
  asked[buffer] = number
  worker.run(
    QUESTION,
    function(result, message)
      if asked[buffer] == number then -- else another answer is under way, of an archive as it is now
        if result and vim.trim(result) == "" then
          result, message = nil, NOTHING[what]
        end
        set_page(buffer, result or ("Nothing found: " .. tostring(message)))
      end
      if done then
        done()
      end
    end,
    kb.handle:share(),
    what,
    decode(argument),
    from ~= "" and from or false,
    to ~= "" and to or false
  )
end

local following = false

--- Pages follow the archive, as marks do.
local function follow_archive()
  if following then
    return
  end
  following = true
  knowledge.on_refresh(function(kb)
    for buffer in pairs(asked) do
      if not vim.api.nvim_buf_is_loaded(buffer) then
        asked[buffer] = nil
      elseif vim.b[buffer].gazette_kb == kb.dir then
        fill(buffer, kb)
      end
    end
  end)
end

--- Makes the sources that stand in a buffer open.
---@param buffer integer
---@param kb gazette.Kb
function M.set_keys(buffer, kb)
  vim.b[buffer].gazette_kb = kb.dir
  vim.b[buffer].gazette_archive = knowledge.archive(kb)
  local keys = { ["<CR>"] = M.follow, gf = M.follow }
  if require("gazette.config").get().keymaps then
    keys.gd = follow_or_define
  end
  for key, run in pairs(keys) do
    vim.keymap.set("n", key, run, { buffer = buffer, desc = "Gazette: open the source" })
  end
end

--- Fills a page's buffer (BufReadCmd).
---@param buffer integer
---@param name string gazette://WHAT/ARGUMENT
function M.read(buffer, name)
  local dir = vim.b[buffer].gazette_kb or M.current_dir()
  vim.bo[buffer].buftype = "nofile"
  vim.bo[buffer].swapfile = false
  vim.bo[buffer].bufhidden = "hide"
  local kb, problem
  if dir then
    kb, problem = knowledge.open(dir)
  end
  if not kb or not name:find("^gazette://%w+/") then
    set_page(buffer, "No knowledge base: " .. (problem or "none found") .. "\n")
    return
  end
  M.set_keys(buffer, kb)
  vim.bo[buffer].filetype = "markdown"
  local done = false
  follow_archive()
  fill(buffer, kb, function()
    done = true
  end)
  vim.wait(200, function()
    return done
  end, 1) -- nearly always there at once: no flicker
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

function show(name, dir)
  local buffer = vim.fn.bufadd(name)
  local read = vim.api.nvim_buf_is_loaded(buffer)
  vim.b[buffer].gazette_kb = dir
  vim.bo[buffer].buflisted = true
  vim.cmd.buffer(buffer)
  if read then -- it may be of another archive, or one that could not be opened
    M.read(buffer, name)
  end
end

--- Opens a page: in the window of another page, else in a split where there is room for one.
---@param what "entity"|"timeline"|"search"
---@param argument string
---@param range? string of a timeline, "?FROM..TO"
function M.open(what, argument, range)
  local dir = M.current_dir()
  if not dir then
    say.tell("no knowledge base found; :Gazette index FOLDER makes one", vim.log.levels.WARN)
    return
  end
  if not vim.api.nvim_buf_get_name(0):find("^gazette://") then
    pcall(vim.cmd.split)
  end
  show("gazette://" .. what .. "/" .. encode(argument) .. (range or ""), dir)
end

return M
