-- Prints Neovim's screen with its colours and leaves: what a person would see, for where there is
-- no terminal. Sourced in a headless Neovim after the draft is open:
--
--   nvim --headless -u INIT DRAFT -c 'luafile scripts/screen.lua'
--
-- Waits until highlights of the plugin are on the screen and the screen has stopped changing; ends
-- with status 1 when none came within 20 seconds, after printing what there is.

local LINES, COLUMNS = 40, 110
local STABLE_MS, LIMIT_MS = 400, 20000

vim.o.lines, vim.o.columns = LINES, COLUMNS
vim.o.termguicolors = true

---@param highlight table what nvim__inspect_cell says of a cell
---@return string escape sequence that sets these attributes, after a reset
local function sgr(highlight)
  local codes = { "0" }
  local foreground, background = highlight.foreground, highlight.background
  if highlight.reverse then
    codes[#codes + 1] = "7"
  end
  for name, code in pairs({
    bold = "1",
    italic = "3",
    underline = "4",
    undercurl = "4",
    strikethrough = "9",
  }) do
    if highlight[name] then
      codes[#codes + 1] = code
    end
  end
  local function colour(layer, rgb)
    if rgb then
      local red, green, blue = math.floor(rgb / 65536), math.floor(rgb / 256) % 256, rgb % 256
      codes[#codes + 1] = ("%d;2;%d;%d;%d"):format(layer, red, green, blue)
    end
  end
  colour(38, foreground)
  colour(48, background)
  return "\27[" .. table.concat(codes, ";") .. "m"
end

---@return string the whole screen, a line each row
local function screen()
  vim.cmd("redraw!")
  local rows = {}
  for row = 0, vim.o.lines - 1 do
    local cells, last = {}, nil
    for column = 0, vim.o.columns - 1 do
      local drawn, cell = pcall(vim.api.nvim__inspect_cell, 1, row, column)
      cell = drawn and cell or { " ", {} } -- 0.10 raises for a cell that nothing was drawn in
      local attributes = sgr(cell[2] or {})
      if attributes ~= last then
        cells[#cells + 1] = attributes
        last = attributes
      end
      cells[#cells + 1] = cell[1]
    end
    rows[#rows + 1] = table.concat(cells):gsub("%s+$", "") .. "\27[0m"
  end
  return table.concat(rows, "\n")
end

---@return boolean whether any cell of the window is painted with one of our groups
local function annotated()
  local ours = {}
  for name, definition in pairs(vim.api.nvim_get_hl(0, {})) do
    if name:find("^Gazette") then
      while definition.link do
        definition = vim.api.nvim_get_hl(0, { name = definition.link })
      end
      ours[#ours + 1] = definition
    end
  end
  for row = 0, vim.o.lines - 3 do
    for column = 0, vim.o.columns - 1 do
      local drawn, cell = pcall(vim.api.nvim__inspect_cell, 1, row, column)
      local painted = drawn and cell[2]
      for _, group in ipairs(ours) do
        if
          painted
          and next(painted)
          and painted.foreground == group.fg
          and painted.background == group.bg
          and (painted.special or group.sp) == group.sp
          and not not painted.underline == not not group.underline
        then
          return true
        end
      end
    end
  end
  return false
end

local started, shown, since = vim.uv.now(), screen(), vim.uv.now()
vim.wait(LIMIT_MS, function()
  local now = screen()
  if now ~= shown then
    shown, since = now, vim.uv.now()
  end
  return vim.uv.now() - since > STABLE_MS and (annotated() or vim.uv.now() - started > LIMIT_MS)
end, 50)

local found = annotated()
io.stdout:write(shown, "\n")
if not found then
  io.stderr:write("gazette: no annotation appeared on the screen\n")
end
vim.cmd(found and "qall!" or "cquit 1")
