-- What Gazette adds to Neovim: a keystroke with redraw, opening, scrolling, start-up, memory.
--
--   GAZETTE_NVIM=... GAZETTE_BUILD_DIR=... nvim --clean --headless -l tests/bench/nvim.lua [NAMES] [LINES]
--
-- A Neovim in a terminal of 160x50 cells has a buffer of LINES lines open and a lexicon of NAMES
-- names. Everything is done with Gazette and without it in turns, in one process, so that both see the
-- same machine. Without means detached: no callback of the buffer, no decoration provider, no language
-- client. Times are of the processor, not of the clock on the wall: what other programs take meanwhile is
-- not Gazette's, though they still cost caches. The turns stand in blocks; each block has its own
-- percentiles and their difference, and what is printed is the median over the blocks, so that a burst
-- of other work spoils a block and not the figure. The garbage collector runs as it does for a person.
local child = dofile("tests/nvim/child.lua")
local options = vim.env.GAZETTE_BENCH_OPTIONS and vim.json.decode(vim.env.GAZETTE_BENCH_OPTIONS)
  or nil
local names, lines = tonumber(arg[1]) or 1000000, tonumber(arg[2]) or 100000
local folder = child.folder("bench")

local function random_names(count)
  local first =
    { "Ada", "Tomas", "Greta", "Pavel", "Oksana", "Ilir", "Larisa", "Mirela", "Orhan", "Nadia" }
  local syllables = {
    "bra",
    "ndt",
    "ek",
    "holm",
    "lind",
    "qvi",
    "st",
    "dra",
    "gan",
    "bel",
    "vich",
    "ce",
    "laj",
    "tos",
    "ka",
    "mo",
    "ra",
    "ti",
    "su",
    "len",
  }
  math.randomseed(7)
  local list = {}
  for id = 1, count do
    local word = {}
    for i = 1, 3 + id % 2 do
      word[i] = syllables[math.random(#syllables)]
    end
    local surname = table.concat(word):gsub("^%l", string.upper)
    list[id] = {
      text = first[math.random(#first)] .. " " .. surname .. (id % 97),
      id = id,
      type = id % 3 == 0 and "ORG" or "PERSON",
      weight = 3,
    }
  end
  return list
end

child.write(folder .. "/a.txt", "Ada Brandt arrived in Port Elsa on Monday.\n")
local list = random_names(names)
child.kb(folder, list)
local text = {}
for i = 1, lines do
  local name = list[(i * 7919) % names + 1].text
  text[i] = ("On day %d the council heard that %s had left the harbour, and nobody at the quay said why."):format(
    i,
    name
  )
  if i % 6 == 0 then
    text[i] = ""
  end
end
child.write(folder .. "/draft.txt", table.concat(text, "\n") .. "\n")
list, text = nil, nil
collectgarbage()

local MEASURE = [[
  local blocks, rounds, keys_a_round = ...
  local clock, api = os.clock, vim.api
  local buffers = require("gazette.buffer")
  local buffer = api.nvim_get_current_buf()
  vim.cmd("normal! " .. (math.floor(api.nvim_buf_line_count(0) / 2) + 3) .. "Gzz")
  local function settled()
    local state = buffers.get(buffer)
    return state and state.background and not state.background.dirty
  end
  vim.wait(3000, settled, 20)
  collectgarbage() collectgarbage()
  local function type_keys(into)
    local row = api.nvim_win_get_cursor(0)[1] - 1
    for i = 1, keys_a_round do
      local column = #api.nvim_buf_get_lines(0, row, row + 1, false)[1]
      local start = clock()
      api.nvim_buf_set_text(0, row, column, row, column, { i % 6 == 0 and " " or "x" })
      vim.cmd.redraw()
      into[#into + 1] = (clock() - start) * 1e6
    end
    api.nvim_buf_set_lines(0, row, row + 1, false, { "the council heard that " })
    vim.cmd.redraw()
  end
  local shares = { 0.5, 0.99, 0.999 }
  local with, without, added = { {}, {}, {} }, { {}, {}, {} }, { {}, {}, {} }
  for block = 1, blocks do
    local samples = { [true] = {}, [false] = {} }
    for round = 1, 2 * rounds do
      local on = (round + block) % 2 == 0
      if on then
        buffers.attach(buffer)
        vim.wait(10000, settled, 5)
      else
        buffers.detach(buffer)
        vim.wait(5)
      end
      vim.cmd.redraw()
      type_keys({}) -- warm
      type_keys(samples[on])
    end
    for i, share in ipairs(shares) do
      local at = {}
      for on, list in pairs(samples) do
        table.sort(list)
        at[on] = list[math.ceil(#list * share)]
      end
      with[i][block], without[i][block], added[i][block] = at[true], at[false], at[true] - at[false]
    end
  end
  buffers.attach(buffer)
  local function median(list)
    table.sort(list)
    return list[math.ceil(#list / 2)]
  end
  local result = {}
  for i, share in ipairs(shares) do
    result[i] = { share, median(with[i]), median(without[i]), median(added[i]) }
  end
  return result
]]

-- What is done when nobody has typed for a moment, in processor time of all threads.
local PAUSE = [[
  local api = vim.api
  local state = require("gazette.buffer").get(0)
  local list, clock = {}, os.clock
  for i = 1, 40 do
    local row = math.floor(api.nvim_buf_line_count(0) / 2)
    api.nvim_buf_set_text(0, row, 0, row, 0, { "x" })
    vim.cmd.redraw()
    local start = clock()
    vim.wait(220, function() return false end, 220)
    list[i] = (clock() - start) * 1e6
  end
  table.sort(list)
  return { list[20], list[36] }
]]

local OPEN = [[
  local file, count = ...
  local clock, api = os.clock, vim.api
  local samples = { with = {}, without = {} }
  for i = 1, count do
    local with = i % 2 == 0
    if with then
      vim.g.loaded_gazette = nil
      vim.cmd("runtime plugin/gazette.lua")
    else
      vim.api.nvim_clear_autocmds({ group = "gazette" })
    end
    local start = clock()
    vim.cmd.edit(file)
    vim.cmd.redraw()
    local list = with and samples.with or samples.without
    list[#list + 1] = (clock() - start) * 1e6
    vim.wait(5)
    vim.cmd.bwipeout({ bang = true })
    vim.wait(2)
  end
  samples.added = {}
  for i, time in ipairs(samples.with) do
    samples.added[i] = time - samples.without[i]
  end
  for _, list in pairs(samples) do table.sort(list) end
  local middle = math.ceil(#samples.with / 2)
  return { samples.with[middle], samples.without[middle], samples.added[middle] }
]]

-- Pages that are seen the first time, pages that were seen before, and the same marks placed in all of
-- the text beforehand, with Gazette off.
local SCROLL = [[
  local rounds = ...
  local clock, api = os.clock, vim.api
  local buffers = require("gazette.buffer")
  local buffer = api.nvim_get_current_buf()
  local document = buffers.get(0).document
  local function pages(count)
    local list = {}
    for i = 1, count do
      vim.cmd("normal! " .. (1 + (i * 50) % 4000) .. "Gzt")
      local start = clock()
      vim.cmd.redraw()
      list[i] = (clock() - start) * 1e6
    end
    table.sort(list)
    return list[math.ceil(#list / 2)]
  end
  local eager, marks = api.nvim_create_namespace("bench"), {}
  local function place_all()
    for row = 0, 4999 do
      local count = document:marks(row, marks)
      for i = 0, count - 1 do
        api.nvim_buf_set_extmark(0, eager, row, marks[i * 5 + 1], {
          end_row = row,
          end_col = marks[i * 5 + 2],
          hl_group = "GazettePerson",
          priority = 120,
        })
      end
    end
  end
  document:refresh(0, 5000)
  local all = { {}, {}, {} }
  for round = 1, rounds do
    buffers.toggle(buffer, true)
    vim.cmd("normal! 50000Gzt")
    vim.cmd.redraw()
    all[1][round] = pages(80)
    all[2][round] = pages(80)
    buffers.toggle(buffer, false)
    place_all()
    vim.cmd("normal! 50000Gzt")
    vim.cmd.redraw()
    all[3][round] = (pages(80) + pages(80)) / 2
    api.nvim_buf_clear_namespace(0, eager, 0, -1)
  end
  buffers.toggle(buffer, true)
  local function median(list)
    table.sort(list)
    return list[math.ceil(#list / 2)]
  end
  local ratios = { {}, {} }
  for round = 1, rounds do
    for i = 1, 2 do
      ratios[i][round] = all[i][round] / all[3][round]
    end
  end
  local placed = median(all[3])
  return {
    { "first", median(all[1]), placed, median(ratios[1]) },
    { "again", median(all[2]), placed, median(ratios[2]) },
  }
]]

local LEAK = [[
  local function resident()
    collectgarbage() collectgarbage()
    local stat = io.open("/proc/self/statm"):read("*a")
    return tonumber(stat:match("^%d+ (%d+)")) * 4
  end
  local function edits(count)
    for i = 1, count do
      vim.api.nvim_buf_set_text(0, 10, 0, 10, 0, { "x" })
      vim.cmd.redraw()
      if i % 40 == 0 then
        vim.api.nvim_buf_set_lines(0, 10, 11, false, { "the council" })
        vim.wait(0) -- the loop has its turn, as it has between keystrokes
      end
    end
  end
  vim.o.undolevels = -1
  edits(5000)
  local before = resident()
  edits(100000)
  return resident() - before
]]

local function row(what, ...)
  io.stdout:write(("  %-34s"):format(what), ("%12s"):rep(select("#", ...)):format(...), "\n")
  io.stdout:flush()
end

--- How busy the machine is: processes that run or want to, over the last minute.
local function load_now()
  return ("load %.1f on %d processors"):format(vim.uv.loadavg(), #vim.uv.cpu_info())
end

io.stdout:write(
  ("\nNeovim %s, %d names, %d lines, 160x50 cells; %s\n"):format(
    vim.env.GAZETTE_NVIM_SERIES or "",
    names,
    lines,
    load_now()
  )
)
local nvim = child.start({
  files = { folder .. "/draft.txt" },
  lines = 50,
  columns = 160,
  gazette = options,
  terminal = true,
})
nvim:settle()
row("one keystroke with redraw", "with", "without", "added us")
local blocks = tonumber(vim.env.GAZETTE_BENCH_BLOCKS) or 9
for _, result in ipairs(nvim:lua(MEASURE, blocks, 4, 250)) do
  row(
    ("  p%g"):format(result[1] * 100),
    ("%.1f"):format(result[2]),
    ("%.1f"):format(result[3]),
    ("%.1f"):format(result[4])
  )
end
nvim:settle()
local with = nvim:lua(PAUSE)
nvim:lua("require('gazette.buffer').detach(vim.api.nvim_get_current_buf())")
local without = nvim:lua(PAUSE)
nvim:lua("require('gazette.buffer').attach(vim.api.nvim_get_current_buf())")
nvim:settle()
row("in the pause after a keystroke", "with", "without", "added us")
for i, name in ipairs({ "  p50", "  p90" }) do
  row(
    name,
    ("%.0f"):format(with[i]),
    ("%.0f"):format(without[i]),
    ("%.0f"):format(with[i] - without[i])
  )
end
row("page scroll, p50", "Gazette", "placed", "ratio")
for _, result in ipairs(nvim:lua(SCROLL, 7)) do
  row(
    ("  pages seen %s"):format(result[1] == "first" and "the first time" or "before"),
    ("%.1f"):format(result[2]),
    ("%.1f"):format(result[3]),
    ("%.2f"):format(result[4])
  )
end
nvim:quit()

nvim = child.start({ lines = 50, columns = 160, terminal = true })
nvim:lua("require('gazette.buffer')")
local open = nvim:lua(OPEN, folder .. "/draft.txt", 60)
row("opening until painted", "with", "without", "added us")
row("  p50", ("%.0f"):format(open[1]), ("%.0f"):format(open[2]), ("%.0f"):format(open[3]))
nvim:quit()

local function startup(plugin)
  local samples = {}
  for _ = 1, 15 do
    local log = folder .. "/startup.log"
    vim.fn.delete(log)
    local init = folder .. "/init.lua"
    child.write(init, plugin and ("vim.opt.runtimepath:prepend(%q)"):format(vim.fn.getcwd()) or "")
    vim
      .system({
        vim.env.GAZETTE_NVIM,
        "--headless",
        "-u",
        init,
        "-i",
        "NONE",
        "--startuptime",
        log,
        "-c",
        "qall",
      })
      :wait()
    for line in io.lines(log) do
      local self = line:match("^%S+%s+%S+%s+(%S+): sourcing .*/plugin/gazette%.lua")
      if self then
        samples[#samples + 1] = tonumber(self)
      end
    end
  end
  table.sort(samples)
  return samples[math.ceil(#samples / 2)]
end
row("start-up without a matching buffer", "ms")
row("  plugin/gazette.lua, p50", ("%.3f"):format(startup(true) or 0 / 0))

if vim.env.GAZETTE_BENCH_LEAK ~= "0" then
  nvim =
    child.start({ files = { folder .. "/draft.txt" }, lines = 50, columns = 160, terminal = true })
  nvim:settle()
  row("memory kept", "kB")
  row("  100,000 edits", nvim:lua(LEAK))
  nvim:quit()
end
io.stdout:write("  ", load_now(), " at the end\n")
