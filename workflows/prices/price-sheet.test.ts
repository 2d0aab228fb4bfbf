import { expect, test } from "vitest";
import { gpuClassOf, gpuCost, gpuForEstimate, PRICE_SHEET } from "./price-sheet.ts";

test("every price is a whole number of micro-USD and names its source and its day", () => {
	const { version, prices } = PRICE_SHEET;
	expect(version).toMatch(/^\d{4}-\d\d-\d\d$/);
	for (const price of prices) {
		expect(Number.isInteger(price.micro_usd_per_second) && price.micro_usd_per_second > 0).toBe(true);
		expect(price.source).not.toBe("");
		expect(price.dated).toMatch(/^\d{4}-\d\d-\d\d$/);
		expect(price.dated <= version).toBe(true);
	}
	const classes = prices.map(({ gpu_class }) => gpu_class);
	expect(new Set(classes).size).toBe(classes.length);
});

test.each([
	["NVIDIA GeForce RTX 4090", "rtx-4090"],
	["cuda:0 NVIDIA GeForce RTX 3090 : cudaMallocAsync", "rtx-3090"],
	["NVIDIA L4", "rtx-3090"],
	["NVIDIA L40S", "l40s"],
	["NVIDIA A40", "rtx-a6000"],
	["NVIDIA RTX A6000", "rtx-a6000"],
	["NVIDIA RTX 6000 Ada Generation", "l40s"],
	["NVIDIA RTX PRO 6000 Blackwell Server Edition", "rtx-pro-6000"],
	["NVIDIA A100-SXM4-80GB", "a100"],
	["NVIDIA H100 80GB HBM3", "h100"],
	["NVIDIA H200", "h200"],
	["NVIDIA B200", "b200"],
	["NVIDIA RTX A4500", "rtx-a4000"],
])("%s is priced as %s", (name, gpuClass) => {
	expect(gpuClassOf(name)).toBe(gpuClass);
});

test.each(["mps", "cpu", "Emulated", "NVIDIA GeForce GTX 1080", ""])(
	"there is no price for %s, and none is made up",
	(name) => {
		expect(gpuClassOf(name)).toBeNull();
	},
);

test("estimates reckon with the first listed GPU that has memory enough, or with the largest", () => {
	const titles = [0, 16, 17, 24, 48, 80, 81, 1000].map((vram) => gpuForEstimate(vram).gpu_class);
	expect(titles).toEqual([
		"rtx-a4000",
		"rtx-a4000",
		"rtx-4090",
		"rtx-4090",
		"rtx-a6000",
		"a100",
		"h200",
		"h200",
	]);
	expect(() => gpuForEstimate(8, { version: "2026-01-01", prices: [] })).toThrow("no GPU for estimates");
});

test("GPU time is rounded to whole micro-USD, half of one upwards", () => {
	expect([gpuCost(0, 310), gpuCost(1, 310), gpuCost(2, 250), gpuCost(1, 500), gpuCost(30_000, 310)]).toEqual([
		0, 0, 1, 1, 9300,
	]);
});
