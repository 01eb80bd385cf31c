-- Every command on the sample archive: exit status, form of what it prints, and what must hold
-- between the lines (offsets point at the words they claim, ids refer to what exists).
vim.opt.runtimepath:prepend(vim.fn.getcwd())
package.path = "tests/cli/?.lua;" .. package.path
local schema = require("schema")
local t = require("support")
local check = t.check

local work = t.folder("outputs")
local kb = work .. "/kb"
local samples = "samples/archive"

local function valid(form, object, what)
  local problem = schema.validate(form, object, what)
  return check(not problem, what .. " as documented", problem)
end

-- Index ------------------------------------------------------------------------------------------

local before = t.files("samples")
local indexed = t.expect(0, { "index", "--kb", kb, samples })
check(indexed.stderr == "", "nothing said without a terminal when all is well", indexed.stderr)
check(vim.fn.filereadable(kb .. "/kb.sqlite3") == 1, "kb.sqlite3 is there")
check(vim.fn.filereadable(kb .. "/lexicon.gzl") == 1, "lexicon.gzl is there")
check(vim.deep_equal(before, t.files("samples")), "nothing is written into the archive")

-- Each file of samples/refused is refused by name and reason, and does not stop the rest.
local refused = t.expect(1, { "index", "--kb", work .. "/refused", "samples/refused", samples })
for _, name in ipairs(t.files("samples/refused")) do
  local line = refused.stderr:match("gazette: [^\n]*" .. vim.pesc(name) .. "[^\n]*")
  check(
    line and line:find("; ", 1, true),
    name .. " is refused with a reason and an advice",
    line or refused.stderr
  )
end

-- Export -----------------------------------------------------------------------------------------

local exported = t.expect(0, { "export", "--kb", kb })
local objects = t.json_lines(exported.stdout, "export")
local by_kind = { article = {}, entity = {}, event = {}, quote = {} }
for _, object in ipairs(objects) do
  local form = schema.export[object.kind]
  if check(form, "a known kind", object.kind) and valid(form, object, object.kind) then
    check(not by_kind[object.kind][object.id], object.kind .. " id is unique", object.id)
    by_kind[object.kind][object.id] = object
  end
end

local expected_articles = 0
for line in io.lines("samples/expected.jsonl") do
  if vim.json.decode(line).kind == "article" then
    expected_articles = expected_articles + 1
  end
end
check(
  vim.tbl_count(by_kind.article) == expected_articles,
  expected_articles .. " articles",
  vim.tbl_count(by_kind.article)
)

local texts = {}
---@return string? the file of an article whose offsets are the file's own
local function text_of(id)
  local article = by_kind.article[id]
  if not article or not (article.path:find("%.txt$") or article.path:find("%.md$")) then
    return nil
  end
  texts[id] = texts[id] or t.read(samples .. "/" .. article.path)
  -- What was decoded first has offsets into what came of it.
  local sequences =
    "[\194-\223][\128-\191] [\224-\239][\128-\191][\128-\191] [\240-\244][\128-\191][\128-\191][\128-\191]"
  local rest = texts[id]
  for sequence in sequences:gmatch("%S+") do
    rest = rest:gsub(sequence, "")
  end
  if rest:find("[\128-\255]") then
    return nil
  end
  return texts[id]
end

local function refers(kind, id, what)
  if id ~= nil and id ~= vim.NIL then
    check(by_kind[kind][id], ("%s refers to an existing %s"):format(what, kind), id)
  end
end

