-- Look-ups through Neovim's own LSP client, on an archive indexed by the program.
local child = dofile("tests/nvim/child.lua")
local folder = child.folder("requests")

child.write(
  folder .. "/archive/harbour.txt",
  [[
Harbour fire kills three in Port Elsa

PORT ELSA, March 3, 2021 - Three dockers were killed when a warehouse burned down in Port Elsa on Tuesday, the fire chief, Ada Brandt, said.

"We had eleven engines on the quay within minutes," Brandt said. Mayor Tomas Ekholm visited the harbour on Wednesday.
]]
)
child.write(
  folder .. "/archive/inquiry.txt",
  [[
Inquiry into harbour fire opens

PORT ELSA, March 10, 2021 - An inquiry into the fire that killed three dockers opened on Wednesday. Ada Brandt told the inquiry that the sprinklers had been switched off.

Tomas Ekholm resigned on Thursday.
]]
)
-- A headline that begins with the name in full introduces nobody.
child.write(
  folder .. "/archive/leaves.txt",
  [[
Tomas Ekholm leaves the town hall of Port Elsa a week after the inquiry opened

PORT ELSA, March 18, 2021 - The mayor, Tomas Ekholm, said goodbye on Thursday.
]]
)
child.write(
  folder .. "/archive/draft.md",
  "# Notes\n\nAda Brandt met Tomas Ekholm in Port Elsa.\nThen Ada Brandt left.\n"
)
-- In UTF-16, as Windows writes it.
child.write(
  folder .. "/archive/wide.txt",
  "\255\254"
    .. ("Brandt resigns\r\n\r\nPORT ELSA, April 2, 2021 - Ada Brandt, the fire chief of Port Elsa, resigned on Friday.\r\n"):gsub(
      ".",
      "%0\0"
    )
)
child.index(folder .. "/archive")

local nvim = child.start({ files = { folder .. "/archive/draft.md" }, lines = 30, columns = 100 })
nvim:settle()
child.check(
  nvim:wait("return #vim.lsp.get_clients({ bufnr = 0, name = 'gazette' }) == 1"),
  "the server is attached"
)
child.equal(
  nvim:lua("return vim.lsp.get_clients()[1].offset_encoding"),
  "utf-8",
  "positions are bytes"
)

local function ask(method, line, column, extra)
  return nvim:lua(
    [[
      local method, line, column, extra = ...
      local params = vim.tbl_extend("force", {
        textDocument = { uri = vim.uri_from_bufnr(0) },
        position = { line = line, character = column },
        range = { start = { line = line, character = column }, ["end"] = { line = line, character = column } },
        context = { includeDeclaration = true, diagnostics = {} },
      }, extra or {})
      local replies = vim.lsp.buf_request_sync(0, method, params, 5000)
      local _, reply = next(replies or {})
      return reply and (reply.result or reply.err or reply.error) or vim.NIL
    ]],
    method,
    line,
    column,
    extra
  )
end

local hover = ask("textDocument/hover", 2, 3)
child.check(
  type(hover) == "table" and hover.contents.value:find("Ada Brandt"),
  "hover is the dossier",
  hover
)
child.equal(
  hover.range,
  { start = { line = 2, character = 0 }, ["end"] = { line = 2, character = 10 } },
  "its range"
)
child.equal(ask("textDocument/hover", 0, 3), vim.NIL, "nothing under the cursor")

local definition = ask("textDocument/definition", 2, 3)
child.check(
  type(definition) == "table" and #definition == 1,
  "one best source sentence",
  definition
)
child.check(
  definition[1] and definition[1].uri:find("archive/[%w]+%.txt$"),
  "in an article",
  definition
)

local introduction = ask("textDocument/definition", 2, 17)
child.check(
  introduction[1]
    and introduction[1].uri:find("leaves.txt")
    and introduction[1].range.start.line == 2,
  "where the archive introduces him, no headline",
  introduction
)

