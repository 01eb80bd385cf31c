--- Highlight groups and painting, from what the native document has cached for each line. See
--- gazette.buffer for which marks stay and which live for one redraw.
local M = {}

-- Layers by number, as in gazette.h.
M.LAYERS = { entity = 0, event = 1, quote = 2, time = 3, check = 4 }
-- Entity types by number, as in gazette.h.
M.TYPES =
  { "PERSON", "NORP", "FAC", "ORG", "GPE", "LOC", "PRODUCT", "EVENT", "WORK_OF_ART", "LAW", "MISC" }

local TYPE_GROUPS = {
  "GazettePerson",
  "GazetteNorp",
  "GazetteFac",
  "GazetteOrg",
  "GazetteGpe",
  "GazetteLoc",
  "GazetteProduct",
  "GazetteNamedEvent",
  "GazetteWorkOfArt",
  "GazetteLaw",
  "GazetteMisc",
}

--- Which group of the colour scheme each links to: the first whose colour is neither that of plain
--- text nor taken by a group before it. A scheme that has none gets a colour that is only a tint.
--- Each: name, links, foreground where it is dark, where it is light, in a terminal of 16 colours.
local DISTINCT = {
  { "GazettePerson", { "Function", "Special" }, 0x8cf8f7, 0x007373, 6 },
  { "GazetteOrg", { "String", "Added" }, 0xb3f6c0, 0x005523, 2 },
  { "GazettePlace", { "Type", "WarningMsg", "DiagnosticWarn" }, 0xfce094, 0x6b5300, 3 },
  { "GazetteNorp", { "Identifier", "Directory" }, 0xa6dbff, 0x004c73, 4 },
  { "GazetteProduct", { "PreProc", "Constant", "Number" }, 0xffcaff, 0x470045, 5 },
}

--- What is left goes by those.
local LINKS = {
  GazetteGpe = "GazettePlace",
  GazetteLoc = "GazettePlace",
  GazetteFac = "GazettePlace",
  GazetteNamedEvent = "GazetteEvent",
  GazetteWorkOfArt = "GazetteProduct",
  GazetteLaw = "GazetteProduct",
  GazetteMisc = "GazetteProduct",
  GazetteQuote = "GazetteTime",
  GazetteCheck = "DiagnosticUnderlineWarn",
}

---@param name string
---@return integer? foreground
local function colour_of(name)
  return vim.api.nvim_get_hl(0, { name = name, link = false }).fg
end

--- Defines every group that nobody has defined; again after :colorscheme.
function M.define_groups()
  local taken = { [colour_of("Normal") or -1] = true }
  local dark = vim.o.background == "dark"
  for _, group in ipairs(DISTINCT) do
    local name, links, on_dark, on_light, terminal = unpack(group)
    local definition = { default = true, fg = dark and on_dark or on_light, ctermfg = terminal }
    for _, link in ipairs(links) do
      local colour = colour_of(link)
      if colour and not taken[colour] then
        taken[colour] = true
        definition = { default = true, link = link }
        break
      end
    end
    vim.api.nvim_set_hl(0, name, definition)
  end
  for name, link in pairs(LINKS) do
    vim.api.nvim_set_hl(0, name, { default = true, link = link })
  end
  -- Events and times are underlined in the colour of the text around them: they lie across names.
  local quiet = dark and 0x9b9ea4 or 0x6b6e74
  vim.api.nvim_set_hl(0, "GazetteEvent", {
    default = true,
    underdotted = true,
    sp = colour_of("Statement") or quiet,
    cterm = { underline = true },
  })
  -- What the archive does not know is there to be told from what it does, and quieter.
  for name, line in pairs({
    GazetteUnlinkedEvent = "underdashed",
    GazetteUnknownName = "underdashed",
    GazetteTime = "underdotted",
  }) do
    local definition = { default = true, [line] = true, sp = quiet, cterm = { underline = true } }
    vim.api.nvim_set_hl(0, name, definition)
  end
end

