--- :checkhealth gazette
local M = {}

function M.check()
  local health = vim.health
  local config, kb = require("gazette.config"), require("gazette.kb")
  health.start("Gazette")
  local native, problem = require("gazette.module").load()
  if native then
    health.ok("native module " .. native.version)
  else
    health.error(problem, { "run `make` in " .. require("gazette.module").root() })
  end
  local program = require("gazette.index").program()
  if program then
    health.ok("program " .. program)
  else
    health.warn("no program `gazette`: indexing from the editor will not work", {
      "run `make` in " .. require("gazette.module").root() .. " or set vim.g.gazette.program",
    })
  end

  local failed = require("gazette.background").problem
  if failed then
    health.warn("events are not marked: " .. failed)
  end

  health.start("Options")
  local _, problems = config.resolve(vim.g.gazette)
  for _, text in ipairs(problems) do
    health.warn("vim.g.gazette." .. text)
  end
  if #problems == 0 then
    health.ok("options are valid")
  end

  health.start("Knowledge bases")
  if native then
    local found = kb.find(vim.api.nvim_buf_get_name(0))
    if found then
      local opened, why = kb.open(found)
      if not opened then
        health.error(("%s: %s"):format(found, why))
      end
    end
    for dir, opened in pairs(kb.all()) do
      if opened.lexicon then
        health.ok(
          ("%s: generation %d, %d names"):format(dir, opened.generation, opened.lexicon:count())
        )
      else
        health.warn(dir .. " has no lexicon, so nothing is marked", { "run `gazette index` again" })
      end
    end
    if not next(kb.all()) then
      health.info("none is open; `:Gazette index FOLDER` makes one")
    end
  end

  health.start("Scopes")
  local languages = {}
  for _, path in ipairs(vim.api.nvim_get_runtime_file("queries/*/gazette.scm", true)) do
    local language = vim.fs.basename(vim.fs.dirname(path))
    if not language:find("_inline$") then
      languages[#languages + 1] = language
    end
  end
  table.insert(languages, "mail")
  table.sort(languages)
  for _, language in ipairs(languages) do
    local source = require("gazette.background").scope_source(language)
    health.info(
      language
        .. ": "
        .. (source and (source.parser or "built in") or "no grammar, read as plain text")
    )
  end
end

return M
