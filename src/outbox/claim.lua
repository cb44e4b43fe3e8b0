#!lua flags=allow-oom
--[[
  Checks an attempt against every counter of its guards, and books it into all of them or into none. In one step, so that of two deliverers one gets the last place.
  Booked under the intent's key: the same intent again is granted what it has and moved to this moment, so an attempt that died, was replayed or was made twice counts once.
  Redis's own clock is used, because the deliverers' clocks differ.
  allow-oom: few small keys with an end, and without it no action could leave a full server.

  KEYS[1…c]          log of each contact: lines `ms key rule account token`, oldest first
  KEYS[c+1]          contacts of the run, a set; only when ARGV[9] > 0
  then two a money counter: zset intent key -> ms, hash intent key -> `amount token`, with the field `=` for the sum
  ARGV[1] intent key    ARGV[2] token      ARGV[3] rule    ARGV[4] account
  ARGV[5] contacts c    ARGV[6] 1: of the contacts those who may not be reached drop out; 0: all must pass
  ARGV[7] ms to remember whom it reached   ARGV[8] the time in ms, or '' for Redis's own
  ARGV[9] most contacts of the run, or 0   ARGV[10] ms to remember them
  ARGV[11] most lines of a contact's log
  ARGV[12] frequency caps f, then for each: max, ms, across (all, rule, connector)
  then the number of money counters, then for each: limit, ms, amount (millionths)
  returns { 'granted', index of each passing contact… } or { 'refused', guard, index of the cap, what was found }
]]
local key, token, rule, account = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local contacts, some, remember = tonumber(ARGV[5]), ARGV[6] == '1', tonumber(ARGV[7])
local reach, reachLife = tonumber(ARGV[9]), tonumber(ARGV[10])
local longest, caps = tonumber(ARGV[11]), tonumber(ARGV[12])
if not contacts or not remember or not reach or not reachLife or not longest or not caps then
  return redis.error_reply('ERR counts and times are numbers')
end
local moneyAt = 13 + caps * 3
local monies = tonumber(ARGV[moneyAt])
local firstMoney = contacts + (reach > 0 and 1 or 0)
if not monies or #KEYS ~= firstMoney + monies * 2 or #ARGV ~= moneyAt + monies * 3 then
  return redis.error_reply('ERR keys and arguments do not fit each other')
end
local time = redis.call('TIME')
local now = tonumber(ARGV[8]) or (time[1] * 1000 + math.floor(time[2] / 1000))
-- Keys outlive what they hold by this much; what counts is the time written beside each entry.
local slack = 3600000

-- Who may be reached.
local kept, passing, blockedCap, blockedFound = {}, {}, nil, nil
local looks = remember > 0 or caps > 0
for index = 1, contacts do
  local lines, counted, mine = {}, {}, {}
  local text = looks and redis.call('GET', KEYS[index]) or false
  if text then
    for line in string.gmatch(text, '[^\n]+') do
      local at, its, itsRule, itsAccount = string.match(line, '^(%d+) (%S+) (%S+) (%S+) %S+$')
      at = tonumber(at)
      if at then
        if its ~= key and at > now - remember then lines[#lines + 1] = line end
        for cap = 1, caps do
          local across = ARGV[12 + cap * 3]
          local same = across == 'all' or (across == 'rule' and itsRule == rule) or (across == 'connector' and itsAccount == account)
          if same and at > now - tonumber(ARGV[11 + cap * 3]) then
            counted[cap] = (counted[cap] or 0) + 1
            if its == key then mine[cap] = true end
          end
        end
      end
    end
  end
  local over = nil
  for cap = 1, caps do
    if not mine[cap] and (counted[cap] or 0) >= tonumber(ARGV[10 + cap * 3]) then
      over = cap
      break
    end
  end
  if over then
    if not blockedCap then
      blockedCap = over
      blockedFound = counted[over]
    end
  else
    passing[#passing + 1] = index
    kept[index] = lines
  end
end
if blockedCap and (not some or #passing == 0) then return { 'refused', 'frequency-cap', blockedCap - 1, tostring(blockedFound) } end

-- How many the run has addressed. The set holds names of contact logs, which name the contact.
local fresh = {}
if reach > 0 then
  for at = 1, #passing do
    if redis.call('SISMEMBER', KEYS[contacts + 1], KEYS[passing[at]]) == 0 then fresh[#fresh + 1] = KEYS[passing[at]] end
  end
  local size = redis.call('SCARD', KEYS[contacts + 1]) + #fresh
  if size > reach then return { 'refused', 'blast-radius', 0, tostring(size) } end
end

-- What is spent. Forgetting what is older than the period is a write, but it changes no answer; the first real write comes when all have passed.
for money = 1, monies do
  local log, sums = KEYS[firstMoney + money * 2 - 1], KEYS[firstMoney + money * 2]
  local limit, period, amount = tonumber(ARGV[moneyAt + money * 3 - 2]), tonumber(ARGV[moneyAt + money * 3 - 1]), tonumber(ARGV[moneyAt + money * 3])
  if not limit or not period or not amount then return redis.error_reply('ERR money is counted in whole numbers') end
  for _, old in ipairs(redis.call('ZRANGEBYSCORE', log, '-inf', now - period)) do
    local its = string.match(redis.call('HGET', sums, old) or '', '^(%d+)')
    if its and its ~= '0' then redis.call('HINCRBY', sums, '=', '-' .. its) end
    redis.call('HDEL', sums, old)
    redis.call('ZREM', log, old)
  end
  local spent = tonumber(redis.call('HGET', sums, '=') or '0')
  if not redis.call('ZSCORE', log, key) and spent + amount > limit then
    return { 'refused', 'spend-cap', money - 1, string.format('%.0f', spent) }
  end
end

local stamp = string.format('%.0f', now)
if remember > 0 then
  for at = 1, #passing do
    local index = passing[at]
    local lines = kept[index]
    lines[#lines + 1] = table.concat({ stamp, key, rule, account, token }, ' ')
    while #lines > longest do table.remove(lines, 1) end
    redis.call('SET', KEYS[index], table.concat(lines, '\n'), 'PX', string.format('%.0f', remember + slack))
  end
end
if reach > 0 and #passing > 0 then
  for at = 1, #fresh do redis.call('SADD', KEYS[contacts + 1], fresh[at]) end
  redis.call('PEXPIRE', KEYS[contacts + 1], ARGV[10])
end
for money = 1, monies do
  local log, sums = KEYS[firstMoney + money * 2 - 1], KEYS[firstMoney + money * 2]
  local period, amount = ARGV[moneyAt + money * 3 - 1], ARGV[moneyAt + money * 3]
  local mine = string.match(redis.call('HGET', sums, key) or '', '^(%d+)')
  if not mine then
    redis.call('HINCRBY', sums, '=', amount)
    mine = amount
  end
  redis.call('HSET', sums, key, mine .. ' ' .. token)
  redis.call('ZADD', log, now, key)
  local life = string.format('%.0f', tonumber(period) + slack)
  redis.call('PEXPIRE', log, life)
  redis.call('PEXPIRE', sums, life)
end
local reply = { 'granted' }
for at = 1, #passing do reply[at + 1] = passing[at] - 1 end
return reply