local function points_at(article, from, to, words, what)
  refers("article", article, what)
  local text = text_of(article)
  if text then
    check(from < to and to <= #text, what .. ": a range of the file", { from, to })
    check(
      text:sub(from + 1, to) == words,
      what .. ": offsets point at " .. words,
      text:sub(from + 1, to)
    )
  end
end

for id, entity in pairs(by_kind.entity) do
  local what = ("entity %d %s"):format(id, entity.name)
  check(
    #entity.articles > 0 and entity.mentions >= #entity.articles,
    what .. " is mentioned",
    entity
  )
  local mentions = 0
  for _, name in ipairs(entity.names) do
    mentions = mentions + name.count
  end
  check(
    #entity.names > 0 and mentions <= entity.mentions,
    what .. ": counts of names agree",
    entity
  )
  for _, article in ipairs(entity.articles) do
    refers("article", article, what)
  end
  for _, held in ipairs(entity.roles) do
    refers("entity", held.of, what .. " role")
  end
end
for id, event in pairs(by_kind.event) do
  local what = ("event %d %s"):format(id, event.label)
  check(#event.mentions > 0 and #event.articles > 0, what .. " has evidence", event)
  refers("entity", event.place, what .. " place")
  for _, participant in ipairs(event.participants) do
    refers("entity", participant.entity, what .. " participant")
  end
  for _, mention in ipairs(event.mentions) do
    points_at(mention.article, mention.start, mention["end"], mention.text, what)
    check(vim.tbl_contains(event.articles, mention.article), what .. ": mentioned in its articles")
  end
  for _, outlet in ipairs(event.reported_by) do
    refers("entity", outlet, what .. " reported_by")
  end
end
for id, quote in pairs(by_kind.quote) do
  local what = ("quote %d"):format(id)
  refers("article", quote.article, what)
  refers("entity", quote.speaker, what .. " speaker")
  refers("quote", quote.same_as, what .. " same_as")
  check(quote.start < quote["end"], what .. " is a range", quote)
  local text = text_of(quote.article)
  if text and quote.form == "direct" then
    local range = text:sub(quote.start + 1, quote["end"]):gsub("%s+", " ")
    local first = quote.content:gsub("%s+", " "):match("^%w+")
    check(not first or range:find(first, 1, true), what .. ": its words are where it says", range)
  end
end
check(vim.tbl_count(by_kind.entity) > 50, "entities are found", vim.tbl_count(by_kind.entity))
check(vim.tbl_count(by_kind.event) > 20, "events are found", vim.tbl_count(by_kind.event))
check(vim.tbl_count(by_kind.quote) > 50, "quotes are found", vim.tbl_count(by_kind.quote))

for line in t.expect(0, { "export", "--kb", kb, "--format", "ftm" }).stdout:gmatch("[^\n]+") do
  local thing = vim.json.decode(line)
  check(
    type(thing.id) == "string"
      and type(thing.schema) == "string"
      and type(thing.properties) == "table",
    "a FollowTheMoney entity",
    line
  )
end
local csv = t.expect(0, { "export", "--kb", kb, "--format", "csv" }).stdout
check(csv:find("^[%w_]+,[%w_]+"), "CSV begins with a header", csv:sub(1, 100))

-- Analyze ----------------------------------------------------------------------------------------

local one = 'Mayor Elena Duarte visited Lisbon on Tuesday. "We will rebuild it," Duarte said.'
local two = "Zwölf Männer – and  a\ncat.\tÇa va? 10,000 people fled."
local input = vim.json.encode({ id = "one", text = one, date = "2020-03-05" })
  .. "\n"
  .. vim.json.encode({ id = "2/b", text = two })
  .. "\n"
  .. vim.json.encode({ id = "none", text = "" })
  .. "\n"
local answers =
  t.json_lines(t.expect(0, { "analyze", "--input", "jsonl" }, { stdin = input }).stdout, "analyze")
check(#answers == 3, "one answer for each input", #answers)
for i, text in ipairs({ one, two, "" }) do
  local answer = answers[i]
  if answer and valid(schema.analyze, answer, "analyze") then
    check(
      answer.id == ({ "one", "2/b", "none" })[i],
      "answers in the order of the inputs",
      answer.id
    )
    local last = 0
    for _, sentence in ipairs(answer.sentences) do
      for _, token in ipairs(sentence.tokens) do
        check(token.start >= last, "tokens in order, not overlapping", token)
        check(text:sub(token.start + 1, token["end"]) == token.text, "token offsets", token)
        check(
          token.start >= sentence.start and token["end"] <= sentence["end"],
          "token in its sentence"
        )
        check(
          not token.text:find("^%s") and not token.text:find("%s$"),
          "no white space around",
          token
        )
        check(token.head >= 0 and token.head <= #sentence.tokens, "head in the sentence", token)
        last = token["end"]
      end
    end
    for _, kind in ipairs({ "mentions", "times", "events" }) do
      for _, span in ipairs(answer[kind]) do
        check(text:sub(span.start + 1, span["end"]) == span.text, kind .. ": offsets", span)
      end
    end
  end
end
if answers[1] then
  check(
    #answers[1].times == 1 and answers[1].times[1].value == "2020-03-03",
    "Tuesday before the date",
    answers[1].times
  )
end

local conll = t.expect(0, { "analyze", "--format", "conll" }, { stdin = one }).stdout
for line in conll:gmatch("[^\n]+") do
  local columns = vim.split(line, "\t", { plain = true })
  check(#columns == 7, "seven columns", line)
  check(columns[7]:find("^O$") or columns[7]:find("^[BI]%-[%u_]+$"), "a BIO tag", line)
  check(one:find(columns[1], 1, true), "the form is a word of the text", line)
end
check(conll:find("\tB%-PERSON\n"), "the mayor is a person", conll)
check(conll:find("\tB%-DATE\n"), "Tuesday is a date", conll)
-- Tokens as given must come back as given, however they are cut.
local given = "The\nwell-known\nO'Neill\nsaid\n:\ncan\nnot\n\nThe\n#\n1\n#hit\n\nYes\n.\n"
local kept =
  t.expect(0, { "analyze", "--input", "conll", "--format", "conll" }, { stdin = given }).stdout
check((kept:gsub("\t[^\n]*", "")):gsub("\n+$", "\n") == given, "tokens as given", kept)

local crlf = t.expect(0, { "analyze" }, { stdin = "Rain fell.\r\n\r\nIt stopped.\r\n" }).stdout
valid(schema.analyze, vim.json.decode(crlf), "analyze of text")

-- Annotate ---------------------------------------------------------------------------------------

for _, draft in ipairs(t.files("samples/drafts")) do
  local path = "samples/drafts/" .. draft
  local text = t.read(path)
  local annotations =
    t.json_lines(t.expect(0, { "annotate", "--kb", kb, path }).stdout, "annotate " .. draft)
  local entities, last = 0, 0
  for _, annotation in ipairs(annotations) do
    if valid(schema.annotation, annotation, "annotation") then
      local from, to = annotation.start, annotation["end"]
      check(from < to and to <= #text, "a range of the draft", annotation)
      check(from >= last, "annotations in order", annotation)
      last = from
      check(text:sub(from + 1, to) == annotation.text, "annotation offsets", annotation)
      local _, breaks = text:sub(1, from):gsub("\n", "")
      check(annotation.line == breaks + 1, "annotation line", annotation)
      local line_start = from - #text:sub(1, from):match("[^\n]*$")
      check(annotation.column == from - line_start + 1, "annotation column", annotation)
      check(annotation.confidence >= 0 and annotation.confidence <= 1, "confidence", annotation)
      if annotation.layer == "entity" and annotation.id ~= vim.NIL and annotation.id ~= 0 then
        entities = entities + 1
        local entity = by_kind.entity[annotation.id]
        check(entity and entity.name == annotation.name, "the entity's id and name", annotation)
      end
    end
  end
  check(entities > 0, draft .. ": names of the archive are annotated", entities)
end
local from_stdin = t.expect(
  0,
  { "annotate", "--kb", kb, "--language", "markdown", "-" },
  { stdin = t.read("samples/drafts/draft.md") }
)
check(
  from_stdin.stdout == t.expect(0, { "annotate", "--kb", kb, "samples/drafts/draft.md" }).stdout,
  "the same from a file and from standard input"
)
local ansi =
  t.expect(0, { "annotate", "--kb", kb, "--format", "ansi", "samples/drafts/draft.md" }).stdout
check(
  ansi:gsub("\27%[[%d;:]*m", "") == t.read("samples/drafts/draft.md"),
  "ANSI is the draft with colours"
)
local html =
  t.expect(0, { "annotate", "--kb", kb, "--format", "html", "samples/drafts/draft.md" }).stdout
check(html:find("<", 1, true), "HTML", html:sub(1, 200))

-- Questions --------------------------------------------------------------------------------------

local best
for _, entity in pairs(by_kind.entity) do
  if entity.type == "PERSON" and (not best or entity.mentions > best.mentions) then
    best = entity
  end
end
if check(best, "a person is known") then
  local dossier =
    vim.json.decode(t.expect(0, { "lookup", "--kb", kb, "--format", "json", best.name }).stdout)
  check(type(dossier) == "table", "a dossier")
  check(
    t.expect(0, { "lookup", "--kb", kb, "--format", "json", tostring(best.id) }).stdout
      :find(best.name, 1, true),
    "a dossier by id"
  )
  for _, format in ipairs({ "text", "markdown" }) do
    local text = t.expect(0, { "lookup", "--kb", kb, "--format", format, best.name }).stdout
    check(text:find(best.name, 1, true), "the name in the dossier as " .. format, text:sub(1, 300))
  end
  local lines =
    t.expect(0, { "timeline", "--kb", kb, "--entity", best.name, "--format", "jsonl" }).stdout
  check(#t.json_lines(lines, "timeline") > 0, "a person in the news has a timeline")
  local found = t.expect(0, { "search", "--kb", kb, best.name }).stdout
  check(found:find(best.name:match("%S+$"), 1, true), "search finds the name", found:sub(1, 300))
end
t.expect(
  0,
  { "timeline", "--kb", kb, "--from", "2021-03", "--to", "2021-04", "--format", "markdown" }
)
t.expect(0, { "stats", "--kb", kb })
t.expect(0, { "verify", "--kb", kb })

-- Wrong usage and what cannot be done ------------------------------------------------------------

local commands = {
  "index",
  "annotate",
  "lookup",
  "timeline",
  "search",
  "correct",
  "export",
  "analyze",
  "stats",
  "verify",
}
for _, command in ipairs(commands) do
  local help = t.expect(0, { command, "--help" })
  check(
    help.stdout:find("gazette " .. command, 1, true),
    command .. " --help goes to standard output",
    help
  )
  local wrong = t.expect(2, { command, "--no-such-option" })
  check(
    wrong.stderr:find("^gazette: ") and wrong.stdout == "",
    command .. ": wrong usage on stderr",
    wrong
  )
end
t.expect(2, {})
t.expect(2, { "no-such-command" })
for _, command in ipairs({ "lookup", "search" }) do
  local missing = t.expect(3, { command, "--kb", work .. "/nowhere", "x" })
  check(
    missing.stderr:find("^gazette: .*nowhere"),
    "the missing knowledge base is named",
    missing.stderr
  )
end
t.write(work .. "/damaged/kb.sqlite3", ("not a database"):rep(100))
local damaged = t.expect(3, { "stats", "--kb", work .. "/damaged" })
check(damaged.stderr:find("; ", 1, true), "a damaged knowledge base: what to do", damaged.stderr)
t.expect(3, { "annotate", work .. "/no-such-file" })

t.report()
