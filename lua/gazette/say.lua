--- What the person is told, in one line: never a message that asks for <Enter>.
local M = {}

local HIGHLIGHTS = { [vim.log.levels.ERROR] = "ErrorMsg", [vim.log.levels.WARN] = "WarningMsg" }

---@return integer cells that a message may have
local function room()
  return math.max(20, vim.v.echospace - 1)
end

--- A passing remark, cut where it is too long.
---@param message string
---@param keep? boolean for :messages
function M.say(message, keep)
  if vim.fn.strdisplaywidth(message) > room() then
    message = vim.fn.strcharpart(message, 0, room() - 1) .. "…"
  end
  vim.api.nvim_echo({ { message } }, keep or false, {})
end

--- Whether vim.notify is Neovim's own, which lets a long message ask for <Enter>.
local function plain_notify()
  local source = debug.getinfo(vim.notify, "S").source
  return source == "?" or source:find("^@vim/") ~= nil
end

--- What has gone wrong, or needs to be known. :messages has all of it.
---@param message string
---@param level? integer of vim.log.levels
function M.tell(message, level)
  message = "Gazette: " .. message:gsub("%s*\n%s*", " ")
  if not plain_notify() or vim.fn.strdisplaywidth(message) <= room() then
    vim.notify(message, level)
    return
  end
  vim.cmd.echohl(HIGHLIGHTS[level] or "None")
  vim.cmd.echomsg(vim.fn.string(message)) -- cut in the middle by the T in 'shortmess'
  vim.cmd.echohl("None")
end

local told = {} ---@type table<string, true>

--- The same, but each message only once.
---@param message string
---@param level? integer
function M.tell_once(message, level)
  if not told[message] then
    told[message] = true
    M.tell(message, level)
  end
end

return M
