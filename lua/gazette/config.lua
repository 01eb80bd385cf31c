--- Options. One schema drives defaults, validation, unknown-key warnings and the help section.
local M = {}

---@class gazette.Option
---@field name string
---@field default any
---@field types string[] allowed type() results; "list" is a list of strings
---@field choices? string[]
---@field help string for :help, one paragraph

---@type gazette.Option[]
M.schema = {
  {
    name = "enabled",
    default = true,
    types = { "boolean" },
    help = "Whether buffers are annotated when they are opened. |:Gazette-toggle| changes it for the session.",
  },
  {
    name = "filetypes",
    default = { "text", "markdown", "html", "mail", "tex", "rst", "org", "typst", "asciidoc" },
    types = { "list" },
    help = "Which buffers are annotated. Read at start-up.",
  },
  {
    name = "kb",
    types = { "string", "nil" },
    help = "The folder of the knowledge base. Without it, `.gazette` is looked for upward from each file, "
      .. "then in $XDG_DATA_HOME/gazette/default.",
  },
  {
    name = "program",
    types = { "string", "nil" },
    help = "The `gazette` program that indexes. Without it, the one built in the plugin's folder, then $PATH.",
  },
  {
    name = "mentions",
    default = "all",
    types = { "string" },
    choices = { "all", "first" },
    help = 'Mark every mention of an entity, or only the "first" in the document.',
  },
  {
    name = "typing",
    default = true,
    types = { "boolean" },
    help = "Mark names in the line that is being typed. `false` leaves it plain until Insert mode ends or the "
      .. "cursor leaves it.",
  },
  {
    name = "layers",
    default = { "entity", "event" },
    types = { "list" },
    choices = { "entity", "event", "quote", "time", "check" },
    help = "What is marked. Quotes and times are those of your text. Nothing makes checks yet.",
  },
  {
    name = "unlinked_events",
    default = false,
    types = { "boolean" },
    help = "Show events of the text that the archive does not tell of.",
  },
  {
    name = "unknown_names",
    default = false,
    types = { "boolean" },
    help = "Show names of the text that the archive does not know.",
  },
  {
    name = "types",
    types = { "list", "nil" },
    help = "Which entity types are marked, e.g. { 'PERSON', 'ORG' }. Without it, all.",
  },
  {
    name = "priority",
    default = 120,
    types = { "number" },
    help = "Priority of the marks. Tree-sitter's is 100, diagnostics' 150.",
  },
  {
    name = "lsp",
    default = true,
    types = { "boolean" },
    help = "Start the in-process language server: hover, definition, references, symbols, completion.",
  },
  {
    name = "keymaps",
    default = true,
    types = { "boolean" },
    help = "In annotated buffers map gd to the source sentence and, where this Neovim lacks them, grr, gri, gra "
      .. "and gO as later Neovims have them. Only keys that nothing else is mapped to.",
  },
  {
    name = "max_lines",
    default = 500000,
    types = { "number" },
    help = "A buffer with more lines is left alone.",
  },
}

---@class gazette.Config
---@field enabled boolean
---@field filetypes string[]
---@field kb? string
---@field program? string
---@field mentions "all"|"first"
---@field typing boolean
---@field layers string[]
---@field unlinked_events boolean
---@field unknown_names boolean
---@field types? string[]
---@field priority number
---@field lsp boolean
---@field keymaps boolean
---@field max_lines number

---@type gazette.Config?
local current
---@type any
local source

---@param value any
---@param option gazette.Option
---@return string? problem
local function problem_of(value, option)
  local kind = type(value)
  for _, allowed in ipairs(option.types) do
    if allowed == "list" and kind == "table" then
      for _, item in ipairs(value) do
        if type(item) ~= "string" then
          return "a list of strings is wanted"
        end
        if option.choices and not vim.tbl_contains(option.choices, item) then
          return ("%q is none of %s"):format(item, table.concat(option.choices, ", "))
        end
      end
      return nil
    elseif allowed == kind then
      if kind == "string" and option.choices and not vim.tbl_contains(option.choices, value) then
        return ("%q is none of %s"):format(value, table.concat(option.choices, ", "))
      end
      return nil
    end
  end
  return ("%s is wanted, not %s"):format(table.concat(option.types, " or "), kind)
end

--- Compares what the user set with the schema.
---@param user any
---@return gazette.Config config wrong values replaced by defaults
---@return string[] problems for :checkhealth
function M.resolve(user)
  local config, problems, known = {}, {}, {}
  if user ~= nil and type(user) ~= "table" then
    problems[1] = "vim.g.gazette is a " .. type(user) .. ", not a table"
    user = nil
  end
  user = user or {}
  for _, option in ipairs(M.schema) do
    known[option.name] = true
    local value = user[option.name]
    if value ~= nil then
      local problem = problem_of(value, option)
      if problem then
        problems[#problems + 1] = ("%s: %s"):format(option.name, problem)
        value = nil
      end
    end
    if value == nil then
      value = type(option.default) == "table" and vim.deepcopy(option.default) or option.default
    end
    config[option.name] = value
  end
  for name in pairs(user) do
    if not known[name] then
      problems[#problems + 1] = ("%s: no such option"):format(tostring(name))
    end
  end
  table.sort(problems)
  return config, problems
end

--- The options in force. Reads vim.g.gazette anew only after setup().
---@return gazette.Config
function M.get()
  if not current then
    source = vim.g.gazette
    current = (M.resolve(source))
  end
  return current
end

--- Lays `options` over vim.g.gazette.
---@param options? table
function M.set(options)
  if options ~= nil and type(options) ~= "table" then
    error("gazette.setup: options: a table is wanted, not " .. type(options), 3)
  end
  local base = type(vim.g.gazette) == "table" and vim.g.gazette or {}
  vim.g.gazette = vim.tbl_extend("force", base, options or {})
  current = nil
end

--- The options section of doc/gazette.txt.
---@return string[] lines
function M.help()
  local lines = {}
  for _, option in ipairs(M.schema) do
    local tag = ("*gazette-option-%s*"):format(option.name)
    lines[#lines + 1] = option.name .. (" "):rep(math.max(1, 78 - #option.name - #tag)) .. tag
    local kinds = option.choices and table.concat(option.choices, ", ")
      or table.concat(option.types, " or ")
    local default = option.default == nil and "none"
      or vim.inspect(option.default, { newline = " ", indent = "" })
    for _, text in ipairs({ ("%s (default: %s)"):format(kinds, default), option.help }) do
      local line = "   "
      for word in text:gmatch("%S+") do
        if #line + 1 + #word > 78 then
          lines[#lines + 1] = line
          line = "   "
        end
        line = line .. " " .. word
      end
      lines[#lines + 1] = line
    end
    lines[#lines + 1] = ""
  end
  return lines
end

return M
