--- The in-process language server: requests of Neovim's LSP client are answered by the native module
--- in a worker thread. What is under the cursor is known here, on the main loop, and travels along.
local buffers = require("gazette.buffer")
local highlight = require("gazette.highlight")
local knowledge = require("gazette.kb")
local paint = require("gazette.paint")
local worker = require("gazette.worker")

local M = {}

local capabilities = {
  positionEncoding = "utf-8",
  textDocumentSync = { openClose = false, change = 0 }, -- the buffer is here already
  hoverProvider = true,
  definitionProvider = true,
  referencesProvider = true,
  implementationProvider = true,
  documentSymbolProvider = true,
  documentHighlightProvider = true,
  workspaceSymbolProvider = true,
  completionProvider = { triggerCharacters = {}, resolveProvider = false },
  codeActionProvider = true,
  executeCommandProvider = {
    commands = {
      "gazette.correct",
      "gazette.rename",
      "gazette.alias",
      "gazette.merge",
      "gazette.retype",
    },
  },
}

local REQUEST = [[
  local native, cancel, kb, message = ...
  local handle = native.adopt(kb)
  local reply, problem = native.request(handle, message, cancel)
  handle:close()
  return reply, problem
]]

---@param params table
---@return gazette.Buffer?
---@return integer buffer
local function state_of(params)
  local uri = params.textDocument and params.textDocument.uri
  local buffer = uri and vim.uri_to_bufnr(uri) or vim.api.nvim_get_current_buf()
  return buffers.get(buffer), buffer
end

---@param state gazette.Buffer
---@param annotation table
local function range_of(state, line, annotation)
  local offset = state.document:line_offset(line)
  local function position(at)
    local row = line
    while row > 0 and at < state.document:line_offset(row) do
      row = row - 1
    end
    while row + 1 < state.document:line_count() and at >= state.document:line_offset(row + 1) do
      row = row + 1
    end
    return { line = row, character = at - state.document:line_offset(row) }
  end
  return offset and { start = position(annotation.start), ["end"] = position(annotation.finish) }
end

local one_encoding = vim.fn.has("nvim-0.11") == 0

