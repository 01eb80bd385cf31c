--- Indexing in a child process: a crash cannot take the editor along, and the editor stays live.
local config = require("gazette.config")
local knowledge = require("gazette.kb")
local module = require("gazette.module")

local M = {}

---@type { process: vim.SystemObj, path: string, done?: integer, total?: integer }?
local running

--- The program: the option, the plugin's own build, then $PATH.
---@return string? path
function M.program()
  local chosen = config.get().program
  local built = module.root() .. "/build/release/bindings/cli/gazette"
  for _, candidate in ipairs({ chosen or built, not chosen and "gazette" or nil }) do
    local path = vim.fn.exepath(vim.fn.expand(candidate))
    if path ~= "" then
      return path
    end
  end
end

---@return boolean
function M.is_running()
  return running ~= nil
end

--- A message that never asks for <Enter>.
local function say(message, keep)
  local room = math.max(20, vim.v.echospace - 1)
  if vim.fn.strdisplaywidth(message) > room then
    message = vim.fn.strcharpart(message, 0, room - 1) .. "…"
  end
  vim.api.nvim_echo({ { message } }, keep or false, {})
end

local function report(kind, message, percentage)
  require("gazette.server").progress("gazette-index", {
    kind = kind,
    title = kind == "begin" and "indexing" or nil,
    message = message,
    percentage = percentage,
  })
  if kind ~= "end" then
    say("Gazette: " .. message)
  end
end

--- One line of --progress jsonl. Unknown fields and lines are passed over.
local function on_progress(line)
  local ok, event = pcall(vim.json.decode, line, { luanil = { object = true } })
  if not ok or type(event) ~= "table" or not running then
    return
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

--- Indexes `path` (default: the archive at hand, else the working folder).
---@param path? string
---@param options? { watch?: boolean, force?: boolean, done?: fun(code: integer) }
function M.start(path, options)
  options = options or {}
  if running then
    vim.notify("Gazette: already indexing " .. running.path, vim.log.levels.WARN)
    return
  end
  local program = M.program()
  if not program then
    vim.notify(
      "Gazette: the program `gazette` is not there; run `make` in " .. module.root(),
      vim.log.levels.ERROR
    )
    return
  end
  local command = { program, "index", "--progress", "jsonl" }
  local dir = config.get().kb
  if dir then
    vim.list_extend(command, { "--kb", vim.fn.expand(dir) })
  end
  if options.watch then
    command[#command + 1] = "--watch"
  end
  if options.force then
    command[#command + 1] = "--force"
  end
  if not path then
    local found = knowledge.find(vim.api.nvim_buf_get_name(0))
    path = found and vim.fs.basename(found) == ".gazette" and vim.fs.dirname(found) or vim.uv.cwd()
  end
  path = vim.fn.fnamemodify(vim.fn.expand(path), ":p")
  command[#command + 1] = path
  local complaints = {}
  local ok, process = pcall(
    vim.system,
    command,
    {
      stdout = line_reader(on_progress),
      stderr = line_reader(function(line)
        if line:find("^%s*{") then
          on_progress(line)
        else
          complaints[#complaints + 1] = line
        end
      end),
    },
    vim.schedule_wrap(function(result)
      local job = running
      running = nil
      local refused = #complaints > 0
          and ("; %d messages, see :Gazette messages"):format(#complaints)
        or ""
      M.complaints = complaints
      report("end", "done")
      if result.signal ~= 0 then
        say("Gazette: indexing stopped", true)
      elseif result.code <= 1 then
        say("Gazette: indexed " .. vim.fn.fnamemodify(path, ":~:.") .. refused, true)
      else
        vim.notify(
          "Gazette: " .. (complaints[#complaints] or "indexing failed"),
          vim.log.levels.ERROR
        )
      end
      for _, kb in pairs(knowledge.all()) do
        knowledge.refresh(kb)
      end
      if result.code <= 1 then
        M.annotate_waiting()
      end
      if options.done then
        options.done(result.code)
      end
      return job
    end)
  )
  if not ok then
    vim.notify("Gazette: " .. tostring(process), vim.log.levels.ERROR)
    return
  end
  running = { process = process, path = path }
  report("begin", "indexing " .. vim.fn.fnamemodify(path, ":~:."))
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
    running.process:kill("sigint")
  end
end

vim.api.nvim_create_autocmd("VimLeavePre", {
  group = vim.api.nvim_create_augroup("gazette_index", {}),
  desc = "stop indexing",
  callback = M.stop,
})

return M
