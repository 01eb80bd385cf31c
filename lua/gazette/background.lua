--- What is done for an open document while nobody types: the rest of its lines is fetched, its
--- scopes are read in a worker, first mentions are numbered.
local config = require("gazette.config")
local highlight = require("gazette.highlight")
local module = require("gazette.module")
local paint = require("gazette.paint")
local say = require("gazette.say")
local worker = require("gazette.worker")

local M = {}

local QUIET_MS = 120 -- without an edit, before the work is done again
local LINES_A_TURN = 1500 -- fetched before the editor gets a turn
local MAX_ANALYSED = 512 * 1024 -- bytes of a text whose events are looked for

---@class gazette.Background
---@field timer uv.uv_timer_t
---@field dirty boolean edited since the work was last done
---@field at integer next line to fetch
---@field version number of the document when the timer was last set
---@field cancel? fun() stops the worker that reads scopes
---@field reader? gazette.native.Scopes
---@field reader_of? gazette.native.Document whose text the reader has
---@field taken? boolean its last answer was taken over
---@field read_again? boolean edited while it was reading
---@field analysing? boolean a worker looks for events
---@field analyse_again? boolean asked for while it did
---@field cancel_analysis? fun() stops it

---@type table<string, { parser?: string, query?: string }|false>
local sources = {}

--- Where the scopes of a language come from: a grammar of the core's, a parser on the runtimepath, what
--- the core knows without a grammar.
--- nil: the language has none and is plain text.
---@param language string
---@return { parser?: string, query?: string }?
function M.scope_source(language)
  local source = sources[language]
  if source == nil then
    local native = module.load()
    local query = vim.api.nvim_get_runtime_file("queries/" .. language .. "/gazette.scm", false)[1]
    local own, by_grammar = false, false
    if native then
      own, by_grammar = native.scope_known(language)
    end
    source = own and {} or false
    if by_grammar then -- pinned with the core: its query fits
      source = {}
    elseif query and language:match("^[%w_]+$") then
      local parser = vim.api.nvim_get_runtime_file("parser/" .. language .. ".so", false)[1]
      local file = parser and io.open(query)
      if file then
        source = { parser = parser, query = file:read("*a") }
        file:close()
      end
    end
    sources[language] = source
  end
  return source or nil
end

---@type table<string, gazette.native.Scopes> a reader of each language, whose queries others share
local models = {}

-- `reader` is the document's own, "" the first time; then one is made like `model`, or anew.
local SCOPES = [[
  local native, cancel, reader, model, snapshot, edit, source = ... -- a thread takes nine values
  local text = native.adopt(snapshot)
  local start, old_end, taken = edit:match("^(%d+) (%d+) (%a+)$")
  local scopes, problem
  if reader then
    scopes = native.adopt(reader)
  else
    if model then
      model = native.adopt(model)
    else
      local language, parser, query = source:match("^(.-)%z(.-)%z(.*)$")
      model, problem =
        native.scope_reader(language, parser ~= "" and parser or nil, query ~= "" and query or nil)
    end
    if model then
      scopes, problem = model:like()
    end
    if not scopes then
      return nil, problem
    end
  end
  local packed, from, to =
    scopes:update(tonumber(start), tonumber(old_end), text, taken == "true", cancel)
  text:close() -- it may be large: not when it is collected
  if not packed then
    return nil, from
  end
  local token = not reader and scopes:share() or false -- for the next time
  local model_token = not reader and model:share() or false
  scopes:close()
  return packed, from, to, token, model_token
]]

-- In a worker: the tree of a long text takes a while to take apart.
local CLOSE = [[
  local native, _, reader = ...
  native.adopt(reader):close()
]]

---@param background gazette.Background
local function drop_reader(background)
  if background.reader then
    worker.run(CLOSE, function() end, background.reader:share())
    background.reader:close()
    background.reader = nil
  end
end

