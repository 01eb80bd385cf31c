-- Indexing again: nothing changed, articles changed, added, removed, renamed. Each time the result
-- must equal that of indexing the same archive anew, byte for byte in `export`. Corrections survive.
package.path = "tests/cli/?.lua;" .. package.path
local t = require("support")
local check = t.check

local work = t.folder("incremental")
local archive = work .. "/archive"
vim.fn.mkdir(archive, "p")
assert(vim.system({ "cp", "-r", "samples/archive/.", archive }):wait().code == 0)
local originals = t.files(archive)

local function export(kb)
  return t.expect(0, { "export", "--kb", kb or (archive .. "/.gazette") }).stdout
end

---@return string what indexing this archive anew, elsewhere, gives
local function from_scratch(name)
  local kb = work .. "/" .. name
  t.expect(0, { "index", "--kb", kb, archive })
  return export(kb)
end

local function same(got, expected, what)
  if got == expected then
    return check(true, what)
  end
  local difference = vim.diff(expected, got, { ctxlen = 0 }) --[[@as string]]
  check(false, what, difference:sub(1, 1500))
end

t.expect(0, { "index", archive })
local first = export()
check(#first > 10000, "facts are found", #first)
local files = vim.tbl_filter(function(name)
  return not vim.startswith(name, ".gazette/")
end, t.files(archive))
check(vim.deep_equal(files, originals), "only .gazette/ is new in the archive", files)
same(from_scratch("elsewhere"), first, "the same facts wherever the knowledge base is")
t.expect(0, { "index", "--jobs", "1", "--kb", work .. "/one-job", archive })
same(export(work .. "/one-job"), first, "the same facts with any number of jobs")

-- Again: nothing is done. The database is not even written.
local written = vim.uv.fs_stat(archive .. "/.gazette/lexicon.gzl").mtime
t.expect(0, { "index", archive })
same(export(), first, "the same facts after indexing again")
check(
  vim.deep_equal(vim.uv.fs_stat(archive .. "/.gazette/lexicon.gzl").mtime, written),
  "nothing is published when nothing changed"
)

-- A file touched but not changed.
vim.uv.fs_utime(archive .. "/" .. originals[1], os.time(), os.time())
t.expect(0, { "index", archive })
same(export(), first, "the same facts after a touch")

local text_files = vim.tbl_filter(function(name)
  return name:find("%.txt$") ~= nil
end, originals)

-- Changed.
local changed = archive .. "/" .. text_files[1]
t.write(
  changed,
  t.read(changed)
    .. '\n\nSenator Ulla Brandt met Kofi Mensah in Geneva on Friday. "It is over," Brandt said.\n'
)
t.expect(0, { "index", archive })
local now = export()
check(now:find("Ulla Brandt", 1, true), "the new sentence is read")
same(now, from_scratch("changed"), "changed: as from scratch")

-- Added, in a new folder.
t.write(
  archive .. "/new/added.txt",
  "Harbour strike ends\n\n12 May 2023\n\nPresident Ulla Brandt said on Thursday that the strike in Geneva was over.\n"
)
t.expect(0, { "index", archive })
now = export()
check(now:find("new/added.txt", 1, true), "the new article is read")
same(now, from_scratch("added"), "added: as from scratch")

-- Renamed, and moved to another folder.
vim.fn.mkdir(archive .. "/moved", "p")
assert(os.rename(archive .. "/" .. text_files[2], archive .. "/moved/other-name.txt"))
t.expect(0, { "index", archive })
now = export()
check(not now:find(text_files[2], 1, true), "the old path is forgotten")
check(now:find("moved/other-name.txt", 1, true), "the new path is known")
same(now, from_scratch("renamed"), "renamed: as from scratch")

-- Removed.
assert(os.remove(changed))
assert(os.remove(archive .. "/new/added.txt"))
t.expect(0, { "index", archive })
now = export()
check(not now:find("Ulla Brandt", 1, true), "what only removed articles said is forgotten")
same(now, from_scratch("removed"), "removed: as from scratch")

-- A broken article does not stop the rest, and comes back when it is mended.
local whole = t.read(archive .. "/" .. text_files[3])
t.write(archive .. "/" .. text_files[3], ("\0\1\2\3"):rep(400))
local refused = t.expect(1, { "index", archive })
check(refused.stderr:find(text_files[3], 1, true), "the broken article is named", refused.stderr)
check(not export():find(text_files[3], 1, true), "what it said before is no longer said")
t.write(archive .. "/" .. text_files[3], whole)
t.expect(0, { "index", archive })
same(export(), now, "mended: as before")

-- Corrections: appended, applied, kept by --force and never rewritten.
local person
for line in now:gmatch("[^\n]+") do
  local object = vim.json.decode(line)
  if
    object.kind == "entity"
    and object.type == "PERSON"
    and (not person or object.mentions > person.mentions)
  then
    person = object
  end
end
t.expect(0, { "correct", "rename", "--kb", archive .. "/.gazette", person.name, "Zeno Quill" })
check(export():find('"Zeno Quill"', 1, true), "the correction is applied at once")
local corrections = t.read(archive .. "/.gazette/corrections.jsonl")
check(select(2, corrections:gsub("\n", "")) == 1, "one line a correction", corrections)
t.expect(0, { "index", "--force", archive })
check(export():find('"Zeno Quill"', 1, true), "the correction outlives --force")
check(
  t.read(archive .. "/.gazette/corrections.jsonl") == corrections,
  "corrections are never rewritten"
)
assert(os.remove(archive .. "/.gazette/kb.sqlite3"))
assert(os.remove(archive .. "/.gazette/lexicon.gzl"))
t.expect(0, { "index", archive })
check(export():find('"Zeno Quill"', 1, true), "the correction outlives the database")
check(
  t.read(archive .. "/.gazette/corrections.jsonl") == corrections,
  "corrections are kept as they are"
)

t.report()
