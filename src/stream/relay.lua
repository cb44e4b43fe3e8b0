#!lua flags=allow-oom
-- relay: appends a sender's signals and forwarded events to a receiving partition, together, unless it has heard them already.
--
-- KEYS[1] high-water marks of the receiver: sender → 'epoch entry'
-- KEYS[2] signals stream of the receiver
-- KEYS[3] counters hash of the receiver
-- KEYS[4] events stream of the receiver
-- ARGV[1] sender
-- ARGV[2] epoch of the sender's owner
-- ARGV[3] the sender's entry up to which this reaches
-- ARGV[4] number of signals
-- ARGV[5] number of events
-- ARGV[6…] the pack of signals, a JSON array, if there are any; then the pack of events, if there are any
-- returns 'appended'; 'already' when the mark stands there or beyond; 'fenced' when a newer epoch was announced
local mark = redis.call('HGET', KEYS[1], ARGV[1])
if mark then
  local epoch, ms, seq = string.match(mark, '^(%d+) (%d+)%-(%d+)$')
  if tonumber(epoch) > tonumber(ARGV[2]) then return 'fenced' end
  local newMs, newSeq = string.match(ARGV[3], '^(%d+)%-(%d+)$')
  ms, seq, newMs, newSeq = tonumber(ms), tonumber(seq), tonumber(newMs), tonumber(newSeq)
  if newMs < ms or (newMs == ms and newSeq <= seq) then return 'already' end
end
local shapes = { '', 'stream', 'hash', 'stream' }
for at = 2, 4 do
  local kind = redis.call('TYPE', KEYS[at]).ok
  if kind ~= 'none' and kind ~= shapes[at] then return redis.error_reply('WRONGTYPE ' .. KEYS[at] .. ' is a ' .. kind) end
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2] .. ' ' .. ARGV[3])
local at = 6
if ARGV[4] ~= '0' then
  redis.call('XADD', KEYS[2], '*', 'n', ARGV[4], 'e', ARGV[at])
  redis.call('HINCRBY', KEYS[3], 'decide.accepted', ARGV[4])
  at = at + 1
end
if ARGV[5] ~= '0' then
  redis.call('XADD', KEYS[4], '*', 'n', ARGV[5], 'e', ARGV[at])
  redis.call('HINCRBY', KEYS[3], 'accepted', ARGV[5])
end
return 'appended'
