--- Annotated buffers: from attaching to painting.
---
--- A native document mirrors the buffer line by line, but only lines that were looked at have been
--- fetched. `on_bytes` says which lines an edit touched; before a window is drawn the lines in it
--- that are missing are fetched and matched; drawing a line reads its cached annotations.
local config = require("gazette.config")
local highlight = require("gazette.highlight")
local knowledge = require("gazette.kb")
local module = require("gazette.module")

local M = {}

---@class gazette.Buffer
---@field buffer integer
---@field document table native document
---@field kb gazette.Kb
---@field language string
---@field enabled boolean
---@field detached? boolean
---@field background? table see gazette.background

---@type table<integer, gazette.Buffer>
local buffers = {}
local namespace ---@type integer?
local first_only, priority, typing = false, 120, true

local get_lines = vim.api.nvim_buf_get_lines

--- The annotated state of a buffer.
---@param buffer? integer 0 or nil: the current one
---@return gazette.Buffer?
function M.get(buffer)
  if not buffer or buffer == 0 then
    buffer = vim.api.nvim_get_current_buf()
  end
  return buffers[buffer]
end

---@return table<integer, gazette.Buffer>
function M.all()
  return buffers
end

--- Has the lines [first, last) of a buffer drawn again.
---@param buffer integer
---@param first? integer
---@param last? integer
function M.redraw(buffer, first, last)
  if not vim.api.nvim_buf_is_loaded(buffer) then
    return
  end
  local count = vim.api.nvim_buf_line_count(buffer)
  first, last = math.min(first or 0, count), math.min(last or count, count)
  if first < last then
    vim.api.nvim__redraw({ buf = buffer, range = { first, last }, flush = false })
  end
end

--- Fetches what is missing of the lines [first, last) and what names in them may reach into.
---@param state gazette.Buffer
---@param first integer
---@param last integer
function M.fetch(state, first, last)
  local document = state.document
  local from, to = document:missing(first > 4 and first - 4 or 0, last + 4)
  if from then
    document:set_lines(from, get_lines(state.buffer, from, to, false))
  end
end

---@param state gazette.Buffer
local function prepare_window(state, top, bottom)
  M.fetch(state, top, bottom)
  local changed, changed_end = state.document:refresh(top, bottom)
  if changed then -- lines beside the edit look different now; they were not going to be drawn
    vim.schedule(function()
      M.redraw(state.buffer, changed, changed_end)
    end)
  end
end

local hidden_row = -1 -- the line being typed, when it is to stay plain

local function on_win(_, window, buffer, top, bottom)
  local state = buffers[buffer]
  if not state or not state.enabled then
    return false
  end
  hidden_row = -1
  if
    not typing
    and vim.api.nvim_get_mode().mode:sub(1, 1) == "i"
    and window == vim.api.nvim_get_current_win()
  then
    hidden_row = vim.api.nvim_win_get_cursor(window)[1] - 1
  end
  if bottom - top <= 1000 then -- closed folds: lines are prepared one by one
    prepare_window(state, top, bottom + 1)
  end
  return true
end

local function on_line(_, _, buffer, row)
  local state = buffers[buffer]
  if row ~= hidden_row then
    highlight.paint(namespace, buffer, state.document, row, first_only, priority)
  end
end

local function on_range(_, _, buffer, row, _, end_row, end_column)
  local state = buffers[buffer]
  for line = row, end_column > 0 and end_row or end_row - 1 do
    if line ~= hidden_row then
      highlight.paint(namespace, buffer, state.document, line, first_only, priority)
    end
  end
end

local function apply_options()
  local options = config.get()
  first_only = options.mentions == "first"
  priority = options.priority
  typing = options.typing
  highlight.define_groups()
  highlight.prepare(options)
end

--- Once, at the first attachment.
local function start()
  if namespace then
    return
  end
  namespace = vim.api.nvim_create_namespace("gazette")
  apply_options()
  local provider = { on_win = on_win }
  if vim.fn.has("nvim-0.12") == 1 then
    provider.on_range = on_range
  else
    provider.on_line = on_line
  end
  vim.api.nvim_set_decoration_provider(namespace, provider)
  local group = vim.api.nvim_create_augroup("gazette_buffer", {})
  vim.api.nvim_create_autocmd("ColorScheme", {
    group = group,
    desc = "the groups' colours are those of the scheme",
    callback = apply_options,
  })
  if not typing then
    vim.api.nvim_create_autocmd({ "InsertEnter", "InsertLeave", "CursorMovedI" }, {
      group = group,
      callback = function(event)
        if buffers[event.buf] then
          M.redraw(event.buf, vim.fn.line("w0") - 1, vim.fn.line("w$"))
        end
      end,
    })
  end
  knowledge.on_refresh(function(kb)
    for _, state in pairs(buffers) do
      if state.kb == kb then
        state.document:set_lexicon(kb.lexicon)
        require("gazette.background").changed(state)
        M.redraw(state.buffer)
      end
    end
  end)
