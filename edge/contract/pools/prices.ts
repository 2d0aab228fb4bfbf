import * as z from "zod";

/** A thousand US dollars a second: whatever is meant by more is no price. */
const pricePerSecond = z.int().min(0).max(1e9);

export const priceSheetSchema = z
	.object({
		version: z.string().describe("Stands in each booked attempt whose price is from it"),
		prices: z
			.array(
				z
					.object({
						gpu_class: z.string().describe("Names it: `rtx-4090`"),
						title: z.string().describe("As people call it"),
						vram_gb: z.number().describe("Its memory in GB"),
						micro_usd_per_second: z.int().describe("Of one worker, in millionths of a US dollar"),
						source: z.string().describe("Where it was read"),
						dated: z.string().describe("The day of the source"),
					})
					.meta({ id: "GpuPrice", description: "What a second of one class of GPU costs" }),
			)
			.describe("More particular names first"),
	})
	.meta({
		id: "PriceSheet",
		description: "What GPUs cost where neither their endpoint nor their pool says so",
	});

export const poolPriceRequestSchema = z
	.strictObject({
		micro_usd_per_second: pricePerSecond
			.nullable()
			.describe(
				"Of one of its workers, in millionths of a US dollar; null: the price sheet says it by the class of GPU",
			),
		source: z
			.string()
			.max(200)
			.default("the operator")
			.describe("Where that is known from; stands in the ledger beside the price"),
	})
	.meta({ id: "PoolPriceRequest", description: "What a second of a pool's workers costs" });

export const poolPriceSchema = z
	.object({
		pool: z.string().describe("Name of the pool"),
		micro_usd_per_second: z.int().nullable().describe("Null: the price sheet says it"),
		source: z.string().nullable().describe("Where that is known from"),
	})
	.meta({ id: "PoolPrice", description: "What a second of a pool's workers costs" });
