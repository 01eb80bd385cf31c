-- Starting, installing, missing parts, leaving.
local child = dofile("tests/nvim/child.lua")
local folder = child.folder("startup")
local root = vim.fn.getcwd()

child.write(folder .. "/archive/a.txt", "Ada Brandt arrived in Port Elsa on Monday.\n")
child.kb(folder .. "/archive", { { text = "Ada Brandt", id = 1, type = "PERSON" } })

-- Nothing is loaded, and nothing is said, without a matching buffer.
local nvim = child.start({ files = { root .. "/Makefile" } })
child.equal(
  nvim:lua([[
    local loaded = {}
    for name in pairs(package.loaded) do
      if name:find("^gazette") then loaded[#loaded + 1] = name end
    end
    return loaded
  ]]),
  {},
  "no module is loaded"
)
child.equal(nvim:messages(), "", "nothing is said")
child.equal(nvim:quit(), 0, "quits")

-- As a package below 'packpath', with the built module, and nothing else of this tree.
local pack = folder .. "/site/pack/plugins/start/gazette"
vim.fn.mkdir(pack, "p")
for _, part in ipairs({ "plugin", "lua", "doc", "queries" }) do
  vim.fn.system({ "cp", "-r", root .. "/" .. part, pack .. "/" .. part })
end
vim.fn.system({
  "cp",
  vim.env.GAZETTE_BUILD_DIR .. "/lua/gazette/native.so",
  pack .. "/lua/gazette/native.so",
})
nvim = child.start({
  plugin = false,
  before = ("vim.opt.packpath:prepend(%q) package.cpath = ''"):format(folder .. "/site"),
  files = { folder .. "/archive/a.txt" },
})
nvim:settle()
child.check(
  nvim:screen(1, 2):find("PPPPPPPPPP"),
  "installed as a package, names are marked",
  nvim:messages()
)
child.equal(nvim:lua("return vim.fn.exists(':Gazette')"), 2, "and there is the command")
nvim:command("helptags ALL")
child.check(
  nvim:command("help gazette") ~= nil and nvim:lua("return vim.bo.buftype") == "help",
  ":help gazette"
)
child.equal(nvim:quit(), 0, "quits")

-- Without the native module: one message, not one a keystroke.
os.remove(pack .. "/lua/gazette/native.so")
nvim = child.start({
  plugin = false,
  before = ("vim.opt.packpath:prepend(%q) package.cpath = ''"):format(folder .. "/site"),
  files = { folder .. "/archive/a.txt" },
})
nvim:lua("vim.wait(100)")
nvim:type("ohello<Esc>dd")
nvim:command("edit! " .. folder .. "/archive/a.txt")
nvim:lua("vim.wait(100)")
local messages = nvim:messages()
child.equal(select(2, messages:gsub("Gazette:", "")), 1, "one message")
child.check(
  messages:find("make") and messages:find("checkhealth gazette"),
  "that says what to do",
  messages
)
nvim:command("checkhealth gazette")
child.check(
  table
    .concat(nvim:lua("return vim.api.nvim_buf_get_lines(0, 0, -1, false)"), "\n")
    :find("native module is not built"),
  "health says it too"
)
nvim:quit()

-- A knowledge base that is none.
child.write(folder .. "/broken/.gazette/kb.sqlite3", "this is not a database")
child.write(folder .. "/broken/a.txt", "Ada Brandt\n")
nvim = child.start({ files = { folder .. "/broken/a.txt" } })
nvim:lua("vim.wait(200)")
child.equal(
  select(2, nvim:messages():gsub("Gazette:", "")),
  1,
  "one message about a broken one",
  nvim:messages()
)
nvim:quit()

-- Swap file, undo file, splits, several windows and tabs, wiping out.
nvim = child.start({
  files = { folder .. "/archive/a.txt" },
  before = "vim.o.swapfile = true vim.o.undofile = true",
})
nvim:settle()
nvim:command("split")
nvim:command("vsplit")
nvim:type("OAda Brandt<Esc>")
child.equal(select(2, nvim:screen():gsub("PPPPPPPPPP", "")) >= 4, true, "in every window")
nvim:command("tabnew " .. folder .. "/archive/a.txt")
nvim:command("silent write!")
nvim:command("edit!")
nvim:type("u<C-r>")
nvim:lua("vim.wait(50)")
nvim:command("tabclose")
nvim:command("bwipeout!")
child.check(
  nvim:lua("return next(require('gazette.buffer').all()) == nil"),
  "a wiped buffer is forgotten"
)
local said = nvim:messages()
child.check(not said:find("Error") and not said:find("E%d+:"), "no error", said)
child.equal(nvim:quit(), 0, "quits")

-- Loaded anew, by :edit! or because the file changed, while a worker still reads the text as it was.
nvim = child.start({ files = { folder .. "/archive/a.txt" }, before = "vim.o.autoread = true" })
nvim:settle()
for round = 1, 10 do
  nvim:lua([[
    local busy = require("gazette.worker").busy
    vim.api.nvim_buf_set_text(0, 0, 0, 0, 0, { "x" })
    vim.cmd("silent noautocmd write")
    vim.wait(5000, busy, 1)
  ]])
  child.write(folder .. "/archive/a.txt", ("Ada Brandt\n"):rep(round))
  nvim:lua(
    [[
    local busy, round = require("gazette.worker").busy, ...
    vim.cmd(round % 3 == 0 and "silent edit!" or "checktime")
    vim.wait(5000, function() return not busy() end, 1)
  ]],
    round
  )
end
nvim:settle()
child.equal(nvim:api("buf_line_count", 0), 10, "the file as it is now")
child.check(
  not nvim:messages():find("rror"),
  "no error when a file is loaded anew",
  nvim:messages()
)
child.equal(nvim:quit(), 0, "quits")

-- Leaving while a worker is busy with a large document.
child.write(
  folder .. "/archive/large.md",
  ("- see `code` and *Ada Brandt* [there](x)\n"):rep(150000)
)
nvim = child.start({ files = { folder .. "/archive/large.md" } })
child.check(
  nvim:wait(
    "return package.loaded['gazette.worker'] ~= nil and require('gazette.worker').busy()",
    60000 -- all lines are fetched first
  ),
  "a worker is busy"
)
local left = vim.uv.hrtime()
child.equal(nvim:quit(20000), 0, "quits in the middle")
child.check((vim.uv.hrtime() - left) / 1e6 < 5000, "at once", (vim.uv.hrtime() - left) / 1e6)

-- gO is ours where only Neovim's ftplugin has it, and never where it is somebody's own.
child.write(folder .. "/archive/notes.md", "# Notes\n\nAda Brandt\n")
for _, own in ipairs({ false, true }) do
  nvim = child.start({
    files = { folder .. "/archive/notes.md" },
    before = own
        and [[vim.api.nvim_create_autocmd("FileType", { pattern = "markdown", callback = function(event)
          vim.schedule(function() vim.keymap.set("n", "gO", "<Cmd>let g:own = 1<CR>", { buffer = event.buf }) end)
        end })]]
      or "",
  })
  nvim:settle()
  nvim:wait("return vim.fn.maparg('gd', 'n') ~= ''")
  child.equal(
    nvim:lua("return vim.fn.maparg('gO', 'n', false, true).desc or 'own'"),
    own and "own" or "Gazette: entities and events of this document",
    "gO"
  )
  nvim:quit()
end

child.finish()
