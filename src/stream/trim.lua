#!lua flags=allow-oom
-- trim: drops entries that lie below every reader's offset and are older than the retention, whole nodes at a time.
--
-- KEYS[1] the stream
-- KEYS[2] meta hash of the lane that reads it
-- KEYS[3] offsets of further readers: name → entry
-- ARGV[1] retention in milliseconds
-- returns how many entries were dropped
--
-- Never MAXLEN (it drops what nobody has read) and never XDEL: only ids strictly below the least offset go.
local function split(id)
  local ms, seq = string.match(id, '^(%d+)%-(%d+)$')
  return tonumber(ms), tonumber(seq)
end
local function below(a, b)
  local aMs, aSeq = split(a)
  local bMs, bSeq = split(b)
  return aMs < bMs or (aMs == bMs and aSeq < bSeq)
end
local least = redis.call('HGET', KEYS[2], 'offset')
if not least then return 0 end
local readers = redis.call('HVALS', KEYS[3])
for _, offset in ipairs(readers) do
  if below(offset, least) then least = offset end
end
local time = redis.call('TIME')
local horizon = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000) - tonumber(ARGV[1])
local horizonId = string.format('%.0f-0', math.max(0, horizon))
if below(horizonId, least) then least = horizonId end
return redis.call('XTRIM', KEYS[1], 'MINID', '~', least)
