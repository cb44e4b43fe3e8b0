import { BlockList, isIP } from 'node:net';

// Two lists: in a shared one, the rule for IPv4-mapped addresses would match every IPv4 address.
const blockedV4 = new BlockList();
const blockedV6 = new BlockList();
// Where a URL of a user must never lead: this machine, this network, the cloud's metadata service, and anything not meant for one host on the internet (IANA special-purpose registries).
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const) {
  blockedV4.addSubnet(net, bits, 'ipv4');
}
for (const [net, bits] of [
  ['::', 96], // unspecified, loopback, IPv4-compatible
  ['::ffff:0:0', 96], // IPv4-mapped
  ['::ffff:0:0:0', 96], // IPv4-translated
  ['64:ff9b::', 96], // NAT64
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 23], // Teredo and other protocol assignments
  ['2001:db8::', 32],
  ['2002::', 16], // 6to4 carries any IPv4 address
  ['3fff::', 20],
  ['5f00::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
] as const) {
  blockedV6.addSubnet(net, bits, 'ipv6');
}

/** Whether a numeric address (v4, or v6 without brackets) is private, local or otherwise not a host of the public internet. What is no address counts as blocked. */
export function isBlockedAddress(address: string): boolean {
  const bare = address.split('%', 1)[0]!;
  const family = isIP(bare);
  if (family === 4) return blockedV4.check(bare, 'ipv4');
  return family === 6 ? blockedV6.check(bare, 'ipv6') : true;
}
