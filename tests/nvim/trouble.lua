-- What goes on around an open draft: two editors on one knowledge base, indexing while it is open,
-- a knowledge base that goes away or is of another version, other encodings, undo, reloading, a buffer
-- that is gone before its answer comes. Nothing may raise, and what is marked must be right.
local child = dofile("tests/nvim/child.lua")
local folder = child.folder("trouble")
local archive = folder .. "/archive"

child.write(
  archive .. "/fire.txt",
  "PORT ELSA, March 3, 2021 - Three dockers were killed when a warehouse burned down in Port Elsa on "
    .. 'Tuesday, the fire chief, Ada Brandt, said.\n\n"We had eleven engines there," Brandt said.\n'
)
child.index(archive)
child.write(
  archive .. "/draft.md",
  "# Fire\n\nAda Brandt was in Port Elsa. Tomas Ekholm was not.\n"
)

local AT = "return (require('gazette').at(0, ...) or {}).id or 0"
local NAME_AT = [[
  local found = require("gazette").at(0, ...)
  local kb = require("gazette.buffer").get(0).kb
  return found and vim.json.decode(kb.handle:lookup(tostring(found.id), "json") or "{}").name or ""
]]
local ASK = [[
  local method, line, column = ...
  local replies = vim.lsp.buf_request_sync(0, method, {
    textDocument = vim.lsp.util.make_text_document_params(),
    position = { line = line, character = column },
    context = { includeDeclaration = true, diagnostics = {} },
    range = { start = { line = line, character = column }, ["end"] = { line = line, character = column } },
  }, 5000)
  local _, reply = next(replies or {})
  return reply and reply.result or vim.NIL
]]

local function open(file)
  local nvim = child.start({ files = { file } })
  nvim:settle()
  return nvim
end

-- Two editors ------------------------------------------------------------------------------------
local one, two = open(archive .. "/draft.md"), open(archive .. "/draft.md")
child.check(one:lua(AT, 2, 3) > 0 and two:lua(AT, 2, 3) > 0, "both mark the name")
child.equal(one:lua(AT, 2, 32), 0, "a name the archive does not know")

child.write(
  archive .. "/ekholm.txt",
  "VELTA, March 5, 2021 - The harbour master, Tomas Ekholm, resigned on Friday.\n"
)
one:type("Goshe said<Esc>") -- an edit in between
child.index(archive)
child.check(
  one:wait(AT:gsub("%.%.%.", "2, 32") .. " > 0", 10000),
  "what is indexed beside the editor is marked"
)
child.check(two:wait(AT:gsub("%.%.%.", "2, 32") .. " > 0", 10000), "in every editor")

one:lua([[
  local kb = require("gazette.buffer").get(0).kb
  require("gazette.command").correct(kb, { ["do"] = "rename", entity = { name = "Ada Brandt" }, to = "Ada Brandt-Lind" })
]])
child.check(one:wait("return vim.fn.execute('messages'):find('corrected') ~= nil"), "a correction")
child.check(
  two:wait("return (function(...) " .. NAME_AT .. " end)(2, 3) == 'Ada Brandt-Lind'", 10000),
  "is seen in the other editor",
  two:lua(NAME_AT, 2, 3)
)
one:settle()
one:type("u") -- undoes the text, not the correction
child.equal(one:lua("return vim.api.nvim_buf_line_count(0)"), 3, "undo is of the text")
child.equal(one:lua(NAME_AT, 2, 3), "Ada Brandt-Lind", "the correction stays")

-- Reloading, closing in the middle of an answer ----------------------------------------------------
one:type("2GoPort Elsa<CR><Esc>")
one:command("edit!")
one:settle()
child.check(one:lua(AT, 2, 3) > 0, "marks after :edit!")
child.equal(one:lua(AT, 0, 3), 0, "of the text as it is on disk")
one:lua([[
  for _ = 1, 20 do
    vim.cmd.edit(vim.fn.expand("%:p:h") .. "/fire.txt")
    require("gazette.buffer").attach(vim.api.nvim_get_current_buf())
    vim.api.nvim_win_set_cursor(0, { 1, 105 })
    vim.lsp.buf.hover()
    vim.lsp.buf.references()
    vim.cmd.bwipeout({ bang = true })
  end
  vim.wait(500, function() return not require("gazette.worker").busy() end, 5)
  vim.wait(50)
]])
child.check(not one:messages():find("[Ee]rror"), "nothing is raised", one:messages())
one:command("messages clear")

