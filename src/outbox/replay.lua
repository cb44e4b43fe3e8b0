--[[
  Moves one dead letter back to where it came from: an event into the events stream, signals into the signals stream, an intent into the outbox with no attempts made and under the same key.
  It counts as accepted again, because its first way ended as dead.
  XDEL is the gate: of several who replay the same letter, one moves it. Nobody reads the dead-letter stream by offset, so nothing is lost by the hole.

  KEYS[1] dead-letter stream   KEYS[2] stream to move it to   KEYS[3] counters hash
  ARGV[1] id of the dead letter   ARGV[2] counter   ARGV[3] how many values it stands for   ARGV[4…] fields and values of the new entry
  returns 1 when moved, 0 when it is gone
]]
if redis.call('XDEL', KEYS[1], ARGV[1]) == 0 then return 0 end
redis.call('XADD', KEYS[2], '*', unpack(ARGV, 4))
redis.call('HINCRBY', KEYS[3], ARGV[2], ARGV[3])
return 1
