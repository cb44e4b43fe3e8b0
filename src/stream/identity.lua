-- identity: the accounting of one partition at one instant. What waits is counted in the streams themselves, not derived from the counters, so that the two can disagree.
--
-- KEYS[1] counters   KEYS[2] events stream   KEYS[3] enrich meta   KEYS[4] signals stream   KEYS[5] decide meta
-- KEYS[6] outbox stream   KEYS[7] retries   KEYS[8] actions held for approval
-- ARGV[1] most entries to look at per stream
-- returns {counters as a flat list, events waiting, signals waiting, intents waiting}; -1 where there were more entries than allowed
local most = tonumber(ARGV[1])
local function waiting(stream, meta)
  local offset = redis.call('HGET', meta, 'offset') or '0-0'
  local entries = redis.call('XRANGE', stream, '(' .. offset, '+', 'COUNT', most + 1)
  if #entries > most then return -1 end
  local sum = 0
  for _, entry in ipairs(entries) do
    for index = 1, #entry[2], 2 do
      if entry[2][index] == 'n' then sum = sum + tonumber(entry[2][index + 1]) end
    end
  end
  return sum
end
local function undelivered()
  local sum = redis.call('ZCARD', KEYS[7]) + redis.call('HLEN', KEYS[8])
  if redis.call('EXISTS', KEYS[6]) == 0 then return sum end
  local groups = redis.call('XINFO', 'GROUPS', KEYS[6])
  local last = '0-0'
  for _, group in ipairs(groups) do
    local fields = {}
    for index = 1, #group, 2 do fields[group[index]] = group[index + 1] end
    sum = sum + fields['pending']
    last = fields['last-delivered-id']
  end
  local entries = redis.call('XRANGE', KEYS[6], '(' .. last, '+', 'COUNT', most + 1)
  if #entries > most then return -1 end
  return sum + #entries
end
return { redis.call('HGETALL', KEYS[1]), waiting(KEYS[2], KEYS[3]), waiting(KEYS[4], KEYS[5]), undelivered() }
