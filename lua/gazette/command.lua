--- :Gazette and its subcommands.
local knowledge = require("gazette.kb")
local say = require("gazette.say")

local M = {}

local CORRECT = [[
  local native, cancel, kb, json = ...
  local handle = native.adopt(kb)
  local ok, problem = handle:correct(json, cancel)
  handle:close()
  return ok, problem
]]

--- Appends a correction and has the marks follow.
---@param kb gazette.Kb
---@param correction table as in corrections.jsonl
function M.correct(kb, correction)
  require("gazette.worker").run(CORRECT, function(ok, problem)
    if not ok then
      say.tell(tostring(problem), vim.log.levels.ERROR)
      return
    end
    knowledge.refresh(kb)
    say.say("Gazette: corrected", true)
  end, kb.handle:share(), vim.json.encode(correction))
end

---@return gazette.Kb?
local function current_kb()
  local dir = require("gazette.view").current_dir()
  local kb, problem
  if dir then
    kb, problem = knowledge.open(dir)
  end
  if not kb then
    say.tell(
      problem or "no knowledge base found; :Gazette index FOLDER makes one",
      vim.log.levels.WARN
    )
  end
  return kb
end

--- Names that start with what is typed, for completion.
local function names(lead)
  local dir = require("gazette.view").current_dir()
  local kb = dir and knowledge.open(dir)
  local json = kb and kb.handle:complete(lead, 30)
  local ok, list = pcall(vim.json.decode, json or "[]", { luanil = { object = true } })
  return ok and vim.tbl_map(function(entity)
    return entity.name
  end, list) or {}
end

