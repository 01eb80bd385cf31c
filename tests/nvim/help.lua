-- The options section of :help gazette is what the schema says; with the argument "write" it is
-- made so (scripts/make-help).
vim.opt.runtimepath:prepend(vim.fn.getcwd())
local path = "doc/gazette.txt"
local lines, out, skipping = vim.fn.readfile(path), {}, false
for _, line in ipairs(lines) do
  if line == "The fields:" then
    out[#out + 1] = line
    out[#out + 1] = ""
    vim.list_extend(out, require("gazette.config").help())
    skipping = true
  elseif skipping and line:find("^====") then
    skipping = false
  end
  if not skipping then
    out[#out + 1] = line
  end
end
if arg[1] == "write" then
  vim.fn.writefile(out, path)
  os.exit(0)
end
local same = vim.deep_equal(lines, out)
local failed = same and 0 or 1
if not same then
  io.stderr:write(
    "doc/gazette.txt does not say what lua/gazette/config.lua does; run scripts/make-help\n"
  )
end
-- Every tag is there once, and every reference to one of ours leads somewhere.
local tags = {}
for _, line in ipairs(lines) do
  for tag in line:gmatch("%*(:?[%w_%-.]+)%*") do
    if tags[tag] then
      io.stderr:write("tag twice: " .. tag .. "\n")
      failed = failed + 1
    end
    tags[tag] = true
  end
  if vim.fn.strdisplaywidth(line) > 79 then
    io.stderr:write("too long: " .. line .. "\n")
    failed = failed + 1
  end
end
for _, line in ipairs(lines) do
  for tag in line:gmatch("|(:?[Gg]azette[%w_%-.]*)|") do
    if not tags[tag] then
      io.stderr:write("no such tag: " .. tag .. "\n")
      failed = failed + 1
    end
  end
end
-- Every subcommand has its entry.
for _, name in ipairs(require("gazette.command").names()) do
  if not tags[":Gazette-" .. name] then
    io.stderr:write("no entry for :Gazette " .. name .. "\n")
    failed = failed + 1
  end
end
io.stdout:write(("%d passed, %d failed\n"):format(vim.tbl_count(tags), failed))
os.exit(failed == 0 and 0 or 1)
