import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { RecentFiles } from "./recent-files.ts";
import { type Spooled, spool } from "./spool.ts";

const MiB = 1024 * 1024;
const of = (bytes: Buffer) => spool(Readable.from([bytes]), "/nowhere");
const filled = (size: number, value: number) => of(Buffer.alloc(size, value));

async function bytesOf(file: Spooled | null): Promise<Buffer> {
	const chunks: Buffer[] = [];
	for await (const chunk of file?.open() ?? []) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
	return Buffer.concat(chunks);
}

test("what was made or fetched is found by hash and size, whole, also after its maker is done with it", async () => {
	const recent = new RecentFiles();
	const bytes = Buffer.from("a picture");
	const file = await of(bytes);
	recent.keep(file);
	await file.dispose();
	const sha256 = createHash("sha256").update(bytes).digest("hex");
	expect(await bytesOf(recent.find({ sha256, size: bytes.length }))).toEqual(bytes);
	expect(recent.find({ sha256, size: bytes.length + 1 })).toBeNull();
	expect(recent.find({ sha256: "0".repeat(64), size: bytes.length })).toBeNull();
});

test("no more than 64 MiB are kept: what was not used for longest goes first, and the same twice counts once", async () => {
	const recent = new RecentFiles();
	const files = await Promise.all(Array.from({ length: 8 }, (_, i) => filled(8 * MiB, i)));
	for (const file of [...files, ...files.slice(0, 4)]) recent.keep(file);
	const there = () => files.map((file) => recent.find(file) !== null);
	expect(there()).toEqual(files.map(() => true));
	// Looked for in their order, so the first is the oldest.
	recent.keep(await filled(1, 9));
	expect(there()).toEqual(files.map((_, i) => i !== 0));
});

test("large files stay where they lie", async () => {
	const recent = new RecentFiles();
	const large: Spooled = { ...(await filled(10, 1)), size: 8 * MiB + 1 };
	const onDisk: Spooled = { ...(await filled(10, 2)), inMemory: false };
	for (const file of [large, onDisk]) {
		recent.keep(file);
		expect(recent.find(file)).toBeNull();
	}
});
