-- Decides cases with a function of Lua, an `if` for each rule, over structs: luajit luajit.lua FOLDER first|all
--
-- FOLDER is what `rival_files` writes. Prints `nanoseconds MEAN P99 LOAD`, then a line for each case: the numbers of the rules
-- that match, or of the first.
local ffi = require("ffi")
local folder, mode = arg[1], arg[2]

ffi.cdef("struct moment { long seconds, nanoseconds; }; int clock_gettime(int clock, struct moment* now);")
local moment = ffi.new("struct moment")
local function now()
  ffi.C.clock_gettime(1, moment)
  return tonumber(moment.seconds) * 1e9 + tonumber(moment.nanoseconds)
end

local facts, fields, rules = {}, {}, {}

local function condition_of(tests, facts, of)
  local out = {}
  for _, t in ipairs(tests) do
    local fact = facts[t.fact + 1]
    local name = of .. fact.name
    if not t.bits then
      if t.low ~= fact.low then out[#out + 1] = name .. " >= " .. t.low end
      if t.high ~= fact.high or t.low == fact.low then out[#out + 1] = name .. " <= " .. t.high end
    elseif fact.kind == "tags" then out[#out + 1] = "band(" .. name .. ", " .. t.bits .. ") ~= 0"
    else
      local values = {}
      for v = 0, fact.high do
        if bit.band(bit.rshift(t.bits, v), 1) ~= 0 then values[#values + 1] = name .. " == " .. v end
      end
      out[#out + 1] = "(" .. table.concat(values, " or ") .. ")"
    end
  end
  return table.concat(out, " and ")
end

for line in io.lines(folder .. "/policy.txt") do
  local words = {}
  for word in line:gmatch("%S+") do words[#words + 1] = word end
  local what, a, b, c = words[1], tonumber(words[2]), tonumber(words[3]), tonumber(words[4])
  if what == "fact" or what == "field" then
    local to = what == "fact" and facts or fields
    to[#to + 1] = { kind = words[2], name = words[3], low = c, high = tonumber(words[5]) }
  elseif what == "rule" then rules[#rules + 1] = {}
  else
    local rule = rules[#rules]
    if what == "in" then table.insert(rule[#rule].tests, { fact = a, low = b, high = c })
    elseif what == "is" then table.insert(rule[#rule].tests, { fact = a, bits = b })
    else rule[#rule + 1] = { how = what, count = a, tests = {} } end
  end
end

local function struct_of(facts)
  local members = {}
  for _, f in ipairs(facts) do  -- 64 bits are slow here, and doubles hold all of them
    members[#members + 1] = (f.kind == "money" and "double " or "int32_t ") .. f.name .. ";"
  end
  return table.concat(members, " ")
end

ffi.cdef("typedef struct { " .. struct_of(fields) .. " } item;")
ffi.cdef("typedef struct { " .. struct_of(facts) .. " int32_t count; item items[" .. (#fields > 0 and 8 or 0) .. "]; } shop;")

-- Functions about items first, then functions of 200 rules: no function may be much longer.
local function text_of()
  local out, part = { "local band, items = bit.band, {}\n" }, {}
  local function about_items(k)
    local number = #out
    local wanted = k.how == "any" and "n > 0" or k.how == "every" and "n == c.count" or "n >= " .. k.count
    out[#out + 1] = "items[" .. number .. "] = function(c) local n = 0 for k = 0, c.count - 1 do local i = c.items[k] if " ..
      condition_of(k.tests, fields, "i.") .. " then n = n + 1 end end return " .. wanted .. " end\n"
    return "items[" .. number .. "](c)"
  end
  for number, rule in ipairs(rules) do
    local all = {}
    for _, k in ipairs(rule) do
      all[#all + 1] = k.how == "test" and condition_of(k.tests, facts, "c.") or about_items(k)
    end
    local found = mode == "first" and "return " .. number - 1 or "n = n + 1 out[n] = " .. number - 1
    part[#part + 1] = "if " .. table.concat(all, " and ") .. " then " .. found .. " end"
  end
  out[#out + 1] = "local parts = {}\n"
  for from = 1, #part, 200 do
    local last = math.min(from + 199, #part)
    out[#out + 1] = "parts[#parts + 1] = function(c, out, n) " .. table.concat(part, "\n", from, last) ..
      (mode == "first" and "" or " return n") .. " end\n"
  end
  return table.concat(out) .. "return parts"
end

local text = text_of()
local cases, count = nil, 0
for _ in io.lines(folder .. "/cases.txt") do count = count + 1 end
cases = ffi.new("shop[?]", count)
local row = 0
for line in io.lines(folder .. "/cases.txt") do
  local c, numbers = cases[row], {}
  for number in line:gmatch("%S+") do numbers[#numbers + 1] = tonumber(number) end
  for i, f in ipairs(facts) do c[f.name] = numbers[i] end
  if #fields > 0 then c.count = (#numbers - #facts) / #fields end
  for k = 0, c.count - 1 do
    for i, f in ipairs(fields) do c.items[k][f.name] = numbers[#facts + k * #fields + i] end
  end
  row = row + 1
end

local begun = now()
local parts = assert(loadstring(text))()
local out = {}
local function first(c)
  for p = 1, #parts do
    local found = parts[p](c)
    if found then return found end
  end
  return -1
end
local function all(c)
  local n = 0
  for p = 1, #parts do n = parts[p](c, out, n) end
  return n
end
local decide = mode == "first" and first or all
decide(cases[0])
local loaded = now() - begun

local sum = 0
local function round()
  local start = now()
  for i = 0, count - 1 do sum = sum + decide(cases[i]) end
  return (now() - start) / count
end
local function measure()
  round()
  local means, alone = { round(), round(), round() }, {}
  for i = 0, math.min(count, 5000) - 1 do
    local start = now()
    sum = sum + decide(cases[i])
    alone[#alone + 1] = now() - start
  end
  table.sort(means)
  table.sort(alone)
  return { means[2], alone[math.ceil(#alone * 0.99)] }
end
local compiled = measure()
jit.off()
jit.flush()
local interpreted = measure()  -- long ladders are often quicker so
local best = compiled[1] < interpreted[1] and compiled or interpreted

print(("nanoseconds %.1f %.1f %.1f"):format(best[1], best[2], loaded))
for i = 0, count - 1 do
  local found = decide(cases[i])
  if mode == "all" then print(table.concat(out, " ", 1, found)) else print(found < 0 and "" or found) end
end