--- Reads the scopes anew, in a worker that is told what changed since it was last asked.
---@param state gazette.Buffer
local function read_scopes(state, source)
  local background, document = state.background, state.document
  if background.cancel then
    background.read_again = true -- one at a time
    return
  end
  if background.reader_of ~= document then -- loaded anew
    drop_reader(background)
    background.reader_of = document
  end
  local start, old_end, snapshot = document:take_delta()
  if not start then
    return
  end
  local version, taken, language = document:version(), background.taken or false, state.language
  background.taken = false
  background.cancel = worker.run(
    SCOPES,
    function(packed, from, to, reader, model)
      if reader then
        local native = assert(module.load())
        reader = native.adopt(reader)
        models[language] = native.adopt(model)
      end
      if state.detached or state.background ~= background or state.document ~= document then
        if reader then
          reader:close()
        end
        if state.background == background then -- loaded anew
          background.cancel = nil
          M.changed(state)
        end
        return
      end
      background.cancel = nil
      background.reader = reader or background.reader
      if not packed then
        drop_reader(background)
        document:forget_delta()
        if from ~= "cancelled" then
          say.tell_once(tostring(from), vim.log.levels.WARN)
          document:set_scopes("") -- plain text rather than nothing
          paint.redraw(state.buffer)
          M.read_events(state)
        end
      elseif document:version() == version then
        background.taken = true
        document:set_scopes(packed, from, to)
        local changed, changed_end = document:refresh(0, 0)
        if changed then
          paint.redraw(state.buffer, changed, changed_end)
        end
        if background.read_again then
          background.read_again = nil
          M.changed(state)
        else
          M.read_events(state)
        end
      else
        M.changed(state) -- typed meanwhile: the old scopes have shifted along until now
      end
    end,
    background.reader and background.reader:share() or false,
    not background.reader and models[state.language] and models[state.language]:share() or false,
    snapshot:share(),
    ("%d %d %s"):format(start, old_end, taken),
    ("%s\0%s\0%s"):format(state.language, source.parser or "", source.query or "")
  )
end

