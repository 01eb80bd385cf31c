--- Work off the main loop: functions that run in a thread of vim.uv.new_work with a Lua state of
--- their own. Arguments and results are strings, numbers, booleans or nil; objects go as tokens.
local module = require("gazette.module")

local M = {}

---@type table<string, uv.luv_work_ctx_t>
local contexts = {}
---@type table<integer, { done: fun(...), cancel: table }>
local jobs = {}
local last = 0
local leaving = false

--- Runs in the thread. `path` is native.so, `name` the function; its arguments follow.
local function thread(id, path, cancel_token, source, ...)
  local function deliver(ok, ...)
    if not ok then
      return id, nil, tostring((...))
    end
    return id, ...
  end
  return deliver(pcall(function(...)
    local native = package.loaded["gazette.native"]
    if not native then
      local open = assert(package.loadlib(path, "luaopen_gazette_native"))
      native = open()
      package.loaded["gazette.native"] = native
    end
    local cancel = native.adopt(cancel_token)
    return assert(loadstring(source))(native, cancel, ...)
  end, ...))
end

--- Under way until the main loop has its answer: what is done with it may start further work.
local finished = vim.schedule_wrap(function(id, ...)
  local job = jobs[id]
  jobs[id] = nil
  if job and not leaving then
    job.done(...)
  end
end)

vim.api.nvim_create_autocmd("VimLeavePre", {
  group = vim.api.nvim_create_augroup("gazette_worker", {}),
  desc = "stop the work in progress",
  callback = function()
    leaving = true
    for _, job in pairs(jobs) do
      job.cancel:set()
    end
  end,
})

--- Runs `source`, the text of a Lua chunk that gets (native, cancel, ...), in a thread and calls
--- done with what it returned on the main loop; with nil and a message where it failed. Returns a
--- function that cancels the work.
---@param source string
---@param done fun(result: any, message: string?, ...: any)
---@param ... string|number|boolean|nil
---@return fun() cancel
function M.run(source, done, ...)
  local native = assert(module.load())
  if leaving then
    return function() end
  end
  last = last + 1
  local id = last
  local cancel = assert(native.cancel())
  jobs[id] = { done = done, cancel = cancel }
  local context = contexts.work
  if not context then
    context = vim.uv.new_work(thread, finished)
    contexts.work = context
  end
  context:queue(id, module.path(), cancel:share(), source, ...)
  return function()
    cancel:set()
  end
end

--- Whether anything is under way, its answer not yet dealt with.
---@return boolean
function M.busy()
  return next(jobs) ~= nil
end

return M
