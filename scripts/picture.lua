-- Draws a printed screen as a picture: ANSI colours in, SVG out.
--
--   make -s demo </dev/null | luajit scripts/picture.lua >screen.svg
--
-- Lines before the first escape sequence (what the scripts say) are left out. Knows the sequences
-- that screen.lua writes: SGR with 24-bit colours, bold, italic, underline, reverse.

local CELL_WIDTH, CELL_HEIGHT, FONT_SIZE, MARGIN = 8.4, 18, 14, 12
local BACKGROUND, FOREGROUND = "#14161b", "#e0e2ea"

local function escaped(text)
  return (text:gsub("&", "&amp;"):gsub("<", "&lt;"):gsub(">", "&gt;"))
end

local function attributes_of(codes)
  local attributes, list = {}, {}
  for code in codes:gmatch("[%d:]+") do
    list[#list + 1] = tonumber(code) or code
  end
  local i = 1
  while i <= #list do
    local code = list[i]
    if (code == 38 or code == 48 or code == 58) and list[i + 1] == 2 then
      local colour = ("#%02x%02x%02x"):format(list[i + 2], list[i + 3], list[i + 4])
      attributes[({ [38] = "foreground", [48] = "background", [58] = "special" })[code]] = colour
      i = i + 4
    elseif code == 1 then
      attributes.bold = true
    elseif code == 3 then
      attributes.italic = true
    elseif code == 4 or code == "4:3" or code == "4:4" then
      attributes.underline = code
    elseif code == 7 then
      attributes.reverse = true
    end
    i = i + 1
  end
  if attributes.reverse then
    attributes.foreground, attributes.background =
      attributes.background or BACKGROUND, attributes.foreground or FOREGROUND
  end
  return attributes
end

-- Number of cells: one a code point, which holds for what the demo shows.
local function width_of(text)
  return select(2, text:gsub("[^\128-\191]", ""))
end

local shapes, row, widest, started = {}, 0, 0, false

local function draw(text, column, attributes)
  local x, y = MARGIN + column * CELL_WIDTH, MARGIN + row * CELL_HEIGHT
  local width = width_of(text) * CELL_WIDTH
  if attributes.background then
    shapes[#shapes + 1] = ('<rect x="%.1f" y="%.1f" width="%.1f" height="%d" fill="%s"/>'):format(
      x,
      y,
      width,
      CELL_HEIGHT,
      attributes.background
    )
  end
  if not text:find("%S") then
    return
  end
  local style = ""
  if attributes.bold then
    style = style .. ' font-weight="bold"'
  end
  if attributes.italic then
    style = style .. ' font-style="italic"'
  end
  if attributes.underline then
    local dashes = attributes.underline == "4:4" and ' stroke-dasharray="1.5 2.5"' or ""
    shapes[#shapes + 1] = ('<path d="M%.1f %.1fh%.1f" stroke="%s" stroke-width="1.4"%s/>'):format(
      x,
      y + CELL_HEIGHT * 0.92,
      width,
      attributes.special or attributes.foreground or FOREGROUND,
      dashes
    )
  end
  shapes[#shapes + 1] = ('<text x="%.1f" y="%.1f" textLength="%.1f" fill="%s"%s>%s</text>'):format(
    x,
    y + CELL_HEIGHT * 0.76,
    width,
    attributes.foreground or FOREGROUND,
    style,
    escaped(text)
  )
end

for line in io.lines() do
  started = started or line:find("^\27%[") ~= nil
  if started then
    local column = 0
    for codes, text in ("\27[0m" .. line):gmatch("\27%[([%d;:]*)m([^\27]*)") do
      if #text > 0 then
        draw(text, column, attributes_of(codes))
        column = column + width_of(text)
      end
    end
    widest = math.max(widest, column)
    row = row + 1
  end
end

print(
  ('<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" xml:space="preserve" '):format(
    2 * MARGIN + widest * CELL_WIDTH,
    2 * MARGIN + row * CELL_HEIGHT
  )
    .. ('font-family="DejaVu Sans Mono, Menlo, Consolas, monospace" font-size="%d">'):format(
      FONT_SIZE
    )
)
print(('<rect width="100%%" height="100%%" rx="6" fill="%s"/>'):format(BACKGROUND))
print(table.concat(shapes, "\n"))
print("</svg>")