--- The same where a name has spaces: what was typed of it in words before counts as well.
---@param lead string
---@param words string[]
---@param first integer the word it begins with
local function rest_of_names(lead, words, first)
  if #words < first then
    return names(lead)
  end
  local begun = table.concat(words, " ", first) .. " "
  local rests = {}
  for _, name in ipairs(names(begun .. lead)) do
    if vim.startswith(name:lower(), begun:lower()) then
      rests[#rests + 1] = name:sub(#begun + 1)
    end
  end
  return rests
end

local function files(lead)
  return vim.fn.getcompletion(lead, "dir")
end

local function choices(list)
  return function(lead)
    return vim.tbl_filter(function(word)
      return vim.startswith(word, lead)
    end, list)
  end
end

local function name_at_cursor()
  local annotation = require("gazette").at()
  return annotation
      and annotation.layer == "entity"
      and annotation.id > 0
      and tostring(annotation.id)
    or vim.fn.expand("<cword>")
end

---@param kb gazette.Kb
---@param id integer
---@return string
local function entity_name(kb, id)
  local json = kb.handle:lookup(tostring(id), "json")
  local ok, entity = pcall(vim.json.decode, json or "", { luanil = { object = true } })
  return ok and type(entity) == "table" and entity.name or "?"
end

--- What is known about the mark under the cursor, and why it is there.
local function info()
  local state = require("gazette.buffer").get(0)
  if not state then
    local attached, problem = require("gazette.buffer").attach(vim.api.nvim_get_current_buf())
    say.tell(attached and "the buffer is annotated now" or problem)
    return
  end
  local lines = {
    "knowledge base  " .. state.kb.dir,
    ("generation      %d, %d names"):format(
      state.kb.generation,
      state.kb.lexicon and state.kb.lexicon:count() or 0
    ),
  }
  state.document:number_firsts()
  local annotation = require("gazette").at()
  if annotation then
    local unknown = annotation.id == 0
    local named = annotation.layer == "entity" or annotation.layer == "event"
    lines[#lines + 1] = unknown
        and ("under cursor    %s%s"):format(
          annotation.layer,
          named and ", not in the archive" or ""
        )
      or ("under cursor    %s %s, id %d, confidence %.2f%s"):format(
        annotation.layer,
        annotation.type or "",
        annotation.id,
        annotation.confidence,
        annotation.first and ", first mention" or ""
      )
  else
    lines[#lines + 1] = "under cursor    nothing marked"
  end
  local cursor = vim.api.nvim_win_get_cursor(0)
  for _, reason in ipairs(state.document:reasons(cursor[1] - 1, cursor[2])) do
    lines[#lines + 1] = ("  candidate     %s (%s, id %d): %d times in the archive, %d in this document, %d nearby: %.2f"):format(
      entity_name(state.kb, reason.id),
      reason.type,
      reason.id,
      reason.weight,
      reason.document,
      reason.paragraph,
      reason.share
    )
  end
  vim.api.nvim_echo({ { table.concat(lines, "\n") } }, false, {})
end

---@class gazette.Subcommand
---@field run fun(arguments: string[], command: table)
---@field complete? fun(lead: string, words: string[]): string[]
---@type table<string, gazette.Subcommand>
local subcommands = {}

subcommands.toggle = {
  run = function(arguments)
    local mode = arguments[1]
    local on = mode == "on" or nil
    if mode == "off" then
      on = false
    end
    if mode == "all" or mode == "first" then
      require("gazette").setup({ mentions = mode })
      return
    end
    local switch = ({ events = "unlinked_events", names = "unknown_names" })[mode]
    if switch then
      local now = not require("gazette.config").get()[switch]
      require("gazette").setup({ [switch] = now })
      local what = mode == "events" and "events" or "names"
      say.say(
        ("Gazette: %s the archive does not know %s"):format(what, now and "shown" or "hidden")
      )
      return
    end
    if mode and on == nil then
      say.tell("toggle takes on, off, all, first, events or names", vim.log.levels.ERROR)
      return
    end
    local shown, problem = require("gazette.buffer").toggle(vim.api.nvim_get_current_buf(), on)
    if problem then
      say.tell(problem, vim.log.levels.WARN)
    else
      say.say("Gazette: marks " .. (shown and "on" or "off"))
    end
  end,
  complete = choices({ "on", "off", "all", "first", "events", "names" }),
}

subcommands.index = {
  run = function(arguments)
    local options, path = {}, nil
    for _, word in ipairs(arguments) do
      if word == "--watch" then
        options.watch = true
      elseif word == "--force" then
        options.force = true
      elseif word == "--stop" then
        return require("gazette.index").stop()
      elseif word:sub(1, 2) == "--" then
        say.tell("index has --watch, --force and --stop, not " .. word, vim.log.levels.ERROR)
        return
      else
        path = word
      end
    end
    require("gazette.index").start(path, options)
  end,
  complete = function(lead)
    return lead:sub(1, 1) == "-" and choices({ "--watch", "--force", "--stop" })(lead)
      or files(lead)
  end,
}

subcommands.lookup = {
  run = function(arguments)
    local name = #arguments > 0 and table.concat(arguments, " ") or name_at_cursor()
    require("gazette.view").open("entity", name)
  end,
  complete = names,
}

subcommands.timeline = {
  run = function(arguments)
    local words, from, to = {}, "", ""
    for _, word in ipairs(arguments) do
      local value = word:match("^%-%-from=(.+)$")
      from = value or from
      local until_ = word:match("^%-%-to=(.+)$")
      to = until_ or to
      if word:find("^%-%-") and not value and not until_ then
        say.tell("timeline has --from=DATE and --to=DATE, not " .. word, vim.log.levels.ERROR)
        return
      elseif not value and not until_ then
        words[#words + 1] = word
      end
    end
    local range = (from ~= "" or to ~= "") and ("?" .. from .. ".." .. to) or nil
    require("gazette.view").open("timeline", table.concat(words, " "), range)
  end,
  complete = function(lead)
    return lead:sub(1, 2) == "--" and choices({ "--from=", "--to=" })(lead) or names(lead)
  end,
}

subcommands.search = {
  run = function(arguments)
    if #arguments == 0 then
      vim.ui.input({ prompt = "Search the archive: " }, function(words)
        if words and words ~= "" then
          require("gazette.view").open("search", words)
        end
      end)
      return
    end
    require("gazette.view").open("search", table.concat(arguments, " "))
  end,
  complete = names,
}

subcommands.info = { run = info }

subcommands.messages = {
  run = function()
    local complaints = require("gazette.index").complaints or {}
    vim.api.nvim_echo(
      { { #complaints > 0 and table.concat(complaints, "\n") or "Gazette: no messages" } },
      false,
      {}
    )
  end,
}

-- What a correction needs besides the entity: its field, and what that is.
local NEEDS = {
  alias = { "alias", "another name" },
  ignore = {},
  merge = { "other", "the name of the other one" },
  rename = { "to", "a name" },
  retype = { "to", "a type" },
}

--- The entity under the cursor.
---@return integer? id
local function entity_at_cursor()
  local annotation = require("gazette").at()
  return annotation and annotation.layer == "entity" and annotation.id > 0 and annotation.id or nil
end

subcommands.correct = {
  run = function(arguments)
    if #arguments == 0 then
      return vim.lsp.buf.code_action()
    end
    local kind, rest = arguments[1], table.concat(arguments, " ", 2)
    local needs = NEEDS[kind]
    local problem = not needs and "correct takes alias, ignore, merge, rename or retype"
      or needs[1] and rest == "" and kind .. " needs " .. needs[2]
      or not needs[1] and rest ~= "" and kind .. " takes no words"
    if problem then
      say.tell(problem, vim.log.levels.ERROR)
      return
    end
    local kb = current_kb()
    local id = kb and entity_at_cursor()
    if not id then
      if kb then
        say.tell("put the cursor on a marked entity", vim.log.levels.WARN)
      end
      return
    end
    local correction = { ["do"] = kind, entity = id }
    if needs[1] then
      correction[needs[1]] = kind == "retype" and rest:upper() or rest
    end
    M.correct(kb, correction)
  end,
  complete = function(lead, words)
    if #words == 2 then
      return choices({ "alias", "ignore", "merge", "rename", "retype" })(lead)
    elseif words[3] == "retype" and #words == 3 then
      return choices(require("gazette.highlight").TYPES)(lead)
    end
    return words[3] == "merge" and rest_of_names(lead, words, 4) or {}
  end,
}

---@param command table from nvim_create_user_command
function M.run(command)
  local arguments = vim.deepcopy(command.fargs)
  local name = table.remove(arguments, 1) or "info"
  local subcommand = subcommands[name]
  if not subcommand then
    say.tell(("no subcommand %s; see :help :Gazette"):format(name), vim.log.levels.ERROR)
    return
  end
  subcommand.run(arguments, command)
end

---@return string[]
function M.names()
  local list = vim.tbl_keys(subcommands)
  table.sort(list)
  return list
end

---@param lead string
---@param line string
---@param position integer
---@return string[]
function M.complete(lead, line, position)
  local before = line:sub(1, position)
  local words = vim.split(vim.trim(before:sub(1, position - #lead)), "%s+")
  while words[1] and not words[1]:find("Gaz") do -- a range or modifiers
    table.remove(words, 1)
  end
  if #words <= 1 then
    return choices(M.names())(lead)
  end
  local subcommand = subcommands[words[2]]
  if not subcommand or not subcommand.complete then
    return {}
  end
  if subcommand.complete == names then
    return rest_of_names(lead, words, 3)
  end
  return subcommand.complete(lead, words)
end

return M
