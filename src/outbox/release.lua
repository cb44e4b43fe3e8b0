#!lua flags=allow-oom
--[[
  Gives back what one attempt booked with claim.lua, because its action was refused for sure. Only what carries the attempt's own token goes: what a later attempt of the same intent
  booked anew stays. The contacts that a run addressed stay counted.

  KEYS[1…c] log of each contact    then two a money counter, as claim.lua has them
  ARGV[1] intent key   ARGV[2] token   ARGV[3] contacts c
  returns how many bookings went
]]
local key, token, contacts = ARGV[1], ARGV[2], tonumber(ARGV[3])
if not contacts or (#KEYS - contacts) % 2 ~= 0 then return redis.error_reply('ERR keys and arguments do not fit each other') end
local gone = 0
for index = 1, contacts do
  local text = redis.call('GET', KEYS[index])
  if text then
    local lines, dropped = {}, false
    for line in string.gmatch(text, '[^\n]+') do
      local its, itsToken = string.match(line, '^%d+ (%S+) %S+ %S+ (%S+)$')
      if its == key and itsToken == token then dropped = true else lines[#lines + 1] = line end
    end
    if dropped then
      gone = gone + 1
      if #lines == 0 then redis.call('DEL', KEYS[index]) else redis.call('SET', KEYS[index], table.concat(lines, '\n'), 'KEEPTTL') end
    end
  end
end
for at = contacts + 1, #KEYS, 2 do
  local amount, itsToken = string.match(redis.call('HGET', KEYS[at + 1], key) or '', '^(%d+) (%S+)$')
  if amount and itsToken == token then
    if amount ~= '0' then redis.call('HINCRBY', KEYS[at + 1], '=', '-' .. amount) end
    redis.call('HDEL', KEYS[at + 1], key)
    redis.call('ZREM', KEYS[at], key)
    gone = gone + 1
  end
end
return gone