local references = ask("textDocument/references", 2, 3)
child.check(type(references) == "table" and #references >= 3, "all mentions", references)
local in_harbour = 0
for _, reference in ipairs(references) do
  in_harbour = in_harbour + (reference.uri:find("harbour.txt") and 1 or 0)
end
child.check(in_harbour >= 1, "in both articles")

local events = ask("textDocument/implementation", 2, 3)
child.check(type(events) == "table", "events", events)

local symbols = ask("textDocument/documentSymbol", 0, 0)
local names = {}
for _, symbol in ipairs(symbols) do
  names[symbol.name] = symbol.mentions
end
child.equal(names["Ada Brandt"], 2, "an entity of the document and its mentions")
child.check(names["Port Elsa"] == 1, "another", names)

local found = ask("workspace/symbol", 0, 0, { query = "Ekh" })
child.check(
  type(found) == "table" and #found == 1 and found[1].name:find("Ekholm"),
  "workspace symbols find inside names",
  found
)

local highlights = ask("textDocument/documentHighlight", 3, 6)
child.equal(#highlights, 2, "document highlight")

nvim:type("GoTomas Ekh")
local completion = ask("textDocument/completion", 4, 9)
child.check(
  completion.items and completion.items[1] and completion.items[1].label == "Tomas Ekholm",
  "completion of a name",
  completion
)
child.equal(
  completion.items[1] and completion.items[1].textEdit.range.start.character,
  0,
  "from its first word"
)
nvim:type("<Esc>u")

local actions = ask("textDocument/codeAction", 2, 3)
local titles = {}
for _, action in ipairs(actions) do
  titles[#titles + 1] = action.title
end
child.equal(titles, {
  "Ada Brandt: is the same as ...",
  "Ada Brandt: has another name ...",
  "Ada Brandt: is also called ...",
  "Ada Brandt: is no PERSON but ...",
  "Ada Brandt: is no entity",
}, "corrections are offered")

-- Keys, as a person presses them -------------------------------------------------------------------
nvim:type("3G0K")
child.check(
  nvim:wait([[
    for _, window in ipairs(vim.api.nvim_list_wins()) do
      if vim.api.nvim_win_get_config(window).relative ~= "" then
        local text = table.concat(vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, -1, false), "\n")
        return text:find("Ada Brandt") ~= nil
      end
    end
  ]]),
  "K shows a window with the dossier"
)
nvim:type("K")
child.check(
  nvim:wait("return vim.api.nvim_win_get_config(0).relative ~= ''"),
  "K again goes into it"
)
nvim:lua([[vim.fn.search("txt:[0-9]")]])
nvim:type("<CR>")
child.check(
  nvim:wait("return vim.api.nvim_buf_get_name(0):find('archive/%w+%.txt$') ~= nil"),
  "<CR> there opens a source",
  nvim:messages()
)
child.equal(
  nvim:lua("return vim.api.nvim_win_get_config(0).relative"),
  "",
  "in the window of the text"
)
child.equal(nvim:lua("return #vim.api.nvim_list_wins()"), 1, "the dossier is gone")
nvim:command("buffer draft.md")
nvim:type("<Esc>3G0gd")
child.check(
  nvim:wait("return vim.api.nvim_buf_get_name(0):find('%.txt$') ~= nil"),
  "gd opens the source",
  nvim:messages()
)
child.check(nvim:lua("return vim.api.nvim_get_current_line()"):find("Brandt"), "at its sentence")
nvim:command("buffer draft.md")
nvim:type("3G0grr")
child.check(
  nvim:wait("return #vim.fn.getqflist() >= 3 or #vim.fn.getloclist(0) >= 3"),
  "grr lists the mentions"
)
child.check(
  nvim:lua([[
    for _, item in ipairs(vim.fn.getqflist()) do
if item.text:find("Ada Brandt, the fire chief of Port", 1, true) then return true end
    end
  ]]),
  "those of an article in UTF-16 too",
  nvim:messages()
)
nvim:command("only")
nvim:command("buffer draft.md")

nvim:type("1G0K") -- on nothing: said, not thrown
nvim:lua("vim.wait(100)")
child.check(
  not nvim:messages():find("stack traceback"),
  "K on nothing is no error",
  nvim:messages()
)

-- An event told in other words has its own mark and dossier; what the archive does not know is shown
-- when it is asked for.
child.write(
  folder .. "/events/jet.txt",
  [[
Turkey shoots down Russian jet

ANKARA, November 24, 2015 - Turkey shot down a Russian military jet near the Syrian border on Tuesday, Turkish officials said. One of the two pilots was killed.
]]
)
child.index(folder .. "/events")
child.write(
  folder .. "/events/draft.txt",
  "It was then that Turkish fighters shot down a Russian warplane.\nGreta Lindqvist was arrested in Lisbon.\n"
)
local other = child.start({ files = { folder .. "/events/draft.txt" }, lines = 10 })
other:settle()

--- Waits until lines of the screen have a pattern, or have it no more.
local function shows(first, last, pattern, wanted)
  return vim.wait(10000, function()
    return (other:screen(first, last):find(pattern) ~= nil) == wanted
  end, 20)
end

child.check(other:screen(1, 2):find("EEEE"), "the event has a mark", other:screen(1, 2))
child.check(not other:screen(2, 3):find("UUU"), "unknown names have none")
local at = other:lua("return require('gazette').at(0, 0, 34)")
child.equal(at and at.layer, "event", "it is an event")
other:type("gg034lK")
child.check(
  other:wait([[
    for _, window in ipairs(vim.api.nvim_list_wins()) do
      if vim.api.nvim_win_get_config(window).relative ~= "" then
        return table.concat(vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, -1, false), "\n"):find("Russian military jet") ~= nil
      end
    end
  ]]),
  "K tells what the archive says of it"
)
other:type("<Esc>gg0")
other:command("only")
other:command("Gazette toggle names")
child.check(shows(2, 4, "UUUUUUUUUUUUUUU", true), "unknown names", other:screen(1, 4))
other:command("Gazette toggle events")
child.check(shows(2, 4, "eeeeeeee", true), "and other events", other:screen(1, 4))
other:command("Gazette toggle names")
other:command("Gazette toggle events")
child.check(shows(2, 4, "[Ue][Ue][Ue][Ue][Ue]+", false), "and neither again", other:screen(1, 4))
child.equal(other:messages():find("rror"), nil, "no error")
other:quit()

-- The same in Markdown, whose scopes the worker is given.
child.write(
  folder .. "/events/draft.md",
  "# Jets\n\nIt was then that Turkish fighters shot down a Russian warplane.\n\n- Not before.\n"
)
other = child.start({ files = { folder .. "/events/draft.md" }, lines = 10 })
other:settle()
child.check(other:screen(1, 4):find("EEEE"), "an event in Markdown", other:screen(1, 4))
child.equal(other:lua("return require('gazette.background').problem"), vim.NIL, "no problem")

-- Quotes and times, when they are asked for.
other:quit()
child.write(
  folder .. "/events/said.txt",
  '"We have closed the bridge," Ada Brandt said on Tuesday, 3 March 2015.\n'
)
other = child.start({
  files = { folder .. "/events/said.txt" },
  lines = 10,
  columns = 90,
  gazette = { layers = { "entity", "quote", "time" } },
})
other:settle()
child.check(other:screen(1, 3):find("QQQQQQQQQQ"), "a quote is marked", other:screen(1, 3))
child.check(other:screen(1, 3):find("TTTTTTT"), "and a time", other:screen(1, 3))
child.equal(other:lua("return (require('gazette').at(0, 0, 4) or {}).layer"), "quote", "it is one")
other:type("gg04lK") -- about which the archive has nothing to tell
other:command("Gazette info")
other:lua("require('gazette').setup({ layers = { 'entity' } })")
child.check(
  vim.wait(10000, function()
    return not other:screen(1, 3):find("[QT][QT][QT]")
  end, 20),
  "and neither again",
  other:screen(1, 3)
)
child.equal(other:messages():find("rror"), nil, "no error", other:messages())
other:quit()
other = child.start({ files = { folder .. "/events/draft.md" }, lines = 10 })
other:settle()

-- The answer comes later than the pause after the last edit: it is of another text, and asked for again.
other:lua([[
  local worker = require("gazette.worker")
  local run = worker.run
  worker.run = function(source, done, ...)
    local late = source:find("native.annotate", 1, true)
    return run(source, not late and done or function(...)
      local answer = { n = select("#", ...), ... }
      vim.defer_fn(function() done(unpack(answer, 1, answer.n)) end, 500)
    end, ...)
  end
]])
other:type("Go<CR>Turkish fighters shot down the Russian warplane.<Esc>")
other:wait("return require('gazette.buffer').get(0).background.analysing")
other:type("gg0i# Jets<CR><CR><Esc>")
child.check(
  other:wait("return (require('gazette').at(0, 8, 18) or {}).layer == 'event'"),
  "an event typed while the text was read",
  other:screen(1, 10)
)
other:quit()

-- Beside a server that counts in UTF-16, as most do, columns are right behind wide characters.
child.write(folder .. "/archive/wide.md", "“你好” 👩‍👩‍👧 – Ada Brandt left.\n")
other = child.start({
  files = { folder .. "/archive/wide.md" },
  before = [[
    vim.api.nvim_create_autocmd("FileType", { pattern = "markdown", callback = function(event)
      vim.lsp.start({ name = "other", root_dir = "/", cmd = function()
        return {
          request = function(method, _, callback)
            vim.schedule(function()
              callback(nil, method == "initialize" and { capabilities = { hoverProvider = true } } or nil)
            end)
            return true, 1
          end,
          notify = function() return true end,
          is_closing = function() return false end,
          terminate = function() end,
        }
      end }, { bufnr = event.buf })
    end })
  ]],
})
other:settle()
other:wait("return #vim.lsp.get_clients({ bufnr = 0 }) == 2")
for _, key in ipairs({ "A", "t" }) do -- at its beginning and its end
  other:type("gg0f" .. key .. "K")
  child.check(
    other:wait([[
      for _, window in ipairs(vim.api.nvim_list_wins()) do
        if vim.api.nvim_win_get_config(window).relative ~= "" then
          local lines = vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, -1, false)
          return table.concat(lines, "\n"):find("# Ada Brandt", 1, true) ~= nil
        end
      end
    ]]),
    "K beside another server at " .. key,
    other:messages()
  )
  other:type("<Esc>")
  other:command("only")