-- A knowledge base that goes away, and comes back ----------------------------------------------------
vim.fn.delete(archive .. "/.gazette", "rf")
two:type("GoAda Brandt again<Esc>")
vim.wait(1500)
child.check(
  two:wait(AT:gsub("%.%.%.", "3, 3") .. " > 0", 5000),
  "names are marked from what was read"
)
two:lua(ASK, "textDocument/hover", 2, 3)
two:lua(ASK, "textDocument/codeAction", 2, 3)
two:command("Gazette lookup Ada Brandt")
two:command("bdelete")
child.check(not two:messages():find("[Ee]rror"), "nothing is raised", two:messages())
child.index("--force", archive)
child.check(
  two:wait("return (function(...) " .. NAME_AT .. " end)(2, 3) == 'Ada Brandt'", 15000),
  "the new one is taken up",
  two:lua("return vim.inspect({ require('gazette').at(0, 2, 3), vim.fn.execute('messages') })")
)
two:command("messages clear")
two:lua(ASK, "textDocument/references", 2, 3)
child.check(
  #(two:lua(ASK, "textDocument/references", 2, 3) or {}) > 0,
  "and answers",
  two:messages()
)
child.equal(one:quit(), 0, "quits")
child.equal(two:quit(), 0, "quits")

-- A knowledge base of another version --------------------------------------------------------------
local old = folder .. "/old"
child.write(old .. "/fire.txt", "Ada Brandt said on Monday that the harbour would open.\n")
child.write(old .. "/draft.md", "Ada Brandt\n")
child.index(old)
local database = assert(io.open(old .. "/.gazette/kb.sqlite3", "r+b"))
database:seek("set", 60) -- SQLite's user_version
database:write("\0\0\0\1")
database:close()
local nvim = child.start({ files = { old .. "/draft.md" } })
child.check(
  nvim:wait("return vim.fn.execute('messages'):find('Gazette:') ~= nil", 3000),
  "an older knowledge base is named",
  nvim:messages()
)
child.check(nvim:messages():find("index"), "and what helps", nvim:messages())
nvim:command("messages clear")
nvim:command("Gazette index " .. old)
nvim:wait("return not require('gazette.index').is_running()", 30000)
nvim:settle()
child.check(nvim:lua(AT, 0, 3) > 0, "which it does", nvim:messages())
nvim:quit()

-- Leaving while a correction waits for another writer -------------------------------------------------
child.write(folder .. "/slow/pdftotext", "#!/bin/sh\nexec sleep 30\n")
vim.fn.setfperm(folder .. "/slow/pdftotext", "rwxr-xr-x")
child.write(archive .. "/a.pdf", "%PDF-")
local writer = vim.system(
  { vim.env.GAZETTE_PROGRAM, "index", archive },
  { env = { PATH = folder .. "/slow:" .. vim.env.PATH } }
)
child.check(
  vim.wait(10000, function()
    local lock = io.open(archive .. "/.gazette/lock")
    local text = lock and lock:read("*a") or ""
    if lock then
      lock:close()
    end
    return text:find("process") ~= nil
  end, 20),
  "somebody writes"
)
nvim = open(archive .. "/draft.md")
nvim:lua([[
  local kb = require("gazette.buffer").get(0).kb
  require("gazette.command").correct(kb, { ["do"] = "alias", entity = { name = "Ada Brandt" }, alias = "The Chief" })
]])
vim.wait(300) -- it waits
child.equal(nvim:quit(5000), 0, "leaving does not wait for it")
writer:kill("sigkill")
vim.fn.delete(archive .. "/a.pdf")

-- Another filetype: what is prose is read by other rules ----------------------------------------------
child.write(archive .. "/code.txt", "```\nAda Brandt\n```\n")
nvim = open(archive .. "/code.txt")
child.check(nvim:lua(AT, 1, 3) > 0, "a name in plain text")
nvim:command("set filetype=markdown")
child.check(
  nvim:wait(AT:gsub("%.%.%.", "1, 3") .. " == 0", 5000),
  "is code in Markdown",
  nvim:messages()
)
nvim:command("set filetype=text")
child.check(nvim:wait(AT:gsub("%.%.%.", "1, 3") .. " > 0", 5000), "and text again", nvim:messages())
child.equal(nvim:messages():match("[Ee]rror[^\n]*"), nil, "no error")
nvim:quit()

-- Encodings ---------------------------------------------------------------------------------------
child.write(archive .. "/dos.txt", "Zo\xeb saw Ada Brandt\r\nand Port\r\nElsa.\r\n")
nvim = open(archive .. "/dos.txt")
child.equal(
  nvim:lua("return vim.bo.fileformat .. ' ' .. vim.bo.fileencoding"),
  "dos latin1",
  "a file of another kind"
)
child.check(nvim:lua(AT, 0, 9) > 0 and nvim:lua(AT, 0, 8) == 0, "marks where the name is")
child.check(nvim:lua(AT, 1, 4) > 0 and nvim:lua(AT, 2, 3) > 0, "and over the end of a line")
child.equal(nvim:messages():match("[Ee]rror[^\n]*"), nil, "no error")
nvim:quit()

child.finish()
