-- :Gazette, its pages, indexing from the editor, health.
local child = dofile("tests/nvim/child.lua")
local folder = child.folder("command")

child.write(
  folder .. "/archive/sub folder/harbour.txt",
  "PORT ELSA, March 3, 2021 - Three dockers were killed when a warehouse burned down in Port Elsa on Tuesday, "
    .. 'the fire chief, Ada Brandt, said.\n\n"We had eleven engines on the quay within minutes," Brandt said.\n'
)
child.write(folder .. "/archive/draft.txt", "Ada Brandt was there.\n")

-- Before there is a knowledge base nothing happens, and it is no error.
local nvim = child.start({ files = { folder .. "/archive/draft.txt" }, lines = 30, columns = 100 })
nvim:lua("vim.wait(100)")
child.equal(nvim:messages(), "", "no message without a knowledge base")
child.check(nvim:lua("return require('gazette.buffer').get(0) == nil"), "nothing is annotated")

-- Without an archive none is made of a folder that nobody named.
nvim:command("cd " .. folder:gsub(" ", "\\ "))
child.check(
  nvim:command("Gazette index"):find("no archive at hand; :Gazette index FOLDER"),
  "no archive at hand"
)
child.check(not nvim:lua("return require('gazette.index').is_running()"), "nothing is indexed")
for command, says in pairs({
  ["index --bogus"] = "not %-%-bogus",
  ["timeline --bogus=1"] = "not %-%-bogus=1",
  ["toggle nonsense"] = "toggle takes on, off",
  ["correct nonsense Ada"] = "correct takes alias",
  ["correct rename"] = "rename needs a name",
  ["correct ignore her"] = "ignore takes no words",
}) do
  local _, refused = pcall(nvim.command, nvim, "Gazette " .. command)
  child.check(tostring(refused):find(says), "wrong words: " .. command, refused)
end
child.check(not nvim:lua("return require('gazette.index').is_running()"), "still nothing")
nvim:command("messages clear")

