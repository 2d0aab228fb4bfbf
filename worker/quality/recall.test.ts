import sharp, { type Sharp } from "sharp";
import { expect, test } from "vitest";
import { tellingHash } from "../../workflows/quality/checks/examination.ts";
import { examine } from "../../workflows/quality/examine/examine.ts";
import { FURTHEST, USUAL_DISTANCE } from "../../workflows/quality/look-up/bands.ts";
import { bitsApart } from "../../workflows/quality/pixels/hashes.ts";
import { good } from "../../workflows/quality/testing/pictures.ts";
import { runs } from "../../workflows/testing/runs.ts";

const [WIDTH, HEIGHT] = [320, 256];
const PICTURES = runs(100, 12);

/** What becomes of pictures on their way. */
const WAYS: Record<string, (picture: Sharp) => Sharp> = {
	"JPEG of quality 40": (picture) => picture.jpeg({ quality: 40 }),
	"WebP of quality 30": (picture) => picture.webp({ quality: 30 }),
	"half the size": (picture) => picture.resize(WIDTH / 2, HEIGHT / 2).png(),
	"half the size, JPEG of quality 60": (picture) =>
		picture.resize(WIDTH / 2, HEIGHT / 2).jpeg({ quality: 60 }),
	"5 % brighter": (picture) => picture.modulate({ brightness: 1.05 }).png(),
	"5 % of both sides cut off": (picture) =>
		picture.extract({ left: 8, top: 6, width: WIDTH - 16, height: HEIGHT - 12 }).png(),
	"5 % of one side cut off": (picture) =>
		picture.extract({ left: 16, top: 0, width: WIDTH - 16, height: HEIGHT }).png(),
};

test("pictures are found again after they were re-encoded or made smaller, and what was cut off is told", async () => {
	const distances = new Map<string, number[]>();
	const hashes: string[] = [];
	for (let seed = 0; seed < PICTURES; seed++) {
		const { data } = good(700_000 + seed, WIDTH, HEIGHT);
		const file = await sharp(data, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } })
			.png()
			.toBuffer();
		const hash = tellingHash(await examine(file)) ?? "";
		hashes.push(hash);
		for (const [way, change] of Object.entries(WAYS)) {
			const changed = tellingHash(await examine(await change(sharp(file)).toBuffer())) ?? "";
			distances.set(way, [...(distances.get(way) ?? []), bitsApart(hash, changed)]);
		}
	}
	const recall = (way: string, within: number) => {
		const all = distances.get(way) ?? [];
		return all.filter((distance) => distance <= within).length / all.length;
	};
	for (const way of Object.keys(WAYS))
		console.log(
			`${way}: ${[3, USUAL_DISTANCE, FURTHEST].map((bits) => `${recall(way, bits).toFixed(2)} within ${bits} bits`).join(", ")}`,
		);
	for (const way of Object.keys(WAYS).filter((name) => !name.includes("cut off")))
		expect(recall(way, USUAL_DISTANCE), way).toBe(1);
	expect(recall("5 % of both sides cut off", FURTHEST)).toBeGreaterThan(0.9);
	// Pictures that have nothing to do with each other are far apart.
	const apart = hashes.flatMap((one, i) => hashes.slice(0, i).map((other) => bitsApart(one, other)));
	expect(Math.min(...apart)).toBeGreaterThan(FURTHEST);
});
