-- Thousands of edits of every kind: the marks are always those of a fresh document of the same text.
local child = dofile("tests/nvim/child.lua")
local folder = child.folder("edits")

child.write(folder .. "/a.txt", "Ada Brandt arrived in Port Elsa on Monday.\n")
child.kb(folder, {
  { text = "Ada Brandt", id = 1, type = "PERSON" },
  { text = "Brandt Line", id = 7, type = "ORG" },
  { text = "Port Elsa", id = 2, type = "GPE" },
  { text = "Harbour Council of Port Elsa", id = 3, type = "ORG" },
  { text = "Elsa", id = 4, type = "PERSON" },
  { text = "Zoë Ångström", id = 6, type = "PERSON" },
})
child.write(
  folder .. "/draft.txt",
  ("Ada Brandt of the Harbour Council\nof Port Elsa\n\nsaw Zoë Ångström.\n"):rep(12)
)

local nvim = child.start({ files = { folder .. "/draft.txt" }, lines = 20 })
nvim:settle()

local EDITS = [[
  local language = ...
  local words = { "Ada", "Brandt", "Line", "Port", "Elsa", "Harbour Council", "of", "Zoë", "Ångström", "", " ", "the", "a@Elsa.org", "\t" }
  if language == "markdown" then
    vim.list_extend(words, { "```", "~~~", "<!--", "-->", "`", "`Elsa`", "**", "> ", "- ", "# ", "\r", "<div>", "[Ada](", ")" })
  end
  local random = function(n) return math.random(n) end
  math.randomseed(4711)
  local api = vim.api
  local function sentence()
    local out = {}
    for i = 1, random(6) do out[i] = words[random(#words)] end
    return table.concat(out, " ")
  end
  local function keys(text)
    api.nvim_feedkeys(api.nvim_replace_termcodes(text, true, false, true), "xt", false)
  end
  local function place()
    local row = random(api.nvim_buf_line_count(0))
    local line = api.nvim_buf_get_lines(0, row - 1, row, false)[1]
    return row, random(#line + 1) - 1
  end
  local edits = {
    function() local row, column = place() api.nvim_buf_set_text(0, row - 1, column, row - 1, column, { sentence() }) end,
    function() local row, column = place() api.nvim_buf_set_text(0, row - 1, column, row - 1, column, { sentence(), sentence() }) end,
    function() local row, column = place() local to = math.min(row + 2, api.nvim_buf_line_count(0))
      local last = #api.nvim_buf_get_lines(0, to - 1, to, false)[1]
      if to > row then api.nvim_buf_set_text(0, row - 1, column, to - 1, random(last + 1) - 1, { sentence() }) end end,
    function() local row = place() api.nvim_buf_set_lines(0, row - 1, row, false, { sentence(), sentence() }) end,
    function() local row = place() api.nvim_buf_set_lines(0, row - 1, math.min(row + 2, api.nvim_buf_line_count(0)), false, {}) end,
    function() api.nvim_win_set_cursor(0, { place() }) keys("i" .. sentence() .. "<Esc>") end,
    function() api.nvim_win_set_cursor(0, { place() }) keys("o" .. sentence() .. "<CR>" .. sentence() .. "<Esc>") end,
    function() api.nvim_win_set_cursor(0, { place() }) keys("O" .. sentence() .. "<Esc>") end,
    function() api.nvim_win_set_cursor(0, { place() }) keys("a<CR><Esc>") end,
    function() api.nvim_win_set_cursor(0, { place() }) keys("J") end,
    function() api.nvim_win_set_cursor(0, { place() }) keys("dd") end,
    function() api.nvim_win_set_cursor(0, { place() }) keys("yyp") end,
    function() api.nvim_win_set_cursor(0, { place() }) keys("2dw") end,
    function() api.nvim_win_set_cursor(0, { place() }) keys("xxx") end,
    function() api.nvim_win_set_cursor(0, { place() }) keys("cw" .. sentence() .. "<Esc>") end,
    function() api.nvim_win_set_cursor(0, { place() }) keys("A " .. sentence() .. "<BS><BS><Esc>") end,
    function() api.nvim_win_set_cursor(0, { place() }) keys("<C-v>2jlA" .. "Elsa" .. "<Esc>") end,
    function() api.nvim_win_set_cursor(0, { place() }) keys(">>") end,
    function() api.nvim_win_set_cursor(0, { place() }) keys("g??") end,
    function() api.nvim_win_set_cursor(0, { place() }) keys("~") end,
    function() keys("u") end, function() keys("uuu") end, function() keys("<C-r>") end, function() keys("<C-r><C-r>") end,
    function() pcall(vim.cmd, [=[silent! keeppatterns %s/Elsa/Port Elsa/ge]=]) if api.nvim_buf_line_count(0) > 80 then vim.cmd("silent 40,$d _") end end,
    function() pcall(vim.cmd, [=[silent! keeppatterns s/ /\r/g]=]) end,
    function() local row = place() pcall(vim.cmd, "silent! " .. row .. "m0") end,
    function() local row = place() pcall(vim.cmd, "silent! " .. row .. "t$") end,
    function() pcall(vim.cmd, "silent! 1,10sort") end,
    function() pcall(vim.cmd, "silent! g/the/normal! Aof") end,
    function() if api.nvim_buf_line_count(0) > 60 then vim.cmd("silent 30,$d _") end end,
    function() if random(20) == 1 then vim.cmd("silent! earlier 10") end end,
    function() if random(20) == 1 then vim.cmd("silent %d _") api.nvim_buf_set_lines(0, 0, -1, false, { sentence(), sentence() }) end end,
    function() if random(30) == 1 then
      vim.cmd("silent edit!")
      vim.wait(1000, function() return require("gazette.buffer").get(0) ~= nil end, 1)
    end end,
  }
  _G.edits_done = 0
  local native = require("gazette.native")
  function _G.compare()
    local buffers = require("gazette.buffer")
    local state = buffers.get(0)
    local lines = api.nvim_buf_get_lines(0, 0, -1, false)
    if state.document:line_count() ~= #lines then
      return ("lines: %d, not %d"):format(state.document:line_count(), #lines)
    end
    local fresh = native.document(language, table.concat(lines, "\n") .. "\n")
    fresh:set_lexicon(state.kb.lexicon)
    local marks, expected, starts = {}, {}, { 0 }
    local function visible() -- what is on the screen without another redraw
      local got = {}
      for row = vim.fn.line("w0") - 1, vim.fn.line("w$") - 1 do
        local n = state.document:marks(row, marks)
        for i = 0, n - 1 do got[#got + 1] = ("%d:%d-%d"):format(row, marks[i * 5 + 1], marks[i * 5 + 2]) end
      end
      return got
    end
    local function placed() -- the marks that are in the buffer there
      local got, namespace = {}, api.nvim_get_namespaces().gazette
      local first, last = vim.fn.line("w0") - 1, vim.fn.line("w$") - 1
      for _, mark in ipairs(api.nvim_buf_get_extmarks(0, namespace, { first, 0 }, { last, -1 }, { details = true })) do
        got[#got + 1] = ("%d:%d-%d"):format(mark[2], mark[3], mark[4].end_row == mark[2] and mark[4].end_col or -1)
      end
      table.sort(got)
      return got
    end
    local shown = visible()
    table.sort(shown)
    if not vim.deep_equal(placed(), shown) then
      return "placed: " .. table.concat(placed(), " ") .. "\nnot     " .. table.concat(shown, " ") .. "\n" .. table.concat(lines, "\n")
    end
    for i, line in ipairs(lines) do starts[i + 1] = starts[i] + #line + 1 end
    for row = vim.fn.line("w0") - 1, vim.fn.line("w$") - 1 do
      local from, to = starts[row + 1], starts[row + 1] + #lines[row + 1]
      for _, a in ipairs(fresh:annotations()) do
        if a.start < to and a.finish > from then
          expected[#expected + 1] = ("%d:%d-%d"):format(row, math.max(a.start, from) - from, math.min(a.finish, to) - from)
        end
      end
    end
    local got = visible()
    if language == "text" and not vim.deep_equal(got, expected) then
      return "marks: " .. table.concat(got, " ") .. "\nnot    " .. table.concat(expected, " ") .. "\n" .. table.concat(lines, "\n")
    end
    require("gazette.paint").fetch(state, 0, #lines)
    state.document:refresh(0, #lines)
    local all, want = state.document:annotations(), fresh:annotations()
    if state.document:text() ~= table.concat(lines, "\n") .. "\n" then return "the text differs" end
    if not vim.deep_equal(all, want) then
      return ("%d annotations, not %d"):format(#all, #want)
    end
  end
  function _G.some_edits(count)
    for _ = 1, count do
      edits[random(#edits)]()
      edits_done = edits_done + 1
      if random(3) == 1 then vim.cmd("redraw") end
    end
    vim.cmd("redraw")
    return language == "text" and compare() or nil
  end
]]
nvim:lua(EDITS, "text")

local differs
for round = 1, 400 do
  local ok, result = pcall(nvim.lua, nvim, "return some_edits(10)")
  differs = not ok and result or result
  if differs and differs ~= vim.NIL then
    child.check(false, "after " .. round * 10 .. " edits", differs)
    break
  end
  child.check(true, "")
end
child.equal(nvim:lua("return edits_done"), 4000, "edits made")
child.check(not nvim:messages():find("Lua"), "no error of ours", nvim:messages())
-- 10,000 more of the plainest kind, with a redraw each.
nvim:lua([[
  for i = 1, 10000 do
    vim.api.nvim_buf_set_text(0, 0, 0, 0, 0, { i % 3 == 0 and "Elsa " or "x" })
    if i % 50 == 0 then vim.api.nvim_buf_set_lines(0, 0, 1, false, { "" }) end
    vim.cmd("redraw")
  end
]])
child.equal(nvim:lua("return compare()"), vim.NIL, "after typing for long")
child.equal(nvim:quit(), 0, "quits")

-- Markdown: fences, comments, quotes and spans that open and close. The scopes are read again by a
-- worker when nobody types, and are then those of a fresh reading.
child.write(
  folder .. "/draft.md",
  ("# Ada Brandt\n\n```\nPort Elsa\n```\n\n> Ada\n> Brandt <!-- Elsa --> of `Elsa`\r\n\n"):rep(8)
)
nvim = child.start({ files = { folder .. "/draft.md" }, lines = 20 })
nvim:settle()
nvim:lua(EDITS, "markdown")
for round = 1, 120 do
  nvim:lua("some_edits(5)")
  if round % 4 == 0 then -- else the next edits come while a worker reads
    nvim:settle()
    nvim:wait("return compare() == nil", 2000) -- the screen is drawn after the scopes were taken over
    differs = nvim:lua("return compare()")
    if not child.equal(differs, vim.NIL, "after " .. round * 5 .. " edits of Markdown") then
      break
    end
  end
end
child.check(not nvim:messages():find("Lua"), "no error of ours", nvim:messages())
child.equal(nvim:quit(), 0, "quits")

-- A paragraph of 300 kB in one line.
child.write(folder .. "/long.md", ("a `b` Ada Brandt *c* of Port Elsa "):rep(9000) .. "\n")
nvim = child.start({ files = { folder .. "/long.md" }, before = "vim.cmd('syntax off')" })
nvim:settle()
nvim:lua(EDITS, "markdown")
nvim:lua("vim.api.nvim_buf_set_text(0, 0, 150003, 0, 150003, { 'Elsa ` Elsa' })")
nvim:settle()
child.equal(nvim:lua("return compare()"), vim.NIL, "a long line of Markdown")
child.equal(nvim:quit(), 0, "quits")
child.finish()