--- The group of an annotation: an entity's goes by its type.
---@param layer string
---@param type string?
---@return string
function M.group(layer, type)
  if layer == "entity" then
    for number, name in ipairs(M.TYPES) do
      if name == type then
        return TYPE_GROUPS[number]
      end
    end
    return "GazetteMisc"
  end
  return ({
    event = "GazetteEvent",
    quote = "GazetteQuote",
    time = "GazetteTime",
    check = "GazetteCheck",
  })[layer]
end

local set_extmark = vim.api.nvim_buf_set_extmark
local marks = {} -- reused: what the native document says of one line
-- Reused for every mark. Those that stay go with the text they are on, and leave no trace in undo.
local passing = { ephemeral = true, end_row = 0, end_col = 0, hl_group = 0, priority = 120 }
local staying = {
  end_row = 0,
  end_col = 0,
  hl_group = 0,
  priority = 120,
  invalidate = true,
  undo_restore = false,
  strict = false,
}

---@type table<integer, integer> group id by layer * 256 + type, 0 for what is not shown
local ids = {}
---@type table<integer, integer> the same by layer, for what the archive does not know
local unknown_ids = {}

--- Which group ids are painted, by the options. Called when options or groups change.
---@param options gazette.Config
function M.prepare(options)
  local id_of = vim.api.nvim_get_hl_id_by_name
  passing.priority, staying.priority = options.priority, options.priority
  ids = {}
  local shown = {}
  for _, layer in ipairs(options.layers) do
    shown[layer] = true
  end
  local wanted = options.types and {}
  for _, name in ipairs(options.types or {}) do
    wanted[name] = true
  end
  unknown_ids = {
    [M.LAYERS.entity] = options.unknown_names and id_of("GazetteUnknownName") or 0,
    [M.LAYERS.event] = options.unlinked_events and id_of("GazetteUnlinkedEvent") or 0,
    -- Of these no annotation has an id: nothing in the archive is linked to.
    [M.LAYERS.quote] = shown.quote and id_of("GazetteQuote") or 0,
    [M.LAYERS.time] = shown.time and id_of("GazetteTime") or 0,
  }
  for layer, number in pairs(M.LAYERS) do
    local whole = shown[layer] and layer ~= "entity" and id_of(M.group(layer)) or 0
    for type = 0, 255 do
      ids[number * 256 + type] = whole
    end
  end
  for type = 0, shown.entity and #M.TYPES or -1 do
    local name = M.TYPES[type] or "MISC"
    ids[type] = (not wanted or wanted[name]) and id_of(M.group("entity", name)) or 0
  end
end

---@param count integer annotations in `marks`
local function set_marks(namespace, buffer, row, count, mark, first_only)
  mark.end_row = row
  local at = 1
  for _ = 1, count do
    local layer, flags = marks[at + 2], marks[at + 4]
    local id = flags < 2 and ids[layer * 256 + marks[at + 3]] or unknown_ids[layer] or 0
    if id ~= 0 and (not first_only or layer ~= 0 or flags > 0) then
      mark.end_col = marks[at + 1]
      mark.hl_group = id
      set_extmark(buffer, namespace, row, marks[at], mark)
    end
    at = at + 5
  end
end

--- Paints one line from the cache, for one redraw.
---@param namespace integer
---@param buffer integer
---@param document table
---@param row integer 0-based
---@param first_only boolean
function M.paint(namespace, buffer, document, row, first_only)
  local count = document:marks(row, marks)
  set_marks(namespace, buffer, row, count, passing, first_only)
end

--- Gives those of the lines [first, last) their marks that have others.
---@param namespace integer
---@param buffer integer
---@param document table
---@param first integer 0-based
---@param last integer
---@param first_only boolean
---@return integer lines that were given any
function M.place(namespace, buffer, document, first, last, first_only)
  local lines = 0
  local row, count, clear = document:repaint(first, last, marks)
  while row do
    if clear then
      vim.api.nvim_buf_clear_namespace(buffer, namespace, row, row + 1)
    end
    set_marks(namespace, buffer, row, count, staying, first_only)
    lines = lines + 1
    row, count, clear = document:repaint(row + 1, last, marks)
  end
  return lines
end

return M
