-- Prints Neovim's screen with its colours and leaves: what a person would see, for where there is
-- no terminal. Sourced in a headless Neovim after the draft is open:
--
--   nvim --headless -u INIT DRAFT -c 'luafile scripts/screen.lua' -c 'cquit 1'
--
-- Waits until highlights of the plugin are on the screen and the screen has stopped changing; ends
-- with status 1 when none came within 20 seconds, after printing what there is.

local LINES, COLUMNS = 40, 110
local STABLE_MS, LIMIT_MS = 1000, 20000

vim.o.lines, vim.o.columns = LINES, COLUMNS
vim.o.termguicolors = true

-- What a terminal is told for each attribute of a cell.
local STYLES = {
  { "reverse", "7" },
  { "bold", "1" },
  { "italic", "3" },
  { "strikethrough", "9" },
  { "underline", "4" },
  { "undercurl", "4:3" },
  { "underdotted", "4:4" },
}

---@param highlight table what nvim__inspect_cell says of a cell
---@return string escape sequence that sets these attributes, after a reset
local function sgr(highlight)
  local codes = { "0" }
  for _, style in ipairs(STYLES) do
    if highlight[style[1]] then
      codes[#codes + 1] = style[2]
    end
  end
  for layer, name in pairs({ [38] = "foreground", [48] = "background", [58] = "special" }) do
    local rgb = highlight[name]
    if rgb then
      local red, green, blue = math.floor(rgb / 65536), math.floor(rgb / 256) % 256, rgb % 256
      codes[#codes + 1] = ("%d;2;%d;%d;%d"):format(layer, red, green, blue)
    end
  end
  return "\27[" .. table.concat(codes, ";") .. "m"
end

-- A cell that was never drawn has no attributes, which Neovim 0.10 calls an error.
---@return string character, table attributes
local function inspect(row, column)
  local drawn, cell = pcall(vim.api.nvim__inspect_cell, 1, row, column)
  return drawn and cell[1] or " ", drawn and cell[2] or {}
end

---@return string the whole screen, a line each row
local function screen()
  vim.cmd("redraw!")
  local rows = {}
  for row = 0, vim.o.lines - 1 do
    local cells, last = {}, nil
    for column = 0, vim.o.columns - 1 do
      local character, highlight = inspect(row, column)
      local attributes = sgr(highlight)
      if attributes ~= last then
        cells[#cells + 1] = attributes
        last = attributes
      end
      cells[#cells + 1] = character
    end
    rows[#rows + 1] = table.concat(cells):gsub("%s+$", "") .. "\27[0m"
  end
  return table.concat(rows, "\n")
end

---@return table<string, table> colours of the plugin's groups, by name
local function groups()
  local found = {}
  for name in pairs(vim.api.nvim_get_hl(0, {})) do
    local definition = name:find("^Gazette")
      and vim.api.nvim_get_hl(0, { name = name, link = false })
    if definition and (definition.fg or definition.sp) then
      found[name] = definition
    end
  end
  return found
end

-- Foregrounds before the plugin had its turn: it attaches after the first page is on the screen.
local plain = {}
vim.cmd("redraw!")
for row = 0, LINES - 1 do
  plain[row] = {}
  for column = 0, COLUMNS - 1 do
    plain[row][column] = select(2, inspect(row, column)).foreground or false
  end
end

---@return boolean whether a word has been painted since, in a colour of the plugin
local function annotated()
  local ours = groups()
  for row = 0, LINES - 3 do
    for column = 0, COLUMNS - 1 do
      local character, highlight = inspect(row, column)
      local foreground = highlight.foreground
      if foreground and foreground ~= plain[row][column] and character:find("%a") then
        for _, group in pairs(ours) do
          if foreground == group.fg then
            return true
          end
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
  io.stderr:write("gazette: no annotations appeared on the screen\n")
end
vim.cmd(found and "qall!" or "cquit 1")