local ANALYSE = [[
  local native, cancel, engine, kb, snapshot, scopes, shown = ...
  local text = native.adopt(snapshot)
  local handle = native.adopt(kb)
  local token
  if engine then
    engine = native.adopt(engine)
  else
    local problem
    engine, problem = native.engine_open()
    if not engine then
      return nil, problem
    end
    token = engine:share() -- for the next time
  end
  local lines, problem = native.annotate(engine, handle, "", text:text(), cancel, scopes)
  handle:close()
  text:close()
  local found = { token or "" }
  for line in (lines or ""):gmatch("[^\n]+") do
    local start, finish, layer, id, kind, confidence = line:match(
      '^{"start":(%d+),"end":(%d+),.*"layer":"(%l+)","id":(%w+),"type":"([^"]*)",.*"confidence":([%d.]+)}$'
    )
    local known, wanted = id ~= "null", false
    if layer == "event" then
      -- Speech and what fits no type would be every other verb of a text.
      wanted = known or (shown:find("events", 1, true) and kind ~= "OTHER" and kind ~= "STATEMENT")
    elseif layer == "entity" then
      wanted = not known and shown:find("names", 1, true)
    elseif layer then
      wanted = shown:find(layer, 1, true)
    end
    if wanted then
      found[#found + 1] = ("%s %s %s %s %s"):format(start, finish, layer, known and id or 0, confidence)
    end
  end
  return table.concat(found, "\n"), problem
]]

---@type table?
local engine -- opened by the first worker that needs it
local MISC = 11 -- the type of a name that nobody knows does not show

--- Whether anything is shown that the engine has to find.
local function wants_engine()
  local options = config.get()
  if options.unlinked_events or options.unknown_names then
    return true
  end
  for _, layer in ipairs(options.layers) do
    if layer ~= "entity" then
      return true
    end
  end
  return false
end

--- What only the engine finds, in a worker: events that the archive knows, and what the options ask for
--- besides. Only texts of a size that is read in about a second.
---@param state gazette.Buffer
function M.read_events(state)
  local background = state.background
  if background.analysing then -- of a text, an archive or options that are not those of now
    background.analyse_again = true
    background.cancel_analysis()
    return
  end
  background.analyse_again = nil
  if not wants_engine() then
    return
  end
  local document, version = state.document, state.document:version()
  if document:line_offset(document:line_count()) > MAX_ANALYSED then
    return
  end
  local snapshot, scopes = document:snapshot(), document:scopes()
  if not snapshot or not scopes then
    return
  end
  background.analysing = true
  background.cancel_analysis = worker.run(
    ANALYSE,
    function(result, problem)
      if problem and not problem:find("cancelled", 1, true) then
        M.problem = problem -- for :checkhealth; names are marked all the same
      end
      result = result or ""
      local lines = vim.split(result, "\n", { plain = true, trimempty = false })
      if lines[1] and lines[1] ~= "" then
        engine = assert(module.load()).adopt(lines[1])
      end
      background.analysing = false
      if state.detached or state.background ~= background then
        return
      end
      if background.analyse_again then
        return M.read_events(state)
      end
      if state.document ~= document then
        return -- loaded anew, and read again: this one is closed
      end
      if document:version() ~= version then
        return -- edited meanwhile: it is analysed again when nobody types
      end
      local extras = {}
      for i = 2, #lines do
        local start, finish, layer, id, confidence =
          lines[i]:match("^(%d+) (%d+) (%l+) (%d+) ([%d.]+)$")
        vim.list_extend(extras, {
          tonumber(start),
          tonumber(finish),
          highlight.LAYERS[layer],
          layer == "entity" and MISC or 0,
          tonumber(id),
          math.floor(tonumber(confidence) * 1000),
        })
      end
      document:set_extras(0, document:line_count(), extras)
      local changed, changed_end = document:refresh(0, 0)
      if changed then
        paint.redraw(state.buffer, changed, changed_end)
      end
    end,
    engine and engine:share() or false,
    state.kb.handle:share(),
    snapshot:share(),
    scopes,
    table.concat({
      config.get().unlinked_events and "events" or "",
      config.get().unknown_names and "names" or "",
      table.concat(config.get().layers, " "),
    }, " ")
  )
end

--- One turn of the main loop. Goes on until every line is known.
---@param state gazette.Buffer
local function turn(state)
  local background = state.background
  if state.detached or not vim.api.nvim_buf_is_loaded(state.buffer) then
    return
  end
  local version = state.document:version()
  if version ~= background.version then -- still typing
    background.version = version
    background.at = 0
    background.timer:start(QUIET_MS, 0, background.again)
    return
  end
  local document = state.document
  local count = document:line_count()
  while background.at < count do
    local upto = math.min(background.at + LINES_A_TURN, count)
    local from, to = document:missing(background.at, upto)
    background.at = upto
    if from then
      document:set_lines(from, vim.api.nvim_buf_get_lines(state.buffer, from, to, false))
      document:refresh(from, to)
      background.timer:start(1, 0, background.again)
      return
    end
  end
  background.dirty = false
  local source = M.scope_source(state.language)
  if source then
    read_scopes(state, source)
  else
    M.read_events(state)
  end
  if config.get().mentions == "first" then -- a pass over all marks, which nobody else needs
    document:number_firsts()
    local changed, changed_end = document:refresh(0, 0)
    if changed then
      paint.redraw(state.buffer, changed, changed_end)
    end
  end
  paint.decide(state)
end

--- Starts the work for a buffer that has just been attached.
---@param state gazette.Buffer
function M.start(state)
  local background =
    { timer = assert(vim.uv.new_timer()), dirty = true, at = 0, version = state.document:version() }
  background.again = vim.schedule_wrap(function()
    if state.background == background then
      turn(state)
    end
  end)
  state.background = background
  background.timer:start(0, 0, background.again)
end

--- The text or the lexicon changed: the work has to be done again once nobody types.
---@param state gazette.Buffer
function M.changed(state)
  local background = state.background
  if not background or state.detached then
    return
  end
  background.dirty = true
  background.at = 0
  background.version = state.document:version()
  background.timer:start(QUIET_MS, 0, background.again)
end

---@param state gazette.Buffer
function M.stop(state)
  local background = state.background
  state.background = nil
  if background.cancel then
    background.cancel()
  end
  drop_reader(background)
  if background.cancel_analysis then
    background.cancel_analysis()
  end
  background.timer:stop()
  background.timer:close()
end

return M