-- Indexing, in a child process; the buffer is annotated when it is done.
nvim:lua([[
  _G.progress = {}
  vim.api.nvim_create_autocmd("LspProgress", { callback = function(e) progress[#progress + 1] = e.data.params.value.kind end })
]])
nvim:command("Gazette index " .. folder:gsub(" ", "\\ ") .. "/archive")
child.check(
  nvim:lua("return require('gazette.index').is_running()"),
  "indexing runs beside the editor"
)
nvim:type("ggO") -- the editor is live meanwhile
nvim:type("x<Esc>dd")
child.check(nvim:wait("return not require('gazette.index').is_running()", 30000), "and ends")
nvim:settle()
child.check(
  nvim:lua("return require('gazette').at(0, 0, 2) ~= nil"),
  "the open buffer is annotated",
  nvim:messages()
)
child.check(nvim:messages():find("indexed"), "it is said when it is done", nvim:messages())
nvim:command("Gazette index " .. folder .. "/archive")
child.check(nvim:wait("return not require('gazette.index').is_running()", 30000), "a second run")
child.check(
  vim.tbl_contains(nvim:lua("return progress"), "end"),
  "progress is the language server's too",
  nvim:lua("return progress")
)
child.equal(
  nvim:lua(
    "return vim.fn.getcwd() ~= '' and vim.fn.isdirectory(...)",
    folder .. "/archive/.gazette"
  ),
  1,
  ".gazette is where it belongs"
)

-- Completion ---------------------------------------------------------------------------------------
local function complete(line)
  return nvim:lua("return vim.fn.getcompletion(..., 'cmdline')", line)
end
child.equal(
  complete("Gazette "),
  { "correct", "index", "info", "lookup", "messages", "search", "timeline", "toggle" },
  "subcommands"
)
child.equal(complete("Gazette to"), { "toggle" }, "subcommands that begin so")
child.equal(complete("Gazette toggle o"), { "on", "off" }, "arguments")
child.equal(complete("Gazette toggle e"), { "events" }, "and the switches")
child.equal(complete("Gazette lookup Ada"), { "Ada Brandt" }, "names")
child.equal(complete("Gazette lookup Ada Br"), { "Brandt" }, "the rest of a name")
child.equal(complete("Gazette lookup Ada "), { "Brandt" }, "and all of it")
child.equal(complete("Gazette nonsense x"), {}, "nothing for what there is not")
child.equal(complete("Gazette correct r"), { "rename", "retype" }, "corrections")
child.equal(complete("Gazette correct retype L"), { "LOC", "LAW" }, "types")
child.equal(complete("Gazette correct retype LOC "), {}, "one type")
child.equal(complete("Gazette correct rename "), {}, "no kind as a name")
child.equal(complete("Gazette correct merge Ada"), { "Ada Brandt" }, "who else it is")
child.equal(complete("Gazette correct merge Ada Br"), { "Brandt" }, "the rest of that name")

-- Pages ----------------------------------------------------------------------------------------------
nvim:command("Gazette lookup Ada Brandt")
child.check(nvim:screen(1, 28):find("# Ada Brandt"), "the dossier", nvim:screen(1, 28))
child.equal(nvim:lua("return vim.bo.filetype"), "markdown", "is Markdown")
child.check(nvim:lua("return not vim.bo.modifiable and not vim.bo.modified"), "and read-only")
local row = nvim:lua([[return vim.fn.search("harbour.txt:")]])
child.check(row > 0, "has sources")
nvim:type("<CR>")
child.check(
  nvim:lua("return vim.api.nvim_buf_get_name(0)"):find("sub folder/harbour.txt$"),
  "<CR> opens the source, spaces and all",
  nvim:messages()
)
nvim:command("bprevious")
nvim:command("Gazette lookup Ada Brandt")
nvim:lua([[vim.fn.search("harbour.txt:")]])
nvim:type("gf")
child.check(nvim:lua("return vim.api.nvim_buf_get_name(0)"):find("harbour.txt$"), "so does gf")
nvim:command("Gazette timeline")
child.check(
  nvim:lua("return vim.api.nvim_buf_get_name(0)"):find("^gazette://timeline/"),
  "the timeline"
)
nvim:command("Gazette timeline Ada Brandt --from=2021-01-01")
nvim:command("Gazette search warehouse")
child.check(
  nvim
    :lua("return table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), ' ')")
    :find("warehouse"),
  "search"
)
nvim:type(":Gazette search<CR>")
nvim:type("<Esc>")
nvim:command("Gazette search zyxwvu")
child.check(nvim:screen(1, 28):find("no sentence of the archive"), "nothing to be found")
nvim:command("Gazette timeline Ada Brandt --from=1901-01-01 --to=1901-02-01")
child.check(nvim:screen(1, 28):find("no event with that name"), "no event", nvim:screen(1, 28))
nvim:command("Gazette lookup Nobody Atall")
child.check(nvim:screen(1, 28):find("Nothing found"), "somebody unknown")
nvim:command("buffer draft.txt")
nvim:command("only")
nvim:type("gg02l")
child.check(
  nvim:command("Gazette info"):find("confidence")
    and nvim:command("Gazette info"):find("Ada Brandt %(PERSON"),
  "info says why",
  nvim:command("Gazette info")
)
local _, refused = pcall(nvim.command, nvim, "Gazette nonsense")
child.check(
  tostring(refused):find("no subcommand nonsense"),
  "an unknown subcommand is named",
  refused
)
nvim:command("messages clear")

local _, nobody = pcall(nvim.command, nvim, "Gazette correct merge Nobody Atall")
child.check(
  nvim:wait("return vim.fn.execute('messages'):find('Nobody Atall') ~= nil"),
  "merging with nobody is refused",
  nobody
)
child.equal(
  vim.uv.fs_stat(folder .. "/archive/.gazette/corrections.jsonl"),
  nil,
  "and not written down"
)
nvim:command("messages clear")
nvim:command("new")
nvim:lua("vim.bo.filetype = 'python'")
nvim:command("file " .. folder:gsub(" ", "\\ ") .. "/archive/notes.py")
nvim:command("Gazette toggle off")
child.check(
  nvim:lua("return require('gazette.buffer').get(0) == nil"),
  "what has no marks is given none by switching them off"
)
nvim:command("bwipeout!")

-- Health ------------------------------------------------------------------------------------------------
nvim:command("cd " .. folder:gsub(" ", "\\ ") .. "/archive")
nvim:command("checkhealth gazette")
local health = table.concat(nvim:lua("return vim.api.nvim_buf_get_lines(0, 0, -1, false)"), "\n")
child.check(health:find("native module 0"), "health knows the module", health)
child.check(not health:find("ERROR") and not health:find("WARNING"), "and is clean", health)
child.equal(select(2, health:gsub(": generation %d", "")), 1, "a knowledge base is told of once")
nvim:quit()

-- --watch: a buffer that waits is annotated after the first round, and each round is followed.
child.write(
  folder .. "/watched/fire.txt",
  "VELTA, March 5, 2021 - Tomas Ekholm resigned on Friday. Tomas Ekholm is 61.\n"
)
child.write(
  folder .. "/watched/draft.md",
  "---\ndraft: true\n---\n\nTomas Ekholm, Greta Lindqvist\n"
)
nvim = child.start({ files = { folder .. "/watched/draft.md" }, columns = 100 })
nvim:command("Gazette index --watch " .. folder .. "/watched")
child.check(
  nvim:wait("return require('gazette').at(0, 4, 3) ~= nil", 30000),
  "marked while the archive is watched",
  nvim:messages()
)
child.check(nvim:messages():find("following its changes"), "it is said", nvim:messages())
child.write(
  folder .. "/watched/mayor.txt",
  "VELTA, March 6, 2021 - Greta Lindqvist was named mayor on Saturday. Greta Lindqvist is 44.\n"
)
child.check(
  nvim:wait("return require('gazette').at(0, 4, 20) ~= nil", 30000),
  "what is new too",
  nvim:messages()
)
nvim:command("Gazette index --stop")
child.check(nvim:wait("return not require('gazette.index').is_running()", 30000), "it ends")
child.check(nvim:messages():find("indexing stopped"), "it is said", nvim:messages())
nvim:quit()

-- A message longer than the screen is wide never asks for <Enter>; :messages has all of it.
nvim = child.start({
  files = { folder .. "/watched/draft.md" },
  columns = 60,
  lines = 12,
  terminal = true,
  before = "vim.o.shortmess = vim.o.shortmess .. 'T'",
})
nvim:settle()
nvim:type(":Gazette index /there/is/no/such/folder<CR>")
local asks, told = false, nil
vim.wait(10000, function()
  asks = nvim:api("get_mode").blocking -- then it answers nothing else
  told = not asks and nvim:messages() or told
  return asks or told:find("correct the path")
end, 20)
child.check(told and told:find("correct the path"), "a long message is kept", told)
child.check(not asks, "and asks for nothing")
child.check(told and not told:find("gazette: ", 1, true), "and says once who speaks", told)
if asks then
  nvim:type("<CR>")
end
nvim:quit()

nvim = child.start({ gazette = { mentions = "some", colour = 1, layers = { "entity" } } })
nvim:command("checkhealth gazette")
health = table.concat(nvim:lua("return vim.api.nvim_buf_get_lines(0, 0, -1, false)"), "\n")
child.check(health:find("colour: no such option"), "an unknown option is named", health)
child.check(health:find('mentions: "some" is none of all, first'), "a wrong value is named", health)
child.equal(nvim:messages(), "", "but not at start-up")
nvim:quit()

child.finish()
