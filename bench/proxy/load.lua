-- One kind of request for wrk, told by variables of the environment. `%d` in the body becomes a number: of 1 to USERS again and again, or
-- one that never comes again where USERS is 0.
local method, path, body = os.getenv("METHOD"), os.getenv("REQUEST_PATH"), os.getenv("BODY")
local users = tonumber(os.getenv("USERS") or "1")
local headers = {}
for name, value in (os.getenv("HEADERS") or ""):gmatch("([^:\n]+): ([^\n]+)") do headers[name] = value end

local threads = 0
function setup(thread)
  thread:set("offset", threads * 1000000000)
  threads = threads + 1
end

local fixed
local count = 0
function init()
  if not body or not body:find("%%d") then fixed = wrk.format(method, path, headers, body) end
end

function request()
  if fixed then return fixed end
  count = count + 1
  local number = users == 0 and offset + count or count % users + 1
  return wrk.format(method, path, headers, (body:gsub("%%d", string.format("%d", number))))
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    "\nRESULT {\"requests\":%d,\"seconds\":%f,\"failed\":%d,\"p50\":%d,\"p99\":%d,\"p999\":%d}\n",
    summary.requests, summary.duration / 1e6,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout,
    latency:percentile(50), latency:percentile(99), latency:percentile(99.9)
  ))
end