end
other:lua("vim.lsp.stop_client(vim.lsp.get_clients({ name = 'gazette' })[1].id, true)")
child.check(
  other:wait("return #vim.lsp.get_clients({ name = 'gazette' }) == 0"),
  "the server can be made to stop"
)
other:lua("vim.fn.timer_start(0, function() os.exit(0) end)") -- the other server never ends

-- A correction is applied, and the marks follow -----------------------------------------------------
nvim:lua([[
  local client = vim.lsp.get_clients({ name = "gazette" })[1]
  local kb = require("gazette.buffer").get(0).kb
  require("gazette.command").correct(kb, { ["do"] = "ignore", entity = { name = "Tomas Ekholm", type = "PERSON" } })
]])
child.check(
  nvim:wait([[return require("gazette.buffer").get(0).document:at(2, 16) == nil]]),
  "an ignored name is marked no more"
)
child.equal(
  vim.fn.readfile(folder .. "/archive/.gazette/corrections.jsonl")[1] ~= nil,
  true,
  "the decision is kept"
)

-- A new generation is taken over by open buffers ------------------------------------------------------
child.write(
  folder .. "/archive/more.txt",
  "PORT ELSA, March 12, 2021 - Greta Lindqvist was named mayor on Friday. Greta Lindqvist is 44.\n"
)
nvim:lua([[vim.api.nvim_buf_set_lines(0, -1, -1, false, { "Greta Lindqvist" })]])
child.index(folder .. "/archive")
child.check(
  nvim:wait([[return require("gazette.buffer").get(0).document:at(4, 3) ~= nil]]),
  "a name indexed meanwhile is marked"
)
child.equal(
  nvim:messages():find("Error") or nvim:messages():find("E%d+:"),
  nil,
  "no error",
  nvim:messages()
)
child.equal(nvim:quit(), 0, "quits")
child.finish()
