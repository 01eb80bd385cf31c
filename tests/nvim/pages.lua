-- Pages made from the knowledge base: they follow the archive, and what stands in them can be followed.
local child = dofile("tests/nvim/child.lua")
local folder = child.folder("pages")
local archive = folder .. "/archive"

child.write(
  archive .. "/per%20cent.txt",
  "PORT ELSA, March 3, 2021 - Ada Brandt, the fire chief, opened an inquiry in Port Elsa on Wednesday.\n"
)
child.write(
  archive .. "/quiz.txt",
  "VELTA, March 5, 2021 - Tomas Ekholm resigned on Friday. Tomas Ekholm was the harbour master.\n"
)
for day = 1, 3 do
  child.write(
    archive .. ("/bridge%d.txt"):format(day),
    (
      "SELIN, March %d, 2021 - Jonas Keller, the mayor, opened bridge %d on Monday. Keller said it was safe. "
      .. "Keller thanked the builders.\n"
    ):format(day, day)
  )
end
child.write(
  archive .. "/hats.txt",
  "It was raining when we spoke to Mr Keller of the hat shop. Keller sells hats.\n"
)
child.write(
  archive .. "/shops.txt",
  "SELIN, April 2, 2021 - Rosa Keller, the baker, closed her shop on Friday. Keller said she was tired.\n"
)
-- The knowledge base is not in the archive's folder: sources are found all the same.
child.index(archive, "--kb=" .. folder .. "/kb")
child.write(folder .. "/draft.txt", "Ada Brandt met Tomas Ekholm.\n")

local nvim = child.start({
  files = { folder .. "/draft.txt" },
  gazette = { kb = folder .. "/kb" },
  lines = 30,
  columns = 100,
})
nvim:settle()

local function page()
  return table.concat(nvim:lua("return vim.api.nvim_buf_get_lines(0, 0, -1, false)"), "\n")
end

nvim:command("Gazette lookup Ada Brandt")
child.check(page():find("^# Ada Brandt\n"), "the dossier", page())
nvim:lua([[vim.fn.search("txt:1")]])
nvim:type("<CR>")
child.check(
  nvim:wait("return vim.fn.expand('%:t') == 'per%20cent.txt'"),
  "a source with a percent sign",
  nvim:messages()
)
nvim:command("bprevious")
nvim:command("only")

-- After a correction the page is another, the one on the screen as the one that is opened again.
nvim:command("buffer draft.txt")
nvim:command("Gazette lookup Tomas Ekholm")
local windows = nvim:lua("return #vim.api.nvim_list_wins()")
nvim:command("Gazette lookup Ada Brandt")
child.equal(nvim:lua("return #vim.api.nvim_list_wins()"), windows, "pages share a window")
nvim:command("wincmd p")
nvim:type("gg0")
nvim:command("Gazette correct rename Ada Brandt-Lind")
nvim:command("wincmd p")
child.check(
  nvim:wait("return vim.api.nvim_buf_get_lines(0, 0, 1, false)[1] == '# Ada Brandt-Lind'"),
  "a page follows a correction",
  page()
)
child.check(nvim:lua("return not vim.bo.modified and not vim.bo.modifiable"), "and is read-only")
nvim:command("wincmd p")
nvim:type("gg020l")
nvim:command("Gazette correct rename Tomas A. Ekholm")
nvim:command("Gazette lookup Tomas Ekholm")
child.check(
  nvim:wait("return vim.api.nvim_buf_get_lines(0, 0, 1, false)[1] == '# Tomas A. Ekholm'"),
  "a page that was hidden too",
  page()
)
nvim:command("only")

-- Others who are called so are a key away.
nvim:command("Gazette lookup Keller")
child.check(page():find("^# Jonas Keller\n"), "the one most called so", page())
nvim:lua([[vim.fn.search("May also mean")]])
nvim:type("<CR>")
child.check(
  nvim:wait("return vim.api.nvim_buf_get_lines(0, 0, 1, false)[1] == '# Keller'"),
  "another",
  page()
)

-- gd is the source under the cursor, and what it is elsewhere on anything else.
nvim:command("Gazette lookup Ada Brandt-Lind")
nvim:lua([[vim.fn.search("cent.txt:1")]])
nvim:type("gd")
child.check(
  nvim:wait("return vim.fn.expand('%:t') == 'per%20cent.txt'"),
  "gd on a source",
  nvim:messages()
)
nvim:command("buffer draft.txt")
nvim:command("only")

-- A name with what separates it from the dates.
nvim:command("Gazette timeline Who? --from=2021 --to=2022")
child.check(page():find('called "Who%?"'), "a name with a question mark", page())
nvim:command("Gazette timeline Tomas Ekholm --from=2021-03-05 --to=2021-03-05")
child.check(page():find("resigned"), "dates", page())
nvim:command("Gazette timeline Tomas Ekholm --from=2022")
child.check(page():find("no event with that name in that time"), "other dates", page())

-- Where there is no room for another window.
nvim:command("buffer draft.txt")
nvim:command("only")
nvim:lua("for _ = 1, 40 do pcall(vim.cmd.split) end")
nvim:command("Gazette lookup Keller")
child.check(page():find("^# Jonas Keller\n"), "no room for a split")
child.equal(nvim:messages():find("stack traceback"), nil, "no error", nvim:messages())
child.equal(nvim:quit(), 0, "quits")
child.finish()
