#!lua flags=allow-oom
-- commit: applies everything a batch changed, at most once, and only for the current owner of the lane.
-- It may run when Redis is full (allow-oom): committing is what lets streams be trimmed.
--
-- KEYS[1]  meta hash of the lane
-- KEYS[2…] keys the operations touch, all in the lane's slot
-- ARGV[1]  epoch of the owner
-- ARGV[2]  number of commits before this one
-- ARGV[3]  offset after this commit
-- ARGV[4]  watermark after this commit
-- ARGV[5…] operations, each: command, index into KEYS, number of arguments, arguments
-- returns  'committed'; 'already' when this very commit was applied before; 'fenced' when the epoch or the count is another
--
-- Lua has no rollback: all keys are checked for their type before the first write.
local meta = redis.call('HMGET', KEYS[1], 'epoch', 'sequence')
if meta[1] ~= ARGV[1] then return 'fenced' end
local sequence = tonumber(meta[2] or '0')
local expected = tonumber(ARGV[2])
if sequence == expected + 1 then return 'already' end
if sequence ~= expected then return 'fenced' end

local shapes = {
  HSET = 'hash', HDEL = 'hash', HINCRBY = 'hash',
  ZADD = 'zset', ZREM = 'zset',
  XADD = 'stream', APPEND = 'string', PEXPIRE = 'string',
}
local checked = {}
local at = 5
while at <= #ARGV do
  local command = ARGV[at]
  local key = tonumber(ARGV[at + 1])
  local shape = shapes[command]
  if not shape then return redis.error_reply('ERR commit does not know ' .. command) end
  if not KEYS[key] then return redis.error_reply('ERR commit names key ' .. ARGV[at + 1]) end
  if not checked[key] then
    local kind = redis.call('TYPE', KEYS[key]).ok
    if kind ~= 'none' and kind ~= shape then return redis.error_reply('WRONGTYPE ' .. KEYS[key] .. ' is a ' .. kind) end
    checked[key] = true
  end
  at = at + 3 + tonumber(ARGV[at + 2])
end

at = 5
while at <= #ARGV do
  local count = tonumber(ARGV[at + 2])
  redis.call(ARGV[at], KEYS[tonumber(ARGV[at + 1])], unpack(ARGV, at + 3, at + 2 + count))
  at = at + 3 + count
end
redis.call('HSET', KEYS[1], 'sequence', expected + 1, 'offset', ARGV[3], 'watermark', ARGV[4])
return 'committed'
