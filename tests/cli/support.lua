-- What the tests of the program share: running it, checks that count, folders to work in.
-- Scripts are run by `nvim -l` (for its JSON and process functions) from the source root.

local M = {}

local program = assert(vim.env.GAZETTE_PROGRAM, "GAZETTE_PROGRAM is not set")
local passed, failed, shown = 0, 0, 0

---@param name string of the test, so that tests running at once do not share a folder
---@return string an empty folder under the build folder
function M.folder(name)
  local path = assert(vim.env.GAZETTE_BUILD_DIR) .. "/tests/cli/" .. name
  vim.fn.delete(path, "rf")
  vim.fn.mkdir(path, "p")
  return path
end

---@class Result
---@field code integer
---@field stdout string
---@field stderr string

--- Runs `gazette ...`; a hanging program is killed after two minutes and ends with code 124.
---@param arguments string[]
---@param options? { stdin?: string, cwd?: string, env?: table<string, string> }
---@return Result
function M.run(arguments, options)
  options = options or {}
  local command = { program }
  vim.list_extend(command, arguments)
  local result = vim
    .system(command, {
      stdin = options.stdin or false,
      cwd = options.cwd,
      env = options.env,
      timeout = 120000,
    })
    :wait()
  return { code = result.code, stdout = result.stdout or "", stderr = result.stderr or "" }
end

--- Runs and checks the exit status; what the program said is shown when it is another.
---@return Result
function M.expect(code, arguments, options)
  local result = M.run(arguments, options)
  M.check(
    result.code == code,
    ("gazette %s: status %d"):format(table.concat(arguments, " "), code),
    ("status %d\n%s"):format(result.code, result.stderr)
  )
  return result
end

---@param condition any
---@param expectation string
---@param got? any shown when the condition does not hold
---@return boolean
function M.check(condition, expectation, got)
  if condition then
    passed = passed + 1
    return true
  end
  failed = failed + 1
  shown = shown + 1
  if shown <= 40 then
    local where = debug.getinfo(2, "Sl")
    if where.source:find("support.lua", 1, true) then
      where = debug.getinfo(3, "Sl")
    end
    local text = type(got) == "string" and got or vim.inspect(got)
    io.stderr:write(
      ("%s:%d: expected: %s\n"):format(where.short_src, where.currentline, expectation)
    )
    if got ~= nil then
      io.stderr:write("  got: ", #text > 1500 and text:sub(1, 1500) .. "..." or text, "\n")
    end
  end
  return false
end

---@return any[] the objects of a JSON Lines text; a bad line is a failed check
function M.json_lines(text, what)
  local objects = {}
  for line in text:gmatch("[^\n]+") do
    local ok, object = pcall(vim.json.decode, line)
    if M.check(ok, what .. ": a line of JSON", line) then
      objects[#objects + 1] = object
    end
  end
  M.check(text == "" or text:sub(-1) == "\n", what .. ": ends with a line break")
  return objects
end

---@return string
function M.read(path)
  local file = assert(io.open(path, "rb"))
  local text = file:read("*a")
  file:close()
  return text
end

function M.write(path, text)
  vim.fn.mkdir(vim.fs.dirname(path), "p")
  local file = assert(io.open(path, "wb"))
  file:write(text)
  file:close()
end

--- Every file below a folder, relative to it, in order.
---@return string[]
function M.files(folder)
  local files = {}
  for name, kind in vim.fs.dir(folder, { depth = 20 }) do
    if kind == "file" then
      files[#files + 1] = name
    end
  end
  table.sort(files)
  return files
end

--- Prints the counts and leaves, with status 1 when something failed or nothing was checked.
function M.report()
  io.stderr:write(("%d checks passed, %d failed\n"):format(passed, failed))
  os.exit(failed == 0 and passed > 0 and 0 or 1)
end

return M
