--- Which marks a window gets, and when.
---
--- Before a window is drawn, the lines in it that are missing are fetched and matched, and those whose
--- marks are not what was put there get them anew. The marks stay in the buffer: a line that is drawn
--- again without an edit costs nothing, and Neovim draws a line without marks the short way, which it
--- does not where it has to ask line by line (on 0.10). Lines nobody has looked at have no marks.
---
--- Where a window holds too many lines (closed folds), or the line being typed is to stay plain in one
--- window of several, marks are ephemeral: each line that is drawn is given its own, for one redraw.
local config = require("gazette.config")
local highlight = require("gazette.highlight")

local M = {}

local MAX_WINDOW = 1000 -- lines; more are behind closed folds
local MAX_PLACED = 20000 -- lines that have marks, before all are taken away and put back as they are seen
local BELOW = 3 -- lines below a window: an edit may bring them in while it is drawn

local api = vim.api
local namespace = api.nvim_create_namespace("gazette")
local buffers ---@type table<integer, gazette.Buffer>?
local first_only, typing = false, true

--- Has the lines [first, last) of a buffer drawn again.
---@param buffer integer
---@param first? integer
---@param last? integer
function M.redraw(buffer, first, last)
  if not api.nvim_buf_is_loaded(buffer) then
    return
  end
  local count = api.nvim_buf_line_count(buffer)
  first, last = math.min(first or 0, count), math.min(last or count, count)
  if first < last then
    api.nvim__redraw({ buf = buffer, range = { first, last }, flush = false })
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
    document:set_lines(from, api.nvim_buf_get_lines(state.buffer, from, to, false))
  end
end

--- Takes all marks away.
---@param state gazette.Buffer
function M.clear(state)
  if api.nvim_buf_is_loaded(state.buffer) then
    api.nvim_buf_clear_namespace(state.buffer, namespace, 0, -1)
  end
  state.document:nothing_shown()
  state.placed = 0
end

---@param state gazette.Buffer
local function stays(state)
  return typing and not state.passing
end

---@param state gazette.Buffer
local function place(state, top, bottom)
  local lines = highlight.place(namespace, state.buffer, state.document, top, bottom, first_only)
  if lines > 0 then
    state.placed = (state.placed or 0) + lines
    if state.placed > MAX_PLACED then
      M.clear(state)
      state.placed =
        highlight.place(namespace, state.buffer, state.document, top, bottom, first_only)
    end
  end
end

--- Decides anew what is meant in the lines that are on the screen: what was typed may have told.
---@param state gazette.Buffer
function M.decide(state)
  if not state.enabled or not stays(state) then
    return
  end
  state.document:compare_shown()
  for _, window in ipairs(api.nvim_tabpage_list_wins(0)) do
    if api.nvim_win_get_buf(window) == state.buffer then
      local top, bottom = vim.fn.line("w0", window) - 1, vim.fn.line("w$", window)
      place(state, top, math.min(bottom, top + MAX_WINDOW))
    end
  end
end

---@param state gazette.Buffer
local function prepare_window(state, top, bottom)
  M.fetch(state, top, bottom)
  local changed, changed_end = state.document:refresh(top, bottom)
  -- Lines beside the edit look different now, and may not be going to be drawn.
  if changed and (not stays(state) or changed < top or changed_end > bottom) then
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
  local whole = bottom - top <= MAX_WINDOW
  if not whole and not state.passing then
    M.clear(state)
    state.passing = true
  end
  if stays(state) then
    prepare_window(state, top, bottom + BELOW)
    place(state, top, bottom + BELOW)
    return false
  end
  hidden_row = -1
  if
    not typing
    and api.nvim_get_mode().mode:sub(1, 1) == "i"
    and window == api.nvim_get_current_win()
  then
    hidden_row = api.nvim_win_get_cursor(window)[1] - 1
  end
  if whole then -- otherwise lines are prepared one by one
    prepare_window(state, top, bottom + 1)
  end
  return true
end

local function on_line(_, _, buffer, row)
  if row ~= hidden_row then
    highlight.paint(namespace, buffer, buffers[buffer].document, row, first_only)
  end
end

local function on_range(_, window, buffer, row, _, end_row, end_column)
  for line = row, end_column > 0 and end_row or end_row - 1 do
    on_line(nil, window, buffer, line)
  end
end

--- Takes the options and the colour scheme over.
function M.apply_options()
  local options = config.get()
  first_only = options.mentions == "first"
  typing = options.typing
  highlight.define_groups()
  highlight.prepare(options)
end

--- Options changed: what is shown goes.
function M.reconfigure()
  if buffers then
    M.apply_options()
    for _, state in pairs(buffers) do
      M.clear(state)
    end
  end
end

local function listen()
  local group = api.nvim_create_augroup("gazette_paint", {})
  api.nvim_create_autocmd("ColorScheme", {
    group = group,
    desc = "the groups' colours are those of the scheme",
    callback = M.apply_options,
  })
  api.nvim_create_autocmd({ "InsertEnter", "InsertLeave", "CursorMovedI" }, {
    group = group,
    desc = "the line being typed stays plain, if so set",
    callback = function(event)
      if not typing and buffers[event.buf] then
        M.redraw(event.buf, vim.fn.line("w0") - 1, vim.fn.line("w$"))
      end
    end,
  })
end

--- Paints the buffers of this table from now on.
---@param annotated table<integer, gazette.Buffer>
function M.start(annotated)
  if not buffers then
    buffers = annotated
    M.apply_options()
    listen()
  end
  local provider = { on_win = on_win }
  if vim.fn.has("nvim-0.12") == 1 then
    provider.on_range = on_range
  else
    provider.on_line = on_line
  end
  api.nvim_set_decoration_provider(namespace, provider)
end

--- No buffer is left: Neovim need not ask any more.
function M.stop()
  api.nvim_set_decoration_provider(namespace, {})
end

return M
