--- Keys of annotated buffers: gd, and those that later Neovims map themselves. Never one that is
--- mapped to something else.
local M = {}

local KEYS = {
  gd = { "definition", "best source sentence" },
  grr = { "references", "mentions in the archive" },
  gri = { "implementation", "events" },
  gra = { "code_action", "corrections" },
  gO = { "document_symbol", "entities and events of this document" },
}

--- Whether a mapping of the user, or one of Neovim's own LSP mappings, has the key in this buffer.
local function taken(key)
  return vim.fn.maparg(key, "n") ~= "" -- global and buffer-local
end

--- Whether it is Neovim's ftplugin that has it: Markdown's gO shows headings.
local function by_ftplugin(key)
  local mapping = vim.fn.maparg(key, "n", false, true)
  local where = mapping.callback and debug.getinfo(mapping.callback, "S").source or ""
  local file = vim.uv.fs_realpath(where:sub(2))
  local runtime = vim.uv.fs_realpath(vim.env.VIMRUNTIME or "")
  return file ~= nil and runtime ~= nil and vim.startswith(file, runtime .. "/")
end

---@param buffer integer
function M.set(buffer)
  if not require("gazette.config").get().keymaps then
    return
  end
  vim.api.nvim_buf_call(buffer, function()
    for key, target in pairs(KEYS) do
      if not taken(key) or (key == "gO" and by_ftplugin(key)) then
        vim.keymap.set("n", key, function()
          vim.lsp.buf[target[1]]()
        end, { buffer = buffer, desc = "Gazette: " .. target[2] })
      end
    end
    -- Neovim maps K itself when a client attaches, but not where 'keywordprg' was set.
    if not taken("K") then
      vim.keymap.set("n", "K", vim.lsp.buf.hover, { buffer = buffer, desc = "Gazette: dossier" })
    end
  end)
end

return M
