import { createHash } from "node:crypto";
import {
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	rmSync,
	statSync,
	utimesSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Clock } from "../process/clock.ts";
import { silentLogger } from "../process/log.ts";
import { LoraFiles, NoRoom, whatGoes } from "./lora-files.ts";

const NOW = 1_800_000_000_000;
const HOUR = 3_600_000;
const clock: Clock = { now: () => NOW, random: () => 0.5, sleep: () => Promise.resolve() };

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "darkroom-loras-"));
});
afterEach(() => {
	rmSync(folder, { recursive: true, force: true });
});

const lora = (words: string) => {
	const bytes = Buffer.from(words);
	const sha256 = createHash("sha256").update(bytes).digest("hex");
	return { bytes, sha256, size: bytes.length, fetch: async () => Readable.from([bytes]) };
};
const pathOf = ({ sha256 }: { sha256: string }) => join(folder, "darkroom", `${sha256}.safetensors`);
/** Lies there, last used so many hours ago. */
const left = (words: string, hours: number) => {
	const one = lora(words);
	mkdirSync(join(folder, "darkroom"), { recursive: true });
	writeFileSync(pathOf(one), one.bytes);
	utimesSync(pathOf(one), new Date(NOW - hours * HOUR), new Date(NOW - hours * HOUR));
	return one;
};
const never = () => Promise.reject(new Error("it was fetched"));

test("a LoRA is fetched once, lies whole under its hash, and is there for the next task", async () => {
	const files = new LoraFiles(100, clock, silentLogger);
	const one = lora("ten bytes!");
	let fetched = 0;
	const fetch = async () => {
		fetched++;
		return one.fetch();
	};
	const names = await Promise.all(["a", "b", "c"].map((holder) => files.place(folder, one, holder, fetch)));
	expect(new Set(names)).toEqual(new Set([`darkroom/${one.sha256}.safetensors`]));
	expect(fetched).toBe(1);
	expect(readdirSync(join(folder, "darkroom"))).toEqual([`${one.sha256}.safetensors`]);
	// Another process finds it.
	await new LoraFiles(100, clock, silentLogger).place(folder, one, "d", never);
});

test("what was not used for longest goes where room is needed, and nothing else", async () => {
	const [older, newer, fresh] = [left("older 10 b", 5), left("newer 10 b", 3), left("fresh 10 b", 0.5)];
	const files = new LoraFiles(35, clock, silentLogger);
	await files.place(folder, lora("the fourth"), "a", lora("the fourth").fetch);
	expect([older, newer, fresh].map((one) => existsSync(pathOf(one)))).toEqual([false, true, true]);
});

test("none goes that a task in hand needs, or that was used just now; then there is no room, and nothing is begun", async () => {
	const held = left("held 10 by", 9);
	const files = new LoraFiles(25, clock, silentLogger);
	await files.place(folder, held, "holder", never);
	expect(statSync(pathOf(held)).mtimeMs).toBe(NOW);
	utimesSync(pathOf(held), new Date(NOW - 9 * HOUR), new Date(NOW - 9 * HOUR));
	const large = lora("twenty bytes, all of");
	await expect(files.place(folder, large, "a", never)).rejects.toThrow(NoRoom);
	expect(existsSync(pathOf(held))).toBe(true);
	files.release("holder");
	await files.place(folder, large, "a", large.fetch);
	expect(readdirSync(join(folder, "darkroom"))).toEqual([`${large.sha256}.safetensors`]);
});

test("one that broke off leaves nothing, and the next who wants it has it; a damaged one is fetched again", async () => {
	const files = new LoraFiles(100, clock, silentLogger);
	const one = lora("ten bytes!");
	const broken = async () =>
		Readable.from(
			(async function* () {
				yield Buffer.from("ten");
				throw new Error("the connection broke");
			})(),
		);
	const both = await Promise.allSettled([
		files.place(folder, one, "a", broken),
		files.place(folder, one, "b", one.fetch),
	]);
	expect(both.map(({ status }) => status)).toEqual(["rejected", "fulfilled"]);
	expect(readdirSync(join(folder, "darkroom"))).toEqual([`${one.sha256}.safetensors`]);
	writeFileSync(pathOf(one), "ten bytes?");
	const next = new LoraFiles(100, clock, silentLogger);
	await next.place(folder, one, "c", one.fetch);
	await next.place(folder, one, "d", never);
});

test("what goes is never in use, never more than is needed, and enough", () => {
	const file = fc.record({ size: fc.integer({ min: 1, max: 50 }), usedAt: fc.nat(100), mayGo: fc.boolean() });
	fc.assert(
		fc.property(fc.array(file, { maxLength: 8 }), fc.integer({ min: -50, max: 200 }), (list, most) => {
			const files = list.map((one, i) => ({ ...one, path: String(i) }));
			const going = whatGoes(files, most);
			const sum = (of: typeof files) => of.reduce((bytes, { size }) => bytes + size, 0);
			const stuck = files.filter(({ mayGo }) => !mayGo);
			if (going === null) expect(sum(stuck)).toBeGreaterThan(most);
			else {
				const gone = files.filter(({ path }) => going.includes(path));
				const kept = files.filter(({ path }) => !going.includes(path));
				expect(gone.every(({ mayGo }) => mayGo)).toBe(true);
				expect(sum(kept)).toBeLessThanOrEqual(most);
				const [last] = gone.slice().sort((a, b) => b.usedAt - a.usedAt);
				if (last)
					expect(
						sum(kept) + last.size + sum(gone.filter((one) => one.usedAt === last.usedAt && one !== last)),
					).toBeGreaterThan(most);
			}
		}),
	);
});
