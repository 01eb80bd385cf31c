-- What is marked, and how it looks: screens.
local child = dofile("tests/nvim/child.lua")
local folder = child.folder("paint")

child.write(folder .. "/a.txt", "Ada Brandt arrived in Port Elsa on Monday.\n")
child.kb(folder, {
  { text = "Ada Brandt", id = 1, type = "PERSON" },
  { text = "Port Elsa", id = 2, type = "GPE" },
  { text = "Harbour Council", id = 3, type = "ORG" },
  { text = "Kestrel-9", id = 4, type = "PRODUCT" },
  { text = "Elsan", id = 5, type = "NORP" },
  { text = "Zoë Ångström", id = 6, type = "PERSON" },
})

local function open(name, text, gazette)
  child.write(folder .. "/" .. name, text)
  local nvim = child.start({ files = { folder .. "/" .. name }, gazette = gazette, lines = 24 })
  nvim:settle()
  return nvim
end

-- Plain text ---------------------------------------------------------------------------------------
local nvim = open(
  "plain.txt",
  "Ada Brandt of the Harbour Council saw an Elsan Kestrel-9 over Port\n"
    .. "Elsa. Zoë Ångström did not. Write to ada@Port.Elsa.example.\n\n"
    .. "Port\n\nElsa, adabrandt, ada brandt.\nAda Brandt’s house and the Harbour\tCouncil's.\n"
)
child.screen_is("plain", nvim:screen())
child.equal(nvim:messages(), "", "no message")

-- Toggling
nvim:command("Gazette toggle")
child.check(not nvim:screen():find("PPP"), "toggled off")
nvim:command("Gazette toggle")
child.screen_is("plain", nvim:screen())
nvim:command("Gazette toggle off")
nvim:command("Gazette toggle off")
child.check(not nvim:screen():find("PPP"), "off is off")
nvim:command("Gazette toggle on")

-- Only the first mention of each
nvim:command("Gazette toggle first")
nvim:settle()
child.screen_is("first", nvim:screen())
nvim:type("ggdd")
nvim:settle()
child.screen_is("first_moved", nvim:screen())
nvim:type("u")
nvim:command("Gazette toggle all")
child.screen_is("plain", nvim:screen())

-- Typing a name, and taking it away again
nvim:type("Go<CR>the Harbour Counci")
child.check(not nvim:screen(10, 11):find("OOO"), "not yet a name")
nvim:type("l met")
child.screen_is("typed", nvim:screen())
nvim:type("<Esc>u")
child.screen_is("plain", nvim:screen())
-- A name that crosses a line break disappears from the line that was not touched.
nvim:type("2Gcw")
child.check(not nvim:screen(1, 1):find("G"), "the first half is plain again")
nvim:type("Elsa<Esc>")
nvim:lua("vim.wait(50)")
child.screen_is("plain", nvim:screen())
child.equal(nvim:quit(), 0, "quits")

-- Markdown ------------------------------------------------------------------------------------------
nvim = open(
  "scopes.md",
  "---\ntitle: Ada Brandt\n---\n\n# Ada Brandt in **Port** Elsa\n\n"
    .. "See `Ada Brandt` and [Ada Brandt](http://x.example/Port-Elsa).\n\n"
    .. "> said Ada\n> Brandt\n\n```\nAda Brandt\n```\n"
)
child.screen_is("markdown", nvim:screen())
-- Typing inside code stays code, a new paragraph is prose at once.
nvim:type("13GA Port Elsa")
child.check(not nvim:screen(13, 13):find("G"), "code stays code")
nvim:type("<Esc>Go<CR>Port Elsa")
child.check(nvim:screen(14, 16):find("GGG"), "a new paragraph is prose")
nvim:type("<Esc>")
nvim:settle()
child.check(nvim:screen(14, 16):find("GGG"), "and still is when the scopes were read again")
-- A fence makes prose code, once nobody types.
nvim:type("5GO```<Esc>")
nvim:settle()
child.check(not nvim:screen(6, 8):find("PPP"), "fenced now")
child.equal(nvim:messages(), "", "no message")
nvim:quit()

-- HTML -----------------------------------------------------------------------------------------------
nvim = open(
  "page.html",
  '<html><head><title>Ada Brandt</title><script>var x = "Port Elsa"</script></head>\n'
    .. '<body class="Port Elsa"><p>Port <b>Elsa</b> and <code>Port Elsa</code></p>\n<p>Ada</p><p>Brandt</p></body></html>\n'
)
nvim:command("syntax off")
child.screen_is("html", nvim:screen(1, 6))
nvim:quit()

-- Other ends of line, other bytes, long lines -----------------------------------------------------------
nvim = open("dos.txt", "Ada Brandt in Port\r\nElsa\r\nZoë Ångström\r\n")
child.screen_is("dos", nvim:screen(1, 4))
nvim:quit()
nvim = open("bytes.txt", "\xc3\x28 \xfe Ada Brandt \0 Port Elsa \xc3\nAda\xc2\xa0Brandt\n")
child.check(nvim:screen(1, 2):find("PPPP"), "marked between bytes that are no UTF-8")
nvim:type("x<Esc>u")
nvim:quit()
nvim = open("long.txt", ("the quiet wall "):rep(200000) .. "Ada Brandt")
nvim:command("set nowrap textwidth=0")
nvim:type("$")
child.check(nvim:screen(1, 2):find("PPPPPPPPPP"), "marked at the end of three megabytes")
nvim:type("a of Port Elsa<Esc>")
child.check(nvim:screen(1, 2):find("GGGGGGGGG"), "and behind it")
nvim:quit()
nvim = open("empty.txt", "")
nvim:type("iPort Elsa<Esc>")
child.check(nvim:screen(1, 2):find("GGGGGGGGG"), "typed into an empty file")
nvim:type("dd")
child.check(not nvim:screen():find("G"), "and gone")
nvim:quit()

-- The line that is typed stays plain, if so set ---------------------------------------------------------
nvim = open("typing.txt", "Port Elsa\nPort Elsa\n", { typing = false })
nvim:type("A and")
local rows = nvim:screen(1, 3)
child.equal(select(2, rows:gsub("GGGGGGGGG", "")), 1, "one line is marked while the other is typed")
nvim:type("<Esc>")
child.equal(select(2, nvim:screen(1, 3):gsub("GGGGGGGGG", "")), 2, "both afterwards")
nvim:quit()

-- Only some types -----------------------------------------------------------------------------------------
nvim = open("types.txt", "Ada Brandt in Port Elsa\n", { types = { "PERSON" } })
rows = nvim:screen(1, 2)
child.check(rows:find("PPP") and not rows:find("GGG"), "only people")
nvim:quit()

-- A line of more names than a line has, as of a page without line ends -------------------------------
nvim = open("long.txt", ("the Elsan and "):rep(1000) .. "Port Elsa\n")
local names = nvim:lua([[
  local namespace = vim.api.nvim_get_namespaces().gazette
  return #vim.api.nvim_buf_get_extmarks(0, namespace, 0, -1, {})
]])
child.equal(names, 1001, "all of them are marked")
nvim:quit()

child.finish()
