-- Whether opening and closing drafts leaks: what is allocated and resident after 1,000, 2,000 and 4,000
-- opens, with Gazette and without, each in a Neovim of its own; printed as growth per open.
--
--   GAZETTE_NVIM=... GAZETTE_BUILD_DIR=... nvim --clean --headless -l tests/bench/opens.lua [EXTENSION]
--
-- Neovim itself keeps something of every buffer it ever had (buffers are numbered, autocommands of a
-- buffer leave their group's entry, a language client its tables), so the figure that counts is the
-- difference of the two slopes: a leak of Gazette's would make it positive. Without Gazette there is a
-- language client that can do the same, answers nothing, maps the same keys and places one mark. Each
-- draft is closed when everything that is done for it in the background is done.
local child = dofile("tests/nvim/child.lua")
local extension = arg[1] or "txt"
local AT = { 1000, 2000, 4000 }

local folder = child.folder("opens")
local text = "Ada Brandt arrived in Port Elsa on Monday, and the council met her there.\n"
child.write(folder .. "/a.txt", text)
child.write(folder .. "/draft." .. extension, text)
child.kb(folder, {
  { text = "Ada Brandt", id = 1, type = "PERSON", weight = 3 },
  { text = "Port Elsa", id = 2, type = "GPE", weight = 3 },
})

local SETUP = [[
  local with, file = ...
  local ffi = require("ffi")
  ffi.cdef("struct mallinfo2 { size_t fields[10]; }; struct mallinfo2 mallinfo2(void); int malloc_trim(size_t);")
  local api, buffers, worker = vim.api, require("gazette.buffer"), require("gazette.worker")
  local own = vim.lsp.get_clients({ name = "gazette" })[1].server_capabilities
  local namespace = api.nvim_create_namespace("bench")
  local function attach_idle_client(buffer)
    vim.lsp.start({
      name = "idle",
      cmd = function()
        return {
          request = function(_, _, reply)
            vim.schedule(function() reply(nil, { capabilities = own }, 1) end)
            return true, 1
          end,
          notify = function() return true end,
          is_closing = function() return false end,
          terminate = function() end,
        }
      end,
      root_dir = "/",
      on_attach = function(_, attached) require("gazette.keymaps").set(attached) end,
    }, { bufnr = buffer })
    api.nvim_buf_set_extmark(buffer, namespace, 0, 0, { end_row = 0, end_col = 10, hl_group = "GazettePerson" })
  end
  vim.cmd("NoMatchParen") -- it makes an autocommand a window until the editor is idle, which it never is here
  if not with then
    api.nvim_clear_autocmds({ group = "gazette" })
    buffers.detach(api.nvim_get_current_buf())
    attach_idle_client(api.nvim_get_current_buf())
  end
  local function settled()
    local state = buffers.get(0)
    return state and state.background and not state.background.dirty and not worker.busy()
  end
  function _G.open_and_close(count)
    for _ = 1, count do
      vim.cmd.edit(file)
      vim.cmd.redraw()
      if with then
        vim.wait(2000, settled, 1)
      else
        attach_idle_client(api.nvim_get_current_buf())
        vim.wait(1)
      end
      vim.cmd.redraw()
      vim.cmd.bwipeout({ bang = true })
    end
    vim.wait(2000, function() return not worker.busy() end, 1)
  end
  function _G.memory()
    collectgarbage() collectgarbage()
    local fields = ffi.C.mallinfo2().fields
    local allocated = (tonumber(fields[4]) + tonumber(fields[7])) / 1024 + collectgarbage("count")
    ffi.C.malloc_trim(0)
    local resident = io.open("/proc/self/statm"):read("*a"):match("^%d+ (%d+)")
    return { allocated, tonumber(resident) * 4 }
  end
]]

local function row(what, ...)
  io.stdout:write(("  %-34s"):format(what), ("%12s"):rep(select("#", ...)):format(...), "\n")
  io.stdout:flush()
end

local function measure(with)
  local nvim =
    child.start({ files = { folder .. "/a.txt" }, lines = 50, columns = 160, terminal = true })
  nvim:settle()
  nvim:lua(SETUP, with, folder .. "/draft." .. extension)
  local list, done = {}, 0
  for i, count in ipairs(AT) do
    while done < count do -- in portions: what the terminal is sent is read between them
      nvim:lua("open_and_close(100)")
      done = done + 100
    end
    list[i] = nvim:lua("return memory()")
  end
  nvim:quit()
  return list
end

io.stdout:write(
  ("\nNeovim %s, drafts opened and closed\n"):format(vim.env.GAZETTE_NVIM_SERIES or "")
)
local with, without = measure(true), measure(false)
for kind, name in ipairs({ "allocated, kB", "resident, kB" }) do
  row(name, "with", "without", "difference")
  for i, count in ipairs(AT) do
    local a, b = with[i][kind], without[i][kind]
    row(
      ("  after %d opens"):format(count),
      ("%.0f"):format(a),
      ("%.0f"):format(b),
      ("%.0f"):format(a - b)
    )
  end
  local function slope(list)
    return (list[#AT][kind] - list[1][kind]) * 1024 / (AT[#AT] - AT[1])
  end
  row(
    ("  bytes an open, from %d on"):format(AT[1]),
    ("%.0f"):format(slope(with)),
    ("%.0f"):format(slope(without)),
    ("%.0f"):format(slope(with) - slope(without))
  )
end