end

local function forget(buffer)
  local state = buffers[buffer]
  if state then
    buffers[buffer] = nil
    state.detached = true
    if state.background then
      require("gazette.background").stop(state)
    end
    state.document:close()
  end
end

--- A new document for the buffer as it is now.
---@param state gazette.Buffer
---@param native table
---@return boolean
local function make_document(state, native)
  local source = require("gazette.background").scope_source(state.language)
  local lines = vim.api.nvim_buf_line_count(state.buffer)
  local document = native.document_lines(state.language, source ~= nil, lines)
  if not document then
    return false
  end
  if state.document then
    state.document:close()
  end
  state.document = document
  document:set_lexicon(state.kb.lexicon)
  return true
end

local function listen(state)
  return vim.api.nvim_buf_attach(state.buffer, false, {
    on_bytes = function(
      _,
      buffer,
      _,
      row,
      column,
      _,
      old_rows,
      old_column,
      _,
      new_rows,
      new_column
    )
      if state.detached then
        return true
      end
      if column == 0 and old_column == 0 and new_column == 0 and (old_rows > 0 or new_rows > 0) then
        state.document:lines_changed(row, old_rows, new_rows) -- whole lines
      else
        state.document:lines_changed(row, old_rows + 1, new_rows + 1)
      end
      local background = state.background
      if background and not background.dirty then
        require("gazette.background").changed(state)
      end
    end,
    on_reload = function()
      local native = module.load()
      if not state.detached and native then
        make_document(state, native)
        require("gazette.background").changed(state)
      end
    end,
    on_detach = function(_, buffer)
      forget(buffer)
    end,
  })
end

local LANGUAGES = {
  tex = "latex",
  plaintex = "latex",
  htmldjango = "html",
  pandoc = "markdown",
  asciidoctor = "asciidoc",
}

--- Annotates a buffer, when there is a knowledge base for it. Safe to call again.
---@param buffer integer
---@param dir? string folder of the knowledge base; found for the file otherwise
---@return boolean attached
---@return string? problem
function M.attach(buffer, dir)
  if not vim.api.nvim_buf_is_loaded(buffer) or buffers[buffer] then
    return buffers[buffer] ~= nil
  end
  local kind = vim.bo[buffer].buftype
  if not dir and kind ~= "" and kind ~= "acwrite" and not vim.b[buffer].gazette_kb then
    return false, "not a file"
  end
  if vim.api.nvim_buf_line_count(buffer) > config.get().max_lines then
    return false, "more lines than the option max_lines"
  end
  dir = dir or vim.b[buffer].gazette_kb or knowledge.find(vim.api.nvim_buf_get_name(buffer))
  if not dir then
    return false, "no knowledge base found; :Gazette index makes one"
  end
  local native = module.load_or_tell()
  if not native then
    return false, "no native module"
  end
  local kb, problem = knowledge.open(dir)
  if not kb then
    if vim.uv.fs_stat(dir) then
      vim.notify_once("Gazette: " .. problem, vim.log.levels.WARN)
    end
    return false, problem
  end
  start()
  local filetype = vim.bo[buffer].filetype
  local state =
    { buffer = buffer, kb = kb, enabled = true, language = LANGUAGES[filetype] or filetype }
  if not make_document(state, native) then
    return false, "out of memory"
  end
  buffers[buffer] = state
  if not listen(state) then
    forget(buffer)
    return false, "the buffer cannot be followed"
  end
  require("gazette.background").start(state)
  M.redraw(buffer)
  if config.get().lsp then
    require("gazette.server").start(state)
  end
  return true
end

--- Stops annotating a buffer.
---@param buffer integer
function M.detach(buffer)
  forget(buffer)
  M.redraw(buffer)
end

--- Shows or hides the marks of one buffer.
---@param buffer integer
---@param on? boolean the other way round from now when nil
---@return boolean on
function M.toggle(buffer, on)
  local state = buffers[buffer]
  if not state then
    return M.attach(buffer)
  end
  if on == nil then
    on = not state.enabled
  end
  state.enabled = on
  M.redraw(buffer)
  return on
end

--- Takes changed options over.
function M.reconfigure()
  if namespace then
    apply_options()
    for buffer, state in pairs(buffers) do
      if first_only then
        state.document:number_firsts()
      end
      require("gazette.background").changed(state) -- what is looked for may have changed too
      M.redraw(buffer)
    end
  end
end

return M