--- A position in bytes, as this server wants them. Before 0.11 Neovim gives every server of a buffer what
--- the first one wants, UTF-16 as a rule, and the end of the line for what is further on in bytes than
--- that: it is known again by being the cursor's.
---@param buffer integer
---@param position lsp.Position
---@return lsp.Position
local function in_bytes(buffer, position)
  if not one_encoding or buffer ~= vim.api.nvim_get_current_buf() then
    return position
  end
  local row, column = unpack(vim.api.nvim_win_get_cursor(0))
  local line = vim.api.nvim_get_current_line()
  column = math.min(column, #line)
  local _, all = vim.str_utfindex(line)
  local _, units = vim.str_utfindex(line, column)
  local meant = position.line == row - 1 and position.character == (column > all and all or units)
  return meant and { line = position.line, character = column } or position
end

--- What is under the position, in the terms of gaz_lsp.h.
---@param state gazette.Buffer
---@param position lsp.Position
local function target(state, position)
  position = in_bytes(state.buffer, position)
  local line = position.line
  paint.fetch(state, line, line + 1)
  local annotation = state.document:at(line, position.character)
  if not annotation or annotation.id == 0 then -- nothing the archive could tell of
    return nil
  end
  local range = range_of(state, line, annotation)
  local text = vim.api.nvim_buf_get_text(
    state.buffer,
    range.start.line,
    range.start.character,
    range["end"].line,
    range["end"].character,
    {}
  )
  return {
    entity = annotation.layer == "entity" and annotation.id or nil,
    event = annotation.layer == "event" and annotation.id or nil,
    layer = annotation.layer,
    type = annotation.type,
    confidence = annotation.confidence,
    text = table.concat(text, " "),
    range = range,
  }
end

--- Annotations of the whole document as a flat list, see gaz_lsp.h.
---@param state gazette.Buffer
---@param only? integer id of one entity
local function all_annotations(state, only)
  local document, buffer = state.document, state.buffer
  paint.fetch(state, 0, document:line_count())
  document:refresh(0, document:line_count())
  local starts, row = {}, 0
  local list, n = {}, 0
  for line = 0, document:line_count() - 1 do
    starts[line] = document:line_offset(line)
  end
  local lines = vim.api.nvim_buf_get_lines(buffer, 0, -1, false)
  for _, annotation in ipairs(document:annotations()) do
    while starts[row + 1] and starts[row + 1] <= annotation.start do
      row = row + 1
    end
    local known = annotation.id > 0
    if known and (not only or (annotation.id == only and annotation.layer == "entity")) then
      local last = row
      while starts[last + 1] and starts[last + 1] < annotation.finish do
        last = last + 1
      end
      local first_column, last_column =
        annotation.start - starts[row], annotation.finish - starts[last]
      local text = lines[row + 1]:sub(first_column + 1, last == row and last_column or -1)
      if last > row then
        text = text .. " " .. vim.trim(lines[last + 1]:sub(1, last_column))
      end
      list[n + 1], list[n + 2], list[n + 3], list[n + 4] = row, first_column, last, last_column
      list[n + 5], list[n + 6] = highlight.LAYERS[annotation.layer], annotation.type or ""
      list[n + 7], list[n + 8] = annotation.id, text
      n = n + 8
    end
  end
  return list
end

---@type table<string, fun(state: gazette.Buffer, params: table): table?>
local about = {}
for _, method in ipairs({ "hover", "definition", "references", "implementation" }) do
  about["textDocument/" .. method] = function(state, params)
    return target(state, params.position)
  end
end
about["textDocument/documentHighlight"] = function(state, params)
  local found = target(state, params.position)
  if found and found.entity then
    found.annotations = all_annotations(state, found.entity)
  end
  return found
end
about["textDocument/documentSymbol"] = function(state)
  return { annotations = all_annotations(state) }
end
about["textDocument/codeAction"] = function(state, params)
  return target(state, params.range.start)
end
about["textDocument/completion"] = function(state, params)
  local position = in_bytes(state.buffer, params.position)
  local line = vim.api.nvim_buf_get_lines(state.buffer, position.line, position.line + 1, false)[1]
    or ""
  return { prefix = line:sub(1, position.character) }
end

--- The knowledge base a request is about: the buffer's, else any that is open.
local function kb_for(state)
  if state then
    return state.kb
  end
  for _, kb in pairs(knowledge.all()) do
    return kb
  end
end

local commands = {}

---@param kb gazette.Kb
---@param correction table
local function correct(kb, correction)
  require("gazette.command").correct(kb, correction)
end

commands["gazette.correct"] = function(kb, correction)
  correct(kb, correction)
end
--- Asks for a name, and appends the correction once `fill` has put it in.
local function ask(prompt, default, kb, correction, fill)
  vim.ui.input({ prompt = prompt, default = default }, function(name)
    if name and name ~= "" and name ~= default then
      fill(name)
      correct(kb, correction)
    end
  end)
end
commands["gazette.rename"] = function(kb, correction)
  ask("Name: ", correction.entity.name, kb, correction, function(name)
    correction.to = name
  end)
end
commands["gazette.merge"] = function(kb, correction)
  ask("Same as: ", nil, kb, correction, function(name)
    correction.other = name -- the archive is asked who that is
  end)
end
commands["gazette.alias"] = function(kb, correction)
  ask("Also called: ", nil, kb, correction, function(name)
    correction.alias = name
  end)
end
commands["gazette.retype"] = function(kb, correction)
  local others = vim.tbl_filter(function(type)
    return type ~= correction.entity.type
  end, highlight.TYPES)
  vim.ui.select(others, { prompt = correction.entity.name .. " is of the type" }, function(type)
    if type then
      correction.to = type
      correct(kb, correction)
    end
  end)
end

local LOCATIONS = {
  ["textDocument/definition"] = true,
  ["textDocument/references"] = true,
  ["textDocument/implementation"] = true,
}

--- Neovim's client reads the lines of locations from the files as they are. A file in UTF-16 has zero
--- bytes, on which its lists fail: such a file is loaded, which decodes it.
---@param result any
local function load_decoded(result)
  local seen = {}
  for _, location in ipairs(type(result) == "table" and result or {}) do
    local uri = location.uri or location.targetUri
    local file = uri and not seen[uri] and io.open(vim.uri_to_fname(uri), "rb")
    if uri then
      seen[uri] = true
    end
    if file then
      local wide = (file:read(512) or ""):find("%z")
      file:close()
      if wide then
        vim.fn.bufload(vim.uri_to_bufnr(uri))
      end
    end
  end
end

--- In the window of a dossier, which K pressed again goes into, sources open as in a page.
---@param buffer integer the window is about
---@param kb gazette.Kb
local function follow_in_hover(buffer, kb)
  local ok, window = pcall(vim.api.nvim_buf_get_var, buffer, "lsp_floating_preview")
  if ok and vim.api.nvim_win_is_valid(window) then
    require("gazette.view").set_keys(vim.api.nvim_win_get_buf(window), kb)
  end
end

---@param id integer
---@param method string
---@param params table
---@param callback fun(problem: table?, result: any, id: integer?)
local function answer(id, method, params, callback)
  if method == "initialize" then
    return callback(nil, { capabilities = capabilities, serverInfo = { name = "gazette" } }, id)
  elseif method == "shutdown" then
    return callback(nil, nil, id)
  end
  local state = state_of(params)
  local kb = kb_for(state)
  if not kb then
    return callback(nil, nil, id)
  end
  if method == "workspace/executeCommand" then
    local command = commands[params.command]
    if command then
      command(kb, params.arguments[1])
    end
    return callback(nil, nil, id)
  end
  local extra = state and about[method] and about[method](state, params)
  if about[method] and not extra then
    return callback(nil, nil, id) -- nothing under the cursor
  end
  local message = vim.json.encode({
    jsonrpc = "2.0",
    id = id,
    method = method,
    params = vim.tbl_extend("force", params, { gazette = extra }),
  })
  return worker.run(REQUEST, function(reply, problem)
    local ok, decoded = pcall(vim.json.decode, reply or "", { luanil = { object = true } })
    if not ok or type(decoded) ~= "table" then
      return callback({ code = -32603, message = problem or "no answer" }, nil, id)
    end
    if LOCATIONS[method] then
      load_decoded(decoded.result)
    end
    callback(decoded.error, decoded.result, id)
    if method == "textDocument/hover" and decoded.result and state then
      vim.schedule(function()
        follow_in_hover(state.buffer, kb)
      end)
    end
  end, kb.handle:share(), message)
end

--- The `cmd` of vim.lsp.start().
---@param dispatchers table
local function connect(dispatchers)
  local closing, last = false, 0
  local running = {} ---@type table<integer, fun()>
  return {
    request = function(method, params, callback, notify_reply)
      last = last + 1
      local id = last
      local returned = false
      local function deliver(problem, result)
        running[id] = nil
        if notify_reply then
          notify_reply(id)
        end
        -- The third argument: without the id Neovim drops some replies.
        callback(problem, result, id)
      end
      local cancel = answer(id, method, params or {}, function(problem, result)
        if returned then
          return deliver(problem, result)
        end
        vim.schedule(function() -- the client must know the request before its reply comes
          deliver(problem, result)
        end)
      end)
      returned = true
      running[id] = type(cancel) == "function" and cancel or nil
      return true, id
    end,
    notify = function(method, params)
      if method == "exit" then
        closing = true
        dispatchers.on_exit(0, 0)
      elseif method == "$/cancelRequest" and params and running[params.id] then
        running[params.id]()
      end
      return true
    end,
    is_closing = function()
      return closing
    end,
    terminate = function()
      if not closing then
        closing = true
        dispatchers.on_exit(0, 0)
      end
    end,
  }
end

---@type table<string, { dispatchers: table }>
local connections = {}

--- Starts the server for a buffer, or attaches the one there is for its knowledge base.
---@param state gazette.Buffer
function M.start(state)
  vim.lsp.start({
    name = "gazette",
    cmd = function(dispatchers)
      connections[state.kb.dir] = { dispatchers = dispatchers }
      return connect(dispatchers)
    end,
    root_dir = knowledge.archive(state.kb),
    offset_encoding = "utf-8",
    -- Nothing is sent of an edit; with the default Neovim sets a timer for nothing at each keystroke.
    flags = { debounce_text_changes = 0 },
    on_attach = function(_, buffer)
      require("gazette.keymaps").set(buffer)
    end,
  }, { bufnr = state.buffer, silent = true })
end

--- Detaches the server from a buffer.
---@param state gazette.Buffer
function M.stop(state)
  for _, client in ipairs(vim.lsp.get_clients({ bufnr = state.buffer, name = "gazette" })) do
    vim.lsp.buf_detach_client(state.buffer, client.id)
  end
end

--- Reports progress as the server's ($/progress), so that the user's own progress display shows it.
---@param token string
---@param value table LSP WorkDoneProgress
function M.progress(token, value)
  local _, connection = next(connections)
  if connection then
    connection.dispatchers.notification("$/progress", { token = token, value = value })
  end
end

return M
