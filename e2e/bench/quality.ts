import sharp from "sharp";
import { examine } from "../../workflows/quality/examine/examine.ts";
import { scoreSet } from "../../workflows/quality/examine/testing/score-set.ts";
import { good } from "../../workflows/quality/testing/pictures.ts";

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
	for (const { label, precision, recall } of await scoreSet(COUNT, SEED))
		rows.push([
			`${COUNT} ${label}, generated`,
			`precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)}`,
		]);
	return rows;
}

/** Milliseconds of processor time, of all threads. */
async function processorMs(work: () => Promise<unknown>): Promise<number> {
	const before = process.cpuUsage();
	await work();
	const { user, system } = process.cpuUsage(before);
	return (user + system) / 1000;
}
