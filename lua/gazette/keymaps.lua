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

---@param buffer integer
function M.set(buffer)
  if not require("gazette.config").get().keymaps then
    return
  end
  vim.api.nvim_buf_call(buffer, function()
    for key, target in pairs(KEYS) do
      local own = vim.bo[buffer].filetype == "markdown" and key == "gO" -- headings, by ftplugin
      if own or not taken(key) then
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
