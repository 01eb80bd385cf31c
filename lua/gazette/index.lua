--- Indexing in a child process: a crash cannot take the editor along, and the editor stays live.
local config = require("gazette.config")
local knowledge = require("gazette.kb")
local module = require("gazette.module")
local say = require("gazette.say")

local M = {}

---@type { process: vim.SystemObj, path: string, watch?: boolean, rounds: integer, shown: boolean, done?: integer, total?: integer }?
local running

--- The program: the option, the plugin's own build, then $PATH.
---@return string? path
function M.program()
  local chosen = config.get().program
  local built = module.root() .. "/build/release/bindings/cli/gazette"
  for _, candidate in ipairs({ chosen or built, not chosen and "gazette" or nil }) do
    local path = vim.fn.exepath(vim.fs.normalize(candidate))
    if path ~= "" then
      return path
    end
  end
end

local stopped = false -- the one that runs, by M.stop

---@return boolean
function M.is_running()
  return running ~= nil
end

local function report(kind, message, percentage)
  require("gazette.server").progress("gazette-index", {
    kind = kind,
    title = kind == "begin" and "indexing" or nil,
    message = message,
    percentage = percentage,
  })
  if kind ~= "end" and not (running and running.rounds > 0) then
    say.say("Gazette: " .. message)
  end
end

--- A folder as a person would write it.
local function short(path)
  local name = vim.fn.fnamemodify(path, ":~:.")
  return name ~= "" and name or vim.fn.fnamemodify(path, ":~")
end

--- What is open has the archive as it is now.
local function take_over()
  for _, kb in pairs(knowledge.all()) do
    knowledge.refresh(kb)
  end
  M.annotate_waiting()
end

--- A round of --watch is over; it goes on when something changes.
local function on_round(event)
  report("end", "done")
  if event.published or running.rounds == 0 then
    say.say("Gazette: indexed " .. short(running.path) .. "; following its changes", true)
  end
  running.rounds, running.shown = running.rounds + 1, false
  take_over()
end

--- One line of --progress jsonl. Unknown fields and lines are passed over.
local function on_progress(line)
  local ok, event = pcall(vim.json.decode, line, { luanil = { object = true } })
  if not ok or type(event) ~= "table" or not running then
    return
  end
  if event.event == "end" and running.watch then
    return on_round(event)
  elseif not running.shown and event.event == "progress" then -- of another round
    running.shown = true
    report("begin", "indexing " .. short(running.path))
  end
  local done, total =
    event.done or event.files_done or event.files, event.total or event.files_total
  if type(done) == "number" and type(total) == "number" and total > 0 then
    running.done, running.total = done, total
    report("report", ("indexing %d of %d"):format(done, total), math.floor(done * 100 / total))
  elseif event.message then
    report("report", tostring(event.message))
  end
end

--- Splits what comes in into lines.
local function line_reader(each)
  local rest = ""
  return function(_, data)
    if not data then
      return
    end
    rest = rest .. data
    local lines = {}
    for line in rest:gmatch("([^\n]*)\n") do
      lines[#lines + 1] = line
    end
    rest = rest:match("[^\n]*$")
    vim.schedule(function()
      for _, line in ipairs(lines) do
        each(line)
      end
    end)
  end
end

--- The folder to index: the one that is named, else the archive at hand.
---@param path? string
---@return string? folder
local function folder_of(path)
  if path then
    local there = vim.uv.fs_stat(path) ~= nil -- a name may have characters that expand() reads
    return vim.fn.fnamemodify(there and path or vim.fn.expand(path), ":p")
  end
  local dir = require("gazette.view").current_dir()
  local kb = dir and knowledge.open(dir)
  if kb then
    return knowledge.archive(kb)
  end -- else one that cannot be read, and is made anew
  return dir and vim.fs.basename(dir) == ".gazette" and vim.fs.dirname(dir) or nil
end

--- Indexes `path` (default: the archive at hand).
---@param path? string
---@param options? { watch?: boolean, force?: boolean, done?: fun(code: integer) }
function M.start(path, options)
  options = options or {}
  if running then
    say.tell("already indexing " .. running.path, vim.log.levels.WARN)
    return
  end
  path = folder_of(path)
  if not path then
    say.tell("no archive at hand; :Gazette index FOLDER makes one", vim.log.levels.WARN)
    return
  end
  local program = M.program()
  if not program then
    say.tell(
      "the program `gazette` is not there; run `make` in " .. module.root(),
      vim.log.levels.ERROR
    )
    return
  end
  local command = { program, "index", "--progress", "jsonl" }
  local dir = config.get().kb
  if dir then
    vim.list_extend(command, { "--kb", vim.fs.normalize(dir) })
  end
  if options.watch then
    command[#command + 1] = "--watch"
  end
  if options.force then
    command[#command + 1] = "--force"
  end
  vim.list_extend(command, { "--", path })
  local complaints = {}
  stopped = false
  M.complaints = complaints
  local ok, process = pcall(
    vim.system,
    command,
    {
      stdout = line_reader(on_progress),
      stderr = line_reader(function(line)
        if line:find("^%s*{") then
          on_progress(line)
        else
          complaints[#complaints + 1] = line:gsub("^gazette: ", "")
        end
      end),
    },
    vim.schedule_wrap(function(result)
      running = nil
      local refused = #complaints > 0
          and ("; %d messages, see :Gazette messages"):format(#complaints)
        or ""
      report("end", "done")
      if result.signal ~= 0 or stopped then
        say.say("Gazette: indexing stopped", true)
      elseif result.code <= 1 then
        say.say("Gazette: indexed " .. short(path) .. refused, true)
      else
        say.tell(complaints[#complaints] or "indexing failed", vim.log.levels.ERROR)
      end
      take_over()
      if options.done then
        options.done(result.code)
      end
    end)
  )
  if not ok then
    say.tell(tostring(process), vim.log.levels.ERROR)
    return
  end
  running = { process = process, path = path, watch = options.watch, rounds = 0, shown = true }
  report("begin", "indexing " .. short(path))
end

--- Buffers that were opened before there was a knowledge base.
function M.annotate_waiting()
  local filetypes = config.get().filetypes
  for _, buffer in ipairs(vim.api.nvim_list_bufs()) do
    if
      vim.api.nvim_buf_is_loaded(buffer) and vim.tbl_contains(filetypes, vim.bo[buffer].filetype)
    then
      require("gazette.buffer").attach(buffer)
    end
  end
end

--- Stops indexing; what is indexed so far is kept.
function M.stop()
  if running then
    stopped = true
    running.process:kill("sigint")
  end
end

vim.api.nvim_create_autocmd("VimLeavePre", {
  group = vim.api.nvim_create_augroup("gazette_index", {}),
  desc = "stop indexing",
  callback = M.stop,
})

return M
