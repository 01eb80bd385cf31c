--- Drives a real Neovim: a child process with this plugin on its runtimepath, its own folders, and
--- a screen of fixed size that can be compared.
local M = {}

local root = vim.fn.getcwd()
local build = assert(vim.env.GAZETTE_BUILD_DIR, "GAZETTE_BUILD_DIR is not set")
local series = vim.env.GAZETTE_NVIM_SERIES or "x"
local passed, failed = 0, 0

---@param condition any
---@param what string
---@param got? any
function M.check(condition, what, got)
  if condition then
    passed = passed + 1
  else
    failed = failed + 1
    local where = debug.getinfo(2, "Sl")
    io.stderr:write(
      ("%s:%d: failed: %s%s\n"):format(
        where.short_src,
        where.currentline,
        what,
        got ~= nil and "\n  got: " .. vim.inspect(got) or ""
      )
    )
  end
  return condition
end

---@param got any
---@param expected any
---@param what string
function M.equal(got, expected, what)
  local same = vim.deep_equal(got, expected)
  if same then
    passed = passed + 1
  else
    failed = failed + 1
    local where = debug.getinfo(2, "Sl")
    io.stderr:write(
      ("%s:%d: failed: %s\n  got:      %s\n  expected: %s\n"):format(
        where.short_src,
        where.currentline,
        what,
        vim.inspect(got),
        vim.inspect(expected)
      )
    )
  end
  return same
end

--- Ends the test: prints the count, and status 1 where something failed or nothing was checked.
function M.finish()
  io.stdout:write(("%d passed, %d failed\n"):format(passed, failed))
  io.stdout:flush()
  os.exit(failed == 0 and passed > 0 and 0 or 1)
end

--- An empty folder of the test's own.
---@param name string
function M.folder(name)
  local path = ("%s/tests/nvim/%s-%s"):format(build, name, series)
  vim.fn.delete(path, "rf")
  vim.fn.mkdir(path, "p")
  return path
end

---@param path string
---@param text string
function M.write(path, text)
  vim.fn.mkdir(vim.fs.dirname(path), "p")
  local file = assert(io.open(path, "wb"))
  file:write(text)
  file:close()
end

--- Indexes a folder with the program.
---@param folder string
function M.index(folder, ...)
  local program = assert(vim.env.GAZETTE_PROGRAM, "GAZETTE_PROGRAM is not set")
  local result = vim.system({ program, "index", ..., folder }, { timeout = 60000 }):wait()
  assert(result.code <= 1, "gazette index: " .. result.code .. "\n" .. (result.stderr or ""))
end

--- An archive with a knowledge base whose names are given: what is marked is then certain.
---@param folder string with articles
---@param names { text: string, id: integer, type: string, weight?: integer }[]
function M.kb(folder, names)
  M.index(folder)
  package.cpath = build .. "/lua/?.so;" .. package.cpath
  local native = require("gazette.native")
  local kb = assert(native.kb_open(folder .. "/.gazette"))
  assert(native.lexicon_build(folder .. "/.gazette/lexicon.gzl", names, kb:generation()))
  kb:close()
end

-- Plain colours that stand for the groups, so that a screen can be read as letters.
local GROUPS = {
  GazettePerson = { "P", 0x110001 },
  GazetteNorp = { "N", 0x110002 },
  GazetteOrg = { "O", 0x110003 },
  GazetteGpe = { "G", 0x110004 },
  GazetteLoc = { "L", 0x110005 },
  GazetteFac = { "F", 0x110006 },
  GazetteProduct = { "W", 0x110007 },
  GazetteNamedEvent = { "V", 0x110008 },
  GazetteMisc = { "M", 0x110009 },
  GazetteEvent = { "E", 0x11000a },
  GazetteQuote = { "Q", 0x11000b },
  GazetteTime = { "T", 0x11000c },
  GazetteLaw = { "A", 0x11000d },
  GazetteWorkOfArt = { "K", 0x11000e },
  GazetteUnknownName = { "U", 0x11000f },
  GazetteUnlinkedEvent = { "e", 0x110010 },
}
local LETTERS = {}
for _, group in pairs(GROUPS) do
  LETTERS[group[2]] = group[1]
