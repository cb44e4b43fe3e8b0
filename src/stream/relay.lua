#!lua flags=allow-oom
-- relay: appends a sender's signals to a receiving partition unless it has heard them already.
--
-- KEYS[1] high-water marks of the receiver: sender → 'epoch entry'
-- KEYS[2] signals stream of the receiver
-- KEYS[3] counters hash of the receiver
-- ARGV[1] sender
-- ARGV[2] epoch of the sender's owner
-- ARGV[3] the sender's entry up to which these signals reach
-- ARGV[4] number of signals
-- ARGV[5] the pack: a JSON array of signals
-- returns 'appended'; 'already' when the mark stands there or beyond; 'fenced' when a newer epoch was announced
local mark = redis.call('HGET', KEYS[1], ARGV[1])
if mark then
  local epoch, ms, seq = string.match(mark, '^(%d+) (%d+)%-(%d+)$')
  if tonumber(epoch) > tonumber(ARGV[2]) then return 'fenced' end
  local newMs, newSeq = string.match(ARGV[3], '^(%d+)%-(%d+)$')
  ms, seq, newMs, newSeq = tonumber(ms), tonumber(seq), tonumber(newMs), tonumber(newSeq)
  if newMs < ms or (newMs == ms and newSeq <= seq) then return 'already' end
end
local kind = redis.call('TYPE', KEYS[2]).ok
if kind ~= 'none' and kind ~= 'stream' then return redis.error_reply('WRONGTYPE ' .. KEYS[2] .. ' is a ' .. kind) end
kind = redis.call('TYPE', KEYS[3]).ok
if kind ~= 'none' and kind ~= 'hash' then return redis.error_reply('WRONGTYPE ' .. KEYS[3] .. ' is a ' .. kind) end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2] .. ' ' .. ARGV[3])
redis.call('XADD', KEYS[2], '*', 'n', ARGV[4], 'e', ARGV[5])
redis.call('HINCRBY', KEYS[3], 'decide.accepted', ARGV[4])
return 'appended'
