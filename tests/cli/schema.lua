-- The forms of the program's outputs, and a validator for them: the part of JSON Schema that they
-- need, written as Lua tables.
--
--   "string" "integer" "number" "boolean" "null"   a value of that type; a trailing ? allows null
--   { enum = {...} }                        one of these strings
--   { list = S }                            an array of S
--   { fields = {name = S, ...} }            an object with exactly these members; a name that ends
--                                           in ? may be missing
--   { any = {S, ...} }                      one of these
--   { pattern = P }                         a string that matches the Lua pattern

local M = {}

local function describe(value)
  local text = vim.inspect(value):gsub("%s+", " ")
  return #text > 120 and text:sub(1, 120) .. "..." or text
end

local validate

local function validate_fields(fields, value, path)
  if type(value) ~= "table" or (vim.islist(value) and next(value) ~= nil) then
    return path .. ": not an object: " .. describe(value)
  end
  local known = {}
  for name, schema in pairs(fields) do
    local plain, optional = name:gsub("%?$", "")
    known[plain] = true
    if value[plain] == nil then
      if optional == 0 then
        return ("%s: no member %q in %s"):format(path, plain, describe(value))
      end
    else
      local problem = validate(schema, value[plain], path .. "." .. plain)
      if problem then
        return problem
      end
    end
  end
  for name in pairs(value) do
    if not known[name] then
      return ("%s: unknown member %q"):format(path, tostring(name))
    end
  end
end

local types = {
  string = function(value)
    return type(value) == "string"
  end,
  number = function(value)
    return type(value) == "number"
  end,
  integer = function(value)
    return type(value) == "number" and value % 1 == 0
  end,
  null = function(value)
    return value == vim.NIL
  end,
  boolean = function(value)
    return type(value) == "boolean"
  end,
}

---@return string? problem
function validate(schema, value, path)
  if type(schema) == "string" then
    local name, optional = schema:gsub("%?$", "")
    if optional == 1 and value == vim.NIL then
      return nil
    end
    return not types[name](value) and ("%s: not %s: %s"):format(path, schema, describe(value))
      or nil
  end
  if schema.enum then
    return not vim.tbl_contains(schema.enum, value)
        and ("%s: none of %s: %s"):format(path, table.concat(schema.enum, " "), describe(value))
      or nil
  elseif schema.pattern then
    local fits = type(value) == "string" and value:find(schema.pattern)
    return not fits and ("%s: not of the form %s: %s"):format(path, schema.pattern, describe(value))
      or nil
  elseif schema.list then
    if type(value) ~= "table" or not vim.islist(value) then
      return path .. ": not an array: " .. describe(value)
    end
    for i, item in ipairs(value) do
      local problem = validate(schema.list, item, ("%s[%d]"):format(path, i))
      if problem then
        return problem
      end
    end
  elseif schema.any then
    local problems = {}
    for _, alternative in ipairs(schema.any) do
      local problem = validate(alternative, value, path)
      if not problem then
        return nil
      end
      problems[#problems + 1] = problem
    end
    return table.concat(problems, "; or ")
  else
    return validate_fields(schema.fields, value, path)
  end
end

M.validate = validate

local entity_type = {
  enum = vim.split("PERSON NORP FAC ORG GPE LOC PRODUCT EVENT WORK_OF_ART LAW MISC", " "),
}
local modality = { enum = vim.split("asserted planned alleged denied hypothetical", " ") }
local quote_form = { enum = { "direct", "indirect", "mixed" } }
local time_type = { enum = { "DATE", "TIME", "DURATION", "SET" } }
local role = { enum = vim.split("agent patient recipient place time instrument topic", " ") }
-- EDTF, level 0 and the qualifiers of level 1: dates, times of a day, ranges, approximate or not.
local edtf = { pattern = "^[%dX%.%-/~%?%%:TZ+]+$" }
local edtf_or_null = { any = { edtf, "null" } }
local ids = { list = "integer" }
local pair = { list = "integer" }

M.export = {
  article = {
    fields = {
      kind = "string",
      id = "integer",
      path = "string",
      title = "string?",
      outlet = "string?",
      author = "string?",
      published = edtf_or_null,
      published_basis = { any = { { enum = { "metadata", "text", "inferred" } }, "null" } },
      story = "integer?",
      sentences = "integer",
    },
  },
  entity = {
    fields = {
      kind = "string",
      id = "integer",
      type = entity_type,
      name = "string",
      names = { list = { fields = { text = "string", count = "integer" } } },
      roles = {
        list = {
          fields = {
            title = "string",
            of = "integer?",
            ["of_text?"] = "string?",
            from = edtf_or_null,
            to = edtf_or_null,
          },
        },
      },
      mentions = "integer",
      articles = ids,
    },
  },
  event = {
    fields = {
      kind = "string",
      id = "integer",
      type = "string",
      cameo = "string?",
      label = "string",
      modality = modality,
      time = edtf_or_null,
      place = "integer?",
      participants = { list = { fields = { role = role, entity = "integer?", text = "string" } } },
      figures = {
        list = {
          fields = {
            what = "string",
            value = "number",
            ["max?"] = "number?",
            ["unit?"] = "string?",
            article = "integer",
          },
        },
      },
      mentions = {
        list = {
          fields = { article = "integer", start = "integer", ["end"] = "integer", text = "string" },
        },
      },
      articles = ids,
      reported_by = ids,
    },
  },
  quote = {
    fields = {
      kind = "string",
      id = "integer",
      speaker = "integer?",
      speaker_text = "string?",
      content = "string",
      form = quote_form,
      cue = "string?",
      time = edtf_or_null,
      medium = "string?",
      ["addressee?"] = "integer?",
      reported_by = ids,
      article = "integer",
      start = "integer",
      ["end"] = "integer",
      same_as = "integer?",
    },
  },
}

M.analyze = {
  fields = {
    ["id?"] = "string",
    sentences = {
      list = {
        fields = {
          start = "integer",
          ["end"] = "integer",
          tokens = {
            list = {
              fields = {
                start = "integer",
                ["end"] = "integer",
                text = "string",
                lemma = "string",
                upos = { pattern = "^%u+$" },
                xpos = "string",
                head = "integer",
                deprel = "string",
              },
            },
          },
        },
      },
    },
    mentions = {
      list = {
        fields = {
          start = "integer",
          ["end"] = "integer",
          text = "string",
          type = entity_type,
          chain = "integer",
        },
      },
    },
    times = {
      list = {
        fields = {
          start = "integer",
          ["end"] = "integer",
          text = "string",
          type = time_type,
          value = "string",
        },
      },
    },
    events = {
      list = {
        fields = {
          start = "integer",
          ["end"] = "integer",
          text = "string",
          lemma = "string",
          type = "string",
          modality = modality,
          args = { list = { fields = { role = role, start = "integer", ["end"] = "integer" } } },
        },
      },
    },
    quotes = {
      list = {
        fields = {
          form = quote_form,
          source = { any = { pair, "null" } },
          cue = { any = { pair, "null" } },
          content = { list = pair },
          speaker_chain = "integer?",
        },
      },
    },
  },
}

M.annotation = {
  fields = {
    start = "integer",
    ["end"] = "integer",
    line = "integer",
    column = "integer",
    text = "string",
    layer = { enum = { "entity", "event", "quote", "time", "check" } },
    id = "integer?",
    type = "string?",
    name = "string?",
    confidence = "number",
  },
}

return M