end

---@class Child
---@field channel integer
local Child = {}
Child.__index = Child

--- Starts a Neovim of LINES x COLUMNS; with `terminal` in a real one. `gazette` becomes vim.g.gazette,
--- `files` are opened.
---@param options? { gazette?: table, files?: string[], terminal?: boolean, lines?: integer, columns?: integer, plugin?: boolean, before?: string, environment?: table, runtimepath?: string }
---@return Child
function M.start(options)
  options = options or {}
  -- Each script has a home of its own: ctest runs several at once, and a folder is emptied when made.
  local home = M.home or M.folder("home-" .. vim.fn.fnamemodify(arg[0], ":t:r"))
  M.home = home
  local init = home .. "/init.lua"
  local groups = {}
  for name, group in pairs(GROUPS) do
    groups[#groups + 1] = ("vim.api.nvim_set_hl(0, %q, { fg = %d })"):format(name, group[2])
  end
  M.write(
    init,
    table.concat({
      options.plugin ~= false and ("vim.opt.runtimepath:prepend(%q)"):format(
        options.runtimepath or root
      ) or "",
      ("package.cpath = %q .. package.cpath"):format(build .. "/lua/?.so;"),
      ("vim.g.gazette = vim.json.decode(%q)"):format(
        vim.json.encode(options.gazette or vim.empty_dict())
      ),
      ("vim.o.lines, vim.o.columns = %d, %d"):format(options.lines or 16, options.columns or 64),
      "vim.o.termguicolors, vim.o.ruler, vim.o.laststatus, vim.o.shortmess = true, false, 0, 'aoOTIcF'",
      "vim.g.editorconfig = false",
      "vim.o.swapfile, vim.o.showcmd, vim.o.foldenable = false, false, false",
      table.concat(groups, "\n"),
      options.before or "",
    }, "\n")
  )
  local nvim = assert(vim.env.GAZETTE_NVIM, "GAZETTE_NVIM is not set")
  local environment = vim.tbl_extend("force", {
    XDG_CONFIG_HOME = home .. "/config",
    XDG_DATA_HOME = home .. "/data",
    XDG_STATE_HOME = home .. "/state",
    XDG_CACHE_HOME = home .. "/cache",
    NVIM_LOG_FILE = home .. "/log",
  }, options.environment or {})
  local self = setmetatable({ errors = {} }, Child)
  local job = {
    env = environment,
    on_exit = function(_, code)
      self.exited = code
    end,
  }
  if options.terminal then
    local socket = vim.fn.tempname()
    local command = { nvim, "-u", init, "-i", "NONE", "--listen", socket }
    vim.list_extend(command, options.files or {})
    job.pty, job.width, job.height = true, options.columns or 64, options.lines or 16
    job.env.TERM = "xterm-256color"
    self.job = vim.fn.jobstart(command, job)
    vim.wait(10000, function()
      return vim.uv.fs_stat(socket) ~= nil
    end, 10)
    self.channel = vim.fn.sockconnect("pipe", socket, { rpc = true })
  else
    local command = { nvim, "--embed", "--headless", "-u", init, "-i", "NONE" }
    vim.list_extend(command, options.files or {})
    job.rpc = true
    job.on_stderr = function(_, data)
      vim.list_extend(self.errors, data)
    end
    self.channel = vim.fn.jobstart(command, job)
    self.job = self.channel
  end
  assert(self.channel > 0, "Neovim does not start")
  self:lua("return 1")
  if options.terminal then -- it listens before it has read its configuration
    self:wait("return vim.v.vim_did_enter == 1")
  end
  return self
end

--- Runs Lua in the child and returns its result.
function Child:lua(code, ...)
  return vim.fn.rpcrequest(self.channel, "nvim_exec_lua", code, { ... })
end

function Child:api(name, ...)
  return vim.fn.rpcrequest(self.channel, "nvim_" .. name, ...)
end

--- Types keys, as a person would.
function Child:type(keys)
  self:api("input", keys)
  self:lua("return 1") -- they have been read when this returns
end

function Child:command(command)
  return self:api("exec2", command, { output = true }).output
end

--- Waits until the code returns something true.
---@return any value
function Child:wait(code, limit)
  local value
  vim.wait(limit or 10000, function()
    value = self:lua(code)
    return value and value ~= vim.NIL
  end, 10)
  return value ~= vim.NIL and value or nil
end

--- Waits until everything that is done in the background for the buffer is done.
---@param limit? integer milliseconds
function Child:settle(limit)
  return M.check(
    self:wait(
      [[
      local state = require("gazette.buffer").get(0)
      return state ~= nil and state.background ~= nil and not state.background.dirty and not require("gazette.worker").busy()
    ]],
      limit or 30000
    ),
    "the background work ends"
  )
end

--- The screen's rows, and under each that has marks the letters of the groups.
---@return string
function Child:screen(first, last)
  -- The first look at a cell makes Neovim number its attributes anew: what is drawn after it counts.
  self:lua("pcall(vim.api.nvim__inspect_cell, 1, 0, 0)")
  self:command("redraw!")
  return self:lua(
    [[
      local letters, first, last = ...
      local out = {}
      for row = (first or 1) - 1, (last or vim.o.lines - 1) - 1 do
        local text, marks, any = {}, {}, false
        for column = 0, vim.o.columns - 1 do
          local drawn, cell = pcall(vim.api.nvim__inspect_cell, 1, row, column)
          cell = drawn and cell or { " ", {} } -- 0.10 raises for a cell nothing was drawn in
          local letter = letters[tostring(cell[2] and cell[2].foreground)]
          text[#text + 1] = cell[1]
          marks[#marks + 1] = letter or (cell[1] == "" and "" or " ")
          any = any or letter ~= nil
        end
        out[#out + 1] = (table.concat(text):gsub("%s+$", ""))
        if any then
          out[#out + 1] = (table.concat(marks):gsub("%s+$", ""))
        end
      end
      return table.concat(out, "\n")
    ]],
    vim.iter
      and (function()
        local by_text = {}
        for colour, letter in pairs(LETTERS) do
          by_text[tostring(colour)] = letter
        end
        return by_text
      end)(),
    first,
    last
  )
end

--- What :messages has; errors would be there.
function Child:messages()
  return vim.trim(self:command("messages"))
end

function Child:stop()
  if not self.exited then
    vim.fn.jobstop(self.job)
  end
end

--- Quits as a person would and returns the exit code.
function Child:quit(limit)
  vim.fn.rpcnotify(self.channel, "nvim_command", "qall!")
  vim.wait(limit or 5000, function()
    return self.exited ~= nil
  end, 10)
  local code = self.exited
  self:stop()
  return code
end

--- Compares with tests/nvim/screens/NAME.txt; GAZETTE_UPDATE_SCREENS=1 writes it.
function M.screen_is(name, got)
  local path = root .. "/tests/nvim/screens/" .. name .. ".txt"
  if vim.env.GAZETTE_UPDATE_SCREENS then
    M.write(path, got .. "\n")
  end
  local file = io.open(path, "rb")
  local expected = file and file:read("*a"):gsub("\n$", "") or "(no such file)"
  if file then
    file:close()
  end
  if got == expected then
    passed = passed + 1
    return
  end
  failed = failed + 1
  io.stderr:write(
    ("failed: screen %s\n--- got\n%s\n--- expected\n%s\n"):format(name, got, expected)
  )
end

return M
