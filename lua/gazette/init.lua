--- Gazette in Neovim. Works without setup(); see :help gazette.
local M = {}

--- Lays options over vim.g.gazette. Not needed when vim.g.gazette is set before start-up.
---@param options? table
function M.setup(options)
  require("gazette.config").set(options)
  if package.loaded["gazette.buffer"] then
    require("gazette.buffer").reconfigure()
  end
end

--- Annotates a buffer now, whatever its filetype.
---@param buffer? integer
---@return boolean attached
---@return string? problem
function M.attach(buffer)
  vim.validate({ buffer = { buffer, "number", true } })
  return require("gazette.buffer").attach(buffer or vim.api.nvim_get_current_buf())
end

--- Shows or hides the marks of a buffer; the other way round when `on` is nil.
---@param on? boolean
---@param buffer? integer
---@return boolean on
function M.toggle(on, buffer)
  vim.validate({ on = { on, "boolean", true }, buffer = { buffer, "number", true } })
  return require("gazette.buffer").toggle(buffer or vim.api.nvim_get_current_buf(), on)
end

--- What is annotated at a place (default: the cursor), or nil.
---@param buffer? integer
---@param line? integer 0-based
---@param column? integer 0-based, bytes
---@return table? annotation
function M.at(buffer, line, column)
  local buffers = require("gazette.buffer")
  local state = buffers.get(buffer)
  if not state then
    return nil
  end
  if not line then
    local cursor = vim.api.nvim_win_get_cursor(0)
    line, column = cursor[1] - 1, cursor[2]
  end
  require("gazette.paint").fetch(state, line, line + 1)
  return state.document:at(line, column)
end

return M
