import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { create, makeFolders, read } from "../files.ts";
import { addToLog, holderAfter } from "./keep-log.ts";
import type { LogEntry } from "./log.ts";
import { begin } from "./runs.ts";

const place = { chapter: 1, page: 1 };
let folder: string;
let told: string[];
beforeEach(async () => {
	folder = await mkdtemp(path.join(os.tmpdir(), "darkroom-runs-"));
	told = [];
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const start = (request = "a", gone = false) =>
	begin(
		{ folder, place, given: [] },
		request,
		(line) => told.push(line),
		() => gone,
	);

test("S2-PIPE-03 runs at the same moment hold a version each, and leave nothing behind", async () => {
	await writeFile(path.join(folder, "ch01_p001_v1.png"), "");
	const runs = await Promise.all(Array.from({ length: 12 }, () => start()));
	expect(runs.map(({ version }) => version).sort((a, b) => a - b)).toEqual(
		Array.from({ length: 12 }, (_, i) => i + 2),
	);
	await Promise.all(runs.map((run) => run.end()));
	expect(await readdir(folder)).toEqual(["ch01_p001_v1.png"]);
});

test("a run that was killed is gone on with by who asks for the same, and by one only", async () => {
	const killed = await start();
	await killed.remember("job_1");
	await writeFile(path.join(folder, ".ch01_p001_v1.png.x.tmp"), "half");
	const after = await Promise.all([start("a", true), start("a", true)]);
	expect(after.map(({ version, job }) => [version, job]).sort()).toEqual([
		[1, "job_1"],
		[2, null],
	]);
	expect((await readdir(folder)).sort()).toEqual([".ch01_p001_v1.run.json", ".ch01_p001_v2.run.json"]);
	const [first, second] = after.sort((a, b) => a.version - b.version);
	expect(first?.key).toBe(killed.key);
	expect(second?.key).not.toBe(killed.key);
	await first?.anew();
	expect([first?.job, first?.key === killed.key]).toEqual([null, false]);
});

test("who asks for something else takes the number, and hears of the job that is left alone", async () => {
	await (await start("a")).remember("job_1");
	const other = await start("b", true);
	expect([other.version, other.job]).toEqual([1, null]);
	expect(told.join()).toContain("job_1");
});

test("what is no ordinary file is not read, and folders are made below one that is there, or it is said why not", async () => {
	await expect(read("/dev/zero")).rejects.toThrow("/dev/zero cannot be read: it is no ordinary file");
	await expect(read(folder)).rejects.toThrow("it is a folder");
	expect(await makeFolders(folder, ["output", "ch-01"])).toBe(path.join(folder, "output/ch-01"));
	expect(await makeFolders(folder, ["output", "ch-01"])).toBe(path.join(folder, "output/ch-01"));
	await writeFile(path.join(folder, "file"), "");
	await expect(makeFolders(folder, ["file", "raw"])).rejects.toThrow(
		/raw cannot be made: part of its path is a file/,
	);
	await expect(makeFolders(path.join(folder, "nothing"), ["output"])).rejects.toThrow("there is no folder");
	if (process.platform === "linux")
		await expect(makeFolders("/proc", ["output"])).rejects.toThrow("cannot be made");
});

test("a run that lives, or whose mark says nothing, keeps its number", async () => {
	await start("a");
	await writeFile(path.join(folder, ".ch01_p001_v2.run.json"), "{");
	expect((await start("a")).version).toBe(3);
	expect((await start("a", true)).version).toBe(1);
});

test("a name that was given once is given to nothing else, though its picture was thrown away", async () => {
	const given = ["ch01_p001_v7.png", "ch01_p002_v9.png"];
	expect((await begin({ folder, place, given }, "a", () => undefined)).version).toBe(8);
});

test("a file that is there is never written over, and nothing half-written gets its name", async () => {
	const file = path.join(folder, "ch01_p001_v1.png");
	const made = await Promise.all(["one", "two", "three"].map((text) => create(file, text)));
	expect(made.filter(Boolean)).toHaveLength(1);
	const winner = ["one", "two", "three"][made.indexOf(true)];
	expect(await readFile(file, "utf8")).toBe(winner);
	expect(await readdir(folder)).toEqual(["ch01_p001_v1.png"]);
	const run = await start();
	await writeFile(path.join(folder, `${run.stem}.png`), "of others");
	const next = await run.another();
	expect([run.version, next.version]).toEqual([2, 3]);
});

const entry = (version: number): LogEntry => ({
	imageFile: `ch01_p001_v${version}.png`,
	promptFile: "p.txt",
	promptHash: "",
	timestamp: "2026-02-19T12:00:00.000Z",
	version,
	approved: false,
	model: "m",
	seed: version,
	sampler: "euler",
	scheduler: "normal",
	steps: 20,
	cfg: 7,
	loraId: null,
	controlnetStrength: null,
	workflowTemplate: "txt2img-lora.json",
});

test("S2-PIPE-04a entries that are added at the same moment are all there", async () => {
	const file = path.join(folder, "generation-log.json");
	await Promise.all([1, 2, 3, 4].map((version) => addToLog(file, entry(version))));
	await addToLog(file, entry(2));
	const log = JSON.parse(await readFile(file, "utf8")) as LogEntry[];
	expect(log.map(({ version }) => version).sort()).toEqual([1, 2, 3, 4]);
	expect(await readdir(folder)).toEqual(["generation-log.json"]);
	await writeFile(file, "{}");
	await expect(addToLog(file, entry(5))).rejects.toThrow(/is no list of entries: it is left as it is/);
	expect(await readFile(file, "utf8")).toBe("{}");
});

test("the log's lock is taken from a run that was killed, and each other that holds it has its own time", async () => {
	const file = path.join(folder, "generation-log.json");
	await writeFile(path.join(folder, ".generation-log.json.lock"), "killed");
	await addToLog(file, entry(1), 0);
	expect(await readdir(folder)).toEqual(["generation-log.json"]);
	const killed = holderAfter({ name: "", since: 0 }, "killed", 5);
	expect(holderAfter(killed, "killed", 9_000)).toEqual({ name: "killed", since: 5 });
	expect(holderAfter(killed, "another", 9_000)).toEqual({ name: "another", since: 9_000 });
});
