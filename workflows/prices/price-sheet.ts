/** What a second of one kind of GPU costs. Each says where it was read, and when that was true. */
export interface GpuPrice {
	/** Names it in the ledger: `rtx-4090`. */
	gpu_class: string;
	/** As people call it. */
	title: string;
	vram_gb: number;
	micro_usd_per_second: number;
	source: string;
	/** The day of the source. */
	dated: string;
	/** What a card's own name has in it, in lower case. */
	names: readonly string[];
	/** Estimates reckon with it, where it is the first with memory enough. */
	estimates: boolean;
}

export interface PriceSheet {
	/** Stands in the ledger beside each price that was taken from it. */
	version: string;
	/** More particular names first: the first that fits counts. */
	prices: readonly GpuPrice[];
}

const flex = {
	source: "RunPod's documentation, serverless flex prices",
	dated: "2026-06-08",
	estimates: false,
} as const;

/** Change a price together with the version: what was booked keeps the one it was booked with. */
export const PRICE_SHEET: PriceSheet = {
	version: "2026-11-27",
	prices: [
		{
			...flex,
			gpu_class: "rtx-a4000",
			title: "RTX A4000 16 GB",
			vram_gb: 16,
			micro_usd_per_second: 160,
			names: ["rtx a4000", "rtx a4500", "rtx 4000 ada"],
			estimates: true,
		},
		{
			...flex,
			gpu_class: "rtx-4090",
			title: "RTX 4090 24 GB",
			vram_gb: 24,
			micro_usd_per_second: 310,
			names: ["rtx 4090"],
			estimates: true,
		},
		{
			...flex,
			gpu_class: "l40s",
			title: "L40, L40S and RTX 6000 Ada 48 GB",
			vram_gb: 48,
			micro_usd_per_second: 530,
			names: ["l40", "rtx 6000 ada"],
		},
		{
			...flex,
			gpu_class: "rtx-3090",
			title: "L4, RTX A5000 and RTX 3090 24 GB",
			vram_gb: 24,
			micro_usd_per_second: 190,
			names: ["nvidia l4", "rtx a5000", "rtx 3090"],
		},
		{
			...flex,
			gpu_class: "rtx-a6000",
			title: "RTX A6000 48 GB",
			vram_gb: 48,
			micro_usd_per_second: 340,
			names: ["rtx a6000", "nvidia a40"],
			estimates: true,
		},
		{
			...flex,
			gpu_class: "a100",
			title: "A100 80 GB",
			vram_gb: 80,
			micro_usd_per_second: 760,
			names: ["a100"],
			estimates: true,
		},
		{
			...flex,
			gpu_class: "rtx-pro-6000",
			title: "RTX PRO 6000 96 GB",
			vram_gb: 96,
			micro_usd_per_second: 1110,
			names: ["rtx pro 6000"],
		},
		{
			...flex,
			gpu_class: "h100",
			title: "H100 80 GB",
			vram_gb: 80,
			micro_usd_per_second: 1160,
			names: ["h100"],
		},
		{
			...flex,
			gpu_class: "h200",
			title: "H200 141 GB",
			vram_gb: 141,
			micro_usd_per_second: 1550,
			names: ["h200"],
			estimates: true,
		},
		{
			...flex,
			gpu_class: "b200",
			title: "B200 180 GB",
			vram_gb: 180,
			micro_usd_per_second: 2400,
			names: ["b200"],
		},
	],
};

/** The class of a GPU by the name that its driver gives it; null: the sheet has no price for it. */
export function gpuClassOf(name: string, sheet: PriceSheet = PRICE_SHEET): string | null {
	const words = name.toLowerCase().replace(/geforce /g, "");
	return sheet.prices.find(({ names }) => names.some((one) => words.includes(one)))?.gpu_class ?? null;
}

/** The GPU that estimates of work with so much GPU memory reckon with, in GB: the first that has it. */
export function gpuForEstimate(vramGb: number, sheet: PriceSheet = PRICE_SHEET): GpuPrice {
	const listed = sheet.prices.filter(({ estimates }) => estimates).toSorted((a, b) => a.vram_gb - b.vram_gb);
	const found = listed.find((price) => price.vram_gb >= vramGb) ?? listed.at(-1);
	if (found === undefined) throw new Error("the price sheet has no GPU for estimates");
	return found;
}

/** Where a price was read, in a line. */
export function sourceOfPrice({ source, dated }: GpuPrice): string {
	return `${source}, ${dated}`;
}

/** What GPU time costs, in whole micro-USD, half of one upwards. */
export function gpuCost(ms: number, microUsdPerSecond: number): number {
	return Math.floor((ms * microUsdPerSecond + 500) / 1000);
}
