import { readFile } from "node:fs/promises";
import sharp from "sharp";
import { examine } from "../../../workflows/quality/examine/examine.ts";
import { scoreFaces } from "../../../workflows/quality/examine/testing/labelled-faces.ts";
import { scoreFilms } from "../../../workflows/quality/examine/testing/labelled-films.ts";
import { scoreSet } from "../../../workflows/quality/examine/testing/score-set.ts";
import { photographs, portraits } from "../../../workflows/quality/faces/testing/photographs.ts";
import { good } from "../../../workflows/quality/testing/pictures.ts";
import { gpuIdleByChecks } from "./checks-idle.ts";

/** Of each label; with seeds of their own, far from those that thresholds were set with. */
const COUNT = 40;
const SEED = 90_000;
const SIDES = [512, 1024, 2048, 4096];
const TIMES = 3;

/**
 * What looking at a picture costs one core, from its bytes to all that is measured, and how well spoilt pictures of a
 * generated set are found. The pictures are generated: photographs pack worse, and take a little longer to decode.
 */
export async function quality(): Promise<[string, string][]> {
	const rows: [string, string][] = [];
	const { width, height, data } = good(1, 1024, 1024);
	for (const side of SIDES)
		for (const format of ["png", "jpeg", "webp"] as const) {
			const file = await sharp(data, { raw: { width, height, channels: 3 } })
				.resize(side, side)
				.toFormat(format)
				.toBuffer();
			const spent: number[] = [];
			for (let time = 0; time < TIMES; time++) spent.push(await processorMs(() => examine(file)));
			const best = Math.min(...spent);
			rows.push([
				`${format} of ${side} x ${side}, all checks, one core`,
				`${(best / (side * side * 1e-6)).toFixed(0)} ms of processor per megapixel`,
			]);
		}
	rows.push(...(await faces()));
	for (const { label, precision, recall } of await scoreSet(COUNT, SEED))
		rows.push([
			`${COUNT} ${label}, generated`,
			`precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)}`,
		]);
	for (const { label, precision, recall } of scoreFilms(COUNT, SEED))
		rows.push([
			`${COUNT} ${label}, films of generated pictures`,
			`precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)}`,
		]);
	rows.push(...(await labelledFaces()));
	rows.push(...(await gpuIdleByChecks()));
	return rows;
}

/** How well faces are told to be blurred, too many, missing or turned otherwise, of parts of photographs that packages ship. */
async function labelledFaces(): Promise<[string, string][]> {
	const at = await portraits();
	if (at === null) return [["faces of photographs", "no photographs here: pip fetches none"]];
	return (await scoreFaces(COUNT, SEED, at)).map(({ label, precision, recall }) => [
		`${COUNT} ${label}, of photographs`,
		`precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)}`,
	]);
}

/** What looking for faces costs, of photographs that a package ships; the engine of production where its files are named. */
async function faces(): Promise<[string, string][]> {
	const found = await photographs();
	if (found === null) return [["milliseconds per face", "no photographs here: pip fetches none"]];
	const files = await Promise.all([...found.same, found.other].map((file) => readFile(file)));
	const rows: [string, string][] = [];
	for (const insightface of [null, process.env.INSIGHTFACE_DIR ?? null].slice(
		0,
		process.env.INSIGHTFACE_DIR === undefined ? 1 : 2,
	)) {
		const look = async () => Promise.all(files.map((file) => examine(file, { faces: { insightface } })));
		const seen = (await look()).map((one) => one.faces);
		const [first] = seen;
		if (first?.how !== "found") {
			rows.push(["milliseconds per face", `not measured: ${first?.why}`]);
			continue;
		}
		const without = await processorMs(async () => Promise.all(files.map((file) => examine(file))));
		const spent = await processorMs(look);
		const count = seen.reduce((sum, one) => sum + (one.how === "found" ? one.faces.length : 0), 0);
		rows.push([
			`faces of ${files.length} photographs by ${first.engine.id} ${first.engine.version}, one core`,
			`${((spent - without) / count).toFixed(0)} ms of processor per face (${count} faces)`,
		]);
	}
	return rows;
}

/** Milliseconds of processor time, of all threads. */
async function processorMs(work: () => Promise<unknown>): Promise<number> {
	const before = process.cpuUsage();
	await work();
	const { user, system } = process.cpuUsage(before);
	return (user + system) / 1000;
}
