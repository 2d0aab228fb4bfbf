/**
 * Which network addresses are of the public internet. What is not is a place behind somebody's firewall: this
 * machine, its network, the metadata service of a cloud. Pure.
 */

/** Networks that no request of ours goes to, as address and bits. */
const INSIDE_V4: readonly (readonly [string, number])[] = [
	["0.0.0.0", 8], // this network
	["10.0.0.0", 8], // private
	["100.64.0.0", 10], // shared between carriers and their customers; metadata of Alibaba
	["127.0.0.0", 8], // loopback
	["168.63.129.16", 32], // the platform of Azure, as its machines see it
	["169.254.0.0", 16], // link-local; metadata of most clouds
	["172.16.0.0", 12], // private
	["192.0.0.0", 24], // protocol assignments; metadata of Oracle
	["192.0.2.0", 24], // documentation
	["192.88.99.0", 24], // relays of 6to4
	["192.168.0.0", 16], // private
	["198.18.0.0", 15], // measurements
	["198.51.100.0", 24], // documentation
	["203.0.113.0", 24], // documentation
	["224.0.0.0", 4], // multicast
	["240.0.0.0", 4], // reserved, and broadcast
];

/** Of IPv6 only this is public at all; NAT64, mapped, local and multicast addresses lie outside of it. */
const GLOBAL_V6 = ["2000::", 3] as const;
const INSIDE_V6: readonly (readonly [string, number])[] = [
	["2001::", 23], // protocol assignments: Teredo, measurements, identifiers
	["2001:db8::", 32], // documentation
	["2002::", 16], // 6to4, which carries any IPv4 address
	["3fff::", 20], // documentation
];

/** Whether an IPv4 or IPv6 address, as a resolver or a URL writes it, is of the public internet. */
export function isPublicAddress(text: string): boolean {
	const v4 = parseIpv4(text);
	if (v4) return !INSIDE_V4.some((network) => lies(v4, network, parseIpv4));
	const v6 = parseIpv6(text);
	if (!v6 || !lies(v6, GLOBAL_V6, parseIpv6)) return false;
	return !INSIDE_V6.some((network) => lies(v6, network, parseIpv6));
}

/** Whether this is the address of the machine itself. */
export function isLoopbackAddress(text: string): boolean {
	const v4 = parseIpv4(text);
	if (v4) return v4[0] === 127;
	const v6 = parseIpv6(text);
	return v6?.every((byte, i) => byte === (i === 15 ? 1 : 0)) ?? false;
}

/** Whether this is an address, and not a name. */
export function isAddress(text: string): boolean {
	return parseIpv4(text) !== null || parseIpv6(text) !== null;
}

function lies(
	bytes: readonly number[],
	[network, bits]: readonly [string, number],
	parse: (text: string) => number[] | null,
): boolean {
	const of = parse(network) ?? [];
	return bytes.every((byte, i) => {
		const left = Math.max(0, Math.min(8, bits - i * 8));
		const mask = 0xff << (8 - left);
		return (byte & mask) === ((of[i] ?? 0) & mask);
	});
}

/** The four bytes of a dotted address, or null. Other ways to write one are for `URL` to read. */
function parseIpv4(text: string): number[] | null {
	const parts = text.split(".");
	if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part))) return null;
	const bytes = parts.map(Number);
	return bytes.every((byte) => byte <= 255) ? bytes : null;
}

/** The sixteen bytes of an address, or null. */
function parseIpv6(text: string): number[] | null {
	if (!/^[0-9a-f:.]+$/i.test(text) || !text.includes(":")) return null;
	const halves = text.split("::");
	if (halves.length > 2) return null;
	const [head, tail] = halves.map((half) => (half === "" ? [] : half.split(":").map(bytesOf)));
	if (!head || head.includes(null) || tail?.includes(null)) return null;
	const before = head.flatMap((part) => part ?? []);
	const after = (tail ?? []).flatMap((part) => part ?? []);
	const gap = 16 - before.length - after.length;
	if (tail === undefined ? gap !== 0 : gap < 2) return null;
	return [...before, ...Array<number>(gap).fill(0), ...after];
}

/** The bytes of one part of an IPv6 address: two, or four of an IPv4 address at its end. */
function bytesOf(part: string): number[] | null {
	if (part.includes(".")) return parseIpv4(part);
	if (!/^[0-9a-f]{1,4}$/i.test(part)) return null;
	const value = Number.parseInt(part, 16);
	return [value >>> 8, value & 0xff];
}
