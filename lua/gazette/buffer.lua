--- Annotated buffers: what is attached to which, and what an edit tells.
---
--- A native document mirrors the buffer line by line, but only lines that were looked at have been
--- fetched. `on_bytes` says which lines an edit touched; gazette.paint fetches and matches them before
--- they are drawn.
local config = require("gazette.config")
local knowledge = require("gazette.kb")
local module = require("gazette.module")
local paint = require("gazette.paint")

local M = {}

---@class gazette.Buffer
---@field buffer integer
---@field document table native document
---@field kb gazette.Kb
---@field language string
---@field enabled boolean
---@field detached? boolean
---@field passing? boolean marks live for one redraw, see gazette.paint
---@field placed? integer lines that were given marks which stay
---@field background? table see gazette.background

---@type table<integer, gazette.Buffer>
local buffers = {}

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

local LANGUAGES = {
  tex = "latex",
  plaintex = "latex",
  htmldjango = "html",
  pandoc = "markdown",
  asciidoctor = "asciidoc",
}

---@param buffer integer
---@return string language of its filetype
local function language_of(buffer)
  local filetype = vim.bo[buffer].filetype
  return LANGUAGES[filetype] or filetype
end

local make_document ---@type fun(state: gazette.Buffer, native: table): boolean

--- The filetype may have changed: what is prose is read by the rules of another language.
---@param buffer integer
local function take_language(buffer)
  local state, native = buffers[buffer], module.load()
  local language = state and language_of(buffer)
  if state and native and language ~= state.language then
    state.language = language
    make_document(state, native)
    require("gazette.background").changed(state)
    paint.redraw(buffer)
  end
end

local started = false

--- Once, at the first attachment.
local function start()
  if started then
    return
  end
  started = true
  vim.api.nvim_create_autocmd("FileType", {
    group = vim.api.nvim_create_augroup("gazette_buffer", {}),
    desc = "read the text as one of its new type",
    callback = function(event)
      take_language(event.buf)
    end,
  })
  knowledge.on_refresh(function(kb)
    for _, state in pairs(buffers) do
      if state.kb == kb then
        state.document:set_lexicon(kb.lexicon)
        require("gazette.background").changed(state)
        paint.redraw(state.buffer)
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
    if not next(buffers) then
      paint.stop()
    end
  end
end

--- A new document for the buffer as it is now.
---@param state gazette.Buffer
---@param native table
---@return boolean
function make_document(state, native)
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
  paint.clear(state) -- a buffer that is loaded anew keeps marks
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
      require("gazette.say").tell_once(problem, vim.log.levels.WARN)
    end
    return false, problem
  end
  start()
  local state = { buffer = buffer, kb = kb, enabled = true, language = language_of(buffer) }
  if not make_document(state, native) then
    return false, "out of memory"
  end
  buffers[buffer] = state
  if not listen(state) then
    forget(buffer)
    return false, "the buffer cannot be followed"
  end
  paint.start(buffers)
  require("gazette.background").start(state)
  paint.redraw(buffer)
  if config.get().lsp then
    local ok, why = pcall(require("gazette.server").start, state)
    if not ok then -- Neovim's client cannot be loaded, say
      require("gazette.say").tell_once("no look-ups: " .. tostring(why), vim.log.levels.WARN)
    end
  end
  return true
end

--- Stops annotating a buffer.
---@param buffer integer
function M.detach(buffer)
  local state = buffers[buffer]
  if state then
    paint.clear(state)
    require("gazette.server").stop(state)
    forget(buffer)
  end
end

--- Shows or hides the marks of one buffer.
---@param buffer integer
---@param on? boolean the other way round from now when nil
---@return boolean on
---@return string? problem
function M.toggle(buffer, on)
  local state = buffers[buffer]
  if not state and on == false then
    return false
  elseif not state then
    return M.attach(buffer)
  end
  if on == nil then
    on = not state.enabled
  end
  state.enabled = on
  if not on then
    paint.clear(state)
  end
  paint.redraw(buffer)
  return on
end

--- Takes changed options over.
function M.reconfigure()
  paint.reconfigure()
  for buffer, state in pairs(buffers) do
    if config.get().mentions == "first" then
      state.document:number_firsts()
    end
    require("gazette.background").changed(state) -- what is looked for may have changed too
    paint.redraw(buffer)
  end
end

return M
