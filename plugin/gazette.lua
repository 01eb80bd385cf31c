-- Gazette at start-up: one autocommand and one command. Everything else is loaded when a buffer of
-- a matching filetype has been painted, or when the command is used.
if vim.g.loaded_gazette or vim.fn.has("nvim-0.10") == 0 then
  return
end
vim.g.loaded_gazette = true

local user = type(vim.g.gazette) == "table" and vim.g.gazette or {}
if user.enabled ~= false then
  local filetypes = type(user.filetypes) == "table" and #user.filetypes > 0 and user.filetypes
    or { "text", "markdown", "html", "mail", "tex", "rst", "org", "typst", "asciidoc" }
  vim.api.nvim_create_autocmd("FileType", {
    group = vim.api.nvim_create_augroup("gazette", {}),
    pattern = filetypes,
    desc = "annotate the buffer",
    callback = function(event)
      vim.schedule(function() -- after the first page is on the screen
        require("gazette.buffer").attach(event.buf)
      end)
    end,
  })
end
vim.api.nvim_create_autocmd("BufReadCmd", {
  pattern = "gazette://*",
  desc = "a page made from the knowledge base",
  callback = function(event)
    require("gazette.view").read(event.buf, event.match)
  end,
})

vim.api.nvim_create_user_command("Gazette", function(command)
  require("gazette.command").run(command)
end, {
  nargs = "*",
  range = true,
  desc = "Gazette: the archive at hand",
  complete = function(...)
    return require("gazette.command").complete(...)
  end,
})
